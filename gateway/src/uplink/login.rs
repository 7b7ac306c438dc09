//! May this login publish? A broker whose rules refuse a publish of MQTT 3.1.1 acknowledges it all the
//! same, so an acknowledgement proves nothing. Hearth therefore subscribes to its own `status`,
//! publishes it, and takes nothing out of the outbox until it has heard itself.
//!
//! ```text
//!              SUBACK                 own status heard
//! Subscribing ────────▶ Announcing ────────────────────▶ Proven
//!      │ refused            │ acknowledged, and not heard for long
//!      ├────────────────────┴────────▶ the login is refused, and tried again slowly
//!      │ no answer          │ neither
//!      └────────────────────┴────────▶ the broker is slow: tried again soon, more patiently
//! ```
//!
//! The status that the broker kept from before comes first. It is of another connection, which its
//! number tells, and proves nothing.

use std::time::Duration;

use alerts::Mono;

/// How long the broker may take for each answer. A community that comes back after a power cut is
/// slow: hundreds of boxes log in together.
const ANSWER: Duration = Duration::from_secs(30);

/// From when on it is said that an acknowledged status has not come back.
const DOUBT: Duration = Duration::from_secs(10);

/// A broker that was too slow gets so many times as long at the next try.
const PATIENCE_MAX: u32 = 2;

/// How patient the next login is: a broker that is slower than any limit would else be called
/// one that lets nobody publish, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leniency(u32);

impl Default for Leniency {
    fn default() -> Self {
        Self(1)
    }
}

impl Leniency {
    /// A login has come to nothing because no answer came in time.
    pub(crate) fn too_slow(&mut self) {
        self.0 = (self.0 * 2).min(PATIENCE_MAX);
    }

    /// A login was proven.
    pub(crate) fn proven(&mut self) {
        *self = Self::default();
    }
}

/// How far the login has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Connecting,
    Subscribing { since: Mono },
    Announcing { since: Mono, acknowledged: Option<Mono>, doubted: bool },
    Proven,
}

/// What the broker did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// It accepted the connection.
    Connected,
    /// It answered the subscriptions, or there were none; may the own status be heard?
    Subscribed { status: bool },
    /// It acknowledged the own status.
    StatusAcknowledged,
    /// It delivered a status; `is_own` if it is, byte by byte, the one just published.
    Heard { is_own: bool },
    /// Time passed.
    Time,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Wait,
    /// Publish the own status.
    Announce,
    /// Say that this login may not be allowed to publish.
    Doubt,
    /// The window may be filled.
    Open,
    /// Give the connection up.
    GiveUp(Denied),
}

/// What the login may not do, or the broker does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Denied {
    #[error(
        "this login may not publish here: the broker did not pass on the home's own status; check \
         its access rules for this login, below the home's topic"
    )]
    Publish,
    #[error(
        "this login may not read its own status: allow it in the broker's access rules, or set \
         prove-login = false"
    )]
    Status,
    #[error("the broker is slow: it does not answer the subscription")]
    NoSubAck,
    #[error("the broker is slow: it does not acknowledge the home's status")]
    NoPubAck,
}

/// How far a connection was when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The broker had not answered.
    Connecting,
    /// It had not answered the subscriptions.
    Subscribing,
    /// The home had not heard its own status.
    Announcing,
    /// Messages went out.
    Proven,
}

/// One login, from the broker's first answer on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Login {
    /// Wait until the own status comes back.
    prove: bool,
    answer: Duration,
    state: State,
}

impl Login {
    pub(crate) fn new(prove: bool, leniency: Leniency) -> Self {
        Self { prove, answer: ANSWER * leniency.0, state: State::Connecting }
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.state == State::Proven
    }

    pub(crate) fn stage(&self) -> Stage {
        match self.state {
            State::Connecting => Stage::Connecting,
            State::Subscribing { .. } => Stage::Subscribing,
            State::Announcing { .. } => Stage::Announcing,
            State::Proven => Stage::Proven,
        }
    }

    pub(crate) fn handle(&mut self, now: Mono, input: Input) -> Step {
        match (&mut self.state, input) {
            (State::Connecting, Input::Connected) => {
                self.state = State::Subscribing { since: now };
                Step::Wait
            }
            (State::Subscribing { .. }, Input::Subscribed { status: false }) if self.prove => {
                Step::GiveUp(Denied::Status)
            }
            (State::Subscribing { .. }, Input::Subscribed { .. }) => {
                self.state = State::Announcing { since: now, acknowledged: None, doubted: false };
                Step::Announce
            }
            (State::Subscribing { since }, Input::Time) => {
                let late = now.since(*since) >= self.answer;
                if late { Step::GiveUp(Denied::NoSubAck) } else { Step::Wait }
            }
            (State::Announcing { .. }, Input::Heard { is_own: true }) => self.open(),
            (State::Announcing { .. }, Input::StatusAcknowledged) if !self.prove => self.open(),
            (State::Announcing { acknowledged, .. }, Input::StatusAcknowledged) => {
                acknowledged.get_or_insert(now);
                Step::Wait
            }
            (State::Announcing { since, acknowledged: None, .. }, Input::Time) => {
                let late = now.since(*since) >= self.answer;
                if late { Step::GiveUp(Denied::NoPubAck) } else { Step::Wait }
            }
            (State::Announcing { acknowledged: Some(at), doubted, .. }, Input::Time) => {
                let waited = now.since(*at);
                if waited >= self.answer {
                    Step::GiveUp(Denied::Publish)
                } else if waited >= DOUBT && !std::mem::replace(doubted, true) {
                    Step::Doubt
                } else {
                    Step::Wait
                }
            }
            (State::Connecting, Input::Subscribed { .. } | Input::Time)
            | (State::Announcing { .. }, Input::Heard { is_own: false })
            | (State::Announcing { .. } | State::Proven, Input::Subscribed { .. })
            | (
                State::Connecting | State::Subscribing { .. },
                Input::Heard { .. } | Input::StatusAcknowledged,
            )
            | (
                State::Subscribing { .. } | State::Announcing { .. } | State::Proven,
                Input::Connected,
            )
            | (State::Proven, Input::Heard { .. } | Input::StatusAcknowledged | Input::Time) => {
                Step::Wait
            }
        }
    }

    fn open(&mut self) -> Step {
        self.state = State::Proven;
        Step::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBSCRIBED: Input = Input::Subscribed { status: true };
    const ECHO: Input = Input::Heard { is_own: true };
    const OLD: Input = Input::Heard { is_own: false };

    #[test]
    fn a_login_is_proven_when_the_home_hears_itself() {
        let steps =
            play(true, &[(0, OLD), (0, SUBSCRIBED), (0, Input::StatusAcknowledged), (0, ECHO)]);

        assert_eq!(steps, [Step::Wait, Step::Announce, Step::Wait, Step::Open]);
    }

    #[test]
    fn an_acknowledged_status_that_nobody_hears_proves_nothing_and_is_doubted_before_it_is_refused()
    {
        let mut inputs = vec![(0, SUBSCRIBED), (0, OLD), (5, Input::StatusAcknowledged)];
        inputs.extend([14, 15, 16, 34, 35].map(|second| (second, Input::Time)));

        let steps = play(true, &inputs);

        let refused = Step::GiveUp(Denied::Publish);
        let expected = [Step::Wait, Step::Doubt, Step::Wait, Step::Wait, refused];
        assert_eq!(steps[..3], [Step::Announce, Step::Wait, Step::Wait]);
        assert_eq!(steps[3..], expected);
    }

    #[test]
    fn a_status_that_comes_back_after_half_a_minute_is_in_time() {
        let inputs =
            [(0, SUBSCRIBED), (12, Input::StatusAcknowledged), (29, Input::Time), (41, ECHO)];

        assert_eq!(play(true, &inputs).last(), Some(&Step::Open));
    }

    #[test]
    fn without_proof_the_acknowledgement_is_enough() {
        let denied = Input::Subscribed { status: false };

        let steps = play(false, &[(0, denied), (0, Input::StatusAcknowledged)]);

        assert_eq!(steps, [Step::Announce, Step::Open]);
    }

    #[test]
    fn a_login_that_may_not_read_its_status_is_told_so() {
        let denied = Input::Subscribed { status: false };

        assert_eq!(play(true, &[(0, denied)]), [Step::GiveUp(Denied::Status)]);
    }

    #[test]
    fn a_broker_that_does_not_answer_is_slow_and_gets_longer_the_next_time() {
        assert_eq!(
            play(true, &[(29, Input::Time), (30, Input::Time)]),
            [Step::Wait, Step::GiveUp(Denied::NoSubAck)]
        );
        let steps = play(true, &[(0, SUBSCRIBED), (29, Input::Time), (30, Input::Time)]);
        assert_eq!(steps, [Step::Announce, Step::Wait, Step::GiveUp(Denied::NoPubAck)]);

        let mut leniency = Leniency::default();
        leniency.too_slow();
        leniency.too_slow();
        let mut login = Login::new(true, leniency);
        login.handle(Mono::ZERO, Input::Connected);
        assert_eq!(login.handle(Mono(59_000), Input::Time), Step::Wait);
        assert_eq!(login.handle(Mono(60_000), Input::Time), Step::GiveUp(Denied::NoSubAck));
    }

    fn play(prove: bool, inputs: &[(u64, Input)]) -> Vec<Step> {
        let mut login = Login::new(prove, Leniency::default());
        login.handle(Mono::ZERO, Input::Connected);
        inputs.iter().map(|(second, input)| login.handle(Mono(second * 1_000), *input)).collect()
    }
}
