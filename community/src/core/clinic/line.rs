//! Does the clinic's server answer? While it does not, one row is tried now and then, and the others are
//! spared: a server that hangs takes ten seconds of each.

use std::time::Duration;

use alerts::Wall;

use super::row::{LONGEST_WAIT, is_due};

/// The first wait when nobody answers; it doubles.
pub const FIRST_WAIT: Duration = Duration::from_secs(15);

/// Rows of which a server that answers says, one after the other, that it cannot take them now: then it is
/// the server, and not the row.
pub const MOST_BUSY: u32 = 3;

/// For so long nobody need be told: a server is restarted, a night's backup runs.
pub const LONG: Duration = Duration::from_secs(3_600);

/// The way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    failed: u32,
    busy: u32,
    /// Since when nothing was taken, and when the next try is.
    down: Option<(Wall, Wall)>,
}

/// What an attempt said of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It took something, or said what it does not take.
    Well,
    /// It cannot take this one now.
    Busy,
    /// It does not answer, or takes nothing from us.
    Nothing,
}

impl Line {
    /// Whether something may be tried now.
    #[must_use]
    pub fn is_free(&self, now: Wall) -> bool {
        self.down.is_none_or(|(_, until)| is_due(now, until))
    }

    /// Since when nothing was taken, if that is for long.
    #[must_use]
    pub fn silent_since(&self, now: Wall) -> Option<Wall> {
        self.down.map(|(since, _)| since).filter(|since| now >= *since + LONG)
    }

    /// What an attempt said.
    pub fn heard(&mut self, now: Wall, what: Heard) {
        match what {
            Heard::Well => *self = Self::default(),
            Heard::Busy => {
                self.busy = self.busy.saturating_add(1);
                if self.busy >= MOST_BUSY || self.down.is_some() {
                    self.fail(now);
                }
            }
            Heard::Nothing => self.fail(now),
        }
    }

    fn fail(&mut self, now: Wall) {
        let wait = FIRST_WAIT.saturating_mul(1 << self.failed.min(8)).min(LONGEST_WAIT);
        self.failed = self.failed.saturating_add(1);
        let since = self.down.map_or(now, |(since, _)| since);
        self.down = Some((since, now + wait));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(s: i64) -> Wall {
        Wall(s * 1_000)
    }

    #[test]
    fn a_server_that_does_not_answer_is_tried_less_and_less_often_and_at_once_when_it_does() {
        let mut line = Line::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..10 {
            line.heard(at(now), Heard::Nothing);
            let wait = (1..).find(|wait| line.is_free(at(now + wait))).unwrap();
            waits.push(wait);
            now += wait;
        }
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(line.silent_since(at(now)), Some(at(0)));
        line.heard(at(now), Heard::Well);
        assert_eq!(line, Line::default());
    }

    #[test]
    fn one_row_that_a_server_cannot_take_does_not_hold_up_the_others_and_three_are_the_server() {
        let mut line = Line::default();
        line.heard(at(0), Heard::Busy);
        line.heard(at(0), Heard::Busy);
        assert!(line.is_free(at(0)));
        line.heard(at(0), Heard::Busy);
        assert!(!line.is_free(at(14)) && line.is_free(at(15)));
        assert_eq!(line.silent_since(at(3_599)), None);
    }
}
