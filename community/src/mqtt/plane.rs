//! One link to the broker and its life: connect, subscribe, hand on what comes, and come back.
//!
//! Each connection has a client of its own: what it could not send is gone with it, and an
//! acknowledgement of an earlier one can never be taken for one of this.

use std::sync::Arc;
use std::time::Duration;

use rumqttc::mqttbytes::v4::SubscribeReasonCode;
use rumqttc::{AsyncClient, ConnectionError, Event, EventLoop, Packet, QoS, SubscribeFilter};
use tokio::sync::{mpsc, watch};

use super::backoff::{Backoff, random};
use super::options::{OptionsError, options};
use super::{Delivery, Incoming, Settings};
use crate::clock::Clock;
use crate::health::Health;

/// Requests that wait for a connection: an acknowledgement for every packet that can be on its way.
const REQUESTS: usize = 66_000;

/// For the name, every address, TLS and the broker's answer.
const CONNECT_S: u64 = 15;

/// How long the broker may take to grant the subscriptions.
const GRANT: Duration = Duration::from_secs(30);

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// Acknowledged after the commit.
    Durable,
    /// The newest counts.
    Live,
}

impl Plane {
    /// As the log calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Live => "live",
        }
    }

    fn filters(self, community: &str) -> Vec<SubscribeFilter> {
        let (below, qos): (&[&str], QoS) = match self {
            Self::Durable => {
                let below =
                    &["alarm/#", "event/#", "summary/#", "gap", "minute", "reply/#", "sample/#"];
                (below, QoS::AtLeastOnce)
            }
            Self::Live => (&["status", "state", "alarms", "health"], QoS::AtMostOnce),
        };
        let filter = |below: &&str| format!("hearth/v1/{community}/+/{below}");
        below.iter().map(|below| SubscribeFilter::new(filter(below), qos)).collect()
    }
}

/// Why a connection ended. The sentences are for whoever runs the station.
#[derive(Debug, thiserror::Error)]
enum LinkError {
    #[error(transparent)]
    Options(#[from] OptionsError),
    #[error("the broker at {host}:{port} is not reached, or ended the link ({source})")]
    Connection { host: String, port: u16, source: Box<ConnectionError> },
    #[error("the broker refuses the subscriptions: its access rules must let the station read {0}")]
    Refused(String),
    #[error("the broker does not answer the subscriptions")]
    NoGrant,
    #[error("the station stops")]
    Stops,
}

/// The link.
pub(super) struct Link {
    plane: Plane,
    settings: Settings,
    clock: Clock,
    health: Arc<Health>,
    out: mpsc::Sender<Incoming>,
    /// For the live one: whom commands are given to.
    current: Option<watch::Sender<Option<AsyncClient>>>,
    /// This start of the program has subscribed in the session that the broker keeps.
    has_subscribed: bool,
    /// Since when it is up.
    up: Option<alerts::Mono>,
}

impl Link {
    pub(super) fn new(
        plane: Plane,
        settings: Settings,
        (clock, health): (Clock, Arc<Health>),
        out: mpsc::Sender<Incoming>,
        current: Option<watch::Sender<Option<AsyncClient>>>,
    ) -> Self {
        let (has_subscribed, up) = (false, None);
        Self { plane, settings, clock, health, out, current, has_subscribed, up }
    }

    /// Until `stop` says so, or nobody listens.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut backoff = Backoff::default();
        loop {
            let ended = tokio::select! {
                ended = self.connection() => ended,
                _ = stop.wait_for(|stop| *stop) => LinkError::Stops,
            };
            if let Some(current) = &self.current {
                current.send_replace(None);
            }
            let up = self.up.take();
            if matches!(ended, LinkError::Stops) || self.out.is_closed() {
                return;
            }
            let now = self.clock.mono();
            self.health.link_down(self.plane, now, ended.to_string());
            let held = up.map_or(Duration::ZERO, |up| now.since(up));
            let wait = backoff.failed(held, random());
            tracing::warn!(link = self.plane.word(), why = %ended, ?wait, "broker lost");
            if up.is_some() && self.out.send(Incoming::Link(false)).await.is_err() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// One connection, from its beginning to why it ended.
    async fn connection(&mut self) -> LinkError {
        let (client, mut events) = match options(&self.settings, self.plane) {
            Ok(options) => AsyncClient::new(options, REQUESTS),
            Err(error) => return error.into(),
        };
        events.network_options.set_connection_timeout(CONNECT_S);
        let granted = tokio::time::timeout(GRANT, self.granted(&client, &mut events)).await;
        match granted {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return error,
            Err(_) => return LinkError::NoGrant,
        }
        loop {
            match events.poll().await {
                Ok(event) => {
                    if let Err(error) = self.hear(event, &client).await {
                        return error;
                    }
                }
                Err(error) => return self.lost(error),
            }
        }
    }

    /// Until the broker has let the station in and granted what it wants to hear. What is kept there
    /// comes already.
    async fn granted(
        &mut self,
        client: &AsyncClient,
        events: &mut EventLoop,
    ) -> Result<(), LinkError> {
        while self.up.is_none() {
            let event = events.poll().await.map_err(|error| self.lost(error))?;
            self.hear(event, client).await?;
        }
        Ok(())
    }

    async fn hear(&mut self, event: Event, client: &AsyncClient) -> Result<(), LinkError> {
        match event {
            Event::Incoming(Packet::Publish(publish)) => {
                let delivery = Delivery::new(publish, client);
                self.out.send(Incoming::Message(delivery)).await.map_err(|_| LinkError::Stops)?;
            }
            Event::Incoming(Packet::ConnAck(hello)) => {
                // A session that this start has subscribed in already does not get everything that is
                // retained once more.
                if hello.session_present && self.has_subscribed {
                    return self.is_up(client).await;
                }
                let filters = self.plane.filters(&self.settings.community);
                client.try_subscribe_many(filters).map_err(|_| LinkError::NoGrant)?;
            }
            Event::Incoming(Packet::SubAck(granted)) => {
                if granted.return_codes.contains(&SubscribeReasonCode::Failure) {
                    let below = format!("hearth/v1/{}/+/#", self.settings.community);
                    return Err(LinkError::Refused(below));
                }
                self.has_subscribed = true;
                self.is_up(client).await?;
            }
            Event::Incoming(_) | Event::Outgoing(_) => {}
        }
        Ok(())
    }

    async fn is_up(&mut self, client: &AsyncClient) -> Result<(), LinkError> {
        self.up = Some(self.clock.mono());
        self.health.link_up(self.plane);
        tracing::info!(link = self.plane.word(), "broker connected");
        if let Some(current) = &self.current {
            current.send_replace(Some(client.clone()));
        }
        self.out.send(Incoming::Link(true)).await.map_err(|_| LinkError::Stops)
    }

    fn lost(&self, source: ConnectionError) -> LinkError {
        let Settings { host, port, .. } = self.settings.clone();
        LinkError::Connection { host, port, source: Box::new(source) }
    }
}
