//! Are they away from bed for too long, at night?
//!
//! Begins when the bed is left, and is asked as time passes ([`Watch`] says what is known then).
//! What ends it is somebody back in bed for a minute, or *seen* about; then it is asked anew from
//! that moment, because who walks through the hall may fall in the bathroom. A door ends nothing,
//! nor does presence without motion, nor a silent radar.
//!
//! ```text
//!         exit           15 min: low, 30 min: medium, 60 min: high
//!   Here ─────▶ Missing ─┐ asked, perhaps raised        ┌─ sat there for less than a minute
//!    ▲ ▲          │ ▲ ▲──┘                              ▼
//!    │ │          │ └── seen: cleared, asked anew ── Sitting ◀── on the bed
//!    │ └──────────┘ by day; rising; no settled night    │
//!    └──────────────────────────────────────────────────┘ in bed for a minute
//! ```
//!
//! * Only after a settled night; who left before its start is asked for at its start, where they
//!   slept before and a second sensor could have seen them since and did not.
//! * In the part of the night in which this resident rises none begins; one that stands goes on.
//! * High also after 30 minutes, where nothing moves anywhere and the entrance stays closed. Never
//!   while the bed's radar is silent: they may be in bed.
//! * An unset clock counts as night, without rising, and raises nothing above medium.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, DoorIs, Priority, What};
use crate::place::Watch;
use crate::plan::Places;
use crate::policy::{ABSENCE, AbsencePolicy};

/// Presence without motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Still {
    since: Mono,
    /// Not said any more since then.
    gone: Option<Mono>,
}

/// Somebody who left the bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Missing {
    exit: Mono,
    /// Seen last; the exit, if not since.
    seen: Mono,
    /// When anything moved last, be it a single sample.
    moved: Mono,
    still: Option<Still>,
    /// The entrance was opened since the exit.
    opened: bool,
    /// The bed's radar is not heard.
    blind: bool,
    raised: Option<Priority>,
    /// What fell due until then was asked.
    asked: Mono,
    /// Nothing is asked before: when it was told, or the night's start.
    wait: Mono,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Here,
    Missing(Missing),
    /// Back on the bed: it is not known yet for how long.
    Sitting(Missing),
}

/// May an alarm begin, and how high may it get?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    Open(Priority),
    Later(Mono),
    Shut,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Absence {
    #[serde(skip)]
    policy: AbsencePolicy,
    state: State,
    /// When anything moved last out of bed, and when the entrance was last opened: an exit is found
    /// out later than it was.
    moved: Mono,
    opened: Option<Mono>,
    /// Who was missed until they were back in bed, should it turn out that they only sat there.
    ended: Option<Missing>,
}

impl Absence {
    pub(crate) const fn new(policy: AbsencePolicy) -> Self {
        Self { policy, state: State::Here, moved: Mono::ZERO, opened: None, ended: None }
    }

    /// An alarm stands of which nothing else is known.
    pub(crate) fn handle_restored(&mut self, at: Mono, raised: Priority) {
        if self.state == State::Here {
            self.state = State::Missing(Missing { raised: Some(raised), ..missing(at, at) });
        }
    }

    /// They left the bed at `exit`, as is found out now.
    pub(crate) fn handle_exit(&mut self, at: Mono, exit: Mono) {
        self.ended = None;
        self.state = match self.state {
            State::Here => State::Missing(Missing {
                moved: self.moved.max(exit),
                opened: self.opened.is_some_and(|opened| opened >= exit),
                ..missing(at, exit)
            }),
            same @ (State::Missing(_) | State::Sitting(_)) => same,
        };
    }

    /// They are on the bed.
    pub(crate) const fn handle_entry(&mut self) {
        self.state = match self.state {
            State::Here => State::Here,
            State::Missing(missing) | State::Sitting(missing) => State::Sitting(missing),
        };
    }

    /// … for less than a minute: it goes on from the first exit.
    pub(crate) fn handle_sat(&mut self, at: Mono) {
        if let State::Missing(missing) | State::Sitting(missing) = &mut self.state {
            missing.ask_again(at);
            self.state = State::Missing(*missing);
        }
    }

    /// They were said to be back, and only sat there: it goes on from the first exit.
    pub(crate) fn handle_not_back(&mut self, at: Mono) {
        if let (State::Here, Some(mut missing)) = (self.state, self.ended.take()) {
            missing.ask_again(at);
            self.state = State::Missing(missing);
        }
    }

    /// … for a minute. Said even if nothing was raised: the alarm may be of an earlier boot.
    pub(crate) fn handle_stay(&mut self) -> Finding {
        self.ended = self.missing().map(|missing| Missing { raised: None, ..*missing });
        self.state = State::Here;
        Finding::clear(AlarmKind::AbsentFromBed)
    }

    /// Somebody was seen about. While somebody is on the bed, that may be another.
    pub(crate) fn handle_seen(&mut self, at: Mono) -> Option<Finding> {
        let State::Missing(missing) = &mut self.state else { return None };
        let raised = missing.raised.take();
        (missing.seen, missing.moved, missing.asked) = (at, at, at);
        missing.still = missing.still.map(|still| Still { since: at, ..still });
        raised.map(|_| Finding::clear(AlarmKind::AbsentFromBed))
    }

    /// A single word of motion, anywhere out of bed.
    pub(crate) fn handle_motion(&mut self, at: Mono) {
        self.moved = at;
        if let Some(missing) = self.missing() {
            missing.moved = at;
            missing.still = missing.still.map(|still| Still { since: at, ..still });
        }
    }

    /// Whether a sensor says that somebody is there, not in bed.
    pub(crate) fn handle_presence(&mut self, at: Mono, there: bool) {
        let Some(missing) = self.missing() else { return };
        let back = there && missing.still.is_some_and(|still| still.gone.is_some());
        missing.still = match (missing.still, there) {
            (None, false) => None,
            (None, true) => Some(Still { since: at, gone: None }),
            (Some(Still { since, gone: None }), false) => Some(Still { since, gone: Some(at) }),
            (Some(Still { gone: Some(gone), .. }), true) if at.since(gone) >= ABSENCE.flicker => {
                Some(Still { since: at, gone: None })
            }
            (Some(Still { since, .. }), true) => Some(Still { since, gone: None }),
            (same @ Some(Still { gone: Some(_), .. }), false) => same,
        };
        if back {
            missing.ask_again(at);
        }
    }

    /// The entrance was opened.
    pub(crate) fn handle_opened(&mut self, at: Mono) {
        self.opened = Some(at);
        if let Some(missing) = self.missing() {
            missing.opened = true;
        }
    }

    /// Whether the bed's radar is heard.
    pub(crate) fn handle_heard(&mut self, at: Mono, heard: bool) {
        if let Some(missing) = self.missing().filter(|missing| missing.blind == heard) {
            missing.blind = !heard;
            missing.ask_again(at);
        }
    }

    /// The clock was set: what was decided without it is asked again.
    pub(crate) fn handle_clock(&mut self, at: Mono) {
        if let Some(missing) = self.missing() {
            missing.wait = Mono::ZERO;
            missing.ask_again(at);
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, watch: &Watch<'_>) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let policy = self.policy.clone();
        let missing = self.missing()?;
        missing.asked = missing.asked.max(now);
        match missing.gate(now, watch) {
            Gate::Shut => {
                self.state = State::Here;
                None
            }
            Gate::Later(start) => {
                // Asked then as if it had not been asked.
                (missing.wait, missing.asked) = (start, missing.exit);
                None
            }
            Gate::Open(most) => {
                let (priority, what) = missing.judge(now, &policy, watch, most)?;
                if missing.raised >= Some(priority) {
                    return None;
                }
                missing.raised = Some(priority);
                let kind = AlarmKind::AbsentFromBed;
                Some(Finding::active(kind, priority, missing.seen, what))
            }
        }
    }

    /// Whether somebody is away from bed at all.
    pub(crate) const fn is_busy(&self) -> bool {
        !matches!(self.state, State::Here)
    }

    /// Other numbers from now on.
    pub(crate) fn set_policy(&mut self, policy: AbsencePolicy) {
        self.policy = policy;
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { policy: core::mem::take(&mut self.policy), ..was };
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match &self.state {
            State::Here | State::Sitting(_) => None,
            State::Missing(missing) => missing.due(&self.policy),
        }
    }

    const fn missing(&mut self) -> Option<&mut Missing> {
        match &mut self.state {
            State::Here => None,
            State::Missing(missing) | State::Sitting(missing) => Some(missing),
        }
    }
}

const fn missing(at: Mono, exit: Mono) -> Missing {
    Missing {
        exit,
        seen: exit,
        moved: exit,
        still: None,
        opened: false,
        blind: false,
        raised: None,
        asked: exit,
        wait: at,
    }
}

impl Missing {
    fn ask_again(&mut self, at: Mono) {
        self.asked = self.seen;
        self.wait = self.wait.max(at);
    }

    /// Since when nobody who is there has moved.
    fn lies(&self) -> Option<Mono> {
        let still = self.still?;
        let longest = still.gone.is_none_or(|gone| gone.since(still.since) >= ABSENCE.still);
        longest.then_some(still.since)
    }

    /// When the next step may have come.
    fn due(&self, policy: &AbsencePolicy) -> Option<Mono> {
        let step = |below: Priority, due: Mono| (self.raised < Some(below)).then_some(due);
        let quiet = (self.seen + policy.medium).max(self.moved + policy.low);
        let steps = [
            step(Priority::Low, self.seen + policy.low),
            step(Priority::Medium, self.seen + policy.medium),
            self.lies().and_then(|since| step(Priority::Medium, since + ABSENCE.still)),
            step(Priority::High, quiet),
            step(Priority::High, self.seen + ABSENCE.high.max(policy.medium)),
        ];
        let next = steps.into_iter().flatten().filter(|due| *due > self.asked).min()?;
        Some(next.max(self.wait))
    }

    fn gate(&self, now: Mono, watch: &Watch<'_>) -> Gate {
        let clock = watch.clock;
        match (self.raised, clock.is_night(now)) {
            (Some(_), None) => Gate::Open(Priority::Medium),
            (Some(_), Some(true | false)) => Gate::Open(Priority::High),
            (None, None) => {
                let risen = self.seen.since(self.exit) >= ABSENCE.risen;
                if watch.is_settled(now) && !risen {
                    Gate::Open(Priority::Medium)
                } else {
                    Gate::Shut
                }
            }
            (None, Some(false)) => {
                let start = clock.night_start(now);
                let near = start.filter(|start| start.since(self.exit) <= ABSENCE.before);
                near.map_or(Gate::Shut, Gate::Later)
            }
            (None, Some(true)) if watch.is_rising(now) => Gate::Shut,
            (None, Some(true)) => {
                if watch.is_settled(now) || self.is_missed_since_before(now, watch) {
                    Gate::Open(Priority::High)
                } else {
                    Gate::Shut
                }
            }
        }
    }

    /// They slept shortly before the night, got up, and a sensor that could have seen them since
    /// did not.
    fn is_missed_since_before(&self, now: Mono, watch: &Watch<'_>) -> bool {
        let slept = watch.slept.zip(watch.clock.night_began(now));
        let near = slept.is_some_and(|(slept, began)| slept + ABSENCE.before >= began);
        near && watch.others && self.seen == self.exit
    }

    /// How bad it is, as far as may be said.
    fn judge(
        &self,
        now: Mono,
        policy: &AbsencePolicy,
        watch: &Watch<'_>,
        most: Priority,
    ) -> Option<(Priority, What)> {
        let unseen = now.since(self.seen);
        let closed = watch.entrance == Some(DoorIs::Closed) && !self.opened;
        let quiet = now.since(self.moved) >= policy.low && watch.others && closed;
        let min = minutes(unseen);
        if most == Priority::High && !self.blind && unseen >= policy.medium {
            let what = if quiet {
                Some(What::NothingMoves { min })
            } else if unseen >= ABSENCE.high && self.opened {
                Some(What::NotSeenSinceDoor { min })
            } else {
                (unseen >= ABSENCE.high).then_some(What::NotSeen { min })
            };
            if let Some(what) = what {
                return Some((Priority::High, what));
            }
        }
        let still = self.lies().map(|since| now.since(since)).filter(|for_| *for_ >= ABSENCE.still);
        let missed = match self.seen == self.exit {
            true => What::OutOfBed { min },
            false => What::NotSeen { min },
        };
        match (unseen, still) {
            (long, None | Some(_)) if long >= policy.medium => Some((Priority::Medium, missed)),
            (_, Some(still)) => {
                Some((Priority::Medium, What::StillOutOfBed { min: minutes(still) }))
            }
            (long, None) if long >= policy.low => Some((Priority::Low, missed)),
            (_, None) => None,
        }
    }
}

fn minutes(length: Duration) -> u32 {
    u32::try_from(length.as_secs() / 60).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
