//! How fast may a line be read? Forty times faster than any line can speak, and no faster.
//!
//! No serial line carries more than 25,600 bytes a second (256,000 baud). An adapter that gives more
//! is broken, or a virtual one with a program behind it, and understanding all of it would keep the
//! box busy with nothing. So after a burst such a line is left alone for a few milliseconds at a
//! time, while the kernel holds what it has and makes it wait. What a real line has said while the
//! box was busy is still caught up with in a moment.

use std::time::Duration;

use alerts::Mono;

/// In the long run, bytes a millisecond: 1 MB a second.
const BYTES_A_MS: u64 = 1_000;

/// At once, bytes: twice what the kernel holds for a tty.
const BURST: u64 = 16 * 1024;

/// A read costs as much as so many bytes, however few it brings. Bytes of a real line that come one
/// by one stay below the limit even so.
const READ_COSTS: u64 = 32;

/// What a line has given lately.
#[derive(Debug, Default)]
pub(super) struct Flow {
    owed: u64,
    now: Mono,
}

impl Flow {
    /// A read brought bytes; for how long the line is to be left alone.
    pub(super) fn read(&mut self, now: Mono, bytes: usize) -> Duration {
        let passed = u64::try_from(now.since(self.now).as_millis()).unwrap_or(u64::MAX);
        let cost = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(READ_COSTS);
        self.owed =
            self.owed.saturating_sub(passed.saturating_mul(BYTES_A_MS)).saturating_add(cost);
        self.now = now;
        Duration::from_millis(self.owed.saturating_sub(BURST).div_ceil(BYTES_A_MS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What 256,000 baud carry: 10 bits a byte.
    const BYTES_A_SECOND: u64 = 25_600;

    #[test]
    fn a_line_that_speaks_as_fast_as_a_line_can_is_never_held_up() {
        for piece in [1, 62, 4_096] {
            let mut flow = Flow::default();
            let waits = (0..100_000_u64).map(|it| {
                let at = it * piece * 1_000 / BYTES_A_SECOND;
                flow.read(Mono(at), usize::try_from(piece).unwrap())
            });
            assert_eq!(waits.max(), Some(Duration::ZERO), "in pieces of {piece}");
        }
    }

    #[test]
    fn a_line_that_babbles_gives_a_megabyte_a_second_whatever_its_pieces() {
        for piece in [1, 100, 4_096] {
            let (mut flow, mut now, mut bytes) = (Flow::default(), Mono::ZERO, 0);
            while now < Mono(10_000) {
                now = now + flow.read(now, piece);
                bytes += piece + 32;
            }
            assert!((9_900_000..10_200_000).contains(&bytes), "{bytes} in pieces of {piece}");
        }
    }
}
