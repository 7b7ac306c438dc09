//! What was that day?
//!
//! A day is from the night's end to the next night's start, and is said then. What is found out
//! later (that an evening's nap was one, or none) is said again. Minutes count in the hour of the
//! clock in which they were; while that is unset they count nowhere, and the coverage says so.

use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::Date;
use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::Stays;
use crate::message::{DaySummary, Figure, MOST_NAPS, NapOfDay};
use crate::plan::Places;
use crate::policy::NIGHT;
use crate::sleep::{Nap, share};
use crate::time::Clock;

/// What a minute was for the day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lived {
    /// Something that sees people was heard.
    pub(crate) heard: bool,
    /// They moved, and were not asleep.
    pub(crate) moved: bool,
    /// Nobody was at home.
    pub(crate) away: bool,
    /// Whether they were in bed is known.
    pub(crate) bed_known: bool,
}

/// Minutes of an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Hour {
    heard: u8,
    moved: u8,
}

/// A day that is over, as it was said.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Closed {
    from: Mono,
    to: Mono,
    said: DaySummary,
    naps: Vec<Nap>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Daybook {
    #[serde(with = "crate::sparse")]
    hours: Vec<Hour>,
    known: u16,
    away: u16,
    bed_known: u16,
    doors: u32,
    naps: Vec<Nap>,
    /// The date of the last night's start that was seen, and the day before it.
    seen: Option<Date>,
    closed: Option<Closed>,
}

impl Daybook {
    /// A minute that began at `from` is over.
    pub(crate) fn handle_minute(&mut self, from: Mono, lived: Lived, clock: &Clock) {
        let (Some(false), Some(hour)) = (clock.is_night(from), clock.hour(from)) else { return };
        self.hours.resize(24, Hour::default());
        if let Some(hour) = self.hours.get_mut(hour).filter(|_| lived.heard) {
            hour.heard = hour.heard.saturating_add(1);
            hour.moved = hour.moved.saturating_add(u8::from(lived.moved));
        }
        let add = |sum: &mut u16, is: bool| *sum = sum.saturating_add(u16::from(is));
        add(&mut self.known, lived.heard || lived.away);
        add(&mut self.away, lived.away);
        add(&mut self.bed_known, lived.bed_known);
    }

    /// The entrance was opened.
    pub(crate) fn handle_opened(&mut self, at: Mono, clock: &Clock) {
        if clock.is_night(at) == Some(false) {
            self.doors = self.doors.saturating_add(1);
        }
    }

    /// They napped. Of a day that was said before, it is said again.
    pub(crate) fn handle_nap(&mut self, nap: Nap, clock: &Clock) -> Option<DaySummary> {
        match &mut self.closed {
            Some(closed) if nap.from < closed.to => {
                if nap.from < closed.from || closed.naps.len() >= MOST_NAPS {
                    return None;
                }
                closed.naps.push(nap);
                Some(closed.correct(clock))
            }
            Some(_) | None => {
                if self.naps.len() < MOST_NAPS {
                    self.naps.push(nap);
                }
                None
            }
        }
    }

    /// That was no nap.
    pub(crate) fn handle_no_nap(&mut self, nap: Nap, clock: &Clock) -> Option<DaySummary> {
        self.naps.retain(|other| *other != nap);
        let closed = self.closed.as_mut()?;
        let before = closed.naps.len();
        closed.naps.retain(|other| *other != nap);
        (closed.naps.len() < before).then(|| closed.correct(clock))
    }

    /// Says the day, if one is over.
    pub(crate) fn handle_evening(
        &mut self,
        now: Mono,
        (stays, has_entrance): (&Stays, bool),
        clock: &Clock,
    ) -> Option<DaySummary> {
        // One before the home began is not known, and no day ended with it.
        let to = clock.night_began(now).filter(|to| *to > Mono::ZERO)?;
        let evening = clock.date(to)?;
        let is_new = self.seen.is_none_or(|seen| {
            evening > seen || evening.checked_add(1.day()).is_ok_and(|next| next < seen)
        });
        if !is_new {
            return None;
        }
        let from = clock.night_ended(to)?;
        self.seen = Some(evening);
        let was = core::mem::replace(self, Self { seen: self.seen, ..Self::default() });
        let minutes = usize::try_from(to.since(from).as_secs() / 60).ok()?;
        let coverage = share(was.known.into(), minutes).filter(|share| share.hundredths > 0)?;
        // Of a bed that was hardly seen it is not said that nobody napped in it.
        let tells_bed = usize::from(was.bed_known) * 100 >= minutes * NIGHT.enough_pct as usize;
        let exits = stays.exits(from, to);
        let mut naps = was.naps;
        naps.retain(|nap| (from..to).contains(&nap.from));
        let mut closed = Closed {
            from,
            to,
            naps,
            said: DaySummary {
                date: clock.date(from)?,
                naps: tells_bed.then(Vec::new),
                nap_min: None,
                evening_nap_min: None,
                bed_exits: u32::try_from(exits).ok().filter(|exits| tells_bed || *exits > 0),
                door_openings: (has_entrance || was.doors > 0).then_some(was.doors),
                away_min: has_entrance.then_some(was.away.into()),
                activity: activity(&was.hours),
                coverage,
                revision: None,
            },
        };
        closed.count(clock);
        let said = closed.said.clone();
        self.closed = Some(closed);
        Some(said)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
        self.naps.truncate(MOST_NAPS);
    }
}

impl Closed {
    fn correct(&mut self, clock: &Clock) -> DaySummary {
        self.count(clock);
        self.said.revision = Some(self.said.revision.unwrap_or(0).saturating_add(1));
        self.said.clone()
    }

    fn count(&mut self, clock: &Clock) {
        let minutes = |naps: &mut dyn Iterator<Item = &Nap>| -> u32 {
            naps.map(|nap| u32::from(nap.asleep_min)).sum()
        };
        let evening = self.to.back(NIGHT.evening);
        let told = self
            .naps
            .iter()
            .map(|nap| NapOfDay { from: clock.when(nap.from), min: nap.asleep_min });
        if self.said.naps.is_some() || !self.naps.is_empty() {
            self.said.naps = Some(told.collect());
            self.said.nap_min = Some(minutes(&mut self.naps.iter()));
            let late = &mut self.naps.iter().filter(|nap| nap.to >= evening);
            self.said.evening_nap_min = Some(minutes(late));
        }
    }
}

/// `None` if no hour is known.
fn activity(hours: &[Hour]) -> Option<Vec<Option<Figure>>> {
    let shares: Vec<_> =
        hours.iter().map(|hour| share(hour.moved.into(), hour.heard.into())).collect();
    shares.iter().any(Option::is_some).then_some(shares)
}
