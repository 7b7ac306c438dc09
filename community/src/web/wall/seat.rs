//! Who sits where on the wall? A seat is kept when others come and go: the page's order is the seat.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::core::HomeId;
use crate::core::person::{Absence, Resident, ResidentId};

/// Seats of one wall. At 28 mm a screen of 65 inches carries 200; more than this are several
/// screens (`?seats=201-400`), and a seat beyond is on none.
pub const MOST_SEATS: u16 = 2_000;

/// Letters of a name that are shown; the tile is narrower.
const MOST_LETTERS: usize = 24;

/// How much of a name a screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As it is spoken.
    Whole,
    /// The surname: the hall is public.
    Surname,
}

/// A seat that is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// The place on the wall, from 1; absent for whom the strip only knows.
    pub seat: Option<u16>,
    /// Whose messages it shows.
    pub home: Option<HomeId>,
    /// Who lives there.
    pub resident: ResidentId,
    /// The whole name.
    pub name: String,
    /// What a public hall may show.
    pub surname: String,
    /// Building and door.
    pub place: String,
    /// They agreed that their home is watched. Without it only alarms are shown.
    pub watched: bool,
    /// They said that they are away today.
    pub absent: bool,
    /// What the home calls a room, and what people do.
    pub rooms: Vec<(String, String)>,
}

impl Seat {
    /// A resident's, on a day.
    #[must_use]
    pub fn of(resident: &Resident, today: Date) -> Self {
        let record = &resident.record;
        let place = [record.building.as_str(), record.door.as_str()];
        let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            seat: resident.seat,
            home: resident.home.clone(),
            resident: resident.id,
            name: record.name.clone(),
            surname: record.surname.clone(),
            place: place.join("-"),
            watched: record.consents.monitoring.is_some(),
            absent: record.absences.iter().any(|absence| covers(absence, today)),
            rooms: record.rooms.iter().map(|r| (r.room.clone(), r.name.clone())).collect(),
        }
    }

    /// The name as a tile shows it: what is large, and what is small behind it.
    #[must_use]
    pub fn name(&self, names: Names) -> (String, String) {
        let short = |text: &str| text.chars().take(MOST_LETTERS).collect::<String>();
        let (name, surname) = (self.name.trim(), self.surname.trim());
        match names {
            // Whose surname is not written down is shown by their door, never by more of the name.
            Names::Surname if surname.is_empty() => (short(&self.place), String::new()),
            Names::Surname => (short(surname), String::new()),
            Names::Whole if name.is_ascii() || name.contains(' ') => match name.split_once(' ') {
                Some((first, rest)) if surname.is_empty() || first == surname => {
                    (short(first), short(rest))
                }
                Some(_) if name.contains(surname) => {
                    (short(surname), short(name.replacen(surname, "", 1).trim()))
                }
                Some(_) | None => (short(name), String::new()),
            },
            Names::Whole => (short(name), String::new()),
        }
    }

    /// A room of the home as people call it.
    #[must_use]
    pub fn room<'a>(&'a self, room: &'a str) -> &'a str {
        let known = self.rooms.iter().find(|(called, name)| called == room && !name.is_empty());
        known.map_or(room, |(_, name)| name.as_str())
    }
}

/// A day that cannot be read ends or begins no absence.
fn covers(absence: &Absence, today: Date) -> bool {
    let from = absence.from.parse::<Date>();
    let to = absence.to.as_ref().map(|to| to.parse::<Date>());
    let begun = from.is_ok_and(|from| from <= today);
    begun && to.is_none_or(|to| to.is_ok_and(|to| today <= to))
}

/// Everybody of the wall.
#[derive(Clone, Debug, Default)]
pub struct Seats {
    by_seat: BTreeMap<u16, Arc<Seat>>,
    by_home: BTreeMap<HomeId, Arc<Seat>>,
}

impl Seats {
    /// Everybody. Of two on one seat the first sits.
    #[must_use]
    pub fn new(people: impl IntoIterator<Item = Seat>) -> Self {
        let mut seats = Self::default();
        for seat in people {
            let seat = Arc::new(seat);
            if let Some(number) = seat.seat.filter(|n| (1..=MOST_SEATS).contains(n)) {
                seats.by_seat.entry(number).or_insert_with(|| Arc::clone(&seat));
            }
            if let Some(home) = &seat.home {
                seats.by_home.entry(home.clone()).or_insert_with(|| Arc::clone(&seat));
            }
        }
        seats
    }

    /// The roster, on a day.
    #[must_use]
    pub fn of(residents: &[Resident], today: Date) -> Self {
        Self::new(residents.iter().map(|resident| Seat::of(resident, today)))
    }

    /// The last seat.
    #[must_use]
    pub fn last(&self) -> u16 {
        self.by_seat.last_key_value().map_or(0, |(seat, _)| *seat)
    }

    /// Who sits there.
    #[must_use]
    pub fn at(&self, seat: u16) -> Option<&Arc<Seat>> {
        self.by_seat.get(&seat)
    }

    /// Whose home that is.
    #[must_use]
    pub fn home(&self, home: &HomeId) -> Option<&Arc<Seat>> {
        self.by_home.get(home)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(name: &str, surname: &str) -> Seat {
        Seat {
            name: name.into(),
            surname: surname.into(),
            place: "4-201".into(),
            ..Seat::default()
        }
    }

    #[test]
    fn a_public_hall_sees_no_more_than_the_surname() {
        assert_eq!(seat("杜桂英", "杜").name(Names::Surname), ("杜".into(), String::new()));
        assert_eq!(seat("Du Guiying", "Du").name(Names::Surname), ("Du".into(), String::new()));
        assert_eq!(seat("杜桂英", "").name(Names::Surname), ("4-201".into(), String::new()));
    }

    #[test]
    fn the_surname_is_large_and_the_rest_small_where_a_name_has_spaces() {
        assert_eq!(seat("Du Guiying", "Du").name(Names::Whole), ("Du".into(), "Guiying".into()));
        assert_eq!(seat("Mary Smith", "Smith").name(Names::Whole), ("Smith".into(), "Mary".into()));
        assert_eq!(seat("杜桂英", "杜").name(Names::Whole), ("杜桂英".into(), String::new()));
    }

    #[test]
    fn an_absence_covers_its_first_and_its_last_day() {
        let away = |from: &str, to: Option<&str>| Absence {
            from: from.into(),
            to: to.map(Into::into),
            why: String::new(),
        };
        let day = |day| jiff::civil::date(2026, 11, day);
        assert!(covers(&away("2026-11-23", Some("2026-11-24")), day(23)));
        assert!(covers(&away("2026-11-23", Some("2026-11-24")), day(24)));
        assert!(!covers(&away("2026-11-23", Some("2026-11-24")), day(25)));
        assert!(covers(&away("2026-11-23", None), day(30)));
        assert!(!covers(&away("soon", None), day(30)));
        assert!(!covers(&away("2026-11-23", Some("later")), day(24)));
    }

    #[test]
    fn a_seat_far_out_makes_no_wall_of_empty_tiles() {
        let far = Seat { seat: Some(u16::MAX), ..seat("杜", "杜") };
        assert_eq!(Seats::new([far]).last(), 0);
    }
}
