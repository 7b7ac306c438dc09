//! Other programs at the store, at the socket's path, and at the end of the log.

use std::fs;
use std::time::Duration;

use anyhow::Context;
use rusqlite::{Connection, OpenFlags};
use rustix::process::{Pid, Signal, kill_process};

use crate::clock::wait_for;
use crate::daemon::full_pipe;
use crate::torture::Options;
use crate::torture::account::Readings;
use crate::torture::proof::Proof;
use crate::torture::stage::{MANY, OUT, PATIENCE, Stage};

/// An alarm beside another program: the disk is well, so there is no reason to wait.
const AT_ONCE: Duration = Duration::from_millis(1_000);

/// Alarms while it holds on.
const CALLS: usize = 8;

/// What a log that nobody empties may grow to on the disk, pinned or not.
const MOST_WAL: u64 = 16 * 1024 * 1024;

/// A backup, or a technician's `sqlite3`, with a transaction that is never ended.
pub(in crate::torture) fn reader(options: &Options) -> anyhow::Result<Proof> {
    held(options, false, "BEGIN; SELECT count(*) FROM sqlite_schema;")
}

pub(in crate::torture) fn reader_before(options: &Options) -> anyhow::Result<Proof> {
    held(options, true, "BEGIN; SELECT count(*) FROM sqlite_schema;")
}

pub(in crate::torture) fn writer(options: &Options) -> anyhow::Result<Proof> {
    held(options, false, "BEGIN IMMEDIATE;")
}

fn held(options: &Options, before: bool, sql: &str) -> anyhow::Result<Proof> {
    let mut stage = Stage::with(options, MANY, |_| {})?;
    let mut proof = Proof::of(1);
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "before", 3);
    let path = stage.home.store().join("alarms.db");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let hold = || -> rusqlite::Result<Connection> {
        let other = Connection::open_with_flags(&path, flags)?;
        other.busy_timeout(Duration::from_secs(2))?;
        other.execute_batch(sql)?;
        Ok(other)
    };
    let (run, other) = if before {
        stage.stop(run, &mut proof)?;
        stage.wire.chatter(Some(Duration::from_millis(50)));
        let other = hold();
        let run = stage.start()?;
        stage.wait_online(&run)?;
        (run, other)
    } else {
        (run, hold())
    };
    match &other {
        Ok(_) => proof.note("the other program got in"),
        Err(error) => proof.note(format!("the other program is refused: {error}")),
    }
    let mut longest = Duration::ZERO;
    for _ in 0..CALLS {
        longest = longest.max(stage.call(&run, PATIENCE).unwrap_or(PATIENCE));
    }
    proof.took("alarm out meanwhile", longest);
    proof.must(longest <= AT_ONCE, || format!("an alarm waited {} ms", longest.as_millis()));
    stage.wire.call_often(500, PATIENCE * 3)?;
    proof.must(stage.all_heard(&run, PATIENCE), || "500 alarms in a row do not come".to_owned());
    let wal = fs::metadata(path.with_extension("db-wal")).map_or(0, |file| file.len());
    proof.note(format!("WAL {} KiB", wal / 1024));
    proof.must(wal <= MOST_WAL, || format!("the WAL has {} KiB", wal / 1024));
    drop(other);
    stage.must_call(&run, &mut proof, "after", 2);
    stage.settle(&run, &mut proof, PATIENCE);
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::Come);
    Ok(proof)
}

/// A file of somebody's stands where the socket should be: it is not the daemon's to remove.
pub(in crate::torture) fn not_a_socket(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let socket = stage.home.folder().join("hearth.sock");
    fs::write(&socket, "precious")?;
    let daemon = stage.home.start_daemon()?;
    let open = wait_for(PATIENCE, || stage.wire.is_open().then_some(()));
    proof.must(open.is_some(), || "it does not listen".to_owned());
    std::thread::sleep(Duration::from_millis(500));
    stage.wire.begin()?;
    stage.wire.call();
    let heard = wait_for(OUT, || (stage.raised_in_first() >= 1).then_some(()));
    proof.must(heard.is_some(), || "the alarm is not out".to_owned());
    let kept = fs::read(&socket).is_ok_and(|bytes| bytes == b"precious");
    proof.must(kept, || "the file at the socket's path is gone".to_owned());
    proof.must_be_told(&daemon, &["socket", "hearth.sock"], 3);
    proof.keep_log(&daemon);
    Ok(proof)
}

/// Nobody reads the log, and the pipe is full.
pub(in crate::torture) fn full_log(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = Stage::new(options)?;
    let mut proof = Proof::of(1);
    let (_never_read, log) = full_pipe()?;
    let mut command = stage.home.program().command();
    command.args(["run", "--log", "debug", "--config"]).arg(stage.home.config()).stderr(log);
    let mut daemon = command.spawn()?;
    stage.wire.begin()?;
    std::thread::sleep(Duration::from_millis(500));
    for number in 1..=5 {
        stage.wire.call();
        let heard = wait_for(OUT, || (stage.raised_in_first() >= number).then_some(()));
        proof.must(heard.is_some(), || format!("alarm {number} is not out in 2 s"));
    }
    let pid = i32::try_from(daemon.id()).ok().and_then(Pid::from_raw).context("no process")?;
    kill_process(pid, Signal::TERM)?;
    let ended = wait_for(Duration::from_secs(5), || daemon.try_wait().ok().flatten());
    proof.must(ended.is_some_and(|status| status.success()), || format!("the stop: {ended:?}"));
    if ended.is_none() {
        daemon.kill()?;
        daemon.wait()?;
    }
    Ok(proof)
}
