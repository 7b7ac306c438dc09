//! Which sensors are there, and what does a line need to know of its own?
//!
//! A new family of sensors is a file with its `scan` and its machine, a row in [`SENSORS`] and a
//! variant of [`crate::Driver`].

use core::time::Duration;

use serde::{Deserialize, Serialize};

/// What the first bytes of a buffer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A whole frame of so many bytes (never 0).
    Frame(usize),
    /// No frame begins at the first byte.
    Noise(Noise),
    /// A frame may begin here; more bytes will tell.
    Short,
}

/// Why bytes were no frame. Each is a counter in `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Noise {
    /// Not how a frame begins.
    Sync,
    /// A length that no frame of this family has.
    Length,
    /// The sum over the bytes is wrong.
    Checksum,
    /// The sum is right and the end mark is not there.
    Tail,
    /// A value that the family cannot hold.
    Value,
    /// The bytes ended (or paused too long) in the middle of a frame.
    Short,
}

/// Which of the things behind one line a reading is about: 0 for a sensor alone on its line. On a
/// bus, the devices and their inputs in the order of the configuration: a device first, then its
/// inputs, then the next device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(pub u8);

/// How many devices may share a line: more than a home has, and a poll of all of them still takes
/// less than ten seconds when every one is silent.
pub const MAX_DEVICES: usize = 8;

/// How many inputs a device may have.
pub const MAX_INPUTS: usize = 16;

/// What an input of a contact module stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// The door of the home.
    Entrance,
    /// Any other door or window.
    Door,
    /// A smoke alarm's relay.
    Smoke,
    /// A gas alarm's relay.
    Gas,
    /// A CO alarm's relay.
    Co,
    /// A call button or pull cord.
    Sos,
    /// Mains power.
    Mains,
}

/// One input of a contact module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Which bit of the reply, 0 for the first.
    pub bit: u8,
    /// What it stands for.
    pub means: Means,
    /// The bit's value when the door is closed (`entrance`, `door`), or when the alarm is on
    /// (the others; for `mains`, when power is lost).
    pub when: bool,
}

/// One device on a bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its address on the bus; 0 stands for any (on a bench, in `decode`).
    pub unit: u8,
    /// What it is: a model of the line's sensor.
    pub model: &'static Model,
    /// Its inputs in use.
    pub inputs: heapless::Vec<Input, MAX_INPUTS>,
}

/// A variant of a sensor that a configuration can name.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    /// As in the configuration: `ze15-co`.
    pub name: &'static str,
    /// How long after power-up its values mean nothing.
    pub warm_up: Duration,
    /// Without a valid frame for so long, it is silent.
    pub quiet: Duration,
    /// What it measures or watches, for `docs/sensors.md` and the home's plan.
    pub watches: Watches,
}

/// What a model watches: decides which alarms its silence raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watches {
    /// A person: presence, bed, vitals.
    Person,
    /// Carbon monoxide.
    Co,
    /// Combustible gas.
    Gas,
    /// Contacts: what its inputs mean is in the configuration.
    Contacts,
}

/// A kind of sensor: one row of [`SENSORS`].
pub struct Sensor {
    /// As in the configuration and on the command line: `r60abd1`.
    pub name: &'static str,
    /// Its models; the first is meant where none is named.
    pub models: &'static [Model],
    /// Whether a line must name its model (or its devices), because guessing would mis-scale.
    pub model_required: bool,
    /// Whether several devices share the line, each with an address.
    pub is_bus: bool,
    /// Line speed; every line is 8N1.
    pub baud: u32,
    /// How long after the person has left the bed the sensor says so, at least; zero where it has
    /// no such delay (R60ABD1: 30 s).
    pub exit_delay: Duration,
    /// Framing.
    pub scan: fn(&[u8]) -> Scan,
}

/// Every kind of sensor that Hearth can read.
pub static SENSORS: &[Sensor] = &[];

/// The sensor of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sensor> {
    SENSORS.iter().find(|sensor| sensor.name == name)
}
