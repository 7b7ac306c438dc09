//! Being written.

use core::time::Duration;

use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::Reading;
use crate::sensor::{Model, Noise, Reads, Scan, Sensor, Setup, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "r60abd1",
    models: MODELS,
    model_required: false,
    is_bus: false,
    baud: 115_200,
    scan,
    driver,
};

static MODELS: &[Model] = &[
    Model {
        name: "r60abd1",
        warm_up: Duration::from_secs(0),
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(30),
        watches: Watches::Person,
        reads: Reads::Micradar(Firmware::Late),
    },
    Model {
        name: "c1001",
        warm_up: Duration::from_secs(0),
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(30),
        watches: Watches::Person,
        reads: Reads::Micradar(Firmware::Late),
    },
    Model {
        name: "mr60bha1",
        warm_up: Duration::from_secs(0),
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(40),
        watches: Watches::Person,
        reads: Reads::Micradar(Firmware::Unclear),
    },
];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Firmware {
    Late,
    Unclear,
}

fn scan(bytes: &[u8]) -> Scan {
    if bytes.is_empty() { Scan::Short } else { Scan::Noise(Noise::Sync) }
}

fn driver(_setup: &Setup) -> Driver {
    Driver::Micradar(Micradar { readings: Readings::default() })
}

/// Being written.
#[derive(Debug)]
pub struct Micradar {
    readings: Readings,
}

impl Micradar {
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
    pub(crate) fn firmware(&self) -> Option<&str> {
        None
    }
}
