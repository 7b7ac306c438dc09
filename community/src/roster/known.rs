//! Whom do we know? Every resident, in memory, for pages and for the wall's names. It is filled from
//! the store at the start and changed after each change there.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::core::HomeId;
use crate::core::person::{Resident, ResidentId};

type People = BTreeMap<ResidentId, Arc<Resident>>;

/// The list. Cheap to share; a reader has the whole list as it was at one moment.
#[derive(Clone, Debug, Default)]
pub struct Roster(Arc<RwLock<Arc<People>>>);

impl Roster {
    /// With these.
    #[must_use]
    pub fn new(residents: impl IntoIterator<Item = Resident>) -> Self {
        let roster = Self::default();
        roster.changed(residents);
        roster
    }

    /// These are new, or are so from now on. An older revision changes nothing.
    pub fn changed(&self, residents: impl IntoIterator<Item = Resident>) {
        let mut list = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let people = Arc::make_mut(&mut list);
        for resident in residents {
            let known = people.get(&resident.id).map_or(0, |it| it.revision);
            if known <= resident.revision {
                people.insert(resident.id, Arc::new(resident));
            }
        }
    }

    /// Nothing of them remains.
    pub fn erased(&self, id: ResidentId) {
        let mut list = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut list).remove(&id);
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, id: ResidentId) -> Option<Arc<Resident>> {
        self.list().get(&id).cloned()
    }

    /// Who lives in a home.
    #[must_use]
    pub fn of_home(&self, home: &HomeId) -> Option<Arc<Resident>> {
        self.list().values().find(|it| it.home.as_ref() == Some(home)).cloned()
    }

    /// Everybody, by seat; who has none comes after, by building, door and name.
    #[must_use]
    pub fn everybody(&self) -> Vec<Arc<Resident>> {
        let mut all: Vec<_> = self.list().values().cloned().collect();
        all.sort_by(|a, b| {
            let seat = |it: &Resident| it.seat.unwrap_or(u16::MAX);
            let place = |it: &Resident| {
                (it.record.building.clone(), it.record.door.clone(), it.record.name.clone(), it.id)
            };
            seat(a).cmp(&seat(b)).then_with(|| place(a).cmp(&place(b)))
        });
        all
    }

    /// Those of whom every word that is asked for is in the name, building, door or home.
    #[must_use]
    pub fn search(&self, asked: &str) -> Vec<Arc<Resident>> {
        let words: Vec<String> = asked.to_lowercase().split_whitespace().map(Into::into).collect();
        let mut found = self.everybody();
        found.retain(|it| {
            let record = &it.record;
            let home = it.home.as_ref().map_or("", HomeId::as_str);
            let says = [&record.name, &record.surname, &record.building, &record.door];
            words.iter().all(|word| {
                home.contains(word) || says.iter().any(|text| text.to_lowercase().contains(word))
            })
        });
        found
    }

    /// The lowest seat that nobody has.
    #[must_use]
    pub fn free_seat(&self) -> Option<u16> {
        let list = self.list();
        let taken: std::collections::BTreeSet<u16> =
            list.values().filter_map(|it| it.seat).collect();
        (1..=super::plain::MOST_SEATS).find(|seat| !taken.contains(seat))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list().len()
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list().is_empty()
    }

    fn list(&self) -> Arc<People> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::person::Record;

    fn who(id: i64, name: &str, seat: Option<u16>) -> Resident {
        let record = Record { name: name.into(), building: "Haus 4".into(), ..Record::default() };
        let home = Some(format!("h00{id}").parse().unwrap());
        Resident { id: ResidentId(id), revision: 2, home, seat, record }
    }

    #[test]
    fn somebody_is_found_by_name_building_or_home() {
        let roster =
            Roster::new([who(1, "Du", Some(2)), who(2, "Lin", Some(1)), who(3, "Du", None)]);
        let found = |asked| roster.search(asked).iter().map(|it| it.id.0).collect::<Vec<_>>();
        assert_eq!(found(""), [2, 1, 3]);
        assert_eq!(found("du haus"), [1, 3]);
        assert_eq!(found("H002"), [2]);
        assert!(found("du lin").is_empty());
    }

    #[test]
    fn a_free_seat_is_the_lowest_that_nobody_has() {
        let roster = Roster::new([who(1, "Du", Some(1)), who(2, "Lin", Some(3))]);
        assert_eq!(roster.free_seat(), Some(2));
    }

    #[test]
    fn an_answer_that_comes_late_does_not_bring_an_old_record_back() {
        let roster = Roster::new([who(1, "Du", None)]);
        roster.changed([Resident { revision: 1, ..who(1, "Old", None) }]);
        assert_eq!(roster.get(ResidentId(1)).unwrap().record.name, "Du");
    }
}
