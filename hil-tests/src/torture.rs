//! What still holds when everything is broken on purpose?
//!
//! Each row breaks one thing, on purpose and by seed, around the real program: its disk (by a shim),
//! its broker, its lines, its clock, its own life. What happened at the wire is known to the rig,
//! and what must hold is the contract: no alarm is lost, an id is one message, an alarm is out in
//! two seconds, the log says it in a sentence, and the daemon comes back by itself.
//!
//! A row is a `Case` of a family's file; [`run`] runs them and gives [`Row`]s.
//!
//! * `stage`: a home with radars, a broker that writes down what it gets, and the daemon.
//! * `account`: the difference between the wire and the broker.
//! * `wire`: the radars, whose calls for help are counted; `fill`: many of them, that wait.
//! * `shim`, `powercut`: the disk.
//! * `proof`: what a row found.

mod account;
mod broker;
mod clock;
mod damage;
mod disk;
mod fill;
mod hostile;
mod kill;
mod outage;
mod power;
mod powercut;
mod proof;
mod run;
mod serial;
mod shim;
mod soak;
mod stage;
mod store;
mod wire;

use std::path::PathBuf;

pub use run::{Row, run, table};

/// What kinds of things are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Family {
    /// The daemon is killed.
    Kill,
    /// The power is cut.
    Power,
    /// The broker misbehaves.
    Broker,
    /// The disk misbehaves.
    Disk,
    /// The files of the store are not what they were.
    Store,
    /// The serial lines misbehave.
    Serial,
    /// The wall clock jumps.
    Clock,
    /// Somebody sends what nobody should.
    Hostile,
    /// The broker is away for a week.
    Outage,
    /// A flood of frames for a long time.
    Soak,
}

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Chance.
    pub seed: u64,
    /// A tenth or less of everything that is counted.
    pub short: bool,
    /// Only this family.
    pub only: Option<Family>,
    /// Only rows whose fault contains this.
    pub row: Option<String>,
    /// A `hearth` that was built elsewhere.
    pub hearth: Option<PathBuf>,
}

impl Options {
    /// So many times, or so many in the short form.
    const fn times(&self, long: u32, short: u32) -> u32 {
        if self.short { short } else { long }
    }
}

/// One fault, and what is done to see whether it is survived.
#[derive(Clone, Copy, Debug)]
struct Case {
    fault: &'static str,
    /// Whether it keeps the machine so busy that no other row may run beside it.
    busy: bool,
    run: fn(&Options) -> anyhow::Result<proof::Proof>,
}

/// A row that mostly waits.
const fn waits(fault: &'static str, run: fn(&Options) -> anyhow::Result<proof::Proof>) -> Case {
    Case { fault, busy: false, run }
}

/// A row that keeps the machine busy.
const fn busy(fault: &'static str, run: fn(&Options) -> anyhow::Result<proof::Proof>) -> Case {
    Case { fault, busy: true, run }
}

impl Family {
    const ALL: [Self; 10] = [
        Self::Kill,
        Self::Power,
        Self::Broker,
        Self::Disk,
        Self::Store,
        Self::Serial,
        Self::Clock,
        Self::Hostile,
        Self::Outage,
        Self::Soak,
    ];

    const fn cases(self) -> &'static [Case] {
        match self {
            Self::Kill => &kill::CASES,
            Self::Power => &power::CASES,
            Self::Broker => &broker::CASES,
            Self::Disk => &disk::CASES,
            Self::Store => &store::CASES,
            Self::Serial => &serial::CASES,
            Self::Clock => &clock::CASES,
            Self::Hostile => &hostile::CASES,
            Self::Outage => &outage::CASES,
            Self::Soak => &soak::CASES,
        }
    }
}
