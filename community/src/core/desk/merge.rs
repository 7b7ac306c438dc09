//! May one case be put together with another? Whoever goes to one home for smoke goes for its gas, too:
//! one of the two is worked on, and the other is closed as the same.
//!
//! Nothing becomes less urgent by it, and nobody who is on the way is forgotten. The alarm of the case
//! that is closed goes on at home, so its home is told what becomes of the other ([`Relayed`]); and if it
//! is raised anew, or is more urgent, or the other ends before it does, it is a case again.

use alerts::message::Stage as Told;

use super::case::{Case, How};
use super::party::PartyId;

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMerge {
    /// It is the same case.
    Itself,
    /// One of them is over.
    Closed,
    /// They are not of one home; or one is a drill.
    OtherHome,
    /// The other is less urgent: it would be put the other way round.
    LessUrgent,
    /// Somebody goes for it: they are worked on there.
    SomebodyGoes,
}

/// Whether `case` may be closed as the same as `into`.
///
/// # Errors
///
/// Why not.
pub fn may_merge(case: &Case, into: &Case) -> Result<(), NoMerge> {
    if case.id == into.id {
        return Err(NoMerge::Itself);
    }
    if !case.is_open() || !into.is_open() {
        return Err(NoMerge::Closed);
    }
    let home = case.about.home();
    if home.is_none() || home != into.about.home() || case.drill != into.drill {
        return Err(NoMerge::OtherHome);
    }
    if into.priority < case.priority {
        return Err(NoMerge::LessUrgent);
    }
    if case.stage.who_goes().is_some() {
        return Err(NoMerge::SomebodyGoes);
    }
    Ok(())
}

/// What the home of a case that was merged is told of the one that is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relayed {
    /// That somebody acts, or that nobody does any more.
    pub stage: Told,
    /// Who.
    pub by: PartyId,
}

impl Case {
    /// Which case is worked on in the place of this one.
    #[must_use]
    pub const fn merged_into(&self) -> Option<super::CaseId> {
        match self.stage.closed() {
            Some((How::Merged { into }, _)) => Some(*into),
            Some(_) | None => None,
        }
    }

    /// What a home must know of this one, whose other alarm was put together with it.
    #[must_use]
    pub fn said_to_merged(&self) -> Relayed {
        let by = match self.stage.closed() {
            Some((How::Resolved { by, .. }, _)) => Some(*by),
            Some(_) | None => self.stage.who_goes(),
        };
        match by {
            Some(by) => Relayed { stage: Told::Accepted, by },
            None => Relayed { stage: Told::Released, by: PartyId(0) },
        }
    }
}
