//! What are the figures of a night? What is not known of it is left out.

use alerts::Wall;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use crate::core::night::{Figures, Rates};
use crate::say::{Lang, time};

pub(super) fn markup(lang: Lang, figures: &Figures, zone: &TimeZone) -> Markup {
    html! {
        dl.pairs.figures {
            @for (name, says) in rows(lang, figures, zone) {
                @if let Some(says) = says { div { dt { (name) } dd { (says) } } }
            }
        }
    }
}

fn rows(lang: Lang, of: &Figures, zone: &TimeZone) -> [(String, Option<String>); 15] {
    let words = lang.words();
    let clock = |at: Option<Wall>| at.map(|at| time::clock(at, zone));
    let minutes = |min: Option<u32>| min.map(|min| time::minutes(lang, min));
    let count = |n: Option<u32>| n.map(|n| n.to_string());
    let share = |share: Option<f64>| {
        share.map(|share| fl!(words, "percent", n = format!("{:.0}", share * 100.0)))
    };
    [
        (fl!(words, "night-in-bed"), clock(of.in_bed)),
        (fl!(words, "night-out-of-bed"), clock(of.out_of_bed)),
        (fl!(words, "night-time-in-bed"), minutes(of.time_in_bed_min)),
        (fl!(words, "night-asleep"), minutes(of.asleep_min)),
        (fl!(words, "night-latency"), minutes(of.latency_min)),
        (fl!(words, "night-waso"), minutes(of.waso_min)),
        (fl!(words, "night-efficiency"), share(of.efficiency)),
        (fl!(words, "night-awakenings"), count(of.awakenings)),
        (fl!(words, "night-exits"), count(of.exits)),
        (fl!(words, "night-longest"), minutes(of.longest_min)),
        (fl!(words, "night-turns"), turns(lang, of)),
        (fl!(words, "night-heart"), rate(lang, of.heart)),
        (fl!(words, "night-breath"), rate(lang, of.breath)),
        (fl!(words, "night-pauses"), count(of.pauses)),
        (fl!(words, "night-coverage"), share(of.coverage)),
    ]
}

/// As Hearth counts, and as the radar does: the two need not be alike.
fn turns(lang: Lang, of: &Figures) -> Option<String> {
    let n = of.turn_overs?.to_string();
    Some(match of.turn_overs_by_radar {
        Some(radar) => fl!(lang.words(), "night-turns-radar", n = n, radar = radar.to_string()),
        None => n,
    })
}

fn rate(lang: Lang, rates: Option<Rates>) -> Option<String> {
    let Rates { mean, min, max, coverage: _ } = rates?;
    let whole = |n: f64| format!("{n:.0}");
    let (mean, low, high) = (whole(mean), whole(min), whole(max));
    Some(fl!(lang.words(), "rate-range", mean = mean, low = low, high = high))
}
