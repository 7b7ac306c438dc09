//! Who may be called? Responders, each sealed with a key of their own, and residents' contacts, sealed
//! with the resident's.

use std::collections::BTreeMap;

use alerts::Wall;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::{not_json, sealed, unavailable};
use super::keys;
use super::load::{each, get};
use crate::core::desk::PartyId;
use crate::core::desk::change::WayNews;
use crate::core::desk::party::Channel;
use crate::core::person::ResidentId;
use crate::store::StoreError;
use crate::store::parties::{CodeFor, CodeTried, MOST_RESPONDERS, MOST_TRIES, PartyRow, Who};
use crate::vault::{Place, SealingKey, Vault, key_of_party};

const PARTY: &str = "SELECT id, revision, resident, place, active, key, body FROM party";

/// Everybody. Somebody whose row cannot be read is left out and said: the others are called.
pub(super) fn parties(db: &Connection, vault: &Vault) -> Result<Vec<PartyRow>, StoreError> {
    let mut found = Vec::new();
    let mut keys: BTreeMap<i64, Option<SealingKey>> = BTreeMap::new();
    let sql = format!("{PARTY} ORDER BY resident IS NOT NULL, resident, place, id");
    each(db, &sql, &[], |row| {
        match party_of(db, vault, row, &mut keys) {
            Ok(party) => found.push(party),
            Err(error) => {
                let party = PartyId(get(row, 0)?);
                tracing::error!(%party, %error, "somebody who may be called cannot be read");
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// `keys` are those of residents, so that each is unwrapped once.
fn party_of(
    db: &Connection,
    vault: &Vault,
    row: &Row<'_>,
    keys: &mut BTreeMap<i64, Option<SealingKey>>,
) -> Result<PartyRow, StoreError> {
    let (id, resident): (i64, Option<i64>) = (get(row, 0)?, get(row, 2)?);
    let body: Vec<u8> = get(row, 6)?;
    let own;
    let key = match resident {
        Some(resident) => {
            if let std::collections::btree_map::Entry::Vacant(free) = keys.entry(resident) {
                free.insert(keys::of_resident(db, vault, ResidentId(resident))?);
            }
            keys.get(&resident).and_then(Option::as_ref)
        }
        None => {
            let wrapped: Vec<u8> = get(row, 5)?;
            own = vault.unwrap_key(key_of_party(id), &wrapped).map_err(sealed("party", id))?;
            Some(&own)
        }
    };
    let key = key.ok_or_else(|| StoreError::Unreadable {
        table: "party",
        why: format!("row {id} is of a resident who is not there"),
    })?;
    let plain = key.open(body_of(id), &body).map_err(sealed("party", id))?;
    let who = serde_json::from_slice(&plain).map_err(not_json("party"))?;
    Ok(PartyRow {
        id: PartyId(id),
        revision: get(row, 1)?,
        resident: resident.map(ResidentId),
        place: get(row, 3)?,
        active: get(row, 4)?,
        who,
    })
}

pub(super) fn party(
    db: &Connection,
    vault: &Vault,
    PartyId(id): PartyId,
) -> Result<Option<PartyRow>, StoreError> {
    let mut ask = db.prepare_cached(&format!("{PARTY} WHERE id = ?1")).map_err(unavailable)?;
    let found = ask
        .query_row([id], |row| Ok(party_of(db, vault, row, &mut BTreeMap::new())))
        .optional()
        .map_err(unavailable)?;
    found.transpose()
}

const fn body_of(id: i64) -> Place {
    Place { table: "party", column: "body", id }
}

pub(super) fn seal(key: &SealingKey, id: i64, who: &Who) -> Result<Vec<u8>, StoreError> {
    let plain = serde_json::to_vec(who).map_err(not_json("party"))?;
    key.seal(body_of(id), &plain).map_err(sealed("party", id))
}

/// A number that nobody has had.
pub(super) fn next(db: &Connection) -> Result<i64, StoreError> {
    let sql = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'party'), 0) + 1";
    db.query_row(sql, [], |row| row.get(0)).map_err(unavailable)
}

/// A responder, new or changed.
pub(super) fn save(
    db: &Connection,
    vault: &Vault,
    mut party: PartyRow,
) -> Result<PartyRow, StoreError> {
    party.resident = None;
    party.who.consent = true;
    if party.id == PartyId(0) {
        return add(db, vault, party);
    }
    let before = self::party(db, vault, party.id)?.ok_or(StoreError::Stale)?;
    if before.revision != party.revision || before.resident.is_some() {
        return Err(StoreError::Stale);
    }
    proved_as(&mut party.who.channels, &before.who.channels);
    party.revision = before.revision.saturating_add(1);
    if ways(&party.who) != ways(&before.who) {
        forget_codes(db, party.id)?;
    }
    rewrite(db, vault, &party)?;
    Ok(party)
}

fn add(db: &Connection, vault: &Vault, mut party: PartyRow) -> Result<PartyRow, StoreError> {
    let sql = "SELECT count(*) FROM party WHERE resident IS NULL";
    let count: u32 = db.query_row(sql, [], |row| row.get(0)).map_err(unavailable)?;
    if count >= MOST_RESPONDERS {
        return Err(StoreError::Taken { what: format!("each of {MOST_RESPONDERS} places") });
    }
    let id = next(db)?;
    (party.id, party.revision, party.place) = (PartyId(id), 1, 0);
    proved_as(&mut party.who.channels, &[]);
    let (key, wrapped) = vault.new_key(key_of_party(id)).map_err(sealed("party", id))?;
    let body = seal(&key, id, &party.who)?;
    let sql = "INSERT INTO party (id, revision, place, active, key, body)
               VALUES (?1, 1, 0, ?2, ?3, ?4)";
    db.execute(sql, params![id, party.active, wrapped, body]).map_err(unavailable)?;
    Ok(party)
}

/// Writes what is there already; its revision is the new one.
pub(super) fn rewrite(db: &Connection, vault: &Vault, party: &PartyRow) -> Result<(), StoreError> {
    let id = party.id.0;
    let key = match party.resident {
        Some(resident) => keys::of_resident(db, vault, resident)?.ok_or(StoreError::Stale)?,
        None => {
            let sql = "SELECT key FROM party WHERE id = ?1";
            let wrapped: Vec<u8> =
                db.query_row(sql, [id], |row| row.get(0)).map_err(unavailable)?;
            vault.unwrap_key(key_of_party(id), &wrapped).map_err(sealed("party", id))?
        }
    };
    let body = seal(&key, id, &party.who)?;
    let sql = "UPDATE party SET revision = ?2, place = ?3, active = ?4, body = ?5 WHERE id = ?1";
    db.execute(sql, params![id, party.revision, party.place, party.active, body])
        .map(drop)
        .map_err(unavailable)
}

/// What was proved stays with its address, and nothing else is.
pub(super) fn proved_as(channels: &mut [Channel], before: &[Channel]) {
    for way in channels {
        let known = before.iter().find(|known| known.to == way.to);
        (way.verified, way.proven, way.dead) =
            known.map_or((None, None, None), |known| (known.verified, known.proven, known.dead));
    }
}

pub(super) fn ways(who: &Who) -> Vec<&crate::core::desk::party::Address> {
    who.channels.iter().map(|way| &way.to).collect()
}

pub(super) fn forget_codes(db: &Connection, PartyId(id): PartyId) -> Result<(), StoreError> {
    db.execute("DELETE FROM code WHERE party = ?1", [id]).map(drop).map_err(unavailable)
}

/// A way was seen to work, or to fail for good. Of somebody who is gone nothing is noted.
pub(super) fn note_way(db: &Connection, vault: &Vault, way: &WayNews) -> Result<(), StoreError> {
    change_way(db, vault, CodeFor { party: way.to, channel: way.channel }, |known| {
        if way.works {
            (known.proven, known.dead) = (Some(way.at), None);
        } else {
            known.dead.get_or_insert(way.at);
        }
    })
}

/// What is noted of a way is no change of the record: its revision stays.
fn change_way(
    db: &Connection,
    vault: &Vault,
    of: CodeFor,
    change: impl FnOnce(&mut Channel),
) -> Result<(), StoreError> {
    let Some(mut party) = party(db, vault, of.party)? else { return Ok(()) };
    let Some(way) = party.who.channels.get_mut(usize::from(of.channel)) else { return Ok(()) };
    let before = way.clone();
    change(way);
    if *way == before { Ok(()) } else { rewrite(db, vault, &party) }
}

pub(super) fn save_code(
    db: &Connection,
    of: CodeFor,
    (hash, until): (&[u8], Wall),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO code (party, channel, hash, until, tries) VALUES (?1, ?2, ?3, ?4, 0)
               ON CONFLICT (party, channel) DO UPDATE SET
               hash = excluded.hash, until = excluded.until, tries = 0";
    db.execute(sql, params![of.party.0, of.channel, hash, until.0]).map(drop).map_err(unavailable)
}

pub(super) fn try_code(
    db: &Connection,
    vault: &Vault,
    of: CodeFor,
    (hash, now): (&[u8], Wall),
) -> Result<CodeTried, StoreError> {
    let sql = "SELECT hash, tries FROM code WHERE party = ?1 AND channel = ?2 AND until > ?3";
    let found: Option<(Vec<u8>, u32)> = db
        .query_row(sql, params![of.party.0, of.channel, now.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
        .map_err(unavailable)?;
    let Some((known, tries)) = found.filter(|(_, tries)| *tries < MOST_TRIES) else {
        return Ok(CodeTried::Spent);
    };
    if known != hash {
        let sql = "UPDATE code SET tries = tries + 1 WHERE party = ?1 AND channel = ?2";
        db.execute(sql, params![of.party.0, of.channel]).map_err(unavailable)?;
        return Ok(CodeTried::Wrong { left: MOST_TRIES - tries - 1 });
    }
    let sql = "DELETE FROM code WHERE party = ?1 AND channel = ?2";
    db.execute(sql, params![of.party.0, of.channel]).map_err(unavailable)?;
    change_way(db, vault, of, |way| (way.verified, way.dead) = (Some(now), None))?;
    Ok(CodeTried::Right)
}
