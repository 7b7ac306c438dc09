//! What was lost, and who is told? Each loss becomes a `gap` message in the events lane, so that a
//! receiver can tell a row that was given up from one that is still on its way.

use alerts::message::{Gap, GapReason, Lane};

use super::row::{Key, Row};

/// Why rows are missing (contract.md §3, `gap`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Every second one was given up to make room; or a newer one says the same.
    Thinned,
    /// Given up to make room.
    Dropped,
    /// Larger than a payload may be.
    Oversize,
    /// The disk was in trouble and the memory full.
    StoreFault,
}

impl Reason {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Thinned => 1,
            Self::Dropped => 2,
            Self::Oversize => 3,
            Self::StoreFault => 4,
        }
    }

    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Thinned,
            2 => Self::Dropped,
            3 => Self::Oversize,
            _ => Self::StoreFault,
        }
    }
}

/// Rows of one lane and boot that will never arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    pub(crate) lane: Lane,
    pub(crate) boot: u32,
    /// First number.
    pub(crate) from: u32,
    /// Last number.
    pub(crate) to: u32,
    /// How many of those between are lost.
    pub(crate) count: u32,
    pub(crate) reason: Reason,
}

impl Lost {
    pub(crate) fn one(row: &Row, reason: Reason) -> Self {
        Self::key(row.lane, row.key, reason)
    }

    pub(crate) fn key(lane: Lane, Key { boot, seq }: Key, reason: Reason) -> Self {
        Self { lane, boot, from: seq, to: seq, count: 1, reason }
    }

    /// Of the keys of one lane: a loss per boot.
    pub(crate) fn of(lane: Lane, keys: &[Key], reason: Reason) -> Vec<Self> {
        let mut losses = Vec::new();
        for key in keys {
            note(&mut losses, Self::key(lane, *key, reason));
        }
        losses
    }
}

impl Lost {
    /// The body of the `gap` message.
    pub(crate) fn body(&self) -> Vec<u8> {
        let gap = Gap {
            lane: self.lane,
            boot: self.boot,
            from: self.from,
            to: self.to,
            count: self.count,
            reason: match self.reason {
                Reason::Thinned => GapReason::Thinned,
                Reason::Dropped => GapReason::Dropped,
                Reason::Oversize => GapReason::Oversize,
                Reason::StoreFault => GapReason::StoreFault,
            },
        };
        // A struct of numbers and names cannot fail to be written.
        serde_json::to_vec(&gap).unwrap_or_default()
    }
}

/// Adds a loss to a list, joined with what is already there of its lane, boot and reason: a range
/// and how many of it. So the list is never longer than there are such kinds.
pub(crate) fn note(losses: &mut Vec<Lost>, lost: Lost) {
    let alike = |known: &&mut Lost| {
        known.lane == lost.lane && known.boot == lost.boot && known.reason == lost.reason
    };
    match losses.iter_mut().find(alike) {
        Some(known) => {
            known.from = known.from.min(lost.from);
            known.to = known.to.max(lost.to);
            known.count = known.count.saturating_add(lost.count);
        }
        None => losses.push(lost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_of_a_kind_are_told_together_and_others_apart() {
        let keys = [(7, 3), (7, 5), (8, 1)].map(|(boot, seq)| Key { boot, seq });

        let losses = Lost::of(Lane::Readings, &keys, Reason::Thinned);

        let lost = |boot, from, to, count| {
            let (lane, reason) = (Lane::Readings, Reason::Thinned);
            Lost { lane, boot, from, to, count, reason }
        };
        assert_eq!(losses, vec![lost(7, 3, 5, 2), lost(8, 1, 1, 1)]);
    }
}
