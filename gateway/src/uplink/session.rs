//! What happens on one connection? From the first byte until the link is lost or the home takes its
//! leave.
//!
//! The library's `poll()` is never cancelled half-way: its future is kept while the other things are
//! waited for, and a new one is made only when it has given an event. Messages are handed over by
//! `try_publish` into a channel that is as large as the window, so nothing here waits for the network.
//!
//! What comes down is in `hear.rs`, what goes up in `send.rs`, the end in good order in `leave.rs`.

mod hear;
mod leave;
mod send;

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::time::Duration;

use alerts::Mono;
use rumqttc::{
    AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, NetworkOptions, Outgoing, Packet,
};
use tokio::sync::watch;

use super::backoff::Reach;
use super::extra::Extra;
use super::feed::Feed;
use super::hearing::{Change, Hears, SETTLED};
use super::inflight::{Inflight, Sent, Silence};
use super::live::{Live, Shown};
use super::login::{Denied, Input, Login, Stage, Step};
use super::memory::{Failure, Memory};
use super::refusal::{Cause, Refusal, explain};
use super::rival::Sign;
use super::state::{Counts, Phase};
use super::suspects::{Lesson, soon};
use super::timers::Timers;
use super::{CONNECT_SECONDS, Inside, Link, Patience, envelope, memory, tell};
use crate::outbox::Newest;
use hear::Subscription;
use send::Handed;

/// A link that has carried messages for so long counts as stable.
const STABLE: Duration = Duration::from_secs(10);

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As asked.
    Stopped,
    /// The broker knows a later start of this home than this one.
    BootTaken { above: u32 },
    /// It was lost, or refused.
    Failed(Failure),
}

/// One connection.
pub(crate) struct Session<'a> {
    link: &'a Link,
    inside: &'a Inside,
    memory: &'a mut Memory,
    patience: Patience,
    live: watch::Receiver<Live>,
    newest: watch::Receiver<Newest>,
    login: Login,
    /// Subscriptions without an answer, in the order in which they were sent: two at most.
    subscriptions: VecDeque<Subscription>,
    hears_status: bool,
    inflight: Inflight,
    /// A message that has the wire for itself, and since when.
    alone: Option<(Sent, Mono)>,
    feed: Feed,
    /// What somebody asked for and does not wait in the outbox; none while that has no room.
    extra: Option<Extra>,
    /// The `online` that was published on this connection.
    online: Vec<u8>,
    shown: Shown,
    /// Since when messages go out.
    proven: Option<Mono>,
    /// Something was acknowledged since.
    has_progress: bool,
    now: Mono,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        link: &'a Link,
        inside: &'a Inside,
        memory: &'a mut Memory,
        patience: Patience,
    ) -> Self {
        let broker = &link.broker;
        let prove = broker.prove_login && memory.hearing.hears() != Hears::Nothing;
        Self {
            link,
            inside,
            patience,
            live: inside.live.clone(),
            newest: inside.outbox.newest(),
            login: Login::new(prove, memory.leniency),
            memory,
            subscriptions: VecDeque::new(),
            hears_status: false,
            inflight: Inflight::new(broker.window),
            alone: None,
            feed: feed(link, inside),
            extra: None,
            online: envelope::online(link, inside.said.borrow().counts.connections + 1),
            shown: Shown::default(),
            proven: None,
            has_progress: false,
            now: Mono::ZERO,
        }
    }

    /// Works until the link is lost or `shutdown` is ready.
    pub(crate) async fn run<F>(
        mut self,
        options: MqttOptions,
        timers: &mut Timers,
        mut shutdown: Pin<&mut F>,
    ) -> End
    where
        F: Future<Output = ()>,
    {
        let (client, mut connection) =
            AsyncClient::new(options, usize::from(self.inflight.capacity()));
        let mut network = NetworkOptions::new();
        network.set_tcp_nodelay(true);
        network.set_connection_timeout(CONNECT_SECONDS);
        connection.set_network_options(network);
        self.now = timers.beats.now();

        loop {
            let next = match self.turn(&client, &mut connection, timers, &mut shutdown).await {
                Turn::Event(event) => self.handle(event, &client),
                Turn::Lost(error) => Next::Lost(self.lost(&error, &mut connection)),
                Turn::End(next) => next,
                Turn::Leave => {
                    self.leave(&client, &mut connection).await;
                    return End::Stopped;
                }
            };
            match next {
                Next::Go => {}
                Next::BootTaken(above) => {
                    // In good order: the last will would take the place of what the broker knows.
                    self.leave(&client, &mut connection).await;
                    return End::BootTaken { above };
                }
                Next::GiveUp(refusal) => return self.failed(refusal, Cause::Other),
                Next::Lost((refusal, cause)) => return self.failed(refusal, cause),
            }
        }
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
            if self.newest.has_changed().unwrap_or(false) {
                self.feed.wake(*self.newest.borrow_and_update());
            }
            self.fill(client);
            let is_held_back = self.feed.is_held_back();
            // In turns that are drawn: a broker that always has something to say keeps nobody waiting.
            tokio::select! {
                event = poll.as_mut() => return event.map_or_else(Turn::Lost, Turn::Event),
                () = shutdown.as_mut() => return Turn::Leave,
                Ok(()) = self.newest.changed() => {
                    self.feed.wake(*self.newest.borrow_and_update());
                }
                () = self.feed.arrived() => {}
                Ok(extra) = self.inside.extras.recv_async(), if self.extra.is_none() => {
                    self.extra = Some(extra);
                }
                Ok(()) = self.live.changed() => {}
                _ = timers.refills.tick(), if is_held_back => self.feed.refill(),
                now = timers.beats.next() => match self.beat(now, client) {
                    Next::Go => {}
                    next @ (Next::GiveUp(_) | Next::BootTaken(_) | Next::Lost(_)) => {
                        return Turn::End(next);
                    }
                }
            }
        }
    }

    /// The library has said something.
    fn handle(&mut self, event: Event, client: &AsyncClient) -> Next {
        match event {
            // What nobody acknowledges has no number.
            Event::Outgoing(Outgoing::Publish(0)) => {}
            Event::Outgoing(Outgoing::Publish(id)) => self.inflight.put_on_wire(id),
            Event::Incoming(Packet::ConnAck(_)) => return self.connected(client),
            Event::Incoming(Packet::SubAck(ack)) => {
                let step = self.subscribed(&ack);
                return self.act(step, client);
            }
            Event::Incoming(Packet::PubAck(ack)) => {
                let step = self.acknowledged(ack.pkid);
                return self.act(step, client);
            }
            Event::Incoming(Packet::Publish(publish)) => return self.heard(&publish, client),
            Event::Outgoing(_) | Event::Incoming(_) => {}
        }
        Next::Go
    }

    /// Carries out what the login wants.
    fn act(&mut self, step: Step, client: &AsyncClient) -> Next {
        match step {
            Step::Wait => {}
            Step::Announce => {
                let online = self.online.clone();
                match self.publish(client, "status", online, Sent::Status) {
                    Handed::Over => {}
                    Handed::NoRoom | Handed::Unsendable => {
                        return Next::GiveUp(Refusal::passing("the status could not be sent"));
                    }
                }
            }
            Step::Doubt => self.doubt(),
            Step::Open => {
                self.proven = Some(self.now);
                self.memory.proven(&self.link.broker.host);
                self.set_phase(Phase::Online);
            }
            Step::GiveUp(denied) => {
                match denied {
                    Denied::Publish | Denied::NoSubAck | Denied::NoPubAck => {
                        self.memory.leniency.too_slow();
                    }
                    Denied::Status => {}
                }
                return Next::GiveUp(denied.into());
            }
        }
        Next::Go
    }

    /// The status does not come back. What is known already is not said again.
    fn doubt(&mut self) {
        if !matches!(self.inside.said.borrow().phase, Phase::Refused { .. }) {
            self.set_phase(Phase::Doubted);
        }
        self.memory.doubted();
    }

    /// A second has passed.
    fn beat(&mut self, now: Mono, client: &AsyncClient) -> Next {
        self.now = now;
        let step = self.login.handle(now, Input::Time);
        let next = self.act(step, client);
        let Some(proven) = self.proven else { return next };
        match self.inflight.silence(now, self.memory.passed_over) {
            None => {}
            Some(Silence::Nothing) => {
                let why = "the broker acknowledges nothing: connecting anew";
                return Next::GiveUp(Refusal::passing(why));
            }
            Some(Silence::PassedOver) => {
                self.memory.was_passed_over();
                let why = "the broker has passed over a message: connecting anew";
                return Next::GiveUp(Refusal::passing(why));
            }
        }
        let patience = soon(self.inflight.slowest());
        if self.alone.take_if(|(_, since)| now.since(*since) > patience).is_some() {
            self.memory.suspects.waited_in_vain(now);
        }
        if self.memory.suspects.handle_timeout(now) {
            self.feed = feed(self.link, self.inside);
        }
        if now.since(proven) >= SETTLED && self.subscriptions.is_empty() {
            match self.memory.hearing.settled() {
                Change::Better => tracing::info!("commands are heard again"),
                Change::None | Change::Worse => {}
            }
        }
        if self.memory.hearing.handle_timeout(now) {
            tracing::debug!("listening to commands again, for a try");
            self.proven = Some(now); // it has to hold anew
            return self.subscribe(client, Hears::Everything);
        }
        tell(&self.inside.said, self.memory, now);
        next
    }

    /// The link is gone. What it had still said counts: the last acknowledgements before the end.
    fn lost(&mut self, error: &ConnectionError, connection: &mut EventLoop) -> (Refusal, Cause) {
        for event in std::mem::take(&mut connection.state.events) {
            match event {
                Event::Outgoing(Outgoing::Publish(0)) => {}
                Event::Outgoing(Outgoing::Publish(id)) => self.inflight.put_on_wire(id),
                Event::Incoming(Packet::PubAck(ack)) => {
                    self.acknowledged(ack.pkid);
                }
                Event::Outgoing(_) | Event::Incoming(_) => {}
            }
        }
        (explain(error, self.login.stage(), &self.link.broker), Cause::of(error))
    }

    /// What is to be remembered of a connection that has come to nothing.
    fn failed(&mut self, refusal: Refusal, cause: Cause) -> End {
        let now = self.now;
        let stage = self.login.stage();
        let mut is_learning = false;
        if stage == Stage::Proven {
            // While a twin takes the connection away, that says nothing of the messages on it.
            let has_twin = self.memory.rival.sign(now) == Some(Sign::Twin);
            let said = if has_twin { Cause::Other } else { cause };
            let lesson = self.memory.suspects.lost(now, said, &self.inflight);
            if lesson == Lesson::SetAside {
                self.count(|counts| counts.set_aside += 1);
            }
            is_learning = lesson != Lesson::None && self.memory.suspects.is_worth_finding_out();
            if cause == Cause::Closed && self.inflight.is_idle() && self.memory.rival.closed(now) {
                tracing::warn!("{}", self.memory.take_over());
            }
        }
        if cause == Cause::Garbled && stage != Stage::Connecting {
            if self.memory.hearing.bricked(now) == Change::Worse {
                self.count(|counts| counts.deafened += 1);
                tracing::warn!(
                    "{}",
                    match self.memory.hearing.hears() {
                        Hears::Everything | Hears::Status => memory::DEAF,
                        Hears::Nothing => memory::DEAF_TO_ALL,
                    }
                );
            }
        } else {
            self.memory.hearing.ended();
        }
        let has_held = self.proven.is_some_and(|proven| now.since(proven) >= STABLE);
        let reach = match (stage, self.has_progress || is_learning, has_held) {
            (Stage::Connecting, _, _) => Reach::Nowhere,
            (Stage::Subscribing | Stage::Announcing | Stage::Proven, false, _) => Reach::Broker,
            (_, true, false) => Reach::Progress,
            (_, true, true) => Reach::Stable,
        };
        End::Failed(Failure { refusal, reach })
    }

    fn set_phase(&self, phase: Phase) {
        self.inside.said.send_modify(|state| state.phase = phase);
    }

    fn count(&self, count: impl FnOnce(&mut Counts)) {
        self.inside.said.send_if_modified(|state| {
            count(&mut state.counts);
            false
        });
    }
}

/// Everything that is not acknowledged, from the beginning.
fn feed(link: &Link, inside: &Inside) -> Feed {
    Feed::new(inside.outbox.clone(), link.broker.drain_per_second)
}

/// Why the session's waiting has ended.
enum Turn {
    Event(Event),
    Lost(ConnectionError),
    End(Next),
    Leave,
}

/// Whether the connection goes on.
enum Next {
    Go,
    BootTaken(u32),
    GiveUp(Refusal),
    Lost((Refusal, Cause)),
}
