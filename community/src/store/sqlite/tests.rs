//! What is SQLite's own to keep: its files.

mod copies;
mod erased;
mod rate;
mod reports;
mod versions;

use std::fs;
use std::path::Path;

use alerts::Wall;

use crate::core::HomeId;
use crate::vault::{SealingKey, Vault};

/// A Monday noon, UTC.
const NOON: Wall = Wall(1_795_435_200_000);

fn home(name: &str) -> HomeId {
    name.parse().unwrap()
}

fn vault() -> Vault {
    Vault::new(SealingKey::random().unwrap())
}

/// In how many places of all files of a folder the bytes stand.
fn found(dir: &Path, bytes: &[u8]) -> usize {
    let files = fs::read_dir(dir).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    files.map(|file| file.windows(bytes.len()).filter(|there| *there == bytes).count()).sum()
}
