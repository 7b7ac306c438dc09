//! Two devices on one line: whose turn it is, who answers, who is missing.

use protocol::Means;

use super::line::Line;

const ASK_1: &str = "01020000000879cc";
const ASK_2: &str = "020300000007043b";
const ALL_OFF: &str = "01020100a188";
/// The first input (a door: closed), the second (a smoke alarm: on).
const CLOSED: &str = "010201016048";
const SMOKE: &str = "010201022049";
const CO_4: &str = "02030e0314011b00000000000000000028a0cb";
const CO_PLACEHOLDER: &str = "02030e0314011b0000000000000000ffffa165";
const REFUSED: &str = "02830230f1";
const BUSY: &str = "0283063132";
/// Unit 3 speaks to somebody else.
const NEIGHBOUR: &str = "03020100a030";
/// Unit 1 answers a question for 16 inputs that nobody asked.
const TOO_LONG: &str = "0102020000b9b8";

#[test]
fn two_devices_take_turns_and_keep_the_gap_between_frames() {
    let mut line = hall();

    line.up(0).pass(0).hears(20, ALL_OFF).pass(24).hears(60, CO_4).pass(1_024);

    assert_eq!(
        line.says(),
        [
            format!("4 sends {ASK_1}"),
            r#"20 {"inputs":0}"#.to_owned(),
            r##"20 #2 {"smoke":false}"##.to_owned(),
            format!("24 sends {ASK_2}"),
            r##"60 #3 {"humidity-pct":78.8}"##.to_owned(),
            r##"60 #3 {"temperature-c":28.3}"##.to_owned(),
            r##"60 #3 {"co-ppm":4.0}"##.to_owned(),
            format!("1004 sends {ASK_1}"),
        ]
    );
}

#[test]
fn a_door_counts_when_two_polls_agree_and_smoke_at_once() {
    let mut line = door_and_smoke();
    line.up(0);

    for (poll, answer) in (0..).zip([CLOSED, CLOSED, ALL_OFF, CLOSED, CLOSED, SMOKE, SMOKE]) {
        line.hears(poll * 1_000 + 10, answer);
    }

    let said: Vec<_> = line.says().into_iter().filter(|said| said.contains('#')).collect();
    assert_eq!(
        said,
        [
            r##"10 #2 {"smoke":false}"##,
            r##"1010 #1 {"contact":"closed"}"##,
            r##"1010 #2 {"smoke":false}"##,
            r##"2010 #2 {"smoke":false}"##, // bounced: the door says nothing
            r##"3010 #2 {"smoke":false}"##,
            r##"4010 #1 {"contact":"closed"}"##,
            r##"4010 #2 {"smoke":false}"##,
            r##"5010 #2 {"smoke":true}"##,
            r##"6010 #1 {"contact":"open"}"##,
            r##"6010 #2 {"smoke":true}"##,
        ]
    );
}

#[test]
fn a_device_that_does_not_answer_is_asked_twice_again_and_then_rarely() {
    let mut line = door_and_smoke();

    line.up(0).pass(36_000);

    let stamps: Vec<_> = line.sends().iter().map(|sent| stamp(sent)).collect();
    assert_eq!(
        stamps,
        [4, 1_004, 2_004, 4_004, 5_004, 6_004, 8_004, 9_004, 10_004, 21_004, 32_004]
    );
}

#[test]
fn a_missing_device_costs_the_others_a_second_now_and_then() {
    let mut line = hall();
    line.up(0);
    let mut asked = Vec::new();

    for now in 0..120_000 {
        line.pass(now);
        for sent in line.sends() {
            if sent.ends_with(ASK_1) {
                asked.push(now);
                line.hears(now, ALL_OFF);
            }
        }
    }

    // A period, and the second that the other may take to answer.
    let longest = asked.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(longest <= Some(2_000), "{longest:?} ms between two polls");
    assert!(asked.len() > 110, "{} polls in two minutes", asked.len());
}

#[test]
fn answers_that_were_not_asked_for_are_nobodys() {
    let mut line = door_and_smoke();
    line.up(0).pass(4);

    line.hears(10, NEIGHBOUR).hears(20, TOO_LONG).hears(30, ASK_1).hears(40, ASK_1);
    line.hears(50, ALL_OFF).hears(60, ALL_OFF);

    assert_eq!(
        line.says(),
        [
            format!("4 sends {ASK_1}"),
            "10 not ours: discrete-inputs".to_owned(),
            "20 not ours: discrete-inputs".to_owned(),
            "30 not ours: request".to_owned(),
            "40 not ours: request".to_owned(),
            r#"50 {"inputs":0}"#.to_owned(),
            r##"50 #2 {"smoke":false}"##.to_owned(),
            "60 not ours: discrete-inputs".to_owned(),
        ]
    );
}

#[test]
fn a_refusal_is_a_fault_and_patience_is_none() {
    let mut line = Line::bus(&[(2, "jxbs-3001-co", &[])]);

    line.up(0).pass(4).hears(10, REFUSED).pass(1_004).hears(1_010, BUSY);
    line.pass(2_004).hears(2_010, CO_PLACEHOLDER);

    let said: Vec<_> = line.says().into_iter().filter(|said| !said.contains("sends")).collect();
    assert_eq!(
        said,
        [
            r#"10 {"fault":"exception"}"#,
            r#"2010 {"humidity-pct":78.8}"#,
            r#"2010 {"temperature-c":28.3}"#,
            r#"2010 {"fault":"placeholder"}"#,
        ]
    );
}

#[test]
fn a_replay_reads_what_the_live_line_read() {
    let mut live = hall();
    live.up(0).pass(4).hears(20, ALL_OFF).pass(24).hears(60, CO_4).hears(70, ALL_OFF);
    let mut replayed = hall().replayed();
    replayed.up(0).sent(4, ASK_1).hears(20, ALL_OFF).sent(24, ASK_2).hears(60, CO_4);
    replayed.hears(70, ALL_OFF);

    let said: Vec<_> = live.says().into_iter().filter(|said| !said.contains("sends")).collect();
    assert_eq!(replayed.says(), said);
    assert_eq!(said.len(), 6);
}

#[test]
fn a_capture_without_its_other_half_is_read_as_it_comes() {
    let mut line = hall();

    line.hears(0, ALL_OFF).hears(10, CO_4).hears(20, NEIGHBOUR).pass(60_000);

    assert_eq!(
        line.says(),
        [
            r#"0 {"inputs":0}"#,
            r##"0 #2 {"smoke":false}"##,
            r##"10 #3 {"humidity-pct":78.8}"##,
            r##"10 #3 {"temperature-c":28.3}"##,
            r##"10 #3 {"co-ppm":4.0}"##,
            "20 not ours: discrete-inputs",
        ]
    );
}

#[test]
fn a_door_is_unknown_after_the_line_was_lost() {
    let mut line = door_and_smoke();

    line.up(0).pass(4).hears(10, CLOSED).down(500).up(600).pass(604).hears(610, CLOSED);

    assert!(!line.says().iter().any(|said| said.contains("contact")));
}

fn door_and_smoke() -> Line {
    Line::bus(&[(1, "waveshare-di8", &[(0, Means::Entrance), (1, Means::Smoke)])])
}

/// A contact module with a door and a smoke alarm (sources 0, 1, 2) and a CO transmitter (3).
fn hall() -> Line {
    Line::bus(&[
        (1, "waveshare-di8", &[(0, Means::Entrance), (1, Means::Smoke)]),
        (2, "jxbs-3001-co", &[]),
    ])
}

fn stamp(said: &str) -> u64 {
    said.split(' ').next().and_then(|stamp| stamp.parse().ok()).unwrap_or_default()
}
