//! What does a power cut leave of a store?
//!
//! After `kill -9` everything that was written is still in the files. A power cut keeps less: what
//! was synced for certain, and of the rest what chance has it. The shim's journal says what was
//! written when, and what stood there before. Here the unsynced rest of each file is undone, newest
//! first, and then some of it is done again: each write whole, not at all, or torn in sectors.
//!
//! Two kinds of cut, by chance: *in order* (a disk without a cache of its own: a beginning is kept)
//! and *shuffled* (a card that wrote in the order it liked). Names (created, renamed, unlinked) are
//! kept up to some moment and undone after it, as by the journal of a file system. What is modelled
//! and what is not is said in `shims/disk.c`.

mod journal;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fastrand::Rng;

use journal::{Change, Name, Record, Sync, parse};

use crate::clock::wall_ms;

/// What a disk writes at once, whatever happens.
const SECTOR: u64 = 512;

/// What became of what was not synced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    /// Changes of files that are there.
    pub kept: u32,
    /// Changes that are not.
    pub dropped: u32,
    /// Writes of which some sectors are there.
    pub torn: u32,
    /// Files created, renamed or unlinked that are not.
    pub names_undone: u32,
    /// How long the slowest sync took, whether it was answered or the cut came first.
    pub slowest: Duration,
}

/// Cuts the power: the files in `folder` are from now on what the disk kept. The journal is used up.
///
/// # Errors
///
/// When a file cannot be read or written.
pub(super) fn cut(folder: &Path, journal: &Path, rng: &mut Rng) -> io::Result<Left> {
    let now = wall_ms().cast_unsigned();
    let records = parse(&fs::read(journal)?);
    let mut left = Left { slowest: slowest(&records, now), ..Left::default() };
    let files = by_inode(&[folder, journal.parent().unwrap_or(folder)])?;
    let in_order = rng.bool();
    for (inode, changes) in unsynced(&records) {
        // A file of which no name is left is gone, whatever it held.
        let Some(path) = files.get(&inode) else { continue };
        if !path.to_string_lossy().ends_with("-shm") {
            let file = File::options().read(true).write(true).open(path)?;
            let fates = fates(changes.len(), in_order, rng);
            rewrite(&file, &changes, &fates, rng, &mut left)?;
        }
    }
    let names = unsynced_names(&records);
    let kept = rng.usize(..=names.len());
    for name in names.iter().skip(kept).rev() {
        undo_name(name, journal)?;
        left.names_undone += 1;
    }
    for path in by_inode(&[folder])?.into_values() {
        if path.to_string_lossy().ends_with("-shm") {
            fs::remove_file(path)?;
        }
    }
    forget(journal)?;
    Ok(left)
}

/// Removes the journal and what it kept of unlinked files: all that is there now is durable.
pub(super) fn forget(journal: &Path) -> io::Result<()> {
    let name = journal.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for entry in fs::read_dir(journal.parent().unwrap_or(journal))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What becomes of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Kept,
    Dropped,
    Torn,
}

fn fates(count: usize, in_order: bool, rng: &mut Rng) -> Vec<Fate> {
    if in_order {
        let whole = rng.usize(..=count);
        let fate = |index: usize| match index.cmp(&whole) {
            std::cmp::Ordering::Less => Fate::Kept,
            std::cmp::Ordering::Equal => Fate::Torn,
            std::cmp::Ordering::Greater => Fate::Dropped,
        };
        return (0..count).map(fate).collect();
    }
    let fate = |_| match rng.u8(..3) {
        0 => Fate::Kept,
        1 => Fate::Dropped,
        _ => Fate::Torn,
    };
    (0..count).map(fate).collect()
}

/// Undoes the changes, newest first, and does some of them again.
fn rewrite(
    file: &File,
    changes: &[&Change],
    fates: &[Fate],
    rng: &mut Rng,
    left: &mut Left,
) -> io::Result<()> {
    let mut written = Vec::new();
    for change in changes.iter().rev() {
        written.push(undo(file, change)?);
    }
    let again = changes.iter().zip(written.into_iter().rev()).zip(fates);
    for ((change, bytes), fate) in again {
        match (fate, change) {
            (Fate::Dropped, _) => left.dropped += 1,
            (Fate::Kept | Fate::Torn, Change::Truncate { size, .. }) => {
                file.set_len(*size)?;
                left.kept += 1;
            }
            (Fate::Kept, Change::Write { at, .. }) => {
                file.write_all_at(&bytes, *at)?;
                left.kept += 1;
            }
            (Fate::Torn, Change::Write { at, .. }) => {
                for (at, sector) in sectors(*at, &bytes) {
                    if rng.bool() {
                        file.write_all_at(sector, at)?;
                    }
                }
                left.torn += 1;
            }
        }
    }
    Ok(())
}

/// The file is as before the change; what the change had written.
fn undo(file: &File, change: &Change) -> io::Result<Vec<u8>> {
    match change {
        Change::Write { at, length, old_size, old } => {
            let size = file.metadata()?.len();
            let end = (at + length).min(size);
            let mut written = vec![0; usize::try_from(end.saturating_sub(*at)).unwrap_or(0)];
            file.read_exact_at(&mut written, *at)?;
            file.write_all_at(old, *at)?;
            file.set_len(*old_size)?;
            Ok(written)
        }
        Change::Truncate { size, old_size, old } => {
            file.set_len(*old_size)?;
            file.write_all_at(old, *size)?;
            Ok(Vec::new())
        }
    }
}

/// The pieces of a write as a disk has them.
fn sectors(at: u64, bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut at = at;
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let room = usize::try_from(SECTOR - at % SECTOR).unwrap_or(rest.len());
        let (sector, after) = rest.split_at(room.min(rest.len()));
        let here = at;
        rest = after;
        at += sector.len() as u64;
        (!sector.is_empty()).then_some((here, sector))
    })
}

fn undo_name(name: &Name, journal: &Path) -> io::Result<()> {
    let kept = |number: u64| journal.with_file_name(format!("journal.{number}"));
    match name {
        Name::Created(path) => drop(fs::remove_file(path)), // it may be gone by another name
        Name::Unlinked(path, number) if !path.exists() => fs::hard_link(kept(*number), path)?,
        Name::Unlinked(..) => {}
        Name::Renamed(from, to, number) => {
            drop(fs::rename(to, from));
            if *number != 0 {
                fs::hard_link(kept(*number), to)?;
            }
        }
    }
    Ok(())
}

/// The changes of each file that no sync has made durable, oldest first.
fn unsynced(records: &[Record]) -> BTreeMap<u64, Vec<&Change>> {
    let mut durable: BTreeMap<u64, usize> = BTreeMap::new();
    for (inode, begun) in syncs(records) {
        let before = durable.entry(inode).or_default();
        *before = begun.max(*before);
    }
    let mut changes: BTreeMap<u64, Vec<&Change>> = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        if let Record::Changed(inode, change) = record
            && durable.get(inode).is_none_or(|before| place >= *before)
        {
            changes.entry(*inode).or_default().push(change);
        }
    }
    changes
}

/// What changed names since the last sync of anything.
fn unsynced_names(records: &[Record]) -> Vec<&Name> {
    let durable = syncs(records).map(|(_, begun)| begun).max().unwrap_or(0);
    let named = records.iter().skip(durable).filter_map(|record| match record {
        Record::Named(name) => Some(name),
        Record::Changed(..) | Record::SyncBegun(_) | Record::SyncEnded(_) => None,
    });
    named.collect()
}

/// The syncs that were answered: of which file, and where in the journal they began.
fn syncs(records: &[Record]) -> impl Iterator<Item = (u64, usize)> {
    let ended = ends(records);
    records.iter().enumerate().filter_map(move |(place, record)| match record {
        Record::SyncBegun(sync) => {
            ended.contains_key(&(sync.inode, sync.number)).then_some((sync.inode, place))
        }
        Record::SyncEnded(_) | Record::Changed(..) | Record::Named(_) => None,
    })
}

/// How long the slowest sync took; one that was not answered took until now.
fn slowest(records: &[Record], now: u64) -> Duration {
    let ended = ends(records);
    let took = records.iter().filter_map(|record| match record {
        Record::SyncBegun(sync) => {
            let end = ended.get(&(sync.inode, sync.number)).unwrap_or(&now);
            Some(end.saturating_sub(sync.wall_ms))
        }
        Record::SyncEnded(_) | Record::Changed(..) | Record::Named(_) => None,
    });
    Duration::from_millis(took.max().unwrap_or(0))
}

/// When each sync was answered, by its file and number.
fn ends(records: &[Record]) -> BTreeMap<(u64, u64), u64> {
    let ended = records.iter().filter_map(|record| match record {
        Record::SyncEnded(Sync { inode, number, wall_ms }) => Some(((*inode, *number), *wall_ms)),
        Record::SyncBegun(_) | Record::Changed(..) | Record::Named(_) => None,
    });
    ended.collect()
}

fn by_inode(folders: &[&Path]) -> io::Result<BTreeMap<u64, PathBuf>> {
    let mut files = BTreeMap::new();
    // The first folder's name of a file counts, so the last is looked at first.
    for folder in folders.iter().rev() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let known = entry.metadata()?;
            if known.is_file() {
                files.insert(known.ino(), entry.path());
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
