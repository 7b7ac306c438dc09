//! With which settings does this line's sensor speak?
//!
//! Most sensors know one speed. Some were sold with several, or were set by somebody: then each is
//! tried for [`TRY_FOR`], in the order of the sensor's row, until a frame is understood. From then on
//! the settings are known for as long as the daemon runs, and a silence is a silence.

use std::time::Duration;

use alerts::Mono;

/// Long enough for a module that starts with its port (10 s) and for a bus with a dead device on it.
const TRY_FOR: Duration = Duration::from_secs(20);

/// The search of one line.
#[derive(Clone, Copy, Debug)]
pub enum Search {
    /// There is only one way, or it is known.
    Known,
    /// The port is closed.
    Closed,
    /// The port is open since then, and nothing was understood.
    Trying {
        /// Since when.
        since: Mono,
    },
}

impl Search {
    /// A line with so many possible settings.
    #[must_use]
    pub const fn new(settings: usize) -> Self {
        if settings > 1 { Self::Closed } else { Self::Known }
    }

    /// How the line is now; says whether the next settings are to be tried.
    pub fn look(&mut self, now: Mono, is_open: bool, frames: u64) -> bool {
        *self = match (*self, is_open) {
            (Self::Known, _) => Self::Known,
            (Self::Closed | Self::Trying { .. }, _) if frames > 0 => Self::Known,
            (Self::Closed | Self::Trying { .. }, false) => Self::Closed,
            (Self::Closed, true) => Self::Trying { since: now },
            (Self::Trying { since }, true) if now.since(since) >= TRY_FOR => {
                *self = Self::Closed;
                return true;
            }
            (same @ Self::Trying { .. }, true) => same,
        };
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_is_tried_for_twenty_seconds_until_a_frame_is_understood() {
        let mut search = Search::new(2);
        let mut look = |second: u64, frames| search.look(Mono(second * 1_000), true, frames);

        let tried: Vec<_> = (0..60).filter(|second| look(*second, 0)).collect();

        assert_eq!(tried, [20, 41]);
        assert!(!(60..300).any(|second| look(second, 1)));
    }

    #[test]
    fn a_sensor_that_knows_one_way_is_never_tried_with_another() {
        let mut search = Search::new(1);

        assert!(!(0..300).any(|second| search.look(Mono(second * 1_000), true, 0)));
    }
}
