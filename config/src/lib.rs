//! What is this home like?
//!
//! One TOML file that a technician edits says which sensors hang on which ports, where the broker
//! is and what may be done from afar. `hearth.toml` beside this crate is the commented sample, and
//! the manual.
//!
//! * [`read`] turns the text into a [`Config`], or into everything that is wrong with it, at once:
//!   where it stands, what is wrong in plain words, and what to write instead. It knows neither the
//!   machine nor the network, so a file can be checked at a desk.
//! * [`look`] then says what a good file promises that this machine does not keep: ports that are
//!   not there, files that cannot be read, a store on a disk that forgets.
//!
//! A key that is not known is refused: a setting that is silently ignored is worse than none.
#![forbid(unsafe_code)]

mod broker;
mod bus;
mod files;
mod findings;
mod home;
mod knobs;
mod line;
mod local;
mod look;
mod mounts;
mod names;
mod policy;
mod suggest;
mod syntax;
mod url;
mod walk;

pub use broker::Broker;
pub use bus::{BusDevice, BusInput};
pub use findings::{Finding, Places, Severity};
pub use home::Home;
pub use line::Line;
pub use local::{Capture, CommandName, Commands, Control, Publish, Samples, Store};
pub use look::look;
pub use protocol::Role;

use findings::Notes;
use walk::Section;

/// The keys of the file itself, in the order of the sample.
const SECTIONS: &[&str] =
    &["home", "line", "broker", "store", "publish", "control", "commands", "capture", "policy"];

/// What a home is like.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which home.
    pub home: Home,
    /// Its serial lines, in the order of the file.
    pub lines: Vec<Line>,
    /// Where its messages go.
    pub broker: Broker,
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
    /// The numbers by which the home is judged.
    pub policy: alerts::Policy,
    /// Where in the file stands what [`look`] looks at.
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
    let mut notes = Notes::new(text);
    let table = syntax::parse(text, &mut notes);
    let config = walk_file(&Section::file(table.get_ref(), SECTIONS, &mut notes), &mut notes);
    let (findings, places) = notes.finish();
    let good = findings.iter().all(|finding| finding.severity == Severity::Warning);
    Checked { config: config.filter(|_| good).map(|config| Config { places, ..config }), findings }
}

fn walk_file(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Config> {
    let home = home::read(file, notes);
    let lines = line::read(file, notes);
    let broker = broker::read(file, notes);
    let store = local::store(file, notes);
    let publish = local::publish(file, notes);
    let control = local::control(file, notes);
    let commands = local::commands(file, notes);
    let capture = local::capture(file, lines.as_deref(), notes);
    let policy = policy::read(file, notes);
    Some(Config {
        home: home?,
        lines: lines?,
        broker: broker?,
        store: store?,
        publish,
        control: control?,
        capture: capture?,
        commands,
        policy,
        places: Places::default(),
    })
}
