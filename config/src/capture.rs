//! What of the lines is recorded, and for how long?

use std::path::PathBuf;

use crate::files;
use crate::findings::Notes;
use crate::line::{self, Line};
use crate::walk::Section;

/// A day: what is needed longer is not found by listening longer.
const LONGEST_MIN: i64 = 1440;

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

/// `Some(None)`: nothing is to be recorded. `lines` is `None` if they could not be read.
pub(crate) fn read(
    file: &Section<'_>,
    lines: Option<&[Line]>,
    notes: &mut Notes<'_>,
) -> Option<Option<Capture>> {
    let section = file.section("capture", &["file", "lines", "minutes"], notes);
    if !file.has("capture") {
        return Some(None);
    }
    let example = "/var/lib/hearth/support.cap";
    section.require("file", &format!("file = \"{example}\""), notes);
    let target = files::optional(&section, "file", example, notes);
    let what = "after so many it ends by itself";
    let minutes = section.required_whole("minutes", 1..=LONGEST_MIN, what, notes);
    let is_line = |name: &str| lines.into_iter().flatten().any(|line| line.name == name);
    let ask = "a list of names of lines, or leave it out to record all";
    let names = section.texts("lines", ask, is_line, notes);
    if section.has("lines") && names.is_none() {
        return None;
    }
    let names = names.unwrap_or_default();
    let recorded: Vec<Option<String>> = names
        .iter()
        .map(|found| line::called(found, lines?, notes).map(|line| line.name.clone()))
        .collect();
    Some(Some(Capture {
        file: target??,
        lines: recorded.into_iter().collect::<Option<_>>()?,
        minutes: u32::try_from(minutes?.value).ok()?,
    }))
}
