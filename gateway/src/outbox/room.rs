//! What has to go when a file is full? Never an alarm.
//!
//! * Readings: in the older half of them every second one goes first ("thinned"), so that a long
//!   outage is remembered coarsely rather than not at all; then the oldest go ("dropped").
//! * Events: the oldest go when they would take the room that is kept for alarms.
//!
//! Each loss is written down in the commit that makes it, and told in the events lane.

use alerts::message::Lane;
use rusqlite::{Connection, Result};

use super::limits::{DROP_ROWS, EVENTS_FULL_PERCENT, READINGS_FULL_PERCENT, THIN_ROWS};
use super::lost::{Lost, Reason};
use super::row::{Key, Row};
use super::schema::Which;
use super::sql;
use super::stats::Losses;
use super::write;
use super::writer::{StoreError, Writer};

/// Up to where the readings have been thinned, and how many rows are left up to there.
const THINNED_TO: &str = "thinned-to";
const THINNED_ROWS: &str = "thinned-rows";

/// Pages of a file in use, and pages that it has.
pub(crate) fn pages(db: &Connection) -> Result<(u64, u64)> {
    let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let free: i64 = db.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    let (pages, free) = (pages.cast_unsigned(), free.cast_unsigned());
    Ok((pages.saturating_sub(free), pages))
}

/// Makes room before SQLite has to refuse.
pub(crate) fn make_ahead(writer: &mut Writer) -> std::result::Result<(), StoreError> {
    let percent = match writer.which {
        Which::Alarms => EVENTS_FULL_PERCENT,
        Which::Readings => READINGS_FULL_PERCENT,
    };
    let Some(db) = writer.db.as_ref() else { return Ok(()) };
    let bringing = |lane| writer.ring.rows().any(|unstored| unstored.row.lane == lane);
    let grows = bringing(Lane::Events) || bringing(Lane::Readings);
    let (used, _) = pages(db)?;
    if grows && used * 100 > writer.which.max_pages(&writer.limits) * percent {
        make(writer)?;
    }
    Ok(())
}

/// Makes room once; false if there is nothing that may go.
pub(crate) fn make(writer: &mut Writer) -> std::result::Result<bool, StoreError> {
    let rows = writer.shared.stats.borrow().readings.rows;
    let Some(db) = writer.db.as_mut() else { return Ok(false) };
    let transaction = db.transaction()?;
    let (lane, losses) = match writer.which {
        Which::Alarms => (Lane::Events, drop_oldest(&transaction, Lane::Events)?),
        Which::Readings => (Lane::Readings, thin_or_drop(&transaction, rows)?),
    };
    let mut counted = Losses::default();
    for lost in &losses {
        counted.add(lost);
        if writer.which == Which::Readings {
            sql::insert_gap(&transaction, lost)?;
        }
    }
    write::add_losses(&transaction, counted)?;
    transaction.commit()?;
    writer.shared.add_losses(counted);
    for lost in &losses {
        tracing::warn!(lane = ?lost.lane, count = lost.count, reason = ?lost.reason, "made room");
        writer.shared.count(lane, -i64::from(lost.count));
        if writer.which == Which::Alarms {
            super::lost::note(&mut writer.lost, *lost);
        }
    }
    Ok(!losses.is_empty())
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
            [kept] => sql::insert(db, kept)?,
            _ => {}
        }
    }
    if let Some(last) = chunk.last() {
        sql::set_meta(db, THINNED_TO, last.key.number())?;
    }
    Ok(Lost::of(Lane::Readings, &gone, Reason::Thinned))
}
