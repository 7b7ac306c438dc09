//! How was the night? `summary/night`, as far as the home sends it; what it does not say is left out.

use alerts::{Wall, When};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use crate::say::{Lang, time};

/// A night that is over.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NightSaid {
    /// The date of its morning.
    pub date: String,
    /// When they went to bed.
    pub in_bed: Option<When>,
    /// The final rise.
    pub out_of_bed: Option<When>,
    /// Minutes between.
    pub time_in_bed_min: Option<u32>,
    /// Minutes of sleep.
    pub asleep_min: Option<u32>,
    /// Minutes until they slept.
    pub sleep_latency_min: Option<u32>,
    /// Minutes awake after they had fallen asleep.
    pub waso_min: Option<u32>,
    /// The share of sleep in the time in bed, 0 to 1.
    pub efficiency: Option<f64>,
    /// How often they woke.
    pub awakenings: Option<u32>,
    /// How often they left the bed.
    pub bed_exit_count: Option<u32>,
    /// The longest of these, minutes.
    pub longest_absence_min: Option<u32>,
    /// How often they turned over.
    pub turn_overs: Option<u32>,
    /// Heart rate.
    pub heart_rate: Option<RateSaid>,
    /// Breathing rate.
    pub breathing_rate: Option<RateSaid>,
    /// How often breath paused.
    pub breathing_pauses: Option<u32>,
    /// The share of the night with evidence, 0 to 1.
    pub coverage: Option<f64>,
}

/// What a rate did in a night.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RateSaid {
    /// On average.
    pub mean: Option<f64>,
    /// At least.
    pub min: Option<f64>,
    /// At most.
    pub max: Option<f64>,
}

impl NightSaid {
    /// A summary's body; `None` if it is not one that can be read.
    #[must_use]
    pub fn read(date: &str, body: &str) -> Option<Self> {
        let night: Self = serde_json::from_str(body).ok()?;
        Some(Self { date: date.to_owned(), ..night })
    }

    pub(super) fn markup(&self, lang: Lang, zone: &TimeZone) -> Markup {
        html! {
            h3 { (fl!(lang.words(), "page-night-of", date = self.date.as_str())) }
            dl.pairs {
                @for (name, says) in self.rows(lang, zone) {
                    @if let Some(says) = says { div { dt { (name) } dd { (says) } } }
                }
            }
        }
    }

    fn rows(&self, lang: Lang, zone: &TimeZone) -> [(String, Option<String>); 15] {
        let words = lang.words();
        let clock = |at: Option<When>| at.map(|at| time::clock(Wall(at.wall().0), zone));
        let minutes = |min: Option<u32>| min.map(|min| time::minutes(lang, min));
        let count = |n: Option<u32>| n.map(|n| n.to_string());
        let share = |share: Option<f64>| {
            share.map(|share| fl!(words, "percent", n = format!("{:.0}", share * 100.0)))
        };
        [
            (fl!(words, "night-in-bed"), clock(self.in_bed)),
            (fl!(words, "night-out-of-bed"), clock(self.out_of_bed)),
            (fl!(words, "night-time-in-bed"), minutes(self.time_in_bed_min)),
            (fl!(words, "night-asleep"), minutes(self.asleep_min)),
            (fl!(words, "night-latency"), minutes(self.sleep_latency_min)),
            (fl!(words, "night-waso"), minutes(self.waso_min)),
            (fl!(words, "night-efficiency"), share(self.efficiency)),
            (fl!(words, "night-awakenings"), count(self.awakenings)),
            (fl!(words, "night-exits"), count(self.bed_exit_count)),
            (fl!(words, "night-longest"), minutes(self.longest_absence_min)),
            (fl!(words, "night-turns"), count(self.turn_overs)),
            (fl!(words, "night-heart"), rate(lang, self.heart_rate)),
            (fl!(words, "night-breath"), rate(lang, self.breathing_rate)),
            (fl!(words, "night-pauses"), count(self.breathing_pauses)),
            (fl!(words, "night-coverage"), share(self.coverage)),
        ]
    }
}

fn rate(lang: Lang, rate: Option<RateSaid>) -> Option<String> {
    let RateSaid { mean, min, max } = rate?;
    let whole = |n: f64| format!("{n:.0}");
    let (mean, low, high) = (whole(mean?), whole(min?), whole(max?));
    Some(fl!(lang.words(), "rate-range", mean = mean, low = low, high = high))
}
