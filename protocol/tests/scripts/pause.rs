//! A pause ends a frame: what a line does with stray bytes, damaged lengths and stalls.

use protocol::Means;

use super::line::Line;

const MOVEMENT: &str = "53598003000103335443";
const FALL: &str = "53598301000101325443";
/// The length of a movement, 01, damaged to 3F, which is allowed.
const DAMAGED: &str = "53598003003f01315443";
const PPM_3_7: &str = "ff0403010025138838";

#[test]
fn a_stray_byte_before_each_reply_of_a_bus_loses_none() {
    for stray in ["00", "ff", "f8", "7f", "01", "02"] {
        for unit in [1, 2, 3, 5, 6, 16, 100, 247] {
            let mut line = Line::bus(&[(unit, "waveshare-di8", &[(1, Means::Smoke)])]);
            line.up(0);

            for poll in 0..5 {
                let at = poll * 1_000 + 4;
                line.pass(at).hears(at + 20, &format!("{stray}{}", smoke_is_on(unit)));
            }
            line.pass(5_000);

            let smoke = |said: &String| said.ends_with(r##"#2 {"smoke":true}"##);
            let said = line.reads();
            assert_eq!(
                said.iter().filter(|said| smoke(said)).count(),
                5,
                "{stray} {unit}: {said:?}"
            );
        }
    }
}

#[test]
fn what_is_whole_behind_a_stray_byte_is_delivered_before_the_next_request_is() {
    let mut line = Line::bus(&[(1, "waveshare-di8", &[(1, Means::Smoke)])]);

    // Sooner than any pause, as another program may have recorded it.
    line.sent(0, "01020000000879cc").hears(20, &format!("00{}", smoke_is_on(1)));
    line.sent(30, "01020000000879cc");

    assert_eq!(line.reads(), [r##"30 #1 {"inputs":2}"##, r##"30 #2 {"smoke":true}"##]);
}

#[test]
fn what_is_whole_behind_a_stray_byte_outlives_the_loss_of_the_port() {
    let mut line = Line::bus(&[(1, "waveshare-di8", &[(1, Means::Smoke)])]);

    line.up(0).pass(4).hears(20, &format!("00{}", smoke_is_on(1))).down(30);

    assert_eq!(line.reads(), [r##"30 #1 {"inputs":2}"##, r##"30 #2 {"smoke":true}"##]);
}

#[test]
fn a_fall_behind_a_damaged_length_is_told_as_soon_as_it_is_complete() {
    let mut line = Line::new("r60abd1", None);

    line.hears(1_000, DAMAGED).hears(2_000, FALL);

    assert_eq!(line.reads(), [r#"2000 {"fall":true}"#]);
}

#[test]
fn frames_in_the_same_read_behind_a_damaged_length_are_told_at_once() {
    let mut line = Line::new("r60abd1", None);

    line.hears(1_000, &[DAMAGED, MOVEMENT, FALL, MOVEMENT].concat());

    assert_eq!(
        line.reads(),
        [r#"1000 {"movement":3}"#, r#"1000 {"fall":true}"#, r#"1000 {"movement":3}"#]
    );
}

#[test]
fn a_stick_that_stalls_in_the_middle_of_a_frame_loses_nothing() {
    for (sensor, model, frame) in [
        ("r60abd1", None, FALL),
        ("winsen", Some("ze07-co"), PPM_3_7),
        ("ld2410", None, "f4f3f2f10d0002aa0345003e00003a00005500f8f7f6f5"),
    ] {
        for cut in (2..frame.len()).step_by(2) {
            let mut whole = Line::new(sensor, model);
            let mut cut_off = Line::new(sensor, model);
            let (head, tail) = frame.split_at(cut);

            whole.hears(900, frame).hears(2_000, frame);
            cut_off.hears(0, head).hears(900, tail).hears(2_000, frame);

            assert_eq!(cut_off.says(), whole.says(), "{frame} cut at {cut}");
        }
    }
}

#[test]
fn a_reply_that_comes_byte_by_byte_and_late_is_one_reply() {
    let mut line = Line::bus(&[(1, "waveshare-di8", &[(1, Means::Smoke)])]);
    line.up(0).pass(4);

    line.hears(10, "01").hears(12, "02").hears(14, "010220").hears(214, "49");

    assert_eq!(line.reads(), [r##"214 #1 {"inputs":2}"##, r##"214 #2 {"smoke":true}"##]);
}

#[test]
fn a_beginning_whose_rest_never_comes_is_noise_after_a_second() {
    let mut line = Line::new("winsen", Some("ze07-co"));

    line.hears(0, &PPM_3_7[..8]).pass(10_000);

    assert_eq!(line.says(), ["1055 noise Short"]);
}

/// Two halves of two frames may have a sum that fits: what begins after a pause and is whole is no
/// rest of what came before it.
#[test]
fn halves_of_two_frames_are_never_joined_to_a_third() {
    let mut line = Line::warm("winsen", "ze07-co");
    // FF 04 03 01 0F and FF 04 03 E3 are together a frame, of more than there can be.
    let (cut_off, whole) = ("ff0403010f", "ff0403e301f4138886");
    let together = format!("{cut_off}{}", &whole[..8]);
    assert_eq!(Line::warm("winsen", "ze07-co").hears(0, &together).reads().len(), 1);

    line.hears(0, cut_off).hears(900, whole);

    assert!(!line.reads().iter().any(|said| said.contains("co-ppm")), "a number that nobody said");
}

#[test]
fn each_of_three_replies_in_one_read_is_found() {
    let mut line = Line::bus(&[(1, "waveshare-di8", &[(0, Means::Smoke)])]);

    line.hears(0, "0103020001798402030200027d8503030200038185").pass(2_000);

    assert_eq!(
        line.says(),
        [
            "0 not ours: holding-registers",
            "0 not ours: holding-registers",
            "0 not ours: holding-registers"
        ]
    );
}

#[test]
fn a_line_that_is_not_drained_gives_back_what_it_has_no_room_for() {
    let sensor = protocol::find("r60abd1").unwrap();
    let mut line = protocol::Line::new(&protocol::Setup::alone(sensor, None), [0; 128]);
    let frame = [0x53, 0x59, 0x80, 0x03, 0x00, 0x01, 0x03, 0x33, 0x54, 0x43];
    let many = frame.repeat(400);

    let (mut rest, mut readings) = (many.as_slice(), 0);
    while !rest.is_empty() {
        let left = line.handle_bytes(protocol::Mono(1), rest);
        assert!(left.len() < rest.len(), "a drained line takes in a frame at least");
        rest = left;
        while line.poll_item().is_some() {}
        readings += std::iter::from_fn(|| line.poll_reading()).count();
    }

    assert_eq!(readings, 400);
}

/// Discrete inputs of a unit: the second is on.
fn smoke_is_on(unit: u8) -> String {
    let frame = [unit, 2, 1, 2];
    let crc = frame.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 }
        })
    });
    let bytes = frame.into_iter().chain(crc.to_le_bytes());
    bytes.map(|byte| format!("{byte:02x}")).collect()
}
