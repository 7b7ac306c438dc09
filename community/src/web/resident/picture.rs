//! How is a night drawn? Lanes that share one line of time: sleep, bed with its exits, turn-overs,
//! heart and breath. The server makes the shapes; places are in per cent of a lane, so that words keep
//! their size on every screen and nothing needs a style in the page. What is not known is hatched.

use std::ops::Range;

use alerts::Wall;
use alerts::message::Asleep;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::DrawnNight;
use super::table::{bed_is, sleep_is};
use crate::core::night::{Bed, HOUR, Rate};
use crate::say::{Lang, time};

/// A stretch of a curve ends where more is missing than this: one value that failed is no gap.
const GAP_MS: i64 = 150_000;

/// Two numbers of exits that are nearer than this, in per cent of the width, would lie on each other.
const NEAR: f64 = 2.4;

/// The box in which curves are drawn, before it is stretched.
const HIGH: f64 = 100.0;

/// What is drawn, from when to when.
struct Sheet<'a> {
    of: &'a DrawnNight,
    shown: Range<Wall>,
}

pub(super) fn markup(lang: Lang, of: &DrawnNight) -> Markup {
    let words = lang.words();
    let sheet = Sheet { of, shown: of.night.shown() };
    let night = &of.night;
    html! {
        // The table below says the same.
        div.picture aria-hidden="true" {
            svg.patterns width="0" height="0" {
                defs { pattern #hatched patternUnits="userSpaceOnUse" width="6" height="6"
                    patternTransform="rotate(45)" { path d="M3 0V6" {} } }
            }
            (lane("hypnogram", &[&sleep_is(lang, Asleep::Awake), &sleep_is(lang, Asleep::Asleep)],
                sheet.sleep()))
            (lane("bed", &[&bed_is(lang, Bed::In)], sheet.bed()))
            (lane("turns", &[&fl!(words, "night-turns")], sheet.turns()))
            (sheet.curve("heart", &fl!(words, "heart-rate"), &night.heart, ((40.0, 110.0), of.band)))
            (sheet.curve("breath", &fl!(words, "breathing-rate"), &night.breath, ((5.0, 30.0), None)))
            (lane("axis", &[""], sheet.hours()))
            p.legend {
                span.key-band { (fl!(words, "night-key-band")) }
                span.key-unknown { (fl!(words, "night-key-unknown")) }
            }
        }
    }
}

fn lane(class: &str, names: &[&str], shapes: Markup) -> Markup {
    html! {
        div class={ "lane " (class) } {
            div.names { @for name in names { span { (name) } } }
            svg { (shapes) }
        }
    }
}

impl Sheet<'_> {
    /// Where a moment is, in per cent of the width.
    fn x(&self, at: Wall) -> f64 {
        let all = (self.shown.end.0 - self.shown.start.0).max(1);
        let gone = (at.0 - self.shown.start.0).clamp(0, all);
        #[allow(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
        let share = gone as f64 / all as f64;
        share * 100.0
    }

    fn is_shown(&self, at: Wall) -> bool {
        self.shown.contains(&at)
    }

    /// A box over a time. Nothing, if it is not in the picture.
    fn over(&self, span: &Range<Wall>, class: &str, (top, high): (&str, &str)) -> Markup {
        let (from, to) = (self.x(span.start), self.x(span.end));
        html! {
            @if to > from {
                rect class=(class) x={ (places(from)) "%" } y=(top) width={ (places(to - from)) "%" }
                    height=(high) fill=[(class == "unknown").then_some("url(#hatched)")] {}
            }
        }
    }

    fn grid(&self) -> Markup {
        let hours = self.full_hours();
        html! {
            @for at in hours.iter().filter(|at| **at > self.shown.start && **at < self.shown.end) {
                line.grid x1={ (places(self.x(*at))) "%" } x2={ (places(self.x(*at))) "%" }
                    y1="0" y2="100%" {}
            }
        }
    }

    fn full_hours(&self) -> Vec<Wall> {
        // What is shown begins with a full hour, and is a day at most.
        (0..=25)
            .map(|n| Wall(self.shown.start.0 + n * HOUR))
            .take_while(|at| *at <= self.shown.end)
            .collect()
    }

    fn sleep(&self) -> Markup {
        html! {
            (self.grid())
            @for (span, is) in &self.of.night.sleep {
                @match is {
                    Asleep::Awake => (self.over(span, "awake", ("8%", "42%"))),
                    Asleep::Asleep => (self.over(span, "asleep", ("50%", "50%"))),
                    Asleep::Unknown => (self.over(span, "unknown", ("8%", "92%"))),
                }
            }
        }
    }

    fn bed(&self) -> Markup {
        let night = &self.of.night;
        html! {
            (self.grid())
            @for (span, is) in &night.bed {
                @match is {
                    Bed::In => (self.over(span, "in-bed", ("50%", "50%"))),
                    Bed::Out => {}
                    Bed::Unknown => (self.over(span, "unknown", ("50%", "50%"))),
                }
            }
            @for exit in night.exits.iter().filter(|exit| self.is_shown(exit.from)) {
                (self.over(&(exit.from..exit.to.unwrap_or(exit.from)), "exit", ("44%", "56%")))
            }
            @for (n, x) in self.numbers() { text x={ (places(x)) "%" } y="38%" { (n) } }
        }
    }

    /// Where the numbers of exits stand; one that would lie on another is in the list only.
    fn numbers(&self) -> Vec<(usize, f64)> {
        let mut placed: Vec<(usize, f64)> = Vec::new();
        for (n, exit) in (1..).zip(&self.of.night.exits) {
            let x = f64::midpoint(self.x(exit.from), self.x(exit.to.unwrap_or(exit.from)));
            if self.is_shown(exit.from) && placed.last().is_none_or(|(_, last)| x - last >= NEAR) {
                placed.push((n, x));
            }
        }
        placed
    }

    fn turns(&self) -> Markup {
        let night = &self.of.night;
        html! {
            (self.grid())
            @for span in &night.unheard { (self.over(span, "unknown", ("0", "100%"))) }
            @for at in night.turns.iter().filter(|at| self.is_shown(**at)) {
                line.turn x1={ (places(self.x(*at))) "%" } x2={ (places(self.x(*at))) "%" }
                    y1="15%" y2="85%" {}
            }
        }
    }

    /// A number over the night, behind it what is usual. The scale grows where a value lies outside.
    fn curve(
        &self,
        class: &str,
        name: &str,
        rates: &[Rate],
        (scale, band): ((f64, f64), Option<(u8, u8)>),
    ) -> Markup {
        let (mut low, mut high) = scale;
        for rate in rates.iter().filter(|rate| self.is_shown(rate.at)) {
            low = low.min((rate.mean / 10.0).floor() * 10.0);
            high = high.max((rate.mean / 10.0).ceil() * 10.0);
        }
        let y = |value: f64| HIGH * (1.0 - ((value - low) / (high - low)).clamp(0.0, 1.0));
        html! {
            div class={ "lane rates " (class) } {
                div.names { span { (name) } }
                div.scale { span { (whole(high)) } span { (whole(low)) } }
                svg {
                    (self.grid())
                    @if let Some((least, most)) = band {
                        @let (top, bottom) = (y(f64::from(most)), y(f64::from(least)));
                        rect.band x="0" width="100%" y={ (places(top)) "%" }
                            height={ (places(bottom - top)) "%" } {}
                    }
                    @for span in &self.of.night.unheard {
                        (self.over(span, "unknown", ("0", "100%")))
                    }
                    svg width="100%" height="100%" viewBox={ "0 0 1000 " (whole(HIGH)) }
                        preserveAspectRatio="none" { path d=(self.path(rates, y)) {} }
                }
            }
        }
    }

    fn path(&self, rates: &[Rate], y: impl Fn(f64) -> f64) -> String {
        let (mut path, mut last) = (String::new(), i64::MIN);
        for Rate { at, mean } in rates.iter().filter(|rate| self.is_shown(rate.at)) {
            let goes_on = at.0.saturating_sub(last) <= GAP_MS;
            // A single minute is a dot: a line of no length with round ends.
            let (letter, dot) = if goes_on { ('L', "") } else { ('M', "h0") };
            path.push_str(&format!("{letter}{:.1} {:.1}{dot}", self.x(*at) * 10.0, y(*mean)));
            last = at.0;
        }
        path
    }

    fn hours(&self) -> Markup {
        let hours = self.full_hours();
        let last = hours.len().saturating_sub(1);
        html! {
            @for (n, at) in hours.iter().enumerate() {
                text.first[n == 0].last[n == last].odd-hour[n % 3 != 0] x={ (places(self.x(*at))) "%" }
                    y="75%" {
                    (time::clock(*at, &self.of.zone))
                }
            }
        }
    }
}

/// Two places are a hundredth of a pixel on a telephone.
fn places(per_cent: f64) -> String {
    format!("{per_cent:.2}")
}

fn whole(n: f64) -> String {
    format!("{n:.0}")
}
