//! What of a lane can be sent again, and what is gone?

use super::row::{Key, Row};

/// The answer to a station that misses messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// What was delivered, oldest first: as many as are sent at once.
    pub rows: Vec<Row>,
    /// First and last numbers of what is neither kept nor waiting.
    pub gone: Vec<(u32, u32)>,
}

/// The ranges between `from` and `to` in which there is none of these keys, which are in order.
pub(super) fn gone(keys: &[Key], (from, to): (u32, u32)) -> Vec<(u32, u32)> {
    let (mut gone, mut next) = (Vec::new(), Some(from));
    for Key { seq, .. } in keys {
        if let Some(first) = next.filter(|first| first < seq) {
            gone.push((first, seq - 1));
        }
        next = seq.checked_add(1);
    }
    if let Some(first) = next.filter(|first| *first <= to) {
        gone.push((first, to));
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_what_lies_between() {
        let keys = [3, 4, 7].map(|seq| Key { boot: 8, seq });
        assert_eq!(gone(&keys, (2, 9)), [(2, 2), (5, 6), (8, 9)]);
        assert_eq!(gone(&keys[..2], (3, 4)), []);
        assert_eq!(gone(&[], (1, 1)), [(1, 1)]);
        assert_eq!(gone(&[Key { boot: 8, seq: u32::MAX }], (1, u32::MAX)), [(1, u32::MAX - 1)]);
    }
}
