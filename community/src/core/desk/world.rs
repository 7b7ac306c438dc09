//! What must a case know of everything else, when it decides? Read by whoever keeps the cases, in the
//! transaction of the change; nothing of it is kept in the case but what was decided from it.

use std::collections::{BTreeMap, BTreeSet};

use alerts::Wall;

use super::ladder::MOST_WAIT;
use super::party::{Party, PartyId};
use crate::core::report::Clocks;

/// People that one case looks at. A community has a dozen staff, a resident a dozen contacts; who is
/// beyond is not called.
pub const MOST_PARTIES: usize = 64;

/// Everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Who may be called for this case: all staff, the resident's contacts and grid worker, and the
    /// groups; in the order in which they are called.
    pub parties: Vec<Party>,
    /// Staff who are on duty now.
    pub on_duty: BTreeSet<PartyId>,
    /// Whether somebody has the desk's page open now.
    pub desk_open: bool,
    /// Robots that may not speak, and until when.
    pub muted: BTreeMap<String, Wall>,
    /// Until when the quiet hours last; absent outside of them.
    pub quiet_until: Option<Wall>,
    /// The resident of the case is said to be away.
    pub is_away: bool,
    /// There is an open case about the same home being lost.
    pub home_lost: bool,
    /// There is an open case about the way to the homes, and this home is one of them.
    pub uplink_lost: bool,
    /// What the newest case of it was put together with is still open.
    pub merged_open: bool,
    /// Test alarms of homes go the whole way.
    pub drill: bool,
    /// Until when what must be done, of a report whose clock begins now.
    pub clocks: Clocks,
}

impl World {
    /// Somebody of it.
    #[must_use]
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().take(MOST_PARTIES).find(|party| party.id == id)
    }

    /// Until when the quiet hours last, if it is quiet now. No night is longer than a day: a clock that
    /// was put back must not make one.
    #[must_use]
    pub fn quiet(&self, now: Wall) -> Option<Wall> {
        self.quiet_until.filter(|until| *until > now).map(|until| until.min(now + MOST_WAIT))
    }
}
