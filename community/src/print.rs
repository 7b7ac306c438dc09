//! How does a page become a PDF, where a Chromium is installed? In a child with a folder of its own, no
//! network, and so long: what hangs or breaks there breaks nothing here. The page forbids scripts itself;
//! Chromium prints with one of its own. Its sandbox stays on: where it cannot have one, as for root or in
//! a unit without namespaces, there is no PDF.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::vault::random_name;

/// Where distributions put it.
const PLACES: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
];

/// A sheet takes two seconds, and a first start on a small machine ten.
const PATIENCE: Duration = Duration::from_secs(25);

/// At a time: each takes two hundred megabytes while it lasts.
static TURN: Semaphore = Semaphore::const_new(1);

/// A sheet is a few hundred kilobytes; what is larger is no sheet of ours.
const LARGEST: u64 = 16 << 20;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum NoPdf {
    /// Nothing to print with.
    #[error("no Chromium is installed here (Debian: apt-get install chromium)")]
    NoChromium,
    /// It took too long.
    #[error("Chromium did not end within {} s", PATIENCE.as_secs())]
    Hangs,
    /// Another sheet is being printed.
    #[error("another sheet is being printed")]
    Busy,
    /// It ended without a sheet.
    #[error("Chromium made no sheet: {0}")]
    Failed(String),
}

/// The Chromium of this machine.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    PLACES.into_iter().map(PathBuf::from).find(|place| place.is_file())
}

/// Prints a document that needs nothing else.
///
/// # Errors
///
/// When it is not there, hangs, or prints nothing.
pub async fn pdf(chromium: &Path, html: String) -> Result<Vec<u8>, NoPdf> {
    let _turn = TURN.try_acquire().map_err(|_| NoPdf::Busy)?;
    let failed = |error: std::io::Error| NoPdf::Failed(error.to_string());
    let name = random_name().map_err(|error| NoPdf::Failed(error.to_string()))?;
    let folder = std::env::temp_dir().join(format!("hearth-print-{name}"));
    let _gone = Folder::make(&folder).map_err(failed)?;
    let (page, out) = (folder.join("sheet.html"), folder.join("sheet.pdf"));
    tokio::fs::write(&page, html).await.map_err(failed)?;
    let mut child = command(chromium, &folder, &page, &out).spawn().map_err(failed)?;
    let status = match tokio::time::timeout(PATIENCE, child.wait()).await {
        Ok(status) => status.map_err(failed)?,
        Err(_) => {
            // With its own children: they are one group.
            end(&child);
            return Err(NoPdf::Hangs);
        }
    };
    let size = tokio::fs::metadata(&out).await.map_or(0, |it| it.len());
    if !status.success() || size == 0 || size > LARGEST {
        return Err(NoPdf::Failed(status.to_string()));
    }
    tokio::fs::read(&out).await.map_err(failed)
}

fn command(chromium: &Path, folder: &Path, page: &Path, out: &Path) -> Command {
    let mut command = Command::new(chromium);
    command
        .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"])
        .args(["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"])
        .arg("--no-pdf-header-footer")
        // A hardened unit gives no memory that is written and run.
        .arg("--js-flags=--jitless")
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", out.display()))
        .arg(format!("file://{}", page.display()))
        .env_clear()
        .env("HOME", folder)
        .env("PATH", "/usr/bin:/bin")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// Ends a child and whatever it has started.
fn end(child: &tokio::process::Child) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(group) = id.and_then(rustix::process::Pid::from_raw)
        && let Err(error) = rustix::process::kill_process_group(group, Signal::KILL)
    {
        tracing::debug!(%error, "what printed has ended just now");
    }
}

/// A folder that goes again.
struct Folder(PathBuf);

impl Folder {
    fn make(at: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        std::fs::DirBuilder::new().mode(0o700).create(at)?;
        Ok(Self(at.to_owned()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "what was printed from is still in the temporary folder");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// Something that is called as Chromium is.
    fn played(folder: &tempfile::TempDir, script: &str) -> PathBuf {
        let file = folder.path().join("chromium");
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o700)).unwrap();
        file
    }

    #[tokio::test]
    async fn a_sheet_is_printed_without_network_or_what_stands_in_our_environment() {
        let folder = tempfile::tempdir().unwrap();
        let out = "for it in \"$@\"; do case $it in --print-to-pdf=*) out=${it#*=};; esac; done";
        let says =
            played(&folder, &format!("{out}; (env; echo \"$@\"; cat sheet.html) > \"$out\""));
        let sheet = String::from_utf8(pdf(&says, "<p>week".into()).await.unwrap()).unwrap();
        assert!(sheet.contains("<p>week") && sheet.contains("--jitless"), "{sheet}");
        assert!(sheet.contains("MAP * ~NOTFOUND") && !sheet.contains("no-sandbox"), "{sheet}");
        assert!(!sheet.contains("CARGO"), "{sheet}");

        let fails = played(&folder, "exit 1");
        assert!(matches!(pdf(&fails, String::new()).await, Err(NoPdf::Failed(_))));
        let silent = played(&folder, "exit 0");
        assert!(matches!(pdf(&silent, String::new()).await, Err(NoPdf::Failed(_))), "no sheet");
        let nothing = folder.path().join("nothing");
        assert!(matches!(pdf(&nothing, String::new()).await, Err(NoPdf::Failed(_))));
    }
}
