//! What does a piece of news make: a case, a word for one that is open, or nothing?

use alerts::Wall;

use super::about::CaseId;
use super::case::Case;
use super::change::Change;
use super::ladder::Ladders;
use super::news::News;
use super::world::World;
use crate::core::person::ResidentId;

/// What a case begins with, should there be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// A number that no case has.
    pub id: CaseId,
    /// The ladders of its kind and home: its own copy from then on.
    pub ladders: Ladders,
    /// Whose home it is.
    pub resident: Option<ResidentId>,
}

/// Takes a piece of news in. `last` is the newest case with its key
/// ([`About::key`](super::About::key)), open or not.
#[must_use]
pub fn take(
    _now: Wall,
    _news: &News,
    _last: Option<Case>,
    _opening: Opening,
    _world: &World,
) -> Change {
    todo!()
}
