//! One client's connection, from CONNECT to its end.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use rumqttc::mqttbytes::v4::{
    ConnAck, Connect, ConnectReturnCode, Packet, PubAck, Publish, SubAck, Subscribe,
    SubscribeReasonCode, UnsubAck,
};
use rumqttc::mqttbytes::{Error, QoS};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::hub::Link;
use super::topic::{is_filter, is_topic, matches};
use super::{Acks, Shared};

/// A larger packet ends the connection; Hearth's are 8 KiB at most.
const MOST_BYTES: usize = 64 * 1024;

/// What it says itself at most: more than any client of the rig takes.
const MOST_SAID_BYTES: usize = 1024 * 1024;

/// What may be on its way to one client; more waits in its session.
const MOST_OUTGOING: usize = 256 * 1024;

/// How long a new connection may take to say who it is.
const INTRODUCTION: Duration = Duration::from_secs(5);

/// How long a publisher waits for slow subscribers at most; then they are beyond help.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it looks whether they have caught up.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A client that takes nothing for so long is let go.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// Acknowledgements that wait where they are late.
const MOST_LATE: usize = 10_000;

/// Reading and writing never wait for each other: a client that writes before it reads would wait
/// for a broker that does the same.
struct Connection {
    from: OwnedReadHalf,
    incoming: BytesMut,
    to: OwnedWriteHalf,
    outgoing: BytesMut,
    shared: Arc<Shared>,
    client: String,
    link: Link,
    keep_alive: Duration,
    /// Acknowledgements that are late on purpose.
    late: VecDeque<(Instant, u16)>,
    /// A message that waits for slow subscribers, and for how long at most.
    held: Option<(Instant, Publish)>,
}

/// Why it ended: with a DISCONNECT the will is off.
enum End {
    Polite,
    Lost,
}

pub(super) async fn run(stream: TcpStream, shared: Arc<Shared>) {
    // Not a fault if the system refuses: only slower.
    drop(stream.set_nodelay(true));
    let Ok(Some((mut connection, connect))) = introduced(stream, shared).await else { return };
    let end = connection.serve().await.unwrap_or(End::Lost);
    let Connection { shared, client, link, .. } = connection;
    shared.hub().disconnect(&client, link);
    if let (End::Lost, Some(will)) = (end, connect.last_will) {
        let mut publish = Publish::from_bytes(will.topic, will.qos, will.message);
        publish.retain = will.retain;
        shared.publish(&client, &publish, true);
    }
    shared.moved.notify_waiters();
}

/// Reads CONNECT and answers it; `None` for somebody who is not let in.
async fn introduced(
    stream: TcpStream,
    shared: Arc<Shared>,
) -> io::Result<Option<(Connection, Connect)>> {
    let (from, to) = stream.into_split();
    let mut connection = Connection {
        from,
        incoming: BytesMut::with_capacity(4096),
        to,
        outgoing: BytesMut::new(),
        shared,
        client: String::new(),
        link: 0,
        keep_alive: INTRODUCTION,
        late: VecDeque::new(),
        held: None,
    };
    let hello = timeout(INTRODUCTION, read(&mut connection.from, &mut connection.incoming)).await;
    let Ok(Ok(Packet::Connect(connect))) = hello else { return Ok(None) };
    connection.thawed().await;
    if let Some(code) = connection.refusal(&connect) {
        *connection.shared.refused.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        connection.say(&Packet::ConnAck(ConnAck::new(code, false)))?;
        connection.flush().await?;
        return Ok(None);
    }
    let (link, present) = {
        let mut hub = connection.shared.hub();
        if std::mem::take(&mut connection.shared.rules().lose_sessions) {
            hub.forget_sessions();
        }
        hub.connect(&connect.client_id, connect.clean_session)
    };
    connection.shared.connects.fetch_add(1, Ordering::Relaxed);
    connection.shared.moved.notify_waiters(); // a connection that was taken over ends
    connection.client.clone_from(&connect.client_id);
    connection.link = link;
    connection.keep_alive = Duration::from_secs(u64::from(connect.keep_alive)).mul_f32(1.5);
    let accepted = ConnAck::new(ConnectReturnCode::Success, present);
    connection.say(&Packet::ConnAck(accepted))?;
    Ok(Some((connection, connect)))
}

impl Connection {
    fn refusal(&self, connect: &Connect) -> Option<ConnectReturnCode> {
        let wanted = self.shared.rules().login.clone();
        let said = connect.login.as_ref().map(|login| (&login.username, &login.password));
        if connect.client_id.is_empty() && !connect.clean_session {
            return Some(ConnectReturnCode::BadClientId);
        }
        let welcome = wanted.is_none_or(|(user, password)| said == Some((&user, &password)));
        (!welcome).then_some(ConnectReturnCode::NotAuthorized)
    }

    async fn serve(&mut self) -> io::Result<End> {
        let shared = Arc::clone(&self.shared);
        let mut silent = self.silent_at();
        loop {
            self.thawed().await;
            let moved = shared.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if !shared.hub().is_current(&self.client, self.link) {
                return Ok(End::Lost);
            }
            self.say_what_waits()?;
            if let Some(end) = self.take_held().await? {
                return Ok(end);
            }
            let (pending, holding) = (!self.outgoing.is_empty(), self.held.is_some());
            let late = until(self.late.front().map(|(at, _)| *at));
            tokio::select! {
                packet = read(&mut self.from, &mut self.incoming), if !holding => {
                    silent = self.silent_at();
                    if let Some(end) = self.answer(packet?)? {
                        return Ok(end);
                    }
                }
                written = self.to.write_buf(&mut self.outgoing), if pending => {
                    if written? == 0 {
                        return Ok(End::Lost);
                    }
                }
                () = &mut moved => {}
                () = sleep(LOOK_AGAIN), if holding => {}
                () = late => self.acknowledge_late()?,
                () = until(silent), if !holding => return Ok(End::Lost),
                () = sleep(WRITE_PATIENCE), if pending => return Ok(End::Lost),
            }
        }
    }

    /// Until it is not frozen.
    async fn thawed(&self) {
        while self.shared.rules().frozen {
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Until when the client must have said something.
    fn silent_at(&self) -> Option<Instant> {
        (!self.keep_alive.is_zero()).then(|| sleep(self.keep_alive).deadline())
    }

    fn say_what_waits(&mut self) -> io::Result<()> {
        while self.outgoing.len() < MOST_OUTGOING {
            let next = self.shared.hub().next_for(&self.client);
            let Some(publish) = next else { break };
            self.say(&Packet::Publish(publish))?;
            self.shared.moved.notify_waiters(); // a publisher may have waited for room
        }
        Ok(())
    }

    /// Does what a packet asks for; with an end, if it ends the connection.
    fn answer(&mut self, packet: Packet) -> io::Result<Option<End>> {
        match packet {
            Packet::Publish(publish) if publish.qos == QoS::ExactlyOnce => {
                return Ok(Some(End::Lost));
            }
            Packet::Publish(publish) if !is_topic(&publish.topic) => return Ok(Some(End::Lost)),
            Packet::Publish(publish) if self.closes_on(&publish.topic) => {
                return Ok(Some(End::Lost));
            }
            Packet::Publish(publish) => self.held = Some((sleep(PATIENCE).deadline(), publish)),
            Packet::PubAck(ack) => self.shared.hub().acknowledge(&self.client, ack.pkid),
            Packet::Subscribe(subscribe) => self.subscribe(subscribe)?,
            Packet::Unsubscribe(unsubscribe) => {
                for filter in &unsubscribe.topics {
                    self.shared.hub().unsubscribe(&self.client, filter);
                }
                self.say(&Packet::UnsubAck(UnsubAck::new(unsubscribe.pkid)))?;
            }
            Packet::PingReq => self.say(&Packet::PingResp)?,
            // A second CONNECT, QoS 2, or what only a broker says: not for a client.
            Packet::Connect(_)
            | Packet::ConnAck(_)
            | Packet::PubRec(_)
            | Packet::PubRel(_)
            | Packet::PubComp(_)
            | Packet::SubAck(_)
            | Packet::UnsubAck(_)
            | Packet::PingResp => return Ok(Some(End::Lost)),
            Packet::Disconnect => return Ok(Some(End::Polite)),
        }
        Ok(None)
    }

    fn closes_on(&self, topic: &str) -> bool {
        self.shared.rules().close_on.as_ref().is_some_and(|filter| matches(filter, topic))
    }

    /// Back-pressure: who publishes waits for who subscribes. Then the message is everybody's.
    async fn take_held(&mut self) -> io::Result<Option<End>> {
        let behind = |publish: &Publish| self.shared.hub().is_behind(&self.client, &publish.topic);
        let now = sleep(Duration::ZERO).deadline();
        let free = |(at, publish): &mut (Instant, Publish)| *at <= now || !behind(publish);
        let Some((_, publish)) = self.held.take_if(free) else { return Ok(None) };
        self.shared.publish(&self.client, &publish, false);
        if publish.qos == QoS::AtMostOnce {
            return Ok(None);
        }
        let (acks, cut) = {
            let mut rules = self.shared.rules();
            let left = rules.cut_after.map(|left| left.saturating_sub(1));
            rules.cut_after = left.filter(|left| *left > 0);
            (rules.acks, left == Some(0))
        };
        if cut {
            self.outgoing.extend_from_slice(&[0x40, 0x02]); // the first half of a PUBACK
            self.flush().await?;
            return Ok(Some(End::Lost));
        }
        match acks {
            Acks::Prompt => self.say(&Packet::PubAck(PubAck::new(publish.pkid)))?,
            Acks::Wrong => {
                let other = publish.pkid.checked_add(1_000).unwrap_or(1);
                self.say(&Packet::PubAck(PubAck::new(other)))?;
            }
            Acks::Late(wait) if self.late.len() < MOST_LATE => {
                self.late.push_back((sleep(wait).deadline(), publish.pkid));
            }
            Acks::Late(_) | Acks::Never => {}
        }
        Ok(None)
    }

    fn acknowledge_late(&mut self) -> io::Result<()> {
        match self.late.pop_front() {
            Some((_, id)) => self.say(&Packet::PubAck(PubAck::new(id))),
            None => Ok(()),
        }
    }

    fn subscribe(&mut self, subscribe: Subscribe) -> io::Result<()> {
        let mut codes = Vec::new();
        for filter in &subscribe.filters {
            // QoS 2 is granted as 1, which the protocol allows.
            let qos = if filter.qos == QoS::AtMostOnce { filter.qos } else { QoS::AtLeastOnce };
            if is_filter(&filter.path) {
                self.shared.hub().subscribe(&self.client, &filter.path, qos);
                codes.push(SubscribeReasonCode::Success(qos));
            } else {
                codes.push(SubscribeReasonCode::Failure);
            }
        }
        self.say(&Packet::SubAck(SubAck::new(subscribe.pkid, codes)))
    }

    /// Puts a packet where the loop writes it from.
    fn say(&mut self, packet: &Packet) -> io::Result<()> {
        packet.write(&mut self.outgoing, MOST_SAID_BYTES).map_err(io::Error::other)?;
        Ok(())
    }

    async fn flush(&mut self) -> io::Result<()> {
        let written = timeout(WRITE_PATIENCE, self.to.write_all_buf(&mut self.outgoing)).await;
        written.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// The next packet. Nothing is lost if it is given up while it waits: bytes stay in `incoming`.
async fn read(from: &mut OwnedReadHalf, incoming: &mut BytesMut) -> io::Result<Packet> {
    loop {
        match Packet::read(incoming, MOST_BYTES) {
            Ok(packet) => return Ok(packet),
            Err(Error::InsufficientBytes(_)) => {}
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
        if from.read_buf(incoming).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
