//! Which sensors are there, and what does a line need to know of its own?
//!
//! A new family of sensors is a file with its `scan` and its machine, a row in [`SENSORS`] and a
//! variant of [`Driver`].

use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::bus::modbus;
use crate::driver::Driver;
use crate::gas::winsen;
use crate::radar::micradar;

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

impl Noise {
    /// Every kind, in the order in which `status` shows them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Sync, Self::Length, Self::Checksum, Self::Tail, Self::Value, Self::Short];
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
    /// How long after the person has left the bed it says so, at least; zero where it has no such
    /// delay.
    pub exit_delay: Duration,
    /// What it measures or watches, for `docs/sensors.md` and the home's plan.
    pub watches: Watches,
    /// How many inputs it has; 0 where it is no contact module.
    pub inputs: u8,
    /// What its family's driver must know to read it.
    pub(crate) reads: Reads,
}

/// How a model's frames are to be read: for its family's driver alone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// A radar of the 53 59 family, with one of two maps of messages.
    Micradar(micradar::Firmware),
    /// A gas module of the Winsen family.
    Winsen(winsen::Module),
    /// A device on a Modbus line.
    Modbus(modbus::Map),
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
    /// Framing.
    pub scan: fn(&[u8]) -> Scan,
    /// Meaning: makes the machine.
    pub(crate) driver: fn(&Setup) -> Driver,
}

impl Sensor {
    /// Its model of that name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&'static Model> {
        self.models.iter().find(|model| model.name == name)
    }
}

impl fmt::Debug for Sensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sensor").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Two sensors of one name are one: the name is what a configuration knows.
impl PartialEq for Sensor {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Sensor {}

/// Every kind of sensor that Hearth can read.
pub static SENSORS: &[Sensor] = &[micradar::SENSOR, winsen::SENSOR, modbus::SENSOR];

/// The sensor of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sensor> {
    SENSORS.iter().find(|sensor| sensor.name == name)
}

/// What a driver must know of the line that it listens to.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What is connected.
    pub sensor: &'static Sensor,
    /// Its variant, if somebody has said so.
    pub model: Option<&'static Model>,
    /// What shares the line, in the order of the configuration. A bus without any is only
    /// listened to: nothing is asked, and what every device of the family says alike is read.
    pub devices: heapless::Vec<Device, MAX_DEVICES>,
    /// Whether its values count from the first frame on, as on a bench and in `decode`.
    pub warmed_up: bool,
}

impl Setup {
    /// A sensor in a home. Devices of a bus are pushed into [`Self::devices`].
    #[must_use]
    pub const fn alone(sensor: &'static Sensor, model: Option<&'static Model>) -> Self {
        Self { sensor, model, devices: heapless::Vec::new(), warmed_up: false }
    }

    /// A sensor on a bench, whose bytes somebody wants explained: warmed up, and on a bus whatever
    /// unit answers is the named model.
    #[must_use]
    pub fn bench(sensor: &'static Sensor, model: Option<&'static Model>) -> Self {
        let any = |model| Device { unit: ANY_UNIT, model, inputs: heapless::Vec::new() };
        let devices = model.filter(|_| sensor.is_bus).map(any).into_iter().collect();
        Self { sensor, model, devices, warmed_up: true }
    }
}

/// The address that stands for any device of a bus ([`Device::unit`]): a Modbus broadcast, to which
/// no device answers.
pub(crate) const ANY_UNIT: u8 = 0;
