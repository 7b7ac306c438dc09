//! What must a line know of its sensor? The rows of the table of sensors, and what a home says of
//! the things behind a line.
//!
//! No family is named here: a family is a file with its row, its framing and its machine, and
//! [`crate::driver`] lists them all.

use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::machine::MOST_OF_A_FRAME;
use crate::scan::Scan;

/// How many devices a line has room for; how many may share one is its sensor's own limit
/// ([`Addressed::most`]), which is no larger.
pub const MAX_DEVICES: usize = 32;

/// How many inputs a device may have.
pub const MAX_INPUTS: usize = 16;

const _: () = assert!(MAX_INPUTS < MOST_OF_A_FRAME, "a module says all of its inputs at once");

/// The longest name that a device can be addressed by.
pub const LONGEST_NAME: usize = 32;

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

/// By what a device that shares its line is told from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A number that is set on the device (Modbus).
    Unit(u8),
    /// A number that the maker burnt in (EnOcean: 32 bits, RFXtrx: 24).
    Id(u32),
    /// A name that somebody gave (zigbee2mqtt).
    Name(heapless::String<LONGEST_NAME>),
}

/// How the devices that share a line are told apart, and how many may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The addresses that they can have.
    pub by: Addresses,
    /// How many may share a line: for the family's own reason, at most [`MAX_DEVICES`].
    pub most: usize,
}

/// The addresses that the devices of a family can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// From one unit to another.
    Units(u8, u8),
    /// Up to the largest id.
    Ids(u32),
    /// Names of at most [`LONGEST_NAME`] bytes.
    Names,
}

/// One device that shares its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Which of them; [`ANY_DEVICE`] stands for any (on a bench, in `decode`).
    pub address: Address,
    /// What it is: a model of the line's sensor.
    pub model: &'static Model,
    /// Its inputs in use.
    pub inputs: heapless::Vec<Input, MAX_INPUTS>,
}

/// The address that stands for any device: a Modbus broadcast, to which no device answers.
pub const ANY_DEVICE: Address = Address::Unit(0);

/// A variant of a sensor that a configuration can name.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    /// As in the configuration: `ze15-co`.
    pub name: &'static str,
    /// How long after power-up its values are not to be relied on.
    pub warm_up: Duration,
    /// Without a valid frame for so long, it is silent; `None` for a sensor that has no deadline
    /// (it speaks only when something happens). What it does may shorten this: see
    /// [`crate::Line::quiet`].
    pub quiet: Option<Duration>,
    /// How long after the person has left the bed it says so, at least; zero where it has no such
    /// delay.
    pub exit_delay: Duration,
    /// What it measures or watches, for `docs/sensors.md` and the home's plan.
    pub watches: Watches,
    /// How many inputs it has; 0 where it is no contact module.
    pub inputs: u8,
}

/// What a model watches: decides which alarms its silence raises. A set: some watch several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watches(u8);

impl Watches {
    /// A person closely: bed, heart, breath.
    pub const PERSON: Self = Self(1);
    /// Whether somebody is in a room, and moves.
    pub const ROOM: Self = Self(1 << 1);
    /// Carbon monoxide.
    pub const CO: Self = Self(1 << 2);
    /// Combustible gas.
    pub const GAS: Self = Self(1 << 3);
    /// Smoke.
    pub const SMOKE: Self = Self(1 << 4);
    /// Contacts: what its inputs mean is in the configuration.
    pub const CONTACTS: Self = Self(1 << 5);

    /// This and the other.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it watches something of `what`.
    #[must_use]
    pub const fn has(self, what: Self) -> bool {
        self.0 & what.0 != 0
    }
}

/// What a radar looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A bed, and who is in it.
    Bed,
    /// A room.
    Room,
}

/// How the bits of a byte are guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// Not at all.
    None,
    /// An even number of ones.
    Even,
    /// An odd number of ones.
    Odd,
}

/// Speed and form of the bytes of a line; eight data bits always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineSettings {
    /// Bits per second.
    pub baud: u32,
    /// Parity.
    pub parity: Parity,
    /// Stop bits: 1 or 2.
    pub stop_bits: u8,
}

impl LineSettings {
    /// 8N1 at this speed.
    #[must_use]
    pub const fn at(baud: u32) -> Self {
        Self { baud, parity: Parity::None, stop_bits: 1 }
    }
}

/// `9600 8E1`.
impl fmt::Display for LineSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parity = match self.parity {
            Parity::None => 'N',
            Parity::Even => 'E',
            Parity::Odd => 'O',
        };
        write!(f, "{} 8{parity}{}", self.baud, self.stop_bits)
    }
}

/// By what way a sensor's words come. Whatever it is, they come as frames of bytes, so that capture,
/// replay and decode work for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A serial port.
    Serial,
    /// The modem lines of a serial port, or the pins of the box: a pseudo-frame for each change.
    Pins,
    /// A broker on this box: a pseudo-frame for each message.
    Mqtt,
}

/// A kind of sensor: one row of [`crate::SENSORS`].
pub struct Sensor {
    /// As in the configuration and on the command line: `r60abd1`.
    pub name: &'static str,
    /// Its models; the first is meant where none is named.
    pub models: &'static [Model],
    /// Whether a line must name its model (or its devices), because guessing would mis-scale.
    pub model_required: bool,
    /// By what way it speaks.
    pub medium: Medium,
    /// How its line can be set, in the order in which it is tried; the first is the usual one.
    pub settings: &'static [LineSettings],
    /// How its devices are told apart, where several share the line; `None` where it is alone.
    pub addressed: Option<Addressed>,
    /// Whether only one may speak at a time: then writing ends what was being heard.
    pub half_duplex: bool,
    /// A pause of so long ends a frame: what lies complete behind an unfinished one is then found.
    pub gap: Duration,
    /// Its longest frame, bytes: so much a line must be able to hold.
    pub longest: usize,
    /// Whether its sums are strong enough to tell a frame by: a valid one inside an unfinished one
    /// is then believed as soon as it is complete, without waiting for a pause.
    pub is_strong: bool,
    /// Framing.
    pub scan: fn(&[u8]) -> Scan,
}

impl Sensor {
    /// Its model of that name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&'static Model> {
        self.models.iter().find(|model| model.name == name)
    }

    /// Whether several devices share its line, each with an address.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.addressed.is_some()
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

/// What a line must know of what hangs on it.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What is connected.
    pub sensor: &'static Sensor,
    /// Its variant, if somebody has said so.
    pub model: Option<&'static Model>,
    /// What it looks at, if somebody has said so.
    pub role: Option<Role>,
    /// What shares the line, in the order of the configuration. A bus without any is only
    /// listened to: nothing is asked, and what every device of the family says alike is read.
    pub devices: heapless::Vec<Device, MAX_DEVICES>,
    /// Whether it is known to have had power for long, as on a bench, in `decode`, and where only
    /// the daemon was started anew: its values count from the first frame on.
    pub warmed_up: bool,
}

impl Setup {
    /// A sensor in a home. Devices that share its line are pushed into [`Self::devices`].
    #[must_use]
    pub const fn alone(sensor: &'static Sensor, model: Option<&'static Model>) -> Self {
        Self { sensor, model, role: None, devices: heapless::Vec::new(), warmed_up: false }
    }

    /// A sensor on a bench, whose bytes somebody wants explained: warmed up, and on a bus whatever
    /// unit answers is the named model.
    #[must_use]
    pub fn bench(sensor: &'static Sensor, model: Option<&'static Model>) -> Self {
        let any = |model| Device { address: ANY_DEVICE, model, inputs: heapless::Vec::new() };
        let devices = model.filter(|_| sensor.is_shared()).map(any).into_iter().collect();
        Self { devices, warmed_up: true, ..Self::alone(sensor, model) }
    }

    /// The model that is meant: the one that was named, else the family's first.
    #[must_use]
    pub fn meant(&self) -> Option<&'static Model> {
        self.model.or_else(|| self.sensor.models.first())
    }
}
