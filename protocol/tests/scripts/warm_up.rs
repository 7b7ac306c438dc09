//! What a gas module is worth in its first minutes, and whether it has to be asked.

use super::line::Line;

/// Active mode: 3.7 ppm, beyond what the module measures, broken cell (ZE15 only).
const PPM_3_7: &str = "ff0403010025138838";
const PPM_400: &str = "ff0403010fa01388ae";
const BEYOND: &str = "ff04030117711388d5";
const BROKEN: &str = "ff04030180001388dd";
/// Question mode: 3.7 ppm.
const ANSWER: &str = "ff8600250000000055";
const READ: &str = "ff0186000000000079";

#[test]
fn a_module_that_warms_up_says_so_beside_every_number_and_hides_none() {
    let mut line = Line::new("winsen", Some("ze07-co"));

    line.up(1_000).hears(2_000, PPM_400).hears(3_000, BEYOND);
    assert_eq!(
        line.says(),
        [
            r#"2000 {"warming":true}"#,
            r#"2000 {"co-ppm":400.0}"#,
            r#"3000 {"warming":true}"#,
            r#"3000 {"over-range":"co-ppm"}"#,
        ]
    );

    speak(&mut line, 4_000..181_000);
    assert_eq!(
        line.hears(181_000, PPM_3_7).hears(182_000, PPM_3_7).says(),
        [r#"181000 {"warming":false}"#, r#"181000 {"co-ppm":3.7}"#, r#"182000 {"co-ppm":3.7}"#]
    );
}

#[test]
fn a_broken_cell_is_told_even_while_it_warms_up() {
    let mut line = Line::new("winsen", Some("ze15-co"));

    line.up(0).hears(1_000, BROKEN);

    assert_eq!(line.says(), [r#"1000 {"warming":true}"#, r#"1000 {"fault":"sensor"}"#]);
}

#[test]
fn a_port_that_is_lost_for_a_moment_begins_no_warm_up_and_prolongs_none() {
    let mut line = Line::new("winsen", Some("ze07-co"));
    line.up(0);

    // Lost every fifteen seconds: a warm-up that began anew with each port would never end.
    for second in 1..200 {
        if second % 15 == 0 {
            line.down(second * 1_000 - 500).up(second * 1_000 - 200);
        }
        line.hears(second * 1_000, PPM_400);
    }

    let said = line.reads();
    let cold = said.iter().position(|said| said.contains(r#"{"warming":false}"#));
    let cold = cold.and_then(|place| said.get(place)).map(String::as_str);
    assert_eq!(cold, Some(r#"180000 {"warming":false}"#));
}

#[test]
fn a_module_that_was_silent_had_no_power_and_warms_up_again() {
    let mut line = Line::new("winsen", Some("ze15-co"));
    line.up(0);
    speak(&mut line, 1_000..40_000);

    line.hears(60_000, PPM_3_7);

    assert_eq!(line.reads().first().map(String::as_str), Some(r#"60000 {"warming":true}"#));
}

#[test]
fn a_port_that_was_gone_for_a_minute_was_unplugged_with_its_module() {
    let mut line = Line::new("winsen", Some("ze15-co"));
    line.up(0);
    speak(&mut line, 1_000..40_000);

    line.down(40_000).up(99_999).hears(100_500, PPM_3_7);

    assert_eq!(line.reads().first().map(String::as_str), Some(r#"100500 {"warming":true}"#));
}

#[test]
fn a_plug_that_stays_loose_ends_its_warm_up_at_twice_the_models_time() {
    let mut line = Line::new("winsen", Some("ze15-co"));
    line.up(0);

    for second in [1, 15, 29, 43, 57] {
        line.hears(second * 1_000, PPM_3_7);
        assert!(line.reads().contains(&format!("{}000 {{\"warming\":true}}", second)));
    }
    line.hears(61_000, PPM_3_7);

    assert_eq!(line.reads().first().map(String::as_str), Some(r#"61000 {"warming":false}"#));
}

#[test]
fn a_module_that_is_known_to_have_power_for_long_is_warm_from_the_first_frame() {
    let mut line = Line::warm("winsen", "ze07-co");

    line.up(0).hears(1_000, PPM_400);

    assert_eq!(line.says(), [r#"1000 {"co-ppm":400.0}"#]);
}

#[test]
fn a_module_of_another_gas_or_another_unit_is_a_fault_and_no_number() {
    let mut line = Line::new("winsen", Some("ze07-co"));

    // An MH-Z19 (410 ppm of carbon dioxide, 28 degrees); mg/m3; thousandths.
    line.hears(0, "ff86019a440000009b").hears(1_000, "ff0404010fa01388ad");
    line.hears(2_000, "ff0403030025138836");

    assert_eq!(
        line.says(),
        [r#"0 {"fault":"other-kind"}"#, r#"1000 {"fault":"unit"}"#, r#"2000 {"fault":"unit"}"#,]
    );
}

#[test]
fn one_frame_of_no_module_is_an_accident_and_three_are_another_module() {
    let mut line = Line::new("winsen", Some("ze07-co"));
    let formaldehyde = "ff1704000025138825";

    for second in 0..4 {
        line.hears(second * 1_000, formaldehyde);
    }

    assert_eq!(
        line.says(),
        [
            "0 not ours: unknown",
            "1000 not ours: unknown",
            r#"2000 {"fault":"other-kind"}"#,
            r#"3000 {"fault":"other-kind"}"#,
        ]
    );
}

/// A ZE03 that nobody asks says nothing in the answers' format (gas.md): another module does.
#[test]
fn answers_that_nobody_asked_for_are_another_modules() {
    let mut line = Line::warm("winsen", "ze07-co");
    let ze03_350_ppm = "ff86015e000000001b";

    line.up(0);
    for second in 1..5 {
        line.hears(second * 1_000, ze03_350_ppm);
    }

    assert_eq!(
        line.says(),
        [
            r#"1000 {"co-ppm":35.0}"#,
            r#"2000 {"co-ppm":35.0}"#,
            r#"3000 {"fault":"other-kind"}"#,
            r#"4000 {"fault":"other-kind"}"#,
        ]
    );
}

#[test]
fn a_word_just_below_zero_is_no_alarm_beside_clean_air_and_the_highest_after_much_gas() {
    let (minus_2, all_bits) = ("ff040301fffe138860", "ff040301ffff13885f");
    let mut clean = Line::warm("winsen", "ze07-co");
    let mut smoke = Line::warm("winsen", "ze07-co");

    clean.hears(0, PPM_3_7).hears(1_000, minus_2).hears(2_000, all_bits).hears(3_000, PPM_3_7);
    smoke.hears(0, PPM_400).hears(1_000, all_bits);

    assert_eq!(clean.says(), [r#"0 {"co-ppm":3.7}"#, r#"3000 {"co-ppm":3.7}"#]);
    assert_eq!(clean.doubted(), 2);
    assert_eq!(smoke.says(), [r#"0 {"co-ppm":400.0}"#, r#"1000 {"over-range":"co-ppm"}"#]);
}

#[test]
fn a_module_that_was_never_said_to_come_up_is_warm_and_not_asked() {
    let mut line = Line::new("winsen", Some("ze07-co"));

    line.hears(0, PPM_3_7).hears(1_000, ANSWER).pass(60_000);

    assert_eq!(line.says(), [r#"0 {"co-ppm":3.7}"#, r#"1000 {"co-ppm":3.7}"#]);
}

#[test]
fn an_active_module_is_never_asked() {
    let mut line = Line::new("winsen", Some("ze15-co"));
    line.up(0);

    for second in 1..100 {
        line.hears(second * 1_000, PPM_3_7);
    }

    assert_eq!(line.sends(), Vec::<String>::new());
}

#[test]
fn a_silent_module_is_asked_every_second_until_it_speaks_by_itself() {
    let mut line = Line::new("winsen", Some("ze15-co"));

    line.up(0).pass(3_000).hears(3_020, ANSWER).pass(5_000).hears(5_500, PPM_3_7).pass(8_499);

    let read = |at: u64| format!("{at} sends {READ}");
    assert_eq!(line.sends(), [read(3_000), read(4_000), read(5_000)]);

    line.pass(8_500);
    assert_eq!(line.sends(), [read(8_500)]);
}

/// A frame every second; what it says is forgotten.
fn speak(line: &mut Line, ms: std::ops::Range<u64>) {
    for at in ms.step_by(1_000) {
        line.hears(at, PPM_3_7);
    }
    line.says();
}
