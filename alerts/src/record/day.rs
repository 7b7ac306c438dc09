//! What has the day counted so far?
//!
//! Bed exits and turn-overs of the night count from noon to noon, naps from midnight. The final
//! rise is counted when it happens, as any exit, and taken out when it turns out to be one. While
//! the clock is unset there is neither noon nor night, and everything counts.

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::message::{ExitNumber, Today};
use crate::plan::Places;
use crate::time::Clock;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    today: Today,
    /// The last exit that was counted, and not taken out.
    exit: Option<ExitNumber>,
    /// The one that was taken out.
    rise: Option<ExitNumber>,
    noon: Option<Mono>,
    midnight: Option<Mono>,
}

impl Tally {
    /// The clock has been set, or set right.
    pub(crate) fn handle_clock(&mut self, at: Mono, clock: &Clock) {
        self.noon = clock.noon(at);
        self.midnight = clock.midnight(at);
    }

    pub(crate) fn handle_exit(&mut self, number: ExitNumber, is_night: Option<bool>) {
        if is_night != Some(false) {
            self.today.bed_exits += 1;
            self.exit = Some(number);
        }
    }

    pub(crate) fn handle_got_up(&mut self, number: ExitNumber) {
        if self.exit.take_if(|exit| *exit == number).is_some() {
            self.today.bed_exits = self.today.bed_exits.saturating_sub(1);
            self.rise = Some(number);
        }
    }

    /// It was not the final rise: it counts again.
    pub(crate) fn handle_not_up(&mut self, number: ExitNumber) {
        if self.rise.take_if(|rise| *rise == number).is_some() {
            self.today.bed_exits += 1;
        }
    }

    pub(crate) fn handle_turn(&mut self, is_night: Option<bool>) {
        if is_night != Some(false) {
            self.today.turn_overs += 1;
        }
    }

    pub(crate) fn handle_nap(&mut self, asleep_min: u16) {
        self.today.nap_min += u32::from(asleep_min);
    }

    /// That was no nap.
    pub(crate) fn handle_no_nap(&mut self, asleep_min: u16) {
        self.today.nap_min = self.today.nap_min.saturating_sub(u32::from(asleep_min));
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, clock: &Clock) {
        if self.noon.is_some_and(|noon| noon <= now) {
            self.today = Today { bed_exits: 0, turn_overs: 0, ..self.today };
            (self.exit, self.rise) = (None, None);
            self.noon = clock.noon(now);
        }
        if self.midnight.is_some_and(|midnight| midnight <= now) {
            self.today.nap_min = 0;
            self.midnight = clock.midnight(now);
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.noon.into_iter().chain(self.midnight).min()
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    pub(crate) const fn today(&self) -> Today {
        self.today
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn the_final_rise_is_taken_out_again() {
        let mut tally = Tally::default();
        tally.handle_exit(ExitNumber(1), Some(true));
        tally.handle_exit(ExitNumber(2), Some(true));
        tally.handle_got_up(ExitNumber(2));
        tally.handle_got_up(ExitNumber(2));
        assert_eq!(tally.today().bed_exits, 1);
        tally.handle_not_up(ExitNumber(2));
        tally.handle_not_up(ExitNumber(2));
        assert_eq!(tally.today().bed_exits, 2);
    }

    #[test]
    fn exits_and_turns_by_day_are_not_of_the_night() {
        let mut tally = Tally::default();
        tally.handle_exit(ExitNumber(1), Some(false));
        tally.handle_turn(Some(false));
        tally.handle_got_up(ExitNumber(1));
        assert_eq!(tally.today(), Today::default());
    }

    #[test]
    fn noon_ends_the_night_and_midnight_the_naps() {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(0)), ClockQuality::Synced);
        let mut tally = Tally::default();
        tally.handle_clock(Mono::ZERO, &clock);
        tally.handle_exit(ExitNumber(1), Some(true));
        tally.handle_turn(Some(true));
        tally.handle_nap(30);

        let noon = Mono(12 * 3_600_000);
        assert_eq!(tally.poll_timeout(), Some(noon));
        tally.handle_timeout(noon, &clock);
        assert_eq!(tally.today(), Today { bed_exits: 0, turn_overs: 0, nap_min: 30 });
        let midnight = Mono(24 * 3_600_000);
        assert_eq!(tally.poll_timeout(), Some(midnight));
        tally.handle_timeout(midnight, &clock);
        assert_eq!(tally.today(), Today::default());
    }
}
