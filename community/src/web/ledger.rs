//! `/ledger`: how well is it done what people report, and by whom? Tables by grid worker, kind,
//! building and month, with a picture each; the same as CSV and XLSX. A grid worker sees their own row.

pub mod chart;
pub mod file;
pub mod import;
pub mod table;

use std::collections::BTreeMap;
use std::ops::Range;

use alerts::Wall;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing;
use i18n_embed_fl::fl;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::app::Web;
use super::refusal::Refusal;
use super::visit::Visit;
use super::{Needs, assets, behind, page};
use crate::core::access::{Ability, May, may};
use crate::core::desk::PartyId;
use crate::core::ledger::Ledger;
use crate::say::Lang;
use crate::store::neighbours::NeighbourStore as _;

/// The longest time that is looked at at once: more rows than that are read by nobody.
const MOST_YEARS: i16 = 10;

/// What is asked.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// From a day to a day, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Days {
    /// As asked, else the last twelve months with the one that runs.
    fn asked(asked: &Asked, today: Date) -> Self {
        let usual = today.first_of_month().saturating_sub(11.months());
        let from = asked.from.parse().unwrap_or(usual);
        let to = asked.to.parse().unwrap_or(today).max(from);
        let most = to.saturating_sub(i64::from(MOST_YEARS).years());
        Self { from: from.max(most), to }
    }

    /// From the first moment to the one after the last.
    fn range(self, zone: &TimeZone) -> Range<Wall> {
        let at = |day: Date| {
            let midnight = zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible();
            Wall(midnight.map_or(0, |it| it.as_millisecond()))
        };
        at(self.from)..at(self.to.tomorrow().unwrap_or(self.to))
    }
}

/// The page.
#[derive(Clone)]
pub struct LedgerPage {
    /// What is counted.
    pub ledger: Ledger,
    /// Who the grid workers are.
    pub names: BTreeMap<PartyId, String>,
    /// Of which days.
    pub days: Days,
    /// Only what is of whoever looks.
    pub own: bool,
    /// Whoever looks may read files in.
    pub imports: bool,
    /// Whoever looks may set the working hours.
    pub edits: bool,
}

impl LedgerPage {
    /// The page between header and footer.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let (from, to) = (self.days.from.to_string(), self.days.to.to_string());
        let asked = format!("?from={from}&to={to}");
        html! {
            form.filter method="get" action="/ledger" {
                (page::field("from", &fl!(t, "ledger-from"), None, &page::line("date", "from", &from, false)))
                (page::field("to", &fl!(t, "ledger-to"), None, &page::line("date", "to", &to, false)))
                button.second { (fl!(t, "filter")) }
            }
            @if self.own { p { (fl!(t, "ledger-own")) } }
            @if self.ledger.whole.reports == 0 { p { (fl!(t, "ledger-none")) } } @else {
                (table::whole(lang, &self.ledger.whole))
                p.actions {
                    a.button.second href={ "/ledger.xlsx" (asked) } { (fl!(t, "ledger-xlsx")) }
                    a.button.second href={ "/ledger.csv" (asked) } { (fl!(t, "ledger-csv")) }
                    button.second.prints type="button" hidden { (fl!(t, "ledger-print")) }
                }
                h2 { (fl!(t, "ledger-months")) }
                (chart::months(lang, &self.ledger, self.days))
                (table::of(lang, &fl!(t, "ledger-month"), &self.months()))
                h2 { (fl!(t, "ledger-kinds")) }
                (chart::bars(lang, &fl!(t, "ledger-kinds"), &self.kinds(lang)))
                (table::of(lang, &fl!(t, "ledger-kind"), &self.kinds(lang)))
                h2 { (fl!(t, "ledger-workers")) }
                (table::of(lang, &fl!(t, "ledger-worker"), &self.workers(lang)))
                h2 { (fl!(t, "ledger-buildings")) }
                (table::of(lang, &fl!(t, "ledger-building"), &self.buildings(lang)))
                (table::how(lang))
            }
            p.actions {
                @if self.imports { a href="/ledger/import" { (fl!(t, "ledger-import")) } }
                @if self.edits { a href="/calendar" { (fl!(t, "nav-calendar")) } }
            }
        }
    }

    fn months(&self) -> table::Rows {
        self.ledger.months.iter().map(|(month, it)| (month.to_string(), *it)).collect()
    }

    fn kinds(&self, lang: Lang) -> table::Rows {
        let kinds = self.ledger.kinds.iter();
        kinds.map(|(kind, it)| (crate::say::report::kind(lang, *kind), *it)).collect()
    }

    /// By name; nobody's last.
    fn workers(&self, lang: Lang) -> table::Rows {
        let t = lang.words();
        let name = |id: &PartyId| self.names.get(id).cloned().unwrap_or_else(|| id.to_string());
        let known =
            self.ledger.workers.iter().filter_map(|(id, it)| Some((name(id.as_ref()?), *it)));
        let mut rows: table::Rows = known.collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let nobody = self.ledger.workers.get(&None);
        rows.extend(nobody.map(|it| (fl!(t, "ledger-nobody"), *it)));
        rows
    }

    fn buildings(&self, lang: Lang) -> table::Rows {
        let elsewhere = || fl!(lang.words(), "ledger-elsewhere");
        let name = |it: &String| if it.is_empty() { elsewhere() } else { it.clone() };
        let mut rows: table::Rows =
            self.ledger.buildings.iter().map(|(building, it)| (name(building), *it)).collect();
        rows.sort_by_key(|(name, _)| table::natural(name));
        rows
    }

    #[cfg(test)]
    pub(crate) fn samples() -> Vec<Self> {
        use crate::core::calendar::{Calendar, Plan};
        use crate::core::ledger::{read, tests::seeded};
        let calendar = Calendar::new(Plan::default(), TimeZone::get("Asia/Shanghai").unwrap());
        let now = Wall(1_796_054_400_000);
        let (file, _) = seeded(300, 7);
        let entries: Vec<_> = read(file.as_bytes(), &calendar, now)
            .unwrap()
            .into_iter()
            .enumerate()
            .map(|(n, it)| {
                let worker = Some(PartyId(i64::try_from(n).unwrap() % 7)).filter(|it| it.0 > 0);
                crate::core::ledger::Entry { worker, ..it.entry }
            })
            .collect();
        let days = Days { from: "2025-12-01".parse().unwrap(), to: "2026-11-30".parse().unwrap() };
        let ledger = Ledger::of(&entries, &calendar, now);
        let names = (1..6).map(|n| (PartyId(n), format!("杜 {n}"))).collect();
        let none = Self {
            ledger: Ledger::default(),
            names: BTreeMap::new(),
            days,
            own: true,
            imports: false,
            edits: false,
        };
        vec![Self { ledger, names, own: false, imports: true, edits: true, ..none.clone() }, none]
    }
}

/// Every page of it.
pub(super) fn pages(web: &Web) -> axum::Router<Web> {
    let see = |path, page| behind(web, Needs::To(Ability::SeeDesk), path, page);
    see("/ledger", routing::get(get))
        .merge(see("/ledger.csv", routing::get(csv)))
        .merge(see("/ledger.xlsx", routing::get(xlsx)))
        .merge(import::pages(web))
}

/// What whoever looks may see of some days.
async fn counted(visit: &Visit, asked: &Asked) -> Result<LedgerPage, Refusal> {
    let user = visit.user()?;
    let (web, desk) = (&visit.web, visit.web.desk()?);
    let own = may(user.role, Ability::SeeDesk) != May::All;
    let days = Days::asked(asked, web.local(web.now()).date());
    let calendar = super::calendar::kept(web).await?;
    let mut entries = web.store().ledger(days.range(calendar.zone())).await?;
    let people = desk.board().people.clone();
    if own {
        let me = people.values().find(|it| it.login.as_deref() == Some(user.name.as_str()));
        let me = me.map(|it| it.party.id);
        entries.retain(|it| me.is_some() && it.worker == me);
    }
    let now = web.now();
    // Tens of thousands of rows: meanwhile others are answered.
    let counts = move || Ledger::of(&entries, &calendar, now);
    let ledger = tokio::task::spawn_blocking(counts)
        .await
        .map_err(|error| Refusal::Broken(error.to_string()))?;
    let names = people.iter().map(|(id, it)| (*id, it.name.clone())).collect();
    let (imports, edits) = (visit.may(Ability::EditUsers), visit.may(Ability::EditDesk));
    Ok(LedgerPage { ledger, names, days, own, imports, edits })
}

async fn get_page(visit: &Visit, asked: &Asked) -> Result<Markup, Refusal> {
    let page = counted(visit, asked).await?;
    let head = html! {
        link rel="stylesheet" href=(assets::href("neighbours.css"));
        script defer src=(assets::href("prints.js")) {}
    };
    let title = fl!(visit.lang.words(), "nav-ledger");
    Ok(page::with(visit, &title, &head, &page.body(visit.lang)))
}

pub(super) async fn get(visit: Visit, Query(asked): Query<Asked>) -> Result<Markup, Refusal> {
    get_page(&visit, &asked).await
}

pub(super) async fn csv(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let page = counted(&visit, &asked).await?;
    visit.note("export-ledger", None, "csv").await?;
    Ok(sent("text/csv; charset=utf-8", "ledger.csv", file::csv(visit.lang, &page)))
}

pub(super) async fn xlsx(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let page = counted(&visit, &asked).await?;
    visit.note("export-ledger", None, "xlsx").await?;
    let bytes = file::xlsx(visit.lang, &page)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(sent(kind, "ledger.xlsx", bytes))
}

fn sent(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response()
}
