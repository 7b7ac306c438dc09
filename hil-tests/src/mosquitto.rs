//! A real mosquitto for one test, on a port of its own: with passwords, access rules and a disk.

use std::fs::{self, File};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::clock::wait_for;

/// Where Debian has it; not on a plain user's PATH.
const PROGRAM: &str = "/usr/sbin/mosquitto";
const PASSWORDS: &str = "mosquitto_passwd";

/// From start to the first connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A free port may be taken between finding and using it.
const TRIES: usize = 5;

/// Who may do what.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user.
    pub user: &'static str,
    /// The password.
    pub password: &'static str,
    /// Lines of the access rules: `topic readwrite #`.
    pub rules: &'static [&'static str],
}

/// The broker, until it is dropped.
#[derive(Debug)]
pub struct Mosquitto {
    folder: TempDir,
    port: u16,
    /// More lines of its configuration.
    more: String,
    child: Option<Child>,
}

impl Mosquitto {
    /// Starts it with these logins; nobody else may come in.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start(logins: &[Login]) -> anyhow::Result<Self> {
        Self::start_with(logins, |_| Ok(String::new()))
    }

    /// The same, with more lines in its configuration (a second listener, say), made by somebody who
    /// may put files into its folder.
    ///
    /// # Errors
    ///
    /// When it is not installed, or does not start.
    pub fn start_with(
        logins: &[Login],
        more: impl FnOnce(&Path) -> anyhow::Result<String>,
    ) -> anyhow::Result<Self> {
        if !Path::new(PROGRAM).exists() {
            bail!("{PROGRAM} is not installed: run scripts/test, which installs it");
        }
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("db"))?;
        write_logins(folder.path(), logins)?;
        let more = more(folder.path())?;
        let mut broker = Self { folder, port: 0, more, child: None };
        for _ in 0..TRIES {
            broker.port = free_port()?;
            broker.write_config()?;
            if broker.resume().is_ok() {
                return Ok(broker);
            }
        }
        bail!("mosquitto does not start: {}", broker.log())
    }

    /// Where it is.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Freezes it: connections stay, nothing moves.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    /// Changes the logins while it runs.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn change_logins(&self, logins: &[Login]) -> anyhow::Result<()> {
        write_logins(self.folder.path(), logins)?;
        self.signal(Signal::HUP)
    }

    /// `kill -9`. What it knew is on its disk.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Starts it (again), on the same port.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn resume(&mut self) -> anyhow::Result<()> {
        let log = File::options().append(true).create(true).open(self.path("log"))?;
        let mut child = Command::new(PROGRAM)
            .arg("-c")
            .arg(self.path("mosquitto.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let address = (Ipv4Addr::LOCALHOST, self.port);
        let ready = wait_for(PATIENCE, || {
            let gone = !matches!(child.try_wait(), Ok(None));
            if gone { Some(false) } else { TcpStream::connect(address).ok().map(|_| true) }
        });
        self.child = Some(child);
        if ready == Some(true) {
            return Ok(());
        }
        self.kill();
        bail!("mosquitto does not start: {}", self.log())
    }

    /// Its log: it notes every PUBLISH that it receives.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let child = self.child.as_ref().context("mosquitto is not running")?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("no such process")?, signal)?;
        Ok(())
    }

    fn write_config(&self) -> anyhow::Result<()> {
        // Started as root it would drop to a user that cannot write its store, and say nothing.
        let user = if rustix::process::geteuid().is_root() { "user root\n" } else { "" };
        let (folder, port, more) = (self.folder.path().display(), self.port, &self.more);
        let text = format!(
            "{user}listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {folder}/pw\n\
             acl_file {folder}/acl\npersistence true\npersistence_location {folder}/db/\n\
             autosave_on_changes true\nautosave_interval 1\nmax_queued_messages 0\n\
             log_type all\nlog_dest stderr\n{more}"
        );
        Ok(fs::write(self.path("mosquitto.conf"), text)?)
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.kill();
    }
}

fn write_logins(folder: &Path, logins: &[Login]) -> anyhow::Result<()> {
    let mut rules = File::create(folder.join("acl"))?;
    File::create(folder.join("pw"))?;
    for login in logins {
        let made = Command::new(PASSWORDS)
            .arg("-b")
            .arg(folder.join("pw"))
            .args([login.user, login.password])
            .output()
            .with_context(|| format!("{PASSWORDS} is not installed: run scripts/test"))?;
        if !made.status.success() {
            bail!("{PASSWORDS}: {}", String::from_utf8_lossy(&made.stderr));
        }
        writeln!(rules, "user {}", login.user)?;
        for rule in login.rules {
            writeln!(rules, "{rule}")?;
        }
    }
    Ok(())
}

/// A port of loopback that nobody has.
///
/// # Errors
///
/// When there is none.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subscriber::Subscriber;

    const STATION: Login =
        Login { user: "station", password: "s", rules: &["topic readwrite a/#"] };

    #[test]
    fn it_keeps_what_it_knew_over_a_kill_and_lets_in_whom_it_knows() {
        let mut broker = Mosquitto::start(&[STATION]).unwrap();
        let at = ("127.0.0.1", broker.port());
        let station = Subscriber::start(at, Some(("station", "s")), "a/#").unwrap();
        assert!(broker.log().contains("SUBSCRIBE"));
        std::thread::sleep(Duration::from_millis(1_500)); // its autosave

        broker.kill();
        broker.resume().unwrap();
        let heard = wait_for(Duration::from_secs(20), || {
            // What was published into a broken connection may be lost: only the session counts
            // here.
            station.publish("a/b", "x").ok()?;
            station.wait(Duration::from_secs(1), |message| message.topic == "a/b")
        });

        assert!(heard.is_some());
    }
}
