//! Every finding's code, arguments and sentence: the one table.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use protocol::{Fault, Lel, Ppm, Quantity};

use super::{Arg, Frozen, Vital, What};
use crate::message::Figure;

/// A line of the table: the code, its arguments, and the sentence.
type Row = (&'static str, Vec<(&'static str, Arg)>, Cow<'static, str>);

impl What {
    #[allow(clippy::too_many_lines, reason = "a table, a row for each finding")]
    pub(super) fn row(self) -> Row {
        let plain = |code, sentence: &'static str| (code, Vec::new(), sentence.into());
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
            Self::RateExtreme { of, per_min, min } => with_all(
                "rate-extreme",
                [("of", rate(of).0.into()), ("per_min", byte(per_min)), ("min", min.into())],
                format!("{} {per_min} per minute, extreme in {min} min", rate(of).1),
            ),
            Self::RateUnusual { of, per_min, min } => with_all(
                "rate-unusual",
                [("of", rate(of).0.into()), ("per_min", byte(per_min)), ("min", min.into())],
                format!("{} {per_min} per minute, unusual for {min} min", rate(of).1),
            ),
            Self::NightUnlikeOthers { of, per_min, usual } => with_all(
                "night-unlike-others",
                [("of", rate(of).0.into()), ("per_min", byte(per_min)), ("usual", byte(usual))],
                format!("{} {per_min} per minute in the night, usually {usual}", rate(of).1),
            ),
            Self::DoorUnused { h } => {
                let sentence = format!("the entrance has not been used for {h} h");
                with("door-unused", ("h", h.into()), sentence)
            }
            Self::NotTurned { h } => {
                with("not-turned", ("h", h.into()), format!("in bed without a turn for {h} h"))
            }
            Self::GhostPresence { h } => {
                let sentence = format!("it sees somebody who has not moved for {h} h");
                with("ghost-presence", ("h", h.into()), sentence)
            }
            Self::NumberStuck { of, h } => with_all(
                "number-stuck",
                [("of", frozen(of).0.into()), ("h", h.into())],
                format!("{} not changed for {h} h", frozen(of).1),
            ),
            Self::NumberSaturated { of, h } => with_all(
                "number-saturated",
                [("of", frozen(of).0.into()), ("h", h.into())],
                format!("{} stood at the end of the scale for {h} h", frozen(of).1),
            ),
            Self::ClockUnset { min } => {
                let sentence = format!("nobody has told the clock for {min} min");
                with("clock-unset", ("min", min.into()), sentence)
            }
            Self::ClockUnchecked { days } => {
                let sentence = format!("no time service has set the clock for {days} days");
                with("clock-unchecked", ("days", days.into()), sentence)
            }
            Self::OnlyATest => plain("only-a-test", "only a test"),
            Self::OutOfService => {
                plain("out-of-service", "a technician has taken the sensor out of service")
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
    with_all(code, [arg], sentence)
}

/// A code with several.
fn with_all<const N: usize>(
    code: &'static str,
    args: [(&'static str, Arg); N],
    sentence: impl Into<Cow<'static, str>>,
) -> Row {
    (code, Vec::from(args), sentence.into())
}

fn byte(number: u8) -> Arg {
    u32::from(number).into()
}

/// As a reading calls it, and what the sentence begins with.
const fn rate(of: Vital) -> (&'static str, &'static str) {
    match of {
        Vital::HeartRate => ("heart-rate", "heart"),
        Vital::BreathingRate => ("breathing-rate", "breath"),
    }
}

/// As messages call it, and what the sentence begins with.
const fn frozen(of: Frozen) -> (&'static str, &'static str) {
    match of {
        Frozen::Rates => ("rates", "heart and breath have"),
        Frozen::HeartRate => ("heart-rate", "the heart has"),
        Frozen::CoPpm => ("co-ppm", "CO has"),
        Frozen::Gas => ("gas", "gas has"),
    }
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
pub(super) const fn quantity(of: Quantity) -> (&'static str, &'static str) {
    match of {
        Quantity::CoPpm => ("co-ppm", "CO over range"),
        Quantity::GasPpm => ("gas-ppm", "gas over range"),
        Quantity::GasLel => ("gas-lel", "gas over range"),
    }
}

/// As a reading calls it, and the sentence.
pub(super) const fn fault(of: Fault) -> (&'static str, &'static str) {
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
