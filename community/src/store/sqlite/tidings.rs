//! What people outside of the desk are told: a row for each, written with what it tells.

use std::collections::BTreeMap;

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Sqlite;
use super::cases::json;
use super::fault::unavailable;
use super::load::{body, each, get};
use crate::core::activity::{Activity, ActivityId, Seat, SignUp, SignUpId};
use crate::core::desk::change::{Change, Logged};
use crate::core::tiding::{Tells, Tiding, TidingId, Told};
use crate::store::StoreError;
use crate::store::cases::Committed;
use crate::store::tidings::TidingStore;

const TIDING: &str = "SELECT id, body, since, due, tries, sent FROM tiding";

fn of(row: &Row<'_>) -> Result<Tiding, StoreError> {
    Ok(Tiding {
        id: TidingId(get(row, 0)?),
        tells: body(row, 1, "tiding")?,
        since: Wall(get(row, 2)?),
        due: get::<Option<i64>>(row, 3)?.map(Wall),
        tries: get(row, 4)?,
        sent: get::<Option<i64>>(row, 5)?.map(Wall),
    })
}

fn write(db: &Connection, it: &Tiding) -> Result<(), StoreError> {
    let (report, sign_up) = match it.tells {
        Tells::Reporter { of, .. } => (Some(of.0), None),
        Tells::MovedUp { who, .. } => (None, Some(who.0)),
    };
    let sql = "INSERT OR REPLACE INTO tiding (report, sign_up, body, since, due, tries, sent)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let (due, sent) = (it.due.map(|at| at.0), it.sent.map(|at| at.0));
    let values = params![report, sign_up, json(&it.tells)?, it.since.0, due, it.tries, sent];
    db.execute(sql, values).map(drop).map_err(unavailable)
}

/// What a change of a report tells whoever reported, if they have shown where they can be told.
pub(super) fn of_change(db: &Connection, change: &Change) -> Result<(), StoreError> {
    let Some(case) = &change.case else { return Ok(()) };
    let contact = case.report.as_ref().and_then(|it| it.contact.as_ref());
    if contact.is_none_or(|it| it.confirmed.is_none()) {
        return Ok(());
    }
    let told = change.log.iter().rev().find_map(|row| {
        let Logged::Report { step } = &row.what else { return None };
        Some((row.at, Told::of(*step)?))
    });
    let Some((at, told)) = told else { return Ok(()) };
    let sql = "SELECT sent FROM tiding WHERE report = ?1";
    let last: Option<Option<i64>> =
        db.query_row(sql, [case.id.0], |row| row.get(0)).optional().map_err(unavailable)?;
    write(db, &Tiding::new(at, Tells::Reporter { of: case.id, told }, last.flatten().map(Wall)))
}

/// Who has a place now and had none before. Whoever confirmed their telephone by a code is told; of the
/// others the office's list says that they are to be called.
pub(super) fn moved(
    db: &Connection,
    now: Wall,
    (activity, before): (&Activity, &[(SignUpId, Seat)]),
    after: &[SignUp],
) -> Result<(), StoreError> {
    if !activity.takes(now) {
        return Ok(());
    }
    for (it, seat) in after.iter().zip(activity.seats(after)) {
        let waited = |(id, seat): &(SignUpId, Seat)| *id == it.id && matches!(seat, Seat::Waits(_));
        if seat == Seat::Place && before.iter().any(waited) {
            let tells = Tells::MovedUp { who: it.id, activity: activity.id };
            let tiding = Tiding::new(now, tells, None);
            let due = tiding.due.filter(|_| it.coded);
            write(db, &Tiding { due, ..tiding })?;
        }
    }
    Ok(())
}

impl TidingStore for Sqlite {
    async fn due_tiding(&self, now: Wall) -> Result<Option<Tiding>, StoreError> {
        let work = move |db: &Connection| {
            let sql = format!("{TIDING} WHERE due <= ?1 ORDER BY due, id LIMIT 1");
            let mut ask = db.prepare_cached(&sql).map_err(unavailable)?;
            let found = ask.query_row([now.0], |row| Ok(of(row))).optional();
            found.map_err(unavailable)?.transpose()
        };
        self.inner.readers.read(work).await
    }

    async fn save_tiding(&self, it: Tiding) -> Result<Committed, StoreError> {
        let sql = "UPDATE tiding SET due = ?2, tries = ?3, sent = ?4 WHERE id = ?1";
        let (due, sent) = (it.due.map(|at| at.0), it.sent.map(|at| at.0));
        let rows = self.inner.writer.write(move |work| {
            work.db.execute(sql, params![it.id.0, due, it.tries, sent]).map_err(unavailable)
        });
        Ok(if rows.await? == 1 { Committed::Whole } else { Committed::Stale })
    }

    async fn moved_up(
        &self,
        activity: ActivityId,
    ) -> Result<BTreeMap<SignUpId, Tiding>, StoreError> {
        let work = move |db: &Connection| {
            let mut found = BTreeMap::new();
            let sql =
                format!("{TIDING} WHERE sign_up IN (SELECT id FROM sign_up WHERE activity = ?1)");
            each(db, &sql, &[activity.0], |row| {
                let it = of(row)?;
                if let Tells::MovedUp { who, .. } = it.tells {
                    found.insert(who, it);
                }
                Ok(())
            })?;
            Ok(found)
        };
        self.inner.readers.read(work).await
    }
}
