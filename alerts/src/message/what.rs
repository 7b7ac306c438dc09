//! What was seen: why an alarm was raised, for machines and for people.
//!
//! Every finding has a code that never changes its meaning, arguments, and a sentence. All three
//! come from the one table in [`What::row`], so none can be forgotten; a receiver that speaks
//! another language than the sentence translates the code and puts the arguments in.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
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
}

/// A line of the table: the code, its argument, and the sentence.
type Row = (&'static str, Option<(&'static str, Arg)>, Cow<'static, str>);

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
    ];

    /// As evidence of that moment.
    #[must_use]
    pub fn seen(self, at: Option<When>) -> Evidence {
        let (code, arg, what) = self.row();
        let args = arg.into_iter().map(|(name, arg)| (name.into(), arg)).collect();
        Evidence { at, code: code.into(), args, what: what.into_owned() }
    }

    #[allow(clippy::too_many_lines, reason = "a table, a row for each finding")]
    fn row(self) -> Row {
        let plain = |code, sentence: &'static str| (code, None, sentence.into());
        match self {
            Self::SmokeOn => plain("smoke-on", "smoke on"),
            Self::GasAlarmOn => plain("gas-alarm-on", "gas alarm on"),
            Self::CoAlarmOn => plain("co-alarm-on", "CO alarm on"),
            Self::CoPpm(Ppm(ppm)) => {
                with("co-ppm", ("ppm", number(ppm)), format!("CO {ppm:.1} ppm"))
            }
            Self::GasLel(Lel(lel)) => {
                with("gas-lel", ("lel", number(lel)), format!("gas {lel:.1} % LEL"))
            }
            Self::GasPpm(Ppm(ppm)) => {
                with("gas-ppm", ("ppm", number(ppm)), format!("gas {ppm:.0} ppm"))
            }
            Self::OverRange(of) => {
                with("over-range", ("of", quantity(of).0.into()), quantity(of).1)
            }
            Self::CallForHelp => plain("call-for-help", "call for help"),
            Self::FallSeen => plain("fall-seen", "fall seen"),
            Self::NoBreath { s } => {
                with("no-breath", ("s", s.into()), format!("no breath for {s} s"))
            }
            Self::NoSignOfLife { min } => with(
                "no-sign-of-life",
                ("min", min.into()),
                format!("in bed without a sign of life for {min} min"),
            ),
            Self::FlagWithoutLife => {
                plain("flag-without-life", "it says that somebody is in bed, and shows no life")
            }
            Self::OutOfBed { min } => {
                with("out-of-bed", ("min", min.into()), format!("out of bed for {min} min"))
            }
            Self::NotSeen { min } => {
                with("not-seen", ("min", min.into()), format!("out of bed, not seen for {min} min"))
            }
            Self::NotSeenSinceDoor { min } => with(
                "not-seen-since-door",
                ("min", min.into()),
                format!("not seen for {min} min, the entrance was opened"),
            ),
            Self::NothingMoves { min } => with(
                "nothing-moves",
                ("min", min.into()),
                format!("out of bed for {min} min, nothing moves, the entrance is closed"),
            ),
            Self::StillOutOfBed { min } => with(
                "still-out-of-bed",
                ("min", min.into()),
                format!("somebody out of bed has not moved for {min} min"),
            ),
            Self::NotSeenSinceRising { min } => with(
                "not-seen-since-rising",
                ("min", min.into()),
                format!("not seen for {min} min since they rose"),
            ),
            Self::NoActivity { min } => {
                with("no-activity", ("min", min.into()), format!("nothing has moved for {min} min"))
            }
            Self::DoorOpenedAtNight => {
                plain("door-opened-at-night", "the entrance was opened in the dead of night")
            }
            Self::DoorNotShutAtNight => plain(
                "door-not-shut-at-night",
                "the entrance was opened in the dead of night and not shut",
            ),
            Self::NobodyBackInside => plain(
                "nobody-back-inside",
                "the entrance was used in the dead of night, and nobody was seen inside since",
            ),
            Self::DoorStandsOpen { min } => {
                let sentence = format!("the entrance stands open for {min} min");
                with("door-stands-open", ("min", min.into()), sentence)
            }
            Self::UpAgain { times } => {
                let sentence = format!("out of bed {times} times within two hours");
                with("up-again", ("times", times.into()), sentence)
            }
            Self::AboutAtNight { min } => {
                with("about-at-night", ("min", min.into()), format!("about at night for {min} min"))
            }
            Self::NotHeard => plain("not-heard", "not heard"),
            Self::SensorFault(of) => {
                with("sensor-fault", ("fault", fault(of).0.into()), fault(of).1)
            }
            Self::WarmsTooLong => plain("warms-too-long", "it warms up for longer than it should"),
            Self::BatteryLow => plain("battery-low", "battery low"),
            Self::BeyondItsLife => plain("beyond-its-life", "end of life"),
            Self::LifeEnds(month) => {
                let word = Arg::Word(format!("{month}").into());
                with(Self::LIFE_ENDS, ("month", word), format!("its life ends with {month}"))
            }
            Self::MainsLost => plain("mains-lost", "mains lost"),
            Self::Chatters => plain("chatters", "it goes on and off faster than anybody can"),
            Self::NoLongerThere => {
                plain("no-longer-there", "the home's configuration has it no longer")
            }
            Self::ReadingsNotStored => plain("readings-not-stored", "readings cannot be stored"),
            Self::AlarmsNotStored => {
                plain("alarms-not-stored", "alarms are sent without being stored")
            }
        }
    }
}

/// A code with an argument.
fn with(
    code: &'static str,
    arg: (&'static str, Arg),
    sentence: impl Into<Cow<'static, str>>,
) -> Row {
    (code, Some(arg), sentence.into())
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(Figure { hundredths: i64::from(number) * 100 })
    }
}

impl From<&'static str> for Arg {
    fn from(word: &'static str) -> Self {
        Self::Word(word.into())
    }
}

fn number(value: f32) -> Arg {
    Arg::Number(value.into())
}

/// As a reading calls it, and the sentence.
const fn quantity(of: Quantity) -> (&'static str, &'static str) {
    match of {
        Quantity::CoPpm => ("co-ppm", "CO over range"),
        Quantity::GasPpm => ("gas-ppm", "gas over range"),
        Quantity::GasLel => ("gas-lel", "gas over range"),
    }
}

/// As a reading calls it, and the sentence.
const fn fault(of: Fault) -> (&'static str, &'static str) {
    match of {
        Fault::Sensor => ("sensor", "the sensor says that it is broken"),
        Fault::Placeholder => ("placeholder", "a placeholder where a value should be"),
        Fault::Exception => ("exception", "the sensor refused the question"),
        Fault::Stuck => ("stuck", "a value that does not move"),
        Fault::Saturated => ("saturated", "a value at the end of its scale"),
        Fault::OtherKind => ("other-kind", "it answers as another kind of sensor"),
        Fault::Unit => ("unit", "it measures in another unit than it should"),
        Fault::BelowZero => ("below-zero", "it says less than nothing: its zero has drifted"),
        Fault::Mode => ("mode", "it looks for falls only and says nothing of the bed"),
    }
}

#[cfg(test)]
mod tests;
