//! `hearth status`: how is the running daemon?

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use super::Outcome;
use super::check::DEFAULT_CONFIG;
use crate::status::Status;

/// The daemon answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the socket is if there is no configuration to say.
const DEFAULT_SOCKET: &str = "/run/hearth/hearth.sock";

/// Which daemon is asked.
#[derive(clap::Args)]
pub(crate) struct Which {
    /// The home's configuration, which says where the daemon's socket is.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The daemon's socket, instead of the configuration's.
    #[arg(long, value_name = "SOCKET", conflicts_with = "config")]
    socket: Option<PathBuf>,
}

/// Says what the running daemon knows of its lines, its broker and its alarms.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    which: Which,
    /// Print the whole document as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let Some(socket) = args.which.socket()? else { return Ok(Outcome::BadConfig) };
    let text = ask(&socket).with_context(|| {
        format!("no daemon answers at {}: is `hearth run` running?", socket.display())
    })?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", text.trim_end())?;
    } else {
        let status: Status = serde_json::from_str(&text)
            .context("the daemon speaks another version: try hearth status --json")?;
        write!(out, "{}", status.to_text())?;
    }
    Ok(Outcome::Done)
}

impl Which {
    /// The daemon's socket; `None` if the configuration that says where it is, is wrong.
    pub(crate) fn socket(&self) -> anyhow::Result<Option<PathBuf>> {
        Ok(match (&self.socket, &self.config) {
            (Some(socket), _) => Some(socket.clone()),
            (None, Some(path)) => super::check::load(path)?.map(|config| config.control.socket),
            (None, None) => Some(installed_socket()),
        })
    }
}

/// The socket of the installed configuration, read without complaints: it may be good for the
/// daemon that runs and wrong by now.
fn installed_socket() -> PathBuf {
    let text = std::fs::read_to_string(DEFAULT_CONFIG).unwrap_or_default();
    config::read(&text)
        .config
        .map_or_else(|| PathBuf::from(DEFAULT_SOCKET), |config| config.control.socket)
}

fn ask(socket: &Path) -> io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    if text.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(text)
}
