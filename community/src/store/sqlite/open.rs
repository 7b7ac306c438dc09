//! Is this file ours, and of which version?
//!
//! A new file gets every step of the schema, an older one those that it lacks, each whole and with
//! its number in one transaction, after a copy was made. A later version's file is refused. So is one
//! that was made with another master key: it would look empty of people.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::FILE;
use super::backup;
use super::keys;
use crate::vault::Vault;

/// The steps of the schema: one is appended, none is ever edited.
pub(super) const STEPS: &[&str] = &[
    include_str!("../migrations/01.sql"),
    include_str!("../migrations/02.sql"),
    include_str!("../migrations/03.sql"),
    include_str!("../migrations/04.sql"),
    include_str!("../migrations/05.sql"),
    include_str!("../migrations/06.sql"),
    include_str!("../migrations/07.sql"),
];

/// Another process may have the file for a moment: `backup`, `export`, `erase`.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// Prepared statements that a connection keeps: more than there are.
pub(super) const STATEMENTS: usize = 200;

/// `Hrth`: whose file this is.
const APPLICATION: i32 = 0x4872_7468;

/// Why the store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A later program has written it.
    #[error(
        "{} was written by a later version (its schema is {found}, this one knows {known}): start \
         that version, or restore a backup", file.display()
    )]
    Newer {
        /// The file.
        file: PathBuf,
        /// Its version.
        found: u32,
        /// The newest that this program knows.
        known: usize,
    },
    /// Something else.
    #[error("{} is no store of a station: look whether store.dir is right", .0.display())]
    NotOurs(PathBuf),
    /// The key does not fit.
    #[error(
        "{} was made with another master key: put the right one where store.master-key says",
        .0.display()
    )]
    OtherKey(PathBuf),
    /// The copy before a step could not be made.
    #[error("no copy of the store could be made before it is brought up to date: {0}")]
    Copy(#[source] backup::BackupError),
    /// What SQLite says.
    #[error("the store cannot be opened: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What the file system says.
    #[error("the store cannot be opened: {0}")]
    Io(#[from] io::Error),
    /// The system gives no random bytes.
    #[error(transparent)]
    Seal(#[from] crate::vault::SealError),
}

/// Opens the file for writing.
pub(super) fn open(dir: &Path, copies: &Path, vault: &Vault) -> Result<Connection, OpenError> {
    fs::create_dir_all(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    let file = dir.join(FILE);
    let mut db = Connection::open(&file)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
    configure(&db).map_err(|error| not_ours(error, &file))?;
    migrate(&mut db, STEPS, (&file, copies))?;
    know(&db, vault, &file)?;
    keys::make(&db, vault)?;
    // Of somebody who was erased just before the end, nothing is left in the log either.
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(db)
}

fn not_ours(error: rusqlite::Error, file: &Path) -> OpenError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => OpenError::NotOurs(file.to_owned()),
        _ => error.into(),
    }
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    distrust_schema(db)?;
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    // Batches are written anew in a log of about this many pages: 16 MiB.
    db.pragma_update_and_check(None, "wal_autocheckpoint", 4_000, |_| Ok(()))?;
    db.pragma_update(None, "cache_size", -16_384)
}

/// A file that somebody else has prepared may not run anything.
pub(super) fn distrust_schema(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    Ok(())
}

/// Brings a file up to date.
pub(super) fn migrate(
    db: &mut Connection,
    steps: &[&str],
    (file, copies): (&Path, &Path),
) -> Result<(), OpenError> {
    let found: u32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (found > 0 || tables > 0) {
        return Err(OpenError::NotOurs(file.to_owned()));
    }
    let missing = usize::try_from(found).ok().and_then(|found| steps.get(found..));
    let Some(missing) = missing else {
        return Err(OpenError::Newer { file: file.to_owned(), found, known: steps.len() });
    };
    if found > 0 && !missing.is_empty() {
        let copy = copies.join(format!("before-version-{}.db", steps.len()));
        backup::copy(file, &copy, |_| {}).map_err(OpenError::Copy)?;
    }
    for (version, step) in (found + 1..).zip(missing) {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute_batch(step)?;
        change.pragma_update(None, "application_id", APPLICATION)?;
        // With its tables, or not at all.
        change.pragma_update(None, "user_version", version)?;
        change.commit()?;
    }
    Ok(())
}

/// Whether the store of a folder is of this version; one that is not there yet will be.
///
/// # Errors
///
/// When it cannot be read, or is no store.
pub fn is_current(dir: &Path) -> Result<bool, OpenError> {
    let file = dir.join(FILE);
    if !file.exists() {
        return Ok(true);
    }
    let db = Connection::open_with_flags(&file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(BUSY)?;
    let found: u32 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| not_ours(error, &file))?;
    Ok(usize::try_from(found).is_ok_and(|found| found == STEPS.len()))
}

/// Whether the store of a folder was made with this master key. Nothing is written; a store that is
/// not there yet is of any key.
///
/// # Errors
///
/// When it cannot be read, or is no store.
pub fn is_of(dir: &Path, vault: &Vault) -> Result<bool, OpenError> {
    let file = dir.join(FILE);
    if !file.exists() {
        return Ok(true);
    }
    let db = Connection::open_with_flags(&file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(BUSY)?;
    let word: Option<Vec<u8>> = db
        .query_row("SELECT value FROM meta WHERE name = 'vault'", [], |row| row.get(0))
        .optional()
        .map_err(|error| not_ours(error, &file))?;
    Ok(word.is_none_or(|word| vault.is_of(&word)))
}

/// Whether the file was made with this master key. A new one is, from now on.
fn know(db: &Connection, vault: &Vault, file: &Path) -> Result<(), OpenError> {
    let word: Option<Vec<u8>> = db
        .query_row("SELECT value FROM meta WHERE name = 'vault'", [], |row| row.get(0))
        .optional()?;
    match word {
        Some(word) if vault.is_of(&word) => Ok(()),
        Some(_) => Err(OpenError::OtherKey(file.to_owned())),
        None => {
            let word = vault.check_word()?;
            db.execute("INSERT INTO meta (name, value) VALUES ('vault', ?1)", [word])?;
            Ok(())
        }
    }
}
