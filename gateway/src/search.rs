//! With which settings does this line's sensor speak?
//!
//! Most sensors know one speed. Some were sold with several, or were set by somebody: then each is
//! tried for 20 seconds, in the order of the sensor's row, until a frame of the sensor is
//! understood; our own bytes that an adapter gives back are none. From then on
//! the settings are known for as long as the daemon runs, and a silence is a silence.
//!
//! Where nothing is understood in a whole round, nothing is there or it has no power: then the usual
//! settings stay for five minutes before the others are tried again, so that it is soon found when
//! it comes back.

use std::time::Duration;

use alerts::Mono;

/// Long enough for a module that starts with its port (10 s) and for a bus with a dead device on it.
const TRY_FOR: Duration = Duration::from_secs(20);

/// Between two rounds.
const USUAL_FOR: Duration = Duration::from_secs(300);

/// The search of one line.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// How many settings there are.
    settings: usize,
    /// How often the next were tried.
    tried: usize,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// There is only one way, or it is known.
    Known,
    /// The port is closed.
    Closed,
    /// The port is open since then, and nothing was understood.
    Trying { since: Mono },
}

impl Search {
    /// A line with so many possible settings.
    #[must_use]
    pub const fn new(settings: usize) -> Self {
        let state = if settings > 1 { State::Closed } else { State::Known };
        Self { settings, tried: 0, state }
    }

    /// How the line is now; says whether the next settings are to be tried.
    pub fn look(&mut self, now: Mono, is_open: bool, understood: u64) -> bool {
        self.state = match (self.state, is_open) {
            (State::Known, _) => State::Known,
            (State::Closed | State::Trying { .. }, _) if understood > 0 => State::Known,
            (State::Closed | State::Trying { .. }, false) => State::Closed,
            (State::Closed, true) => State::Trying { since: now },
            (State::Trying { since }, true) if now.since(since) >= self.patience() => {
                self.state = State::Closed;
                self.tried += 1;
                return true;
            }
            (same @ State::Trying { .. }, true) => same,
        };
        false
    }

    fn patience(&self) -> Duration {
        let is_usual = self.tried.is_multiple_of(self.settings.max(1));
        if is_usual && self.tried > 0 { USUAL_FOR } else { TRY_FOR }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_is_tried_for_twenty_seconds_and_the_usual_one_for_longer_from_then_on() {
        let mut search = Search::new(3);
        let mut look = |second: u64, frames| search.look(Mono(second * 1_000), true, frames);

        let tried: Vec<_> = (0..450).filter(|second| look(*second, 0)).collect();

        assert_eq!(tried, [20, 41, 62, 363, 384, 405]);
        assert!(!(450..900).any(|second| look(second, 1)), "known once a frame is understood");
    }

    #[test]
    fn a_sensor_that_knows_one_way_is_never_tried_with_another() {
        let mut search = Search::new(1);

        assert!(!(0..300).any(|second| search.look(Mono(second * 1_000), true, 0)));
    }
}
