//! The lives that are lived here: an evening to look at, a night, a nap, a week.

use std::time::Duration;

use super::{Fact, Life, Resident};

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

impl Resident {
    /// Two hours and a quarter from eight in the evening: after `lead` comes home, then two alarms
    /// in the kitchen, to bed, once to the toilet.
    #[must_use]
    pub fn evening(seed: u64, lead: Duration) -> Life {
        let mut resident = Self::new(seed, "2026-11-23T20:00:00+08:00");
        resident.waits(lead);
        resident.goes_through_the_door("comes home");
        resident.waits(minutes(6));
        resident.leaves_the_gas_on(minutes(4));
        resident.waits(minutes(11));
        resident.heats_with_a_bad_stove(minutes(5));
        resident.waits(minutes(12));
        resident.goes_to_bed("goes to bed");
        resident.sleeps(minutes(62));
        resident.goes_to_the_toilet(minutes(4));
        resident.sleeps(minutes(25));
        resident.lived()
    }

    /// A night from a quarter to eleven to the morning: twice to the toilet, up after seven
    /// (before, an empty bed would call for somebody), and long enough after that to be sure of it.
    /// They are seen about once more by then: somebody who is not would be missed.
    #[must_use]
    pub fn night(seed: u64) -> Life {
        let mut resident = Self::new(seed, "2026-11-23T22:45:00+08:00");
        resident.waits(minutes(2));
        resident.goes_through_the_door("comes home");
        resident.waits(minutes(25));
        resident.sleeps_through();
        resident.waits(minutes(30));
        resident.looks_in("fetches a shawl from the bedroom");
        resident.waits(minutes(44));
        resident.lived()
    }

    /// An afternoon with a nap of three quarters of an hour, and long enough after it to be sure.
    #[must_use]
    pub fn nap(seed: u64) -> Life {
        let mut resident = Self::new(seed, "2026-11-24T13:00:00+08:00");
        resident.waits(minutes(20));
        resident.dozes(minutes(48));
        resident.waits(minutes(100));
        resident.lived()
    }

    /// So many days from noon on, each with a night, a nap, the front door and, on every third, an
    /// alarm of each kind.
    #[must_use]
    pub fn days(seed: u64, days: u64) -> Life {
        let mut resident = Self::new(seed, "2026-11-16T12:00:00+08:00");
        let day = minutes(24 * 60);
        for number in 0..days {
            let end = resident.now + day;
            resident.waits(minutes(75));
            resident.dozes(minutes(45));
            resident.waits(minutes(90));
            resident.goes_through_the_door("goes out");
            resident.waits(minutes(35));
            resident.goes_through_the_door("comes home");
            if number % 3 == 0 {
                resident.leaves_the_gas_on(minutes(4));
                resident.heats_with_a_bad_stove(minutes(5));
                resident.burns_the_toast(minutes(2));
            }
            resident.waits(minutes(395));
            resident.sleeps_through();
            resident.now = end;
        }
        resident.lived()
    }

    /// To bed in the evening, up in the morning, twice to the toilet.
    fn sleeps_through(&mut self) {
        self.goes_to_bed("goes to bed");
        self.sleeps(minutes(170));
        self.goes_to_the_toilet(minutes(4));
        self.sleeps(minutes(160));
        self.goes_to_the_toilet(minutes(6));
        self.sleeps(minutes(125));
        self.gets_up("gets up");
    }

    fn dozes(&mut self, asleep: Duration) {
        self.goes_to_bed("lies down for a nap");
        let from = self.now;
        self.life.truth.push((from, Fact::Nap(from + asleep)));
        self.sleeps(asleep);
        self.gets_up("gets up from the nap");
    }
}

#[cfg(test)]
mod tests {
    use super::super::Act;
    use super::*;

    const LEAD: Duration = Duration::from_secs(120);

    #[test]
    fn an_evening_is_the_same_again_and_has_everything_to_show() {
        let life = Resident::evening(1, LEAD);

        assert_eq!(life.truth, Resident::evening(1, LEAD).truth);
        assert_ne!(life.truth, Resident::evening(2, LEAD).truth);
        assert!(life.end.0 > 2 * 3_600_000);
        for fact in [Fact::DoorOpened, Fact::Alarm("gas"), Fact::Alarm("co"), Fact::BedExit] {
            assert_eq!(life.count(fact), 1, "{fact:?}");
        }
        assert_eq!(life.count(Fact::BedEntry), 2);
        assert!(life.count(Fact::TurnOver) >= 2);
    }

    #[test]
    fn a_night_has_three_exits_and_turn_overs_far_from_them() {
        for seed in 0..50 {
            let life = Resident::night(seed);
            let at = |wanted: Fact| {
                life.truth.iter().filter(move |(_, fact)| *fact == wanted).map(|(at, _)| *at)
            };

            assert_eq!(life.count(Fact::BedExit), 3);
            assert_eq!(life.count(Fact::BedEntry), 3);
            assert!((8..30).contains(&life.count(Fact::TurnOver)));
            for turn in at(Fact::TurnOver) {
                let near = |other: protocol::Mono| other.0.abs_diff(turn.0) < 120_000;
                assert!(!at(Fact::BedExit).chain(at(Fact::BedEntry)).any(near));
            }
        }
    }

    #[test]
    fn moments_are_in_order_and_doors_that_open_close() {
        let life = Resident::days(3, 7);

        assert!(life.moments.is_sorted_by_key(|moment| moment.at));
        assert!(life.truth.is_sorted_by_key(|(at, _)| *at));
        assert_eq!(life.count(Fact::DoorOpened), 14);
        assert_eq!(life.count(Fact::DoorClosed), 14);
        assert_eq!(life.count(Fact::Nap(protocol::Mono::ZERO)), 7);
        let doors = life.moments.iter().filter(|moment| matches!(moment.act, Act::Door(_)));
        assert_eq!(doors.count(), 28);
    }
}
