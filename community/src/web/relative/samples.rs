//! Pages to look at: up after a good night, an open alarm, a silent home, nobody who is watched.

use alerts::Wall;
use alerts::message::{AlarmKind, Priority, Step, Today};
use jiff::tz::TimeZone;

use super::{AlarmSeen, Page, Up};
use crate::core::heard::{AlarmStep, Known};
use crate::core::night::{Frame, Night};

/// 2026-11-23T09:12:08+08:00
const AT: Wall = Wall(1_795_396_328_000);

impl Page {
    /// A good morning, an alarm in the night, silence, and no consent.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let night = |summary: Option<&str>| {
            let frame = Frame::of(jiff::civil::date(2026, 11, 23), &zone)?;
            Some(Night::of(frame, (&[], &[]), summary, AT))
        };
        let well = Self {
            name: "杜桂英".into(),
            is: Up::Up,
            since: Some(Wall(AT.0 - 7_200_000)),
            night: night(Some(NIGHT)),
            today: Some(Today { bed_exits: 2, turn_overs: 14, nap_min: 0 }),
            alarms: vec![alarm(AlarmKind::AbsentFromBed, Step::Closed, 400)],
            at: AT,
            zone: zone.clone(),
        };
        let alarm = Self {
            is: Up::InBed,
            since: Some(Wall(AT.0 - 40_000_000)),
            alarms: vec![
                alarm(AlarmKind::Smoke, Step::Raised, 2),
                alarm(AlarmKind::Fall, Step::Acknowledged, 30),
                alarm(AlarmKind::DoorAtNight, Step::Closed, 4_000),
            ],
            ..well.clone()
        };
        let silent = Self {
            is: Up::NotHeard(Wall(AT.0 - 900_000)),
            night: night(None),
            today: None,
            alarms: Vec::new(),
            ..well.clone()
        };
        let alone = Self { is: Up::NotWatched, since: None, night: None, ..silent.clone() };
        vec![well, alarm, silent, alone]
    }
}

const NIGHT: &str = r#"{"date":"2026-11-23","asleep_min":428,"bed_exit_count":2,
"longest_absence_min":12,"coverage":0.97}"#;

fn alarm(kind: AlarmKind, step: Step, ago_min: i64) -> AlarmSeen {
    let raised = Wall(AT.0 - ago_min * 60_000);
    let priority = if kind == AlarmKind::Smoke { Priority::High } else { Priority::Medium };
    let step = AlarmStep::of(format!("8-{ago_min}"), kind, priority, step);
    let accepted = step.step == Known::Word(Step::Acknowledged);
    AlarmSeen { raised, newest: (Wall(raised.0 + 60_000), step), accepted }
}
