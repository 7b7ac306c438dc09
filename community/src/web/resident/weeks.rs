//! How are the last weeks drawn? A row a measure: a bar or a dot a night, behind it what is usual for
//! this person; a night of which nothing is known is a gap. And all of it as a table.

use i18n_embed_fl::fl;
use jiff::civil::{Date, Weekday};
use maud::{Markup, html};

use crate::core::weeks::{COUNTED, Measure, Point, SHOWN, Weeks};
use crate::say::{Lang, time};

pub(super) fn markup(lang: Lang, weeks: &Weeks) -> Markup {
    let words = lang.words();
    if weeks.is_empty() {
        return html! { p.soft { (fl!(words, "weeks-none")) } };
    }
    let rows: Vec<(Measure, Vec<Point>)> =
        Measure::ALL.into_iter().map(|measure| (measure, weeks.row(measure))).collect();
    let dates = rows.first().map(|(_, points)| points.as_slice()).unwrap_or_default();
    html! {
        @if weeks.counted {
            p.provisional { (fl!(words, "weeks-counted", n = COUNTED.to_string())) }
        }
        div.weeks-rows {
            @for (measure, points) in &rows { (row(lang, *measure, points)) }
            div.week-row aria-hidden="true" {
                div.about {}
                svg.axis { (mondays(dates, true)) }
            }
        }
        p.legend aria-hidden="true" {
            span.key-band { (fl!(words, "weeks-key-band")) }
            span.key-odd { (fl!(words, "weeks-key-odd")) }
        }
        (table(lang, &rows))
    }
}

fn row(lang: Lang, measure: Measure, points: &[Point]) -> Markup {
    let words = lang.words();
    let last = points.iter().rev().find(|point| point.value.is_some());
    let usual = points.last().and_then(|point| point.usual);
    html! {
        div.week-row {
            div.about {
                h3 { (name(lang, measure)) }
                p {
                    @match last.and_then(|point| Some((point, point.value?))) {
                        Some((point, value)) => { (fl!(words, "weeks-last", value = say(lang, measure, value),
                            date = day(point.date))) }
                        None => { (fl!(words, "weeks-no-value")) }
                    }
                }
                p { @match usual {
                    Some((low, high)) => { (fl!(words, "weeks-usual", low = say(lang, measure, low),
                        high = say(lang, measure, high))) }
                    None => { (fl!(words, "weeks-usual-unknown")) }
                } }
            }
            svg aria-hidden="true" { (shapes(measure, points)) }
        }
    }
}

/// What a measure's scale begins and ends with, unless a value lies outside.
const fn scale(measure: Measure) -> (f64, f64) {
    match measure {
        Measure::Asleep => (240.0, 600.0),
        Measure::Exits => (0.0, 5.0),
        Measure::TurnOvers => (0.0, 40.0),
        Measure::Nap => (0.0, 120.0),
        Measure::Heart => (50.0, 80.0),
        Measure::Activity => (0.0, 60.0),
    }
}

/// What is counted from nothing is a bar; what is never near nothing is a dot.
const fn is_bar(measure: Measure) -> bool {
    match measure {
        Measure::Exits | Measure::TurnOvers | Measure::Nap => true,
        Measure::Asleep | Measure::Heart | Measure::Activity => false,
    }
}

fn shapes(measure: Measure, points: &[Point]) -> Markup {
    let (mut low, mut high) = scale(measure);
    for point in points {
        let ends = point.usual.map(|(low, high)| [low, high]).into_iter().flatten();
        for value in point.value.into_iter().chain(ends) {
            low = low.min(value - 2.0).max(0.0);
            high = high.max(value * 1.05);
        }
    }
    let y = |value: f64| 100.0 * (1.0 - ((value - low) / (high - low)).clamp(0.0, 1.0));
    html! {
        (mondays(points, false))
        @for (n, point) in points.iter().enumerate() {
            @if let Some((least, most)) = point.usual {
                @let top = y(most);
                rect.band x={ (x(n, 0.0)) } width={ (width(1.02)) } y={ (per_cent(top - 1.0)) }
                    height={ (per_cent(y(least) - top + 2.0)) } {}
            }
        }
        @for (n, point) in points.iter().enumerate() {
            @if let Some(value) = point.value {
                @if is_bar(measure) {
                    // Nothing that was counted is a mark on the ground, and not a gap.
                    @let top = y(value).min(97.5);
                    rect.bar.odd[point.is_unusual()] x={ (x(n, 0.2)) } width={ (width(0.6)) }
                        y={ (per_cent(top)) } height={ (per_cent(100.0 - top)) } {}
                } @else {
                    circle.dot.odd[point.is_unusual()] cx={ (x(n, 0.5)) } cy={ (per_cent(y(value))) }
                        r="3.5" {}
                }
            }
        }
        @if is_bar(measure) { (edges(points, y)) }
    }
}

/// The ends of what is usual, before the bars that stand in front of it.
fn edges(points: &[Point], y: impl Fn(f64) -> f64) -> Markup {
    html! {
        @for (n, point) in points.iter().enumerate() {
            @for value in point.usual.map(|(low, high)| [low, high]).into_iter().flatten() {
                line.edge x1={ (x(n, 0.0)) } x2={ (x(n, 1.0)) } y1={ (per_cent(y(value))) }
                    y2={ (per_cent(y(value))) } {}
            }
        }
    }
}

/// A line where a week begins; with its date, if asked for.
fn mondays(points: &[Point], dated: bool) -> Markup {
    html! {
        @for (n, point) in points.iter().enumerate() {
            @if point.date.weekday() == Weekday::Monday {
                @if !dated {
                    line.grid x1={ (x(n, 0.0)) } x2={ (x(n, 0.0)) } y1="0" y2="100%" {}
                } @else if n + 4 < SHOWN {
                    text.odd-week[(n / 7) % 2 == 1] x={ (x(n, 0.0)) } y="75%" { (day(point.date)) }
                }
            }
        }
    }
}

fn table(lang: Lang, rows: &[(Measure, Vec<Point>)]) -> Markup {
    let words = lang.words();
    let nights = rows.first().map_or(0, |(_, points)| points.len());
    html! {
        details.as-table {
            summary { (fl!(words, "weeks-table")) }
            table {
                thead { tr {
                    th scope="col" { (fl!(words, "weeks-night")) }
                    @for (measure, _) in rows { th scope="col" { (name(lang, *measure)) } }
                } }
                tbody {
                    // The newest first, and no line of which nothing is known.
                    @for n in (0..nights).rev() {
                        @let points: Vec<_> = rows.iter().map(|(m, all)| (*m, all.get(n))).collect();
                        @if points.iter().any(|(_, point)| point.is_some_and(|it| it.value.is_some())) {
                            tr {
                                th scope="row" {
                                    @if let Some(point) = points.first().and_then(|(_, point)| *point) {
                                        (point.date.to_string()) } }
                                @for (measure, point) in &points { td {
                                    @match point.and_then(|point| point.value) {
                                        Some(value) => { (say(lang, *measure, value)) }
                                        None => { "–" }
                                    }
                                } }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(in crate::web) fn name(lang: Lang, measure: Measure) -> String {
    let words = lang.words();
    match measure {
        Measure::Asleep => fl!(words, "weeks-asleep"),
        Measure::Exits => fl!(words, "weeks-exits"),
        Measure::TurnOvers => fl!(words, "weeks-turns"),
        Measure::Nap => fl!(words, "weeks-nap"),
        Measure::Heart => fl!(words, "weeks-heart"),
        Measure::Activity => fl!(words, "weeks-activity"),
    }
}

pub(in crate::web) fn say(lang: Lang, measure: Measure, value: f64) -> String {
    match measure {
        Measure::Asleep | Measure::Nap => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day's")]
            let min = value.round() as u32;
            time::minutes(lang, min)
        }
        Measure::Exits | Measure::TurnOvers | Measure::Heart => format!("{value:.0}"),
        Measure::Activity => fl!(lang.words(), "percent", n = format!("{value:.0}")),
    }
}

/// "11-23": short, and read alike in both languages.
pub(in crate::web) fn day(date: Date) -> String {
    format!("{:02}-{:02}", date.month(), date.day())
}

/// A place within a night's column, as a share of its width, from its left.
fn x(n: usize, within: f64) -> String {
    let n = f64::from(u32::try_from(n).unwrap_or(0));
    let all = f64::from(u32::try_from(SHOWN).unwrap_or(1));
    per_cent((n + within) / all * 100.0)
}

fn width(columns: f64) -> String {
    per_cent(columns / f64::from(u32::try_from(SHOWN).unwrap_or(1)) * 100.0)
}

fn per_cent(n: f64) -> String {
    format!("{:.2}%", n.clamp(0.0, 100.0))
}
