//! The journal of `shims/disk.c`, read.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// Begins each record.
const MAGIC: u32 = 0x4853_4A31;

/// `struct record` of the shim.
const HEAD: usize = 48;

/// What happened to the bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// So many bytes were written; what stood there, and how long the file was.
    Write { at: u64, length: u64, old_size: u64, old: Vec<u8> },
    /// It was made so long; how long it was, and what was cut off.
    Truncate { size: u64, old_size: u64, old: Vec<u8> },
}

/// What happened to the name of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// It was not there before.
    Created(PathBuf),
    /// It is gone; the number under which the file is kept.
    Unlinked(PathBuf, u64),
    /// From, to, and the number under which what was there before is kept (0: nothing).
    Renamed(PathBuf, PathBuf, u64),
}

/// A record, by the file's inode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    Changed(u64, Change),
    SyncBegun(Sync),
    /// It was answered.
    SyncEnded(Sync),
    Named(Name),
}

/// The begin or the end of a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sync {
    pub inode: u64,
    pub number: u64,
    /// What the machine's clock showed.
    pub wall_ms: u64,
}

/// All whole records. A last one that was cut off belongs to a change that was not made.
pub(super) fn parse(mut bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while let Some((record, rest)) = next(bytes) {
        records.extend(record);
        bytes = rest;
    }
    records
}

fn next(bytes: &[u8]) -> Option<(Option<Record>, &[u8])> {
    let word = |at: usize| Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let long = |at: usize| Some(u64::from_ne_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    if word(0)? != MAGIC {
        return None;
    }
    let (kind, inode, at) = (word(4)?, long(8)?, long(16)?);
    let (length, old_size) = (long(24)?, long(32)?);
    let names_end = HEAD + usize::try_from(word(40)?).ok()?;
    let end = names_end + usize::try_from(word(44)?).ok()?;
    let mut names = bytes.get(HEAD..names_end)?.split(|byte| *byte == 0).map(path);
    let old = bytes.get(names_end..end)?.to_vec();
    let mut name = || names.next().unwrap_or_default();
    let record = match kind {
        1 => Some(Record::Changed(inode, Change::Write { at, length, old_size, old })),
        2 => Some(Record::Changed(inode, Change::Truncate { size: at, old_size, old })),
        3 => Some(Record::SyncBegun(Sync { inode, number: at, wall_ms: length })),
        4 => Some(Record::SyncEnded(Sync { inode, number: at, wall_ms: length })),
        5 => Some(Record::Named(Name::Created(name()))),
        6 => Some(Record::Named(Name::Unlinked(name(), at))),
        7 => Some(Record::Named(Name::Renamed(name(), name(), at))),
        _ => None,
    };
    Some((record, bytes.get(end..)?))
}

fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}
