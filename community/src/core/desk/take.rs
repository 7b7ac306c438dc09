//! What does a piece of news make: a case, a word for one that is open, or nothing?

use std::collections::BTreeSet;
use std::time::Duration;

use alerts::Wall;
use alerts::message::{Condition, Priority};

use super::about::{About, CaseId};
use super::absence;
use super::case::{Case, How, Marks, Stage, Turn, Wave};
use super::change::Change;
use super::ladder::Ladders;
use super::news::{Happened, News, StepNews};
use super::relay::Relay;
use super::world::World;
use crate::core::person::ResidentId;

/// A home that reminds of what was resolved a moment ago has only not heard of it yet.
const SETTLE: Duration = Duration::from_secs(120);

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

/// What is to be done with a piece of news.
enum Does {
    /// A case begins.
    Opens(Opens),
    /// An open one hears of it.
    Is(Box<Case>, Word),
    /// It was known, or needs nobody.
    Nothing,
}

/// How a case begins.
pub(super) struct Opens {
    pub(super) priority: Priority,
    pub(super) condition: Condition,
    pub(super) latched: bool,
    pub(super) times: u32,
    pub(super) drill: bool,
    /// At once, if it needs nobody.
    pub(super) closed: Option<How>,
}

/// What an open case hears.
enum Word {
    Step(StepNews),
    Again,
    Fault(Priority),
    Ended,
}

/// Takes a piece of news in. `last` is the newest case with its key
/// ([`About::key`](super::About::key)), open or not. The change is always to be committed, since the
/// news is consumed by it, also if there is no case in it.
#[must_use]
pub fn take(now: Wall, news: &News, last: Option<Case>, opening: Opening, world: &World) -> Change {
    let about = news.what.about();
    let mut change = match does(now, &news.what, last, world) {
        Does::Nothing => Change::nothing(),
        Does::Is(case, word) => {
            let mut turn = Turn::new(*case, now, world);
            match word {
                Word::Step(step) => turn.hear(&step),
                Word::Again => turn.again(),
                Word::Fault(priority) => turn.fault(priority),
                Word::Ended => turn.ended(),
            }
            turn.finish()
        }
        Does::Opens(mut opens) => {
            let closed = opens.closed.take();
            let mut turn = Turn::new(new_case(now, about, &opens, opening), now, world);
            match closed {
                None => turn.open(),
                Some(how) => turn.open_closed(how),
            }
            Change { is_new: true, changed: true, ..turn.finish() }
        }
    };
    change.consumed = Some(news.id);
    change
}

fn does(now: Wall, what: &Happened, last: Option<Case>, world: &World) -> Does {
    let open = last.as_ref().is_some_and(Case::is_open);
    let hears = |word| match last.clone() {
        Some(case) if open => Does::Is(Box::new(case), word),
        Some(_) | None => Does::Nothing,
    };
    match what {
        Happened::Alarm(step) if open => hears(Word::Step(step.clone())),
        Happened::HomeLost { .. } | Happened::UplinkLost if open => hears(Word::Again),
        Happened::DeskFault { priority, .. } if open => hears(Word::Fault(*priority)),
        Happened::Alarm(step) => alarm(now, step, last.as_ref(), world),
        Happened::HomeLost { .. } => Does::Opens(Opens::of(Priority::Medium)),
        Happened::UplinkLost => Does::Opens(Opens::of(Priority::High)),
        Happened::DeskFault { priority, .. } => Does::Opens(Opens::of(*priority)),
        Happened::HomeBack { .. } | Happened::UplinkBack | Happened::DeskFaultOver { .. } => {
            hears(Word::Ended)
        }
        // Once a day, and only if nobody should be there.
        Happened::Life { .. } if last.is_some() || !world.is_away => Does::Nothing,
        Happened::Life { .. } => {
            Does::Opens(Opens { latched: true, ..Opens::of(Priority::Medium) })
        }
        Happened::Drill { .. } if open => Does::Nothing,
        Happened::Drill { .. } => {
            Does::Opens(Opens { drill: true, latched: true, ..Opens::of(Priority::High) })
        }
    }
}

/// A step of an alarm that has no open case.
fn alarm(now: Wall, step: &StepNews, last: Option<&Case>, world: &World) -> Does {
    if step.is_end() || step.condition == Condition::Cleared && !step.latched {
        return Does::Nothing;
    }
    if let Some(last) = last {
        let closed = last.stage.closed();
        let same = step.times <= last.times && step.priority <= last.priority;
        let settles = closed.is_some_and(|(how, at)| match how {
            // It is worked on there.
            How::Merged { .. } if world.merged_open => true,
            How::Resolved { .. } | How::Merged { .. } | How::OverByItself => now < at + SETTLE,
            // It is written down once that it is silenced, or was a test; but a home with a new disk
            // gives an old name to something new.
            How::Silenced => is_silenced(step, world),
            How::Proven => step.test && !world.drill,
        });
        if !step.is_call() || (same && settles) {
            return Does::Nothing;
        }
    }
    let closed = if step.test && !world.drill {
        Some(How::Proven)
    } else if is_silenced(step, world) {
        Some(How::Silenced)
    } else {
        None
    };
    Does::Opens(Opens {
        priority: step.priority,
        condition: step.condition,
        latched: step.latched,
        times: step.times,
        drill: step.test,
        closed,
    })
}

/// The resident is away, and it only says that nobody is seen.
fn is_silenced(step: &StepNews, world: &World) -> bool {
    world.is_away && absence::silences(step.about().kind())
}

impl Opens {
    pub(super) const fn of(priority: Priority) -> Self {
        Self {
            priority,
            condition: Condition::Active,
            latched: false,
            times: 1,
            drill: false,
            closed: None,
        }
    }
}

pub(super) fn new_case(now: Wall, about: About, opens: &Opens, opening: Opening) -> Case {
    Case {
        id: opening.id,
        revision: 0,
        about,
        resident: opening.resident,
        priority: opens.priority,
        condition: opens.condition,
        latched: opens.latched,
        times: opens.times,
        drill: opens.drill,
        opened: now,
        stage: Stage::Calling(Wave { rung: 0, round: 0, since: now }),
        ladders: opening.ladders,
        reached: (0, 0),
        marks: Marks::default(),
        declined: BTreeSet::new(),
        helpers: BTreeSet::new(),
        notices: Vec::new(),
        numbered: 0,
        relay: Relay::default(),
        report: None,
    }
}
