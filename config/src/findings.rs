//! What is wrong, where, and what should stand there instead?
//!
//! A finding is for a technician with the file open in an editor: line and column as the editor
//! counts them, and a remedy that can be typed. A value is never repeated where it could be a
//! password.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing starts with it.
    Error,
    /// It works, and somebody should look.
    Warning,
}

/// One thing that is wrong in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Line in the file, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// Which key: `line[2].sensor` is the sensor of the second `[[line]]`. Empty for the file.
    pub key: String,
    /// What is wrong, in plain words.
    pub problem: String,
    /// What to write or do instead.
    pub remedy: String,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One line of text: `12:8: error: line[2].sensor: what is wrong; what to do`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: ", self.line, self.column, self.severity)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}; {}", self.problem, self.remedy)
    }
}

/// A place in the text that a finding can be about.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    /// Bytes from the start of the text.
    pub(crate) at: usize,
    /// Which key.
    pub(crate) key: String,
}

/// Where the keys stand whose values are looked at again on the machine itself
/// ([`crate::compare_with_machine`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<String, (usize, usize)>);

impl Places {
    /// Line and column of a key; the start of the file for one that is not in it.
    pub(crate) fn get(&self, key: &str) -> (usize, usize) {
        self.0.get(key).copied().unwrap_or((1, 1))
    }
}

/// Collects the findings of one text.
pub(crate) struct Notes<'t> {
    text: &'t str,
    found: Vec<Note>,
    places: Places,
    /// From here on the text was read as something that its author did not mean.
    trusted: usize,
}

struct Note {
    finding: Finding,
    at: usize,
    about: About,
}

/// Whether a finding survives a text that is not TOML throughout.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    /// The text is not TOML here.
    Syntax,
    /// A value is wrong.
    Value,
    /// A key is missing. It may be in the part that could not be read.
    Missing,
}

impl<'t> Notes<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new(), places: Places::default(), trusted: usize::MAX }
    }

    pub(crate) fn syntax(&mut self, at: usize, problem: String, remedy: &str) {
        let spot = Spot { at, key: String::new() };
        self.add(&spot, Severity::Error, About::Syntax, (problem, remedy.to_owned()));
    }

    pub(crate) fn error(
        &mut self,
        spot: &Spot,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(spot, Severity::Error, About::Value, (problem.into(), remedy.into()));
    }

    pub(crate) fn warning(
        &mut self,
        spot: &Spot,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(spot, Severity::Warning, About::Value, (problem.into(), remedy.into()));
    }

    pub(crate) fn missing(
        &mut self,
        spot: &Spot,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(spot, Severity::Error, About::Missing, (problem.into(), remedy.into()));
    }

    /// Something is missing without which it works, but less well.
    pub(crate) fn wanting(
        &mut self,
        spot: &Spot,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(spot, Severity::Warning, About::Missing, (problem.into(), remedy.into()));
    }

    /// The file says something that this version understands and does not carry out.
    pub(crate) fn unused(&mut self, spot: &Spot, what: &str) {
        let problem = format!("{what} is not used yet: this version does nothing with it");
        self.warning(spot, problem, "leave it for the version that does, or remove it");
    }

    /// From here on nothing but syntax is worth a word.
    pub(crate) fn trust_until(&mut self, at: usize) {
        self.trusted = at;
    }

    /// Remembers where a key stands.
    pub(crate) fn keep_place(&mut self, spot: &Spot) {
        let place = self.place(spot.at);
        self.places.0.insert(spot.key.clone(), place);
    }

    /// The line on which a place is, from 1.
    pub(crate) fn line(&self, spot: &Spot) -> usize {
        self.place(spot.at).0
    }

    /// All findings by position, and where the kept keys stand.
    ///
    /// Where the text is not TOML, only what could be read for certain is reported besides: a value
    /// on such a line, or a key that seems to be missing, would be a guess.
    pub(crate) fn finish(mut self) -> (Vec<Finding>, Places) {
        let broken: Vec<usize> = self
            .found
            .iter()
            .filter(|note| note.about == About::Syntax)
            .map(|note| note.finding.line)
            .collect();
        self.found.retain(|note| match note.about {
            About::Syntax => true,
            About::Value => !broken.contains(&note.finding.line) && note.at < self.trusted,
            About::Missing => broken.is_empty(),
        });
        self.found.sort_by_key(|note| note.at);
        (self.found.into_iter().map(|note| note.finding).collect(), self.places)
    }

    fn add(&mut self, spot: &Spot, severity: Severity, about: About, words: (String, String)) {
        let (line, column) = self.place(spot.at);
        let (problem, remedy) = words;
        let finding = Finding { severity, line, column, key: spot.key.clone(), problem, remedy };
        self.found.push(Note { finding, at: spot.at, about });
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before
            .get(start..)
            .map_or(0, |line| line.chars().filter(|&c| c != BYTE_ORDER_MARK).count());
        (line, column + 1)
    }
}

/// Some editors begin a file with it and show nothing.
const BYTE_ORDER_MARK: char = '\u{feff}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_that_an_editor_can_jump_to() {
        let mut notes = Notes::new("[home]\nid = 1\n");
        notes.error(&Spot { at: 12, key: "home.id".to_owned() }, "this is a number", "quote it");

        let (findings, _) = notes.finish();

        assert_eq!(
            findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["2:6: error: home.id: this is a number; quote it"]
        );
    }

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let notes = Notes::new("\u{feff}# 一楼\nroom = \"卧室\" x");
        let x = notes.text.find('x').unwrap();

        assert_eq!(notes.place(x), (2, 13));
        assert_eq!(notes.place(3), (1, 1));
        assert_eq!(notes.place(10_000), (2, 14));
    }

    #[test]
    fn findings_come_in_the_order_of_the_file() {
        let mut notes = Notes::new("a\nb\n");
        let spot = |at| Spot { at, key: String::new() };
        notes.error(&spot(2), "second", "x");
        notes.warning(&spot(0), "first", "x");

        let (findings, _) = notes.finish();

        assert_eq!(
            findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["1:1: warning: first; x", "2:1: error: second; x"]
        );
    }
}
