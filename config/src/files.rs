//! Is this a full path?
//!
//! The path is never repeated in a finding: what stands at `password-file` may be a password.

use std::path::PathBuf;

use crate::findings::Notes;
use crate::walk::Section;

/// The path at `key`, if it begins with `/`: a daemon has no folder of its own that others could
/// begin at. `Some(None)`: not given. `example` is what it often is.
pub(crate) fn optional(
    section: &Section<'_>,
    key: &'static str,
    example: &str,
    notes: &mut Notes<'_>,
) -> Option<Option<PathBuf>> {
    if !section.has(key) {
        return Some(None);
    }
    let ask = match key {
        "password-file" => {
            "the path of a file that holds the password, never the password".to_owned()
        }
        _ => format!("it from the first / on, as in \"{example}\""),
    };
    let fits = |path: &str| path.starts_with('/') && !path.contains('\0');
    let found = section.text(key, &ask, fits, notes)?;
    notes.keep_place(&found.spot);
    if fits(found.value) {
        if let Some(problem) = slip(found.value) {
            notes.warning(&found.spot, problem, format!("write {ask}"));
        }
        return Some(Some(PathBuf::from(found.value)));
    }
    notes.error(&found.spot, "this is not a full path", format!("write {ask}"));
    None
}

/// What is surely not meant in a path, though a disk may have it.
pub(crate) fn slip(path: &str) -> Option<&'static str> {
    if path.contains('…') {
        Some("this path still has the … of the sample")
    } else if path.chars().any(char::is_control) {
        Some("this path has a sign in it that nobody can see")
    } else if path.trim() != path {
        Some("this path begins or ends with a space")
    } else if path.bytes().all(|byte| byte == b'/') {
        Some("this is the root of the disk")
    } else {
        None
    }
}
