//! A mosquitto as communities run it, that logs nothing: on the way of a bench it is to cost as little
//! as it does there. It keeps its sessions over a stop, so that a station misses nothing.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};

use crate::clock::wait_for;
use crate::mosquitto::free_port;

/// Where Debian puts it.
const PROGRAM: &str = "/usr/sbin/mosquitto";

const PATIENCE: Duration = Duration::from_secs(10);

/// It runs, or is stopped; always on the same port.
pub(super) struct Quiet {
    port: u16,
    folder: tempfile::TempDir,
    child: Option<Child>,
}

impl Quiet {
    pub(super) fn start() -> anyhow::Result<Self> {
        let mut broker = Self { port: free_port()?, folder: tempfile::tempdir()?, child: None };
        broker.resume()?;
        Ok(broker)
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// In good order: it writes down who is subscribed.
    pub(super) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            // It may have ended by itself.
            let _ended = pid.map(|pid| kill_process(pid, Signal::TERM));
            drop(child.wait());
        }
    }

    pub(super) fn resume(&mut self) -> anyhow::Result<()> {
        let config = self.folder.path().join("quiet.conf");
        let text = format!(
            "listener {} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nuser root\n\
             persistence true\npersistence_location {}/\n",
            self.port,
            self.folder.path().display()
        );
        std::fs::write(&config, text)?;
        let mut command = Command::new(PROGRAM);
        command.arg("-c").arg(config);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.child = Some(child.context("mosquitto is not installed")?);
        let there = || TcpStream::connect(("127.0.0.1", self.port)).ok();
        wait_for(PATIENCE, there).context("mosquitto does not start")?;
        Ok(())
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        self.stop();
    }
}
