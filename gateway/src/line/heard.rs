//! How much may lines have heard that the engine has not taken in? Each so many bytes.
//!
//! One queue for all lines keeps what they heard in the order in which it was heard. Each line has a
//! budget of its own in it, counted in bytes: a line that babbles uses up its own, and then waits,
//! with the kernel's buffer behind it. So memory has a limit, and whatever the others do, a line's
//! bytes are taken in after at most the others' budgets.
//!
//! Room is found *before* something is read and stamped. So nothing waits between its stamp and the
//! queue, and stamps never go back in it.

use std::sync::Arc;

use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::LineEvent;

/// Of one line: two and a half seconds of the fastest (256,000 baud). The largest home has some
/// dozen lines, so that this is about a MiB if all of them babble.
pub const HEARD_BYTES: usize = 64 * 1024;

/// What an event occupies beside its bytes, as the allocator counts, bytes: bytes that come one by
/// one use up the budget as well.
const EVENT_BYTES: usize = 128;

/// A line's end of the queue.
#[derive(Debug)]
pub struct Teller {
    heard: mpsc::UnboundedSender<Told>,
    budget: Arc<Semaphore>,
}

/// The engine's end of the queue.
#[derive(Debug)]
pub struct Hearing {
    heard: mpsc::UnboundedReceiver<Told>,
}

/// Room in the queue, given back when what it was for is taken in.
#[derive(Debug)]
pub struct Room(Option<OwnedSemaphorePermit>);

#[derive(Debug)]
struct Told {
    event: LineEvent,
    _room: Room,
}

/// The queue between lines and the engine, with the end of a first line.
#[must_use]
pub fn hearing() -> (Teller, Hearing) {
    // Its limit is the sum of the budgets.
    let (heard, taken) = mpsc::unbounded_channel();
    (Teller { heard, budget: budget() }, Hearing { heard: taken })
}

fn budget() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(HEARD_BYTES))
}

impl Teller {
    /// The end of another line, with a budget of its own.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { heard: self.heard.clone(), budget: budget() }
    }

    /// Room for an event with so many bytes; waits until there is. More than the whole budget is
    /// never waited for.
    pub async fn room(&self, bytes: usize) -> Room {
        let bytes = bytes.saturating_add(EVENT_BYTES).min(HEARD_BYTES);
        let permits = u32::try_from(bytes).unwrap_or(u32::MAX);
        // A budget is never closed.
        Room(Arc::clone(&self.budget).acquire_many_owned(permits).await.ok())
    }

    /// Tells the engine; `None` when it is gone.
    pub fn tell(&self, room: Room, event: LineEvent) -> Option<()> {
        self.heard.send(Told { event, _room: room }).ok()
    }

    /// Waits until the engine is gone.
    pub async fn closed(&self) {
        self.heard.closed().await;
    }
}

impl Room {
    /// Gives back what is not needed: so many bytes were heard.
    #[must_use]
    pub fn keep(mut self, bytes: usize) -> Self {
        if let Some(room) = &mut self.0 {
            let more = room.num_permits().saturating_sub(bytes.saturating_add(EVENT_BYTES));
            drop(room.split(more));
        }
        self
    }
}

impl Hearing {
    /// The next thing that a line heard; `None` when there is no line any more.
    pub async fn recv(&mut self) -> Option<LineEvent> {
        self.heard.recv().await.map(|told| told.event)
    }

    /// The next thing that a line has heard already.
    ///
    /// # Errors
    ///
    /// When there is nothing.
    pub fn try_recv(&mut self) -> Result<LineEvent, TryRecvError> {
        self.heard.try_recv().map(|told| told.event)
    }

    /// How many things were heard and are not taken in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heard.len()
    }

    /// Whether everything that was heard is taken in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heard.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use alerts::Mono;

    use super::*;
    use crate::core::LineId;
    use crate::line::Heard;

    const BABBLER: LineId = LineId(0);
    const BED: LineId = LineId(1);

    #[tokio::test(start_paused = true)]
    async fn a_line_that_babbles_waits_and_another_is_heard_all_the_same() {
        let (babbler, mut hearing) = hearing();
        let bed = babbler.another();
        let mut told = 0;
        while let Ok(room) = soon(babbler.room(4096)).await {
            babbler.tell(room, event(BABBLER, 4096)).unwrap();
            told += 1;
        }
        assert_eq!(told, HEARD_BYTES / (4096 + EVENT_BYTES));

        let room = soon(bed.room(4096)).await.unwrap().keep(9);
        bed.tell(room, event(BED, 9)).unwrap();

        let heard: Vec<_> = std::iter::from_fn(|| hearing.try_recv().ok()).collect();
        assert_eq!(heard.last().unwrap().line, BED);
        assert!(soon(babbler.room(4096)).await.is_ok(), "it goes on when it was heard");
    }

    #[tokio::test(start_paused = true)]
    async fn single_bytes_use_up_the_budget_too_and_what_is_not_read_is_given_back() {
        let (line, hearing) = hearing();
        while let Ok(room) = soon(line.room(4096)).await {
            line.tell(room.keep(1), event(BED, 1)).unwrap();
        }

        let events = hearing.len();
        assert!((400..=512).contains(&events), "{events}");
    }

    async fn soon<T>(wait: impl Future<Output = T>) -> Result<T, tokio::time::error::Elapsed> {
        tokio::time::timeout(Duration::from_millis(1), wait).await
    }

    fn event(line: LineId, bytes: usize) -> LineEvent {
        LineEvent { line, at: Mono::ZERO, what: Heard::Bytes(vec![0; bytes]) }
    }
}
