//! The real gateway as a child process: started, asked, killed, stopped, and its log read.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::process::{Pid, Signal, kill_process};

use crate::clock::{Stopwatch, wait_for};

/// Nothing that a daemon is asked to do takes longer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// How to run `hearth`.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    /// What stands before the arguments.
    first: Vec<OsString>,
    /// What the daemon finds in its environment; the commands beside it do not.
    around: Vec<(OsString, OsString)>,
}

impl Program {
    /// The binary that `HEARTH` in the environment names, say a static one; without it the `hearth` of
    /// this workspace, in the profile of the running test: built if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be built.
    pub fn hearth() -> anyhow::Result<Self> {
        if let Some(path) = env::var_os("HEARTH") {
            return Ok(Self::at(path.into()));
        }
        static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let built = BUILT.get_or_init(|| build("hearth").map_err(|error| format!("{error:#}")));
        let path = built.clone().map_err(anyhow::Error::msg)?;
        Ok(Self::at(path))
    }

    /// The binary `hearth-community`, as [`Program::hearth`].
    ///
    /// # Errors
    ///
    /// When it cannot be built.
    pub fn station() -> anyhow::Result<Self> {
        static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let name = "hearth-community";
        let built = BUILT.get_or_init(|| build(name).map_err(|error| format!("{error:#}")));
        let path = built.clone().map_err(anyhow::Error::msg)?;
        Ok(Self::at(path))
    }

    /// A `hearth` that was built elsewhere.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self { path, first: Vec::new(), around: Vec::new() }
    }

    /// The same, and the daemon (not the commands beside it) has these in its environment.
    #[must_use]
    pub fn with_around(&self, around: Vec<(OsString, OsString)>) -> Self {
        Self { around, ..self.clone() }
    }

    /// This executable itself, which runs `hearth` if its first argument is `word`.
    ///
    /// # Errors
    ///
    /// When the system does not say where it is.
    pub fn itself(word: &str) -> anyhow::Result<Self> {
        let path = env::current_exe().context("this program cannot find itself")?;
        Ok(Self { first: vec![word.into()], ..Self::at(path) })
    }

    /// The same on a disk on which no file can become larger than so many KiB.
    #[must_use]
    pub fn on_a_full_disk(&self, kib: u32) -> Self {
        // A write beyond it fails, instead of ending the process by a signal.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
        let mut first = vec!["-c".into(), script.into(), self.path.clone().into_os_string()];
        first.extend(self.first.iter().cloned());
        Self { path: "/bin/sh".into(), first, around: self.around.clone() }
    }

    /// The command, without arguments yet.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.first).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn output<S: AsRef<std::ffi::OsStr>>(
        &self,
        args: impl IntoIterator<Item = S>,
    ) -> anyhow::Result<Output> {
        self.command().args(args).output().with_context(|| format!("cannot run {self:?}"))
    }
}

/// `target/<profile>/deps/<test>` or `target/<profile>/<binary>`: the program belongs beside.
fn build(name: &str) -> anyhow::Result<PathBuf> {
    let itself = env::current_exe()?;
    let mut folder = itself.parent().context("no folder")?;
    if folder.ends_with("deps") {
        folder = folder.parent().context("no folder")?;
    }
    let target = folder.parent().context("no target folder")?;
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    // What a cargo that runs tests tells them would look to this one like another machine.
    for (variable, _) in env::vars_os() {
        let told = variable.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&variable);
        }
    }
    // The whole workspace, so that its features are those of `cargo build --workspace`.
    let built = cargo
        .args(["build", "--quiet", "--workspace", "--bin", name, "--profile", profile])
        .arg("--target-dir")
        .arg(target)
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .output()
        .context("cannot run cargo")?;
    if !built.status.success() {
        bail!("{name} cannot be built:\n{}", String::from_utf8_lossy(&built.stderr));
    }
    Ok(folder.join(name))
}

/// A running daemon. It is killed when this is dropped.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
    program: Program,
    config: PathBuf,
}

/// How a daemon ended.
#[derive(Clone, Copy, Debug)]
pub struct Stopped {
    /// With which status.
    pub status: ExitStatus,
    /// How long it took from the signal on.
    pub took: Duration,
}

impl Daemon {
    /// Starts `hearth run --config CONFIG` with more arguments after it.
    ///
    /// # Errors
    ///
    /// When the process cannot be started.
    pub fn start(program: &Program, config: &Path, args: &[String]) -> anyhow::Result<Self> {
        let mut child = program
            .command()
            .envs(program.around.iter().cloned())
            .arg("run")
            .arg("--config")
            .arg(config)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program:?}"))?;
        let stderr = child.stderr.take().context("no standard error")?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                written.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        let (program, config) = (program.clone(), config.to_owned());
        Ok(Self { child, log, reader: Some(reader), program, config })
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first line of its log that contains `text`.
    pub fn wait_for_log(&self, text: &str) -> Option<String> {
        wait_for(PATIENCE, || self.log().into_iter().find(|line| line.contains(text)))
    }

    /// How often its log says `text`.
    #[must_use]
    pub fn count_in_log(&self, text: &str) -> usize {
        self.log().iter().filter(|line| line.contains(text)).count()
    }

    /// What `hearth status --json` says; `None` while nothing answers.
    #[must_use]
    pub fn status(&self) -> Option<serde_json::Value> {
        let config = self.config.as_os_str();
        let output = self.program.output([
            "status".as_ref(),
            "--json".as_ref(),
            "--config".as_ref(),
            config,
        ]);
        let output = output.ok().filter(|output| output.status.success())?;
        serde_json::from_slice(&output.stdout).ok()
    }

    /// Asks for its status until `wanted`.
    pub fn wait_for_status(
        &self,
        wanted: impl Fn(&serde_json::Value) -> bool,
    ) -> Option<serde_json::Value> {
        wait_for(PATIENCE, || self.status().filter(|status| wanted(status)))
    }

    /// The number of this start.
    pub fn boot(&self) -> Option<u64> {
        let boot = |status: &serde_json::Value| status.get("boot")?.as_u64();
        boot(&self.wait_for_status(|status| boot(status).is_some())?)
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
    /// When it does not end in a long time.
    pub fn stop(&mut self) -> anyhow::Result<Stopped> {
        let watch = Stopwatch::start();
        self.signal(Signal::TERM)?;
        self.wait(watch)
    }

    /// Waits for it to end by itself.
    ///
    /// # Errors
    ///
    /// When it does not end in a long time.
    pub fn wait_for_end(&mut self) -> anyhow::Result<Stopped> {
        self.wait(Stopwatch::start())
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn wait(&mut self, watch: Stopwatch) -> anyhow::Result<Stopped> {
        let mut ended = || self.child.try_wait().transpose();
        let status = wait_for(PATIENCE, &mut ended).context("the daemon does not end")??;
        if let Some(reader) = self.reader.take() {
            drop(reader.join());
        }
        Ok(Stopped { status, took: watch.elapsed() })
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("no such process")?, signal)?;
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(reader) = self.reader.take() {
            drop(reader.join());
        }
    }
}

/// A pipe that takes nothing more: a log that nobody reads.
///
/// # Errors
///
/// When the system has none to give.
pub fn full_pipe() -> io::Result<(PipeReader, PipeWriter)> {
    let (reader, mut writer) = io::pipe()?;
    fcntl_setfl(&writer, OFlags::WRONLY | OFlags::NONBLOCK)?;
    for piece in [4_096, 1] {
        let bytes = vec![b'.'; piece];
        while writer.write(&bytes).is_ok() {}
    }
    fcntl_setfl(&writer, OFlags::WRONLY)?;
    Ok((reader, writer))
}
