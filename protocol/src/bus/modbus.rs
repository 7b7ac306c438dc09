//! Being written.

use core::time::Duration;

use crate::driver::{Driver, Heard, Readings, Transmit};
use crate::reading::Reading;
use crate::sensor::{Model, Noise, Reads, Scan, Sensor, Setup, Watches};
use crate::time::Mono;

pub(crate) const SENSOR: Sensor = Sensor {
    name: "modbus",
    models: MODELS,
    model_required: true,
    is_bus: true,
    baud: 9_600,
    scan,
    driver,
};

static MODELS: &[Model] = &[
    Model {
        name: "waveshare-di8",
        warm_up: Duration::from_secs(0),
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(0),
        watches: Watches::Contacts,
        reads: Reads::Modbus(Map::WaveshareDi8),
    },
    Model {
        name: "jxbs-3001-co",
        warm_up: Duration::from_secs(0),
        quiet: Duration::from_secs(10),
        exit_delay: Duration::from_secs(0),
        watches: Watches::Co,
        reads: Reads::Modbus(Map::Jxbs3001Co),
    },
];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Map {
    WaveshareDi8,
    Jxbs3001Co,
}

fn scan(bytes: &[u8]) -> Scan {
    if bytes.is_empty() { Scan::Short } else { Scan::Noise(Noise::Sync) }
}

fn driver(_setup: &Setup) -> Driver {
    Driver::Modbus(Modbus { readings: Readings::default() })
}

/// Being written.
#[derive(Debug)]
pub struct Modbus {
    readings: Readings,
}

impl Modbus {
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
