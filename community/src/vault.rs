//! How is personal data unreadable to whoever finds the disk?
//!
//! Each resident has a key of their own. It lies in the store, wrapped by the master key, which lies
//! in a file outside the store ([`master`]). Everything about a person is sealed with that person's
//! key, and bound to its place ([`Place`]): a row that was copied onto another one does not open.
//! Destroying the resident's wrapped key makes every sealed byte of theirs noise, in forgotten copies
//! too, unless they hold the wrapped key as well: therefore backups expire.
//!
//! XChaCha20-Poly1305: its nonces are long enough to be drawn at random for ever.

pub mod master;

use std::fmt;

use chacha20poly1305::aead::{Aead, Generate, Key, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Bytes of a nonce, which begins everything sealed.
const NONCE: usize = 24;

/// The first byte of everything sealed: how it was sealed.
const VERSION: u8 = 1;

/// What does not open, or cannot be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Another key, another place, or other bytes than were sealed.
    #[error("it was not sealed with this key at this place, or was changed since")]
    NotOurs,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandom,
}

/// A name that nobody can guess: 32 hexadecimal digits.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn random_name() -> Result<String, SealError> {
    let key = SealingKey::random()?;
    Ok(key.bytes().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Where something sealed belongs. It does not open anywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row.
    pub id: i64,
}

impl Place {
    /// No table's name has a zero byte, so no two places are written alike.
    fn written(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.table.len() + self.column.len() + 10);
        bytes.extend_from_slice(self.table.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.column.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&self.id.to_le_bytes());
        bytes
    }
}

/// A key: the master's, or one resident's. It is never shown.
#[derive(Clone)]
pub struct SealingKey(Key<XChaCha20Poly1305>);

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

impl SealingKey {
    /// A new one.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, SealError> {
        Key::<XChaCha20Poly1305>::try_generate().map(Self).map_err(|_| SealError::NoRandom)
    }

    /// One that was written down. `None` if it has not 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        <[u8; 32]>::try_from(bytes).ok().map(|bytes| Self(bytes.into()))
    }

    /// Its bytes, for the one place where it is written down.
    fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Makes it unreadable but for this key at this place.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = XNonce::try_generate().map_err(|_| SealError::NoRandom)?;
        let payload = Payload { msg: plain, aad: &place.written() };
        let cipher = XChaCha20Poly1305::new(&self.0);
        let body = cipher.encrypt(&nonce, payload).map_err(|_| SealError::NotOurs)?;
        let mut sealed = Vec::with_capacity(1 + NONCE + body.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&body);
        Ok(sealed)
    }

    /// What was sealed.
    ///
    /// # Errors
    ///
    /// When it was not sealed with this key at this place, or was changed since.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (version, rest) = sealed.split_first().ok_or(SealError::NotOurs)?;
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or(SealError::NotOurs)?;
        let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| SealError::NotOurs)?;
        if *version != VERSION {
            return Err(SealError::NotOurs);
        }
        let payload = Payload { msg: body, aad: &place.written() };
        let cipher = XChaCha20Poly1305::new(&self.0);
        cipher.decrypt(&nonce.into(), payload).map_err(|_| SealError::NotOurs)
    }
}

/// The master key, which opens the residents' keys, and those of people who are called, and nothing
/// else.
#[derive(Clone, Debug)]
pub struct Vault {
    master: SealingKey,
}

/// Where a resident's key is kept.
pub const fn key_of(resident: i64) -> Place {
    Place { table: "resident", column: "key", id: resident }
}

/// Where the key of somebody who may be called is kept.
pub const fn key_of_party(party: i64) -> Place {
    Place { table: "party", column: "key", id: party }
}

/// Where the station's own key is kept: it seals what is of no resident.
pub const KEY_OF_STATION: Place = Place { table: "meta", column: "station-key", id: 0 };

/// What a store keeps to know its master key by.
const CHECK: Place = Place { table: "meta", column: "vault", id: 0 };

impl Vault {
    /// With this master key.
    #[must_use]
    pub const fn new(master: SealingKey) -> Self {
        Self { master }
    }

    /// A new key that is kept at this place, and how it is to be kept.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn new_key(&self, at: Place) -> Result<(SealingKey, Vec<u8>), SealError> {
        let key = SealingKey::random()?;
        let wrapped = self.wrap(at, &key)?;
        Ok((key, wrapped))
    }

    /// A key as it is to be kept at this place.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn wrap(&self, at: Place, key: &SealingKey) -> Result<Vec<u8>, SealError> {
        self.master.seal(at, key.bytes())
    }

    /// A key that was kept there.
    ///
    /// # Errors
    ///
    /// When it was kept elsewhere, or is of another master key.
    pub fn unwrap_key(&self, at: Place, wrapped: &[u8]) -> Result<SealingKey, SealError> {
        let bytes = self.master.open(at, wrapped)?;
        SealingKey::from_bytes(&bytes).ok_or(SealError::NotOurs)
    }

    /// What a new store keeps to know this master key by.
    ///
    /// # Errors
    ///
    /// When the system gives no random bytes.
    pub fn check_word(&self) -> Result<Vec<u8>, SealError> {
        self.master.seal(CHECK, b"hearth")
    }

    /// Whether a store was made with this master key.
    #[must_use]
    pub fn is_of(&self, check_word: &[u8]) -> bool {
        self.master.open(CHECK, check_word).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place { table: "resident", column: "record", id: 7 };

    #[test]
    fn what_is_sealed_opens_at_its_own_place_with_its_own_key_and_nowhere_else() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(HERE, "杜, 85".as_bytes()).unwrap();

        assert_eq!(key.open(HERE, &sealed).unwrap(), "杜, 85".as_bytes());
        for elsewhere in [
            Place { id: 8, ..HERE },
            Place { column: "before", ..HERE },
            Place { table: "change", ..HERE },
        ] {
            assert_eq!(key.open(elsewhere, &sealed), Err(SealError::NotOurs));
        }
        assert_eq!(SealingKey::random().unwrap().open(HERE, &sealed), Err(SealError::NotOurs));
    }

    #[test]
    fn a_changed_or_shortened_byte_opens_nothing_and_breaks_nothing() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(HERE, b"door code 4711").unwrap();

        for at in 0..sealed.len() {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert_eq!(key.open(HERE, &other), Err(SealError::NotOurs));
            assert_eq!(key.open(HERE, &sealed[..at]), Err(SealError::NotOurs));
        }
    }

    #[test]
    fn the_same_words_are_never_sealed_alike() {
        let key = SealingKey::random().unwrap();
        assert_ne!(key.seal(HERE, b"same").unwrap(), key.seal(HERE, b"same").unwrap());
    }

    #[test]
    fn a_residents_key_opens_with_its_master_key_only() {
        let (ours, other) = (vault(), vault());
        let (key, wrapped) = ours.new_key(key_of(7)).unwrap();
        let sealed = key.seal(HERE, b"x").unwrap();

        let again = ours.unwrap_key(key_of(7), &wrapped).unwrap();
        assert_eq!(again.open(HERE, &sealed).unwrap(), b"x");
        assert!(ours.unwrap_key(key_of(8), &wrapped).is_err(), "another resident's");
        assert!(other.unwrap_key(key_of(7), &wrapped).is_err(), "another master's");
        assert!(ours.is_of(&ours.check_word().unwrap()));
        assert!(!other.is_of(&ours.check_word().unwrap()));
    }

    #[test]
    fn a_key_is_never_shown() {
        assert_eq!(format!("{:?}", vault()), "Vault { master: SealingKey }");
    }

    fn vault() -> Vault {
        Vault::new(SealingKey::random().unwrap())
    }
}
