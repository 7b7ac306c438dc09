//! When was it, for people? The wall clock as a label that may be missing, and the home's days and
//! nights.
//!
//! Lengths are measured on [`Mono`] and never here. A [`Wall`] is what the clock said; a [`When`]
//! is that with the home's offset, as it stands in messages. [`Clock`] maps one line onto the
//! other once the clock is known to be right, and answers *is it night?*, *when is noon?* with
//! daylight saving in mind: always by asking the zone, never by adding 24 hours.

use core::fmt;
use core::ops::Add;
use core::time::Duration;

use jiff::civil::{Date, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use protocol::Mono;
use serde::de::{Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// What the wall clock said: milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wall(pub i64);

impl Add<Duration> for Wall {
    type Output = Self;

    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(length.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Add<Mono> for Wall {
    type Output = Self;

    /// The wall time at `mono`, if this is the wall time at [`Mono::ZERO`].
    fn add(self, mono: Mono) -> Self {
        Self(self.0.saturating_add(i64::try_from(mono.0).unwrap_or(i64::MAX)))
    }
}

/// How far the wall clock can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockQuality {
    /// Synchronised now.
    Synced,
    /// Was right earlier since the machine started.
    Held,
    /// Has never been right since the machine started.
    Unset,
}

/// A moment as it stands in messages: RFC 3339 with milliseconds and the home's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    wall: Wall,
    offset_s: i32,
}

impl When {
    /// The moment, seen from a place so many seconds east of UTC.
    #[must_use]
    pub const fn new(wall: Wall, offset_s: i32) -> Self {
        Self { wall, offset_s }
    }

    /// The moment itself.
    #[must_use]
    pub const fn wall(self) -> Wall {
        self.wall
    }

    /// How many seconds east of UTC it is seen from.
    #[must_use]
    pub const fn offset_s(self) -> i32 {
        self.offset_s
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = Offset::from_seconds(self.offset_s).unwrap_or(Offset::UTC);
        let local = offset.to_datetime(timestamp(self.wall));
        let (date, time) = (local.date(), local.time());
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())?;
        write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        write!(f, ".{:03}{sign}{hours:02}:{minutes:02}", time.millisecond())
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = When;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time as in RFC 3339")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<When, E> {
                let moment: Timestamp = text.parse().map_err(E::custom)?;
                let pieces = Pieces::parse(text).map_err(E::custom)?;
                let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
                Ok(When::new(Wall(moment.as_millisecond()), offset.seconds()))
            }
        }
        deserializer.deserialize_str(Text).map_err(D::Error::custom)
    }
}

/// The night of a home, as minutes of the local day. It may cross midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Night {
    /// Its first minute.
    pub from: u16,
    /// The minute after its last.
    pub to: u16,
}

impl Default for Night {
    /// 21:00 to 07:00 (care.md 2.2).
    fn default() -> Self {
        Self { from: 21 * 60, to: 7 * 60 }
    }
}

impl Night {
    fn has(self, minute: u16) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// A month of a year: as far as people know when a sensor's life ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(i16, i8)", into = "(i16, i8)")]
pub struct YearMonth {
    /// Its first day.
    first: Date,
}

impl YearMonth {
    /// June 2030.
    pub(crate) const EXAMPLE: Self = Self { first: Date::constant(2030, 6, 1) };

    /// `None` if the calendar has no such month (1 to 12).
    #[must_use]
    pub fn new(year: i16, month: i8) -> Option<Self> {
        Date::new(year, month, 1).ok().map(|first| Self { first })
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> i8 {
        self.first.month()
    }

    /// The last day on which it counts.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// How many days are left of it on the day `today`: 0 on the last, negative afterwards.
    #[must_use]
    pub fn days_left(self, today: Date) -> i32 {
        (self.last_day() - today).get_days()
    }

    /// The day after its last.
    fn end(self) -> Option<Date> {
        self.first.checked_add(1.month()).ok()
    }
}

impl From<YearMonth> for (i16, i8) {
    fn from(month: YearMonth) -> Self {
        (month.year(), month.month())
    }
}

impl TryFrom<(i16, i8)> for YearMonth {
    type Error = &'static str;

    fn try_from((year, month): (i16, i8)) -> Result<Self, Self::Error> {
        Self::new(year, month).ok_or("the calendar has no such month")
    }
}

/// `2030-06`.
impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// The home's zone and night, and what the wall clock said last.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    zone: TimeZone,
    night: Night,
    /// A stamp and what the wall clock said then, once it was right.
    anchor: Option<(Mono, Wall)>,
}

impl Clock {
    pub(crate) const fn new(zone: TimeZone, night: Night) -> Self {
        Self { zone, night, anchor: None }
    }

    /// What the wall clock says at `at`. An unset clock says nothing, and what was known is kept.
    pub(crate) fn handle(&mut self, at: Mono, wall: Option<Wall>, quality: ClockQuality) {
        match (quality, wall) {
            (ClockQuality::Synced | ClockQuality::Held, Some(wall)) => {
                self.anchor = Some((at, wall));
            }
            (ClockQuality::Unset, _) | (ClockQuality::Synced | ClockQuality::Held, None) => {}
        }
    }

    /// Whether it is right now and was not, or says something else by more than a minute.
    pub(crate) fn is_set_since(&self, before: Option<Wall>, at: Mono) -> bool {
        match (before, self.wall(at)) {
            (Some(before), Some(now)) => now.0.abs_diff(before.0) > 60_000,
            (None, now) => now.is_some(),
            (Some(_), None) => true,
        }
    }

    pub(crate) fn wall(&self, at: Mono) -> Option<Wall> {
        let (then, wall) = self.anchor?;
        let shift = i64::try_from(at.0).ok()?.checked_sub(i64::try_from(then.0).ok()?)?;
        Some(Wall(wall.0.checked_add(shift)?))
    }

    pub(crate) fn when(&self, at: Mono) -> Option<When> {
        let wall = self.wall(at)?;
        Some(When::new(wall, self.zone.to_offset(timestamp(wall)).seconds()))
    }

    /// Whether `at` lies in the night; `None` while the clock is unset.
    pub(crate) fn is_night(&self, at: Mono) -> Option<bool> {
        self.is_within(at, self.night)
    }

    /// Whether `at` lies in these hours of the day; `None` while the clock is unset.
    pub(crate) fn is_within(&self, at: Mono, hours: Night) -> Option<bool> {
        let local = self.zone.to_datetime(timestamp(self.wall(at)?));
        let minute = i16::from(local.hour()) * 60 + i16::from(local.minute());
        Some(hours.has(u16::try_from(minute).unwrap_or(0)))
    }

    /// The end of the night in which `at` lies, or of the next one.
    pub(crate) fn night_end(&self, at: Mono) -> Option<Mono> {
        self.next(at, self.night.to)
    }

    /// The next start of a night.
    pub(crate) fn night_start(&self, at: Mono) -> Option<Mono> {
        self.next(at, self.night.from)
    }

    /// When the night in which `at` lies began, or the last one; [`Mono::ZERO`] if before the
    /// stamps.
    pub(crate) fn night_began(&self, at: Mono) -> Option<Mono> {
        self.last(at, self.night.from)
    }

    /// When the last night ended; [`Mono::ZERO`] if before the stamps.
    pub(crate) fn night_ended(&self, at: Mono) -> Option<Mono> {
        self.last(at, self.night.to)
    }

    /// The next noon: where the sleep day ends.
    pub(crate) fn noon(&self, at: Mono) -> Option<Mono> {
        self.next(at, 12 * 60)
    }

    /// The last noon, `at` or before; [`Mono::ZERO`] if before the stamps.
    pub(crate) fn noon_before(&self, at: Mono) -> Option<Mono> {
        self.last(at, 12 * 60)
    }

    /// The home's date then.
    pub(crate) fn date(&self, at: Mono) -> Option<Date> {
        Some(self.zone.to_datetime(timestamp(self.wall(at)?)).date())
    }

    /// The hour of the home's day then, 0 to 23.
    pub(crate) fn hour(&self, at: Mono) -> Option<usize> {
        usize::try_from(self.zone.to_datetime(timestamp(self.wall(at)?)).hour()).ok()
    }

    /// The next midnight.
    pub(crate) fn midnight(&self, at: Mono) -> Option<Mono> {
        self.next(at, 0)
    }

    /// Whether more than so many days are left of a month's end; `None` while the clock is unset.
    pub(crate) fn is_before_end(&self, at: Mono, of: YearMonth, days: i32) -> Option<bool> {
        let today = self.zone.to_datetime(timestamp(self.wall(at)?)).date();
        Some(today < of.end()?.checked_sub(days.days()).ok()?)
    }

    /// The next stamp after `at` at which the local day has reached `minute`.
    fn next(&self, at: Mono, minute: u16) -> Option<Mono> {
        let wall = self.wall(at)?;
        let today = self.zone.to_datetime(timestamp(wall)).date();
        let hit = self.at(today, minute)?;
        let hit = if hit > wall { hit } else { self.at(today.tomorrow().ok()?, minute)? };
        Some(at + Duration::from_millis(u64::try_from(hit.0.checked_sub(wall.0)?).ok()?))
    }

    /// The last stamp, `at` or before, at which the local day reached `minute`.
    fn last(&self, at: Mono, minute: u16) -> Option<Mono> {
        let wall = self.wall(at)?;
        let today = self.zone.to_datetime(timestamp(wall)).date();
        let hit = self.at(today, minute)?;
        let hit = if hit <= wall { hit } else { self.at(today.yesterday().ok()?, minute)? };
        Some(at.back(Duration::from_millis(u64::try_from(wall.0.checked_sub(hit.0)?).ok()?)))
    }

    fn at(&self, date: Date, minute: u16) -> Option<Wall> {
        let time = Time::midnight().wrapping_add(i64::from(minute).minutes());
        let moment = self.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok()?;
        Some(Wall(moment.as_millisecond()))
    }
}

fn timestamp(wall: Wall) -> Timestamp {
    Timestamp::from_millisecond(wall.0).unwrap_or(if wall.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_moment_is_written_with_milliseconds_and_the_homes_offset_and_read_back() {
        for text in [
            "2026-11-23T03:12:08.214+08:00",
            "2026-01-01T00:00:00.000+00:00",
            "1999-12-31T23:59:59.999-03:30",
        ] {
            let when: When = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(when.to_string(), text);
        }
        let zulu: When = serde_json::from_str("\"2026-01-01T00:00:00Z\"").unwrap();
        assert_eq!(zulu, When::new(Wall(1_767_225_600_000), 0));
        assert!(serde_json::from_str::<When>("\"yesterday\"").is_err());
    }

    #[test]
    fn the_night_crosses_midnight() {
        let clock = berlin("2026-11-23T20:59:59+01:00");
        assert_eq!(clock.is_night(Mono::ZERO), Some(false));
        assert_eq!(clock.is_night(Mono(1_000)), Some(true));
        assert_eq!(clock.is_night(Mono(1_000 + 10 * HOUR - 1)), Some(true));
        assert_eq!(clock.is_night(Mono(1_000 + 10 * HOUR)), Some(false));
        assert_eq!(clock.night_end(Mono(1_000)), Some(Mono(1_000 + 10 * HOUR)));
    }

    #[test]
    fn the_night_of_the_clock_change_is_an_hour_shorter_or_longer() {
        let spring = berlin("2026-03-28T21:00:00+01:00");
        assert_eq!(spring.night_end(Mono::ZERO), Some(Mono(9 * HOUR)));
        let autumn = berlin("2026-10-24T21:00:00+02:00");
        assert_eq!(autumn.night_end(Mono::ZERO), Some(Mono(11 * HOUR)));
        assert_eq!(autumn.noon(Mono::ZERO), Some(Mono(16 * HOUR)));
        assert_eq!(autumn.when(Mono(11 * HOUR)).unwrap().to_string(), MORNING);
    }

    #[test]
    fn noon_and_midnight_are_those_of_the_home_and_always_ahead() {
        let clock = berlin("2026-06-01T12:00:00+02:00");
        assert_eq!(clock.noon(Mono::ZERO), Some(Mono(24 * HOUR)));
        assert_eq!(clock.midnight(Mono::ZERO), Some(Mono(12 * HOUR)));
    }

    #[test]
    fn the_night_that_is_or_was_began_and_ended_over_the_clock_change_too() {
        let autumn = berlin("2026-10-24T12:00:00+02:00");
        let began = Some(Mono(9 * HOUR));
        assert_eq!(autumn.night_began(Mono(9 * HOUR)), began);
        assert_eq!(autumn.night_began(Mono(20 * HOUR)), began);
        assert_eq!(autumn.night_ended(Mono(20 * HOUR)), Some(Mono(20 * HOUR)));
        assert_eq!(autumn.night_ended(Mono(20 * HOUR - 1)), Some(Mono::ZERO));
        assert_eq!(autumn.night_start(Mono(20 * HOUR)), Some(Mono(34 * HOUR)));
    }

    #[test]
    fn an_unset_clock_knows_neither_when_nor_night() {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono(5), Some(Wall(0)), ClockQuality::Unset);
        assert_eq!((clock.when(Mono(5)), clock.is_night(Mono(5))), (None, None));
        clock.handle(Mono(10_000), Some(Wall(50_000)), ClockQuality::Synced);
        assert_eq!(clock.wall(Mono(0)), Some(Wall(40_000)));
    }

    const HOUR: u64 = 3_600_000;
    const MORNING: &str = "2026-10-25T07:00:00.000+01:00";

    fn berlin(now: &str) -> Clock {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let mut clock = Clock::new(zone, Night::default());
        let now: Timestamp = now.parse().unwrap();
        clock.handle(Mono::ZERO, Some(Wall(now.as_millisecond())), ClockQuality::Synced);
        clock
    }
}
