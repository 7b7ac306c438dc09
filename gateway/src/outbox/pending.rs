//! Which rows of a file are in memory, and what does the disk owe? Pure: the handle puts rows in
//! and takes rows out, the writer takes a [`Batch`] and says what became of it, and neither waits
//! for the other.
//!
//! ```text
//!             committed in time                       acknowledged
//!   Fresh ───────────────────────▶ Stored ─────────────────────────────▶ deleted with a later commit
//!     │ not in time, or it failed    ▲
//!     └───────────▶ Offered ─────────┘ committed        Offered, acknowledged: never touches the disk
//! ```
//!
//! Alarms and events begin as *fresh*: nobody may fetch them before they are on disk, or before the
//! disk has been too slow. Readings begin as *offered*: the disk sees only what the broker does not
//! take within two ticks.
//!
//! Bounded: see [`Most`]. What has to go is counted, the oldest event before any alarm.

mod batch;
mod memory;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use alerts::message::{LARGEST_PAYLOAD, Lane};
use alerts::{ClockQuality, Mono, Wall};

use super::intake::Intake;
use super::limits::{DEAD_ROWS, ENVELOPE_BYTES, Most, REPEATED};
use super::lost::{Lost, Reason, note};
use super::row::{Key, NewRow, Newest, Row};
use super::which::Which;
use memory::{Held, Is, LaneMemory};

pub(crate) use batch::Batch;

/// What belongs into one file.
#[derive(Debug)]
pub(crate) struct Pending {
    which: Which,
    most: Most,
    boot: u32,
    numbered: Newest,
    lanes: Vec<LaneMemory>,
    next: Batch,
    /// Readings up to the first are two ticks old, up to the second one.
    marks: [u32; 2],
    /// The last row of each word that only its newest matters of, while it waits.
    repeated: VecDeque<(String, Lane, Key)>,
    /// Something has waited for a tick.
    waited: bool,
    /// Somebody is pushing what belongs into one commit.
    held: u32,
    /// Rows that were acknowledged.
    heard: u64,
    /// When the last row happened: the stamp of a `gap`.
    stamp: (Mono, Option<Wall>, ClockQuality),
    pub(crate) intake: Intake,
}

impl Pending {
    pub(crate) fn new(which: Which, most: Most) -> Self {
        Self {
            which,
            most,
            boot: 0,
            numbered: Newest::default(),
            lanes: which.lanes().iter().map(|lane| LaneMemory::new(*lane)).collect(),
            next: Batch::default(),
            marks: [0; 2],
            repeated: VecDeque::new(),
            waited: false,
            held: 0,
            heard: 0,
            stamp: (Mono::ZERO, None, ClockQuality::Unset),
            intake: Intake::default(),
        }
    }

    /// Which boot this is; said before the first row.
    pub(crate) fn begin(&mut self, boot: u32) {
        self.boot = boot;
    }

    fn lane(&self, lane: Lane) -> Option<&LaneMemory> {
        self.lanes.iter().find(|memory| memory.lane == lane)
    }

    fn lane_mut(&mut self, lane: Lane) -> Option<&mut LaneMemory> {
        self.lanes.iter_mut().find(|memory| memory.lane == lane)
    }

    /// Numbers a row and keeps it.
    pub(crate) fn push(&mut self, new: NewRow) -> Key {
        let NewRow { lane, topic, body, body_if_not_durable, repeats, mono, wall, clock } = new;
        let seq = self.numbered.of(lane).saturating_add(1);
        self.numbered.set(lane, seq);
        self.stamp = (mono, wall, clock);
        if clock != ClockQuality::Unset {
            self.next.last_wall = self.next.last_wall.max(wall);
        }
        let key = Key { boot: self.boot, seq };
        if let Some(word) = repeats {
            self.repeat(word, lane, key);
        }
        self.intake.row(mono, body.len() + topic.len());
        let fits = body.len() + ENVELOPE_BYTES + topic.len() <= LARGEST_PAYLOAD;
        let row = Row { key, lane, topic, body, mono, wall, clock, durable: true };
        if !fits {
            self.give_up(row, Reason::Oversize, "oversize");
            return key;
        }
        let is = match self.which {
            Which::Alarms => Is::Fresh,
            Which::Readings => Is::Offered,
        };
        if let Some(memory) = self.lane_mut(lane) {
            memory.push(Held { row, body_if_not_durable, is, storing: false });
        }
        self.make_room();
        key
    }

    /// The row before of the same word, if it still waits, says nothing that the new one does not.
    fn repeat(&mut self, word: String, lane: Lane, key: Key) {
        let known = self.repeated.iter().position(|(known, of, _)| *known == word && *of == lane);
        if let Some((_, _, older)) = known.and_then(|known| self.repeated.remove(known)) {
            self.forget(lane, older);
            note(&mut self.next.lost, Lost::key(lane, older, Reason::Thinned));
        }
        self.repeated.push_back((word, lane, key));
        if self.repeated.len() > REPEATED {
            self.repeated.pop_front();
        }
    }

    /// Tells a receiver what is missing; the key is that of the `gap`.
    pub(crate) fn tell(&mut self, lost: &Lost) -> Key {
        let (mono, wall, clock) = self.stamp;
        let (lane, topic) = (Lane::Events, "gap".to_owned());
        let body = lost.body();
        let (body_if_not_durable, repeats) = (None, None);
        self.push(NewRow { lane, topic, body, body_if_not_durable, repeats, mono, wall, clock })
    }

    /// What is to be given back after a restart; written with the rows that were pushed before.
    pub(crate) fn keep(&mut self, kept: String) {
        self.next.kept = Some(kept);
    }

    pub(crate) fn anchor(&mut self, wall: Wall) {
        self.next.anchor = Some(wall);
    }

    fn give_up(&mut self, row: Row, reason: Reason, why: &'static str) {
        note(&mut self.next.lost, Lost::one(&row, reason));
        self.next.dead.push((row, why));
        if self.next.dead.len() > DEAD_ROWS {
            self.next.dead.remove(0);
        }
    }

    /// Gives up rows that neither the disk nor the memory has room for.
    fn make_room(&mut self) {
        loop {
            let (rows, bytes) = self.unstored();
            if rows <= self.most.rows && bytes <= self.most.bytes {
                return;
            }
            let spare =
                |memory: &&mut LaneMemory| memory.unstored > 0 && memory.lane != Lane::Alarms;
            let from = match self.lanes.iter_mut().find(spare) {
                Some(memory) => Some(memory),
                None => self.lanes.iter_mut().find(|memory| memory.unstored > 0),
            };
            let Some(memory) = from else { return };
            let first = memory.held.iter().position(|held| held.is != Is::Stored && !held.storing);
            // What a commit has in hand will be on disk in a moment.
            let Some(gone) = first.and_then(|first| memory.remove(first)) else { return };
            note(&mut self.next.lost, Lost::one(&gone.row, Reason::StoreFault));
        }
    }

    /// Rows that are in memory only, and their bytes.
    pub(crate) fn unstored(&self) -> (usize, usize) {
        let add = |(rows, bytes), memory: &LaneMemory| {
            (rows + memory.unstored, bytes + memory.unstored_bytes)
        };
        self.lanes.iter().fold((0, 0), add)
    }

    pub(crate) fn unstored_in(&self, lane: Lane) -> u64 {
        let unstored = self.lane(lane).map_or(0, |memory| memory.unstored);
        u64::try_from(unstored).unwrap_or(u64::MAX)
    }

    /// The first rows after `after`, as they are sent; `None` if there may be older ones on disk.
    pub(crate) fn after(&self, lane: Lane, after: Key, limit: usize) -> Option<Vec<Row>> {
        let memory = self.lane(lane)?;
        let is_complete = memory.complete_after.is_some_and(|complete| after >= complete);
        is_complete.then(|| memory.after(after).take(limit).collect())
    }

    /// Of what the disk has given after `after`, what is not acknowledged, and then the rows after
    /// those that are in memory.
    pub(crate) fn join(
        &self,
        lane: Lane,
        after: Key,
        mut rows: Vec<Row>,
        limit: usize,
    ) -> Vec<Row> {
        let last = rows.last().map_or(after, |row| row.key);
        let is_all = rows.len() < limit;
        rows.retain(|row| !self.next.deleting.contains(lane, row.key));
        if is_all && let Some(memory) = self.lane(lane) {
            rows.extend(memory.after(last).take(limit.saturating_sub(rows.len())));
        }
        rows
    }

    /// Rows after `after` that can be sent without the disk, whatever it has besides.
    pub(crate) fn in_memory(&self, lane: Lane, after: Key, limit: usize) -> Vec<Row> {
        self.lane(lane).map_or_else(Vec::new, |memory| memory.after(after).take(limit).collect())
    }

    /// The broker has this row.
    pub(crate) fn acknowledge(&mut self, lane: Lane, key: Key) {
        self.heard += 1;
        self.repeated.retain(|(_, of, known)| (*of, *known) != (lane, key));
        self.forget(lane, key);
    }

    fn forget(&mut self, lane: Lane, key: Key) {
        let memory = self.lanes.iter_mut().find(|memory| memory.lane == lane);
        let held = memory.and_then(|memory| memory.remove(memory.place(key)?));
        let is_clean = held.is_some_and(|held| held.is != Is::Stored && !held.storing);
        if !is_clean {
            self.next.deleting.add(lane, key);
        }
    }

    /// How many rows were acknowledged since the start.
    pub(crate) fn heard(&self) -> u64 {
        self.heard
    }

    /// This row needs nothing more to survive: it is on disk, or at the broker.
    pub(crate) fn is_safe(&self, lane: Lane, key: Key) -> bool {
        let held = self.lane(lane).and_then(|memory| memory.held.get(memory.place(key)?));
        held.is_none_or(|held| held.is == Is::Stored)
    }

    /// Lets rows up to these numbers be sent although they are not on disk; whether there are any.
    pub(crate) fn offer(&mut self, upto: Newest) -> bool {
        let mut offered = false;
        for memory in &mut self.lanes {
            let upto = upto.of(memory.lane);
            for held in memory.held.iter_mut().rev() {
                match held.is {
                    Is::Fresh if held.row.key.seq <= upto => {
                        held.is = Is::Offered;
                        offered = true;
                    }
                    Is::Fresh => {}
                    Is::Offered | Is::Stored => break,
                }
            }
        }
        offered
    }

    /// Some rows wait for the disk before they may be sent.
    pub(crate) fn has_fresh(&self) -> bool {
        let last =
            |memory: &LaneMemory| memory.held.back().is_some_and(|held| held.is == Is::Fresh);
        self.lanes.iter().any(last)
    }

    /// Last number given in each lane.
    pub(crate) fn numbered(&self) -> Newest {
        self.numbered
    }

    /// The newest row of a lane that may be sent.
    pub(crate) fn newest(&self, lane: Lane) -> u32 {
        let Some(memory) = self.lane(lane) else { return 0 };
        let fresh = memory.held.iter().find(|held| held.is == Is::Fresh);
        fresh.map_or(self.numbered.of(lane), |first| first.row.key.seq.saturating_sub(1))
    }

    /// A second has passed.
    pub(crate) fn tick(&mut self) {
        self.marks = [self.marks[1], self.numbered.of(Lane::Readings)];
        self.waited = !self.next.deleting.is_empty();
    }

    /// Something is to be written, now or later.
    pub(crate) fn has_work(&self) -> bool {
        self.unstored().0 > 0 || !self.next.deleting.is_empty() || !self.next.is_only_deletions()
    }

    /// Acknowledged rows are to be deleted before more are fetched.
    pub(crate) fn is_scattered(&self) -> bool {
        self.next.deleting.is_scattered()
    }

    /// Somebody has looked at the file: `last` is the last row of each of its lanes on disk.
    pub(crate) fn opened(&mut self, last: &[(Lane, Key)]) {
        for (lane, key) in last {
            if let Some(memory) = self.lane_mut(*lane) {
                memory.complete_after.get_or_insert(*key);
            }
        }
    }

    /// The file is another one: what was on disk may not be in it.
    pub(crate) fn replaced(&mut self) {
        for memory in &mut self.lanes {
            memory.unstored_bytes += std::mem::take(&mut memory.stored_bytes);
            memory.unstored = memory.held.len();
            for held in memory.held.iter_mut().filter(|held| held.is == Is::Stored) {
                held.is = Is::Offered;
            }
        }
    }

    /// Acknowledged rows of a lane that the disk may still have.
    pub(crate) fn deleting_in(&self, lane: Lane) -> u64 {
        self.next.deleting.of(lane)
    }

    /// The row of a lane that waits longest in memory.
    pub(crate) fn oldest(&self, lane: Lane) -> Option<&Row> {
        self.lane(lane)?.held.front().map(|held| &held.row)
    }
}
