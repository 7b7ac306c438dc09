//! What do messages change in the file?

use std::ops::RangeInclusive;

use alerts::Wall;
use alerts::message::{Condition, Gap, Id, Minute, Reply, Step};
use rusqlite::{Connection, OptionalExtension, ToSql, params};
use serde::Serialize;

use super::fault::unavailable;
use super::load::{body, each, get};
use super::timeline::DAY;
use super::writer::Work;
use super::{clinic, emptying, homes, news};
use crate::core::HomeId;
use crate::core::desk::Happened;
use crate::core::desk::news::StepNews;
use crate::core::heard::{AlarmStep, EventSaid, Known, Now, SummaryOf};
use crate::store::StoreError;
use crate::store::packed;
use crate::store::rows::{Batch, Effect, PoisonRow};

/// Payloads that nobody could read are kept up to this number, the newest: enough to see what is
/// wrong with a home or a version; a home that talks nonsense for a night must not fill the disk.
const MOST_POISON: u32 = 1_000;

/// Milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;

/// All of a batch.
pub(super) fn take(work: &mut Work<'_>, batch: &Batch) -> Result<(), StoreError> {
    for effect in &batch.effects {
        keep(work, effect)?;
    }
    for (home, lane, cursor) in &batch.cursors {
        let home = homes::number(work, home)?;
        let lane = lane.letter().to_string();
        run(
            work.db,
            "INSERT INTO cursor (home, lane, body) VALUES (?1, ?2, ?3)
             ON CONFLICT (home, lane) DO UPDATE SET body = excluded.body",
            &[&home, &lane, &json(cursor)?],
        )?;
    }
    for (home, boot) in &batch.boots {
        let home = homes::number(work, home)?;
        run(work.db, "UPDATE home SET boot = max(boot, ?2) WHERE id = ?1", &[&home, boot])?;
    }
    Ok(())
}

fn keep(work: &mut Work<'_>, effect: &Effect) -> Result<(), StoreError> {
    let db = work.db;
    match effect {
        Effect::Alarm { home, id, at, step, open } => {
            let number = homes::number(work, home)?;
            if alarm(db, number, (*id, *at), step, *open)? {
                clinic::mark(db, home)?;
                tell_desk(db, (home, *at), step, *open)?;
            }
            Ok(())
        }
        Effect::Event { home, id: _, at, event } => {
            let home = homes::number(work, home)?;
            keep_event(db, home, *at, event)
        }
        Effect::Minute { home, at, minute } => {
            let home = homes::number(work, home)?;
            keep_minute(db, home, *at, minute)
        }
        Effect::Summary { home, of, date, at, body } => {
            clinic::mark(db, home)?;
            let home = homes::number(work, home)?;
            run(
                db,
                "INSERT INTO summary (home, of, date, at, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (home, of, date) DO UPDATE SET at = excluded.at, body = excluded.body",
                &[&home, &summary_word(*of), date, &at.0, body],
            )
        }
        Effect::Gap { home, at, gap } => {
            let home = homes::number(work, home)?;
            keep_gap(db, home, *at, gap)
        }
        Effect::Reply { home, at, reply } => {
            let home = homes::number(work, home)?;
            keep_reply(db, home, *at, reply)
        }
        Effect::State { home, at, now } => {
            let home = homes::number(work, home)?;
            keep_state(db, home, *at, now)
        }
        Effect::Poison(row) => keep_poison(db, row),
        Effect::Emptied { home } => emptying::remove(db, home),
        Effect::News { at, what } => news::raise(db, what, *at),
    }
}

/// The desk hears of every step that changed something. One that comes after the alarm's end is followed
/// by that end again.
fn tell_desk(
    db: &Connection,
    (home, at): (&HomeId, Wall),
    step: &AlarmStep,
    open: bool,
) -> Result<(), StoreError> {
    let said = StepNews::new(home.clone(), step);
    let late = !open && !said.is_end();
    news::raise(db, &Happened::Alarm(said.clone()), at)?;
    if late {
        let (step, condition) = (Known::Word(Step::Closed), Condition::Cleared);
        news::raise(db, &Happened::Alarm(StepNews { step, condition, ..said }), at)?;
    }
    Ok(())
}

/// A step of an alarm; whether it changed something. What `alarms` says is mostly known: only what it
/// changes is written, and it gives way to the same step under its own name, which may come later.
fn alarm(
    db: &Connection,
    home: i64,
    (id, at): (Option<Id>, Wall),
    step: &AlarmStep,
    open: bool,
) -> Result<bool, StoreError> {
    let said = json(step)?;
    if id.is_none() && open && is_known(db, home, &step.alarm, &said)? {
        return Ok(false);
    }
    let near = at.0 - DAY..=at.0 + DAY;
    let is_there = match id {
        Some(_) => {
            for row in the_same(db, home, &near, step, "seq IS NULL")? {
                run(db, "DELETE FROM alarm WHERE id = ?1", &[&row])?;
            }
            false
        }
        None => !the_same(db, home, &near, step, "1")?.is_empty(),
    };
    if !is_there {
        run(
            db,
            "INSERT INTO alarm (home, at, boot, seq, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            &[&home, &at.0, &id.map(|id| id.boot), &id.map(|id| id.seq), &said],
        )?;
    }
    if open {
        run(
            db,
            "INSERT INTO open_alarm (home, alarm, at, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (home, alarm) DO UPDATE SET at = excluded.at, body = excluded.body",
            &[&home, &step.alarm, &at.0, &said],
        )?;
    } else {
        let gone = "DELETE FROM open_alarm WHERE home = ?1 AND alarm = ?2";
        run(db, gone, &[&home, &step.alarm])?;
    }
    Ok(true)
}

/// Rows that are looked through for a step, the newest first: an alarm that is reminded of each minute
/// has so many in four hours.
const LOOKED_THROUGH: i64 = 256;

/// Rows of the same step of the same alarm: what a list of open alarms says of it has no evidence, and
/// may have another time.
fn the_same(
    db: &Connection,
    home: i64,
    at: &RangeInclusive<i64>,
    step: &AlarmStep,
    which: &str,
) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT id, body FROM alarm WHERE home = ?1 AND at BETWEEN ?2 AND ?3 AND {which}
         ORDER BY at DESC LIMIT ?4"
    );
    let mut same = Vec::new();
    each(db, &sql, &[home, *at.start(), *at.end(), LOOKED_THROUGH], |row| {
        // One that cannot be read is not the same as one that can.
        let is_same = body::<AlarmStep>(row, 1, "alarm").is_ok_and(|it| {
            (&it.alarm, &it.step) == (&step.alarm, &step.step)
                && (it.times, it.escalation) == (step.times, step.escalation)
        });
        if is_same {
            same.push(get(row, 0)?);
        }
        Ok(())
    })?;
    Ok(same)
}

fn is_known(db: &Connection, home: i64, alarm: &str, body: &str) -> Result<bool, StoreError> {
    let ask = "SELECT body = ?3 FROM open_alarm WHERE home = ?1 AND alarm = ?2";
    let mut ask = db.prepare_cached(ask).map_err(unavailable)?;
    let same = ask.query_row(params![home, alarm, body], |row| row.get(0)).optional();
    same.map(Option::unwrap_or_default).map_err(unavailable)
}

fn keep_event(db: &Connection, home: i64, at: Wall, event: &EventSaid) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO event (home, at, kind, fact, withdrawn, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (home, fact) WHERE fact IS NOT NULL DO UPDATE SET
         at = excluded.at, kind = excluded.kind, withdrawn = excluded.withdrawn,
         body = excluded.body",
        &[&home, &at.0, &event.kind, &event.fact, &event.withdrawn, &event.body],
    )
}

fn keep_minute(db: &Connection, home: i64, at: Wall, minute: &Minute) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO minute (slot, home, at, heart, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        &[&at.0.div_euclid(MINUTE), &home, &at.0, &heart(minute), &packed::pack_one(at, minute)],
    )
}

/// The mean heart rate of a minute, from the first source that had one.
pub(super) fn heart(minute: &Minute) -> Option<u8> {
    let rate = minute.lines.iter().find_map(|(_, line)| line.heart_rate)?;
    let mean = rate.mean.hundredths.saturating_add(50).div_euclid(100);
    u8::try_from(mean).ok().filter(|mean| *mean > 0 && rate.n > 0)
}

fn keep_gap(db: &Connection, home: i64, at: Wall, gap: &Gap) -> Result<(), StoreError> {
    let add = "INSERT INTO gap (home, at, body) VALUES (?1, ?2, ?3)";
    run(db, add, &[&home, &at.0, &json(gap)?])
}

fn keep_reply(db: &Connection, home: i64, at: Wall, reply: &Reply) -> Result<(), StoreError> {
    let add = "INSERT INTO reply (home, at, body) VALUES (?1, ?2, ?3)";
    run(db, add, &[&home, &at.0, &json(reply)?])
}

fn keep_state(db: &Connection, home: i64, at: Wall, now: &Now) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO state (home, at, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (home) DO UPDATE SET at = excluded.at, body = excluded.body",
        &[&home, &at.0, &json(now)?],
    )
}

fn keep_poison(db: &Connection, row: &PoisonRow) -> Result<(), StoreError> {
    run(
        db,
        "INSERT INTO poison (at, topic, why, payload) VALUES (?1, ?2, ?3, ?4)",
        &[&row.at.0, &row.topic, &row.why, &row.payload],
    )?;
    // The newest number less the limit: numbers are given in turn.
    run(db, "DELETE FROM poison WHERE id <= (SELECT max(id) FROM poison) - ?1", &[&MOST_POISON])
}

/// `night` or `day`.
pub(super) const fn summary_word(of: SummaryOf) -> &'static str {
    match of {
        SummaryOf::Night => "night",
        SummaryOf::Day => "day",
    }
}

fn run(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(sql).map_err(unavailable)?;
    statement.execute(values).map(drop).map_err(unavailable)
}

fn json(body: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(body).map_err(|error| StoreError::Unavailable(Box::new(error)))
}
