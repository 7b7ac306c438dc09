//! `/desk/report/{week}`: how was the week? A sheet to print: cases by kind, the two figures, when
//! nobody was reached, drills and tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use alerts::Wall;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::page::ways;
use super::{top, words};
use crate::core::desk::case::How;
use crate::core::desk::figures::{ANSWERED_GOAL, ATTENDED_GOAL, Figures, figures};
use crate::core::desk::{Case, Kind};
use crate::print::{self, NoPdf};
use crate::say::{Lang, time};
use crate::web::refusal::Refusal;
use crate::web::visit::Visit;
use crate::web::{assets, page};

/// A week of the calendar: it begins on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week(Date);

impl Week {
    /// The one of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let monday = day.iso_week_date();
        let monday = ISOWeekDate::new(monday.year(), monday.week(), Weekday::Monday);
        Self(monday.map_or(day, |it| it.date()))
    }

    /// `2026-W48`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        let day = ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, Weekday::Monday);
        day.ok().map(|it| Self(it.date()))
    }

    /// As it is written.
    #[must_use]
    pub fn word(self) -> String {
        let week = self.0.iso_week_date();
        format!("{:04}-W{:02}", week.year(), week.week())
    }

    /// The one so many weeks later.
    fn later(self, weeks: i64) -> Self {
        Self(self.0.checked_add(weeks.weeks()).unwrap_or(self.0))
    }

    /// From its first moment to the next week's.
    fn range(self, zone: &TimeZone) -> std::ops::Range<Wall> {
        let at = |day: Date| {
            let midnight = day.at(0, 0, 0, 0);
            let moment = zone.to_ambiguous_timestamp(midnight).compatible();
            Wall(moment.map_or(0, |it| it.as_millisecond()))
        };
        at(self.0)..at(self.later(1).0)
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Cases.
    pub cases: u32,
    /// Of these, so many ended by themselves.
    pub by_themselves: u32,
    /// Somebody said how it ended.
    pub resolved: u32,
    /// There was a moment in which nobody was reached.
    pub nobody: u32,
}

/// The report.
#[derive(Clone)]
pub struct Report {
    /// Which week.
    pub week: Week,
    /// By kind, without drills and tests.
    pub kinds: BTreeMap<Kind, Line>,
    /// The two figures.
    pub figures: Figures,
    /// Drills and tests: how many, how many arrived.
    pub drills: (u32, u32),
    /// When it was made.
    pub now: Wall,
    /// The community's zone.
    pub zone: TimeZone,
}

impl Report {
    /// Of what began in that week.
    #[must_use]
    pub fn of(week: Week, began: &[(Arc<Case>, bool)], now: Wall, zone: TimeZone) -> Self {
        let mut kinds: BTreeMap<Kind, Line> = BTreeMap::new();
        let mut drills = (0, 0);
        for (case, nobody) in began {
            if case.drill {
                drills.0 += 1;
                drills.1 += u32::from(case.marks.accepted.is_some() || case.marks.shown.is_some());
                continue;
            }
            let line = kinds.entry(case.about.kind()).or_default();
            line.cases += 1;
            line.nobody += u32::from(*nobody);
            match case.stage.closed() {
                Some((How::Resolved { .. }, _)) => line.resolved += 1,
                Some((How::OverByItself, _)) => line.by_themselves += 1,
                Some((How::Silenced | How::Proven | How::Merged { .. }, _)) | None => {}
            }
        }
        // As it stood at the week's end: a later week is not to change it.
        let end = week.range(&zone).end;
        let cases = began.iter().map(|(case, _)| &**case).filter(|case| !case.drill);
        let figures = figures(Wall(end.0.min(now.0)), cases);
        Self { week, kinds, figures, drills, now, zone }
    }

    /// The sheet.
    #[must_use]
    pub fn body(&self, lang: Lang) -> Markup {
        let t = lang.words();
        let range = self.week.range(&self.zone);
        let day = |at: Wall| time::date(lang, at, &self.zone);
        let sum = self.kinds.values().fold(Line::default(), |sum, it| Line {
            cases: sum.cases + it.cases,
            by_themselves: sum.by_themselves + it.by_themselves,
            resolved: sum.resolved + it.resolved,
            nobody: sum.nobody + it.nobody,
        });
        html! {
            div.bar { (ways(lang)) }
            p.quiet { (day(range.start)) " – " (day(Wall(range.end.0 - 1))) }
            p.actions {
                a href={ "/desk/report/" (self.week.later(-1).word()) } { (fl!(t, "report-earlier")) }
                a href={ "/desk/report/" (self.week.word()) "/pdf" } { (fl!(t, "report-pdf")) }
                @if range.end <= self.now {
                    a href={ "/desk/report/" (self.week.later(1).word()) } { (fl!(t, "report-later")) }
                }
            }
            p.quiet.actions { (fl!(t, "report-prints")) }
            dl.state.large {
                (top::figure(lang, &fl!(t, "desk-answered"), self.figures.answered, ANSWERED_GOAL))
                (top::figure(lang, &fl!(t, "desk-attended"), self.figures.attended, ATTENDED_GOAL))
            }
            @if self.kinds.is_empty() { p { (fl!(t, "report-none")) } } @else {
                table.report {
                    thead { tr {
                        th scope="col" { (fl!(t, "report-kind")) }
                        th.number scope="col" { (fl!(t, "report-cases")) }
                        th.number scope="col" { (fl!(t, "report-resolved")) }
                        th.number scope="col" { (fl!(t, "report-by-themselves")) }
                        th.number scope="col" { (fl!(t, "report-nobody")) }
                    } }
                    tbody { @for (kind, line) in &self.kinds {
                        tr { th scope="row" { (words::kind(lang, *kind)) } (cells(*line)) } } }
                    tfoot { tr { th scope="row" { (fl!(t, "report-all")) } (cells(sum)) } }
                }
            }
            p { (fl!(t, "report-drills", n = self.drills.0.to_string(), arrived = self.drills.1.to_string())) }
            p.quiet { (fl!(t, "report-made", time = words::moment(lang, self.now, Wall(0), &self.zone))) }
        }
    }
}

fn cells(line: Line) -> Markup {
    html! {
        td.number { (line.cases) } td.number { (line.resolved) } td.number { (line.by_themselves) }
        td.number.bad[line.nobody > 0] { (line.nobody) }
    }
}

async fn of(visit: &Visit, week: &str) -> Result<Report, Refusal> {
    let (now, zone) = (visit.web.now(), visit.web.settings().zone.clone());
    let week = match week {
        "this" => Week::of(visit.web.local(now).date()),
        written => Week::read(written).ok_or(Refusal::NotHere)?,
    };
    let began = visit.web.desk()?.began(week.range(&zone)).await?;
    Ok(Report::of(week, &began, now, zone))
}

pub(in crate::web) async fn get(visit: Visit, Path(week): Path<String>) -> Result<Markup, Refusal> {
    let report = of(&visit, &week).await?;
    let title = fl!(visit.lang.words(), "report-title", week = report.week.word());
    let head = html! { link rel="stylesheet" href=(assets::href("desk.css")); };
    Ok(page::with(&visit, &title, &head, &report.body(visit.lang)))
}

/// The same as a file, printed here; where it cannot be, how to print it elsewhere.
pub(in crate::web) async fn sheet(
    visit: Visit,
    Path(week): Path<String>,
) -> Result<Response, Refusal> {
    let report = of(&visit, &week).await?;
    let t = visit.lang.words();
    let title = fl!(t, "report-title", week = report.week.word());
    let html = page::paper(&visit, &title, &report.body(visit.lang)).into_string();
    let made = match print::chromium() {
        Some(chromium) => print::pdf(&chromium, html).await,
        None => Err(NoPdf::NoChromium),
    };
    let name = format!("attachment; filename=\"{}.pdf\"", report.week.word());
    match made {
        Ok(pdf) => {
            let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
            Ok(([kind, (header::CONTENT_DISPOSITION, name)], pdf).into_response())
        }
        Err(why) => {
            tracing::warn!(%why, "the week's report was not printed");
            let body = no_pdf(visit.lang, &why, &report.week);
            Ok((StatusCode::SERVICE_UNAVAILABLE, visit.page(&title, &body)).into_response())
        }
    }
}

/// Why there is no file, and what to do instead.
fn no_pdf(lang: Lang, why: &NoPdf, week: &Week) -> Markup {
    let t = lang.words();
    let says = match why {
        NoPdf::NoChromium => fl!(t, "report-no-chromium"),
        NoPdf::Busy => fl!(t, "report-pdf-busy"),
        NoPdf::Hangs | NoPdf::Failed(_) => fl!(t, "report-pdf-failed"),
    };
    html! {
        p { (says) }
        p { a.button href={ "/desk/report/" (week.word()) } { (fl!(t, "report-print-yourself")) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_written_as_it_is_read_over_the_turn_of_the_year_too() {
        for word in ["2026-W48", "2026-W53", "2027-W01"] {
            assert_eq!(Week::read(word).unwrap().word(), word);
        }
        assert_eq!(Week::of("2027-01-03".parse().unwrap()).word(), "2026-W53");
        assert_eq!(Week::read("2026-W53").unwrap().later(1).word(), "2027-W01");
        for word in ["", "2026", "2026-W54", "2026-W0", "-W1", "99999-W01", "2026-Wx"] {
            assert!(Week::read(word).is_none(), "{word}");
        }
    }

    #[test]
    fn a_week_has_seven_local_days_also_when_the_clock_is_changed() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let range = Week::read("2026-W43").unwrap().range(&zone);
        assert_eq!((range.end.0 - range.start.0) / 3_600_000, 169);
    }
}
