//! Who of the roster may be called? A resident's contacts, brought in line with their record in the
//! transaction that changes it. One who is known by telephone or e-mail stays who they are, with what
//! was proved of the ways to them; one who is not in the record any more is gone.

use rusqlite::{Connection, params};

use super::fault::unavailable;
use super::load::each;
use super::parties::{self, proved_as};
use crate::core::desk::PartyId;
use crate::core::desk::party::{Address, Channel, MOST_CHANNELS, PartyIs};
use crate::core::person::{Contact, ContactIs, Resident, ResidentId};
use crate::store::StoreError;
use crate::store::parties::{PartyRow, Who};
use crate::vault::Vault;

/// Contacts of a resident who are called: a record may have more.
const MOST_CONTACTS: usize = 32;

/// Digits by which a telephone is known again: with or without its country.
const LAST_DIGITS: usize = 8;

/// All residents, as they are now; how many rows were changed.
pub(super) fn follow_all(
    db: &Connection,
    vault: &Vault,
    residents: &[Resident],
) -> Result<u32, StoreError> {
    let known = parties::parties(db, vault)?;
    let mut changed = 0;
    for resident in residents {
        let own = known.iter().filter(|party| party.resident == Some(resident.id)).cloned();
        changed += follow(db, vault, resident, own.collect())?;
    }
    Ok(changed)
}

/// One who was changed just now.
pub(super) fn follow_one(
    db: &Connection,
    vault: &Vault,
    resident: &Resident,
) -> Result<(), StoreError> {
    let mut own = Vec::new();
    each(db, "SELECT id FROM party WHERE resident = ?1 ORDER BY place", &[resident.id.0], |row| {
        let id = super::load::get(row, 0)?;
        own.extend(parties::party(db, vault, PartyId(id))?);
        Ok(())
    })?;
    follow(db, vault, resident, own).map(drop)
}

fn follow(
    db: &Connection,
    vault: &Vault,
    resident: &Resident,
    mut known: Vec<PartyRow>,
) -> Result<u32, StoreError> {
    let mut changed = 0;
    let contacts = resident.record.contacts.iter().take(MOST_CONTACTS);
    for (place, contact) in (0u16..).zip(contacts) {
        let mut who = who_of(contact);
        let is_same = |party: &PartyRow| is_same(&party.who, &who);
        let Some(at) = known.iter().position(is_same) else {
            add(db, vault, (resident.id, place), &who)?;
            changed += 1;
            continue;
        };
        let before = known.swap_remove(at);
        proved_as(&mut who.channels, &before.who.channels);
        who.lang.clone_from(&before.who.lang);
        let now = PartyRow { place, who, ..before.clone() };
        if now == before {
            continue;
        }
        if parties::ways(&now.who) != parties::ways(&before.who) {
            parties::forget_codes(db, now.id)?;
        }
        let revision = before.revision.saturating_add(1);
        parties::rewrite(db, vault, &PartyRow { revision, ..now })?;
        changed += 1;
    }
    for gone in known {
        remove(db, gone.id)?;
        changed += 1;
    }
    Ok(changed)
}

fn add(
    db: &Connection,
    vault: &Vault,
    (resident, place): (ResidentId, u16),
    who: &Who,
) -> Result<(), StoreError> {
    let id = parties::next(db)?;
    let key = super::keys::of_resident(db, vault, resident)?.ok_or(StoreError::Stale)?;
    let body = parties::seal(&key, id, who)?;
    let sql = "INSERT INTO party (id, revision, resident, place, active, body)
               VALUES (?1, 1, ?2, ?3, 1, ?4)";
    db.execute(sql, params![id, resident.0, place, body]).map(drop).map_err(unavailable)
}

fn remove(db: &Connection, id: PartyId) -> Result<(), StoreError> {
    parties::forget_codes(db, id)?;
    db.execute("DELETE FROM party WHERE id = ?1", [id.0]).map(drop).map_err(unavailable)
}

/// Nobody of them remains.
pub(super) fn erase(db: &Connection, ResidentId(resident): ResidentId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM code WHERE party IN (SELECT id FROM party WHERE resident = ?1)",
        "DELETE FROM party WHERE resident = ?1",
    ] {
        db.execute(sql, [resident]).map_err(unavailable)?;
    }
    Ok(())
}

fn who_of(contact: &Contact) -> Who {
    let mut to = Vec::new();
    if !contact.phone.trim().is_empty() {
        to.push(Address::Sms(contact.phone.trim().to_owned()));
    }
    if !contact.email.trim().is_empty() {
        to.push(Address::Mail(contact.email.trim().to_owned()));
    }
    let way = |to| Channel { to, verified: None, proven: None, dead: None };
    Who {
        name: contact.name.clone(),
        is: match contact.is {
            ContactIs::Relative => PartyIs::Relative,
            ContactIs::Volunteer => PartyIs::Volunteer,
            ContactIs::GridWorker => PartyIs::GridWorker,
        },
        phone: contact.phone.clone(),
        lang: None,
        login: None,
        has_key: contact.has_key,
        consent: contact.consent,
        channels: to.into_iter().map(way).take(MOST_CHANNELS).collect(),
    }
}

/// The same person: by an address, else, where there is none at all, by the name.
fn is_same(one: &Who, other: &Who) -> bool {
    let known = |way: &Channel| match &way.to {
        Address::Sms(number) => Some(digits(number)),
        Address::Mail(address) => Some(address.to_lowercase()),
        Address::Robot(_) => None,
    };
    let (ones, others): (Vec<_>, Vec<_>) = (
        one.channels.iter().filter_map(known).collect(),
        other.channels.iter().filter_map(known).collect(),
    );
    if ones.is_empty() || others.is_empty() {
        return one.name == other.name;
    }
    ones.iter().any(|way| others.contains(way))
}

fn digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(LAST_DIGITS)).collect()
}
