//! What is said of an hour, in which order? Written and read by the same lines ([`Coder`]).
//!
//! For each minute: that there is one; its time, as the distance from a minute after the last; `from`,
//! as the distance from that; whether the resident slept; the names of its sources, if they are not
//! those of the minute before; and for each source which of its numbers came, and what they were.

use std::iter;

use alerts::message::{Asleep, Figure, LineMinute, Minute, Spread};
use alerts::{Wall, When};

use super::MOST_MINUTES;
use super::coder::{Bit, Coder, Number};

/// Sources of a minute. A payload has 8 KiB, and the shortest source takes seven bytes of it.
const MOST_LINES: u64 = 1_200;

/// Bytes of a source's name: all of a payload.
const LONGEST_NAME: u64 = 8 * 1024;

/// Milliseconds from a minute to the next.
const STEP: i64 = 60_000;

/// Numbers that a source may have, but for the seconds in bed.
const FIGURES: usize = 9;

/// What is expected of the next minute.
#[derive(Default)]
struct Models {
    more: Bit,
    at: Number,
    from_there: Bit,
    from: Number,
    offset: Number,
    asleep: [Number; 3],
    same_lines: Bit,
    line_count: Number,
    which_line: Number,
    name_length: Number,
    lines: Vec<(String, LineModel)>,
    last: Last,
}

/// The minute before.
#[derive(Default)]
struct Last {
    at: i64,
    offset: i64,
    asleep: u64,
    /// Which sources, by their place in `Models::lines`.
    lines: Vec<usize>,
}

#[derive(Default)]
struct LineModel {
    there: [[Bit; 2]; FIGURES],
    was_there: [bool; FIGURES],
    /// Made when the number first comes: most sources have one or two, and a model is large.
    figures: [Option<Box<FigureModel>>; FIGURES],
    in_bed_there: [Bit; 2],
    was_in_bed: bool,
    in_bed: Number,
    last_in_bed: i64,
}

#[derive(Default)]
struct FigureModel {
    n: Number,
    min: Hundredths,
    /// The distance of the largest from the least.
    width: Hundredths,
    /// The sum of what is above the least, by the digits of the width.
    sum: [Number; 8],
    /// What the sum leaves of the mean: for readings that are all alike, and for others.
    rest: [Number; 2],
    last_n: i64,
    last_min: i64,
}

/// A number of hundredths that is mostly whole.
#[derive(Default)]
struct Hundredths {
    whole: Number,
    rest: Number,
}

/// All minutes. When reading, `minutes` is empty and the answer is what was read.
pub(super) fn hour<'m>(
    coder: &mut impl Coder,
    mut minutes: impl Iterator<Item = (Wall, &'m Minute)>,
) -> Option<Vec<(Wall, Minute)>> {
    let mut models = Models::default();
    let mut said = Vec::new();
    loop {
        let next = minutes.next();
        if !coder.bit(&mut models.more, next.is_some())? {
            return Some(said);
        }
        let nothing = Minute::default();
        let (at, minute) = next.unwrap_or((Wall(0), &nothing));
        let read = models.minute(coder, at, minute)?;
        if said.len() >= MOST_MINUTES {
            return None;
        }
        said.push(read);
    }
}

impl Models {
    fn minute(
        &mut self,
        coder: &mut impl Coder,
        at: Wall,
        minute: &Minute,
    ) -> Option<(Wall, Minute)> {
        let at = self.at(coder, at.0)?;
        let from = self.from(coder, at, minute.from)?;
        let sleep = self.asleep(coder, minute.sleep)?;
        let names = minute.lines.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        self.names(coder, &names)?;
        let mut lines = Vec::with_capacity(self.last.lines.len());
        let nothing = LineMinute::default();
        let said = minute.lines.iter().map(|(_, line)| line).chain(iter::repeat(&nothing));
        for (place, line) in self.last.lines.iter().zip(said) {
            let (name, model) = self.lines.get_mut(*place)?;
            lines.push((name.clone(), model.line(coder, line)?));
        }
        Some((Wall(at), Minute { from, sleep, lines }))
    }

    fn at(&mut self, coder: &mut impl Coder, at: i64) -> Option<i64> {
        let expected = self.last.at.wrapping_add(STEP);
        let late = coder.signed(&mut self.at, at.wrapping_sub(expected))?;
        self.last.at = expected.wrapping_add(late);
        Some(self.last.at)
    }

    fn from(
        &mut self,
        coder: &mut impl Coder,
        at: i64,
        from: Option<When>,
    ) -> Option<Option<When>> {
        if !coder.bit(&mut self.from_there, from.is_some())? {
            return Some(None);
        }
        let from = from.unwrap_or(When::new(Wall(0), 0));
        let late = coder.signed(&mut self.from, from.wall().0.wrapping_sub(at))?;
        let offset = i64::from(from.offset_s());
        let moved = coder.signed(&mut self.offset, offset.wrapping_sub(self.last.offset))?;
        self.last.offset = self.last.offset.wrapping_add(moved);
        let offset = i32::try_from(self.last.offset).ok()?;
        Some(Some(When::new(Wall(at.wrapping_add(late)), offset)))
    }

    fn asleep(&mut self, coder: &mut impl Coder, sleep: Asleep) -> Option<Asleep> {
        let word = match sleep {
            Asleep::Asleep => 0,
            Asleep::Awake => 1,
            Asleep::Unknown => 2,
        };
        let before = usize::try_from(self.last.asleep).ok()?;
        self.last.asleep = coder.number(self.asleep.get_mut(before)?, word)?;
        match self.last.asleep {
            0 => Some(Asleep::Asleep),
            1 => Some(Asleep::Awake),
            2 => Some(Asleep::Unknown),
            _ => None,
        }
    }

    /// Which sources the minute has: into `last.lines`.
    fn names(&mut self, coder: &mut impl Coder, names: &[&str]) -> Option<()> {
        let before = self.last.lines.iter().filter_map(|place| self.lines.get(*place));
        let same = before.map(|(name, _)| name.as_str()).eq(names.iter().copied());
        if coder.bit(&mut self.same_lines, same)? {
            return Some(());
        }
        let count = coder.number(&mut self.line_count, u64::try_from(names.len()).ok()?)?;
        if count > MOST_LINES {
            return None;
        }
        self.last.lines.clear();
        let mut names = names.iter().copied();
        for _ in 0..count {
            let place = self.name(coder, names.next().unwrap_or_default())?;
            self.last.lines.push(place);
        }
        Some(())
    }

    /// A source that was there before is told by its number from 1; 0 is a new one.
    fn name(&mut self, coder: &mut impl Coder, name: &str) -> Option<usize> {
        let known = self.lines.iter().position(|(known, _)| known == name);
        let known = known.and_then(|place| u64::try_from(place + 1).ok()).unwrap_or(0);
        let told = coder.number(&mut self.which_line, known)?;
        if let Some(place) = usize::try_from(told).ok()?.checked_sub(1) {
            return self.lines.get(place).map(|_| place);
        }
        let length = coder.number(&mut self.name_length, u64::try_from(name.len()).ok()?)?;
        if length > LONGEST_NAME {
            return None;
        }
        let mut bytes = name.bytes();
        let mut read = Vec::new();
        for _ in 0..length {
            let byte = bytes.next().unwrap_or_default();
            let mut written = 0;
            for place in (0..8).rev() {
                written = written << 1 | u8::from(coder.plain(byte >> place & 1 == 1)?);
            }
            read.push(written);
        }
        self.lines.push((String::from_utf8(read).ok()?, LineModel::default()));
        Some(self.lines.len() - 1)
    }
}

impl LineModel {
    fn line(&mut self, coder: &mut impl Coder, line: &LineMinute) -> Option<LineMinute> {
        let mut read = LineMinute::default();
        let mut numbers = self.there.iter_mut().zip(&mut self.was_there).zip(&mut self.figures);
        let mut next = |said: Option<Spread>| {
            let ((there, was_there), figure) = numbers.next()?;
            let [absent, present] = there;
            let model = if *was_there { present } else { absent };
            *was_there = coder.bit(model, said.is_some())?;
            if !*was_there {
                return Some(None);
            }
            let figure = figure.get_or_insert_default();
            figure.spread(coder, said.unwrap_or(NOTHING)).map(Some)
        };
        read.heart_rate = next(line.heart_rate)?;
        read.breathing_rate = next(line.breathing_rate)?;
        read.movement = next(line.movement)?;
        read.distance_mm = next(line.distance_mm)?;
        read.co_ppm = next(line.co_ppm)?;
        read.gas_lel = next(line.gas_lel)?;
        read.gas_ppm = next(line.gas_ppm)?;
        read.temperature_c = next(line.temperature_c)?;
        read.humidity_pct = next(line.humidity_pct)?;
        read.in_bed_s = self.in_bed(coder, line.in_bed_s)?;
        Some(read)
    }

    fn in_bed(&mut self, coder: &mut impl Coder, said: Option<u32>) -> Option<Option<u32>> {
        let [absent, present] = &mut self.in_bed_there;
        let model = if self.was_in_bed { present } else { absent };
        self.was_in_bed = coder.bit(model, said.is_some())?;
        if !self.was_in_bed {
            return Some(None);
        }
        let moved = i64::from(said.unwrap_or(0)) - self.last_in_bed;
        self.last_in_bed += coder.signed(&mut self.in_bed, moved)?;
        u32::try_from(self.last_in_bed).ok().map(Some)
    }
}

/// What stands where there is nothing to write.
const NOTHING: Spread = {
    let zero = Figure { hundredths: 0 };
    Spread { n: 0, mean: zero, min: zero, max: zero }
};

impl FigureModel {
    fn spread(&mut self, coder: &mut impl Coder, said: Spread) -> Option<Spread> {
        let moved = i64::from(said.n) - self.last_n;
        self.last_n = self.last_n.checked_add(coder.signed(&mut self.n, moved)?)?;
        let n = u32::try_from(self.last_n).ok()?;

        let moved = said.min.hundredths.wrapping_sub(self.last_min);
        let min = self.last_min.wrapping_add(self.min.hundredths(coder, moved)?);
        self.last_min = min;

        let width = said.max.hundredths.wrapping_sub(said.min.hundredths);
        let width = self.width.hundredths(coder, width)?;
        let max = min.wrapping_add(width);

        // Readings are mostly whole: then the mean is told by their sum.
        let above = said.mean.hundredths.wrapping_sub(said.min.hundredths);
        let mut sum = 0;
        if width != 0 {
            let digits = (u64::BITS - width.unsigned_abs().leading_zeros()).saturating_sub(6) / 2;
            let model = usize::try_from(digits).unwrap_or(0).min(self.sum.len() - 1);
            sum = coder.signed(self.sum.get_mut(model)?, sum_of(above, n))?;
        }
        let expected = mean_of(sum, n);
        let [alike, other] = &mut self.rest;
        let model = if width == 0 { alike } else { other };
        let rest = coder.signed(model, above.wrapping_sub(expected))?;
        let mean = min.wrapping_add(expected).wrapping_add(rest);

        let figure = |hundredths| Figure { hundredths };
        Some(Spread { n, mean: figure(mean), min: figure(min), max: figure(max) })
    }
}

/// The nearest sum of whole readings for a mean that lies so far above the least; only a guess, the
/// rest makes it exact.
fn sum_of(above: i64, n: u32) -> i64 {
    above.saturating_mul(i64::from(n)).saturating_add(50).div_euclid(100)
}

/// The mean, in hundredths above the least, of so many readings with this sum above it.
fn mean_of(sum: i64, n: u32) -> i64 {
    let n = i64::from(n.max(1));
    sum.saturating_mul(100).saturating_add(n / 2).div_euclid(n)
}

impl Hundredths {
    fn hundredths(&mut self, coder: &mut impl Coder, said: i64) -> Option<i64> {
        let whole = coder.signed(&mut self.whole, said.div_euclid(100))?;
        let rest = said.rem_euclid(100).unsigned_abs();
        let rest = coder.number(&mut self.rest, rest)?;
        Some(whole.wrapping_mul(100).wrapping_add_unsigned(rest))
    }
}
