//! How is a file of the store damaged, and which were set aside?

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::Context;

use super::stage::Stage;

/// SQLite's page in Hearth's files.
const PAGE: usize = 4096;

/// A page of rows begins with this.
const LEAF: u8 = 0x0D;

/// Alarms on one page: about 400 bytes each.
pub(super) const ROWS_ON_A_PAGE: usize = 16;

/// Overwrites a page of rows, at this share of all of them.
pub(super) fn damage(path: &Path, share: f64) -> anyhow::Result<()> {
    let bytes = fs::read(path)?;
    let is_full = |page: &[u8]| matches!(*page, [LEAF, _, _, hi, lo, ..] if hi > 0 || lo > 3);
    let leaves = bytes.chunks(PAGE).enumerate().skip(1).filter(|(_, page)| is_full(page));
    let leaves: Vec<usize> = leaves.map(|(number, _)| number).collect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below the length"
    )]
    let place = (leaves.len() as f64 * share) as usize;
    let page = leaves.get(place).with_context(|| format!("{} has no rows", path.display()))?;
    let file = File::options().write(true).open(path)?;
    file.write_all_at(&[0xA5; PAGE], (page * PAGE) as u64)?;
    Ok(file.sync_all()?)
}

/// The files of the store that were set aside.
pub(super) fn aside(stage: &Stage) -> anyhow::Result<Vec<String>> {
    let names = std::fs::read_dir(stage.home.store())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<std::io::Result<Vec<_>>>()?;
    Ok(names.into_iter().filter(|name| name.contains(".corrupt")).collect())
}
