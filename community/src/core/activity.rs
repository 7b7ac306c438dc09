//! What is on, who has a place, and what is everybody told? Places go in the order in which people
//! said that they come and could be called back; when somebody cancels, whoever waits first moves up.

use std::fmt;
use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

/// Characters of a title: one line on a sheet.
pub const MOST_TITLE: usize = 80;

/// Characters of a text: one printed sheet in large type.
pub const MOST_TEXT: usize = 1_500;

/// Characters of a name and of a telephone.
pub const MOST_NAME: usize = 60;

/// The most places: a feast of the whole neighbourhood.
pub const MOST_PLACES: u32 = 1_000;

/// Names and telephones of whoever came are forgotten so long after the activity.
pub const FORGET_AFTER: Duration = Duration::from_secs(30 * 24 * 3_600);

/// An activity. Given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActivityId(pub i64);

/// Somebody who wants to come. Given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignUpId(pub i64);

/// A notice. Given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BulletinId(pub i64);

/// Something that is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its number; 0 for a new one.
    pub id: ActivityId,
    /// Grows by one with each change.
    pub revision: u32,
    /// What it is.
    pub title: String,
    /// Where.
    pub place: String,
    /// More about it.
    pub text: String,
    /// When it begins.
    pub starts: Wall,
    /// When it is over.
    pub ends: Wall,
    /// How many may come; `None`: everybody, and nobody signs up.
    pub places: Option<u32>,
    /// It does not take place.
    pub cancelled: bool,
}

/// Somebody who wants to come.
#[derive(Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Their number; 0 for somebody new.
    pub id: SignUpId,
    /// To what.
    pub activity: ActivityId,
    /// When they said so.
    pub at: Wall,
    /// When they could be called back, if they could: only then they have a place.
    pub confirmed: Option<Wall>,
    /// A code that was sent to the telephone came back: it takes text messages.
    pub coded: bool,
    /// The login of whoever wrote it down for them; empty for themselves.
    pub by: String,
    /// Who. The store seals it.
    pub who: Comer,
}

/// Who it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comer {
    /// The name.
    pub name: String,
    /// Where they can be called.
    pub phone: String,
    /// The language in which they wrote themselves down, `zh-CN`; empty: as the community.
    #[serde(default)]
    pub lang: String,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// Its number; 0 for a new one.
    pub id: BulletinId,
    /// Grows by one with each change.
    pub revision: u32,
    /// What it is about.
    pub title: String,
    /// What it says.
    pub text: String,
    /// From then on it is up.
    pub since: Wall,
    /// Until then.
    pub until: Wall,
}

/// What somebody who signed up has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// A place.
    Place,
    /// They are so many-th of those who wait, from 1.
    Waits(u32),
    /// Nobody knows yet whether they can be called back.
    Unconfirmed,
}

impl Activity {
    /// Whether somebody may still sign up.
    #[must_use]
    pub fn takes(&self, now: Wall) -> bool {
        self.places.is_some() && !self.cancelled && now < self.starts
    }

    /// What each of those who signed up has, in their order.
    #[must_use]
    pub fn seats(&self, sign_ups: &[SignUp]) -> Vec<Seat> {
        let places = self.places.unwrap_or(u32::MAX);
        // By when they were confirmed: a code that lies unread holds up nobody.
        let mut order: Vec<(Wall, SignUpId)> =
            sign_ups.iter().filter_map(|it| Some((it.confirmed?, it.id))).collect();
        order.sort_unstable();
        let seat = |it: &SignUp| {
            let Some(confirmed) = it.confirmed else { return Seat::Unconfirmed };
            let before = order.partition_point(|other| *other < (confirmed, it.id));
            let before = u32::try_from(before).unwrap_or(u32::MAX);
            match before.checked_sub(places) {
                None => Seat::Place,
                Some(wait) => Seat::Waits(wait.saturating_add(1)),
            }
        };
        sign_ups.iter().map(seat).collect()
    }

    /// How many places are free, and how many wait, if so many are confirmed.
    #[must_use]
    pub fn free(&self, confirmed: u32) -> (u32, u32) {
        let places = self.places.unwrap_or(0);
        (places.saturating_sub(confirmed), confirmed.saturating_sub(places))
    }
}

impl Bulletin {
    /// Whether it is up.
    #[must_use]
    pub fn is_up(&self, now: Wall) -> bool {
        self.since <= now && now < self.until
    }
}

/// The digits of a telephone: the same number, however it is spaced.
#[must_use]
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a text can be a telephone: 6 to 15 digits, spaced as people do.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let plain = text.chars().all(|sign| sign.is_ascii_digit() || " +-()".contains(sign));
    plain && text.len() <= 32 && (6..=15).contains(&digits(text).len())
}

/// Who comes is in no log.
impl fmt::Debug for SignUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUp")
            .field("id", &self.id)
            .field("activity", &self.activity)
            .field("confirmed", &self.confirmed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(places: u32) -> Activity {
        Activity {
            id: ActivityId(1),
            revision: 1,
            title: "A walk".into(),
            place: "Gate 2".into(),
            text: String::new(),
            starts: Wall(1_000),
            ends: Wall(2_000),
            places: Some(places),
            cancelled: false,
        }
    }

    fn comes(id: i64, confirmed: Option<i64>) -> SignUp {
        SignUp {
            id: SignUpId(id),
            activity: ActivityId(1),
            at: Wall(id),
            confirmed: confirmed.map(Wall),
            coded: false,
            by: String::new(),
            who: Comer { name: "Du".into(), phone: "13800138000".into(), lang: String::new() },
        }
    }

    #[test]
    fn whoever_waits_first_moves_up_when_somebody_cancels() {
        let walk = walk(2);
        let mut all =
            vec![comes(1, Some(10)), comes(2, None), comes(3, Some(5)), comes(4, Some(20))];
        let seats = walk.seats(&all);
        assert_eq!(seats, [Seat::Place, Seat::Unconfirmed, Seat::Place, Seat::Waits(1)]);
        assert_eq!((walk.free(3), walk.free(2), walk.free(1)), ((0, 1), (0, 0), (1, 0)));
        all.remove(0);
        assert_eq!(walk.seats(&all), [Seat::Unconfirmed, Seat::Place, Seat::Place]);
    }

    #[test]
    fn nobody_signs_up_for_what_is_open_to_all_cancelled_or_has_begun() {
        assert!(walk(2).takes(Wall(999)));
        assert!(!walk(2).takes(Wall(1_000)));
        assert!(!Activity { places: None, ..walk(2) }.takes(Wall(0)));
        assert!(!Activity { cancelled: true, ..walk(2) }.takes(Wall(0)));
    }

    #[test]
    fn a_telephone_is_written_as_people_do_and_nothing_else_is_one() {
        for good in ["13800138000", "+86 138 0013 8000", "(023) 123-4567", "123456"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in [
            "",
            "12345",
            "1234567890123456",
            "138x0013800",
            "=1+1380013800",
            "１３８００１３８０００",
        ] {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
