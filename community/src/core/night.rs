//! What did a night look like? From what a home said of it, a [`Night`] as it can be drawn: asleep,
//! awake and not known; in bed and out of it; each exit and each turn-over; heart and breath.
//!
//! A night is dated by its morning and belongs to the time from noon to noon ([`Frame`]). Events say
//! when somebody went to bed and left it: they are dated back to what was seen last. Minutes say
//! whether anything was heard at all: where none was, nothing is known, whatever was so before. If
//! the home has sent its summary, its figures and its exits are final; else they are counted here,
//! and say so.

mod counted;
mod figures;
mod frame;
mod said;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use alerts::Wall;
use alerts::message::{Asleep, LineMinute, Minute, Spread};

use super::heard::EventSaid;
pub(crate) use counted::share;
pub use figures::{Figures, Rates, Source};
pub use frame::Frame;
pub(crate) use said::{fraction, whole};
use words::Words;

/// What a home said in a time: its events, and its minutes.
pub type Heard<'a> = (&'a [(Wall, EventSaid)], &'a [(Wall, Minute)]);

/// Milliseconds of a minute.
pub(crate) const MINUTE: i64 = 60_000;

/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// Exits that are shown. A night of wandering has a dozen; a sensor that chatters would fill pages.
pub const MOST_EXITS: usize = 40;

/// Turn-overs that are drawn. A restless night has forty; more than this is a bar of ink.
pub const MOST_TURNS: usize = 400;

/// A minute is said when it is over, and comes a little later: what is younger is not missing.
const LATE: i64 = 2 * MINUTE;

/// Whether they were in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bed {
    /// They were.
    In,
    /// They were not.
    Out,
    /// Nobody knows.
    Unknown,
}

/// Out of bed at night, and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// When they left the bed.
    pub from: Wall,
    /// When they were back; absent while that was not seen.
    pub to: Option<Wall>,
}

impl Exit {
    /// For how long, whole minutes, to the nearest.
    #[must_use]
    pub fn minutes(&self) -> Option<u32> {
        let gone = self.to?.0.saturating_sub(self.from.0);
        u32::try_from(gone.saturating_add(MINUTE / 2) / MINUTE).ok()
    }
}

/// A number in a minute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Where the minute began.
    pub at: Wall,
    /// Its mean, per minute.
    pub mean: f64,
}

/// From going to bed to the final rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// When they went to bed.
    pub from: Wall,
    /// The final rise; absent while it has not come.
    pub to: Option<Wall>,
    /// Whether it was seen that they went to bed then, and not only that they were in it.
    pub entry_seen: bool,
    /// Whether it was seen that they got up then, and not only that nothing was seen any more.
    pub rise_seen: bool,
}

impl Stay {
    fn is_in(&self, frame: Frame) -> bool {
        self.from >= frame.noon_before
            && self.to.is_none_or(|to| to > self.from && to <= frame.noon)
    }
}

/// A night, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Night {
    /// Which.
    pub frame: Frame,
    /// Up to when anything can be known: now, or its noon.
    pub until: Wall,
    /// The stay in bed that makes it a night.
    pub stay: Option<Stay>,
    /// What was known of their sleep, in stretches without a hole, from noon on.
    pub sleep: Vec<(Range<Wall>, Asleep)>,
    /// Whether they were in bed, likewise.
    pub bed: Vec<(Range<Wall>, Bed)>,
    /// When nothing that looks at the bed was heard.
    pub unheard: Vec<Range<Wall>>,
    /// Exits, without the final rise; the oldest first, [`MOST_EXITS`] at most.
    pub exits: Vec<Exit>,
    /// When they turned over, [`MOST_TURNS`] at most.
    pub turns: Vec<Wall>,
    /// Heart rate, a value for each minute that has one.
    pub heart: Vec<Rate>,
    /// Breathing rate, likewise.
    pub breath: Vec<Rate>,
    /// The figures; absent if nothing is known.
    pub figures: Option<Figures>,
}

/// A minute from noon on.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    heard: bool,
    sleep: Asleep,
    in_bed: Option<bool>,
    heart: Option<Spread>,
    breath: Option<Spread>,
}

impl Night {
    /// A night as it is known at `now`, of events and minutes in the order of time, and the body of
    /// its summary, if there is one. What lies outside of its noons is not looked at.
    #[must_use]
    pub fn of(
        frame: Frame,
        (events, minutes): Heard<'_>,
        summary: Option<&str>,
        now: Wall,
    ) -> Self {
        let until = now.clamp(frame.noon_before, frame.noon);
        let heard = if until < frame.noon { Wall(now.0.saturating_sub(LATE)) } else { until };
        let slots = slots(frame, minutes, heard);
        let words = Words::of(frame, events);
        let bed: Vec<Bed> =
            slots.iter().enumerate().map(|(n, slot)| words.bed(frame.slot(n), slot)).collect();
        let said = summary.and_then(said::read);
        let told = said.as_ref().and_then(said::Said::stay).filter(|stay| stay.is_in(frame));
        let stay = told.or_else(|| words.stay(frame, &bed, until));
        let exits = match said.as_ref().and_then(|said| said.exits.clone()) {
            Some(exits) => exits,
            None => words.exits(stay),
        };
        let in_frame = |exit: &Exit| exit.from >= frame.noon_before && exit.from < frame.noon;
        let exits: Vec<_> = exits.into_iter().filter(in_frame).collect();
        let mut turns = words.turns;
        if let Some(stay) = stay {
            turns.retain(|at| *at >= stay.from && stay.to.is_none_or(|to| *at < to));
        }
        let figures = said
            .map(|said| said.figures)
            .or_else(|| counted::counted(frame, (&slots, &bed), stay?, (&exits, turns.len())));
        let rates = |of: fn(&Slot) -> Option<Spread>| rates(frame, &slots, of);
        Self {
            frame,
            until,
            stay,
            sleep: runs(frame, slots.iter().map(|slot| slot.sleep), heard),
            bed: runs(frame, bed.iter().copied(), heard),
            unheard: runs(frame, slots.iter().map(|slot| slot.heard), heard)
                .into_iter()
                .filter_map(|(span, heard)| (!heard).then_some(span))
                .collect(),
            exits: exits.into_iter().take(MOST_EXITS).collect(),
            turns: turns.into_iter().take(MOST_TURNS).collect(),
            heart: rates(|slot| slot.heart),
            breath: rates(|slot| slot.breath),
            figures,
        }
    }

    /// Whether anything at all is known of it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.figures.is_some()
            || !self.heart.is_empty()
            || self.bed.iter().any(|it| it.1 == Bed::In)
    }

    /// Whether it is over, as far as that is known.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let goes_on = self.stay.is_some_and(|stay| stay.to.is_none());
        self.until >= self.frame.noon
            || (self.until >= self.frame.morning && !goes_on)
            || self.stay.is_some_and(|stay| stay.to.is_some())
    }

    /// From when to when it is drawn: whole hours around the stay, or the hours of a night.
    #[must_use]
    pub fn shown(&self) -> Range<Wall> {
        let Frame { noon_before, evening, morning, noon, .. } = self.frame;
        let (from, to) = match self.stay {
            Some(Stay { from, to, .. }) => {
                (from.0 - HOUR / 2, to.map_or(morning.max(self.until).0, |to| to.0 + HOUR / 2))
            }
            None => (evening.0, morning.0),
        };
        let hour = |at: i64| (at - noon_before.0).div_euclid(HOUR);
        let from = noon_before.0 + hour(from) * HOUR;
        let to = noon_before.0 + (hour(to - 1) + 1) * HOUR;
        Wall(from.max(noon_before.0))..Wall(to.min(noon.0))
    }
}

fn slots(frame: Frame, minutes: &[(Wall, Minute)], until: Wall) -> Vec<Slot> {
    let beds = beds(minutes);
    let mut slots = vec![Slot::default(); frame.slots_before(until)];
    for (at, minute) in minutes {
        let place = (at.0.saturating_sub(frame.noon_before.0)).div_euclid(MINUTE);
        let Some(slot) = usize::try_from(place).ok().and_then(|n| slots.get_mut(n)) else {
            continue;
        };
        let mut lines = minute.lines.iter().filter(|(name, _)| beds.contains(name.as_str()));
        slot.heard |= lines.clone().next().is_some();
        if minute.sleep != Asleep::Unknown {
            slot.sleep = minute.sleep;
        }
        let first = |of: fn(&LineMinute) -> Option<Spread>| {
            lines.clone().find_map(|(_, line)| of(line)).filter(|spread| spread.n > 0)
        };
        slot.heart = first(|line| line.heart_rate).or(slot.heart);
        slot.breath = first(|line| line.breathing_rate).or(slot.breath);
        let in_bed = lines.find_map(|(_, line)| line.in_bed_s).map(|s| s >= 30);
        slot.in_bed = in_bed.or(slot.in_bed);
    }
    slots
}

/// The sources that look at the bed: those that ever said something that only these can.
fn beds(minutes: &[(Wall, Minute)]) -> BTreeSet<&str> {
    let looks = |line: &LineMinute| {
        line.in_bed_s.is_some() || line.heart_rate.is_some() || line.breathing_rate.is_some()
    };
    let lines = minutes.iter().flat_map(|(_, minute)| &minute.lines);
    lines.filter(|(_, line)| looks(line)).map(|(name, _)| name.as_str()).collect()
}

/// Minutes that are alike, together.
fn runs<T: PartialEq + Copy>(
    frame: Frame,
    each: impl Iterator<Item = T>,
    until: Wall,
) -> Vec<(Range<Wall>, T)> {
    let mut runs: Vec<(Range<Wall>, T)> = Vec::new();
    for (n, is) in each.enumerate() {
        let end = frame.slot(n + 1).min(until);
        match runs.last_mut() {
            Some((span, same)) if *same == is => span.end = end,
            _ => runs.push((frame.slot(n)..end, is)),
        }
    }
    runs
}

fn rates(frame: Frame, slots: &[Slot], of: fn(&Slot) -> Option<Spread>) -> Vec<Rate> {
    let rate =
        |(n, slot): (usize, &Slot)| Some(Rate { at: frame.slot(n), mean: of(slot)?.mean.value() });
    slots.iter().enumerate().filter_map(rate).collect()
}
