//! Is somebody in bed?
//!
//! Hidden is whether they are out, rising, in, or in and not seen; seen are the words of a module
//! that lags, flaps and starts anew, and signs of life that come and go. What speaks for leaving is
//! weighed in [`super::leaving`], for coming in [`super::arrival`]. Here stand the plain rules on
//! top of it: how long belief must hold, what is counted, and what is said.
//!
//! ```text
//!            came: believed, and 30 s           left: believed
//!  Unknown ───────────────────────────▶ In ◀─────────────────▶ Leaving
//!     Out ─────────────────────────────▶ │     not believed,      │ a minute
//!      ▲                                 │     or back too soon   │
//!      └── exit ─────────────────────────┼────────────────────────┘
//!                                        └─ ten minutes without a sign of life: doubt, until one
//! ```
//!
//! An exit is dated to the moment that explains best what was seen, not to when we became sure.
//! A stay of less than a minute between two absences is none: nothing is said of it, and the
//! absence goes on. A silent line is neither in nor out: nothing is concluded from it, and what was
//! known goes on when it speaks again. It follows one bed.

mod claim;
mod coming;
mod due;
mod told;

use alloc::collections::VecDeque;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use self::claim::Claim;
use super::arrival::Approach;
use super::away::Away;
use super::evidence::Ledger;
use super::leaving::{Leave, Scene};
use super::signs::Signs;
use super::turn::InBed;
use super::word::Word;
use crate::message::ExitNumber;
use crate::plan::Places;
use crate::policy::{BedPolicy, EVIDENCE};
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
    /// They lie there since, as somebody else has found out.
    Lies {
        from: Mono,
        ledger: Ledger,
    },
    /// … they left then.
    Left {
        at: Mono,
        ledger: Ledger,
    },
    /// … nobody knows.
    Doubt,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BedEvent {
    Entry {
        from: Mono,
        ledger: Ledger,
    },
    Exit {
        from: Mono,
        number: ExitNumber,
        ledger: Ledger,
    },
    GotUp {
        from: Mono,
        number: ExitNumber,
    },
    /// It was not the final rise: they have lain down again for an hour.
    GotUpWithdrawn {
        from: Mono,
        number: ExitNumber,
    },
}

/// Whether somebody is in bed, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Occupancy {
    In,
    Out,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Place {
    Unknown,
    Out,
    /// `came`: what spoke for it, until the entry is said.
    In {
        since: Mono,
        came: Option<Ledger>,
        doubt: bool,
    },
    Leaving {
        since: Mono,
        came: Option<Ledger>,
        claim: Claim,
    },
}

/// Everything that a bed remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct State {
    place: Place,
    /// The absence that goes on, or was the last of the morning.
    away: Option<Away>,
    /// The exit of the final rise that was said last, and stands.
    risen: Option<Mono>,
    approach: Option<Approach>,
    signs: Signs,
    flag: Word,
    presence: Word,
    elsewhere: Option<Mono>,
    /// The line is not heard since then.
    silent: Option<Mono>,
    /// When leaving was last considered.
    considered: Mono,
    numbered: u32,
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
    #[serde(skip)]
    said: VecDeque<BedEvent>,
}

/// Leaving is considered no more often than that while nothing changes.
const EACH: Duration = Duration::from_secs(1);

impl Bed {
    pub(crate) fn new(policy: BedPolicy, delay: Duration) -> Self {
        let state = State {
            place: Place::Unknown,
            away: None,
            risen: None,
            approach: None,
            signs: Signs::default(),
            flag: Word::default(),
            presence: Word::default(),
            elsewhere: None,
            silent: None,
            considered: Mono::ZERO,
            numbered: 0,
        };
        Self { policy, delay, state, said: VecDeque::new() }
    }

    /// Exits up to this one were numbered in earlier boots.
    pub(crate) fn number_after(&mut self, last: ExitNumber) {
        self.state.numbered = self.state.numbered.max(last.0);
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    /// Something was heard.
    pub(crate) fn handle(&mut self, at: Mono, sight: Sight, clock: &Clock) {
        match sight {
            Sight::Silent => {
                self.state.silent = Some(at);
                return;
            }
            Sight::Lies { from, ledger } => return self.be_told_in(at, from, ledger, clock),
            Sight::Left { at: left, ledger } => return self.be_told_out(left, ledger),
            Sight::Doubt => return self.be_told_nothing(),
            Sight::Elsewhere => {}
            Sight::Heard
            | Sight::Flag(_)
            | Sight::Unwatched
            | Sight::Presence(_)
            | Sight::Movement(_)
            | Sight::Heart(_)
            | Sight::Breath(_) => self.hear_again(at),
        }
        let news = self.note(at, sight);
        // A breath may confirm an entry at once.
        let breath = matches!(sight, Sight::Breath(_)) && self.state.approach.is_some();
        if news || breath || at.since(self.state.considered) >= EACH {
            self.consider(at, sight, clock);
        }
    }

    /// Concludes what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) {
        if self.poll_timeout().is_some_and(|due| due <= now) {
            self.conclude(now, clock);
        }
    }

    /// What happened: call until there is no more.
    pub(crate) fn poll(&mut self) -> Option<BedEvent> {
        self.said.pop_front()
    }

    pub(crate) fn is(&self) -> Occupancy {
        if self.state.silent.is_some() {
            return Occupancy::Unknown;
        }
        match self.state.place {
            Place::Unknown | Place::In { doubt: true, .. } => Occupancy::Unknown,
            Place::Out => Occupancy::Out,
            Place::In { doubt: false, .. } | Place::Leaving { .. } => Occupancy::In,
        }
    }

    /// Since when somebody is in bed, for all that is certain.
    pub(crate) fn entered(&self) -> Option<Mono> {
        match self.state.place {
            Place::In { since, .. } | Place::Leaving { since, .. } => Some(since),
            Place::Unknown | Place::Out => None,
        }
    }

    /// In bed beyond doubt, and the last sign of it.
    pub(crate) fn in_bed(&self) -> Option<InBed> {
        match self.state.place {
            Place::In { since, doubt: false, .. } if self.state.silent.is_none() => {
                let signs = &self.state.signs;
                let dense = signs.body.is_dense() || signs.vital.is_dense();
                Some(InBed { since, seen: dense.then(|| signs.lay()).flatten() })
            }
            Place::Unknown | Place::Out | Place::In { .. } | Place::Leaving { .. } => None,
        }
    }

    /// Takes in what was heard. Whether it may change what is believed at once.
    fn note(&mut self, at: Mono, sight: Sight) -> bool {
        let large = self.policy.large;
        let State { signs, flag, presence, approach, place, .. } = &mut self.state;
        let out = matches!(place, Place::Unknown | Place::Out);
        match sight {
            Sight::Flag(is) => {
                let news = flag.handle(at, is);
                if news && out {
                    if is {
                        approach.get_or_insert(Approach::new(at)).handle_word(at, signs);
                    } else {
                        *approach = None;
                        *place = Place::Out;
                    }
                }
                news
            }
            Sight::Unwatched => {
                flag.forget();
                false
            }
            Sight::Presence(is) => {
                let news = presence.handle(at, is);
                if news && out && flag.is().is_none() {
                    if !is {
                        *place = Place::Out;
                        *approach = None;
                    } else if !signs.sees_life() {
                        approach.get_or_insert(Approach::new(at)).handle_word(at, signs);
                    }
                }
                news
            }
            Sight::Movement(movement) => {
                let there = signs.handle_movement(at, movement, large);
                if out && there {
                    let approach = approach.get_or_insert(Approach::new(at));
                    approach.handle_movement(at, movement, large, signs);
                }
                false
            }
            Sight::Heart(rate) => {
                let changed = signs.handle_heart(at, rate);
                self.note_life(at, changed)
            }
            Sight::Breath(rate) => {
                let changed = signs.handle_breath(at, rate);
                self.note_life(at, changed)
            }
            Sight::Elsewhere => {
                self.state.elsewhere = Some(at);
                true
            }
            Sight::Silent
            | Sight::Heard
            | Sight::Lies { .. }
            | Sight::Left { .. }
            | Sight::Doubt => false,
        }
    }

    /// Whether that ends a pause.
    fn note_life(&mut self, at: Mono, changed: bool) -> bool {
        if changed && matches!(self.state.place, Place::Unknown | Place::Out) {
            self.state.approach.get_or_insert(Approach::new(at)).handle_life(at);
        }
        self.state.signs.pause().is_some_and(|pause| pause.to == at)
    }

    /// What is believed now.
    fn consider(&mut self, at: Mono, sight: Sight, clock: &Clock) {
        self.state.considered = at;
        match self.state.place {
            Place::Unknown | Place::Out => self.consider_coming(at, sight, clock),
            Place::In { since, came, doubt } => {
                let doubt = doubt && !self.lives(at);
                self.state.place = Place::In { since, came, doubt };
                if came.is_some() && self.is_seen() && at >= since + self.policy.shortest {
                    self.tell_entry();
                }
                if self.consider_sitting(at, since) {
                    return;
                }
                let came = self.state.came();
                if self.may_have_left(at) {
                    self.consider_leaving(at, since, came);
                }
            }
            Place::Leaving { since, came, claim } => {
                self.consider_claim(at, (since, came), claim, clock);
            }
        }
    }

    /// Whether they are in view, as far as this sensor shows that: who is not may be up again.
    fn is_seen(&self) -> bool {
        let signs = &self.state.signs;
        !signs.body.is_learnt() || signs.nobody().is_none()
    }

    /// Whether a sign of life ends a doubt.
    fn lives(&self, at: Mono) -> bool {
        let seen = self.state.signs.latest();
        seen.is_some_and(|seen| at.since(seen) < EVIDENCE.doubt)
    }
}

impl State {
    const fn came(&self) -> Option<Ledger> {
        match self.place {
            Place::In { came, .. } | Place::Leaving { came, .. } => came,
            Place::Unknown | Place::Out => None,
        }
    }
}
