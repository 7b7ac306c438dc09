//! What does the module itself say? A flag or its presence: what it says now, since when, and how
//! much of a change that was.

use protocol::Mono;
use serde::{Deserialize, Serialize};

/// How a word came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum How {
    /// It is the first that was heard.
    First,
    /// It was heard to change.
    Changed,
    /// It is another than before a silence: what a module says that has just started.
    AfterSilence,
}

/// One word of a module. A repetition is no news.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Word {
    is: Option<(bool, Mono, How)>,
    /// It has not been heard since a silence.
    stale: bool,
}

impl Word {
    /// Whether that is news.
    pub(crate) fn handle(&mut self, at: Mono, value: bool) -> bool {
        let how = match (self.is, core::mem::take(&mut self.stale)) {
            (Some((was, ..)), true | false) if was == value => return false,
            (Some(_), true) => How::AfterSilence,
            (Some(_), false) => How::Changed,
            (None, true | false) => How::First,
        };
        self.is = Some((value, at, how));
        true
    }

    /// The line was not heard.
    pub(crate) const fn handle_blind(&mut self) {
        self.stale = true;
    }

    /// The module has stopped saying it.
    pub(crate) const fn forget(&mut self) {
        self.is = None;
    }

    pub(crate) fn is(&self) -> Option<bool> {
        self.is.map(|(is, ..)| is)
    }

    /// Since when it has said yes.
    pub(crate) fn yes(&self) -> Option<Mono> {
        self.is.filter(|(is, ..)| *is).map(|(_, since, _)| since)
    }

    /// Since when it has said no, after yes.
    pub(crate) fn fell(&self) -> Option<(Mono, How)> {
        let fell = self.is.filter(|(is, _, how)| !is && *how != How::First);
        fell.map(|(_, since, how)| (since, how))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_no_news_and_the_first_no_is_no_fall() {
        let mut word = Word::default();
        assert!(word.handle(Mono(1), false));
        assert!(!word.handle(Mono(2), false));
        assert_eq!(word.fell(), None);
        assert!(word.handle(Mono(3), true));
        assert_eq!(word.yes(), Some(Mono(3)));
        assert!(word.handle(Mono(4), false));
        assert_eq!(word.fell(), Some((Mono(4), How::Changed)));
    }

    #[test]
    fn a_no_after_a_silence_is_told_from_one_that_was_heard_to_fall() {
        let mut word = Word::default();
        word.handle(Mono(1), true);
        word.handle_blind();
        assert!(word.handle(Mono(9), false));
        assert_eq!(word.fell(), Some((Mono(9), How::AfterSilence)));
        word.handle_blind();
        assert!(!word.handle(Mono(20), false));
    }
}
