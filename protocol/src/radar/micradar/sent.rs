//! What did we say to this module a moment ago?
//!
//! Two reasons to remember. Some adapters give back what is written to them: that is no word of the
//! module, and must not make a dead one look alive. And the reply to a question repeats what was
//! reported before, so turn-overs in it have been counted already.

use core::time::Duration;

use super::frame::{Frame, Order};
use crate::time::Mono;

/// An adapter gives bytes back at once; later, equal bytes are the module's own acknowledgement.
const ECHO_WITHIN: Duration = Duration::from_secs(1);

/// A module answers within a second or not at all; the rest is slack for one that is busy.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// A start-up asks 18 questions three times, and switches four groups on. More push out the oldest.
const REMEMBERED: usize = 64;

#[derive(Clone, Copy, Debug)]
struct Written {
    at: Mono,
    order: Order,
    echoed: bool,
    answered: bool,
}

/// What was written lately.
#[derive(Debug)]
pub(super) struct Sent(heapless::Deque<Written, REMEMBERED>);

impl Sent {
    pub(super) const fn new() -> Self {
        Self(heapless::Deque::new())
    }

    /// These bytes were written.
    pub(super) fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
        for bytes in bytes.chunks(Order::LENGTH) {
            let Some(order) = Order::of(bytes) else { continue };
            if self.0.is_full() {
                self.0.pop_front();
            }
            let written = Written { at, order, echoed: false, answered: false };
            if self.0.push_back(written).is_err() {
                debug_assert!(false, "there is room");
            }
        }
    }

    /// Whether this frame is our own, come back. Every order comes back once.
    #[inline]
    pub(super) fn is_echo(&mut self, at: Mono, frame: &[u8]) -> bool {
        !self.0.is_empty() && self.is_echo_of_any(at, frame)
    }

    fn is_echo_of_any(&mut self, at: Mono, frame: &[u8]) -> bool {
        self.forget(at);
        let fresh = |written: &&mut Written| {
            !written.echoed
                && at.since(written.at) <= ECHO_WITHIN
                && written.order.bytes() == *frame
        };
        let echo = self.0.iter_mut().find(fresh);
        echo.map(|written| written.echoed = true).is_some()
    }

    /// Whether a frame answers a question of ours. Every question is answered once.
    pub(super) fn is_answer(&mut self, frame: &Frame<'_>) -> bool {
        let asked =
            |written: &&mut Written| !written.answered && written.order.is_answered_by(frame);
        let question = self.0.iter_mut().find(asked);
        question.map(|written| written.answered = true).is_some()
    }

    fn forget(&mut self, at: Mono) {
        while self.0.front().is_some_and(|written| at.since(written.at) > ANSWER_WITHIN) {
            self.0.pop_front();
        }
    }
}
