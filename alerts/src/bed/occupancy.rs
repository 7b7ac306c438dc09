//! Is somebody in bed?
//!
//! The radar flickers: a sleeper lying still can vanish for seconds, and the module says an exit
//! half a minute to minutes late, sometimes not at all before the person is back. So nobody counts
//! as in bed until seen there for [`BedPolicy::settle`], nor as out until said to be out, or seen to
//! have left, for [`BedPolicy::grace`]. An exit is dated to the last sign of somebody in bed
//! ([`super::signs`]), not to when we became sure. A silent line is neither: nothing is concluded
//! from it, and what was known goes on when it speaks again.
//!
//! ```text
//!              in             settle over           out, or left
//!  Unknown ──────▶ Entering ──────────────▶ In ───────────────────▶ Leaving
//!     │ out         ▲   │ out                ▲   back, too short     │
//!     ▼             │in ▼                    └───────────────────────┤
//!    Out ───────────┴─ Out ◀──────────────────── grace over: exit ───┘
//!     └─ 60 min, or half an hour after the night: got up
//! ```
//!
//! It follows one bed radar. Radars without an in-bed flag count by presence and by heart and
//! breath; while such a radar sees somebody move beside the bed, it sees somebody.

mod leaving;

use core::time::Duration;

use leaving::{CERTAIN, Claim};
use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::turn::InBed;
use crate::bed::signs::Signs;
use crate::message::ExitNumber;
use crate::plan::Places;
use crate::policy::BedPolicy;
use crate::time::Clock;

/// What was heard that matters to the bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The module's in-bed flag.
    Flag(bool),
    /// The module has stopped looking for a bed: it has no flag.
    Unwatched,
    /// The module's presence.
    Presence(bool),
    Movement(u8),
    Heart(u8),
    Breath(u8),
    /// Somebody moved in another room, or used the entrance.
    Elsewhere,
    /// The line is not heard.
    Silent,
    /// The line is heard again.
    Heard,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BedEvent {
    Entry { from: Mono },
    Exit { from: Mono, number: ExitNumber, evidence: &'static str },
    GotUp { from: Mono, number: ExitNumber },
}

/// What a sight says to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    In,
    Out,
    /// Body movement as of somebody lying there.
    Sign,
    /// A changed heart or breathing rate.
    Vital,
    /// A sample that says nobody.
    Nobody,
    Nothing,
}

/// Who says so: the module, or its signs of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Basis {
    Flag,
    Signs,
}

/// An absence from bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Absence {
    exit: Mono,
    number: ExitNumber,
    /// If not back by then, it was the final rise.
    rise: Mono,
    risen: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    Unknown,
    Out { last: Option<Absence> },
    Entering { since: Mono, by: Basis, last: Option<Absence> },
    In { since: Mono, last: Option<Absence> },
    Leaving { since: Mono, last: Option<Absence>, claim: Claim },
}

/// Whether somebody is in bed, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Occupancy {
    In,
    Out,
    Unknown,
}

/// One bed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bed {
    #[serde(skip)]
    policy: BedPolicy,
    /// How late the module's flag is at least.
    #[serde(skip)]
    delay: Duration,
    state: State,
    signs: Signs,
    flag: Option<bool>,
    presence: Option<bool>,
    elsewhere: Option<Mono>,
    silent: bool,
    numbered: u32,
}

impl Bed {
    pub(crate) fn new(policy: BedPolicy, delay: Duration) -> Self {
        Self {
            policy,
            delay,
            state: State::Unknown,
            signs: Signs::default(),
            flag: None,
            presence: None,
            elsewhere: None,
            silent: false,
            numbered: 0,
        }
    }

    /// Exits up to this one were numbered in earlier boots.
    pub(crate) fn number_after(&mut self, last: ExitNumber) {
        self.numbered = self.numbered.max(last.0);
    }

    /// Something was heard.
    pub(crate) fn handle(&mut self, at: Mono, sight: Sight, clock: &Clock) -> Option<BedEvent> {
        let before = self.signs.latest();
        let word = self.word(at, sight);
        self.note_gap(at, before);
        self.step(at, word, clock).or_else(|| self.settled_with_breath(at, sight))
    }

    /// Concludes what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) -> Option<BedEvent> {
        let due = self.poll_timeout().filter(|due| *due <= now)?;
        match self.state {
            State::Unknown | State::In { .. } | State::Out { last: None } => None,
            State::Out { last: Some(absence) } => {
                self.state = State::Out { last: Some(Absence { risen: true, ..absence }) };
                Some(BedEvent::GotUp { from: absence.exit, number: absence.number })
            }
            State::Entering { since, last, .. } => {
                self.state = State::In { since, last };
                Some(BedEvent::Entry { from: since })
            }
            State::Leaving { since, last, claim } => {
                let (last, event) = self.exit(due, (since, last), claim, clock);
                self.state = State::Out { last };
                event
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        if self.silent {
            return None;
        }
        match self.state {
            State::Unknown | State::In { .. } | State::Out { last: None } => None,
            State::Out { last: Some(absence) } => (!absence.risen).then_some(absence.rise),
            State::Entering { since, .. } => Some(since + self.policy.settle),
            State::Leaving { since, claim, .. } => Some(self.certain(since, claim)),
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        let (policy, delay) = (core::mem::take(&mut self.policy), self.delay);
        *self = Self { policy, delay, ..was };
    }

    pub(crate) fn is(&self) -> Occupancy {
        if self.silent {
            return Occupancy::Unknown;
        }
        match self.state {
            State::Unknown => Occupancy::Unknown,
            State::Out { .. } | State::Entering { .. } => Occupancy::Out,
            State::In { .. } | State::Leaving { .. } => Occupancy::In,
        }
    }

    /// Since when somebody is in bed, for all that is certain.
    pub(crate) fn entered(&self) -> Option<Mono> {
        match self.state {
            State::In { since, .. } | State::Leaving { since, .. } => Some(since),
            State::Unknown | State::Out { .. } | State::Entering { .. } => None,
        }
    }

    /// In bed beyond doubt, and the last sign of it.
    pub(crate) fn in_bed(&self) -> Option<InBed> {
        match self.state {
            State::In { since, .. } if !self.silent => {
                let seen = self.signs.is_dense().then(|| self.signs.latest()).flatten();
                Some(InBed { since, seen })
            }
            State::Unknown
            | State::In { .. }
            | State::Out { .. }
            | State::Entering { .. }
            | State::Leaving { .. } => None,
        }
    }

    fn word(&mut self, at: Mono, sight: Sight) -> Word {
        match sight {
            // What a module only repeats is no news: it may lag behind what its signs have said.
            Sight::Flag(flag) => match (self.flag.replace(flag) == Some(flag), flag) {
                (true, true | false) => Word::Nothing,
                (false, true) => Word::In,
                (false, false) => Word::Out,
            },
            // What was known goes on, as over a silence; what it goes on saying counts as it does
            // of a radar without a flag.
            Sight::Unwatched => {
                self.flag = None;
                Word::Nothing
            }
            Sight::Presence(there) => {
                if self.presence.replace(there) == Some(there) {
                    return Word::Nothing;
                }
                match (there, self.flag) {
                    (false, Some(true | false) | None) => Word::Out,
                    (true, Some(true)) => Word::In,
                    (true, None) if matches!(self.state, State::Leaving { .. }) => Word::In,
                    (true, Some(false) | None) => Word::Nothing,
                }
            }
            Sight::Movement(movement) => {
                let sign = self.signs.handle_movement(at, movement, self.policy.large);
                match (sign, movement) {
                    (true, _) => Word::Sign,
                    (false, 0) => Word::Nobody,
                    (false, _) => Word::Nothing,
                }
            }
            Sight::Heart(rate) if self.signs.handle_heart(at, rate) => Word::Vital,
            Sight::Breath(rate) if self.signs.handle_breath(at, rate) => Word::Vital,
            Sight::Elsewhere => {
                self.elsewhere = Some(at);
                Word::Nothing
            }
            Sight::Silent => {
                self.silent = true;
                self.signs.handle_silence();
                self.pause(at);
                Word::Nothing
            }
            Sight::Heard => {
                self.silent = false;
                self.signs.handle_heard(at);
                self.resume(at);
                Word::Nothing
            }
            Sight::Heart(_) | Sight::Breath(_) => match self.signs.latched_since(at) {
                Some(_) => Word::Nobody,
                None => Word::Nothing,
            },
        }
    }

    fn step(&mut self, at: Mono, word: Word, clock: &Clock) -> Option<BedEvent> {
        let (next, event) = match (self.state, word) {
            (State::Unknown, Word::In) => (entering(at, Basis::Flag, None), None),
            (State::Unknown, Word::Out) => (State::Out { last: None }, None),
            (State::Unknown, Word::Vital) if self.reads_vitals() => {
                (entering(at, Basis::Signs, None), None)
            }
            (State::Out { last }, Word::In) => (entering(at, Basis::Flag, last), None),
            (State::Out { last }, Word::Vital) if self.reads_vitals() => {
                (entering(at, Basis::Signs, last), None)
            }
            (State::Out { last }, Word::Sign | Word::Vital) if self.flag == Some(true) => {
                (entering(at, Basis::Signs, last), None)
            }
            (State::Entering { last, .. }, Word::Out) => (State::Out { last }, None),
            (State::Entering { by: Basis::Signs, last, .. }, Word::Nobody)
                if self.nobody_for(at) >= CERTAIN =>
            {
                (State::Out { last }, None)
            }
            (State::In { since, last }, Word::Out) => {
                (State::Leaving { since, last, claim: self.claim(at, Basis::Flag) }, None)
            }
            (State::In { since, last }, Word::Nobody) if self.has_left(at) => {
                let signs = &self.signs;
                let from = signs.nobody_since().or(signs.latched_since(at)).unwrap_or(at);
                (State::Leaving { since, last, claim: self.claim(from, Basis::Signs) }, None)
            }
            (State::Leaving { since, last, claim }, Word::Out) => {
                (State::Leaving { since, last, claim: self.flagged(at, claim) }, None)
            }
            (State::Leaving { since, last, claim }, Word::In) => {
                self.back(at, (since, last), (claim, Basis::Flag), clock)
            }
            (State::Leaving { since, last, claim }, Word::Sign | Word::Vital)
                if self.is_back(word) =>
            {
                self.back(at, (since, last), (claim, Basis::Signs), clock)
            }
            (same, Word::In | Word::Out | Word::Sign | Word::Vital | Word::Nobody) => (same, None),
            (same, Word::Nothing) => (same, None),
        };
        self.state = next;
        event
    }

    /// A breath that is there when `settle_with_breath` is over confirms an entry at once.
    fn settled_with_breath(&mut self, at: Mono, sight: Sight) -> Option<BedEvent> {
        match (self.state, sight) {
            (State::Entering { since, last, .. }, Sight::Breath(rate))
                if rate > 0 && at.since(since) >= self.policy.settle_with_breath =>
            {
                self.state = State::In { since, last };
                Some(BedEvent::Entry { from: since })
            }
            (
                State::Unknown
                | State::Out { .. }
                | State::Entering { .. }
                | State::In { .. }
                | State::Leaving { .. },
                Sight::Flag(_)
                | Sight::Unwatched
                | Sight::Presence(_)
                | Sight::Movement(_)
                | Sight::Heart(_)
                | Sight::Breath(_)
                | Sight::Elsewhere
                | Sight::Silent
                | Sight::Heard,
            ) => None,
        }
    }

    /// They are back before it was certain that they had left: an exit, or nothing at all.
    fn back(
        &mut self,
        at: Mono,
        (since, last): (Mono, Option<Absence>),
        (claim, by): (Claim, Basis),
        clock: &Clock,
    ) -> (State, Option<BedEvent>) {
        let absence = at.since(self.left(since, claim));
        let half = self.policy.shortest / 2;
        // The sleeper went on breathing all the time: the flag flickered.
        let went_on = claim.by == Basis::Flag && self.signs.is_dense() && claim.longest < half;
        let before = match claim.by {
            Basis::Flag => self.delay,
            Basis::Signs => Duration::ZERO,
        };
        let heard = before + claim.heard + at.since(claim.resumed);
        let unheard = claim.interrupted && heard < self.policy.grace;
        if absence < self.policy.shortest || went_on || unheard {
            return (State::In { since, last }, None);
        }
        let (last, event) = self.exit(at, (since, last), claim, clock);
        (entering(at, by, last), event)
    }

    /// It is certain that they left. A stay that was too short joins the absences around it.
    fn exit(
        &mut self,
        at: Mono,
        (since, last): (Mono, Option<Absence>),
        claim: Claim,
        clock: &Clock,
    ) -> (Option<Absence>, Option<BedEvent>) {
        let exit = self.left(since, claim);
        if exit.since(since) < self.policy.shortest {
            return (last, None);
        }
        self.numbered += 1;
        let number = ExitNumber(self.numbered);
        let after_night = clock
            .is_night(exit)
            .filter(|night| *night)
            .and_then(|_| clock.night_end(exit))
            .map(|end| end + self.policy.after_night);
        let hour = exit + self.policy.final_rise;
        let rise = after_night.map_or(hour, |dawn| dawn.min(hour)).max(at);
        let absence = Absence { exit, number, rise, risen: false };
        let evidence = match self.signs.vital() {
            Some(vital) if vital >= exit => "heart or breath",
            Some(_) | None if self.signs.is_dense() => "body movement",
            Some(_) | None => "in-bed flag",
        };
        (Some(absence), Some(BedEvent::Exit { from: exit, number, evidence }))
    }

    /// Whether heart and breath stand in for a flag that the module does not have.
    fn reads_vitals(&self) -> bool {
        self.flag.is_none() && self.presence != Some(false)
    }
}

const fn entering(since: Mono, by: Basis, last: Option<Absence>) -> State {
    State::Entering { since, by, last }
}
