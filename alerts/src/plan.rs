//! What is there in this home? The sources of readings and what each looks at.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use jiff::tz::TimeZone;
use protocol::Means;

use crate::time::{Night, YearMonth};

/// A source of readings: its place in [`Plan::sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub usize);

/// The home as its configuration (or a capture's header) describes it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The home's time zone.
    pub zone: TimeZone,
    /// The home's night.
    pub night: Night,
    /// Everything that readings come from.
    pub sources: Vec<SourcePlan>,
}

/// One source of readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlan {
    /// The name that messages call it by: a line, or a device or input on it.
    pub name: String,
    /// What it looks at.
    pub kind: Kind,
    /// The room that it looks at, in the words of whoever configured it.
    pub room: Option<String>,
    /// Without a valid frame for so long it is silent; zero for a source without a deadline,
    /// which is never silent (a recorded file, a sensor that speaks only at changes).
    pub quiet: Duration,
    /// How long after the person has left the bed the sensor says so; zero where unknown.
    pub exit_delay: Duration,
    /// How long its model warms up.
    pub warm_up: Duration,
    /// Which gas the home burns, where somebody has said so: what numbers in ppm mean depends on it.
    pub gas: Option<Gas>,
    /// The last month in which it may be relied on, where somebody has said so.
    pub end_of_life: Option<YearMonth>,
}

/// A gas that homes burn: how many ppm of it explode depends on which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gas {
    /// From the mains: natural gas.
    Methane,
    /// From a bottle: propane and butane.
    Lpg,
}

/// The longest warm-up that any sensor needs (hazard.md §6): taken where the model is not known.
const LONGEST_WARM_UP: Duration = Duration::from_secs(300);

impl SourcePlan {
    /// A source of which nothing else is known: never silent, never late, of no known model.
    #[must_use]
    pub const fn new(name: String, kind: Kind) -> Self {
        Self {
            name,
            kind,
            room: None,
            quiet: Duration::ZERO,
            exit_delay: Duration::ZERO,
            warm_up: LONGEST_WARM_UP,
            gas: None,
            end_of_life: None,
        }
    }
}

/// Where the sources of an earlier run stand in the plan of this one, by their names.
#[derive(Debug, Default)]
pub(crate) struct Places(Vec<Option<usize>>);

impl Places {
    pub(crate) fn new<'a>(was: &[String], is: impl Fn() -> core::slice::Iter<'a, Label>) -> Self {
        Self(was.iter().map(|name| is().position(|label| label.line == *name)).collect())
    }

    /// Where a source of the earlier run stands now; `None` if it is gone.
    pub(crate) fn now(&self, was: usize) -> Option<usize> {
        self.0.get(was).copied().flatten()
    }

    /// Hands what was remembered of each source to where it stands now.
    pub(crate) fn sort<T>(&self, was: Vec<T>, is: &mut [T], recall: impl Fn(&mut T, T)) {
        for (place, was) in was.into_iter().enumerate() {
            if let Some(is) = self.now(place).and_then(|place| is.get_mut(place)) {
                recall(is, was);
            }
        }
    }
}

/// What messages call a source by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) line: String,
    pub(crate) room: Option<String>,
}

impl From<SourcePlan> for Label {
    fn from(plan: SourcePlan) -> Self {
        Self { line: plan.name, room: plan.room }
    }
}

/// What a source looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A radar over the bed.
    BedRadar,
    /// A radar in a room.
    RoomRadar,
    /// A carbon monoxide sensor.
    Co,
    /// A combustible gas sensor.
    Gas,
    /// A module of contact inputs as a whole.
    Contacts,
    /// One input of such a module.
    Input(Means),
    /// Not known: its readings say what it is.
    Other,
}

impl Kind {
    pub(crate) const fn is_radar(self) -> bool {
        matches!(self, Self::BedRadar | Self::RoomRadar)
    }

    /// What door it watches.
    pub(crate) const fn door(self) -> Option<Means> {
        match self {
            Self::Input(means @ (Means::Entrance | Means::Door)) => Some(means),
            Self::Input(Means::Smoke | Means::Gas | Means::Co | Means::Sos | Means::Mains)
            | Self::BedRadar
            | Self::RoomRadar
            | Self::Co
            | Self::Gas
            | Self::Contacts
            | Self::Other => None,
        }
    }
}
