//! Whom would each rung of a ladder call now? As a drill would, of which nothing is kept.

use alerts::Wall;

use super::ladder::{Ladder, Ladders};
use super::{CaseId, Happened, News, NewsId, Opening, PartyId, World, take};
use crate::core::HomeId;

/// The people of each rung, the first rung first.
#[must_use]
pub fn preview(
    ladder: &Ladder,
    home: Option<&HomeId>,
    now: Wall,
    world: &World,
) -> Vec<Vec<PartyId>> {
    let own = || ladder.clone();
    let ladders = Ladders { low: own(), medium: own(), high: own() };
    let news = News { id: NewsId(0), at: now, what: Happened::Drill { home: home.cloned() } };
    let opening = Opening { id: CaseId(0), ladders, resident: None };
    let case = take(now, &news, None, opening, world).case;
    let whom = |rung| case.as_ref().map_or_else(Vec::new, |it| it.whom(rung, now, world));
    (0..).zip(ladder.rungs()).map(|(rung, _)| whom(rung)).collect()
}
