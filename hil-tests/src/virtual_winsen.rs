//! A ZE07-CO or ZE15-CO that is not there: the bytes of one, from a level that a test sets.
//!
//! From `hazard.md` A. It begins in active mode and says its level every second. Full scale
//! is 500.0 ppm; what is beyond is said as it is measured, as the real module does.

use std::collections::VecDeque;
use std::time::Duration;

use protocol::Mono;

/// How often it speaks by itself.
const EVERY: Duration = Duration::from_secs(1);

/// How long it takes to answer.
const ANSWER: Duration = Duration::from_millis(30);

const FRAME: usize = 9;
const HEAD: u8 = 0xFF;
const GAS_CO: u8 = 0x04;
const PARTS_PER_MILLION: u8 = 0x03;
const ONE_DECIMAL: u8 = 0x01;
const FULL_SCALE: [u8; 2] = [0x13, 0x88];
const READ: u8 = 0x86;
const MODE: u8 = 0x78;
const ON_REQUEST: u8 = 0x41;
const ACTIVE: u8 = 0x40;
const FAULT_BIT: u8 = 0x80;

/// The module.
#[derive(Debug)]
pub struct VirtualWinsen {
    tenths: u16,
    fault: bool,
    active: bool,
    next: Mono,
    asked: Vec<u8>,
    out: VecDeque<(Mono, Vec<u8>)>,
}

impl VirtualWinsen {
    /// Powered up at `at`, in clean air.
    #[must_use]
    pub fn new(at: Mono) -> Self {
        Self {
            tenths: 0,
            fault: false,
            active: true,
            next: at + EVERY,
            asked: Vec::new(),
            out: VecDeque::new(),
        }
    }

    /// The air has so many tenths of a ppm of CO.
    pub fn handle_level(&mut self, tenths: u16) {
        self.tenths = tenths;
    }

    /// Its cell breaks, or is well again (only a ZE15 says so).
    pub fn handle_fault(&mut self, fault: bool) {
        self.fault = fault;
    }

    /// Bytes came from the host.
    pub fn handle_bytes(&mut self, at: Mono, bytes: &[u8]) {
        self.asked.extend_from_slice(bytes);
        while self.asked.len() >= FRAME {
            let frame: Vec<u8> = self.asked.iter().copied().take(FRAME).collect();
            if checked(&frame) {
                self.asked.drain(..FRAME);
                self.obey(at, &frame);
            } else {
                self.asked.remove(0);
            }
        }
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Mono) {
        while self.next <= now {
            if self.active {
                self.out.push_back((self.next, self.report()));
            }
            self.next = self.next + EVERY;
        }
    }

    /// When it next has something to do or to say.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        self.out.front().map(|(at, _)| *at).into_iter().chain([self.next]).min()
    }

    /// The next bytes that it says, if they are due.
    pub fn poll_transmit(&mut self, now: Mono) -> Option<Vec<u8>> {
        self.out.pop_front_if(|(at, _)| *at <= now).map(|(_, bytes)| bytes)
    }

    fn obey(&mut self, at: Mono, frame: &[u8]) {
        match *frame {
            [HEAD, _, READ, ..] => {
                let [hi, lo] = self.level();
                self.out.push_back((at + ANSWER, sealed([HEAD, READ, hi, lo, 0, 0, 0, 0])));
            }
            [HEAD, _, MODE, ON_REQUEST, ..] => self.active = false,
            [HEAD, _, MODE, ACTIVE, ..] => self.active = true,
            _ => {} // a command that this module does not know, and does not answer
        }
    }

    fn report(&self) -> Vec<u8> {
        let ([hi, lo], [full_hi, full_lo]) = (self.level(), FULL_SCALE);
        sealed([HEAD, GAS_CO, PARTS_PER_MILLION, ONE_DECIMAL, hi, lo, full_hi, full_lo])
    }

    fn level(&self) -> [u8; 2] {
        let [hi, lo] = self.tenths.to_be_bytes();
        [if self.fault { hi | FAULT_BIT } else { hi }, lo]
    }
}

/// The frame with its last byte: what makes bytes 1 to 8 add up to nothing.
fn sealed(frame: [u8; FRAME - 1]) -> Vec<u8> {
    let mut frame = frame.to_vec();
    frame.push(sum(&frame).wrapping_neg());
    frame
}

fn checked(frame: &[u8]) -> bool {
    frame.first() == Some(&HEAD) && sum(frame) == 0
}

/// Over everything but the start byte.
fn sum(frame: &[u8]) -> u8 {
    frame.iter().skip(1).fold(0, |sum, byte| sum.wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_its_level_every_second_in_the_bytes_of_the_manual() {
        let mut module = VirtualWinsen::new(Mono::ZERO);
        module.handle_level(0x25);

        module.handle_timeout(Mono(1_000));

        // The manual's sample, with the checksum that is right.
        let expected = vec![0xFF, 0x04, 0x03, 0x01, 0x00, 0x25, 0x13, 0x88, 0x38];
        assert_eq!(module.poll_transmit(Mono(1_000)), Some(expected));
        assert_eq!(module.poll_transmit(Mono(1_999)), None);
        assert_eq!(module.poll_timeout(), Some(Mono(2_000)));
    }

    #[test]
    fn it_answers_a_question_and_falls_silent_when_told_to() {
        let mut module = VirtualWinsen::new(Mono::ZERO);
        module.handle_bytes(Mono::ZERO, &[0xFF, 0x01, 0x78, 0x41, 0, 0, 0, 0, 0x46]);
        module.handle_bytes(Mono(100), &[0x00, 0xFF, 0x01, 0x86, 0, 0]); // in two parts, after noise
        module.handle_bytes(Mono(100), &[0, 0, 0, 0x79]);
        module.handle_timeout(Mono(5_000));

        assert_eq!(module.poll_transmit(Mono(130)), Some(vec![0xFF, 0x86, 0, 0, 0, 0, 0, 0, 0x7A]));
        assert_eq!(module.poll_transmit(Mono(9_000)), None);
    }

    #[test]
    fn a_broken_cell_sets_the_top_bit() {
        let mut module = VirtualWinsen::new(Mono::ZERO);
        module.handle_level(37);
        module.handle_fault(true);
        module.handle_timeout(Mono(1_000));

        let frame = module.poll_transmit(Mono(1_000)).unwrap();
        assert_eq!(frame[4..6], [0x80, 37]);
        assert!(checked(&frame));
    }
}
