//! What do the time services of this box say of its clock?
//!
//! systemd-timesyncd leaves a mark in a folder. chrony and ntpd are asked with their own programs
//! (`chronyc`, `ntpq`), which need no rights; where these are missing or keep silent, a drift file
//! that was written since the machine started says as much, for it is written by a clock that
//! follows another. No other service is known: a box with one is `held`.
//!
//! A program may hang, so they are asked on a thread of their own, once a minute until the clock is
//! right and every quarter of an hour from then on. An old answer is none. No clock is read here.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use alerts::Mono;

use super::trust::{Says, tracking, variables};

/// Until the clock is right.
const ASK_EVERY: Duration = Duration::from_secs(60);

/// From then on: `ntpq` is a Python program on some boxes, and nothing hangs on the answer.
const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);

/// Two answers that did not come.
const STALE_AFTER: Duration = Duration::from_secs(35 * 60);

/// A program that answers does so in a tenth of a second; a slow box with Python needs two.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two looks whether a program has ended.
const LOOK_AT_PROGRAM: Duration = Duration::from_millis(20);

/// An answer is some hundred bytes long.
const LONGEST_ANSWER: u64 = 4 * 1024;

/// The thread's stack, bytes.
const STACK_BYTES: usize = 128 * 1024;

/// Where services leave traces, and how they are asked.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// There while systemd-timesyncd runs.
    timesyncd: PathBuf,
    /// Touched by it when it has set the clock.
    timesyncd_mark: PathBuf,
    /// There while chrony runs.
    chrony: PathBuf,
    /// Its program, and arguments that come first.
    chronyc: Vec<PathBuf>,
    chrony_drift: Vec<PathBuf>,
    /// There while ntpd runs.
    ntpd: PathBuf,
    ntpq: Vec<PathBuf>,
    ntpd_drift: Vec<PathBuf>,
    /// How long a program may take.
    patience: Duration,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            timesyncd: "/run/systemd/timesync".into(),
            timesyncd_mark: "/run/systemd/timesync/synchronized".into(),
            chrony: "/run/chrony".into(),
            chronyc: vec!["chronyc".into()],
            chrony_drift: ["/var/lib/chrony/chrony.drift", "/var/lib/chrony/drift"]
                .map(PathBuf::from)
                .into(),
            ntpd: "/run/ntpd.pid".into(),
            ntpq: vec!["ntpq".into()],
            ntpd_drift: [
                "/var/lib/ntpsec/ntp.drift",
                "/var/lib/ntp/ntp.drift",
                "/var/lib/ntp/drift",
            ]
            .map(PathBuf::from)
            .into(),
            patience: PATIENCE,
        }
    }
}

impl Places {
    /// What systemd-timesyncd says, which has to be asked nothing.
    pub(super) fn timesyncd(&self) -> Option<Says> {
        if self.timesyncd_mark.exists() {
            Some(Says::Right)
        } else {
            self.timesyncd.exists().then_some(Says::NotYet)
        }
    }

    /// What the others say; `started` is the wall clock when the machine started, and `now` is now.
    fn ask(&self, started: SystemTime, now: SystemTime) -> Vec<Says> {
        let chrony = self.chrony.exists().then(|| {
            let answer = answer(&self.chronyc, &["-c", "tracking"], self.patience);
            or_drift(tracking(&answer), &self.chrony_drift, started, now)
        });
        let ntpd = self.ntpd.exists().then(|| {
            let answer = answer(&self.ntpq, &["-n", "-c", "rv"], self.patience);
            or_drift(variables(&answer), &self.ntpd_drift, started, now)
        });
        chrony.into_iter().chain(ntpd).collect()
    }

    /// What they say as long as they were not asked.
    fn unasked(&self) -> Vec<Says> {
        let there = [&self.chrony, &self.ntpd].into_iter().filter(|place| place.exists());
        there.map(|_| Says::NotYet).collect()
    }
}

/// Where a service does not say, a drift file that was written since the machine started does.
fn or_drift(says: Says, files: &[PathBuf], started: SystemTime, now: SystemTime) -> Says {
    let written = |file: &PathBuf| std::fs::metadata(file).and_then(|file| file.modified()).ok();
    let lately = |at: &SystemTime| (started..=now).contains(at);
    match says {
        Says::Nothing if files.iter().filter_map(written).any(|at| lately(&at)) => Says::Right,
        says @ (Says::Right | Says::NotYet | Says::Nothing) => says,
    }
}

/// What a program says in time; nothing if it fails.
fn answer(program: &[PathBuf], arguments: &[&str], patience: Duration) -> String {
    let Some((program, first)) = program.split_first() else { return String::new() };
    let started = Command::new(program)
        .args(first)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = started else { return String::new() };
    let looks = patience.as_millis() / LOOK_AT_PROGRAM.as_millis();
    for _ in 0..looks {
        match child.try_wait() {
            Ok(None) => thread::sleep(LOOK_AT_PROGRAM),
            Ok(Some(status)) if status.success() => {
                let mut text = Vec::new();
                let out = child.stdout.take();
                let read = out.map(|out| out.take(LONGEST_ANSWER).read_to_end(&mut text));
                let is_read = read.is_some_and(|read| read.is_ok());
                return if is_read { String::from_utf8_lossy(&text).into() } else { String::new() };
            }
            Ok(Some(_)) | Err(_) => return String::new(),
        }
    }
    // It may have ended by now; and it must not stay as a zombie.
    drop(child.kill());
    drop(child.wait());
    String::new()
}

/// What services say, kept up to date by a thread that ends with the last clone.
#[derive(Clone, Debug)]
pub(super) struct Services {
    places: Places,
    last: Arc<Mutex<Last>>,
    _goes_on: Arc<mpsc::Sender<()>>,
}

#[derive(Debug, Default)]
struct Last {
    /// When they were asked last, and what they said.
    said: Option<(Mono, Vec<Says>)>,
    /// One of them was right before.
    was_right: bool,
}

/// The times that a question needs, read by the file that may.
pub(super) struct Times {
    /// The stamp of this moment.
    pub(super) mono: Mono,
    /// The wall clock when the machine started.
    pub(super) started: SystemTime,
    /// The wall clock now.
    pub(super) now: SystemTime,
}

impl Services {
    /// Begins to ask.
    pub(super) fn ask(places: Places, times: impl Fn() -> Times + Send + 'static) -> Self {
        let (goes_on, ends) = mpsc::channel();
        let last = Arc::new(Mutex::new(Last::default()));
        let services = Self { places, last, _goes_on: Arc::new(goes_on) };
        let (asked, last) = (services.places.clone(), Arc::clone(&services.last));
        let ask = move || loop {
            let at = times();
            let said = asked.ask(at.started, at.now);
            let is_right = said.contains(&Says::Right);
            last.lock().unwrap_or_else(PoisonError::into_inner).said = Some((at.mono, said));
            let wait = if is_right { LOOK_EVERY } else { ASK_EVERY };
            if ends.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        };
        let thread = thread::Builder::new().name("time".to_owned()).stack_size(STACK_BYTES);
        if let Err(error) = thread.spawn(ask) {
            tracing::warn!(%error, "the box's time services cannot be asked");
        }
        services
    }

    /// What they say at `now`, and whether one of them was right before.
    pub(super) fn say(&self, now: Mono) -> (Vec<Says>, bool) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut said = match &last.said {
            None => self.places.unasked(),
            Some((at, _)) if now.since(*at) >= STALE_AFTER => Vec::new(),
            Some((_, said)) => said.clone(),
        };
        said.extend(self.places.timesyncd());
        let was_right = last.was_right;
        last.was_right |= said.contains(&Says::Right);
        (said, was_right)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn timesyncd_is_believed_by_its_mark() {
        let home = Home::new();
        assert_eq!(home.places.timesyncd(), None);

        fs::create_dir(&home.places.timesyncd).unwrap();
        assert_eq!(home.places.timesyncd(), Some(Says::NotYet));
        fs::write(&home.places.timesyncd_mark, "").unwrap();
        assert_eq!(home.places.timesyncd(), Some(Says::Right));
    }

    #[test]
    fn chrony_and_ntpd_are_asked_where_they_run() {
        let home = Home::new();
        home.program("chronyc", "echo 'CB00710F,t,3,0.0,Normal'");
        home.program("ntpq", "echo 'associd=0 status=c016 leap_alarm, sync_unspec, 1 event'");
        assert_eq!(home.ask(), []);

        fs::create_dir(&home.places.chrony).unwrap();
        assert_eq!(home.places.unasked(), [Says::NotYet]);
        assert_eq!(home.ask(), [Says::Right]);
        fs::write(&home.places.ntpd, "17").unwrap();
        assert_eq!(home.ask(), [Says::Right, Says::NotYet]);
    }

    #[test]
    fn a_service_that_cannot_be_asked_is_believed_by_a_drift_file_of_this_start() {
        let home = Home::new();
        fs::create_dir(&home.places.chrony).unwrap();
        assert_eq!(home.ask(), [Says::Nothing], "no program");
        home.program("chronyc", "echo '506 Cannot talk to daemon'; exit 1");
        assert_eq!(home.ask(), [Says::Nothing]);

        fs::write(&home.places.chrony_drift[0], "-3.6 0.02").unwrap();
        assert_eq!(home.ask(), [Says::Right]);
        let before_the_start = SystemTime::UNIX_EPOCH;
        let drift = fs::File::options().write(true).open(&home.places.chrony_drift[0]).unwrap();
        drift.set_modified(before_the_start).unwrap();
        assert_eq!(home.ask(), [Says::Nothing], "of an earlier start");
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let mut home = Home::new();
        home.places.patience = Duration::from_millis(200);
        fs::create_dir(&home.places.chrony).unwrap();
        home.program("chronyc", "echo 'CB00710F,t,3,0.0,Normal'; exec sleep 600");

        assert_eq!(home.ask(), [Says::Nothing]);
    }

    #[test]
    fn an_answer_that_is_old_is_none_and_what_was_right_is_remembered() {
        let home = Home::new();
        let times = || Times { mono: Mono(0), started: start(), now: end() };
        let services = Services::ask(home.places.clone(), times);
        let say = |minutes: u64| services.say(Mono(minutes * 60_000));
        services.last.lock().unwrap().said = Some((Mono(0), vec![Says::Right]));

        assert_eq!(say(1), (vec![Says::Right], false));
        assert_eq!(say(34), (vec![Says::Right], true));
        assert_eq!(say(35), (vec![], true));
    }

    fn start() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_000)
    }

    /// Long after whenever this runs.
    fn end() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40)
    }

    /// A box on which nothing runs yet.
    struct Home {
        places: Places,
        folder: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            let places = Places {
                timesyncd: at("timesync"),
                timesyncd_mark: at("timesync/synchronized"),
                chrony: at("chrony"),
                chronyc: vec!["/bin/sh".into(), at("chronyc")],
                chrony_drift: vec![at("chrony.drift")],
                ntpd: at("ntpd.pid"),
                ntpq: vec!["/bin/sh".into(), at("ntpq")],
                ntpd_drift: vec![at("ntp.drift")],
                patience: PATIENCE,
            };
            Self { places, folder }
        }

        fn program(&self, name: &str, script: &str) {
            fs::write(self.folder.path().join(name), script).unwrap();
        }

        fn ask(&self) -> Vec<Says> {
            self.places.ask(start(), end())
        }
    }
}
