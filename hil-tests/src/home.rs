//! A whole rig in one folder: configuration, lines, store; and the real daemon in the middle.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::clock::Stopwatch;
use crate::daemon::{Daemon, Program};
use crate::drive::Living;
use crate::lockstep::Lockstep;
use crate::resident::Life;
use crate::virtual_home::{DEV, VirtualHome, lines_as_config};

/// Whose home it is, in topics.
pub const COMMUNITY: &str = "kangzhuang";
/// Which home it is, in topics.
pub const HOME: &str = "h0042";

/// What is wrong where a home has no lines.
const NO_LINES: &str = "no virtual serial lines: is /dev/pts mounted, with ptmxmode=666?";

/// What a test wants its home to be like.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Who lives there and how.
    pub life: Life,
    /// How many times faster than the world.
    pub speed: u32,
    /// The broker, `mqtt://127.0.0.1:1883`.
    pub broker: String,
    /// User and password at the broker.
    pub login: Option<(String, String)>,
    /// Whether the daemon is to record what its lines carry.
    pub capture: bool,
    /// Every reading through the outbox.
    pub samples: bool,
    /// Tables `[[line]]` other than the virtual home's, with [`DEV`] for the folder of the lines.
    pub lines: Option<String>,
    /// More lines for the table `[broker]`.
    pub broker_extra: String,
    /// More lines for the table `[store]`.
    pub store_extra: String,
    /// The commands that the home obeys; none for those that every home does.
    pub allow: Vec<String>,
    /// Chance for the devices.
    pub seed: u64,
}

impl Wishes {
    /// A life in the time of the world, with a broker on loopback that lets everybody in.
    #[must_use]
    pub fn new(life: Life, port: u16) -> Self {
        Self {
            life,
            speed: 1,
            broker: format!("mqtt://127.0.0.1:{port}"),
            login: None,
            capture: false,
            samples: false,
            lines: None,
            broker_extra: String::new(),
            store_extra: String::new(),
            allow: Vec::new(),
            seed: 1,
        }
    }
}

/// The rig of one home.
pub struct Home {
    // In the order in which they have to go.
    living: Option<Living>,
    program: Program,
    wishes: Wishes,
    folder: TempDir,
    made: Stopwatch,
}

impl Home {
    /// Makes the folder and writes the configuration; nobody lives there yet.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn new(program: Program, wishes: Wishes) -> anyhow::Result<Self> {
        // A short path: a socket's may have 107 characters.
        let folder = tempfile::Builder::new().prefix("hearth-").tempdir()?;
        let home = Self { living: None, program, wishes, folder, made: Stopwatch::start() };
        fs::create_dir(home.path("dev"))?;
        fs::create_dir(home.path("store"))?;
        home.write_config()?;
        Ok(home)
    }

    /// The resident begins to live, and the daemon is started.
    ///
    /// # Errors
    ///
    /// When there are no pseudoterminals, or the daemon cannot be started.
    pub fn begin(&mut self) -> anyhow::Result<Daemon> {
        self.live()?;
        self.start_daemon()
    }

    /// The daemon is started with a clock that stands still, and the home with it: they live in
    /// lock-step, whatever speed was wished for.
    ///
    /// # Errors
    ///
    /// When there are no pseudoterminals, or the daemon cannot be started.
    pub fn begin_in_lockstep(&self) -> anyhow::Result<(Daemon, Lockstep)> {
        let life = &self.wishes.life;
        let home = VirtualHome::new(self.wishes.seed);
        let mut lockstep = Lockstep::new(home, life, &self.path("dev")).context(NO_LINES)?;
        let daemon = self.start_daemon_driven(&self.program, life.start.parse()?)?;
        let held = lockstep.hold(&self.clock_socket());
        held.with_context(|| daemon.log().join("\n"))?;
        Ok((daemon, lockstep))
    }

    /// The resident begins to live.
    ///
    /// # Errors
    ///
    /// When there are no pseudoterminals.
    pub fn live(&mut self) -> anyhow::Result<()> {
        let (life, speed) = (&self.wishes.life, self.wishes.speed);
        let home = VirtualHome::new(self.wishes.seed);
        let living = Living::start(home, life, speed, &self.path("dev")).context(NO_LINES)?;
        self.living = Some(living);
        Ok(())
    }

    /// Starts the daemon (again), with the clock that the home's life has by now; that of a home in
    /// which nobody lives yet goes on since it was made.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start_daemon(&self) -> anyhow::Result<Daemon> {
        self.start_daemon_as(&self.program)
    }

    /// The same, with the program in other circumstances.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start_daemon_as(&self, program: &Program) -> anyhow::Result<Daemon> {
        let mut args = Vec::new();
        if self.wishes.speed > 1 {
            let made = || self.made.elapsed() * self.wishes.speed;
            let lived = self
                .living
                .as_ref()
                .map_or_else(made, |living| Duration::from_millis(living.seen().now.0));
            let start: Timestamp = self.wishes.life.start.parse()?;
            let now = start + lived;
            args.extend(["--clock-speed".to_owned(), self.wishes.speed.to_string()]);
            args.extend(["--clock-start".to_owned(), now.to_string()]);
        }
        Daemon::start(program, &self.config(), &args)
    }

    /// Starts it with a clock that stands still until somebody at the socket moves it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start_daemon_driven(&self, program: &Program, at: Timestamp) -> anyhow::Result<Daemon> {
        let args = ["--clock", "driven", "--clock-start", &at.to_string()].map(str::to_owned);
        Daemon::start(program, &self.config(), &args)
    }

    /// Starts it again in a home that lives in lock-step, as late in its life as the home is.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or does not follow.
    pub fn begin_again_in_lockstep(&self, lockstep: &mut Lockstep) -> anyhow::Result<Daemon> {
        let start: Timestamp = self.wishes.life.start.parse()?;
        let at = start + Duration::from_millis(lockstep.now().0);
        let daemon = self.start_daemon_driven(&self.program, at)?;
        let held = lockstep.hold(&self.clock_socket());
        held.with_context(|| daemon.log().join("\n"))?;
        Ok(daemon)
    }

    /// The socket that moves a driven clock.
    #[must_use]
    pub fn clock_socket(&self) -> PathBuf {
        self.path("hearth.sock.clock")
    }

    /// The life, to steer and to look at.
    ///
    /// # Errors
    ///
    /// When it has not begun.
    pub fn living(&self) -> anyhow::Result<&Living> {
        self.living.as_ref().context("nobody lives here yet")
    }

    /// What the test wished for.
    #[must_use]
    pub const fn wishes(&self) -> &Wishes {
        &self.wishes
    }

    /// Changes it; the daemon sees it when it is started again.
    ///
    /// # Errors
    ///
    /// When the configuration cannot be written.
    pub fn change(&mut self, change: impl FnOnce(&mut Wishes)) -> anyhow::Result<()> {
        change(&mut self.wishes);
        self.write_config()
    }

    /// The program.
    #[must_use]
    pub const fn program(&self) -> &Program {
        &self.program
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.path("hearth.toml")
    }

    /// The capture, where one was wished for.
    #[must_use]
    pub fn capture(&self) -> PathBuf {
        self.path("capture.cap")
    }

    /// The folder of the store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    /// The folder of the serial lines.
    #[must_use]
    pub fn dev(&self) -> PathBuf {
        self.path("dev")
    }

    /// The rig's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_config(&self) -> anyhow::Result<()> {
        let folder = self.folder.path().display();
        let Wishes { broker, broker_extra, store_extra, login, samples, lines, .. } = &self.wishes;
        let lines = lines.clone().unwrap_or_else(lines_as_config);
        let lines = lines.replace(DEV, &self.dev().display().to_string());
        let mut text = format!(
            "[home]\ncommunity = \"{COMMUNITY}\"\nid = \"{HOME}\"\n\
             time-zone = \"Asia/Shanghai\"\nnight = \"21:00-07:00\"\n\n{lines}\n\
             [broker]\nurl = \"{broker}\"\n{broker_extra}",
        );
        if let Some((user, password)) = login {
            fs::write(self.path("password"), password)?;
            text += &format!("username = \"{user}\"\npassword-file = \"{folder}/password\"\n");
        }
        text += &format!(
            "\n[store]\ndir = \"{folder}/store\"\n{store_extra}\n[publish]\nsamples = \"{}\"\n\n\
             [control]\nsocket = \"{folder}/hearth.sock\"\n",
            if *samples { "durable" } else { "off" }
        );
        if !self.wishes.allow.is_empty() {
            text += &format!("\n[commands]\nallow = {:?}\n", self.wishes.allow);
        }
        if self.wishes.capture {
            text += &format!("\n[capture]\nfile = \"{folder}/capture.cap\"\nminutes = 720\n");
        }
        Ok(fs::write(self.config(), text)?)
    }
}
