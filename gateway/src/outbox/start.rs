//! What does this boot begin with? Both files opened, a boot number that never was, and what the
//! boot before left behind.

use std::collections::BTreeMap;
use std::path::Path;

use alerts::Wall;
use alerts::message::{Lane, Previous};
use rusqlite::{Connection, Result};

use super::boot::{self, Known};
use super::fault::StoreFault;
use super::limits::Limits;
use super::open::{self, OpenFile};
use super::row::{Key, LANES};
use super::schema::Which;
use super::sql;
use super::stats::{LaneStats, Oldest, Stats};
use super::write;

/// All that the writers need to begin.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) boot: u32,
    pub(crate) previous: Option<Previous>,
    pub(crate) kept: Option<String>,
    pub(crate) faults: Vec<StoreFault>,
    pub(crate) anchors: BTreeMap<u32, Wall>,
    /// Last row of each lane on disk, in the order of [`LANES`].
    pub(crate) last: [Key; 3],
    pub(crate) stats: Stats,
    pub(crate) alarms: Option<Connection>,
    pub(crate) readings: Option<Connection>,
}

/// What a file remembers of earlier boots.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    /// Its copy of the counter.
    counter: Option<u32>,
    /// The highest boot among its rows.
    rows: u32,
}

/// Opens both files and begins a boot. Never fails: what cannot be opened is a fault.
pub(crate) fn start(dir: &Path, limits: &Limits) -> Start {
    let mut faults = Vec::new();
    let mut take = |which| match open::file(dir, which, limits) {
        Ok(OpenFile { db, was_set_aside, faults: more }) => {
            faults.extend(more);
            Some((db, was_set_aside))
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    let (alarms, readings) = (take(Which::Alarms), take(Which::Readings));
    let set_aside = alarms.as_ref().is_some_and(|(_, set_aside)| *set_aside);
    let (alarms, readings) = (alarms.map(|(db, _)| db), readings.map(|(db, _)| db));

    let memory = remember(alarms.as_ref(), Which::Alarms);
    let copy = remember(readings.as_ref(), Which::Readings);
    let known = weigh(alarms.is_some() && !set_aside, memory, copy);
    let before = memory.counter.or(copy.counter);
    let mut start = Start {
        boot: boot::next(known, boot::random()),
        previous: before.map(|boot| previous(boot, alarms.as_ref(), readings.as_ref())),
        kept: alarms.as_ref().and_then(|db| sql::meta(db, "kept").ok().flatten()),
        faults,
        anchors: BTreeMap::new(),
        last: LANES.map(|lane| last(file_of(lane, alarms.as_ref(), readings.as_ref()), lane)),
        stats: Stats::new(0),
        alarms: None,
        readings: None,
    };
    start.alarms = alarms.and_then(|db| start.begin(db, Which::Alarms, dir));
    start.readings = readings.and_then(|db| start.begin(db, Which::Readings, dir));
    if start.alarms.is_none() && !matches!(known, Known::Lost(_)) {
        // The counter could not be written, so this boot must not be the one that comes next.
        start.boot = boot::next(Known::Lost(start.boot), boot::random());
    }
    start.stats.boot = start.boot;
    start
}

impl Start {
    /// Writes the boot down and counts what waits. A file that cannot do that is not used.
    fn begin(&mut self, mut db: Connection, which: Which, dir: &Path) -> Option<Connection> {
        match self.write_and_count(&mut db, which) {
            Ok(()) => Some(db),
            Err(error) => {
                let (file, why) = (dir.join(which.file_name()), error.to_string());
                self.faults.push(StoreFault::Unusable { file, why });
                None
            }
        }
    }

    fn write_and_count(&mut self, db: &mut Connection, which: Which) -> Result<()> {
        let transaction = db.transaction()?;
        sql::set_meta(&transaction, "boot", self.boot)?;
        for lane in which.lanes() {
            sql::set_meta(&transaction, sql::last_name(*lane), 0)?;
        }
        transaction.commit()?;
        for lane in which.lanes() {
            let oldest = sql::after(db, *lane, Key::ZERO, 1)?.first().map(Oldest::from);
            let rows = sql::count(db, *lane)?;
            *self.stats.lane_mut(*lane) = LaneStats { rows, unstored: 0, oldest };
        }
        let losses = write::losses(db)?;
        self.stats.losses.thinned += losses.thinned;
        self.stats.losses.dropped += losses.dropped;
        self.stats.losses.oversize += losses.oversize;
        self.anchors.extend(sql::anchors(db)?);
        Ok(())
    }
}

/// How much the counter is to be believed.
fn weigh(is_whole: bool, memory: Memory, copy: Memory) -> Known {
    let highest = [memory.counter.unwrap_or(0), memory.rows, copy.counter.unwrap_or(0), copy.rows];
    let highest = highest.into_iter().max().unwrap_or(0);
    match memory.counter {
        Some(counter) if is_whole && counter >= highest => Known::Counter(counter),
        None if is_whole && highest == 0 => Known::Never,
        Some(_) | None if highest > 0 => Known::Highest(highest),
        Some(_) | None => Known::Lost(highest),
    }
}

fn remember(db: Option<&Connection>, which: Which) -> Memory {
    let Some(db) = db else { return Memory::default() };
    let rows = which.lanes().iter().map(|lane| last(Some(db), *lane).boot).max().unwrap_or(0);
    Memory { counter: sql::meta(db, "boot").ok().flatten(), rows }
}

fn file_of<'a>(
    lane: Lane,
    alarms: Option<&'a Connection>,
    readings: Option<&'a Connection>,
) -> Option<&'a Connection> {
    match Which::of(lane) {
        Which::Alarms => alarms,
        Which::Readings => readings,
    }
}

/// The last row of a lane, if the file can tell.
fn last(db: Option<&Connection>, lane: Lane) -> Key {
    db.and_then(|db| sql::last_key(db, lane).ok().flatten()).unwrap_or(Key::ZERO)
}

/// The last number of each lane in an earlier boot: of the newest row, or as noted when that was
/// deleted.
fn previous(boot: u32, alarms: Option<&Connection>, readings: Option<&Connection>) -> Previous {
    let last = |lane| {
        let Some(db) = file_of(lane, alarms, readings) else { return 0 };
        if sql::meta(db, "boot").ok().flatten() != Some(boot) {
            return 0;
        }
        let noted: u32 = sql::meta(db, sql::last_name(lane)).ok().flatten().unwrap_or(0);
        let row = last(Some(db), lane);
        if row.boot == boot { noted.max(row.seq) } else { noted }
    };
    Previous {
        boot,
        alarms: last(Lane::Alarms),
        events: last(Lane::Events),
        readings: last(Lane::Readings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_believed_only_if_nothing_knows_a_later_boot() {
        let memory = |counter, rows| Memory { counter, rows };

        assert_eq!(weigh(true, memory(Some(7), 7), memory(Some(7), 6)), Known::Counter(7));
        assert_eq!(weigh(true, memory(Some(3), 3), memory(Some(7), 0)), Known::Highest(7));
        assert_eq!(weigh(true, memory(None, 0), memory(Some(7), 0)), Known::Highest(7));
        assert_eq!(weigh(true, memory(None, 0), memory(None, 0)), Known::Never);
        assert_eq!(weigh(false, memory(None, 0), memory(None, 0)), Known::Lost(0));
        assert_eq!(weigh(false, memory(Some(7), 9), memory(None, 0)), Known::Highest(9));
    }
}
