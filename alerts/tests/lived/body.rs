//! What is there to be sensed of somebody who does that? Force of movement and breath, by the second.

use crate::dice::Dice;
use crate::script::{Doing, Pace};

/// What a perfect radar over the bed would sense.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sense {
    /// On the bed.
    pub(crate) in_bed: bool,
    /// In its field at all.
    pub(crate) near: bool,
    /// How much they move, on the radar's scale of 0 to 100 (care.md 2.1: still is 1 to 2).
    pub(crate) force: u8,
    /// The chest is where its breath can be seen.
    pub(crate) chest: bool,
    /// Came too slowly for the flag.
    pub(crate) slow: bool,
}

/// A burst of movement: one in so many seconds, of so many seconds, so strong.
type Burst = (u64, (u64, u64), (u8, u8));

/// A body: bursts of movement last for a few seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    burst: Option<(u64, u8)>,
    slow: bool,
    /// Whether the chest is seen while they sit.
    sits_well: bool,
}

impl Body {
    /// `hold` keeps a sleeper still.
    pub(crate) fn sense(&mut self, dice: &mut Dice, doing: Doing, hold: bool) -> Sense {
        let force = self.force(dice, doing, hold);
        match doing {
            Doing::Comes(pace) => {
                self.slow = pace == Pace::Slow;
                self.sits_well = dice.one_in(3);
            }
            Doing::Away
            | Doing::Hall
            | Doing::Door
            | Doing::Chair
            | Doing::Sits
            | Doing::Awake
            | Doing::Restless
            | Doing::Asleep
            | Doing::Rises(_)
            | Doing::Goes(_) => {}
        }
        let chest = match doing {
            Doing::Awake | Doing::Restless | Doing::Asleep => true,
            Doing::Sits => self.sits_well,
            Doing::Away
            | Doing::Hall
            | Doing::Door
            | Doing::Chair
            | Doing::Comes(_)
            | Doing::Rises(_)
            | Doing::Goes(_) => false,
        };
        let near =
            doing.in_bed() || matches!(doing, Doing::Comes(_) | Doing::Goes(_) | Doing::Chair);
        Sense { in_bed: doing.in_bed(), near, force, chest, slow: self.slow }
    }

    fn force(&mut self, dice: &mut Dice, doing: Doing, hold: bool) -> u8 {
        match doing {
            Doing::Away | Doing::Hall | Doing::Door => 0,
            Doing::Comes(Pace::Brisk) => dice.byte(40, 100),
            Doing::Comes(Pace::Slow) => dice.byte(8, 28),
            Doing::Rises(Pace::Brisk) => dice.byte(35, 95),
            Doing::Rises(Pace::Slow) => dice.byte(6, 26),
            Doing::Goes(Pace::Brisk) => dice.byte(25, 90),
            Doing::Goes(Pace::Slow) => dice.byte(3, 22),
            Doing::Chair => {
                self.burst(dice, &[(30, (1, 4), (5, 9))]).unwrap_or_else(|| dice.byte(0, 4))
            }
            Doing::Sits => {
                self.burst(dice, &[(20, (1, 4), (12, 40))]).unwrap_or_else(|| dice.byte(2, 9))
            }
            Doing::Awake => self
                .burst(dice, &[(45, (1, 4), (8, 40)), (400, (2, 8), (35, 90))])
                .unwrap_or_else(|| dice.byte(1, 4)),
            Doing::Restless => self
                .burst(dice, &[(12, (1, 6), (10, 60)), (90, (2, 12), (40, 95))])
                .unwrap_or_else(|| dice.byte(1, 8)),
            Doing::Asleep if hold => 1,
            Doing::Asleep => self
                .burst(dice, &[(400, (1, 2), (6, 28)), (1_500, (2, 12), (35, 95))])
                .unwrap_or_else(|| if dice.one_in(12) { 2 } else { 1 }),
        }
    }

    /// The force of a burst that goes on, or begins.
    fn burst(&mut self, dice: &mut Dice, kinds: &[Burst]) -> Option<u8> {
        if self.burst.is_none() {
            let kind = kinds.iter().find(|(rare, ..)| dice.one_in(*rare));
            self.burst =
                kind.map(|(_, long, strong)| (dice.of(*long), dice.byte(strong.0, strong.1)));
        }
        let (left, force) = self.burst?;
        self.burst = (left > 1).then_some((left - 1, force));
        Some(force.saturating_sub(dice.byte(0, 3)).max(1))
    }
}
