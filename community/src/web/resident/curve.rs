//! What did a number do in the last 24 hours? One SVG path each. A gap is a gap: nothing is drawn
//! where nothing was heard.

use alerts::Wall;
use alerts::message::{LineMinute, Minute, Spread};
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::climate::Climate;
use crate::say::{Lang, time};

/// Points of a day: one for five minutes.
const POINTS: usize = 288;

/// Milliseconds of a point.
const POINT_MS: i64 = 5 * 60_000;

/// The box of a curve.
const HIGH: f64 = 60.0;

/// Heart rate, breathing rate and movement.
#[derive(Clone, Debug, Default)]
pub struct Curves {
    /// Per minute.
    pub heart: Curve,
    /// Per minute.
    pub breath: Curve,
    /// 0 to 100.
    pub movement: Curve,
    /// Where the heart rate usually lies.
    pub band: Option<(u8, u8)>,
    /// What else is measured.
    pub climate: Climate,
}

/// A number over a day, the oldest point first; `None` where it was not heard.
#[derive(Clone, Debug)]
pub struct Curve {
    points: Vec<Option<f64>>,
}

impl Default for Curve {
    fn default() -> Self {
        Self { points: vec![None; POINTS] }
    }
}

impl Curves {
    /// Of the minutes of the day before `at`. Of several sources the first that says a number counts.
    #[must_use]
    pub fn of(minutes: &[(Wall, Minute)], band: Option<(u8, u8)>, at: Wall) -> Self {
        Self {
            heart: Curve::of(minutes, at, |line| line.heart_rate),
            breath: Curve::of(minutes, at, |line| line.breathing_rate),
            movement: Curve::of(minutes, at, |line| line.movement),
            band,
            climate: Climate::of(minutes, at),
        }
    }

    pub(super) fn markup(&self, lang: Lang, at: Wall, zone: &TimeZone) -> Markup {
        let words = lang.words();
        let rate = fl!(words, "per-minute");
        html! {
            (self.heart.markup(lang, (&fl!(words, "heart-rate"), &rate), (40.0, 130.0), self.band))
            (self.breath.markup(lang, (&fl!(words, "breathing-rate"), &rate), (5.0, 35.0), None))
            (self.movement.markup(lang, (&fl!(words, "movement"), ""), (0.0, 100.0), None))
            (self.climate.markup(lang))
            p.hours aria-hidden="true" {
                @for hours in [24_i64, 18, 12, 6, 0] {
                    span { (time::clock(Wall(at.0 - hours * 3_600_000), zone)) }
                }
            }
        }
    }
}

impl Curve {
    pub(super) fn of(
        minutes: &[(Wall, Minute)],
        at: Wall,
        number: impl Fn(&LineMinute) -> Option<Spread>,
    ) -> Self {
        let mut sums = vec![(0.0, 0_u32); POINTS];
        let points = i64::try_from(POINTS).unwrap_or(i64::MAX);
        for (from, minute) in minutes {
            let Some(spread) = minute.lines.iter().find_map(|(_, line)| number(line)) else {
                continue;
            };
            let before = at.0.saturating_sub(from.0);
            let point = points - 1 - before.div_euclid(POINT_MS);
            let sum = usize::try_from(point).ok().and_then(|point| sums.get_mut(point));
            if let Some((sum, n)) = sum {
                *sum += spread.mean.value();
                *n += 1;
            }
        }
        let mean = |(sum, n): (f64, u32)| (n > 0).then(|| sum / f64::from(n));
        Self { points: sums.into_iter().map(mean).collect() }
    }

    /// Least and most; `None` where nothing was heard.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        self.spread().map(|(low, _, high, _)| (low, high))
    }

    /// Least, mean, most, and the share of the day that was heard.
    fn spread(&self) -> Option<(f64, f64, f64, f64)> {
        let heard: Vec<f64> = self.points.iter().copied().flatten().collect();
        let n = f64::from(u32::try_from(heard.len()).ok().filter(|n| *n > 0)?);
        let low = heard.iter().copied().fold(f64::INFINITY, f64::min);
        let high = heard.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let points = f64::from(u32::try_from(POINTS).unwrap_or(u32::MAX));
        Some((low, heard.iter().sum::<f64>() / n, high, n / points))
    }

    fn says(&self, lang: Lang, name: &str, unit: &str) -> String {
        let words = lang.words();
        let whole = |n: f64| format!("{n:.0}");
        match self.spread() {
            None => fl!(words, "page-curve-empty", name = name),
            Some((low, mean, high, share)) if unit.is_empty() => fl!(
                words,
                "page-curve-plain",
                name = name,
                low = whole(low),
                high = whole(high),
                mean = whole(mean),
                coverage = whole(share * 100.0)
            ),
            Some((low, mean, high, share)) => fl!(
                words,
                "page-curve",
                name = name,
                low = whole(low),
                high = whole(high),
                unit = unit,
                mean = whole(mean),
                coverage = whole(share * 100.0)
            ),
        }
    }

    fn path(&self, scale: (f64, f64)) -> String {
        let (mut path, mut pen_up) = (String::new(), true);
        for (x, point) in self.points.iter().enumerate() {
            let Some(value) = point else {
                pen_up = true;
                continue;
            };
            let (letter, dot) = if pen_up { ('M', "h0") } else { ('L', "") };
            pen_up = false;
            path.push_str(&format!("{letter}{x} {:.1}{dot}", y(*value, scale)));
        }
        path
    }

    pub(super) fn markup(
        &self,
        lang: Lang,
        (name, unit): (&str, &str),
        scale: (f64, f64),
        band: Option<(u8, u8)>,
    ) -> Markup {
        let says = self.says(lang, name, unit);
        let band = band.map_or_else(String::new, |(low, high)| {
            let (top, bottom) = (y(f64::from(high), scale), y(f64::from(low), scale));
            format!("M0 {top:.1}H{POINTS}V{bottom:.1}H0Z")
        });
        html! {
            figure.curve {
                figcaption { (says) }
                div.plot aria-hidden="true" {
                    span.top { (format!("{:.0}", scale.1)) }
                    span.bottom { (format!("{:.0}", scale.0)) }
                    svg viewBox={ "0 0 " (POINTS) " " (HIGH) } preserveAspectRatio="none" {
                        path.grid d="M72 0V60M144 0V60M216 0V60" {}
                        path.band d=(band) {}
                        path.line d=(self.path(scale)) {}
                    }
                }
            }
        }
    }
}

fn y(value: f64, (from, to): (f64, f64)) -> f64 {
    HIGH * (1.0 - ((value - from) / (to - from)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(mean: f32) -> Minute {
        let spread = Spread { n: 1, mean: mean.into(), min: mean.into(), max: mean.into() };
        let line = LineMinute { heart_rate: Some(spread), ..LineMinute::default() };
        Minute { lines: vec![("bed".into(), line)], ..Minute::default() }
    }

    #[test]
    fn an_hour_without_a_heart_rate_is_a_gap_in_its_curve() {
        let at = Wall(86_400_000);
        let heard = [(Wall(at.0 - 7_200_000), minute(60.0)), (Wall(at.0 - 60_000), minute(70.0))];
        let curve = Curves::of(&heard, None, at).heart;
        assert_eq!(curve.path((40.0, 130.0)).matches('M').count(), 2);
        assert!(curve.says(Lang::English, "heart rate", "per minute").contains("60 to 70"));
    }

    #[test]
    fn what_is_older_than_a_day_or_in_the_future_is_not_drawn() {
        let at = Wall(200_000_000);
        let heard = [
            (Wall(0), minute(60.0)),
            (Wall(at.0 + 600_000), minute(70.0)),
            (Wall(i64::MIN), minute(1.0)),
        ];
        assert_eq!(Curves::of(&heard, None, at).heart.path((40.0, 130.0)), "");
    }
}
