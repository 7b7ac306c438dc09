//! Does a row reach the broker whatever the broker does? The real uplink and outbox against a small
//! broker that follows a script: one set of rules per connection, the last for all that follow.

mod broker;
mod closing;
mod hostile;
mod rivals;
mod slow;

use std::time::Duration;

use alerts::message::{Lane, StatusWord};
use alerts::{ClockQuality, Mono};
use rumqttc::mqttbytes::v4::ConnectReturnCode;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use broker::{Acks, Rules, Seen, Stray, serve};

use super::*;
use crate::outbox::{self, Birth, Limits, NewRow};

#[tokio::test]
async fn rows_arrive_once_each_in_order_alarms_first_and_leave_the_outbox() {
    let mut home = Home::start(&[Rules::GOOD], |_| {}).await;

    let rows = home.rows(9).await;

    let expected = ["1a1", "1a2", "1a3", "1e1", "1e2", "1e3", "1r1", "1r2", "1r3"];
    assert_eq!(rows, expected);
    home.outbox_is_empty().await;
    assert_eq!(home.broker.try_row(), None);
    assert_eq!(home.stop().await, [StatusWord::Online, StatusWord::Stopped]);
}

#[tokio::test]
async fn what_was_not_acknowledged_before_a_cut_is_sent_again_in_order() {
    let cut = Rules { cut_after: Some(4), acks: Acks::None, ..Rules::GOOD };
    let mut home = Home::start(&[cut, Rules::GOOD], |_| {}).await;

    let rows = home.rows(4 + 9).await;

    assert_eq!(rows[..4], ["1a1", "1a2", "1a3", "1e1"]);
    assert_eq!(rows[4..], ["1a1", "1a2", "1a3", "1e1", "1e2", "1e3", "1r1", "1r2", "1r3"]);
    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn acknowledgements_sent_with_the_last_breath_count() {
    let cut = Rules { cut_after: Some(3), ..Rules::GOOD };
    let mut home = Home::start(&[cut, Rules::GOOD], |_| {}).await;

    let rows = home.rows(9).await;

    assert_eq!(rows, ["1a1", "1a2", "1a3", "1e1", "1e2", "1e3", "1r1", "1r2", "1r3"]);
    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn a_cut_within_a_packet_loses_nothing() {
    let cut = Rules { cut_after: Some(2), torn: true, acks: Acks::None, ..Rules::GOOD };
    let mut home = Home::start(&[cut, Rules::GOOD], |_| {}).await;

    let rows = home.rows(2 + 9).await;

    assert_eq!(rows[2..], ["1a1", "1a2", "1a3", "1e1", "1e2", "1e3", "1r1", "1r2", "1r3"]);
    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_says_it_kept_the_session_and_acknowledges_late_gets_everything() {
    let cut = Rules { session: true, cut_after: Some(3), acks: Acks::None, ..Rules::GOOD };
    let late = Rules { session: true, acks: Acks::Late, ..Rules::GOOD };
    let mut home = Home::start(&[cut, late], |_| {}).await;

    home.rows(3 + 9).await;

    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn a_broker_that_never_acknowledges_is_given_up_and_tried_anew() {
    let mute = Rules { acks: Acks::None, ..Rules::GOOD };
    let mut home = Home::start(&[mute, Rules::GOOD], |_| {}).await;

    let rows = home.rows(9 + 9).await;

    assert_eq!(rows[..9], rows[9..]);
    home.outbox_is_empty().await;
    home.stop().await;
}

#[tokio::test]
async fn an_acknowledgement_of_what_was_not_sent_is_survived_and_counted() {
    let wrong = Rules { acks: Acks::Wrong, ..Rules::GOOD };
    let home = Home::start(&[wrong, Rules::GOOD], |_| {}).await;

    home.outbox_is_empty().await;

    assert!(home.said.borrow().counts.connections >= 2);
    home.stop().await;
}

#[tokio::test]
async fn a_login_that_may_not_publish_is_told_so_and_nothing_leaves_the_outbox() {
    let refusing = Rules { echo: false, ..Rules::GOOD };
    let mut home = Home::start(&[refusing], |_| {}).await;

    let refused = |state: &LinkState| matches!(state.phase, Phase::Refused { .. });
    let why = home.said.wait_for(refused).await.unwrap().to_string();

    assert!(why.starts_with("this login may not publish here"), "{why}");
    home.outbox.count();
    assert_eq!(home.outbox.stats().borrow().alarms.rows, 3);
    assert_eq!(home.broker.try_row(), None);
    home.stop().await;
}

#[tokio::test]
async fn a_status_that_was_kept_from_another_connection_of_the_same_boot_proves_nothing() {
    let refusing = Rules { echo: false, keeps_status: true, ..Rules::GOOD };
    let mut home = Home::start(&[refusing], |_| {}).await;

    let refused = |state: &LinkState| matches!(state.phase, Phase::Refused { .. });
    home.said.wait_for(refused).await.unwrap();
    assert_eq!(home.broker.try_row(), None);
    home.stop().await;
}

#[tokio::test]
async fn a_wrong_password_is_said_in_plain_words() {
    let refusing = Rules { refuse: Some(ConnectReturnCode::BadUserNamePassword), ..Rules::GOOD };
    let mut home = Home::start(&[refusing], |_| {}).await;

    let refused = |state: &LinkState| matches!(state.phase, Phase::Refused { .. });
    let why = home.said.wait_for(refused).await.unwrap().to_string();

    let expected = "the broker refuses the user name or password: check username and password-file";
    assert_eq!(why, expected);
    home.stop().await;
}

#[tokio::test]
async fn live_messages_pass_a_backlog_that_the_broker_does_not_take() {
    let mute = Rules { acks: Acks::None, ..Rules::GOOD };
    let mut home = Home::start(&[mute], |link| link.broker.window = 2).await;
    home.rows(2).await;

    home.live.send_modify(|live| live.state = Some(b"{\"state\":1}".to_vec()));

    let state = home.broker.next_live("state").await;
    assert_eq!((state.payload.as_ref(), state.retain), (b"{\"state\":1}".as_slice(), true));
    home.stop().await;
}

#[tokio::test]
async fn commands_are_handed_on_and_retained_ones_are_not() {
    let commanding = Rules { commands: true, ..Rules::GOOD };
    let mut home = Home::start(&[commanding], |_| {}).await;

    let received = home.commands.recv().await.unwrap();
    let large = home.commands.recv().await.unwrap();

    let ping = Received { name: "ping".to_owned(), payload: b"{}".to_vec(), oversize: false };
    assert_eq!(received, ping);
    assert_eq!((large.payload.len(), large.oversize), (0, true));
    home.outbox_is_empty().await;
    assert_eq!(home.said.borrow().counts.commands_dropped, 1);
    home.stop().await;
}

/// A beat of the uplink's time: what takes half a minute in a home takes a second here.
const BEAT_OF_TESTS: Duration = Duration::from_millis(33);

const RUN: &str = "00000000000000aa";

/// A home with three rows in each lane, connected to the scripted broker.
struct Home {
    outbox: Outbox,
    boot: u32,
    broker: Seen,
    live: watch::Sender<Live>,
    commands: mpsc::Receiver<Received>,
    said: watch::Receiver<LinkState>,
    shutdown: oneshot::Sender<()>,
    uplink: JoinHandle<Ended>,
    _dir: tempfile::TempDir,
}

impl Home {
    async fn start(script: &[Rules], change: impl FnOnce(&mut Link)) -> Self {
        Self::start_at(BEAT_OF_TESTS, script, change).await
    }

    /// The same, with another beat.
    async fn start_at(beat: Duration, script: &[Rules], change: impl FnOnce(&mut Link)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let opened = outbox::open(dir.path(), &Limits::default(), Birth::at(None)).await.unwrap();
        let (outbox, boot) = (opened.outbox, opened.boot);
        for lane in outbox::LANES {
            outbox.push((1..=3).map(|number| row(lane, number)).collect(), None);
            outbox.newest().wait_for(|newest| newest.of(lane) >= 3).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut link = link(listener.local_addr().unwrap().port());
        change(&mut link);
        let (seen, published) = mpsc::unbounded_channel();
        tokio::spawn(serve(listener, script.to_vec(), seen));
        let (live, newest) = watch::channel(Live::default());
        let (commands_in, commands) = mpsc::channel(8);
        let (said_in, said) = watch::channel(LinkState::default());
        let inside = Inside {
            outbox: outbox.clone(),
            live: newest,
            commands: commands_in,
            extras: flume::bounded(1).1,
            said: said_in,
        };
        let patience = Patience { beat, ..Patience::default() };
        let (shutdown, stopping) = oneshot::channel();
        let stopping = async { drop(stopping.await) };
        let uplink = tokio::spawn(run_with(link, inside, patience, stopping));
        let broker = Seen { published, statuses: Vec::new() };
        Self { outbox, boot, broker, live, commands, said, shutdown, uplink, _dir: dir }
    }

    /// What the uplink says of itself, once it is so. What moves silently is looked at again.
    async fn said_where(&self, is_so: impl Fn(&LinkState) -> bool) -> LinkState {
        let said = async {
            loop {
                let said = self.said.borrow().clone();
                if is_so(&said) {
                    return said;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let said = tokio::time::timeout(Duration::from_secs(20), said).await;
        said.unwrap_or_else(|_| panic!("{:?}", self.said.borrow()))
    }

    /// Why there is no link, once there is none.
    async fn down(&mut self) -> String {
        let down = |state: &LinkState| matches!(state.phase, Phase::Down { .. });
        self.said.wait_for(down).await.unwrap().to_string()
    }

    /// The ids of the next rows that reach the broker.
    async fn rows(&mut self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        while ids.len() < count {
            let publish = self.broker.next().await;
            let message: serde_json::Value = serde_json::from_slice(&publish.payload).unwrap();
            if let Some(id) = message["id"].as_str() {
                // The number of a first boot is by the time of day.
                ids.push(id.replacen(&self.boot.to_string(), "1", 1));
            }
        }
        ids
    }

    /// Waits until these are all that is left in a lane.
    async fn only_left(&self, lane: Lane, seqs: &[u32]) {
        let left = async {
            loop {
                let rows = self.outbox.fetch(lane, None, 9).await;
                if rows.iter().map(|row| row.key.seq).eq(seqs.iter().copied()) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), left).await.expect("not what was expected");
    }

    /// Waits until every row has been acknowledged.
    async fn outbox_is_empty(&self) {
        let empty = async {
            loop {
                let mut rows = 0;
                for lane in outbox::LANES {
                    rows += self.outbox.fetch(lane, None, 9).await.len();
                }
                if rows == 0 {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), empty).await.expect("rows are left");
    }

    /// Ends the uplink in order; gives back what the home has said of itself.
    async fn stop(mut self) -> Vec<StatusWord> {
        self.shutdown.send(()).unwrap();
        tokio::time::timeout(Duration::from_secs(5), self.uplink).await.unwrap().unwrap();
        self.outbox.close().await;
        while self.broker.try_row().is_some() {}
        self.broker.statuses
    }
}

fn row(lane: Lane, number: u64) -> NewRow {
    NewRow {
        lane,
        topic: format!("test/{number}"),
        body: format!("{{\"n\":{number}}}").into_bytes(),
        body_if_not_durable: None,
        repeats: None,
        mono: Mono(number),
        wall: None,
        clock: ClockQuality::Unset,
    }
}

/// A broker without a login, whose login is proven and whose backlog is not throttled.
pub(super) fn broker(host: &str, port: u16) -> config::Broker {
    config::Broker {
        host: host.to_owned(),
        port,
        tls: false,
        username: None,
        prove_login: true,
        password_file: None,
        ca: None,
        cert: None,
        key: None,
        version: config::MqttVersion::Four,
        window: 32,
        keep_alive: Duration::from_secs(15),
        drain_per_second: 0,
    }
}

/// A home at that broker.
pub(super) fn link(port: u16) -> Link {
    Link {
        broker: broker("127.0.0.1", port),
        root: Root::new("k", "h").unwrap(),
        zone: TimeZone::UTC,
        client_id: "hearth-h".to_owned(),
        boot: 1,
        run: RUN.to_owned(),
        keeps_boot: false,
        previous: None,
        version: "0.1.0",
    }
}
