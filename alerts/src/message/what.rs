//! What was seen: why an alarm was raised, for machines and for people.
//!
//! Every finding has a code that never changes its meaning, arguments, and a sentence. All three
//! come from the one table in [`table`], so none can be forgotten; a receiver that speaks
//! another language than the sentence translates the code and puts the arguments in.

mod table;

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;

use protocol::{Fault, Lel, Ppm, Quantity};
use serde::{Deserialize, Serialize};

use super::Figure;
use crate::time::{When, YearMonth};

/// What made us raise an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// When; absent while the clock has never been right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    /// For receivers that speak another language than `what`: one of the codes of [`What`]. Absent
    /// in what was stored before there were codes.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub code: Cow<'static, str>,
    /// What the code speaks of.
    #[serde(default)]
    pub args: Args,
    /// The same in plain words.
    pub what: String,
}

/// The arguments of a code, by name.
pub type Args = BTreeMap<Cow<'static, str>, Arg>;

/// An argument of a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A number, in the unit that its name says.
    Number(Figure),
    /// A word of the contract, or a month.
    Word(Cow<'static, str>),
}

/// Everything that can make us raise an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A smoke alarm's contact.
    SmokeOn,
    /// A gas alarm's contact.
    GasAlarmOn,
    /// A CO alarm's contact.
    CoAlarmOn,
    /// So much carbon monoxide.
    CoPpm(Ppm),
    /// So much combustible gas.
    GasLel(Lel),
    /// A number.
    GasPpm(Ppm),
    /// More than the sensor can measure.
    OverRange(Quantity),
    /// A button or cord.
    CallForHelp,
    /// The radar's fall word.
    FallSeen,
    /// No breath, for so many seconds.
    NoBreath {
        /// For how long.
        s: u32,
    },
    /// In bed without a sign of life, for so many minutes.
    NoSignOfLife {
        /// For how long.
        min: u32,
    },
    /// The in-bed flag is up, and life was never seen since it rose.
    FlagWithoutLife,
    /// At night, for so many minutes.
    OutOfBed {
        /// For how long.
        min: u32,
    },
    /// Out of bed at night, and not seen for so many minutes.
    NotSeen {
        /// For how long.
        min: u32,
    },
    /// … although the entrance was opened since.
    NotSeenSinceDoor {
        /// For how long.
        min: u32,
    },
    /// … nothing moves anywhere, and the entrance is closed.
    NothingMoves {
        /// For how long.
        min: u32,
    },
    /// Somebody is there, out of bed, and does not move.
    StillOutOfBed {
        /// For how long.
        min: u32,
    },
    /// Not seen since they rose.
    NotSeenSinceRising {
        /// For how long.
        min: u32,
    },
    /// At home, and nothing moves.
    NoActivity {
        /// For how long.
        min: u32,
    },
    /// In the dead of night.
    DoorOpenedAtNight,
    /// Opened in the dead of night, and not shut since.
    DoorNotShutAtNight,
    /// The entrance was opened in the dead of night and shut, and nobody was seen inside since.
    NobodyBackInside,
    /// The entrance, for so many minutes.
    DoorStandsOpen {
        /// For how long.
        min: u32,
    },
    /// Out of bed so many times within two hours of a night.
    UpAgain {
        /// How often.
        times: u32,
    },
    /// About at night, for so many minutes.
    AboutAtNight {
        /// For how long.
        min: u32,
    },
    /// A sensor without a valid frame.
    NotHeard,
    /// What a sensor says is wrong with itself.
    SensorFault(Fault),
    /// A sensor that warms up for more than twice its time.
    WarmsTooLong,
    /// A sensor says so.
    BatteryLow,
    /// A sensor says so.
    BeyondItsLife,
    /// A contact that changes faster than anybody can make it.
    Chatters,
    /// The home's configuration has no longer what it was about.
    NoLongerThere,
    /// The home's configuration says when.
    LifeEnds(YearMonth),
    /// A contact says so.
    MainsLost,
    /// The outbox cannot keep readings.
    ReadingsNotStored,
    /// The outbox cannot keep alarms.
    AlarmsNotStored,
    /// Heart or breath in an extreme band, for so many minutes.
    RateExtreme {
        /// Which.
        of: Vital,
        /// The mean of the last of these minutes.
        per_min: u8,
        /// In so many minutes.
        min: u32,
    },
    /// Heart or breath in the band below that, all the while.
    RateUnusual {
        /// Which.
        of: Vital,
        /// The mean of the last minute.
        per_min: u8,
        /// For how long.
        min: u32,
    },
    /// The mean of a night is far from that of this resident's nights.
    NightUnlikeOthers {
        /// Of what.
        of: Vital,
        /// The night's mean.
        per_min: u8,
        /// The median of the nights before.
        usual: u8,
    },
    /// The entrance has not been used, where nothing else tells of people.
    DoorUnused {
        /// For how long.
        h: u32,
    },
    /// In bed without turning, somebody whom others turn.
    NotTurned {
        /// For how long.
        h: u32,
    },
    /// A room that is said to have somebody in it who never moves, while the resident sleeps.
    GhostPresence {
        /// For how long.
        h: u32,
    },
    /// A number that has not changed, while others of the same sensor did.
    NumberStuck {
        /// As a reading calls it.
        of: Frozen,
        /// For how long.
        h: u32,
    },
    /// A number that stands at the end of the sensor's scale.
    NumberSaturated {
        /// As a reading calls it.
        of: Frozen,
        /// For how long.
        h: u32,
    },
    /// Nobody has told the home what time it is.
    ClockUnset {
        /// For how long.
        min: u32,
    },
    /// The clock was right once, and no time service has confirmed it since.
    ClockUnchecked {
        /// For how long.
        days: u32,
    },
    /// Somebody tries whether an alarm arrives.
    OnlyATest,
    /// A technician has taken the sensor out of service.
    OutOfService,
}

/// A rate of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vital {
    /// The heart.
    HeartRate,
    /// The breath.
    BreathingRate,
}

/// A number that can freeze.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frozen {
    /// The heart and the breath of a radar.
    Rates,
    /// The heart of a radar.
    HeartRate,
    /// Carbon monoxide.
    CoPpm,
    /// Combustible gas.
    Gas,
}

impl What {
    /// The code of [`What::LifeEnds`].
    pub(crate) const LIFE_ENDS: &'static str = "life-ends";

    /// One of each, for documents and tests.
    pub const EXAMPLES: &[Self] = &[
        Self::SmokeOn,
        Self::GasAlarmOn,
        Self::CoAlarmOn,
        Self::CoPpm(Ppm(400.0)),
        Self::GasLel(Lel(12.0)),
        Self::GasPpm(Ppm(6_000.0)),
        Self::OverRange(Quantity::CoPpm),
        Self::CallForHelp,
        Self::FallSeen,
        Self::NoBreath { s: 30 },
        Self::NoSignOfLife { min: 20 },
        Self::FlagWithoutLife,
        Self::OutOfBed { min: 15 },
        Self::NotSeen { min: 60 },
        Self::NotSeenSinceDoor { min: 60 },
        Self::NothingMoves { min: 30 },
        Self::StillOutOfBed { min: 15 },
        Self::NotSeenSinceRising { min: 60 },
        Self::NoActivity { min: 120 },
        Self::DoorOpenedAtNight,
        Self::DoorNotShutAtNight,
        Self::NobodyBackInside,
        Self::DoorStandsOpen { min: 5 },
        Self::UpAgain { times: 3 },
        Self::AboutAtNight { min: 31 },
        Self::NotHeard,
        Self::SensorFault(Fault::Sensor),
        Self::WarmsTooLong,
        Self::BatteryLow,
        Self::BeyondItsLife,
        Self::LifeEnds(YearMonth::EXAMPLE),
        Self::MainsLost,
        Self::ReadingsNotStored,
        Self::AlarmsNotStored,
        Self::Chatters,
        Self::NoLongerThere,
        Self::RateExtreme { of: Vital::BreathingRate, per_min: 27, min: 3 },
        Self::RateUnusual { of: Vital::HeartRate, per_min: 114, min: 15 },
        Self::NightUnlikeOthers { of: Vital::HeartRate, per_min: 76, usual: 61 },
        Self::DoorUnused { h: 24 },
        Self::NotTurned { h: 2 },
        Self::GhostPresence { h: 12 },
        Self::NumberStuck { of: Frozen::Rates, h: 1 },
        Self::NumberSaturated { of: Frozen::CoPpm, h: 24 },
        Self::ClockUnset { min: 60 },
        Self::ClockUnchecked { days: 7 },
        Self::OnlyATest,
        Self::OutOfService,
    ];

    /// As evidence of that moment.
    #[must_use]
    pub fn seen(self, at: Option<When>) -> Evidence {
        let (code, args, what) = self.row();
        let args = args.into_iter().map(|(name, arg)| (name.into(), arg)).collect();
        Evidence { at, code: code.into(), args, what: what.into_owned() }
    }
}

#[cfg(test)]
mod tests;
