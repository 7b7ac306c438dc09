//! What is there to say of a person? One column a thing: the name of a form's field, of a column of
//! the CSV, and of a line in the history of changes.

use std::fmt;
use std::str::FromStr;

/// Contacts of a person. Whoever needs more than a dozen is not called from a list.
pub const MOST_CONTACTS: u8 = 12;
/// Rooms of a home.
pub const MOST_ROOMS: u8 = 16;
/// Absences that are kept with a person; older ones are in the history.
pub const MOST_ABSENCES: u8 = 24;

/// A line of text: a name, a building, a reason.
const LINE: usize = 120;
/// The medical history: three pages.
const MEDICAL: usize = 8_000;
/// How they walk, hear, see.
const NOTES: usize = 4_000;

/// A thing that is known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Whole name.
    Name,
    /// What a public hall shows.
    Surname,
    /// Year of birth.
    Born,
    /// The home of the contract.
    Home,
    /// The place on the wall.
    Seat,
    /// Building.
    Building,
    /// Door within it.
    Door,
    /// The code of the house's door.
    DoorCode,
    /// Their own telephone.
    Phone,
    /// Medical history.
    Medical,
    /// How they walk, hear, see.
    Notes,
    /// The day on which they agreed to be watched over.
    Monitoring,
    /// The day on which they agreed that the clinic sees.
    Clinic,
    /// The day on which they agreed that it sees their name.
    ClinicName,
    /// Something of a contact, counted from 1.
    Contact(u8, ContactPart),
    /// Something of a room.
    Room(u8, RoomPart),
    /// Something of an absence.
    Absence(u8, AbsencePart),
}

/// What is known of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactPart {
    /// The name.
    Name,
    /// Relative, volunteer, grid worker.
    Is,
    /// "daughter".
    Relation,
    /// Telephone.
    Phone,
    /// E-mail.
    Email,
    /// Whether they have a key.
    Key,
    /// Whether the resident agrees that they look.
    Consent,
}

impl ContactPart {
    /// All, as a form shows them.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Is, Self::Relation, Self::Phone, Self::Email, Self::Key, Self::Consent];

    const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Is => "is",
            Self::Relation => "relation",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Key => "key",
            Self::Consent => "consent",
        }
    }
}

/// What is known of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoomPart {
    /// As in the home's configuration.
    Room,
    /// As people call it.
    Name,
}

impl RoomPart {
    /// All, as a form shows them.
    pub const ALL: [Self; 2] = [Self::Room, Self::Name];

    const fn key(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Name => "name",
        }
    }
}

/// What is known of an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbsencePart {
    /// The first day.
    From,
    /// The last day.
    To,
    /// Why.
    Why,
}

impl AbsencePart {
    /// All, as a form shows them.
    pub const ALL: [Self; 3] = [Self::From, Self::To, Self::Why];

    const fn key(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::Why => "why",
        }
    }
}

/// What may be written in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// Text with line breaks.
    Text,
    /// A year.
    Year,
    /// A home's name.
    Home,
    /// A seat's number.
    Seat,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A day, `2026-11-23`.
    Day,
    /// Yes or no.
    YesNo,
    /// What a contact is.
    Is,
}

impl Column {
    /// Those that come once, in the order of the form and the file.
    pub const SINGLE: [Self; 14] = [
        Self::Name,
        Self::Surname,
        Self::Born,
        Self::Home,
        Self::Seat,
        Self::Building,
        Self::Door,
        Self::DoorCode,
        Self::Phone,
        Self::Medical,
        Self::Notes,
        Self::Monitoring,
        Self::Clinic,
        Self::ClinicName,
    ];

    /// What may be written in it.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Name
            | Self::Surname
            | Self::Building
            | Self::Door
            | Self::DoorCode
            | Self::Contact(_, ContactPart::Name | ContactPart::Relation)
            | Self::Room(..)
            | Self::Absence(_, AbsencePart::Why) => Kind::Line,
            Self::Medical | Self::Notes => Kind::Text,
            Self::Born => Kind::Year,
            Self::Home => Kind::Home,
            Self::Seat => Kind::Seat,
            Self::Phone | Self::Contact(_, ContactPart::Phone) => Kind::Phone,
            Self::Contact(_, ContactPart::Email) => Kind::Email,
            Self::Monitoring
            | Self::Clinic
            | Self::ClinicName
            | Self::Absence(_, AbsencePart::From | AbsencePart::To) => Kind::Day,
            Self::Contact(_, ContactPart::Key | ContactPart::Consent) => Kind::YesNo,
            Self::Contact(_, ContactPart::Is) => Kind::Is,
        }
    }

    /// How many characters may be written in it.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Medical => MEDICAL,
            Self::Notes => NOTES,
            Self::Name
            | Self::Surname
            | Self::Born
            | Self::Home
            | Self::Seat
            | Self::Building
            | Self::Door
            | Self::DoorCode
            | Self::Phone
            | Self::Monitoring
            | Self::Clinic
            | Self::ClinicName
            | Self::Contact(..)
            | Self::Room(..)
            | Self::Absence(..) => LINE,
        }
    }
}

impl fmt::Display for Column {
    /// `contact1_phone`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Surname => f.write_str("surname"),
            Self::Born => f.write_str("born"),
            Self::Home => f.write_str("home"),
            Self::Seat => f.write_str("seat"),
            Self::Building => f.write_str("building"),
            Self::Door => f.write_str("door"),
            Self::DoorCode => f.write_str("door_code"),
            Self::Phone => f.write_str("phone"),
            Self::Medical => f.write_str("medical"),
            Self::Notes => f.write_str("notes"),
            Self::Monitoring => f.write_str("monitoring_since"),
            Self::Clinic => f.write_str("clinic_since"),
            Self::ClinicName => f.write_str("clinic_name_since"),
            Self::Contact(n, part) => write!(f, "contact{n}_{}", part.key()),
            Self::Room(n, part) => write!(f, "room{n}_{}", part.key()),
            Self::Absence(n, part) => write!(f, "absence{n}_{}", part.key()),
        }
    }
}

/// No column has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no column has this name")]
pub struct NoColumn;

impl FromStr for Column {
    type Err = NoColumn;

    fn from_str(key: &str) -> Result<Self, NoColumn> {
        if let Some(single) = Self::SINGLE.into_iter().find(|column| column.to_string() == key) {
            return Ok(single);
        }
        let (group, part) = key.split_once('_').ok_or(NoColumn)?;
        let at = group.find(|c: char| c.is_ascii_digit()).ok_or(NoColumn)?;
        let (group, number) = group.split_at(at);
        // `contact01` is no second name of `contact1`.
        if number.starts_with('0') {
            return Err(NoColumn);
        }
        let n: u8 = number.parse().map_err(|_| NoColumn)?;
        let found = match group {
            "contact" if n <= MOST_CONTACTS => ContactPart::ALL
                .into_iter()
                .find(|it| it.key() == part)
                .map(|it| Self::Contact(n, it)),
            "room" if n <= MOST_ROOMS => {
                RoomPart::ALL.into_iter().find(|it| it.key() == part).map(|it| Self::Room(n, it))
            }
            "absence" if n <= MOST_ABSENCES => AbsencePart::ALL
                .into_iter()
                .find(|it| it.key() == part)
                .map(|it| Self::Absence(n, it)),
            _ => None,
        };
        found.ok_or(NoColumn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_own_name_and_by_no_other() {
        let mut all: Vec<Column> = Column::SINGLE.to_vec();
        for n in 1..=MOST_CONTACTS {
            all.extend(ContactPart::ALL.map(|part| Column::Contact(n, part)));
            all.extend(RoomPart::ALL.map(|part| Column::Room(n, part)));
            all.extend(AbsencePart::ALL.map(|part| Column::Absence(n, part)));
        }
        for column in all {
            assert_eq!(column.to_string().parse(), Ok(column));
        }
        for key in ["contact0_name", "contact13_name", "contact01_name", "contact1_", "room17_name"]
        {
            assert_eq!(key.parse::<Column>(), Err(NoColumn), "{key}");
        }
    }
}
