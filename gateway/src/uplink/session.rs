//! What happens on one connection? From the first byte until the link is lost or the home takes its
//! leave.
//!
//! The library's `poll()` is never cancelled half-way: its future is kept while the other things are
//! waited for, and a new one is made only when it has given an event. Messages are handed over by
//! `try_publish` into a channel that is as large as the window, so nothing here waits for the network.

use std::pin::{Pin, pin};

use alerts::message::Lane;
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, NetworkOptions, Outgoing, Packet,
    Publish, QoS, SubAck, SubscribeFilter, SubscribeReasonCode,
};
use tokio::sync::watch;
use tokio::time::timeout;

use super::feed::Feed;
use super::inflight::{Inflight, Sent};
use super::live::TOPICS;
use super::login::{Input, Login, Step};
use super::refusal::{Refusal, explain};
use super::state::{Counts, Phase};
use super::timers::Timers;
use super::{
    CONNECT_SECONDS, Ends, Link, MAX_COMMAND_BYTES, MAX_SENT_PAYLOAD_BYTES, Patience, Received,
};
use super::{envelope, live::Live};
use crate::outbox::{Key, Newest, Row};

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As asked.
    Stopped,
    /// It was lost, or refused. A stable link lasted for a while before.
    Failed { refusal: Refusal, was_stable: bool },
}

/// One connection.
pub(crate) struct Session<'a> {
    link: &'a Link,
    ends: &'a Ends,
    patience: Patience,
    live: watch::Receiver<Live>,
    newest: watch::Receiver<Newest>,
    is_connected: bool,
    login: Login,
    inflight: Inflight,
    feed: Feed,
    /// The `online` that was published on this connection.
    online: Vec<u8>,
    /// The live payloads that were sent last on this connection.
    shown: Live,
    /// Acknowledged rows that the outbox does not know of yet.
    acknowledged: Vec<(Lane, Key)>,
    ticks: u32,
}

impl<'a> Session<'a> {
    pub(crate) fn new(link: &'a Link, ends: &'a Ends, patience: Patience) -> Self {
        let broker = &link.broker;
        Self {
            link,
            ends,
            patience,
            live: ends.live.clone(),
            newest: ends.outbox.newest(),
            is_connected: false,
            login: Login::new(broker.prove_login),
            inflight: Inflight::new(broker.window),
            feed: Feed::new(ends.outbox.clone(), broker.drain_per_second),
            online: envelope::online(link, ends.said.borrow().counts.connections + 1),
            shown: Live::default(),
            acknowledged: Vec::new(),
            ticks: 0,
        }
    }

    /// Works until the link is lost or `shutdown` is ready.
    pub(crate) async fn run<F>(mut self, options: MqttOptions, mut shutdown: Pin<&mut F>) -> End
    where
        F: Future<Output = ()>,
    {
        let (client, mut connection) =
            AsyncClient::new(options, usize::from(self.inflight.capacity()));
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        network.set_connection_timeout(CONNECT_SECONDS);
        connection.set_network_options(network);
        let mut timers = Timers::new(self.patience);

        let refusal = loop {
            let refusal =
                match self.turn(&client, &mut connection, &mut timers, &mut shutdown).await {
                    Turn::Event(event) => self.handle(event, &client, &mut timers),
                    Turn::Lost(error) => Some(self.lost(&error, &mut connection)),
                    Turn::GiveUp(refusal) => Some(refusal),
                    Turn::Leave => {
                        self.leave(&client, &mut connection).await;
                        return End::Stopped;
                    }
                };
            if let Some(refusal) = refusal {
                break refusal;
            }
        };
        self.forget_acknowledged();
        End::Failed { refusal, was_stable: self.ticks >= self.patience.stable }
    }

    /// Hands over what can be, until the library has something to say or something else ends it.
    async fn turn<F>(
        &mut self,
        client: &AsyncClient,
        connection: &mut EventLoop,
        timers: &mut Timers,
        shutdown: &mut Pin<&mut F>,
    ) -> Turn
    where
        F: Future<Output = ()>,
    {
        let mut poll = pin!(connection.poll());
        loop {
            self.fill(client);
            self.forget_acknowledged();
            let is_held_back = self.feed.is_held_back();
            let is_proving = self.is_connected && !self.login.is_proven();
            tokio::select! {
                biased;
                event = poll.as_mut() => return event.map_or_else(Turn::Lost, Turn::Event),
                () = shutdown.as_mut() => return Turn::Leave,
                Ok(()) = self.newest.changed() => {
                    self.feed.wake(*self.newest.borrow_and_update());
                }
                () = self.feed.arrived() => {}
                Ok(()) = self.live.changed() => {}
                _ = timers.refills.tick(), if is_held_back => self.feed.refill(),
                () = timers.login.as_mut(), if is_proving => {
                    if let Step::GiveUp(denied) = self.login.handle(Input::TimedOut) {
                        return Turn::GiveUp(denied.into());
                    }
                }
                _ = timers.watchdog.tick() => {
                    if let Some(refusal) = self.tick() {
                        return Turn::GiveUp(refusal);
                    }
                }
            }
        }
    }

    /// The library has said something; gives back why the connection has to end, if it has to.
    fn handle(
        &mut self,
        event: Event,
        client: &AsyncClient,
        timers: &mut Timers,
    ) -> Option<Refusal> {
        let step = match event {
            Event::Outgoing(Outgoing::Publish(id)) => {
                self.inflight.put_on_wire(id);
                Step::Wait
            }
            Event::Incoming(Packet::ConnAck(_)) => {
                timers.allow(self.patience.login);
                return self.connected(client);
            }
            Event::Incoming(Packet::SubAck(ack)) => {
                let step = self.subscribed(&ack);
                timers.allow(self.patience.login);
                step
            }
            Event::Incoming(Packet::PubAck(ack)) => self.acknowledged(ack.pkid),
            Event::Incoming(Packet::Publish(publish)) => self.heard(&publish),
            Event::Outgoing(_) | Event::Incoming(_) => Step::Wait,
        };
        match step {
            Step::Wait => None,
            Step::Announce => {
                let online = self.online.clone();
                self.publish(client, "status", online, Sent::Status);
                None
            }
            Step::Open => {
                tracing::info!(broker = self.link.broker.host, "online");
                self.set_phase(Phase::Online);
                None
            }
            Step::GiveUp(denied) => Some(denied.into()),
        }
    }

    fn connected(&mut self, client: &AsyncClient) -> Option<Refusal> {
        self.is_connected = true;
        self.count(|counts| counts.connections += 1);
        // After a refused login the reason stays in sight until it is known to be gone.
        self.ends.said.send_if_modified(|state| {
            let was_refused = matches!(state.phase, Phase::Refused { .. });
            if !was_refused {
                state.phase = Phase::Proving;
            }
            !was_refused
        });
        let filter = |below| SubscribeFilter::new(self.link.root.topic(below), QoS::AtLeastOnce);
        let mut filters = vec![filter("command/#")];
        if self.link.broker.prove_login {
            filters.push(filter("status"));
        }
        let full = client.try_subscribe_many(filters).is_err();
        full.then(|| Refusal::passing("the subscription could not be sent"))
    }

    fn subscribed(&mut self, ack: &SubAck) -> Step {
        let granted = |place: usize| {
            ack.return_codes.get(place).is_some_and(|code| *code != SubscribeReasonCode::Failure)
        };
        let (commands, status) = (granted(0), granted(1));
        if !commands {
            tracing::warn!("this login may not receive commands: check the broker's access rules");
        }
        self.login.handle(Input::Subscribed { commands, status })
    }

    fn acknowledged(&mut self, id: u16) -> Step {
        match self.inflight.acknowledge(id) {
            Some(Sent::Row(lane, key)) => {
                self.acknowledged.push((lane, key));
                self.count(|counts| counts.acknowledged += 1);
                Step::Wait
            }
            Some(Sent::Live(_)) => Step::Wait,
            Some(Sent::Status) => self.login.handle(Input::StatusAcknowledged),
            None => {
                self.count(|counts| counts.unsolicited += 1);
                Step::Wait
            }
        }
    }

    /// A message came down: the own status, or a command.
    fn heard(&mut self, publish: &Publish) -> Step {
        let Some(below) = self.link.root.below(&publish.topic) else { return Step::Wait };
        if below == "status" {
            let is_own = publish.payload == self.online;
            return self.login.handle(Input::Heard { is_own });
        }
        let Some(name) = below.strip_prefix("command/") else { return Step::Wait };
        let oversize = publish.payload.len() > MAX_COMMAND_BYTES;
        let payload = if oversize { Vec::new() } else { publish.payload.to_vec() };
        let received = Received { name: name.to_owned(), payload, oversize };
        // A retained command is an old one, and would be carried out at each connection.
        if publish.retain || self.ends.commands.try_send(received).is_err() {
            tracing::debug!(name, retained = publish.retain, "a command was dropped");
            self.count(|counts| counts.commands_dropped += 1);
        }
        Step::Wait
    }

    /// Hands over everything that may be: live messages, then rows while there is room.
    fn fill(&mut self, client: &AsyncClient) {
        if !self.login.is_proven() {
            return;
        }
        self.show(client);
        while self.inflight.has_room() {
            let Some(row) = self.feed.next(|_| true) else { return };
            if self.inflight.has(Sent::Row(row.lane, row.key)) {
                continue;
            }
            match self.render(&row) {
                Some(payload) => {
                    let sent = Sent::Row(row.lane, row.key);
                    if !self.publish(client, &row.topic, payload, sent) {
                        self.feed.put_back(row);
                        return;
                    }
                }
                // It would be in the way for ever.
                None => self.acknowledged.push((row.lane, row.key)),
            }
        }
    }

    /// A row's payload, if it has one that can be sent: a packet over the limit would tear down
    /// every connection. The outbox takes neither, so this is a last line.
    fn render(&self, row: &Row) -> Option<Vec<u8>> {
        let rendered = envelope::render(row, &self.link.root, &self.link.zone);
        let payload = rendered.ok().filter(|payload| payload.len() <= MAX_SENT_PAYLOAD_BYTES);
        if payload.is_none() {
            tracing::error!(lane = ?row.lane, key = ?row.key, "a message cannot be sent");
            self.count(|counts| counts.unsendable += 1);
        }
        payload
    }

    /// Hands over live messages that have changed; one of each is on its way at a time.
    fn show(&mut self, client: &AsyncClient) {
        let newest = self.live.borrow_and_update().clone();
        for (place, below) in TOPICS.iter().enumerate() {
            let payload = newest.payloads().get(place).copied().flatten();
            let shown = self.shown.payloads().get(place).copied().flatten();
            let is_due = payload.is_some() && payload != shown;
            if let Some(payload) =
                payload.filter(|_| is_due && !self.inflight.has(Sent::Live(place)))
                && self.publish(client, below, payload.clone(), Sent::Live(place))
            {
                self.shown.set(place, payload.clone());
            }
        }
    }

    /// False if there is no room for it now. All but rows are retained by the broker.
    fn publish(&mut self, client: &AsyncClient, below: &str, payload: Vec<u8>, sent: Sent) -> bool {
        let topic = self.link.root.topic(below);
        let is_row = matches!(sent, Sent::Row(..));
        let handed = client.try_publish(topic, QoS::AtLeastOnce, !is_row, payload).is_ok();
        if handed {
            self.inflight.hand_over(sent);
        }
        handed
    }

    /// Tells the outbox.
    fn forget_acknowledged(&mut self) {
        for (lane, key) in self.acknowledged.drain(..) {
            self.ends.outbox.delete(lane, &[key]);
        }
    }

    /// A second has passed; gives back why the connection has to end, if it has to.
    fn tick(&mut self) -> Option<Refusal> {
        if self.login.is_proven() {
            self.ticks = self.ticks.saturating_add(1);
        }
        let silent = self.inflight.tick() > self.patience.silence;
        silent.then(|| Refusal::passing("the broker acknowledges nothing: connecting anew"))
    }

    /// The link is gone. What it had still said counts: the last acknowledgements before the end.
    fn lost(&mut self, error: &ConnectionError, connection: &mut EventLoop) -> Refusal {
        for event in std::mem::take(&mut connection.state.events) {
            match event {
                Event::Outgoing(Outgoing::Publish(id)) => self.inflight.put_on_wire(id),
                Event::Incoming(Packet::PubAck(ack)) => {
                    self.acknowledged(ack.pkid);
                }
                Event::Outgoing(_) | Event::Incoming(_) => {}
            }
        }
        explain(error, &self.link.broker)
    }

    /// Says `stopped`, waits a moment for the last acknowledgements, and closes the connection.
    async fn leave(&mut self, client: &AsyncClient, connection: &mut EventLoop) {
        let patience = self.patience.leave;
        if self.login.is_proven() {
            let stopped = envelope::stopped(self.link);
            self.publish(client, "status", stopped, Sent::Status);
            let acknowledged = async {
                while !self.inflight.is_empty() {
                    match connection.poll().await {
                        Ok(Event::Outgoing(Outgoing::Publish(id))) => self.inflight.put_on_wire(id),
                        Ok(Event::Incoming(Packet::PubAck(ack))) => {
                            self.acknowledged(ack.pkid);
                        }
                        Ok(Event::Outgoing(_) | Event::Incoming(_)) => {}
                        Err(_) => return,
                    }
                }
            };
            if timeout(patience, acknowledged).await.is_err() {
                tracing::info!("the broker did not acknowledge everything before the end");
            }
        }
        if self.is_connected && client.try_disconnect().is_ok() {
            let gone = async {
                while let Ok(event) = connection.poll().await {
                    if event == Event::Outgoing(Outgoing::Disconnect) {
                        return;
                    }
                }
            };
            // Whatever happens now, the broker will notice that the connection is gone.
            drop(timeout(patience / 2, gone).await);
        }
        self.forget_acknowledged();
    }

    fn set_phase(&self, phase: Phase) {
        self.ends.said.send_modify(|state| state.phase = phase);
    }

    fn count(&self, count: impl FnOnce(&mut Counts)) {
        self.ends.said.send_if_modified(|state| {
            count(&mut state.counts);
            false
        });
    }
}

/// Why the session's waiting has ended.
enum Turn {
    Event(Event),
    Lost(ConnectionError),
    GiveUp(Refusal),
    Leave,
}
