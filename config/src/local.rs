//! What does this box keep, record and obey?

use std::path::PathBuf;

use crate::files;
use crate::findings::Notes;
use crate::line::Line;
use crate::suggest::nearest;
use crate::walk::{Found, Section, pick};

/// Where outages are bridged, and with how much of the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The folder of both files.
    pub dir: PathBuf,
    /// `alarms.db` at most, MiB.
    pub alarms_mib: u32,
    /// `readings.db` at most, MiB.
    pub readings_mib: u32,
}

/// What is published beyond the contract's minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Every single reading?
    pub samples: Samples,
}

/// Whether every single reading is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Only what each number did, once a minute.
    Off,
    /// Every one, kept through outages.
    Durable,
}

/// How `hearth status` reaches the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The unix socket.
    pub socket: PathBuf,
}

/// A recording of what the lines say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The file to write.
    pub file: PathBuf,
    /// Names of the lines; empty for all.
    pub lines: Vec<String>,
    /// It ends after so many minutes.
    pub minutes: u32,
}

/// What the station may ask of this home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// The commands that are obeyed.
    pub allow: Vec<CommandName>,
}

/// A command of contract.md §1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandName {
    /// Somebody has seen an alarm, or acts on it.
    Acknowledge,
    /// Do not raise alarms of a kind for a while.
    Pause,
    /// Raise an alarm marked as a test.
    Test,
    /// Send every reading for a while.
    Sample,
    /// Answer.
    Ping,
    /// Change numbers of the policy.
    SetPolicy,
}

const COMMANDS: [(&str, CommandName); 6] = [
    ("acknowledge", CommandName::Acknowledge),
    ("pause", CommandName::Pause),
    ("test", CommandName::Test),
    ("sample", CommandName::Sample),
    ("ping", CommandName::Ping),
    ("set-policy", CommandName::SetPolicy),
];

impl CommandName {
    /// The command of that name, as in its topic.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|&&(known, _)| known == name).map(|&(_, command)| command)
    }
}

/// A day: what is needed longer is not found by listening longer.
const LONGEST_CAPTURE_MIN: i64 = 1440;

/// A unix socket's path and its end mark must fit into 108 bytes (`sun_path` in unix(7)).
const LONGEST_SOCKET: usize = 107;

pub(crate) fn store(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Store> {
    let section = file.section("store", &["dir", "alarms-mib", "readings-mib"], notes);
    let dir = files::optional(&section, "dir", notes);
    let mib = |key, usual, most, notes: &mut Notes<'_>| {
        let found = section.whole(key, 16..=most, notes);
        found.and_then(|found| u32::try_from(found.value).ok()).unwrap_or(usual)
    };
    let alarms_mib = mib("alarms-mib", 64, 4096, notes);
    let readings_mib = mib("readings-mib", 256, 65_536, notes);
    let dir = dir?.unwrap_or_else(|| PathBuf::from("/var/lib/hearth"));
    Some(Store { dir, alarms_mib, readings_mib })
}

pub(crate) fn publish(file: &Section<'_>, notes: &mut Notes<'_>) -> Publish {
    let section = file.section("publish", &["samples"], notes);
    let choices = [("off", Samples::Off), ("durable", Samples::Durable)];
    let samples = section.choice("samples", &choices, notes);
    Publish { samples: samples.map_or(Samples::Off, |found| found.value) }
}

pub(crate) fn control(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Control> {
    let section = file.section("control", &["socket"], notes);
    let socket = files::optional(&section, "socket", notes)?;
    let socket = socket.unwrap_or_else(|| PathBuf::from("/run/hearth/hearth.sock"));
    let length = socket.as_os_str().len();
    if length > LONGEST_SOCKET {
        let problem =
            format!("the path has {length} bytes, and a socket's has {LONGEST_SOCKET} at most");
        notes.error(&section.spot_of("socket"), problem, "write \"/run/hearth/hearth.sock\"");
        return None;
    }
    Some(Control { socket })
}

pub(crate) fn commands(file: &Section<'_>, notes: &mut Notes<'_>) -> Commands {
    let section = file.section("commands", &["allow"], notes);
    let Some(names) = section.texts("allow", "[\"acknowledge\", \"ping\"]", notes) else {
        return Commands { allow: vec![CommandName::Acknowledge, CommandName::Ping] };
    };
    let mut allow = Vec::new();
    for found in &names {
        match CommandName::from_name(found.value) {
            Some(command) if allow.contains(&command) => {
                notes.warning(&found.spot, "this command is already in the list", "remove it");
            }
            Some(command) => allow.push(command),
            None => {
                let problem = format!("no command is called \"{}\"", found.value);
                let names = COMMANDS.iter().map(|&(name, _)| name);
                notes.error(&found.spot, problem, pick(found.value, names));
            }
        }
    }
    if !names.iter().any(|found| nearest(found.value, ["acknowledge"]).is_some()) {
        let problem = "without acknowledge nobody can accept an alarm of this home";
        notes.warning(&section.spot_of("allow"), problem, "add \"acknowledge\" to the list");
    }
    Commands { allow }
}

/// `Some(None)`: nothing is to be recorded. `lines` is `None` if they could not be read.
pub(crate) fn capture(
    file: &Section<'_>,
    lines: Option<&[Line]>,
    notes: &mut Notes<'_>,
) -> Option<Option<Capture>> {
    let section = file.section("capture", &["file", "lines", "minutes"], notes);
    if !file.has("capture") {
        return Some(None);
    }
    section.require("file", "\"/var/lib/hearth/support.cap\"", notes);
    let target = files::optional(&section, "file", notes);
    section.require("minutes", "60", notes);
    let minutes = section.whole("minutes", 1..=LONGEST_CAPTURE_MIN, notes);
    let names = section.texts("lines", "[\"bed\"]", notes).unwrap_or_default();
    let recorded = names.iter().map(|found| line_name(found, lines, notes)).collect::<Vec<_>>();
    Some(Some(Capture {
        file: target??,
        lines: recorded.into_iter().collect::<Option<_>>()?,
        minutes: u32::try_from(minutes?.value).ok()?,
    }))
}

fn line_name(found: &Found<&str>, lines: Option<&[Line]>, notes: &mut Notes<'_>) -> Option<String> {
    let lines = lines?;
    if lines.iter().any(|line| line.name == found.value) {
        return Some(found.value.to_owned());
    }
    let problem = format!("no [[line]] is called \"{}\"", found.value);
    notes.error(
        &found.spot,
        problem,
        pick(found.value, lines.iter().map(|line| line.name.as_str())),
    );
    None
}
