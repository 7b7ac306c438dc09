//! Where are they: in bed, at home, away?
//!
//! Sensors see rooms, not homes, and a motion sensor sees nobody who sits still: that nobody is
//! seen means nothing by itself. *Away* is said only after the entrance was used by somebody who
//! was seen just before, and then nobody was seen by any sensor, the bed included. Whoever comes in
//! must walk: a sign of somebody after the door was shut means that somebody is inside, however
//! still they sit from then on. Whatever else is not known is unknown, never away.
//!
//! ```text
//!          seen         entrance             nobody seen for 10 min, or opened from outside
//!  Unknown ────▶ Home ───────────▶ Used ──────────────────────────────────────▶ Away
//!                 ▲ ▲  seen inside  │                                            │
//!                 │ └── (Stayed) ───┘                                            │
//!                 ├───────── seen, the entrance used or open: Came ──────────────┤
//!                 └───────── seen again and again behind a shut door: Mistaken ──┘
//! ```
//!
//! Promises: `Left` and `Came` take turns; each is dated to the edge of the door.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::eyes::{Channel, EyeState, Eyes, Glimpse, Sign};
use crate::bed::Occupancy;
use crate::message::Where;
use crate::plan::Places;
use crate::policy::{DOORWAY, PresencePolicy};

/// They left or came, or did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passage {
    /// They left by the entrance then.
    Left { from: Mono },
    /// They came home by the entrance then.
    Came { from: Mono },
    /// The entrance was used, and somebody is inside.
    Stayed,
    /// Who was said to have left then had not.
    Mistaken { left: Mono },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    #[default]
    Unknown,
    Home {
        last: Mono,
    },
    /// The entrance was used, and nobody has been seen inside since.
    Used {
        /// Somebody was seen just before.
        near: bool,
        /// When it was last opened or shut.
        edge: Mono,
        shut: bool,
        /// Somebody was seen long after: inside, unless the door is opened in a moment.
        met: Option<Mono>,
    },
    Away {
        left: Mono,
        shut: bool,
        /// When the entrance was last opened since.
        opened: Option<Mono>,
        seen: Option<Seen>,
    },
}

/// Signs of somebody in a home in which nobody should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    first: Mono,
    last: Mono,
    place: usize,
    /// How often somebody began to be seen.
    times: u8,
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PresenceState {
    state: State,
    eyes: Eyes,
    /// Whether somebody is in bed, as far as the bed has ever said.
    bed: Option<Occupancy>,
    /// When two persons were last known to be at home.
    company: Option<Mono>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Presence {
    #[serde(skip)]
    policy: PresencePolicy,
    /// Which sources are there to see people.
    #[serde(skip)]
    is_radar: Vec<bool>,
    /// The source that looks at the bed.
    #[serde(skip)]
    bed_source: Option<usize>,
    is: PresenceState,
}

impl Presence {
    pub(crate) fn new(
        policy: PresencePolicy,
        is_radar: Vec<bool>,
        bed_source: Option<usize>,
    ) -> Self {
        let eyes = alloc::vec![EyeState::default(); is_radar.len()];
        let is = PresenceState { eyes, ..PresenceState::default() };
        Self { policy, is_radar, bed_source, is }
    }

    /// A source says whether it sees somebody.
    pub(crate) fn handle(
        &mut self,
        at: Mono,
        place: usize,
        (channel, sign): (Channel, Sign),
    ) -> Option<Passage> {
        let glimpse = self.is.eyes.get_mut(place)?.handle(at, channel, sign)?;
        self.see(at, place, glimpse)
    }

    /// A source is no longer heard.
    pub(crate) fn handle_silent(&mut self, place: usize) {
        let is_radar = self.is_radar.get(place).is_some_and(|is| *is);
        if let Some(eye) = self.is.eyes.get_mut(place)
            && (is_radar || eye.has_spoken())
        {
            eye.handle_silent();
        }
    }

    /// Whether somebody is in bed has changed. Who lies in bed is at home.
    pub(crate) fn handle_bed(&mut self, at: Mono, occupancy: Occupancy) -> Option<Passage> {
        self.is.bed = Some(occupancy);
        match occupancy {
            Occupancy::In => self.certain(at),
            Occupancy::Out | Occupancy::Unknown => None,
        }
    }

    /// Who lay in bed has left it.
    pub(crate) fn handle_exit(&mut self, at: Mono) {
        if let State::Home { last } = &mut self.is.state {
            *last = at;
        }
    }

    /// More than one person is at home.
    pub(crate) fn handle_company(&mut self, at: Mono) {
        self.is.company = Some(at);
    }

    /// The entrance was opened or shut.
    pub(crate) fn handle_entrance(&mut self, at: Mono, opened: bool) -> Option<Passage> {
        let near = self.is_near(at);
        let used = |near, edge| State::Used { near, edge, shut: !opened, met: None };
        let (next, passage) = match self.is.state {
            State::Unknown | State::Home { .. } => (used(near, at), None),
            // Nobody was seen inside for so long, and nobody came to the door from there.
            State::Used { near: true, edge, shut: true, met }
                if opened
                    && at.since(edge) >= DOORWAY.out
                    && self.sees_rooms()
                    && met.is_none_or(|met| at.since(met) <= DOORWAY.just_before) =>
            {
                let (opened, seen) = (Some(at), None);
                let away = State::Away { left: edge, shut: false, opened, seen };
                (away, Some(Passage::Left { from: edge }))
            }
            State::Used { near, .. } => (used(near, at), None),
            // Who comes home may be seen before the door has told.
            State::Away { seen: Some(seen), .. }
                if opened && at.since(seen.last) <= DOORWAY.just_before =>
            {
                (State::Home { last: at }, Some(Passage::Came { from: at }))
            }
            State::Away { left, opened: before, seen, .. } => {
                let last = if opened { Some(at) } else { before };
                (State::Away { left, shut: !opened, opened: last, seen }, None)
            }
        };
        self.is.state = next;
        passage
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Passage> {
        let due = self.poll_timeout().filter(|due| *due <= now)?;
        let State::Used { near, edge, shut, met } = self.is.state else { return None };
        if let Some(met) = met.filter(|met| *met + DOORWAY.just_before <= due) {
            self.stays(near, met);
            self.is.state = State::Home { last: met };
            return Some(Passage::Stayed);
        }
        let sees = |eye: &EyeState| eye.sees(due);
        let (next, passage) = if self.is.bed == Some(Occupancy::In) || self.is.eyes.iter().any(sees)
        {
            (State::Home { last: edge }, Some(Passage::Stayed))
        } else if near && self.would_see() {
            let away = State::Away { left: edge, shut, opened: None, seen: None };
            (away, Some(Passage::Left { from: edge }))
        } else {
            (State::Unknown, None)
        };
        self.is.state = next;
        passage
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        let PresenceState { state, eyes, bed, company } = was.is;
        places.sort(eyes, &mut self.is.eyes, |is, was| *is = was);
        let seen = |seen: Seen| Some(Seen { place: places.now(seen.place)?, ..seen });
        self.is.state = match state {
            State::Away { left, shut, opened, seen: last } => {
                State::Away { left, shut, opened, seen: last.and_then(seen) }
            }
            same @ (State::Unknown | State::Home { .. } | State::Used { .. }) => same,
        };
        (self.is.bed, self.is.company) = (bed, company);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self.is.state {
            State::Used { edge, met, .. } => {
                let away = edge + self.away_after(edge);
                Some(met.map_or(away, |met| away.min(met + DOORWAY.just_before)))
            }
            State::Unknown | State::Home { .. } | State::Away { .. } => None,
        }
    }

    /// Whether it could be seen that somebody walks about at home.
    pub(crate) fn sees_rooms(&self) -> bool {
        let is_room =
            |(place, eye): (usize, &EyeState)| Some(place) != self.bed_source && eye.has_spoken();
        self.is.eyes.iter().enumerate().any(is_room)
    }

    /// `bed`: whether somebody is in bed; `None` if nothing looks at one. While the bed's radar is
    /// not heard, an older sign says nothing: they may be in bed.
    pub(crate) fn is(&self, now: Mono, bed: Option<Occupancy>) -> Where {
        let away = matches!(self.is.state, State::Away { .. });
        match bed {
            Some(Occupancy::In) => return Where::Bed,
            _ if !away && self.is.eyes.iter().any(|eye| eye.sees(now)) => return Where::Home,
            Some(Occupancy::Unknown) => return Where::Unknown,
            Some(Occupancy::Out) | None => {}
        }
        match self.is.state {
            State::Away { .. } => Where::Away,
            State::Home { last } | State::Used { edge: last, .. }
                if now.since(last) <= self.policy.holds =>
            {
                Where::Home
            }
            State::Unknown | State::Home { .. } | State::Used { .. } => Where::Unknown,
        }
    }

    /// Somebody was seen by a source.
    fn see(&mut self, at: Mono, place: usize, glimpse: Glimpse) -> Option<Passage> {
        let (next, passage) = match self.is.state {
            State::Unknown | State::Home { .. } => (State::Home { last: at }, None),
            State::Used { met: Some(_), .. } => return None,
            State::Used { near, edge, shut, met: None } => {
                let after = at.since(edge);
                let lag = match (shut, glimpse) {
                    (true, Glimpse::New) => DOORWAY.shuts,
                    (true, Glimpse::Moving) => DOORWAY.moving,
                    (true, Glimpse::Lasting) | (false, _) => self.policy.came_within,
                };
                if after < lag {
                    return None;
                }
                if shut && glimpse == Glimpse::New && after >= DOORWAY.out {
                    (State::Used { near, edge, shut, met: Some(at) }, None)
                } else {
                    self.stays(near, at);
                    (State::Home { last: at }, Some(Passage::Stayed))
                }
            }
            State::Away { left, shut, opened, seen } => {
                let came = opened.filter(|opened| at.since(*opened) <= self.policy.came_within);
                let seen = Seen::with(seen, at, place, glimpse);
                if let Some(from) = came {
                    (State::Home { last: at }, Some(Passage::Came { from }))
                } else if seen.is_certain(glimpse) {
                    (State::Home { last: at }, Some(home_again(left, shut, opened, seen.first)))
                } else {
                    (State::Away { left, shut, opened, seen: Some(seen) }, None)
                }
            }
        };
        self.is.state = next;
        passage
    }

    /// Somebody is at home beyond doubt.
    fn certain(&mut self, at: Mono) -> Option<Passage> {
        let passage = match self.is.state {
            State::Unknown | State::Home { .. } => None,
            State::Used { .. } => Some(Passage::Stayed),
            State::Away { left, shut, opened, seen } => {
                let first = seen.map_or(at, |seen| seen.first);
                Some(home_again(left, shut, opened, first))
            }
        };
        self.is.state = State::Home { last: at };
        passage
    }

    /// Somebody is inside after the entrance was used. If nobody came to it from inside, they came
    /// in to whoever was at home before.
    fn stays(&mut self, near: bool, at: Mono) {
        if !near {
            self.is.company = Some(at);
        }
    }

    /// Whether somebody was seen just before, who may now go out.
    fn is_near(&self, at: Mono) -> bool {
        let State::Home { last } = self.is.state else { return false };
        at.since(last) <= DOORWAY.near
            || self.is.bed == Some(Occupancy::In)
            || self.is.eyes.iter().any(|eye| eye.sees(at))
    }

    /// Nobody was seen; would they have been? Every radar must be heard, a room be watched, and
    /// nobody perhaps in bed.
    fn would_see(&self) -> bool {
        self.sees_rooms()
            && self.is.bed != Some(Occupancy::Unknown)
            && !self.is.eyes.iter().any(EyeState::is_silent)
    }

    /// Who went out may have been the visitor: who stays sits still for longer than ten minutes.
    fn away_after(&self, edge: Mono) -> Duration {
        let company = self.is.company.is_some_and(|company| edge.since(company) <= DOORWAY.company);
        if company { self.policy.holds } else { self.policy.away_after }
    }
}

/// Somebody is in a home that was said to be empty: came in, or never went out.
fn home_again(left: Mono, shut: bool, opened: Option<Mono>, seen: Mono) -> Passage {
    match (opened, shut) {
        (Some(from), true | false) => Passage::Came { from },
        (None, false) => Passage::Came { from: seen },
        (None, true) => Passage::Mistaken { left },
    }
}

impl Seen {
    fn with(before: Option<Self>, at: Mono, place: usize, glimpse: Glimpse) -> Self {
        let new = Self { first: at, last: at, place, times: 0 };
        let known = before.filter(|seen| at.since(seen.last) <= DOORWAY.together);
        let seen = known.unwrap_or(new);
        let times = match glimpse {
            Glimpse::New if seen.place != place => seen.times.saturating_add(2),
            Glimpse::New => seen.times.saturating_add(1),
            Glimpse::Moving | Glimpse::Lasting => seen.times,
        };
        Self { last: at, times, ..seen }
    }

    /// A pulse or two of a motion sensor are the sun or a curtain.
    fn is_certain(&self, glimpse: Glimpse) -> bool {
        let lasts = match glimpse {
            Glimpse::Moving => DOORWAY.moves,
            Glimpse::New | Glimpse::Lasting => DOORWAY.lasts,
        };
        self.times >= DOORWAY.glimpses || self.last.since(self.first) >= lasts
    }
}

#[cfg(test)]
mod tests;
