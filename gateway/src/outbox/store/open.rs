//! Can this file be used? Opened, settled, and set aside if it is damaged; never deleted, and never
//! a reason not to start. What cannot be written is read all the same: what waits in it is sent.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema::{self, VERSION};
use super::{Store, StoreError, rescue};
use crate::outbox::fault::StoreFault;
use crate::outbox::limits::Limits;
use crate::outbox::which::Which;

/// A file that can be used.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) store: Store,
    /// It is not the file that was there before.
    pub(crate) was_set_aside: bool,
    pub(crate) faults: Vec<StoreFault>,
}

/// Opens a file of the outbox.
pub(super) fn open(dir: &Path, which: Which, limits: &Limits) -> Result<Opened, StoreFault> {
    let file = dir.join(which.file_name());
    let unusable = |why: String| StoreFault::Unusable { file: file.clone(), why };
    rescue::finish(&file);
    if !file.exists()
        && let Err(error) = rescue::lay_out(&file, which, limits)
    {
        // Why is said when it cannot be opened.
        tracing::debug!(%error, "the store cannot be laid out");
    }
    match to_write(&file, which, limits) {
        Ok((store, mut faults)) => {
            faults.extend(rescue::remains(&file));
            Ok(Opened { store, was_set_aside: false, faults })
        }
        Err(Problem::Damaged(why)) => set_aside(&file, which, limits, &why),
        Err(Problem::Unusable(why)) => {
            // The system says more than SQLite does.
            let refused = File::options().append(true).open(&file).err();
            let why = refused.map_or(why, |refused| refused.to_string());
            let store = to_read(&file, which, limits, &why).map_err(|_| unusable(why.clone()))?;
            let fault = StoreFault::ReadOnly { file, why };
            Ok(Opened { store, was_set_aside: false, faults: vec![fault] })
        }
    }
}

/// Sets a damaged file aside and opens a fresh one.
pub(super) fn set_aside(
    file: &Path,
    which: Which,
    limits: &Limits,
    why: &str,
) -> Result<Opened, StoreFault> {
    rescue::set_aside(file, which, limits, why).map_err(|error| StoreFault::Damaged {
        file: file.to_owned(),
        why: why.to_owned(),
        error,
    })
}

/// Why a file could not be opened.
pub(super) enum Problem {
    /// What is in it is not a store (any more).
    Damaged(String),
    /// The file or its folder cannot be read or written.
    Unusable(String),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        match StoreError::from(error) {
            StoreError::Damaged(error) => Self::Damaged(error.to_string()),
            StoreError::Full(error) | StoreError::Refused(error) => {
                let busy = error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
                let why = "another program has it open: close it";
                Self::Unusable(if busy { why.to_owned() } else { error.to_string() })
            }
            other @ (StoreError::Replaced(_) | StoreError::ReadOnly(_)) => {
                Self::Unusable(other.to_string())
            }
        }
    }
}

/// Opens a file to be written, with the settings on which durability rests.
pub(super) fn to_write(
    file: &Path,
    which: Which,
    limits: &Limits,
) -> Result<(Store, Vec<StoreFault>), Problem> {
    let db = Connection::open(file)?;
    let refused = schema::settle(&db, which, limits)?;
    let version = schema::version(&db)?;
    if version > VERSION {
        let why = format!("it was written by a later hearth, as version {version} of the store");
        return Err(Problem::Damaged(why));
    }
    schema::create(&db, which)?;
    let setting = |refused: schema::Refused| StoreFault::Setting {
        file: file.to_owned(),
        setting: refused.setting,
        got: refused.got,
    };
    let store = Store::new(file, which, limits, db, None)?;
    Ok((store, refused.into_iter().map(setting).collect()))
}

/// Opens a file that cannot be written. Without locks: a lock is a write, and the daemon's own lock
/// keeps others away where that is possible.
fn to_read(file: &Path, which: Which, limits: &Limits, why: &str) -> Result<Store, Problem> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags_and_vfs(address(file)?, flags, c"unix-none")?;
    // With a lock of its own the log needs no index on the disk.
    db.pragma_update(None, "locking_mode", "exclusive")?;
    Ok(Store::new(file, which, limits, db, Some(why.to_owned()))?)
}

/// The file for SQLite. One without a log is whole as it is, and nobody else can write it either; of
/// another SQLite would want to make the log first.
fn address(file: &Path) -> Result<String, Problem> {
    let Some(path) = file.to_str() else {
        return Err(Problem::Unusable("its path is no text".to_owned()));
    };
    let escaped = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let log = std::fs::metadata(format!("{path}-wal")).map_or(0, |log| log.len());
    Ok(format!("file:{escaped}{}", if log == 0 { "?immutable=1" } else { "" }))
}
