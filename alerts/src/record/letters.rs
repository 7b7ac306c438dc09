//! How is a minute of the diary written in letters?
//!
//! A letter for its states, two for movement and three for the rates if there are any; what happens
//! seldom stands behind a mark of its own (`!`: they stirred), and a minute that comes again is counted:
//!
//! ```text
//!  state [movement movement] [heart/breath ×3] [+turns] [^radar's turns] [~pauses] [!] [*times times]
//! ```

use alloc::collections::VecDeque;
use alloc::string::String;
use core::str::Bytes;

use protocol::SleepStage;

use super::diary::Past;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Movement up to 20 is kept to a hundredth, and above to four: 4 095 steps reach beyond 100.
const FINE: u16 = 2_000;
const STEPS: u16 = 4_096;

/// Rates are kept in halves, with room for no person's: 511 halves, and 0 for none.
const MOST_HALVES: u16 = 511;

/// A minute repeats at most so often before it is written again.
const MOST_TIMES: usize = 4_095;

pub(super) fn write(minutes: &VecDeque<Past>) -> String {
    let mut text = String::new();
    let mut minutes = minutes.iter().peekable();
    while let Some(past) = minutes.next() {
        one(past, &mut text);
        let mut more = 0;
        while more < MOST_TIMES && minutes.next_if(|next| *next == past).is_some() {
            more += 1;
        }
        if more > 0 {
            text.push('*');
            letters(&mut text, more, 2);
        }
    }
    text
}

pub(super) const fn written_movement(movement: u16) -> u16 {
    let step = if movement <= FINE { movement } else { FINE + (movement - FINE) / 4 };
    if step < STEPS { step } else { STEPS - 1 }
}

pub(super) const fn read_movement(step: u16) -> u16 {
    if step <= FINE { step } else { FINE + (step - FINE) * 4 }
}

fn one(past: &Past, text: &mut String) {
    let in_bed = match past.in_bed {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    };
    let stage = match past.stage {
        None => 0,
        Some(SleepStage::None) => 1,
        Some(SleepStage::Awake) => 2,
        Some(SleepStage::Light) => 3,
        Some(SleepStage::Deep) => 4,
    };
    let rates = past.heart.is_some() || past.breath.is_some();
    let has = usize::from(past.movement.is_some()) + 2 * usize::from(rates);
    letters(text, in_bed + 3 * stage + 15 * has, 1);
    if let Some(movement) = past.movement {
        letters(text, written_movement(movement).into(), 2);
    }
    if rates {
        let halves = |rate: Option<u16>| usize::from(rate.unwrap_or(0).min(MOST_HALVES));
        letters(text, halves(past.heart) + 512 * halves(past.breath), 3);
    }
    for (mark, count) in [
        ('+', past.turns),
        ('^', past.radar_turns.map_or(0, |n| n.min(62) + 1)),
        ('~', past.pauses),
    ] {
        if count > 0 {
            text.push(mark);
            letters(text, count.min(63).into(), 1);
        }
    }
    if past.stirs {
        text.push('!');
    }
}

fn letters(text: &mut String, number: usize, count: u32) {
    for place in 0..count {
        let letter = ALPHABET.get((number >> (6 * place)) & 63).copied().unwrap_or(b'A');
        text.push(char::from(letter));
    }
}

/// Reads them: each minute, and how often it comes. What cannot be read is a minute that comes for
/// ever, so that nobody takes it for one.
pub(super) struct Letters<'a> {
    text: core::iter::Peekable<Bytes<'a>>,
}

impl<'a> Letters<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.bytes().peekable() }
    }

    fn number(&mut self, count: u32) -> Option<usize> {
        let mut number = 0;
        for place in 0..count {
            let letter = self.text.next()?;
            let six = ALPHABET.iter().position(|known| *known == letter)?;
            number |= six << (6 * place);
        }
        Some(number)
    }

    fn marked(&mut self, mark: u8, count: u32) -> Option<usize> {
        if self.text.next_if_eq(&mark).is_some() { self.number(count) } else { Some(0) }
    }

    fn read(&mut self) -> Option<(Past, usize)> {
        let states = self.number(1)?;
        let (in_bed, stage, has) = (states % 3, states / 3 % 5, states / 15);
        let mut past = Past {
            in_bed: [None, Some(false), Some(true)].get(in_bed).copied()?,
            stage: match stage {
                0 => None,
                1 => Some(SleepStage::None),
                2 => Some(SleepStage::Awake),
                3 => Some(SleepStage::Light),
                _ => Some(SleepStage::Deep),
            },
            ..Past::default()
        };
        if has % 2 == 1 {
            let step = u16::try_from(self.number(2)?).ok()?;
            past.movement = Some(read_movement(step));
        }
        if has / 2 == 1 {
            let rates = self.number(3)?;
            let rate = |halves: usize| u16::try_from(halves).ok().filter(|halves| *halves > 0);
            (past.heart, past.breath) = (rate(rates % 512), rate(rates / 512));
        }
        past.turns = u8::try_from(self.marked(b'+', 1)?).ok()?;
        past.radar_turns = u8::try_from(self.marked(b'^', 1)?).ok()?.checked_sub(1);
        past.pauses = u8::try_from(self.marked(b'~', 1)?).ok()?;
        past.stirs = self.text.next_if_eq(&b'!').is_some();
        Some((past, 1 + self.marked(b'*', 2)?))
    }
}

impl Iterator for Letters<'_> {
    type Item = (Past, usize);

    fn next(&mut self) -> Option<(Past, usize)> {
        self.text.peek()?;
        Some(self.read().unwrap_or((Past::default(), usize::MAX / 2)))
    }
}
