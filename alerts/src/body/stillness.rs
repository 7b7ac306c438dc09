//! Do they still live, who are said to be in bed?
//!
//! A sleeper gives a sign of life every few seconds, and may be lost to the radar for minutes. So
//! twenty minutes without any are an alarm, and for a resident who is known to lie stiller than
//! others a little more. After ten it is no longer known whether they are there at all. A stay in
//! bed of which life was never seen is no stay: an in-bed flag that has stood so long over nobody
//! is a fault of the sensor. A sensor that shows no life at all (a mat) can say neither.
//!
//! ```text
//!            came to bed                       20 to 30 min without a sign
//!  Nobody ────────────────▶ life seen in it ───────────────────────────────▶ no sign of life
//!     │                          ▲   ▲                                        │
//!     │ the flag rose            │   └────────── three signs in a row ────────┤
//!     ▼                  a sign  │                                            │
//!  flag over nobody ─────────────┘       left: Nobody ◀───────────────────────┘
//!     └─ 20 min: the flag is wrong
//! ```
//!
//! Time in which the sensor was not heard counts for nothing.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::STILLNESS;
use crate::time::Clock;

/// The longest stillness of one night (from noon to noon) after which life was seen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Night {
    /// The last moment of it that taught something.
    at: Mono,
    /// The noon at which it ends.
    noon: Option<Mono>,
    longest: Duration,
}

/// What is said of it now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Said {
    #[default]
    Nothing,
    /// No sign of life for too long.
    NoLife,
    /// The flag is up without any.
    Ghost,
}

/// Signs in a row after which life is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Back {
    first: Mono,
    last: Mono,
    signs: u8,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct StillnessState {
    /// In bed since then.
    stay: Option<Mono>,
    /// The flag is up since then.
    flag: Option<Mono>,
    /// The last sign of life.
    life: Option<Mono>,
    /// Time in which nothing could be heard counts for nothing: it is as if the last sign had been
    /// then.
    counts_from: Option<Mono>,
    /// The sensor is not heard since then.
    silent: Option<Mono>,
    /// The sensor has numbers that would show life.
    shows_life: bool,
    /// It is no longer known that somebody lies there.
    lost: bool,
    said: Said,
    back: Option<Back>,
    nights: Vec<Night>,
}

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Concern {
    /// Life, last seen then.
    Life(Mono),
    /// Life below a flag that rose then.
    Flag(Mono),
}

/// The stillness of whoever is said to be in the bed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Stillness {
    state: StillnessState,
}

impl Stillness {
    /// The sensor has said a number that changes with life.
    pub(crate) const fn handle_number(&mut self) {
        self.state.shows_life = true;
    }

    /// A sign of life in the bed.
    pub(crate) fn handle_sign(&mut self, at: Mono, clock: &Clock) -> Option<Finding> {
        let over = match self.state.said {
            Said::Nothing => {
                self.learn(at, clock);
                self.see(at);
                return None;
            }
            Said::NoLife => AlarmKind::NoSignOfLife,
            Said::Ghost => AlarmKind::SensorFault,
        };
        let near = |back: &Back| at.since(back.last) <= STILLNESS.back_within;
        let (first, signs) = match self.state.back.filter(near) {
            Some(back) => (back.first, back.signs.saturating_add(1)),
            None => (at, 1),
        };
        if signs < STILLNESS.back {
            self.state.back = Some(Back { first, last: at, signs });
            return None;
        }
        self.learn(first, clock);
        self.see(at);
        self.quiet(over)
    }

    /// They are in bed since `from`.
    pub(crate) fn handle_entry(&mut self, from: Mono) {
        self.state.stay.get_or_insert(from);
    }

    /// They are known not to be in bed.
    pub(crate) fn handle_out(&mut self) -> Option<Finding> {
        self.state.stay = None;
        self.state.lost = false;
        match self.state.said {
            Said::NoLife => self.quiet(AlarmKind::NoSignOfLife),
            Said::Nothing | Said::Ghost => None,
        }
    }

    /// The in-bed flag.
    pub(crate) fn handle_flag(&mut self, at: Mono, up: bool) -> Option<Finding> {
        if up {
            self.state.flag.get_or_insert(at);
            return None;
        }
        self.state.flag = None;
        self.state.lost &= self.concern().is_some();
        match self.state.said {
            Said::Ghost => self.quiet(AlarmKind::SensorFault),
            Said::Nothing | Said::NoLife => None,
        }
    }

    /// The sensor is not heard.
    pub(crate) fn handle_silent(&mut self, at: Mono) {
        self.state.silent.get_or_insert(at);
    }

    /// The sensor is heard again: what it did not say meanwhile it could not.
    pub(crate) fn handle_heard(&mut self, at: Mono) {
        if let Some(silent) = self.state.silent.take() {
            self.skip(at.since(silent));
        }
    }

    /// Nobody listened for so long before now.
    pub(crate) fn handle_gap(&mut self, gap: Duration) {
        // In a silence it counts as the rest of that does.
        if self.state.silent.is_none() {
            self.skip(gap);
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// Says what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Finding> {
        if self.lost_at().is_some_and(|due| due <= now) {
            self.state.lost = true;
        }
        self.alarm_at().filter(|due| *due <= now)?;
        let (said, kind, began, what) = match self.concern()? {
            Concern::Life(life) => {
                let what = What::NoSignOfLife { min: minutes(now.since(life)) };
                (Said::NoLife, AlarmKind::NoSignOfLife, life, what)
            }
            Concern::Flag(rose) => {
                (Said::Ghost, AlarmKind::SensorFault, rose, What::FlagWithoutLife)
            }
        };
        (self.state.said, self.state.back) = (said, None);
        Some(Finding::active(kind, Priority::Medium, began, what))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.lost_at().into_iter().chain(self.alarm_at()).min()
    }

    /// Whether it is no longer known that somebody lies there, although nobody left.
    pub(crate) const fn is_lost(&self) -> bool {
        self.state.lost
    }

    fn lost_at(&self) -> Option<Mono> {
        self.since().filter(|_| !self.state.lost).map(|since| since + STILLNESS.unknown)
    }

    fn alarm_at(&self) -> Option<Mono> {
        let after = match self.concern()? {
            Concern::Life(life) => self.limit(life),
            Concern::Flag(_) => STILLNESS.alarm,
        };
        self.since().filter(|_| self.state.said == Said::Nothing).map(|since| since + after)
    }

    /// Since when there has been no sign that could have been heard; `None` while none can.
    fn since(&self) -> Option<Mono> {
        if self.state.silent.is_some() {
            return None;
        }
        self.counts_from()
    }

    fn counts_from(&self) -> Option<Mono> {
        let (Concern::Life(since) | Concern::Flag(since)) = self.concern()?;
        Some(self.state.counts_from.map_or(since, |later| since.max(later)))
    }

    /// So much time counts for nothing.
    fn skip(&mut self, length: Duration) {
        self.state.counts_from = self.counts_from().map(|since| since + length);
    }

    fn see(&mut self, at: Mono) {
        self.state.life = Some(at);
        self.state.lost = false;
    }

    fn concern(&self) -> Option<Concern> {
        let StillnessState { stay, flag, life, shows_life, .. } = self.state;
        let seen_since = |since: Mono| life.filter(|life| *life >= since);
        match (stay.and_then(seen_since), flag) {
            (Some(life), _) => Some(Concern::Life(life)),
            (None, Some(rose)) if shows_life && seen_since(rose).is_none() => {
                Some(Concern::Flag(rose))
            }
            (None, Some(_) | None) => None,
        }
    }

    /// How long this resident may lie still, who has since `since`.
    fn limit(&self, since: Mono) -> Duration {
        let mut nights = [Duration::ZERO; 2];
        let recent = |night: &&Night| since.since(night.at) <= STILLNESS.remembered;
        for night in self.state.nights.iter().filter(recent) {
            let [most, second] = nights;
            nights = [most.max(night.longest), second.max(night.longest.min(most))];
        }
        // One still night alone may have been something else.
        let [_, own] = nights;
        (own + own / STILLNESS.margin).clamp(STILLNESS.alarm, STILLNESS.most)
    }

    /// Life was seen again at `at`: how still had they been?
    fn learn(&mut self, at: Mono, clock: &Clock) {
        let Some(Concern::Life(life)) = self.concern() else { return };
        let longest = at.since(life);
        // Of a time in which nothing could be heard nothing is learnt.
        let heard = self.state.counts_from.is_none_or(|from| from <= life);
        if !heard || !(STILLNESS.least_learnt..=STILLNESS.most).contains(&longest) {
            return;
        }
        let noon = clock.noon(at);
        let nights = &mut self.state.nights;
        nights.retain(|night| at.since(night.at) <= STILLNESS.remembered);
        match nights.last_mut().filter(|night| is_same(night, at, noon)) {
            Some(night) => {
                *night = Night { at, noon, longest: night.longest.max(longest) };
            }
            None => {
                if nights.len() >= STILLNESS.nights {
                    nights.remove(0);
                }
                nights.push(Night { at, noon, longest });
            }
        }
    }

    fn quiet(&mut self, kind: AlarmKind) -> Option<Finding> {
        self.state.said = Said::Nothing;
        self.state.back = None;
        Some(Finding::clear(kind))
    }
}

/// Whether `at` still belongs to that night; the clock may have been put right in between.
fn is_same(night: &Night, at: Mono, noon: Option<Mono>) -> bool {
    const HALF_A_DAY: Duration = Duration::from_secs(12 * 3_600);
    match (night.noon, noon) {
        (Some(then), Some(now)) => now.since(then) < HALF_A_DAY,
        (Some(_) | None, Some(_) | None) => at.since(night.at) < HALF_A_DAY,
    }
}

fn minutes(length: Duration) -> u32 {
    u32::try_from(length.as_secs() / 60).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
