//! Who sees somebody now? What each source says of people, and whether that is news.
//!
//! A radar repeats itself each second, and ends what it says of presence a minute or two after the
//! person has gone; a motion sensor speaks at changes only, and says nothing of who sits still. So
//! two things are told apart: that a source *begins* to see somebody (a glimpse: someone moves
//! there now), and that it *goes on* seeing (which may be its own delay). Each channel of a source
//! is watched by itself, for they contradict each other: a radar says presence and, a moment
//! later, a movement of nothing.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::policy::EYES;

/// What a source says of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Sign {
    /// Nobody is there.
    Nobody,
    /// Somebody is there.
    There,
    /// Somebody moves.
    Moves,
}

/// By which of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Channel {
    /// Presence, targets.
    Presence,
    /// Motion in words.
    Motion,
    /// Body movement: a number that has no delay of its own.
    Movement,
}

/// What a sign of somebody is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glimpse {
    /// The source did not see this a moment ago.
    New,
    /// It goes on seeing somebody move, as a number that has no delay.
    Moving,
    /// It goes on seeing, and may be late in ending.
    Lasting,
}

/// The last word of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Word {
    sign: Sign,
    at: Mono,
}

/// What one source is remembered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EyeState {
    presence: Option<Word>,
    motion: Option<Word>,
    movement: Option<Word>,
    /// It was heard, and is no longer.
    silent: bool,
    /// It has said that somebody was gone: what does not is a button, and sees only beginnings.
    ends: bool,
}

impl EyeState {
    /// What the source says of people; a sign of somebody is news or goes on.
    pub(crate) fn handle(&mut self, at: Mono, channel: Channel, sign: Sign) -> Option<Glimpse> {
        self.silent = false;
        let ends = self.ends;
        let last = match channel {
            Channel::Presence => &mut self.presence,
            Channel::Motion => &mut self.motion,
            Channel::Movement => &mut self.movement,
        };
        let was = last.replace(Word { sign, at });
        if sign == Sign::Nobody {
            self.ends = true;
            return None;
        }
        let else_nobody = self.presence.or(self.motion).is_some_and(|is| is.sign == Sign::Nobody);
        if channel == Channel::Movement && sign == Sign::There && else_nobody {
            return None; // a number above nothing where its own radar sees nobody is noise
        }
        let again = !ends && was.is_some_and(|was| at.since(was.at) > EYES.again);
        let began = match (channel, was.map(|was| was.sign)) {
            (_, None) => true,
            // A number that flickers above nothing is no news; one that becomes motion is.
            (Channel::Movement, Some(was)) => was < Sign::Moves && sign == Sign::Moves,
            (Channel::Presence | Channel::Motion, Some(was)) => was < sign,
        };
        Some(match (channel, sign) {
            _ if began || again => Glimpse::New,
            (Channel::Movement, Sign::Moves) => Glimpse::Moving,
            (Channel::Movement, Sign::Nobody | Sign::There)
            | (Channel::Presence | Channel::Motion, Sign::Nobody | Sign::There | Sign::Moves) => {
                Glimpse::Lasting
            }
        })
    }

    /// The source is no longer heard: what it said last says nothing.
    pub(crate) fn handle_silent(&mut self) {
        *self = Self { silent: true, ends: self.ends, ..Self::default() };
    }

    /// It was heard before, and is not now: it cannot say that nobody is there.
    pub(crate) const fn is_silent(&self) -> bool {
        self.silent
    }

    /// It has said something of people.
    pub(crate) const fn has_spoken(&self) -> bool {
        self.presence.is_some() || self.motion.is_some() || self.movement.is_some()
    }

    /// Whether it sees somebody: presence before motion before a number.
    pub(crate) fn sees(&self, now: Mono) -> bool {
        let word = self.presence.or(self.motion).or(self.movement);
        word.is_some_and(|word| {
            word.sign > Sign::Nobody && (self.ends || now.since(word.at) <= EYES.holds)
        })
    }
}

/// The eyes of a home, by the place of their source.
pub(crate) type Eyes = Vec<EyeState>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radar_that_repeats_presence_begins_to_see_once() {
        let mut eye = EyeState::default();
        assert_eq!(eye.handle(s(0), Channel::Presence, Sign::Nobody), None);
        assert_eq!(eye.handle(s(1), Channel::Presence, Sign::There), Some(Glimpse::New));
        assert_eq!(eye.handle(s(2), Channel::Presence, Sign::There), Some(Glimpse::Lasting));
        assert!(eye.sees(s(9_000)));
        eye.handle(s(3), Channel::Presence, Sign::Nobody);
        assert!(!eye.sees(s(3)));
    }

    #[test]
    fn a_number_above_nothing_where_the_radar_sees_nobody_is_noise() {
        let mut eye = EyeState::default();
        eye.handle(s(0), Channel::Presence, Sign::Nobody);
        assert_eq!(eye.handle(s(1), Channel::Movement, Sign::There), None);
        assert_eq!(eye.handle(s(2), Channel::Movement, Sign::Moves), Some(Glimpse::New));
    }

    #[test]
    fn a_number_is_news_when_it_becomes_motion_and_its_flicker_is_none() {
        let mut eye = EyeState::default();
        let said: Vec<_> =
            [(0, Sign::Nobody), (1, Sign::There), (2, Sign::Moves), (3, Sign::Moves)]
                .into_iter()
                .map(|(at, sign)| eye.handle(s(at), Channel::Movement, sign))
                .collect();
        use Glimpse::{Lasting, Moving, New};
        assert_eq!(said, [None, Some(Lasting), Some(New), Some(Moving)]);
    }

    #[test]
    fn presence_and_a_movement_of_nothing_do_not_undo_each_other() {
        let mut eye = EyeState::default();
        eye.handle(s(0), Channel::Presence, Sign::There);
        for at in 1..9 {
            eye.handle(s(at), Channel::Movement, Sign::Nobody);
            let again = eye.handle(s(at), Channel::Presence, Sign::There);
            assert_eq!(again, Some(Glimpse::Lasting));
        }
        assert!(eye.sees(s(9)));
    }

    #[test]
    fn a_sensor_that_never_says_that_somebody_has_gone_sees_beginnings_only() {
        let mut eye = EyeState::default();
        eye.handle(s(0), Channel::Motion, Sign::Moves);
        assert!(eye.sees(s(60)) && !eye.sees(s(600)));
        assert_eq!(eye.handle(s(700), Channel::Motion, Sign::Moves), Some(Glimpse::New));
    }

    #[test]
    fn what_is_not_heard_sees_nobody_and_says_so() {
        let mut eye = EyeState::default();
        eye.handle(s(0), Channel::Presence, Sign::There);
        eye.handle_silent();
        assert!(eye.is_silent() && !eye.sees(s(1)) && !eye.has_spoken());
        assert_eq!(eye.handle(s(2), Channel::Presence, Sign::There), Some(Glimpse::New));
        assert!(!eye.is_silent());
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
