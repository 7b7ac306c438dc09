//! Which sections are there, and does each of their keys have a meaning?
//!
//! A [`Section`] is one table of the file together with the keys that it may have. Whatever is
//! unknown in it is noted when it is entered; a key that is only misspelt is noted once and then
//! taken for the one that was meant, so that what stands under it is checked too (not if its unit is
//! another: then its number is another). What stands under
//! a key is read in [`crate::value`].

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::findings::{Notes, Spot};
use crate::kind::note_type;
use crate::retired::Retired;
use crate::suggest::nearest;
use crate::units;

/// One table of the file, or the absence of one.
pub(crate) struct Section<'t> {
    table: Option<&'t DeTable<'t>>,
    spot: Spot,
    /// Keys of older versions, anywhere in the file.
    retired: &'static [Retired],
    /// Keys that were misspelt: what was meant, what is written.
    misspelt: Vec<(&'static str, &'t str)>,
    /// Sections of which one part stands under the right name and another under a wrong one.
    torn: Vec<&'static str>,
}

impl<'t> Section<'t> {
    /// The whole file. Keys of the list `retired` are passed over in it.
    pub(crate) fn file(
        table: &'t DeTable<'t>,
        known: &[&'static str],
        retired: &'static [Retired],
        notes: &mut Notes<'_>,
    ) -> Self {
        let spot = Spot { at: 0, key: String::new() };
        Self::absent(spot, retired).enter(table, known, notes)
    }

    const fn absent(spot: Spot, retired: &'static [Retired]) -> Self {
        Self { table: None, spot, retired, misspelt: Vec::new(), torn: Vec::new() }
    }

    fn enter(
        mut self,
        table: &'t DeTable<'t>,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Self {
        self.table = Some(table);
        let within = bare(&self.spot.key);
        for (key, value) in table {
            let written: &'t str = key.get_ref();
            if known.contains(&written) {
                continue;
            }
            let spot = Spot { at: key.span().start, key: self.path(written) };
            if let Some(retired) = self.retired.iter().find(|key| key.is(&within, written)) {
                let (problem, remedy) = retired.words();
                notes.warning(&spot, problem, remedy);
                continue;
            }
            let free = || known.iter().copied().filter(|known| !table.contains_key(*known));
            let near = nearest(written, free());
            let meant = near.filter(|near| units::are_one(written, near));
            let other = units::in_another(written, free()).or(near).filter(|_| meant.is_none());
            let (problem, remedy) = self.unknown(written, (meant, other), known);
            if let Some(meant) =
                listed(value).then(|| nearest(written, known.iter().copied())).flatten()
            {
                // A whole section is never advised away.
                let remedy = format!("did you mean `[[{}]]`?", bare(&self.path(meant)));
                notes.error(&spot, problem, remedy);
                if table.contains_key(meant) {
                    self.torn.extend(known.iter().copied().find(|known| *known == meant));
                } else {
                    self.misspelt.push((meant, written));
                }
                continue;
            }
            notes.error(&spot, problem, remedy);
            self.misspelt.extend(meant.map(|meant| (meant, written)));
        }
        self
    }

    fn unknown(
        &self,
        written: &str,
        (meant, other_unit): (Option<&str>, Option<&str>),
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
        let at = bare(&self.spot.key);
        let inner = INNER.iter().find(|(key, out, _)| (*key, *out) == (written, at.as_str()));
        if let Some((.., head)) = inner.filter(|_| meant.is_none()) {
            return (problem, format!("did you mean `[[{head}]]`?"));
        }
        let remedy = match (meant, other_unit) {
            (Some(meant), _) => format!("did you mean `{meant}`?"),
            (None, Some(other)) => units::remedy(&bare(&self.spot.key), other),
            (None, None) => format!("remove it; known here: {}", known.join(", ")),
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

    /// Whether parts of a section stand under another name, so that what is here is not all.
    pub(crate) fn is_torn(&self, key: &'static str) -> bool {
        self.torn.contains(&key)
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

    /// The section of that name in this one; an absent one has no keys.
    pub(crate) fn section(
        &self,
        key: &'static str,
        known: &[&'static str],
        notes: &mut Notes<'_>,
    ) -> Self {
        let spot = Spot { at: self.get(key).map_or(0, |(at, _)| at), key: self.path(key) };
        let absent = Self::absent(spot, self.retired);
        match self.get(key).map(|(_, value)| value.get_ref()) {
            None => absent,
            Some(DeValue::Table(table)) => absent.enter(table, known, notes),
            Some(
                other @ (DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Array(_)),
            ) => {
                let remedy =
                    format!("write [{}] on a line of its own, and its keys below", absent.spot.key);
                note_type(other, &absent.spot, ("a section", remedy), notes);
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
            return vec![Self::absent(spot, self.retired).enter(table, known, notes)];
        };
        let mut sections = Vec::new();
        for (value, number) in array.iter().zip(1..) {
            let spot = Spot { at: value.span().start, key: format!("{path}[{number}]") };
            match value.get_ref().as_table() {
                Some(table) => {
                    sections.push(Self::absent(spot, self.retired).enter(table, known, notes));
                }
                None => note_type(value.get_ref(), &spot, ("a section", remedy.clone()), notes),
            }
        }
        sections
    }

    /// Where the key is written, and its value.
    pub(crate) fn get(&self, key: &'static str) -> Option<(usize, &'t Spanned<DeValue<'t>>)> {
        let table = self.table?;
        let misspelt = self.misspelt.iter().find(|&&(meant, _)| meant == key);
        let written = misspelt.map_or(key, |&(_, written)| written);
        let (key, value) = table.get_key_value(written)?;
        Some((key.span().start, value))
    }

    pub(crate) fn path(&self, key: &str) -> String {
        match self.spot.key.as_str() {
            "" => key.to_owned(),
            section => format!("{section}.{key}"),
        }
    }
}

/// Sections that people write one or two heads too far out: key, where they put it, whole head.
const INNER: &[(&str, &str, &str)] = &[
    ("device", "", "line.device"),
    ("input", "", "line.device.input"),
    ("input", "line", "line.device.input"),
];

/// Whether it is a list of sections, as `[[line]]` makes one.
fn listed(value: &Spanned<DeValue<'_>>) -> bool {
    let DeValue::Array(array) = value.get_ref() else { return false };
    array.iter().any(|value| value.get_ref().is_table())
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
    matches!(
        key.to_lowercase().as_str(),
        "password" | "passwd" | "pass" | "secret" | "token" | "psk"
    )
}
