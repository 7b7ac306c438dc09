//! One report on the grid worker's page: what and where, until when, and all that was said.

use alerts::Wall;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::{Worker, form};
use crate::core::desk::Case;
use crate::core::report::{Report, State};
use crate::say::{report as say, time};
use crate::web::desk::Board;
use crate::web::desk::words::Names;
use crate::web::report::{pictures, place_words};
use crate::web::visit::Visit;

/// A line that opens: everything is in the page already, for when the link is gone.
pub(super) fn folded(visit: &Visit, board: &Board, worker: &Worker, case: &Case) -> Markup {
    let now = visit.web.now();
    html! {
        @if let Some(report) = &case.report {
            details.card.late[case.is_overdue(now)] id=(case.id) {
                summary {
                    b { (say::kind(visit.lang, report.kind)) } " · "
                    (place_words(visit.lang, &report.place))
                    span.due { (due(visit, report, now)) }
                    span.state { (say::state(visit.lang, report.state.word())) }
                }
                (inside(visit, board, worker, (case, report)))
            }
        }
    }
}

/// The same, open.
pub(super) fn whole(visit: &Visit, board: &Board, worker: &Worker, case: &Case) -> Markup {
    let now = visit.web.now();
    html! {
        @if let Some(report) = &case.report {
            article.card.late[case.is_overdue(now)] id=(case.id) {
                p.where { (place_words(visit.lang, &report.place)) }
                p { span.due { (due(visit, report, now)) } " "
                    span.state { (say::state(visit.lang, report.state.word())) } }
                (inside(visit, board, worker, (case, report)))
            }
        }
    }
}

fn when(visit: &Visit, at: Wall, now: Wall) -> String {
    let zone = &visit.web.settings().zone;
    let clock = time::clock(at, zone);
    if time::local(at, zone).date() == time::local(now, zone).date() {
        clock
    } else {
        format!("{} {clock}", time::date(visit.lang, at, zone))
    }
}

/// What is next, and until when.
fn due(visit: &Visit, report: &Report, now: Wall) -> String {
    let t = visit.lang.words();
    match report.state {
        State::Received { look_by, .. } => {
            fl!(t, "work-look-by", time = when(visit, look_by, now))
        }
        State::Accepted { done_by, .. }
        | State::Assigned { done_by, .. }
        | State::InWork { done_by, .. } => {
            fl!(t, "work-done-by", time = when(visit, done_by, now))
        }
        State::Done { ask_until, .. } => fl!(t, "work-asks", time = when(visit, ask_until, now)),
        State::Confirmed { at }
        | State::Unconfirmed { at }
        | State::Refused { at }
        | State::Duplicate { at, .. }
        | State::Forwarded { at } => fl!(t, "work-ended", time = when(visit, at, now)),
    }
}

fn inside(
    visit: &Visit,
    board: &Board,
    worker: &Worker,
    (case, report): (&Case, &Report),
) -> Markup {
    let (t, lang, now) = (visit.lang.words(), visit.lang, visit.web.now());
    let names = Names(&board.people);
    html! {
        p.text { (report.text) }
        p.quiet {
            (case.id) " · " (when(visit, report.times.received, now)) " · "
            @match report.worker {
                Some(it) if it == worker.me => { (fl!(t, "work-yours")) }
                Some(it) => { (names.of(it)) }
                None => { (fl!(t, "work-nobodys")) }
            }
            @if report.me_too > 0 {
                " · " (fl!(t, "report-me-toos", n = report.me_too))
            }
            @if report.reopened > 0 {
                " · " (fl!(t, "work-reopened", n = report.reopened.to_string()))
            }
        }
        @if let Some(contact) = &report.contact {
            p { a href={ "tel:" (contact.phone) } { (contact.phone) } " "
                @if contact.confirmed.is_some() { (fl!(t, "work-phone-confirmed")) }
                @else { (fl!(t, "work-phone-open")) } }
        }
        (pictures(lang, report.photos.iter(), &|name| format!("/work/photo/{name}")))
        (said(visit, report, names))
        (form::all(visit, board, (case, report)))
    }
}

/// What was said, the newest first.
fn said(visit: &Visit, report: &Report, names: Names<'_>) -> Markup {
    let now = visit.web.now();
    let zone = &visit.web.settings().zone;
    html! {
        @if !report.words.is_empty() {
            ol.history {
                @for word in report.words.iter().rev() {
                    li { time { (when(visit, word.at, now)) } " "
                        (say::step(visit.lang, zone, word.step, &|who| names.of(who)))
                        @if !word.text.is_empty() { p.text { (word.text) } } }
                }
            }
        }
    }
}
