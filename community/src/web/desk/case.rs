//! `/desk/{case}`: everything about one case: what is so, who was told by which way, whom one can
//! call, what can be pressed, what happened.

use std::sync::Arc;

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::card::{Card, Trend};
use super::eyes::Eyes;
use super::row::{self, Row};
use super::words::{self, Names};
use super::{Board, CaseFile, forms, log};
use crate::core::desk::notice::{NoticeState, Says};
use crate::core::desk::party::Address;
use crate::core::desk::{Notice, PartyId};
use crate::say::{Lang, alarm, time};

/// What is known of one case, for whoever looks.
#[derive(Clone)]
pub struct CasePage {
    /// Who looks.
    pub eyes: Eyes,
    /// The people.
    pub board: Arc<Board>,
    /// The case and its log.
    pub file: CaseFile,
    /// Whom whoever looks is.
    pub me: PartyId,
    /// The resident.
    pub card: Option<Card>,
    /// Why the home calls, in its own findings.
    pub evidence: Vec<String>,
    /// The last hour of the home.
    pub trend: Option<Trend>,
    /// What was wrong with a form, and the note that stood in it.
    pub wrong: Option<(String, String)>,
    /// When the page was made.
    pub now: Wall,
}

impl CasePage {
    /// The whole case.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let eyes = self.eyes.reading(lang);
        let t = lang.words();
        html! {
            article.open-case data-case=(self.file.case.id) {
                (self.head(lang))
                (forms::all(&eyes, self))
                @if let Some(card) = &self.card { (card.markup(&eyes, self.now)) }
                @if !self.evidence.is_empty() {
                    section.evidence {
                        h3 { (fl!(t, "desk-why")) }
                        ul { @for why in &self.evidence { li { (why) } } }
                    }
                }
                @if let Some(trend) = &self.trend { (trend.markup(lang)) }
                (self.course(lang))
            }
        }
    }

    /// What changes while somebody looks: without the record, so that looking again is no new look.
    #[must_use]
    pub fn moving(&self, lang: Lang) -> Markup {
        html! { (self.head(lang)) (self.course(lang)) }
    }

    /// Who, what, where it stands.
    fn head(&self, lang: Lang) -> Markup {
        let eyes = self.eyes.reading(lang);
        let case = &self.file.case;
        let names = Names(&self.board.people);
        let row = Row::of(&eyes, &self.board, case);
        let t = lang.words();
        html! {
            div class={ "moving " (row.class()) } data-part="head" data-stage=(words::stage(lang, row.stage)) {
                header {
                    div.mark { (row::glyph(row.priority)) b { (alarm::priority(lang, row.priority)) } }
                    div {
                        h2 { (row.name) }
                        p.place { (row.place) }
                    }
                    a.close href="/desk" { (fl!(t, "desk-close")) }
                }
                p.about { (row.what) (row::marks(lang, &row)) }
                p.since { (words::moment(lang, row.opened, self.now, &eyes.zone)) " · "
                    time data-since=(row.opened.0) { (time::age(lang, row.opened, self.now)) } }
                p.stands { (row.says) }
                (row.clocks(&eyes))
                @if !case.helpers.is_empty() {
                    p { (fl!(t, "desk-helpers", who = names.all(lang, &case.helpers))) }
                }
                (self.ending(lang))
                (super::merge::with(&eyes, self))
            }
        }
    }

    /// Who was told, and what happened.
    fn course(&self, lang: Lang) -> Markup {
        let eyes = self.eyes.reading(lang);
        let names = Names(&self.board.people);
        let (case, t) = (&self.file.case, lang.words());
        html! {
            section.told-whom data-part="course" {
                @if !case.notices.is_empty() {
                    h3 { (fl!(t, "desk-told")) }
                    table.notices {
                        thead { tr { th scope="col" { (fl!(t, "field-name")) }
                            th scope="col" { (fl!(t, "desk-way")) }
                            th scope="col" { (fl!(t, "desk-became")) } } }
                        tbody { @for it in case.notices.iter().rev() { (self.notice(&eyes, it)) } }
                    }
                }
                details { summary { (fl!(t, "desk-log")) }
                    (log::markup(&eyes, names, &self.file.log, self.now)) }
            }
        }
    }

    /// The note and the picture of one that is over.
    fn ending(&self, lang: Lang) -> Markup {
        use crate::core::desk::{How, Stage};
        let Stage::Closed { how: How::Resolved { note, photo, .. }, .. } = &self.file.case.stage
        else {
            return html! {};
        };
        html! {
            @if !note.is_empty() { p.text.note { (note) } }
            @if let Some(name) = photo {
                img.photo src={ "/desk/photos/" (name) } alt=(fl!(lang.words(), "desk-photo-alt"));
            }
        }
    }

    fn notice(&self, eyes: &Eyes, notice: &Notice) -> Markup {
        let (lang, t) = (eyes.lang, eyes.lang.words());
        let person = self.board.people.get(&notice.to);
        let way = |place: u8| {
            let way = person.and_then(|it| it.party.channel(place));
            way.map_or_else(String::new, |it| words::way(lang, &it.to))
        };
        let cannot = self.file.case.declined.contains(&notice.to)
            && matches!(notice.says, Says::Call { .. });
        let at = words::moment(lang, words::receipt_at(notice.state), self.now, &eyes.zone);
        let waits = matches!(notice.state, NoticeState::Queued { .. });
        html! {
            tr class=(words::receipt_class(notice.state)) {
                td { (Names(&self.board.people).of(notice.to))
                    " " small { (words::says(lang, notice.says)) } }
                td { (way(notice.channel))
                    @if let Some(Address::Sms(to) | Address::Mail(to)) =
                        person.and_then(|it| it.party.channel(notice.channel)).map(|it| &it.to) {
                        " " small.long { (to) }
                    }
                }
                td {
                    b { (words::receipt(lang, notice.state)) } " "
                    @if waits && notice.failing { (fl!(t, "desk-tries-again", time = at.as_str())) }
                    @else { small { (at) } }
                    @if cannot { " · " (fl!(t, "receipt-cannot")) }
                    @for failed in &notice.failed {
                        br; small.bad { (way(failed.channel)) ": " (failed.why) }
                    }
                }
            }
        }
    }
}
