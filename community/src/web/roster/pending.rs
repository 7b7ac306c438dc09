//! Which files have been shown and not yet confirmed? In memory only, and not for long: a file is
//! everything that is known of everybody.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use alerts::Wall;

use crate::roster::sheet::Sheet;

/// Files at once: a station has few who import, and each file is megabytes.
const MOST: usize = 4;
/// After that it is to be sent again.
const LONGEST_MS: i64 = 30 * 60_000;

struct One {
    word: String,
    by: String,
    until: Wall,
    sheet: Sheet,
}

/// The files.
#[derive(Default)]
pub(in crate::web) struct Pending(Mutex<VecDeque<One>>);

impl Pending {
    /// Keeps a file until it is confirmed; the oldest makes room.
    pub(in crate::web) fn keep(&self, word: String, by: &str, sheet: Sheet, now: Wall) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| now < it.until);
        if all.len() == MOST {
            all.pop_front();
        }
        all.push_back(One { word, by: by.to_owned(), until: Wall(now.0 + LONGEST_MS), sheet });
    }

    /// Takes it: it is confirmed once, and by whoever sent it.
    pub(in crate::web) fn take(&self, word: &str, by: &str, now: Wall) -> Option<Sheet> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| now < it.until);
        let at = all.iter().position(|it| it.word == word && it.by == by)?;
        all.remove(at).map(|it| it.sheet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_for_whoever_sent_it_for_half_an_hour_and_is_confirmed_once() {
        let pending = Pending::default();
        let keep = |word: &str, now| pending.keep(word.into(), "lin", Sheet::default(), Wall(now));
        keep("a", 0);
        assert!(pending.take("a", "wang", Wall(1)).is_none());
        assert!(pending.take("a", "lin", Wall(1)).is_some());
        assert!(pending.take("a", "lin", Wall(1)).is_none());
        keep("b", 0);
        assert!(pending.take("b", "lin", Wall(LONGEST_MS)).is_none());
        for n in 0..=MOST {
            keep(&n.to_string(), 0);
        }
        assert!(pending.take("0", "lin", Wall(1)).is_none());
        assert!(pending.take("1", "lin", Wall(1)).is_some());
    }
}
