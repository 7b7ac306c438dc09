//! Lets a virtual home live in lock-step with the daemon: as fast as both can, and never faster.
//!
//! The daemon's clock is driven (`hearth run --clock driven`) and stands still while the devices
//! speak. One round: the devices say what is due now; the daemon is asked to take that in and then
//! to set its clock to the next moment in which something happens here; what it wrote on the way is
//! read, and the devices answer when it is time. So bytes have the stamps of the moments in which
//! they were spoken, however busy the machine is, and a night is the same night each time.
//!
//! Nothing here waits for a time. What is waited for is counted in bytes.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use protocol::Mono;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::{Map, Value, json};

use crate::clock::{Deadline, wait_for};
use crate::drive::Asked;
use crate::pty::PtyLine;
use crate::resident::{Act, Life};
use crate::script::Script;
use crate::virtual_home::VirtualHome;

/// The daemon gives up a step after ten seconds and says why; on the slowest machine its answer is
/// there in this time.
const PATIENCE: Duration = Duration::from_secs(30);

/// A home whose time goes on in steps.
#[derive(Debug)]
pub struct Lockstep {
    script: Script,
    lines: Vec<Line>,
    daemon: Option<BufReader<UnixStream>>,
    now: Mono,
    /// When the daemon that is there was started: its clock shows zero then.
    started: Mono,
    asked: Vec<Asked>,
}

#[derive(Debug)]
struct Line {
    name: &'static str,
    pty: PtyLine,
    /// Bytes that the device has said.
    said: usize,
    /// Bytes that the daemon has written to it.
    heard: u64,
}

impl Lockstep {
    /// Puts the home's lines into `folder`; time stands still until a daemon is there.
    ///
    /// # Errors
    ///
    /// When the system has no pseudoterminals to give.
    pub fn new(home: VirtualHome, life: &Life, folder: &Path) -> anyhow::Result<Self> {
        let script = Script::new(home, life);
        let lines = script.lines().map(|name| {
            let pty = PtyLine::new(&folder.join(name))?;
            Ok(Line { name, pty, said: 0, heard: 0 })
        });
        let lines = lines.collect::<anyhow::Result<_>>()?;
        Ok(Self {
            script,
            lines,
            daemon: None,
            now: Mono::ZERO,
            started: Mono::ZERO,
            asked: Vec::new(),
        })
    }

    /// Takes hold of the daemon's clock at `socket`, and waits until its lines are open.
    ///
    /// # Errors
    ///
    /// When no daemon with a driven clock is there.
    pub fn hold(&mut self, socket: &Path) -> anyhow::Result<()> {
        let stream = wait_for(PATIENCE, || UnixStream::connect(socket).ok());
        let stream = stream.with_context(|| format!("nobody at {}", socket.display()))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.daemon = Some(BufReader::new(stream));
        self.started = self.now;
        for line in &mut self.lines {
            (line.said, line.heard) = (0, 0);
        }
        self.step(self.now)
    }

    /// The daemon is gone, and the home lives on for so long without one: what is said is not heard.
    ///
    /// # Errors
    ///
    /// When the daemon still has a line open.
    pub fn live_unheard(&mut self, length: Duration) -> anyhow::Result<()> {
        self.daemon = None;
        for line in &mut self.lines {
            let closed = wait_for(PATIENCE, || {
                let read = line.pty.read();
                (read.is_err() || !line.pty.is_open()).then_some(read)
            });
            closed.with_context(|| format!("the daemon still has {}", line.name))??;
        }
        let end = self.now + length;
        while let Some(due) = self.script.poll_timeout().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.script.handle_timeout(self.now);
            while self.script.poll_transmit(self.now).is_some() {}
        }
        self.now = end;
        Ok(())
    }

    /// What time it is in the home.
    #[must_use]
    pub const fn now(&self) -> Mono {
        self.now
    }

    /// What the daemon has written to its lines, and when.
    #[must_use]
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// Lives until `end`; the daemon knows of all that happened by then, `end` included.
    ///
    /// # Errors
    ///
    /// When the daemon does not follow.
    pub fn live_until(&mut self, end: Mono) -> anyhow::Result<()> {
        loop {
            self.speak()?;
            if self.now >= end {
                return self.step(end);
            }
            let next = self.script.poll_timeout().map_or(end, |due| due.min(end));
            ensure!(next > self.now, "a device is due at {next:?} and does nothing");
            self.step(next)?;
        }
    }

    /// Lives for so long.
    ///
    /// # Errors
    ///
    /// When the daemon does not follow.
    pub fn live(&mut self, length: Duration) -> anyhow::Result<()> {
        self.live_until(self.now + length)
    }

    /// Something happens now that is not in the script.
    pub fn act(&mut self, act: Act) {
        self.script.handle_act(self.now, act);
    }

    /// A line's adapter is pulled out now, and the daemon has noticed.
    ///
    /// # Errors
    ///
    /// When the daemon does not follow.
    pub fn unplug(&mut self, name: &str) -> anyhow::Result<()> {
        self.step(self.now)?; // what was said before is heard
        self.line(name)?.pty.unplug();
        self.step(self.now)
    }

    /// It is put back, and the daemon has it open.
    ///
    /// # Errors
    ///
    /// When the daemon does not follow.
    pub fn plug(&mut self, name: &str) -> anyhow::Result<()> {
        self.line(name)?.pty.plug()?;
        self.step(self.now)
    }

    fn line(&mut self, name: &str) -> anyhow::Result<&mut Line> {
        self.lines.iter_mut().find(|line| line.name == name).with_context(|| format!("no {name}"))
    }

    /// The devices say what is due now.
    fn speak(&mut self) -> anyhow::Result<()> {
        self.script.handle_timeout(self.now);
        while let Some((index, bytes)) = self.script.poll_transmit(self.now) {
            if let Some(line) = self.lines.get_mut(index).filter(|line| line.pty.is_plugged()) {
                line.pty.write(&bytes)?;
                line.said += bytes.len();
                ensure!(line.pty.lost() == 0, "{} has no room for {bytes:?}", line.name);
            }
        }
        Ok(())
    }

    /// The daemon takes in what was said and sets its clock to `next`, or to where it writes before;
    /// the devices hear what it wrote.
    fn step(&mut self, next: Mono) -> anyhow::Result<()> {
        let daemon = self.daemon.as_mut().context("no daemon is there yet")?;
        let taken = |line: &Line| (line.name.to_owned(), line.taken());
        let taken: Map<String, Value> = self.lines.iter().map(taken).collect();
        let to = next.since(self.started);
        let request = json!({ "advance_to": u64::try_from(to.as_millis())?, "taken": taken });
        daemon.get_mut().write_all(format!("{request}\n").as_bytes())?;
        let mut answer = String::new();
        daemon.read_line(&mut answer).context("the daemon does not answer")?;
        let answer: Value = serde_json::from_str(&answer).context("the daemon is gone")?;
        let Some(at) = answer.get("at").and_then(Value::as_u64) else {
            bail!("no step to {next:?}: {answer}");
        };
        let written = |line: &str| answer.get("written")?.get(line)?.as_u64();
        self.now = self.started + Duration::from_millis(at);
        for (index, line) in self.lines.iter_mut().enumerate() {
            let bytes = line.hear(written(line.name).unwrap_or(0))?;
            if !bytes.is_empty() {
                self.script.handle_bytes(self.now, index, &bytes);
                self.asked.push(Asked { line: line.name, at: self.now, bytes });
            }
        }
        Ok(())
    }
}

impl Line {
    /// What the daemon must have taken in: all that was said, or a port that is gone.
    fn taken(&self) -> Value {
        if self.pty.is_plugged() { json!(self.said) } else { Value::Null }
    }

    /// What the daemon has written, which is so many bytes in all by now.
    fn hear(&mut self, written: u64) -> anyhow::Result<Vec<u8>> {
        let deadline = Deadline::after(PATIENCE);
        let mut bytes = Vec::new();
        // Once at least, so that the pty knows that somebody is at the other end.
        while self.pty.is_plugged() && (self.heard < written || !self.pty.is_open()) {
            let read = self.pty.read()?;
            self.heard += read.len() as u64;
            if read.is_empty() && self.heard < written {
                let late = || format!("{}: {} bytes of {written} came", self.name, self.heard);
                self.wait(deadline.left().with_context(late)?)?;
            }
            ensure!(self.pty.is_open(), "the daemon has let go of {}", self.name);
            bytes.extend(read);
        }
        Ok(bytes)
    }

    /// Until there is something to read.
    fn wait(&self, longest: Duration) -> anyhow::Result<()> {
        let Some(fd) = self.pty.waits_on() else { return Ok(()) };
        let longest = Timespec { tv_sec: longest.as_secs().try_into()?, tv_nsec: 0 };
        match poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::IN)], Some(&longest)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
