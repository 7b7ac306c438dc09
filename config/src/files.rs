//! Is this the full path of a file?
//!
//! The path is never repeated in a finding: what stands at `password-file` may be a password.

use std::path::PathBuf;

use crate::findings::Notes;
use crate::walk::{Found, Section};

/// `Some(None)`: not given.
pub(crate) fn optional(
    section: &Section<'_>,
    key: &'static str,
    notes: &mut Notes<'_>,
) -> Option<Option<PathBuf>> {
    if !section.has(key) {
        return Some(None);
    }
    let found = section.text(key, "\"/etc/hearth/…\"", notes)?;
    absolute(&found, notes).map(Some)
}

/// The path, if it begins with `/`. A daemon has no folder of its own that others could begin at.
pub(crate) fn absolute(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<PathBuf> {
    notes.keep_place(&found.spot);
    if found.value.starts_with('/') && !found.value.contains('\0') {
        return Some(PathBuf::from(found.value));
    }
    let problem = "this is not the full path of a file";
    notes.error(&found.spot, problem, "write it from the first / on, as in \"/etc/hearth/ca.pem\"");
    None
}
