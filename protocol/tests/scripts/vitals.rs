//! What a radar repeats when the person is long gone, and what it says of itself again.

use super::line::Line;

const HEART_62: &str = "5359850200013e725443";
const BREATH_14: &str = "5359810200010e3e5443";
const NO_BREATHING: &str = "53598101000104335443";
const NOBODY: &str = "535980010001002e5443";
const SOMEBODY: &str = "535980010001012f5443";
const OUT_OF_BED: &str = "53598401000100325443";
const IN_BED: &str = "53598401000101335443";
const BED_NOT_WATCHED: &str = "53598401000102345443";
const MOVEMENT: &str = "53598003000103335443";
const STARTED: &str = "5359050100010fc25443";
/// Deep sleep, one turn-over: as a report, and as the reply to the question.
const TEN_MINUTES: &str = "5359840c000801000d3a01000500925443";
const TEN_MINUTES_REPLY: &str = "5359848d000801000d3a01000500135443";
/// Nobody exists, and nobody is in bed.
const RECORD_EXIST_0_OUT: &str = "5359840c00080003000000000000475443";
/// A module that has nothing to say.
const RECORD_OF_ZEROS: &str = "5359840c00080000000000000000445443";
/// Nobody exists, and they are asleep in bed.
const RECORD_EXIST_0_IN: &str = "5359840c000800010e3c03000000925443";
/// Another record of somebody in bed: light sleep, no turn-over.
const OTHER_TEN_MINUTES: &str = "5359840c00080101000d3a020100905443";
const ASK_TEN_MINUTES: &str = "5359848d00010fcd5443";

#[test]
fn vital_signs_pass_while_nobody_has_said_who_is_there() {
    let said = hear(&[(0, HEART_62), (0, BREATH_14), (0, NO_BREATHING)]);

    assert_eq!(
        said,
        [r#"0 {"heart-rate":62}"#, r#"0 {"breathing-rate":14}"#, r#"0 {"breathing":"none"}"#]
    );
}

#[test]
fn an_empty_room_has_no_heart_rate_and_nobody_in_it_stops_breathing() {
    let said = hear(&[
        (0, NOBODY),
        (1, HEART_62),
        (2, BREATH_14),
        (3, NO_BREATHING),
        (4, SOMEBODY),
        (5, HEART_62),
    ]);

    assert_eq!(
        said,
        [r#"0 {"presence":false}"#, r#"4 {"presence":true}"#, r#"5 {"heart-rate":62}"#]
    );
}

#[test]
fn an_empty_bed_has_no_heart_rate_whoever_is_in_the_room() {
    let said = hear(&[
        (0, SOMEBODY),
        (1, OUT_OF_BED),
        (2, HEART_62),
        (3, IN_BED),
        (4, HEART_62),
        (5, OUT_OF_BED),
        (6, BED_NOT_WATCHED),
        (7, HEART_62),
    ]);

    assert_eq!(
        said,
        [
            r#"0 {"presence":true}"#,
            r#"1 {"in-bed":false}"#,
            r#"3 {"in-bed":true}"#,
            r#"4 {"heart-rate":62}"#,
            r#"5 {"in-bed":false}"#,
            r#"6 {"bed-watched":false}"#,
            r#"7 {"heart-rate":62}"#,
        ]
    );
}

#[test]
fn after_a_reconnect_nobody_knows_who_is_there() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, NOBODY).down(10).up(20).hears(30, HEART_62);

    let said = line.says();
    assert_eq!(said.first().map(String::as_str), Some(r#"0 {"presence":false}"#));
    assert!(said.contains(&r#"30 {"heart-rate":62}"#.to_owned()), "{said:?}");
}

#[test]
fn a_radar_that_was_silent_or_has_started_anew_has_forgotten_who_is_there() {
    let silent = hear(&[(0, OUT_OF_BED), (10_001, HEART_62)]);
    let anew = hear(&[(0, OUT_OF_BED), (5_000, STARTED), (5_001, HEART_62)]);

    assert_eq!(silent, [r#"0 {"in-bed":false}"#, r#"10001 {"heart-rate":62}"#]);
    assert_eq!(
        anew,
        [r#"0 {"in-bed":false}"#, r#"5000 {"alive":true}"#, r#"5001 {"heart-rate":62}"#]
    );
}

#[test]
fn values_that_no_table_has_are_no_readings() {
    // presence 0F would be a question in a reply; 02 in presence, motion 03, bed 04, heart 0, 255.
    let said = hear(&[
        (0, "5359800100010f3d5443"),
        (1, "53598001000102305443"),
        (2, "53598002000103325443"),
        (3, "53598401000104365443"),
        (4, "53598502000100345443"),
        (5, "535985020001ff335443"),
        (6, "53598102000100305443"),
        (7, "5359810200012e5e5443"),
        (8, "535981010001002f5443"),
        (9, "5359800100020101315443"),
    ]);

    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn somebody_in_bed_has_a_heart_rate_although_presence_says_nobody() {
    let said = hear(&[(0, NOBODY), (1, IN_BED), (2, HEART_62), (3, NOBODY), (4, HEART_62)]);

    assert_eq!(
        said,
        [
            r#"0 {"presence":false}"#,
            r#"1 {"in-bed":true}"#,
            r#"2 {"heart-rate":62}"#,
            r#"3 {"presence":false}"#,
            r#"4 {"heart-rate":62}"#,
        ]
    );
}

/// Some firmware never sets `exist` (radar.md §10): a night of such records, in bed by the flag.
#[test]
fn exist_that_is_always_0_empties_neither_the_room_nor_the_bed() {
    let said = hear(&[(0, RECORD_EXIST_0_OUT), (600_000, IN_BED), (600_500, HEART_62)]);

    assert_eq!(
        said,
        [
            r#"0 {"in-bed":false}"#,
            r#"0 {"sleep-stage":"none"}"#,
            r#"0 {"turn-overs":0}"#,
            r#"600000 {"in-bed":true}"#,
            r#"600500 {"heart-rate":62}"#,
        ]
    );
}

#[test]
fn exist_0_counts_where_exist_1_was_seen() {
    let said = hear(&[(0, TEN_MINUTES), (600_000, RECORD_EXIST_0_OUT)]);

    assert!(said.contains(&r#"600000 {"presence":false}"#.to_owned()), "{said:?}");
}

#[test]
fn a_stale_record_that_was_asked_for_puts_nobody_into_an_empty_bed() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, OUT_OF_BED).sent(1_000, ASK_TEN_MINUTES).hears(1_100, TEN_MINUTES_REPLY);

    assert_eq!(line.says(), [r#"0 {"in-bed":false}"#, r#"1100 {"presence":true}"#]);
}

/// Some firmware replies with the report's own command word (radar.md §1.3).
#[test]
fn a_reply_with_the_plain_command_is_a_reply_and_no_news() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, OUT_OF_BED).sent(1_000, ASK_TEN_MINUTES).hears(1_100, TEN_MINUTES);

    assert_eq!(line.says(), [r#"0 {"in-bed":false}"#, r#"1100 {"presence":true}"#]);
}

#[test]
fn a_record_that_is_repeated_unasked_is_no_news_either() {
    let said = hear(&[(0, TEN_MINUTES), (5_000, OUT_OF_BED), (10_000, TEN_MINUTES)]);

    assert_eq!(said.last().map(String::as_str), Some(r#"5000 {"in-bed":false}"#));
}

#[test]
fn a_record_that_is_repeated_with_another_between_puts_nobody_back_into_bed() {
    let said = hear(&[
        (0, TEN_MINUTES),
        (1_000, OTHER_TEN_MINUTES),
        (5_000, OUT_OF_BED),
        (9_000, TEN_MINUTES),
    ]);

    assert_eq!(said.last().map(String::as_str), Some(r#"5000 {"in-bed":false}"#));
}

#[test]
fn a_late_reply_with_the_plain_command_is_a_reply_too() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, OUT_OF_BED).sent(1_000, ASK_TEN_MINUTES).hears(3_300, TEN_MINUTES);

    assert_eq!(line.says(), [r#"0 {"in-bed":false}"#, r#"3300 {"presence":true}"#]);
}

#[test]
fn a_record_of_zeros_is_nobody_asleep_without_a_heart() {
    let unknown = hear(&[(0, RECORD_OF_ZEROS)]);
    let known_empty = hear(&[(0, NOBODY), (1, OUT_OF_BED), (2, RECORD_OF_ZEROS)]);

    assert_eq!(unknown, [r#"0 {"turn-overs":0}"#]);
    assert_eq!(
        known_empty,
        [r#"0 {"presence":false}"#, r#"1 {"in-bed":false}"#, r#"2 {"turn-overs":0}"#]
    );
}

#[test]
fn a_record_of_nobody_who_sleeps_overrides_no_empty_bed() {
    let said = hear(&[(0, OUT_OF_BED), (1, RECORD_EXIST_0_IN)]);

    assert_eq!(said, [r#"0 {"in-bed":false}"#, r#"1 {"turn-overs":3}"#]);
}

#[test]
fn what_is_unknown_is_filled_by_an_old_record() {
    let mut line = Line::new("r60abd1", None);

    line.sent(1_000, ASK_TEN_MINUTES).hears(1_100, TEN_MINUTES_REPLY);

    assert_eq!(
        line.says(),
        [r#"1100 {"presence":true}"#, r#"1100 {"in-bed":true}"#, r#"1100 {"sleep-stage":"deep"}"#,]
    );
}

#[test]
fn nobody_sleeps_in_an_empty_bed() {
    let light = "53598402000101345443";

    let said = hear(&[(0, OUT_OF_BED), (1, light), (2, IN_BED), (3, light)]);

    assert_eq!(
        said,
        [r#"0 {"in-bed":false}"#, r#"2 {"in-bed":true}"#, r#"3 {"sleep-stage":"light"}"#]
    );
}

#[test]
fn no_distance_is_no_reading_whoever_is_there() {
    let zero = "5359800400020000325443";
    let all_bits = "535980040002ffff305443";
    let position_far_away = "5359800500067fff00320000e75443";

    let said = hear(&[(0, SOMEBODY), (1, zero), (2, all_bits), (3, position_far_away)]);

    assert_eq!(said, [r#"0 {"presence":true}"#]);
}

#[test]
fn turn_overs_that_a_reply_repeats_are_not_counted_twice() {
    let mut line = Line::new("r60abd1", None);

    line.hears(0, TEN_MINUTES).sent(1_000, ASK_TEN_MINUTES);
    line.hears(1_100, TEN_MINUTES_REPLY).hears(600_000, TEN_MINUTES);

    let turns: Vec<_> = line.says().into_iter().filter(|said| said.contains("turn")).collect();
    assert_eq!(turns, [r#"0 {"turn-overs":1}"#, r#"600000 {"turn-overs":1}"#]);
}

#[test]
fn a_module_that_sends_heart_frames_is_late_whatever_else_it_sends() {
    let early_distance = "53598108000200366d5443";
    let fourteen_in_the_second_place = "5359810200010e3e5443";

    let said = hear(&[
        (0, early_distance),
        (1, fourteen_in_the_second_place),
        (2, HEART_62),
        (3, early_distance),
        (4, fourteen_in_the_second_place),
        (5, MOVEMENT),
    ]);

    assert_eq!(
        said,
        [
            r#"0 {"distance-mm":540}"#,
            r#"2 {"heart-rate":62}"#,
            r#"3 {"distance-mm":540}"#,
            r#"4 {"breathing-rate":14}"#,
            r#"5 {"movement":3}"#,
        ]
    );
}

/// What a radar that nobody asks anything says of these frames.
fn hear(frames: &[(u64, &str)]) -> Vec<String> {
    let mut line = Line::new("r60abd1", None);
    for (at, hex) in frames {
        line.hears(*at, hex);
    }
    line.says()
}
