//! What comes down on a connection: answers to subscriptions, the own status, and commands.

use alerts::message::Status;
use rumqttc::{AsyncClient, Publish, QoS, SubAck, SubscribeReasonCode};

use super::{Hears, Input, Next, Phase, Refusal, Session, Step};
use crate::uplink::rival::Heard;
use crate::uplink::{MAX_COMMAND_BYTES, Received, memory};

/// What is looked at of a command's name, in letters: no command has a longer one, and a topic may
/// have 64 KiB.
const LONGEST_NAME: usize = 64;

/// What a connection listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subscription {
    Status,
    Commands,
}

impl Subscription {
    fn below(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Commands => "command/#",
        }
    }
}

impl Session<'_> {
    /// The broker has accepted the connection.
    pub(super) fn connected(&mut self, client: &AsyncClient) -> Next {
        self.count(|counts| counts.connections += 1);
        // After a refused login the reason stays in sight until it is known to be gone.
        self.inside.said.send_if_modified(|state| {
            let was_refused = matches!(state.phase, Phase::Refused { .. });
            if !was_refused {
                state.phase = Phase::Proving;
            }
            !was_refused
        });
        self.login.handle(self.now, Input::Connected);
        match self.subscribe(client, self.memory.hearing.hears()) {
            Next::Go if self.subscriptions.is_empty() => {
                let step = self.login.handle(self.now, Input::Subscribed { status: false });
                self.act(step, client)
            }
            next @ (Next::Go | Next::GiveUp(_) | Next::BootTaken(_) | Next::Lost(_)) => next,
        }
    }

    /// Asks for what may be heard. The own status first and by itself: a broker that answers in order
    /// has then told what it kept of an earlier start before the last answer comes.
    pub(super) fn subscribe(&mut self, client: &AsyncClient, hears: Hears) -> Next {
        let status = self.link.broker.prove_login && hears != Hears::Nothing;
        let commands = hears == Hears::Everything;
        let wanted = [(status, Subscription::Status), (commands, Subscription::Commands)];
        for (_, subscription) in wanted.into_iter().filter(|(is_wanted, _)| *is_wanted) {
            let topic = self.link.root.topic(subscription.below());
            if client.try_subscribe(topic, QoS::AtLeastOnce).is_err() {
                return Next::GiveUp(Refusal::passing("the subscription could not be sent"));
            }
            self.subscriptions.push_back(subscription);
        }
        Next::Go
    }

    /// The broker has answered a subscription.
    pub(super) fn subscribed(&mut self, ack: &SubAck) -> Step {
        let is_granted =
            ack.return_codes.first().is_some_and(|code| *code != SubscribeReasonCode::Failure);
        match self.subscriptions.pop_front() {
            None => return Step::Wait,
            Some(Subscription::Status) => self.hears_status = is_granted,
            Some(Subscription::Commands) if is_granted => self.memory.may_not_hear = false,
            Some(Subscription::Commands) => {
                if !std::mem::replace(&mut self.memory.may_not_hear, true) {
                    tracing::warn!(
                        "this login may not receive commands: check the broker's access rules"
                    );
                }
            }
        }
        if !self.subscriptions.is_empty() {
            return Step::Wait;
        }
        self.login.handle(self.now, Input::Subscribed { status: self.hears_status })
    }

    /// A message came down.
    pub(super) fn heard(&mut self, publish: &Publish, client: &AsyncClient) -> Next {
        let Some(below) = self.link.root.below(&publish.topic) else { return Next::Go };
        if below == "status" {
            return self.heard_status(publish, client);
        }
        let Some(name) = below.strip_prefix("command/") else { return Next::Go };
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let oversize = publish.payload.len() > MAX_COMMAND_BYTES;
        let payload = if oversize { Vec::new() } else { publish.payload.to_vec() };
        let received = Received { name, payload, oversize };
        // A retained command is an old one, and would be carried out at each connection.
        if publish.retain || self.inside.commands.try_send(received).is_err() {
            self.count(|counts| counts.commands_dropped += 1);
            let so_far = self.inside.said.borrow().counts.commands_dropped;
            self.memory.dropped_command(self.now, publish.retain, so_far);
        }
        Next::Go
    }

    fn heard_status(&mut self, publish: &Publish, client: &AsyncClient) -> Next {
        let is_own = publish.payload == self.online;
        if !is_own && let Ok(status) = serde_json::from_slice::<Status>(&publish.payload) {
            match self.memory.rival.heard(self.now, &status, publish.retain) {
                Heard::BootTaken { above } if !self.link.keeps_boot => {
                    return Next::BootTaken(above);
                }
                Heard::NewTwin => tracing::warn!("{}", memory::TWIN),
                Heard::BootTaken { .. } | Heard::Twin | Heard::Nothing => {}
            }
        }
        let step = self.login.handle(self.now, Input::Heard { is_own });
        self.act(step, client)
    }
}
