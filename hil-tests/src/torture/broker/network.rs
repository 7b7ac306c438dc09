//! The way to the broker: names, addresses, and somebody else with the same name.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{AWAY, Trouble, begin, torn_on};
use crate::home::{COMMUNITY, HOME};
use crate::torture::Options;
use crate::torture::account::Readings;
use crate::torture::proof::Proof;
use crate::torture::shim::Word;
use crate::torture::stage::{Setting, Stage};

/// A listener that nobody serves takes so many connections in and lets the rest wait for ever.
const BACKLOG: usize = 512;

/// What the shim does about names.
const UNKNOWN: i64 = 1;
const UNANSWERED: i64 = 2;

/// The router is back, the name server not yet.
pub(super) fn name_unknown(options: &Options) -> anyhow::Result<Proof> {
    torn_on(
        by_name(options)?,
        AWAY,
        |stage| lose_the_way(stage, UNKNOWN),
        |stage| stage.shim.heal(),
    )
}

/// The router swallows questions: neither yes nor no, for as long as it takes.
pub(super) fn name_unanswered(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble { lasts: Duration::from_secs(20), ..AWAY };
    torn_on(
        by_name(options)?,
        fault,
        |stage| lose_the_way(stage, UNANSWERED),
        |stage| stage.shim.heal(),
    )
}

/// The same while somebody pulls the plug in order.
pub(super) fn name_unanswered_at_a_stop(options: &Options) -> anyhow::Result<Proof> {
    let mut stage = by_name(options)?;
    let mut proof = Proof::of(1);
    let run = begin(&mut stage, &mut proof)?;
    lose_the_way(&mut stage, UNANSWERED)?;
    std::thread::sleep(Duration::from_secs(3));
    stage.wire.call();
    proof.keep_log(&run.daemon);
    stage.stop(run, &mut proof)?;
    stage.shim.heal()?;
    let run = stage.start()?;
    stage.wait_online(&run)?;
    stage.must_call(&run, &mut proof, "after", 2);
    stage.stop(run, &mut proof)?;
    stage.must_add_up(&mut proof, Readings::Come);
    Ok(proof)
}

/// A home that knows its broker by name.
fn by_name(options: &Options) -> anyhow::Result<Stage> {
    Stage::with(options, Setting::default(), |wishes| {
        wishes.broker = wishes.broker.replace("127.0.0.1", "broker.test");
    })
}

/// The connection is gone, and the name leads nowhere.
fn lose_the_way(stage: &mut Stage, how: i64) -> anyhow::Result<()> {
    stage.shim.set(Word::Names, how)?;
    stage.broker.stop();
    stage.broker.resume()
}

/// The name has two addresses, and nobody answers at the first: neither yes nor no.
pub(super) fn black_hole(options: &Options) -> anyhow::Result<Proof> {
    let stage = by_name(options)?;
    let mut hole = None;
    let fault = Trouble { lasts: Duration::from_secs(25), words: &[], is_deaf: false, ..AWAY };
    torn_on(
        stage,
        fault,
        |stage| {
            hole = Some(Hole::dig(stage.broker.port())?);
            stage.broker.stop();
            stage.broker.resume()
        },
        |_| Ok(()), // it stays there
    )
}

/// An address that takes no connection and refuses none.
struct Hole {
    _listener: TcpListener,
    _fillers: Vec<TcpStream>,
}

impl Hole {
    fn dig(port: u16) -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)?;
        let mut fillers = Vec::new();
        let short = Duration::from_millis(300);
        while fillers.len() < BACKLOG {
            match TcpStream::connect_timeout(&address, short) {
                Ok(filler) => fillers.push(filler),
                Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                    return Ok(Self { _listener: listener, _fillers: fillers });
                }
                Err(error) => return Err(error.into()),
            }
        }
        anyhow::bail!("the hole does not fill")
    }
}

/// Two homes, or a cloned card: each takes the connection from the other.
pub(super) fn take_over(options: &Options) -> anyhow::Result<Proof> {
    let fault = Trouble {
        lasts: Duration::from_secs(20),
        words: &["same id", "client id", "another", "twice", "taken over", "takes over", "twin"],
        most_connects: 80, // the other's too
        most_sent: 12,
        ..AWAY
    };
    let stage = Stage::new(options)?;
    let port = stage.broker.port();
    let over = std::sync::Arc::new(AtomicBool::new(false));
    let stop = std::sync::Arc::clone(&over);
    torn_on(
        stage,
        fault,
        move |_| {
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    // A broker that is gone ends the row, not this.
                    drop(twin(port));
                }
            });
            Ok(())
        },
        move |_| {
            stop.store(true, Ordering::Relaxed);
            Ok(())
        },
    )
}

/// Connects with the home's id and stays until it is thrown out; then waits as a client does.
fn twin(port: u16) -> std::io::Result<()> {
    let id = format!("hearth-{COMMUNITY}-{HOME}");
    let length = u8::try_from(id.len()).unwrap_or(0);
    let hello =
        [&[0x10, 12 + length, 0, 4][..], b"MQTT\x04\x02\x00\x3c", &[0, length], id.as_bytes()]
            .concat();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(&hello)?;
    let mut bytes = [0; 64];
    while matches!(stream.read(&mut bytes), Ok(length) if length > 0) {}
    std::thread::sleep(Duration::from_millis(500));
    Ok(())
}
