//! Who decodes a picture that anybody may have made? A child of the same program, with little memory
//! and little time: whatever a file does to a decoder ends the child, and the station has no picture.
//!
//! The child reads the file from its standard input, writes the clean picture to its standard output,
//! and says by its exit code what was wrong. It opens nothing but, for a drawing's letters, the machine's
//! fonts, and is given nothing: no environment, no configuration, no key.

use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::{MOST_BYTES, PhotoError, clean, drawing};

/// The command's name.
pub const COMMAND: &str = "clean-photo";

/// The word behind it for a drawing.
pub const DRAWING: &str = "--drawing";

/// A picture that takes longer is none: a large one takes a second, on a slow machine three.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Address space of the child, bytes: the largest picture decoded, twice, and the program.
const MOST_MEMORY: u64 = 1 << 30;

/// Seconds of a core.
const MOST_CPU_S: u64 = 10;

/// The largest clean picture: four million pixels of noise are 6 MB.
const MOST_KEPT: u64 = 8 << 20;

/// How a picture is made of a file.
type Make = fn(&[u8]) -> Result<Vec<u8>, PhotoError>;

/// Where pictures are made clean.
#[derive(Clone, Debug, Default)]
pub enum Cleaner {
    /// In this process: for tests, whose program has no such command.
    #[default]
    Here,
    /// In a child of this program.
    Child(PathBuf),
}

impl Cleaner {
    /// A child of the program that runs now.
    ///
    /// # Errors
    ///
    /// When the system does not say which that is.
    pub fn child() -> io::Result<Self> {
        std::env::current_exe().map(Self::Child)
    }

    /// As [`clean`].
    ///
    /// # Errors
    ///
    /// As [`clean`], and when it takes too long or there is no child to be had.
    pub async fn clean(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PhotoError> {
        self.made(bytes, (clean, &[COMMAND])).await
    }

    /// As [`paint`](drawing::paint).
    ///
    /// # Errors
    ///
    /// As [`clean`](Self::clean).
    pub async fn paint(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PhotoError> {
        self.made(bytes, (drawing::paint, &[COMMAND, DRAWING])).await
    }

    async fn made(
        &self,
        bytes: Vec<u8>,
        (here, there): (Make, &[&str]),
    ) -> Result<Vec<u8>, PhotoError> {
        match self {
            Self::Here => {
                let done = tokio::task::spawn_blocking(move || here(&bytes));
                done.await.unwrap_or(Err(PhotoError::Broken))
            }
            Self::Child(program) => {
                let asked = asked(program, there, &bytes);
                tokio::time::timeout(PATIENCE, asked).await.unwrap_or(Err(PhotoError::NotDone))
            }
        }
    }
}

/// Asks a child. It is killed when nobody waits for it any more.
async fn asked(
    program: &std::path::Path,
    words: &[&str],
    bytes: &[u8],
) -> Result<Vec<u8>, PhotoError> {
    let not_done = |error: io::Error| {
        tracing::warn!(%error, "a picture could not be made clean");
        PhotoError::NotDone
    };
    let mut child = Command::new(program)
        .args(words)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(not_done)?;
    let (Some(mut into), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(PhotoError::NotDone);
    };
    let write = async move {
        if let Err(error) = into.write_all(bytes).await {
            // A child that has seen enough does not read to the end.
            tracing::debug!(%error, "a picture was not read whole");
        }
    };
    let mut kept = Vec::new();
    let mut out = out.take(MOST_KEPT + 1);
    let ((), read) = tokio::join!(write, out.read_to_end(&mut kept));
    read.map_err(not_done)?;
    drop(out);
    let ended = child.wait().await.map_err(not_done)?;
    match ended.code() {
        Some(0) if kept.starts_with(&[0xff, 0xd8]) && kept.len() as u64 <= MOST_KEPT => Ok(kept),
        code => Err(PhotoError::of_code(code)),
    }
}

/// The child.
#[must_use]
pub fn run(is_drawing: bool) -> ExitCode {
    let limit = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    for (what, most) in
        [(Resource::As, MOST_MEMORY), (Resource::Cpu, MOST_CPU_S), (Resource::Core, 0)]
    {
        // Where the system forbids even that, the decoders' own limits and the parent's patience stand.
        if setrlimit(what, limit(most)).is_err() {
            break;
        }
    }
    let mut bytes = Vec::new();
    let read = io::stdin().take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
    if read.is_err() {
        return ExitCode::from(PhotoError::NotDone.code());
    }
    let made = if is_drawing { drawing::paint(&bytes) } else { clean(&bytes) };
    match made.map(|kept| io::stdout().write_all(&kept)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(_)) => ExitCode::from(PhotoError::NotDone.code()),
        Err(why) => ExitCode::from(why.code()),
    }
}
