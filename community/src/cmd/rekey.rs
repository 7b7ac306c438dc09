//! `hearth-community rekey`: another master key, because somebody may have seen the old one.

use std::io::{self, Write};

use super::{Outcome, Which, with_config};
use crate::opened;
use crate::store::sqlite::{held, rekey};
use crate::vault::{SealingKey, Vault, master};

/// Makes a new master key.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_config(&args.which, |config| {
        let _held = held::hold(&config.store.dir)?;
        // Also ends one that was cut short.
        let (old, _) = opened::unlock(&config)?;
        let (file, key) = (&config.store.master_key, SealingKey::random()?);
        let waiting = master::waiting(file);
        if waiting.exists() {
            std::fs::remove_file(&waiting)?;
        }
        // On the disk before the store is locked with it: it is never nowhere.
        master::write_new(&waiting, &key)?;
        let new = Vault::new(key);
        let count = rekey(&config.store.dir, &config.store.backups, (&old, &new))?;
        master::promote(&waiting, file)?;
        writeln!(
            io::stdout(),
            "{} is new, and locks {count} residents: keep a copy of it in a safe. Backups made until \
             now open with the old one only: keep that until they have expired",
            file.display()
        )?;
        Ok(Outcome::Done)
    })
}
