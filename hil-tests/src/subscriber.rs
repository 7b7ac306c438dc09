//! Somebody at the station who listens: an MQTT client that writes down what it hears, in order.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Packet, QoS};
use tokio::sync::watch;

use crate::clock::{Stopwatch, wait_for};

/// Requests that wait for the event loop; a test publishes a command now and then.
const REQUESTS: usize = 64;

/// After a lost connection.
const AGAIN: Duration = Duration::from_millis(50);

/// A message that came.
#[derive(Clone, Debug)]
pub struct Message {
    /// The topic.
    pub topic: String,
    /// The payload.
    pub payload: Vec<u8>,
    /// Whether the broker had it in store.
    pub retained: bool,
    /// When it came.
    pub came: Stopwatch,
}

impl Message {
    /// The payload as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.payload).unwrap_or_default()
    }
}

/// The subscriber, until it is dropped.
pub struct Subscriber {
    heard: Arc<Mutex<Vec<Message>>>,
    client: AsyncClient,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Subscriber {
    /// Connects to `host` and `port` and subscribes to `filter`; is there when this returns. It
    /// comes back by itself when the broker was away, and misses nothing meanwhile.
    ///
    /// # Errors
    ///
    /// When the broker does not take it in within 10 seconds.
    pub fn start(
        (host, port): (&str, u16),
        login: Option<(&str, &str)>,
        filter: &str,
    ) -> anyhow::Result<Self> {
        let name = format!("station-{:08x}", fastrand::u32(..));
        let mut options = MqttOptions::new(name, host, port);
        options.set_clean_session(false).set_keep_alive(Duration::from_secs(20));
        if let Some((user, password)) = login {
            options.set_credentials(user, password);
        }
        let (client, events) = AsyncClient::new(options, REQUESTS);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (stop, stopped) = watch::channel(false);
        let (there_in, there) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listen = Listening {
            events,
            client: client.clone(),
            filter: filter.to_owned(),
            heard: Arc::clone(&heard),
            there: there_in,
        };
        let thread = std::thread::Builder::new()
            .name("subscriber".to_owned())
            .spawn(move || runtime.block_on(listen.run(stopped)))?;
        let subscriber = Self { heard, client, stop, thread: Some(thread) };
        wait_for(Duration::from_secs(10), || there.borrow().then_some(()))
            .context("the broker does not take a subscriber in")?;
        Ok(subscriber)
    }

    /// Publishes, with QoS 1.
    ///
    /// # Errors
    ///
    /// When too much waits already.
    pub fn publish(&self, topic: &str, payload: &str) -> anyhow::Result<()> {
        self.client.try_publish(topic, QoS::AtLeastOnce, false, payload)?;
        Ok(())
    }

    /// Everything heard so far.
    #[must_use]
    pub fn heard(&self) -> Vec<Message> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was heard from the `from`-th message on.
    #[must_use]
    pub fn heard_from(&self, from: usize) -> Vec<Message> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(from..).unwrap_or_default().to_vec()
    }

    /// The first message that is `wanted`.
    pub fn wait(&self, patience: Duration, wanted: impl Fn(&Message) -> bool) -> Option<Message> {
        let mut looked_at = 0;
        wait_for(patience, || {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let found = heard.iter().skip(looked_at).find(|message| wanted(message)).cloned();
            looked_at = heard.len();
            found
        })
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

struct Listening {
    events: EventLoop,
    client: AsyncClient,
    filter: String,
    heard: Arc<Mutex<Vec<Message>>>,
    there: watch::Sender<bool>,
}

impl Listening {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => break,
                event = self.events.poll() => match event {
                    Ok(Event::Incoming(packet)) => self.take(packet),
                    Ok(Event::Outgoing(_)) => {}
                    Err(_) => tokio::time::sleep(AGAIN).await,
                },
            }
        }
    }

    fn take(&mut self, packet: Packet) {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the rest is between the client and the broker"
        )]
        match packet {
            Packet::ConnAck(ack) if !ack.session_present => {
                // The loop has nothing else to do yet: there is room.
                drop(self.client.try_subscribe(&self.filter, QoS::AtLeastOnce));
            }
            Packet::SubAck(_) => {
                self.there.send_replace(true);
            }
            Packet::Publish(publish) => {
                let message = Message {
                    topic: publish.topic,
                    payload: publish.payload.to_vec(),
                    retained: publish.retain,
                    came: Stopwatch::start(),
                };
                self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            }
            _ => {}
        }
    }
}
