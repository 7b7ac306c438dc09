//! What speaks for it, and how much? The sum of the evidence, and what it is made of.
//!
//! The weights are in [`crate::policy::EVIDENCE`]. Pieces that say nothing are 0 and are not told.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::policy::EVIDENCE;

/// Pieces of evidence, in hundredths of a nat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Ledger {
    pub(crate) flag: i32,
    pub(crate) presence: i32,
    /// Movement as when somebody gets up, or none of it.
    pub(crate) rise: i32,
    /// Movement as of somebody lying there.
    pub(crate) movement: i32,
    /// Heart or breath that change.
    pub(crate) vitals: i32,
    /// Nobody in view.
    pub(crate) nobody: i32,
    pub(crate) elsewhere: i32,
    /// How they were back in view.
    pub(crate) coming: i32,
    /// They never left the view since they got up.
    pub(crate) beside: i32,
    /// Motion in the bedroom, where nothing looks at the bed.
    pub(crate) bedroom: i32,
    /// … and none elsewhere.
    pub(crate) quiet: i32,
    /// A mat that has not changed for long.
    pub(crate) silence: i32,
    /// A mat that moves, or moved last.
    pub(crate) mat: i32,
}

impl Ledger {
    const fn pieces(&self) -> [(&'static str, i32); 13] {
        [
            ("flag", self.flag),
            ("presence", self.presence),
            ("rise", self.rise),
            ("movement", self.movement),
            ("heart or breath", self.vitals),
            ("nobody in view", self.nobody),
            ("elsewhere", self.elsewhere),
            ("coming", self.coming),
            ("beside the bed", self.beside),
            ("bedroom motion", self.bedroom),
            ("nothing moves elsewhere", self.quiet),
            ("the mat keeps still", self.silence),
            ("mat", self.mat),
        ]
    }

    /// All of it, and that it is unlikely at any one moment.
    pub(crate) fn sum(&self) -> i32 {
        self.pieces().iter().fold(EVIDENCE.usual, |sum, (_, weight)| sum.saturating_add(*weight))
    }

    /// What decided, the heaviest first, as a technician reads it: `rise +4.5`, `flag −0.3`.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut pieces = self.pieces();
        pieces.sort_by_key(|(_, weight)| -weight.abs());
        let told = pieces.iter().filter(|(_, weight)| weight.abs() >= 5);
        told.map(|(name, weight)| {
            let sign = if *weight < 0 { '\u{2212}' } else { '+' };
            let tenths = (weight.abs() + 5) / 10;
            format!("{name} {sign}{}.{}", tenths / 10, tenths % 10)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_is_read_by_a_technician_the_heaviest_first() {
        let ledger = Ledger { flag: -30, rise: 451, nobody: 300, ..Ledger::default() };
        assert_eq!(ledger.words(), ["rise +4.5", "nobody in view +3.0", "flag \u{2212}0.3"]);
        assert_eq!(ledger.sum(), 721 + EVIDENCE.usual);
    }
}
