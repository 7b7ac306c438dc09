//! Where are pictures? Each in a sealed file of the folder beside the store, under a name that was
//! drawn; which are whose is in the table. Files are written and removed by the writer's thread only,
//! so what has no row is nobody's.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, params};

use super::fault::{sealed, unavailable};
use super::keys;
use super::load::{each, get};
use crate::core::desk::CaseId;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::vault::{Place, Vault, random_name};

/// The folder, within the store's.
pub(super) const FOLDER: &str = "photos";

/// Pictures of one case: more show nothing that these do not.
const MOST_OF_CASE: u32 = 12;

/// What a cleaned picture may have at most.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Seals and keeps one; its name.
pub(super) fn keep(
    db: &Connection,
    vault: &Vault,
    folder: &Path,
    (case, photo, now): (CaseId, &[u8], Wall),
) -> Result<String, StoreError> {
    let resident = resident_of(db, case)?;
    let count: u32 = db
        .query_row("SELECT count(*) FROM photo WHERE of = ?1", [case.0], |row| row.get(0))
        .map_err(unavailable)?;
    if count >= MOST_OF_CASE || photo.len() > MOST_BYTES {
        return Err(StoreError::Taken { what: format!("each of {MOST_OF_CASE} places") });
    }
    let name = random_name().map_err(sealed("photo", case.0))?;
    let key = keys::of(db, vault, resident)?;
    let body = key.seal(place(&name), photo).map_err(sealed("photo", case.0))?;
    write(folder, &name, &body).map_err(io_error)?;
    let sql = "INSERT INTO photo (name, of, resident, at) VALUES (?1, ?2, ?3, ?4)";
    let resident = resident.map(|resident| resident.0);
    db.execute(sql, params![name, case.0, resident, now.0]).map_err(unavailable)?;
    Ok(name)
}

fn resident_of(db: &Connection, case: CaseId) -> Result<Option<ResidentId>, StoreError> {
    let sql = "SELECT resident FROM \"case\" WHERE id = ?1";
    let found: Option<Option<i64>> =
        db.query_row(sql, [case.0], |row| row.get(0)).optional().map_err(unavailable)?;
    // A case that is gone was changed, too.
    found.map(|resident| resident.map(ResidentId)).ok_or(StoreError::Stale)
}

fn write(folder: &Path, name: &str, body: &[u8]) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(folder.join(name))?;
    file.write_all(body)?;
    file.sync_all()?;
    File::open(folder)?.sync_all()
}

/// One of them, and of which case it is.
pub(super) fn photo(
    db: &Connection,
    vault: &Vault,
    folder: &Path,
    name: &str,
) -> Result<Option<(CaseId, Vec<u8>)>, StoreError> {
    let sql = "SELECT of, resident FROM photo WHERE name = ?1";
    let found: Option<(i64, Option<i64>)> = db
        .query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(unavailable)?;
    let Some((case, resident)) = found.filter(|_| is_name(name)) else { return Ok(None) };
    let body = match fs::read(folder.join(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        body => body.map_err(io_error)?,
    };
    let key = keys::of(db, vault, resident.map(ResidentId))?;
    let photo = key.open(place(name), &body).map_err(sealed("photo", case))?;
    Ok(Some((CaseId(case), photo)))
}

/// Removes every file that has no row.
pub(super) fn sweep(db: &Connection, folder: &Path) -> Result<(), StoreError> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        listed => listed.map_err(io_error)?,
    };
    let mut known = BTreeSet::new();
    each(db, "SELECT name FROM photo", &[], |row| {
        known.insert(get::<String>(row, 0)?);
        Ok(())
    })?;
    for file in listed {
        let file = file.map_err(io_error)?;
        let name = file.file_name();
        let name = name.to_str().unwrap_or_default();
        if is_name(name) && !known.contains(name) {
            fs::remove_file(file.path()).map_err(io_error)?;
        }
    }
    Ok(())
}

pub(super) fn is_name(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c))
}

/// It opens under its own name only.
fn place(name: &str) -> Place {
    let half = name.get(..16).unwrap_or_default();
    let id = u64::from_str_radix(half, 16).unwrap_or_default();
    Place { table: "photo", column: "file", id: id.cast_signed() }
}

fn io_error(error: io::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}
