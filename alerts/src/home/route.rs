//! Where does a reading go? Which machines hear what, and from which source.

use protocol::{Mono, Motion, Ppm, Quantity, Reading, Zone};

use crate::air::Sample;
use crate::air::{Held, Leap};
use crate::alarm::Finding;
use crate::bed::Sight;
use crate::home::Home;
use crate::message::{AlarmKind, Priority, What, Where};
use crate::place::DoorEvent;
use crate::plan::Kind;
use crate::sensors::Flag;
use crate::sensors::Worth;

impl Home {
    /// A reading of a source that was just heard.
    pub(crate) fn route(&mut self, at: Mono, place: usize, reading: &Reading) {
        // One of carbon monoxide may have to wait, and is in no minute until it counts.
        if !matches!(reading, Reading::CoPpm(_)) {
            self.minutes.handle(place, reading);
        }
        match *reading {
            Reading::Presence(there) => self.presence(at, place, there),
            Reading::InBed(flag) => self.in_bed(at, place, flag),
            Reading::BedWatched(watched) => {
                if self.bed_source == Some(place) && !watched {
                    self.look_at_bed(at, Sight::Unwatched);
                }
            }
            Reading::Targets(targets) => self.presence(at, place, targets > 0),
            // Who is not in this zone may be in another.
            Reading::Target(_) | Reading::Zone(Zone { occupied: true, .. }) => self.seen(at),
            Reading::Zone(Zone { occupied: false, .. }) => {}
            Reading::Motion(motion) => self.motion(at, place, motion),
            Reading::Movement(movement) => self.movement(at, place, movement),
            Reading::HeartRate(rate) => {
                if self.bed_source == Some(place) && self.vitals.handle_heart(at, rate.0) {
                    self.look_at_bed(at, Sight::Heart(rate.0));
                }
            }
            Reading::BreathingRate(rate) => {
                if self.bed_source == Some(place) && self.vitals.handle_breath(at, rate.0) {
                    self.look_at_bed(at, Sight::Breath(rate.0));
                }
            }
            Reading::SleepStage(stage) => {
                if self.bed_source == Some(place) {
                    self.sleep.handle_stage(at, stage);
                }
            }
            Reading::GasLel(lel) => self.amount(at, place, Sample::GasLel(lel)),
            Reading::GasPpm(_) => self.amount(at, place, Sample::GasPpm),
            Reading::CoPpm(Ppm(ppm)) => self.carbon_monoxide(at, place, ppm),
            Reading::OverRange(Quantity::CoPpm) => self.carbon_monoxide(at, place, f32::INFINITY),
            Reading::OverRange(what @ (Quantity::GasLel | Quantity::GasPpm)) => {
                self.amount(at, place, Sample::OverRange(what));
            }
            Reading::GasAlarm(on) => self.hazard(at, place, Sample::GasContact(on)),
            Reading::CoAlarm(on) => self.hazard(at, place, Sample::CoContact(on)),
            Reading::Smoke(on) => self.hazard(at, place, Sample::Smoke(on)),
            Reading::Contact(contact) => {
                let settles = self.doors.handle(at, place, contact);
                self.soon(settles);
                self.value(at, place);
            }
            Reading::Sos(on) => self.call(at, place, (AlarmKind::Sos, What::CallForHelp), on),
            Reading::Fall(on) => self.call(at, place, (AlarmKind::Fall, What::FallSeen), on),
            Reading::Mains(there) => self.flag(at, place, Flag::MainsLost, !there),
            Reading::LowBattery(low) => self.flag(at, place, Flag::LowBattery, low),
            Reading::EndOfLife(over) => self.flag(at, place, Flag::EndOfLife, over),
            Reading::Warming(warming) => self.warming(at, place, warming),
            Reading::Fault(fault) => self.fault(at, place, What::SensorFault(fault)),
            Reading::Inputs(_) => self.value(at, place),
            // Numbers that only the minute shows, and words that no machine needs yet.
            Reading::DistanceMm(_)
            | Reading::PositionMm(_)
            | Reading::TemperatureC(_)
            | Reading::HumidityPct(_)
            | Reading::Breathing(_)
            | Reading::BreathPhase(_)
            | Reading::TurnOvers(_)
            | Reading::NightSummary(_)
            | Reading::Tamper(_)
            | Reading::Test(_)
            | Reading::Alive(_) => {}
        }
    }

    fn presence(&mut self, at: Mono, place: usize, there: bool) {
        self.presence.handle_radar(place, Some(there));
        if self.bed_source == Some(place) {
            self.look_at_bed(at, Sight::Presence(there));
        }
        if there {
            self.seen(at);
        }
    }

    fn in_bed(&mut self, at: Mono, place: usize, flag: bool) {
        if self.kinds.get(place) == Some(&Kind::Other) {
            // A source of unknown kind that has a flag for the bed looks at one.
            self.bed_source.get_or_insert(place);
        }
        if self.bed_source == Some(place) {
            self.look_at_bed(at, Sight::Flag(flag));
        }
    }

    fn motion(&mut self, at: Mono, place: usize, motion: Motion) {
        let (there, moves) = match motion {
            Motion::None => (false, false),
            Motion::Still => (true, false),
            Motion::Active => (true, true),
        };
        self.activity.handle_motion(moves);
        self.person(at, place, there, moves);
    }

    fn movement(&mut self, at: Mono, place: usize, movement: u8) {
        let moves = self.activity.handle_movement(movement);
        if self.bed_source == Some(place) {
            self.turns.handle(at, movement);
            self.soon(self.turns.poll_timeout());
            self.sleep.handle_movement(movement);
            self.vitals.handle_movement(movement);
            self.look_at_bed(at, Sight::Movement(movement));
        }
        self.person(at, place, movement > 0, moves);
    }

    /// A radar sees somebody, who perhaps moves about: not in bed, if it looks at a room.
    fn person(&mut self, at: Mono, place: usize, there: bool, moves: bool) {
        if there {
            self.seen(at);
        }
        if moves && self.bed_source != Some(place) {
            self.look_at_bed(at, Sight::Elsewhere);
        }
    }

    pub(crate) fn look_at_bed(&mut self, at: Mono, sight: Sight) {
        if let Some(event) = self.bed.handle(at, sight, &self.clock) {
            self.tell_bed(at, event);
        }
        self.follow_bed(at);
        self.soon(self.bed.poll_timeout());
    }

    /// Carbon monoxide, infinite where it is over range: a leap waits for the next number.
    fn carbon_monoxide(&mut self, at: Mono, place: usize, ppm: f32) {
        match self.jumps.handle(at, place, ppm) {
            Leap::None | Leap::Refutes => {}
            Leap::Waits(until) => return self.soon(Some(until)),
            Leap::Confirms(held) => self.release(at, place, held),
        }
        self.release(at, place, Held { at, ppm });
    }

    /// A number that waits no more is judged at its own time, and what it says is said now.
    pub(crate) fn release(&mut self, now: Mono, place: usize, held: Held) {
        if held.ppm.is_finite() {
            self.minutes.handle(place, &Reading::CoPpm(Ppm(held.ppm)));
        }
        self.judge((now, held.at), place, co(held.ppm));
    }

    /// A concentration.
    fn amount(&mut self, at: Mono, place: usize, sample: Sample) {
        self.judge((at, at), place, sample);
    }

    /// What a number is worth depends on whether the sensor warms up.
    fn judge(&mut self, (now, at): (Mono, Mono), place: usize, sample: Sample) {
        let worth = self.warm_ups.worth(at, place);
        if let Some(found) = self.air.handle(at, place, sample, worth == Worth::Marked) {
            self.find(now, Some(place), found.seen_at(at));
        }
        match worth {
            Worth::Full | Worth::Overdue => self.value(now, place),
            Worth::Marked => self.soon(self.air.poll_timeout()),
        }
    }

    fn hazard(&mut self, at: Mono, place: usize, contact: Sample) {
        if let Some(found) = self.air.handle(at, place, contact, false) {
            self.find(at, Some(place), found);
        }
        self.value(at, place);
    }

    fn warming(&mut self, at: Mono, place: usize, warming: bool) {
        self.warm_ups.handle(at, place, warming);
        match self.warm_ups.worth(at, place) {
            Worth::Full | Worth::Marked => self.soon(self.warm_ups.poll_timeout()),
            Worth::Overdue => self.fault(at, place, What::WarmsTooLong),
        }
    }

    /// A door has come to count as open or closed, since an edge a moment ago.
    pub(crate) fn door(&mut self, (now, edge): (Mono, Mono), place: usize, event: DoorEvent) {
        self.tell_door(edge, place, event);
        let (means, opened) = match event {
            DoorEvent::Opened(means) => (means, true),
            DoorEvent::Closed(means) => (means, false),
        };
        if means == protocol::Means::Entrance {
            self.presence.handle_entrance(edge, opened);
            self.soon(self.presence.poll_timeout());
            self.not_absent(now);
            self.look_at_bed(now, Sight::Elsewhere);
        }
    }

    fn call(&mut self, at: Mono, place: usize, (kind, what): (AlarmKind, What), on: bool) {
        let found =
            if on { Finding::active(kind, Priority::High, at, what) } else { Finding::clear(kind) };
        self.find(at, Some(place), found);
        self.value(at, place);
    }

    fn flag(&mut self, at: Mono, place: usize, flag: Flag, wrong: bool) {
        let found = self.faults.handle_flag(at, place, flag, wrong);
        // What a sensor says of its life ends nothing that the calendar says.
        let by_date = flag == Flag::EndOfLife && !wrong && self.lives.is_near(place);
        if let Some(found) = found.filter(|_| !by_date) {
            self.find(at, Some(place), found);
        }
    }

    pub(crate) fn fault(&mut self, at: Mono, place: usize, what: What) {
        if let Some(found) = self.faults.handle_fault(at, place, what) {
            self.find(at, Some(place), found);
        }
    }

    /// The source measures: a fault that it had may be over. One that warms up for too long says
    /// so beside each number, which keeps the fault.
    fn value(&mut self, at: Mono, place: usize) {
        if let Some(found) = self.faults.handle_value(at, place) {
            self.warm_ups.handle_unmarked(place);
            self.find(at, Some(place), found);
        }
    }

    /// Somebody was seen at home.
    fn seen(&mut self, at: Mono) {
        if let Some(passage) = self.presence.handle_seen(at) {
            self.tell_passage(passage);
        }
        if matches!(self.whereabouts.0, Where::Away | Where::Unknown) {
            self.find_out_where(at);
        }
        self.not_absent(at);
    }

    /// Somebody was seen, or used the entrance: up, if it is no longer night.
    fn not_absent(&mut self, at: Mono) {
        if self.absence.is_raised()
            && let Some(found) = self.absence.handle_seen(self.clock.is_night(at))
        {
            self.find(at, self.bed_source, found);
        }
    }
}

/// An infinite number is one over range.
const fn co(ppm: f32) -> Sample {
    if ppm.is_finite() { Sample::Co(Ppm(ppm)) } else { Sample::OverRange(Quantity::CoPpm) }
}
