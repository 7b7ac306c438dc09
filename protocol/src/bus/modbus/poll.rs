//! Whose turn is it on a line on which only one may speak?
//!
//! One request is under way at a time. Every device is asked once a [`PERIOD`] (with a call button
//! once a [`CALL_PERIOD`]); who is due longest
//! goes first. A device that does not answer is asked again [`RETRIES`] times, but the others that
//! are due go in between; after [`MISSING_AFTER`] such polls in a row it is missing, and is asked
//! only every [`BACK_OFF`], after everybody who does answer, for ever. So a dead device costs the
//! others a second now and then and never their turn.
//!
//! ```text
//!          due                  written            answer, or REPLY_WITHIN over
//!  Idle ─────────▶ Offered ─────────────▶ Awaiting ─────────────────────────────▶ Idle
//!                    │ ▲ not written
//!                    └─┘
//! ```
//!
//! Polling is the supervision: nothing is reported from here, `alerts` sees that nothing comes.

use core::time::Duration;

use crate::time::Mono;

/// How many devices may share a line: more than a home has, and a poll of all of them still takes
/// less than ten seconds when every one is silent.
pub(super) const MOST_DEVICES: usize = 8;

/// Between two polls of a device (hazard.md B: 1 to 2 s): a smoke alarm's contact may wait no
/// longer.
const PERIOD: Duration = Duration::from_secs(1);

/// The same of a device with a call button: who falls may reach it only once, and not for long.
const CALL_PERIOD: Duration = Duration::from_millis(200);

/// A door that has changed is looked at again so soon: before it counts (300 ms, contract.md §3).
const SECOND_LOOK: Duration = Duration::from_millis(200);

/// How long a device may take to answer: some take more than 500 ms (hazard.md B).
pub(super) const REPLY_WITHIN: Duration = Duration::from_secs(1);

/// How often a device that has not answered is asked again in the same poll.
const RETRIES: u8 = 2;

/// A device is missing after so many failed polls.
const MISSING_AFTER: u8 = 3;

/// Between two polls of a missing device.
const BACK_OFF: Duration = Duration::from_secs(10);

/// Silence between two frames: 3.5 characters are 4 ms at 9600 baud.
const GAP: Duration = Duration::from_millis(4);

/// What the shell has not written after so long is offered again.
const OFFERED_AGAIN: Duration = Duration::from_secs(1);

/// When a device that is not heard is silent: as long as [`MISSING_AFTER`] polls take to fail.
pub(super) const QUIET: Duration = Duration::from_secs(
    MISSING_AFTER as u64 * (PERIOD.as_secs() + (RETRIES as u64 + 1) * REPLY_WITHIN.as_secs()),
);

/// A device's place in the round, in the order of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn(pub(super) usize);

#[derive(Clone, Copy, Debug)]
struct Asked {
    /// Between two polls.
    period: Duration,
    due: Mono,
    /// Requests of this poll that were not answered.
    tries: u8,
    /// Polls in a row that failed.
    failed: u8,
}

impl Asked {
    const fn is_missing(&self) -> bool {
        self.failed >= MISSING_AFTER
    }
}

#[derive(Clone, Copy, Debug)]
enum State {
    Idle,
    Offered { turn: Turn, since: Mono },
    Awaiting { turn: Turn, sent: Mono },
}

/// The round of one line.
#[derive(Debug)]
pub(super) struct Poll {
    /// Nothing is asked while the line is down, or if nobody ever said that it is up.
    is_up: bool,
    state: State,
    /// When the last frame ended, either way.
    spoken: Mono,
    asked: heapless::Vec<Asked, MOST_DEVICES>,
}

impl Poll {
    /// A round of devices; of each, whether it has a call button.
    pub(super) fn new(calls: impl Iterator<Item = bool>) -> Self {
        let new = |has_call| {
            let period = if has_call { CALL_PERIOD } else { PERIOD };
            Asked { period, due: Mono::ZERO, tries: 0, failed: 0 }
        };
        let asked = calls.take(MOST_DEVICES).map(new).collect();
        Self { is_up: false, state: State::Idle, spoken: Mono::ZERO, asked }
    }

    pub(super) fn handle_port(&mut self, at: Mono, up: bool) {
        self.is_up = up;
        self.state = State::Idle;
        self.spoken = Mono::ZERO;
        for asked in &mut self.asked {
            *asked = Asked { due: at, tries: 0, failed: 0, ..*asked };
        }
    }

    /// A request to a device was written.
    pub(super) const fn handle_sent(&mut self, at: Mono, turn: Turn) {
        self.spoken = at;
        self.state = State::Awaiting { turn, sent: at };
    }

    /// A frame came, whoever's it is.
    pub(super) const fn handle_frame(&mut self, at: Mono) {
        self.spoken = at;
    }

    /// A device has answered.
    pub(super) fn handle_answer(&mut self, at: Mono, turn: Turn) {
        let sent = match self.state {
            State::Awaiting { turn: of, sent } if of == turn => sent,
            State::Awaiting { .. } | State::Offered { .. } | State::Idle => at,
        };
        if let Some(asked) = self.asked.get_mut(turn.0) {
            *asked = Asked { due: sent + asked.period, tries: 0, failed: 0, ..*asked };
        }
        self.state = State::Idle;
    }

    /// Something has changed at a device that wants a second look.
    pub(super) fn handle_change(&mut self, at: Mono, turn: Turn) {
        if let Some(asked) = self.asked.get_mut(turn.0) {
            asked.due = asked.due.min(at + SECOND_LOOK);
        }
    }

    /// Whose answer is waited for.
    pub(super) const fn awaited(&self) -> Option<Turn> {
        match self.state {
            State::Awaiting { turn, .. } => Some(turn),
            State::Idle | State::Offered { .. } => None,
        }
    }

    /// Whether nobody is asked here, so that whatever is heard was asked by somebody else.
    pub(super) const fn is_only_listening(&self) -> bool {
        !self.is_up && matches!(self.state, State::Idle)
    }

    /// Time has passed; says who is to be asked now.
    pub(super) fn handle_timeout(&mut self, now: Mono) -> Option<Turn> {
        if self.poll_timeout().is_none_or(|due| due > now) {
            return None;
        }
        match self.state {
            State::Idle => {
                let turn = self.next(now)?;
                self.state = State::Offered { turn, since: now };
                Some(turn)
            }
            State::Offered { turn, .. } => {
                self.state = State::Offered { turn, since: now };
                Some(turn)
            }
            State::Awaiting { turn, .. } => {
                self.state = State::Idle;
                if let Some(asked) = self.asked.get_mut(turn.0) {
                    *asked = unanswered(*asked, now);
                }
                None
            }
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Idle if !self.is_up => None,
            State::Idle => {
                let due = self.asked.iter().map(|asked| asked.due).min();
                due.map(|due| due.max(self.spoken + GAP))
            }
            State::Offered { since, .. } => Some(since + OFFERED_AGAIN),
            State::Awaiting { sent, .. } => Some(sent + REPLY_WITHIN),
        }
    }

    fn next(&self, now: Mono) -> Option<Turn> {
        let due = self.asked.iter().enumerate().filter(|(_, asked)| asked.due <= now);
        due.min_by_key(|(_, asked)| (asked.is_missing(), asked.due)).map(|(place, _)| Turn(place))
    }
}

/// What a request without an answer makes of a device's turn.
fn unanswered(asked: Asked, now: Mono) -> Asked {
    let tries = asked.tries + 1;
    if tries <= RETRIES && !asked.is_missing() {
        // Due now, and so after everybody who has been due for longer.
        return Asked { due: now, tries, ..asked };
    }
    let failed = asked.failed.saturating_add(1);
    let wait = if failed >= MISSING_AFTER { BACK_OFF } else { asked.period };
    Asked { due: now + wait, tries: 0, failed, ..asked }
}
