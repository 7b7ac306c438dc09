//! What must hold for arbitrary bytes. Two bodies, each a function of bytes: the fuzz targets call
//! them with what the fuzzer thinks of, `tests/fuzzed.rs` with what a seed gives.
//!
//! `cargo +nightly fuzz run drivers` and `cargo +nightly fuzz run frames`, in `protocol/`.

use protocol::{Decoder, Device, Driver, Input, Item, Means, Mono, SENSORS, Scan, Sensor, Setup};

/// A line on which anything may happen: reads of any length, a port that comes and goes, time that
/// jumps, bytes that were written.
///
/// Nothing panics, no machine asks for the same moment without end, and what the decoder hands out
/// is the stream, without a gap and without an overlap.
pub fn live(bytes: &[u8]) {
    let mut dice = Dice(bytes);
    let setup = setup(&mut dice);
    let mut line = Line {
        decoder: Decoder::new(setup.sensor.scan),
        driver: Driver::new(&setup),
        now: Mono::ZERO,
        stream: Vec::new(),
        seen: 0,
    };
    while !dice.0.is_empty() {
        let time = u64::from(dice.byte()).pow(2);
        line.pass(Mono(line.now.0 + time));
        let kind = dice.byte();
        let length = usize::from(dice.byte());
        let piece = dice.take(if kind < 0xF0 { length } else { length % 16 });
        match kind {
            0xFF => line.driver.handle_line(line.now, true),
            0xFE => line.driver.handle_line(line.now, false),
            0xFD => line.finish(),
            0xF0..=0xFC => line.driver.handle_sent(line.now, piece),
            _ => line.hear(piece),
        }
        line.drain();
    }
    line.finish();
    assert_eq!(line.seen, line.stream.len(), "every byte is in a frame or in a stretch of noise");
}

struct Line {
    decoder: Decoder,
    driver: Driver,
    now: Mono,
    /// Everything that came.
    stream: Vec<u8>,
    /// How much of it the decoder has handed out.
    seen: usize,
}

impl Line {
    fn hear(&mut self, piece: &[u8]) {
        self.stream.extend(piece);
        let Self { decoder, driver, now, stream, seen } = self;
        decoder.handle(piece, &mut |item| accept(driver, *now, stream, seen, item));
        let undecided = self.stream.len() - self.seen;
        assert_eq!(self.decoder.pending(), undecided, "what is not handed out is pending");
    }

    fn finish(&mut self) {
        let Self { decoder, driver, now, stream, seen } = self;
        decoder.finish(&mut |item| accept(driver, *now, stream, seen, item));
        assert_eq!(self.decoder.pending(), 0);
    }

    fn pass(&mut self, now: Mono) {
        let (mut last, mut rounds) = (Mono::ZERO, 0);
        while let Some(due) = self.driver.poll_timeout().filter(|due| *due <= now) {
            rounds = if due == last { rounds + 1 } else { 0 };
            assert!(rounds < 8, "a machine asks for the same moment again and again");
            last = due;
            self.now = due;
            self.driver.handle_timeout(due);
            self.drain();
        }
        self.now = now;
    }

    fn drain(&mut self) {
        while self.driver.poll_reading().is_some() {}
        while let Some(transmit) = self.driver.poll_transmit() {
            let scanned = scan_any(&transmit.bytes);
            assert!(scanned, "what a driver sends is a frame: {:02x?}", transmit.bytes);
            self.driver.handle_sent(self.now, &transmit.bytes);
        }
    }
}

fn accept(driver: &mut Driver, now: Mono, stream: &[u8], seen: &mut usize, item: Item<'_>) {
    match item {
        Item::Frame { offset, bytes } => {
            assert_eq!(offset as usize, *seen);
            *seen += bytes.len();
            assert_eq!(&stream[offset as usize..*seen], bytes);
            assert!(!driver.handle_frame(now, bytes).message.is_empty());
            let readings = std::iter::from_fn(|| driver.poll_reading()).count();
            assert!(readings <= 17, "a contact module, its sixteen inputs, and no more");
        }
        Item::Noise { offset, bytes, .. } => {
            assert_eq!(offset as usize, *seen);
            assert!(bytes > 0);
            *seen += bytes as usize;
        }
    }
}

fn scan_any(bytes: &[u8]) -> bool {
    SENSORS.iter().any(|sensor| (sensor.scan)(bytes) == Scan::Frame(bytes.len()))
}

/// Valid frames between pieces of noise, in one stream.
///
/// A piece of noise can look like the beginning of a frame and wait for bytes that are the next
/// frame's; once they have come, or the stream ends, the decoder goes on one byte behind that false
/// beginning. So every valid frame is found unless an *accidental* one, valid too, overlaps it.
/// And what is found does not depend on how reads cut the stream: it is what scanning the whole of
/// it byte by byte finds.
pub fn find(bytes: &[u8]) {
    let mut dice = Dice(bytes);
    let sensor = &SENSORS[usize::from(dice.byte()) % SENSORS.len()];
    let mut stream = Vec::new();
    let mut put = Vec::new();
    let mut cuts = Vec::new();
    while !dice.0.is_empty() {
        let length = usize::from(dice.byte()) % 40;
        stream.extend(dice.take(length));
        let begin = stream.len();
        stream.extend(frame(sensor, &mut dice));
        put.push(begin..stream.len());
        cuts.push(begin + usize::from(dice.byte()) % 8);
    }

    let found = decode(sensor, &stream, &cuts);

    assert_eq!(found, scan_all(sensor, &stream));
    for put in put {
        let overlap = found.iter().find(|found| found.start < put.end && put.start < found.end);
        let Some(overlap) = overlap else { panic!("{put:?} was not found in {stream:02x?}") };
        assert!(overlap.start <= put.start || *overlap == put, "found too late: {put:?}");
    }
}

type Span = std::ops::Range<usize>;

/// Where the decoder finds frames, fed in pieces that end at the cuts.
fn decode(sensor: &Sensor, stream: &[u8], cuts: &[usize]) -> Vec<Span> {
    let mut decoder = Decoder::new(sensor.scan);
    let mut found = Vec::new();
    let mut note = |item: Item<'_>| {
        if let Item::Frame { offset, bytes } = item {
            found.push(offset as usize..offset as usize + bytes.len());
        }
    };
    let mut begin = 0;
    for cut in cuts.iter().copied().chain([stream.len()]) {
        let end = cut.clamp(begin, stream.len());
        decoder.handle(&stream[begin..end], &mut note);
        begin = end;
    }
    decoder.finish(&mut note);
    found
}

/// Where a slow reader finds frames that has everything before it.
fn scan_all(sensor: &Sensor, stream: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < stream.len() {
        match (sensor.scan)(&stream[at..]) {
            Scan::Frame(length) => {
                found.push(at..at + length);
                at += length;
            }
            Scan::Noise(_) | Scan::Short => at += 1,
        }
    }
    found
}

/// A valid frame, its sums computed here and not by what is tested.
fn frame(sensor: &Sensor, dice: &mut Dice<'_>) -> Vec<u8> {
    let sum = |bytes: &[u8]| bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    match sensor.name {
        "r60abd1" => {
            let (control, command) = (dice.byte(), dice.byte());
            let length = dice.byte() % 65;
            let mut frame = vec![0x53, 0x59, control, command, 0, length];
            frame.extend(dice.padded(length.into()));
            frame.push(sum(&frame));
            frame.extend([0x54, 0x43]);
            frame
        }
        "winsen" => {
            let mut frame = vec![0xFF];
            frame.extend(dice.padded(7));
            frame[1] = frame[1].min(0xFE);
            frame.push(sum(&frame[1..]).wrapping_neg());
            frame
        }
        _ => {
            let mut frame = vec![dice.byte(), 1 + dice.byte() % 4];
            let words = 1 + dice.byte() % 125;
            if dice.byte().is_multiple_of(2) {
                frame.extend([dice.byte(), dice.byte(), 0, words]);
            } else {
                frame.push(words * 2);
                frame.extend(dice.padded(usize::from(words) * 2));
            }
            let crc = frame.iter().fold(0xFFFF_u16, |crc, byte| {
                (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
                    if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 }
                })
            });
            frame.extend(crc.to_le_bytes());
            frame
        }
    }
}

/// Any line that a configuration can describe.
fn setup(dice: &mut Dice<'_>) -> Setup {
    let sensor = &SENSORS[usize::from(dice.byte()) % SENSORS.len()];
    let model = sensor.models.get(usize::from(dice.byte()) % (sensor.models.len() + 1));
    if dice.byte().is_multiple_of(4) {
        return Setup::bench(sensor, model);
    }
    let mut setup = Setup::alone(sensor, model);
    for _ in 0..dice.byte() % 9 {
        let Some(model) = model.filter(|_| sensor.is_bus) else { break };
        let means = [
            Means::Entrance,
            Means::Door,
            Means::Smoke,
            Means::Gas,
            Means::Co,
            Means::Sos,
            Means::Mains,
        ];
        let inputs: heapless::Vec<_, { protocol::MAX_INPUTS }> = (0..dice.byte() % 17)
            .map(|bit| Input {
                bit,
                means: means[usize::from(dice.byte()) % means.len()],
                when: bit % 2 == 0,
            })
            .collect();
        let device = Device { unit: dice.byte(), model, inputs };
        assert!(setup.devices.push(device).is_ok(), "eight fit");
    }
    setup
}

/// Arbitrary bytes, one decision after the other; 0 when they are used up.
struct Dice<'a>(&'a [u8]);

impl<'a> Dice<'a> {
    fn byte(&mut self) -> u8 {
        let (byte, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *byte
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn padded(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = self.take(length).to_vec();
        bytes.resize(length, 0);
        bytes
    }
}
