//! Which devices does Hearth know on a Modbus line, and what do their bits and registers mean?
//!
//! A device is data: what is asked, and what the answer holds. A new one is a row in [`MODELS`].

use core::time::Duration;

use super::frame::{READ_HOLDING, READ_INPUTS};
use super::poll;
use crate::reading::{Fault, Ppm, Reading};
use crate::sensor::{Model, Reads, Watches};

pub(super) static MODELS: &[Model] = &[
    model("waveshare-di8", Watches::Contacts, Map { polled: WAVESHARE_INPUTS, also: &[] }),
    model("jxbs-3001-co", Watches::Co, Map { polled: JXBS_ALL, also: JXBS_PARTS }),
];

/// No warm-up: hazard.md names none for these, and a time that nobody gave would hide real gas.
const fn model(name: &'static str, watches: Watches, map: Map) -> Model {
    Model {
        name,
        warm_up: Duration::ZERO,
        quiet: poll::QUIET,
        exit_delay: Duration::ZERO,
        watches,
        inputs: match map.polled.answer {
            Answer::Inputs => map.polled.count.to_le_bytes()[0],
            Answer::Registers(_) => 0,
        },
        reads: Reads::Modbus(map),
    }
}

/// What a device is asked, and what it may also have been asked by somebody else on a bench.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Map {
    pub(super) polled: Question,
    /// Told apart from the polled one, and from each other, by the length of the answer.
    pub(super) also: &'static [Question],
}

/// A read, and the meaning of its answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) function: u8,
    pub(super) address: u16,
    pub(super) count: u16,
    pub(super) answer: Answer,
}

impl Question {
    /// How many bytes the content of the answer has.
    pub(super) fn content(&self) -> usize {
        match self.answer {
            Answer::Inputs => usize::from(self.count.div_ceil(8)),
            Answer::Registers(_) => usize::from(self.count) * 2,
        }
    }
}

/// What an answer holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A bit an input, the first the lowest; as many as were asked for.
    Inputs,
    /// Words, the high byte first.
    Registers(&'static [Register]),
}

/// A word that means something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Register {
    /// Where it stands in the answer.
    index: usize,
    measures: Measures,
}

/// What a word measures; all of it in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measures {
    /// Relative humidity, per cent.
    Humidity,
    /// Degrees Celsius, signed.
    Temperature,
    /// Carbon monoxide, ppm.
    Co,
}

/// Waveshare Modbus RTU IO 8CH: FC02, inputs 0 to 7.
const WAVESHARE_INPUTS: Question =
    Question { function: READ_INPUTS, address: 0, count: 8, answer: Answer::Inputs };

const HUMIDITY: Register = Register { index: 0, measures: Measures::Humidity };
const TEMPERATURE: Register = Register { index: 1, measures: Measures::Temperature };

/// JXCT JXBS-3001-CO: holding registers 0 to 6, of which 0, 1 and 6 mean something.
const JXBS_ALL: Question =
    holding(0, 7, &[HUMIDITY, TEMPERATURE, Register { index: 6, measures: Measures::Co }]);

/// Its manual also asks for CO alone, and for the climate alone.
const JXBS_PARTS: &[Question] = &[
    holding(6, 1, &[Register { index: 0, measures: Measures::Co }]),
    holding(0, 2, &[HUMIDITY, TEMPERATURE]),
];

const fn holding(address: u16, count: u16, registers: &'static [Register]) -> Question {
    Question { function: READ_HOLDING, address, count, answer: Answer::Registers(registers) }
}

/// What a device puts where it has no value (hazard.md B).
const PLACEHOLDERS: [u16; 3] = [0xFFFF, 0x7FFF, 0x8000];

/// Reads the words of an answer. A placeholder is a fault of the device, said once an answer.
pub(super) fn read_registers(registers: &[Register], content: &[u8], mut say: impl FnMut(Reading)) {
    let mut is_faulty = false;
    for register in registers {
        let Some(&[high, low]) = content.as_chunks::<2>().0.get(register.index) else { continue };
        let raw = u16::from_be_bytes([high, low]);
        // One below zero in a signed word looks like the placeholder: neither number nor fault.
        let is_just_below_zero = raw == 0xFFFF && register.measures == Measures::Temperature;
        match register.measures.read(raw) {
            _ if is_just_below_zero => {}
            _ if PLACEHOLDERS.contains(&raw) => is_faulty = true,
            Some(reading) => say(reading),
            None => {}
        }
    }
    if is_faulty {
        say(Reading::Fault(Fault::Placeholder));
    }
}

impl Measures {
    /// `None` where the number cannot be.
    ///
    /// CO has no upper limit here: the range of the JXBS-3001-CO is in no source at hand, and from
    /// 300 ppm on any number is an alarm, as over-range would be. A made-up limit would only hide
    /// how much it is.
    fn read(self, raw: u16) -> Option<Reading> {
        match self {
            Self::Humidity => (raw <= 1_000).then(|| Reading::HumidityPct(tenths(raw))),
            Self::Temperature => {
                let signed = raw.cast_signed();
                // What air in a home, a loft or a garage can have, and the probe survives.
                let celsius = f32::from(signed) / 10.0;
                (-400..=850).contains(&signed).then_some(Reading::TemperatureC(celsius))
            }
            Self::Co => Some(Reading::CoPpm(Ppm(tenths(raw)))),
        }
    }
}

fn tenths(raw: u16) -> f32 {
    f32::from(raw) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frost_is_below_zero() {
        assert_eq!(read(&[0x00, 0xFE, 0xFF, 0x9C]), [humid(25.4), Reading::TemperatureC(-10.0)]);
    }

    #[test]
    fn a_placeholder_is_a_fault_and_never_a_number() {
        assert_eq!(read(&[0xFF, 0xFF, 0x7F, 0xFF]), [Reading::Fault(Fault::Placeholder)]);
    }

    #[test]
    fn a_tenth_below_zero_is_no_fault() {
        assert_eq!(read(&[0x00, 0xFE, 0xFF, 0xFF]), [humid(25.4)]);
    }

    fn humid(percent: f32) -> Reading {
        Reading::HumidityPct(percent)
    }

    fn read(content: &[u8]) -> heapless::Vec<Reading, 4> {
        let mut said = heapless::Vec::new();
        read_registers(&[HUMIDITY, TEMPERATURE], content, |reading| said.push(reading).unwrap());
        said
    }
}
