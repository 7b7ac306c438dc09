//! What does a mat under the sheet mean? A contact that says in bed and nothing else.
//!
//! A good one says who lies there, and is passed on as it is. Real ones also pulse when somebody
//! moves, and stick. What kind it is its own wire shows ([`nature`]). Of one that pulses the changes
//! count, and not what it says in between: those near each other belong to one stay, from the first
//! to the last. One that stays closed while its resident is seen elsewhere, or far into the day, is
//! doubted and then stuck ([`trust`]); then rooms' motion must do, where there is any.
//!
//! ```text
//!             a change            another, a minute later; or at night none elsewhere for 5 min
//!   Nobody ───────────▶ Perhaps ─────────────────────────────────────────────────────▶ Lies
//!     ▲                    │ seen elsewhere, or 90 min without a change                 │
//!     └────────────────────┴──── left at the last change: seen elsewhere, or 90 min ────┘
//! ```
//!
//! It promises that a radar over the bed goes through it unchanged, and that nobody is missed because
//! a mat keeps still: only who is *seen* elsewhere has got up for certain. It knows one resident.

mod nature;
mod trust;

use alloc::collections::VecDeque;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use self::nature::Nature;
use self::trust::Trust;
use super::bedroom::{In, Motion};
use super::evidence::Ledger;
use super::occupancy::Sight;
use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::{BedPolicy, EVIDENCE, INFERRED, MAT};
use crate::time::Clock;

/// What it says of the bed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum MatSays {
    /// To the bed.
    Sight(Sight),
    /// They may be back in bed, who were away from it.
    Perhaps,
    /// They were not.
    NotBack,
    /// The mat is stuck, or is not any more.
    Fault(Finding),
}

/// A stay, as far as changes of the mat show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stay {
    #[default]
    Nobody,
    Perhaps {
        first: Mono,
        last: Mono,
        night: bool,
    },
    Lies {
        first: Mono,
        last: Mono,
        doubt: bool,
    },
}

/// Somebody is seen elsewhere since the mat changed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    /// They left then, if they did.
    left: Mono,
    from: Mono,
    last: Mono,
    ledger: Ledger,
}

impl Claim {
    fn is_believed(&self) -> bool {
        self.ledger.sum() >= EVIDENCE.believed
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// The bed's sensor says more than whether somebody is in it: it is no mat.
    more: bool,
    closed: Option<bool>,
    /// When that changed last, or could not be heard.
    changed: Mono,
    silent: bool,
    nature: Nature,
    stay: Stay,
    claim: Option<Claim>,
    /// When they were found to have left by being seen elsewhere.
    left: Option<Mono>,
    /// When the bedroom's last burst of motion began and ended.
    burst: Option<(Mono, Mono)>,
    /// Other sensors see people.
    others: bool,
    trust: Trust,
    /// How often it has stuck.
    stuck: u8,
}

/// The mat of a home.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mat {
    #[serde(skip)]
    policy: BedPolicy,
    state: State,
    #[serde(skip)]
    said: VecDeque<MatSays>,
}

impl Mat {
    pub(crate) fn new(policy: BedPolicy) -> Self {
        Self { policy, ..Self::default() }
    }

    /// What the bed's sensor says of whether somebody is in it.
    pub(crate) fn handle_word(&mut self, at: Mono, closed: bool, clock: &Clock) {
        let is_news = self.state.closed.is_some_and(|was| was != closed);
        let first = self.state.closed.replace(closed).is_none();
        if self.state.more {
            return self.tell(Sight::Flag(closed));
        }
        self.conclude(at);
        if is_news || first {
            self.let_go(at, closed, clock);
        }
        if is_news || (first && closed) {
            let pulsed = self.state.nature.pulses();
            self.state.nature.handle(at, closed, clock.is_night(at) != Some(false));
            self.state.changed = at;
            self.stir(at, clock);
            self.turn(pulsed);
        }
        if !self.state.nature.pulses() && !self.borrows() {
            self.tell(Sight::Flag(closed));
        }
        self.conclude(at);
    }

    /// The bed's sensor shows movement, presence or life: what it says is judged as a radar's.
    pub(crate) fn handle_more(&mut self) {
        if !self.state.more {
            self.state.more = true;
            let pulsed = self.state.nature.pulses();
            if let Some(closed) = self.state.closed.filter(|_| pulsed || self.borrows()) {
                self.tell(Sight::Flag(closed));
            }
            self.state.trust = Trust::default();
        }
    }

    /// Somebody moves in a room; `known`: it is known whether that is the bedroom.
    pub(crate) fn handle_motion(&mut self, motion: Motion, known: bool, clock: &Clock) {
        let Motion { at, room, lasts, bedroom } = motion;
        self.state.others = true;
        self.conclude(at);
        match room {
            In::Bedroom => {
                let goes_on = |(_, last): &(Mono, Mono)| lasts || at.since(*last) <= INFERRED.burst;
                let from = self.state.burst.filter(goes_on).map_or(at, |(from, _)| from);
                self.state.burst = Some((from, at));
                self.come(at, clock);
            }
            In::Elsewhere if !known && at.since(self.state.changed) < MAT.near => {}
            In::Elsewhere => self.glimpse(at, bedroom),
        }
        self.conclude(at);
    }

    /// The line is not heard, or is again: what it did not say meanwhile it could not.
    pub(crate) fn handle_heard(&mut self, at: Mono, heard: bool) {
        if heard && self.state.silent {
            self.handle_gap(at);
        }
        self.state.silent = !heard;
    }

    /// Nobody listened before now.
    pub(crate) fn handle_gap(&mut self, now: Mono) {
        match &mut self.state.stay {
            Stay::Nobody => {}
            Stay::Perhaps { last, .. } | Stay::Lies { last, .. } => *last = now,
        }
        self.state.claim = None;
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono) {
        self.conclude(now);
    }

    /// What it says: call until there is no more.
    pub(crate) fn poll(&mut self) -> Option<MatSays> {
        self.said.pop_front()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        if !self.is_mat() || self.state.silent {
            return None;
        }
        let nature = self.state.nature.poll_timeout();
        self.stay_due().into_iter().chain(nature).chain(self.trust_due()).min()
    }

    /// Whether a mat looks at the bed, and nothing that shows more.
    pub(crate) const fn is_mat(&self) -> bool {
        self.state.closed.is_some() && !self.state.more
    }

    /// Whether it is stuck, so that rooms' motion must do.
    pub(crate) const fn borrows(&self) -> bool {
        matches!(self.state.trust, Trust::Stuck { .. } | Trust::Freed)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// The mat has changed.
    fn stir(&mut self, at: Mono, clock: &Clock) {
        self.state.claim = None;
        let night = clock.is_night(at) != Some(false);
        let fresh = Stay::Perhaps { first: at, last: at, night };
        self.state.stay = match self.state.stay {
            Stay::Nobody => {
                self.say(MatSays::Perhaps);
                fresh
            }
            Stay::Perhaps { first, .. } if at.since(first) >= self.policy.shortest => {
                self.lies(first, at)
            }
            Stay::Perhaps { first, night, .. } => Stay::Perhaps { first, last: at, night },
            Stay::Lies { first, doubt, .. } => {
                if doubt {
                    self.lies(first, at)
                } else {
                    Stay::Lies { first, last: at, doubt }
                }
            }
        };
    }

    /// The bedroom moves at night after they were up: who comes from a trip lies down at once.
    fn come(&mut self, at: Mono, clock: &Clock) {
        let back = self.state.left.is_some_and(|left| at.since(left) <= INFERRED.again);
        if self.state.stay == Stay::Nobody && back && clock.is_night(at) != Some(false) {
            self.say(MatSays::Perhaps);
            self.state.claim = None;
            self.state.stay = Stay::Perhaps { first: at, last: at, night: true };
        }
    }

    fn lies(&mut self, first: Mono, last: Mono) -> Stay {
        let ledger = Ledger { mat: EVIDENCE.flag_rose, ..Ledger::default() };
        self.say(MatSays::Sight(Sight::Lies { from: first, ledger }));
        Stay::Lies { first, last, doubt: false }
    }

    /// Its kind may have turned out to be another.
    fn turn(&mut self, pulsed: bool) {
        match (pulsed, self.state.nature.pulses()) {
            (false, true) => {
                self.tell(Sight::Unwatched);
                match self.state.stay {
                    Stay::Nobody => {}
                    Stay::Perhaps { .. } => self.say(MatSays::Perhaps),
                    Stay::Lies { first, last, .. } => self.state.stay = self.lies(first, last),
                }
            }
            (true, false) => {
                let open = self.state.closed != Some(true);
                if let Stay::Lies { last, .. } = self.state.stay
                    && open
                {
                    self.tell(Sight::Left { at: last, ledger: silence() });
                }
                if !open {
                    // Who it holds has lain there since.
                    let ledger = Ledger { flag: EVIDENCE.flag_rose, ..Ledger::default() };
                    self.tell(Sight::Lies { from: self.state.changed, ledger });
                }
                self.tell(Sight::Flag(!open));
            }
            (false, false) | (true, true) => {}
        }
    }

    /// Somebody is seen elsewhere.
    fn glimpse(&mut self, at: Mono, bedroom: bool) {
        self.state.nature.handle_elsewhere();
        let apart = if self.state.nature.pulses() { INFERRED.apart } else { MAT.breaks };
        self.state.claim = Some(match self.state.claim {
            Some(mut claim) if at.since(claim.last) <= apart => {
                if at.since(claim.last) >= INFERRED.glimpse {
                    let [each, most] = INFERRED.goes_on;
                    let sum = claim.ledger.elsewhere + each;
                    claim.ledger.elsewhere = sum.min(INFERRED.elsewhere + most);
                    claim.last = at;
                }
                claim
            }
            Some(_) | None => self.claim(at, bedroom),
        });
    }

    /// They got up with the mat's last change, or the burst in the bedroom; or now.
    fn claim(&self, at: Mono, bedroom: bool) -> Claim {
        let changed = self.state.changed;
        let burst =
            self.state.burst.filter(|(_, last)| bedroom || at.since(*last) <= INFERRED.chain);
        let pulses = self.state.nature.pulses();
        let rose = pulses && at.since(changed) <= MAT.rises;
        let left = match burst {
            _ if pulses && at.since(changed) <= MAT.dated => changed,
            Some((from, _)) => from.max(changed),
            None => at,
        };
        let ledger = Ledger {
            mat: if rose { MAT.rose } else { 0 },
            bedroom: if burst.is_some() { INFERRED.chained } else { 0 },
            elsewhere: INFERRED.elsewhere,
            ..Ledger::default()
        };
        Claim { left, from: at, last: at, ledger }
    }

    /// Does what is due.
    fn conclude(&mut self, now: Mono) {
        if !self.is_mat() || self.state.silent {
            return;
        }
        let pulsed = self.state.nature.pulses();
        self.state.nature.handle_timeout(now);
        self.turn(pulsed);
        while let Some(due) = self.stay_due().filter(|due| *due <= now) {
            self.conclude_stay(due);
        }
        while let Some(due) = self.trust_due().filter(|due| *due <= now) {
            self.conclude_trust(due);
        }
    }

    /// The claim that they left, once it counts.
    fn gone(&self) -> Option<Claim> {
        self.state.claim.filter(Claim::is_believed)
    }

    fn stay_due(&self) -> Option<Mono> {
        let gone = self.gone();
        match self.state.stay {
            Stay::Nobody => None,
            Stay::Perhaps { last, night, .. } => {
                let gone = gone.map(|claim| claim.last);
                let quiet = self.state.claim.map_or(last, |claim| last.max(claim.last));
                let settled = (self.state.others && night).then(|| quiet + MAT.settles);
                gone.into_iter().chain(settled).chain([last + MAT.together]).min()
            }
            Stay::Lies { last, doubt, .. } => {
                let gone = gone.map(|claim| claim.left + self.policy.shortest);
                let (doubted, over) = match self.state.others {
                    true => (last + MAT.together, last + MAT.unseen),
                    false => (last + MAT.doubt, last + MAT.together),
                };
                // One that is stuck says nothing by keeping still.
                let shut = self.state.closed == Some(true) && self.state.others;
                let keeps_still = if doubt { over } else { doubted };
                gone.or_else(|| (!shut).then_some(keeps_still))
            }
        }
    }

    fn conclude_stay(&mut self, now: Mono) {
        let gone = self.gone();
        self.state.stay = match self.state.stay {
            Stay::Nobody => Stay::Nobody,
            Stay::Perhaps { first, last, .. } => {
                let over = last + MAT.together <= now;
                if gone.is_some() || over {
                    self.say(MatSays::NotBack);
                    Stay::Nobody
                } else {
                    self.lies(first, last)
                }
            }
            Stay::Lies { first, last, doubt } => match gone {
                Some(Claim { left, ledger, .. }) => {
                    let at = left.max(first);
                    self.state.left = Some(at);
                    self.say(MatSays::Sight(Sight::Left { at, ledger }));
                    Stay::Nobody
                }
                None if doubt => {
                    self.say(MatSays::Sight(Sight::Left { at: last, ledger: silence() }));
                    Stay::Nobody
                }
                None => {
                    self.say(MatSays::Sight(Sight::Doubt));
                    Stay::Lies { first, last, doubt: true }
                }
            },
        };
    }

    /// What is said only of a mat that pulses.
    fn say(&mut self, says: MatSays) {
        if self.state.nature.pulses() && !self.borrows() {
            self.said.push_back(says);
        }
    }

    fn tell(&mut self, sight: Sight) {
        self.said.push_back(MatSays::Sight(sight));
    }
}

/// That nothing was heard of them: worth as much as is believed, and nobody is missed by it.
fn silence() -> Ledger {
    Ledger { silence: EVIDENCE.believed - EVIDENCE.usual, ..Ledger::default() }
}

/// That the mat is stuck.
const fn stuck(since: Mono) -> MatSays {
    let what = What::FlagWithoutLife;
    MatSays::Fault(Finding::active(AlarmKind::SensorFault, Priority::Medium, since, what))
}

#[cfg(test)]
mod tests;
