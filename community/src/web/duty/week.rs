//! The seven days that come: who, from when to when, and in which hours nobody.

use i18n_embed_fl::fl;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

use super::Duty;
use crate::core::desk::PartyId;
use crate::core::desk::duty::{Gap, Rota};
use crate::core::desk::hours::Hours;
use crate::say::{Lang, time};
use crate::web::desk::words::Names;

/// The table.
pub(super) fn markup(lang: Lang, duty: &Duty) -> Markup {
    let t = lang.words();
    let days: Vec<Date> = duty.today.series(1.day()).take(7).collect();
    html! {
        @if !duty.board.gaps.is_empty() { p.bad { (fl!(t, "duty-gaps")) } }
        table.week {
            thead { tr { @for day in &days { th scope="col" { (name(lang, *day)) } } } }
            tbody { tr { @for day in &days { td data-label=(name(lang, *day)) {
                @for (who, hours) in begins(&duty.rota, *day) {
                    span.duty { (written(hours)) " " (Names(&duty.board.people).of(who)) }
                }
                @for gap in duty.board.gaps.iter().filter_map(|gap| part(gap, *day)) {
                    span.gap { (fl!(t, "desk-gap")) " " (gap) }
                }
            } } } }
        }
    }
}

fn name(lang: Lang, day: Date) -> String {
    let weekday = time::weekday(lang, day.weekday().to_monday_one_offset());
    format!("{weekday} {:02}-{:02}", day.month(), day.day())
}

/// `06:00–18:00`
fn written(hours: Hours) -> String {
    format!("{}–{}", clock(hours.from), clock(hours.to))
}

/// A minute of the day.
pub(in crate::web) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Whose duty begins on a day.
fn begins(rota: &Rota, day: Date) -> Vec<(PartyId, Hours)> {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
    let of_day = || rota.exceptions.iter().filter(|it| it.day.0 == day);
    let usual = rota.shifts.iter().filter(|shift| {
        shift.days.get(weekday).is_some_and(|works| *works)
            && !of_day().any(|it| it.who == shift.who && it.comes.is_none())
    });
    let extra = of_day().filter_map(|it| Some((it.who, it.comes?)));
    let mut all: Vec<_> = usual.map(|shift| (shift.who, shift.hours)).chain(extra).collect();
    all.sort_by_key(|(who, hours)| (hours.from, *who));
    all
}

/// What of a gap lies on a day.
fn part(gap: &Gap, day: Date) -> Option<String> {
    let begins = day.at(0, 0, 0, 0);
    let ends = day.tomorrow().ok()?.at(0, 0, 0, 0);
    let (from, to) = (gap.from.max(begins), gap.to.min(ends));
    let clock = |at: DateTime| {
        if at == ends { "24:00".to_owned() } else { format!("{:02}:{:02}", at.hour(), at.minute()) }
    };
    (from < to).then(|| format!("{}–{}", clock(from), clock(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_over_midnight_stands_on_both_days_and_on_no_third() {
        let gap = Gap {
            from: "2026-11-30T22:00:00".parse().unwrap(),
            to: "2026-12-01T06:00:00".parse().unwrap(),
        };
        let on = |day: &str| part(&gap, day.parse().unwrap());
        assert_eq!(on("2026-11-30").as_deref(), Some("22:00–24:00"));
        assert_eq!(on("2026-12-01").as_deref(), Some("00:00–06:00"));
        assert_eq!(on("2026-12-02"), None);
    }
}
