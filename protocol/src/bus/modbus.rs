//! Who is on this Modbus line, and what do they say? (hazard.md B)
//!
//! Contact modules bring in what certified alarms and door magnets have to say; transmitters bring
//! numbers. They only speak when asked, so asking is most of the work: whose turn it is, is
//! [`poll`]; what a device's bits and words mean, is [`map`]; framing is [`frame`].
//!
//! An answer counts only if unit, function and length are those of what was asked: neighbours on
//! the line and late answers have valid CRCs too. An exact echo of our request is dropped, once.
//!
//! Inputs that stand for an alarm, a call or the mains count at once. A door counts when two polls
//! in a row agree, from the first two on: a contact that bounces says nothing, and what it said
//! last still holds. A line on which nothing is asked (a bench, a capture without its other half)
//! is read as it comes.

mod frame;
mod map;
mod poll;

use core::time::Duration;

use self::frame::{Frame, READ_INPUTS};
pub(crate) use self::map::Map;
use self::map::{Answer, MODELS, Question};
use self::poll::{Poll, Turn};
use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::{Contact, Fault, Reading};
use crate::sensor::{
    ANY_UNIT, Input, MAX_DEVICES, MAX_INPUTS, Means, Reads, Sensor, Setup, Source,
};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "modbus",
    models: MODELS,
    model_required: true,
    is_bus: true,
    baud: 9_600,
    scan: frame::scan,
    driver,
};

/// An adapter gives bytes back at once.
const ECHO_WITHIN: Duration = Duration::from_secs(1);

/// Exceptions 5 and 6: the device is busy and asks for patience, which is no fault.
const BUSY: core::ops::RangeInclusive<u8> = 5..=6;

fn driver(setup: &Setup) -> Driver {
    Driver::Modbus(Modbus::new(setup))
}

/// One device, as it was configured.
#[derive(Debug)]
struct Device {
    unit: u8,
    map: &'static Map,
    inputs: heapless::Vec<Input, MAX_INPUTS>,
    /// The device's own; its inputs' follow.
    source: Source,
    /// Its inputs at the last poll.
    last: Option<u16>,
}

impl Device {
    const fn is(&self, unit: u8) -> bool {
        self.unit == unit || self.unit == ANY_UNIT
    }

    /// The question that such an answer answers.
    fn question(&self, function: u8, content: usize) -> Option<&'static Question> {
        let fits = |of: &&Question| of.function == function && of.content() == content;
        let also = self.map.also.iter().filter(|_| self.unit == ANY_UNIT);
        core::iter::once(&self.map.polled).chain(also).find(fits)
    }
}

/// The machine behind one line.
#[derive(Debug)]
pub struct Modbus {
    devices: heapless::Vec<Device, MAX_DEVICES>,
    poll: Poll,
    /// What was written last, until it has come back.
    sent: Option<Transmit>,
    ready: Option<Transmit>,
    readings: Readings,
}

impl Modbus {
    fn new(setup: &Setup) -> Self {
        let mut devices = heapless::Vec::new();
        let mut next = 0;
        for device in &setup.devices {
            let source = Source(next);
            next += 1 + u8::try_from(device.inputs.len()).unwrap_or(u8::MAX);
            let Reads::Modbus(map) = &device.model.reads else { continue };
            let inputs = device.inputs.clone();
            let known = Device { unit: device.unit, map, inputs, source, last: None };
            if devices.push(known).is_err() {
                debug_assert!(false, "both lists have the same limit");
            }
        }
        let poll = Poll::new(devices.len());
        Self { devices, poll, sent: None, ready: None, readings: Readings::new() }
    }

    pub(crate) fn handle_line(&mut self, at: Mono, up: bool) {
        self.poll.handle_line(at, up);
        self.sent = None;
        self.ready = None;
        for device in &mut self.devices {
            device.last = None;
        }
    }

    pub(crate) fn handle_frame(&mut self, at: Mono, bytes: &[u8]) -> Heard {
        let Some(frame) = Frame::of(bytes) else {
            return Heard { message: "unknown", source: None };
        };
        let message = frame.name();
        self.poll.handle_frame(at);
        if self.is_echo(at, bytes) {
            return Heard { message, source: None };
        }
        let source = match frame {
            Frame::Request { .. } => None,
            Frame::Reply { unit, function, content } => {
                self.handle_reply(at, unit, function, content)
            }
            Frame::Exception { unit, function, code } => {
                self.handle_exception(at, unit, function, code)
            }
        };
        Heard { message, source }
    }

    pub(crate) fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        self.sent = Some(Transmit::new(at, bytes));
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

    pub(crate) fn handle_timeout(&mut self, now: Mono) {
        let Some(turn) = self.poll.handle_timeout(now) else { return };
        let Some(device) = self.devices.get(turn.0) else { return };
        let Question { function, address, count, .. } = device.map.polled;
        let request = frame::request(device.unit, function, address, count);
        self.ready = Some(Transmit::new(now, &request));
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.poll.poll_timeout()
    }

    pub(crate) fn poll_reading(&mut self) -> Option<(Source, Reading)> {
        self.readings.pop()
    }

    pub(crate) const fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }

    fn is_echo(&mut self, at: Mono, bytes: &[u8]) -> bool {
        let is_echo = |sent: &mut Transmit| {
            at.since(sent.at) <= ECHO_WITHIN && sent.bytes.as_slice() == bytes
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

    fn handle_reply(&mut self, at: Mono, unit: u8, function: u8, content: &[u8]) -> Option<Source> {
        if self.devices.is_empty() {
            return Some(self.overhear(function, content));
        }
        let fits =
            |device: &Device| device.is(unit) && device.question(function, content.len()).is_some();
        let turn = self.speaker(fits)?;
        self.poll.handle_answer(at, turn);
        let device = self.devices.get_mut(turn.0)?;
        let question = device.question(function, content.len())?;
        match &question.answer {
            Answer::Inputs => read_inputs(device, content, &mut self.readings),
            Answer::Registers(registers) => map::read_registers(registers, content, |reading| {
                self.readings.push(device.source, reading);
            }),
        }
        Some(device.source)
    }

    fn handle_exception(&mut self, at: Mono, unit: u8, function: u8, code: u8) -> Option<Source> {
        let fits = |device: &Device| device.is(unit) && device.map.polled.function == function;
        let turn = self.speaker(fits)?;
        self.poll.handle_answer(at, turn);
        let source = self.devices.get(turn.0)?.source;
        if !BUSY.contains(&code) {
            self.readings.push(source, Reading::Fault(Fault::Exception));
        }
        Some(source)
    }

    /// Without devices only inputs speak for themselves; what a register means is in no frame.
    fn overhear(&mut self, function: u8, content: &[u8]) -> Source {
        let source = Source(0);
        if function == READ_INPUTS {
            self.readings.push(source, Reading::Inputs(bitmap(content)));
        }
        source
    }
}

/// The inputs, the first the lowest bit. More than 16 are of no model that Hearth knows.
fn bitmap(content: &[u8]) -> u16 {
    match *content {
        [] => 0,
        [low] => low.into(),
        [low, high, ..] => u16::from_le_bytes([low, high]),
    }
}

fn read_inputs(device: &mut Device, content: &[u8], readings: &mut Readings) {
    let now = bitmap(content);
    let last = device.last.replace(now);
    readings.push(device.source, Reading::Inputs(now));
    for (place, input) in (1..).zip(&device.inputs) {
        let Some(bit) = bit(now, input.bit) else { continue };
        let is_settled = last.and_then(|last| self::bit(last, input.bit)) == Some(bit);
        if let Some(reading) = read_input(input, bit, is_settled) {
            readings.push(Source(device.source.0.saturating_add(place)), reading);
        }
    }
}

fn bit(bitmap: u16, bit: u8) -> Option<bool> {
    bitmap.checked_shr(bit.into()).map(|shifted| shifted & 1 == 1)
}

fn read_input(input: &Input, bit: bool, is_settled: bool) -> Option<Reading> {
    let is_so = bit == input.when;
    match input.means {
        Means::Entrance | Means::Door => {
            let contact = if is_so { Contact::Closed } else { Contact::Open };
            is_settled.then_some(Reading::Contact(contact))
        }
        Means::Smoke => Some(Reading::Smoke(is_so)),
        Means::Gas => Some(Reading::GasAlarm(is_so)),
        Means::Co => Some(Reading::CoAlarm(is_so)),
        Means::Sos => Some(Reading::Sos(is_so)),
        Means::Mains => Some(Reading::Mains(!is_so)),
    }
}
