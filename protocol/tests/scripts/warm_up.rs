//! What a gas module is worth in its first minutes, and whether it has to be asked.

use super::line::Line;

/// Active mode: 3.7 ppm, beyond what the module measures, broken cell (ZE15 only).
const PPM_3_7: &str = "ff0403010025138838";
const BEYOND: &str = "ff04030117711388d5";
const BROKEN: &str = "ff04030180001388dd";
/// Question mode: 3.7 ppm.
const ANSWER: &str = "ff8600250000000055";
const READ: &str = "ff0186000000000079";

#[test]
fn a_module_that_warms_up_says_so_and_no_number() {
    let mut line = Line::new("winsen", Some("ze07-co"));

    line.up(1_000).hears(2_000, PPM_3_7).hears(3_000, BEYOND);
    assert_eq!(line.says(), [r#"2000 {"warming":true}"#, r#"3000 {"over-range":"co-ppm"}"#]);

    line.hears(180_999, PPM_3_7);
    assert_eq!(line.says().last().map(String::as_str), Some(r#"180999 {"warming":true}"#));

    line.hears(181_000, PPM_3_7).hears(182_000, PPM_3_7);
    assert_eq!(
        line.says(),
        [r#"181000 {"warming":false}"#, r#"181000 {"co-ppm":3.7}"#, r#"182000 {"co-ppm":3.7}"#]
    );
}

#[test]
fn a_broken_cell_is_told_even_while_it_warms_up() {
    let mut line = Line::new("winsen", Some("ze15-co"));

    line.up(0).hears(1_000, BROKEN).hears(30_000, PPM_3_7);

    let said = line.says();
    assert_eq!(said.first().map(String::as_str), Some(r#"1000 {"fault":"sensor"}"#));
    assert_eq!(said.last().map(String::as_str), Some(r#"30000 {"co-ppm":3.7}"#));
}

#[test]
fn a_module_whose_line_came_back_warms_up_again() {
    let mut line = Line::new("winsen", Some("ze15-co"));

    line.up(0).hears(30_000, PPM_3_7).down(40_000).up(50_000).hears(51_000, PPM_3_7);

    assert_eq!(line.says().last().map(String::as_str), Some(r#"51000 {"warming":true}"#));
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

#[test]
fn a_module_that_was_heard_to_answer_is_asked_at_once() {
    let mut line = Line::new("winsen", Some("ze15-co"));

    line.up(0).hears(500, ANSWER).pass(2_500);

    assert_eq!(line.sends(), [format!("1500 sends {READ}"), format!("2500 sends {READ}")]);
}
