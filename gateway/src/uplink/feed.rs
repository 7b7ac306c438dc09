//! Which row is next? Alarms first, then events, then readings, each lane oldest first.
//!
//! * Rows are fetched ahead, and a fetch that has to ask the disk never holds up anything: it is a
//!   future kept here and polled beside the connection.
//! * A disk that does not answer within [`PATIENCE`] holds up no alarm: what is in memory goes out
//!   before what is older and out of reach. Such rows come again when the disk answers, for they are
//!   not acknowledged yet or are gone by then; whoever sends looks what is on its way.
//! * Readings leave at a bounded rate, so that a hundred homes coming back together do not bury their
//!   broker.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use alerts::message::Lane;
use tokio::time::{Sleep, sleep};

use crate::outbox::{Key, LANES, Newest, Outbox, Row};

/// Refills of the readings' allowance in a second.
pub(crate) const REFILLS_PER_SECOND: u32 = 10;

/// Rows fetched at once: a disk is asked seldom, and a chunk of readings is some tens of KiB.
const CHUNK: usize = 256;

/// With so few rows left the next ones are asked for.
const LOW: usize = CHUNK / 2;

/// A disk that takes longer for a chunk is in trouble.
const PATIENCE: Duration = Duration::from_secs(1);

/// A question to the disk.
struct Asked {
    rows: Pin<Box<dyn Future<Output = Vec<Row>> + Send>>,
    late: Pin<Box<Sleep>>,
    is_late: bool,
}

/// One lane on its way out.
struct LaneFeed {
    lane: Lane,
    /// The last row that was fetched in this connection.
    after: Option<Key>,
    /// The last row that was taken from memory while the disk did not answer.
    ahead: Option<Key>,
    rows: VecDeque<Row>,
    asked: Option<Asked>,
    /// There was nothing after `after` when it was last asked.
    drained: bool,
    /// There may be something new that the open question did not see.
    stale: bool,
}

/// All rows that have to be sent, one by one.
pub(crate) struct Feed {
    outbox: Outbox,
    lanes: [LaneFeed; 3],
    /// How often a file had been opened when the lanes were begun.
    opened: u32,
    /// Readings per refill; `None` for no bound.
    allowance: Option<u32>,
    left: u32,
}

impl Feed {
    /// Of a new connection: everything that is not acknowledged is to be sent, again too.
    pub(crate) fn new(outbox: Outbox, readings_per_second: u32) -> Self {
        let allowance =
            (readings_per_second > 0).then(|| readings_per_second.div_ceil(REFILLS_PER_SECOND));
        let opened = outbox.newest().borrow().opened;
        let lanes = LANES.map(LaneFeed::new);
        Self { outbox, lanes, opened, allowance, left: allowance.unwrap_or(0) }
    }

    /// There may be something new; where a file was opened, something old.
    pub(crate) fn wake(&mut self, newest: Newest) {
        if self.opened != newest.opened {
            self.opened = newest.opened;
            self.lanes = LANES.map(LaneFeed::new);
        }
        for lane in &mut self.lanes {
            lane.drained = false;
            lane.stale = lane.asked.is_some();
        }
    }

    /// The next row, if one is at hand of a lane that may go now.
    pub(crate) fn next(&mut self, mut may_go: impl FnMut(Lane) -> bool) -> Option<Row> {
        for feed in &mut self.lanes {
            if !may_go(feed.lane) {
                continue;
            }
            feed.look(&self.outbox);
            if feed.rows.is_empty() {
                match &feed.asked {
                    // The order of the lanes is kept as long as the disk answers.
                    Some(asked) if !asked.is_late => return None,
                    Some(_) => feed.look_ahead(&self.outbox),
                    None => {}
                }
            }
            if feed.rows.is_empty() {
                continue;
            }
            if feed.lane == Lane::Readings && self.allowance.is_some() {
                if self.left == 0 {
                    return None;
                }
                self.left -= 1;
            }
            return feed.rows.pop_front();
        }
        None
    }

    /// A row that could not be handed over is the next one again.
    pub(crate) fn put_back(&mut self, row: Row) {
        if let Some(feed) = self.lanes.iter_mut().find(|feed| feed.lane == row.lane) {
            feed.rows.push_front(row);
        }
    }

    /// Readings wait for the next refill.
    pub(crate) fn is_held_back(&self) -> bool {
        self.allowance.is_some() && self.left == 0
    }

    /// A tenth of a second has passed.
    pub(crate) fn refill(&mut self) {
        self.left = self.allowance.unwrap_or(0);
    }

    /// Ends when the disk has answered for a lane, or is late with it. Nothing is lost if it is dropped
    /// before.
    pub(crate) async fn arrived(&mut self) {
        poll_fn(|context| {
            let mut arrived = Poll::Pending;
            for feed in &mut self.lanes {
                if feed.has_arrived(context) {
                    arrived = Poll::Ready(());
                }
            }
            arrived
        })
        .await;
    }
}

impl LaneFeed {
    fn new(lane: Lane) -> Self {
        let rows = VecDeque::new();
        Self { lane, after: None, ahead: None, rows, asked: None, drained: false, stale: false }
    }

    /// Sees that there are rows, or that they are asked for.
    fn look(&mut self, outbox: &Outbox) {
        if self.rows.len() > LOW || self.drained || self.asked.is_some() {
            return;
        }
        if let Some(rows) = outbox.fetch_now(self.lane, self.after, CHUNK) {
            self.take(rows);
            return;
        }
        let (outbox, lane, after) = (outbox.clone(), self.lane, self.after);
        let rows = Box::pin(async move { outbox.fetch(lane, after, CHUNK).await });
        self.asked = Some(Asked { rows, late: Box::pin(sleep(PATIENCE)), is_late: false });
    }

    /// Takes what needs no disk.
    fn look_ahead(&mut self, outbox: &Outbox) {
        let rows = outbox.fetch_from_memory(self.lane, self.ahead, CHUNK);
        self.ahead = rows.last().map(|row| row.key).or(self.ahead);
        self.rows.extend(rows);
    }

    fn take(&mut self, rows: Vec<Row>) {
        match rows.last() {
            None => self.drained = !std::mem::take(&mut self.stale),
            Some(last) => self.after = Some(last.key),
        }
        self.rows.extend(rows);
    }

    /// Whether the disk has answered, or has just become late.
    fn has_arrived(&mut self, context: &mut Context<'_>) -> bool {
        let Some(asked) = &mut self.asked else { return false };
        if let Poll::Ready(rows) = asked.rows.as_mut().poll(context) {
            self.asked = None;
            self.take(rows);
            return true;
        }
        let was_late = asked.is_late;
        asked.is_late = was_late || asked.late.as_mut().poll(context).is_ready();
        asked.is_late && !was_late
    }
}
