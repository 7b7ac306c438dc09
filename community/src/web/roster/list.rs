//! Everybody, and a search.

use axum::extract::Query;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use crate::core::access::Ability;
use crate::core::person::ResidentId;
use crate::say::Lang;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// What is searched for.
#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    q: String,
}

/// More is no search.
const MOST_ASKED: usize = 100;

/// A line of it.
pub(in crate::web) struct Line {
    pub(in crate::web) id: ResidentId,
    pub(in crate::web) seat: Option<u16>,
    pub(in crate::web) name: String,
    pub(in crate::web) building: String,
    pub(in crate::web) door: String,
    pub(in crate::web) home: String,
    /// Whether they agreed to be watched over.
    pub(in crate::web) agreed: bool,
    /// How many may be called.
    pub(in crate::web) contacts: usize,
}

/// The page.
pub(in crate::web) struct Page {
    pub(in crate::web) asked: String,
    pub(in crate::web) lines: Vec<Line>,
    pub(in crate::web) of: usize,
    pub(in crate::web) exports: bool,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            form.search method="get" action="/roster" role="search" {
                label for="q" { (fl!(t, "roster-search")) }
                input type="search" id="q" name="q" value=(self.asked) autofocus
                    placeholder=(fl!(t, "roster-search-hint"));
                button.second { (fl!(t, "search")) }
            }
            p.actions {
                a.button href="/roster/new" { (fl!(t, "roster-add")) }
                a href="/roster/import" { (fl!(t, "roster-import")) }
                @if self.exports { a href="/roster/export.csv" { (fl!(t, "roster-export")) } }
            }
            p.quiet role="status" { (fl!(t, "roster-count", n = self.lines.len(), of = self.of)) }
            @if !self.lines.is_empty() {
                table.roster {
                    thead { tr {
                        th.number scope="col" { (fl!(t, "field-seat")) }
                        th scope="col" { (fl!(t, "field-name")) }
                        th scope="col" { (fl!(t, "field-building")) }
                        th scope="col" { (fl!(t, "field-door")) }
                        th scope="col" { (fl!(t, "field-home")) }
                        th scope="col" { (fl!(t, "field-contacts")) }
                        th scope="col" { (fl!(t, "field-monitoring-short")) }
                    } }
                    tbody { @for line in &self.lines { (row(lang, line)) } }
                }
            }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let line = |id, seat| Line {
            id: ResidentId(id),
            seat,
            name: "杜秀英".into(),
            building: "4".into(),
            door: "2-301".into(),
            home: "h0042".into(),
            agreed: seat.is_some(),
            contacts: usize::from(seat.is_some()),
        };
        let page = |lines, exports| Self { asked: "du".into(), lines, of: 50, exports };
        vec![page(vec![], false), page(vec![line(1, Some(1)), line(2, None)], true)]
    }
}

fn row(lang: Lang, line: &Line) -> Markup {
    let t = lang.words();
    html! {
        tr {
            td.number { @if let Some(seat) = line.seat { (seat) } @else { "–" } }
            td { a href={ "/roster/" (line.id.0) } { (line.name) } }
            td { (line.building) }
            td { (line.door) }
            td { (line.home) }
            td.number.bad[line.contacts == 0] { (line.contacts) }
            td { @if line.agreed { (fl!(t, "yes")) } @else { span.bad { (fl!(t, "no")) } } }
        }
    }
}

pub(in crate::web) async fn get(
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Markup, Refusal> {
    let asked: String = asked.q.chars().take(MOST_ASKED).collect();
    let found = visit.web.roster().search(&asked);
    let lines = found
        .iter()
        .map(|it| Line {
            id: it.id,
            seat: it.seat,
            name: it.record.name.clone(),
            building: it.record.building.clone(),
            door: it.record.door.clone(),
            home: it.home.as_ref().map(ToString::to_string).unwrap_or_default(),
            agreed: it.record.consents.monitoring.is_some(),
            contacts: it.record.contacts.iter().filter(|it| !it.phone.is_empty()).count(),
        })
        .collect();
    let (of, exports) = (visit.web.roster().len(), visit.may(Ability::Export));
    let page = Page { asked, lines, of, exports };
    Ok(visit.page(&fl!(visit.lang.words(), "nav-roster"), &page.body(visit.lang)))
}
