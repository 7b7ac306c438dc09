//! Minutes in few bytes.

use alerts::Wall;
use alerts::message::Minute;

/// Bytes that are not what was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the packed minutes are damaged, or a later version's")]
pub struct Damaged;

/// One.
#[must_use]
pub fn pack_one(at: Wall, minute: &Minute) -> Vec<u8> {
    serde_json::to_vec(&[(at, minute)]).unwrap_or_default()
}

/// Reads them.
///
/// # Errors
///
/// When they are damaged.
pub fn unpack(body: &[u8]) -> Result<Vec<(Wall, Minute)>, Damaged> {
    serde_json::from_slice(body).map_err(|_| Damaged)
}
