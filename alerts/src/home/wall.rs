//! What does the wall show? The snapshot of what the machines hold true now.

use alloc::vec::Vec;

use protocol::{Means, Mono};

use super::Home;
use crate::air::Hazard;
use crate::bed::Occupancy;
use crate::message::{
    Air, AirIs, Asleep, OutOfService, PausedKind, SensorIs, SensorState, State, Where,
};
use crate::plan::{Kind, Label, SourceId};
use crate::sensors::Worth;

impl Home {
    /// The snapshot for the wall.
    #[must_use]
    pub fn state(&self, now: Mono) -> State {
        let now = self.home_time(now);
        let (whereabouts, since) = self.whereabouts;
        let in_bed = self.occupancy == Occupancy::In;
        State {
            whereabouts,
            sleep: self.sleep(),
            activity: self.machines.activity.is(),
            since: self.clock.when(since),
            heart_rate: self.machines.vitals.heart(now).filter(|_| in_bed),
            breathing_rate: self.machines.vitals.breath(now).filter(|_| in_bed),
            today: self.machines.tally.today(),
            air: Air {
                gas: self.air_is(now, Hazard::Gas),
                co: self.air_is(now, Hazard::Co),
                smoke: self.air_is(now, Hazard::Smoke),
            },
            door: self.machines.doors.entrance(|place| self.machines.pulse.is_silent(place, now)),
            sensors: (0..self.labels.len()).map(|place| self.sensor_state(now, place)).collect(),
            alarms: u32::try_from(self.machines.alarms.count()).unwrap_or(u32::MAX),
            paused: self.paused(now),
        }
    }

    /// The source that looks at the bed.
    #[must_use]
    pub fn bed_source(&self) -> Option<SourceId> {
        self.bed_source.map(SourceId)
    }

    /// Whether the heart rate of the sensor over the bed stands at an end of its scale: then nobody
    /// knows what it is.
    #[must_use]
    pub fn is_saturated(&self, now: Mono) -> bool {
        self.machines.vitals.is_saturated(self.home_time(now))
    }

    /// The kinds of alarms that may not call now.
    fn paused(&self, now: Mono) -> Vec<PausedKind> {
        let paused = self.machines.alarms.paused(now);
        paused.map(|(kind, until)| PausedKind { kind, until: self.clock.when(until) }).collect()
    }

    /// Whether the resident sleeps, as far as is known now.
    pub(super) fn sleep(&self) -> Asleep {
        let (whereabouts, _) = self.whereabouts;
        match whereabouts {
            Where::Bed => self.machines.sleep.is(),
            Where::Home => Asleep::Awake,
            Where::Away | Where::Unknown => Asleep::Unknown,
        }
    }

    /// Whether they slept in the minute that is over.
    pub(super) fn slept(&self) -> Asleep {
        let (whereabouts, _) = self.whereabouts;
        match whereabouts {
            Where::Bed => self.machines.sleep.newest(),
            Where::Home => Asleep::Awake,
            Where::Away | Where::Unknown => Asleep::Unknown,
        }
    }

    fn sensor_state(&self, now: Mono, place: usize) -> SensorState {
        let Label { line, room } = self.label(place);
        let out_of_service = self.out_of_service(SourceId(place));
        SensorState { line, room, is: self.is(now, place), out_of_service }
    }

    /// That a technician has taken a source out of service, and until when.
    #[must_use]
    pub fn out_of_service(&self, source: SourceId) -> Option<OutOfService> {
        let until = self.machines.service.until(source.0)?;
        Some(OutOfService { until: self.clock.when(until) })
    }

    /// How a sensor is. One that is not heard is silent, whatever it said before.
    #[must_use]
    pub fn source_is(&self, now: Mono, source: SourceId) -> SensorIs {
        self.is(self.home_time(now), source.0)
    }

    fn is(&self, now: Mono, place: usize) -> SensorIs {
        if self.machines.pulse.is_silent(place, now) {
            SensorIs::Silent
        } else if self.machines.service.until(place).is_some() {
            SensorIs::Fault
        } else {
            match (self.machines.faults.is(place), self.machines.warm_ups.worth(now, place)) {
                (SensorIs::Fault, _) => SensorIs::Fault,
                (_, Worth::Marked) => SensorIs::Warming,
                (SensorIs::Ok | SensorIs::LowBattery, Worth::Full | Worth::Overdue)
                    if self.machines.lives.is_near(place) =>
                {
                    SensorIs::EndOfLife
                }
                (is, Worth::Full | Worth::Overdue) => is,
            }
        }
    }

    /// The worst that the sensors for a hazard say; `None` if the home has none.
    fn air_is(&self, now: Mono, hazard: Hazard) -> Option<AirIs> {
        let alarm = self.machines.alarms.is_active(hazard.kind()).then_some(AirIs::Alarm);
        let sources = self.kinds.iter().enumerate().filter(|(place, kind)| {
            watches(**kind, hazard) || self.machines.air.has_heard(*place, hazard)
        });
        let each = sources.map(|(place, _)| match self.is(now, place) {
            // Whether its last number is one is not known yet.
            SensorIs::Ok | SensorIs::LowBattery | SensorIs::EndOfLife
                if hazard == Hazard::Co && self.machines.jumps.is_held(place) =>
            {
                AirIs::Unknown
            }
            SensorIs::Ok | SensorIs::LowBattery | SensorIs::EndOfLife => AirIs::Clear,
            SensorIs::Silent => AirIs::Unknown,
            SensorIs::Warming => AirIs::Warming,
            SensorIs::Fault => AirIs::Fault,
        });
        each.chain(alarm).max()
    }
}

fn watches(kind: Kind, hazard: Hazard) -> bool {
    match kind {
        Kind::Co | Kind::Input(Means::Co) => hazard == Hazard::Co,
        Kind::Gas | Kind::Input(Means::Gas) => hazard == Hazard::Gas,
        Kind::Input(Means::Smoke) => hazard == Hazard::Smoke,
        Kind::Input(Means::Entrance | Means::Door | Means::Sos | Means::Mains)
        | Kind::BedRadar
        | Kind::RoomRadar
        | Kind::Contacts
        | Kind::Other => false,
    }
}
