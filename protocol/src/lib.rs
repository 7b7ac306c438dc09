//! What do these bytes say?
//!
//! Bytes of a serial line go in, [`Reading`]s come out, and bytes for the device too. No time is
//! read here, nothing is allocated, and no file or socket can be named: the same code runs live, in
//! a replay and in a fuzzer.
//!
//! Begin with [`Line`]: it is the whole of a serial line behind one face. Below it a sensor has two
//! halves:
//!
//! * *Framing* is [`Sensor::scan`]: a pure function from the first bytes of a buffer to a [`Scan`].
//!   One [`Decoder`] feeds it, goes one byte forward on noise and counts every stretch of it.
//! * *Meaning* is a machine with the verbs of the house. It knows which variant it has recognised,
//!   withholds what a device only repeats, polls a bus, and turns one frame into any number of
//!   readings.
//!
//! Arrows go one way:
//!
//! ```text
//!  scan, reading, time ◀─ machine (verbs) ◀─ sensor (rows) ◀─ radar, gas, bus ◀─ driver ◀─ line
//!                                                  ▲────────── decoder ◀──────────────────┘
//! ```
#![no_std]
#![forbid(unsafe_code)]

mod bus;
mod checksum;
mod decoder;
mod drift;
mod driver;
mod gas;
mod line;
mod machine;
mod radar;
mod reading;
mod scan;
mod sensor;
mod time;

pub use decoder::{Decoder, Found, Stretch};
pub use driver::{SENSORS, find, find_by_any_name};
pub use line::{Item, Line, STALL};
pub use machine::{Heard, LONGEST_TRANSMIT, Quiet, Source, Transmit};
pub use reading::{
    Breathing, Contact, Fault, Lel, Millimetres, Motion, NightSummary, PerMinute, Ppm, Quantity,
    Reading, SleepStage, Target, Zone,
};
pub use scan::{Noise, NoiseCounts, NoiseKind, Scan};
pub use sensor::{
    ANY_DEVICE, Address, Addressed, Addresses, Device, Input, LONGEST_NAME, LineSettings,
    MAX_DEVICES, MAX_INPUTS, Means, Medium, Model, Parity, Role, Sensor, Setup, Watches,
};
pub use time::Mono;
