//! Has their breath stopped?
//!
//! A radar over a bed says in words or with a rate of 0 that it finds no breath. It says so of an
//! empty bed too, of somebody who moves, and before it has found the breath of somebody who has
//! just lain down; some say it once and some again and again. So its word counts if life was seen
//! shortly before and nobody rose since, and it stands for as long as the radar goes on speaking of
//! other things and the body lies still. A number that does not come is not absence of breath, and
//! one that is only repeated is not breath.
//!
//! ```text
//!             breath                 no breath, life before        still for 30 s, 3 min after a rise
//!  Unknown ───────────▶ Breathing ───────────────────────▶ Gone ───────────────────────────────▶ Alarm
//!     ▲                     ▲          breath (≥ 10 s: a pause)│                                   │
//!     │                     └──────────────────────────────────┴───────── breath ──────────────────┤
//!     └──── left, not heard, or (not Alarm) rose ◀─────────────┴──────────── left ─────────────────┘
//! ```
//!
//! It needs no clock: the alarm is raised by the frame that shows that the radar lives. What the
//! heart does is no matter here: it goes on for minutes.

use alloc::collections::VecDeque;
use core::time::Duration;

use protocol::{Breathing as Word, Mono};
use serde::{Deserialize, Serialize};

use super::sign::SignOfLife;
use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::BREATHING;

/// What was found out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Breath {
    /// No breath from then on for so long, and then again.
    Paused { from: Mono, length: Duration },
    /// The alarm.
    Found(Finding),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    #[default]
    Unknown,
    Breathing,
    /// The radar's word stands since then; the body lies still since `still`.
    Gone {
        since: Mono,
        still: Mono,
        counted: bool,
    },
    Alarm {
        still: Mono,
    },
}

/// The last breathing rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rate {
    at: Mono,
    rate: u8,
    /// How long before it the one before came.
    gap: Duration,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct BreathingState {
    state: State,
    rate: Option<Rate>,
    movement: Option<u8>,
    presence: Option<bool>,
    /// In bed since then; `None` while they are known not to be, or nothing is known.
    in_bed: Option<Mono>,
    /// They are known not to be in bed.
    out: bool,
    /// The last sign of life that a rise does not leave.
    life: Option<Mono>,
    rise: Option<Mono>,
    /// Small movement that goes on, and no rate has changed since.
    stirs: Option<Stirs>,
}

/// A stretch of small movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stirs {
    from: Mono,
    to: Mono,
}

/// The breath of whoever lies in the bed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Breathing {
    state: BreathingState,
    #[serde(skip)]
    said: VecDeque<Breath>,
}

impl Breathing {
    /// The radar's word.
    pub(crate) fn handle_word(&mut self, at: Mono, word: Word) {
        match word {
            Word::None => self.lose(at),
            Word::Normal | Word::Fast | Word::Slow => self.find(at),
        }
    }

    /// A breathing rate, plausible or not.
    pub(crate) fn handle_rate(&mut self, at: Mono, rate: u8, plausible: bool) {
        let last = self.state.rate;
        let gap = last.map_or(Duration::ZERO, |last| at.since(last.at));
        self.state.rate = Some(Rate { at, rate, gap });
        if rate == 0 {
            // One that comes rarely has to come twice.
            if gap < BREATHING.rare || last.is_some_and(|last| last.rate == 0) {
                self.lose(at);
            }
            return;
        }
        let anew = |last: Rate| {
            last.rate != rate || (gap >= BREATHING.anew && gap > last.gap.saturating_mul(3))
        };
        let fresh = last.is_none_or(anew);
        match self.state.state {
            State::Unknown | State::Breathing if plausible => self.find(at),
            State::Gone { .. } | State::Alarm { .. } if plausible && fresh => self.find(at),
            State::Unknown | State::Breathing | State::Gone { .. } | State::Alarm { .. } => {}
        }
    }

    /// A sample of body movement.
    pub(crate) fn handle_movement(&mut self, at: Mono, movement: u8) {
        self.state.movement = Some(movement);
        if movement <= BREATHING.still {
            return;
        }
        if movement >= BREATHING.stir {
            let goes_on = |stirs: &Stirs| at.since(stirs.to) <= BREATHING.joins;
            let from = self.state.stirs.filter(goes_on).map_or(at, |stirs| stirs.from);
            self.state.stirs = Some(Stirs { from, to: at });
        }
        let rose = movement >= BREATHING.rise;
        if rose {
            self.state.rise = Some(at);
        }
        self.state.state = match self.state.state {
            State::Gone { .. } if rose => State::Unknown,
            State::Gone { since, still, counted } => {
                let counted = counted || self.pause(still, at);
                State::Gone { since, still: at, counted }
            }
            same @ (State::Unknown | State::Breathing | State::Alarm { .. }) => same,
        };
    }

    /// Whether the radar sees anybody. Whom it has lost for a while it has to find again, and then
    /// their breath.
    pub(crate) fn handle_presence(&mut self, at: Mono, there: bool) {
        let was = self.state.presence.replace(there);
        if let (State::Gone { still, .. }, Some(false), true) = (&mut self.state.state, was, there)
        {
            *still = at;
        }
    }

    /// A sign of life in the bed.
    pub(crate) fn handle_sign(&mut self, at: Mono, sign: SignOfLife) {
        let of_rise = |rise: Mono| at.since(rise) < BREATHING.fades;
        match sign {
            SignOfLife::Stir if self.state.rise.is_some_and(of_rise) => {}
            SignOfLife::Stir => self.state.life = Some(at),
            SignOfLife::Heart | SignOfLife::Breath => {
                self.state.life = Some(at);
                self.state.stirs = None;
            }
        }
    }

    /// They are in bed, for all that is known.
    pub(crate) fn handle_entry(&mut self, from: Mono) {
        self.state.in_bed.get_or_insert(from);
        self.state.out = false;
    }

    /// They are known not to be in bed: whatever the radar says, it says it of nobody.
    pub(crate) fn handle_out(&mut self) {
        if matches!(self.state.state, State::Alarm { .. }) {
            self.said.push_back(Breath::Found(Finding::clear(AlarmKind::NoBreathing)));
        }
        self.state.state = State::Unknown;
        (self.state.in_bed, self.state.out) = (None, true);
        self.state.life = None;
    }

    /// The radar is not heard: what it said last is old news. An alarm stands.
    pub(crate) fn handle_silent(&mut self) {
        match self.state.state {
            State::Alarm { .. } => {}
            State::Unknown | State::Breathing | State::Gone { .. } => {
                self.state.state = State::Unknown;
            }
        }
        (self.state.rate, self.state.movement) = (None, None);
    }

    /// The radar is heard again, and may have started anew: it has to find their breath first.
    pub(crate) fn handle_heard(&mut self, at: Mono) {
        self.state.in_bed = self.state.in_bed.map(|_| at);
    }

    /// The radar lives: it said something, whatever it was. Told after what it said.
    pub(crate) fn handle_frame(&mut self, at: Mono) {
        let State::Gone { since, still, .. } = self.state.state else { return };
        if at.since(still) < BREATHING.alarm || !self.lies(at, since) || self.may_have_left(at) {
            return;
        }
        self.state.state = State::Alarm { still };
        let for_s = u32::try_from(at.since(since).as_secs()).unwrap_or(u32::MAX);
        let what = What::NoBreath { s: for_s };
        let found = Finding::active(AlarmKind::NoBreathing, Priority::High, since, what);
        self.said.push_back(Breath::Found(found));
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// Nobody listened for so long before now: what the radar would have said meanwhile is not
    /// known, so it counts for nothing, and after long its last word is old news.
    pub(crate) fn handle_gap(&mut self, gap: Duration) {
        match &mut self.state.state {
            State::Gone { still, .. } if gap < BREATHING.old_news => *still = *still + gap,
            State::Gone { .. } => self.handle_silent(),
            State::Unknown | State::Breathing | State::Alarm { .. } => {}
        }
    }

    /// What was found out, the oldest first.
    pub(crate) fn poll(&mut self) -> Option<Breath> {
        self.said.pop_front()
    }

    /// Whether somebody lies there still, as far as the radar says.
    fn lies(&self, at: Mono, since: Mono) -> bool {
        match (self.state.movement, self.state.presence) {
            (_, Some(false)) | (None, None) => false,
            (Some(movement), Some(true) | None) => movement <= BREATHING.still,
            (None, Some(true)) => at.since(since) >= BREATHING.after_rise,
        }
    }

    /// Whether there was something like getting up a moment ago.
    fn may_have_left(&self, at: Mono) -> bool {
        let slowly = |stirs: &Stirs| stirs.to.since(stirs.from) >= BREATHING.slowly;
        let slow = self.state.stirs.filter(slowly).map(|stirs| stirs.to);
        let last = self.state.rise.max(slow);
        last.is_some_and(|rise| at.since(rise) < BREATHING.after_rise)
    }

    /// The radar finds no breath.
    fn lose(&mut self, at: Mono) {
        self.state.state = match self.state.state {
            before @ (State::Unknown | State::Breathing) => {
                if self.is_credible(at, before == State::Breathing) {
                    State::Gone { since: at, still: at, counted: false }
                } else {
                    State::Unknown
                }
            }
            same @ (State::Gone { .. } | State::Alarm { .. }) => same,
        };
    }

    /// Whether there was a breath that can have stopped: life was seen shortly before and after any
    /// rise, and the radar has found the breath of this person or should have.
    fn is_credible(&self, at: Mono, found: bool) -> bool {
        let lives = self.state.life.is_some_and(|life| {
            at.since(life) <= BREATHING.life_within
                && self.state.rise.is_none_or(|rise| rise < life)
        });
        let should = |since: Mono| at.since(since) >= BREATHING.found_within;
        lives && !self.state.out && (found || self.state.in_bed.is_some_and(should))
    }

    /// The radar finds breath.
    fn find(&mut self, at: Mono) {
        match self.state.state {
            State::Unknown | State::Breathing => {}
            State::Gone { still, counted, .. } => {
                if !counted {
                    self.pause(still, at);
                }
            }
            State::Alarm { still } => {
                self.pause(still, at);
                self.said.push_back(Breath::Found(Finding::clear(AlarmKind::NoBreathing)));
            }
        }
        self.state.state = if self.state.out { State::Unknown } else { State::Breathing };
    }

    /// Says a pause, if it was long enough.
    fn pause(&mut self, from: Mono, at: Mono) -> bool {
        let length = at.since(from);
        let is_one = length >= BREATHING.pause && self.state.presence != Some(false);
        if is_one {
            self.said.push_back(Breath::Paused { from, length });
        }
        is_one
    }
}

#[cfg(test)]
mod tests;
