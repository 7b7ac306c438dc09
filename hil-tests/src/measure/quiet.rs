//! A mosquitto as communities run it, that logs nothing: on the way of a bench it is to cost as little
//! as it does there.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;

use crate::clock::wait_for;
use crate::mosquitto::free_port;

/// Where Debian puts it.
const PROGRAM: &str = "/usr/sbin/mosquitto";

const PATIENCE: Duration = Duration::from_secs(10);

/// It runs, or is stopped; always on the same port.
pub(super) struct Quiet {
    port: u16,
    child: Option<Child>,
}

impl Quiet {
    pub(super) fn start() -> anyhow::Result<Self> {
        let mut broker = Self { port: free_port()?, child: None };
        broker.resume()?;
        Ok(broker)
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            drop(child.kill());
            drop(child.wait());
        }
    }

    pub(super) fn resume(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new(PROGRAM);
        command.args(["-p", &self.port.to_string()]);
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
