//! The whole system on one machine: an evening in a virtual home, the real gateway, and what it
//! says.
//!
//! The gateway is a child process of this very program (its first argument says so), reads ptys and
//! publishes to the rig's own broker on loopback; and so is the station, which hears it and
//! forty-nine simulated neighbours, shows the wall, and calls people: their telephones ring here, and one
//! of those who are called goes, so that alarms that wait for a person can end. In the street meanwhile
//! somebody reports a hole, and it is mended.

mod errands;
mod hall;
mod pace;
mod people;
mod screen;
mod stop;
mod street;
mod telephones;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use community::photo::apart::COMMAND as CLEAN_PHOTO;
use protocol::Mono;

use crate::broker::{Broker, Limits, Rules};
use crate::capture::compress;
use crate::daemon::{Daemon, Program};
use crate::desk::Desk;
use crate::home::{COMMUNITY, HOME, Home, Wishes};
use crate::resident::Resident;
use crate::subscriber::Subscriber;
use hall::Hall;
use screen::Screen;
use stop::Stop;

/// The first argument that makes this program the gateway.
const GATEWAY: &str = "--be-hearth";

/// … and the one that makes it the station.
const STATION: &str = "--be-station";

/// How often the screen is brought up to date.
const EVERY: Duration = Duration::from_millis(40);

/// What is still on its way at the end is waited for so long.
const LAST_WORDS: Duration = Duration::from_millis(400);

/// An evening in a virtual home: real bytes, the real gateway, real MQTT.
///
/// Left of each line is what happens and what Hearth makes of it, right the MQTT message. Beside it
/// runs the community's station with fifty residents; its wall's address is printed. Ctrl-C ends it
/// and leaves nothing behind.
#[derive(Debug, clap::Parser)]
#[command(name = "demo", version)]
pub struct Options {
    /// How many times faster than the world; 1 is real time. Unless it is said: 60, or less on a machine
    /// that is busy.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=600))]
    speed: Option<u32>,
    /// Uses this broker instead of the rig's own: mqtt://127.0.0.1:1883.
    #[arg(long, value_name = "URL")]
    broker: Option<String>,
    /// Another evening: when they turn over, and what the sensors measure.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keeps what the lines carried, for `hearth replay`; with .zst it is compressed.
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// Only the home and its gateway.
    #[arg(long)]
    no_station: bool,
}

/// Runs the gateway or the station, if the arguments of this process say that it is to be one.
#[must_use]
pub fn as_other(mut args: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let name = args.next()?;
    let word = args.next()?;
    // The station looks at pictures in a child of its own program, which is this one.
    if word == CLEAN_PHOTO {
        return Some(community::cli::run([name, word].into_iter().chain(args)));
    }
    if word != GATEWAY && word != STATION {
        return None;
    }
    // Whatever ends the demo, kill -9 too, ends them.
    let on_death = Some(rustix::process::Signal::TERM);
    if rustix::process::set_parent_process_death_signal(on_death).is_err() {
        return Some(ExitCode::FAILURE);
    }
    let args = std::iter::once(name).chain(args);
    Some(if word == GATEWAY { gateway::cli::run(args) } else { community::cli::run(args) })
}

/// Shows the evening.
///
/// # Errors
///
/// When it cannot be set up on this machine, or the gateway ends by itself.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    let (host, port, _broker) = broker(options)?;
    let speed = options.speed.unwrap_or_else(pace::of_this_machine);
    let life = Resident::evening(options.seed, lead(speed));
    let station =
        Subscriber::start((&host, port), None, &format!("hearth/v1/{COMMUNITY}/{HOME}/#"))?;
    let mut wishes = Wishes::new(life.clone(), port);
    wishes.broker = format!("mqtt://{host}:{port}");
    (wishes.speed, wishes.seed) = (speed, options.seed);
    wishes.capture = options.capture.is_some();
    let mut home = Home::new(Program::itself(GATEWAY)?, wishes)?;

    let mut screen = Screen::new(&life)?;
    let which =
        hall::Evening { seed: options.seed, speed, start: life.start, broker: (&host, port) };
    let hall = (!options.no_station).then(|| Hall::open(&Program::itself(STATION)?, &which));
    let hall = hall.transpose()?;
    screen.begins(
        (speed, options.speed.is_some()),
        &home.wishes().broker,
        hall.as_ref().map(Hall::says),
    )?;
    let mut daemon = home.begin()?;
    let (desk, station) = (Desk::default(), &station);
    let mut evening = Evening { home: &home, station, hall, desk, heard: 0, told: 0 };
    let shown = evening.show(&mut daemon, &stop, &mut screen);
    let hall = evening.hall.take();
    let neighbours = hall.as_ref().map_or(0, Hall::calls_for_neighbours);
    let stopped = daemon.stop();
    let closed = hall.map_or(Ok(()), Hall::close);
    screen.ends(speed, home.living()?.seen().latest)?;
    if neighbours > 0 {
        screen.says(&format!("The station sent {neighbours} texts about the neighbours, too."))?;
    }
    shown?;
    stopped.context("the gateway had to be killed")?;
    closed.context("the station did not end well")?;
    if let Some(file) = &options.capture {
        compress(&home.capture(), file)?;
        screen.says(&format!("The lines' bytes are in {}.", file.display()))?;
    }
    Ok(())
}

/// The broker that is asked for, or our own.
fn broker(options: &Options) -> anyhow::Result<(String, u16, Option<Broker>)> {
    let Some(url) = &options.broker else {
        let broker = Broker::start_at(0, Rules::default(), Limits::TRYING_OUT)
            .context("no port on loopback for the demo's broker; is networking off here?")?;
        return Ok(("127.0.0.1".to_owned(), broker.port(), Some(broker)));
    };
    let address = url.strip_prefix("mqtt://").map(|rest| rest.trim_end_matches('/'));
    let parts = address.and_then(|rest| rest.rsplit_once(':').or(Some((rest, "1883"))));
    let Some((host, Ok(port))) = parts.map(|(host, port)| (host, port.parse())) else {
        bail!("{url} is no broker like mqtt://127.0.0.1:1883");
    };
    if options.speed != Some(1) && !matches!(host, "127.0.0.1" | "localhost") {
        bail!("a home that lives faster makes up the time of day: with {host} use --speed 1");
    }
    Ok((host.to_owned(), port, None))
}

/// The first thing happens two seconds after the start, and the home needs some of its own time to
/// listen first.
fn lead(speed: u32) -> Duration {
    Duration::from_secs(u64::from(speed) * 2)
        .clamp(Duration::from_secs(6), Duration::from_secs(120))
}

/// What is shown, and how far.
struct Evening<'a> {
    home: &'a Home,
    station: &'a Subscriber,
    hall: Option<Hall>,
    desk: Desk,
    heard: usize,
    told: usize,
}

impl Evening<'_> {
    /// Until the evening is over or somebody has seen enough.
    fn show(
        &mut self,
        daemon: &mut Daemon,
        stop: &Stop,
        screen: &mut Screen,
    ) -> anyhow::Result<()> {
        let end = self.home.wishes().life.end;
        loop {
            let seen = self.home.living()?.seen();
            if let Some(error) = seen.failed {
                bail!("the virtual lines fail: {error}");
            }
            self.tell(seen.now, screen)?;
            if stop.is_wanted() {
                return Ok(());
            }
            if seen.now >= end {
                std::thread::sleep(LAST_WORDS);
                return self.tell(end, screen);
            }
            if !daemon.is_running() {
                bail!("the gateway has ended:\n{}", daemon.log().join("\n"));
            }
            if let Some(why) = self.hall.as_mut().and_then(Hall::failed) {
                bail!("the station has ended:\n{why}");
            }
            std::thread::sleep(EVERY);
        }
    }

    /// Everything that is new.
    fn tell(&mut self, now: Mono, screen: &mut Screen) -> anyhow::Result<()> {
        let life = &self.home.wishes().life;
        let happened = life.moments.iter().skip(self.told).take_while(|it| it.at <= now);
        let happened: Vec<_> = happened.collect();
        self.told += happened.len();
        for moment in happened {
            screen.happens(moment)?;
        }
        // Who says that they go has said so before the home says that somebody acts.
        for said in self.hall.iter().flat_map(Hall::answers) {
            screen.calls(now, &said.words, &said.message)?;
        }
        for message in self.station.heard_from(self.heard) {
            self.heard += 1;
            self.desk.hear(now, &message);
            screen.hears(now, &message)?;
        }
        if let Some(hall) = &mut self.hall {
            for said in hall.calls(now)? {
                screen.calls(now, &said.words, &said.message)?;
                if let Some(page) = said.page {
                    screen.says(&format!("            as on a telephone: {page}"))?;
                }
            }
            return Ok(());
        }
        // Without a station somebody at a desk accepts all the same.
        while let Some((topic, payload)) = self.desk.poll_command(now) {
            screen.commands(now, &topic, &payload)?;
            self.station.publish(&topic, &payload)?;
        }
        Ok(())
    }
}
