//! A home with a radar and a CO module that say what a bench wants, when it wants; or with radars that
//! call for help.

use std::time::Duration;

use anyhow::Context;

use crate::callers::{Called, Callers, callers_as_config};
use crate::clock::{Stopwatch, wait_for};
use crate::daemon::{Daemon, Program};
use crate::home::{Home, Wishes};
use crate::pty::PtyLine;
use crate::resident::Resident;
use crate::virtual_home::DEV;

/// From the daemon's start to its listening.
const PATIENCE: Duration = Duration::from_secs(20);

/// Radars of a bench that counts calls: as many lines as a home may be expected to have.
const CALLERS: usize = 16;

/// A home whose radars call.
pub(super) struct Calling {
    pub daemon: Daemon,
    pub radars: Callers,
    pub home: Home,
}

impl Calling {
    /// Starts the daemon, and waits until it listens.
    pub(super) fn start(
        port: u16,
        login: Option<(&str, &str)>,
        wish: impl FnOnce(&mut Wishes),
    ) -> anyhow::Result<Self> {
        let mut home = home(port, login)?;
        home.change(|wishes| {
            wishes.lines = Some(callers_as_config(CALLERS));
            wish(wishes);
        })?;
        let mut radars = Callers::new(&home.dev(), CALLERS, home.wishes().speed)?;
        let daemon = home.start_daemon()?;
        open(&mut radars).with_context(|| format!("lines stay closed: {:?}", daemon.log()))?;
        radars.begin();
        Ok(Self { daemon, radars, home })
    }

    /// Starts the daemon again, and waits until it answers.
    pub(super) fn restart(&mut self) -> anyhow::Result<()> {
        self.daemon = self.home.start_daemon()?;
        self.daemon.wait_for_log("hearth is running").context("it does not start again")?;
        Ok(())
    }

    /// Waits until it listens again.
    pub(super) fn wait_open(&mut self) -> anyhow::Result<()> {
        open(&mut self.radars).context("the lines stay closed")
    }

    /// A radar calls, as soon as one may; when that was.
    pub(super) fn call(&mut self) -> anyhow::Result<Stopwatch> {
        loop {
            self.radars.read()?;
            match self.radars.call() {
                Called::At(at) => return Ok(at),
                Called::Unheard => anyhow::bail!("a line has no room for a call"),
                Called::NotYet(wait) => std::thread::sleep(wait),
            }
        }
    }
}

fn open(radars: &mut Callers) -> Option<()> {
    wait_for(PATIENCE, || {
        radars.read().ok()?;
        radars.are_open().then_some(())
    })
}

/// The rig of a bench.
pub(super) struct Bench {
    pub daemon: Daemon,
    pub bed: PtyLine,
    pub kitchen: PtyLine,
    _home: Home,
}

impl Bench {
    /// Starts the daemon, and waits until it listens.
    pub(super) fn start(port: u16, login: Option<(&str, &str)>) -> anyhow::Result<Self> {
        Self::begin(home(port, login)?)
    }

    /// The same with what a bench wishes beyond.
    pub(super) fn start_with(port: u16, wish: impl FnOnce(&mut Wishes)) -> anyhow::Result<Self> {
        let mut home = home(port, None)?;
        home.change(wish)?;
        Self::begin(home)
    }

    fn begin(home: Home) -> anyhow::Result<Self> {
        let mut bed = PtyLine::new(&home.dev().join("bed"))?;
        let mut kitchen = PtyLine::new(&home.dev().join("kitchen-co"))?;
        let daemon = home.start_daemon()?;
        let open = wait_for(PATIENCE, || {
            bed.read().and_then(|_| kitchen.read()).ok()?;
            (bed.is_open() && kitchen.is_open()).then_some(())
        });
        open.with_context(|| format!("the lines stay closed: {:?}", daemon.log()))?;
        Ok(Self { daemon, bed, kitchen, _home: home })
    }
}

/// The home of the benches.
pub(super) fn home(port: u16, login: Option<(&str, &str)>) -> anyhow::Result<Home> {
    let mut wishes = Wishes::new(Resident::new(1, "2026-11-23T20:00:00+08:00").lived(), port);
    wishes.login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
    wishes.lines = Some(format!(
        "[[line]]\nname = \"bed\"\npath = \"{DEV}/bed\"\nsensor = \"r60abd1\"\nroom = \"bedroom\"\n\
         role = \"bed\"\n\n[[line]]\nname = \"kitchen-co\"\npath = \"{DEV}/kitchen-co\"\n\
         sensor = \"winsen\"\nmodel = \"ze15-co\"\nroom = \"kitchen\"\n"
    ));
    Home::new(Program::hearth()?, wishes)
}
