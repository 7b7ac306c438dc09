//! Exact bytes from real units and manuals, and what they mean. If a test here fails, the test is
//! right: do not change it, unless a source says more.
//!
//! Every frame of every table is also split at every byte, joined with the others, put behind the
//! beginning of another, and has every single bit turned over.

#[path = "frozen/bench.rs"]
mod bench;
#[path = "frozen/bus.rs"]
mod bus;
#[path = "frozen/gas.rs"]
mod gas;
#[path = "frozen/radar.rs"]
mod radar;
#[path = "frozen/room.rs"]
mod room;

use bench::{Bench, Output, Row, unhex};
use protocol::NoiseKind;

#[test]
fn every_frame_of_a_radar_means_what_the_manual_says() {
    let bench = Bench::new("r60abd1", None);

    for row in [radar::REAL, radar::HOST, radar::SLEEP, radar::TABLE].into_iter().flatten() {
        assert_eq!(bench.decode(row.hex), (row.message, row.readings.to_owned()), "{}", row.hex);
    }
}

#[test]
fn an_early_radar_is_understood_from_its_first_wave_on() {
    for model in [None, Some("mr60bha1")] {
        let bench = Bench::new("r60abd1", model);

        let said = stream(bench, radar::EARLY);

        assert_eq!(said, expected(radar::EARLY));
    }
}

#[test]
fn an_early_radar_that_has_not_given_itself_away_has_no_heart_rate_for_a_breathing_rate() {
    let heart = "5359810200013c6c5443";

    let assumed_late = Bench::new("r60abd1", None).decode(heart);
    let unclear = Bench::new("r60abd1", Some("mr60bha1")).decode(heart);

    assert_eq!(assumed_late, ("breath-rate", String::new()));
    assert_eq!(unclear, ("breath-or-heart-rate", String::new()));
}

#[test]
fn a_wave_of_an_early_radar_says_nothing() {
    let bench = Bench::new("r60abd1", Some("mr60bha1"));

    for row in radar::EARLY_PASTED {
        assert_eq!(bench.decode(row.hex), (row.message, row.readings.to_owned()), "{}", row.hex);
    }
}

#[test]
fn every_frame_of_a_gas_module_means_what_the_manual_says() {
    let ze07 = Bench::new("winsen", Some("ze07-co"));
    let ze15 = Bench::new("winsen", Some("ze15-co"));

    for row in [gas::ANSWERS, gas::HOST, gas::ACTIVE].into_iter().flatten() {
        assert_eq!(ze07.decode(row.hex), (row.message, row.readings.to_owned()), "{}", row.hex);
    }
    for row in gas::ZE15 {
        assert_eq!(ze15.decode(row.hex), (row.message, row.readings.to_owned()), "{}", row.hex);
    }
}

#[test]
fn every_frame_of_a_bus_means_what_the_manual_says() {
    for (model, rows) in [
        (None, bus::INPUTS),
        (Some("waveshare-di8"), bus::INPUTS),
        (Some("jxbs-3001-co"), bus::JXBS),
        (None, bus::OTHERS),
    ] {
        let bench = Bench::new("modbus", model);
        for row in rows {
            assert_eq!(
                bench.decode(row.hex),
                (row.message, row.readings.to_owned()),
                "{}",
                row.hex
            );
        }
    }
}

#[test]
fn every_frame_of_a_room_radar_means_what_the_manual_says() {
    let bench = Bench::new("ld2410", None);

    for row in room::LD2410 {
        assert_eq!(bench.decode(row.hex), (row.message, row.readings.to_owned()), "{}", row.hex);
    }
}

#[test]
fn bytes_that_were_published_with_a_wrong_sum_are_one_stretch_of_noise() {
    let radar = Bench::new("r60abd1", None);
    let gas = Bench::new("winsen", Some("ze07-co"));
    let bus = Bench::new("modbus", Some("waveshare-di8"));
    let wrong = |bench: Bench, hex| bench.read(&[&unhex(hex)]);
    let one_stretch = |bytes| vec![Output::Noise { offset: 0, bytes, kind: NoiseKind::Checksum }];

    for hex in radar::WRONG {
        assert_eq!(wrong(radar, hex), one_stretch(10), "{hex}");
    }
    for hex in gas::WRONG {
        assert_eq!(wrong(gas, hex), one_stretch(9), "{hex}");
    }
    assert_eq!(wrong(bus, bus::WRONG), one_stretch(6));
}

#[test]
fn a_frame_is_the_same_wherever_reads_cut_it() {
    for (bench, frame) in all() {
        let whole = bench.read(&[&frame]);
        for cut in 1..frame.len() {
            let (head, tail) = frame.split_at(cut);
            assert_eq!(bench.read(&[head, tail]), whole, "{frame:02x?} cut at {cut}");
        }
        let bytes: Vec<_> = frame.chunks(1).collect();
        assert_eq!(bench.read(&bytes), whole, "{frame:02x?} byte by byte");
    }
}

#[test]
fn joined_frames_mean_what_each_means() {
    for (bench, rows) in tables() {
        let frames: Vec<_> = rows.iter().map(|row| unhex(row.hex)).collect();
        let joined = frames.concat();
        let pieces: Vec<_> = frames.iter().map(Vec::as_slice).collect();

        assert_eq!(bench.read(&[&joined]), bench.read(&pieces));
        assert_eq!(bench.frames(&joined), frames);
    }
}

#[test]
fn a_frame_behind_the_beginning_of_another_is_found() {
    for (bench, frame) in all() {
        for begun in 1..frame.len() {
            let stream = [&frame[..begun], &frame].concat();
            let said = bench.read(&[&stream]);

            let [
                Output::Noise { offset: 0, bytes, .. },
                Output::Frame { offset, bytes: found, .. },
            ] = said.as_slice()
            else {
                panic!("{stream:02x?} is noise and a frame, but came out as {said:?}");
            };
            assert_eq!((*bytes, *offset, found), (begun as u64, begun as u64, &frame));
        }
    }
}

#[test]
fn a_frame_with_one_wrong_bit_is_no_frame() {
    for (bench, frame) in all() {
        for bit in 0..frame.len() * 8 {
            let mut wrong = frame.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);

            assert_eq!(bench.frames(&wrong), Vec::<Vec<u8>>::new(), "{frame:02x?}, bit {bit}");
        }
    }
}

/// Every table, and the bench that its rows are for.
fn tables() -> Vec<(Bench, &'static [Row])> {
    let radar = Bench::new("r60abd1", None);
    let ze07 = Bench::new("winsen", Some("ze07-co"));
    vec![
        (Bench::new("r60abd1", Some("mr60bha1")), radar::EARLY),
        (radar, radar::REAL),
        (radar, radar::HOST),
        (radar, radar::SLEEP),
        (radar, radar::TABLE),
        (ze07, gas::ANSWERS),
        (ze07, gas::HOST),
        (ze07, gas::ACTIVE),
        (Bench::new("winsen", Some("ze15-co")), gas::ZE15),
        (Bench::new("modbus", Some("waveshare-di8")), bus::INPUTS),
        (Bench::new("modbus", Some("jxbs-3001-co")), bus::JXBS),
        (Bench::new("modbus", None), bus::OTHERS),
    ]
}

/// Every frame of every table.
fn all() -> impl Iterator<Item = (Bench, Vec<u8>)> {
    let rows = |(bench, rows): (Bench, &'static [Row])| {
        rows.iter().map(move |row| (bench, unhex(row.hex)))
    };
    tables().into_iter().flat_map(rows)
}

/// What the rows mean as one stream.
fn stream(bench: Bench, rows: &[Row]) -> Vec<(&'static str, String)> {
    let bytes = rows.iter().flat_map(|row| unhex(row.hex)).collect::<Vec<_>>();
    let said = bench.read(&[&bytes]).into_iter().map(|said| match said {
        Output::Frame { message, readings, .. } => (message, readings),
        Output::Noise { .. } => panic!("{said:?} between frames"),
    });
    said.collect()
}

fn expected(rows: &[Row]) -> Vec<(&'static str, String)> {
    rows.iter().map(|row| (row.message, row.readings.to_owned())).collect()
}
