//! What does a secret's file hold? Its first line. It is read each time, so that one that is put right is
//! used without a restart; `hearth-community check` says who else may read it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::Why;
use super::why::FileFault;

/// No password, key or address is longer, bytes.
const LONGEST: u64 = 4_096;

/// The first line of a file, without blanks around it.
pub(crate) fn read(file: &Path) -> Result<String, Why> {
    let fault = |what| Why::File { file: file.to_owned(), what };
    let mut text = Vec::new();
    let opened = File::open(file).map_err(|error| fault(FileFault::Io(error.kind())))?;
    let read = opened.take(LONGEST + 1).read_to_end(&mut text);
    read.map_err(|error| fault(FileFault::Io(error.kind())))?;
    let text = str::from_utf8(&text).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default().trim();
    let fits = u64::try_from(line.len()).is_ok_and(|length| (1..=LONGEST).contains(&length));
    fits.then(|| line.to_owned()).ok_or_else(|| fault(FileFault::Empty))
}
