//! How many bytes of real frames a second? The promise is 200 MB/s on one core.
//!
//! `cargo bench -p hearth-protocol`. The frames are what a real R60ABD1 sends in a quiet hour, as
//! often as it sends them: movement every second, distance and position every two, heart and
//! breathing rate every three. They come in reads of 4 KiB, cut anywhere.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use protocol::{Decoder, Found, Item, Line, Mono, Setup};

/// One after the other, six seconds of a module at rest (bytes of real modules, see
/// `tests/frozen/radar.rs`).
const SIX_SECONDS: &[&[u8]] = &[
    MOVEMENT, DISTANCE, POSITION, HEART, BREATH, MOVEMENT, MOVEMENT, DISTANCE, POSITION, MOVEMENT,
    HEART, BREATH, MOVEMENT, DISTANCE, POSITION, MOVEMENT,
];
const MOVEMENT: &[u8] = &[0x53, 0x59, 0x80, 0x03, 0x00, 0x01, 0x03, 0x33, 0x54, 0x43];
const DISTANCE: &[u8] = &[0x53, 0x59, 0x80, 0x04, 0x00, 0x02, 0x00, 0x3B, 0x6D, 0x54, 0x43];
const POSITION: &[u8] =
    &[0x53, 0x59, 0x80, 0x05, 0x00, 0x06, 0x80, 0x1F, 0x00, 0x32, 0x00, 0x00, 0x08, 0x54, 0x43];
const HEART: &[u8] = &[0x53, 0x59, 0x85, 0x02, 0x00, 0x01, 0x47, 0x7B, 0x54, 0x43];
const BREATH: &[u8] = &[0x53, 0x59, 0x81, 0x02, 0x00, 0x01, 0x16, 0x46, 0x54, 0x43];

const READ: usize = 4_096;

const MEMORY: usize = 128;

fn decode(criterion: &mut Criterion) {
    let stream = SIX_SECONDS.concat().repeat(6_000);
    let Some(sensor) = protocol::find("r60abd1") else { panic!("r60abd1 is in the table") };
    let mut group = criterion.benchmark_group("r60abd1");
    group.throughput(Throughput::Bytes(stream.len() as u64));

    group.bench_function("decoder", |bencher| {
        bencher.iter(|| {
            let mut decoder = Decoder::new(sensor, [0; MEMORY]);
            let mut frames = 0_u64;
            for read in stream.chunks(READ) {
                let mut rest = black_box(read);
                loop {
                    let (taken, found) = decoder.next(rest);
                    let Some(found) = found else { break };
                    frames += u64::from(matches!(found, Found::Frame { .. }));
                    rest = rest.get(taken..).unwrap_or_default();
                }
            }
            assert_eq!(frames, 6_000 * SIX_SECONDS.len() as u64);
        });
    });

    group.bench_function("decoder, driver and readings", |bencher| {
        bencher.iter(|| {
            let mut line = Line::new(&Setup::alone(sensor, None), [0; MEMORY]);
            let mut readings = 0_u64;
            for read in stream.chunks(READ) {
                let mut rest = black_box(read);
                while !rest.is_empty() {
                    rest = line.handle_bytes(Mono::ZERO, rest);
                    while let Some(item) = line.poll_item() {
                        let Item::Frame { readings: said, .. } = item else { continue };
                        for _ in 0..said {
                            black_box(line.poll_reading());
                            readings += 1;
                        }
                    }
                }
            }
            assert_eq!(readings, 6_000 * SIX_SECONDS.len() as u64);
        });
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
