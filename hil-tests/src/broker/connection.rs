//! One client's connection, from CONNECT to its end.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rumqttc::mqttbytes::v4::{
    ConnAck, Connect, ConnectReturnCode, Packet, PubAck, Publish, SubAck, Subscribe,
    SubscribeReasonCode, UnsubAck,
};
use rumqttc::mqttbytes::{Error, QoS};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::hub::Link;
use super::topic::{is_filter, is_topic};
use super::{Acks, Shared};

/// A larger packet ends the connection; Hearth's are 8 KiB at most.
const MOST_BYTES: usize = 64 * 1024;

/// How long a new connection may take to say who it is.
const INTRODUCTION: Duration = Duration::from_secs(5);

/// How long a publisher waits for slow subscribers at most; then they are beyond help.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client that takes nothing for so long is let go.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// Acknowledgements that wait where they are late.
const MOST_LATE: usize = 10_000;

struct Connection {
    stream: TcpStream,
    incoming: BytesMut,
    shared: Arc<Shared>,
    client: String,
    link: Link,
    keep_alive: Duration,
    late: VecDeque<(tokio::time::Instant, u16)>,
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
    let mut connection = Connection {
        stream,
        incoming: BytesMut::with_capacity(4096),
        shared,
        client: String::new(),
        link: 0,
        keep_alive: INTRODUCTION,
        late: VecDeque::new(),
    };
    let Ok(Ok(Packet::Connect(connect))) = timeout(INTRODUCTION, connection.read()).await else {
        return Ok(None);
    };
    if let Some(code) = connection.refusal(&connect) {
        *connection.shared.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += 1;
        connection.write(&Packet::ConnAck(ConnAck::new(code, false))).await?;
        return Ok(None);
    }
    let (link, present) = {
        let mut hub = connection.shared.hub();
        if std::mem::take(&mut connection.shared.rules().lose_sessions) {
            hub.forget_sessions();
        }
        hub.connect(&connect.client_id, connect.clean_session)
    };
    connection.shared.moved.notify_waiters(); // a connection that was taken over ends
    connection.client.clone_from(&connect.client_id);
    connection.link = link;
    connection.keep_alive = Duration::from_secs(u64::from(connect.keep_alive)).mul_f32(1.5);
    let accepted = ConnAck::new(ConnectReturnCode::Success, present);
    connection.write(&Packet::ConnAck(accepted)).await?;
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
        loop {
            let moved = shared.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if !shared.hub().is_current(&self.client, self.link) {
                return Ok(End::Lost);
            }
            self.send_what_waits().await?;
            let silent = async {
                if self.keep_alive.is_zero() {
                    std::future::pending().await
                } else {
                    sleep(self.keep_alive).await
                }
            };
            let late = until(self.late.front().map(|(at, _)| *at));
            tokio::select! {
                packet = read(&mut self.stream, &mut self.incoming) => {
                    if let Some(end) = self.answer(packet?).await? {
                        return Ok(end);
                    }
                }
                () = &mut moved => {}
                () = late => self.acknowledge_late().await?,
                () = silent => return Ok(End::Lost),
            }
        }
    }

    async fn send_what_waits(&mut self) -> io::Result<()> {
        loop {
            let next = self.shared.hub().next_for(&self.client);
            let Some(publish) = next else { break };
            self.write(&Packet::Publish(publish)).await?;
            self.shared.moved.notify_waiters(); // a publisher may have waited for room
        }
        Ok(())
    }

    /// Does what a packet asks for; with an end, if it ends the connection.
    async fn answer(&mut self, packet: Packet) -> io::Result<Option<End>> {
        match packet {
            Packet::Publish(publish) => return self.take(publish).await,
            Packet::PubAck(ack) => self.shared.hub().acknowledge(&self.client, ack.pkid),
            Packet::Subscribe(subscribe) => self.subscribe(subscribe).await?,
            Packet::Unsubscribe(unsubscribe) => {
                for filter in &unsubscribe.topics {
                    self.shared.hub().unsubscribe(&self.client, filter);
                }
                self.write(&Packet::UnsubAck(UnsubAck::new(unsubscribe.pkid))).await?;
            }
            Packet::PingReq => self.write(&Packet::PingResp).await?,
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

    async fn take(&mut self, publish: Publish) -> io::Result<Option<End>> {
        if publish.qos == QoS::ExactlyOnce || !is_topic(&publish.topic) {
            return Ok(Some(End::Lost));
        }
        self.wait_for_the_slow(&publish.topic).await;
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
            self.stream.write_all(&[0x40, 0x02]).await?; // the first half of a PUBACK
            return Ok(Some(End::Lost));
        }
        match acks {
            Acks::Prompt => self.write(&Packet::PubAck(PubAck::new(publish.pkid))).await?,
            Acks::Wrong => {
                let other = publish.pkid.checked_add(1_000).unwrap_or(1);
                self.write(&Packet::PubAck(PubAck::new(other))).await?;
            }
            Acks::Late(wait) if self.late.len() < MOST_LATE => {
                let at = sleep(wait).deadline();
                self.late.push_back((at, publish.pkid));
            }
            Acks::Late(_) | Acks::Never => {}
        }
        Ok(None)
    }

    async fn acknowledge_late(&mut self) -> io::Result<()> {
        if let Some((_, id)) = self.late.pop_front() {
            self.write(&Packet::PubAck(PubAck::new(id))).await?;
        }
        Ok(())
    }

    /// Back-pressure: who publishes waits for who subscribes.
    async fn wait_for_the_slow(&self, topic: &str) {
        let room = async {
            while self.shared.hub().is_behind(topic) {
                // Looks again soon even if nobody says so: a subscriber may just have gone.
                drop(timeout(Duration::from_millis(20), self.shared.moved.notified()).await);
            }
        };
        drop(timeout(PATIENCE, room).await);
    }

    async fn subscribe(&mut self, subscribe: Subscribe) -> io::Result<()> {
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
        self.write(&Packet::SubAck(SubAck::new(subscribe.pkid, codes))).await
    }

    async fn read(&mut self) -> io::Result<Packet> {
        read(&mut self.stream, &mut self.incoming).await
    }

    async fn write(&mut self, packet: &Packet) -> io::Result<()> {
        let mut bytes = BytesMut::new();
        packet.write(&mut bytes, MOST_BYTES).map_err(io::Error::other)?;
        let written = timeout(WRITE_PATIENCE, self.stream.write_all(&bytes)).await;
        written.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// The next packet. Nothing is lost if it is given up while it waits: bytes stay in `incoming`.
async fn read(stream: &mut TcpStream, incoming: &mut BytesMut) -> io::Result<Packet> {
    loop {
        match Packet::read(incoming, MOST_BYTES) {
            Ok(packet) => return Ok(packet),
            Err(Error::InsufficientBytes(_)) => {}
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
        if stream.read_buf(incoming).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

async fn until(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
