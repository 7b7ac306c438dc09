//! How is the box itself? What it says of itself once a minute: whoever goes there, or calls a technician,
//! looks here first.

use alerts::ClockQuality;
use alerts::message::{Health, LineHealth};
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::who::Who;
use crate::say::{Lang, time};

/// Free space below which a box is soon full, MiB.
const LITTLE_SPACE: u64 = 200;

/// Of an outage, so many days must have room.
const FEW_DAYS: f64 = 7.0;

/// What the box says, for whoever sees the record: closed at first.
pub(super) fn markup(lang: Lang, health: Option<&Health>, who: &Who) -> Markup {
    let words = lang.words();
    let Some(health) = health.filter(|_| who.record.is_some()) else { return html! {} };
    let outbox = &health.outbox;
    let waits = outbox.alarms + outbox.events + outbox.readings;
    let lost = outbox.thinned + outbox.dropped;
    let (clock, clock_right) = match health.clock {
        ClockQuality::Synced => (fl!(words, "box-clock-synced"), true),
        ClockQuality::Held => (fl!(words, "box-clock-held"), true),
        ClockQuality::Unset => (fl!(words, "box-clock-unset"), false),
    };
    let uptime = std::time::Duration::from_secs(health.uptime_s);
    let pair = |name: String, says: String, odd: bool| {
        html! { div.odd[odd] { dt { (name) } dd { (says) } } }
    };
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
                @if let Some(free) = health.disk_free_mib {
                    (pair(fl!(words, "box-disk"), format!("{free} MiB"), free < LITTLE_SPACE))
                }
                @for line in &health.lines {
                    (pair(line.line.clone(), heard(lang, line), line.saturated))
                }
            }
        }
    }
}

/// What a line gave: when it was heard, and what of it could not be read or believed.
fn heard(lang: Lang, line: &LineHealth) -> String {
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
    if line.saturated {
        parts.push(fl!(words, "box-saturated"));
    }
    parts.join(lang.comma())
}
