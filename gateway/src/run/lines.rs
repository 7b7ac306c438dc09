//! What hangs on the lines, and who listens to them?

use std::time::Duration;

use alerts::{ClockQuality, Mono};
use config::Config;
use tokio::sync::mpsc;

use crate::capture::{Followed, Recorder};
use crate::clock::{self, Clock};
use crate::core::{Core, LineId};
use crate::engine::Seat;
use crate::line::{self, Ends, Listener, Opener, Teller};
use crate::search::Search;
use crate::wiring::Wiring;

/// Frames for one device: a start-up sends a dozen, spaced.
const WRITES: usize = 8;

/// A box that has run for so long has sensors that have had power for as long: three times what the
/// slowest of them needs to warm up.
const WARM_AFTER: Duration = Duration::from_secs(15 * 60);

/// Starts listening on a line.
pub(super) fn seat(line: &config::Line, id: usize, clock: &Clock, heard: &Teller) -> Seat {
    let (orders, orders_rx) = mpsc::channel(WRITES);
    let ends = Ends { heard: heard.another(), orders: orders_rx };
    let settings = line.settings.map_or_else(|| line.sensor.settings.to_vec(), |one| vec![one]);
    let search = Search::new(settings.len());
    let (name, path) = (line.name.clone(), line.path.clone());
    let reopen_after = reopen_after(line);
    let listened = Listener { id: LineId(id), name, path, settings, reopen_after };
    tokio::spawn(line::run(listened, clock.clone(), Opener::default(), ends));
    Seat {
        name: line.name.clone(),
        path: line.path.display().to_string(),
        sensor: line.sensor.name,
        room: line.room.clone(),
        orders,
        search,
        unsent: 0,
    }
}

/// A line is opened anew when all that hangs on it has been silent for longer than any of it may be.
fn reopen_after(line: &config::Line) -> Option<Duration> {
    let alone = line.model.or_else(|| line.sensor.models.first());
    let devices = line.devices.iter().map(|device| device.model);
    let models = devices.chain(alone.filter(|_| !line.sensor.is_shared()));
    let quiet: Option<Vec<_>> = models.map(|model| model.quiet).collect();
    Some((quiet?.into_iter().max()? * 3).max(line::REOPEN_AFTER))
}

/// What hangs on which line. On a box that has run for long, only the daemon was started anew.
pub(super) fn wiring(config: &Config, boot: u32) -> Wiring {
    let mut wiring = Wiring::from_config(&config.lines);
    if boot > 1 && clock::machine_has_run_for() >= WARM_AFTER {
        wiring.warm_up();
    }
    wiring
}

/// Begins the capture that the configuration asks for.
pub(super) fn recorder(config: &Config, core: &Core, clock: ClockQuality) -> Option<Recorder> {
    let capture = config.capture.as_ref()?;
    let follows = |name: &String| capture.lines.is_empty() || capture.lines.contains(name);
    let lines: Vec<_> = config
        .lines
        .iter()
        .map(|line| Followed {
            name: &line.name,
            sensor: line.sensor.name,
            model: line.model.map(|model| model.name),
            recorded: follows(&line.name),
        })
        .collect();
    let length = Duration::from_secs(u64::from(capture.minutes) * 60);
    let start = core.home().when(Mono::ZERO);
    match Recorder::create(&capture.file, start, clock, &lines, length) {
        Ok(recorder) => {
            tracing::info!(file = %capture.file.display(), minutes = capture.minutes, "recording");
            Some(recorder)
        }
        Err(error) => {
            tracing::warn!(%error, "no capture is recorded");
            None
        }
    }
}
