//! With whose eyes is the desk seen, and in which order do cases stand? Staff see every case, a grid
//! worker those of their own residents; what nobody has taken on comes first.

use std::sync::Arc;

use alerts::message::Priority;
use jiff::tz::TimeZone;

use super::Board;
use crate::core::access::{Ability, May, may};
use crate::core::desk::change::StageWord;
use crate::core::desk::{Case, Stage};
use crate::core::person::{Resident, ResidentId};
use crate::roster::Roster;
use crate::say::Lang;
use crate::store::rows::User;
use crate::web::visit::Visit;

/// Cases that one desk shows. A community of two thousand homes has some at the worst of times; of
/// more, the least urgent are only counted.
pub const MOST_SHOWN: usize = 500;

/// Who looks.
#[derive(Clone)]
pub struct Eyes {
    /// The language.
    pub lang: Lang,
    /// The community's zone.
    pub zone: TimeZone,
    /// Whom they may see: everybody, if absent.
    own: Option<Vec<ResidentId>>,
    /// Who lives where.
    roster: Roster,
}

impl Eyes {
    /// Of whoever came.
    #[must_use]
    pub fn of(visit: &Visit) -> Self {
        let own = visit.who.as_ref().and_then(|user| own(user));
        Self::new(visit.lang, visit.web.settings().zone.clone(), own, visit.web.roster().clone())
    }

    /// Of whoever may see these; everybody, if absent.
    #[must_use]
    pub const fn new(
        lang: Lang,
        zone: TimeZone,
        own: Option<Vec<ResidentId>>,
        roster: Roster,
    ) -> Self {
        Self { lang, zone, own, roster }
    }

    /// The same, in another language.
    #[must_use]
    pub fn reading(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// Whether they see everything of the desk, people and duty too.
    #[must_use]
    pub const fn sees_all(&self) -> bool {
        self.own.is_none()
    }

    /// Whether they may see this case.
    #[must_use]
    pub fn sees(&self, case: &Case) -> bool {
        match (&self.own, case.resident) {
            (None, _) => true,
            (Some(own), Some(resident)) => own.contains(&resident),
            (Some(_), None) => false,
        }
    }

    /// Whose case it is.
    #[must_use]
    pub fn resident(&self, case: &Case) -> Option<Arc<Resident>> {
        let known = case.resident.and_then(|id| self.roster.get(id));
        known.or_else(|| case.about.home().and_then(|home| self.roster.of_home(home)))
    }

    /// The open cases that they may see, the most urgent first.
    #[must_use]
    pub fn open<'a>(&self, board: &'a Board) -> Vec<&'a Arc<Case>> {
        let mut open: Vec<_> =
            board.open.iter().filter(|case| self.sees(case) && !rests(case)).collect();
        open.sort_by_key(|case| urgency(case));
        open
    }

    /// How the desk sounds for them.
    #[must_use]
    pub fn sound(&self, board: &Board) -> Sound {
        let open = || board.open.iter().filter(|case| self.sees(case) && waits(case));
        let worst = |shown: bool| {
            let these = open().filter(|case| case.marks.shown.is_some() == shown);
            these.map(|case| case.priority).max()
        };
        Sound { calling: worst(false), reminding: worst(true) }
    }
}

fn own(user: &User) -> Option<Vec<ResidentId>> {
    match may(user.role, Ability::SeeDesk) {
        May::All => None,
        May::Own => Some(user.residents.clone()),
        May::No => Some(Vec::new()),
    }
}

/// What is to be heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    /// As urgent as the most urgent case that nobody has received or taken on.
    pub calling: Option<Priority>,
    /// As urgent as the most urgent that was received, and that nobody has taken on: a burst now and
    /// then.
    pub reminding: Option<Priority>,
}

/// Nobody has taken it on, and nothing holds it.
fn waits(case: &Case) -> bool {
    match case.stage {
        Stage::Calling(_) | Stage::Nobody { .. } => true,
        Stage::Held { .. }
        | Stage::Accepted { .. }
        | Stage::OnTheWay { .. }
        | Stage::AtTheDoor { .. }
        | Stage::Closed { .. } => false,
    }
}

/// A report whose time runs is on the grid worker's page, and not on the desk.
fn rests(case: &Case) -> bool {
    case.report.is_some() && matches!(case.stage, Stage::Held { .. })
}

/// Smaller is further up: priority, then who has nobody, then age.
#[must_use]
pub const fn urgency(case: &Case) -> (u8, u8, i64, i64) {
    let priority = match case.priority {
        Priority::High => 0,
        Priority::Medium => 1,
        Priority::Low => 2,
    };
    let stage = match case.stage.word() {
        StageWord::Nobody => 0,
        StageWord::Calling => 1,
        StageWord::Accepted => 2,
        StageWord::OnTheWay => 3,
        StageWord::AtTheDoor => 4,
        StageWord::Held => 5,
        StageWord::Closed => 6,
    };
    (priority, stage, case.opened.0, case.id.0)
}
