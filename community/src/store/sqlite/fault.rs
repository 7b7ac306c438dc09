//! What does an error of SQLite mean to whoever asked?

use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;
use crate::vault::SealError;

/// The disk, the file or a lock; but a clash of a `UNIQUE` is [`taken`].
pub(super) fn unavailable(error: Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// A row that does not open, or nothing to seal it with.
pub(super) fn sealed(table: &'static str, id: i64) -> impl Fn(SealError) -> StoreError {
    move |error| match error {
        SealError::NoRandom => StoreError::Unavailable(Box::new(error)),
        SealError::NotOurs => StoreError::Unreadable { table, why: format!("row {id}: {error}") },
    }
}

/// Whether somebody else has it already.
pub(super) fn is_taken(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// JSON of ours that does not read. The parser's words may quote the row, so only the place is said.
pub(super) fn not_json(table: &'static str) -> impl Fn(serde_json::Error) -> StoreError {
    move |error| StoreError::Unreadable {
        table,
        why: format!("no JSON of this version at column {}", error.column()),
    }
}
