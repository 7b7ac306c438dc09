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

use crate::uplink::MAX_COMMAND_BYTES;

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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acks {
    All,
    /// No row.
    None,
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
        // A test that has ended has dropped the receiver.
        converse(socket, last, &seen).await;
    }
}

/// One connection, until either side ends it.
async fn converse(mut socket: TcpStream, rules: Rules, seen: &mpsc::UnboundedSender<Publish>) {
    let mut input = BytesMut::new();
    let mut ledger = Ledger { rules, rows: 0, owed: Vec::new() };
    loop {
        let Ok(packet) = Packet::read(&mut input, 1 << 20) else {
            match socket.read_buf(&mut input).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let mut output = BytesMut::new();
        let cut = ledger.answer(packet, &mut output, seen);
        if cut && rules.torn {
            output.extend_from_slice(&[0x30, 0x7f, 0x00]);
        }
        if socket.write_all(&output).await.is_err() {
            return;
        }
        if cut {
            // A socket that is closed with bytes unread takes back what it has sent.
            let mut rest = Vec::new();
            drop(socket.shutdown().await);
            drop(socket.read_to_end(&mut rest).await);
            return;
        }
    }
}

/// What has happened on a connection.
struct Ledger {
    rules: Rules,
    rows: usize,
    /// Packet ids that wait for their acknowledgement.
    owed: Vec<u16>,
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
                let granted = SubscribeReasonCode::Success(QoS::AtLeastOnce);
                let codes = vec![granted; subscribe.filters.len()];
                write(Packet::SubAck(SubAck::new(subscribe.pkid, codes)), output);
                if self.rules.commands {
                    command("ping", b"{}".to_vec(), false, output);
                    command("ping", b"{}".to_vec(), true, output);
                    command("ping", vec![b'x'; MAX_COMMAND_BYTES + 1], false, output);
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

    fn take(&mut self, publish: &Publish, output: &mut BytesMut) -> bool {
        let is_status = publish.topic.ends_with("/status");
        let is_row = !publish.retain;
        self.rows += usize::from(is_row);
        if is_status && (self.rules.echo || self.rules.keeps_status) {
            let mut echo = publish.clone();
            echo.retain = true; // some brokers leave the mark on what they pass on
            if self.rules.keeps_status {
                let text = String::from_utf8(echo.payload.to_vec()).unwrap();
                echo.payload = text.replace("\"link\":", "\"link\":9").into();
            }
            echo.pkid = 900;
            write(Packet::Publish(echo), output);
        }
        if self.rules.acks == Acks::Wrong && is_row && self.rows == 1 {
            write(Packet::PubAck(PubAck::new(77)), output);
        }
        if !is_row {
            write(Packet::PubAck(PubAck::new(publish.pkid)), output);
            return false;
        }
        self.owed.push(publish.pkid);
        let pays = match self.rules.acks {
            Acks::All => true,
            Acks::None | Acks::Wrong => false,
            Acks::Late => self.rows == 9,
        };
        if pays {
            self.owed.drain(..).for_each(|id| write(Packet::PubAck(PubAck::new(id)), output));
        }
        self.rules.cut_after == Some(self.rows)
    }
}

fn command(name: &str, payload: Vec<u8>, retain: bool, output: &mut BytesMut) {
    let mut publish =
        Publish::new(format!("hearth/v1/k/h/command/{name}"), QoS::AtLeastOnce, payload);
    publish.retain = retain;
    publish.pkid = 901;
    write(Packet::Publish(publish), output);
}

fn write(packet: Packet, output: &mut BytesMut) {
    packet.write(output, 1 << 20).unwrap();
}
