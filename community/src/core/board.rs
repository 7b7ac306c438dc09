//! What does the hall's screen show? A tile a home, a strip of alarms, and what has changed.

use alerts::Wall;
use alerts::message::{Activity, Asleep, Priority, Today, Where};

use super::HomeId;
use super::heard::{AlarmStep, Known};

/// A number that was heard, or how long ago it last was. A stale number is "–" and its age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seen<T> {
    /// It is so now.
    Now(T),
    /// It was known until then.
    Old(Wall),
    /// It never was.
    #[default]
    Never,
}

/// How a home is as the station hears it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contact {
    /// Not heard since the station started, which was less than 90 s ago.
    #[default]
    NotYet,
    /// Heard.
    Live,
    /// Silent for more than 90 s: since then.
    Lost(Wall),
    /// It said that it stops.
    Stopped(Wall),
    /// The station itself hears nothing from the broker: nobody is lost, nothing is known.
    Unknown,
}

/// Why a home's silence says less than it seems to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Less {
    /// Something may not call, because somebody asked for that.
    pub paused: bool,
    /// A sensor is out of service.
    pub out_of_service: bool,
}

/// One home on the wall, without a name: who lives there is put in at the edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tile {
    /// Grows with each change of this tile.
    pub revision: u64,
    /// Whether it is heard.
    pub contact: Contact,
    /// Where they are; unknown also when stale.
    pub whereabouts: Where,
    /// Whether they sleep.
    pub sleep: Asleep,
    /// How much they move.
    pub activity: Activity,
    /// Per minute.
    pub heart: Seen<u16>,
    /// Per minute.
    pub breath: Seen<u16>,
    /// What the day has counted; absent while it was never said.
    pub today: Option<Today>,
    /// The most urgent open alarm.
    pub signal: Option<Priority>,
    /// Open alarms, the most urgent first.
    pub alarms: u32,
    /// Heart rate of the last two hours, a value each two minutes, the oldest first; 0 where there
    /// was none (it is never drawn).
    pub spark: Vec<u8>,
    /// The personal band behind it: where four of five of this resident's own numbers lie.
    pub band: Option<(u8, u8)>,
    /// What does not call.
    pub less: Less,
}

/// An open alarm as the strip shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAlarm {
    /// Whose; `None` for the station's own.
    pub home: Option<HomeId>,
    /// When the station heard of it.
    pub since: Wall,
    /// What it is.
    pub of: AlarmOf,
}

/// What an alarm is.
#[derive(Clone, Debug, PartialEq)]
pub enum AlarmOf {
    /// One that a home raised: its newest step.
    Home(Box<AlarmStep>),
    /// A home is not heard.
    HomeLost,
    /// So many homes at once: a line, a router or the broker, not the homes.
    UplinkLost {
        /// How many.
        homes: u32,
    },
}

/// For what must not be dropped because its word is new.
impl<T> Known<T> {
    /// The word, if this version knows it.
    #[must_use]
    pub const fn word(&self) -> Option<&T> {
        match self {
            Self::Word(word) => Some(word),
            Self::Other(_) => None,
        }
    }
}
