//! The roster as a file on disk, for the command line. The only part of this folder that reads or
//! writes anything.

use std::io;
use std::path::Path;
use std::sync::Arc;

use alerts::Wall;

use super::preview::Preview;
use super::sheet::{self, Sheet};
use crate::say::Lang;
use crate::store::{Store, StoreError};
use crate::web::roster::words;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk.
    #[error("{path}: {cause}")]
    Disk {
        /// Which file.
        path: String,
        /// Why not.
        #[source]
        cause: io::Error,
    },
    /// It is no roster; the sentence says what to do.
    #[error("{0}")]
    NoSheet(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was done, or would be.
#[derive(Debug)]
pub struct Imported {
    /// For people: the counts, and every fault with its line.
    pub says: String,
    /// Whether the file had no fault.
    pub fine: bool,
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    let path = path.display().to_string();
    |cause| FileError::Disk { path, cause }
}

/// `roster import FILE [--dry-run]`: all of it or nothing. `year` is now; `by` stands in the history.
///
/// # Errors
///
/// When the file or the store cannot be read or written. Faults in the file are no error: they are in
/// what is said.
pub async fn import<S: Store>(
    store: &S,
    file: &Path,
    dry_run: bool,
    (by, lang): (&str, Lang),
    (now, year): (Wall, i16),
) -> Result<Imported, FileError> {
    // One more than is read: whether it is too large shows without reading all of it.
    let most = u64::try_from(sheet::MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let open = std::fs::File::open(file).map_err(disk(file))?;
    io::Read::read_to_end(&mut io::Read::take(open, most + 1), &mut bytes).map_err(disk(file))?;
    let sheet =
        Sheet::read(&bytes).map_err(|why| FileError::NoSheet(words::no_sheet(lang, &why)))?;
    let residents: Vec<_> = store.residents().await?.into_iter().map(Arc::new).collect();
    let preview = Preview::new(&sheet, &residents, by, year);
    let fine = preview.changes().is_some();
    if let Some(changes) = preview.changes()
        && !dry_run
        && !changes.is_empty()
    {
        store.change_people(changes.to_vec(), by, now).await?;
    }
    Ok(Imported { says: says(lang, &preview), fine })
}

fn says(lang: Lang, preview: &Preview) -> String {
    let mut out = String::new();
    let n = preview.counts();
    for (label, n) in words::counts(lang).into_iter().zip([n.new, n.changed, n.unchanged, n.absent])
    {
        out.push_str(&format!("{label}: {n}\n"));
    }
    for (line, fault) in &preview.faults {
        let column = fault.column.map(|it| format!("{it}: ")).unwrap_or_default();
        out.push_str(&format!("{line}: {column}{}\n", words::why(lang, &fault.why)));
    }
    out
}

/// `roster export`: the whole roster, as the page gives it.
///
/// # Errors
///
/// When the store cannot be read or the file not be written.
pub async fn export<S: Store>(store: &S, file: &Path) -> Result<usize, FileError> {
    let residents = store.residents().await?;
    std::fs::write(file, sheet::write(residents.iter())).map_err(disk(file))?;
    Ok(residents.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::Sqlite;
    use crate::vault::{SealingKey, Vault};

    #[tokio::test]
    async fn a_file_is_taken_whole_or_not_at_all_and_a_dry_run_takes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::new(SealingKey::random().unwrap());
        let store = Sqlite::open(folder.path(), &folder.path().join("copies"), vault).unwrap();
        let file = folder.path().join("roster.csv");
        let import = async |text: &str, dry_run| {
            std::fs::write(&file, text).unwrap();
            let by = ("lin", Lang::English);
            import(&store, &file, dry_run, by, (Wall(1), 2026)).await
        };
        let count = async || store.residents().await.unwrap().len();
        assert!(import("name,home\nDu,h1\nLi,h2\n", true).await.unwrap().fine);
        assert_eq!(count().await, 0);
        let wrong = import("name,home\nDu,h1\nLi,h1\n", false).await.unwrap();
        assert!(!wrong.fine && wrong.says.contains("3: home: "), "{}", wrong.says);
        assert_eq!(count().await, 0);
        assert!(import("name,home\nDu,h1\nLi,h2\n", false).await.unwrap().fine);
        assert_eq!(count().await, 2);
        assert!(matches!(import("x\n", false).await, Err(FileError::NoSheet(_))));

        // What goes out comes in again, and changes nothing.
        assert_eq!(export(&store, &file).await.unwrap(), 2);
        let same = std::fs::read_to_string(&file).unwrap();
        assert!(import(&same, false).await.unwrap().says.contains("Unchanged: 2"));
        assert!(store.residents().await.unwrap().iter().all(|it| it.revision == 1));
    }
}
