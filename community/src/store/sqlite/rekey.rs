//! Another master key: every resident's key is wrapped anew, in one transaction.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{OpenError, open};
use crate::vault::{SealError, Vault};

/// Wraps every key for the master key `to`; how many. Nothing that they sealed is touched.
///
/// # Errors
///
/// When the store is not of the key `from`, or the disk refuses: then nothing is changed.
pub fn rekey(dir: &Path, copies: &Path, (from, to): (&Vault, &Vault)) -> Result<usize, OpenError> {
    let mut db = open::open(dir, copies, from)?;
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut wrapped = Vec::new();
    {
        let mut ask = change.prepare("SELECT id, key FROM resident")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            let (id, key): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            wrapped.push((id, again(id, &key, (from, to))?));
        }
    }
    for (id, key) in &wrapped {
        change.execute("UPDATE resident SET key = ?2 WHERE id = ?1", (id, key))?;
    }
    change.execute("UPDATE meta SET value = ?1 WHERE name = 'vault'", [to.check_word()?])?;
    change.commit()?;
    empty_log(&db)?;
    Ok(wrapped.len())
}

fn again(id: i64, key: &[u8], (from, to): (&Vault, &Vault)) -> Result<Vec<u8>, SealError> {
    to.wrap(id, &from.unwrap_key(id, key)?)
}

/// The old keys stand in the log, too.
fn empty_log(db: &Connection) -> Result<(), OpenError> {
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
