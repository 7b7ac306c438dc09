//! A home with motion and door sensors only: nothing looks at the bed, and what happens in it is
//! inferred from the rooms.

use alerts::message::{Asleep, Where};
use alerts::{Kind, SourceId};
use protocol::{Contact, Means, Motion, Reading};

use crate::rig::Rig;

const BEDROOM: SourceId = SourceId(0);
const BATH: SourceId = SourceId(1);
const HALL: SourceId = SourceId(2);
const FRONT_DOOR: SourceId = SourceId(3);

#[test]
fn a_night_with_two_trips_and_the_rise() {
    let mut home = in_bed();
    assert_eq!(home.said(), ["22:30:04 bed-entry"]);
    stirs(&mut home, 3 * 6);
    trip(&mut home, 180);
    stirs(&mut home, 2 * 6);
    trip(&mut home, 400);
    stirs(&mut home, 2 * 6 + 3);
    assert_eq!(home.home.state(home.now).today.bed_exits, 2);
    rises(&mut home);
    home.pass(3_700);
    assert_eq!(
        home.said(),
        [
            "01:45:04 bed-exit",
            "01:48:20 bed-entry",
            "03:48:20 bed-exit",
            "03:55:16 bed-entry",
            "06:25:16 bed-exit",
            "06:25:16 got-up",
        ]
    );
    let state = home.home.state(home.now);
    // Not seen for an hour: nobody knows.
    assert_eq!((state.today.bed_exits, state.whereabouts), (2, Where::Unknown));
}

#[test]
fn who_does_not_come_back_at_night_is_missed_and_a_quiet_bedroom_by_day_is_nothing() {
    let mut home = in_bed();
    stirs(&mut home, 3 * 6);
    home.said();
    blink(&mut home, BEDROOM);
    home.pass(10);
    (0..3).for_each(|_| glimpse(&mut home, BATH, 12));
    home.pass(20 * 60);
    let said = home.said();
    assert_eq!(said, ["01:45:04 bed-exit", "02:00:04 alarm/absent-from-bed of home: raised Low"]);
    // Back in bed, and known to be after five minutes.
    blink(&mut home, BEDROOM);
    home.pass(400);
    let said = home.said();
    assert_eq!(said[0], "02:05:52 bed-entry");
    assert!(said.iter().any(|line| line.ends_with("ConditionCleared")), "{said:?}");
}

#[test]
fn nothing_that_only_a_bed_could_know_is_said() {
    let mut home = in_bed();
    home.said();
    // Six hours without a motion: neither dead nor asleep.
    home.pass(6 * 3_600);
    assert_eq!(home.said(), Vec::<String>::new());
    let state = home.home.state(home.now);
    assert_eq!((state.whereabouts, state.sleep), (Where::Bed, Asleep::Unknown));
    assert_eq!((state.heart_rate, state.breathing_rate), (None, None));
    let mut day = rooms("11:00");
    blink(&mut day, BEDROOM);
    day.pass(3_600);
    assert_eq!(day.said(), Vec::<String>::new());
    assert_ne!(day.home.state(day.now).whereabouts, Where::Bed);
}

#[test]
fn a_restart_between_two_trips_changes_nothing() {
    let mut home = in_bed();
    stirs(&mut home, 18);
    let saved = home.saved();
    let mut again = in_bed();
    stirs(&mut again, 18);
    again.home = again.anew();
    again.resume_at_once(&saved);
    let tell = |home: &mut Rig| {
        home.said();
        trip(home, 180);
        stirs(home, 3);
        home.said()
    };
    assert_eq!(tell(&mut again), tell(&mut home));
}

#[test]
fn who_goes_out_of_the_house_at_night_has_left_the_bed() {
    let mut home = in_bed();
    stirs(&mut home, 18);
    home.said();
    blink(&mut home, BEDROOM);
    home.pass(10);
    glimpse(&mut home, HALL, 12);
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Open));
    home.pass(10);
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home.pass(120);
    let said = home.said();
    assert!(said.contains(&"01:45:04 bed-exit".into()), "{said:?}");
}

fn rooms(start: &str) -> Rig {
    let mut home = Rig::new(
        start,
        &[
            ("bedroom", Kind::RoomRadar, 0, 0),
            ("bath", Kind::RoomRadar, 0, 0),
            ("hall", Kind::RoomRadar, 0, 0),
            ("front-door", Kind::Input(Means::Entrance), 0, 0),
        ],
    );
    home.hear(FRONT_DOOR, Reading::Contact(Contact::Closed));
    home
}

/// From the hall to the bedroom at 22:30, and in bed; it is 22:45:05.
fn in_bed() -> Rig {
    let mut home = rooms("22:29");
    home.pass(50);
    glimpse(&mut home, HALL, 10);
    (0..2).for_each(|_| glimpse(&mut home, BEDROOM, 4));
    home.pass(15 * 60 - 3);
    home
}

/// Somebody lies in bed and stirs every ten minutes.
fn stirs(home: &mut Rig, times: u64) {
    for _ in 0..times {
        home.pass(599);
        blink(home, BEDROOM);
    }
}

/// Up, so many seconds in the bathroom, and back.
fn trip(home: &mut Rig, seconds: u64) {
    blink(home, BEDROOM);
    home.pass(9);
    blink(home, HALL);
    (0..seconds / 20).for_each(|_| glimpse(home, BATH, 20));
    blink(home, HALL);
    home.pass(3);
    blink(home, BEDROOM);
}

fn rises(home: &mut Rig) {
    blink(home, BEDROOM);
    home.pass(8);
    home.hear(HALL, Reading::Motion(Motion::Active));
    home.pass(40);
    (0..20).for_each(|_| glimpse(home, HALL, 60));
}

/// A motion sensor sees somebody for a second.
fn blink(home: &mut Rig, source: SourceId) {
    glimpse(home, source, 1);
}

/// … and then nothing until so many seconds have passed.
fn glimpse(home: &mut Rig, source: SourceId, seconds: u64) {
    home.hear(source, Reading::Motion(Motion::Active));
    home.pass(1);
    home.hear(source, Reading::Motion(Motion::None));
    home.pass(seconds - 1);
}
