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
const CO_300: &str = "02030e0314011b00000000000000000bb8a797";
const CO_BELOW_ZERO: &str = "02030e0314011b0000000000000000fffe60a5";
const CO_ALL_BITS: &str = "02030e0314011b0000000000000000ffffa165";
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
            r##"20 #1 {"inputs":0}"##.to_owned(),
            r##"20 #2 {"contact":"open"}"##.to_owned(),
            r##"20 #3 {"smoke":false}"##.to_owned(),
            format!("24 sends {ASK_2}"),
            r##"60 #4 {"humidity-pct":78.8}"##.to_owned(),
            r##"60 #4 {"temperature-c":28.3}"##.to_owned(),
            r##"60 #4 {"co-ppm":4.0}"##.to_owned(),
            format!("1004 sends {ASK_1}"),
        ]
    );
}

#[test]
fn every_input_counts_on_the_first_edge_and_a_door_that_changed_is_looked_at_again_at_once() {
    let mut line = door_and_smoke();
    line.up(0);

    line.pass(4).hears(10, CLOSED).pass(1_004).hears(1_010, SMOKE).pass(1_400);

    assert_eq!(
        line.says(),
        [
            format!("4 sends {ASK_1}"),
            r##"10 #1 {"inputs":1}"##.to_owned(),
            r##"10 #2 {"contact":"closed"}"##.to_owned(),
            r##"10 #3 {"smoke":false}"##.to_owned(),
            format!("1004 sends {ASK_1}"),
            r##"1010 #1 {"inputs":2}"##.to_owned(),
            r##"1010 #2 {"contact":"open"}"##.to_owned(),
            r##"1010 #3 {"smoke":true}"##.to_owned(),
            format!("1210 sends {ASK_1}"),
        ]
    );
}

#[test]
fn a_call_button_is_asked_five_times_a_second() {
    let mut line = Line::bus(&[(1, "waveshare-di8", &[(0, Means::Sos)])]);
    line.up(0).pass(4);

    for poll in 0..5 {
        line.hears(poll * 200 + 10, if poll == 2 { CLOSED } else { ALL_OFF })
            .pass(poll * 200 + 204);
    }

    let calls: Vec<_> = line.says().into_iter().filter(|said| said.contains("sos")).collect();
    assert_eq!(
        calls,
        [
            r##"10 #2 {"sos":false}"##,
            r##"210 #2 {"sos":false}"##,
            r##"410 #2 {"sos":true}"##,
            r##"610 #2 {"sos":false}"##,
            r##"810 #2 {"sos":false}"##,
        ]
    );
}

#[test]
fn every_meaning_of_an_input_is_read_at_either_polarity_inverted_mains_among_them() {
    let meanings = [
        (Means::Entrance, r#"{"contact":"closed"}"#, r#"{"contact":"open"}"#),
        (Means::Door, r#"{"contact":"closed"}"#, r#"{"contact":"open"}"#),
        (Means::Smoke, r#"{"smoke":true}"#, r#"{"smoke":false}"#),
        (Means::Gas, r#"{"gas-alarm":true}"#, r#"{"gas-alarm":false}"#),
        (Means::Co, r#"{"co-alarm":true}"#, r#"{"co-alarm":false}"#),
        (Means::Sos, r#"{"sos":true}"#, r#"{"sos":false}"#),
        // Its value is the one at which power is lost.
        (Means::Mains, r#"{"mains":false}"#, r#"{"mains":true}"#),
    ];
    for (means, so, not_so) in meanings {
        for (when, at_one, at_zero) in [(true, so, not_so), (false, not_so, so)] {
            let wired: &[_] = &[(0, means)];
            let mut line = Line::bus_with_polarity(&[(1, "waveshare-di8", wired)], when);

            line.hears(0, CLOSED).hears(1_000, ALL_OFF);

            let said: Vec<_> = line.says().into_iter().filter(|said| said.contains("#2")).collect();
            let expected = [format!("0 #2 {at_one}"), format!("1000 #2 {at_zero}")];
            assert_eq!(said, expected, "{means:?} when {when}");
        }
    }
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

/// The end of a request's patience and of the pause that ends a reply lie together.
#[test]
fn a_device_that_is_slow_is_heard_behind_a_stray_byte() {
    for stray in ["00", "01", "02", "ff", "0102"] {
        let mut line = Line::bus(&[(1, "waveshare-di8", &[(0, Means::Smoke)])]);
        line.up(0).sends();

        line.hears(964, &format!("{stray}010201016048"));
        line.pass(1_200);

        let said = line.reads();
        let is_smoke = |said: &String| said.ends_with(r##"#2 {"smoke":true}"##);
        assert!(said.iter().any(is_smoke), "{stray}: {said:?}");
    }
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
            r##"50 #1 {"inputs":0}"##.to_owned(),
            r##"50 #2 {"contact":"open"}"##.to_owned(),
            r##"50 #3 {"smoke":false}"##.to_owned(),
            "60 not ours: discrete-inputs".to_owned(),
        ]
    );
}

#[test]
fn a_refusal_is_a_fault_and_patience_is_none() {
    let mut line = Line::bus(&[(2, "jxbs-3001-co", &[])]);

    line.up(0).pass(4).hears(10, REFUSED).pass(1_004).hears(1_010, BUSY);

    let said: Vec<_> = line.says().into_iter().filter(|said| !said.contains("sends")).collect();
    assert_eq!(said, [r##"10 #1 {"fault":"exception"}"##]);
}

#[test]
fn a_register_just_below_zero_is_absent_and_a_fault_only_if_it_stays() {
    let mut line = Line::bus(&[(2, "jxbs-3001-co", &[])]);

    for second in 0..=61 {
        line.hears(second * 1_000, if second == 0 { CO_4 } else { CO_BELOW_ZERO });
    }

    let said: Vec<_> = line
        .says()
        .into_iter()
        .filter(|said| said.contains("co-ppm") || said.contains("fault"))
        .collect();
    assert_eq!(said, [r##"0 #1 {"co-ppm":4.0}"##, r##"61000 #1 {"fault":"below-zero"}"##]);
    assert_eq!(line.doubted(), 60);
}

#[test]
fn all_bits_set_after_much_gas_are_more_than_can_be_measured() {
    let mut line = Line::bus(&[(2, "jxbs-3001-co", &[])]);

    line.hears(0, CO_300).hears(1_000, CO_ALL_BITS);

    let said = line.says();
    assert_eq!(said.last().map(String::as_str), Some(r##"1000 #1 {"over-range":"co-ppm"}"##));
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
    assert_eq!(said.len(), 7);
}

#[test]
fn a_capture_without_its_other_half_is_read_as_it_comes() {
    let mut line = hall();

    line.hears(0, ALL_OFF).hears(10, CO_4).hears(20, NEIGHBOUR).pass(60_000);

    assert_eq!(
        line.says(),
        [
            r##"0 #1 {"inputs":0}"##,
            r##"0 #2 {"contact":"open"}"##,
            r##"0 #3 {"smoke":false}"##,
            r##"10 #4 {"humidity-pct":78.8}"##,
            r##"10 #4 {"temperature-c":28.3}"##,
            r##"10 #4 {"co-ppm":4.0}"##,
            "20 not ours: discrete-inputs",
        ]
    );
}

fn door_and_smoke() -> Line {
    Line::bus(&[(1, "waveshare-di8", &[(0, Means::Entrance), (1, Means::Smoke)])])
}

/// A contact module with a door and a smoke alarm (sources 1, 2, 3) and a CO transmitter (4).
fn hall() -> Line {
    Line::bus(&[
        (1, "waveshare-di8", &[(0, Means::Entrance), (1, Means::Smoke)]),
        (2, "jxbs-3001-co", &[]),
    ])
}

fn stamp(said: &str) -> u64 {
    said.split(' ').next().and_then(|stamp| stamp.parse().ok()).unwrap_or_default()
}
