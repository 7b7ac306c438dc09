//! What is this community like?
//!
//! One TOML file says what the station is called, where its broker is, where its store and its master
//! key lie, how long each kind of thing is kept, and where its pages are. `hearth-community.toml`
//! beside this crate is the commented sample, and the manual.
//!
//! [`read`] gives a [`Config`], or everything that is wrong with the text at once: line, column and
//! what to write instead. [`look_at_machine`] then says what a good file promises that this machine
//! does not keep. A key that is not known is refused: a setting that is silently ignored is worse
//! than none.

mod broker;
mod channels;
mod clinic;
mod desk;
mod machine;
mod open311;
mod store;
mod walk;
mod web;

use config::{Finding, Severity};
use jiff::tz::TimeZone;
use toml::de::DeTable;

use crate::core::HomeId;

pub use broker::{Broker, Tls};
pub use channels::{Channels, Encryption, Login, MOST_ROBOTS, Mail, Place, Robot, Sms};
pub use clinic::Clinic;
pub use desk::Desk;
pub use machine::look_at_machine;
pub use open311::{Area, Open311};
pub use store::{MOST_DAYS, Store};
pub use web::Web;

use walk::{Notes, Places, Section};

/// Where the configuration of an installed station is.
pub const DEFAULT: &str = "/etc/hearth-community/hearth-community.toml";

const SECTIONS: [&str; 10] =
    ["station", "broker", "store", "web", "desk", "mail", "sms", "robot", "clinic", "open311"];

/// The largest file that is read: the sample has 4 KiB.
pub const LARGEST: u64 = 256 * 1024;

/// What a community is like.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its name in topics, `[a-z0-9-]{1,32}`.
    pub community: String,
    /// What people call it.
    pub name: String,
    /// Its clock on the wall.
    pub zone: TimeZone,
    /// The language of whoever asks for none.
    pub language: Language,
    /// What a public hall may show.
    pub public_names: PublicNames,
    /// Where homes publish.
    pub broker: Broker,
    /// Where it is kept, and for how long.
    pub store: Store,
    /// Where its pages are.
    pub web: Web,
    /// Who notices that the desk does not work.
    pub desk: Desk,
    /// How somebody is told.
    pub channels: Channels,
    /// The clinic at the other end, if there is one.
    pub clinic: Option<Clinic>,
    /// Who may report from elsewhere.
    pub open311: Open311,
    places: Places,
}

/// A language of the station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// `en`, `zh-CN`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// What a wall in a public hall shows of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublicNames {
    /// The surname.
    #[default]
    Surname,
    /// All of it.
    Whole,
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
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(text.len(), |span| span.start);
        notes.syntax(at, error.message());
    }
    let file = Section::file(table.get_ref(), &SECTIONS, &mut notes);
    let config = walk_file(&file, &mut notes);
    let (findings, places) = notes.finish();
    let good = findings.iter().all(|finding| finding.severity == Severity::Warning);
    Checked { config: config.filter(|_| good).map(|config| Config { places, ..config }), findings }
}

fn walk_file(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Config> {
    let keys = ["community", "name", "time-zone", "language", "public-names"];
    let station = file.section("station", &keys, notes);
    let community = community(&station, notes);
    let name = station.text("name", notes).map(str::to_owned);
    let zone = zone(&station, notes);
    let languages = [("en", Language::English), ("zh-CN", Language::Chinese)];
    let language = station.choice("language", &languages, notes);
    let names = [("surname", PublicNames::Surname), ("whole", PublicNames::Whole)];
    let public_names = station.choice("public-names", &names, notes);
    let broker = broker::read(file, notes);
    let store = store::read(file, notes);
    let web = web::read(file, notes);
    let desk = desk::read(file, notes);
    let channels = channels::read(file, notes);
    let clinic = clinic::read(file, notes);
    let open311 = open311::read(file, notes);
    let community = community?;
    Some(Config {
        name: name.unwrap_or_else(|| community.clone()),
        community,
        zone: zone?,
        language,
        public_names,
        broker: broker?,
        store: store?,
        web: web?,
        desk,
        channels,
        clinic,
        open311,
        places: Places::default(),
    })
}

fn community(station: &Section<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let remedy = "write the community's name in topics, as in community = \"kangzhuang\"";
    let name = station.required_text("community", remedy, notes)?;
    // Homes and communities are named alike.
    if name.parse::<HomeId>().is_err() {
        let problem = "a community's name has 1 to 32 of a-z, 0-9 and -";
        notes.error(&station.spot("community"), problem, "write it as the homes have it");
        return None;
    }
    Some(name.to_owned())
}

fn zone(station: &Section<'_>, notes: &mut Notes<'_>) -> Option<TimeZone> {
    let remedy = "write where the community is, as in time-zone = \"Asia/Chongqing\"";
    let name = station.required_text("time-zone", remedy, notes)?;
    match TimeZone::get(name) {
        Ok(zone) => Some(zone),
        Err(_) => {
            let problem = "no time zone has this name";
            let remedy = "write one of `timedatectl list-timezones`, as in \"Asia/Shanghai\"";
            notes.error(&station.spot("time-zone"), problem, remedy);
            None
        }
    }
}

#[cfg(test)]
mod tests;
