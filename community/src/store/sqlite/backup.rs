//! A whole copy while everything goes on.
//!
//! SQLite copies page by page beside the writer; the copy is written under another name, synced and
//! only then given its own, so that whatever has a backup's name is one. There must be room for it
//! before it begins.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

/// Pages that are copied at a time: 4 MiB, a few hundredths of a second on a slow disk.
const PAGES: i32 = 1_024;

/// The rest of the disk: the log must grow while the copy is made.
const SPARE: u64 = 64 * 1024 * 1024;

/// Waits for a lock that another process holds.
const PAUSE: Duration = Duration::from_millis(50);

/// Waits of that length, a minute in all, before the copy is given up.
const WAITS: u32 = 1_200;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Pages that are copied.
    pub copied: u32,
    /// Pages in all.
    pub pages: u32,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The disk is too small.
    #[error(
        "a copy needs {needed_mib} MiB and {} has {free_mib} MiB: make room, or name another place",
        folder.display()
    )]
    NoRoom {
        /// Where.
        folder: PathBuf,
        /// The size of the file and some.
        needed_mib: u64,
        /// What there is.
        free_mib: u64,
    },
    /// Somebody else holds the store.
    #[error("the store is locked by another program: try again when that has ended")]
    Locked,
    /// The copy is not whole.
    #[error("the copy is damaged, and was thrown away: look at the disk ({0})")]
    Damaged(String),
    /// What SQLite says.
    #[error("the copy could not be made: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What the file system says.
    #[error("cannot write {}: {cause}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What it says.
        #[source]
        cause: io::Error,
    },
}

/// Copies the store to a file that is not there yet, or is to be replaced.
///
/// # Errors
///
/// When there is no room, or the disk refuses; then what stood under that name stands there still.
pub fn copy(from: &Path, to: &Path, mut see: impl FnMut(Progress)) -> Result<(), BackupError> {
    let io = |cause| BackupError::Io { file: to.to_owned(), cause };
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io)?;
    look_for_room(from, folder)?;
    let part = beside(to, ".part");
    let copied = copy_to(from, &part, &mut see).and_then(|()| {
        File::open(&part).and_then(|part| part.sync_all()).map_err(io)?;
        fs::rename(&part, to).map_err(io)?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
    });
    if copied.is_err() {
        // It may never have been there.
        drop(fs::remove_file(&part));
    }
    copied
}

fn copy_to(from: &Path, part: &Path, see: &mut impl FnMut(Progress)) -> Result<(), BackupError> {
    let io = |cause| BackupError::Io { file: part.to_owned(), cause };
    match fs::remove_file(part) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(io(cause)),
        Ok(()) | Err(_) => {}
    }
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut target = Connection::open(part)?;
    fs::set_permissions(part, fs::Permissions::from_mode(0o600)).map_err(io)?;
    // One moment of the store: without it every commit of the writer would begin the copy anew.
    let moment = source.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    run(&source, &mut target, see)?;
    moment.finish()?;
    // A backup is one file: no log beside it.
    target.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    let verdict: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict));
    }
    target.close().map_err(|(_, error)| error.into())
}

fn run(
    source: &Connection,
    target: &mut Connection,
    see: &mut impl FnMut(Progress),
) -> Result<(), BackupError> {
    let copying = Backup::new(source, target)?;
    let mut waits = 0;
    loop {
        let step = copying.step(PAGES)?;
        let now = copying.progress();
        let pages = u32::try_from(now.pagecount).unwrap_or(0);
        let left = u32::try_from(now.remaining).unwrap_or(0);
        see(Progress { copied: pages.saturating_sub(left), pages });
        match step {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked if waits < WAITS => {
                waits += 1;
                std::thread::sleep(PAUSE);
            }
            StepResult::Busy | StepResult::Locked => return Err(BackupError::Locked),
            _ => {}
        }
    }
}

fn look_for_room(from: &Path, folder: &Path) -> Result<(), BackupError> {
    let io = |cause| BackupError::Io { file: from.to_owned(), cause };
    let size = fs::metadata(from).map_err(io)?.len();
    let log = fs::metadata(beside(from, "-wal")).map_or(0, |log| log.len());
    let needed = size.saturating_add(log).saturating_add(SPARE);
    let Ok(disk) = rustix::fs::statvfs(folder) else { return Ok(()) };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free >= needed {
        return Ok(());
    }
    let mib = |bytes: u64| bytes / (1024 * 1024);
    Err(BackupError::NoRoom {
        folder: folder.to_owned(),
        needed_mib: mib(needed),
        free_mib: mib(free),
    })
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file.as_os_str());
    name.push(ending);
    name.into()
}
