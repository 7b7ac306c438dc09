//! What does a mat under the sheet say? A contact that says in bed and nothing else, as real ones do
//! it: it chatters, it pulses for a second when somebody moves, it gets stuck.

use protocol::Reading;

use crate::body::Sense;
use crate::dice::Dice;

/// How it misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mat {
    /// Not at all.
    Steady,
    /// It lets go for seconds while somebody lies on it, and closes for a second when nobody does.
    Chatters,
    /// It closes only for a second, when somebody moves on it.
    Pulses,
    /// … and only when they turn over with force: a sleeper leaves it alone for an hour and more.
    PulsesRarely,
    /// It stays closed for an hour or two after somebody has left.
    Sticks,
    /// … now and then, for most of the day.
    SticksIntoDay,
    /// … for a day or two.
    SticksForDays,
    /// It pulses, and once in a while is stuck after a pulse, for hours.
    PulsesAndSticks,
}

impl Mat {
    /// Whether it says nothing of who lies on it but that they move.
    pub(crate) const fn pulses(self) -> bool {
        match self {
            Self::Pulses | Self::PulsesRarely | Self::PulsesAndSticks => true,
            Self::Steady
            | Self::Chatters
            | Self::Sticks
            | Self::SticksIntoDay
            | Self::SticksForDays => false,
        }
    }

    /// Whether it says of an empty bed that somebody is in it, for hours.
    pub(crate) const fn sticks(self) -> bool {
        match self {
            Self::Sticks | Self::SticksIntoDay | Self::SticksForDays | Self::PulsesAndSticks => {
                true
            }
            Self::Steady | Self::Chatters | Self::Pulses | Self::PulsesRarely => false,
        }
    }
}

/// A mat at work.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    mat: Mat,
    /// It says its state each second, not only when that changes.
    polled: bool,
    said: Option<bool>,
    closed: bool,
    was_in_bed: bool,
    /// Seconds until it follows the weight on it.
    due: u64,
    /// Seconds for which it says the opposite.
    upset: u64,
}

impl Contact {
    pub(crate) fn new(mat: Mat, dice: &mut Dice) -> Self {
        Self {
            mat,
            polled: dice.coin(),
            said: None,
            closed: false,
            was_in_bed: false,
            due: 0,
            upset: 0,
        }
    }

    pub(crate) fn tick(&mut self, sense: Sense, dice: &mut Dice, say: &mut dyn FnMut(Reading)) {
        if sense.in_bed != self.was_in_bed {
            self.was_in_bed = sense.in_bed;
            self.due = match (self.mat, sense.in_bed) {
                (Mat::Sticks, false) => dice.between(2_400, 7_200),
                (Mat::SticksIntoDay, false) if dice.one_in(4) => dice.between(14_400, 36_000),
                (Mat::SticksForDays, false) if dice.one_in(4) => dice.between(80_000, 180_000),
                (_, true) => dice.between(0, 2),
                (_, false) => dice.between(1, 4),
            };
        }
        self.due = self.due.saturating_sub(1);
        let closes = self.due == 0 && sense.in_bed && !self.closed;
        if self.due == 0 {
            self.closed = sense.in_bed;
        }
        // Lying down is movement too, and most of it reaches the contact.
        let lies_down = match self.mat {
            Mat::PulsesRarely => closes && dice.coin(),
            Mat::Pulses | Mat::PulsesAndSticks => closes && !dice.one_in(6),
            Mat::Steady | Mat::Chatters => false,
            Mat::Sticks | Mat::SticksIntoDay | Mat::SticksForDays => false,
        };
        self.upset = self.upset.saturating_sub(1);
        let says = match self.mat {
            Mat::Steady | Mat::Sticks | Mat::SticksIntoDay | Mat::SticksForDays => self.closed,
            Mat::Chatters => {
                let rare = if self.closed { 240 } else { 2_400 };
                if self.upset == 0 && self.due == 0 && dice.one_in(rare) {
                    self.upset = if self.closed { dice.between(1, 20) } else { 1 };
                }
                self.closed != (self.upset > 0)
            }
            Mat::Pulses | Mat::PulsesAndSticks => {
                let moves = sense.force >= 25 || dice.one_in(1_500) || lies_down;
                if self.closed && moves && self.upset == 0 {
                    self.upset = dice.between(1, 2);
                    if self.mat == Mat::PulsesAndSticks && dice.one_in(60) {
                        self.upset = dice.between(7_000, 30_000);
                    }
                }
                self.upset > 0
            }
            Mat::PulsesRarely => {
                if self.closed && (sense.force >= 55 || lies_down) && self.upset == 0 {
                    self.upset = dice.between(1, 2);
                }
                self.upset > 0
            }
        };
        if self.polled || self.said != Some(says) {
            self.said = Some(says);
            say(Reading::InBed(says));
        }
    }
}
