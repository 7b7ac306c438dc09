//! How is the box itself? What it says of itself once a minute: whoever goes there, or calls a technician,
//! looks here first.

use std::collections::BTreeMap;

use alerts::message::{Gap, GapReason, Health, Lane, LineHealth};
use alerts::{ClockQuality, Wall};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::who::Who;
use crate::say::{Lang, time};
use crate::store::rows::Timeline;

/// Free space below which a box is soon full, MiB.
const LITTLE_SPACE: u64 = 200;

/// Of an outage, so many days must have room.
const FEW_DAYS: f64 = 7.0;

/// A distance that was measured longer ago says nothing of how a radar looks now: milliseconds.
const LATELY: i64 = 3_600_000;

/// Losses on a page, the newest first; more of them are told by the number that was lost in all.
const MOST_GAPS: usize = 5;

/// What is known of a home's gateway.
#[derive(Clone, Debug, Default)]
pub struct Gateway {
    /// What it said of itself last.
    pub health: Option<Health>,
    /// How far away each radar saw somebody last, metres: whether it still looks where it was aimed at.
    pub distances: BTreeMap<String, f64>,
    /// What is lost for good since the noon before last night, and when the home said so.
    pub lost: Vec<(Wall, Gap)>,
}

impl Gateway {
    /// Of what it said.
    #[must_use]
    pub fn of(health: Option<Health>, timeline: &Timeline, now: Wall) -> Self {
        let lately = timeline.minutes.iter().filter(|(at, _)| now.0.saturating_sub(at.0) <= LATELY);
        let seen = lately.flat_map(|(_, minute)| &minute.lines);
        let seen = seen.filter_map(|(line, said)| {
            Some((line.clone(), said.distance_mm?.mean.value() / 1_000.0))
        });
        Self { health, distances: seen.collect(), lost: timeline.gaps.clone() }
    }

    /// What it says, for whoever sees the record: closed at first.
    pub(super) fn markup(&self, lang: Lang, who: &Who, zone: &TimeZone) -> Markup {
        let words = lang.words();
        let Some(health) = self.health.as_ref().filter(|_| who.record.is_some()) else {
            return html! {};
        };
        let outbox = &health.outbox;
        let waits = outbox.alarms + outbox.events + outbox.readings;
        let lost = outbox.thinned + outbox.dropped;
        let (clock, clock_right) = match health.clock {
            ClockQuality::Synced => (fl!(words, "box-clock-synced"), true),
            ClockQuality::Held => (fl!(words, "box-clock-held"), true),
            ClockQuality::Unset => (fl!(words, "box-clock-unset"), false),
        };
        let uptime = std::time::Duration::from_secs(health.uptime_s);
        html! {
            details.box {
                summary { (fl!(words, "box-title")) }
                dl.pairs {
                    (pair(fl!(words, "box-version"), health.version.clone(), false))
                    (pair(fl!(words, "box-runs"), time::length(lang, uptime), false))
                    (pair(fl!(words, "box-clock"), clock, !clock_right))
                    (pair(fl!(words, "box-waits"), waits.to_string(), outbox.alarms > 0))
                    @if let Some(days) = outbox.days_left {
                        (pair(fl!(words, "box-days-left"), format!("{days:.1}"), days < FEW_DAYS))
                    }
                    @if lost > 0 { (pair(fl!(words, "box-lost"), lost.to_string(), outbox.dropped > 0)) }
                    @for (at, gap) in self.lost.iter().rev().take(MOST_GAPS) {
                        (pair(fl!(words, "box-gap", time = time::clock(*at, zone)), lost_is(lang, gap),
                            gap.lane != Lane::Readings))
                    }
                    @if let Some(free) = health.disk_free_mib {
                        (pair(fl!(words, "box-disk"), format!("{free} MiB"), free < LITTLE_SPACE))
                    }
                    @for line in &health.lines {
                        (pair(line.line.clone(), self.heard(lang, line), line.saturated))
                    }
                }
            }
        }
    }

    /// What a line gave: when it was heard, and what of it could not be read or believed.
    fn heard(&self, lang: Lang, line: &LineHealth) -> String {
        let words = lang.words();
        let mut parts = vec![line.last_s.map_or_else(
            || fl!(words, "box-never-heard"),
            |s| {
                let ago = time::length(lang, std::time::Duration::from_secs(s));
                fl!(words, "box-heard", ago = ago)
            },
        )];
        let noise: u64 = line.noise.values().sum();
        if noise > 0 {
            parts.push(fl!(words, "box-noise", n = noise.to_string()));
        }
        if line.doubted > 0 {
            parts.push(fl!(words, "box-doubted", n = line.doubted.to_string()));
        }
        if let Some(metres) = self.distances.get(&line.line) {
            parts.push(fl!(words, "box-distance", m = format!("{metres:.1}")));
        }
        if line.saturated {
            parts.push(fl!(words, "box-saturated"));
        }
        parts.join(lang.comma())
    }
}

fn pair(name: String, says: String, odd: bool) -> Markup {
    html! { div.odd[odd] { dt { (name) } dd { (says) } } }
}

/// What is lost, and why.
fn lost_is(lang: Lang, gap: &Gap) -> String {
    let words = lang.words();
    let n = gap.count.to_string();
    let what = match gap.lane {
        Lane::Alarms => fl!(words, "gap-alarms", n = n),
        Lane::Events => fl!(words, "gap-events", n = n),
        Lane::Readings => fl!(words, "gap-readings", n = n),
    };
    let why = match gap.reason {
        GapReason::Thinned => fl!(words, "gap-thinned"),
        GapReason::Dropped => fl!(words, "gap-dropped"),
        GapReason::Oversize => fl!(words, "gap-oversize"),
        GapReason::StoreFault => fl!(words, "gap-store-fault"),
    };
    format!("{what}{}{why}", lang.comma())
}
