//! Does this machine keep what the configuration promises?

use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use config::{Finding, Severity};

use super::Config;
use crate::vault::master::{self, MasterError};

/// Free bytes below which nobody should begin: a month of a middling community.
const LITTLE: u64 = 2 * 1024 * 1024 * 1024;

/// What is wrong between a good configuration and the machine that this runs on. Nothing is written.
#[must_use]
pub fn look_at_machine(config: &Config) -> Vec<Finding> {
    let mut look = Look { config, findings: Vec::new() };
    look.secret("broker.password-file", config.broker.password_file.as_deref());
    let tls = config.broker.tls.as_ref();
    look.file("broker.ca", tls.and_then(|tls| tls.ca.as_deref()));
    look.pair("broker", tls.and_then(|tls| tls.own.as_ref()));
    look.pair("web", config.web.tls.as_ref());
    look.secret("open311.keys-file", config.open311.keys_file.as_deref());
    look.master_key();
    look.room("store.dir", &config.store.dir);
    look.room("store.backups", &config.store.backups);
    look.same_disk();
    super::channels::look(&mut look);
    super::clinic::look(&mut look);
    look.findings.sort_by_key(|finding| (finding.line, finding.column));
    look.findings
}

pub(super) struct Look<'c> {
    pub(super) config: &'c Config,
    findings: Vec<Finding>,
}

impl Look<'_> {
    pub(super) fn note(&mut self, severity: Severity, key: &str, problem: String, remedy: &str) {
        let (line, column) = self.config.places.of(key);
        let (key, remedy) = (key.to_owned(), remedy.to_owned());
        self.findings.push(Finding { severity, line, column, key, problem, remedy });
    }

    fn pair(&mut self, section: &str, own: Option<&(std::path::PathBuf, std::path::PathBuf)>) {
        let Some((cert, key)) = own else { return };
        self.file(&format!("{section}.cert"), Some(cert));
        self.secret(&format!("{section}.key"), Some(key));
    }

    pub(super) fn file(&mut self, key: &str, file: Option<&Path>) {
        let Some(file) = file else { return };
        if let Err(error) = File::open(file) {
            let remedy = if error.kind() == ErrorKind::NotFound {
                "put it there, or write where it is"
            } else {
                "let the station's user read it"
            };
            let problem = format!("{} cannot be read: {error}", file.display());
            self.note(Severity::Error, key, problem, remedy);
        }
    }

    /// A file that nobody else may read.
    pub(super) fn secret(&mut self, key: &str, file: Option<&Path>) {
        self.file(key, file);
        let found = file.and_then(|file| Some((file, fs::metadata(file).ok()?)));
        if let Some((file, found)) = found.filter(|(_, found)| found.mode() & 0o007 != 0) {
            let problem =
                format!("everybody can read {} ({:04o})", file.display(), found.mode() & 0o7777);
            self.note(
                Severity::Warning,
                key,
                problem,
                "`chmod 640` it, and its group the station's",
            );
        }
    }

    fn master_key(&mut self) {
        let (file, dir) = (&self.config.store.master_key, &self.config.store.dir);
        let key = "store.master-key";
        if master::is_within(file, dir) {
            let problem = MasterError::InStore(file.clone()).to_string();
            return self.note(Severity::Error, key, problem, "move it, and write where it is");
        }
        match master::read(file) {
            Ok(_) => {}
            Err(MasterError::Missing(_)) if !crate::store::sqlite::Sqlite::is_there(dir) => {
                let problem = format!("{} is not there: the first start makes it", file.display());
                self.note(Severity::Warning, key, problem, "keep a copy of it in a safe then");
            }
            Err(error) => {
                self.note(Severity::Error, key, error.to_string(), "nothing starts without it");
            }
        }
    }

    fn room(&mut self, key: &str, folder: &Path) {
        let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder);
        let Ok(disk) = rustix::fs::statvfs(there) else { return };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < LITTLE {
            let mib = free / (1024 * 1024);
            let problem = format!("its disk has {mib} MiB left");
            self.note(Severity::Warning, key, problem, "make room, or keep less in [store.keep]");
        }
    }

    fn same_disk(&mut self) {
        let disk = |folder: &Path| {
            let there = folder.ancestors().find(|folder| folder.exists())?;
            fs::metadata(there).ok().map(|found| found.dev())
        };
        let (store, backups) = (disk(&self.config.store.dir), disk(&self.config.store.backups));
        if store.is_some() && store == backups {
            let problem = "the backups are on the store's disk: they are lost with it".to_owned();
            let remedy = "write a folder on another disk, or copy them away each night";
            self.note(Severity::Warning, "store.backups", problem, remedy);
        }
    }
}
