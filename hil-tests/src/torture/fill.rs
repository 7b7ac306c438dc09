//! Many alarms that wait in a store, in seconds: the home's clock is moved from one call to the next, so
//! all radars may call as often as the daemon takes it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::proof::Proof;
use super::stage::{CHATTER, PATIENCE, Stage, waiting};
use crate::clock::{wait_for, wall_ms};

/// Between two calls of each radar, in the home's time.
const APART_MS: u64 = 2_000;

/// The home lives this time before the rig's own: it is over before the next run begins.
const EARLIER_MS: i64 = 3_600_000;

/// So that the disk keeps up: what is not on it in a second is offered from memory.
const KEEPS_UP: Duration = Duration::from_millis(4);

/// Readings are committed every two seconds.
const COMMITTED: Duration = Duration::from_secs(3);

/// A run in which so many are called, each durable, and which is stopped then. The broker is away.
pub(super) fn fill(stage: &mut Stage, alarms: usize, proof: &mut Proof) -> anyhow::Result<()> {
    stage.wire.chatter(None);
    let at = Timestamp::from_millisecond(wall_ms() - EARLIER_MS)?;
    let daemon = stage.start_driven(at)?;
    let mut hand = Hand::hold(stage)?;
    hand.wait_open(stage)?;
    let run = stage.begin(daemon)?;
    let mut left = alarms;
    while left > 0 {
        let called = stage.wire.call_all(left);
        ensure!(called > 0, "the daemon takes no calls");
        left -= called;
        hand.advance(stage, APART_MS)?;
        std::thread::sleep(KEEPS_UP);
    }
    let kept = wait_for(PATIENCE, || {
        let status = run.daemon.status()?;
        (waiting(&status).0 >= alarms as u64).then_some(())
    });
    kept.with_context(|| format!("not all {alarms} wait: {:?}", run.daemon.log()))?;
    std::thread::sleep(COMMITTED);
    stage.stop(run, proof)?;
    stage.wire.chatter(Some(CHATTER));
    Ok(())
}

/// What moves the daemon's clock.
struct Hand {
    socket: BufReader<UnixStream>,
    now: u64,
}

impl Hand {
    fn hold(stage: &Stage) -> anyhow::Result<Self> {
        let path = stage.home.clock_socket();
        let socket = wait_for(PATIENCE, || UnixStream::connect(&path).ok());
        let socket = socket.with_context(|| format!("nobody at {}", path.display()))?;
        socket.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { socket: BufReader::new(socket), now: 0 })
    }

    /// The daemon has all lines open; nothing was said yet.
    fn wait_open(&mut self, stage: &Stage) -> anyhow::Result<()> {
        let lines = stage.wire.said().into_iter();
        self.step(self.now, &lines.map(|(line, _)| (line, json!(0))).collect())
    }

    /// All that was said is taken in, and then it is later.
    fn advance(&mut self, stage: &Stage, by_ms: u64) -> anyhow::Result<()> {
        let to = self.now + by_ms;
        let said = stage.wire.said().into_iter();
        let taken = said.map(|(line, bytes)| (line, json!(bytes))).collect();
        // It stops on the way where it asks a radar something.
        while self.now < to {
            self.step(to, &taken)?;
        }
        Ok(())
    }

    fn step(&mut self, to: u64, taken: &Map<String, Value>) -> anyhow::Result<()> {
        let request = json!({ "advance_to": to, "taken": taken });
        self.socket.get_mut().write_all(format!("{request}\n").as_bytes())?;
        let mut answer = String::new();
        self.socket.read_line(&mut answer).context("the daemon does not answer")?;
        let answer: Value = serde_json::from_str(&answer).context("the daemon is gone")?;
        let at = answer.get("at").and_then(Value::as_u64);
        self.now = at.with_context(|| format!("no step to {to}: {answer}"))?;
        Ok(())
    }
}
