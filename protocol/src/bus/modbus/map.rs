//! Which devices does Hearth know on a Modbus line, and what do their bits and registers mean?
//!
//! A device is data: what is asked, and what the answer holds. A new one is a row in [`MODELS`].

use core::time::Duration;

use super::frame::{READ_HOLDING, READ_INPUTS};
use super::poll;
use crate::drift::{Drift, Word};
use crate::machine::{Readings, Source};
use crate::reading::{Fault, Ppm, Quantity, Reading};
use crate::sensor::{Model, Watches};
use crate::time::Mono;

pub(super) static MODELS: &[Model] =
    &[model(&WAVESHARE_DI8, Watches::CONTACTS), model(&JXBS_3001_CO, Watches::CO)];

static MAPS: [&Map; 2] = [&WAVESHARE_DI8, &JXBS_3001_CO];

const WAVESHARE_DI8: Map = Map { name: "waveshare-di8", polled: WAVESHARE_INPUTS, also: &[] };

const JXBS_3001_CO: Map = Map { name: "jxbs-3001-co", polled: JXBS_ALL, also: JXBS_PARTS };

/// No warm-up: hazard.md names none for these, and a time that nobody gave would mark real gas.
const fn model(map: &Map, watches: Watches) -> Model {
    Model {
        name: map.name,
        warm_up: Duration::ZERO,
        quiet: Some(poll::QUIET),
        exit_delay: Duration::ZERO,
        watches,
        inputs: match map.polled.answer {
            Answer::Inputs => map.polled.count.to_le_bytes()[0],
            Answer::Registers(_) => 0,
        },
    }
}

/// How a model is read.
pub(super) fn of(model: &Model) -> Option<&'static Map> {
    MAPS.into_iter().find(|map| map.name == model.name)
}

/// What a device is asked, and what it may also have been asked by somebody else on a bench.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Map {
    name: &'static str,
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

/// What a device puts where it has no value (hazard.md B). FFFF, for a quantity that cannot be less
/// than nothing, is [`Drift`]'s question.
const PLACEHOLDERS: [u16; 3] = [0xFFFF, 0x7FFF, 0x8000];

/// Tenths of a ppm that are well above zero: the lowest limit that there is for people.
const WELL_ABOVE_ZERO: u16 = 300;

/// Reads the words of an answer. A placeholder is a fault of the device, said once an answer.
pub(super) fn read_registers(
    registers: &[Register],
    content: &[u8],
    (at, source, co): (Mono, Source, &mut Drift),
    readings: &mut Readings,
) {
    let mut faulty = None;
    for register in registers {
        let Some(&[high, low]) = content.as_chunks::<2>().0.get(register.index) else { continue };
        match register.measures.read(at, u16::from_be_bytes([high, low]), co) {
            Value::Is(reading) => readings.push(source, reading),
            Value::Absent => readings.doubt(),
            Value::Faulty(fault) => faulty = Some(fault),
        }
    }
    if let Some(fault) = faulty {
        readings.push(source, Reading::Fault(fault));
    }
}

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Is(Reading),
    /// A number that cannot be, or not yet.
    Absent,
    Faulty(Fault),
}

impl Measures {
    /// CO has no upper limit here: the range of the JXBS-3001-CO is in no source at hand, and from
    /// 300 ppm on any number is an alarm, as over-range would be. A made-up limit would only hide
    /// how much it is.
    fn read(self, at: Mono, raw: u16, co: &mut Drift) -> Value {
        match self {
            // One below zero in a signed word looks like the placeholder: neither number nor fault.
            Self::Temperature if raw == 0xFFFF => Value::Absent,
            Self::Humidity | Self::Temperature if PLACEHOLDERS.contains(&raw) => {
                Value::Faulty(Fault::Placeholder)
            }
            Self::Humidity if raw <= 1_000 => Value::Is(Reading::HumidityPct(tenths(raw))),
            Self::Humidity => Value::Absent,
            Self::Temperature => {
                let signed = raw.cast_signed();
                // What air in a home, a loft or a garage can have, and the probe survives.
                if (-400..=850).contains(&signed) {
                    Value::Is(Reading::TemperatureC(f32::from(signed) / 10.0))
                } else {
                    Value::Absent
                }
            }
            Self::Co if raw != 0xFFFF && PLACEHOLDERS.contains(&raw) => {
                Value::Faulty(Fault::Placeholder)
            }
            Self::Co => match co.handle(at, raw, WELL_ABOVE_ZERO) {
                Word::Number => Value::Is(Reading::CoPpm(Ppm(tenths(raw)))),
                Word::BelowZero => Value::Absent,
                Word::Drifted => Value::Faulty(Fault::BelowZero),
                Word::OverRange => Value::Is(Reading::OverRange(Quantity::CoPpm)),
            },
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
        let mut readings = Readings::default();
        let how = (Mono::ZERO, Source(1), &mut Drift::new());
        read_registers(&[HUMIDITY, TEMPERATURE], content, how, &mut readings);
        core::iter::from_fn(|| readings.pop().map(|(_, reading)| reading)).collect()
    }

    #[test]
    fn every_model_has_a_map() {
        assert!(MODELS.iter().all(|model| of(model).is_some()));
    }
}
