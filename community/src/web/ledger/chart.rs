//! What does a look at the figures show? Pictures beside the tables, which have every number: columns
//! a month, bars a kind. Drawn here, without a script.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::Days;
use super::table::Rows;
use crate::core::ledger::{Ledger, Month};
use crate::say::Lang;

/// Months of a picture; of a longer time the last ones.
const MOST_MONTHS: usize = 36;

/// Bars of a picture.
const MOST_BARS: usize = 24;

const HIGH: u32 = 160;

/// A number that is at least that, and easy to read: 1, 2 or 5 with zeros.
fn round_up(most: u32) -> u32 {
    let steps = (0..9).flat_map(|power| [1, 2, 5].map(|step| step * 10_u32.pow(power)));
    steps.into_iter().find(|it| *it >= most.max(1)).unwrap_or(most)
}

fn part(of: u32, most: u32, length: u32) -> u32 {
    let part = u64::from(of) * u64::from(length) / u64::from(most.max(1));
    u32::try_from(part).unwrap_or(length)
}

/// What came and what was done of it, a column a month.
#[must_use]
pub fn months(lang: Lang, ledger: &Ledger, days: Days) -> Markup {
    let t = lang.words();
    let first = Month { year: days.from.year(), month: days.from.month() };
    let last = Month { year: days.to.year(), month: days.to.month() };
    let mut all: Vec<Month> = std::iter::successors(Some(first), |it| Some(it.next()))
        .take_while(|it| *it <= last)
        .take(240)
        .collect();
    all.drain(..all.len().saturating_sub(MOST_MONTHS));
    let of = |month: &Month| ledger.months.get(month).copied().unwrap_or_default();
    let most = round_up(all.iter().map(|it| of(it).reports).max().unwrap_or(0));
    let columns = u32::try_from(all.len()).unwrap_or(1).max(1);
    let (left, step) = (48, 640 / columns);
    let (wide, thick) = (left + step * columns + 8, (step * 3 / 5).clamp(4, 48));
    let title = fl!(t, "ledger-months-picture");
    html! {
        figure.chart tabindex="0" aria-label=(title) {
            svg viewBox={ "0 0 " (wide) " " (HIGH + 40) } role="img" aria-label=(title) {
                @for at in [0, most / 2, most] {
                    @let y = 8 + HIGH - part(at, most, HIGH);
                    line.grid x1=(left) x2=(wide) y1=(y) y2=(y) {}
                    text.scale x=(left - 6) y=(y + 4) text-anchor="end" { (at) }
                }
                @for (n, month) in (0_u32..).zip(&all) {
                    @let it = of(month);
                    @let x = left + step * n + (step - thick) / 2;
                    @let (came, done) = (part(it.reports, most, HIGH), part(it.done(), most, HIGH));
                    rect.came x=(x) y=(8 + HIGH - came) width=(thick) height=(came) {
                        title { (month) ": " (it.reports) } }
                    rect.done x=(x) y=(8 + HIGH - done) width=(thick) height=(done) {
                        title { (month) ": " (it.done()) } }
                    @if columns <= 18 || month.month == 1 {
                        text.scale x=(x + thick / 2) y=(8 + HIGH + 18) text-anchor="middle" {
                            @if month.month == 1 || n == 0 { (month) } @else { (month.month) } }
                    }
                }
            }
            (legend(lang))
        }
    }
}

/// What came and what was done of it, a bar each; the longest first.
#[must_use]
pub fn bars(lang: Lang, title: &str, rows: &Rows) -> Markup {
    let mut rows = rows.clone();
    rows.sort_by_key(|(_, it)| std::cmp::Reverse(it.reports));
    rows.truncate(MOST_BARS);
    let most = rows.iter().map(|(_, it)| it.reports).max().unwrap_or(0);
    let (left, long) = (190, 430);
    let high = u32::try_from(rows.len()).unwrap_or(0) * 28 + 8;
    html! {
        figure.chart tabindex="0" aria-label=(title) {
            svg viewBox={ "0 0 700 " (high) } role="img" aria-label=(title) {
                @for (n, (name, it)) in (0_u32..).zip(&rows) {
                    @let y = n * 28 + 4;
                    @let came = part(it.reports, most, long);
                    text.name x=(left - 10) y=(y + 16) text-anchor="end" { (name) }
                    rect.came x=(left) y=(y) width=(came) height="22" {}
                    rect.done x=(left) y=(y) width=(part(it.done(), most, long)) height="22" {}
                    text.scale x=(left + came + 8) y=(y + 16) { (it.reports) }
                }
            }
            (legend(lang))
        }
    }
}

fn legend(lang: Lang) -> Markup {
    let t = lang.words();
    html! {
        figcaption {
            span.key.came {} (fl!(t, "ledger-reports")) " "
            span.key.done {} (fl!(t, "ledger-done"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_ends_at_a_round_number_and_nothing_fits_into_it_too() {
        assert_eq!([0, 1, 3, 11, 187, 2_238].map(round_up), [1, 1, 5, 20, 200, 5_000]);
        assert_eq!(part(187, 200, 160), 149);
        assert_eq!(part(0, 0, 160), 0);
    }

    #[test]
    fn a_month_without_a_report_has_its_place() {
        let days = Days { from: "2026-01-15".parse().unwrap(), to: "2026-03-01".parse().unwrap() };
        let html = months(Lang::English, &Ledger::default(), days).into_string();
        assert_eq!(html.matches("class=\"came\"").count(), 3, "{html}");
    }
}
