//! What was sent of a report that is still being written? Pictures come before the report does, in
//! pieces over a slow link, and wait here until it is sent: in memory only, since nothing of anybody is
//! on the disk that is not sealed.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::Mono;

use crate::core::report::MOST_PHOTOS;
use crate::photo::MOST_BYTES;
use crate::web::secret;

/// Reports that are written at a time. Of more, the oldest begins its pictures anew.
const MOST_DRAFTS: usize = 256;

/// Bytes of all that waits: sixty reports of three pictures as telephones scale them. Beyond it, whoever
/// sends is told to wait: a small machine has so much to spare.
const MOST_WAITING: usize = 48 << 20;

/// Of that, one address has no more than half: whoever means harm leaves room for others.
const MOST_OF_ONE: usize = MOST_WAITING / 2;

/// Whoever has not sent a report by then has gone away.
const KEPT_FOR: Duration = Duration::from_secs(45 * 60);

/// The largest piece: a second or two of a slow link is lost with it, not a picture.
pub const MOST_PIECE: usize = 128 << 10;

/// What became of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It was taken; so much is there.
    More(usize),
    /// The picture is whole: its bytes, to be made clean.
    Whole(Vec<u8>),
    /// It is not the next one: so much is there.
    Elsewhere(usize),
    /// There are three, or it is larger than a picture may be.
    Refused,
    /// Too much waits. Try again in a while.
    Full,
}

/// Pictures that wait.
#[derive(Debug)]
pub struct Drafts {
    waits: Mutex<BTreeMap<String, Draft>>,
    /// With it, nobody can work out whose address it was that counted.
    salt: String,
}

impl Default for Drafts {
    fn default() -> Self {
        Self { waits: Mutex::default(), salt: secret::word().unwrap_or_default() }
    }
}

#[derive(Debug, Default)]
struct Draft {
    since: Mono,
    by: Option<IpAddr>,
    /// Pictures that are clean.
    clean: BTreeMap<u8, Arc<Vec<u8>>>,
    /// Pictures that are on their way.
    parts: BTreeMap<u8, Vec<u8>>,
}

impl Draft {
    fn bytes(&self) -> usize {
        let clean: usize = self.clean.values().map(|it| it.len()).sum();
        let parts: usize = self.parts.values().map(Vec::len).sum();
        clean.saturating_add(parts)
    }
}

impl Drafts {
    /// Drawn at each start.
    #[must_use]
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// A piece of a picture: the `photo`-th of the report, from `at` on, of `whole` bytes.
    pub fn piece(
        &self,
        now: Mono,
        (key, by): (&str, IpAddr),
        (photo, at, whole): (u8, usize, usize),
        bytes: &[u8],
    ) -> Piece {
        let mut drafts = self.current(now);
        if usize::from(photo) >= MOST_PHOTOS || whole > MOST_BYTES || bytes.len() > MOST_PIECE {
            return Piece::Refused;
        }
        if !has_room(&drafts, by, bytes.len()) {
            return Piece::Full;
        }
        let draft = Self::of(&mut drafts, now, (key, by));
        if draft.clean.contains_key(&photo) && at > 0 {
            return Piece::Elsewhere(whole);
        }
        let part = draft.parts.entry(photo).or_default();
        if at == 0 {
            // It begins anew: another picture was chosen.
            part.clear();
            draft.clean.remove(&photo);
        }
        if part.len() != at {
            return Piece::Elsewhere(part.len());
        }
        if at.saturating_add(bytes.len()) > whole {
            return Piece::Refused;
        }
        part.extend_from_slice(bytes);
        if part.len() < whole {
            return Piece::More(part.len());
        }
        Piece::Whole(draft.parts.remove(&photo).unwrap_or_default())
    }

    /// A picture is clean, and waits; false if there is no room.
    pub fn put(&self, now: Mono, (key, by): (&str, IpAddr), photo: u8, jpeg: Vec<u8>) -> bool {
        let mut drafts = self.current(now);
        if usize::from(photo) >= MOST_PHOTOS || !has_room(&drafts, by, jpeg.len()) {
            return false;
        }
        Self::of(&mut drafts, now, (key, by)).clean.insert(photo, Arc::new(jpeg));
        true
    }

    /// A picture is taken out.
    pub fn remove(&self, now: Mono, key: &str, photo: u8) {
        if let Some(draft) = self.current(now).get_mut(key) {
            draft.clean.remove(&photo);
            draft.parts.remove(&photo);
        }
    }

    /// Which places are taken.
    #[must_use]
    pub fn photos(&self, now: Mono, key: &str) -> Vec<u8> {
        let drafts = self.current(now);
        drafts.get(key).map(|it| it.clean.keys().copied().collect()).unwrap_or_default()
    }

    /// One of them.
    #[must_use]
    pub fn photo(&self, now: Mono, key: &str, photo: u8) -> Option<Arc<Vec<u8>>> {
        self.current(now).get(key)?.clean.get(&photo).cloned()
    }

    /// The report is sent: its pictures.
    #[must_use]
    pub fn take(&self, now: Mono, key: &str) -> Vec<Arc<Vec<u8>>> {
        let draft = self.current(now).remove(key);
        draft.map(|it| it.clean.into_values().collect()).unwrap_or_default()
    }

    fn of<'a>(
        drafts: &'a mut BTreeMap<String, Draft>,
        now: Mono,
        (key, by): (&str, IpAddr),
    ) -> &'a mut Draft {
        if !drafts.contains_key(key) && drafts.len() >= MOST_DRAFTS {
            let oldest = drafts.iter().min_by_key(|(_, it)| it.since).map(|(key, _)| key.clone());
            oldest.map(|key| drafts.remove(&key));
        }
        let new = || Draft { since: now, by: Some(by), ..Draft::default() };
        drafts.entry(key.to_owned()).or_insert_with(new)
    }

    fn current(&self, now: Mono) -> MutexGuard<'_, BTreeMap<String, Draft>> {
        let mut drafts = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.retain(|_, it| now.since(it.since) < KEPT_FOR);
        drafts
    }
}

/// Whether so many bytes more of one address may wait.
fn has_room(drafts: &BTreeMap<String, Draft>, by: IpAddr, more: usize) -> bool {
    let all: usize = drafts.values().map(Draft::bytes).sum();
    let own: usize = drafts.values().filter(|it| it.by == Some(by)).map(Draft::bytes).sum();
    all.saturating_add(more) <= MOST_WAITING && own.saturating_add(more) <= MOST_OF_ONE
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const NOW: Mono = Mono(0);

    fn peer(n: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(10, 0, 0, n))
    }

    #[test]
    fn a_picture_comes_in_pieces_and_goes_on_where_the_link_broke() {
        let drafts = Drafts::default();
        let piece = |at, bytes: &[u8]| drafts.piece(NOW, ("k", peer(1)), (0, at, 6), bytes);
        assert_eq!(piece(0, b"ab"), Piece::More(2));
        assert_eq!(piece(2, b"cd"), Piece::More(4));
        assert_eq!(piece(2, b"cd"), Piece::Elsewhere(4), "the answer was lost, not the piece");
        assert_eq!(piece(5, b"f"), Piece::Elsewhere(4));
        assert_eq!(piece(4, b"efg"), Piece::Refused, "more than was said");
        assert_eq!(piece(4, b"ef"), Piece::Whole(b"abcdef".to_vec()));
        assert!(drafts.put(NOW, ("k", peer(1)), 0, vec![1]));
        assert_eq!(piece(4, b"ef"), Piece::Elsewhere(6), "it is there already");
        assert_eq!(piece(0, b"xy"), Piece::More(2), "another picture was chosen");
        assert!(drafts.photos(NOW, "k").is_empty());
    }

    #[test]
    fn what_waits_is_bounded_for_all_and_for_one_and_does_not_wait_for_ever() {
        let drafts = Drafts::default();
        let put =
            |n: u8, by: u8| drafts.put(NOW, (&format!("k{n}"), peer(by)), 0, vec![0; 8 << 20]);
        assert!((0..3).all(|n| put(n, 1)));
        assert!(!put(3, 1), "one address has half of it");
        assert!((3..6).all(|n| put(n, 2)));
        assert!(!drafts.put(NOW, ("k6", peer(3)), 0, vec![0]), "48 MiB wait");
        assert_eq!(drafts.piece(NOW, ("k6", peer(3)), (0, 0, 9), b"x"), Piece::Full);
        assert_eq!(drafts.piece(NOW, ("k0", peer(3)), (3, 0, 9), b"x"), Piece::Refused, "a fourth");
        let later = NOW + KEPT_FOR;
        assert!(drafts.photos(later, "k0").is_empty());
        for n in 0..=MOST_DRAFTS {
            assert!(drafts.put(later, (&format!("n{n}"), peer(1)), 0, vec![0]));
        }
        assert_eq!(drafts.current(later).len(), MOST_DRAFTS);
    }
}
