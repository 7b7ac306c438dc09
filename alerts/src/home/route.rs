//! Where does a reading go? Which machines hear what, and from which source.

use protocol::{Lel, Mono, Motion, Ppm, Quantity, Reading, Zone};

use super::Home;
use super::facts::Fact;
use crate::air::{Hazard, Held, Leap, Number};
use crate::alarm::Caller;
use crate::bed::{Occupancy, Sight};
use crate::message::What;
use crate::place::{Channel, Rate, Sees, Sign};
use crate::plan::Kind;
use crate::sensors::{Behaviour, Flag, Worth};

impl Home {
    /// Whether what a contact says comes too often is asked before what it says: the fault of one
    /// that goes on chattering goes on.
    pub(super) fn look_for_chatter(&mut self, at: Mono, place: usize, reading: &Reading) {
        if self.machines.chatter.handle(at, place, reading) {
            self.say(at, Fact::Fault { place, what: What::Chatters });
        }
    }

    /// A reading of a source that was just heard.
    pub(super) fn route(&mut self, at: Mono, place: usize, reading: &Reading) {
        // One of carbon monoxide may have to wait, and is in no minute until it counts.
        if !matches!(reading, Reading::CoPpm(_)) {
            self.machines.minutes.handle(at, place, reading);
        }
        if let Some(sign) = self.machines.signs.handle(place, reading) {
            self.say(at, Fact::Lives { place, sign });
        }
        self.sort(at, place, reading);
        if self.bed_source == Some(place) {
            self.breathes(at);
        }
    }

    fn sort(&mut self, at: Mono, place: usize, reading: &Reading) {
        match *reading {
            Reading::Presence(there) => self.presence(at, place, there),
            Reading::InBed(flag) => self.in_bed(at, place, flag),
            Reading::BedWatched(watched) => {
                if self.bed_source == Some(place) && !watched {
                    self.say(at, Fact::Sight(Sight::Unwatched));
                }
            }
            Reading::Targets(count) => {
                self.say(at, Fact::Targets { place, count });
                self.presence(at, place, count > 0);
            }
            // Who is not in this zone may be in another.
            Reading::Target(_) | Reading::Zone(Zone { occupied: true, .. }) => {
                self.person(at, place, Channel::Presence, Sign::There);
            }
            Reading::Zone(Zone { occupied: false, .. }) => {}
            Reading::Motion(motion) => self.motion(at, place, motion),
            Reading::Movement(movement) => self.movement(at, place, movement),
            Reading::HeartRate(rate) => self.heart(at, place, rate.0),
            Reading::BreathingRate(rate) => self.breath(at, place, rate.0),
            Reading::Breathing(word) => {
                if self.bed_source == Some(place) {
                    self.machines.breathing.handle_word(at, word);
                }
            }
            Reading::SleepStage(stage) => {
                if self.bed_source == Some(place) {
                    self.machines.sleep.handle_stage(at, stage);
                }
            }
            Reading::TurnOvers(times) => {
                if self.bed_source == Some(place) {
                    self.machines.sleep.handle_turns(times);
                }
            }
            Reading::GasLel(Lel(lel)) => self.amount(at, place, Quantity::GasLel, lel),
            Reading::GasPpm(Ppm(ppm)) => self.amount(at, place, Quantity::GasPpm, ppm),
            Reading::CoPpm(Ppm(ppm)) => self.amount(at, place, Quantity::CoPpm, ppm),
            Reading::OverRange(of) => self.amount(at, place, of, f32::INFINITY),
            Reading::GasAlarm(on) => self.contact(at, place, (Hazard::Gas, on)),
            Reading::CoAlarm(on) => self.contact(at, place, (Hazard::Co, on)),
            Reading::Smoke(on) => self.contact(at, place, (Hazard::Smoke, on)),
            Reading::Contact(contact) => {
                self.machines.doors.handle(at, place, contact);
                self.say(at, Fact::Measured { place });
            }
            Reading::Sos(on) => self.call(at, place, Caller::Person, on),
            Reading::Fall(on) => self.call(at, place, Caller::Radar, on),
            Reading::Mains(there) => self.flag(at, place, Flag::MainsLost, !there),
            Reading::LowBattery(low) => self.flag(at, place, Flag::LowBattery, low),
            Reading::EndOfLife(over) => self.flag(at, place, Flag::EndOfLife, over),
            Reading::Warming(warming) => self.warming(at, place, warming),
            Reading::Fault(fault) => {
                self.say(at, Fact::Fault { place, what: What::SensorFault(fault) })
            }
            Reading::Inputs(_) => self.say(at, Fact::Measured { place }),
            // Numbers that only the minute shows, and words that no machine needs yet.
            Reading::DistanceMm(_)
            | Reading::PositionMm(_)
            | Reading::TemperatureC(_)
            | Reading::HumidityPct(_)
            | Reading::BreathPhase(_)
            | Reading::NightSummary(_)
            | Reading::Tamper(_)
            | Reading::Test(_)
            | Reading::Alive(_) => {}
        }
    }

    fn heart(&mut self, at: Mono, place: usize, rate: u8) {
        if self.bed_source != Some(place) {
            return;
        }
        self.machines.stillness.handle_number();
        self.machines.frozen.handle_heart(rate);
        if self.machines.vitals.handle_heart(at, rate) {
            self.rate(at, Rate::Heart(rate));
            self.say(at, Fact::Sight(Sight::Heart(rate)));
        }
    }

    fn breath(&mut self, at: Mono, place: usize, rate: u8) {
        if self.bed_source != Some(place) {
            return;
        }
        self.machines.stillness.handle_number();
        self.machines.frozen.handle_breath();
        let plausible = self.machines.vitals.handle_breath(at, rate);
        self.machines.breathing.handle_rate(at, rate, plausible);
        if plausible {
            self.rate(at, Rate::Breath(rate));
            self.say(at, Fact::Sight(Sight::Breath(rate)));
        }
    }

    /// The radar over the bed lives, and has said whatever it said.
    fn breathes(&mut self, at: Mono) {
        self.machines.breathing.handle_frame(at);
        while let Some(breath) = self.machines.breathing.poll() {
            self.say(at, Fact::Breath(breath));
        }
    }

    fn presence(&mut self, at: Mono, place: usize, there: bool) {
        let sign = if there { Sign::There } else { Sign::Nobody };
        if self.is_ghost(at, place, (Channel::Presence, sign)) {
            return;
        }
        self.machines.sightings.handle_presence(place, there);
        self.look_who_is_there(at);
        if self.bed_source == Some(place) {
            self.machines.breathing.handle_presence(at, there);
            self.say(at, Fact::Sight(Sight::Presence(there)));
        }
        self.person(at, place, Channel::Presence, sign);
    }

    /// Whether a room's sensor sees somebody who is known not to be there.
    fn is_ghost(&mut self, at: Mono, place: usize, word: (Channel, Sign)) -> bool {
        if self.bed_source == Some(place) {
            return false;
        }
        if let Some(found) = self.machines.ghosts.handle(at, place, word) {
            self.behaves(at, place, Behaviour::Ghost, found);
        }
        self.machines.ghosts.is_ghost(place)
    }

    fn in_bed(&mut self, at: Mono, place: usize, flag: bool) {
        if self.kinds.get(place) == Some(&Kind::Other) {
            // A source of unknown kind that has a flag for the bed looks at one.
            self.bed_source.get_or_insert(place);
        }
        let unused = self.machines.door_unused.handle_person();
        self.found(at, None, unused);
        if self.bed_source == Some(place) {
            let found = self.machines.stillness.handle_flag(at, flag);
            self.found_of_bed(at, found);
            self.machines.sightings.handle_flag(place, flag);
            self.machines.mat.handle_word(at, flag, &self.clock);
            self.say_mat(at);
        }
    }

    fn motion(&mut self, at: Mono, place: usize, motion: Motion) {
        let sign = match motion {
            Motion::None => Sign::Nobody,
            Motion::Still => Sign::There,
            Motion::Active => Sign::Moves,
        };
        if self.is_ghost(at, place, (Channel::Motion, sign)) {
            return;
        }
        self.machines.activity.handle_motion(sign == Sign::Moves);
        let sees = self.sees(place);
        let seen = self.machines.sightings.handle_motion(at, place, motion, sees);
        self.sight(at, seen);
        self.person(at, place, Channel::Motion, sign);
    }

    fn movement(&mut self, at: Mono, place: usize, movement: u8) {
        let moves = self.machines.activity.handle_movement(movement);
        let sign = match (movement, moves) {
            (0, _) => Sign::Nobody,
            (_, false) => Sign::There,
            (_, true) => Sign::Moves,
        };
        if self.is_ghost(at, place, (Channel::Movement, sign)) {
            return;
        }
        let (word, sees) = ((movement, moves), self.sees(place));
        let seen = self.machines.sightings.handle_movement(at, place, word, sees);
        self.sight(at, seen);
        if self.bed_source == Some(place) {
            self.machines.turns.handle(at, movement);
            let turned = self.machines.repositioning.handle_movement(at, movement);
            self.found_of_bed(at, turned);
            self.machines.sleep.handle_movement(movement);
            self.machines.vitals.handle_movement(movement);
            self.machines.breathing.handle_movement(at, movement);
            self.machines.stillness.handle_number();
            self.say(at, Fact::Sight(Sight::Movement(movement)));
        }
        self.person(at, place, Channel::Movement, sign);
    }

    /// Where a source sees whom it sees.
    fn sees(&self, place: usize) -> Sees {
        match (self.bed_source == Some(place), self.occupancy) {
            (false, _) => Sees::About,
            (true, Occupancy::Out) => Sees::BesideBed,
            (true, Occupancy::In | Occupancy::Unknown) => Sees::InBed,
        }
    }

    /// Somebody may be there, or be seen about.
    fn sight(&mut self, at: Mono, seen: Option<Mono>) {
        self.look_who_is_there(at);
        if let Some(at) = seen {
            self.say(at, Fact::SeenAbout);
        }
    }

    /// The bed's radar counts heart or breath.
    fn rate(&mut self, at: Mono, rate: Rate) {
        let company = self.machines.visitors.handle_rate(at, rate);
        self.meet(at, company);
    }

    /// A source sees somebody or nobody. Who moves about is not in bed, if it looks at a room, or if
    /// nobody is in the bed that it looks at.
    fn person(&mut self, at: Mono, place: usize, channel: Channel, sign: Sign) {
        self.say(at, Fact::Person { place, channel, sign });
        if sign > Sign::Nobody {
            self.say(at, Fact::Seen);
        }
        if sign == Sign::Moves {
            let beside_bed = self.bed_source == Some(place);
            if !beside_bed {
                self.say(at, Fact::Sight(Sight::Elsewhere));
            }
            if !beside_bed || self.occupancy == Occupancy::Out {
                self.say(at, Fact::Moves);
            }
        }
    }

    /// A concentration, infinite where it is over range.
    fn amount(&mut self, at: Mono, place: usize, of: Quantity, amount: f32) {
        let number = Number::new(of, amount);
        if let Some(found) = self.machines.frozen.handle_number(at, place, number) {
            self.behaves(at, place, Behaviour::Frozen, found);
        }
        match of {
            Quantity::CoPpm => self.carbon_monoxide(at, place, number),
            Quantity::GasLel | Quantity::GasPpm => self.judge((at, at), place, number),
        }
    }

    /// A leap of carbon monoxide waits for the next number.
    fn carbon_monoxide(&mut self, at: Mono, place: usize, number: Number) {
        match self.machines.jumps.handle(at, place, number) {
            Leap::None | Leap::Refutes => {}
            Leap::Waits => return,
            Leap::Confirms(held) => self.say(at, Fact::CarbonMonoxide { place, held }),
        }
        self.say(at, Fact::CarbonMonoxide { place, held: Held { at, number } });
    }

    /// A number of a moment is judged, and what it says is said now: what it is worth depends on
    /// whether the sensor warms up.
    pub(super) fn judge(&mut self, (now, at): (Mono, Mono), place: usize, number: Number) {
        let worth = self.machines.warm_ups.worth(at, place);
        let marked = worth == Worth::Marked;
        let found = self.machines.air.handle_number(at, place, number, marked);
        self.found(now, Some(place), found.map(|found| found.seen_at(at)));
        match worth {
            Worth::Full | Worth::Overdue => self.say(now, Fact::Measured { place }),
            Worth::Marked => {}
        }
    }

    fn contact(&mut self, at: Mono, place: usize, word: (Hazard, bool)) {
        let found = self.machines.air.handle_contact(at, place, word);
        self.found(at, Some(place), found);
        self.say(at, Fact::Measured { place });
    }

    fn warming(&mut self, at: Mono, place: usize, warming: bool) {
        self.machines.warm_ups.handle(at, place, warming);
        match self.machines.warm_ups.worth(at, place) {
            Worth::Full | Worth::Marked => {}
            Worth::Overdue => self.say(at, Fact::Fault { place, what: What::WarmsTooLong }),
        }
    }

    fn call(&mut self, at: Mono, place: usize, caller: Caller, on: bool) {
        let found = self.machines.calls.handle(at, place, caller, on);
        self.found(at, Some(place), found);
        self.say(at, Fact::Measured { place });
    }

    fn flag(&mut self, at: Mono, place: usize, flag: Flag, wrong: bool) {
        let found = self.machines.faults.handle_flag(at, place, flag, wrong);
        // What a sensor says of its life ends nothing that the calendar says.
        let by_date = flag == Flag::EndOfLife && !wrong && self.machines.lives.is_near(place);
        self.found(at, Some(place), found.filter(|_| !by_date));
    }
}
