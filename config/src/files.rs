//! Is this a full path?
//!
//! The path is never repeated in a finding: what stands at `password-file` may be a password.

use std::path::PathBuf;

use crate::findings::Notes;
use crate::walk::Section;

/// The path at `key`, if it begins with `/`: a daemon has no folder of its own that others could
/// begin at. `Some(None)`: not given.
pub(crate) fn optional(
    section: &Section<'_>,
    key: &'static str,
    notes: &mut Notes<'_>,
) -> Option<Option<PathBuf>> {
    if !section.has(key) {
        return Some(None);
    }
    let found = section.text(key, "\"/etc/hearth/…\"", notes)?;
    notes.keep_place(&found.spot);
    if found.value.starts_with('/') && !found.value.contains('\0') {
        return Some(Some(PathBuf::from(found.value)));
    }
    let remedy = match key {
        "password-file" => "write the path of a file that holds the password, never the password",
        _ => "write it from the first / on, as in \"/etc/hearth/…\"",
    };
    notes.error(&found.spot, "this is not a full path", remedy);
    None
}
