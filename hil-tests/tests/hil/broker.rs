//! The broker, seen from outside.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use hil::broker::{Acks, Broker, Rules};
use hil::subscriber::Subscriber;

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn what_one_publishes_another_hears() {
    let broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker, "房/+/#");

    for number in 0..2_000 {
        let text = number.to_string();
        while station.publish("房/h1/event", &text).is_err() {
            std::thread::yield_now();
        }
    }

    station.wait(PATIENCE, |message| message.payload == b"1999").unwrap();
    let numbers: Vec<_> = station.heard().iter().map(|message| message.json()).collect();
    assert_eq!(numbers, (0..2_000).map(serde_json::Value::from).collect::<Vec<_>>());
    assert_eq!(broker.received_count(), 2_000);
}

#[test]
fn who_does_not_know_the_password_is_refused_and_counted() {
    let login = Some(("h1".to_owned(), "secret".to_owned()));
    let broker = Broker::start(Rules { login, ..Rules::default() }).unwrap();

    let mut stranger = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");

    assert_eq!(read(&mut stranger, 4), [0x20, 2, 0, 5]);
    assert_eq!(broker.refused(), 1);
    let at = ("127.0.0.1", broker.port());
    assert!(Subscriber::start(at, Some(("h1", "secret")), "#").is_ok());
}

#[test]
fn a_client_that_vanishes_leaves_its_will_and_one_that_says_goodbye_does_not() {
    let broker = Broker::start(Rules::default()).unwrap();
    let with_will = b"\x10\x1d\x00\x04MQTT\x04\x2e\x00\x3c\x00\x03abc\x00\x05st/at\x00\x05gone!";

    let mut polite = connect(&broker, with_will);
    read(&mut polite, 4);
    polite.write_all(&[0xE0, 0x00]).unwrap();
    drop(polite);
    let mut vanishing = connect(&broker, with_will);
    read(&mut vanishing, 4);
    drop(vanishing);

    let will = broker.wait(PATIENCE, |received| received.will).unwrap();
    assert_eq!((&*will.topic, &*will.payload, will.retain), ("st/at", &b"gone!"[..], true));
    assert_eq!(broker.received_count(), 1);
}

#[test]
fn qos_2_is_refused_plainly() {
    let broker = Broker::start(Rules::default()).unwrap();
    let mut client = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");
    read(&mut client, 4);

    client.write_all(b"\x34\x06\x00\x01t\x00\x01x").unwrap();

    assert_eq!(client.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!(broker.received_count(), 0);
}

#[test]
fn acknowledgements_come_late_wrong_or_never_as_a_test_wants() {
    let broker = Broker::start(Rules { acks: Acks::Wrong, ..Rules::default() }).unwrap();
    let mut client = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");
    read(&mut client, 4);

    client.write_all(b"\x32\x06\x00\x01t\x00\x01x").unwrap();
    assert_eq!(read(&mut client, 4), [0x40, 2, 0x03, 0xE9]);
    broker.change(|rules| rules.acks = Acks::Late(Duration::from_millis(30)));
    client.write_all(b"\x32\x06\x00\x01t\x00\x02x").unwrap();
    assert_eq!(read(&mut client, 4), [0x40, 2, 0, 2]);
    broker.change(|rules| rules.cut_after = Some(1));
    client.write_all(b"\x32\x06\x00\x01t\x00\x03x").unwrap();
    assert_eq!(read(&mut client, 2), [0x40, 2]);
    assert_eq!(client.read(&mut [0; 8]).unwrap_or(0), 0);
}

#[test]
fn what_is_swallowed_is_acknowledged_and_reaches_nobody() {
    let swallow = Some("home/#".to_owned());
    let broker = Broker::start(Rules { swallow, ..Rules::default() }).unwrap();
    let station = subscriber(&broker, "#");
    station.publish("home/1", "lost").unwrap();
    station.publish("other", "kept").unwrap();

    station.wait(PATIENCE, |message| message.topic == "other").unwrap();

    assert_eq!(station.heard().len(), 1);
    assert_eq!(broker.received_count(), 2);
}

#[test]
fn it_closes_on_a_topic_and_takes_nothing_of_it() {
    let close_on = Some("home/state".to_owned());
    let broker = Broker::start(Rules { close_on, ..Rules::default() }).unwrap();
    let mut client = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");
    read(&mut client, 4);

    client.write_all(b"\x32\x06\x00\x01t\x00\x01x").unwrap();
    assert_eq!(read(&mut client, 4), [0x40, 2, 0, 1]);
    client.write_all(b"\x32\x0f\x00\x0ahome/state\x00\x02x").unwrap();

    assert_eq!(client.read(&mut [0; 8]).unwrap_or(0), 0);
    assert_eq!((broker.received_count(), broker.connects()), (1, 1));
}

#[test]
fn frozen_it_says_nothing_and_thawed_it_goes_on_where_it_was() {
    let broker = Broker::start(Rules::default()).unwrap();
    let mut client = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");
    read(&mut client, 4);
    broker.change(|rules| rules.frozen = true);
    std::thread::sleep(Duration::from_millis(100));
    client.write_all(b"\x32\x06\x00\x01t\x00\x01x").unwrap();
    client.write_all(b"\x32\x06\x00\x01t\x00\x02y").unwrap();
    client.set_read_timeout(Some(Duration::from_millis(300))).unwrap();

    // One packet may have been on its way in when it froze.
    assert!(client.read(&mut [0; 8]).unwrap_or(0) <= 4);
    broker.change(|rules| rules.frozen = false);
    assert!(broker.wait(PATIENCE, |received| received.payload == b"y").is_some());
}

#[test]
fn it_comes_back_on_a_port_that_somebody_has_for_a_moment() {
    let mut broker = Broker::start(Rules::default()).unwrap();
    broker.stop();
    let taken = TcpListener::bind(("127.0.0.1", broker.port())).unwrap();
    let moment = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(taken);
    });

    broker.resume().unwrap();

    moment.join().unwrap();
    subscriber(&broker, "#");
}

#[test]
fn it_goes_away_and_comes_back_with_its_sessions() {
    let mut broker = Broker::start(Rules::default()).unwrap();
    let station = subscriber(&broker, "#");
    broker.stop();
    broker.resume().unwrap();
    let mut other = connect(&broker, b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03abc");
    read(&mut other, 4);
    other.write_all(b"\x32\x06\x00\x01t\x00\x01x").unwrap();

    assert!(station.wait(PATIENCE, |message| message.topic == "t").is_some());
}

fn subscriber(broker: &Broker, filter: &str) -> Subscriber {
    Subscriber::start(("127.0.0.1", broker.port()), None, filter).unwrap()
}

fn connect(broker: &Broker, hello: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", broker.port())).unwrap();
    stream.write_all(hello).unwrap();
    stream
}

fn read(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).unwrap();
    bytes
}
