//! What did somebody write of a person, and what is wrong with it? A form and a row of a file are
//! both a [`Draft`]: column by column, as text. Read, it is a person or every fault with its column.

use std::collections::BTreeMap;

use super::column::{
    AbsencePart, Column, ContactPart, MOST_ABSENCES, MOST_CONTACTS, MOST_ROOMS, RoomPart,
};
use super::plain;
use super::why::Why;
use crate::core::HomeId;
use crate::core::person::{
    Absence, Consent, Consents, Contact, ContactIs, Record, Resident, ResidentId, Room,
};

/// A person as text. A column that is empty is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(BTreeMap<Column, String>);

/// A column and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where; absent if it is about the whole row.
    pub column: Option<Column>,
    /// What.
    pub why: Why,
}

/// A person as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Where they live.
    pub home: Option<HomeId>,
    /// Their seat.
    pub seat: Option<u16>,
    /// Who they are.
    pub record: Record,
}

impl Draft {
    /// A resident as text.
    #[must_use]
    pub fn of(resident: &Resident) -> Self {
        let home = resident.home.as_ref();
        Self::of_parts(home, resident.seat, &resident.record)
    }

    /// A person as text.
    #[must_use]
    pub fn of_parts(home: Option<&HomeId>, seat: Option<u16>, record: &Record) -> Self {
        let mut draft = Self::default();
        let since = |it: &Option<Consent>| it.as_ref().map(|it| it.since.clone());
        draft.set(Column::Name, record.name.clone());
        draft.set(Column::Surname, record.surname.clone());
        draft.set(Column::Born, record.born.map(|it| it.to_string()).unwrap_or_default());
        draft.set(Column::Home, home.map(ToString::to_string).unwrap_or_default());
        draft.set(Column::Seat, seat.map(|it| it.to_string()).unwrap_or_default());
        draft.set(Column::Building, record.building.clone());
        draft.set(Column::Door, record.door.clone());
        draft.set(Column::DoorCode, record.door_code.clone());
        draft.set(Column::Phone, record.phone.clone());
        draft.set(Column::Medical, record.medical.clone());
        draft.set(Column::Notes, record.notes.clone());
        draft.set(Column::Monitoring, since(&record.consents.monitoring).unwrap_or_default());
        draft.set(Column::Clinic, since(&record.consents.clinic).unwrap_or_default());
        draft.set(Column::ClinicName, since(&record.consents.clinic_name).unwrap_or_default());
        for (n, contact) in (1..=MOST_CONTACTS).zip(&record.contacts) {
            draft.set_contact(n, contact);
        }
        for (n, room) in (1..=MOST_ROOMS).zip(&record.rooms) {
            draft.set(Column::Room(n, RoomPart::Room), room.room.clone());
            draft.set(Column::Room(n, RoomPart::Name), room.name.clone());
        }
        for (n, absence) in (1..=MOST_ABSENCES).zip(&record.absences) {
            draft.set(Column::Absence(n, AbsencePart::From), absence.from.clone());
            draft.set(Column::Absence(n, AbsencePart::To), absence.to.clone().unwrap_or_default());
            draft.set(Column::Absence(n, AbsencePart::Why), absence.why.clone());
        }
        draft
    }

    fn set_contact(&mut self, n: u8, contact: &Contact) {
        let yes = |it: bool| if it { "yes" } else { "" }.to_owned();
        let is = match contact.is {
            ContactIs::Relative => "relative",
            ContactIs::Volunteer => "volunteer",
            ContactIs::GridWorker => "grid-worker",
        };
        self.set(Column::Contact(n, ContactPart::Name), contact.name.clone());
        self.set(Column::Contact(n, ContactPart::Is), is.to_owned());
        self.set(Column::Contact(n, ContactPart::Relation), contact.relation.clone());
        self.set(Column::Contact(n, ContactPart::Phone), contact.phone.clone());
        self.set(Column::Contact(n, ContactPart::Email), contact.email.clone());
        self.set(Column::Contact(n, ContactPart::Key), yes(contact.has_key));
        self.set(Column::Contact(n, ContactPart::Consent), yes(contact.consent));
    }

    /// Writes a column; empty takes it away.
    pub fn set(&mut self, column: Column, text: String) {
        if text.trim().is_empty() {
            self.0.remove(&column);
        } else {
            self.0.insert(column, text);
        }
    }

    /// What is written in a column.
    #[must_use]
    pub fn get(&self, column: Column) -> &str {
        self.0.get(&column).map_or("", String::as_str)
    }

    /// What is written, in the order of the form.
    pub fn written(&self) -> impl Iterator<Item = (Column, &str)> {
        self.0.iter().map(|(column, text)| (*column, text.as_str()))
    }

    /// The columns in which two differ, and what each says there.
    #[must_use]
    pub fn differences(&self, after: &Self) -> Vec<(Column, String, String)> {
        let columns: std::collections::BTreeSet<Column> =
            self.0.keys().chain(after.0.keys()).copied().collect();
        columns
            .into_iter()
            .filter(|column| self.get(*column) != after.get(*column))
            .map(|it| (it, self.get(it).to_owned(), after.get(it).to_owned()))
            .collect()
    }

    /// The person, or everything that is wrong. `year` is now; `by` writes down consents that
    /// `before` did not have.
    ///
    /// # Errors
    ///
    /// Every fault, by column.
    pub fn read(&self, before: Option<&Record>, by: &str, year: i16) -> Result<Read, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut tidy = Self::default();
        for (column, text) in self.written() {
            match one(column, text, year) {
                Ok(text) => tidy.set(column, text),
                Err(why) => faults.push(Fault { column: Some(column), why }),
            }
        }
        if self.get(Column::Name).is_empty() {
            faults.push(Fault { column: Some(Column::Name), why: Why::Empty });
        }
        let record = Record {
            name: tidy.get(Column::Name).to_owned(),
            surname: match tidy.get(Column::Surname) {
                "" => plain::surname(tidy.get(Column::Name)).to_owned(),
                written => written.to_owned(),
            },
            born: tidy.get(Column::Born).parse().ok(),
            building: tidy.get(Column::Building).to_owned(),
            door: tidy.get(Column::Door).to_owned(),
            door_code: tidy.get(Column::DoorCode).to_owned(),
            phone: tidy.get(Column::Phone).to_owned(),
            medical: tidy.get(Column::Medical).to_owned(),
            notes: tidy.get(Column::Notes).to_owned(),
            rooms: tidy.rooms(&mut faults),
            contacts: tidy.contacts(&mut faults),
            absences: tidy.absences(&mut faults),
            consents: tidy.consents(before, by),
        };
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.column);
            faults.dedup_by_key(|fault| fault.column);
            return Err(faults);
        }
        let home = tidy.get(Column::Home).parse().ok();
        Ok(Read { home, seat: tidy.get(Column::Seat).parse().ok(), record })
    }

    fn rooms(&self, faults: &mut Vec<Fault>) -> Vec<Room> {
        let mut rooms = Vec::new();
        for n in 1..=MOST_ROOMS {
            let [room, name] = RoomPart::ALL.map(|part| self.get(Column::Room(n, part)));
            if room.is_empty() && name.is_empty() {
                continue;
            }
            if room.is_empty() {
                let column = Some(Column::Room(n, RoomPart::Room));
                faults.push(Fault { column, why: Why::Empty });
            }
            rooms.push(Room { room: room.to_owned(), name: name.to_owned() });
        }
        rooms
    }

    fn contacts(&self, faults: &mut Vec<Fault>) -> Vec<Contact> {
        let mut contacts = Vec::new();
        for n in 1..=MOST_CONTACTS {
            let get = |part| self.get(Column::Contact(n, part));
            // What a list offers by itself is no contact.
            let own = |part: &ContactPart| *part != ContactPart::Is && !get(*part).is_empty();
            if !ContactPart::ALL.iter().any(own) {
                continue;
            }
            if get(ContactPart::Name).is_empty() {
                let column = Some(Column::Contact(n, ContactPart::Name));
                faults.push(Fault { column, why: Why::Empty });
            }
            contacts.push(Contact {
                name: get(ContactPart::Name).to_owned(),
                is: match get(ContactPart::Is) {
                    "volunteer" => ContactIs::Volunteer,
                    "grid-worker" => ContactIs::GridWorker,
                    _ => ContactIs::Relative,
                },
                relation: get(ContactPart::Relation).to_owned(),
                phone: get(ContactPart::Phone).to_owned(),
                email: get(ContactPart::Email).to_owned(),
                has_key: get(ContactPart::Key) == "yes",
                consent: get(ContactPart::Consent) == "yes",
            });
        }
        contacts
    }

    fn absences(&self, faults: &mut Vec<Fault>) -> Vec<Absence> {
        let mut absences = Vec::new();
        for n in 1..=MOST_ABSENCES {
            let [from, to, why] = AbsencePart::ALL.map(|part| self.get(Column::Absence(n, part)));
            if from.is_empty() && to.is_empty() && why.is_empty() {
                continue;
            }
            let mut wrong = |part, why| {
                faults.push(Fault { column: Some(Column::Absence(n, part)), why });
            };
            if from.is_empty() {
                wrong(AbsencePart::From, Why::Empty);
            } else if !to.is_empty() && to < from {
                // Days are tidy here: text in the order of time.
                wrong(AbsencePart::To, Why::EndsBeforeItBegins);
            }
            absences.push(Absence {
                from: from.to_owned(),
                to: (!to.is_empty()).then(|| to.to_owned()),
                why: why.to_owned(),
            });
        }
        absences
    }

    fn consents(&self, before: Option<&Record>, by: &str) -> Consents {
        let one = |column, old: Option<&Consent>| match self.get(column) {
            "" => None,
            since => match old {
                Some(old) if old.since == since => Some(old.clone()),
                Some(_) | None => Some(Consent { since: since.to_owned(), by: by.to_owned() }),
            },
        };
        let old = before.map(|it| &it.consents);
        Consents {
            monitoring: one(Column::Monitoring, old.and_then(|it| it.monitoring.as_ref())),
            clinic: one(Column::Clinic, old.and_then(|it| it.clinic.as_ref())),
            clinic_name: one(Column::ClinicName, old.and_then(|it| it.clinic_name.as_ref())),
        }
    }
}

fn one(column: Column, text: &str, year: i16) -> Result<String, Why> {
    if text.chars().count() > column.most() {
        return Err(Why::TooLong { most: column.most() });
    }
    plain::tidy(column.kind(), text, year)
}

/// Whose seat or home it is already, if another's.
#[must_use]
pub fn taken<'a>(
    read: &Read,
    own: Option<ResidentId>,
    others: impl Iterator<Item = &'a Resident>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    for other in others.filter(|it| Some(it.id) != own) {
        let mut wrong = |column| {
            let by = other.record.name.clone();
            faults.push(Fault { column: Some(column), why: Why::Taken { by } });
        };
        if read.home.is_some() && other.home == read.home {
            wrong(Column::Home);
        }
        if read.seat.is_some() && other.seat == read.seat {
            wrong(Column::Seat);
        }
    }
    faults
}

#[cfg(test)]
pub(crate) mod tests;
