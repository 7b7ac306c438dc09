//! What does the contact of a certified alarm say, where a source has one?
//!
//! It counts at its first edge, both ways: the certified alarm has done its own waiting.

use protocol::Mono;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Contact {
    #[default]
    Unheard,
    On {
        since: Mono,
    },
    Off {
        since: Mono,
    },
}

impl Contact {
    pub(super) const fn handle(&mut self, at: Mono, on: bool) {
        *self = match (*self, on) {
            (same @ Self::On { .. }, true) | (same @ Self::Off { .. }, false) => same,
            (Self::Unheard | Self::Off { .. }, true) => Self::On { since: at },
            (Self::Unheard | Self::On { .. }, false) => Self::Off { since: at },
        };
    }

    /// Since when it is on.
    pub(super) const fn on(self) -> Option<Mono> {
        match self {
            Self::On { since } => Some(since),
            Self::Unheard | Self::Off { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_word_changes_nothing() {
        let mut contact = Contact::default();
        contact.handle(Mono(1), true);
        contact.handle(Mono(2), true);
        assert_eq!(contact.on(), Some(Mono(1)));
        contact.handle(Mono(3), false);
        contact.handle(Mono(4), false);
        assert_eq!(contact, Contact::Off { since: Mono(3) });
    }
}
