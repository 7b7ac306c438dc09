//! Is somebody in this room? (HLK-LD2410, LD2410B, LD2410C; radar.md §4)
//!
//! | offset | size | field |
//! |---|---|---|
//! | 0 | 4 | `F4 F3 F2 F1` |
//! | 4 | 2 | N, the length of the body, little-endian |
//! | 6 | N | body: type `02` (basic) or `01` (engineering), `AA`, state, moving cm u16, moving energy, still cm u16, still energy, distance cm u16 … `55 00` |
//! | 6+N | 4 | `F8 F7 F6 F5` |
//!
//! Ten frames a second, and no sum over them: head, tail and the two marks in the body must be
//! there. The *state* says whether somebody is there; real modules go on telling old distances and
//! energies beside a state of "nobody", so a distance counts only with a state and its own energy.
//!
//! A family without memory: it only listens. It is never put into its configuration mode, in which
//! the stream stops.

use core::time::Duration;

use crate::machine::{Readings, Source};
use crate::reading::{Millimetres, Motion, Reading};
use crate::scan::{NoiseKind, Scan};
use crate::sensor::{LineSettings, Medium, Model, Sensor, Watches};

pub(crate) const SENSOR: Sensor = Sensor {
    name: "ld2410",
    models: MODELS,
    model_required: false,
    medium: Medium::Serial,
    settings: &[LineSettings::at(256_000), LineSettings::at(115_200)],
    addressed: None,
    half_duplex: false,
    gap: Duration::from_millis(50),
    longest: BEFORE_BODY + LONGEST_BODY + TAIL.len(),
    // Ten bytes of marks, and no sum.
    is_strong: false,
    scan,
};

static MODELS: &[Model] = &[Model {
    name: "ld2410",
    warm_up: Duration::ZERO,
    quiet: Some(Duration::from_secs(10)),
    exit_delay: Duration::ZERO,
    watches: Watches::ROOM,
    inputs: 0,
}];

const HEAD: [u8; 4] = [0xF4, 0xF3, 0xF2, 0xF1];
const TAIL: [u8; 4] = [0xF8, 0xF7, 0xF6, 0xF5];

/// Head and length.
const BEFORE_BODY: usize = 6;

/// A basic report has 13 bytes, an engineering one of nine gates 35, newer firmware 37.
const LONGEST_BODY: usize = 64;

fn scan(bytes: &[u8]) -> Scan {
    let begun = bytes.iter().zip(HEAD).all(|(byte, head)| *byte == head);
    if !begun {
        return Scan::noise(NoiseKind::Sync);
    }
    let Some(&[low, high]) = bytes.get(4..BEFORE_BODY).and_then(|length| length.first_chunk())
    else {
        return Scan::Short;
    };
    let body = usize::from(u16::from_le_bytes([low, high]));
    if !(13..=LONGEST_BODY).contains(&body) {
        return Scan::noise(NoiseKind::Length);
    }
    let length = BEFORE_BODY + body + TAIL.len();
    match bytes.get(BEFORE_BODY..length).and_then(<[u8]>::split_last_chunk) {
        None => Scan::Short,
        Some((body, &TAIL)) if is_report(body) => Scan::Frame(length),
        Some((_, &TAIL)) => Scan::noise(NoiseKind::Value),
        Some(_) => Scan::noise(NoiseKind::Tail),
    }
}

/// The marks are there, and distances and energies are some that the module can measure: with a
/// byte lost on the way they are not.
fn is_report(body: &[u8]) -> bool {
    let [0x01 | 0x02, 0xAA, _, ml, mh, moving, sl, sh, still, .., 0x55, _] = *body else {
        return false;
    };
    let is_near = |low, high| u16::from_le_bytes([low, high]) <= FURTHEST_CM;
    moving <= 100 && still <= 100 && is_near(ml, mh) && is_near(sl, sh)
}

/// It sees up to six metres; the ninth gate ends at 6.75 m.
const FURTHEST_CM: u16 = 700;

/// What a report says.
pub(crate) fn read(frame: &[u8], readings: &mut Readings) -> &'static str {
    let body = frame.get(BEFORE_BODY..).unwrap_or_default();
    let &[
        kind,
        _,
        state,
        moving_low,
        moving_high,
        moving_energy,
        still_low,
        still_high,
        still_energy,
        ..,
    ] = body
    else {
        return "unknown";
    };
    let mut say = |reading| readings.push(Source(0), reading);
    let motion = match state {
        0 => Motion::None,
        1 | 3 => Motion::Active,
        2 => Motion::Still,
        // It measures the empty room, and says nothing of who is there.
        _ => return "calibration",
    };
    say(Reading::Presence(motion != Motion::None));
    say(Reading::Motion(motion));
    let (low, high, energy) = match motion {
        Motion::Active => (moving_low, moving_high, moving_energy),
        Motion::Still | Motion::None => (still_low, still_high, still_energy),
    };
    let centimetres = i32::from(u16::from_le_bytes([low, high]));
    if motion != Motion::None && energy > 0 && centimetres > 0 {
        say(Reading::DistanceMm(Millimetres(centimetres * 10)));
    }
    if kind == 0x01 { "engineering-report" } else { "report" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_with_a_byte_lost_is_none_whatever_follows() {
        let report = [
            0xF4, 0xF3, 0xF2, 0xF1, 0x0D, 0x00, 0x02, 0xAA, 0x03, 0x46, 0x00, 0x34, 0x00, 0x00,
            0x3C, 0x00, 0x00, 0x55, 0x00, 0xF8, 0xF7, 0xF6, 0xF5,
        ];
        assert_eq!(scan(&report), Scan::Frame(23));
        for lost in 4..report.len() {
            let mut stream: heapless::Vec<u8, 64> = report.iter().copied().collect();
            stream.remove(lost);
            stream.extend_from_slice(&report).unwrap();

            assert!(matches!(scan(&stream), Scan::Noise(_)), "byte {lost} lost");
        }
    }
}
