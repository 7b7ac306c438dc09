//! How much carbon monoxide does a Winsen module measure? (ZE07-CO, ZE15-CO; hazard.md A)
//!
//! Nine bytes, `FF` first, whose sum without the `FF` is zero:
//!
//! | second byte | from | the rest |
//! |---|---|---|
//! | `04` | module, once a second in active mode | unit (03 = ppm), decimals, value u16, full scale u16 |
//! | `86` | module, when asked | value u16 in 0.1 ppm; what follows is no business of ours |
//! | `01` | host | command and its parameters |
//!
//! Promises: more than the module can measure is [`Reading::OverRange`] and never a dropped sample,
//! warm-up or not. A module that says that its cell is broken gives a fault and no number. While it
//! warms up, it gives [`Reading::Warming`] and no number.
//!
//! A module is left in the mode in which it is. In active mode nothing is sent; one that is silent
//! after the line came up, or that was heard to answer, is asked once a second. Nothing here can
//! calibrate, put to sleep or reset one.

use core::time::Duration;

use crate::checksum::complement;
use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::{Fault, Ppm, Quantity, Reading};
use crate::sensor::{Model, Noise, Reads, Scan, Sensor, Setup, Source, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "winsen",
    models: MODELS,
    model_required: true,
    is_bus: false,
    baud: 9_600,
    scan,
    driver,
};

/// An active module speaks once a second (hazard.md §6: missing after 5 s).
const QUIET: Duration = Duration::from_secs(5);

static MODELS: &[Model] = &[
    model("ze07-co", Duration::from_secs(180), ZE07_CO),
    model("ze15-co", Duration::from_secs(30), ZE15_CO),
];

const ZE07_CO: Module = Module { has_fault_bit: false, answer_mask: 0xFF };

const ZE15_CO: Module = Module { has_fault_bit: true, answer_mask: 0x1F };

/// What differs between the modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    /// The high byte's bit 7 says that the cell is broken.
    has_fault_bit: bool,
    /// What of the high byte is the value in an answer.
    answer_mask: u8,
}

const fn model(name: &'static str, warm_up: Duration, module: Module) -> Model {
    Model {
        name,
        warm_up,
        quiet: QUIET,
        exit_delay: Duration::ZERO,
        watches: Watches::Co,
        inputs: 0,
        reads: Reads::Winsen(module),
    }
}

fn driver(setup: &Setup) -> Driver {
    let model = setup.model.or_else(|| MODELS.first());
    let module = match model.map(|model| &model.reads) {
        Some(Reads::Winsen(module)) => *module,
        Some(Reads::Micradar(_) | Reads::Modbus(_)) | None => ZE07_CO,
    };
    let warm_up = model.filter(|_| !setup.warmed_up).map_or(Duration::ZERO, |model| model.warm_up);
    Driver::Winsen(Winsen::new(module, warm_up))
}

const LENGTH: usize = 9;

/// Asks for the concentration.
const READ: [u8; LENGTH] = [0xFF, 0x01, 0x86, 0, 0, 0, 0, 0, 0x79];

fn scan(bytes: &[u8]) -> Scan {
    match *bytes {
        [0xFF, ref summed @ .., got] if bytes.len() == LENGTH => whole(summed, got),
        [0xFF, ..] if bytes.len() > LENGTH => bytes.get(..LENGTH).map_or(Scan::Short, scan),
        [] | [0xFF, ..] => Scan::Short,
        [_, ..] => Scan::Noise(Noise::Sync),
    }
}

fn whole(summed: &[u8], got: u8) -> Scan {
    match summed {
        _ if got != complement(summed) => Scan::Noise(Noise::Checksum),
        // A stream that is shifted by one byte: the frame begins at the second FF.
        [0xFF, ..] => Scan::Noise(Noise::Value),
        [..] => Scan::Frame(LENGTH),
    }
}

/// Full scale of both modules, ppm.
const FULL_SCALE_PPM: u16 = 500;

/// Both measure up to 1.2 times full scale; what is beyond is over-range (hazard.md A).
const fn is_over(raw: u16, full_scale: u32) -> bool {
    raw as u32 * 10 > full_scale * 12
}

/// What a frame says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Message {
    /// The module speaks by itself, and says this.
    Active(Option<Reading>),
    /// The module was asked, and says this.
    Answer(Option<Reading>),
    /// The module acknowledges a command.
    Acknowledgement,
    /// A host speaks.
    Host { is_read: bool },
    /// Valid, and not in the table.
    Unknown,
}

fn read(frame: &[u8], module: Module) -> Message {
    match *frame {
        // Unit 3 is ppm: a number in any other is none that could be compared with a limit.
        [_, 0x04, 0x03, decimals, high, low, full_high, full_low, _] => {
            let full_scale = u16::from_be_bytes([full_high, full_low]);
            let raw = u16::from_be_bytes([high, low]);
            Message::Active(module.concentration(raw, decimals, full_scale))
        }
        [_, 0x04, ..] => Message::Active(None),
        [_, 0x86, high, low, ..] => {
            // The fault bit stays; what else is masked is no part of an answer's value.
            let raw = u16::from_be_bytes([high & (module.answer_mask | FAULT_BIT), low]);
            Message::Answer(module.concentration(raw, 1, FULL_SCALE_PPM * 10))
        }
        [_, 0x01, command, ..] => Message::Host { is_read: command == 0x86 },
        [_, 0x78 | 0x79 | 0x87 | 0x88 | 0x99 | 0xA7, ..] => Message::Acknowledgement,
        [..] => Message::Unknown,
    }
}

/// In the high byte.
const FAULT_BIT: u8 = 0x80;

impl Module {
    fn concentration(self, raw: u16, decimals: u8, full_scale: u16) -> Option<Reading> {
        if self.has_fault_bit && raw & (u16::from(FAULT_BIT) << 8) != 0 {
            return Some(Reading::Fault(Fault::Sensor));
        }
        let in_one_ppm: u16 = match decimals {
            0 => 1,
            1 => 10,
            2 => 100,
            _ => return None, // 65,535 thousandths are no range of a CO module
        };
        let full_scale = match full_scale {
            0 => u32::from(FULL_SCALE_PPM) * u32::from(in_one_ppm),
            said => said.into(),
        };
        Some(if is_over(raw, full_scale) {
            Reading::OverRange(Quantity::CoPpm)
        } else {
            Reading::CoPpm(Ppm(f32::from(raw) / f32::from(in_one_ppm)))
        })
    }
}

/// An active module speaks every second; one that has not spoken for three waits to be asked.
const UNASKED: Duration = Duration::from_secs(3);

/// Between two questions: as often as an active module speaks.
const PERIOD: Duration = Duration::from_secs(1);

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

/// Whether its numbers mean something.
#[derive(Clone, Copy, Debug)]
enum Warmth {
    Warm,
    WarmingUntil(Mono),
}

/// The machine behind one gas module.
#[derive(Debug)]
pub struct Winsen {
    module: Module,
    warm_up: Duration,
    warmth: Warmth,
    asking: Asking,
    ready: Option<Transmit>,
    readings: Readings,
}

impl Winsen {
    const fn new(module: Module, warm_up: Duration) -> Self {
        Self {
            module,
            warm_up,
            warmth: Warmth::Warm,
            asking: Asking::Off,
            ready: None,
            readings: Readings::new(),
        }
    }

    pub(crate) fn handle_line(&mut self, at: Mono, up: bool) {
        *self = Self::new(self.module, self.warm_up);
        if up {
            self.asking = Asking::Listening { since: at };
            if !self.warm_up.is_zero() {
                self.warmth = Warmth::WarmingUntil(at + self.warm_up);
            }
        }
    }

    pub(crate) fn handle_frame(&mut self, at: Mono, frame: &[u8]) -> Heard {
        let source = Some(Source(0));
        match read(frame, self.module) {
            Message::Active(reading) => {
                self.asking = match self.asking {
                    Asking::Off => Asking::Off,
                    Asking::Listening { .. } | Asking::Every { .. } => {
                        Asking::Listening { since: at }
                    }
                };
                self.tell(at, reading);
                Heard { message: "concentration", source }
            }
            Message::Answer(reading) => {
                self.asking = match self.asking {
                    Asking::Listening { .. } => Asking::Every { due: at + PERIOD },
                    same @ (Asking::Off | Asking::Every { .. }) => same,
                };
                self.tell(at, reading);
                Heard { message: "concentration", source }
            }
            Message::Acknowledgement => Heard { message: "acknowledgement", source },
            Message::Unknown => Heard { message: "unknown", source },
            Message::Host { is_read: true } => Heard { message: "query", source: None },
            Message::Host { is_read: false } => Heard { message: "command", source: None },
        }
    }

    /// Our own question, if it comes back, is a host's word by its second byte: nothing to remember.
    #[expect(clippy::unused_self, reason = "one of the verbs of every driver")]
    pub(crate) const fn handle_sent(&mut self, _at: Mono, _bytes: &[u8]) {}

    pub(crate) fn handle_timeout(&mut self, now: Mono) {
        if self.poll_timeout().is_some_and(|due| due <= now) {
            self.asking = Asking::Every { due: now + PERIOD };
            self.ready = Some(Transmit::new(now, &READ));
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self.asking {
            Asking::Off => None,
            Asking::Listening { since } => Some(since + UNASKED),
            Asking::Every { due } => Some(due),
        }
    }

    pub(crate) fn poll_reading(&mut self) -> Option<(Source, Reading)> {
        self.readings.pop()
    }

    pub(crate) const fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }

    /// Passes a reading on, unless it is a number of a module that is not warm.
    fn tell(&mut self, at: Mono, reading: Option<Reading>) {
        if let Warmth::WarmingUntil(until) = self.warmth {
            if at < until {
                let is_number = matches!(reading, Some(Reading::CoPpm(_)));
                let told = if is_number { Some(Reading::Warming(true)) } else { reading };
                self.push(told);
                return;
            }
            self.warmth = Warmth::Warm;
            self.push(Some(Reading::Warming(false)));
        }
        self.push(reading);
    }

    fn push(&mut self, reading: Option<Reading>) {
        if let Some(reading) = reading {
            self.readings.push(Source(0), reading);
        }
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
    fn up_to_a_fifth_above_full_scale_is_a_number_and_beyond_it_is_over_range() {
        let says = |raw| ZE07_CO.concentration(raw, 1, 5_000);

        assert_eq!(says(37), Some(Reading::CoPpm(Ppm(3.7))));
        assert_eq!(says(6_000), Some(Reading::CoPpm(Ppm(600.0))));
        assert_eq!(says(6_001), Some(Reading::OverRange(Quantity::CoPpm)));
        assert_eq!(says(0xFFFF), Some(Reading::OverRange(Quantity::CoPpm)));
    }

    #[test]
    fn a_broken_cell_gives_no_number() {
        let says = |high| read(&[0xFF, 0x86, high, 0x25, 0, 0, 0, 0, 0], ZE15_CO);

        assert_eq!(says(0x80), Message::Answer(Some(Reading::Fault(Fault::Sensor))));
        assert_eq!(says(0x60), Message::Answer(Some(Reading::CoPpm(Ppm(3.7)))));
    }

    #[test]
    fn a_very_high_number_is_never_masked_down_to_a_low_one() {
        let active = read(&[0xFF, 0x04, 0x03, 0x01, 0x20, 0x00, 0x13, 0x88, 0], ZE15_CO);

        assert_eq!(active, Message::Active(Some(Reading::OverRange(Quantity::CoPpm))));
    }
}
