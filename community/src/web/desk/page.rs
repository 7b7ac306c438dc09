//! The desk's document: what is above, the open cases, the one that was opened, what was closed; and
//! the handlers that show it.

use std::sync::Arc;

use alerts::Wall;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::card::{Card, Trend};
use super::case::CasePage;
use super::eyes::{Eyes, MOST_SHOWN};
use super::row::Row;
use super::words::Names;
use super::{Board, CaseFile, act, top};
use crate::core::access::Ability;
use crate::core::board::AlarmOf;
use crate::core::desk::{About, PartyId};
use crate::core::person::Resident;
use crate::say::{Lang, alarm, less};
use crate::store::Store as _;
use crate::store::rows::Timeline;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, clinic, page};

/// The files of the desk's page: one of another version loads itself again.
pub(super) const FILES: [&str; 2] = ["desk.css", "desk.js"];

/// How far back a case's evidence and trend go at least, milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// The script asks for a part of the page with this.
pub(super) const PART: &str = "x-part";

/// The page.
#[derive(Clone)]
pub struct DeskPage {
    /// Who looks.
    pub eyes: Eyes,
    /// What is to be seen.
    pub board: Arc<Board>,
    /// The case that is open.
    pub open: Option<CasePage>,
    /// What whoever pressed something reads.
    pub said: Option<String>,
    /// When the page was made.
    pub now: Wall,
}

impl DeskPage {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let eyes = self.eyes.reading(lang);
        let t = lang.words();
        let open = eyes.open(&self.board);
        let more = open.len().saturating_sub(MOST_SHOWN);
        let said = self.said.as_ref().and_then(|it| act::said(lang, it, Names(&self.board.people)));
        html! {
            div #desk data-stream={ "/desk/stream?lang=" (lang.tag()) } data-build=(assets::build(&FILES)) {
                (bar(&eyes))
                p #said role="status" hidden[said.is_none()] { (said.unwrap_or_default()) }
                div #top { (top::markup(&eyes, &self.board, self.now)) }
                div.two.with-case[self.open.is_some()] {
                    div.list {
                        p #quiet hidden[!open.is_empty()] { (fl!(t, "desk-quiet")) }
                        ol #cases { @for case in open.iter().take(MOST_SHOWN) {
                            (Row::of(&eyes, &self.board, case).markup(&eyes, self.now)) } }
                        p #more hidden[more == 0] { (fl!(t, "desk-more", n = more.to_string())) }
                        div #closed { (closed(&eyes, &self.board, self.now)) }
                    }
                    aside #case aria-label=(fl!(t, "desk-the-case")) {
                        @if let Some(case) = &self.open { (case.body(lang)) }
                    }
                }
                (templates(lang))
            }
        }
    }
}

/// Clock, ways, drill, sound.
fn bar(eyes: &Eyes) -> Markup {
    let t = eyes.lang.words();
    html! {
        div.bar {
            p #clock aria-hidden="true" {}
            @if eyes.sees_all() { (ways(eyes.lang)) }
            button #sound type="button" hidden { (fl!(t, "wall-sound-off")) }
            @if eyes.sees_all() {
                form method="post" action="/desk/drill" {
                    button.second { (fl!(t, "desk-drill")) }
                }
            }
        }
        p #dead role="alert" hidden { span {} }
        p #news.unseen aria-live="assertive" {}
        noscript { p.no-script { (fl!(t, "desk-no-script")) } }
    }
}

/// The desk's own pages.
pub(in crate::web) fn ways(lang: Lang) -> Markup {
    let t = lang.words();
    html! {
        nav.desk-ways aria-label=(fl!(t, "desk-ways")) {
            a href="/desk" { (fl!(t, "nav-desk")) }
            a href="/people" { (fl!(t, "nav-people")) }
            a href="/duty" { (fl!(t, "nav-duty")) }
            a href="/ladders" { (fl!(t, "nav-ladders")) }
            a href="/quiet" { (fl!(t, "nav-quiet")) }
            a href="/desk/report/this" { (fl!(t, "nav-report")) }
            a href="/desk/proven" { (fl!(t, "nav-proven")) }
        }
    }
}

/// What was closed in the last hours.
pub(super) fn closed(eyes: &Eyes, board: &Board, now: Wall) -> Markup {
    let mine: Vec<_> = board.closed.iter().filter(|case| eyes.sees(case)).collect();
    html! {
        @if !mine.is_empty() {
            h2.part { (fl!(eyes.lang.words(), "desk-closed")) }
            ol.closed { @for case in mine { (Row::of(eyes, board, case).markup(eyes, now)) } }
        }
    }
}

/// What the script says by itself; `{n}` is filled in there.
fn templates(lang: Lang) -> Markup {
    let t = lang.words();
    let hole = || "{n}".to_owned();
    html! {
        div #words hidden data-seconds=(fl!(t, "age-seconds", n = hole()))
            data-minutes=(fl!(t, "age-minutes", n = hole()))
            data-hours=(fl!(t, "age-hours", n = hole()))
            data-days=(fl!(t, "age-days", n = hole()))
            data-now=(fl!(t, "desk-now"))
            data-dead=(fl!(t, "wall-not-live", time = hole()))
            data-failed=(fl!(t, "desk-not-sent"))
            data-news=(fl!(t, "wall-new-alarm", what = hole())) {}
    }
}

/// `?said=done`
#[derive(Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    said: Option<String>,
}

pub(in crate::web) async fn get(
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Markup, Refusal> {
    let board = visit.web.desk()?.board();
    let (eyes, now) = (Eyes::of(&visit), visit.web.now());
    let asks = clinic::asked::on_desk(&visit).await?;
    let shown = DeskPage { eyes, board, open: None, said: asked.said, now };
    Ok(framed(&visit, &asks, &shown))
}

pub(in crate::web) async fn one(
    visit: Visit,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (file, me) = act::found(&visit, desk, &id).await?;
    if headers.get(PART).is_some_and(|it| it == "moving") {
        // Nothing of the record is in it: whoever has opened the case has been written down.
        let page = CasePage { ..bare(&visit, file, me)? };
        return Ok(page.moving(visit.lang).into_response());
    }
    let case = whole(&visit, file, me, None).await?;
    Ok(shown(&visit, &headers, case, asked.said).into_response())
}

/// The desk with this case open; for the script, only the case.
pub(super) fn shown(
    visit: &Visit,
    headers: &HeaderMap,
    case: CasePage,
    said: Option<String>,
) -> Markup {
    if headers.contains_key(PART) {
        return case.body(visit.lang);
    }
    let (eyes, board, now) = (case.eyes.clone(), case.board.clone(), case.now);
    framed(visit, &html! {}, &DeskPage { eyes, board, open: Some(case), said, now })
}

/// `above` stands before the cases.
fn framed(visit: &Visit, above: &Markup, shown: &DeskPage) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::href("desk.css"));
        (clinic::head())
        (assets::live())
        script defer src=(assets::href("desk.js")) {}
        script defer src=(assets::href("clinic.js")) {}
    };
    let title = fl!(visit.lang.words(), "nav-desk");
    page::with(visit, &title, &head, &html! { (above) (shown.body(visit.lang)) })
}

/// Without what stands in the record and the store.
fn bare(visit: &Visit, file: CaseFile, me: PartyId) -> Result<CasePage, Refusal> {
    let board = visit.web.desk()?.board();
    let (eyes, now) = (Eyes::of(visit), visit.web.now());
    let (card, evidence, trend, wrong) = (None, Vec::new(), None, None);
    Ok(CasePage { eyes, board, file, me, card, evidence, trend, wrong, now })
}

/// With everything that whoever looks may know.
pub(super) async fn whole(
    visit: &Visit,
    file: CaseFile,
    me: PartyId,
    wrong: Option<(String, String)>,
) -> Result<CasePage, Refusal> {
    let mut page = bare(visit, file, me)?;
    page.wrong = wrong;
    let resident = page.eyes.resident(&page.file.case);
    let Some(resident) = resident else { return Ok(page) };
    if visit.resident(resident.id, Ability::SeePerson).is_ok() {
        visit.note("view-record", Some(resident.id), page.file.case.id.to_string()).await?;
        let proven = resident.home.as_ref().and_then(|it| page.board.proven.get(it)).copied();
        let mut card = Card::of(&resident, visit.web.year(), proven);
        card.less = less(visit, &resident).await;
        page.card = Some(card);
    }
    let timeline = said(visit, &resident, page.file.case.opened).await?;
    page.evidence = evidence(visit, &page.file, &timeline);
    if resident.record.consents.monitoring.is_some() {
        page.trend = Some(Trend::of(&timeline.minutes, page.now));
    }
    Ok(page)
}

/// What of the home does not call, or is not seen: whoever reads its alarms must know.
async fn less(visit: &Visit, resident: &Resident) -> Vec<String> {
    let Some(home) = &resident.home else { return Vec::new() };
    if resident.record.consents.monitoring.is_none() {
        return Vec::new();
    }
    let Some(view) = visit.web.ingest().home(home).await else { return Vec::new() };
    let Some((_, said)) = &view.said else { return Vec::new() };
    let (now, zone) = (visit.web.now(), &visit.web.settings().zone);
    let rooms = &resident.record.rooms;
    less::lines(visit.lang, (said, view.health.as_ref()), (now, zone), |of: &str| {
        let known = rooms.iter().find(|it| it.room == of && !it.name.is_empty());
        known.map_or_else(|| of.to_owned(), |it| it.name.clone())
    })
}

/// What the home said since an hour before it began, or in the last hour.
async fn said(visit: &Visit, resident: &Resident, opened: Wall) -> Result<Timeline, Refusal> {
    let Some(home) = &resident.home else { return Ok(Timeline::default()) };
    let now = visit.web.now();
    // A case of days ago shows how it began in its log; its home's days are on the resident's page.
    let from = opened.0.max(now.0.saturating_sub(24 * HOUR_MS)).saturating_sub(HOUR_MS);
    let range = Wall(from.min(now.0.saturating_sub(HOUR_MS)))..Wall(now.0.saturating_add(1));
    Ok(visit.web.store().timeline(home, range).await?)
}

/// Why the home calls: its newest step that says so.
fn evidence(visit: &Visit, file: &CaseFile, timeline: &Timeline) -> Vec<String> {
    let About::Alarm { home, alarm: name, .. } = &file.case.about else { return Vec::new() };
    let strip = visit.web.hall().snapshot().strip;
    let mut live = strip.iter().filter(|it| it.home.as_ref() == Some(home));
    let live = live.find_map(|it| match &it.of {
        AlarmOf::Home(step) if step.alarm == *name => Some(step.evidence.clone()),
        AlarmOf::Home(_) | AlarmOf::HomeLost | AlarmOf::UplinkLost { .. } => None,
    });
    let steps = timeline.alarms.iter().rev().filter(|(_, step)| step.alarm == *name);
    let mut stored = steps.map(|(_, step)| &step.evidence).filter(|it| !it.is_empty());
    let found = live.filter(|it| !it.is_empty()).or_else(|| stored.next().cloned());
    found.iter().flatten().map(|it| alarm::evidence(visit.lang, it)).collect()
}
