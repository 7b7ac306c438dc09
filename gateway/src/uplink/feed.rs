//! Which row is next? Alarms first, then events, then readings, each lane oldest first.
//!
//! Rows are fetched a window ahead, and a fetch that has to ask the disk never holds up anything: it
//! is a future kept here and polled beside the connection. Readings leave at a bounded rate, so that a
//! hundred homes coming back together do not bury their broker.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use alerts::message::Lane;

use crate::outbox::{Key, LANES, Outbox, Row};

/// Refills of the readings' allowance in a second.
pub(crate) const REFILLS_PER_SECOND: u32 = 10;

type Fetch = Pin<Box<dyn Future<Output = Vec<Row>> + Send>>;

/// One lane on its way out.
struct LaneFeed {
    lane: Lane,
    /// The last row that was fetched in this connection.
    after: Option<Key>,
    rows: VecDeque<Row>,
    asked: Option<Fetch>,
    /// There was nothing after `after` when it was last asked.
    drained: bool,
    /// There may be something new that the open question did not see.
    stale: bool,
}

/// All rows that have to be sent, one by one.
pub(crate) struct Feed {
    outbox: Outbox,
    window: usize,
    lanes: [LaneFeed; 3],
    /// Readings per refill; `None` for no bound.
    allowance: Option<u32>,
    left: u32,
}

impl Feed {
    /// Of a new connection: everything that is not acknowledged is to be sent, again too.
    pub(crate) fn new(outbox: Outbox, window: usize, readings_per_second: u32) -> Self {
        let lanes = LANES.map(|lane| LaneFeed {
            lane,
            after: None,
            rows: VecDeque::new(),
            asked: None,
            drained: false,
            stale: false,
        });
        let allowance =
            (readings_per_second > 0).then(|| readings_per_second.div_ceil(REFILLS_PER_SECOND));
        Self { outbox, window, lanes, allowance, left: allowance.unwrap_or(0) }
    }

    /// There may be something new.
    pub(crate) fn wake(&mut self) {
        for lane in &mut self.lanes {
            lane.drained = false;
            lane.stale = lane.asked.is_some();
        }
    }

    /// The next row, if one is at hand, of the lanes that may go now.
    pub(crate) fn next(&mut self, mut may_go: impl FnMut(Lane) -> bool) -> Option<Row> {
        for feed in &mut self.lanes {
            if !may_go(feed.lane) {
                continue;
            }
            feed.look(&self.outbox, self.window);
            if feed.asked.is_some() {
                return None;
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

    /// Ends when the disk has answered for a lane. Nothing is lost if it is dropped before.
    pub(crate) async fn arrived(&mut self) {
        poll_fn(|context| {
            let mut arrived = Poll::Pending;
            for feed in &mut self.lanes {
                let Some(fetch) = &mut feed.asked else { continue };
                if let Poll::Ready(rows) = fetch.as_mut().poll(context) {
                    feed.asked = None;
                    feed.take(rows);
                    arrived = Poll::Ready(());
                }
            }
            arrived
        })
        .await;
    }
}

impl LaneFeed {
    /// Sees that there are rows, or that they are asked for.
    fn look(&mut self, outbox: &Outbox, window: usize) {
        if !self.rows.is_empty() || self.drained || self.asked.is_some() {
            return;
        }
        if let Some(rows) = outbox.fetch_now(self.lane, self.after, window) {
            self.take(rows);
            return;
        }
        let (outbox, lane, after) = (outbox.clone(), self.lane, self.after);
        self.asked = Some(Box::pin(async move { outbox.fetch(lane, after, window).await }));
    }

    fn take(&mut self, rows: Vec<Row>) {
        match rows.last() {
            None => self.drained = !std::mem::take(&mut self.stale),
            Some(last) => self.after = Some(last.key),
        }
        self.rows.extend(rows);
    }
}
