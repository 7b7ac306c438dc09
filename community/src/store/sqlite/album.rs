//! Which pictures go with a backup? They lie sealed in one folder beside all backups, each once: a
//! picture never changes. Its time says when a backup had it last, so it expires with that one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alerts::Wall;

use super::photos::{FOLDER, is_name};

/// The pictures of a store go beside its backups, after the store itself was copied: one that comes
/// meanwhile is one too many, and none is missing. How many there are.
///
/// # Errors
///
/// When the disk refuses.
pub fn keep(store: &Path, backups: &Path, now: Wall) -> io::Result<usize> {
    let to = backups.join(FOLDER);
    let names = names(&store.join(FOLDER))?;
    for name in &names {
        let there = to.join(name);
        if !there.try_exists()? {
            copy(&store.join(FOLDER), &to, name)?;
        }
        match File::options().write(true).open(&there) {
            Ok(file) => file.set_modified(time(now))?,
            // It was erased in this moment.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(names.len())
}

/// The pictures beside a backup go into the store. What no case of it has is removed when it is opened.
///
/// # Errors
///
/// When the disk refuses.
pub fn give_back(backups: &Path, store: &Path) -> io::Result<()> {
    let (from, to) = (backups.join(FOLDER), store.join(FOLDER));
    for name in names(&from)? {
        if !to.join(&name).try_exists()? {
            copy(&from, &to, &name)?;
        }
    }
    Ok(())
}

/// Deletes those that no backup of so many days has; which.
///
/// # Errors
///
/// When the folder cannot be read, or a file not be deleted.
pub fn drop_old(backups: &Path, now: Wall, days: u32) -> io::Result<Vec<PathBuf>> {
    let most = Duration::from_secs(u64::from(days) * 86_400);
    let mut dropped = Vec::new();
    for name in names(&backups.join(FOLDER))? {
        let file = backups.join(FOLDER).join(name);
        let last = fs::metadata(&file)?.modified()?;
        if time(now).duration_since(last).is_ok_and(|age| age > most) {
            fs::remove_file(&file)?;
            dropped.push(file);
        }
    }
    Ok(dropped)
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut names = Vec::new();
    for file in listed {
        let name = file?.file_name();
        names.extend(name.to_str().filter(|name| is_name(name)).map(str::to_owned));
    }
    Ok(names)
}

/// Whole under its name, or not there.
fn copy(from: &Path, to: &Path, name: &str) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(to)?;
    let mut source = match File::open(from.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        source => source?,
    };
    let part = to.join(format!("{name}.part"));
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    io::copy(&mut source, &mut file)?;
    file.sync_all()?;
    fs::rename(&part, to.join(name))?;
    File::open(to)?.sync_all()
}

fn time(at: Wall) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Wall = Wall(1_795_435_200_000);
    const DAY: i64 = 86_400_000;

    #[test]
    fn pictures_come_back_with_a_backup_and_expire_with_the_last_that_had_them() {
        let dir = tempfile::tempdir().unwrap();
        let [store, backups, other] = ["store", "backups", "other"].map(|it| dir.path().join(it));
        assert_eq!(keep(&store, &backups, NOON).unwrap(), 0, "no picture was ever taken");
        fs::create_dir_all(store.join(FOLDER)).unwrap();
        let (one, two) = ("0".repeat(32), "f".repeat(32));
        for name in [&one, &two, &"../station.db".replace('/', "-")] {
            fs::write(store.join(FOLDER).join(name), name).unwrap();
        }
        assert_eq!(keep(&store, &backups, NOON).unwrap(), 2);
        fs::remove_file(store.join(FOLDER).join(&two)).unwrap();
        let later = Wall(NOON.0 + 20 * DAY);
        assert_eq!(keep(&store, &backups, later).unwrap(), 1);

        give_back(&backups, &other).unwrap();
        assert_eq!(fs::read_to_string(other.join(FOLDER).join(&two)).unwrap(), two);
        let dropped = drop_old(&backups, Wall(NOON.0 + 31 * DAY), 30).unwrap();
        assert_eq!(dropped, [backups.join(FOLDER).join(&two)]);
        assert!(backups.join(FOLDER).join(&one).exists());
    }
}
