//! The night in words, stretch by stretch: for whoever does not see the picture.

use std::ops::Range;

use alerts::Wall;
use alerts::message::Asleep;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::DrawnNight;
use crate::core::night::{Bed, Night};
use crate::say::{Lang, time};

/// Rows at most. A night has some dozens; one that changes each minute would be a book.
const MOST_ROWS: usize = 200;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

pub(super) fn markup(lang: Lang, of: &DrawnNight) -> Markup {
    let words = lang.words();
    let clock = |at: Wall| time::clock(at, &of.zone);
    html! {
        details.as-table {
            summary { (fl!(words, "night-table")) }
            table {
                thead { tr {
                    th scope="col" { (fl!(words, "night-from")) }
                    th scope="col" { (fl!(words, "night-to")) }
                    th scope="col" { (fl!(words, "night-length")) }
                    th scope="col" { (fl!(words, "night-bed")) }
                    th scope="col" { (fl!(words, "night-sleep")) }
                } }
                tbody {
                    @for (span, bed, sleep) in rows(&of.night) {
                        @let min = (span.end.0 - span.start.0 + MINUTE / 2) / MINUTE;
                        tr {
                            td { (clock(span.start)) }
                            td { (clock(span.end)) }
                            td { (time::minutes(lang, u32::try_from(min).unwrap_or(0))) }
                            td { (bed_is(lang, bed)) }
                            td { (sleep_is(lang, sleep)) }
                        }
                    }
                }
            }
        }
    }
}

/// Stretches in which neither changes, within what is drawn.
fn rows(night: &Night) -> Vec<(Range<Wall>, Bed, Asleep)> {
    let shown = night.shown();
    let mut rows = Vec::new();
    for (bed_span, bed) in &night.bed {
        for (sleep_span, sleep) in &night.sleep {
            let start = bed_span.start.max(sleep_span.start).max(shown.start);
            let end = bed_span.end.min(sleep_span.end).min(shown.end);
            if start < end && rows.len() < MOST_ROWS {
                rows.push((start..end, *bed, *sleep));
            }
        }
    }
    rows
}

pub(super) fn bed_is(lang: Lang, bed: Bed) -> String {
    let words = lang.words();
    match bed {
        Bed::In => fl!(words, "bed-in"),
        Bed::Out => fl!(words, "bed-out"),
        Bed::Unknown => fl!(words, "bed-unknown"),
    }
}

pub(super) fn sleep_is(lang: Lang, sleep: Asleep) -> String {
    let words = lang.words();
    match sleep {
        Asleep::Asleep => fl!(words, "sleep-asleep"),
        Asleep::Awake => fl!(words, "sleep-awake"),
        Asleep::Unknown => fl!(words, "sleep-unknown"),
    }
}
