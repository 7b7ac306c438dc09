//! What a radar is asked when its line comes up (radar.md §1.5).

use super::line::Line;

/// What is asked, in order.
const QUESTIONS: [&str; 17] = [
    "5359808100010fbd5443", // presence
    "5359848100010fc15443", // bed
    "5359808200010fbe5443", // motion
    "5359848200010fc25443", // sleep state
    "5359818100010fbe5443", // breathing
    "5359848d00010fcd5443", // ten minutes
    "5359848e00010fce5443", // abnormal sleep
    "5359848f00010fcf5443", // night
    "5359058100010f425443", // ready
    "535902a100010f5f5443", // model
    "535902a200010f605443", // product
    "535902a300010f615443", // hardware
    "535902a400010f625443", // firmware
    "5359808000010fbc5443", // presence switch
    "5359818000010fbd5443", // breathing switch
    "5359858000010fc15443", // heart switch
    "5359848000010fc05443", // sleep switch
];
const SPACING: u64 = 75;

const MOVEMENT: &str = "53598003000103335443";
const STARTED: &str = "5359050100010fc25443";
const SLEEP_IS_OFF: &str = "53598480000100b15443";
const SLEEP_IS_ON: &str = "53598480000101b25443";
const SWITCH_SLEEP_ON: &str = "53598400000101325443";
const PRESENCE_IS_OFF: &str = "53598080000100ad5443";
const SWITCH_PRESENCE_ON: &str = "535980000001012e5443";

#[test]
fn a_radar_that_speaks_is_asked_for_presence_and_bed_first_and_everything_within_two_seconds() {
    let mut line = Line::new("r60abd1", None);

    line.up(1_000).hears(1_400, MOVEMENT).pass(60_000);

    let mut expected = vec![r#"1400 {"movement":3}"#.to_owned()];
    expected.extend(asked(1_400));
    assert_eq!(line.says(), expected);
}

#[test]
fn a_radar_that_is_silent_is_asked_after_ten_seconds() {
    let mut line = Line::new("r60abd1", None);

    line.up(0).pass(60_000);

    assert_eq!(line.says(), asked(10_000));
}

#[test]
fn a_line_that_nobody_opened_is_only_read() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, MOVEMENT).hears(60_000, SLEEP_IS_OFF).hears(60_001, STARTED).pass(120_000);

    assert_eq!(line.says(), [r#"0 {"movement":3}"#, r#"60001 {"alive":true}"#]);
}

#[test]
fn what_is_off_is_switched_on_once_and_what_is_on_is_left_alone() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).pass(5_000).says();

    line.hears(5_000, SLEEP_IS_OFF).hears(5_010, PRESENCE_IS_OFF).pass(6_000);
    line.hears(6_000, SLEEP_IS_ON).hears(6_010, SLEEP_IS_OFF).pass(60_000);

    assert_eq!(
        line.says(),
        [format!("5000 sends {SWITCH_SLEEP_ON}"), format!("5075 sends {SWITCH_PRESENCE_ON}"),]
    );
}

#[test]
fn an_order_keeps_its_distance_from_the_question_before_it() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).pass(75);
    line.says();

    line.hears(100, SLEEP_IS_OFF).pass(225);

    assert_eq!(
        line.says(),
        [format!("150 sends {SWITCH_SLEEP_ON}"), format!("225 sends {}", QUESTIONS[2]),]
    );
}

#[test]
fn a_radar_that_was_without_power_is_asked_again() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).pass(5_000).hears(5_000, MOVEMENT).says();

    line.hears(15_000, MOVEMENT).pass(20_000);
    assert_eq!(line.sends(), Vec::<String>::new(), "ten seconds are not too long");

    line.hears(25_001, MOVEMENT).pass(60_000);
    assert_eq!(line.sends(), asked(25_001));
}

#[test]
fn a_radar_that_starts_anew_is_asked_again_but_not_switched_again() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).hears(0, SLEEP_IS_OFF).pass(5_000).says();

    line.hears(5_000, STARTED).hears(5_500, SLEEP_IS_OFF).pass(15_000);

    let mut expected = vec![r#"5000 {"alive":true}"#.to_owned()];
    expected.extend(asked(5_000));
    assert_eq!(line.says(), expected);
}

#[test]
fn a_line_that_is_lost_is_not_written_to() {
    let mut line = Line::new("r60abd1", None);

    line.up(0).hears(0, MOVEMENT).pass(80).down(100).pass(60_000);

    assert_eq!(line.sends(), asked(0).get(..2).unwrap());
}

#[test]
fn bytes_that_an_adapter_gives_back_are_not_a_radar_that_lives() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).pass(5_000).hears(5_000, SLEEP_IS_OFF).pass(5_000).says();

    line.hears(5_001, SWITCH_SLEEP_ON); // come back
    line.hears(5_040, SWITCH_SLEEP_ON); // the radar's acknowledgement, the same bytes
    line.hears(5_050, QUESTIONS[0]);

    assert_eq!(line.says(), ["5001 not ours: switch", "5050 not ours: query"]);
}

#[test]
fn the_firmware_is_known_until_the_line_is_lost() {
    let mut line = Line::new("r60abd1", None);

    line.up(0).hears(0, "535902a4000f473630534d31535976303130323034285443");
    assert_eq!(line.firmware(), Some("G60SM1SYv010204"));

    line.down(10);
    assert_eq!(line.firmware(), None);
}

/// All questions from `at` on.
fn asked(at: u64) -> Vec<String> {
    let stamps = (0..).map(|step| at + step * SPACING);
    stamps.zip(QUESTIONS).map(|(at, question)| format!("{at} sends {question}")).collect()
}
