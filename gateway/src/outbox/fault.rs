//! What is wrong with the store? In words that a technician can act on.

use std::io;
use std::path::PathBuf;

/// The store is not as it should be, and Hearth runs all the same.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The file was damaged.
    #[error(
        "{} was damaged ({why}); it is kept as {}, {salvaged} waiting messages were taken over",
        file.display(),
        aside.display()
    )]
    SetAside {
        /// The file.
        file: PathBuf,
        /// Where the damaged one is now.
        aside: PathBuf,
        /// Rows that could still be read from it.
        salvaged: usize,
        /// What SQLite said.
        why: String,
    },
    /// The file cannot be written: what it would keep is in memory only.
    #[error(
        "cannot write {} ({why}); messages are kept in memory only and are lost at a power cut: \
         check the disk and the owner of the folder",
        file.display()
    )]
    Unusable {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// SQLite did not take a setting that durability rests on.
    #[error(
        "{} has {setting} = {got}: a power cut may lose messages; is the folder on a network mount?",
        file.display()
    )]
    Setting {
        /// The file.
        file: PathBuf,
        /// The pragma.
        setting: &'static str,
        /// Its value.
        got: String,
    },
}

/// Why the outbox cannot be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Two daemons on one store would give the same ids to different messages.
    #[error("another hearth uses {}: stop it, or give this one a folder of its own", dir.display())]
    InUse {
        /// The store's folder.
        dir: PathBuf,
    },
    /// The system gives no thread.
    #[error("cannot start a thread for the outbox")]
    Thread {
        /// What the system said.
        source: io::Error,
    },
}
