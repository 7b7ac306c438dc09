//! How fast do rows come in? To say for how many days of outage the room on the disk lasts.

use std::time::Duration;

use alerts::Mono;

use super::limits::ROW_BYTES;

/// More than this is not said: the pace of one boot does not foretell a year.
pub const DAYS_LEFT_MAX: f64 = 365.0;

/// Before that a single summary a minute says nothing.
const KNOWN_AFTER: Duration = Duration::from_secs(120);

/// Bytes over a stretch of time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Intake {
    bytes: u64,
    first: Option<Mono>,
    last: Mono,
}

impl Intake {
    /// A row of so many bytes came.
    pub(crate) fn row(&mut self, at: Mono, bytes: usize) {
        self.first.get_or_insert(at);
        self.last = self.last.max(at);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes + ROW_BYTES).unwrap_or(0));
    }

    /// Days that `free` bytes last; `None` while the pace is not known.
    pub(crate) fn days_left(&self, free: u64) -> Option<f64> {
        let length = self.last.since(self.first?);
        if length < KNOWN_AFTER || self.bytes == 0 {
            return None;
        }
        let per_day = as_f64(self.bytes) / length.as_secs_f64() * 86_400.0;
        Some((as_f64(free) / per_day).min(DAYS_LEFT_MAX))
    }
}

/// An estimate needs no more than the 53 bits that survive.
fn as_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_left_are_said_once_the_pace_is_known() {
        let mut intake = Intake::default();
        assert_eq!(intake.days_left(1_000), None);
        for minute in 0..=2 {
            assert_eq!(intake.days_left(1_000), None);
            intake.row(Mono(minute * 60_000), 4_000 - ROW_BYTES);
        }

        assert_eq!(intake.days_left(86_400_000), Some(10.0));
        assert_eq!(intake.days_left(u64::MAX), Some(DAYS_LEFT_MAX));
    }
}
