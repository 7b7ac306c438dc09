//! The first page: what is wrong, and where?

use axum::extract::Query;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::filled::{Filled, PLAIN_WIDE, Wrong};
use super::{map, shown};
use crate::core::report::ReportKind;
use crate::say::report as say;
use crate::web::refusal::Refusal;
use crate::web::report::door::Neighbourhood;
use crate::web::visit::Visit;

pub(super) async fn get(visit: Visit, Query(filled): Query<Filled>) -> Result<Markup, Refusal> {
    let known = visit.web.desk()?.neighbourhood();
    Ok(page(&visit, &known, &filled, None))
}

/// The page, with what was filled in and what is wrong with it.
pub(super) fn page(
    visit: &Visit,
    known: &Neighbourhood,
    filled: &Filled,
    wrong: Option<Wrong>,
) -> Markup {
    let t = visit.lang.words();
    let body = html! {
        @if filled.said == "me-too" {
            p.said role="status" { (fl!(t, "report-said-me-too")) }
        }
        p.lead { (fl!(t, "report-lead")) }
        @if let Some(wrong) = wrong { p.fault role="alert" { (wrong.says(visit.lang)) } }
        @if known.buildings.is_empty() && known.map.is_none() {
            p.fault { (fl!(t, "report-no-places")) }
        } @else {
            form method="get" action="/report/write" {
                (kinds(visit, filled))
                (places(visit, known, filled))
            }
        }
        (look_up(visit, ""))
        p.quiet { a href="/neighbourhood/done" { (fl!(t, "report-to-done")) } }
    };
    shown(visit, &fl!(t, "report-something"), &body)
}

fn kinds(visit: &Visit, filled: &Filled) -> Markup {
    let t = visit.lang.words();
    html! {
        fieldset.kinds {
            legend { (fl!(t, "report-what")) }
            @for kind in ReportKind::public() {
                label {
                    input type="radio" name="kind" value=(kind) required
                        checked[filled.kind == kind.word()];
                    span { (say::kind(visit.lang, kind)) }
                }
            }
        }
    }
}

fn places(visit: &Visit, known: &Neighbourhood, filled: &Filled) -> Markup {
    let t = visit.lang.words();
    html! {
        fieldset {
            legend { (fl!(t, "report-where")) }
            @if !known.buildings.is_empty() {
                label for="building" { (fl!(t, "report-building")) }
                select id="building" name="building" {
                    option value="" { (fl!(t, "report-choose")) }
                    @for building in &known.buildings {
                        option value=(building) selected[*building == filled.building] { (building) }
                    }
                }
            }
            @if let Some(row) = known.map {
                p { (fl!(t, "report-tap")) }
                div.map data-map data-at=(filled.at) {
                    input type="image" name="at" src=(map::href(&row)) alt=(fl!(t, "report-map"))
                        width=(PLAIN_WIDE);
                }
            }
            button { (fl!(t, "report-go-on")) }
        }
    }
}

/// Characters of a receipt that is typed: a fifth of them are its own.
pub(super) const MOST_TYPED: usize = 64;

/// The way to a report that somebody has the receipt of.
pub(super) fn look_up(visit: &Visit, typed: &str) -> Markup {
    let t = visit.lang.words();
    html! {
        form.find method="get" action="/report/find" {
            label for="receipt" { (fl!(t, "report-have-receipt")) }
            input id="receipt" name="receipt" autocomplete="off" placeholder="abcd-efgh-jkmn"
                value=(typed) maxlength=(MOST_TYPED);
            button.second { (fl!(t, "report-look-up")) }
        }
    }
}
