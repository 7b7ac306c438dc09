//! Who may see and do what? One table: a role and an ability.

use serde::{Deserialize, Serialize};

use super::person::{Contact, Record};

/// What somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A screen in the hall.
    Wall,
    /// Goes when called.
    Volunteer,
    /// Responsible for a part of the neighbourhood.
    GridWorker,
    /// Of the family of one or more residents.
    Relative,
    /// The clinic at the other end.
    Clinic,
    /// Sits at the desk.
    Staff,
    /// Runs the station.
    Admin,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Wall,
        Self::Volunteer,
        Self::GridWorker,
        Self::Relative,
        Self::Clinic,
        Self::Staff,
        Self::Admin,
    ];
}

/// What a page or an action wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ability {
    /// The wall, its stream and its tiles.
    SeeWall,
    /// A resident's state and counts, how the night was in a sentence, and alarms.
    SeeHome,
    /// A resident's nights, weeks and curves, and what the sensors do.
    SeeNight,
    /// Who a resident is: age, medical history, telephone numbers, door code.
    SeePerson,
    /// Write a resident's record; import; consents; absences.
    EditRoster,
    /// Take the whole roster or one person out as a file.
    Export,
    /// Erase a resident.
    Erase,
    /// Make users, roles, wall tokens.
    EditUsers,
    /// What was set aside, the state of the ingest, the audit log.
    SeeOperations,
    /// Nights and changes of the residents who agreed that the clinic sees, all on one page.
    SeeClinic,
    /// Open cases, and say what one does about them.
    SeeDesk,
    /// The desk itself: drills, who may be called, duty, ladders, reports.
    EditDesk,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// For everybody in the community.
    All,
    /// For the residents who are bound to this user (relatives, grid workers, the clinic's by
    /// consent): the page asks which.
    Own,
    /// Not at all.
    No,
}

/// The table.
#[must_use]
pub const fn may(role: Role, ability: Ability) -> May {
    use Ability as A;
    match role {
        Role::Admin => May::All,
        Role::Staff => match ability {
            A::SeeWall
            | A::SeeHome
            | A::SeeNight
            | A::SeePerson
            | A::EditRoster
            | A::SeeOperations
            | A::SeeDesk
            | A::EditDesk => May::All,
            A::Export | A::Erase | A::EditUsers | A::SeeClinic => May::No,
        },
        Role::GridWorker => match ability {
            A::SeeWall => May::All,
            A::SeeHome | A::SeeNight | A::SeePerson | A::SeeDesk => May::Own,
            A::EditRoster
            | A::Export
            | A::Erase
            | A::EditUsers
            | A::SeeOperations
            | A::SeeClinic
            | A::EditDesk => May::No,
        },
        Role::Relative if matches!(ability, A::SeeHome) => May::Own,
        Role::Clinic if matches!(ability, A::SeeHome | A::SeeNight | A::SeeClinic) => May::Own,
        Role::Wall if matches!(ability, A::SeeWall) => May::All,
        // A volunteer comes by a link when called.
        Role::Relative | Role::Clinic | Role::Wall | Role::Volunteer => May::No,
    }
}

/// Whether somebody may do that with this resident. `login` is their name; `bound`: the resident was
/// bound to them.
///
/// A binding is not enough where the resident's word is needed: the clinic needs their consent; a
/// relative, theirs to this relative, who is the contact with the login's telephone or address.
#[must_use]
pub fn sees(role: Role, ability: Ability, login: &str, bound: bool, record: &Record) -> bool {
    match (may(role, ability), role) {
        (May::All, _) => true,
        (May::No, _) => false,
        (May::Own, Role::Clinic) => bound && record.consents.clinic.is_some(),
        (May::Own, Role::Relative) => {
            bound && record.contacts.iter().any(|it| it.consent && is_called(it, login))
        }
        (May::Own, Role::Wall | Role::Volunteer | Role::GridWorker | Role::Staff | Role::Admin) => {
            bound
        }
    }
}

/// Whether a login is this contact's: their telephone, however it is spaced, or their e-mail.
#[must_use]
pub fn is_called(contact: &Contact, login: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = login.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    let own = digits(&contact.phone);
    (!contact.email.is_empty() && contact.email.eq_ignore_ascii_case(login))
        || (number && own.len() >= LEAST_DIGITS && own == digits(login))
}

/// A number that is shorter is an extension and nobody's name.
const LEAST_DIGITS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::person::{Consent, Consents};

    fn record(consent: bool) -> Record {
        let contact = Contact {
            phone: "138-0013 8000".into(),
            email: "Ming@example.org".into(),
            consent,
            ..Contact::default()
        };
        Record { contacts: vec![contact], ..Record::default() }
    }

    #[test]
    fn a_relative_looks_while_the_resident_agrees_to_this_relative() {
        let may =
            |login, consent| sees(Role::Relative, Ability::SeeHome, login, true, &record(consent));
        assert!(may("13800138000", true));
        assert!(may("ming@example.org", true));
        assert!(!may("13800138000", false));
        assert!(!may("13800138001", true));
        assert!(!may("", true));
        assert!(!sees(Role::Relative, Ability::SeeHome, "13800138000", false, &record(true)));
    }

    #[test]
    fn a_relative_sees_the_home_and_not_its_nights_and_whoever_sees_nights_sees_the_home() {
        for role in Role::ALL {
            let (home, night) = (may(role, Ability::SeeHome), may(role, Ability::SeeNight));
            assert!(night == home || (role == Role::Relative && night == May::No), "{role:?}");
        }
    }

    #[test]
    fn the_clinic_looks_at_nobody_who_did_not_agree() {
        let mut record = record(true);
        let may = |record: &Record| sees(Role::Clinic, Ability::SeeHome, "clinic", true, record);
        assert!(!may(&record));
        let clinic = Some(Consent { since: "2026-01-01".into(), by: "lin".into() });
        record.consents = Consents { clinic, ..Consents::default() };
        assert!(may(&record));
    }

    #[test]
    fn nobody_but_staff_and_admin_writes_and_only_the_admin_takes_out_erases_and_lets_in() {
        for role in Role::ALL {
            let desk = matches!(role, Role::Staff | Role::Admin);
            assert_eq!(may(role, Ability::EditRoster) == May::All, desk, "{role:?}");
            assert_eq!(may(role, Ability::EditDesk) == May::All, desk, "{role:?}");
            let own = role == Role::GridWorker;
            assert_eq!(may(role, Ability::SeeDesk) != May::No, desk || own, "{role:?}");
            for ability in [Ability::Export, Ability::Erase, Ability::EditUsers] {
                let admin = role == Role::Admin;
                assert_eq!(may(role, ability) != May::No, admin, "{role:?} {ability:?}");
            }
        }
    }
}
