//! The rules that every driver keeps, a test for each (hazard.md §0, radar.md §1.7 and §9). What is
//! held elsewhere: resync byte by byte, split and joined reads (`frozen.rs`); polarity and meanings
//! (`poll.rs`); warm-up (`warm_up.rs`); brown-out, lost answers, late first frames, the mode of a
//! C1001 (`start_up.rs`); stale records, plain-command replies, `exist` (`vitals.rs`).

use protocol::{Means, SENSORS};

use super::line::Line;

const MOVEMENT: &str = "53598003000103335443";

/// Rule 1: over-range is an alarm and never a dropped sample.
#[test]
fn more_than_a_sensor_can_measure_is_told_every_time() {
    let mut line = Line::warm("winsen", "ze07-co");

    for second in 0..3 {
        line.hears(second * 1_000, "ff04030117711388d5");
    }

    assert_eq!(
        line.says(),
        [
            r#"0 {"over-range":"co-ppm"}"#,
            r#"1000 {"over-range":"co-ppm"}"#,
            r#"2000 {"over-range":"co-ppm"}"#,
        ]
    );
}

/// Rule 2: no data, a bad sum and a fault are never 0 and never "normal".
#[test]
fn silence_a_bad_sum_and_a_fault_are_no_number() {
    let mut line = Line::warm("winsen", "ze15-co");

    line.up(0).pass(10_000).hears(10_000, "ff0403010025138825").pass(20_000);
    line.hears(20_000, "ff04030180001388dd");

    assert_eq!(line.reads(), [r#"20000 {"warming":true}"#, r#"20000 {"fault":"sensor"}"#]);
}

/// Rule 6: one read may hold nothing, half a frame or five.
#[test]
fn a_read_may_hold_nothing_half_a_frame_or_five() {
    let mut line = Line::new("r60abd1", None);
    let (half, other) = MOVEMENT.split_at(10);

    line.hears(0, "").hears(1, half).hears(2, &format!("{other}{}", MOVEMENT.repeat(5)));

    assert_eq!(line.says(), vec![r#"2 {"movement":3}"#.to_owned(); 6]);
}

/// Rule 9: every sensor has a deadline, or says that it has none.
#[test]
fn every_model_has_a_deadline() {
    for model in SENSORS.iter().flat_map(|sensor| sensor.models) {
        let quiet = model.quiet.map(|quiet| quiet.as_secs());
        assert!(quiet.is_some_and(|quiet| (5..=65).contains(&quiet)), "{}: {quiet:?}", model.name);
    }
}

/// Rule 11: never a calibration, a reset, an address or a mode. The fuzzer holds the same for any
/// stream; here is everything that is sent to sensors that live through a bad day.
#[test]
fn nothing_is_sent_but_questions_reads_and_the_four_groups_switched_on() {
    let off = ["53598080000100ad5443", "53598180000100ae5443", "53598580000100b25443"];
    let mut radar = Line::new("r60abd1", None);
    let mut gas = Line::new("winsen", Some("ze15-co"));
    let mut bus = Line::bus(&[(7, "waveshare-di8", &[(0, Means::Sos)]), (9, "jxbs-3001-co", &[])]);

    for line in [&mut radar, &mut gas, &mut bus] {
        line.up(0).pass(30_000).down(31_000).up(32_000);
        line.hears(33_000, MOVEMENT).hears(33_001, &off.concat()).pass(90_000);
    }

    for sent in radar.sends() {
        let hex = sent.rsplit(' ').next().unwrap();
        let is_question = hex.get(12..14) == Some("0f") && hex.get(6..7) >= Some("8");
        let switches_on = ["80", "81", "85", "84"]
            .iter()
            .any(|control| hex.starts_with(&format!("5359{control}00000101")));
        assert!(is_question || switches_on, "{sent}");
    }
    assert!(gas.sends().iter().all(|sent| sent.ends_with(" sends ff0186000000000079")));
    let polled = [" sends 0702", " sends 0903"];
    assert!(bus.sends().iter().all(|sent| polled.iter().any(|read| sent.contains(read))));
}

/// Radar.md §9: a radar whose line is silent says nothing, and so nobody is said to be gone.
#[test]
fn a_radar_that_is_silent_says_nothing_of_who_is_there() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, "535980010001012f5443").pass(3_600_000);

    assert_eq!(line.says(), [r#"0 {"presence":true}"#]);
}
