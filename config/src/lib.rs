//! What is this home like?
//!
//! One TOML file that a technician edits says which sensors hang on which ports, where the broker
//! is and what may be done from afar. `hearth.toml` beside this crate is the commented sample, and
//! the manual.
//!
//! * [`read`] turns the text into a [`Config`], or into everything that is wrong with it, at once:
//!   where it stands, what is wrong in plain words, and what to write instead. It knows neither the
//!   machine nor the network, so a file can be checked at a desk.
//! * [`compare_with_machine`] then says what a good file promises that this machine does not keep:
//!   ports that are not there, files that cannot be read, a store on a disk that forgets, a sensor
//!   past its date.
//!
//! A key that is not known is refused: a setting that is silently ignored is worse than none. One
//! that was known to an older version is only warned about: no upgrade may leave a home dark. One
//! that a later version will carry out is read, checked, and said to do nothing yet.
#![forbid(unsafe_code)]

mod address;
mod broker;
mod bus;
mod capture;
mod catalog;
mod change;
mod control;
mod end_of_life;
mod files;
mod findings;
mod home;
mod kind;
mod knobs;
mod line;
mod machine;
mod names;
mod onsite;
mod policy;
mod publish;
mod report;
mod resident;
mod retired;
mod settings;
mod station;
mod store;
mod suggest;
mod syntax;
mod units;
mod url;
mod value;
mod view;
mod walk;

pub use alerts::Gas;
pub use broker::{Broker, MqttVersion};
pub use bus::{BusDevice, BusInput};
pub use capture::Capture;
pub use change::{ChangeError, REMOTE, ask as ask_change, changed as with_changes};
pub use control::Control;
pub use findings::{Finding, Places, Severity};
pub use home::Home;
pub use line::Line;
pub use machine::compare_with_machine;
pub use onsite::{Acknowledge, Hazard, Output, Siren};
pub use protocol::Role;
pub use publish::{Publish, Samples};
pub use report::Report;
pub use resident::Resident;
pub use station::{CommandName, Commands, Station};
pub use store::Store;
pub use view::BedArea;

use findings::Notes;
use retired::{RETIRED, Retired};
use walk::Section;

/// The keys of the file itself, in the order of the sample.
const SECTIONS: &[&str] = &[
    "home",
    "resident",
    "line",
    "broker",
    "store",
    "publish",
    "control",
    "commands",
    "station",
    "siren",
    "acknowledge",
    "capture",
    "policy",
];

/// What a home is like.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which home.
    pub home: Home,
    /// What the person in it needs.
    pub resident: Resident,
    /// Its serial lines, in the order of the file.
    pub lines: Vec<Line>,
    /// Where its messages go.
    pub broker: Broker,
    /// Where they go when that broker is lost.
    pub second_broker: Option<Broker>,
    /// How outages are bridged.
    pub store: Store,
    /// What is published beyond the minimum.
    pub publish: Publish,
    /// How the technician's commands reach the daemon.
    pub control: Control,
    /// What is to be recorded, if anything.
    pub capture: Option<Capture>,
    /// What the station may ask.
    pub commands: Commands,
    /// That a station answers.
    pub station: Option<Station>,
    /// What sounds in the home itself.
    pub siren: Option<Siren>,
    /// Which button in the home accepts an alarm.
    pub acknowledge: Option<Acknowledge>,
    /// The numbers by which the home is judged.
    pub policy: alerts::Policy,
    /// Where in the file stands what [`compare_with_machine`] looks at.
    pub places: Places,
}

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Checked {
    /// `None` if any finding is an error.
    pub config: Option<Config>,
    /// Everything there is to say, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a configuration and finds everything that is wrong with it.
#[must_use]
pub fn read(text: &str) -> Checked {
    read_with(text, RETIRED)
}

/// The same with other keys of the past.
fn read_with(text: &str, retired: &'static [Retired]) -> Checked {
    let mut notes = Notes::new(text);
    let table = syntax::parse(text, &mut notes);
    let file = Section::file(table.get_ref(), SECTIONS, retired, &mut notes);
    let config = walk_file(&file, &mut notes);
    let (findings, places) = notes.finish();
    let good = findings.iter().all(|finding| finding.severity == Severity::Warning);
    Checked { config: config.filter(|_| good).map(|config| Config { places, ..config }), findings }
}

fn walk_file(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Config> {
    let home = home::read(file, notes);
    let resident = resident::read(file, notes);
    let lines = line::read(file, notes);
    let (broker, second_broker) = broker::read(file, notes);
    let store = store::read(file, notes);
    let publish = publish::read(file, notes);
    let control = control::read(file, notes);
    let commands = station::commands(file, notes);
    let station = station::station(file, notes);
    let siren = onsite::siren(file, lines.as_deref(), notes);
    let acknowledge = onsite::acknowledge(file, lines.as_deref(), notes);
    let capture = capture::read(file, lines.as_deref(), notes);
    let mut policy = policy::read(file, notes);
    policy.resident.repositioning = resident.repositioning;
    Some(Config {
        home: home?,
        resident,
        lines: lines?,
        broker: broker?,
        second_broker: second_broker?,
        store: store?,
        publish,
        control: control?,
        capture: capture?,
        commands,
        station: station?,
        siren: siren?,
        acknowledge: acknowledge?,
        policy,
        places: Places::default(),
    })
}
