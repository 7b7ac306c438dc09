//! Lets a virtual home live in real time, or faster: its devices speak over ptys, and a test
//! steers.
//!
//! The home's clock starts when a host opens the first line: so it shows what the daemon's shows.
//!
//! One thread, one loop: what the host wrote goes to the devices, what the script and the clock
//! bring is done, what the devices say goes to the ptys. Between two rounds it sleeps until a
//! device has something to do or a host writes.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use fastrand::Rng;
use protocol::Mono;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::clock::{HomeClock, wait_for};
use crate::faults::{LineFault, suffer};
use crate::pty::PtyLine;
use crate::resident::{Act, Life};
use crate::script::Script;
use crate::virtual_home::VirtualHome;

/// A test's order is carried out so soon at the latest.
const LONGEST_SLEEP: Duration = Duration::from_millis(3);

/// What a test can do to a home while it lives. Lines are meant by their names.
#[derive(Clone, Debug)]
pub enum Order {
    /// Something happens now.
    Act(Act),
    /// The line's adapter is pulled out.
    Unplug(&'static str),
    /// It is put back.
    Plug(&'static str),
    /// The line falls ill, or is well again.
    Fault(&'static str, LineFault),
    /// These bytes arrive on the line as they are.
    Say(&'static str, Vec<u8>),
}

/// What the host has written to a line, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The line.
    pub line: &'static str,
    /// The home's time.
    pub at: Mono,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What can be seen of a home that lives.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Everything that the host has written.
    pub asked: Vec<Asked>,
    /// How many frames each line has carried whole to somebody who listened.
    pub whole: BTreeMap<&'static str, u64>,
    /// The rates that the host has set, where it listens.
    pub rates: BTreeMap<&'static str, u32>,
    /// The home's time of the last round.
    pub now: Mono,
    /// How late a device has spoken at most, in the world's time: a machine too busy to live on.
    pub latest: Duration,
    /// Bytes that no host took.
    pub lost: usize,
    /// Why the home does not live any more.
    pub failed: Option<String>,
}

/// A home that lives.
#[derive(Debug)]
pub struct Living {
    orders: Option<Sender<Order>>,
    seen: Arc<Mutex<Seen>>,
    thread: Option<JoinHandle<()>>,
}

impl Living {
    /// Puts the home's lines into `folder` and lets it live `life`, `speed` times faster than the
    /// world, from the moment on in which somebody opens one.
    ///
    /// # Errors
    ///
    /// When the system has no pseudoterminals to give.
    pub fn start(home: VirtualHome, life: &Life, speed: u32, folder: &Path) -> io::Result<Self> {
        let script = Script::new(home, life);
        let lines = script.lines().map(|name| {
            let pty = PtyLine::new(&folder.join(name))?;
            Ok(Line { name, pty, fault: LineFault::None })
        });
        let lines = lines.collect::<io::Result<Vec<_>>>()?;
        let (orders, taken) = channel();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let drive = Drive {
            script,
            lines,
            speed,
            clock: None,
            rng: Rng::with_seed(0xFA_01),
            seen: Arc::clone(&seen),
        };
        let thread = std::thread::Builder::new()
            .name("virtual home".to_owned())
            .spawn(move || drive.run(&taken))?;
        Ok(Self { orders: Some(orders), seen, thread: Some(thread) })
    }

    /// Does something to it.
    pub fn order(&self, order: Order) {
        // A home that has failed says so in `seen`.
        drop(self.orders.as_ref().map(|orders| orders.send(order)));
    }

    /// What can be seen of it.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until it is `at` in the home.
    pub fn wait_until(&self, at: Mono, patience: Duration) -> bool {
        let reached = || {
            let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            (seen.now >= at || seen.failed.is_some()).then_some(())
        };
        wait_for(patience, reached).is_some()
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        drop(self.orders.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Line {
    name: &'static str,
    pty: PtyLine,
    fault: LineFault,
}

struct Drive {
    script: Script,
    lines: Vec<Line>,
    speed: u32,
    /// From the first moment on in which somebody listens.
    clock: Option<HomeClock>,
    rng: Rng,
    seen: Arc<Mutex<Seen>>,
}

impl Drive {
    fn run(mut self, orders: &Receiver<Order>) {
        let result = self.live(orders);
        if let Err(error) = result {
            self.note(|seen| seen.failed = Some(error.to_string()));
        }
    }

    fn live(&mut self, orders: &Receiver<Order>) -> io::Result<()> {
        loop {
            self.hear()?;
            if self.clock.is_none() && self.lines.iter().any(|line| line.pty.is_open()) {
                self.clock = Some(HomeClock::start(self.speed));
            }
            let now = self.now();
            self.live_until(now)?;
            self.look(now);
            match orders.try_recv() {
                Ok(order) => self.obey(now, order)?,
                Err(TryRecvError::Disconnected) => return Ok(()),
                Err(TryRecvError::Empty) => self.sleep()?,
            }
        }
    }

    /// Everything that the script and the devices have to do up to `now`, in its order.
    fn live_until(&mut self, now: Mono) -> io::Result<()> {
        while let Some(due) = self.script.poll_timeout().filter(|due| *due <= now) {
            self.script.handle_timeout(due);
            while let Some((index, bytes)) = self.script.poll_transmit(due) {
                self.say(index, &bytes)?;
            }
            let late = self.now().since(due) / self.speed;
            self.note(|seen| seen.latest = seen.latest.max(late));
        }
        Ok(())
    }

    fn say(&mut self, index: usize, bytes: &[u8]) -> io::Result<()> {
        let Some(line) = self.lines.get_mut(index) else { return Ok(()) };
        let arrives = suffer(line.fault, bytes, &mut self.rng);
        line.pty.write(&arrives)?;
        let (name, whole) = (line.name, line.pty.is_open() && arrives.ends_with(bytes));
        self.note(|seen| *seen.whole.entry(name).or_default() += u64::from(whole));
        Ok(())
    }

    /// Takes in what the host has written.
    fn hear(&mut self) -> io::Result<()> {
        let now = self.now();
        for (index, line) in self.lines.iter_mut().enumerate() {
            let bytes = line.pty.read()?;
            if bytes.is_empty() {
                continue;
            }
            if line.fault != LineFault::Silent {
                self.script.handle_bytes(now, index, &bytes);
            }
            let asked = Asked { line: line.name, at: now, bytes };
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).asked.push(asked);
        }
        Ok(())
    }

    fn obey(&mut self, now: Mono, order: Order) -> io::Result<()> {
        match order {
            Order::Act(act) => self.script.handle_act(now, act),
            Order::Unplug(name) => self.line(name, |line| {
                line.pty.unplug();
                Ok(())
            })?,
            Order::Plug(name) => self.line(name, |line| line.pty.plug())?,
            Order::Fault(name, fault) => self.line(name, |line| {
                line.fault = fault;
                Ok(())
            })?,
            Order::Say(name, bytes) => self.line(name, |line| line.pty.write(&bytes))?,
        }
        Ok(())
    }

    fn line(&mut self, name: &str, act: impl FnMut(&mut Line) -> io::Result<()>) -> io::Result<()> {
        self.lines.iter_mut().filter(|line| line.name == name).try_for_each(act)
    }

    /// Until a device has something to do, a host writes, or an order may have come.
    fn sleep(&self) -> io::Result<()> {
        let until = self.script.poll_timeout().zip(self.clock).map(|(at, clock)| clock.until(at));
        let wait = until.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
        let mut hosts: Vec<_> = self
            .lines
            .iter()
            .filter_map(|line| line.pty.waits_on())
            .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN))
            .collect();
        let wait = Timespec { tv_sec: 0, tv_nsec: i64::from(wait.subsec_nanos()) };
        match poll(&mut hosts, Some(&wait)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Notes what a test may want to see.
    fn look(&self, now: Mono) {
        let lost = self.lines.iter().map(|line| line.pty.lost()).sum();
        let rate = |line: &Line| Some((line.name, line.pty.rate()?));
        let rates = self.lines.iter().filter_map(rate).collect();
        self.note(|seen| (seen.now, seen.lost, seen.rates) = (now, lost, rates));
    }

    fn now(&self) -> Mono {
        self.clock.map_or(Mono::ZERO, |clock| clock.now())
    }

    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::resident::Resident;

    #[test]
    fn a_home_speaks_while_somebody_listens_and_obeys_a_test() {
        let folder = tempfile::tempdir().unwrap();
        let life = Resident::evening(1, Duration::from_secs(120));
        let living = Living::start(VirtualHome::new(1), &life, 600, folder.path()).unwrap();
        let mut host = std::fs::File::open(folder.path().join("bed")).unwrap();

        let mut heard = [0; 64];
        let length = host.read(&mut heard).unwrap();
        assert!(length >= 10);

        living.order(Order::Unplug("bed"));
        let gone = wait_for(Duration::from_secs(9), || {
            (!folder.path().join("bed").exists()).then_some(())
        });
        assert!(gone.is_some());
        assert!(living.wait_until(Mono(60_000), Duration::from_secs(9)));
        drop(living);
        assert!(!folder.path().join("kitchen-co").exists());
    }
}
