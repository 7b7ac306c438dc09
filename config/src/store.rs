//! Where are outages bridged, and with how much of the disk?

use std::path::{Path, PathBuf};

use crate::files;
use crate::findings::Notes;
use crate::walk::Section;

/// Where it is unless said.
const DIR: &str = "/var/lib/hearth";

/// The folder and the sizes of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The folder of both files.
    pub dir: PathBuf,
    /// `alarms.db` at most, MiB.
    pub alarms_mib: u32,
    /// `readings.db` at most, MiB.
    pub readings_mib: u32,
}

pub(crate) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Store> {
    let section = file.section("store", &["dir", "alarms-mib", "readings-mib"], notes);
    let dir = files::optional(&section, "dir", DIR, notes);
    let mib = |key, usual, most, notes: &mut Notes<'_>| {
        let found = section.whole(key, 16..=most, notes);
        found.and_then(|found| u32::try_from(found.value).ok()).unwrap_or(usual)
    };
    let alarms_mib = mib("alarms-mib", 64, 4096, notes);
    let readings_mib = mib("readings-mib", 256, 65_536, notes);
    let dir = dir?;
    if dir.as_deref().is_some_and(is_fleeting) {
        let problem = "this folder is emptied or gone at power-off, and with it alarms that wait";
        let remedy = format!("write a folder on this machine's own disk, as in \"{DIR}\"");
        notes.warning(&section.spot_of("dir"), problem, remedy);
    }
    let dir = dir.unwrap_or_else(|| PathBuf::from(DIR));
    Some(Store { dir, alarms_mib, readings_mib })
}

/// Whether every Linux keeps such a folder in memory, or empties it at start.
pub(crate) fn is_fleeting(dir: &Path) -> bool {
    ["/tmp", "/run", "/var/run", "/dev/shm"].iter().any(|fleeting| dir.starts_with(fleeting))
}
