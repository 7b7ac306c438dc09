//! Does anybody else log in as this home? A cloned card, a second box with one home's id, a stray
//! client with its client id: the broker then throws out whoever came first, for ever, and ids are
//! given out twice. And: has this home been here before, with boot numbers that it has forgotten?
//!
//! The own `status` tells. It carries a number drawn at the daemon's start, its run. Before this run
//! has been heard for the first time, a retained status of another run is of an earlier life of this
//! home: if its boot number is not below ours, ours is taken. Afterwards it is somebody else's.

use std::collections::VecDeque;
use std::time::Duration;

use alerts::Mono;
use alerts::message::{Status, StatusWord};

/// A rival is believed to be there for so long after the last sign of it.
const BELIEVED_FOR: Duration = Duration::from_secs(10 * 60);

/// Closed by the broker so many times …
const CLOSINGS: usize = 4;

/// … in so long, each time after a proven login and without a message that could be the cause: then
/// somebody takes the connection over. A broker that restarts does not do so four times.
const CLOSINGS_WITHIN: Duration = Duration::from_secs(120);

/// A boot number above it is nobody's: there would be no room for the starts to come.
const LARGEST_BOOT: u32 = i32::MAX.cast_unsigned() - 1000;

/// What a status says of a rival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Nothing.
    Nothing,
    /// The own boot number has been used, up to this one.
    BootTaken { above: u32 },
    /// There is one.
    Twin,
    /// The same, and it is news.
    NewTwin,
}

/// Who else there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Another box says so itself.
    Twin,
    /// Only that the connection is taken away.
    TakeOver,
}

/// What is known of a rival.
#[derive(Debug)]
pub(crate) struct Rival {
    run: String,
    boot: u32,
    /// This run has heard itself, on so many connections.
    proofs: u32,
    /// The last sign, and of what kind.
    seen: Option<(Mono, Sign)>,
    /// When the broker closed the connection without a reason; bounded by [`CLOSINGS`].
    closings: VecDeque<Mono>,
}

impl Rival {
    pub(crate) fn new(run: &str, boot: u32) -> Self {
        let closings = VecDeque::with_capacity(CLOSINGS);
        Self { run: run.to_owned(), boot, proofs: 0, seen: None, closings }
    }

    /// A login of this run has been proven.
    pub(crate) fn proven(&mut self) {
        self.proofs = self.proofs.saturating_add(1);
    }

    /// A status of this home that is not the one just published.
    pub(crate) fn heard(&mut self, now: Mono, status: &Status, retained: bool) -> Heard {
        if status.run.as_deref() == Some(self.run.as_str()) {
            return Heard::Nothing;
        }
        if self.proofs == 0 {
            let taken = retained && (self.boot..=LARGEST_BOOT).contains(&status.boot);
            return if taken { Heard::BootTaken { above: status.boot } } else { Heard::Nothing };
        }
        // The last will of an earlier life of this home may come late, when the broker notices that
        // its connection is gone.
        if status.status == StatusWord::Offline && status.boot < self.boot && self.proofs == 1 {
            return Heard::Nothing;
        }
        let known = matches!(self.sign(now), Some(Sign::Twin));
        self.seen = Some((now, Sign::Twin));
        if known { Heard::Twin } else { Heard::NewTwin }
    }

    /// The broker has closed a connection after a proven login, and nothing on the wire can be the
    /// cause. True if that makes it clear that somebody takes it over, and is news.
    pub(crate) fn closed(&mut self, now: Mono) -> bool {
        if self.closings.len() == CLOSINGS {
            self.closings.pop_front();
        }
        self.closings.push_back(now);
        let first = self.closings.front().copied().unwrap_or(now);
        if self.closings.len() < CLOSINGS || now.since(first) > CLOSINGS_WITHIN {
            return false;
        }
        let known = self.sign(now).is_some();
        let sign = self.sign(now).unwrap_or(Sign::TakeOver);
        self.seen = Some((now, sign));
        !known
    }

    /// Who else is there, as far as is known.
    pub(crate) fn sign(&self, now: Mono) -> Option<Sign> {
        let (at, sign) = self.seen?;
        (now.since(at) < BELIEVED_FOR).then_some(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "00000000000000aa";

    #[test]
    fn a_boot_number_that_the_broker_has_seen_is_taken_before_anything_is_sent() {
        let heard = |boot, run, retained| {
            Rival::new(OURS, 8).heard(Mono::ZERO, &status(StatusWord::Stopped, boot, run), retained)
        };

        assert_eq!(heard(8, None, true), Heard::BootTaken { above: 8 });
        assert_eq!(heard(21, Some("bb"), true), Heard::BootTaken { above: 21 });
        assert_eq!(heard(7, Some("bb"), true), Heard::Nothing, "the start before");
        assert_eq!(heard(21, Some(OURS), true), Heard::Nothing, "our own words");
        assert_eq!(heard(21, Some("bb"), false), Heard::Nothing, "not kept by the broker");
        assert_eq!(heard(u32::MAX, None, true), Heard::Nothing, "nobody's number");
    }

    #[test]
    fn once_proven_another_run_is_a_twin_and_news_once_in_a_while() {
        let mut rival = Rival::new(OURS, 8);
        rival.proven();
        let twin = status(StatusWord::Online, 8, Some("bb"));

        assert_eq!(rival.sign(Mono(0)), None);
        assert_eq!(rival.heard(Mono(0), &twin, false), Heard::NewTwin);
        assert_eq!(rival.heard(Mono(500_000), &twin, true), Heard::Twin);
        assert_eq!(rival.sign(Mono(1_099_000)), Some(Sign::Twin));
        assert_eq!(rival.sign(Mono(1_101_000)), None);
        assert_eq!(rival.heard(Mono(1_101_000), &twin, false), Heard::NewTwin);
    }

    #[test]
    fn the_late_will_of_the_start_before_is_no_twin() {
        let mut rival = Rival::new(OURS, 8);
        rival.proven();
        let will = status(StatusWord::Offline, 7, Some("bb"));

        assert_eq!(rival.heard(Mono(0), &will, false), Heard::Nothing);
        rival.proven();
        assert_eq!(rival.heard(Mono(0), &will, true), Heard::NewTwin, "it came after our own");
    }

    #[test]
    fn a_connection_that_is_closed_four_times_in_two_minutes_is_taken_over() {
        let mut rival = Rival::new(OURS, 8);
        let closed: Vec<_> = [0, 100, 200, 220, 240, 260, 280]
            .map(|second| rival.closed(Mono(second * 1_000)))
            .into();

        assert_eq!(closed, [false, false, false, false, false, true, false]);
        assert_eq!(rival.sign(Mono(280_000)), Some(Sign::TakeOver));
    }

    fn status(word: StatusWord, boot: u32, run: Option<&str>) -> Status {
        Status {
            v: 1,
            home: "h".to_owned(),
            status: word,
            boot,
            version: None,
            previous: None,
            link: None,
            run: run.map(str::to_owned),
        }
    }
}
