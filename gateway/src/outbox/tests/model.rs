//! Is anything lost, or does anything come back? The outbox beside a plain model, through random
//! pushes, acknowledgements, ticks, restarts and kills.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use alerts::message::Lane;

use super::{open_in, rest, rows, settled};
use crate::outbox::{Key, LANES, Limits, Outbox};

/// Random pushes, acknowledgements, ticks, restarts and kills (a copy of the files as they are at
/// that moment), beside a plain model. Nothing that was offered as durable may be lost, nothing
/// that was acknowledged before a clean end may come back, and no key may repeat.
#[tokio::test]
async fn nothing_is_lost_nothing_comes_back_and_no_id_repeats() {
    for seed in 1..=6 {
        Model::run(seed, 120).await;
    }
}

struct Model {
    home: tempfile::TempDir,
    folder: u32,
    outbox: Outbox,
    random: u64,
    /// Rows that wait, by lane and key, with their bodies.
    waiting: BTreeMap<(Lane, Key), Vec<u8>>,
    /// Acknowledged since the last commit that surely holds it.
    acknowledged: BTreeSet<(Lane, Key)>,
    seen: BTreeSet<(Lane, Key)>,
    pushed: u64,
}

impl Model {
    async fn run(seed: u64, steps: u32) {
        let home = tempfile::tempdir().unwrap();
        let outbox = open_in(&home.path().join("0"), Limits::default()).await.outbox;
        let mut model = Self {
            home,
            folder: 0,
            outbox,
            random: seed,
            waiting: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            seen: BTreeSet::new(),
            pushed: 0,
        };
        for _ in 0..steps {
            model.step().await;
        }
        model.restart(false).await;
    }

    async fn step(&mut self) {
        match self.draw(12) {
            0..=5 => self.push().await,
            6..=8 => self.acknowledge().await,
            9 => self.outbox.tick().await,
            10 => self.restart(false).await,
            _ => self.restart(true).await,
        }
    }

    async fn push(&mut self) {
        let lane = LANES[self.draw(3)];
        let count = 1 + self.draw(5) as u64;
        let rows = rows(lane, self.pushed..self.pushed + count);
        self.pushed += count;
        let bodies: Vec<_> = rows.iter().map(|row| row.body.clone()).collect();
        let keys = self.outbox.push(rows, None);
        settled(&self.outbox, lane, keys.last().unwrap().seq).await;
        if lane == Lane::Readings {
            // Only from then on it survives a kill.
            for _ in 0..3 {
                self.outbox.tick().await;
            }
        }
        for (key, body) in keys.into_iter().zip(bodies) {
            assert!(self.seen.insert((lane, key)), "{lane:?} {key:?} came twice");
            self.waiting.insert((lane, key), body);
        }
    }

    async fn acknowledge(&mut self) {
        let lane = LANES[self.draw(3)];
        let limit = 1 + self.draw(4);
        let rows = self.outbox.fetch(lane, None, limit).await;
        let keys: Vec<_> = rows.iter().map(|row| row.key).filter(|_| self.draw(4) > 0).collect();
        for key in &keys {
            assert!(self.waiting.remove(&(lane, *key)).is_some(), "{lane:?} {key:?} came back");
            self.acknowledged.insert((lane, *key));
        }
        self.outbox.delete(lane, &keys);
    }

    /// A restart; with `kill`, on what the disk held at some moment, without any farewell.
    async fn restart(&mut self, kill: bool) {
        let (old, new) = (self.path(), self.folder + 1);
        self.folder = new;
        rest(&self.outbox).await;
        if kill {
            copy(&old, &self.path());
            self.outbox.clone().close().await;
        } else {
            self.outbox.clone().close().await;
            copy(&old, &self.path());
            self.acknowledged.clear();
        }
        self.outbox = open_in(&self.path(), Limits::default()).await.outbox;
        for lane in LANES {
            let mut stored = Vec::new();
            while let Some(row) = self.outbox.fetch(lane, stored.last().copied(), 7).await.pop() {
                let after = stored.last().copied();
                stored.extend(self.outbox.fetch(lane, after, 7).await.iter().map(|row| row.key));
                assert_eq!(stored.last(), Some(&row.key));
            }
            // A kill may bring back what was acknowledged just before it: under the same key.
            stored.retain(|key| !self.acknowledged.contains(&(lane, *key)));
            let known = self.waiting.keys().filter(|(of, _)| *of == lane).map(|(_, key)| *key);
            assert_eq!(stored, known.collect::<Vec<_>>(), "{lane:?}");
        }
        for (lane, key) in &self.acknowledged {
            self.outbox.delete(*lane, &[*key]);
        }
    }

    fn path(&self) -> std::path::PathBuf {
        self.home.path().join(self.folder.to_string())
    }

    fn draw(&mut self, below: usize) -> usize {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.random >> 33) as usize % below
    }
}

/// The two files as they are.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["alarms.db", "alarms.db-wal", "readings.db", "readings.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}
