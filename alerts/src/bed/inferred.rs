//! Is somebody in bed, in a home where nothing looks at one?
//!
//! Motion sensors see nobody who lies still. But at night somebody who moves in the bedroom and
//! then nowhere else lies there; and somebody who lay there and is seen in another room has got up.
//! The other rooms' motion is weighed as evidence, because motion sensors see things that are not.
//!
//! ```text
//!              the bedroom moves at night       nothing elsewhere for 5 or 15 min
//!  Unknown, Out ─────────────────────────▶ Lies ─────────────────────────────────▶ Lies: said
//!      ▲                                    ▲ │ elsewhere                            │
//!      │                          bedroom,  │ ▼                                      │
//!      └── believed, for a minute ──────── Leaving ◀─────────────────────────────────┘
//! ```
//!
//! What is counted, joined, and the final rise are the rules of [`super::occupancy`]. It promises:
//! * Entries and exits alternate. An exit is dated to the motion with which they got up, an entry
//!   to the last of the motion with which they went to bed, or the first after a trip.
//! * By day it says nothing of a quiet bedroom, but for who has been in bed within the hour. Nor does
//!   it with the clock unset, or with a sensor that is not heard.
//! * It knows one resident: who lies in bed while another walks about is taken to be up. And who
//!   falls beside the bed lies there, for all that motion can tell: it is no sensor of a bed.

use alloc::collections::VecDeque;
use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::away::Away;
use super::bedroom::{In, Motion};
use super::evidence::Ledger;
use super::occupancy::{BedEvent, Occupancy};
use super::turn::InBed;
use crate::message::ExitNumber;
use crate::plan::Places;
use crate::policy::{BedPolicy, EVIDENCE, INFERRED};
use crate::time::Clock;

/// What was found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inference {
    Bed(BedEvent),
    /// They may be back in bed, who were away from it.
    Perhaps,
    /// They were not.
    NotBack,
}

/// Somebody lies in the bedroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lie {
    since: Mono,
    /// Back from a trip, or to bed for the night.
    back: bool,
    said: bool,
    /// The bedroom's last motion, and when the burst began that it ended.
    moved: Mono,
    burst: Mono,
    /// When the night ends.
    dawn: Mono,
    /// It is not known any more.
    doubt: bool,
}

/// Somebody is seen elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    from: Mono,
    /// The last glimpse that counted.
    last: Mono,
    ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    Unknown,
    Out,
    Lies(Lie),
    Leaving(Lie, Claim),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    place: Place,
    /// The absence that goes on, or was the last of the morning.
    away: Option<Away>,
    /// The exit of the final rise that was said last, and stands.
    risen: Option<Mono>,
    numbered: u32,
}

/// See the module's documentation.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Inferred {
    #[serde(skip)]
    policy: BedPolicy,
    state: State,
    #[serde(skip)]
    said: VecDeque<Inference>,
}

impl Inferred {
    pub(crate) const fn new(policy: BedPolicy) -> Self {
        let state = State { place: Place::Unknown, away: None, risen: None, numbered: 0 };
        Self { policy, state, said: VecDeque::new() }
    }

    /// Exits up to this one were numbered in earlier boots.
    pub(crate) fn number_after(&mut self, last: ExitNumber) {
        self.state.numbered = self.state.numbered.max(last.0);
    }

    /// Somebody moves in the bedroom or elsewhere, or uses the entrance.
    pub(crate) fn handle_motion(&mut self, motion: Motion, clock: &Clock) {
        let Motion { at, room, lasts, bedroom } = motion;
        let next = match (self.state.place, room) {
            (Place::Unknown | Place::Out, In::Bedroom) => self.come(at, clock),
            (same @ (Place::Unknown | Place::Out), In::Elsewhere) => same,
            (Place::Lies(lie), In::Bedroom) => Place::Lies(lie.moves(at, lasts)),
            (Place::Lies(lie), In::Elsewhere) => Place::Leaving(lie, Claim::new(at, &lie, bedroom)),
            (Place::Leaving(lie, claim), In::Bedroom) => {
                let claim = claim.back();
                let trip = at.since(claim.from) >= self.policy.shortest;
                if lie.said && trip && claim.is_believed(&lie) {
                    self.exit(claim);
                    self.come(at, clock)
                } else {
                    // Back within the minute, or never away.
                    Place::Lies(lie.moves(at, lasts))
                }
            }
            (Place::Leaving(lie, claim), In::Elsewhere) => {
                let claim = if at.since(claim.last) > INFERRED.apart {
                    Claim::new(at, &lie, bedroom)
                } else {
                    claim.glimpse(at)
                };
                Place::Leaving(lie, claim)
            }
        };
        self.become_(next);
    }

    /// A sensor that sees people is not heard: what it would have seen is not known.
    pub(crate) fn handle_silent(&mut self) {
        self.become_(match self.state.place {
            Place::Lies(lie) | Place::Leaving(lie, _) if lie.said => {
                Place::Lies(Lie { doubt: true, ..lie })
            }
            Place::Lies(_) | Place::Leaving(..) | Place::Unknown => Place::Unknown,
            Place::Out => Place::Out,
        });
    }

    /// Concludes what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) {
        if self.poll_timeout().is_some_and(|due| due <= now) {
            self.conclude(now, clock);
        }
    }

    /// What happened: call until there is no more.
    pub(crate) fn poll(&mut self) -> Option<Inference> {
        self.said.pop_front()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let away = self.state.away.as_ref();
        match self.state.place {
            Place::Unknown | Place::Out => away.and_then(|away| away.due(&self.policy)),
            Place::Lies(lie) => {
                let hour = (!lie.said).then(|| away.and_then(|away| away.due(&self.policy)));
                let entry = (!lie.said).then(|| lie.settled());
                let again = away.filter(|away| away.is_risen());
                let again = again.map(|_| lie.since + self.policy.final_rise);
                let doubt = (!lie.doubt).then(|| lie.doubtful());
                hour.flatten().into_iter().chain(entry).chain(again).chain(doubt).min()
            }
            Place::Leaving(lie, claim) => Some(self.certain(&lie, &claim)),
        }
    }

    /// Whether somebody is in bed, as far as can be inferred.
    pub(crate) fn is(&self) -> Occupancy {
        match self.state.place {
            Place::Lies(Lie { said: true, doubt: false, .. })
            | Place::Leaving(Lie { said: true, doubt: false, .. }, _) => Occupancy::In,
            Place::Lies(Lie { said: true, .. }) | Place::Leaving(Lie { said: true, .. }, _) => {
                Occupancy::Unknown
            }
            Place::Unknown => Occupancy::Unknown,
            // Until an entry is said the absence goes on, if there is one.
            Place::Lies(_) | Place::Leaving(..) => match self.state.away {
                Some(away) if !away.is_risen() => Occupancy::Out,
                Some(_) | None => Occupancy::Unknown,
            },
            Place::Out => Occupancy::Out,
        }
    }

    /// Since when somebody is in bed.
    pub(crate) fn entered(&self) -> Option<Mono> {
        self.in_bed().map(|in_bed| in_bed.since)
    }

    /// In bed as far as can be inferred; no sensor shows signs of life there.
    pub(crate) fn in_bed(&self) -> Option<InBed> {
        match self.state.place {
            Place::Lies(Lie { since, said: true, doubt: false, .. }) => {
                Some(InBed { since, seen: None })
            }
            Place::Unknown | Place::Out | Place::Lies(_) | Place::Leaving(..) => None,
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// Somebody moves in the bedroom who was not known to lie there.
    fn come(&self, at: Mono, clock: &Clock) -> Place {
        let back = self.state.away.is_some_and(|away| at.since(away.exit) <= INFERRED.again);
        let (dawn, back) = match (clock.is_night(at), back) {
            (Some(true), back) => (clock.night_end(at).unwrap_or(at), back),
            (Some(false), true) => (at, false),
            // By day nobody knows why somebody is in the bedroom.
            (Some(false) | None, _) => return Place::Unknown,
        };
        let (since, moved, burst) = (at, at, at);
        Place::Lies(Lie { since, back, said: false, moved, burst, dawn, doubt: false })
    }

    /// Carries out what is due at `now`, or was.
    fn conclude(&mut self, now: Mono, clock: &Clock) {
        match self.state.place {
            Place::Unknown | Place::Out => self.rise(now, clock),
            Place::Lies(mut lie) => {
                if !lie.said {
                    self.rise(now, clock);
                }
                if !lie.said && lie.settled() <= now {
                    lie.said = true;
                    let [bedroom, quiet] = INFERRED.came;
                    let ledger = Ledger { bedroom, quiet, ..Ledger::default() };
                    self.say(BedEvent::Entry { from: lie.since, ledger });
                    self.state.away = self.state.away.filter(Away::is_risen);
                }
                if let Some(away) = self.state.away.filter(Away::is_risen)
                    && lie.said
                    && lie.since + self.policy.final_rise <= now
                {
                    self.state.away = None;
                    if away.is_taken_back(lie.since, clock) {
                        self.state.risen = None;
                        let (from, number) = (away.exit, away.number);
                        self.say(BedEvent::GotUpWithdrawn { from, number });
                    }
                }
                lie.doubt |= lie.doubtful() <= now;
                self.state.place = Place::Lies(lie);
            }
            Place::Leaving(lie, claim) => {
                if !claim.is_believed(&lie) {
                    self.become_(Place::Lies(lie));
                } else if lie.said {
                    self.exit(claim);
                } else {
                    self.become_(Place::Out);
                }
            }
        }
    }

    /// The absence has lasted for an hour.
    fn rise(&mut self, now: Mono, clock: &Clock) {
        let (risen, policy) = (self.state.risen, &self.policy);
        if let Some(away) = &mut self.state.away
            && away.due(policy).is_some_and(|due| due <= now)
            && away.handle_hour(risen, clock)
        {
            self.state.risen = Some(away.exit);
            let (from, number) = (away.exit, away.number);
            self.say(BedEvent::GotUp { from, number });
        }
    }

    fn exit(&mut self, claim: Claim) {
        let number = ExitNumber(self.state.numbered + 1);
        self.state.numbered = number.0;
        self.state.away = Some(Away::new(claim.from, number));
        self.state.place = Place::Out;
        self.say(BedEvent::Exit { from: claim.from, number, ledger: claim.ledger });
    }

    fn say(&mut self, event: BedEvent) {
        self.said.push_back(Inference::Bed(event));
    }

    /// Goes over into another state that is not yet said.
    fn become_(&mut self, next: Place) {
        match (self.state.place.may_lie(), next.may_lie()) {
            (false, true) => self.said.push_back(Inference::Perhaps),
            (true, false) => self.said.push_back(Inference::NotBack),
            (false, false) | (true, true) => {}
        }
        self.state.place = next;
    }

    /// When a claim is certain, or given up.
    fn certain(&self, lie: &Lie, claim: &Claim) -> Mono {
        match claim.is_believed(lie) {
            true if lie.said => claim.from + self.policy.shortest,
            true => claim.last,
            false => claim.last + INFERRED.apart,
        }
    }
}

impl Place {
    /// In the bedroom, and it is not said yet that they are in bed.
    const fn may_lie(&self) -> bool {
        match self {
            Self::Unknown | Self::Out => false,
            Self::Lies(lie) | Self::Leaving(lie, _) => !lie.said,
        }
    }
}

impl Lie {
    /// The bedroom moves. Who comes from a trip lies down at once; who goes to bed undresses first.
    fn moves(self, at: Mono, lasts: bool) -> Self {
        let goes_on = lasts || at.since(self.moved) <= INFERRED.burst;
        let burst = if goes_on { self.burst } else { at };
        let undresses = lasts || at.since(self.moved) <= INFERRED.undress;
        let since = if undresses && !self.said && !self.back { at } else { self.since };
        Self { since, moved: at, burst, doubt: false, ..self }
    }

    /// When the entry is said, if nothing moves elsewhere.
    fn settled(&self) -> Mono {
        self.since + if self.back { INFERRED.back } else { INFERRED.settle }
    }

    /// By day, after long without motion, nobody knows.
    fn doubtful(&self) -> Mono {
        self.moved.max(self.dawn) + INFERRED.doubt
    }
}

impl Claim {
    /// They got up with the burst in the bedroom that goes before; if there was none, now.
    fn new(at: Mono, lie: &Lie, moves: bool) -> Self {
        let chained = moves || at.since(lie.moved) <= INFERRED.chain;
        let bedroom = if chained { INFERRED.chained } else { 0 };
        let ledger = Ledger { bedroom, elsewhere: INFERRED.elsewhere, ..Ledger::default() };
        let from = if chained { lie.burst.max(lie.since) } else { at };
        Self { from, last: at, ledger }
    }

    /// The bedroom moves again.
    const fn back(mut self) -> Self {
        if self.ledger.bedroom > 0 {
            self.ledger.coming = INFERRED.back_again;
        }
        self
    }

    /// Who is not known to have gone to bed yet needs not be shown to have left it.
    fn is_believed(&self, lie: &Lie) -> bool {
        let usual = if lie.said || lie.back { 0 } else { EVIDENCE.usual };
        self.ledger.sum() - usual >= EVIDENCE.believed
    }

    /// Seen elsewhere once more.
    fn glimpse(mut self, at: Mono) -> Self {
        if at.since(self.last) >= INFERRED.glimpse {
            let [each, most] = INFERRED.goes_on;
            self.ledger.elsewhere = (self.ledger.elsewhere + each).min(INFERRED.elsewhere + most);
            self.last = at;
        }
        self
    }
}

#[cfg(test)]
mod tests;
