//! The rig: the real `hearth` binary in a home that is not there.
//!
//! ```text
//!  resident ──acts──▶ virtual home ──bytes──▶ ptys ──▶ hearth ──MQTT──▶ broker ──▶ subscriber
//!     │               radar, gas, bus   ▲     unplug,  (child)          scripted,
//!     │                  │              │     garble            or a real mosquitto
//!     └── truth          └──▶ capture   └── drive, lockstep: the clock
//! ```
//!
//! * What a test compares with is the [`resident`]'s truth, never what Hearth said last time.
//! * The devices ([`virtual_radar`], [`virtual_winsen`], [`virtual_modbus`]) are pure machines with
//!   the house's four verbs and byte codes of their own: [`drive`] puts them behind [`pty`]s with
//!   the world's clock, [`lockstep`] with one that it moves together with the daemon's, and
//!   [`capture`] writes them into a file, as fast as the machine can.
//! * [`neighbours`] are other homes of the community, without sensors, for a station to hear.
//! * [`home`] is a whole rig in a folder, [`daemon`] the real program in it.
//! * [`station`] is the community's real program beside it, [`ask`] what its pages answer, [`looker`]
//!   somebody at its wall, [`letterbox`] the mail server that it writes to.
//! * [`score`] sets what the home says beside what is known of real people and of made nights.
//! * [`torture`] breaks everything on purpose and says what held.
//! * [`broker`] can be told to misbehave, [`mosquitto`] is what communities use, [`subscriber`] is
//!   the station's ear.
//!
//! The rig knows nothing of Hearth's insides: it goes in by serial lines and a configuration, and
//! looks at MQTT, the command line, the log and the files.
#![forbid(unsafe_code)]

pub mod ask;
pub mod callers;
pub mod capture;
pub mod clock;
pub mod daemon;
pub mod demo;
mod desk;
pub mod drive;
pub mod faults;
pub mod home;
pub mod ledger;
pub mod letterbox;
pub mod lockstep;
pub mod looker;
pub mod measure;
pub mod mosquitto;
pub mod neighbours;
pub mod process;
pub mod pty;
pub mod resident;
pub mod score;
mod script;
pub mod station;
pub mod subscriber;
pub mod torture;
pub mod virtual_home;
pub mod virtual_modbus;
pub mod virtual_radar;
pub mod virtual_winsen;

pub use community::broker;
