//! A Modbus line that is not there: a contact module and a CO transmitter that answer.
//!
//! From `hazard.md` B. Nothing here speaks unasked. A question with a wrong sum is not
//! answered at all, one for an address that a device does not have gets an exception, and one for
//! a unit that is not on the line gets silence, as on a real bus.

use std::collections::VecDeque;
use std::time::Duration;

use protocol::Mono;

/// How long a device takes to answer: the slower half of what is on the market.
const ANSWER: Duration = Duration::from_millis(40);

/// Every question that these devices know has this length: unit, function, address, count, sum.
const REQUEST: usize = 8;

const READ_INPUTS: u8 = 0x02;
const READ_HOLDING: u8 = 0x03;
const EXCEPTION: u8 = 0x80;
const ILLEGAL_FUNCTION: u8 = 0x01;
const ILLEGAL_ADDRESS: u8 = 0x02;

/// What a unit is.
#[derive(Clone, Debug)]
pub enum Unit {
    /// Waveshare Modbus RTU with 8 inputs, a bit each.
    Inputs(u8),
    /// JXBS-3001-CO, tenths of a ppm.
    Co(u16),
}

/// A unit on the line.
#[derive(Clone, Debug)]
struct Device {
    address: u8,
    unit: Unit,
    silent: bool,
}

/// The line.
#[derive(Debug, Default)]
pub struct VirtualModbus {
    devices: Vec<Device>,
    asked: Vec<u8>,
    out: VecDeque<(Mono, Vec<u8>)>,
}

impl VirtualModbus {
    /// A line with these units, each with its address.
    #[must_use]
    pub fn new(units: impl IntoIterator<Item = (u8, Unit)>) -> Self {
        let device = |(address, unit)| Device { address, unit, silent: false };
        Self { devices: units.into_iter().map(device).collect(), ..Self::default() }
    }

    /// An input of a contact module is closed or opened.
    pub fn handle_input(&mut self, address: u8, bit: u8, set: bool) {
        for device in self.devices.iter_mut().filter(|device| device.address == address) {
            match &mut device.unit {
                Unit::Inputs(bits) if set => *bits |= 1 << bit,
                Unit::Inputs(bits) => *bits &= !(1 << bit),
                Unit::Co(_) => {}
            }
        }
    }

    /// The air at a CO transmitter has so many tenths of a ppm.
    pub fn handle_level(&mut self, address: u8, level: u16) {
        for device in self.devices.iter_mut().filter(|device| device.address == address) {
            match &mut device.unit {
                Unit::Co(tenths) => *tenths = level,
                Unit::Inputs(_) => {}
            }
        }
    }

    /// A unit loses its power, or has it back.
    pub fn handle_silence(&mut self, address: u8, silent: bool) {
        for device in self.devices.iter_mut().filter(|device| device.address == address) {
            device.silent = silent;
        }
    }

    /// Bytes came from the host.
    pub fn handle_bytes(&mut self, at: Mono, bytes: &[u8]) {
        self.asked.extend_from_slice(bytes);
        while self.asked.len() >= REQUEST {
            let request: Vec<u8> = self.asked.iter().copied().take(REQUEST).collect();
            if crc(&request) == 0 {
                self.asked.drain(..REQUEST);
                self.out.extend(self.answer(&request).map(|reply| (at + ANSWER, reply)));
            } else {
                self.asked.remove(0);
            }
        }
    }

    /// When it next has something to say.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        self.out.front().map(|(at, _)| *at)
    }

    /// The next bytes that it says, if they are due.
    pub fn poll_transmit(&mut self, now: Mono) -> Option<Vec<u8>> {
        self.out.pop_front_if(|(at, _)| *at <= now).map(|(_, bytes)| bytes)
    }

    fn answer(&self, request: &[u8]) -> Option<Vec<u8>> {
        let [unit, function, start_hi, start_lo, count_hi, count_lo, ..] = *request else {
            return None;
        };
        let start = u16::from_be_bytes([start_hi, start_lo]);
        let count = u16::from_be_bytes([count_hi, count_lo]);
        let asked = |device: &&Device| device.address == unit && !device.silent;
        let device = self.devices.iter().find(asked)?;
        let body = match (&device.unit, function) {
            (Unit::Inputs(bits), READ_INPUTS) => some_bits(*bits, start, count),
            (Unit::Inputs(_), READ_HOLDING) if (start, count) == (0x4000, 1) => {
                Ok(vec![0, device.address])
            }
            (Unit::Co(tenths), READ_HOLDING) => some_registers(*tenths, start, count),
            (Unit::Inputs(_) | Unit::Co(_), _) => Err(ILLEGAL_FUNCTION),
        };
        let reply = match body {
            Ok(body) => [&[unit, function, u8::try_from(body.len()).unwrap_or(0)], &*body].concat(),
            Err(code) => vec![unit, function | EXCEPTION, code],
        };
        Some(sealed(reply))
    }
}

/// Inputs `start` and following, the first in the lowest bit.
fn some_bits(bits: u8, start: u16, count: u16) -> Result<Vec<u8>, u8> {
    if count == 0 || start.saturating_add(count) > 8 {
        return Err(ILLEGAL_ADDRESS);
    }
    let mask = u8::MAX >> (8 - count);
    Ok(vec![bits >> start & mask])
}

/// Humidity, temperature, four that say nothing, and CO in register 6.
fn some_registers(tenths: u16, start: u16, count: u16) -> Result<Vec<u8>, u8> {
    let registers: [u16; 7] = [413, 221, 0, 0, 0, 0, tenths];
    let from = usize::from(start);
    let wanted = registers.get(from..from + usize::from(count)).ok_or(ILLEGAL_ADDRESS)?;
    Ok(wanted.iter().flat_map(|register| register.to_be_bytes()).collect())
}

/// The frame with its sum, low byte first.
#[must_use]
pub fn sealed(mut frame: Vec<u8>) -> Vec<u8> {
    let sum = crc(&frame);
    frame.extend(sum.to_le_bytes());
    frame
}

/// CRC-16/MODBUS; zero over a frame with its sum.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(
            crc ^ u16::from(*byte),
            |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> VirtualModbus {
        VirtualModbus::new([(1, Unit::Inputs(0b0000_0001)), (2, Unit::Co(189))])
    }

    fn ask(line: &mut VirtualModbus, request: &[u8]) -> Option<Vec<u8>> {
        line.handle_bytes(Mono::ZERO, request);
        line.poll_transmit(Mono(40))
    }

    #[test]
    fn the_transmitter_answers_with_the_bytes_of_its_manual() {
        let mut line = VirtualModbus::new([(1, Unit::Co(189))]);

        let reply = ask(&mut line, &sealed(vec![1, 3, 0, 6, 0, 1]));

        assert_eq!(reply, Some(vec![0x01, 0x03, 0x02, 0x00, 0xBD, 0x78, 0x35]));
    }

    #[test]
    fn inputs_are_bits() {
        let mut line = line();
        line.handle_input(1, 2, true);

        let reply = ask(&mut line, &sealed(vec![1, 2, 0, 0, 0, 8]));

        assert_eq!(reply, Some(sealed(vec![1, 2, 1, 0b0000_0101])));
    }

    #[test]
    fn a_wrong_address_is_an_exception_and_a_wrong_sum_is_silence() {
        let mut line = line();

        assert_eq!(ask(&mut line, &sealed(vec![1, 2, 0, 4, 0, 8])), Some(sealed(vec![1, 0x82, 2])));
        assert_eq!(ask(&mut line, &[1, 2, 0, 0, 0, 8, 0, 0]), None);
    }

    #[test]
    fn a_unit_without_power_says_nothing_and_the_others_go_on() {
        let mut line = line();
        line.handle_silence(1, true);

        assert_eq!(ask(&mut line, &sealed(vec![1, 2, 0, 0, 0, 8])), None);
        assert!(ask(&mut line, &sealed(vec![2, 3, 0, 6, 0, 1])).is_some());
        assert_eq!(ask(&mut line, &sealed(vec![9, 3, 0, 6, 0, 1])), None);
    }
}
