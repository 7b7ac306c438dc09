//! How do others fare beside it? A bridge of mosquitto that is fed with ready JSON (it reads no sensor),
//! and the script that somebody would write first (`scripts/peers/script.py`). Same machine, same broker,
//! same run.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use fastrand::Rng;

use super::bench_line::Bench;
use super::outage::{flood, online, waiting};
use super::quiet::Quiet;
use super::{Figure, latency, quantile};
use crate::clock::{Stopwatch, wait_for};
use crate::mosquitto::free_port;
use crate::process::{cpu_seconds, resident_mib};
use crate::pty::PtyLine;
use crate::subscriber::Subscriber;
use crate::virtual_radar::frame;

const PATIENCE: Duration = Duration::from_secs(60);

/// Messages of an outage.
const OUTAGE: u32 = 40_000;

/// A program that ends with this.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(super) fn measure(alarms: u32) -> anyhow::Result<Vec<Figure>> {
    let mut figures = latency::measure(alarms, false)?;
    figures.extend(hearth()?);
    figures.extend(bridge(alarms)?);
    match script(alarms) {
        Ok(more) => figures.extend(more),
        Err(error) => eprintln!("the script is left out: {error:#}"),
    }
    Ok(figures)
}

/// An outage, counted where a station is.
fn hearth() -> anyhow::Result<Vec<Figure>> {
    let mut broker = Quiet::start()?;
    let mut bench = Bench::start_with(broker.port(), |wishes| {
        wishes.samples = true;
        wishes.broker_extra = "drain-per-second = 0\n".to_owned();
    })?;
    online(&bench.daemon, true)?;
    let station = Counter::start(broker.port(), "hearth/v1/+/+/sample/#")?;
    broker.stop();
    online(&bench.daemon, false)?;
    flood(OUTAGE, |bytes| {
        bench.bed.read()?;
        Ok(bench.bed.write_some(bytes)?)
    })?;
    waiting(&bench.daemon, |waiting| waiting >= u64::from(OUTAGE)).context("not all is kept")?;
    broker.resume()?;
    let (rate, lost, disorder) = station.wait_for(u64::from(OUTAGE))?;
    Ok(outage(["hearth: drained", "hearth: lost", "hearth: out of order"], rate, lost, disorder))
}

fn bridge(alarms: u32) -> anyhow::Result<Vec<Figure>> {
    let mut broker = Quiet::start()?;
    let folder = tempfile::tempdir()?;
    let port = free_port()?;
    let config = folder.path().join("bridge.conf");
    let text = format!(
        "listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n\
         persistence true\npersistence_location {}/\nautosave_interval 1800\n\
         connection up\naddress 127.0.0.1:{}\ntopic # out 1\ncleansession false\n\
         restart_timeout 1\nmax_inflight_messages 32\nuser root\n",
        folder.path().display(),
        broker.port()
    );
    std::fs::write(&config, text)?;
    let peer = spawn(Command::new("/usr/sbin/mosquitto").arg("-c").arg(&config))?;
    let station = Subscriber::start(("127.0.0.1", broker.port()), None, "bench/alarm")?;
    let sensor = Subscriber::start(("127.0.0.1", port), None, "bench/nothing")?;
    let through = || {
        sensor.publish("bench/alarm", "{}").ok()?;
        station.wait(Duration::from_millis(500), |_| true)
    };
    wait_for(PATIENCE, through).context("the bridge does not come up")?;
    let took = alarms_take(alarms, &station, |_| sensor.publish("bench/alarm", "{\"fall\":true}"))?;
    let (memory, cpu) = load(peer.0.id(), || {
        sensor.publish("bench/movement", "{\"readings\":[{\"movement\":3}]}")
    })?;

    let counter = Counter::start(broker.port(), "bench/sample")?;
    broker.stop();
    std::thread::sleep(Duration::from_secs(3));
    let mut feeder = Command::new("mosquitto_pub")
        .args(["-p", &port.to_string(), "-q", "1", "-t", "bench/sample", "-l"])
        .stdin(Stdio::piped())
        .spawn()
        .context("mosquitto-clients is not installed")?;
    let mut lines = feeder.stdin.take().context("no input")?;
    for number in 1..=OUTAGE {
        writeln!(lines, "{{\"seq\":{number},\"readings\":[{{\"movement\":3}}]}}")?;
    }
    drop(lines);
    feeder.wait()?;
    broker.resume()?;
    let (rate, lost, disorder) = counter.wait_for(u64::from(OUTAGE))?;
    let mut figures = alike(
        ["bridge: alarm p50", "bridge: alarm p99", "bridge: memory", "bridge: processor"],
        &took,
        memory,
        cpu,
    );
    figures.extend(outage(
        ["bridge: drained", "bridge: lost", "bridge: out of order"],
        rate,
        lost,
        disorder,
    ));
    Ok(figures)
}

fn script(alarms: u32) -> anyhow::Result<Vec<Figure>> {
    let broker = Quiet::start()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("radar");
    let line = PtyLine::new(&path)?;
    let peer =
        spawn(Command::new("python3").arg(program()).arg(&path).arg(broker.port().to_string()))?;
    let station = Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/c/script/fall")?;
    let line = Mutex::new(line);
    let say = |bytes: &[u8]| -> anyhow::Result<()> {
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        line.read()?;
        Ok(line.write(bytes)?)
    };
    let through = || {
        say(&frame(0x83, 0x01, &[1])).ok()?;
        station.wait(Duration::from_millis(500), |_| true)
    };
    wait_for(Duration::from_secs(10), through).context("does it have paho-mqtt?")?;
    let took = alarms_take(alarms, &station, |number| {
        say(&frame(0x83, 0x01, &[u8::from(number % 2 == 0)]))
    })?;
    let (memory, cpu) = load(peer.0.id(), || say(&frame(0x80, 0x03, &[3])))?;
    let names = ["script: alarm p50", "script: alarm p99", "script: memory", "script: processor"];
    Ok(alike(names, &took, memory, cpu))
}

fn program() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/peers/script.py")
}

fn spawn(command: &mut Command) -> anyhow::Result<Peer> {
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    Ok(Peer(child.with_context(|| format!("{command:?} does not start"))?))
}

/// How long each alarm takes to the station, sorted, milliseconds.
fn alarms_take(
    alarms: u32,
    station: &Subscriber,
    say: impl Fn(u32) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<f64>> {
    let (mut rng, mut took) = (Rng::with_seed(1), Vec::new());
    for number in 0..alarms {
        std::thread::sleep(Duration::from_millis(rng.u64(5..40)));
        let before = station.heard().len();
        say(number)?;
        let said = Stopwatch::start();
        let next = || {
            let heard = station.heard_from(before).into_iter().next();
            if heard.is_none() {
                std::thread::sleep(Duration::from_micros(500));
            }
            heard
        };
        let mut heard = next();
        while heard.is_none() && said.elapsed() < PATIENCE {
            heard = next();
        }
        let heard = heard.context("an alarm does not come")?;
        took.push(heard.came.since(said).as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// Memory, and seconds of processor in an hour, at eleven readings a second.
fn load(pid: u32, say: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<(f64, f64)> {
    let (before, watch) = (cpu_seconds(pid)?, Stopwatch::start());
    while watch.elapsed() < Duration::from_secs(20) {
        say()?;
        std::thread::sleep(Duration::from_millis(90));
    }
    let per_hour = (cpu_seconds(pid)? - before) / watch.elapsed().as_secs_f64() * 3_600.0;
    Ok((resident_mib(pid)?, per_hour))
}

fn alike(names: [&'static str; 4], took: &[f64], memory: f64, cpu: f64) -> Vec<Figure> {
    let values = [quantile(took, 0.5), quantile(took, 0.99), memory, cpu];
    let units = ["ms", "ms", "MiB", "s/hour"];
    let figures = names.into_iter().zip(values).zip(units);
    figures.map(|((what, value), unit)| Figure { what, value, unit, at_most: None }).collect()
}

fn outage(names: [&'static str; 3], rate: f64, lost: f64, disorder: f64) -> Vec<Figure> {
    let figures = names.into_iter().zip([rate, lost, disorder]).zip(["rows/s", "rows", "rows"]);
    figures.map(|((what, value), unit)| Figure { what, value, unit, at_most: None }).collect()
}

/// A station that only counts, and looks at the order.
struct Counter {
    _program: Peer,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard {
    count: AtomicU64,
    disorder: AtomicU64,
    first: Mutex<Option<Stopwatch>>,
    last: Mutex<Option<Stopwatch>>,
}

impl Counter {
    fn start(port: u16, filter: &str) -> anyhow::Result<Self> {
        let mut child = Command::new("mosquitto_sub")
            .args(["-p", &port.to_string(), "-q", "1", "-c", "-i", "counter", "-t", filter])
            .stdout(Stdio::piped())
            .spawn()
            .context("mosquitto-clients is not installed")?;
        let lines = BufReader::new(child.stdout.take().context("no output")?);
        let heard = Arc::new(Heard::default());
        let notes = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut before = 0;
            for line in lines.lines().map_while(Result::ok) {
                let seq = seq_of(&line).unwrap_or(0);
                let wrong = u64::from(seq <= before);
                before = before.max(seq);
                let set = |slot: &Mutex<Option<Stopwatch>>| {
                    *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(Stopwatch::start());
                };
                if notes.count.fetch_add(1, Ordering::Relaxed) == 0 {
                    set(&notes.first);
                }
                set(&notes.last);
                notes.disorder.fetch_add(wrong, Ordering::Relaxed);
            }
        });
        // It says nothing when it is subscribed.
        std::thread::sleep(Duration::from_secs(1));
        Ok(Self { _program: Peer(child), heard })
    }

    /// Waits for so many, or until nothing more comes: how many a second, how many are missing, and how
    /// many came after a later one.
    fn wait_for(&self, count: u64) -> anyhow::Result<(f64, f64, f64)> {
        let heard = || self.heard.count.load(Ordering::Relaxed);
        let all = wait_for(PATIENCE, || (heard() >= count).then_some(()));
        let at = |slot: &Mutex<Option<Stopwatch>>| {
            slot.lock().unwrap_or_else(PoisonError::into_inner).take().context("nothing came")
        };
        let (first, last) = (at(&self.heard.first)?, at(&self.heard.last)?);
        let rate = heard() as f64 / last.since(first).as_secs_f64();
        let lost = if all.is_some() { 0.0 } else { count.saturating_sub(heard()) as f64 };
        Ok((rate, lost, self.heard.disorder.load(Ordering::Relaxed) as f64))
    }
}

fn seq_of(line: &str) -> Option<u64> {
    let digits = line.split_once("\"seq\":")?.1;
    let end = digits.find(|letter: char| !letter.is_ascii_digit())?;
    digits.get(..end)?.parse().ok()
}
