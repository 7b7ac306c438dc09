//! Is the air safe? Smoke, combustible gas, carbon monoxide.
//!
//! A contact of a certified alarm counts at once. A concentration counts by tiers (contract.md §3):
//! some at once, some after an exposure, which runs on the stamps of numbers and is judged at each:
//! silence neither raises nor ends anything.
//!
//! ```text
//!   number ─▶ jump ─▶ measured: limit, dose, fresh, marked ─┐
//!             a leap                                        ├─▶ judgement ─▶ finding
//!   contact ────────────────────────────────────────────────┘
//! ```
//!
//! There is a judgement for each hazard at each source, and one file for each question. While a
//! source warms up ([`crate::sensors`]) exposures run, but only what has stood for a while raises,
//! silence or not; and nothing is called clear.

mod contact;
mod dose;
mod fresh;
mod judgement;
mod jump;
mod limit;
mod marked;
mod measured;
mod number;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use self::judgement::{Judgement, Scene};
pub(crate) use self::jump::{Held, Jumps, Leap};
use self::measured::Ladder;
pub(crate) use self::number::{Hazard, Number};
use crate::alarm::Finding;
use crate::plan::{Gas, Kind, Places, SourcePlan};
use crate::policy::AirPolicy;
use crate::sparse::is_default;

/// What one source says of the air.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Source {
    #[serde(skip_serializing_if = "is_default")]
    smoke: Judgement,
    #[serde(skip_serializing_if = "is_default")]
    gas: Judgement,
    #[serde(skip_serializing_if = "is_default")]
    co: Judgement,
}

/// The air as every source of the plan sees it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Air {
    #[serde(skip)]
    co: Ladder,
    #[serde(skip)]
    gas: Ladder,
    #[serde(skip)]
    plan: Vec<(Kind, Option<Gas>)>,
    #[serde(with = "crate::sparse")]
    sources: Vec<Source>,
}

impl Air {
    pub(crate) fn new(plan: &[SourcePlan], policy: &AirPolicy) -> Self {
        Self {
            co: Ladder::co(policy),
            gas: Ladder::gas(policy),
            plan: plan.iter().map(|source| (source.kind, source.gas)).collect(),
            sources: alloc::vec![Source::default(); plan.len()],
        }
    }

    /// The contact of an alarm, on or off. It counts whatever else its source does.
    pub(crate) fn handle_contact(
        &mut self,
        at: Mono,
        place: usize,
        (hazard, on): (Hazard, bool),
    ) -> Option<Finding> {
        let (judgement, scene) = self.look(place, hazard)?;
        judgement.handle_contact(at, on, scene)
    }

    /// A concentration; `warming` if its source is believed to warm up.
    pub(crate) fn handle_number(
        &mut self,
        at: Mono,
        place: usize,
        number: Number,
        warming: bool,
    ) -> Option<Finding> {
        let (judgement, scene) = self.look(place, number.of())?;
        judgement.handle_number(at, (number, warming), scene)
    }

    /// Something counts because nothing else was heard since: call until there is no more.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<(usize, Finding)> {
        (0..self.sources.len()).find_map(|place| {
            let found = HAZARDS.into_iter().find_map(|hazard| {
                let (judgement, scene) = self.look(place, hazard)?;
                judgement.handle_timeout(now, scene)
            });
            Some((place, found?))
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    /// Whether a hazard is there, or was a moment ago: an exposure runs.
    pub(crate) fn is_busy(&self) -> bool {
        let busy = |source: &Source| HAZARDS.iter().any(|hazard| source.of(*hazard).is_busy());
        self.sources.iter().any(busy)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let sources = self.sources.iter().zip(&self.plan);
        let due = sources.flat_map(|(state, plan)| {
            HAZARDS.map(|hazard| state.of(hazard).due(self.scene(*plan, hazard)))
        });
        due.flatten().min()
    }

    /// Whether a source has ever said anything of the hazard.
    pub(crate) fn has_heard(&self, place: usize, hazard: Hazard) -> bool {
        self.sources.get(place).is_some_and(|state| state.of(hazard).is_heard())
    }

    fn look(&mut self, place: usize, hazard: Hazard) -> Option<(&mut Judgement, Scene<'_>)> {
        let scene = scene((&self.co, &self.gas), *self.plan.get(place)?, hazard);
        Some((self.sources.get_mut(place)?.of_mut(hazard), scene))
    }

    const fn scene(&self, plan: (Kind, Option<Gas>), hazard: Hazard) -> Scene<'_> {
        scene((&self.co, &self.gas), plan, hazard)
    }
}

const HAZARDS: [Hazard; 3] = [Hazard::Smoke, Hazard::Gas, Hazard::Co];

const fn scene<'a>(
    (co, gas_ladder): (&'a Ladder, &'a Ladder),
    (kind, gas): (Kind, Option<Gas>),
    hazard: Hazard,
) -> Scene<'a> {
    let ladder = match hazard {
        Hazard::Co => co,
        Hazard::Gas | Hazard::Smoke => gas_ladder,
    };
    Scene { hazard, ladder, gas, measures: measures(kind, hazard) }
}

/// Whether a source may have numbers of the hazard; one of several hazards is named by the first.
const fn measures(kind: Kind, hazard: Hazard) -> bool {
    match hazard {
        Hazard::Smoke => false,
        Hazard::Gas | Hazard::Co => match kind {
            Kind::Co | Kind::Gas | Kind::Other => true,
            Kind::BedRadar | Kind::RoomRadar | Kind::Contacts | Kind::Input(_) => false,
        },
    }
}

impl Source {
    const fn of(&self, hazard: Hazard) -> &Judgement {
        match hazard {
            Hazard::Smoke => &self.smoke,
            Hazard::Gas => &self.gas,
            Hazard::Co => &self.co,
        }
    }

    const fn of_mut(&mut self, hazard: Hazard) -> &mut Judgement {
        match hazard {
            Hazard::Smoke => &mut self.smoke,
            Hazard::Gas => &mut self.gas,
            Hazard::Co => &mut self.co,
        }
    }
}
