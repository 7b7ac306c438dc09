//! What may the network tell a home to do?
//!
//! Only what the contract lists and the home's configuration allows. Everything else changes
//! nothing and is answered with an error. MQTT may bring a command twice: a `request` id that was
//! answered is not carried out again.

use std::collections::VecDeque;

use alerts::message::{Acknowledge, Request};
use config::CommandName;

use crate::uplink::Received;

/// Request ids are remembered for so many commands: a station sends a few a day, and a broker
/// repeats at once or never.
const REMEMBERED: usize = 256;

/// What to do about a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    /// Somebody has an alarm on the screen, or acts on it.
    Acknowledge(Acknowledge),
    /// Say that the home hears.
    Pong {
        /// The command's id.
        request: String,
    },
    /// Change nothing.
    Refuse {
        /// The command's id, where it had one.
        request: String,
        /// Why.
        error: String,
    },
}

/// Decides on commands.
#[derive(Debug)]
pub struct Commands {
    allowed: Vec<CommandName>,
    answered: VecDeque<String>,
}

impl Commands {
    /// A home that obeys these commands and no others.
    #[must_use]
    pub const fn new(allowed: Vec<CommandName>) -> Self {
        Self { allowed, answered: VecDeque::new() }
    }

    /// What to do about a message on `command/{name}`.
    pub fn decide(&mut self, Received { name, payload, oversize }: &Received) -> Decision {
        let refuse = |request: &str, error: &str| Decision::Refuse {
            request: request.to_owned(),
            error: error.to_owned(),
        };
        if *oversize {
            return refuse("", "larger than a command may be");
        }
        let Ok(Request { request }) = serde_json::from_slice(payload) else {
            return refuse("", "not a JSON object with a short \"request\" id");
        };
        if self.answered.contains(&request) {
            return refuse(&request, "repeated: it was answered before");
        }
        self.remember(&request);
        let Some(name) = CommandName::from_name(name) else {
            return refuse(&request, "unknown command");
        };
        if !self.allowed.contains(&name) {
            return refuse(&request, "not allowed by this home's configuration");
        }
        match name {
            CommandName::Ping => Decision::Pong { request },
            CommandName::Acknowledge => match serde_json::from_slice(payload) {
                Ok(acknowledge) => Decision::Acknowledge(acknowledge),
                Err(error) => refuse(&request, &format!("malformed: {error}")),
            },
            CommandName::Pause
            | CommandName::Test
            | CommandName::Sample
            | CommandName::Resend
            | CommandName::SetPolicy => refuse(&request, "this version does not know how"),
        }
    }

    fn remember(&mut self, request: &str) {
        if self.answered.len() == REMEMBERED {
            self.answered.pop_front();
        }
        self.answered.push_back(request.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ping_is_answered_once() {
        let mut commands = commands();

        assert_eq!(
            commands.decide(&received("ping", br#"{"request":"r1"}"#)),
            Decision::Pong { request: "r1".to_owned() }
        );
        assert_eq!(
            commands.decide(&received("ping", br#"{"request":"r1"}"#)),
            refused("r1", "repeated: it was answered before")
        );
    }

    #[test]
    fn what_the_contract_does_not_know_changes_nothing() {
        let mut commands = commands();

        assert_eq!(
            commands.decide(&received("reboot", br#"{"request":"r"}"#)),
            refused("r", "unknown command")
        );
        assert_eq!(
            commands.decide(&received("ping", b"now!")),
            refused("", "not a JSON object with a short \"request\" id")
        );
        assert_eq!(
            commands.decide(&Received { oversize: true, ..received("ping", b"") }),
            refused("", "larger than a command may be")
        );
    }

    #[test]
    fn what_the_home_does_not_allow_is_refused_in_plain_words() {
        assert_eq!(
            commands()
                .decide(&received("pause", br#"{"request":"r","kind":"smoke","minutes":60}"#)),
            refused("r", "not allowed by this home's configuration")
        );
    }

    fn commands() -> Commands {
        Commands::new(vec![CommandName::Acknowledge, CommandName::Ping])
    }

    fn received(name: &str, payload: &[u8]) -> Received {
        Received { name: name.to_owned(), payload: payload.to_vec(), oversize: false }
    }

    fn refused(request: &str, error: &str) -> Decision {
        Decision::Refuse { request: request.to_owned(), error: error.to_owned() }
    }
}
