//! What the decoder finds in streams of a toy family.

extern crate std;

use std::string::String;
use std::vec::Vec;
use std::{format, vec};

use super::*;

/// Enough for every frame of the toy family.
const LONGEST: usize = 8;

#[test]
fn noise_in_a_row_is_one_stretch_whose_kind_is_the_reason_at_its_first_byte() {
    assert_eq!(hear(&["xx(9x(2ab"]), ["0+5 Sync", "5 (2ab"]);
}

#[test]
fn a_frame_behind_a_false_start_is_found() {
    assert_eq!(hear(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
}

#[test]
fn a_stretch_ends_where_the_stream_ends() {
    assert_eq!(hear(&["(1a", "(3b"]), ["0 (1a", "3+3 Short"]);
}

#[test]
fn a_stretch_is_one_stretch_over_many_reads() {
    assert_eq!(hear(&["x", "", "x(", "9x", "(1a"]), ["0+5 Sync", "5 (1a"]);
}

#[test]
fn a_whole_frame_behind_an_unfinished_one_is_delivered_at_a_pause_and_not_before() {
    assert_eq!(hear(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
    assert_eq!(hear_until_pause(&["(4(1a"]), ["0+2 Short", "2 (1a"]);
    assert_eq!(hear_without_end(&["(4(1a"]), Vec::<String>::new());
}

#[test]
fn an_unfinished_frame_outlives_a_pause() {
    assert_eq!(hear(&["(3a", PAUSE, "bc(1a"]), ["0 (3abc", "5 (1a"]);
}

#[test]
fn frames_behind_one_another_are_all_delivered_at_a_pause_and_the_last_beginning_stays() {
    let said = hear(&["(6(0(0(", PAUSE, "1y"]);

    assert_eq!(said, ["0+2 Short", "2 (0", "4 (0", "6 (1y"]);
}

#[test]
fn where_sums_are_strong_a_frame_inside_an_unfinished_one_is_found_at_once() {
    let mut decoder = Decoder::with(scan, LONGEST, true, vec![0; LONGEST]);
    let mut found = vec![];

    take(&mut decoder, "(4(1", &mut found);
    take(&mut decoder, "a", &mut found);

    assert_eq!(found, ["0+2 Short", "2 (1a"]);
}

#[test]
fn what_is_given_up_is_one_stretch_with_the_noise_around_it() {
    let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
    let mut found = vec![];
    take(&mut decoder, "x(3a", &mut found);

    decoder.give_up();
    take(&mut decoder, "(1a", &mut found);

    assert_eq!(found, ["0+4 Sync", "4 (1a"]);
}

#[test]
fn a_family_of_text_gives_up_a_line_and_not_a_byte() {
    const fn scan(bytes: &[u8]) -> Scan {
        match *bytes {
            [b'o', b'k', b'\n', ..] => Scan::Frame(3),
            [b'n', b'o', b'\n', ..] => Scan::Noise(Noise { kind: NoiseKind::Value, bytes: 3 }),
            [] | [b'o'] | [b'n'] | [b'o', b'k'] | [b'n', b'o'] => Scan::Short,
            [_, ..] => Scan::noise(NoiseKind::Sync),
        }
    }
    let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
    let mut found = vec![];

    take(&mut decoder, "no\nok\n", &mut found);

    assert_eq!(found, ["0+3 Value", "3 ok\n"]);
}

#[test]
fn garbage_without_end_is_counted_when_it_begins_and_takes_no_memory() {
    let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);

    for _ in 0..1_000 {
        assert_eq!(decoder.next(b"garbage"), (7, None));
    }

    assert_eq!((decoder.noise().get(NoiseKind::Sync), decoder.noise().total()), (1, 1));
    assert_eq!((decoder.pending(), decoder.held), (7_000, 0));
}

#[test]
fn a_frame_that_wants_more_than_the_longest_is_not_waited_for() {
    let mut decoder = Decoder::with(|_| Scan::Short, LONGEST, false, vec![0; LONGEST]);

    assert_eq!(decoder.next(&[0; 10 * LONGEST]), (10 * LONGEST, None));

    assert_eq!(decoder.held, LONGEST - 1);
    assert_eq!(decoder.noise().get(NoiseKind::Length), 1);
}

#[test]
fn a_scan_that_finds_nothing_or_too_much_does_not_stop_the_stream() {
    let scans: [fn(&[u8]) -> Scan; 3] =
        [|_| Scan::Frame(0), |_| Scan::Frame(4), |_| Scan::Frame(LONGEST + 1)];
    for scan in scans {
        let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);

        assert_eq!(decoder.next(b"abc"), (3, None));

        assert_eq!(decoder.noise().get(NoiseKind::Length), 1);
    }
}

#[test]
fn only_kinds_that_happened_are_written() {
    let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
    take(&mut decoder, "x(1a(9", &mut vec![]);

    assert_eq!(serde_json::to_string(decoder.noise()).unwrap(), r#"{"sync":1,"length":1}"#);
}

/// A toy family: `(`, a digit up to 6, so many bytes.
fn scan(bytes: &[u8]) -> Scan {
    match *bytes {
        [b'(', count @ b'0'..=b'6', ..] => {
            let length = 2 + usize::from(count - b'0');
            if bytes.len() < length { Scan::Short } else { Scan::Frame(length) }
        }
        [b'(', _, ..] => Scan::noise(NoiseKind::Length),
        [] | [b'('] => Scan::Short,
        [_, ..] => Scan::noise(NoiseKind::Sync),
    }
}

/// In place of a piece of a stream: the line pauses.
const PAUSE: &str = "…";

/// `"offset frame"` and `"offset+bytes kind"` of a stream that comes in pieces and ends.
fn hear(pieces: &[&str]) -> Vec<String> {
    let (mut decoder, mut found) = play(pieces);
    while let Some(next) = decoder.next_at_end() {
        found.push(shown(&next));
    }
    assert_eq!(decoder.pending(), 0);
    found
}

fn hear_until_pause(pieces: &[&str]) -> Vec<String> {
    play(&[pieces, &[PAUSE]].concat()).1
}

fn hear_without_end(pieces: &[&str]) -> Vec<String> {
    play(pieces).1
}

fn play(pieces: &[&str]) -> (Decoder<Vec<u8>>, Vec<String>) {
    let mut decoder = Decoder::with(scan, LONGEST, false, vec![0; LONGEST]);
    let mut found = vec![];
    for piece in pieces {
        if *piece == PAUSE {
            while let Some(next) = decoder.next_at_pause() {
                found.push(shown(&next));
            }
        } else {
            take(&mut decoder, piece, &mut found);
        }
    }
    (decoder, found)
}

fn take(decoder: &mut Decoder<Vec<u8>>, piece: &str, found: &mut Vec<String>) {
    let mut rest = piece.as_bytes();
    loop {
        let (taken, next) = decoder.next(rest);
        rest = &rest[taken..];
        let Some(next) = next else { break };
        found.push(shown(&next));
    }
    assert!(rest.is_empty());
}

fn shown(found: &Found<'_>) -> String {
    match found {
        Found::Frame { offset, bytes } => {
            format!("{offset} {}", core::str::from_utf8(bytes).unwrap())
        }
        Found::Noise(Stretch { offset, bytes, kind }) => format!("{offset}+{bytes} {kind:?}"),
    }
}
