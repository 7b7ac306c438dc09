//! What stands under this key?
//!
//! A [`Section`] is one table of the file together with the keys that it may have. Whatever is
//! unknown in it is noted when it is entered; a key that is only misspelt is noted once and then
//! taken for the one that was meant, so that what stands under it is checked too.

use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::findings::{Notes, Spot};
use crate::suggest::{nearest, quoted};

/// One table of the file, or the absence of one.
pub(crate) struct Section<'t> {
    table: Option<&'t DeTable<'t>>,
    spot: Spot,
    /// Keys that were misspelt: what was meant, what is written.
    misspelt: Vec<(&'static str, &'t str)>,
}

/// A value and where it stands.
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) spot: Spot,
}

impl<'t> Section<'t> {
    /// The whole file.
    pub(crate) fn file(
        table: &'t DeTable<'t>,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Self {
        Self::new(table, Spot { at: 0, key: String::new() }, known, notes)
    }

    fn new(
        table: &'t DeTable<'t>,
        spot: Spot,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Self {
        let mut section = Self { table: Some(table), spot, misspelt: Vec::new() };
        for key in table.keys() {
            let written: &'t str = key.get_ref();
            if known.contains(&written) {
                continue;
            }
            let free = known.iter().copied().filter(|known| !table.contains_key(*known));
            let meant = nearest(written, free);
            let spot = Spot { at: key.span().start, key: section.path(written) };
            let (problem, remedy) = section.unknown(written, meant, known);
            notes.error(&spot, problem, remedy);
            section.misspelt.extend(meant.map(|meant| (meant, written)));
        }
        section
    }

    fn unknown(
        &self,
        written: &str,
        meant: Option<&str>,
        known: &[&'static str],
    ) -> (String, String) {
        if is_secret(written) {
            let remedy = "put it into a file of its own that only hearth can read, and name that \
                          file in password-file";
            return ("a secret does not belong into this file".to_owned(), remedy.to_owned());
        }
        let within = match self.spot.key.as_str() {
            "" => "the file".to_owned(),
            key if key.ends_with(']') => format!("[[{}]]", bare(key)),
            key => format!("[{}]", bare(key)),
        };
        let problem = format!("{within} has no key called {written}");
        let remedy = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("remove it; known here: {}", known.join(", ")),
        };
        (problem, remedy)
    }

    /// Whether the file has this section at all.
    pub(crate) const fn is_there(&self) -> bool {
        self.table.is_some()
    }

    /// Where the section begins.
    pub(crate) const fn spot(&self) -> &Spot {
        &self.spot
    }

    /// The last part of where it is: `bed` of `[policy.bed]`.
    pub(crate) fn name(&self) -> &str {
        self.spot.key.rsplit('.').next().unwrap_or_default()
    }

    /// Whether the key is there, right or wrong.
    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// Where the key's value stands; where the section begins, if it has none.
    pub(crate) fn spot_of(&self, key: &'static str) -> Spot {
        self.get(key).map_or_else(
            || Spot { at: self.spot.at, key: self.path(key) },
            |(_, value)| Spot { at: value.span().start, key: self.path(key) },
        )
    }

    /// Notes that the key is missing.
    pub(crate) fn require(&self, key: &'static str, example: &str, notes: &mut Notes<'_>) {
        if self.is_there() && !self.has(key) {
            let problem = format!("{key} is missing");
            notes.missing(&self.spot_of(key), problem, format!("write {key} = {example}"));
        }
    }

    /// Text in quotes. `example` is what a remedy shows.
    pub(crate) fn text(
        &self,
        key: &'static str,
        example: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Found<&'t str>> {
        let (_, value) = self.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(Found { value: text, spot: self.spot_of(key) }),
            None => self.wrong(key, "text", example, notes),
        }
    }

    /// Text in quotes that must be there.
    pub(crate) fn required_text(
        &self,
        key: &'static str,
        example: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Found<&'t str>> {
        self.require(key, example, notes);
        self.text(key, example, notes)
    }

    /// A whole number within bounds.
    pub(crate) fn whole(
        &self,
        key: &'static str,
        bounds: RangeInclusive<i64>,
        notes: &mut Notes<'_>,
    ) -> Option<Found<i64>> {
        let (_, value) = self.get(key)?;
        let example = bounds.start().to_string();
        let Some(number) = value.get_ref().as_integer() else {
            return self.wrong(key, "a whole number", &example, notes);
        };
        let spot = self.spot_of(key);
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
        if let Some(value) = number.filter(|number| bounds.contains(number)) {
            return Some(Found { value, spot });
        }
        let problem = match number {
            Some(number) => format!("{number} is out of range"),
            None => "the number is out of range".to_owned(),
        };
        notes.error(&spot, problem, format!("write {} to {}", bounds.start(), bounds.end()));
        None
    }

    /// A number, whole or with a point, without bounds.
    pub(crate) fn number(&self, key: &'static str, notes: &mut Notes<'_>) -> Option<Found<f64>> {
        let (_, value) = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|number| i32::try_from(number).ok())
                .map(f64::from),
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => return self.wrong(key, "a number", "10", notes),
        };
        let spot = self.spot_of(key);
        match number.filter(|number| number.is_finite()) {
            Some(value) => Some(Found { value, spot }),
            None => {
                notes.error(&spot, "the number is out of range", "write an ordinary number");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &'static str, notes: &mut Notes<'_>) -> Option<bool> {
        let (_, value) = self.get(key)?;
        value.get_ref().as_bool().or_else(|| self.wrong(key, "true or false", "true", notes))
    }

    /// A list of texts.
    pub(crate) fn texts(
        &self,
        key: &'static str,
        example: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Vec<Found<&'t str>>> {
        let (_, value) = self.get(key)?;
        let DeValue::Array(array) = value.get_ref() else {
            return self.wrong(key, "a list", example, notes);
        };
        let mut texts = Vec::new();
        for (value, number) in array.iter().zip(1..) {
            let key = format!("{}[{number}]", self.path(key));
            let spot = Spot { at: value.span().start, key };
            match value.get_ref().as_str() {
                Some(value) => texts.push(Found { value, spot }),
                None => {
                    note_type(value.get_ref(), &spot, ("text", format!("write {example}")), notes)
                }
            }
        }
        Some(texts)
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&'static str, T)],
        notes: &mut Notes<'_>,
    ) -> Option<Found<T>> {
        let words = || choices.iter().map(|&(word, _)| word);
        let example = words().next().map(|word| format!("\"{word}\"")).unwrap_or_default();
        let found = self.text(key, &example, notes)?;
        match choices.iter().find(|&&(word, _)| word == found.value) {
            Some(&(_, value)) => Some(Found { value, spot: found.spot }),
            None => {
                let problem = format!("\"{}\" is not a choice here", found.value);
                notes.error(&found.spot, problem, pick(found.value, words()));
                None
            }
        }
    }

    /// The section of that name in this one; an absent one has no keys.
    pub(crate) fn section(
        &self,
        key: &'static str,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Self {
        let spot = Spot { at: self.get(key).map_or(0, |(at, _)| at), key: self.path(key) };
        let absent = Self { table: None, spot: spot.clone(), misspelt: Vec::new() };
        match self.get(key).map(|(_, value)| value.get_ref()) {
            None => absent,
            Some(DeValue::Table(table)) => Self::new(table, spot, known, notes),
            Some(
                other @ (DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Array(_)),
            ) => {
                let remedy =
                    format!("write [{}] on a line of its own, and its keys below", spot.key);
                note_type(other, &spot, ("a section", remedy), notes);
                absent
            }
        }
    }

    /// All sections of that name: `[[line]]`.
    pub(crate) fn sections(
        &self,
        key: &'static str,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Vec<Self> {
        let Some((at, value)) = self.get(key) else { return Vec::new() };
        let path = self.path(key);
        let remedy = format!("write [[{}]] on a line of its own, and its keys below", bare(&path));
        let DeValue::Array(array) = value.get_ref() else {
            let spot = Spot { at, key: path.clone() };
            let Some(table) = value.get_ref().as_table() else {
                note_type(value.get_ref(), &spot, ("a list of sections", remedy), notes);
                return Vec::new();
            };
            notes.error(&spot, "there can be several of these", remedy);
            let spot = Spot { at, key: format!("{path}[1]") };
            return vec![Self::new(table, spot, known, notes)];
        };
        let mut sections = Vec::new();
        for (value, number) in array.iter().zip(1..) {
            let spot = Spot { at: value.span().start, key: format!("{path}[{number}]") };
            match value.get_ref().as_table() {
                Some(table) => sections.push(Self::new(table, spot, known, notes)),
                None => note_type(value.get_ref(), &spot, ("a section", remedy.clone()), notes),
            }
        }
        sections
    }

    /// Where the key is written, and its value.
    fn get(&self, key: &'static str) -> Option<(usize, &'t Spanned<DeValue<'t>>)> {
        let table = self.table?;
        let misspelt = self.misspelt.iter().find(|&&(meant, _)| meant == key);
        let written = misspelt.map_or(key, |&(_, written)| written);
        let (key, value) = table.get_key_value(written)?;
        Some((key.span().start, value))
    }

    fn path(&self, key: &str) -> String {
        match self.spot.key.as_str() {
            "" => key.to_owned(),
            section => format!("{section}.{key}"),
        }
    }

    fn wrong<T>(
        &self,
        key: &'static str,
        wanted: &str,
        example: &str,
        notes: &mut Notes<'_>,
    ) -> Option<T> {
        let (_, value) = self.get(key)?;
        let remedy = format!("write {key} = {example}");
        note_type(value.get_ref(), &self.spot_of(key), (wanted, remedy), notes);
        None
    }
}

/// What to write instead of a word that is not one of `words`.
pub(crate) fn pick<'k>(written: &str, words: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(written, words.clone()) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("write {}", quoted(words)),
    }
}

/// Notes that a value is of the wrong kind. The value itself is not repeated.
fn note_type(value: &DeValue<'_>, spot: &Spot, wanted: (&str, String), notes: &mut Notes<'_>) {
    let (wanted, remedy) = wanted;
    let is = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    };
    notes.error(spot, format!("this must be {wanted} and is {is}"), remedy);
}

/// `line[2].device` without its numbers, as a section's head is written.
fn bare(key: &str) -> String {
    let mut inside = false;
    let mut keep = |c| {
        inside = (inside || c == '[') && c != ']';
        !inside && c != ']'
    };
    key.chars().filter(|&c| keep(c)).collect()
}

/// Keys under which people write a password.
fn is_secret(key: &str) -> bool {
    matches!(key, "password" | "passwd" | "pass" | "secret" | "token" | "psk")
}
