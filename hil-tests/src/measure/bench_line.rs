//! A home with a radar and a CO module that say what a bench wants, when it wants.

use std::time::Duration;

use anyhow::Context;

use crate::clock::wait_for;
use crate::daemon::{Daemon, Program};
use crate::home::{Home, Wishes};
use crate::pty::PtyLine;
use crate::resident::Resident;
use crate::virtual_home::DEV;

/// From the daemon's start to its listening.
const PATIENCE: Duration = Duration::from_secs(20);

/// The rig of a bench.
pub(super) struct Bench {
    pub daemon: Daemon,
    pub bed: PtyLine,
    pub kitchen: PtyLine,
    pub home: Home,
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
        Ok(Self { daemon, bed, kitchen, home })
    }

    /// Starts the daemon again, and waits until it answers.
    pub(super) fn restart(&mut self) -> anyhow::Result<()> {
        self.daemon = self.home.start_daemon()?;
        self.daemon.wait_for_log("hearth is running").context("it does not start again")?;
        Ok(())
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
