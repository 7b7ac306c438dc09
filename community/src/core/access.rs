//! Who may see and do what? One table: a role and an ability.

use serde::{Deserialize, Serialize};

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
    /// A resident's state, counts, night and alarms.
    SeeHome,
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
    use Role as R;
    match (role, ability) {
        (R::Admin | R::Staff, A::SeeWall | A::SeeHome | A::SeePerson | A::EditRoster)
        | (R::Admin, A::Export | A::Erase | A::EditUsers | A::SeeOperations)
        | (R::Staff, A::SeeOperations)
        | (R::Wall | R::GridWorker, A::SeeWall) => May::All,
        (R::GridWorker, A::SeeHome | A::SeePerson) | (R::Relative | R::Clinic, A::SeeHome) => {
            May::Own
        }
        (R::Staff, A::Export | A::Erase | A::EditUsers)
        | (
            R::Wall,
            A::SeeHome
            | A::SeePerson
            | A::EditRoster
            | A::Export
            | A::Erase
            | A::EditUsers
            | A::SeeOperations,
        )
        | (R::GridWorker, A::EditRoster | A::Export | A::Erase | A::EditUsers | A::SeeOperations)
        | (
            R::Relative | R::Clinic,
            A::SeeWall
            | A::SeePerson
            | A::EditRoster
            | A::Export
            | A::Erase
            | A::EditUsers
            | A::SeeOperations,
        )
        | (
            R::Volunteer,
            A::SeeWall
            | A::SeeHome
            | A::SeePerson
            | A::EditRoster
            | A::Export
            | A::Erase
            | A::EditUsers
            | A::SeeOperations,
        ) => May::No,
    }
}
