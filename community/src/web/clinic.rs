//! How are the residents who agreed? The clinic's page: who has changed this week against their own
//! nights, the last night of each, and eight weeks of sleep as a line.
//!
//! It is for the role clinic, of the residents who are bound to the login and agree now; each look is
//! written down with whom it showed.

pub mod asked;
pub mod outbox;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use i18n_embed_fl::fl;
use jiff::civil::Date;
use maud::{Markup, html};

use super::refusal::Refusal;
use super::resident::weeks::{day, name as called, say};
use super::visit::Visit;
use super::{assets, page};
use crate::core::access::Ability;
use crate::core::clinic::changed::{Changed, changed, last};
use crate::core::heard::SummaryOf;
use crate::core::night::Figures;
use crate::core::person::{Resident, ResidentId};
use crate::core::weeks::{Measure, Point, Weeks};
use crate::say::{Lang, time};
use crate::store::Store as _;
use crate::store::rows::Summary;

/// Residents of one page. A clinic that is bound to more finds the others in the list.
const MOST: usize = 500;

/// What is seen of one.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) id: ResidentId,
    pub(super) name: String,
    /// The day on which they agreed.
    pub(super) since: String,
    /// The newest night that the home has told, and its figures.
    pub(super) night: Option<(Date, Figures)>,
    /// What has changed this week.
    pub(super) changed: Vec<Changed>,
    /// Sleep, night by night.
    pub(super) asleep: Vec<Point>,
}

/// The page.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    /// Residents who are not shown.
    pub(super) more: usize,
}

impl Line {
    fn of(resident: &Resident, today: Date, said: &[Summary]) -> Self {
        let weeks = Weeks::said(today, said);
        let nights = said.iter().rev().filter(|(of, ..)| *of == SummaryOf::Night);
        let mut nights =
            nights.filter_map(|(_, date, body)| Some((date.parse().ok()?, Figures::said(body)?)));
        let consent = resident.record.consents.clinic.as_ref();
        Self {
            id: resident.id,
            name: resident.record.name.clone(),
            since: consent.map(|it| it.since.clone()).unwrap_or_default(),
            night: nights.next(),
            changed: changed(&weeks),
            asleep: weeks.row(Measure::Asleep),
        }
    }
}

impl Page {
    pub(super) fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let moved: Vec<&Line> = self.lines.iter().filter(|it| !it.changed.is_empty()).collect();
        html! {
            section.changed {
                h2 { (fl!(t, "clinic-changed", n = moved.len())) }
                @if moved.is_empty() { p.quiet { (fl!(t, "clinic-nobody-changed")) } } @else {
                    ul { @for line in moved { li {
                        a href={ "/residents/" (line.id.0) "#weeks" } { (line.name) }
                        ul { @for it in &line.changed { li { (change(lang, it)) } } }
                    } } }
                }
            }
            section {
                @let all = self.lines.len().saturating_add(self.more);
                h2 { (fl!(t, "clinic-agreed", n = all)) }
                @if self.lines.is_empty() { p { (fl!(t, "clinic-nobody-agreed")) } } @else {
                    (self.table(lang))
                }
                @if self.more > 0 {
                    p { a href="/residents" { (fl!(t, "clinic-more", n = self.more)) } }
                }
            }
        }
    }

    fn table(&self, lang: Lang) -> Markup {
        let t = lang.words();
        html! {
            table.clinic.stacks {
                thead { tr {
                    th scope="col" { (fl!(t, "field-name")) }
                    th scope="col" { (fl!(t, "clinic-last-night")) }
                    th scope="col" { (fl!(t, "night-asleep")) }
                    th scope="col" { (fl!(t, "night-exits")) }
                    th scope="col" { (fl!(t, "night-heart")) }
                    th scope="col" { (fl!(t, "night-breath")) }
                    th scope="col" { (fl!(t, "night-coverage")) }
                    th scope="col" { (fl!(t, "clinic-weeks")) }
                } }
                tbody { @for line in &self.lines { tr {
                    th scope="row" {
                        a href={ "/residents/" (line.id.0) } { (line.name) }
                        " " small { (fl!(t, "clinic-since", day = line.since.as_str())) }
                    }
                    (night(lang, line))
                    td data-label=(fl!(t, "clinic-weeks")) { (trend(lang, &line.asleep)) }
                } } }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn samples() -> Vec<Self> {
        tests::samples()
    }
}

fn change(lang: Lang, it: &Changed) -> String {
    let t = lang.words();
    let (low, high) = it.usual;
    let say = |value| say(lang, it.measure, value);
    fl!(
        t,
        "clinic-change",
        what = called(lang, it.measure),
        outside = it.outside.to_string(),
        known = it.known.to_string(),
        mean = say(it.mean),
        low = say(low),
        high = say(high)
    )
}

/// What is not known is a dash.
fn night(lang: Lang, line: &Line) -> Markup {
    let t = lang.words();
    let dash = || "–".to_owned();
    let Some((date, of)) = &line.night else {
        return html! { td colspan="6" { (fl!(t, "clinic-no-night")) } };
    };
    let link = format!("/residents/{}/night/{date}", line.id.0);
    let share = |it: f64| fl!(t, "percent", n = format!("{:.0}", it * 100.0));
    html! {
        td data-label=(fl!(t, "clinic-last-night")) { a href=(link) { (day(*date)) } }
        td data-label=(fl!(t, "night-asleep")) { (of.asleep_min.map_or_else(dash, |it| time::minutes(lang, it))) }
        td.number data-label=(fl!(t, "night-exits")) { (of.exits.map_or_else(dash, |it| it.to_string())) }
        td.number data-label=(fl!(t, "night-heart")) { (of.heart.map_or_else(dash, |it| format!("{:.0}", it.mean))) }
        td.number data-label=(fl!(t, "night-breath")) { (of.breath.map_or_else(dash, |it| format!("{:.0}", it.mean))) }
        td.number data-label=(fl!(t, "night-coverage")) { (of.coverage.map_or_else(dash, share)) }
    }
}

/// Eight weeks of sleep: a dot a night, behind it what is usual; a night of which nothing is known is a
/// gap.
fn trend(lang: Lang, points: &[Point]) -> Markup {
    let all = f64::from(u32::try_from(points.len().max(1)).unwrap_or(1));
    let x = |n: usize, within: f64| {
        let n = f64::from(u32::try_from(n).unwrap_or(0));
        format!("{:.2}%", (n + within) / all * 100.0)
    };
    // From three to eleven hours: what lies outside stands at the edge.
    let y = |value: f64| 100.0 - ((value - 180.0) / 480.0 * 100.0).clamp(2.0, 98.0);
    let odd = last(points).iter().filter(|it| it.is_unusual()).count();
    let says = fl!(lang.words(), "clinic-trend", n = odd.to_string());
    html! {
        svg.trend role="img" aria-label=(says) {
            @for (n, point) in points.iter().enumerate() {
                @if let Some((low, high)) = point.usual {
                    rect.band x={ (x(n, 0.0)) } width={ (x(1, 0.05)) } y={ (format!("{:.1}%", y(high))) }
                        height={ (format!("{:.1}%", y(low) - y(high))) } {}
                }
            }
            @for (n, point) in points.iter().enumerate() {
                @if let Some(value) = point.value {
                    circle.dot.odd[point.is_unusual()] cx={ (x(n, 0.5)) }
                        cy={ (format!("{:.1}%", y(value))) } r="2" {}
                }
            }
        }
    }
}

pub(super) async fn get(visit: Visit) -> Result<Markup, Refusal> {
    let mut all = agreed(&visit)?;
    let more = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    let ids: Vec<String> = all.iter().map(|it| it.id.0.to_string()).collect();
    visit.note("view-clinic", None, ids.join(" ")).await?;
    let today = visit.web.local(visit.web.now()).date();
    let mut lines = Vec::new();
    for resident in &all {
        let watched = resident.home.as_ref();
        let said = match watched.filter(|_| resident.record.consents.monitoring.is_some()) {
            Some(home) => {
                visit.web.store().summaries(home, Weeks::first_read(today)..=today).await?
            }
            None => Vec::new(),
        };
        lines.push(Line::of(resident, today, &said));
    }
    let body = html! { (Page { lines, more }.body(visit.lang)) (ways(&visit)) };
    Ok(page::with(&visit, &fl!(visit.lang.words(), "nav-clinic"), &head(), &body))
}

/// What else there is of the clinic, for whoever may see it.
fn ways(visit: &Visit) -> Markup {
    let t = visit.lang.words();
    html! { p.actions {
        @if visit.may(Ability::SeeDesk) { a href="/clinic/asked" { (fl!(t, "clinic-asked")) } }
        @if visit.may(Ability::SeeOperations) { a href="/clinic/outbox" { (fl!(t, "clinic-outbox")) } }
    } }
}

/// Whom this login sees as the clinic does.
pub(super) fn agreed(visit: &Visit) -> Result<Vec<Arc<Resident>>, Refusal> {
    let mut all = visit.residents(Ability::SeeClinic)?;
    // An admin may see everybody; of whoever has not agreed, the clinic sees nothing.
    all.retain(|it| it.record.consents.clinic.is_some());
    Ok(all)
}

/// The style of what is the clinic's.
pub(super) fn head() -> Markup {
    html! { link rel="stylesheet" href=(assets::href("clinic.css")); }
}
