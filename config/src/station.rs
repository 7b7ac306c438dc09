//! What may the station ask of this home, and what must it answer?

use crate::findings::Notes;
use crate::suggest::{nearest, pick, quoted};
use crate::walk::Section;

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
    /// Send again what was delivered in the last two days.
    Resend,
    /// Change numbers of the policy.
    SetPolicy,
}

const COMMANDS: [(&str, CommandName); 7] = [
    ("acknowledge", CommandName::Acknowledge),
    ("pause", CommandName::Pause),
    ("test", CommandName::Test),
    ("sample", CommandName::Sample),
    ("ping", CommandName::Ping),
    ("resend", CommandName::Resend),
    ("set-policy", CommandName::SetPolicy),
];

impl CommandName {
    /// The command of that name, as in its topic.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|&&(known, _)| known == name).map(|&(_, command)| command)
    }
}

/// That a station answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
    /// Whether it says `received` to every alarm, so that an alarm without is repeated.
    pub received: bool,
}

pub(crate) fn commands(file: &Section<'_>, notes: &mut Notes<'_>) -> Commands {
    let section = file.section("commands", &["allow"], notes);
    let words = || COMMANDS.iter().map(|&(name, _)| name);
    let ask = format!("a list of some of {}", quoted(words()));
    let known = |name: &str| CommandName::from_name(name).is_some();
    let Some(names) = section.texts("allow", &ask, known, notes) else {
        let allow = vec![CommandName::Acknowledge, CommandName::Ping, CommandName::Resend];
        return Commands { allow };
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
                notes.error(&found.spot, problem, pick(found.value, words()));
            }
        }
    }
    if !names.iter().any(|found| nearest(found.value, ["acknowledge"]).is_some()) {
        let problem = "without acknowledge nobody can accept an alarm of this home";
        notes.warning(&section.spot_of("allow"), problem, "add \"acknowledge\" to the list");
    }
    Commands { allow }
}

/// `Some(None)`: nothing says that a station answers.
pub(crate) fn station(file: &Section<'_>, notes: &mut Notes<'_>) -> Option<Option<Station>> {
    let section = file.section("station", &["received"], notes);
    if !section.is_there() {
        return (!file.has("station")).then_some(None);
    }
    notes.unused(section.spot(), "[station]");
    if !section.has("received") {
        return Some(Some(Station { received: true }));
    }
    section.flag("received", notes).map(|received| Some(Station { received }))
}
