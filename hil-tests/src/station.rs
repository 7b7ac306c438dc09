//! The real station as a child process, in a folder of its own: prepared, started, killed, looked into.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail};
use community::opened::{self, Opened};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::clock::wait_for;
use crate::daemon::Program;
use crate::mosquitto::free_port;

/// Where a station listens, if nobody else does.
const USUAL_PORT: u16 = 8_470;

/// From the start to the first page, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Lines that are kept of what it says; a demo runs for hours.
const LOG_LINES: usize = 500;

/// What a station is given.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Its name in topics.
    pub community: String,
    /// What people call it.
    pub name: String,
    /// `mqtt://127.0.0.1:1883`.
    pub broker: String,
    /// User and password at the broker.
    pub login: Option<(String, String)>,
    /// Whether people are to find its pages where an installed one has them, if that port is free.
    pub usual_port: bool,
    /// Whether it calls people: by text messages, into the spool of [`Premises::spool`].
    pub calls: bool,
}

/// Where a station keeps its things.
#[derive(Debug)]
pub struct Premises {
    folder: TempDir,
    page: SocketAddr,
}

impl Premises {
    /// Makes the folder and writes the configuration.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or no port can be had.
    pub fn new(wishes: &Wishes) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("hearth-station-").tempdir()?;
        let page = SocketAddr::from((Ipv4Addr::LOCALHOST, port(wishes.usual_port)?));
        let premises = Self { folder, page };
        let at = premises.folder.path().display();
        let Wishes { community, name, broker, login, usual_port: _, calls } = wishes;
        let mut text = format!(
            "[station]\ncommunity = \"{community}\"\nname = \"{name}\"\n\
             time-zone = \"Asia/Shanghai\"\nlanguage = \"en\"\n\n[broker]\nurl = \"{broker}\"\n"
        );
        if let Some((user, password)) = login {
            fs::write(premises.folder.path().join("password"), password)?;
            text += &format!("username = \"{user}\"\npassword-file = \"{at}/password\"\n");
        }
        text += &format!(
            "\n[store]\ndir = \"{at}/store\"\nmaster-key = \"{at}/master.key\"\n\
             backups = \"{at}/backups\"\n\n[web]\nlisten = \"{page}\"\nurl = \"http://{page}\"\n",
            page = premises.page
        );
        if *calls {
            let spool = premises.spool();
            text += &format!("\n[sms]\nspool = \"{}\"\ncountry = \"86\"\n", spool.display());
        }
        fs::write(premises.config(), text)?;
        Ok(premises)
    }

    /// Writes more at the end of the configuration.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn configure(&self, more: &str) -> anyhow::Result<()> {
        let text = fs::read_to_string(self.config())?;
        Ok(fs::write(self.config(), text + more)?)
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("hearth-community.toml")
    }

    /// Where its text messages wait for a gateway.
    #[must_use]
    pub fn spool(&self) -> PathBuf {
        self.folder.path().join("telephones")
    }

    /// Where its pages are.
    #[must_use]
    pub const fn page(&self) -> SocketAddr {
        self.page
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its store, while no station runs on it.
    ///
    /// # Errors
    ///
    /// When it does not open.
    pub fn open(&self) -> anyhow::Result<Opened> {
        let text = fs::read_to_string(self.config())?;
        let checked = community::config::read(&text);
        let config = checked.config.with_context(|| format!("{:?}", checked.findings))?;
        Ok(opened::open(config)?)
    }
}

/// The usual port, if that is wished for, or another that nobody has.
fn port(usual: bool) -> anyhow::Result<u16> {
    if usual && TcpListener::bind((Ipv4Addr::LOCALHOST, USUAL_PORT)).is_ok() {
        return Ok(USUAL_PORT);
    }
    free_port()
}

/// A running station. It is killed when this is dropped.
#[derive(Debug)]
pub struct Station {
    child: Child,
    said: Arc<Mutex<VecDeque<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Station {
    /// Starts `hearth-community run` there, with more arguments, and waits for its pages.
    ///
    /// # Errors
    ///
    /// When it does not start, with what it said.
    pub fn start(program: &Program, at: &Premises, args: &[String]) -> anyhow::Result<Self> {
        let mut child = program
            .command()
            .arg("run")
            .arg("--config")
            .arg(at.config())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program:?}"))?;
        let said = Arc::<Mutex<VecDeque<String>>>::default();
        let out = child.stdout.take().context("no standard output")?;
        let err = child.stderr.take().context("no standard error")?;
        let readers = vec![keep(out, &said), keep(err, &said)];
        let mut station = Self { child, said, readers };
        let ready = wait_for(PATIENCE, || {
            if !station.is_running() {
                return Some(false);
            }
            let greeted = station.greeting().is_some();
            (greeted && TcpStream::connect(at.page()).is_ok()).then_some(true)
        });
        if ready == Some(true) {
            return Ok(station);
        }
        bail!("the station does not start:\n{}", station.log().join("\n"))
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has said last, both ways.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// What it said of its pages, and of the first login.
    #[must_use]
    pub fn greeting(&self) -> Option<String> {
        self.log().into_iter().find(|line| {
            line.starts_with("nobody has a login") || line.starts_with("the station's pages")
        })
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// `kill -9`.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and waits for the end.
    ///
    /// # Errors
    ///
    /// When it does not end, or not well.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("no such process")?, Signal::TERM)?;
        let ended = wait_for(PATIENCE, || self.child.try_wait().transpose());
        let status = ended.context("the station does not end")??;
        if !status.success() {
            bail!("the station ended with {status}:\n{}", self.log().join("\n"));
        }
        Ok(())
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
        for reader in self.readers.drain(..) {
            drop(reader.join());
        }
    }
}

fn keep(
    out: impl std::io::Read + Send + 'static,
    said: &Arc<Mutex<VecDeque<String>>>,
) -> JoinHandle<()> {
    let said = Arc::clone(said);
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            // The first lines say where the pages are.
            if said.len() >= LOG_LINES {
                said.remove(LOG_LINES / 2);
            }
            said.push_back(line);
        }
    })
}
