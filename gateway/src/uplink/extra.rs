//! What goes out because somebody asked for it, beside what has to be sent? Messages once more, and
//! readings as they come. Neither is kept: who asked asks again.

use crate::outbox::Row;

/// So many wait for the connection; what finds no room is not sent. Twice what is sent again at once,
/// and a minute of a home whose every line is looked at.
pub const EXTRAS: usize = 512;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extra {
    /// A message that was delivered before, under its own id.
    Again(Row),
    /// Readings, once, and without an acknowledgement.
    Sample {
        /// Below the home's root.
        topic: String,
        /// Whole, with its envelope.
        payload: Vec<u8>,
    },
}
