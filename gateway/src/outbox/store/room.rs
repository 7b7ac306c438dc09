//! What has to go when a file is full? Never an alarm.
//!
//! * Readings: in the older half of them every second one goes first ("thinned"), so that a long
//!   outage is remembered coarsely rather than not at all; then the oldest go ("dropped").
//! * Events: the oldest go when they would take the room that is kept for alarms.
//!
//! Each loss is written down in the commit that makes it.

use alerts::message::Lane;
use rusqlite::{Connection, Result};

use super::commit::note_loss;
use super::{Store, StoreError, sql};
use crate::outbox::limits::{
    DROP_ROWS, EVENTS_FULL_PERCENT, PAGE_BYTES, READINGS_FULL_PERCENT, THIN_ROWS,
};
use crate::outbox::lost::{Lost, Reason};
use crate::outbox::pending::Batch;
use crate::outbox::row::{Key, Row};
use crate::outbox::which::Which;

/// Up to where the readings have been thinned, and how many rows are left up to there.
const THINNED_TO: &str = "thinned-to";
const THINNED_ROWS: &str = "thinned-rows";

/// Pages of a file in use, and pages that it has.
pub(super) fn pages(db: &Connection) -> Result<(u64, u64)> {
    let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let free: i64 = db.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    let (pages, free) = (pages.cast_unsigned(), free.cast_unsigned());
    Ok((pages.saturating_sub(free), pages))
}

/// Makes room for a batch before SQLite has to refuse; gives back what had to go.
pub(super) fn make_ahead(
    store: &mut Store,
    batch: &Batch,
) -> std::result::Result<Vec<Lost>, StoreError> {
    let percent = match store.which {
        Which::Alarms => EVENTS_FULL_PERCENT,
        Which::Readings => READINGS_FULL_PERCENT,
    };
    let max = store.which.max_pages(&store.limits) * percent / 100;
    let growing = || batch.rows.iter().filter(|row| row.lane != Lane::Alarms);
    let bytes: usize = growing().map(Row::bytes).sum();
    let pages_of_batch = u64::try_from(bytes).unwrap_or(u64::MAX) / PAGE_BYTES;
    let mut lost = Vec::new();
    // However small what goes at a time, after so many times it is as much as what comes.
    for _ in 0..growing().count().div_ceil(DROP_ROWS) {
        let (used, _) = pages(&store.db)?;
        if used + pages_of_batch <= max {
            break;
        }
        if store.let_go_of_delivered()? {
            continue;
        }
        let made = make(store)?;
        if made.is_empty() {
            break;
        }
        lost.extend(made);
    }
    Ok(lost)
}

/// Makes room once; nothing if there is nothing that may go.
pub(super) fn make(store: &mut Store) -> std::result::Result<Vec<Lost>, StoreError> {
    let mut rows = store.rows.clone();
    let transaction = store.db.transaction()?;
    let losses = match store.which {
        Which::Alarms => drop_oldest(&transaction, Lane::Events)?,
        Which::Readings => {
            let rows = rows.first().map_or(0, |(_, rows)| *rows);
            thin_or_drop(&transaction, rows)?
        }
    };
    for lost in &losses {
        note_loss(&transaction, lost)?;
        if let Some((lane, rows)) = rows.iter_mut().find(|(lane, _)| *lane == lost.lane) {
            *rows = rows.saturating_sub(u64::from(lost.count));
            sql::set_meta(&transaction, sql::rows_name(*lane), rows.cast_signed())?;
        }
    }
    transaction.commit()?;
    store.rows = rows;
    Ok(losses)
}

/// What the readings may still take before they are thinned, in bytes.
pub(super) fn free_bytes(store: &Store) -> Result<u64> {
    let (used, _) = pages(&store.db)?;
    let max = store.which.max_pages(&store.limits) * READINGS_FULL_PERCENT / 100;
    Ok(max.saturating_sub(used) * PAGE_BYTES)
}

fn drop_oldest(db: &Connection, lane: Lane) -> Result<Vec<Lost>> {
    let keys = sql::keys_after(db, lane, Key::ZERO, DROP_ROWS)?;
    for key in &keys {
        sql::delete(db, lane, *key)?;
    }
    Ok(Lost::of(lane, &keys, Reason::Dropped))
}

fn thin_or_drop(db: &Connection, rows: u64) -> Result<Vec<Lost>> {
    let to = Key::from_number(sql::meta(db, THINNED_TO)?.unwrap_or(0));
    let thinned: i64 = sql::meta(db, THINNED_ROWS)?.unwrap_or(0);
    let oldest = sql::keys_after(db, Lane::Readings, Key::ZERO, 1)?;
    // Acknowledged rows are not counted off one by one; with none left, all of them are gone.
    let thinned = if oldest.first().is_none_or(|oldest| *oldest > to) { 0 } else { thinned };
    if thinned.cast_unsigned() * 2 < rows {
        let chunk = sql::after(db, Lane::Readings, to, THIN_ROWS)?;
        if chunk.len() > 1 {
            let left = thinned.saturating_add(i64::try_from(chunk.len().div_ceil(2)).unwrap_or(0));
            sql::set_meta(db, THINNED_ROWS, left)?;
            return thin(db, &chunk);
        }
    }
    let lost = drop_oldest(db, Lane::Readings)?;
    let gone: i64 = lost.iter().map(|lost| i64::from(lost.count)).sum();
    sql::set_meta(db, THINNED_ROWS, thinned.saturating_sub(gone).max(0))?;
    Ok(lost)
}

/// Keeps every second row of a chunk. All are deleted and the kept ones put back: deleting every
/// second row would leave half-empty pages, and not one of them free.
fn thin(db: &Connection, chunk: &[Row]) -> Result<Vec<Lost>> {
    let mut gone = Vec::new();
    for row in chunk {
        sql::delete(db, Lane::Readings, row.key)?;
    }
    for pair in chunk.chunks(2) {
        match pair {
            [kept, lost] => {
                sql::insert(db, kept)?;
                gone.push(lost.key);
            }
            [kept] => {
                sql::insert(db, kept)?;
            }
            _ => {}
        }
    }
    if let Some(last) = chunk.last() {
        sql::set_meta(db, THINNED_TO, last.key.number())?;
    }
    Ok(Lost::of(Lane::Readings, &gone, Reason::Thinned))
}
