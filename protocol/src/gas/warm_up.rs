//! Was this module without power, so that its numbers are not to be relied on yet?
//!
//! A cell needs minutes after power-up. A port that was lost says nothing of that: the module goes
//! on measuring beside a plug that was bumped. So a warm-up begins
//!
//! * when the line comes up for the first time and nothing is known of the time before,
//! * when the module itself was silent for [`SILENCE`] with the port open,
//! * when the port was gone for so long ([`UNPLUGGED`]) that somebody must have taken the module
//!   away.
//!
//! It lasts the model's time, keeps its deadline over a loss of the port, and is prolonged by
//! another power cut to twice the model's time at the most: a loose plug warms up for ever, and
//! must not be believed for ever. It *marks* numbers and hides none: what a number is worth in a
//! warm-up is judged in `alerts`.

use core::time::Duration;

use crate::time::Mono;

/// A module that speaks every second and says nothing for so long had no power.
const SILENCE: Duration = Duration::from_secs(10);

/// A port that is gone for so long was not bumped.
const UNPLUGGED: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warmth {
    /// Powered for long, or nobody said that the port came up.
    Warm,
    /// Nothing is known: the first time that the port comes up begins a warm-up.
    Unknown,
    /// Warming since then.
    Warming { began: Mono, until: Mono },
}

/// The warmth of one module.
#[derive(Debug)]
pub(super) struct WarmUp {
    /// How long its model takes; zero for one on a bench.
    length: Duration,
    warmth: Warmth,
    /// When the module spoke last.
    heard: Option<Mono>,
    /// Since when the port is open.
    open: Option<Mono>,
}

impl WarmUp {
    /// Of a module whose past is not known, or that is known to be warm.
    pub(super) const fn new(length: Duration, warmed_up: bool) -> Self {
        let warmth = if warmed_up { Warmth::Warm } else { Warmth::Unknown };
        Self { length, warmth, heard: None, open: None }
    }

    pub(super) fn handle_port(&mut self, at: Mono, up: bool) {
        self.open = up.then_some(at);
        if up && self.warmth == Warmth::Unknown {
            self.begin(at);
        }
    }

    /// The module spoke; says whether its numbers are not to be relied on, and whether that ends
    /// just now.
    pub(super) fn handle_frame(&mut self, at: Mono) -> Now {
        if let Some(open) = self.open {
            let heard = self.heard.unwrap_or(open);
            let is_silence = at.since(heard.max(open)) >= SILENCE;
            let is_unplugged = open.since(heard) >= UNPLUGGED;
            if is_silence || is_unplugged {
                self.begin(at);
            }
        }
        self.heard = Some(at);
        match self.warmth {
            Warmth::Warm | Warmth::Unknown => Now::Warm,
            Warmth::Warming { until, .. } if at < until => Now::Warming,
            Warmth::Warming { .. } => {
                self.warmth = Warmth::Warm;
                Now::JustWarm
            }
        }
    }

    fn begin(&mut self, at: Mono) {
        let began = match self.warmth {
            Warmth::Warming { began, until } if at < until => began,
            Warmth::Warm | Warmth::Unknown | Warmth::Warming { .. } => at,
        };
        let until = (at + self.length).min(began + self.length * 2);
        self.warmth = if at < until { Warmth::Warming { began, until } } else { Warmth::Warm };
    }
}

/// What a module's numbers are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    Warm,
    Warming,
    /// The first of them that is worth something.
    JustWarm,
}
