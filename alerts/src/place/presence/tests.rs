//! The comings and goings of a home with a sensor in the hall (0), one in the living room (1), and
//! one over the bed (2).

use alloc::vec;

use super::*;

#[test]
fn without_evidence_they_are_neither_at_home_nor_away() {
    let mut home = Flat::new();
    assert_eq!(home.presence.is(s(0), Some(Occupancy::Unknown)), Where::Unknown);
    home.pulse(0, LIVING);
    assert_eq!(home.presence.is(s(3_600), Some(Occupancy::Out)), Where::Home);
    assert_eq!(home.presence.is(s(3_700), Some(Occupancy::Out)), Where::Unknown);
    assert_eq!(home.presence.is(s(9_999), Some(Occupancy::In)), Where::Bed);
}

#[test]
fn who_went_out_and_is_seen_nowhere_is_away_until_they_come_home() {
    let mut home = Flat::new();
    home.goes_out(100);
    assert_eq!(home.until(800), [Passage::Left { from: s(110) }]);
    assert_eq!(home.presence.is(s(9_000), Some(Occupancy::Out)), Where::Away);
    home.door(10_000, true);
    home.pulse(10_002, HALL);
    home.door(10_010, false);
    home.pulse(10_020, LIVING);
    assert_eq!(home.until(20_000), [Passage::Came { from: s(10_000) }, Passage::Stayed]);
}

#[test]
fn who_is_seen_just_before_the_door_says_so_has_come_home() {
    let mut home = Flat::new();
    home.goes_out(100);
    home.until(800);
    home.pulse(9_999, HALL);
    home.door(10_000, true);
    assert_eq!(home.until(10_001), [Passage::Came { from: s(10_000) }]);
}

#[test]
fn who_comes_in_and_then_sits_still_for_hours_is_at_home() {
    for walks_after in [3, 8, 30, 110] {
        let mut home = Flat::new();
        home.goes_out(100);
        home.until(800);
        home.door(1_000, true);
        home.pulse(1_001, HALL);
        home.door(1_010, false);
        home.pulse(1_010 + walks_after, LIVING);
        let said = home.until(20_000);
        assert_eq!(said, [Passage::Came { from: s(1_000) }, Passage::Stayed], "{walks_after}");
    }
}

#[test]
fn who_only_opened_the_door_and_sits_still_then_is_at_home() {
    let mut home = Flat::new();
    home.goes_out(100);
    home.pulse(115, HALL);
    assert_eq!(home.until(9_000), [Passage::Stayed]);
}

#[test]
fn a_sensor_that_was_seeing_who_went_out_may_end_late() {
    for (repeats, lasts) in [(true, 100), (false, 100)] {
        let mut home = Flat::new();
        home.says(90, HALL, Channel::Presence, Sign::There);
        home.door(100, true);
        home.door(105, false);
        for at in 106..105 + lasts {
            if repeats {
                home.says(at, HALL, Channel::Presence, Sign::There);
            }
        }
        home.says(105 + lasts, HALL, Channel::Presence, Sign::Nobody);
        assert_eq!(home.until(2_000), [Passage::Left { from: s(105) }]);
    }
}

#[test]
fn who_leaves_the_door_open_has_left_too() {
    let mut home = Flat::new();
    home.says(40, HALL, Channel::Movement, Sign::Moves);
    home.door(100, true);
    for at in 101..126 {
        home.says(at, HALL, Channel::Movement, Sign::Moves);
    }
    home.says(126, HALL, Channel::Movement, Sign::Nobody);
    assert_eq!(home.until(800), [Passage::Left { from: s(100) }]);
    home.pulse(5_000, HALL);
    home.pulse(5_004, LIVING);
    assert_eq!(home.until(5_100), [Passage::Came { from: s(5_000) }], "the door stood open");
}

#[test]
fn who_goes_out_for_five_minutes_left_and_came_home() {
    let mut home = Flat::new();
    home.goes_out(100);
    home.pulse(409, HALL);
    home.door(410, true);
    home.pulse(412, HALL);
    home.door(420, false);
    home.pulse(425, HALL);
    let there = [Passage::Left { from: s(110) }, Passage::Came { from: s(410) }, Passage::Stayed];
    assert_eq!(home.until(9_000), there);
}

#[test]
fn who_was_inside_all_the_time_and_walks_to_the_door_had_not_left() {
    let mut home = Flat::new();
    home.goes_out(100);
    home.pulse(400, LIVING);
    home.pulse(408, HALL);
    home.door(410, true);
    home.door(420, false);
    assert_eq!(home.until(800), [Passage::Stayed], "seen, and long before the door was opened");
    assert_eq!(home.until(9_000), [Passage::Left { from: s(420) }]);
}

#[test]
fn an_entrance_that_nobody_came_to_from_inside_is_no_leaving() {
    let mut home = Flat::new();
    home.pulse(0, LIVING);
    home.pulse(5, HALL);
    home.door(1_000, true);
    home.door(1_010, false);
    assert_eq!(home.until(9_000), []);
    assert_eq!(home.presence.is(s(9_000), None), Where::Unknown);
}

#[test]
fn a_sensor_that_sees_somebody_or_is_not_heard_keeps_them_from_being_away() {
    let mut seen = Flat::new();
    seen.says(0, LIVING, Channel::Presence, Sign::There);
    seen.door(100, true);
    seen.door(110, false);
    assert_eq!(seen.until(9_000), [Passage::Stayed]);

    let mut deaf = Flat::new();
    deaf.goes_out(100);
    deaf.presence.handle_silent(LIVING);
    assert_eq!(deaf.until(9_000), []);
    assert_eq!(deaf.presence.is(s(9_000), Some(Occupancy::Out)), Where::Unknown);
}

#[test]
fn who_lies_in_bed_is_not_away_and_whose_bed_is_not_known_is_not_either() {
    for (bed, said) in [(Occupancy::In, vec![Passage::Stayed]), (Occupancy::Unknown, vec![])] {
        let mut home = Flat::new();
        home.presence.handle_bed(s(0), bed);
        home.goes_out(100);
        assert_eq!(home.until(9_000), said);
    }
}

#[test]
fn a_home_with_a_bed_radar_only_never_says_away() {
    let mut presence = Presence::new(PresencePolicy::default(), vec![true, false], Some(0));
    presence.handle(s(0), 0, (Channel::Presence, Sign::There));
    presence.handle(s(5), 0, (Channel::Presence, Sign::Nobody));
    presence.handle_entrance(s(15), true);
    presence.handle_entrance(s(20), false);
    assert_eq!(presence.handle_timeout(s(9_000)), None);
    assert_eq!(presence.is(s(4_000), Some(Occupancy::Out)), Where::Unknown);
}

#[test]
fn a_pulse_of_the_sun_in_an_empty_home_is_nobody_and_somebody_behind_a_shut_door_never_left() {
    let mut home = Flat::new();
    home.goes_out(100);
    home.until(800);
    home.pulse(3_000, LIVING);
    home.pulse(5_000, LIVING);
    assert_eq!(home.until(6_000), []);
    home.pulse(7_000, LIVING);
    home.pulse(7_006, HALL);
    let back = Passage::Mistaken { left: s(110) };
    assert_eq!(home.until(7_007), [back]);
}

#[test]
fn a_pulse_that_its_sensor_holds_for_a_minute_is_nobody_and_somebody_who_stays_is() {
    for (holds, said) in [(100, 0), (200, 1)] {
        let mut home = Flat::new();
        home.goes_out(100);
        home.until(800);
        for at in 3_000..3_000 + holds {
            home.says(at, LIVING, Channel::Presence, Sign::There);
        }
        assert_eq!(home.until(9_000).len(), said, "{holds}");
    }
}

#[test]
fn when_the_carer_has_gone_who_sits_still_is_not_away_after_ten_minutes() {
    let mut home = Flat::new();
    home.pulse(0, LIVING);
    home.door(1_000, true);
    home.pulse(1_001, HALL);
    home.door(1_005, false);
    home.pulse(1_010, LIVING);
    home.goes_out(2_000);
    home.pulse(4_000, LIVING);
    assert_eq!(home.until(9_000), [Passage::Stayed, Passage::Stayed]);
}

#[test]
fn leaving_and_coming_take_turns_whatever_happens() {
    let mut dice = 1_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % sides
    };
    for _ in 0..300 {
        let (mut home, mut at, mut away) = (Flat::new(), 0, false);
        for _ in 0..200 {
            at += [0, 1, 3, 9, 70, 300, 900]
                .into_iter()
                .nth(usize::try_from(roll(7)).unwrap())
                .unwrap();
            match roll(5) {
                0 => home.door(at, true),
                1 => home.door(at, false),
                2 => home.pulse(at, HALL),
                3 => home.pulse(at, LIVING),
                _ => home.says(
                    at,
                    BED,
                    Channel::Presence,
                    if roll(2) == 0 { Sign::There } else { Sign::Nobody },
                ),
            }
            for passage in home.until(at) {
                let now = match passage {
                    Passage::Left { .. } => true,
                    Passage::Came { .. } | Passage::Mistaken { .. } => false,
                    Passage::Stayed => continue,
                };
                assert_ne!(now, away, "{passage:?}");
                away = now;
            }
        }
    }
}

const HALL: usize = 0;
const LIVING: usize = 1;
const BED: usize = 2;

struct Flat {
    presence: Presence,
    said: Vec<Passage>,
}

impl Flat {
    /// Each sensor has said once that nobody is there.
    fn new() -> Self {
        let is_radar = vec![false, false, true];
        let mut presence = Presence::new(PresencePolicy::default(), is_radar, Some(BED));
        for place in [HALL, LIVING, BED] {
            presence.handle(s(0), place, (Channel::Presence, Sign::Nobody));
        }
        Self { presence, said: Vec::new() }
    }

    /// Seen at the door, opens it, and shuts it ten seconds later.
    fn goes_out(&mut self, at: u64) {
        self.pulse(at - 6, LIVING);
        self.pulse(at - 1, HALL);
        self.door(at, true);
        self.door(at + 10, false);
    }

    /// A motion sensor sees somebody for a second.
    fn pulse(&mut self, at: u64, place: usize) {
        self.says(at, place, Channel::Presence, Sign::There);
        self.says(at + 1, place, Channel::Presence, Sign::Nobody);
    }

    fn says(&mut self, at: u64, place: usize, channel: Channel, sign: Sign) {
        self.pass(at);
        self.said.extend(self.presence.handle(s(at), place, (channel, sign)));
    }

    fn door(&mut self, at: u64, opened: bool) {
        self.pass(at);
        self.said.extend(self.presence.handle_entrance(s(at), opened));
    }

    fn pass(&mut self, at: u64) {
        while let Some(due) = self.presence.poll_timeout().filter(|due| *due <= s(at)) {
            self.said.extend(self.presence.handle_timeout(due));
        }
    }

    fn until(&mut self, at: u64) -> Vec<Passage> {
        self.pass(at);
        core::mem::take(&mut self.said)
    }
}

const fn s(seconds: u64) -> Mono {
    Mono(seconds * 1_000)
}
