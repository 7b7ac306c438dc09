//! What does this boot begin with? Both files opened, a boot number that never was, and what the
//! boot before left behind. Done on the writers' threads: a disk that hangs holds up nobody else.

use std::fs;
use std::path::Path;

use alerts::Wall;
use alerts::message::{Lane, Previous};

use super::boot::{self, Birth, Known, Taken};
use super::fault::StoreFault;
use super::limits::Limits;
use super::shared::Shared;
use super::store::{Memory, Opened, Store, StoreError};
use super::which::Which;

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// The number of this start of the daemon.
    pub boot: u32,
    /// What the boot before stored, as far as it reached the disk.
    pub previous: Option<Previous>,
    /// The open alarms as they were saved last, JSON.
    pub kept: Option<String>,
    /// The newest wall time of an earlier boot.
    pub last_wall: Option<Wall>,
    /// What is wrong with the store. It is used all the same.
    pub faults: Vec<StoreFault>,
}

/// A file as its writer gets it.
#[derive(Debug, Default)]
pub(crate) struct Place {
    pub(crate) store: Option<Store>,
    /// Why it cannot be written, if that is so.
    pub(crate) trouble: Option<String>,
    was_set_aside: bool,
    memory: Memory,
    faults: Vec<StoreFault>,
}

/// Opens the file of the alarms and begins a boot with that of the readings, which the other writer opens
/// meanwhile. Never fails: what cannot be opened is a fault.
pub(crate) fn start(
    dir: &Path,
    limits: &Limits,
    birth: Birth,
    shared: &Shared,
    readings: impl FnOnce() -> Place,
) -> (Found, Place, Place) {
    let mut alarms = Place::open(dir, Which::Alarms, limits);
    let mut readings = readings();
    let faults = [&mut alarms, &mut readings].map(|place| std::mem::take(&mut place.faults));
    if let Some(taken) = birth.taken {
        for place in [&mut alarms, &mut readings] {
            place.renumber(taken);
        }
    }
    let known = weigh(&alarms, &readings, is_there(dir));
    let mut boot = boot::next(known, birth);
    if !alarms.begin(boot) && !matches!(known, Known::Lost(_) | Known::OutOfReach) {
        // The counter could not be written, so this boot must not be the one that comes next.
        boot = boot::next(Known::Lost(boot), birth);
    }
    let decided = shared.decide(boot);
    if decided != boot {
        alarms.begin(decided);
    }
    readings.begin(decided);
    let found = Found {
        boot: decided,
        previous: previous(&alarms.memory, &readings.memory),
        kept: alarms.memory.kept.take(),
        last_wall: alarms.memory.last_wall.max(readings.memory.last_wall),
        faults: faults.into_iter().flatten().collect(),
    };
    (found, alarms, readings)
}

impl Place {
    /// Opens one of the files.
    pub(crate) fn open(dir: &Path, which: Which, limits: &Limits) -> Self {
        match Store::open(dir, which, limits) {
            Ok(Opened { store, was_set_aside, faults }) => {
                let memory = store.memory();
                let is_trouble = |fault: &&StoreFault| matches!(fault, StoreFault::ReadOnly { .. });
                let trouble = faults.iter().find(is_trouble).map(ToString::to_string);
                Self { store: Some(store), trouble, was_set_aside, memory, faults }
            }
            Err(fault) => {
                let trouble = Some(fault.to_string());
                Self { trouble, faults: vec![fault], ..Self::default() }
            }
        }
    }

    /// Rows of a boot that was taken get the number that is kept for them.
    fn renumber(&mut self, taken: Taken) {
        let Some(store) = &mut self.store else { return };
        match store.renumber(taken.boot, taken.instead()) {
            Ok(()) => self.memory = store.memory(),
            Err(error) => {
                tracing::warn!(%error, "some messages will look like old ones to a station")
            }
        }
    }

    /// Writes the boot down; false if that is not possible.
    fn begin(&mut self, boot: u32) -> bool {
        let begun = self.store.as_mut().map(|store| store.begin(boot));
        match begun {
            None | Some(Err(StoreError::ReadOnly(_))) => false,
            Some(Ok(())) => true,
            Some(Err(error)) => {
                self.trouble = Some(error.to_string());
                false
            }
        }
    }
}

/// Whether there is a store, readable or not.
pub(crate) fn is_there(dir: &Path) -> bool {
    let is_missing = |error: std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    !fs::metadata(dir.join(Which::Alarms.file_name())).is_err_and(is_missing)
}

/// How much the counter is to be believed.
fn weigh(alarms: &Place, readings: &Place, is_there: bool) -> Known {
    let (memory, copy) = (&alarms.memory, &readings.memory);
    let is_whole = alarms.store.is_some() && !alarms.was_set_aside;
    let highest = [memory.counter.unwrap_or(0), memory.rows, copy.counter.unwrap_or(0), copy.rows];
    let highest = highest.into_iter().max().unwrap_or(0);
    match memory.counter {
        Some(counter) if is_whole && counter >= highest => Known::Counter(counter),
        Some(_) | None if highest > 0 => Known::Highest(highest),
        None if is_there && alarms.store.is_none() => Known::OutOfReach,
        Some(_) | None => Known::Lost(highest),
    }
}

/// The last number of each lane in the boot before.
fn previous(memory: &Memory, copy: &Memory) -> Option<Previous> {
    let boot = memory.counter.or(copy.counter)?;
    let last = |lane| {
        let of = match Which::of(lane) {
            Which::Alarms => memory,
            Which::Readings => copy,
        };
        if of.counter == Some(boot) { of.last.of(lane) } else { 0 }
    };
    Some(Previous {
        boot,
        alarms: last(Lane::Alarms),
        events: last(Lane::Events),
        readings: last(Lane::Readings),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_believed_only_if_nothing_knows_a_later_boot() {
        let weigh = |alarms, readings| weigh_memories(alarms, readings);
        let (none, first) = (Memory::default(), memory(None, 0));

        assert_eq!(weigh(memory(Some(7), 7), memory(Some(7), 6)), Known::Highest(7));
        assert_eq!(weigh(memory(Some(3), 3), memory(Some(7), 0)), Known::Highest(7));
        assert_eq!(weigh(memory(None, 0), memory(Some(7), 0)), Known::Highest(7));
        assert_eq!(weigh(first, none), Known::Lost(0));
        assert_eq!(weigh(memory(Some(7), 9), memory(None, 0)), Known::Highest(9));
    }

    fn weigh_memories(alarms: Memory, readings: Memory) -> Known {
        let place = |memory| Place { memory, ..Place::default() };
        weigh(&place(alarms), &place(readings), false)
    }

    fn memory(counter: Option<u32>, rows: u32) -> Memory {
        Memory { counter, rows, ..Memory::default() }
    }
}
