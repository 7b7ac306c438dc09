//! Whose store is it just now? One station runs on a store; what cannot be done beside it asks here.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// The file's name in the store's folder. It has nothing in it.
const FILE: &str = "station.lock";

/// The store of this folder is ours until this goes.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "the lock goes with the file")] File);

/// Why it is not.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    /// It is another's.
    #[error(
        "a station runs on {} already: stop it first (`systemctl stop hearth-community`)",
        .0.display()
    )]
    ByAnother(PathBuf),
    /// What the file system says.
    #[error("cannot lock {}: {cause}", folder.display())]
    Io {
        /// Which.
        folder: PathBuf,
        /// What it says.
        #[source]
        cause: io::Error,
    },
}

/// Holds the store of a folder, which is made if need be.
///
/// # Errors
///
/// When another station runs on it, or the file system refuses.
pub fn hold(dir: &Path) -> Result<Held, HeldError> {
    let io = |cause| HeldError::Io { folder: dir.to_owned(), cause };
    fs::create_dir_all(dir).map_err(io)?;
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(dir.join(FILE)).map_err(io)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Held(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(HeldError::ByAnother(dir.to_owned())),
        Err(error) => Err(io(error.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_stations_never_run_on_one_store() {
        let dir = tempfile::tempdir().unwrap();
        let first = hold(dir.path()).unwrap();
        assert!(matches!(hold(dir.path()), Err(HeldError::ByAnother(_))));
        drop(first);
        assert!(hold(dir.path()).is_ok());
    }
}
