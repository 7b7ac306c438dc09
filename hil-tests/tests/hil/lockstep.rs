//! The home's clock in the hand of the rig: what it makes certain, and what it refuses.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::clock::wait_for;
use hil::daemon::Program;
use hil::home::{Home, Wishes};
use hil::ledger::{Delivered, Ledger};
use hil::resident::Resident;
use hil::subscriber::Subscriber;
use protocol::Mono;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// Until the gas alarm is over.
const A_WHILE: Mono = Mono(12 * 60_000);

#[test]
fn the_same_life_gives_the_same_messages_and_stamps_each_time() {
    let first = live();
    let second = live();

    assert!(first.iter().any(|it| it.topic == "alarm/gas"));
    assert_eq!(first.len(), second.len());
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first, second);
    }
    // The CO module speaks once a second, and is heard in the millisecond in which it does.
    let co: Vec<u64> =
        first.iter().filter(|it| it.topic == "sample/kitchen-co").map(|it| it.mono).collect();
    assert_eq!(co, (1..=A_WHILE.0 / 1_000).map(|second| second * 1_000).collect::<Vec<_>>());
}

#[test]
fn a_step_that_cannot_be_made_is_answered_and_the_home_goes_on() {
    let broker = Broker::start(Rules::default()).unwrap();
    let home = home(&broker);
    let (mut daemon, mut lockstep) = home.begin_in_lockstep().unwrap();
    lockstep.live(Duration::from_secs(5)).unwrap();
    drop(lockstep);

    let mut rig = Rig::connect(&home);
    let so_many = json!(format!("{:>5000}", 1)).to_string();
    for (request, answer) in [
        ("hello", "not understood"),
        (r#"{"advance_to":4999}"#, "stands at 5000 already"),
        (r#"{"advance_to":18446744073709551615}"#, "24 h at most"),
        (r#"{"advance_to":6000,"taken":{"attic":1}}"#, "no line attic"),
        (&so_many, "4096 bytes at most"),
    ] {
        let said = rig.ask(request);
        assert!(said["error"].as_str().is_some_and(|error| error.contains(answer)), "{said}");
    }
    let mut rig = Rig::connect(&home);
    assert_eq!(rig.ask(r#"{"advance_to":6000}"#)["at"], 6000);
    assert!(daemon.status().is_some());
    assert!(daemon.stop().unwrap().status.success(), "{:?}", daemon.log());
    assert!(!home.folder().join("hearth.sock.clock").exists());
}

#[test]
fn a_daemon_whose_clock_runs_by_itself_has_no_socket_that_moves_it() {
    let broker = Broker::start(Rules::default()).unwrap();
    let mut home = home(&broker);
    let daemon = home.begin().unwrap();
    daemon.wait_for_status(|_| true).expect("it does not run");

    let sockets = std::fs::read_dir(home.folder()).unwrap().map(|it| it.unwrap().file_name());
    let mut sockets: Vec<_> =
        sockets.filter(|name| name.to_string_lossy().contains(".sock")).collect();
    sockets.sort();
    // The second takes a broken sensor out of service, and nothing else.
    assert_eq!(sockets, ["hearth.sock", "hearth.sock.onsite"]);
}

/// What a station hears of twelve minutes.
fn live() -> Vec<Delivered> {
    let broker = Broker::start(Rules::default()).unwrap();
    let at = ("127.0.0.1", broker.port());
    let station = Subscriber::start(at, None, "hearth/v1/+/+/#").unwrap();
    let home = home(&broker);
    let (_daemon, mut lockstep) = home.begin_in_lockstep().unwrap();

    lockstep.live_until(A_WHILE).unwrap();

    let minutes = usize::try_from(A_WHILE.0 / 60_000).unwrap();
    let all = || {
        let ledger = Ledger::read(&station.heard());
        let is_whole = ledger.count("minute") == minutes
            && ledger.on("sample/kitchen-co").last().is_some_and(|it| it.mono == A_WHILE.0)
            && ledger.missing().is_empty();
        is_whole.then_some(ledger)
    };
    let mut ledger = wait_for(PATIENCE, all).expect("not all is sent");
    assert_eq!(ledger.wrong, Vec::<String>::new());
    // Lanes are sent at their own pace; each is in order.
    ledger.first.sort_by(|a, b| (&a.lane, a.seq).cmp(&(&b.lane, b.seq)));
    ledger.first.into_iter().map(of_boot_zero).collect()
}

/// Each run has a boot of its own, and its ids begin with it.
fn of_boot_zero(mut it: Delivered) -> Delivered {
    let boot = std::mem::take(&mut it.boot).to_string();
    it.id = it.id.replacen(&boot, "0", 1);
    let body = it.body.to_string().replace(&format!("\"{boot}"), "\"0");
    it.body = serde_json::from_str(&body).unwrap();
    it
}

fn home(broker: &Broker) -> Home {
    let life = Resident::evening(7, Duration::from_secs(20));
    let broker_extra = "drain-per-second = 0\n".to_owned();
    let wishes = Wishes { samples: true, broker_extra, ..Wishes::new(life, broker.port()) };
    Home::new(Program::hearth().unwrap(), wishes).unwrap()
}

/// Somebody who speaks to the socket by hand.
struct Rig(BufReader<UnixStream>);

impl Rig {
    fn connect(home: &Home) -> Self {
        let path = home.folder().join("hearth.sock.clock");
        Self(BufReader::new(UnixStream::connect(path).unwrap()))
    }

    fn ask(&mut self, request: &str) -> Value {
        self.0.get_mut().write_all(format!("{request}\n").as_bytes()).unwrap();
        let mut answer = String::new();
        self.0.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }
}
