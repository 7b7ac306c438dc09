//! Which backups are too old? An erased resident is in them until then, so they do expire.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use alerts::Wall;
use jiff::Timestamp;

/// How the names begin: of backups, and of copies that were made before something was changed.
const OURS: [&str; 3] = ["station-", "before-version-", "before-restore-"];

/// The name of a backup that is made now.
#[must_use]
pub fn name(now: Wall) -> String {
    let now = Timestamp::from_millisecond(now.0).unwrap_or_default();
    format!("station-{}.db", now.strftime("%Y%m%dT%H%M%SZ"))
}

/// Deletes what is older than so many days, by when it was written; which. Nothing else in the folder
/// is touched, and the newest backup never.
///
/// # Errors
///
/// When the folder cannot be read or a file not be deleted.
pub fn drop_old(folder: &Path, now: Wall, days: u32) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    for file in listed {
        let file = file?;
        let name = file.file_name();
        let name = name.to_str().unwrap_or_default();
        if name.ends_with(".db") && OURS.iter().any(|ours| name.starts_with(ours)) {
            found.push((file.metadata()?.modified()?, file.path()));
        }
    }
    found.sort();
    let is_backup = |path: &Path| {
        path.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("station-"))
    };
    let newest = found.iter().rev().find(|(_, path)| is_backup(path)).map(|(_, path)| path.clone());
    let now = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    let most = Duration::from_secs(u64::from(days) * 86_400);
    let is_old = |written| now.duration_since(written).is_ok_and(|age| age > most);
    found.retain(|(written, path)| is_old(*written) && Some(path) != newest.as_ref());
    for (_, path) in &found {
        fs::remove_file(path)?;
    }
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn a_backup_says_in_its_name_when_it_was_made() {
        assert_eq!(name(Wall(1_795_435_200_000)), "station-20261123T120000Z.db");
    }

    #[test]
    fn old_backups_go_and_the_newest_and_what_is_not_ours_stay() {
        let dir = tempfile::tempdir().unwrap();
        let now = Wall(1_795_435_200_000);
        for (name, days) in [
            ("station-1.db", 31),
            ("station-2.db", 29),
            ("before-version-2.db", 40),
            ("before-restore-1.db", 10),
            ("notes.db", 90),
            ("station-3.txt", 90),
        ] {
            write(&dir.path().join(name), Wall(now.0 - days * DAY));
        }

        let dropped = drop_old(dir.path(), now, 30).unwrap();

        let names: Vec<_> = dropped.iter().map(|path| path.file_name().unwrap()).collect();
        assert_eq!(names, ["before-version-2.db", "station-1.db"]);
        let much_later = Wall(now.0 + 400 * DAY);
        drop_old(dir.path(), much_later, 30).unwrap();
        assert!(dir.path().join("station-2.db").exists(), "the newest there is");
        assert!(!dir.path().join("before-restore-1.db").exists());
        assert!(dir.path().join("notes.db").exists());
    }

    fn write(path: &Path, at: Wall) {
        let file = fs::File::create(path).unwrap();
        let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap());
        file.set_modified(at).unwrap();
    }
}
