//! Another master key: every key that it wraps is wrapped anew, in one transaction.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{OpenError, open};
use crate::vault::{KEY_OF_STATION, Place, SealError, Vault, key_of, key_of_party};

/// Wraps every key for the master key `to`; how many. Nothing that they sealed is touched.
///
/// # Errors
///
/// When the store is not of the key `from`, or the disk refuses: then nothing is changed.
pub fn rekey(dir: &Path, copies: &Path, (from, to): (&Vault, &Vault)) -> Result<usize, OpenError> {
    let mut db = open::open(dir, copies, from)?;
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let residents = table(&change, ("resident", key_of), (from, to))?;
    let parties = table(&change, ("party", key_of_party), (from, to))?;
    let word: Vec<u8> =
        change
            .query_row("SELECT value FROM meta WHERE name = 'station-key'", [], |row| row.get(0))?;
    let word = again(KEY_OF_STATION, &word, (from, to))?;
    change.execute("UPDATE meta SET value = ?1 WHERE name = 'station-key'", [word])?;
    change.execute("UPDATE meta SET value = ?1 WHERE name = 'vault'", [to.check_word()?])?;
    change.commit()?;
    empty_log(&db)?;
    Ok(residents + parties)
}

/// Every key of a table; how many.
fn table(
    change: &Connection,
    (table, place): (&str, fn(i64) -> Place),
    vaults: (&Vault, &Vault),
) -> Result<usize, OpenError> {
    let mut wrapped = Vec::new();
    {
        let mut ask =
            change.prepare(&format!("SELECT id, key FROM {table} WHERE key IS NOT NULL"))?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            let (id, key): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            wrapped.push((id, again(place(id), &key, vaults)?));
        }
    }
    for (id, key) in &wrapped {
        change.execute(&format!("UPDATE {table} SET key = ?2 WHERE id = ?1"), (id, key))?;
    }
    Ok(wrapped.len())
}

fn again(at: Place, key: &[u8], (from, to): (&Vault, &Vault)) -> Result<Vec<u8>, SealError> {
    to.wrap(at, &from.unwrap_key(at, key)?)
}

/// The old keys stand in the log, too.
fn empty_log(db: &Connection) -> Result<(), OpenError> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
