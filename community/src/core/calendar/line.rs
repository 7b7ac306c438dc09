//! How much working time lies between two of many moments? The calendar of a few years, laid out
//! once, so that fifty thousand cases ask it by looking up.

use std::time::Duration;

use alerts::Wall;

use super::{Spell, gone};

/// The working spells of a range of time.
#[derive(Clone, Debug)]
pub struct Line {
    from: Wall,
    /// Each spell, and what was worked in the range before it.
    spells: Vec<(Spell, Duration)>,
}

impl Line {
    pub(super) fn of(from: Wall, spells: impl Iterator<Item = Spell>) -> Self {
        let mut before = Duration::ZERO;
        let spells = spells.map(|(begins, ends)| {
            let spell = (begins.max(from), ends);
            let row = (spell, before);
            before += gone(spell.0, spell.1);
            row
        });
        Self { from, spells: spells.collect() }
    }

    /// As [`Calendar::working_between`](super::Calendar::working_between), within the range.
    #[must_use]
    pub fn between(&self, from: Wall, to: Wall) -> Duration {
        self.until(to).saturating_sub(self.until(from))
    }

    /// What was worked from the start of the range to then.
    fn until(&self, at: Wall) -> Duration {
        if at <= self.from {
            return Duration::ZERO;
        }
        let next = self.spells.partition_point(|((begins, _), _)| *begins < at);
        let last = next.checked_sub(1).and_then(|last| self.spells.get(last));
        last.map_or(Duration::ZERO, |((begins, ends), before)| {
            *before + gone(*begins, at.min(*ends))
        })
    }
}
