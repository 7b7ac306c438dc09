//! Being written.

use core::time::Duration;

use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::Reading;
use crate::sensor::{Model, Noise, Reads, Scan, Sensor, Setup, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "winsen",
    models: MODELS,
    model_required: true,
    is_bus: false,
    baud: 9_600,
    scan,
    driver,
};

static MODELS: &[Model] = &[
    Model {
        name: "ze07-co",
        warm_up: Duration::from_secs(180),
        quiet: Duration::from_secs(5),
        exit_delay: Duration::from_secs(0),
        watches: Watches::Co,
        reads: Reads::Winsen(Module::Ze07Co),
    },
    Model {
        name: "ze15-co",
        warm_up: Duration::from_secs(30),
        quiet: Duration::from_secs(5),
        exit_delay: Duration::from_secs(0),
        watches: Watches::Co,
        reads: Reads::Winsen(Module::Ze15Co),
    },
];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Module {
    Ze07Co,
    Ze15Co,
}

fn scan(bytes: &[u8]) -> Scan {
    if bytes.is_empty() { Scan::Short } else { Scan::Noise(Noise::Sync) }
}

fn driver(_setup: &Setup) -> Driver {
    Driver::Winsen(Winsen { readings: Readings::default() })
}

/// Being written.
#[derive(Debug)]
pub struct Winsen {
    readings: Readings,
}

impl Winsen {
    pub(crate) fn handle_line(&mut self, _at: Mono, _up: bool) {}
    pub(crate) fn handle_frame(&mut self, _at: Mono, _frame: &[u8]) -> Heard {
        Heard { message: "unknown", source: None }
    }
    pub(crate) fn handle_sent(&mut self, _at: Mono, _bytes: &[u8]) {}
    pub(crate) fn handle_timeout(&mut self, _now: Mono) {}
    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        None
    }
    pub(crate) fn poll_reading(&mut self) -> Option<(crate::Source, Reading)> {
        self.readings.pop()
    }
    pub(crate) fn poll_transmit(&mut self) -> Option<Transmit> {
        None
    }
}
