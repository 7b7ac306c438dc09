//! A configuration, its master key, and its store, opened together.

use std::path::Path;

use crate::config::Config;
use crate::store::sqlite::{OpenError, Sqlite};
use crate::vault::Vault;
use crate::vault::master::{self, MasterError};

/// What a station or a command begins with.
#[derive(Debug)]
pub struct Opened {
    /// The configuration.
    pub config: Config,
    /// The store.
    pub store: Sqlite,
    /// The master key was made just now: whoever started it must be told to keep a copy.
    pub key_is_new: bool,
}

/// Why there is nothing to begin with.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The key.
    #[error(transparent)]
    Key(#[from] MasterError),
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
}

/// Opens the store with its key; makes both, if neither is there.
///
/// # Errors
///
/// When the key is not there, lies where it must not, or does not fit; or the store does not open.
pub fn open(config: Config) -> Result<Opened, NotOpened> {
    let (vault, key_is_new) = unlock(&config)?;
    let store = Sqlite::open(&config.store.dir, &config.store.backups, vault)?;
    Ok(Opened { config, store, key_is_new })
}

/// The vault, and whether its key is new.
///
/// A change of the key that was cut short leaves both keys: the one that the store has taken counts.
///
/// # Errors
///
/// As [`open`].
pub fn unlock(config: &Config) -> Result<(Vault, bool), NotOpened> {
    let (file, dir) = (&config.store.master_key, &config.store.dir);
    let read = master::read_or_make(file, dir, Sqlite::is_there(dir));
    let waiting = master::waiting(file);
    if !waiting.exists() {
        let master = read?;
        return Ok((Vault::new(master.key), master.is_new));
    }
    if let Ok(master) = &read {
        let vault = Vault::new(master.key.clone());
        if fits(dir, &vault)? {
            return Ok((vault, false));
        }
    }
    let vault = Vault::new(master::read(&waiting)?);
    if fits(dir, &vault)? {
        master::promote(&waiting, file)?;
        return Ok((vault, false));
    }
    let master = read?;
    Ok((Vault::new(master.key), master.is_new))
}

fn fits(dir: &Path, vault: &Vault) -> Result<bool, OpenError> {
    crate::store::sqlite::is_of(dir, vault)
}
