//! Do the wire and the broker agree? What was said to each run of the daemon, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::proof::Proof;
use super::wire::Said;
use crate::broker::{Broker, Received};
use crate::clock::Stopwatch;
use crate::ledger::{Delivered, Ledger};
use crate::subscriber::{Message, Subscriber};

/// The contract's journal promise is 100 ms; the rest is for a machine that does something else.
pub(super) const DUE_AFTER: Duration = Duration::from_millis(300);

/// Readings are committed every two seconds; the rest is for a machine that does something else.
const READING_DUE_AFTER: Duration = Duration::from_secs(4);

/// One start of the daemon, and what was said to it.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub boot: u64,
    pub said: Said,
    /// When it ended.
    pub end: Stopwatch,
    /// What the disk itself may have kept an alarm waiting: nobody can make it durable sooner.
    pub disk: Duration,
}

impl Life {
    /// How many of these had been said long enough before its end.
    fn due(&self, said: &[Stopwatch], after: Duration) -> usize {
        said.iter().filter(|at| self.end.since(**at) >= after).count()
    }
}

/// What may become of readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readings {
    /// What is older than a commit comes.
    Come,
    /// What does not come is told in a `gap`.
    AreTold,
    /// They may be gone, as after a power cut: nobody can tell.
    MayGo,
    /// This home does not publish them.
    NotSent,
}

/// Compares what was said in each life with what came, and says so in the proof.
pub(super) fn settle(ledger: &Ledger, history: &[Life], proof: &mut Proof, readings: Readings) {
    let raised =
        count(ledger, |it| usize::from(it.topic == "alarm/fall" && it.word("step") == "raised"));
    let came = count(ledger, |it| usize::from(it.topic.starts_with("sample/")));
    let told = gaps(ledger);
    let of = |counts: &BTreeMap<u64, usize>, boot| counts.get(&boot).copied().unwrap_or(0);
    let mut sum = Sum::default();
    for life in history {
        let got = of(&raised, life.boot);
        sum.called += life.said.calls.len();
        sum.came += got;
        sum.lost += life.due(&life.said.calls, DUE_AFTER + life.disk).saturating_sub(got);
        sum.made_up += got.saturating_sub(life.said.calls.len());
        let due = life.due(&life.said.frames, READING_DUE_AFTER);
        let (got, told) = (of(&came, life.boot), of(&told, life.boot));
        sum.readings += due;
        sum.untold += due.saturating_sub(got + told);
        sum.missing += due.saturating_sub(got);
    }
    sum.judge(proof, readings);
    let boots: Vec<_> = history.iter().map(|life| life.boot).collect();
    proof.must(boots.is_sorted_by(|one, other| one < other), || {
        format!("boots repeat or go back: {boots:?}")
    });
}

/// Differences between the wire and the broker, over all lives.
#[derive(Debug, Default)]
struct Sum {
    called: usize,
    came: usize,
    lost: usize,
    made_up: usize,
    readings: usize,
    missing: usize,
    untold: usize,
}

impl Sum {
    fn judge(&self, proof: &mut Proof, rule: Readings) {
        let Self { called, came, lost, made_up, readings, missing, untold } = self;
        proof.note(format!("{called} alarms called, {came} came, {lost} lost"));
        proof.must(*lost == 0, || format!("{lost} of {called} alarms are lost"));
        proof.must(*made_up == 0, || format!("{made_up} alarms came that nobody called"));
        if rule != Readings::NotSent {
            proof.note(format!("of {readings} readings {missing} missing, {untold} untold"));
        }
        match rule {
            Readings::Come => proof.must(*missing == 0, || {
                format!("{missing} of {readings} readings older than a commit are missing")
            }),
            Readings::AreTold => proof.must(*untold == 0, || {
                format!("{untold} of {readings} readings are missing and in no gap")
            }),
            Readings::MayGo | Readings::NotSent => {}
        }
    }
}

/// A count for each boot.
fn count(ledger: &Ledger, of: impl Fn(&Delivered) -> usize) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for it in &ledger.first {
        *counts.entry(it.boot).or_default() += of(it);
    }
    counts
}

/// Readings that gaps own up to, for each boot.
fn gaps(ledger: &Ledger) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for it in ledger.on("gap").filter(|it| it.word("lane") == "readings") {
        let number = |key: &str| it.body.get(key).and_then(Value::as_u64);
        let count = number("count").and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        *counts.entry(number("boot").unwrap_or(it.boot)).or_default() += count;
    }
    counts
}

/// Which calls are at the broker, counted as they come.
#[derive(Debug, Default)]
pub(super) struct Tally {
    looked_at: usize,
    raised: BTreeMap<u64, BTreeSet<String>>,
    /// Whether the last was on the disk when it was sent.
    pub durable: bool,
}

impl Tally {
    pub(super) fn look(&mut self, broker: &Broker, station: Option<&Subscriber>) {
        let is_call = |topic: &str| topic.ends_with("/alarm/fall");
        let calls: Vec<Value>;
        if let Some(station) = station {
            let new = station.heard_from(self.looked_at);
            self.looked_at += new.len();
            calls = new.iter().filter(|it| is_call(&it.topic)).map(Message::json).collect();
        } else {
            let new = broker.received_from(self.looked_at);
            self.looked_at += new.len();
            calls = new.iter().filter(|it| is_call(&it.topic)).map(Received::json).collect();
        }
        calls.iter().for_each(|payload| self.take(payload));
    }

    fn take(&mut self, payload: &Value) {
        let raised = payload.pointer("/body/step") == Some(&"raised".into());
        let id = payload.get("id").and_then(Value::as_str);
        if let (true, Some(boot), Some(id)) =
            (raised, payload.get("boot").and_then(Value::as_u64), id)
        {
            self.raised.entry(boot).or_default().insert(id.to_owned());
            self.durable = payload.pointer("/body/durable") != Some(&false.into());
        }
    }

    /// The first boot of which anything came.
    pub(super) fn first(&self) -> Option<u64> {
        self.raised.keys().next().copied()
    }

    pub(super) fn of(&self, boot: u64) -> usize {
        self.raised.get(&boot).map_or(0, BTreeSet::len)
    }
}
