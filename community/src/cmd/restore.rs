//! `hearth-community restore`: a backup takes the place of the store.
//!
//! What stood there is copied first. Whoever was erased since the backup was made is erased again:
//! a restore brings nobody back who asked to be forgotten.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{CONSOLE, Outcome, Which, block_on, say, with_config};
use crate::clock::Clock;
use crate::config::Config;
use crate::core::person::ResidentId;
use crate::opened;
use crate::store::Store;
use crate::store::rows::AuditAsked;
use crate::store::sqlite::{FILE, Sqlite, album, backup, expire, held, is_of};
use crate::vault::{Vault, master};

/// Puts a backup in the place of the store.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// The backup.
    #[arg(value_name = "FROM")]
    from: PathBuf,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    with_config(&args.which, |config| {
        let _held = held::hold(&config.store.dir)?;
        let vault = Vault::new(master::read(&config.store.master_key)?);
        let now = Clock::new(1);
        let erased = if Sqlite::is_there(&config.store.dir) {
            let erased = block_on(erased(opened::open(config.clone())?.store));
            let copy = format!("before-restore-{}", expire::name(now.now()));
            let copy = config.store.backups.join(copy);
            backup::copy(&config.store.dir.join(FILE), &copy, |_| {})?;
            album::keep(&config.store.dir, &config.store.backups, now.now())?;
            say(&format!("what was there is kept as {}", copy.display()));
            // Of a store that cannot be read nobody knows who was erased.
            erased.unwrap_or_default()
        } else {
            Vec::new()
        };
        put(&args.from, &config, &vault)?;
        album::give_back(args.from.parent().unwrap_or(Path::new(".")), &config.store.dir)?;
        let opened = opened::open(config)?;
        block_on(async {
            for id in erased {
                if opened.store.erase(id, CONSOLE, now.now()).await?.is_some() {
                    say(&format!("erased resident {} again", id.0));
                }
            }
            let count = opened.store.residents().await?.len();
            writeln!(io::stdout(), "restored: {count} residents")?;
            Ok(Outcome::Done)
        })
    })
}

/// Who was erased, as far as the audit log goes back.
async fn erased(store: Sqlite) -> anyhow::Result<Vec<ResidentId>> {
    let mut asked = AuditAsked { at_most: 1_000, ..AuditAsked::default() };
    let mut erased = Vec::new();
    loop {
        let page = store.audited(asked.clone()).await?;
        erased.extend(page.iter().filter(|entry| entry.what == "erase").filter_map(|e| e.resident));
        // A page of one moment would be asked for again for ever; the log has no such page but by force.
        match page.last() {
            Some(last) if asked.before != Some(last.at) => asked.before = Some(last.at),
            _ => return Ok(erased),
        }
    }
}

fn put(from: &Path, config: &Config, vault: &Vault) -> anyhow::Result<()> {
    let dir = &config.store.dir;
    // Beside the store and under the name of one, so that it is looked at as one.
    let trial = dir.join("restoring");
    backup::copy(from, &trial.join(FILE), |_| {})?;
    if !is_of(&trial, vault)? {
        drop(fs::remove_dir_all(&trial));
        anyhow::bail!(
            "{} was made with another master key: put that one where store.master-key says",
            from.display()
        );
    }
    for log in ["station.db-wal", "station.db-shm"] {
        match fs::remove_file(dir.join(log)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    fs::rename(trial.join(FILE), dir.join(FILE))?;
    File::open(dir)?.sync_all()?;
    fs::remove_dir_all(&trial)?;
    Ok(())
}
