//! Which families of sensors are there?
//!
//! The one list. A family is a file with its row (`SENSOR`), its framing and its machine, and a line
//! here; the macro makes of the list the table [`SENSORS`], the enum behind a line and its dispatch.
//! Plain data, no `dyn`, no allocation.

use crate::bus::modbus;
use crate::gas::winsen;
use crate::machine::{Heard, Machine, Quiet, Readings, Source, Transmit};
use crate::radar::{ld2410, micradar};
use crate::sensor::{Model, Sensor, Setup};
use crate::time::Mono;

/// Writes the enum, its dispatch and the table of sensors from the list of families.
macro_rules! drivers {
    (
        machines { $($(#[$doc:meta])* $variant:ident($machine:ty) = $row:expr;)* }
        plain { $($read:expr, $plain_row:expr;)* }
    ) => {
        /// Every kind of sensor that Hearth can read.
        pub static SENSORS: &[Sensor] = &[$($row,)* $($plain_row,)*];

        /// The machine behind one line: a variant per family.
        #[derive(Debug)]
        #[expect(clippy::large_enum_variant, reason = "one a line, never moved, and no allocator")]
        pub(crate) enum Driver {
            $($(#[$doc])* $variant($machine),)*
            /// A family whose frames each speak for themselves.
            Plain(Plain),
        }

        impl Driver {
            /// The machine for a line.
            pub(crate) fn new(setup: &Setup) -> Self {
                let name = setup.sensor.name;
                $(if name == $row.name { return Self::$variant(<$machine>::new(setup)); })*
                $(if name == $plain_row.name { return Self::Plain(Plain { read: $read }); })*
                Self::Plain(Plain { read: unknown })
            }
        }

        impl Machine for Driver {
            fn handle_frame(&mut self, at: Mono, frame: &[u8], readings: &mut Readings) -> Heard {
                drivers!(@each self d [$($variant)*] d.handle_frame(at, frame, readings))
            }

            fn handle_port(&mut self, at: Mono, up: bool) {
                drivers!(@each self d [$($variant)*] d.handle_port(at, up));
            }

            fn handle_sent(&mut self, at: Mono, bytes: &[u8]) {
                drivers!(@each self d [$($variant)*] d.handle_sent(at, bytes));
            }

            fn handle_timeout(&mut self, now: Mono) {
                drivers!(@each self d [$($variant)*] d.handle_timeout(now));
            }

            fn poll_timeout(&self) -> Option<Mono> {
                drivers!(@each self d [$($variant)*] d.poll_timeout())
            }

            fn poll_transmit(&mut self) -> Option<Transmit> {
                drivers!(@each self d [$($variant)*] d.poll_transmit())
            }

            fn firmware(&self) -> Option<&str> {
                drivers!(@each self d [$($variant)*] d.firmware())
            }

            fn quiet(&self) -> Option<Quiet> {
                drivers!(@each self d [$($variant)*] d.quiet())
            }
        }
    };
    (@each $self:ident $driver:ident [$($variant:ident)*] $call:expr) => {
        match $self {
            $(Self::$variant($driver) => $call,)*
            Self::Plain($driver) => $call,
        }
    };
}

drivers! {
    machines {
        /// Radars of the 53 59 family.
        Micradar(micradar::Micradar) = micradar::SENSOR;
        /// Gas modules of the Winsen family.
        Winsen(winsen::Winsen) = winsen::SENSOR;
        /// Devices on a Modbus line.
        Modbus(modbus::Modbus) = modbus::SENSOR;
    }
    plain {
        ld2410::read, ld2410::SENSOR;
    }
}

/// The sensor of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Sensor> {
    SENSORS.iter().find(|sensor| sensor.name == name)
}

/// The sensor that a name stands for, and its model where it is a model's: people write `c1001` for
/// the sensor that it is a model of.
#[must_use]
pub fn find_by_any_name(name: &str) -> Option<(&'static Sensor, Option<&'static Model>)> {
    let of_model = || SENSORS.iter().find_map(|sensor| Some((sensor, Some(sensor.model(name)?))));
    find(name).map(|sensor| (sensor, None)).or_else(of_model)
}

/// The machine of a family without memory: one function from a frame to its name and its readings.
#[derive(Debug)]
pub(crate) struct Plain {
    read: fn(&[u8], &mut Readings) -> &'static str,
}

impl Machine for Plain {
    fn handle_frame(&mut self, _at: Mono, frame: &[u8], readings: &mut Readings) -> Heard {
        Heard::from((self.read)(frame, readings), Source(0))
    }
}

/// A row that is not in the list: its frames are found, and say nothing.
fn unknown(_frame: &[u8], _readings: &mut Readings) -> &'static str {
    "unknown"
}
