//! How much carbon monoxide does a Winsen module measure? (ZE07-CO, ZE15-CO; hazard.md A)
//!
//! Nine bytes, `FF` first, whose sum without the `FF` is zero:
//!
//! | second byte | from | the rest |
//! |---|---|---|
//! | `04` | module, once a second in active mode | unit (03 = ppm), decimals, value u16, full scale u16 |
//! | `86` | module, when asked | value u16 in 0.1 ppm, two bytes that are 0, two that are no business of ours |
//! | `01` | host | command and its parameters |
//!
//! Promises: more than the module can measure is [`Reading::OverRange`] and never a dropped sample.
//! A module that says that its cell is broken, that measures in another unit, or that answers as a
//! module of another gas does, gives a fault and no number. While it warms up ([`super::warm_up`])
//! its numbers go up beside [`Reading::Warming`].
//!
//! A module is left in the mode in which it is. In active mode nothing is sent; one that is silent
//! after the line came up is asked once a second. Nothing here can calibrate, put to sleep or reset
//! one.

use core::time::Duration;

use super::warm_up::{Now, WarmUp};
use crate::checksum::complement;
use crate::drift::{Drift, Word};
use crate::machine::{Heard, Machine, Readings, Source, Transmit};
use crate::reading::{Fault, Ppm, Quantity, Reading};
use crate::scan::{NoiseKind, Scan};
use crate::sensor::{LineSettings, Medium, Model, Sensor, Setup, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "winsen",
    models: MODELS,
    model_required: true,
    medium: Medium::Serial,
    settings: &[LineSettings::at(9_600)],
    addressed: None,
    half_duplex: false,
    // 50 ms, and the five characters that may be on their way.
    gap: Duration::from_millis(55),
    longest: LENGTH,
    // One frame of noise in 256 passes its sum.
    is_strong: false,
    scan,
};

/// An active module speaks once a second (hazard.md §6: missing after 5 s).
const QUIET: Duration = Duration::from_secs(5);

static MODELS: &[Model] =
    &[model("ze07-co", Duration::from_secs(180)), model(ZE15, Duration::from_secs(30))];

const ZE15: &str = "ze15-co";

const fn model(name: &'static str, warm_up: Duration) -> Model {
    Model {
        name,
        warm_up,
        quiet: Some(QUIET),
        exit_delay: Duration::ZERO,
        watches: Watches::CO,
        inputs: 0,
    }
}

const LENGTH: usize = 9;

/// Asks for the concentration.
const READ: [u8; LENGTH] = [0xFF, 0x01, 0x86, 0, 0, 0, 0, 0, 0x79];

fn scan(bytes: &[u8]) -> Scan {
    match *bytes {
        [0xFF, ref summed @ .., got] if bytes.len() == LENGTH => whole(summed, got),
        [0xFF, ..] if bytes.len() > LENGTH => bytes.get(..LENGTH).map_or(Scan::Short, scan),
        [] | [0xFF, ..] => Scan::Short,
        [_, ..] => Scan::noise(NoiseKind::Sync),
    }
}

fn whole(summed: &[u8], got: u8) -> Scan {
    match summed {
        _ if got != complement(summed) => Scan::noise(NoiseKind::Checksum),
        // A stream that is shifted by one byte: the frame begins at the second FF.
        [0xFF, ..] => Scan::noise(NoiseKind::Value),
        [..] => Scan::Frame(LENGTH),
    }
}

/// Full scale of both modules, ppm. More is over-range: that is what they are made for.
const FULL_SCALE_PPM: u16 = 500;

/// What is well above zero, ppm: the lowest limit that there is for people.
const WELL_ABOVE_ZERO_PPM: u16 = 30;

/// In the high byte of a ZE15-CO's value: its cell is broken.
const FAULT_BIT: u16 = 0x8000;

/// What a frame says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Message {
    /// The module speaks by itself, and says this.
    Active(Content),
    /// The module was asked, and says this.
    Answer(Content),
    /// The module acknowledges a command.
    Acknowledgement,
    /// A host speaks.
    Host { is_read: bool },
    /// Valid, and of no module that Hearth reads.
    Unknown,
}

/// What a module says of the air.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Content {
    /// So much, in steps of which so many make one ppm, of so much at most.
    Value {
        raw: u16,
        in_one_ppm: u16,
        full_scale: u16,
    },
    Fault(Fault),
}

fn read(frame: &[u8], has_fault_bit: bool) -> Message {
    match *frame {
        // Unit 3 is ppm: a number in any other is none that could be compared with a limit.
        [_, 0x04, 0x03, decimals, high, low, full_high, full_low, _] => {
            let full_scale = u16::from_be_bytes([full_high, full_low]);
            let raw = u16::from_be_bytes([high, low]);
            Message::Active(value(raw, decimals, full_scale, has_fault_bit))
        }
        [_, 0x04, ..] => Message::Active(Content::Fault(Fault::Unit)),
        [_, 0x86, high, low, 0, 0, _, _, _] => {
            let raw = u16::from_be_bytes([high, low]);
            Message::Answer(value(raw, 1, FULL_SCALE_PPM * 10, has_fault_bit))
        }
        // A temperature and a status: a carbon dioxide module (MH-Z19) answers so, and a gas code
        // and decimals one of DFRobot's.
        [_, 0x86, ..] => Message::Answer(Content::Fault(Fault::OtherKind)),
        [_, 0x01, command, ..] => Message::Host { is_read: command == 0x86 },
        [_, 0x78 | 0x79 | 0x87 | 0x88 | 0x99 | 0xA7, ..] => Message::Acknowledgement,
        [..] => Message::Unknown,
    }
}

fn value(raw: u16, decimals: u8, full_scale: u16, has_fault_bit: bool) -> Content {
    // All bits set are a word just below zero, or more than can be said: see [`Drift`].
    if has_fault_bit && raw & FAULT_BIT != 0 && raw < 0xFF00 {
        return Content::Fault(Fault::Sensor);
    }
    let in_one_ppm: u16 = match decimals {
        0 => 1,
        1 => 10,
        2 => 100,
        _ => return Content::Fault(Fault::Unit), // 65,535 thousandths are no range of a CO module
    };
    let full_scale = match full_scale {
        0 => FULL_SCALE_PPM.saturating_mul(in_one_ppm),
        said => said,
    };
    Content::Value { raw, in_one_ppm, full_scale }
}

/// An active module speaks every second; one that has not spoken for three waits to be asked.
const UNASKED: Duration = Duration::from_secs(3);

/// Between two questions: as often as an active module speaks.
const PERIOD: Duration = Duration::from_secs(1);

/// What happens by accident, because noise passes the sum once in 256, does not happen so often ...
const NO_ACCIDENT: u8 = 3;

/// ... within so long.
const SOON: Duration = Duration::from_secs(10);

/// A question is answered within so long, or not at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// How often something odd happened lately.
#[derive(Clone, Copy, Debug, Default)]
struct Oddity {
    times: u8,
    last: Mono,
}

impl Oddity {
    /// It happened again; says whether that is no accident any more.
    fn again(&mut self, at: Mono) -> bool {
        let times = if at.since(self.last) <= SOON { self.times } else { 0 };
        *self = Self { times: times.saturating_add(1), last: at };
        self.times >= NO_ACCIDENT
    }
}

/// Whether the module has to be asked.
#[derive(Clone, Copy, Debug)]
enum Asking {
    /// The line is down, or nobody ever said that it is up.
    Off,
    /// It may speak by itself.
    Listening { since: Mono },
    /// It speaks when asked.
    Every { due: Mono },
}

/// The machine behind one gas module.
#[derive(Debug)]
pub(crate) struct Winsen {
    has_fault_bit: bool,
    warm_up: WarmUp,
    drift: Drift,
    asking: Asking,
    /// When the last question was written that is not answered yet.
    asked: Option<Mono>,
    /// Frames of no module that Hearth reads.
    strange: Oddity,
    /// Answers that nobody asked for: a module of whole ppm (ZE03) speaks so by itself.
    unasked: Oddity,
    ready: Option<Transmit>,
}

impl Winsen {
    pub(crate) fn new(setup: &Setup) -> Self {
        let model = setup.meant();
        let length = model.map_or(Duration::ZERO, |model| model.warm_up);
        Self {
            has_fault_bit: model.is_some_and(|model| model.name == ZE15),
            warm_up: WarmUp::new(length, setup.warmed_up),
            drift: Drift::new(),
            asking: Asking::Off,
            asked: None,
            strange: Oddity::default(),
            unasked: Oddity::default(),
            ready: None,
        }
    }

    /// What a frame says. An answer that nobody asked for is another module's own way to speak,
    /// where the line is one on which questions are asked.
    fn read(&mut self, at: Mono, frame: &[u8]) -> Message {
        let message = read(frame, self.has_fault_bit);
        if !matches!(message, Message::Answer(_)) || matches!(self.asking, Asking::Off) {
            return message;
        }
        let is_answer = self.asked.take().is_some_and(|asked| at.since(asked) <= ANSWER_WITHIN);
        if !is_answer && self.unasked.again(at) {
            return Message::Answer(Content::Fault(Fault::OtherKind));
        }
        message
    }

    /// Passes on what the module says of the air, marked while it warms up.
    fn tell(&mut self, at: Mono, content: Content, readings: &mut Readings) {
        let mut push = |reading| readings.push(SELF, reading);
        match self.warm_up.handle_frame(at) {
            Now::Warm => {}
            Now::Warming => push(Reading::Warming(true)),
            Now::JustWarm => push(Reading::Warming(false)),
        }
        match content {
            Content::Fault(fault) => push(Reading::Fault(fault)),
            Content::Value { raw, in_one_ppm, full_scale } => {
                match self.drift.handle(at, raw, WELL_ABOVE_ZERO_PPM.saturating_mul(in_one_ppm)) {
                    Word::Number if raw > full_scale => {
                        push(Reading::OverRange(Quantity::CoPpm));
                    }
                    Word::Number => {
                        push(Reading::CoPpm(Ppm(f32::from(raw) / f32::from(in_one_ppm))));
                    }
                    Word::OverRange => push(Reading::OverRange(Quantity::CoPpm)),
                    Word::Drifted => push(Reading::Fault(Fault::BelowZero)),
                    Word::BelowZero => readings.doubt(),
                }
            }
        }
    }
}

const SELF: Source = Source(0);

impl Machine for Winsen {
    fn handle_port(&mut self, at: Mono, up: bool) {
        self.warm_up.handle_port(at, up);
        self.asking = if up { Asking::Listening { since: at } } else { Asking::Off };
        self.ready = None;
    }

    fn handle_frame(&mut self, at: Mono, frame: &[u8], readings: &mut Readings) -> Heard {
        let message = self.read(at, frame);
        self.asking = match (self.asking, message) {
            // What speaks by itself, in whatever format, is left alone: its own frames would pass
            // for answers.
            (Asking::Every { .. }, Message::Active(_))
            | (Asking::Listening { .. }, Message::Active(_) | Message::Answer(_)) => {
                Asking::Listening { since: at }
            }
            (same, _) => same,
        };
        match message {
            Message::Active(content) | Message::Answer(content) => {
                self.tell(at, content, readings);
                Heard::from("concentration", SELF)
            }
            Message::Acknowledgement => Heard::from("acknowledgement", SELF),
            // One that is alone may be noise, and is no sign of life.
            Message::Unknown if !self.strange.again(at) => Heard::not_ours("unknown"),
            Message::Unknown => {
                readings.push(SELF, Reading::Fault(Fault::OtherKind));
                Heard::from("unknown", SELF)
            }
            // Our own question, if it comes back, is a host's word too.
            Message::Host { is_read: true } => Heard::not_ours("query"),
            Message::Host { is_read: false } => Heard::not_ours("command"),
        }
    }

    fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        if bytes == READ {
            self.asked = Some(at);
        }
    }

    fn handle_timeout(&mut self, now: Mono) {
        if self.poll_timeout().is_some_and(|due| due <= now) {
            self.asking = Asking::Every { due: now + PERIOD };
            self.ready = Transmit::new(&READ);
        }
    }

    fn poll_timeout(&self) -> Option<Mono> {
        match self.asking {
            Asking::Off => None,
            Asking::Listening { since } => Some(since + UNASKED),
            Asking::Every { due } => Some(due),
        }
    }

    fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_whose_sum_is_zero_is_a_frame() {
        // 04 + 03 + 01 + F8 = 0x100
        assert_eq!(scan(&[0xFF, 0x04, 0x03, 0x01, 0x00, 0xF8, 0, 0, 0]), Scan::Frame(LENGTH));
    }

    #[test]
    fn a_broken_cell_gives_no_number() {
        let answer = read(&[0xFF, 0x86, 0x80, 0x25, 0, 0, 0, 0, 0], true);

        assert_eq!(answer, Message::Answer(Content::Fault(Fault::Sensor)));
    }

    #[test]
    fn a_very_high_number_is_never_masked_down_to_a_low_one() {
        let active = read(&[0xFF, 0x04, 0x03, 0x01, 0x20, 0x00, 0x13, 0x88, 0], true);
        let answer = read(&[0xFF, 0x86, 0x60, 0x25, 0, 0, 0, 0, 0], true);

        let value = |raw| Content::Value { raw, in_one_ppm: 10, full_scale: 5_000 };
        assert_eq!(active, Message::Active(value(0x2000)));
        assert_eq!(answer, Message::Answer(value(0x6025)));
    }
}
