//! Who hears what? The one place where what a machine (or a sensor's word) says reaches others.
//!
//! Machines do not know each other. Each says facts; they wait in one queue, and [`Home::hear`]
//! hands each to those that it concerns, in the order in which they are named there. What they say
//! of it joins the queue. What is said to the world is said in [`super::tell`].

mod bed;
mod inferred;
mod mat;
mod minute;
mod night;
mod people;
mod sensors;

use alloc::boxed::Box;

use protocol::{Mono, Reading};

use super::Home;
use crate::air::{Held, Number};
use crate::alarm::Finding;
use crate::bed::{BedEvent, Inference, MatSays, Occupancy, Sight, Stayed, Turn};
use crate::body::{Breath, SignOfLife};
use crate::message::What;
use crate::place::{Channel, Company, DoorWord, Passage, Sign};
use crate::record::Night;
use crate::sensors::Beat;

/// What a machine found out, or what a sensor's word means whoever says it.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    /// A source lives, is silent, is lost or is back.
    Beat { place: usize, beat: Beat },
    /// A source says that it is broken, or behaves so.
    Fault { place: usize, what: What },
    /// A source measures: a fault that it had may be over.
    Measured { place: usize },
    /// A number of carbon monoxide that waits no more.
    CarbonMonoxide { place: usize, held: Held },
    /// A condition of a source, or of the home.
    Found { place: Option<usize>, found: Finding },
    /// A condition of whoever belongs in the bed.
    FoundOfBed(Finding),
    /// A door has come to count as open or closed, since an edge a moment ago.
    Door { place: usize, edge: Mono, door: DoorWord },
    /// A source shows a sign of life.
    Lives { place: usize, sign: SignOfLife },
    /// What was found out of the breath of whoever is in bed.
    Breath(Breath),
    /// Something that matters to the bed.
    Sight(Sight),
    /// What a mat means.
    Mat(MatSays),
    /// What happened in the bed.
    Bed(BedEvent),
    /// What happened in it, in a home where nothing looks at it.
    Inferred(Inference),
    /// Whether somebody is in bed has changed.
    Occupied(Occupancy),
    /// Somebody turned over.
    Turned(Turn),
    /// A source says of people what it sees.
    Person { place: usize, channel: Channel, sign: Sign },
    /// Somebody moves about, and not in the bed.
    Moves,
    /// A radar counts whom it sees.
    Targets { place: usize, count: u8 },
    /// Somebody was seen at home.
    Seen,
    /// Somebody is seen about: motion that goes on.
    SeenAbout,
    /// They have been back in bed for a minute, or have not.
    Stayed(Stayed),
    /// Somebody left or came home.
    Passed(Passage),
    /// More than one person is at home.
    Company(Company),
    /// A minute is over.
    Minute,
    /// A night is over, or what was said of one is corrected (then it has a revision).
    Night(Box<Night>),
    /// A day of the calendar is over, or the clock was set.
    Midnight,
}

impl Home {
    /// Says a fact: it is heard before the next input is.
    pub(super) fn say(&mut self, at: Mono, fact: Fact) {
        self.facts.push_back((at, fact));
    }

    /// Hands round everything that was said, and tells the world.
    pub(super) fn drain(&mut self) {
        loop {
            while let Some((at, fact)) = self.facts.pop_front() {
                self.hear(at, fact);
            }
            let occupancy = self.occupancy();
            if occupancy == self.occupancy {
                break;
            }
            self.say(self.now, Fact::Occupied(occupancy));
        }
        self.tell_alarms();
    }

    /// Whether somebody is in bed: unknown also after long without a sign of life.
    pub(super) fn occupancy(&self) -> Occupancy {
        if self.bed_source.is_none() {
            return self.machines.inferred.is();
        }
        match self.machines.bed.is() {
            Occupancy::In if self.machines.stillness.is_lost() => Occupancy::Unknown,
            is @ (Occupancy::In | Occupancy::Out | Occupancy::Unknown) => is,
        }
    }

    /// Who hears what.
    fn hear(&mut self, at: Mono, fact: Fact) {
        match fact {
            Fact::Beat { place, beat } => self.hear_beat(at, place, beat),
            Fact::Fault { place, what } => {
                let found = self.machines.faults.handle_fault(at, place, what);
                self.found(at, Some(place), found);
            }
            Fact::Measured { place } => {
                // One that warms up for too long says so beside each number, which keeps the fault.
                if let Some(found) = self.machines.faults.handle_value(at, place) {
                    self.machines.warm_ups.handle_unmarked(place);
                    self.say(at, Fact::Found { place: Some(place), found });
                }
            }
            Fact::CarbonMonoxide { place, held } => {
                if let Number::CoPpm(ppm) = held.number {
                    self.machines.minutes.handle(at, place, &Reading::CoPpm(ppm));
                }
                self.judge((at, held.at), place, held.number);
            }
            Fact::Found { place, found } => self.alarm(at, place, found),
            Fact::FoundOfBed(found) => self.hear_found_of_bed(at, found),
            Fact::Door { place, edge, door } => {
                if door.changed {
                    self.tell_door(edge, place, door);
                }
                self.hear_door((at, edge), place, door);
            }
            Fact::Lives { place, sign } => self.hear_lives(at, place, sign),
            Fact::Breath(Breath::Found(found)) => self.say(at, Fact::FoundOfBed(found)),
            Fact::Breath(Breath::Paused { from, length }) => {
                self.tell_pause(from, length);
                self.machines.diary.paused(from);
            }
            Fact::Sight(sight) => {
                self.look_at_mat(at, sight);
                self.machines.bed.handle(at, sight, &self.clock);
                while let Some(event) = self.machines.bed.poll() {
                    self.say(at, Fact::Bed(event));
                }
            }
            Fact::Mat(says) => self.hear_mat(at, says),
            Fact::Bed(event) => {
                self.tell_bed(at, event);
                self.hear_bed(at, event);
            }
            Fact::Inferred(inference) => self.hear_inference(at, inference),
            Fact::Occupied(occupancy) => self.hear_occupied(at, occupancy),
            Fact::Turned(turn) => self.hear_turned(at, turn),
            Fact::Person { place, channel, sign } => {
                self.hear_person(at, place, (channel, sign));
            }
            Fact::Moves => self.hear_moves(at),
            Fact::Targets { place, count } => {
                let company = self.machines.visitors.handle_targets(at, place, count);
                self.meet(at, company);
            }
            Fact::Seen => self.hear_seen(at),
            Fact::SeenAbout => self.hear_seen_about(at),
            Fact::Stayed(stayed) => self.hear_stayed(at, stayed),
            Fact::Passed(passage) => self.hear_passage(at, passage),
            Fact::Company(company) => self.hear_company(at, company),
            Fact::Minute => self.hear_minute(at),
            Fact::Night(night) => self.hear_night(at, *night),
            Fact::Midnight => self.hear_midnight(at),
        }
    }

    /// Says what a machine may have found out about a source, or the home.
    pub(super) fn found(&mut self, at: Mono, place: Option<usize>, found: Option<Finding>) {
        if let Some(found) = found {
            self.say(at, Fact::Found { place, found });
        }
    }

    /// … and about whoever belongs in the bed.
    pub(super) fn found_of_bed(&mut self, at: Mono, found: Option<Finding>) {
        if let Some(found) = found {
            self.say(at, Fact::FoundOfBed(found));
        }
    }
}
