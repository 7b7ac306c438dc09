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
    /// The file can be read and not written: what waits in it is sent, what is new is in memory only.
    #[error(
        "cannot write {} ({why}); what waits in it is sent, new messages are kept in memory only and \
         are lost at a power cut: check the disk and the owner of the folder",
        file.display()
    )]
    ReadOnly {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// The file is damaged, and what can be read of it cannot be saved.
    #[error(
        "{} is damaged ({why}) and stays as it is, for {error}; messages are kept in memory only and \
         are lost at a power cut: make room on the disk, or replace it",
        file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        why: String,
        /// Why it could not be set aside.
        #[source]
        error: RescueError,
    },
    /// Files that were damaged once lie beside it.
    #[error(
        "{kept} damaged files of an earlier time lie beside {}, named .corrupt-…: send them in or \
         delete them",
        file.display()
    )]
    Remains {
        /// The file.
        file: PathBuf,
        /// How many.
        kept: usize,
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

/// Why a damaged file stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum RescueError {
    /// What was read of it could not be kept.
    #[error("what can be read of it cannot be kept: {0}")]
    Keep(rusqlite::Error),
    /// It cannot be renamed.
    #[error("it cannot be renamed: {0}")]
    Rename(#[from] io::Error),
    /// The fresh file cannot be used.
    #[error("{0}")]
    Fresh(String),
}

impl From<rusqlite::Error> for RescueError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Keep(error)
    }
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
