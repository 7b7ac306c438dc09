//! What is said of nights and days when they are over.

use alerts::message::{DaySummary, Message, NightSummary};
use alerts::{ClockQuality, Kind, Wall};
use protocol::{Means, PerMinute, Reading};

use crate::rig::{BED, FRONT_DOOR, Rig};

const HOUR: u64 = 3_600;

#[test]
fn a_night_is_said_once_they_are_up_for_an_hour_with_every_figure() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    turns_and_sleeps(&mut home, 4 * HOUR);
    home.gets_up(30);
    home.empty(4 * 60);
    home.goes_to_bed();
    turns_and_sleeps(&mut home, 3 * HOUR + HOUR / 2);
    home.gets_up(30);
    home.empty(50 * 60);
    assert_eq!(nights(&mut home), []);
    home.empty(15 * 60);

    let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    let text = serde_json::to_string(&night).unwrap();
    let begins = r#"{"date":"2026-11-24","in_bed":"2026-11-23T22:00:08.000+08:00","#;
    assert!(text.starts_with(begins), "{text}");
    assert_eq!(night.time_in_bed_min, Some(475));
    assert_eq!((night.bed_exit_count, night.longest_absence_min), (Some(1), Some(5)));
    assert_eq!(night.bed_exits.as_ref().map(Vec::len), Some(1));
    assert_eq!(night.turn_overs, Some(15));
    assert_eq!(night.turn_overs_by_radar, Some(4));
    let asleep = night.asleep_min.unwrap();
    let awake = night.sleep_latency_min.unwrap() + night.waso_min.unwrap();
    assert!((430..=470).contains(&asleep) && awake < 30, "{text}");
    assert!(night.efficiency.unwrap().hundredths > 92, "{text}");
    assert_eq!(night.coverage.hundredths, 100);
    let heart = night.heart_rate.unwrap();
    assert!(heart.mean.hundredths.abs_diff(5_950) < 50 && heart.coverage.hundredths > 95, "{text}");
    assert_eq!(night.breathing_pauses, Some(0));
    assert_eq!(night.revision, None);
    home.empty(6 * HOUR);
    assert_eq!(nights(&mut home), [], "at noon there is nothing new");
}

#[test]
fn who_lies_down_again_takes_the_rise_back_and_noon_corrects_what_was_said() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(6 * HOUR + HOUR / 2);
    home.gets_up(30);
    home.empty(65 * 60);
    let said = nights(&mut home);
    assert_eq!(said.iter().map(|night| night.revision).collect::<Vec<_>>(), [None]);
    home.goes_to_bed();
    home.sleeps(2 * HOUR);
    home.gets_up(30);
    home.empty(65 * 60);
    home.empty(2 * HOUR);

    let said = nights(&mut home);
    let last = said.last().unwrap();
    assert_eq!(last.revision, Some(u32::try_from(said.len()).unwrap()), "{said:?}");
    assert!(last.asleep_min > Some(480), "{last:?}");
    assert_eq!(last.bed_exit_count, Some(1), "the hour between is a time out of bed");
}

#[test]
fn who_is_in_bed_at_noon_has_a_night_at_noon_and_it_is_corrected_when_they_are_up() {
    let mut home = Rig::bed_only("08:00");
    home.goes_to_bed();
    home.sleeps(4 * HOUR);
    let [noon] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert_eq!((noon.out_of_bed, noon.revision), (None, None));
    assert!(noon.asleep_min > Some(210), "{noon:?}");
    home.sleeps(2 * HOUR + HOUR / 2);
    home.gets_up(30);
    home.empty(70 * 60);

    let [whole] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert_eq!((whole.date, whole.revision), (noon.date, Some(1)));
    assert!(whole.asleep_min > Some(370) && whole.out_of_bed.is_some(), "{whole:?}");
    home.empty(22 * HOUR);
    let next = nights(&mut home);
    assert!(next.iter().all(|night| night.asleep_min.is_none()), "not slept twice: {next:?}");
}

#[test]
fn the_nights_of_the_clock_change_are_as_long_as_they_were() {
    for (start, minutes) in [("2026-03-28T22:00", 540), ("2026-10-24T22:00", 660)] {
        let mut home = Rig::unset(start, "Europe/Berlin", &[("bed", Kind::BedRadar, 10, 30)]);
        home.set_clock();
        home.goes_to_bed();
        // From ten to eight, by the clock on the wall.
        home.sleeps(minutes * 60 - 600);
        home.gets_up(30);
        home.empty(70 * 60);
        let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
        let lived = u32::try_from(minutes).unwrap();
        assert_eq!(night.time_in_bed_min, Some(lived), "{start}");
        assert!(night.asleep_min > Some(lived - 15), "{start}");
        let up = night.out_of_bed.unwrap().to_string();
        assert!(up.contains("T08:00:"), "{up}");
    }
}

#[test]
fn by_an_unset_clock_no_night_is_said_and_it_is_once_the_clock_is_right() {
    let mut home = Rig::unset("22:00", "Asia/Chongqing", &[("bed", Kind::BedRadar, 10, 30)]);
    home.goes_to_bed();
    home.sleeps(8 * HOUR);
    home.gets_up(30);
    home.empty(3 * HOUR);
    assert_eq!((nights(&mut home), days(&mut home)), (vec![], vec![]));
    home.set_clock();
    home.empty(4 * HOUR);
    let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert!(night.asleep_min > Some(470), "{night:?}");
    assert!(night.out_of_bed.unwrap().to_string().contains("T06:10:"), "{night:?}");
}

#[test]
fn a_clock_that_is_set_in_the_night_moves_its_times_and_not_its_lengths() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    home.sleeps(3 * HOUR);
    // It was an hour slow.
    let wall = Wall(1_795_442_400_000 + i64::try_from(home.now.0).unwrap() + 3_600_000);
    home.home.handle_clock(home.now, Some(wall), ClockQuality::Synced);
    home.sleeps(5 * HOUR);
    home.gets_up(30);
    home.empty(70 * 60);
    let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert_eq!(night.in_bed.unwrap().to_string(), "2026-11-23T23:00:08.000+08:00");
    assert_eq!(night.time_in_bed_min, Some(490));
}

#[test]
fn a_leap_second_changes_nothing_of_a_night_but_a_second_of_its_times() {
    let night = |step: i64| {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        turns_and_sleeps(&mut home, 4 * HOUR);
        // A second comes twice, or is left out.
        home.steps_clock(step);
        turns_and_sleeps(&mut home, 4 * HOUR);
        home.gets_up(30);
        home.empty(70 * 60);
        let [mut night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
        let times = [night.in_bed.take(), night.out_of_bed.take()].map(|at| at.unwrap().wall().0);
        night.bed_exits = None;
        (night, times[1] - times[0], home.alarms_of(&["clock-fault", "absent-from-bed"]))
    };
    let (plain, length, quiet) = night(0);
    assert_eq!(quiet, Vec::<String>::new());
    for step in [-1_000, 1_000] {
        let (stepped, lasted, quiet) = night(step);
        assert_eq!((&stepped, quiet), (&plain, vec![]), "{step} ms");
        assert!(lasted.abs_diff(length) <= 1_000, "{step} ms: {lasted} {length}");
    }
}

#[test]
fn a_clock_that_is_set_back_in_the_morning_does_not_bring_the_night_twice() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    turns_and_sleeps(&mut home, 8 * HOUR);
    home.gets_up(30);
    home.empty(70 * 60);
    let [said] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    // It was two hours fast: 05:20 instead of 07:20.
    home.steps_clock(-2 * 3_600_000);
    home.empty(8 * HOUR);
    let more = nights(&mut home);
    assert!(
        more.iter().all(|night| night.date == said.date && night.revision.is_some()),
        "{more:?}"
    );
    assert!(more.iter().all(|night| night.asleep_min == said.asleep_min), "{more:?}");
}

#[test]
fn a_home_that_is_told_of_another_zone_in_the_night_says_one_night_in_the_new_one() {
    let mut home = Rig::bed_only("22:00");
    home.goes_to_bed();
    turns_and_sleeps(&mut home, 4 * HOUR);
    home.moves_to("Asia/Tokyo");
    turns_and_sleeps(&mut home, 4 * HOUR);
    home.gets_up(30);
    home.empty(70 * 60);
    let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert_eq!(night.time_in_bed_min, Some(490));
    let [in_bed, up] = [night.in_bed, night.out_of_bed].map(|at| at.unwrap().to_string());
    assert!(in_bed.starts_with("2026-11-23T23:00:") && in_bed.ends_with("+09:00"), "{in_bed}");
    assert!(up.starts_with("2026-11-24T07:10:") && up.ends_with("+09:00"), "{up}");
    home.empty(8 * HOUR);
    assert_eq!(nights(&mut home), [], "at noon of the new zone there is nothing new");
}

#[test]
fn a_restart_in_the_night_costs_only_what_nobody_heard() {
    let lived = |restarts: bool| {
        let mut home = Rig::bed_only("22:00");
        home.goes_to_bed();
        turns_and_sleeps(&mut home, 4 * HOUR);
        if restarts {
            let saved = home.saved();
            home.home = home.anew();
            home.resume_at_once(&saved);
        }
        turns_and_sleeps(&mut home, 4 * HOUR);
        home.gets_up(30);
        home.empty(70 * 60);
        let [mut night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
        let [in_bed, up] = [night.in_bed.take(), night.out_of_bed.take()];
        (night, [in_bed, up].map(|at| at.unwrap().wall().0))
    };
    let ((restarted, at), (whole, was)) = (lived(true), lived(false));
    assert_eq!(restarted, whole);
    // By the new run's clock, a second more or less.
    assert!(at.iter().zip(was).all(|(at, was)| at.abs_diff(was) <= 1_000), "{at:?} {was:?}");
}

#[test]
fn a_night_elsewhere_is_no_night_of_nought() {
    let mut home = Rig::bed_only("20:00");
    home.hear(BED, Reading::InBed(false));
    home.hear(BED, Reading::Presence(false));
    home.empty(17 * HOUR);
    let [night] = <[_; 1]>::try_from(nights(&mut home)).unwrap();
    assert_eq!(
        serde_json::to_string(&night).unwrap(),
        r#"{"date":"2026-11-24","time_in_bed_min":0,"coverage":1}"#
    );
    // And of a bed that nobody looked at, nothing.
    let mut home = Rig::bed_only("20:00");
    home.pass(17 * HOUR);
    assert_eq!(nights(&mut home), []);
}

#[test]
fn a_day_is_said_as_the_night_begins_with_naps_doors_and_hours() {
    let mut home = Rig::flat("07:00");
    home.hear(FRONT_DOOR, Reading::Contact(protocol::Contact::Closed));
    home.empty(6 * HOUR);
    home.goes_to_bed();
    home.sleeps(35 * 60);
    home.gets_up(30);
    home.empty(2 * HOUR);
    home.hear(FRONT_DOOR, Reading::Contact(protocol::Contact::Open));
    home.empty(5);
    home.hear(FRONT_DOOR, Reading::Contact(protocol::Contact::Closed));
    home.empty(6 * HOUR);

    let [day] = <[_; 1]>::try_from(days(&mut home)).unwrap();
    let text = serde_json::to_string(&day).unwrap();
    assert!(text.starts_with(r#"{"date":"2026-11-23","naps":[{"from":"2026-11-23T13:0"#), "{text}");
    let [nap] = day.naps.clone().unwrap()[..] else { panic!("{text}") };
    assert!(nap.min.abs_diff(45) <= 5, "{text}");
    assert_eq!((day.nap_min, day.evening_nap_min), (Some(nap.min.into()), Some(0)));
    assert_eq!((day.bed_exits, day.door_openings), (Some(1), Some(1)));
    let activity = day.activity.unwrap();
    assert_eq!(activity.len(), 24);
    assert!(activity[..7].iter().chain(&activity[21..]).all(Option::is_none), "{text}");
    assert!(activity[7..21].iter().all(Option::is_some), "{text}");
    assert!(day.coverage.hundredths >= 99, "{text}");
}

#[test]
fn an_evening_nap_that_is_known_late_corrects_the_day() {
    let mut home = Rig::bed_only("12:00");
    home.hear(BED, Reading::InBed(false));
    home.hear(BED, Reading::Presence(false));
    home.empty(7 * HOUR + HOUR / 2);
    home.goes_to_bed();
    home.sleeps(50 * 60);
    home.gets_up(30);
    home.empty(2 * HOUR);
    let said = days(&mut home);
    let revisions: Vec<_> = said.iter().map(|day| day.revision).collect();
    assert_eq!(revisions, [None, Some(1)], "{said:?}");
    assert_eq!(said[0].nap_min, Some(0));
    assert!(said[1].evening_nap_min > Some(50), "{said:?}");
}

#[test]
fn a_home_without_anything_that_sees_people_says_nothing_of_days() {
    let sources = [("kitchen-gas", Kind::Co, 5, 0), ("x", Kind::Input(Means::Smoke), 5, 0)];
    let mut home = Rig::new("20:00", &sources);
    home.pass(40 * HOUR);
    assert_eq!((nights(&mut home), days(&mut home)), (vec![], vec![]));
}

/// Turns over once in half an hour; the radar counts two in two hours.
fn turns_and_sleeps(home: &mut Rig, seconds: u64) {
    for half_hour in 0..seconds / 1_800 {
        home.moves(6, 45);
        home.sleeps(1_794);
        if half_hour % 4 == 0 {
            home.hear(BED, Reading::TurnOvers(1));
            home.hear(BED, Reading::HeartRate(PerMinute(60)));
        }
    }
}

fn nights(home: &mut Rig) -> Vec<NightSummary> {
    let taken = home.outputs_of("summary/night");
    let night = |message| match message {
        Message::Night(night) => Some(*night),
        Message::Alarm(_) | Message::Event(_) | Message::Minute(_) | Message::Day(_) => None,
    };
    taken.into_iter().filter_map(night).collect()
}

fn days(home: &mut Rig) -> Vec<DaySummary> {
    let taken = home.outputs_of("summary/day");
    let day = |message| match message {
        Message::Day(day) => Some(*day),
        Message::Alarm(_) | Message::Event(_) | Message::Minute(_) | Message::Night(_) => None,
    };
    taken.into_iter().filter_map(day).collect()
}
