//! Where does a key stand, what is under it, and what was meant?

use std::collections::BTreeMap;

use config::{Finding, Severity};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A place in the text that a finding can be about.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    at: usize,
    key: String,
}

/// Where keys stand whose values are looked at again on the machine.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(BTreeMap<String, (usize, usize)>);

impl Places {
    pub(super) fn of(&self, key: &str) -> (usize, usize) {
        self.0.get(key).copied().unwrap_or((1, 1))
    }
}

/// Collects the findings of one text.
pub(super) struct Notes<'t> {
    text: &'t str,
    found: Vec<Finding>,
    places: Places,
    broken: bool,
}

impl<'t> Notes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, found: Vec::new(), places: Places::default(), broken: false }
    }

    /// The text is not TOML here. The parser's words may quote it, but never a value: it says which
    /// sign it expected.
    pub(super) fn syntax(&mut self, at: usize, message: &str) {
        self.broken = true;
        let spot = Spot { at, key: String::new() };
        let problem = format!("this is not TOML ({message})");
        self.add(&spot, Severity::Error, problem, "compare the line with the sample");
    }

    pub(super) fn error(&mut self, spot: &Spot, problem: &str, remedy: impl Into<String>) {
        self.add(spot, Severity::Error, problem.to_owned(), remedy);
    }

    pub(super) fn warning(&mut self, spot: &Spot, problem: &str, remedy: impl Into<String>) {
        self.add(spot, Severity::Warning, problem.to_owned(), remedy);
    }

    fn missing(&mut self, spot: &Spot, key: &str, remedy: &str) {
        self.add(spot, Severity::Error, format!("{key} is missing"), remedy);
    }

    fn add(&mut self, spot: &Spot, severity: Severity, problem: String, remedy: impl Into<String>) {
        let (line, column) = self.place(spot.at);
        let (key, remedy) = (spot.key.clone(), remedy.into());
        self.found.push(Finding { severity, line, column, key, problem, remedy });
    }

    /// All findings in the order of the file, and where the keys stand.
    pub(super) fn finish(mut self) -> (Vec<Finding>, Places) {
        if self.broken {
            // What was read of such a text is a guess: only where it breaks is certain, a line once.
            self.found.retain(|finding| finding.key.is_empty());
            self.found.dedup_by_key(|finding| finding.line);
        }
        self.found.sort_by_key(|finding| (finding.line, finding.column));
        (self.found, self.places)
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(start..).map_or(0, |line| line.chars().count());
        (before.matches('\n').count() + 1, column + 1)
    }
}

/// One table of the file, or the absence of one.
pub(super) struct Section<'t> {
    table: Option<&'t DeTable<'t>>,
    path: String,
    at: usize,
}

impl<'t> Section<'t> {
    pub(super) fn file(table: &'t DeTable<'t>, known: &[&str], notes: &mut Notes<'_>) -> Self {
        let file = Self { table: Some(table), path: String::new(), at: 0 };
        file.look(known, notes);
        file
    }

    /// Notes keys that mean nothing here.
    fn look(&self, known: &[&str], notes: &mut Notes<'_>) {
        for (key, value) in self.table.into_iter().flatten() {
            let written = key.get_ref().as_ref();
            let spot = Spot { at: key.span().start, key: self.path_of(written) };
            let place = notes.place(value.span().start);
            notes.places.0.insert(spot.key.clone(), place);
            if known.contains(&written) {
                continue;
            }
            if written.contains("password") || written.contains("secret") {
                let remedy = "put it into a file that only the station can read, and name that file \
                              in password-file";
                notes.error(&spot, "a secret does not belong into this file", remedy);
                continue;
            }
            let remedy = match nearest(written, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("remove it; known here: {}", known.join(", ")),
            };
            notes.error(&spot, "this key is not known here", remedy);
        }
    }

    pub(super) fn section(&self, key: &'static str, known: &[&str], notes: &mut Notes<'_>) -> Self {
        let path = self.path_of(key);
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        let table = match self.get(key).map(Spanned::get_ref) {
            None => None,
            Some(DeValue::Table(table)) => Some(table),
            Some(
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Array(_),
            ) => {
                let remedy = format!("write [{path}] on a line of its own, and its keys below");
                notes.error(&self.spot(key), "this is a section", remedy);
                None
            }
        };
        let section = Self { table, path, at };
        section.look(known, notes);
        section
    }

    /// Whether the key is there, whatever is below it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The sections of a list, each below a `[[key]]` of its own; no more than `most` are read.
    pub(super) fn sections(
        &self,
        key: &'static str,
        (known, most): (&[&str], usize),
        notes: &mut Notes<'_>,
    ) -> Vec<Self> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(listed) = value.get_ref().as_array() else {
            let remedy = format!("write [[{key}]] on a line of its own, and its keys below");
            notes.error(&self.spot(key), "this is a list of sections", remedy);
            return Vec::new();
        };
        if listed.len() > most {
            notes.error(&self.spot(key), "there are too many of these", format!("keep {most}"));
        }
        let mut sections = Vec::new();
        for (n, value) in listed.iter().enumerate().take(most) {
            let path = format!("{}.{}", self.path_of(key), n + 1);
            let section = Self { table: value.get_ref().as_table(), path, at: value.span().start };
            section.look(known, notes);
            sections.push(section);
        }
        sections
    }

    /// Where the key's value stands; where the section begins, if it has none.
    pub(super) fn spot(&self, key: &str) -> Spot {
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        Spot { at, key: self.path_of(key) }
    }

    /// Text, if the key is there.
    pub(super) fn text(&self, key: &str, notes: &mut Notes<'_>) -> Option<&'t str> {
        let value = self.get(key)?.get_ref();
        let text = value.as_str();
        if text.is_none() {
            let remedy = format!("write it between double quotes, as in {key} = \"…\"");
            notes.error(&self.spot(key), "this should be text", remedy);
        }
        let text = text?;
        if text.trim().is_empty() {
            notes.error(&self.spot(key), "there is nothing in it", "write it, or remove the line");
            return None;
        }
        Some(text)
    }

    /// Text that must be there.
    pub(super) fn required_text(
        &self,
        key: &str,
        remedy: &str,
        notes: &mut Notes<'_>,
    ) -> Option<&'t str> {
        if self.get(key).is_none() {
            notes.missing(&self.spot(key), key, remedy);
        }
        self.text(key, notes)
    }

    /// One of a few words; the default if the key is absent or wrong.
    pub(super) fn choice<T: Copy + Default>(
        &self,
        key: &str,
        words: &[(&str, T)],
        notes: &mut Notes<'_>,
    ) -> T {
        let Some(written) = self.text(key, notes) else { return T::default() };
        if let Some((_, meant)) = words.iter().find(|(word, _)| *word == written) {
            return *meant;
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let remedy = match nearest(written, &names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write \"{}\"", names.join("\" or \"")),
        };
        notes.error(&self.spot(key), "this word is not known here", remedy);
        T::default()
    }

    /// A whole number of 1 to `most`; `usual` if the key is absent or wrong.
    pub(super) fn number(
        &self,
        key: &str,
        (usual, most): (u32, u32),
        notes: &mut Notes<'_>,
    ) -> u32 {
        let Some(value) = self.get(key) else { return usual };
        let written = value.get_ref().as_integer();
        let number = written.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        if let Some(number) = number.filter(|number| (1..=most).contains(number)) {
            return number;
        }
        let remedy = format!("write a whole number of 1 to {most}, as in {key} = {usual}");
        notes.error(&self.spot(key), "this number does not do", remedy);
        usual
    }

    /// Yes or no; `usual` if the key is absent or wrong.
    pub(super) fn flag(&self, key: &str, usual: bool, notes: &mut Notes<'_>) -> bool {
        let Some(value) = self.get(key) else { return usual };
        value.get_ref().as_bool().unwrap_or_else(|| {
            notes.error(&self.spot(key), "this should be yes or no", "write true or false");
            usual
        })
    }

    /// The path of a file or folder, from the root: a daemon has no folder to count from.
    pub(super) fn path(&self, key: &str, notes: &mut Notes<'_>) -> Option<std::path::PathBuf> {
        let text = self.text(key, notes)?;
        if !text.starts_with('/') {
            let remedy = format!("write it from the root, as in {key} = \"/…\"");
            notes.error(&self.spot(key), "this path depends on where the station starts", remedy);
            return None;
        }
        Some(text.into())
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table?.get(key)
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

/// What differs from what was written by case, by a sign between words, or by a slip of one finger.
fn nearest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |word: &str| -> Vec<char> {
        let letters = word.chars().filter(|letter| !matches!(letter, '-' | '_' | ' '));
        letters.flat_map(char::to_lowercase).collect()
    };
    let written = plain(written);
    let mut near = known.iter().copied().filter(|known| is_slip(&written, &plain(known)));
    near.next().filter(|_| near.next().is_none())
}

/// Whether one is the other but for a letter that is wrong, missing, too many, or has changed places
/// with the next.
fn is_slip(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    match (one, other) {
        ([], rest) | (rest, []) => rest.len() <= 1,
        ([a, one @ ..], [b, other @ ..]) => {
            let swapped = match (one, other) {
                ([c, one @ ..], [d, other @ ..]) => (a, c) == (d, b) && one == other,
                _ => false,
            };
            one == other
                || swapped
                || one.first() == Some(b) && one.get(1..) == Some(other)
                || other.first() == Some(a) && other.get(1..) == Some(one)
        }
    }
}
