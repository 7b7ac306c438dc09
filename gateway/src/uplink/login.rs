//! May this login publish? A broker whose rules refuse a publish of MQTT 3.1.1 acknowledges it all the
//! same, so an acknowledgement proves nothing. Hearth therefore subscribes to its own `status`,
//! publishes it, and takes nothing out of the outbox until it has heard itself.
//!
//! ```text
//!              SUBACK                 own status heard
//! Subscribing ────────▶ Announcing ────────────────────▶ Proven
//!      │ refused, late      │ not heard in time
//!      └────────────────────┴────────▶ the login is refused, and tried again slowly
//! ```
//!
//! The status that the broker kept from before comes first. It is of another connection, which its
//! number tells, and proves nothing.

use std::time::Duration;

/// How long the broker may take for each of the two answers.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How far the login has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Subscribing,
    Announcing,
    Proven,
}

/// What the broker did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// It answered the subscriptions.
    Subscribed { commands: bool, status: bool },
    /// It acknowledged the own status.
    StatusAcknowledged,
    /// It delivered a status; `is_own` if it is, byte by byte, the one just published.
    Heard { is_own: bool },
    /// It did nothing for [`PATIENCE`].
    TimedOut,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Wait,
    /// Publish the own status, and allow [`PATIENCE`] again.
    Announce,
    /// The window may be filled.
    Open,
    /// Give the connection up.
    GiveUp(Denied),
}

/// What the login may not do.
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
    #[error("the broker does not answer the subscription")]
    NoSubAck,
    #[error("the broker does not acknowledge the home's status")]
    NoPubAck,
}

/// One login, from the broker's first answer on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Login {
    /// Wait until the own status comes back.
    prove: bool,
    state: State,
}

impl Login {
    pub(crate) fn new(prove: bool) -> Self {
        Self { prove, state: State::Subscribing }
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.state == State::Proven
    }

    pub(crate) fn handle(&mut self, input: Input) -> Step {
        match (self.state, input) {
            (State::Subscribing, Input::Subscribed { status: false, .. }) if self.prove => {
                Step::GiveUp(Denied::Status)
            }
            (State::Subscribing, Input::Subscribed { .. }) => {
                self.state = State::Announcing;
                Step::Announce
            }
            (State::Subscribing, Input::TimedOut) => Step::GiveUp(Denied::NoSubAck),
            (State::Announcing, Input::Heard { is_own: true }) => self.open(),
            (State::Announcing, Input::StatusAcknowledged) if !self.prove => self.open(),
            (State::Announcing, Input::TimedOut) if self.prove => Step::GiveUp(Denied::Publish),
            (State::Announcing, Input::TimedOut) => Step::GiveUp(Denied::NoPubAck),
            (State::Announcing, Input::Heard { .. } | Input::StatusAcknowledged)
            | (State::Announcing | State::Proven, Input::Subscribed { .. })
            | (State::Subscribing, Input::Heard { .. } | Input::StatusAcknowledged)
            | (State::Proven, Input::Heard { .. } | Input::StatusAcknowledged | Input::TimedOut) => {
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

    const SUBSCRIBED: Input = Input::Subscribed { commands: true, status: true };
    const ECHO: Input = Input::Heard { is_own: true };
    const OLD: Input = Input::Heard { is_own: false };

    #[test]
    fn a_login_is_proven_when_the_home_hears_itself() {
        let steps = play(true, &[OLD, SUBSCRIBED, Input::StatusAcknowledged, ECHO]);

        assert_eq!(steps, [Step::Wait, Step::Announce, Step::Wait, Step::Open]);
    }

    #[test]
    fn an_acknowledged_status_that_nobody_hears_proves_nothing() {
        let steps = play(true, &[SUBSCRIBED, OLD, Input::StatusAcknowledged, Input::TimedOut]);

        let refused = Step::GiveUp(Denied::Publish);
        assert_eq!(steps, [Step::Announce, Step::Wait, Step::Wait, refused]);
    }

    #[test]
    fn without_proof_the_acknowledgement_is_enough() {
        let denied = Input::Subscribed { commands: false, status: false };

        let steps = play(false, &[denied, Input::StatusAcknowledged]);

        assert_eq!(steps, [Step::Announce, Step::Open]);
    }

    #[test]
    fn a_login_that_may_not_read_its_status_is_told_so() {
        let denied = Input::Subscribed { commands: true, status: false };

        assert_eq!(play(true, &[denied]), [Step::GiveUp(Denied::Status)]);
    }

    #[test]
    fn a_broker_that_does_not_answer_is_given_up() {
        assert_eq!(play(true, &[Input::TimedOut]), [Step::GiveUp(Denied::NoSubAck)]);
        let steps = play(false, &[SUBSCRIBED, Input::TimedOut]);
        assert_eq!(steps, [Step::Announce, Step::GiveUp(Denied::NoPubAck)]);
    }

    fn play(prove: bool, inputs: &[Input]) -> Vec<Step> {
        let mut login = Login::new(prove);
        inputs.iter().map(|input| login.handle(*input)).collect()
    }
}
