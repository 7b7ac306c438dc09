//! Has nobody moved for too long where somebody should be?
//!
//! Two questions of one kind. *Not seen since rising*: whoever left the bed when they usually rise
//! is not missed as at night ([`crate::bed::Absence`]), but should be seen within the hour. *At home
//! and nothing moves*, by day or for half a day. Without evidence that somebody is at home nothing
//! is said: a home that cannot see them knows nothing of them.
//!
//! ```text
//!             left the bed            seen, or a door
//!   In bed ──────────────▶ Risen ───────────────────────▶ About ──▶ 2 h: low, 4 h: medium
//!     ▲ ▲                    │ 1 h: low, 2 h: medium       │ ▲      (by day), 12 h: high
//!     │ └── back for a minute┘                             │ └── any motion
//!     └──────────────────────┬─────────────────────────────┘
//!   Unknown, Away ◀── left home; seen ──▶ About
//! ```
//!
//! What is raised ends by somebody seen, a door, a minute in bed, or their leaving the home. A door
//! counts here, unlike at night: whoever uses one is up. It makes it uncertain whether they are at
//! home, until somebody is seen again who is not on the way out.

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, DoorIs, Priority, What};
use crate::place::Watch;
use crate::plan::Places;
use crate::policy::INACTIVITY;

/// Somebody out of bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Out {
    /// The last sign of them.
    since: Mono,
    /// Which was leaving the bed: not seen since.
    risen: bool,
    /// The entrance was used since it is certain that they are at home.
    used: Option<Mono>,
    raised: Option<Priority>,
    /// What fell due until then was asked.
    asked: Mono,
    /// Nothing is asked before it was told.
    told: Mono,
    /// Asked again then: two or four hours after the day began.
    day: Option<Mono>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Unknown,
    InBed,
    Out(Out),
    Away,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Inactivity {
    /// After so long an absence from bed would be asked for at night.
    #[serde(skip)]
    missed: Duration,
    state: State,
    /// When the entrance was last used: an exit is found out later than it was.
    used: Option<Mono>,
    /// Who was out until they were back in bed, should it turn out that they only sat there.
    ended: Option<Out>,
}

impl Inactivity {
    pub(crate) const fn new(missed: Duration) -> Self {
        Self { missed, state: State::Unknown, used: None, ended: None }
    }

    /// An alarm stands of which nothing else is known.
    pub(crate) fn handle_restored(&mut self, at: Mono, raised: Priority) {
        if self.state == State::Unknown {
            self.state = State::Out(Out { raised: Some(raised), ..out(at) });
        }
    }

    /// They have been in bed for a minute.
    pub(crate) fn handle_stay(&mut self) -> Option<Finding> {
        self.ended = match self.state {
            State::Out(out) => Some(Out { raised: None, ..out }),
            State::Unknown | State::InBed | State::Away => None,
        };
        self.become_(State::InBed)
    }

    /// They have not: it goes on as before.
    pub(crate) fn handle_not_back(&mut self, at: Mono) {
        if let (State::InBed, Some(out)) = (self.state, self.ended.take()) {
            self.state = State::Out(Out { told: at, ..out });
        }
    }

    /// Whether they are in bed is not known any more.
    pub(crate) fn handle_unknown(&mut self) {
        if self.state == State::InBed {
            self.state = State::Unknown;
        }
    }

    /// They left it at `exit`, as is found out now.
    pub(crate) fn handle_exit(&mut self, at: Mono, exit: Mono) -> Option<Finding> {
        let used = self.used.filter(|used| *used >= exit);
        let out = used
            .map_or(Out { risen: true, ..out(exit) }, |used| Out { used: Some(used), ..out(used) });
        self.ended = None;
        self.become_(State::Out(Out { told: at, ..out }))
    }

    /// Somebody was seen about. While somebody is in bed, that may be another.
    pub(crate) fn handle_seen(&mut self, at: Mono) -> Option<Finding> {
        let used = match self.state {
            State::InBed => return None,
            State::Unknown | State::Away => None,
            State::Out(Out { used, .. }) => {
                used.filter(|used| at.since(*used) < INACTIVITY.leaving)
            }
        };
        self.become_(State::Out(Out { used, ..out(at) }))
    }

    /// A single word of motion out of bed: a sign of them, if nothing is raised.
    pub(crate) fn handle_motion(&mut self, at: Mono) {
        if let State::Out(about @ Out { risen: false, raised: None, .. }) = &mut self.state {
            (about.since, about.asked) = (at, at);
        }
    }

    /// The entrance was opened or closed.
    pub(crate) fn handle_door(&mut self, at: Mono) -> Option<Finding> {
        self.used = Some(at);
        match self.state {
            State::Unknown | State::InBed | State::Away => None,
            State::Out(_) => self.become_(State::Out(Out { used: Some(at), ..out(at) })),
        }
    }

    /// They left the home.
    pub(crate) fn handle_left(&mut self) -> Option<Finding> {
        match self.state {
            State::InBed => None,
            State::Unknown | State::Away | State::Out(_) => self.become_(State::Away),
        }
    }

    /// They came home.
    pub(crate) fn handle_came(&mut self, at: Mono) -> Option<Finding> {
        match self.state {
            State::InBed => None,
            State::Unknown | State::Away | State::Out(_) => self.become_(State::Out(out(at))),
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, watch: &Watch<'_>) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let missed = self.missed;
        let State::Out(out) = &mut self.state else { return None };
        out.asked = out.asked.max(now);
        out.day = out.next_of_day(now, watch);
        let risen = out.risen && was_rising(out.since, missed, watch);
        let (priority, what) = out.judge(now, risen, watch)?;
        if out.raised >= Some(priority) {
            return None;
        }
        out.raised = Some(priority);
        Some(Finding::active(AlarmKind::Inactivity, priority, out.since, what))
    }

    /// An absence from bed would be asked for after so long, from now on.
    pub(crate) const fn set_missed(&mut self, missed: Duration) {
        self.missed = missed;
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = Self { missed: self.missed, ..was };
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match &self.state {
            State::Unknown | State::InBed | State::Away => None,
            State::Out(out) => out.due(),
        }
    }

    fn become_(&mut self, next: State) -> Option<Finding> {
        let before = core::mem::replace(&mut self.state, next);
        let raised = matches!(before, State::Out(Out { raised: Some(_), .. }));
        raised.then(|| Finding::clear(AlarmKind::Inactivity))
    }
}

const fn out(since: Mono) -> Out {
    Out { since, risen: false, used: None, raised: None, asked: since, told: since, day: None }
}

/// Whether leaving the bed then was rising: in the part of the night or in the morning in which
/// they do, or so shortly before that the absence would have been asked for in it.
fn was_rising(exit: Mono, missed: Duration, watch: &Watch<'_>) -> bool {
    let time = watch.is_rising(exit) || watch.is_morning(exit) || watch.is_rising(exit + missed);
    time && watch.is_settled(exit)
}

impl Out {
    /// When the next step may have come.
    fn due(&self) -> Option<Mono> {
        let [day_low, day_medium] = INACTIVITY.day;
        let risen = [INACTIVITY.risen_low, INACTIVITY.risen_medium].map(|wait| self.since + wait);
        let about = [day_low, day_medium, INACTIVITY.any].map(|wait| self.since + wait);
        let risen = risen.into_iter().filter(|_| self.risen);
        let all = risen.chain(about).chain(self.day).filter(|due| *due > self.asked);
        if self.raised == Some(Priority::High) {
            return None;
        }
        all.min().map(|due| due.max(self.told))
    }

    /// Since when the day counts: the last sign of them, or the night's end.
    fn day_since(&self, now: Mono, watch: &Watch<'_>) -> Option<Mono> {
        let is_day = watch.clock.is_night(now) == Some(false);
        let ended = watch.clock.night_ended(now).filter(|_| is_day)?;
        Some(self.since.max(ended))
    }

    /// When to ask again because of the day.
    fn next_of_day(&self, now: Mono, watch: &Watch<'_>) -> Option<Mono> {
        let since = self.day_since(now, watch).or_else(|| watch.clock.night_end(now))?;
        INACTIVITY.day.into_iter().map(|wait| since + wait).find(|due| *due > now)
    }

    /// How bad it is.
    fn judge(&self, now: Mono, risen: bool, watch: &Watch<'_>) -> Option<(Priority, What)> {
        let unseen = now.since(self.since);
        let min = minutes(unseen);
        let closed = self.used.is_none() && watch.entrance == Some(DoorIs::Closed);
        let at_home = watch.there || (closed && watch.others);
        let by_day = self.day_since(now, watch).map(|since| now.since(since));
        let [day_low, day_medium] = INACTIVITY.day;
        if at_home && unseen >= INACTIVITY.any {
            return Some((Priority::High, What::NoActivity { min }));
        }
        if risen && watch.others && unseen >= INACTIVITY.risen_medium {
            return Some((Priority::Medium, What::NotSeenSinceRising { min }));
        }
        if at_home && by_day.is_some_and(|long| long >= day_medium) {
            return Some((Priority::Medium, What::NoActivity { min }));
        }
        if risen && unseen >= INACTIVITY.risen_low {
            return Some((Priority::Low, What::NotSeenSinceRising { min }));
        }
        let long = at_home && by_day.is_some_and(|long| long >= day_low);
        long.then_some((Priority::Low, What::NoActivity { min }))
    }
}

fn minutes(length: Duration) -> u32 {
    u32::try_from(length.as_secs() / 60).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
