//! A small MQTT broker that follows a script, so that every fault comes at its exact moment.

use std::time::Duration;

use alerts::message::{Status, StatusWord};
use bytes::BytesMut;
use rumqttc::mqttbytes::QoS;
use rumqttc::mqttbytes::v4::{
    ConnAck, ConnectReturnCode, Packet, PubAck, Publish, SubAck, SubscribeReasonCode,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::uplink::{MAX_COMMAND_BYTES, MAX_TAKEN_BYTES};

/// What the broker does on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) refuse: Option<ConnectReturnCode>,
    pub(super) session: bool,
    /// Passes the home's status on to itself.
    pub(super) echo: bool,
    /// Delivers the status that is published as if it had been there before.
    pub(super) keeps_status: bool,
    pub(super) commands: bool,
    pub(super) acks: Acks,
    /// Closes the connection after this many rows, …
    pub(super) cut_after: Option<usize>,
    /// … with half a packet.
    pub(super) torn: bool,
    /// Closes the connection on these topics below the home's root.
    pub(super) closes_on: &'static [&'static str],
    /// Closes it at a subscription.
    pub(super) closes_on_subscribe: bool,
    /// How long it takes for each acknowledgement of a publish, …
    pub(super) ack_after: Duration,
    /// … of a row, if that is another, …
    pub(super) rows_after: Option<Duration>,
    /// … and to pass the home's status on.
    pub(super) echo_after: Duration,
    /// What it has kept of the home's status, delivered at the subscription.
    pub(super) kept: Option<&'static str>,
    /// What somebody else says in the home's name, once its own status has been passed on.
    pub(super) twin: Option<&'static str>,
    /// What it delivers at a subscription that no home can take.
    pub(super) stray: Stray,
    /// Closes the connection so long after the home's status.
    pub(super) closes_after: Option<Duration>,
}

/// What a home cannot take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stray {
    None,
    /// A retained command of more than the largest packet.
    Command,
    /// The same as the home's own status.
    Status,
    /// Bytes that are no MQTT, after the subscription to commands.
    Garbage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acks {
    All,
    /// No row.
    None,
    /// Every row but readings.
    NoReadings,
    /// One that was never asked for, after the first row.
    Wrong,
    /// All rows together, after the ninth.
    Late,
}

impl Rules {
    pub(super) const GOOD: Self = Self {
        refuse: None,
        session: false,
        echo: true,
        keeps_status: false,
        commands: false,
        acks: Acks::All,
        cut_after: None,
        torn: false,
        closes_on: &[],
        closes_on_subscribe: false,
        ack_after: Duration::ZERO,
        rows_after: None,
        echo_after: Duration::ZERO,
        kept: None,
        twin: None,
        stray: Stray::None,
        closes_after: None,
    };
}

/// What the broker saw.
pub(super) struct Seen {
    pub(super) published: mpsc::UnboundedReceiver<Publish>,
    pub(super) statuses: Vec<StatusWord>,
}

impl Seen {
    /// The next publish; a status is noted and passed over.
    pub(super) async fn next(&mut self) -> Publish {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.published.recv());
            let publish = next.await.expect("nothing was published").unwrap();
            if !self.is_status(&publish) {
                return publish;
            }
        }
    }

    pub(super) async fn next_live(&mut self, below: &str) -> Publish {
        loop {
            let publish = self.next().await;
            if publish.topic.ends_with(below) {
                return publish;
            }
        }
    }

    pub(super) fn try_row(&mut self) -> Option<Publish> {
        while let Ok(publish) = self.published.try_recv() {
            if !self.is_status(&publish) {
                return Some(publish);
            }
        }
        None
    }

    fn is_status(&mut self, publish: &Publish) -> bool {
        let is_status = publish.topic == "hearth/v1/k/h/status";
        if is_status {
            let status: Status = serde_json::from_slice(&publish.payload).unwrap();
            self.statuses.push(status.status);
        }
        is_status
    }
}

/// Serves one connection after the other: a set of rules each, the last for all that follow.
pub(super) async fn serve(
    listener: TcpListener,
    script: Vec<Rules>,
    seen: mpsc::UnboundedSender<Publish>,
) {
    let mut rules = script.iter();
    let mut last = script[0];
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        last = rules.next().copied().unwrap_or(last);
        tracing::debug!(?last, "connected");
        converse(socket, last, &seen).await;
    }
}

/// One connection, until either side ends it.
async fn converse(mut socket: TcpStream, rules: Rules, seen: &mpsc::UnboundedSender<Publish>) {
    let mut input = BytesMut::new();
    let (later, mut due) = mpsc::unbounded_channel();
    let mut ledger = Ledger { rules, rows: 0, owed: Vec::new(), later };
    let closing = tokio::time::sleep(Duration::MAX);
    tokio::pin!(closing);
    loop {
        let Ok(packet) = Packet::read(&mut input, 1 << 20) else {
            tokio::select! {
                read = socket.read_buf(&mut input) => match read {
                    Ok(0) | Err(_) => return,
                    Ok(_) => continue,
                },
                Some(bytes) = due.recv() => {
                    let bytes: BytesMut = bytes;
                    if socket.write_all(&bytes).await.is_err() {
                        return;
                    }
                    continue;
                }
                () = closing.as_mut() => return close(socket).await,
            }
        };
        if let (Packet::Publish(publish), Some(after)) = (&packet, rules.closes_after)
            && publish.topic.ends_with("/status")
        {
            closing.set(tokio::time::sleep(after));
        }
        let mut output = BytesMut::new();
        let cut = ledger.answer(packet, &mut output, seen);
        if cut && rules.torn {
            output.extend_from_slice(&[0x30, 0x7f, 0x00]);
        }
        if socket.write_all(&output).await.is_err() {
            return;
        }
        if cut {
            return close(socket).await;
        }
    }
}

/// A socket that is closed with bytes unread takes back what it has sent.
async fn close(mut socket: TcpStream) {
    let mut rest = Vec::new();
    drop(socket.shutdown().await);
    drop(socket.read_to_end(&mut rest).await);
}

/// What has happened on a connection.
struct Ledger {
    rules: Rules,
    rows: usize,
    /// Packet ids that wait for their acknowledgement.
    owed: Vec<u16>,
    /// What is sent later.
    later: mpsc::UnboundedSender<BytesMut>,
}

impl Ledger {
    /// Writes what the rules say; true if the connection is to be cut now.
    fn answer(
        &mut self,
        packet: Packet,
        output: &mut BytesMut,
        seen: &mpsc::UnboundedSender<Publish>,
    ) -> bool {
        match packet {
            Packet::Connect(_) => {
                let code = self.rules.refuse.unwrap_or(ConnectReturnCode::Success);
                write(Packet::ConnAck(ConnAck::new(code, self.rules.session)), output);
            }
            Packet::Subscribe(subscribe) => {
                if self.rules.closes_on_subscribe {
                    return true;
                }
                let granted = SubscribeReasonCode::Success(QoS::AtLeastOnce);
                let codes = vec![granted; subscribe.filters.len()];
                write(Packet::SubAck(SubAck::new(subscribe.pkid, codes)), output);
                for filter in subscribe.filters {
                    self.deliver(&filter.path, output);
                }
            }
            Packet::Publish(publish) => {
                let cut = self.take(&publish, output);
                // A test that has ended has dropped the receiver.
                drop(seen.send(publish));
                return cut;
            }
            Packet::PingReq => write(Packet::PingResp, output),
            Packet::Disconnect
            | Packet::ConnAck(_)
            | Packet::PubAck(_)
            | Packet::PubRec(_)
            | Packet::PubRel(_)
            | Packet::PubComp(_)
            | Packet::SubAck(_)
            | Packet::Unsubscribe(_)
            | Packet::UnsubAck(_)
            | Packet::PingResp => {}
        }
        false
    }

    /// What there is at a subscription.
    fn deliver(&self, filter: &str, output: &mut BytesMut) {
        let is_status = filter.ends_with("/status");
        if is_status && let Some(kept) = self.rules.kept {
            message("status", kept.into(), true, output);
        }
        if !is_status && self.rules.commands {
            message("command/ping", b"{}".to_vec(), false, output);
            message("command/ping", b"{}".to_vec(), true, output);
            message("command/ping", vec![b'x'; MAX_COMMAND_BYTES + 1], false, output);
        }
        let large = vec![b'x'; MAX_TAKEN_BYTES + 1];
        match self.rules.stray {
            Stray::Command if !is_status => message("command/x", large, true, output),
            Stray::Status if is_status => message("status", large, true, output),
            Stray::Garbage if !is_status => output.extend_from_slice(&[0xf0, 0x01, 0x00]),
            Stray::None | Stray::Command | Stray::Status | Stray::Garbage => {}
        }
    }

    fn take(&mut self, publish: &Publish, output: &mut BytesMut) -> bool {
        let is_status = publish.topic.ends_with("/status");
        let is_row = !publish.retain;
        if self.rules.closes_on.iter().any(|below| publish.topic == topic(below)) {
            return true;
        }
        self.rows += usize::from(is_row);
        if is_status && (self.rules.echo || self.rules.keeps_status) {
            let mut echo = publish.clone();
            echo.retain = true; // some brokers leave the mark on what they pass on
            if self.rules.keeps_status {
                let text = String::from_utf8(echo.payload.to_vec()).unwrap();
                echo.payload = text.replace("\"link\":", "\"link\":9").into();
            }
            echo.pkid = 900;
            let mut bytes = BytesMut::new();
            write(Packet::Publish(echo), &mut bytes);
            if let Some(twin) = self.rules.twin {
                message("status", twin.into(), false, &mut bytes);
            }
            self.send(self.rules.echo_after, bytes, output);
        }
        if self.rules.acks == Acks::Wrong && is_row && self.rows == 1 {
            write(Packet::PubAck(PubAck::new(77)), output);
        }
        if !is_row {
            self.acknowledge(publish.pkid, self.rules.ack_after, output);
            return false;
        }
        self.owed.push(publish.pkid);
        let pays = match self.rules.acks {
            Acks::All => true,
            Acks::None | Acks::Wrong => false,
            Acks::NoReadings => {
                !publish.payload.windows(17).any(|part| part == b"\"lane\":\"readings\"")
            }
            Acks::Late => self.rows == 9,
        };
        if self.rules.acks == Acks::NoReadings && !pays {
            self.owed.pop();
        }
        if pays {
            for id in std::mem::take(&mut self.owed) {
                self.acknowledge(id, self.rules.rows_after.unwrap_or(self.rules.ack_after), output);
            }
        }
        self.rules.cut_after == Some(self.rows)
    }

    fn acknowledge(&self, id: u16, after: Duration, output: &mut BytesMut) {
        let mut bytes = BytesMut::new();
        write(Packet::PubAck(PubAck::new(id)), &mut bytes);
        self.send(after, bytes, output);
    }

    fn send(&self, after: Duration, bytes: BytesMut, output: &mut BytesMut) {
        if after.is_zero() {
            output.extend_from_slice(&bytes);
            return;
        }
        let later = self.later.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            // The connection may be gone.
            drop(later.send(bytes));
        });
    }
}

fn topic(below: &str) -> String {
    format!("hearth/v1/k/h/{below}")
}

fn message(below: &str, payload: Vec<u8>, retain: bool, output: &mut BytesMut) {
    let mut publish = Publish::new(topic(below), QoS::AtLeastOnce, payload);
    publish.retain = retain;
    publish.pkid = 901;
    write(Packet::Publish(publish), output);
}

fn write(packet: Packet, output: &mut BytesMut) {
    packet.write(output, 1 << 20).unwrap();
}
