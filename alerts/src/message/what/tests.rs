//! The table of findings holds together.

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::table::{fault, quantity};
use super::*;

#[test]
fn every_finding_has_a_code_of_its_own_and_a_sentence() {
    let rows = What::EXAMPLES.iter().map(|what| what.row()).collect::<Vec<_>>();
    let codes: BTreeSet<_> = rows.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes.len(), What::EXAMPLES.len());
    for (code, _, sentence) in &rows {
        assert!(code.bytes().all(|c| c.is_ascii_lowercase() || c == b'-'), "{code}");
        assert!(!sentence.is_empty(), "{code}");
    }
}

#[test]
fn no_finding_is_missing_from_the_examples() {
    let places: Vec<_> = What::EXAMPLES.iter().map(place).collect();
    assert_eq!(places, (0..What::EXAMPLES.len()).collect::<Vec<_>>());
}

#[test]
fn words_are_those_of_readings() {
    let word = |word: serde_json::Value| word.as_str().unwrap().to_string();
    for of in [Quantity::CoPpm, Quantity::GasPpm, Quantity::GasLel] {
        assert_eq!(quantity(of).0, word(serde_json::to_value(of).unwrap()));
    }
    for of in [
        Fault::Sensor,
        Fault::Placeholder,
        Fault::Exception,
        Fault::Stuck,
        Fault::Saturated,
        Fault::OtherKind,
        Fault::Unit,
        Fault::BelowZero,
        Fault::Mode,
    ] {
        assert_eq!(fault(of).0, word(serde_json::to_value(of).unwrap()));
    }
}

#[test]
fn evidence_is_written_with_its_code_and_arguments() {
    for (what, text) in [
        (What::SmokeOn, r#"{"code":"smoke-on","args":{},"what":"smoke on"}"#),
        (
            What::CoPpm(Ppm(400.5)),
            r#"{"code":"co-ppm","args":{"ppm":400.5},"what":"CO 400.5 ppm"}"#,
        ),
        (
            What::OverRange(Quantity::GasLel),
            r#"{"code":"over-range","args":{"of":"gas-lel"},"what":"gas over range"}"#,
        ),
        (
            What::OutOfBed { min: 15 },
            r#"{"code":"out-of-bed","args":{"min":15},"what":"out of bed for 15 min"}"#,
        ),
    ] {
        let seen = what.seen(None);
        assert_eq!(serde_json::to_string(&seen).unwrap(), text);
        assert_eq!(serde_json::from_str::<Evidence>(text).unwrap(), seen);
    }
}

#[test]
fn every_finding_is_remembered() {
    for what in What::EXAMPLES {
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(serde_json::from_str::<What>(&text).unwrap(), *what);
    }
}

#[test]
fn evidence_that_was_stored_before_there_were_codes_is_still_read() {
    let old: Evidence = serde_json::from_str(r#"{"what":"smoke on"}"#).unwrap();
    assert_eq!((old.code.as_ref(), old.what.as_str()), ("", "smoke on"));
}

macro_rules! places {
    ($($pattern:pat,)*) => {
        /// A new variant does not compile without a place here, in the order of the examples.
        fn place(what: &What) -> usize {
            match what { $($pattern => {})* }
            [$(matches!(what, $pattern),)*].iter().position(|is| *is).unwrap()
        }
    };
}

places! {
    What::SmokeOn,
    What::GasAlarmOn,
    What::CoAlarmOn,
    What::CoPpm(_),
    What::GasLel(_),
    What::GasPpm(_),
    What::OverRange(_),
    What::CallForHelp,
    What::FallSeen,
    What::NoBreath { .. },
    What::NoSignOfLife { .. },
    What::FlagWithoutLife,
    What::OutOfBed { .. },
    What::NotSeen { .. },
    What::NotSeenSinceDoor { .. },
    What::NothingMoves { .. },
    What::StillOutOfBed { .. },
    What::NotSeenSinceRising { .. },
    What::NoActivity { .. },
    What::DoorOpenedAtNight,
    What::DoorNotShutAtNight,
    What::NobodyBackInside,
    What::DoorStandsOpen { .. },
    What::UpAgain { .. },
    What::AboutAtNight { .. },
    What::NotHeard,
    What::SensorFault(_),
    What::WarmsTooLong,
    What::BatteryLow,
    What::BeyondItsLife,
    What::LifeEnds(_),
    What::MainsLost,
    What::ReadingsNotStored,
    What::AlarmsNotStored,
    What::Chatters,
    What::NoLongerThere,
    What::RateExtreme { .. },
    What::RateUnusual { .. },
    What::NightUnlikeOthers { .. },
    What::DoorUnused { .. },
    What::NotTurned { .. },
    What::GhostPresence { .. },
    What::NumberStuck { .. },
    What::NumberSaturated { .. },
    What::ClockUnset { .. },
    What::ClockUnchecked { .. },
    What::OnlyATest,
    What::OutOfService,
}
