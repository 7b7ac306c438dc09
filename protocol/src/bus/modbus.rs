//! Who is on this Modbus line, and what do they say? (hazard.md B)
//!
//! Contact modules bring in what certified alarms and door magnets have to say; transmitters bring
//! numbers. They only speak when asked, so asking is most of the work: whose turn it is, is
//! [`poll`]; what a device's bits and words mean, is [`map`]; framing is [`frame`].
//!
//! An answer counts only if unit, function and length are those of what was asked: neighbours on
//! the line and late answers have valid CRCs too. An exact echo of our request is dropped, once.
//!
//! Inputs count as they are read, on the first edge. A door that has changed is asked again
//! 200 ms later, so that who judges whether it bounced has a second look; a device
//! with a call button is asked five times a second, for a hand may touch it only once. A line on
//! which nothing is asked (a bench, a capture without its other half) is read as it comes.

mod frame;
mod map;
mod poll;

use core::time::Duration;

use self::frame::{Frame, READ_INPUTS};
use self::map::{Answer, MODELS, Map, Question};
use self::poll::{Poll, Turn};
use crate::drift::Drift;
use crate::machine::{Heard, Machine, Readings, Source, Transmit};
use crate::reading::{Contact, Fault, Reading};
use crate::sensor::{
    ANY_DEVICE, Address, Addressed, Addresses, Input, LineSettings, MAX_INPUTS, Means, Medium,
    Parity, Sensor, Setup,
};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "modbus",
    models: MODELS,
    model_required: true,
    medium: Medium::Serial,
    settings: &[
        LineSettings::at(9_600),
        LineSettings::at(4_800), // Renke and its clones
        LineSettings { baud: 9_600, parity: Parity::None, stop_bits: 2 }, // Wiren Board
        LineSettings { baud: 9_600, parity: Parity::Even, stop_bits: 1 }, // the specification's own
    ],
    addressed: Some(Addressed { by: Addresses::Units(1, 247), most: poll::MOST_DEVICES }),
    half_duplex: true,
    // 50 ms, and the five characters that may be on their way. A reply that is longer on its way
    // is kept, and is found when it is whole.
    gap: Duration::from_millis(55),
    longest: frame::LONGEST,
    // Nothing marks a beginning: a register's value may look like a short frame.
    is_strong: false,
    scan: frame::scan,
};

/// An adapter gives bytes back at once.
const ECHO_WITHIN: Duration = Duration::from_secs(1);

/// Exceptions 5 and 6: the device is busy and asks for patience, which is no fault.
const BUSY: core::ops::RangeInclusive<u8> = 5..=6;

/// One device, as it was configured.
#[derive(Debug)]
struct Device {
    address: Address,
    map: &'static Map,
    inputs: heapless::Vec<Input, MAX_INPUTS>,
    /// The device's own; its inputs' follow.
    source: Source,
    /// Its inputs at the last poll.
    last: Option<u16>,
    /// What its CO did before.
    co: Drift,
}

impl Device {
    fn is(&self, unit: u8) -> bool {
        self.address == Address::Unit(unit) || self.address == ANY_DEVICE
    }

    /// The address that it is asked by. Nobody is asked by broadcast.
    const fn unit(&self) -> Option<u8> {
        match self.address {
            Address::Unit(unit @ 1..) => Some(unit),
            Address::Unit(0) | Address::Id(_) | Address::Name(_) => None,
        }
    }

    fn has(&self, means: Means) -> bool {
        self.inputs.iter().any(|input| input.means == means)
    }

    /// The question that such an answer answers.
    fn question(&self, function: u8, content: usize) -> Option<&'static Question> {
        let fits = |of: &&Question| of.function == function && of.content() == content;
        let also = self.map.also.iter().filter(|_| self.address == ANY_DEVICE);
        core::iter::once(&self.map.polled).chain(also).find(fits)
    }
}

/// The machine behind one line.
#[derive(Debug)]
pub(crate) struct Modbus {
    devices: heapless::Vec<Device, { poll::MOST_DEVICES }>,
    poll: Poll,
    /// What was written last and when, until it has come back.
    sent: Option<(Mono, Transmit)>,
    ready: Option<Transmit>,
}

impl Modbus {
    pub(crate) fn new(setup: &Setup) -> Self {
        let mut devices = heapless::Vec::<_, { poll::MOST_DEVICES }>::new();
        let mut next = 1; // 0 is the adapter
        for device in &setup.devices {
            let source = Source(next);
            next += 1 + u8::try_from(device.inputs.len()).unwrap_or(u8::MAX);
            let Some(map) = map::of(device.model) else { continue };
            let (address, inputs) = (device.address.clone(), device.inputs.clone());
            let known = Device { address, map, inputs, source, last: None, co: Drift::new() };
            if devices.push(known).is_err() {
                break; // the row says how many may share a line
            }
        }
        let calls = devices.iter().map(|device: &Device| device.has(Means::Sos));
        let poll = Poll::new(calls);
        Self { devices, poll, sent: None, ready: None }
    }
}

impl Machine for Modbus {
    fn handle_port(&mut self, at: Mono, up: bool) {
        self.poll.handle_port(at, up);
        self.sent = None;
        self.ready = None;
        for device in &mut self.devices {
            device.last = None;
        }
    }

    fn handle_frame(&mut self, at: Mono, bytes: &[u8], readings: &mut Readings) -> Heard {
        let Some(frame) = Frame::of(bytes) else { return Heard::not_ours("unknown") };
        let message = frame.name();
        self.poll.handle_frame(at);
        if self.is_echo(at, bytes) {
            return Heard::not_ours(message);
        }
        let source = match frame {
            Frame::Request { .. } => None,
            Frame::Reply { unit, function, content } => {
                self.handle_reply(at, (unit, function, content), readings)
            }
            Frame::Exception { unit, function, code } => {
                self.handle_exception(at, (unit, function, code), readings)
            }
        };
        Heard { message, source }
    }

    fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        self.sent = Transmit::new(bytes).map(|sent| (at, sent));
        let Some(Frame::Request { unit, function, address, count }) = Frame::of(bytes) else {
            return;
        };
        let is_asked = |device: &Device| {
            let Question { function: of, address: from, count: many, .. } = device.map.polled;
            device.is(unit) && (function, address, count) == (of, from, many)
        };
        if let Some(place) = self.devices.iter().position(is_asked) {
            self.poll.handle_sent(at, Turn(place));
        }
    }

    fn handle_timeout(&mut self, now: Mono) {
        let Some(turn) = self.poll.handle_timeout(now) else { return };
        let Some(device) = self.devices.get(turn.0) else { return };
        let Some(unit) = device.unit() else { return };
        let Question { function, address, count, .. } = device.map.polled;
        self.ready = Transmit::new(&frame::request(unit, function, address, count));
    }

    fn poll_timeout(&self) -> Option<Mono> {
        self.poll.poll_timeout()
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }
}

impl Modbus {
    fn is_echo(&mut self, at: Mono, bytes: &[u8]) -> bool {
        let is_echo = |(written, sent): &mut (Mono, Transmit)| {
            at.since(*written) <= ECHO_WITHIN && sent.bytes() == bytes
        };
        self.sent.take_if(is_echo).is_some()
    }

    /// Who may have spoken: whoever was asked, or anybody where nothing is asked.
    fn speaker(&self, fits: impl Fn(&Device) -> bool) -> Option<Turn> {
        match self.poll.awaited() {
            Some(turn) => self.devices.get(turn.0).is_some_and(&fits).then_some(turn),
            None if self.poll.is_only_listening() => self.devices.iter().position(fits).map(Turn),
            None => None,
        }
    }

    fn handle_reply(
        &mut self,
        at: Mono,
        (unit, function, content): (u8, u8, &[u8]),
        readings: &mut Readings,
    ) -> Option<Source> {
        if self.devices.is_empty() {
            return Some(overhear(function, content, readings));
        }
        let fits =
            |device: &Device| device.is(unit) && device.question(function, content.len()).is_some();
        let turn = self.speaker(fits)?;
        self.poll.handle_answer(at, turn);
        let device = self.devices.get_mut(turn.0)?;
        let question = device.question(function, content.len())?;
        match &question.answer {
            Answer::Inputs => {
                if read_inputs(device, content, readings) {
                    self.poll.handle_change(at, turn);
                }
            }
            Answer::Registers(registers) => {
                let how = (at, device.source, &mut device.co);
                map::read_registers(registers, content, how, readings);
            }
        }
        self.devices.get(turn.0).map(|device| device.source)
    }

    fn handle_exception(
        &mut self,
        at: Mono,
        (unit, function, code): (u8, u8, u8),
        readings: &mut Readings,
    ) -> Option<Source> {
        let fits = |device: &Device| device.is(unit) && device.map.polled.function == function;
        let turn = self.speaker(fits)?;
        self.poll.handle_answer(at, turn);
        let source = self.devices.get(turn.0)?.source;
        if !BUSY.contains(&code) {
            readings.push(source, Reading::Fault(Fault::Exception));
        }
        Some(source)
    }
}

/// Without devices only inputs speak for themselves; what a register means is in no frame.
fn overhear(function: u8, content: &[u8], readings: &mut Readings) -> Source {
    let source = Source(0);
    if function == READ_INPUTS {
        readings.push(source, Reading::Inputs(bitmap(content)));
    }
    source
}

/// The inputs, the first the lowest bit. More than 16 are of no model that Hearth knows.
fn bitmap(content: &[u8]) -> u16 {
    match *content {
        [] => 0,
        [low] => low.into(),
        [low, high, ..] => u16::from_le_bytes([low, high]),
    }
}

/// Reads all inputs; says whether a door has changed.
fn read_inputs(device: &mut Device, content: &[u8], readings: &mut Readings) -> bool {
    let now = bitmap(content);
    let last = device.last.replace(now);
    readings.push(device.source, Reading::Inputs(now));
    let mut has_changed = false;
    for (place, input) in (1..).zip(&device.inputs) {
        let Some(bit) = bit(now, input.bit) else { continue };
        let source = Source(device.source.0.saturating_add(place));
        readings.push(source, read_input(input, bit));
        let before = last.and_then(|last| self::bit(last, input.bit));
        let is_door = matches!(input.means, Means::Entrance | Means::Door);
        has_changed |= is_door && before.is_some_and(|before| before != bit);
    }
    has_changed
}

fn bit(bitmap: u16, bit: u8) -> Option<bool> {
    bitmap.checked_shr(bit.into()).map(|shifted| shifted & 1 == 1)
}

fn read_input(input: &Input, bit: bool) -> Reading {
    let is_so = bit == input.when;
    match input.means {
        Means::Entrance | Means::Door => {
            Reading::Contact(if is_so { Contact::Closed } else { Contact::Open })
        }
        Means::Smoke => Reading::Smoke(is_so),
        Means::Gas => Reading::GasAlarm(is_so),
        Means::Co => Reading::CoAlarm(is_so),
        Means::Sos => Reading::Sos(is_so),
        Means::Mains => Reading::Mains(!is_so),
    }
}
