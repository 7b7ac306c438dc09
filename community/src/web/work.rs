//! `/work`: what have I to do, and until when? The grid worker's page, for a telephone in a street where
//! the link comes and goes: each thing that is pressed waits in the page until it has arrived, and what
//! arrives twice is done once.

mod act;
mod blur;
mod card;
mod form;
mod places;

use std::sync::Arc;

use alerts::Wall;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use super::app::Web;
use super::desk::{Board, Desk, photos};
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, assets, behind, page};
use crate::core::access::{Ability, May, may};
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Case, CaseId, PartyId};
use crate::core::report::Report;
use crate::say::report as say;

/// Cards on one page: what is due next. A telephone shows five; of more, the rest is counted.
const MOST_CARDS: usize = 60;

/// Every page that is no form with pictures.
pub(super) fn pages(web: &Web) -> Router<Web> {
    let see = |path, page| behind(web, Needs::To(Ability::SeeDesk), path, page);
    let edit = |path, page| behind(web, Needs::To(Ability::EditDesk), path, page);
    see("/work", get(list))
        .merge(see("/work/photo/{name}", get(photo)))
        .merge(edit("/work/places", get(places::get).post(places::post)))
        .merge(see("/work/{case}", get(one)))
        .merge(see("/work/{case}/blur/{photo}", get(blur::get).post(blur::post)))
}

/// Forms with pictures.
pub(super) fn picture_pages(web: &Web) -> Router<Web> {
    let large = || DefaultBodyLimit::max(photos::MOST_FORM);
    let map = post(places::map).layer(large());
    behind(web, Needs::To(Ability::EditDesk), "/work/places/map", map).merge(behind(
        web,
        Needs::To(Ability::SeeDesk),
        "/work/{case}",
        post(act::post).layer(large()),
    ))
}

/// Whoever works on reports.
pub(super) struct Worker {
    /// Their number.
    pub(super) me: PartyId,
    /// They see every report.
    pub(super) all: bool,
    /// Their buildings.
    pub(super) buildings: Vec<String>,
}

impl Worker {
    /// Of a login. A grid worker whom nobody has written down as somebody who may be called has no
    /// number, and no reports; staff get one by looking.
    async fn of(visit: &Visit, desk: &Desk) -> Result<Self, Refusal> {
        Self::known(visit, desk).await?.ok_or(Refusal::NotAllowed)
    }

    /// As [`of`](Self::of); `None` for a grid worker whom nobody has written down.
    async fn known(visit: &Visit, desk: &Desk) -> Result<Option<Self>, Refusal> {
        let user = visit.user()?;
        let all = may(user.role, Ability::SeeDesk) == May::All;
        let known = desk.board();
        let own = known.people.values().find(|it| it.login.as_deref() == Some(&user.name));
        let me = match own {
            Some(own) => own.party.id,
            None if all => desk.actor(&user.name).await?,
            None => return Ok(None),
        };
        Ok(Some(Self { me, all, buildings: desk.buildings_of(me) }))
    }

    /// Whether they may see and answer it: their own, what is in their buildings, and what nobody has.
    pub(super) fn sees(&self, report: &Report) -> bool {
        self.all
            || report.worker == Some(self.me)
            || self.buildings.contains(&report.place.building)
            || (report.worker.is_none() && !report.private)
    }
}

/// One of their reports.
async fn of(visit: &Visit, desk: &Desk, case: &str) -> Result<(Worker, Arc<Case>), Refusal> {
    let id: CaseId = case.parse().map_err(|_| Refusal::NotHere)?;
    let worker = Worker::of(visit, desk).await?;
    let file = desk.case(id).await?.ok_or(Refusal::NotHere)?;
    let sees = file.case.report.as_ref().is_some_and(|it| worker.sees(it));
    if sees { Ok((worker, file.case)) } else { Err(Refusal::NotHere) }
}

/// Which are listed, and what was said a moment ago.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    of: String,
    said: String,
}

async fn list(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let title = fl!(visit.lang.words(), "work-title");
    let Some(worker) = Worker::known(&visit, desk).await? else {
        let name = visit.name().to_owned();
        let body = html! { p { (fl!(visit.lang.words(), "work-not-written-down", name = name)) } };
        return Ok(shown(&visit, &title, &body).into_response());
    };
    visit.note("view-reports", None, "").await?;
    let board = desk.board();
    let body = html! {
        (said(&visit, &asked.said))
        (waiting(&visit))
        (chosen(&visit, &worker, &asked.of))
        (cards(&visit, &board, &worker, &asked.of))
        (own_part(&visit, &worker)?)
    };
    Ok(shown(&visit, &title, &body).into_response())
}

/// A page with the script that keeps what is pressed.
fn shown(visit: &Visit, title: &str, body: &Markup) -> Markup {
    let head = html! {
        link rel="stylesheet" href=(assets::href("report.css"));
        script defer src=(assets::href("shrink.js")) {}
        script defer src=(assets::href("work.js")) {}
    };
    page::with(visit, title, &head, &html! { div.report.work data-who=(visit.name()) { (body) } })
}

/// What waits in the page for the link.
fn waiting(visit: &Visit) -> Markup {
    let t = visit.lang.words();
    html! {
        div.queue #queue hidden role="status" aria-live="polite"
            data-waits=(fl!(t, "work-waits", n = "0")) data-sent=(fl!(t, "work-sent"))
            data-login=(fl!(t, "work-login")) data-refused=(fl!(t, "work-refused"))
            data-full=(fl!(t, "work-full")) {}
    }
}

fn said(visit: &Visit, word: &str) -> Markup {
    let t = visit.lang.words();
    let says = match word {
        "done" => Some(fl!(t, "report-said-done")),
        other => say::not_so_of(other)
            .map(|why| say::not_so(visit.lang, why))
            .or_else(|| photos::of_word(other).map(|why| photos::why(visit.lang, why))),
    };
    html! { @if let Some(says) = says { p.said role="status" { (says) } } }
}

fn chosen(visit: &Visit, worker: &Worker, of: &str) -> Markup {
    let t = visit.lang.words();
    html! {
        nav.which aria-label=(fl!(t, "work-which")) {
            a href="/work" aria-current=[(of != "all").then_some("page")] { (fl!(t, "work-mine")) }
            @if worker.all {
                a href="/work?of=all" aria-current=[(of == "all").then_some("page")] {
                    (fl!(t, "work-all")) }
            }
            @if visit.may(Ability::EditDesk) { a href="/work/places" { (fl!(t, "work-places")) } }
        }
    }
}

/// Their reports, the next due first; what waits for an answer last.
fn cards(visit: &Visit, board: &Board, worker: &Worker, of: &str) -> Markup {
    let t = visit.lang.words();
    let now = visit.web.now();
    let own = |case: &&Arc<Case>| {
        case.report.as_ref().is_some_and(|it| {
            let mine = it.worker == Some(worker.me) || it.worker.is_none() || !worker.all;
            worker.sees(it) && (of == "all" || mine)
        })
    };
    let mut own: Vec<&Arc<Case>> = board.open.iter().filter(own).collect();
    own.sort_by_key(|case| order(case));
    let late = own.iter().filter(|case| case.is_overdue(now)).count();
    html! {
        p.counts { (fl!(t, "work-counts", n = own.len().to_string(), late = late.to_string())) }
        @if own.is_empty() { p { (fl!(t, "work-none")) } }
        @for case in own.iter().take(MOST_CARDS) { (card::folded(visit, board, worker, case)) }
        @if own.len() > MOST_CARDS {
            p { (fl!(t, "work-more", n = (own.len() - MOST_CARDS).to_string())) }
        }
    }
}

fn order(case: &Case) -> (bool, Wall, CaseId) {
    let state = case.report.as_ref().map(|it| it.state);
    let to_do = state.is_some_and(|it| it.is_to_do());
    (!to_do, state.and_then(|it| it.due()).unwrap_or(Wall(i64::MAX)), case.id)
}

/// Their buildings, and who lives there.
fn own_part(visit: &Visit, worker: &Worker) -> Result<Markup, Refusal> {
    let t = visit.lang.words();
    let residents = if worker.all { Vec::new() } else { visit.residents(Ability::SeeHome)? };
    Ok(html! {
        @if !worker.all {
            h2 { (fl!(t, "work-buildings")) }
            @if worker.buildings.is_empty() { p { (fl!(t, "work-no-buildings")) } }
            ul { @for building in &worker.buildings { li { (building) } } }
            @if !residents.is_empty() { h2 { (fl!(t, "work-residents")) } }
            ul.residents {
                @for it in &residents {
                    li { a href={ "/residents/" (it.id.0) } { (it.record.name) }
                        " · " (it.record.building) " " (it.record.door) }
                }
            }
        }
    })
}

async fn one(
    visit: Visit,
    Path(case): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let desk = visit.web.desk()?;
    let (worker, case) = of(&visit, desk, &case).await?;
    visit.note("view-report", case.resident, case.id.to_string()).await?;
    let board = desk.board();
    let body = html! {
        (said(&visit, &asked.said))
        (waiting(&visit))
        p { a href="/work" { (fl!(visit.lang.words(), "work-back")) } }
        (card::whole(&visit, &board, &worker, &case))
    };
    let kind = case.report.as_ref().map(|it| say::kind(visit.lang, it.kind)).unwrap_or_default();
    Ok(shown(&visit, &kind, &body).into_response())
}

/// A picture of a report that they may see.
async fn photo(visit: Visit, Path(name): Path<String>) -> Result<Response, Refusal> {
    if !photos::is_name(&name) {
        return Err(Refusal::NotHere);
    }
    let desk = visit.web.desk()?;
    let (id, jpeg) = desk.photo(&name).await?.ok_or(Refusal::NotHere)?;
    let (_, case) = of(&visit, desk, &id.to_string()).await?;
    let own = case.report.as_ref().is_some_and(|it| it.photos.iter().any(|it| it.name == name));
    if own { Ok(photos::answer(jpeg)) } else { Err(Refusal::NotHere) }
}

/// Who can be given a report: grid workers, and staff.
fn colleagues(board: &Board) -> Vec<(PartyId, String)> {
    let works = |it: &&super::desk::Responder| {
        it.active
            && it.contact_of.is_empty()
            && matches!(it.party.is, PartyIs::GridWorker | PartyIs::Staff)
    };
    let mut known: Vec<_> = board.people.values().filter(works).collect();
    known.sort_by_key(|it| (it.party.is == PartyIs::Staff, it.party.id));
    known.into_iter().take(200).map(|it| (it.party.id, it.name.clone())).collect()
}
