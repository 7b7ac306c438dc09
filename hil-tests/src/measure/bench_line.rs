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
    /// Holds the folder.
    _home: Home,
}

impl Bench {
    /// Starts the daemon, and waits until it listens.
    pub(super) fn start(port: u16, login: Option<(&str, &str)>) -> anyhow::Result<Self> {
        let home = home(port, login)?;
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
