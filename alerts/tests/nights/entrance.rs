//! The entrance: left open, used at night, gone through; and who is at home then.

use alerts::{Kind, SourceId, SourcePlan};
use protocol::{Contact, Means, Motion, Reading};

use crate::rig::{BED, FRONT_DOOR, HALL, Rig};

#[test]
fn an_entrance_that_is_all_that_tells_of_people_is_missed_after_a_day() {
    let door = SourcePlan::new("front-door".into(), Kind::Input(Means::Entrance));
    let mut home = Rig::of("2026-11-23T12:00", "Asia/Chongqing", vec![door]);
    home.set_clock();
    let door = SourceId(0);
    home.hear(door, Reading::Contact(Contact::Closed));
    home.pass(3_600);
    home.hear(door, Reading::Contact(Contact::Open));
    home.pass(5);
    home.hear(door, Reading::Contact(Contact::Closed));
    home.pass(24 * 3_600);
    assert_eq!(home.alarms_of(&["inactivity"]), ["13:00:05 alarm/inactivity of home: raised Low"]);
    home.hear(door, Reading::Contact(Contact::Open));
    home.pass(60);
    assert!(home.alarms_of(&["inactivity"]).last().unwrap().ends_with("Closed"));
}

#[test]
fn who_leaves_at_two_and_leaves_the_door_open_is_said_at_once_and_is_high_after_five_minutes() {
    let mut home = asleep("23:00", 3);
    home.gets_up(30);
    home.walks(60);
    home.door(Contact::Open);
    home.walks(20);
    home.gone(15 * 60);
    assert_eq!(
        home.said_of(&["door", "left-home", "came-home"]),
        [
            "02:11:40 door-opened",
            "02:11:40 alarm/door-at-night of front-door: raised Medium",
            "02:13:40 alarm/door-left-open of front-door: raised Medium",
            "02:16:40 alarm/door-at-night of front-door: escalated High",
            "02:17:40 alarm/door-at-night of front-door: escalated High",
            "02:18:40 alarm/door-left-open of front-door: escalated Medium",
            "02:11:40 left-home",
        ]
    );
}

#[test]
fn who_looks_out_at_night_and_is_back_in_the_hall_is_no_longer_looked_for() {
    let mut home = asleep("23:00", 3);
    home.gets_up(30);
    home.walks(20);
    home.door(Contact::Open);
    home.walks(10);
    home.door(Contact::Closed);
    home.gone(6);
    home.walks(10);
    home.gone(900);
    let said = home.said_of(&["door-at-night", "left-home"]);
    let steps: Vec<_> = said.iter().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(steps, ["raised Medium", "ConditionCleared", "Closed"]);
}

#[test]
fn who_shuts_the_door_behind_them_at_night_is_high() {
    let mut home = asleep("23:00", 3);
    home.gets_up(30);
    home.walks(20);
    home.door(Contact::Open);
    home.walks(3);
    home.door(Contact::Closed);
    home.gone(15 * 60);
    let said = home.said_of(&["door-at-night", "left-home"]);
    assert!(said.iter().any(|line| line.ends_with("door-at-night of front-door: escalated High")));
    assert!(said.iter().any(|line| line.ends_with("left-home")));
}

#[test]
fn while_the_clock_is_not_set_only_a_door_that_stays_open_is_said() {
    let sources: Vec<_> = [("hall", Kind::RoomRadar), ("front-door", Kind::Input(Means::Entrance))]
        .map(|(name, kind)| alerts::SourcePlan::new(name.into(), kind))
        .into();
    let mut home = Rig::of("02:00", "Asia/Chongqing", sources);
    let door = SourceId(1);
    home.hear(door, Reading::Contact(Contact::Closed));
    home.pass(60);
    home.hear(door, Reading::Contact(Contact::Open));
    home.pass(600);
    assert_eq!(
        home.said(),
        ["02:01:00 door-opened", "02:06:00 alarm/door-left-open of front-door: raised Low"]
    );
}

#[test]
fn a_contact_that_bounces_five_times_and_stays_open_is_opened_once_and_left_open() {
    let mut home = Rig::flat("12:00");
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.pass(60);
    for edge in 0..5 {
        home.door(if edge % 2 == 0 { Contact::Open } else { Contact::Closed });
        home.home.handle_timeout(home.now);
        home.pass_ms(150);
    }
    home.pass(400);
    let said = home.said_of(&["door"]);
    assert_eq!(
        said,
        ["12:01:00 door-opened", "12:06:00 alarm/door-left-open of front-door: raised Low"]
    );
}

#[test]
fn who_comes_home_sits_down_and_is_not_seen_for_hours_is_at_home() {
    let mut home = motion_sensors("10:00");
    home.goes_out();
    home.pass(3_600);
    home.comes_in();
    home.pass(4 * 3_600);
    assert_eq!(
        home.said_of(&["left-home", "came-home"]),
        ["10:00:13 left-home", "11:00:13 came-home"]
    );
}

#[test]
fn somebody_who_comes_in_while_the_bed_breathes_is_a_visitor_and_nobody_left() {
    let mut home = asleep("13:00", 1);
    home.each_second(60, |home, second| {
        home.breathes(second);
        match second {
            10 => home.hear(FRONT_DOOR, Reading::Contact(Contact::Open)),
            14 => home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed)),
            _ => {}
        }
        home.hear(HALL, Reading::Movement(if (9..30).contains(&second) { 40 } else { 0 }));
    });
    home.sleeps(1_200);
    let said = home.said_of(&["visitor", "left-home", "came-home"]);
    assert_eq!(said, ["14:10:18 visitor"]);
}

#[test]
fn the_third_exit_within_two_hours_of_a_settled_night_is_wandering() {
    let mut home = asleep("23:00", 2);
    for _ in 0..3 {
        home.gets_up(30);
        home.empty(120);
        home.goes_to_bed();
    }
    let said = home.said_of(&["wandering"]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].ends_with("wandering of bed: raised Low"));
    home.sleeps(1_900);
    let said = home.said_of(&["wandering"]);
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn who_is_about_at_night_for_more_than_half_an_hour_wanders() {
    let mut home = asleep("23:00", 2);
    home.gets_up(30);
    home.walks(40 * 60);
    let said = home.said_of(&["wandering"]);
    assert_eq!(said.len(), 1, "{said:?}");
}

/// In bed and asleep for so many hours.
fn asleep(start: &str, hours: u64) -> Rig {
    let mut home = Rig::flat(start);
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.hear(HALL, Reading::Movement(0));
    home.goes_to_bed();
    home.each_second(hours * 3_600, |home, second| {
        home.breathes(second);
        if second.is_multiple_of(5) {
            home.hear(HALL, Reading::Movement(0));
            home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
        }
    });
    home.said();
    home
}

/// A home with nothing but motion sensors in two rooms and a contact at its entrance.
fn motion_sensors(start: &str) -> Rig {
    let entrance = Kind::Input(Means::Entrance);
    let mut home = Rig::new(
        start,
        &[("hall", Kind::Other, 0, 0), ("living", Kind::Other, 0, 0), ("door", entrance, 0, 0)],
    );
    home.hear(SourceId(2), Reading::Contact(Contact::Closed));
    home
}

impl Rig {
    fn door(&mut self, contact: Contact) {
        self.hear(FRONT_DOOR, Reading::Contact(contact));
    }

    /// About in the hall; nobody in bed.
    fn walks(&mut self, seconds: u64) {
        self.each_second(seconds, |home, _| {
            home.hear(BED, Reading::Movement(0));
            home.hear(HALL, Reading::Movement(40));
        });
    }

    /// Seen nowhere.
    fn gone(&mut self, seconds: u64) {
        self.each_second(seconds, |home, _| {
            home.hear(BED, Reading::Movement(0));
            home.hear(HALL, Reading::Movement(0));
        });
    }

    /// A motion sensor's word for two seconds.
    fn pulse(&mut self, source: usize) {
        self.hear(SourceId(source), Reading::Motion(Motion::Active));
        self.pass(2);
        self.hear(SourceId(source), Reading::Motion(Motion::None));
    }

    fn goes_out(&mut self) {
        self.pulse(1);
        self.pulse(0);
        self.hear(SourceId(2), Reading::Contact(Contact::Open));
        self.pass(9);
        self.hear(SourceId(2), Reading::Contact(Contact::Closed));
    }

    fn comes_in(&mut self) {
        self.hear(SourceId(2), Reading::Contact(Contact::Open));
        self.pulse(0);
        self.pass(6);
        self.hear(SourceId(2), Reading::Contact(Contact::Closed));
        self.pass(5);
        self.pulse(1);
    }

    fn said_of(&mut self, kinds: &[&str]) -> Vec<String> {
        let mut said = self.said();
        said.retain(|line| {
            kinds.iter().any(|kind| line.contains(kind)) && !line.contains("Remind")
        });
        said
    }
}
