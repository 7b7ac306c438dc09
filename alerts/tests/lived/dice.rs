//! Chance that falls the same way in every run.

/// Numbers that look random and are the same in every run (PCG, 32 bits out of 64).
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice =
            Self { state: seed.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 0xDA3E_39CB_94B9_5BDB };
        for _ in 0..4 {
            dice.next();
        }
        dice
    }

    fn next(&mut self) -> u32 {
        let old = self.state;
        self.state =
            old.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (((old >> 18) ^ old) >> 27) & 0xFFFF_FFFF;
        #[allow(clippy::cast_possible_truncation, reason = "the mask above")]
        (mixed as u32).rotate_right((old >> 59) as u32)
    }

    /// From `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + u64::from(self.next()) % (to - from + 1)
    }

    pub(crate) fn of(&mut self, (from, to): (u64, u64)) -> u64 {
        self.between(from, to)
    }

    /// A number of a reading.
    pub(crate) fn byte(&mut self, from: u8, to: u8) -> u8 {
        u8::try_from(self.between(u64::from(from), u64::from(to))).unwrap()
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        u64::from(self.next()).is_multiple_of(n)
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.one_in(2)
    }
}
