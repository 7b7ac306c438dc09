//! Frames of the 53 59 family, as a module makes them and as it takes them from its host.
//!
//! Written from `radar.md` §1.2 alone: the rig shares no code with the decoder that it tests.

const HEAD: [u8; 2] = [0x53, 0x59];
const TAIL: [u8; 2] = [0x54, 0x43];

/// Everything but the data: head, control word, command, length, sum, tail.
const AROUND: usize = 9;

/// A host says nothing longer.
const LONGEST: usize = 64;

/// A whole frame.
#[must_use]
pub(crate) fn frame(control: u8, command: u8, payload: &[u8]) -> Vec<u8> {
    let [length_hi, length_lo] = u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut frame = [&HEAD, &[control, command, length_hi, length_lo][..], payload].concat();
    frame.push(sum(&frame));
    frame.extend(TAIL);
    frame
}

/// What the host asks or sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub control: u8,
    pub command: u8,
    pub payload: Vec<u8>,
}

/// The host's bytes, as they come.
#[derive(Debug, Default)]
pub(super) struct Requests(Vec<u8>);

impl Requests {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next whole frame with the right sum; what is none goes, byte by byte.
    pub(super) fn pop(&mut self) -> Option<Request> {
        while self.0.len() >= AROUND {
            let length = match *self.0.as_slice() {
                [a, b, _, _, hi, lo, ..] if [a, b] == HEAD => {
                    usize::from(u16::from_be_bytes([hi, lo]))
                }
                _ => LONGEST + 1,
            };
            if length > LONGEST {
                self.0.remove(0);
                continue;
            }
            let whole = self.0.get(..length + AROUND)?;
            if let Some(request) = parsed(whole) {
                self.0.drain(..length + AROUND);
                return Some(request);
            }
            self.0.remove(0);
        }
        None
    }
}

fn parsed(frame: &[u8]) -> Option<Request> {
    let (body, end) = frame.split_at_checked(frame.len() - 3)?;
    match (end, body) {
        ([said, tail @ ..], [_, _, control, command, _, _, payload @ ..])
            if *said == sum(body) && *tail == TAIL =>
        {
            let (control, command, payload) = (*control, *command, payload.to_vec());
            Some(Request { control, command, payload })
        }
        _ => None,
    }
}

fn sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_the_bytes_of_a_real_one() {
        assert_eq!(
            frame(0x80, 0x05, &[0x80, 0x1F, 0x00, 0x32, 0x00, 0x00]),
            [0x53, 0x59, 0x80, 0x05, 0, 6, 0x80, 0x1F, 0, 0x32, 0, 0, 0x08, 0x54, 0x43]
        );
    }

    #[test]
    fn a_wrong_sum_is_no_request_and_what_follows_is_found() {
        let mut requests = Requests::default();
        requests.push(&[0x53, 0x59, 0x84, 0x0F, 0x00, 0x01, 0x01, 0xE0, 0x54, 0x43]);
        requests.push(&frame(0x84, 0x0F, &[1]));

        let found = Request { control: 0x84, command: 0x0F, payload: vec![1] };
        assert_eq!(requests.pop(), Some(found));
        assert_eq!(requests.pop(), None);
    }
}
