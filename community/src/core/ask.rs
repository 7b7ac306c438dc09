//! What is asked of a home again? Messages of its alarms and events that are missing: the home keeps
//! them for 48 h. A question waits a little, since order may put itself right; it goes out again until
//! its reply, and ends after a few tries: a home that cannot answer is not asked for ever, and what is
//! missing stays in sight.

use std::time::Duration;

use alerts::Mono;
use alerts::message::Lane;
use serde::Serialize;

use super::lane::Missing;

/// A hole that is younger than this may still close by itself.
const SETTLE: Duration = Duration::from_secs(30);

/// Between the first two tries; each later one waits twice as long.
const AGAIN: Duration = Duration::from_secs(60);

/// After so many tries nobody asks any more: half an hour.
const MOST_TRIES: u32 = 5;

/// Questions to one home at a time; it answers one after another anyway.
const MOST_ASKED: usize = 8;

/// The questions to one home.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks {
    asked: Vec<Ask>,
}

#[derive(Clone, Debug)]
struct Ask {
    lane: Lane,
    missing: Missing,
    tries: u32,
    due: Mono,
    answered: bool,
}

/// The body of `command/resend`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Resend {
    request: String,
    lane: Lane,
    boot: u32,
    from: u32,
    to: u32,
}

impl Ask {
    /// The same each time that this is asked: a home answers a repeated command once.
    fn request(&self) -> String {
        let Missing { boot, from, to } = self.missing;
        format!("resend-{boot}{}{from}-{to}", self.lane.letter())
    }

    const fn is_over(&self) -> bool {
        self.answered || self.tries >= MOST_TRIES
    }
}

impl Asks {
    /// What is missing now. Readings are not kept by a home, so nobody asks for them.
    pub(crate) fn handle(&mut self, at: Mono, missing: impl Iterator<Item = (Lane, Missing)>) {
        let mut now: Vec<(Lane, Missing)> = missing.take(MOST_ASKED).collect();
        self.asked.retain(|ask| {
            let known = now.iter().position(|hole| *hole == (ask.lane, ask.missing));
            known.map(|at| now.remove(at)).is_some()
        });
        let due = at + SETTLE;
        let fresh = now.into_iter();
        self.asked.extend(fresh.map(|(lane, missing)| Ask {
            lane,
            missing,
            tries: 0,
            due,
            answered: false,
        }));
    }

    /// A home has answered.
    pub(crate) fn handle_reply(&mut self, request: &str) {
        for ask in self.asked.iter_mut().filter(|ask| ask.request() == request) {
            ask.answered = true;
        }
    }

    /// What goes out now.
    pub(crate) fn handle_timeout(&mut self, at: Mono) -> Vec<Resend> {
        let due = self.asked.iter_mut().filter(|ask| !ask.is_over() && ask.due <= at);
        due.map(|ask| {
            ask.due = at + AGAIN * (1 << ask.tries);
            ask.tries += 1;
            let Missing { boot, from, to } = ask.missing;
            Resend { request: ask.request(), lane: ask.lane, boot, from, to }
        })
        .collect()
    }

    /// When something goes out next.
    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        self.asked.iter().filter(|ask| !ask.is_over()).map(|ask| ask.due).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLE: Missing = Missing { boot: 8, from: 2, to: 4 };

    #[test]
    fn a_hole_is_asked_for_five_times_and_then_only_shown() {
        let mut asks = Asks::default();
        asks.handle(Mono(0), [(Lane::Alarms, HOLE)].into_iter());
        let mut seconds = Vec::new();
        while let Some(at) = asks.poll_timeout() {
            let [resend] = &asks.handle_timeout(at)[..] else { panic!() };
            assert_eq!(resend.request, "resend-8a2-4");
            seconds.push(at.0 / 1_000);
            asks.handle(at, [(Lane::Alarms, HOLE)].into_iter());
        }
        assert_eq!(seconds, [30, 90, 210, 450, 930]);
    }

    #[test]
    fn a_reply_and_a_hole_that_closed_end_the_question() {
        let mut asks = Asks::default();
        let other = Missing { boot: 8, from: 9, to: 9 };
        asks.handle(Mono(0), [(Lane::Alarms, HOLE), (Lane::Events, other)].into_iter());
        asks.handle_timeout(Mono(30_000));

        asks.handle_reply("resend-8a2-4");
        assert_eq!(asks.handle_timeout(Mono(90_000)).len(), 1);
        asks.handle(Mono(90_000), std::iter::empty());
        assert_eq!(asks.poll_timeout(), None);
    }

    #[test]
    fn a_home_with_many_holes_is_asked_for_a_few_at_a_time() {
        let mut asks = Asks::default();
        let hole = |n| (Lane::Events, Missing { boot: 8, from: n, to: n });
        asks.handle(Mono(0), (1..100).map(|n| hole(n * 2)));
        assert_eq!(asks.handle_timeout(Mono(30_000)).len(), MOST_ASKED);
    }
}
