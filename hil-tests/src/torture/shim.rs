//! The switchboard of `shims/disk.c`: what the daemon's next call to its disk meets.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use rustix::io::Errno;

const SOURCE: &str = include_str!("../../shims/disk.c");

/// A word of the control file; the same order as in `disk.c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Not zero: a sync does not return.
    HangSync,
    /// A sync takes so many milliseconds longer.
    SlowSync,
    /// A sync fails with this error.
    FailSync,
    /// A write fails with this error.
    FailWrite,
    /// A write that makes a file longer, or a new file, fails with this error.
    FailGrow,
    /// Opening for writing, renaming and unlinking fail with this error.
    FailOpen,
    /// A read fails with this error.
    FailRead,
    /// So many milliseconds are added to the wall clock.
    Clock,
    /// 1: no name is known; 2: nobody answers who could know it.
    Names,
    /// How many calls have met a fault.
    Hits,
}

/// Words in the control file.
const WORDS: usize = 10;

/// The shim of one home.
#[derive(Debug)]
pub(super) struct Shim {
    folder: PathBuf,
    store: PathBuf,
    control: File,
    keeps_journal: bool,
}

impl Shim {
    /// Builds it in `folder`, for the files of `store`.
    pub(super) fn new(folder: &Path, store: &Path, keeps_journal: bool) -> anyhow::Result<Self> {
        let mut cc = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-x", "c", "-", "-o"])
            .arg(folder.join("disk.so"))
            .arg("-ldl")
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("no C compiler: run scripts/test, which installs one")?;
        cc.stdin.take().context("no way in")?.write_all(SOURCE.as_bytes())?;
        let built = cc.wait_with_output()?;
        if !built.status.success() {
            bail!("the shim cannot be built: {}", String::from_utf8_lossy(&built.stderr));
        }
        let path = folder.join("control");
        let control = File::options().read(true).write(true).create_new(true).open(path)?;
        control.set_len(8 * WORDS as u64)?;
        Ok(Self { folder: folder.to_owned(), store: store.to_owned(), control, keeps_journal })
    }

    /// What the daemon must find in its environment.
    pub(super) fn around(&self) -> Vec<(OsString, OsString)> {
        let mut around = vec![
            ("LD_PRELOAD".into(), self.folder.join("disk.so").into()),
            ("HEARTH_SHIM_FOLDER".into(), self.store.clone().into()),
            ("HEARTH_SHIM_CONTROL".into(), self.folder.join("control").into()),
        ];
        if self.keeps_journal {
            around.push(("HEARTH_SHIM_JOURNAL".into(), self.journal().into()));
        }
        let service = self.time_service();
        if service.exists() {
            around.push(("HEARTH_SHIM_TIMESYNC".into(), service.into()));
        }
        around
    }

    /// Where the journal is.
    pub(super) fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// Where the marks of the time service are; the daemon sees one only if this exists when it is
    /// started.
    pub(super) fn time_service(&self) -> PathBuf {
        self.folder.join("timesync")
    }

    /// The time service has set the clock.
    pub(super) fn synchronise(&self) -> anyhow::Result<()> {
        Ok(fs::write(self.time_service().join("synchronized"), "")?)
    }

    /// Sets a word.
    pub(super) fn set(&self, word: Word, value: i64) -> anyhow::Result<()> {
        Ok(self.control.write_all_at(&value.to_ne_bytes(), 8 * word as u64)?)
    }

    /// Makes calls fail with an error.
    pub(super) fn fail(&self, words: &[Word], why: Errno) -> anyhow::Result<()> {
        words.iter().try_for_each(|word| self.set(*word, i64::from(why.raw_os_error())))
    }

    /// Everything is well again; the clock stays where it is.
    pub(super) fn heal(&self) -> anyhow::Result<()> {
        let faults = [
            Word::HangSync,
            Word::SlowSync,
            Word::FailSync,
            Word::FailWrite,
            Word::FailGrow,
            Word::FailOpen,
            Word::FailRead,
            Word::Names,
        ];
        faults.iter().try_for_each(|word| self.set(*word, 0))
    }

    /// How many calls have met a fault.
    pub(super) fn hits(&self) -> anyhow::Result<i64> {
        let mut value = [0; 8];
        self.control.read_exact_at(&mut value, 8 * Word::Hits as u64)?;
        Ok(i64::from_ne_bytes(value))
    }
}
