//! What was each minute of the last day and a half?
//!
//! What summaries and the resident's own scale are computed from, once, at the end: until then
//! nobody knows which minutes were whose. A minute out of bed says nothing more than that.
//!
//! Written down it is a text of a few letters a minute, because a checkpoint is written with every
//! event: minutes that are alike are counted, and a night of eight hours takes 4 KiB.

use alloc::collections::VecDeque;
use alloc::string::String;
use core::time::Duration;

use protocol::{Mono, SleepStage};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MINUTE;
use super::letters::{Letters, read_movement, write, written_movement};
use crate::plan::Places;

/// Minutes that are kept: 36 h, so that at noon a day of 25 hours is whole, and so is the sleep of
/// somebody who works at night when they get up. The oldest go.
pub(crate) const KEPT: usize = 36 * 60;

/// What is known of a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Past {
    /// Somebody was in bed; `None` while that is not known.
    pub(crate) in_bed: Option<bool>,
    /// The mean of body movement, hundredths.
    pub(crate) movement: Option<u16>,
    /// What the radar said of sleep.
    pub(crate) stage: Option<SleepStage>,
    /// The means of heart and breathing rates, half a beat or breath each.
    pub(crate) heart: Option<u16>,
    pub(crate) breath: Option<u16>,
    /// Turn-overs that began in it, as Hearth and the radar count.
    pub(crate) turns: u8,
    pub(crate) radar_turns: Option<u8>,
    /// Pauses of breath that began in it.
    pub(crate) pauses: u8,
    /// Somebody in bed stirred in it.
    pub(crate) stirs: bool,
}

impl Past {
    /// A movement (hundredths) as finely as it is kept.
    pub(crate) const fn kept(movement: u16) -> u16 {
        read_movement(written_movement(movement))
    }

    /// Whether anything is known of whoever belongs in the bed.
    pub(crate) const fn is_known(&self) -> bool {
        match self.in_bed {
            None => false,
            Some(false) => true,
            Some(true) => {
                self.movement.is_some()
                    || self.stage.is_some()
                    || self.heart.is_some()
                    || self.breath.is_some()
            }
        }
    }
}

/// The last minutes.
#[derive(Debug, Default)]
pub(crate) struct Diary {
    /// When the newest minute ended.
    end: Mono,
    minutes: VecDeque<Past>,
    /// Turn-overs and pauses of breath that began since then.
    coming: (u8, u8),
}

impl Diary {
    /// A minute is over at `end`. Minutes that were missed are not known.
    pub(crate) fn write(&mut self, end: Mono, mut past: Past) {
        let missed = (end.since(self.end).as_secs() / 60).saturating_sub(1);
        if !self.minutes.is_empty() && end > self.end {
            let missed = usize::try_from(missed).unwrap_or(KEPT).min(KEPT);
            (0..missed).for_each(|_| self.push(Past::default()));
        }
        (past.turns, past.pauses) = core::mem::take(&mut self.coming);
        self.push(past);
        self.end = end;
    }

    fn push(&mut self, past: Past) {
        if self.minutes.len() >= KEPT {
            self.minutes.pop_front();
        }
        self.minutes.push_back(past);
    }

    /// They were out of bed from `exit` on, and not in it.
    pub(crate) fn left(&mut self, exit: Mono) {
        let since = usize::try_from(self.end.since(exit).as_secs() / 60).unwrap_or(KEPT);
        for past in self.minutes.iter_mut().rev().take(since) {
            *past = Past { in_bed: Some(false), ..Past::default() };
        }
    }

    /// The minute in which `at` lies, if it is kept; it is over.
    fn at(&mut self, at: Mono) -> Option<&mut Past> {
        let begun = self.end.back(MINUTE);
        let ago = if at >= begun { 0 } else { 1 + (begun.0 - 1 - at.0) / 60_000 };
        let place = self.minutes.len().checked_sub(1 + usize::try_from(ago).ok()?)?;
        self.minutes.get_mut(place)
    }

    /// They turned over then.
    pub(crate) fn turned(&mut self, at: Mono) {
        let turns = if at >= self.end {
            Some(&mut self.coming.0)
        } else {
            self.at(at).map(|past| &mut past.turns)
        };
        if let Some(turns) = turns {
            *turns = turns.saturating_add(1);
        }
    }

    /// Breath paused then.
    pub(crate) fn paused(&mut self, at: Mono) {
        let pauses = if at >= self.end {
            Some(&mut self.coming.1)
        } else {
            self.at(at).map(|past| &mut past.pauses)
        };
        if let Some(pauses) = pauses {
            *pauses = pauses.saturating_add(1);
        }
    }

    /// The heart and breathing rates of the newest minute.
    pub(crate) fn rates(&mut self, heart: Option<u16>, breath: Option<u16>) {
        if let Some(past) = self.minutes.back_mut().filter(|past| past.in_bed == Some(true)) {
            (past.heart, past.breath) = (heart, breath);
        }
    }

    /// The last so many minutes, the oldest first.
    pub(crate) fn last(&self, minutes: usize) -> impl Iterator<Item = &Past> {
        self.minutes.iter().skip(self.minutes.len().saturating_sub(minutes))
    }

    /// The minutes from `at` on, and when each began.
    pub(crate) fn since(&self, at: Mono) -> impl Iterator<Item = (Mono, Past)> {
        let began = self.begins();
        let minutes = self.minutes.iter().zip(0..);
        minutes
            .map(move |(past, n)| (began + MINUTE * n, *past))
            .filter(move |(from, _)| *from >= at)
    }

    /// When the oldest minute that is kept began.
    pub(crate) fn begins(&self) -> Mono {
        let minutes = u32::try_from(self.minutes.len()).unwrap_or(u32::MAX);
        self.end.back(MINUTE * minutes)
    }

    /// When the minute at that place of [`Self::last`] began, counted from the newest, 0.
    pub(crate) fn began(&self, ago: usize) -> Mono {
        self.end.back(MINUTE * u32::try_from(ago + 1).unwrap_or(u32::MAX))
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    end: Mono,
    text: String,
    #[serde(default)]
    coming: (u8, u8),
}

impl Serialize for Diary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = write(&self.minutes);
        Written { end: self.end, text, coming: self.coming }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Diary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { end, text, coming } = Written::deserialize(deserializer)?;
        let mut minutes = VecDeque::new();
        for (past, times) in Letters::new(&text) {
            if minutes.len() + times > KEPT {
                return Err(D::Error::custom("a diary that is longer than any"));
            }
            minutes.extend(core::iter::repeat_n(past, times));
        }
        let whole = Duration::from_secs(60) * u32::try_from(minutes.len()).unwrap_or(u32::MAX);
        if whole.as_millis() > u128::from(end.0) {
            return Err(D::Error::custom("a diary from before the home began"));
        }
        Ok(Self { end, minutes, coming })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        let mut diary = Diary::default();
        for minute in 1..=700 {
            diary.write(Mono(minute * 60_000), lived(minute));
        }
        diary.turned(Mono(650 * 60_000 + 5));
        diary.paused(Mono(650 * 60_000 + 59_999));
        diary.turned(Mono(700 * 60_000 + 30_000));
        let text = serde_json::to_string(&diary).unwrap();
        let read: Diary = serde_json::from_str(&text).unwrap();
        assert_eq!((read.end, &read.minutes), (diary.end, &diary.minutes));
        assert_eq!(read.last(50).next().unwrap().turns, 1);
        assert_eq!(read.last(50).next().unwrap().pauses, 1);
        let mut next = read;
        next.write(Mono(701 * 60_000), lived(701));
        assert_eq!(next.last(1).next().unwrap().turns, 1, "of the minute that was not over");
    }

    #[test]
    fn a_night_takes_four_kilobytes_and_a_day_out_of_bed_next_to_nothing() {
        let mut diary = Diary::default();
        (1..=480).for_each(|minute| diary.write(Mono(minute * 60_000), lived(minute)));
        let night = serde_json::to_string(&diary).unwrap().len();
        assert!(night < 3_500, "{night}");
        let out = Past { in_bed: Some(false), ..Past::default() };
        (481..=1_440).for_each(|minute| diary.write(Mono(minute * 60_000), out));
        assert!(serde_json::to_string(&diary).unwrap().len() < night + 10);
    }

    #[test]
    fn a_day_and_a_half_is_kept_and_minutes_that_were_missed_are_not_known() {
        let mut diary = Diary::default();
        diary.write(Mono(60_000), lived(1));
        diary.write(Mono(600_000), lived(2));
        assert_eq!(diary.minutes.len(), 10);
        assert_eq!(diary.last(2).next(), Some(&Past::default()));
        diary.write(Mono(600 * 3_600_000), lived(3));
        assert_eq!(diary.minutes.len(), KEPT);
        assert_eq!(diary.begins(), Mono(564 * 3_600_000));
    }

    #[test]
    fn an_exit_that_is_known_late_empties_the_minutes_since() {
        let mut diary = Diary::default();
        (1..=9).for_each(|minute| diary.write(Mono(minute * 60_000), lived(minute)));
        diary.left(Mono(6 * 60_000 + 30_000));
        let in_bed = diary.last(9).filter(|past| past.in_bed == Some(true)).count();
        // The minute in which they left was spent in bed for the most part, or not; it stays.
        assert_eq!(in_bed, 7);
    }

    #[test]
    fn a_damaged_diary_is_refused() {
        for text in [
            r#"{"end":600000,"text":"zzzz"}"#,
            r#"{"end":600000,"text":"A*__"}"#,
            r#"{"end":60000,"text":"AA"}"#,
            r#"{"end":600000,"text":"*AA"}"#,
            r#"{"end":600000,"text":"中"}"#,
        ] {
            assert!(serde_json::from_str::<Diary>(text).is_err(), "{text}");
        }
    }

    fn lived(minute: u64) -> Past {
        let some = |n: u64| u16::try_from(n).unwrap();
        Past {
            in_bed: Some(true),
            movement: (!minute.is_multiple_of(7)).then(|| some(minute * 36 % 10_000)),
            stage: (minute % 9 > 3).then_some(SleepStage::Light),
            heart: Some(some(110 + minute % 40)),
            breath: (!minute.is_multiple_of(5)).then(|| some(26 + minute % 9)),
            turns: 0,
            radar_turns: minute.is_multiple_of(10).then_some(2),
            pauses: 0,
            stirs: minute.is_multiple_of(6),
        }
    }
}
