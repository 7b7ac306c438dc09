//! What can happen to bytes on their way: silence, garbage, halves. Seeded, so it happens again.

use fastrand::Rng;

/// How a line is ill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineFault {
    /// It is well.
    #[default]
    None,
    /// Its device has no power: nothing comes, nothing is heard.
    Silent,
    /// A bad cable: in two frames of three a bit is wrong, and now and then bytes come from
    /// nowhere.
    Garbled,
    /// Of every other frame only the first half arrives.
    Halves,
    /// A bus without bias: this byte comes before every frame, when the line turns round.
    Stray(u8),
}

/// How many bytes come from nowhere at most.
const MOST_FROM_NOWHERE: usize = 12;

/// One in so many frames of a garbled line has bytes from nowhere before it.
const NOWHERE_ONE_IN: u8 = 4;

/// What arrives of `frame`.
pub fn suffer(fault: LineFault, frame: &[u8], rng: &mut Rng) -> Vec<u8> {
    match fault {
        LineFault::None => frame.to_vec(),
        LineFault::Silent => Vec::new(),
        LineFault::Stray(byte) => [&[byte], frame].concat(),
        LineFault::Halves if rng.bool() => frame.iter().copied().take(frame.len() / 2).collect(),
        LineFault::Halves => frame.to_vec(),
        LineFault::Garbled => {
            let from_nowhere =
                if rng.u8(0..NOWHERE_ONE_IN) == 0 { rng.usize(1..=MOST_FROM_NOWHERE) } else { 0 };
            let mut arrives: Vec<u8> = (0..from_nowhere).map(|_| rng.u8(..)).collect();
            let well = rng.u8(0..3) == 0;
            arrives.extend_from_slice(&if well { frame.to_vec() } else { flipped(frame, rng) });
            arrives
        }
    }
}

/// The frame with one bit wrong somewhere.
fn flipped(frame: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut frame = frame.to_vec();
    let place = rng.usize(..frame.len().max(1));
    if let Some(byte) = frame.get_mut(place) {
        *byte ^= 1 << rng.u8(0..8);
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: [u8; 10] = [0x53, 0x59, 0x80, 0x03, 0, 1, 1, 0x31, 0x54, 0x43];

    #[test]
    fn a_well_line_changes_nothing_and_a_dead_one_carries_nothing() {
        let mut rng = Rng::with_seed(1);

        assert_eq!(suffer(LineFault::None, &FRAME, &mut rng), FRAME);
        assert!(suffer(LineFault::Silent, &FRAME, &mut rng).is_empty());
    }

    #[test]
    fn a_sick_line_spoils_some_frames_and_the_same_again() {
        for fault in [LineFault::Garbled, LineFault::Halves] {
            let arrives = |seed| {
                let mut rng = Rng::with_seed(seed);
                suffer(fault, &FRAME, &mut rng)
            };

            let whole = (0..300).filter(|seed| arrives(*seed).ends_with(&FRAME)).count();
            assert!((50..200).contains(&whole), "{fault:?}: {whole} of 300");
            assert!((0..300).all(|seed| arrives(seed) == arrives(seed)));
        }
    }
}
