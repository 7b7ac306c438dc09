//! What the desk hears of homes.

use super::*;
use crate::core::desk::Happened;

#[test]
fn a_home_that_is_lost_is_told_once_and_so_is_that_it_is_back() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.pass(89);
    assert_eq!(hall.told(), [""; 0]);
    hall.pass(1);
    assert_eq!(hall.told(), ["lost h1"]);
    hall.pass(600);
    assert_eq!(hall.told(), [""; 0]);

    hall.state("h1", 62, 3);
    assert_eq!(hall.told(), ["back h1"]);
    hall.pass(91);
    hall.raw("h1", "status", r#"{"v":1,"home":"h1","status":"stopped","boot":8}"#, false);
    assert_eq!(hall.told(), [""; 0], "it was lost and has stopped before anybody could be told");
}

#[test]
fn homes_that_are_lost_together_are_one_and_who_stays_away_is_lost_alone() {
    let mut hall = Hall::up();
    hall.twelve_of_sixty_fall_silent();
    assert_eq!(hall.told(), ["uplink lost"]);
    assert_eq!(hall.station.lost_together().len(), 12);
    for n in 0..10 {
        hall.state(&format!("h{n}"), 62, 3);
    }
    assert_eq!(hall.told(), ["lost h10", "lost h11", "uplink back"]);
    assert!(hall.station.lost_together().is_empty());
}

#[test]
fn a_station_that_hears_nothing_says_so_after_a_while_and_not_for_a_moment() {
    let mut hall = Hall::up();
    hall.state("h1", 62, 3);
    hall.link(false);
    hall.pass(60);
    hall.link(true);
    assert_eq!(hall.told(), [""; 0]);
    hall.link(false);
    hall.pass(91);
    assert_eq!(hall.told(), ["uplink lost"]);
    assert_eq!(hall.station.lost_together().len(), 1);
    hall.link(true);
    assert_eq!(hall.told(), ["uplink back"]);
}

#[test]
fn what_was_told_before_a_restart_is_not_told_again_and_is_taken_back() {
    let told = Told { lost: ["h1".parse().unwrap(), "h2".parse().unwrap()].into(), uplink: true };
    let homes = ["h1", "h2"].map(|home| LoadedHome {
        home: home.parse().unwrap(),
        boot: 8,
        cursors: Vec::new(),
        open: Vec::new(),
        state: None,
        hearts: Vec::new(),
    });
    let mut hall = Hall::with(Loaded { told, homes: homes.into(), ..Loaded::default() });
    assert_eq!(hall.told(), ["uplink back"]);
    hall.state("h2", 62, 3);
    assert_eq!(hall.told(), ["back h2"]);
    hall.pass(100);
    assert_eq!(hall.told(), ["lost h2"], "h1 is lost still");
}

#[test]
fn life_where_nobody_should_be_is_told_once_a_day() {
    let mut hall = Hall::up();
    let away = |hall: &mut Hall, day: &str| {
        hall.station.handle_away(day, ["h1".parse().unwrap()].into());
    };
    away(&mut hall, "2026-11-23");
    for _ in 0..2 {
        hall.publish("h1", "state", "", r#"{"where":"away"}"#);
        assert_eq!(hall.told(), [""; 0]);
    }
    hall.state("h1", 62, 3);
    hall.state("h2", 62, 3);
    hall.state("h1", 62, 3);
    assert_eq!(hall.told(), ["life h1 2026-11-23"]);
    away(&mut hall, "2026-11-23");
    hall.state("h1", 62, 3);
    assert_eq!(hall.told(), [""; 0]);
    away(&mut hall, "2026-11-24");
    hall.publish_kept("h1", "state", r#"{"where":"bed"}"#);
    assert_eq!(hall.told(), [""; 0], "what the broker had kept may be old");
    hall.state("h1", 62, 3);
    assert_eq!(hall.told(), ["life h1 2026-11-24"]);
}

impl Hall {
    /// What the desk is told with the next batch.
    #[allow(clippy::wildcard_enum_match_arm, reason = "what else there is fails the test")]
    fn told(&mut self) -> Vec<String> {
        let effects = self.station.take_batch().effects;
        let news = effects.into_iter().filter_map(|effect| match effect {
            Effect::News { what, .. } => Some(what),
            _ => None,
        });
        let said = news.map(|what| match what {
            Happened::HomeLost { home } => format!("lost {home}"),
            Happened::HomeBack { home } => format!("back {home}"),
            Happened::UplinkLost => "uplink lost".to_owned(),
            Happened::UplinkBack => "uplink back".to_owned(),
            Happened::Life { home, day } => format!("life {home} {day}"),
            other => panic!("{other:?}"),
        });
        said.collect()
    }
}
