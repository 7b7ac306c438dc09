//! What may the network tell a home to do?
//!
//! Only what the contract lists and the home's configuration allows. Everything else changes
//! nothing and is answered with an error. MQTT may bring a command twice: a `request` id that was
//! answered is not carried out again.
//!
//! Each answer goes to the store, so commands are answered only as often as a station can mean them.
//! What is more is dropped and counted, as if it had never come: a station repeats a command until
//! its reply. Each kind of command has its own allowance, and what is refused has one too, so that a
//! flood of the one keeps nobody from the other. What the log says of all that is in `log.rs`.

mod log;

use std::collections::VecDeque;
use std::num::NonZeroU32;

use alerts::Mono;
use alerts::message::{Acknowledge, Pause, Request, Resend, Sampling, SetPolicy, Test};
use config::CommandName;
use serde::de::DeserializeOwned;

use crate::allowance::Allowance;
use crate::uplink::Received;

pub(crate) use log::CommandLog;

/// Request ids are remembered for so many commands: a station sends a few a day, and a broker
/// repeats at once or never.
const REMEMBERED: usize = 256;

/// Acknowledgements at once: a desk that opens shows every alarm of a bad night, and says so.
const ACKNOWLEDGED_AT_ONCE: NonZeroU32 = NonZeroU32::new(64).unwrap();

/// Other commands, and refused ones, at once: people type them, or a station asks once a minute.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(16).unwrap();

/// Of each kind after that: one a second, a minute's worth.
const A_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// An answer tells what is wrong with a command, and need not give it back whole, characters.
const LONGEST_ERROR: usize = 200;

/// What to do about a command.
#[derive(Debug, PartialEq)]
pub enum Decision {
    /// Somebody has an alarm on the screen, or acts on it.
    Acknowledge(Acknowledge),
    /// Alarms of a kind may not call for a while.
    Pause(Pause),
    /// Raise an alarm that is only a test.
    Test(Test),
    /// Send every reading of a line for a while.
    Sample(Sampling),
    /// Send again what was delivered.
    Resend(Resend),
    /// Judge by other numbers.
    SetPolicy(SetPolicy),
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
    /// Act as if it had never come: there are too many of its kind. It is counted.
    Drop,
}

/// Decides on commands.
#[derive(Debug)]
pub struct Commands {
    allowed: Vec<CommandName>,
    answered: VecDeque<String>,
    acknowledged: Allowance,
    /// Questions for what is missing: after an outage a station has many.
    resent: Allowance,
    /// What people type.
    typed: Allowance,
    pinged: Allowance,
    refused: Allowance,
    dropped: u64,
}

impl Commands {
    /// A home that obeys these commands and no others.
    #[must_use]
    pub fn new(allowed: Vec<CommandName>) -> Self {
        Self {
            allowed,
            answered: VecDeque::new(),
            acknowledged: Allowance::new(ACKNOWLEDGED_AT_ONCE, A_MINUTE),
            resent: Allowance::new(AT_ONCE, A_MINUTE),
            typed: Allowance::new(AT_ONCE, A_MINUTE),
            pinged: Allowance::new(AT_ONCE, A_MINUTE),
            refused: Allowance::new(AT_ONCE, A_MINUTE),
            dropped: 0,
        }
    }

    /// How many were dropped because there were too many.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What to do about a message on `command/{name}`, at a time of the world.
    pub fn decide(&mut self, now: Mono, received: &Received) -> Decision {
        let decision = self.judge(received);
        let (allowance, request) = match &decision {
            Decision::Acknowledge(it) => (&mut self.acknowledged, it.request.as_str()),
            Decision::Resend(it) => (&mut self.resent, it.request.as_str()),
            Decision::Pause(it) => (&mut self.typed, it.request.as_str()),
            Decision::Test(it) => (&mut self.typed, it.request.as_str()),
            Decision::Sample(it) => (&mut self.typed, it.request.as_str()),
            Decision::SetPolicy(it) => (&mut self.typed, it.request.as_str()),
            Decision::Pong { request } => (&mut self.pinged, request.as_str()),
            Decision::Refuse { request, .. } => (&mut self.refused, request.as_str()),
            Decision::Drop => return Decision::Drop,
        };
        if !allowance.take(now) {
            self.dropped += 1;
            return Decision::Drop;
        }
        if !request.is_empty() && !self.answered.iter().any(|answered| answered == request) {
            if self.answered.len() == REMEMBERED {
                self.answered.pop_front();
            }
            self.answered.push_back(request.to_owned());
        }
        decision
    }

    fn judge(&self, Received { name, payload, oversize }: &Received) -> Decision {
        let refuse = |request: &str, error: &str| Decision::Refuse {
            request: request.to_owned(),
            error: error.chars().take(LONGEST_ERROR).collect(),
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
        let Some(name) = CommandName::from_name(name) else {
            return refuse(&request, "unknown command");
        };
        if !self.allowed.contains(&name) {
            return refuse(&request, "not allowed by this home's configuration");
        }
        let decision = match name {
            CommandName::Ping => return Decision::Pong { request },
            CommandName::Acknowledge => read(payload, Decision::Acknowledge),
            CommandName::Pause => read(payload, Decision::Pause),
            CommandName::Test => read(payload, Decision::Test),
            CommandName::Sample => read(payload, Decision::Sample),
            CommandName::Resend => read(payload, Decision::Resend),
            CommandName::SetPolicy => read(payload, Decision::SetPolicy),
        };
        decision.unwrap_or_else(|error| refuse(&request, &format!("malformed: {error}")))
    }
}

fn read<T: DeserializeOwned>(
    payload: &[u8],
    into: impl FnOnce(T) -> Decision,
) -> serde_json::Result<Decision> {
    serde_json::from_slice(payload).map(into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_read_as_the_contract_prints_it() {
        let names = ["pause", "test", "sample", "resend", "set-policy"];
        let mut commands =
            Commands::new(names.map(|name| CommandName::from_name(name).unwrap()).to_vec());
        for (name, payload, expected) in [
            (
                "pause",
                r#"{"request":"1","kind":"smoke","minutes":15}"#,
                "Pause(Pause { request: \"1\", kind: Smoke, minutes: 15 })",
            ),
            ("test", r#"{"request":"2"}"#, "Test(Test { request: \"2\" })"),
            (
                "sample",
                r#"{"request":"3","line":"bed","minutes":5}"#,
                "Sample(Sampling { request: \"3\", line: \"bed\", minutes: 5 })",
            ),
            (
                "resend",
                r#"{"request":"4","lane":"events","boot":8,"from":2,"to":4}"#,
                "Resend(Resend { request: \"4\", lane: Events, boot: 8, from: 2, to: 4 })",
            ),
            (
                "set-policy",
                r#"{"request":"5","policy":{"absence":{"low-min":20}}}"#,
                "SetPolicy(SetPolicy { request: \"5\", policy: {\"absence\": {\"low-min\": Some(20.0)}} })",
            ),
        ] {
            let decision = commands.decide(Mono(0), &received(name, payload.as_bytes()));
            assert_eq!(format!("{decision:?}"), expected);
        }
        for (name, payload) in [
            ("pause", r#"{"request":"6","kind":"noise","minutes":15}"#),
            ("pause", r#"{"request":"7","kind":"smoke","minutes":-1}"#),
            ("sample", r#"{"request":"8","minutes":5}"#),
            ("resend", r#"{"request":"9","lane":"all","boot":8,"from":2,"to":4}"#),
            ("set-policy", r#"{"request":"10","policy":{"absence":20}}"#),
        ] {
            let decision = commands.decide(Mono(0), &received(name, payload.as_bytes()));
            let Decision::Refuse { error, .. } = decision else { panic!("{decision:?}") };
            assert!(error.starts_with("malformed: "), "{error}");
        }
    }

    #[test]
    fn a_ping_is_answered_once() {
        let mut commands = commands();

        assert_eq!(
            commands.decide(Mono(0), &received("ping", br#"{"request":"r1"}"#)),
            Decision::Pong { request: "r1".to_owned() }
        );
        assert_eq!(
            commands.decide(Mono(0), &received("ping", br#"{"request":"r1"}"#)),
            refused("r1", "repeated: it was answered before")
        );
    }

    #[test]
    fn what_the_contract_does_not_know_changes_nothing() {
        let mut commands = commands();

        assert_eq!(
            commands.decide(Mono(0), &received("reboot", br#"{"request":"r"}"#)),
            refused("r", "unknown command")
        );
        assert_eq!(
            commands.decide(Mono(0), &received("ping", b"now!")),
            refused("", "not a JSON object with a short \"request\" id")
        );
        assert_eq!(
            commands.decide(Mono(0), &Received { oversize: true, ..received("ping", b"") }),
            refused("", "larger than a command may be")
        );
    }

    #[test]
    fn what_the_home_does_not_allow_is_refused_in_plain_words() {
        assert_eq!(
            commands().decide(
                Mono(0),
                &received("pause", br#"{"request":"r","kind":"smoke","minutes":60}"#)
            ),
            refused("r", "not allowed by this home's configuration")
        );
    }

    #[test]
    fn a_flood_of_nonsense_is_dropped_and_keeps_nobody_from_acknowledging() {
        let mut commands = commands();
        let now = Mono(5_000);

        let answered = (0..10_000).filter(|it| {
            let payload = format!(r#"{{"request":"r{it}"}}"#);
            commands.decide(now, &received("sing", payload.as_bytes())) != Decision::Drop
        });
        assert_eq!(answered.count(), 16);
        assert_eq!(commands.dropped(), 10_000 - 16);

        let accept = br#"{"request":"a","alarm":"8-3","by":"desk-2","stage":"accepted"}"#;
        let decision = commands.decide(now, &received("acknowledge", accept));
        assert!(matches!(decision, Decision::Acknowledge(_)), "{decision:?}");
    }

    #[test]
    fn a_command_that_was_dropped_is_carried_out_when_it_is_repeated() {
        let mut commands = commands();
        let ping = |it: usize| received("ping", format!(r#"{{"request":"p{it}"}}"#).as_bytes());
        let last = (0..17).map(|it| commands.decide(Mono(0), &ping(it))).last();
        assert_eq!(last, Some(Decision::Drop));

        let again = commands.decide(Mono(1_000), &ping(16));

        assert_eq!(again, Decision::Pong { request: "p16".to_owned() });
    }

    #[test]
    fn an_answer_does_not_give_back_all_that_was_wrong() {
        let long = "x".repeat(3_000);
        let payload = format!(r#"{{"request":"r","alarm":"8-3","by":"desk-2","stage":"{long}"}}"#);

        let decision = commands().decide(Mono(0), &received("acknowledge", payload.as_bytes()));

        let Decision::Refuse { error, .. } = decision else { panic!("{decision:?}") };
        assert!(error.starts_with("malformed: unknown variant") && error.len() <= 200, "{error}");
    }

    #[test]
    fn whatever_bytes_a_command_is_made_of_it_is_refused() {
        for payload in
            [&b"\xFF\xFE{\"request\":\"r\"}"[..], b"{\"request\":\"\xC3\"}", b"\0\0", b""]
        {
            let decision = commands().decide(Mono(0), &received("pi\u{1b}[2Jng\n", payload));
            assert!(matches!(decision, Decision::Refuse { .. }), "{payload:?}: {decision:?}");
        }
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
