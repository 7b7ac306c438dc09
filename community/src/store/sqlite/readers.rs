//! Who may read? Anybody, beside the writer and without waiting for it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::Semaphore;

use super::fault::unavailable;
use super::open::{self, BUSY, STATEMENTS};
use crate::store::StoreError;

/// Connections. Pages are read in a millisecond; a start's `load` or an export takes one for longer,
/// and the wall must not wait for it.
const MOST: usize = 4;

/// The pool.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    file: PathBuf,
    free: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), free: Arc::default(), turns: Arc::new(Semaphore::new(MOST)) }
    }

    /// Reads what was there at one moment.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let pool = self.clone();
        apart(move || {
            let turn = turn;
            let mut db = pool.take()?;
            // One look at one moment: `timeline` asks five tables.
            let moment = db.transaction().map_err(unavailable)?;
            let seen = look(&moment);
            let ended = moment.finish();
            if ended.is_ok() {
                pool.give(db);
            }
            drop(turn);
            seen
        })
        .await
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.map_or_else(|| connect(&self.file), Ok)
    }

    fn give(&self, db: Connection) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(db);
    }
}

fn connect(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(file, flags).map_err(unavailable)?;
    db.busy_timeout(BUSY).map_err(unavailable)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    open::distrust_schema(&db).map_err(unavailable)?;
    Ok(db)
}

/// Something that waits for the disk, on a thread that may.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(StoreError::Unavailable(Box::new(error))),
    }
}
