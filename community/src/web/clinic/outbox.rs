//! What is for the clinic and does not get there? For whoever looks after the station: how much waits, and
//! each thing at which a human must look, with what may be done about it.

use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use serde::Deserialize;

use crate::core::clinic::row::{Stage, Stuck};
use crate::core::clinic::{Item, Row, RowId};
use crate::core::person::ResidentId;
use crate::say::Lang;
use crate::store::cases::Committed;
use crate::store::clinic::{ClinicStore as _, Waits};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;

/// Rows that are shown; the others come when these are done.
const SHOWN: u32 = 100;

/// A row at which somebody must look.
#[derive(Clone)]
pub(in crate::web) struct Line {
    pub(in crate::web) row: Row,
    /// Whose: the name, or the number of somebody who is not known any more.
    pub(in crate::web) name: String,
    pub(in crate::web) moved: String,
}

/// The page.
#[derive(Clone)]
pub(in crate::web) struct Page {
    /// Whether a clinic is configured at all.
    pub(in crate::web) is_there: bool,
    pub(in crate::web) waits: Waits,
    pub(in crate::web) stuck: Vec<Line>,
    /// When what waits is tried next, on the community's clock; empty: nothing waits.
    pub(in crate::web) next: String,
}

impl Page {
    pub(in crate::web) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            @if !self.is_there { p { (fl!(t, "clinic-not-configured")) } }
            dl.facts {
                dt { (fl!(t, "clinic-waiting")) } dd { (self.waits.waiting) }
                @if !self.next.is_empty() { dt { (fl!(t, "clinic-next-try")) } dd { (self.next) } }
                dt { (fl!(t, "clinic-stuck")) } dd.bad[self.waits.stuck > 0] { (self.waits.stuck) }
                dt { (fl!(t, "clinic-asked")) } dd { a href="/clinic/asked" { (self.waits.asked) } }
            }
            @if !self.stuck.is_empty() {
                p { (fl!(t, "clinic-stuck-why")) }
                table {
                    thead { tr {
                        th scope="col" { (fl!(t, "when")) }
                        th scope="col" { (fl!(t, "audit-whom")) }
                        th scope="col" { (fl!(t, "clinic-what")) }
                        th scope="col" { (fl!(t, "operations-why")) }
                        th scope="col" { span.unseen { (fl!(t, "clinic-do")) } }
                    } }
                    tbody { @for line in &self.stuck { (line.markup(lang)) } }
                }
            }
        }
    }
}

impl Line {
    fn markup(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! { tr {
            td.number { (self.moved) }
            td { a href={ "/residents/" (self.row.resident.0) } { (self.name) } }
            td { (what(lang, &self.row.item)) " " small { (self.row.item.name()) } }
            td { (why(lang, &self.row.stage)) }
            td { form method="post" action={ "/clinic/outbox/" (self.row.id.0) } {
                input type="hidden" name="revision" value=(self.row.revision);
                button name="do" value="again" { (fl!(t, "clinic-again")) }
                " " button.second name="do" value="leave" { (fl!(t, "clinic-leave")) }
            } }
        } }
    }
}

fn what(lang: Lang, item: &Item) -> String {
    let t = lang.words();
    match item {
        Item::Person(_) => fl!(t, "clinic-is-person"),
        Item::Night(_) => fl!(t, "clinic-is-night"),
        Item::Day(_) => fl!(t, "clinic-is-day"),
        Item::Alarm(_) => fl!(t, "clinic-is-alarm"),
        Item::Risk(_) => fl!(t, "clinic-is-risk"),
        Item::Task(_) => fl!(t, "clinic-is-task"),
    }
}

fn why(lang: Lang, stage: &Stage) -> String {
    let t = lang.words();
    match stage {
        Stage::Stuck { why: Stuck::Ambiguous } => fl!(t, "clinic-ambiguous"),
        Stage::Stuck { why: Stuck::Refused(status) } => {
            fl!(t, "clinic-refused", status = status.to_string())
        }
        Stage::Stuck { why: Stuck::NotOurs } => fl!(t, "clinic-not-ours"),
        Stage::Waiting { .. } | Stage::Sent | Stage::Stopped | Stage::Left => String::new(),
    }
}

pub(in crate::web) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let store = visit.web.store();
    let roster = visit.web.roster();
    let name = |id: ResidentId| {
        roster.get(id).map_or_else(|| id.0.to_string(), |it| it.record.name.clone())
    };
    let at = |row: &Row| visit.web.local(row.moved).strftime("%Y-%m-%d %H:%M").to_string();
    let rows = store.stuck_rows(SHOWN).await?;
    let line = |row: Row| Line { name: name(row.resident), moved: at(&row), row };
    let waits = store.waits().await?;
    let clock = |at| visit.web.local(at).strftime("%Y-%m-%d %H:%M").to_string();
    let page = Page {
        next: waits.next.map(clock).unwrap_or_default(),
        is_there: visit.web.settings().clinic.is_some(),
        waits,
        stuck: rows.into_iter().map(line).collect(),
    };
    Ok(visit.page(&fl!(visit.lang.words(), "clinic-outbox"), &page.body(visit.lang)))
}

/// What is to be done about a row.
#[derive(Deserialize)]
pub(in crate::web) struct Done {
    #[serde(default)]
    revision: u32,
    #[serde(default, rename = "do")]
    what: String,
}

pub(in crate::web) async fn post(
    visit: Visit,
    Path(id): Path<i64>,
    Form(done): Form<Done>,
) -> Result<Redirect, Refusal> {
    let store = visit.web.store();
    let row = store.row(RowId(id)).await?.ok_or(Refusal::NotHere)?;
    if row.revision != done.revision {
        return Err(Refusal::Stale);
    }
    let (resident, name, now) = (row.resident, row.item.name(), visit.web.now());
    let row = match done.what.as_str() {
        "again" => row.again(now),
        "leave" => row.leave(now),
        _ => return Err(Refusal::BadForm),
    };
    visit.note("clinic-outbox", Some(resident), format!("{}: {name}", done.what)).await?;
    match store.save_rows(vec![row]).await? {
        Committed::Whole => Ok(Redirect::to("/clinic/outbox")),
        Committed::Stale => Err(Refusal::Stale),
    }
}
