//! What was changed of a person, when and by whom: before and after, column by column.

use axum::extract::Path;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::words;
use crate::core::access::Ability;
use crate::core::person::{Record, ResidentId};
use crate::roster::{Column, Draft};
use crate::say::Lang;
use crate::store::rows::Change;
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// A change as it is shown.
pub(in crate::web) struct Step {
    pub(in crate::web) at: String,
    pub(in crate::web) by: String,
    pub(in crate::web) revision: u32,
    /// Column, before, after; `None` for the first.
    pub(in crate::web) columns: Option<Vec<(Column, String, String)>>,
}

/// The page.
pub(in crate::web) struct Page {
    pub(in crate::web) id: ResidentId,
    pub(in crate::web) steps: Vec<Step>,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            p.actions { a href={ "/roster/" (self.id.0) } { (fl!(t, "person-edit")) } }
            @for step in &self.steps {
                h2 { (fl!(t, "history-step", revision = step.revision.to_string())) }
                p.quiet { (step.at) " · " (step.by) }
                @match &step.columns {
                    None => p { (fl!(t, "history-first")) },
                    Some(columns) if columns.is_empty() => p { (fl!(t, "history-place")) },
                    Some(columns) => (differences(lang, columns)),
                }
            }
        }
    }

    #[cfg(test)]
    pub(in crate::web) fn samples() -> Vec<Self> {
        let step = |columns| Step {
            at: "2026-11-23 03:12".into(),
            by: "lin".into(),
            revision: 2,
            columns,
        };
        let changed = vec![(Column::Phone, String::new(), "110".into())];
        let steps = vec![step(Some(changed)), step(Some(vec![])), step(None)];
        vec![Self { id: ResidentId(1), steps }]
    }
}

/// Before and after.
pub(in crate::web) fn differences(lang: Lang, columns: &[(Column, String, String)]) -> Markup {
    let t = lang.words();
    html! {
        table.differences {
            thead { tr { th scope="col" { (fl!(t, "history-column")) }
                th scope="col" { (fl!(t, "history-before")) }
                th scope="col" { (fl!(t, "history-after")) } } }
            tbody { @for (column, before, after) in columns { tr {
                th scope="row" { (words::column(lang, *column)) }
                td.text { @if before.is_empty() { "–" } @else { del { (before) } } }
                td.text { @if after.is_empty() { "–" } @else { ins { (after) } } }
            } } }
        }
    }
}

pub(in crate::web) async fn get(visit: Visit, Path(id): Path<i64>) -> Result<Markup, Refusal> {
    let resident = visit.resident(ResidentId(id), Ability::EditRoster)?;
    visit.note("view-history", Some(resident.id), "").await?;
    let changes = visit.web.history(resident.id).await?;
    let steps = steps(&visit, &changes, &resident.record);
    let title = fl!(visit.lang.words(), "history-title", name = resident.record.name.clone());
    Ok(visit.page(&title, &Page { id: resident.id, steps }.body(visit.lang)))
}

/// The newest comes first: what it made is what the one before it found.
fn steps(visit: &Visit, changes: &[Change], now: &Record) -> Vec<Step> {
    let mut after = Draft::of_parts(None, None, now);
    let mut steps = Vec::new();
    for change in changes {
        let before = change.before.as_ref().map(|it| Draft::of_parts(None, None, it));
        steps.push(Step {
            at: visit.web.local(change.at).strftime("%Y-%m-%d %H:%M").to_string(),
            by: change.by.clone(),
            revision: change.revision,
            columns: before.as_ref().map(|it| it.differences(&after)),
        });
        if let Some(before) = before {
            after = before;
        }
    }
    steps
}
