//! Where is the master key, and may it lie there?
//!
//! A file of 64 hexadecimal digits that only the station can read, outside the store's folder: who
//! steals the store, or a backup of it, has only noise. It is made at the first start, and then
//! belongs in the safe beside the backups' keys: without it no backup can be read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::{SealError, SealingKey};

/// Digits in the file.
const DIGITS: usize = 64;

/// Nothing larger is read: it is not a key.
const LARGEST: u64 = 1_024;

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    /// It lies beside what it locks.
    #[error(
        "the master key {} lies in the store's folder: whoever takes the folder has both. Move it, \
         for example to /etc/hearth-community/master.key, and change store.master-key", .0.display()
    )]
    InStore(PathBuf),
    /// Others can read it.
    #[error(
        "others can read the master key {}: it has mode {mode:04o}. `chmod 600` it, and if somebody \
         may have seen it, `hearth-community rekey`", file.display()
    )]
    Open {
        /// The file.
        file: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It is not a key.
    #[error(
        "{} is no master key: it should hold 64 hexadecimal digits. Put the right one back from \
         where it was kept", .0.display()
    )]
    NotAKey(PathBuf),
    /// There is none, and there is a store that needs it.
    #[error(
        "the master key {} is not there, and the store was made with one. Put it back from where it \
         was kept: nothing about a person can be read without it", .0.display()
    )]
    Missing(PathBuf),
    /// The file system refuses.
    #[error(
        "cannot use the master key {}: {cause}. The station's user must be able to read it, and at \
         the first start, which makes it, to write into its folder", file.display()
    )]
    Io {
        /// The file.
        file: PathBuf,
        /// What it says.
        #[source]
        cause: io::Error,
    },
    /// The system gives no random bytes.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A master key, and whether it was made just now.
#[derive(Debug)]
pub struct Master {
    /// The key.
    pub key: SealingKey,
    /// Nobody has kept a copy of it yet.
    pub is_new: bool,
}

/// Reads the master key; makes it, if neither it nor the store is there yet.
///
/// # Errors
///
/// When it lies where it must not, is not there although a store is, or cannot be read.
pub fn read_or_make(
    file: &Path,
    store: &Path,
    store_is_there: bool,
) -> Result<Master, MasterError> {
    if is_within(file, store) {
        return Err(MasterError::InStore(file.to_owned()));
    }
    match read(file) {
        Err(MasterError::Missing(_)) if !store_is_there => {
            let key = SealingKey::random()?;
            write_new(file, &key)?;
            Ok(Master { key, is_new: true })
        }
        read => read.map(|key| Master { key, is_new: false }),
    }
}

/// Reads a master key.
///
/// # Errors
///
/// When it is not there, others can read it, or it is none.
pub fn read(file: &Path) -> Result<SealingKey, MasterError> {
    let io = |cause: io::Error| {
        if cause.kind() == io::ErrorKind::NotFound {
            MasterError::Missing(file.to_owned())
        } else {
            MasterError::Io { file: file.to_owned(), cause }
        }
    };
    let opened = File::open(file).map_err(io)?;
    // Of the file that was opened, not of what may have taken its place.
    let mode = opened.metadata().map_err(io)?.mode() & 0o7777;
    if mode & 0o077 != 0 && !is_credential(file) {
        return Err(MasterError::Open { file: file.to_owned(), mode });
    }
    let mut text = String::new();
    match opened.take(LARGEST).read_to_string(&mut text) {
        Err(cause) if cause.kind() != io::ErrorKind::InvalidData => return Err(io(cause)),
        Ok(_) | Err(_) => {}
    }
    from_hex(text.trim())
        .and_then(|bytes| SealingKey::from_bytes(&bytes))
        .ok_or_else(|| MasterError::NotAKey(file.to_owned()))
}

/// Writes a key where none is, readable for its owner only, and on the disk when it returns.
///
/// # Errors
///
/// When the file is there already, or cannot be written.
pub fn write_new(file: &Path, key: &SealingKey) -> Result<(), MasterError> {
    let io = |cause| MasterError::Io { file: file.to_owned(), cause };
    let folder = folder_of(file);
    fs::create_dir_all(folder).map_err(io)?;
    let mut options = OpenOptions::new();
    let mut made = options.write(true).create_new(true).mode(0o600).open(file).map_err(io)?;
    let mut text = to_hex(key.bytes());
    text.push('\n');
    made.write_all(text.as_bytes()).and_then(|()| made.sync_all()).map_err(io)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

/// Puts the new key in the place of the old one, at once and for good.
///
/// # Errors
///
/// When the file system refuses.
pub fn promote(new: &Path, file: &Path) -> Result<(), MasterError> {
    let io = |cause| MasterError::Io { file: file.to_owned(), cause };
    fs::rename(new, file).map_err(io)?;
    File::open(folder_of(file)).and_then(|folder| folder.sync_all()).map_err(io)
}

/// Where a new key waits until the store has taken it.
#[must_use]
pub fn waiting(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// systemd shows a credential to the unit's user alone, by an access list that counts as the group's.
fn is_credential(file: &Path) -> bool {
    std::env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|folder| file.starts_with(folder))
}

/// Whether the file is somewhere below the folder, by whatever way it is named.
#[must_use]
pub fn is_within(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    // A file that is not there yet has a folder that may be.
    let place = real(folder_of(file));
    let target = real(file);
    [place, target].iter().any(|path| path.starts_with(real(folder))) || file.starts_with(folder)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(DIGITS), |mut text, byte| {
        text.extend([byte >> 4, byte & 15].map(|n| char::from_digit(n.into(), 16).unwrap_or('0')));
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pair = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    (0..DIGITS).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_start_makes_a_key_that_the_next_ones_read() {
        let dir = tempfile::tempdir().unwrap();
        let (file, store) = (dir.path().join("etc/master.key"), dir.path().join("store"));

        let first = read_or_make(&file, &store, false).unwrap();
        let second = read_or_make(&file, &store, true).unwrap();

        assert!(first.is_new && !second.is_new);
        assert_eq!(first.key.bytes(), second.key.bytes());
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_store_whose_key_is_gone_is_never_given_another() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("master.key");

        let answer = read_or_make(&file, &dir.path().join("store"), true);

        assert!(matches!(answer, Err(MasterError::Missing(_))));
        assert!(!file.exists());
    }

    #[test]
    fn a_key_beside_what_it_locks_is_refused_by_whatever_way_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let store = dir.path().join("store");
        fs::create_dir_all(store.join("deep")).unwrap();
        std::os::unix::fs::symlink(&store, dir.path().join("alias")).unwrap();

        for file in ["store/master.key", "store/deep/x", "alias/master.key"] {
            let answer = read_or_make(&dir.path().join(file), &store, false);
            assert!(matches!(answer, Err(MasterError::InStore(_))), "{file}");
        }
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("master.key");
        write_new(&file, &SealingKey::random().unwrap()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();

        assert!(matches!(read(&file), Err(MasterError::Open { mode: 0o640, .. })));
    }

    #[test]
    fn a_file_that_holds_something_else_is_refused_and_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("master.key");
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"é".repeat(32)] {
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            assert!(matches!(read(&file), Err(MasterError::NotAKey(_))), "{text}");
        }
        assert!(write_new(&file, &SealingKey::random().unwrap()).is_err());
    }
}
