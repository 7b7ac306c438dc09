//! From when to when does a night go? From noon to noon, dated by its morning, in the community's
//! zone. Lengths follow the zone: a night in which the clock is put forward has an hour less.

use alerts::Wall;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::MINUTE;

/// The hour at which a night's hours begin, and that at which they end: what a home has unless its
/// configuration says otherwise, which no message tells (contract.md §7).
const EVENING: i8 = 21;
const MORNING: i8 = 7;

/// The time that belongs to a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The date of its morning.
    pub date: Date,
    /// The noon before it.
    pub noon_before: Wall,
    /// 21:00.
    pub evening: Wall,
    /// 07:00.
    pub morning: Wall,
    /// The noon after it.
    pub noon: Wall,
}

impl Frame {
    /// The night to the morning of a date. `None` at the ends of the calendar.
    #[must_use]
    pub fn of(date: Date, zone: &TimeZone) -> Option<Self> {
        let at = |date: Date, hour: i8| {
            let moment = zone.to_timestamp(date.at(hour, 0, 0, 0)).ok()?;
            Some(Wall(moment.as_millisecond()))
        };
        let before = date.yesterday().ok()?;
        Some(Self {
            date,
            noon_before: at(before, 12)?,
            evening: at(before, EVENING)?,
            morning: at(date, MORNING)?,
            noon: at(date, 12)?,
        })
    }

    /// The date of the night to which a moment belongs: tomorrow's from noon on.
    #[must_use]
    pub fn date_at(at: Wall, zone: &TimeZone) -> Date {
        let local = zone.to_datetime(jiff::Timestamp::from_millisecond(at.0).unwrap_or_default());
        let date = local.date();
        if local.hour() < 12 { date } else { date.tomorrow().unwrap_or(date) }
    }

    /// Where a minute begins, counted from the noon before.
    pub(super) fn slot(&self, n: usize) -> Wall {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        Wall(self.noon_before.0.saturating_add(n.saturating_mul(MINUTE)))
    }

    /// Minutes that have begun before then; a day's at most, whatever a zone does to its clock.
    pub(super) fn slots_before(&self, until: Wall) -> usize {
        let gone = until.0.min(self.noon.0).saturating_sub(self.noon_before.0);
        let minutes = (gone.saturating_add(MINUTE - 1)).div_euclid(MINUTE);
        usize::try_from(minutes.clamp(0, 2 * 24 * 60)).unwrap_or(0)
    }
}
