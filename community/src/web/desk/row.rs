//! What does one line of the desk say? Who, where, what, since when; who is called now and who next;
//! who goes; what became of each message; and the next thing to press.

use alerts::Wall;
use alerts::message::{Condition, Priority};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::Board;
use super::eyes::Eyes;
use super::words::{self, Names};
use crate::core::desk::change::StageWord;
use crate::core::desk::notice::{NoticeState, Says};
use crate::core::desk::{Case, CaseId, Stage};
use crate::core::person::Resident;
use crate::say::{Lang, alarm, time};
use crate::web::wall::tile::paint;

/// People that a line names with what became of their message; the rest is in the case.
const MOST_TOLD: usize = 6;

/// … and people of whom it says by name that they are called next.
const MOST_NEXT: usize = 3;

/// A line.
#[derive(Clone, Debug)]
pub struct Row {
    /// The case.
    pub id: CaseId,
    /// How soon somebody must act.
    pub priority: Priority,
    /// Where it stands.
    pub stage: StageWord,
    /// A drill or a test.
    pub drill: bool,
    /// It is over at home.
    pub cleared: bool,
    /// How often it came up.
    pub times: u32,
    /// Whose: the name, the home's name, or the station.
    pub name: String,
    /// Building and door.
    pub place: String,
    /// What it is about.
    pub what: String,
    /// When it began.
    pub opened: Wall,
    /// Where it stands, in words.
    pub says: String,
    /// Whom the messages of this round went to, and what became of each.
    pub told: Vec<(String, String, &'static str)>,
    /// How many more were told.
    pub more: usize,
    /// Who is called next, and when.
    pub next: Option<(String, Wall)>,
    /// Until when whoever goes must be there.
    pub expected: Option<Wall>,
    /// Somebody's screen showed it.
    pub shown: bool,
    /// Its home waits to hear that a screen shows it.
    pub awaits_screen: bool,
}

impl Row {
    /// Of a case.
    #[must_use]
    pub fn of(eyes: &Eyes, board: &Board, case: &Case) -> Self {
        let lang = eyes.lang;
        let names = Names(&board.people);
        let resident = eyes.resident(case);
        let told = told(lang, names, case);
        Self {
            id: case.id,
            priority: case.priority,
            stage: case.stage.word(),
            drill: case.drill,
            cleared: case.condition == Condition::Cleared,
            times: case.times,
            name: name(lang, case, resident.as_deref()),
            place: where_is(lang, case, resident.as_deref()),
            what: words::about(lang, &case.about),
            opened: case.opened,
            says: stands(eyes, names, case),
            more: told.len().saturating_sub(MOST_TOLD),
            told: told.into_iter().take(MOST_TOLD).collect(),
            next: next(lang, names, board, case),
            expected: case.expected(),
            shown: case.marks.shown.is_some(),
            awaits_screen: case.awaits_screen(),
        }
    }

    /// Its classes: paint, and whether it calls.
    #[must_use]
    pub fn class(&self) -> String {
        let calls = matches!(self.stage, StageWord::Calling | StageWord::Nobody) && !self.shown;
        let mut class = format!("case {}", paint(self.priority));
        for (word, is) in [
            (" calls", calls),
            (" drill", self.drill),
            (" nobody", self.stage == StageWord::Nobody),
            (" over", self.stage == StageWord::Closed),
        ] {
            if is {
                class.push_str(word);
            }
        }
        class
    }

    /// The line.
    #[must_use]
    pub fn markup(&self, eyes: &Eyes, now: Wall) -> Markup {
        let lang = eyes.lang;
        let t = lang.words();
        html! {
            li class=(self.class()) id=(self.id) data-unseen[self.awaits_screen] {
                (self.mark(lang))
                div.whom {
                    h2 { a href={ "/desk/" (self.id) } { (self.name) } }
                    p.place { (self.place) }
                }
                div.what {
                    p.about { (self.what) (marks(lang, self)) }
                    p.since {
                        (words::moment(lang, self.opened, now, &eyes.zone)) " · "
                        time data-since=(self.opened.0) { (time::age(lang, self.opened, now)) }
                    }
                }
                div.course {
                    p.stands { (self.says) }
                    @if !self.told.is_empty() {
                        ul.told {
                            @for (name, state, class) in &self.told {
                                li class=(class) { (name) " " span { (state) } }
                            }
                            @if self.more > 0 { li { (fl!(t, "desk-more-told", n = self.more)) } }
                        }
                    }
                    (self.clocks(eyes))
                }
                (self.presses(lang))
            }
        }
    }

    /// Colour, picture and word of the priority: any one of them is enough.
    fn mark(&self, lang: Lang) -> Markup {
        html! {
            div.mark { (glyph(self.priority)) b { (alarm::priority(lang, self.priority)) } }
        }
    }

    /// What will happen by itself, and when. The page counts down; without a script it is a time.
    pub(super) fn clocks(&self, eyes: &Eyes) -> Markup {
        let t = eyes.lang.words();
        html! {
            @if let Some((who, at)) = &self.next {
                p.next { (fl!(t, "desk-next", who = who.as_str())) " "
                    b data-until=(at.0) { (time::clock_s(*at, &eyes.zone)) } }
            }
            @if let Some(at) = self.expected {
                p.next { (fl!(t, "desk-expected")) " "
                    b data-until=(at.0) { (time::clock_s(at, &eyes.zone)) } }
            }
        }
    }

    /// What is pressed next. Everything else is in the case.
    fn presses(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let press = |act: &str, class: &str, label: String| {
            html! {
                button class=(class) name="act" value=(act)
                    aria-label={ (label) ": " (self.name) } { (label) }
            }
        };
        html! {
            form.presses method="post" action={ "/desk/" (self.id) } {
                input type="hidden" name="from" value="list";
                @match self.stage {
                    StageWord::Held | StageWord::Calling | StageWord::Nobody => {
                        (press("accept", "", fl!(t, "act-accept")))
                        @if !self.shown { (press("received", "second", fl!(t, "act-received"))) }
                    }
                    StageWord::Accepted => {
                        (press("on-the-way", "second", fl!(t, "act-on-the-way")))
                        (press("at-the-door", "second", fl!(t, "act-at-the-door")))
                    }
                    StageWord::OnTheWay => (press("at-the-door", "second", fl!(t, "act-at-the-door"))),
                    StageWord::AtTheDoor => a.button.second href={ "/desk/" (self.id) "#resolve" }
                        aria-label={ (fl!(t, "act-resolve")) ": " (self.name) } { (fl!(t, "act-resolve")) },
                    StageWord::Closed => {}
                }
            }
        }
    }
}

/// A drill, a test, over at home, more than once.
pub(super) fn marks(lang: Lang, row: &Row) -> Markup {
    let t = lang.words();
    html! {
        @if row.drill { " " span.tag.is-drill { (fl!(t, "desk-drill-mark")) } }
        @if row.cleared { " " span.tag { (fl!(t, "desk-over-at-home")) } }
        @if row.times > 1 { " " span.tag { (fl!(t, "desk-times", n = row.times.to_string())) } }
    }
}

/// A picture for each priority, so that no colour is needed: a triangle, a rhombus, a ring.
pub(in crate::web) fn glyph(priority: Priority) -> Markup {
    let path = match priority {
        Priority::High => "M12 3 1.500 21h21ZM12 9v6M12 18v.5",
        Priority::Medium => "M12 2 22 12 12 22 2 12ZM12 7v6M12 16v.5",
        Priority::Low => "M12 3a9 9 0 1 0 .1 0ZM12 11v6M12 7v.5",
    };
    html! { svg viewBox="0 0 24 24" aria-hidden="true" { path d=(path) {} } }
}

/// Whose a case is: the name; a home without a resident by its own; the station's own by itself.
pub(in crate::web) fn name(lang: Lang, case: &Case, resident: Option<&Resident>) -> String {
    if let Some(report) = &case.report {
        return crate::say::report::kind(lang, report.kind);
    }
    let home = || case.about.home().map(ToString::to_string);
    resident
        .map(|it| it.record.name.clone())
        .or_else(home)
        .unwrap_or_else(|| fl!(lang.words(), "alarm-station"))
}

/// Building and door.
pub(super) fn place(resident: &Resident) -> String {
    let both = [resident.record.building.as_str(), resident.record.door.as_str()];
    both.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Where it is: the resident's door, or where something is wrong.
fn where_is(lang: Lang, case: &Case, resident: Option<&Resident>) -> String {
    match (&case.report, resident) {
        (Some(report), _) => crate::web::report::place_words(lang, &report.place),
        (None, Some(resident)) => place(resident),
        (None, None) => String::new(),
    }
}

/// Where it stands, in a sentence.
fn stands(eyes: &Eyes, names: Names<'_>, case: &Case) -> String {
    let lang = eyes.lang;
    let t = lang.words();
    match &case.stage {
        Stage::Held { why, .. } => words::hold(lang, *why),
        Stage::Calling(wave) => {
            let rung = case.ladder().rungs().get(usize::from(wave.rung));
            let who = rung.map_or_else(String::new, |rung| names.rung(lang, rung));
            if wave.round > 1 {
                fl!(t, "stands-calling-again", who = who, round = wave.round.to_string())
            } else {
                fl!(t, "stands-calling", who = who)
            }
        }
        Stage::Nobody { why, .. } => words::nobody(lang, *why),
        Stage::Accepted { by, .. } => fl!(t, "stands-accepted", who = names.of(*by)),
        Stage::OnTheWay { by, .. } => fl!(t, "stands-on-the-way", who = names.of(*by)),
        Stage::AtTheDoor { by, since, .. } => {
            let at = time::clock(*since, &eyes.zone);
            fl!(t, "stands-at-the-door", who = names.of(*by), time = at)
        }
        Stage::Closed { how, .. } => super::log::how(lang, how, names),
    }
}

/// The newest call of each, and what became of it.
fn told(lang: Lang, names: Names<'_>, case: &Case) -> Vec<(String, String, &'static str)> {
    let mut seen = std::collections::BTreeSet::new();
    let calls = case.notices.iter().rev().filter(|it| matches!(it.says, Says::Call { .. }));
    let newest = calls.filter(|it| seen.insert(it.to));
    let mut told: Vec<_> = newest
        .map(|it| {
            let cannot = case.declined.contains(&it.to);
            let (says, class) = if cannot {
                (fl!(lang.words(), "receipt-cannot"), "failed")
            } else if it.failing && !matches!(it.state, NoticeState::Failed { .. }) {
                (fl!(lang.words(), "receipt-failing"), "failed")
            } else {
                (words::receipt(lang, it.state), words::receipt_class(it.state))
            };
            (names.of(it.to), says, class)
        })
        .collect();
    told.reverse();
    told
}

/// Who is called next, and when.
fn next(lang: Lang, names: Names<'_>, board: &Board, case: &Case) -> Option<(String, Wall)> {
    let at = case.next_call()?;
    let rungs = case.ladder().rungs();
    let t = lang.words();
    let who = match &case.stage {
        Stage::Held { .. } => fl!(t, "next-looked-at"),
        Stage::Nobody { .. } => fl!(t, "next-again"),
        Stage::Calling(_)
        | Stage::Accepted { .. }
        | Stage::OnTheWay { .. }
        | Stage::AtTheDoor { .. } => {
            let after = case.stage.wave().map(|wave| usize::from(wave.rung) + 1)?;
            let rung = rungs.get(after).or_else(|| rungs.first())?;
            names.rung(lang, rung)
        }
        Stage::Closed { .. } => return None,
    };
    let whom = board.next.get(&case.id).map(Vec::as_slice).unwrap_or_default();
    let named: Vec<String> = whom.iter().take(MOST_NEXT).map(|id| names.of(*id)).collect();
    let more = whom.len().saturating_sub(MOST_NEXT);
    let names = named.join(lang.comma());
    let names = match more {
        0 => names,
        more => fl!(t, "next-more", names = names, more = more.to_string()),
    };
    let who = match (whom.is_empty(), case.stage.wave()) {
        (true, _) => who,
        // The names say more than the ladder's word.
        (false, Some(_)) => names,
        (false, None) => fl!(t, "next-named", who = who, names = names),
    };
    Some((who, at))
}
