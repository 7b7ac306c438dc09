//! From when to when of a day, by the clock on the wall?

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// Minutes of a day. What ends at or before its start ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute, 0 to 1,439.
    pub from: u16,
    /// The minute after the last, 0 to 1,440.
    pub to: u16,
}

impl Hours {
    /// On that day: from when to when.
    #[must_use]
    pub fn on(self, day: Date) -> Option<(DateTime, DateTime)> {
        let ends = if self.to <= self.from { day.tomorrow().ok()? } else { day };
        Some((minute_of(day, self.from)?, minute_of(ends, self.to)?))
    }
}

/// A minute of a day as a time; 1,440 is the next day's midnight.
fn minute_of(day: Date, minute: u16) -> Option<DateTime> {
    let midnight = day.to_datetime(Time::midnight());
    midnight.checked_add(i64::from(minute).minutes()).ok()
}
