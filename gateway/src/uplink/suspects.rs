//! Which message does the broker close the connection on? Brokers do so on what they do not allow or
//! is too large for them, without a word, and a message that is offered again at every connection
//! would keep all others in the outbox for ever.
//!
//! ```text
//!         closed, several on the wire          all acknowledged
//!  Free ────────────────────────────▶ Careful ─────────────────▶ Free
//!                                     │   one message at a time
//!             closed twice with one   ▼   message alone on the wire
//!                              set aside (`aside.rs`)
//! ```
//!
//! A network that drops now and then must not set an alarm aside. So a loss says something only if
//! the broker closed the connection, and soon after the message was handed over, as that broker goes;
//! not if the home gave it up, or nothing was on the wire. It takes two of them with the same message
//! alone. What says nothing ends the carefulness, and so does a message that has been alone for
//! longer: one that is never acknowledged does not hold up an alarm.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use alerts::Mono;

use super::aside::{Aside, Closed, Verdict, Why};
use super::inflight::{Inflight, Open, Sent};
use super::refusal::Cause;
use super::state::SetAside;

/// Losses with one message alone on the wire until it is set aside.
const STRIKES: u32 = 2;

/// A broker that does not like a message closes the connection when it comes to it: within this, or
/// twice its slowest acknowledgement. Later something else has done it.
const SOON: Duration = Duration::from_secs(5);

/// How long a message may be alone on the wire of a broker whose slowest acknowledgement took so long.
pub(crate) fn soon(slowest: Duration) -> Duration {
    SOON.max(slowest * 2)
}

/// Messages that may be set aside in a row, with nothing acknowledged between them, by connections
/// that follow quickly.
const QUICK: usize = 4;

/// A strike counts for so long.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// Strikes that are remembered: there is one for each loss, and the oldest goes for a new one.
const MOST_STRIKES: usize = 32;

/// Carefulness ends after so long without a loss: what is suspected may not be there any more.
const CAREFUL_FOR: Duration = Duration::from_secs(10 * 60);

/// What a lost connection has taught.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lesson {
    /// Nothing.
    None,
    /// Some messages are suspected, or one is more than before.
    Suspicion,
    /// A message that was not set aside before is so now.
    SetAside,
}

/// What is suspected, and what is set aside.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// Were on the wire at the last loss; bounded by the window.
    suspects: BTreeSet<Sent>,
    careful_since: Mono,
    strikes: BTreeMap<Sent, (u32, Mono)>,
    aside: Aside,
}

impl Suspects {
    /// May this go now?
    pub(crate) fn judge(&self, sent: Sent, topic: &str) -> Verdict {
        match self.aside.judge(sent, topic) {
            Verdict::Free if !self.suspects.is_empty() => Verdict::Alone,
            verdict @ (Verdict::Free | Verdict::Alone | Verdict::Aside) => verdict,
        }
    }

    /// A message was handed over. Rows of a lane go oldest first: a suspect that was passed over is
    /// not there any more.
    pub(crate) fn handed_over(&mut self, sent: Sent, topic: &str) {
        if let Sent::Row(lane, key) = sent
            && !self.suspects.is_empty()
        {
            let is_gone = |other: &Sent| match other {
                Sent::Row(of, older) => *of == lane && *older < key,
                Sent::Live(_) | Sent::Status => false,
            };
            self.suspects.retain(|other| !is_gone(other));
        }
        self.aside.handed_over(sent, topic);
    }

    /// A message was acknowledged; true if rows that were passed over have to be fetched again.
    pub(crate) fn acknowledged(&mut self, now: Mono, sent: Sent, topic: &str) -> bool {
        self.suspects.remove(&sent);
        self.strikes.remove(&sent);
        self.aside.acknowledged(now, sent, topic)
    }

    /// A message has been alone for longer than [`soon`]: the others may go again.
    pub(crate) fn waited_in_vain(&mut self, now: Mono) {
        self.suspects.clear();
        self.aside.interrupted(now);
    }

    /// A connection with a proven login was lost.
    pub(crate) fn lost(&mut self, now: Mono, cause: Cause, flight: &Inflight) -> Lesson {
        let wire = flight.on_wire();
        let is_told = |open: &&&Open| open.sent != Sent::Status;
        let wire: Vec<&Open> = wire.iter().filter(is_told).copied().collect();
        let lesson = match (cause, wire.as_slice()) {
            (Cause::Closed, [one]) => self.lost_alone(now, one, soon(flight.slowest())),
            (Cause::Closed, []) => Lesson::None,
            (Cause::Closed, several) => {
                self.suspects = several.iter().map(|open| open.sent).collect();
                self.careful_since = now;
                Lesson::Suspicion
            }
            (Cause::Garbled | Cause::Other, _) => {
                self.suspects.clear();
                Lesson::None
            }
        };
        self.aside.interrupted(now);
        lesson
    }

    /// Finding out what is wrong is worth a few quick connections; not at a broker that closes on
    /// everything.
    pub(crate) fn is_worth_finding_out(&self) -> bool {
        self.aside.in_a_row() < QUICK
    }

    /// Sets a row aside that cannot be sent at all.
    pub(crate) fn set_aside(&mut self, now: Mono, sent: Sent, topic: &str) -> bool {
        self.aside.set(now, sent, topic, Why::Unsendable)
    }

    /// Time has passed on a connection; true if rows that were passed over have to be fetched again.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> bool {
        if now.since(self.careful_since) >= CAREFUL_FOR {
            self.suspects.clear();
        }
        self.aside.handle_timeout(now)
    }

    /// What is set aside.
    pub(crate) fn list(&self, now: Mono) -> Vec<SetAside> {
        self.aside.list(now)
    }

    fn lost_alone(&mut self, now: Mono, open: &Open, soon: Duration) -> Lesson {
        let Open { sent, topic, at, .. } = open;
        self.suspects.remove(sent);
        if now.since(*at) > soon {
            self.suspects.clear();
            return Lesson::None;
        }
        match self.aside.closed(now, *sent, topic) {
            Closed::Again => return Lesson::None,
            Closed::OnTopic => return Lesson::SetAside,
            Closed::OnMessage => {}
        }
        if self.strike(now, *sent) >= STRIKES && self.aside.set(now, *sent, topic, Why::Closes) {
            self.strikes.remove(sent);
            return Lesson::SetAside;
        }
        self.suspects.insert(*sent);
        self.careful_since = now;
        Lesson::Suspicion
    }

    fn strike(&mut self, now: Mono, sent: Sent) -> u32 {
        self.strikes.retain(|_, (_, at)| now.since(*at) < REMEMBERED);
        if self.strikes.len() >= MOST_STRIKES
            && let Some((&oldest, _)) = self.strikes.iter().min_by_key(|(_, (_, at))| *at)
        {
            self.strikes.remove(&oldest);
        }
        let (strikes, at) = self.strikes.entry(sent).or_insert((0, now));
        (*strikes, *at) = (*strikes + 1, now);
        *strikes
    }
}

#[cfg(test)]
mod tests;
