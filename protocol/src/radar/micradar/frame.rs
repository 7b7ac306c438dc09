//! What is a frame of the 53 59 family, and how does a host write one?
//!
//! | offset | size | field |
//! |---|---|---|
//! | 0 | 2 | `53 59` |
//! | 2 | 1 | control word: the group of messages |
//! | 3 | 1 | command word: the message |
//! | 4 | 2 | N, the length of the body, big-endian |
//! | 6 | N | body |
//! | 6+N | 1 | low byte of the sum of everything before |
//! | 7+N | 2 | `54 43` |
//!
//! A body may hold head and tail bytes, so only the length says where a frame ends.

use crate::checksum::sum;
use crate::scan::{NoiseKind, Scan};

/// Head, control word, command word, length.
const BEFORE_BODY: usize = 6;

/// Sum and tail.
const AFTER_BODY: usize = 3;

/// The longest body that a module sends is a text of about 32 characters; only a firmware update,
/// which Hearth never does, has more than this (radar.md §1.2).
const LONGEST_BODY: usize = 64;

/// The longest frame.
pub(super) const LONGEST: usize = BEFORE_BODY + LONGEST_BODY + AFTER_BODY;

/// The body of every question of a host.
const QUESTION: u8 = 0x0F;

pub(super) fn scan(bytes: &[u8]) -> Scan {
    match *bytes {
        [0x53, 0x59, _, _, high, low, ..] => whole(bytes, u16::from_be_bytes([high, low]).into()),
        [] | [0x53] | [0x53, 0x59, ..] => Scan::Short,
        [_, ..] => Scan::noise(NoiseKind::Sync),
    }
}

fn whole(bytes: &[u8], body: usize) -> Scan {
    if body > LONGEST_BODY {
        return Scan::noise(NoiseKind::Length);
    }
    let length = BEFORE_BODY + body + AFTER_BODY;
    let Some((summed, [got, tail @ ..])) =
        bytes.get(..length).and_then(|frame| frame.split_at_checked(BEFORE_BODY + body))
    else {
        return Scan::Short;
    };
    match (*got == sum(summed), tail) {
        (true, [0x54, 0x43]) => Scan::Frame(length),
        (true, _) => Scan::noise(NoiseKind::Tail),
        (false, _) => Scan::noise(NoiseKind::Checksum),
    }
}

/// A frame taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub(super) control: u8,
    pub(super) command: u8,
    pub(super) body: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Takes apart what [`scan`] has found.
    pub(super) const fn of(bytes: &'a [u8]) -> Option<Self> {
        match *bytes {
            [_, _, control, command, _, _, ref body @ .., _, _, _] => {
                Some(Self { control, command, body })
            }
            [..] => None,
        }
    }

    /// Whether a host asks here: its own bytes that an adapter gives back, or another host's. A
    /// body of `0F` that is also a value of the reply (15 breaths a minute) is none.
    pub(super) fn is_question(self) -> bool {
        let asks = match self.control {
            0x02 => matches!(self.command, 0xA1..=0xA4 | 0xA8),
            _ => self.command >= 0x80,
        };
        let is_value = matches!(
            (self.control, self.command),
            // heartbeat; movement; breaths a minute, early breaths a minute, threshold; confidence;
            // score, sleep cut-off
            (0x01, 0x80)
                | (0x80, 0x83)
                | (0x81, 0x82 | 0x85 | 0x8B)
                | (0x83, 0x82)
                | (0x84, 0x86 | 0x96)
        );
        asks && !is_value && self.body == [QUESTION]
    }

    /// Whether this is what only a question gets: a command word of the questions' side.
    pub(super) const fn is_reply(self) -> bool {
        self.command >= 0x80
    }

    /// The report's command word, where this is a reply to a question: the question's, which is the
    /// report's + 0x80. In control word 0x84 that rule breaks for four messages (radar.md §1.3):
    /// masked, 8D would be the night summary and not the ten minutes.
    pub(super) const fn report(self) -> u8 {
        match (self.control, self.command) {
            (0x02, command @ 0xA1..) => command - 0xA0,
            (0x84, 0x8C) => 0x0F,
            (0x84, 0x8D) => 0x0C,
            (0x84, 0x8E) => 0x0E,
            (0x84, 0x8F) => 0x0D,
            (_, command) => command & 0x7F,
        }
    }
}

/// What a host has to say to a module: all of it is one byte about one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    control: u8,
    command: u8,
    value: u8,
}

impl Order {
    /// The length of every order on the wire.
    pub(super) const LENGTH: usize = BEFORE_BODY + 1 + AFTER_BODY;

    /// Asks for a message; `command` is the question's, not the report's.
    pub(super) const fn ask(control: u8, command: u8) -> Self {
        Self { control, command, value: QUESTION }
    }

    /// Switches a group of messages on.
    pub(super) const fn switch_on(control: u8) -> Self {
        Self { control, command: 0x00, value: 0x01 }
    }

    /// Whether a frame, no host's question, is the answer to this question: the reply with the
    /// question's own command or, with some firmware, with the report's.
    pub(super) fn is_answered_by(self, frame: &Frame<'_>) -> bool {
        let Self { control, command, value } = self;
        let asked = Frame { control, command, body: &[] };
        value == QUESTION && frame.control == control && frame.report() == asked.report()
    }

    /// The order in these bytes, if they are one.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match Frame::of(bytes)? {
            Frame { control, command, body: &[value] } => Some(Self { control, command, value }),
            Frame { body: _, .. } => None,
        }
    }

    /// As it goes over the wire.
    pub(super) fn bytes(self) -> [u8; Self::LENGTH] {
        let Self { control, command, value } = self;
        let got = sum(&[0x53, 0x59, control, command, 0, 1, value]);
        [0x53, 0x59, control, command, 0, 1, value, got, 0x54, 0x43]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_the_one_that_the_manual_prints() {
        let presence = [0x53, 0x59, 0x80, 0x81, 0x00, 0x01, 0x0F, 0xBD, 0x54, 0x43];

        assert_eq!(Order::ask(0x80, 0x81).bytes(), presence);
        assert_eq!(Order::of(&presence), Some(Order::ask(0x80, 0x81)));
    }

    #[test]
    fn a_reply_of_fifteen_breaths_is_no_question() {
        let asked = |control, command| Frame { control, command, body: &[0x0F] }.is_question();

        assert_eq!([asked(0x80, 0x81), asked(0x81, 0x82)], [true, false]);
    }

    #[test]
    fn a_length_that_no_module_sends_is_not_waited_for() {
        assert_eq!(scan(&[0x53, 0x59, 0x80, 0x03, 0x00, 0x41]), Scan::noise(NoiseKind::Length));
        assert_eq!(scan(&[0x53, 0x59, 0x80, 0x03, 0x00, 0x40]), Scan::Short);
    }
}
