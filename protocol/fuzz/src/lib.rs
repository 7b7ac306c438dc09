//! What must hold for arbitrary bytes. Two bodies, each a function of bytes: the fuzz targets call
//! them with what the fuzzer thinks of, `tests/fuzzed.rs` with what a seed gives.
//!
//! `cargo +nightly fuzz run drivers` and `cargo +nightly fuzz run frames`, in `protocol/`.

use protocol::{
    Address, Decoder, Device, Found, Input, Item, Line, Means, Mono, Role, SENSORS, Scan, Sensor,
    Setup, Stretch,
};

/// A line on which anything may happen: reads of any length, of valid frames of its family and of
/// anything else, a port that comes and goes, time that jumps, bytes that were written.
///
/// Nothing panics, no machine asks for the same moment without end, what is handed out is the
/// stream, without a gap and without an overlap, and nothing is sent that could do harm.
pub fn live(bytes: &[u8]) {
    let mut dice = Dice(bytes);
    let setup = setup(&mut dice);
    let mut rig = Rig {
        sensor: setup.sensor,
        line: Line::new(&setup, vec![0; setup.sensor.longest]),
        now: Mono::ZERO,
        came: 0,
        seen: 0,
    };
    while !dice.0.is_empty() {
        let time = u64::from(dice.byte()).pow(2);
        rig.pass(Mono(rig.now.0 + time));
        match dice.byte() {
            0xFF => rig.line.handle_port(rig.now, true),
            0xFE => rig.line.handle_port(rig.now, false),
            0xF0..=0xFD => {
                let length = usize::from(dice.byte()) % 16;
                rig.line.handle_sent(rig.now, dice.take(length));
            }
            kind @ 0x80..=0xEF => {
                // A frame as it should be, cut anywhere, or with something before it.
                let frame = frame(rig.sensor, &mut dice);
                let cut = usize::from(dice.byte()) % (frame.len() + 1);
                let (head, tail) = frame.split_at(if kind < 0xC0 { 0 } else { cut });
                rig.hear(head);
                rig.hear(tail);
            }
            _ => {
                let length = usize::from(dice.byte());
                rig.hear(dice.take(length));
            }
        }
        rig.drain();
    }
    rig.line.handle_port(rig.now, false);
    rig.drain();
    rig.pass(Mono(rig.now.0 + 10_000));
    assert_eq!(rig.seen, rig.came, "every byte is in a frame or in a stretch of noise");
}

struct Rig {
    sensor: &'static Sensor,
    line: Line<Vec<u8>>,
    now: Mono,
    /// How many bytes came.
    came: u64,
    /// How many of them were handed out.
    seen: u64,
}

impl Rig {
    fn hear(&mut self, piece: &[u8]) {
        self.came += piece.len() as u64;
        let mut rest = piece;
        while !rest.is_empty() {
            let left = self.line.handle_bytes(self.now, rest);
            assert!(left.len() < rest.len(), "a drained line takes something in");
            rest = left;
            self.drain();
        }
        let undecided = self.came - self.seen;
        assert_eq!(self.line.pending() as u64, undecided, "what is not handed out is pending");
    }

    fn pass(&mut self, now: Mono) {
        let (mut last, mut rounds) = (Mono::ZERO, 0);
        while let Some(due) = self.line.poll_timeout().filter(|due| *due <= now) {
            rounds = if due == last { rounds + 1 } else { 0 };
            assert!(rounds < 64, "a machine asks for the same moment again and again");
            last = due;
            self.now = due.max(self.now);
            self.line.handle_timeout(due);
            self.drain();
        }
        self.now = now;
    }

    fn drain(&mut self) {
        self.take_items();
        while let Some(transmit) = self.line.poll_transmit() {
            let bytes = transmit.bytes();
            assert!(is_harmless(self.sensor.name, bytes), "{}: {bytes:02x?}", self.sensor.name);
            self.line.handle_sent(self.now, bytes);
            self.take_items();
        }
    }

    fn take_items(&mut self) {
        while let Some(item) = self.line.poll_item() {
            let (offset, length) = match item {
                Item::Noise(Stretch { offset, bytes, .. }) => (offset, bytes),
                Item::Frame { offset, bytes, message, readings, .. } => {
                    assert!(!message.is_empty());
                    assert!(readings <= 17, "a contact module, its sixteen inputs, and no more");
                    for _ in 0..readings {
                        assert!(self.line.poll_reading().is_some(), "as many as were said");
                    }
                    (offset, bytes as u64)
                }
            };
            assert_eq!(offset, self.seen, "no gap, no overlap");
            assert!(length > 0);
            self.seen += length;
        }
        assert!(self.line.poll_reading().is_none(), "every reading is some frame's");
    }
}

/// All that may ever be sent (hazard.md rule 11): questions, reads, and a radar's four groups of
/// messages switched on. No calibration, no reset, no address, no mode, no output.
fn is_harmless(sensor: &str, bytes: &[u8]) -> bool {
    match (sensor, bytes) {
        ("r60abd1", &[0x53, 0x59, control, command, 0, 1, value, sum, 0x54, 0x43]) => {
            let right = bytes[..7].iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
            let asks = command >= 0x80 && value == 0x0F && !matches!(control, 0x01 | 0x03);
            let switches_on =
                matches!(control, 0x80 | 0x81 | 0x84 | 0x85) && (command, value) == (0x00, 0x01);
            sum == right && (asks || switches_on)
        }
        ("winsen", bytes) => bytes == [0xFF, 0x01, 0x86, 0, 0, 0, 0, 0, 0x79],
        ("modbus", &[unit, function, ..]) => {
            bytes.len() == 8 && unit > 0 && (1..=4).contains(&function) && crc(bytes) == 0
        }
        (_, _) => false,
    }
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

    if !sensor.is_strong {
        // Where sums are strong, a frame *inside* another is found if the outer one is cut there.
        assert_eq!(found, scan_all(sensor, &stream));
    }
    for put in put {
        let overlap = found.iter().find(|found| found.start < put.end && put.start < found.end);
        let Some(overlap) = overlap else { panic!("{put:?} was not found in {stream:02x?}") };
        let is_inside = sensor.is_strong && overlap.end <= put.end;
        assert!(overlap.start <= put.start || is_inside, "found too late: {put:?}");
    }
}

type Span = std::ops::Range<usize>;

/// Where the decoder finds frames, fed in pieces that end at the cuts.
fn decode(sensor: &Sensor, stream: &[u8], cuts: &[usize]) -> Vec<Span> {
    let mut decoder = Decoder::new(sensor, vec![0; sensor.longest]);
    let mut found = Vec::new();
    let mut note = |item: Found<'_>| {
        if let Found::Frame { offset, bytes } = item {
            found.push(offset as usize..offset as usize + bytes.len());
        }
    };
    let mut begin = 0;
    for cut in cuts.iter().copied().chain([stream.len()]) {
        let end = cut.clamp(begin, stream.len());
        let mut rest = &stream[begin..end];
        loop {
            let (taken, item) = decoder.next(rest);
            rest = &rest[taken..];
            let Some(item) = item else { break };
            note(item);
        }
        begin = end;
    }
    while let Some(item) = decoder.next_at_end() {
        note(item);
    }
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
            Scan::Noise(noise) => at += noise.bytes.max(1),
            Scan::Short => at += 1,
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
        "ld2410" => {
            let mut frame = vec![0xF4, 0xF3, 0xF2, 0xF1, 0x0D, 0x00, 0x02, 0xAA];
            let (moving, still) = (dice.byte(), dice.byte());
            frame.extend([dice.byte() % 7, moving, 0, dice.byte() % 101]);
            frame.extend([still, 0, dice.byte() % 101, 0, 0, 0x55, 0x00]);
            frame.extend([0xF8, 0xF7, 0xF6, 0xF5]);
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
            let crc = crc(&frame);
            frame.extend(crc.to_le_bytes());
            frame
        }
    }
}

/// CRC-16/MODBUS; of a whole frame 0.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 }
        })
    })
}

/// Any line that a configuration can describe.
fn setup(dice: &mut Dice<'_>) -> Setup {
    let sensor = &SENSORS[usize::from(dice.byte()) % SENSORS.len()];
    let model = sensor.models.get(usize::from(dice.byte()) % (sensor.models.len() + 1));
    if dice.byte().is_multiple_of(4) {
        return Setup::bench(sensor, model);
    }
    let role = [None, Some(Role::Bed), Some(Role::Room)][usize::from(dice.byte()) % 3];
    let warmed_up = dice.byte().is_multiple_of(2);
    let mut setup = Setup { role, warmed_up, ..Setup::alone(sensor, model) };
    for _ in 0..dice.byte() % 9 {
        let Some(model) = model.filter(|_| sensor.is_shared()) else { break };
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
        let address = Address::Unit(dice.byte().max(1));
        let device = Device { address, model, inputs };
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
