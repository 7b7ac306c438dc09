//! What a radar is asked when its line comes up, and when again (radar.md §1.3, §1.5, §1.7).

use super::line::Line;

/// What is asked, in order.
const QUESTIONS: [&str; 18] = [
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
    "535902a800010f665443", // mode of a C1001
];
/// What a module of late firmware replies, in the same order: nobody there, nobody in bed, all on.
const REPLIES: [&str; 18] = [
    "53598081000100ae5443",
    "53598481000100b25443",
    "53598082000100af5443",
    "53598482000103b65443",
    "53598181000104b35443",
    "5359848d00080003000000000000c85443",
    "5359848e000103c25443",
    "5359848f000c000000000000000000000000cb5443",
    "53590581000101345443",
    "535902a1000752363041424431065443",
    "535902a20003473630005443",
    "535902a300025631da5443",
    "535902a4000f473630534d31535976303130323034285443",
    "53598080000101ae5443",
    "53598180000101af5443",
    "53598580000101b35443",
    "53598480000101b25443",
    "535902a8000102595443",
];
const SPACING: u64 = 75;
/// After the last question, until what was not answered is asked again, once all was asked.
const ANSWER_WITHIN: u64 = 2_000;

const MOVEMENT: &str = "53598003000103335443";
const HEARTBEAT: &str = "5359010100010fbe5443";
const NOBODY: &str = "535980010001002e5443";
const STARTED: &str = "5359050100010fc25443";
const SLEEP_IS_OFF: &str = "53598480000100b15443";
const SLEEP_IS_ON: &str = "53598480000101b25443";
const SWITCH_SLEEP_ON: &str = "53598400000101325443";
const PRESENCE_IS_OFF: &str = "53598080000100ad5443";
const SWITCH_PRESENCE_ON: &str = "535980000001012e5443";

#[test]
fn a_radar_that_speaks_is_asked_for_presence_and_bed_first_and_everything_within_two_seconds() {
    let mut line = Line::new("r60abd1", None);

    line.up(1_000).hears(1_400, MOVEMENT).pass(1_400 + 18 * SPACING);

    let mut expected = vec![r#"1400 {"movement":3}"#.to_owned()];
    expected.extend(asked(1_400));
    assert_eq!(line.says(), expected);
}

#[test]
fn a_lost_answer_is_asked_for_again_up_to_three_times_and_no_other() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT);

    let sent = answering(&mut line, 60_000, |question| question != QUESTIONS[1]);

    let mut expected = asked(0);
    let all_asked = 18 * SPACING;
    for at in [all_asked + ANSWER_WITHIN, all_asked + ANSWER_WITHIN + SPACING + ANSWER_WITHIN] {
        expected.push(format!("{at} sends {}", QUESTIONS[1]));
    }
    assert_eq!(sent, expected);
}

#[test]
fn a_radar_that_is_silent_is_asked_once_after_ten_seconds() {
    let mut line = Line::new("r60abd1", None);

    line.up(0).pass(60_000);

    assert_eq!(line.says(), asked(10_000));
}

#[test]
fn a_radar_whose_first_frame_is_late_is_asked_from_the_beginning() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).pass(11_500).says();

    line.hears(11_500, MOVEMENT).pass(11_500 + 17 * SPACING);

    assert_eq!(line.sends(), asked(11_500));
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
    line.up(0).hears(0, MOVEMENT);
    answering(&mut line, 5_000, |_| true);

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
fn a_group_that_is_off_is_switched_on_while_answers_are_waited_for() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).pass(17 * SPACING);
    line.says();

    line.hears(1_500, SLEEP_IS_OFF).pass(1_600);

    assert_eq!(line.sends(), [format!("1500 sends {SWITCH_SLEEP_ON}")]);
}

#[test]
fn a_radar_that_was_without_power_is_asked_again() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT);
    answering(&mut line, 5_000, |_| true);
    line.hears(5_000, MOVEMENT).says();

    line.hears(15_000, MOVEMENT).pass(20_000);
    assert_eq!(line.sends(), Vec::<String>::new(), "ten seconds are not too long");

    line.hears(25_001, MOVEMENT).pass(25_001 + 17 * SPACING);
    assert_eq!(line.sends(), asked(25_001));
}

#[test]
fn the_pause_between_two_heartbeats_of_an_idle_radar_asks_nothing_and_is_no_silence() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(1_000, HEARTBEAT);
    answering(&mut line, 10_000, |_| true);

    for minute in 1..20 {
        line.hears(1_000 + minute * 60_000, HEARTBEAT);
        assert_eq!(line.quiet(), Some(65));
    }
    assert_eq!(line.sends(), Vec::<String>::new());

    // Somebody comes in: from now on ten seconds are too long; they leave, and they are not.
    line.hears(1_201_000, "535980010001012f5443").hears(1_201_500, MOVEMENT);
    assert_eq!(line.quiet(), Some(10));
    line.hears(1_300_000, NOBODY);
    assert_eq!(line.quiet(), Some(65));
}

/// Whether this firmware has heartbeats is not known yet: that it sees nobody is.
#[test]
fn a_stream_that_ends_with_nobody_there_is_no_silence() {
    let mut line = Line::new("r60abd1", None);
    line.hears(0, "535980010001012f5443").hears(1_000, MOVEMENT);
    assert_eq!(line.quiet(), Some(10));

    line.hears(2_000, NOBODY);

    assert_eq!(line.quiet(), Some(65));
}

#[test]
fn a_radar_of_which_nothing_is_known_may_be_silent_for_as_long_as_its_model() {
    let mut line = Line::new("r60abd1", None);
    assert_eq!(line.hears(0, NOBODY).quiet(), None);
}

/// Radar §1.1: a supply that dips (brown-out) restarts the module, which says so.
#[test]
fn a_brown_out_after_which_the_radar_starts_anew_asks_it_again_and_switches_nothing_twice() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT).hears(0, SLEEP_IS_OFF);
    answering(&mut line, 5_000, |_| true);

    for second in 5..20 {
        line.hears(second * 1_000, MOVEMENT);
    }
    line.says();

    line.hears(20_000, STARTED).hears(20_500, SLEEP_IS_OFF).pass(20_000 + 17 * SPACING);

    let mut expected = vec![r#"20000 {"alive":true}"#.to_owned()];
    expected.extend(asked(20_000));
    assert_eq!(line.says(), expected);
}

/// A module may answer "ready?" (05/81) with the plain command, as older firmware does for every question.
#[test]
fn an_answer_that_reads_like_a_restart_asks_nothing_anew() {
    let mut line = Line::new("r60abd1", None);
    line.up(0).hears(0, MOVEMENT);
    let ready = QUESTIONS[8];

    let sent = answering(&mut line, 1_000, |question| question != ready);
    line.hears(1_010, STARTED);
    let sent_after = answering(&mut line, 60_000, |_| true);

    let mut all = sent;
    all.extend(sent_after);
    assert_eq!(all.iter().filter(|order| order.ends_with(ready)).count(), 1);
    assert_eq!(all.len(), QUESTIONS.len());
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
    line.up(0).hears(0, MOVEMENT);
    answering(&mut line, 5_000, |_| true);
    line.hears(5_000, SLEEP_IS_OFF).pass(5_000).says();

    line.hears(5_001, SWITCH_SLEEP_ON); // come back
    line.hears(5_040, SWITCH_SLEEP_ON); // the radar's acknowledgement, the same bytes
    line.hears(5_050, QUESTIONS[0]);

    assert_eq!(line.says(), ["5001 not ours: switch", "5050 not ours: query"]);
}

#[test]
fn the_firmware_is_known_until_the_line_is_lost() {
    let mut line = Line::new("r60abd1", None);

    line.up(0).hears(0, REPLIES[12]);
    assert_eq!(line.firmware(), Some("G60SM1SYv010204"));

    line.down(10);
    assert_eq!(line.firmware(), None);
}

#[test]
fn a_c1001_in_fall_mode_over_a_bed_says_so_for_as_long_as_it_is() {
    const FALL_MODE: &str = "535902a8000101585443";
    let mut over_bed = Line::over_bed("r60abd1", Some("c1001"));
    let mut in_room = Line::new("r60abd1", Some("c1001"));

    for line in [&mut over_bed, &mut in_room] {
        line.hears(0, FALL_MODE).hears(10_000, MOVEMENT).hears(20_000, MOVEMENT);
        line.hears(30_000, REPLIES[17]).hears(50_000, MOVEMENT);
    }

    let faults = |line: &mut Line| {
        line.says().into_iter().filter(|said| said.contains("fault")).collect::<Vec<_>>()
    };
    assert_eq!(faults(&mut over_bed), [r#"0 {"fault":"mode"}"#, r#"20000 {"fault":"mode"}"#]);
    assert_eq!(faults(&mut in_room), Vec::<String>::new());
}

#[test]
fn only_where_it_may_be_a_c1001_the_mode_is_asked() {
    let asks = |model| {
        let mut line = Line::new("r60abd1", model);
        line.up(0).pass(20_000);
        line.sends().iter().any(|sent| sent.ends_with(QUESTIONS[17]))
    };

    let models = [None, Some("c1001"), Some("r60abd1"), Some("mr60bha1")];
    assert_eq!(models.map(asks), [true, true, false, false]);
}

/// All questions from `at` on.
fn asked(at: u64) -> Vec<String> {
    let stamps = (0..).map(|step| at + step * SPACING);
    stamps.zip(QUESTIONS).map(|(at, question)| format!("{at} sends {question}")).collect()
}

/// Lets time pass up to `until`, and answers those questions that `answers` picks 20 ms later.
/// Gives what was sent.
fn answering(line: &mut Line, until: u64, answers: impl Fn(&str) -> bool) -> Vec<String> {
    let mut sent = Vec::new();
    while let Some(due) = line.due().filter(|due| *due <= until) {
        line.pass(due);
        for order in line.sends() {
            let asked = |(question, _): &(&str, &str)| order.ends_with(question);
            let reply = QUESTIONS.into_iter().zip(REPLIES).find(asked);
            if let Some((_, reply)) = reply.filter(|(question, _)| answers(question)) {
                line.hears(due + 20, reply);
            }
            sent.push(order);
        }
    }
    line.says();
    sent
}
