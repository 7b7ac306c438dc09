//! Where is everything kept, and for how long?

use std::path::PathBuf;

use super::walk::{Notes, Section};
use crate::store::rows::Retention;

/// Nobody keeps anything for longer than this by a slip of the finger: ten years.
pub const MOST_DAYS: u32 = 3_650;

/// The store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Its folder.
    pub dir: PathBuf,
    /// The file of the master key, outside of it.
    pub master_key: PathBuf,
    /// Where backups are made.
    pub backups: PathBuf,
    /// After so many days a backup is deleted by the next one: an erased resident is in it so long.
    pub keep_backups_days: u32,
    /// For how long each kind is kept.
    pub keep: Retention,
}

const DIR: &str = "/var/lib/hearth-community";

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Store> {
    let keys = ["dir", "master-key", "backups", "keep-backups-days", "keep"];
    let section = file.section("store", &keys, notes);
    let mut path = |key, usual: &str| {
        let path = section.path(key, notes);
        path.unwrap_or_else(|| PathBuf::from(usual))
    };
    let dir = path("dir", DIR);
    let master_key = path("master-key", "/etc/hearth-community/master.key");
    let backups = path("backups", "/var/backups/hearth-community");
    if master_key.starts_with(&dir) {
        let problem =
            "the master key lies in the store's folder: whoever takes the folder has both";
        let remedy = "write another place, as in \"/etc/hearth-community/master.key\"";
        notes.error(&section.spot("master-key"), problem, remedy);
    }
    if backups.starts_with(&dir) {
        let problem = "the backups lie in the store's folder: they are lost with it";
        notes.error(
            &section.spot("backups"),
            problem,
            "write a folder elsewhere, best another disk",
        );
    }
    if master_key.starts_with(&backups) {
        let problem = "the master key lies among the backups: whoever takes one has both";
        notes.error(&section.spot("master-key"), problem, "write another place");
    }
    let keep_backups_days = section.number("keep-backups-days", (30, 400), notes);
    let keep = section.section("keep", &["minutes", "events", "alarms", "audit"], notes);
    let mut days = |key, usual| keep.number(key, (usual, MOST_DAYS), notes);
    let keep = Retention {
        minutes_days: days("minutes", 400),
        events_days: days("events", 400),
        alarms_days: days("alarms", 1_100),
        audit_days: days("audit", 1_100),
    };
    Some(Store { dir, master_key, backups, keep_backups_days, keep })
}
