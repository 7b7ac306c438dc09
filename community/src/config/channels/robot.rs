//! Which robots are there, and how are they spoken to?

use std::path::PathBuf;

use url::Url;

use super::super::walk::{Notes, Section};
use crate::channels::{Kind, Template, UnknownWord, target};

/// Robots of one station: a community has a handful of chats.
pub const MOST_ROBOTS: usize = 32;

/// Nobody speaks to a robot more often a minute by a slip of the finger.
const MOST_PER_MINUTE: u32 = 600;

/// The longest name of a robot.
const LONGEST_NAME: usize = 32;

/// A robot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Robot {
    /// What ladders call it, `[a-z0-9-]{1,32}`.
    pub name: String,
    /// How it is spoken to.
    pub kind: Kind,
    /// Where it is.
    pub place: Place,
    /// The first line of this file signs for us, or opens the door.
    pub secret_file: Option<PathBuf>,
    /// Who signs the server's certificate; the system's list, if absent.
    pub ca: Option<PathBuf>,
    /// Messages a minute.
    pub per_minute: u32,
}

/// Where a robot is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// The address, which holds no secret.
    Here(Url),
    /// The address is the first line of this file, since it holds the robot's key.
    File(PathBuf),
}

impl std::fmt::Debug for Place {
    /// Somebody may have written a key into it all the same.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here(_) => f.write_str("Here(…)"),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
        }
    }
}

/// What kind is written, before its template is read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Word {
    #[default]
    Custom,
    WeCom,
    DingTalk,
    Feishu,
    Ntfy,
}

const KEYS: [&str; 9] =
    ["name", "kind", "url-file", "url", "secret-file", "ca", "per-minute", "body", "format"];

const WORDS: [(&str, Word); 5] = [
    ("wecom", Word::WeCom),
    ("dingtalk", Word::DingTalk),
    ("feishu", Word::Feishu),
    ("ntfy", Word::Ntfy),
    ("custom", Word::Custom),
];

pub(super) fn read(file: &Section<'_>, notes: &mut Notes<'_>) -> Vec<Robot> {
    let mut robots: Vec<Robot> = Vec::new();
    for section in file.sections("robot", (&KEYS, MOST_ROBOTS), notes) {
        let Some(robot) = robot(&section, notes) else { continue };
        if robots.iter().any(|other| other.name == robot.name) {
            let remedy = "give each robot a name of its own";
            notes.error(&section.spot("name"), "two robots have this name", remedy);
        }
        robots.push(robot);
    }
    robots
}

fn robot(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Robot> {
    let name = name(section, notes);
    let wants = "write kind = \"wecom\", \"dingtalk\", \"feishu\", \"ntfy\" or \"custom\"";
    section.required_text("kind", wants, notes)?;
    let word = section.choice("kind", &WORDS, notes);
    let place = place(section, word, notes);
    let secret_file = section.path("secret-file", notes);
    if secret_file.is_some() && word == Word::WeCom {
        let problem = "WeCom's robots have no secret beside their address";
        notes.error(&section.spot("secret-file"), problem, "remove it");
    }
    let ca = section.path("ca", notes);
    let kind = kind(section, word, notes)?;
    let usual = kind.usual_per_minute();
    let per_minute = section.number("per-minute", (usual, MOST_PER_MINUTE), notes);
    Some(Robot { name: name?, kind, place: place?, secret_file, ca, per_minute })
}

fn name(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<String> {
    let remedy = "write what ladders call it, as in name = \"neighbours\"";
    let name = section.required_text("name", remedy, notes)?;
    let is_name = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
    if name.len() > LONGEST_NAME || !name.bytes().all(is_name) {
        let problem = "a robot's name has 1 to 32 of a-z, 0-9 and -";
        notes.error(&section.spot("name"), problem, remedy);
        return None;
    }
    Some(name.to_owned())
}

fn place(section: &Section<'_>, word: Word, notes: &mut Notes<'_>) -> Option<Place> {
    let to_file = "write it into a file that only the station can read, and name that file in \
                   url-file";
    let file = section.path("url-file", notes);
    let url = section.text("url", notes);
    match (file, url) {
        (Some(file), None) => Some(Place::File(file)),
        (Some(_), Some(_)) => {
            notes.error(&section.spot("url"), "the address stands here twice", "remove one");
            None
        }
        (None, None) => {
            // A path that does not do has been told already.
            if !section.has("url-file") && !section.has("url") {
                notes.error(&section.spot("url-file"), "url-file is missing", to_file);
            }
            None
        }
        (None, Some(url)) => match (word, target(url)) {
            (Word::WeCom | Word::DingTalk | Word::Feishu, _) => {
                let problem =
                    "the address holds the robot's key, which does not belong into this file";
                notes.error(&section.spot("url"), problem, to_file);
                None
            }
            (Word::Ntfy | Word::Custom, None) => {
                let remedy = "write https://…, without a login in it";
                notes.error(&section.spot("url"), "this is no address of a webhook", remedy);
                None
            }
            (Word::Ntfy | Word::Custom, Some(url)) => {
                if crate::channels::is_overheard(&url) {
                    let problem = "what is said goes through the network for everybody to read";
                    notes.warning(&section.spot("url"), problem, "write https://");
                }
                Some(Place::Here(url))
            }
        },
    }
}

fn kind(section: &Section<'_>, word: Word, notes: &mut Notes<'_>) -> Option<Kind> {
    let is_custom = word == Word::Custom;
    for key in ["body", "format"] {
        if section.has(key) && !is_custom {
            notes.error(&section.spot(key), "this is of kind = \"custom\" alone", "remove it");
        }
    }
    match word {
        Word::WeCom => Some(Kind::WeCom),
        Word::DingTalk => Some(Kind::DingTalk),
        Word::Feishu => Some(Kind::Feishu),
        Word::Ntfy => Some(Kind::Ntfy),
        Word::Custom => template(section, notes).map(Kind::Custom),
    }
}

fn template(section: &Section<'_>, notes: &mut Notes<'_>) -> Option<Template> {
    let remedy = "write what is posted, as in body = '{\"text\": \"{title}: {text} {link}\"}'";
    let formats = [("json", Format::Json), ("text", Format::Text)];
    let format = section.choice("format", &formats, notes);
    let body = section.required_text("body", remedy, notes)?;
    match Template::new(body, format == Format::Json) {
        Ok(template) => Some(template),
        Err(wrong @ UnknownWord::Unknown(_)) => {
            let known = "write {id}, {title}, {text}, {link}, {priority} or {lang}";
            notes.error(&section.spot("body"), &wrong.to_string(), known);
            None
        }
        Err(wrong @ UnknownWord::NotJson { .. }) => {
            let remedy = "put quotation marks around what is filled in, or write format = \"text\"";
            notes.error(&section.spot("body"), &wrong.to_string(), remedy);
            None
        }
    }
}

/// What a template is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Format {
    #[default]
    Json,
    Text,
}
