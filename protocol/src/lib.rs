//! What do these bytes say?
//!
//! Bytes of a serial line go in, [`Reading`]s come out, and bytes for the device too. No time is
//! read here, nothing is allocated, and no file or socket can be named: the same code runs live, in
//! a replay and in a fuzzer.
//!
//! A sensor is a row of [`SENSORS`] and has two halves:
//!
//! * *Framing* is [`Sensor::scan`]: a pure function from the first bytes of a buffer to a [`Scan`].
//!   One [`Decoder`] feeds it, goes one byte forward on noise and counts every stretch of it.
//! * *Meaning* is a [`Driver`]: a small machine with the four verbs of the house and
//!   [`Driver::poll_transmit`]. It knows which variant it has recognised, withholds what a device
//!   only repeats, polls a bus, and turns one frame into any number of readings.
#![no_std]
#![forbid(unsafe_code)]

mod bus;
mod checksum;
mod decoder;
mod driver;
mod gas;
mod radar;
mod reading;
mod sensor;
mod time;

pub use decoder::{Decoder, Item, NoiseCounts};
pub use driver::{Driver, Heard, Transmit};
pub use reading::{
    Breathing, Contact, Fault, Lel, Millimetres, Motion, NightSummary, PerMinute, Ppm, Quantity,
    Reading, SleepStage,
};
pub use sensor::{
    Device, Input, MAX_DEVICES, MAX_INPUTS, Means, Model, Noise, SENSORS, Scan, Sensor, Setup,
    Source, Watches, find,
};
pub use time::Mono;
