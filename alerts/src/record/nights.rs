//! Which night is over, and was it said before?
//!
//! A night is over when they have got up for the day, and at noon at the latest; so it is the night
//! of that noon's date. One that was said before is said again only if it has become another: the
//! final rise was none, or they slept on beyond noon, as people do who work at night. Their sleep
//! is the night in which it began, and comes again when they are up.
//!
//! While the clock is unset there is no noon, no date and no night. The minutes are kept: when the
//! clock becomes right, the night is said with the rest.
//!
//! ```text
//!            got up                       noon                in bed at noon: up again
//!   open ─────────────▶ said once ───────────────▶ closed ──────────────────────────▶ corrected
//!     └──────────────────── noon ───────────────────▲
//! ```

use core::time::Duration;

use jiff::ToSpan;
use jiff::civil::Date;
use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::{Night, Stays};
use crate::message::NightSummary;
use crate::plan::Places;
use crate::policy::NIGHT;
use crate::sleep::Bounds;
use crate::time::Clock;

/// What must be the same, or a night is said again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Gist {
    /// In bed and out of it: what the wall clock said.
    times: [Option<i64>; 2],
    minutes: [Option<u32>; 2],
    exits: Option<u32>,
    turns: Option<u32>,
}

/// The last night that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    date: Date,
    revision: u32,
    gist: Gist,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Nights {
    /// The date of the last noon that was seen.
    closed: Option<Date>,
    /// Where the night that is open began, and the one before.
    opened: Mono,
    opened_before: Mono,
    /// The final rise of the night that is open.
    up: Option<Mono>,
    /// They were in bed at the last noon, and still are.
    late: Option<Date>,
    said: Option<Said>,
}

/// A night is to be summed up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Closing {
    pub(crate) bounds: Bounds,
    /// It is the last word on it, for all that is known.
    pub(crate) is_over: bool,
}

impl Nights {
    /// They got up for the day at `up`, as is certain now.
    pub(crate) fn handle_got_up(&mut self, now: Mono, up: Mono, clock: &Clock) -> Option<Closing> {
        let noon = clock.noon(up)?;
        let date = clock.date(noon)?;
        let is_closed = self.closed == Some(date);
        let from = if is_closed { self.opened_before } else { self.open(noon, clock)? };
        self.up = (!is_closed).then_some(up);
        let bounds = Bounds { date, from, to: noon.min(now), up: Some(up) };
        Some(Closing { bounds, is_over: !is_closed })
    }

    /// It was not the final rise.
    pub(crate) fn handle_not_up(&mut self) {
        self.up = None;
    }

    /// A minute is over.
    pub(crate) fn handle_minute(
        &mut self,
        now: Mono,
        stays: &Stays,
        clock: &Clock,
    ) -> Option<Closing> {
        // A noon before the home began is not known, and no night ended with it.
        let noon = clock.noon_before(now).filter(|noon| *noon > Mono::ZERO)?;
        let date = clock.date(noon)?;
        if self.is_new(date) {
            let from = self.open(noon, clock)?;
            let up = self.up.take();
            let sleeps_on = up.is_none() && stays.goes_on();
            self.late = sleeps_on.then_some(date);
            self.closed = Some(date);
            (self.opened_before, self.opened) = (from, noon);
            // Who got up has had their night said.
            let bounds = Bounds { date, from, to: noon, up };
            return up.is_none().then_some(Closing { bounds, is_over: !sleeps_on });
        }
        let date = self.late?;
        let left = stays.all().next_back().and_then(|stay| stay.to);
        let is_evening = clock.is_night(now) == Some(true);
        let up = left.filter(|left| now.since(*left) >= NIGHT.up);
        if up.is_none() && !is_evening {
            return None;
        }
        self.late = None;
        self.opened = left.unwrap_or(now);
        let bounds = Bounds { date, from: self.opened_before, to: now, up: None };
        Some(Closing { bounds, is_over: true })
    }

    /// A noon that was not seen before. One of a day later or more was the word of a wrong clock.
    fn is_new(&self, date: Date) -> bool {
        self.closed.is_none_or(|closed| {
            date > closed || date.checked_add(1.day()).is_ok_and(|next| next < closed)
        })
    }

    /// Where the night that ends at `noon` began: with the noon before, or where that of the day
    /// before ended.
    fn open(&self, noon: Mono, clock: &Clock) -> Option<Mono> {
        let before = clock.noon_before(noon.back(Duration::from_secs(60)))?;
        Some(if self.opened <= noon { before.max(self.opened) } else { before })
    }

    /// A night was summed up. It is said, unless it was before; then only what has become another.
    pub(crate) fn handle_night(&mut self, mut night: Night) -> Option<Night> {
        let (date, gist) = (night.summary.date, Gist::of(&night.summary));
        let revision = match self.said.filter(|said| said.date == date) {
            None => 0,
            Some(said) if said.gist == gist => return None,
            Some(said) => said.revision.saturating_add(1),
        };
        self.said = Some(Said { date, revision, gist });
        night.summary.revision = Some(revision).filter(|revision| *revision > 0);
        Some(night)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }
}

impl Gist {
    fn of(night: &NightSummary) -> Self {
        Self {
            times: [night.in_bed, night.out_of_bed].map(|when| when.map(|when| when.wall().0)),
            minutes: [night.time_in_bed_min, night.asleep_min],
            exits: night.bed_exit_count,
            turns: night.turn_overs,
        }
    }
}
