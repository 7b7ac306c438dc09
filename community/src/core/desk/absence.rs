//! Is the resident said to be away, and what does that silence? What only says that nobody is seen;
//! never a call for help, the air, or that something cannot be heard.

use alerts::message::AlarmKind;
use jiff::civil::Date;

use super::about::Kind;
use crate::core::person::Absence;

/// Whether a day lies in one of them. A day that cannot be read silences nothing.
#[must_use]
pub fn is_away(absences: &[Absence], today: Date) -> bool {
    absences.iter().any(|absence| {
        let Ok(from) = absence.from.parse::<Date>() else { return false };
        let to = absence.to.as_deref().map(str::parse::<Date>);
        match to {
            None => from <= today,
            Some(Ok(to)) => (from..=to).contains(&today),
            Some(Err(_)) => false,
        }
    })
}

/// Whether an absence makes an alarm of this kind only be written down.
#[must_use]
pub const fn silences(kind: Kind) -> bool {
    match kind {
        Kind::Alarm(kind) => match kind {
            AlarmKind::AbsentFromBed
            | AlarmKind::Inactivity
            | AlarmKind::Wandering
            | AlarmKind::Vitals
            | AlarmKind::Repositioning
            | AlarmKind::NoSignOfLife => true,
            AlarmKind::Smoke
            | AlarmKind::Gas
            | AlarmKind::Co
            | AlarmKind::Sos
            | AlarmKind::Fall
            | AlarmKind::NoBreathing
            | AlarmKind::DoorAtNight
            | AlarmKind::DoorLeftOpen
            | AlarmKind::SensorLost
            | AlarmKind::SensorFault
            | AlarmKind::LowBattery
            | AlarmKind::EndOfLife
            | AlarmKind::StoreFault
            | AlarmKind::MainsLost
            | AlarmKind::ClockFault => false,
        },
        Kind::OtherAlarm
        | Kind::HomeLost
        | Kind::UplinkLost
        | Kind::LifeAtHome
        | Kind::DeskFault
        | Kind::Drill
        | Kind::Report => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_lasts_from_its_first_day_to_its_last_and_one_without_an_end_goes_on() {
        let absence = |from: &str, to: Option<&str>| Absence {
            from: from.into(),
            to: to.map(Into::into),
            why: String::new(),
        };
        let away = |absence: Absence, day: &str| is_away(&[absence], day.parse().unwrap());
        let hospital = absence("2026-11-20", Some("2026-11-23"));
        assert!(away(hospital.clone(), "2026-11-20") && away(hospital.clone(), "2026-11-23"));
        assert!(!away(hospital.clone(), "2026-11-19") && !away(hospital, "2026-11-24"));
        assert!(away(absence("2026-11-20", None), "2027-01-01"));
        assert!(!away(absence("2026-11-20", Some("soon")), "2026-11-21"));
        assert!(!away(absence("", None), "2026-11-21"));
    }
}
