//! Who hears what? The one place where what a machine (or a sensor's word) says reaches others.
//!
//! Machines do not know each other. Each says facts; they wait in one queue, and [`Home::hear`]
//! hands each to those that it concerns, in the order in which they are named there. What they say
//! of it joins the queue. What is said to the world is said in [`super::tell`].

use core::time::Duration;

use protocol::{Means, Mono, Reading};

use super::Home;
use crate::air::{Held, Number};
use crate::alarm::Finding;
use crate::bed::{BedEvent, Occupancy, Sight, Stayed, Turn};
use crate::body::{Breath, SignOfLife};
use crate::message::{AlarmKind, Asleep, What, Where};
use crate::place::{Channel, Company, DoorWord, Passage, Sign};
use crate::plan::Label;
use crate::policy::{ENTRANCE, SEEN, STAY, WANDERING};
use crate::sensors::Beat;
use crate::sleep::{SleepEvent, Verdict};

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
    /// What happened in the bed.
    Bed(BedEvent),
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
    fn occupancy(&self) -> Occupancy {
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
                if let Some(found) = self.machines.faults.handle_fault(at, place, what) {
                    self.say(at, Fact::Found { place: Some(place), found });
                }
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
            Fact::Found { place, found } => {
                let of = place.and_then(|place| self.labels.get(place));
                self.machines.alarms.handle(at, of, found, &self.clock);
            }
            Fact::FoundOfBed(found) => {
                let of = self.bed_source.and_then(|place| self.labels.get(place));
                self.machines.alarms.handle(at, of, found, &self.clock);
            }
            Fact::Door { place, edge, door } => {
                if door.changed {
                    self.tell_door(edge, place, door);
                }
                self.hear_door((at, edge), place, door);
            }
            Fact::Lives { place, sign } => self.hear_lives(at, place, sign),
            Fact::Breath(Breath::Found(found)) => self.say(at, Fact::FoundOfBed(found)),
            Fact::Breath(Breath::Paused { from, length }) => self.tell_pause(from, length),
            Fact::Sight(sight) => {
                let mut event = self.machines.bed.handle(at, sight, &self.clock);
                while let Some(happened) = event {
                    self.say(at, Fact::Bed(happened));
                    event = self.machines.bed.poll();
                }
            }
            Fact::Bed(event) => {
                self.tell_bed(at, event);
                self.hear_bed(at, event);
            }
            Fact::Occupied(occupancy) => self.hear_occupied(at, occupancy),
            Fact::Turned(turn) => {
                self.tell_turn(turn);
                self.machines.tally.handle_turn(self.clock.is_night(turn.from));
            }
            Fact::Person { place, channel, sign } => {
                let passage = self.machines.presence.handle(at, place, (channel, sign));
                self.pass(at, passage);
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
            Fact::Company(company) => {
                self.machines.presence.handle_company(at);
                if company.is_news {
                    self.tell_visitor(company);
                }
            }
            Fact::Minute => self.hear_minute(at),
            Fact::Midnight => self.hear_midnight(at),
        }
    }

    fn hear_beat(&mut self, at: Mono, place: usize, beat: Beat) {
        if let Some(silent) = self.silent.get_mut(place) {
            *silent = matches!(beat, Beat::Silent | Beat::Lost { .. });
        }
        match beat {
            Beat::First | Beat::Heard => self.hear_again(at, place),
            Beat::Silent => {
                self.machines.presence.handle_silent(place);
                self.machines.signs.handle_silent(place);
                self.machines.sightings.handle_silent(at, place);
                self.look_who_is_there(at);
                if let Some(Label { line, .. }) = self.labels.get(place) {
                    self.machines.alarms.handle_silent(line);
                }
                if self.bed_source == Some(place) {
                    self.machines.breathing.handle_silent();
                    self.machines.stillness.handle_silent(at);
                    let bed = &self.machines.bed;
                    if bed.is() == Occupancy::In && bed.in_bed().is_none() {
                        self.machines.pulse.handle_leaving(at, place);
                    }
                    self.say(at, Fact::Sight(Sight::Silent));
                }
            }
            Beat::Lost { last, priority, first } => {
                if first {
                    self.tell_lost(at, place, last);
                }
                let began = last.unwrap_or(self.home_time(Mono::ZERO));
                let kind = AlarmKind::SensorLost;
                let found = Finding::active(kind, priority, began, What::NotHeard);
                self.say(at, Fact::Found { place: Some(place), found });
            }
            Beat::Back { last } => {
                self.tell_back(at, place, last);
                self.hear_again(at, place);
            }
        }
    }

    fn hear_again(&mut self, at: Mono, place: usize) {
        self.machines.warm_ups.handle_heard(at, place);
        self.machines.faults.handle_heard(at, place);
        if let Some(Label { line, .. }) = self.labels.get(place) {
            self.machines.alarms.handle_heard(at, line);
        }
        let found = Finding::clear(AlarmKind::SensorLost);
        self.say(at, Fact::Found { place: Some(place), found });
        if self.bed_source == Some(place) {
            self.machines.breathing.handle_heard(at);
            self.machines.stillness.handle_heard(at);
            self.say(at, Fact::Sight(Sight::Heard));
        }
    }

    fn hear_door(&mut self, (at, edge): (Mono, Mono), place: usize, door: DoorWord) {
        if door.means != Means::Entrance {
            return;
        }
        let stands = self.machines.open_doors.handle(place, edge, door.open);
        self.found(at, Some(place), stands);
        if !door.changed {
            return;
        }
        let used = if door.open {
            self.machines.visitors.handle_opened(edge);
            let is_dead = self.clock.is_within(edge, ENTRANCE.dead_of_night);
            self.machines.night_doors.handle_opened(edge, place, is_dead)
        } else {
            let would_see = self.machines.presence.sees_rooms();
            self.machines.night_doors.handle_shut(place, would_see)
        };
        self.found(at, Some(place), used);
        let passage = self.machines.presence.handle_entrance(edge, door.open);
        self.pass(at, passage);
        if door.open {
            self.machines.absence.handle_opened(edge);
        }
        let inactive = self.machines.inactivity.handle_door(edge);
        self.found(at, None, inactive);
        self.say(at, Fact::Sight(Sight::Elsewhere));
    }

    fn hear_passage(&mut self, at: Mono, passage: Passage) {
        self.tell_passage(passage);
        let inactive = match passage {
            Passage::Left { .. } => self.machines.inactivity.handle_left(),
            Passage::Came { .. } | Passage::Stayed | Passage::Mistaken { .. } => {
                self.machines.inactivity.handle_came(at)
            }
        };
        self.found(at, None, inactive);
        match passage {
            Passage::Left { .. } => {}
            Passage::Came { .. } | Passage::Stayed | Passage::Mistaken { .. } => {
                while let Some((place, found)) = self.machines.night_doors.handle_inside() {
                    self.found(at, Some(place), Some(found));
                }
            }
        }
        self.find_out_where(at);
    }

    fn hear_moves(&mut self, at: Mono) {
        self.machines.absence.handle_motion(at);
        self.machines.inactivity.handle_motion(at);
        self.machines.visitors.handle_motion(at);
        let found = self.machines.wandering.handle_motion(at);
        if let Some(found) = found {
            self.say(at, Fact::FoundOfBed(found));
        }
    }

    fn hear_bed(&mut self, at: Mono, event: BedEvent) {
        let machines = &mut self.machines;
        match event {
            BedEvent::Entry { from, .. } => {
                machines.breathing.handle_entry(from);
                machines.stillness.handle_entry(from);
                machines.wandering.handle_entry();
                machines.stay.handle_entry(at, from);
                machines.absence.handle_entry();
            }
            BedEvent::Exit { from, number, .. } => {
                machines.tally.handle_exit(number, self.clock.is_night(from));
                machines.sleep.handle_exit(at, from);
                machines.presence.handle_exit(at);
                machines.sightings.handle_exit(from);
                if let Some(found) = machines.wandering.handle_exit(from) {
                    self.say(at, Fact::FoundOfBed(found));
                }
                self.hear_exit(at, from);
            }
            BedEvent::GotUp { from, number } => {
                machines.tally.handle_got_up(number);
                machines.rising.handle_got_up(from, &self.clock);
            }
            BedEvent::GotUpWithdrawn { from, number } => {
                machines.tally.handle_not_up(number);
                machines.rising.handle_withdrawn(from);
            }
        }
    }

    fn hear_lives(&mut self, at: Mono, place: usize, sign: SignOfLife) {
        self.machines.minutes.handle_sign(at, place, sign);
        if self.bed_source == Some(place) {
            self.machines.vitals.handle_sign(at, sign);
            self.machines.breathing.handle_sign(at, sign);
            if let Some(found) = self.machines.stillness.handle_sign(at, &self.clock) {
                self.say(at, Fact::FoundOfBed(found));
            }
        }
    }

    /// They left the bed: for those who may miss them.
    fn hear_exit(&mut self, at: Mono, exit: Mono) {
        match self.machines.stay.handle_exit(exit) {
            Some(Stayed::Sat) => return self.hear_stayed(at, Stayed::Sat),
            Some(stayed @ (Stayed::Back | Stayed::NotBack)) => self.hear_stayed(at, stayed),
            None => {}
        }
        self.machines.absence.handle_exit(at, exit);
        let found = self.machines.inactivity.handle_exit(at, exit);
        self.found(at, None, found);
    }

    /// Nobody is missed who is seen: it has taken them half a minute to be.
    fn hear_seen_about(&mut self, at: Mono) {
        let off = at.back(Duration::from_secs(u64::from(SEEN.least)));
        let missed = self.machines.absence.handle_seen(at);
        let inactive = self.machines.inactivity.handle_seen(at);
        self.say_found(at, off, missed, inactive);
    }

    fn hear_stayed(&mut self, at: Mono, stayed: Stayed) {
        match stayed {
            Stayed::Sat => self.machines.absence.handle_sat(at),
            Stayed::NotBack => {
                self.machines.absence.handle_not_back(at);
                self.machines.inactivity.handle_not_back(at);
            }
            Stayed::Back => {
                let missed = self.machines.absence.handle_stay();
                let inactive = self.machines.inactivity.handle_stay();
                self.say_found(at, at.back(STAY.least), Some(missed), inactive);
            }
        }
    }

    /// What is over since `off`, of whoever belongs in the bed and of the home.
    fn say_found(
        &mut self,
        at: Mono,
        off: Mono,
        of_bed: Option<Finding>,
        of_home: Option<Finding>,
    ) {
        if let Some(found) = of_bed {
            self.say(at, Fact::FoundOfBed(found.off_since(off)));
        }
        self.found(at, None, of_home.map(|found| found.off_since(off)));
    }

    /// Whether somebody is there, out of bed, may have changed.
    pub(super) fn look_who_is_there(&mut self, at: Mono) {
        let out = self.occupancy == Occupancy::Out;
        let there = self.machines.sightings.is_there(self.bed_source, out);
        self.machines.absence.handle_presence(at, there);
    }

    fn hear_occupied(&mut self, at: Mono, occupancy: Occupancy) {
        self.occupancy = occupancy;
        self.machines.visitors.handle_bed(occupancy);
        let passage = self.machines.presence.handle_bed(at, occupancy);
        self.pass(at, passage);
        let in_bed = match occupancy {
            Occupancy::In => Some(true),
            Occupancy::Out => Some(false),
            Occupancy::Unknown => None,
        };
        self.machines.minutes.handle_bed(at, in_bed, self.bed_source);
        if occupancy == Occupancy::Out {
            self.machines.vitals.handle_left();
            self.machines.breathing.handle_out();
            if let Some(found) = self.machines.stillness.handle_out() {
                self.say(at, Fact::FoundOfBed(found));
            }
        }
        let machines = &mut self.machines;
        machines.absence.handle_heard(at, occupancy != Occupancy::Unknown);
        let stayed = match occupancy {
            Occupancy::In => {
                machines.stay.handle_entry(at, at);
                machines.absence.handle_entry();
                None
            }
            Occupancy::Out => machines.stay.handle_joined(at),
            Occupancy::Unknown => {
                machines.inactivity.handle_unknown();
                machines.stay.handle_unknown()
            }
        };
        if let Some(stayed) = stayed {
            self.hear_stayed(at, stayed);
        }
        self.look_who_is_there(at);
        self.find_out_where(at);
    }

    fn hear_seen(&mut self, at: Mono) {
        if matches!(self.whereabouts.0, Where::Away | Where::Unknown) {
            self.find_out_where(at);
        }
    }

    /// What counts by minutes.
    fn hear_minute(&mut self, end: Mono) {
        let began = end.back(crate::record::MINUTE);
        self.machines.activity.handle_minute();
        // The minute in which they lay down was not spent in bed.
        let in_bed = match self.occupancy {
            Occupancy::In => Some(self.machines.bed.entered().is_some_and(|since| since <= began)),
            Occupancy::Out => Some(false),
            Occupancy::Unknown => None,
        };
        let mut asleep = false;
        if self.bed_source.is_some() {
            let scored = self.machines.sleep.handle_minute(end, in_bed);
            self.tell_sleep(scored.event);
            asleep = scored.verdict == Verdict::Asleep;
            let is_night = self.clock.is_night(began);
            let began_to = matches!(scored.event, Some(SleepEvent::Onset { .. }));
            let sleeps = began_to || (asleep && self.machines.sleep.is() == Asleep::Asleep);
            self.machines.settled.handle_minute(end, in_bed, sleeps, is_night);
            if self.machines.stay.handle_sign(end, self.machines.bed.in_bed()) {
                self.machines.absence.handle_entry();
            }
            if let Some(nap) = self.machines.naps.handle_minute(scored.from, asleep, &self.clock) {
                self.tell_nap(nap);
                self.machines.tally.handle_nap(nap.asleep_min);
            }
        }
        self.tell_minute(began, end);
        let company = self.machines.visitors.handle_minute(end);
        self.meet(end, company);
        let found = self.machines.wandering.handle_minute(self.may_wander(end), asleep, in_bed);
        if let Some(found) = found {
            self.say(end, Fact::FoundOfBed(found));
        }
        self.find_out_where(end);
    }

    /// At night, and not when they may rise for the day.
    fn may_wander(&self, at: Mono) -> bool {
        let is_night = self.clock.is_night(at) == Some(true);
        let ends = self.clock.night_end(at);
        is_night && ends.is_none_or(|end| end.since(at) > self.machines.rising.before_end())
    }

    fn found(&mut self, at: Mono, place: Option<usize>, found: Option<Finding>) {
        if let Some(found) = found {
            self.say(at, Fact::Found { place, found });
        }
    }

    fn pass(&mut self, at: Mono, passage: Option<Passage>) {
        if let Some(passage) = passage {
            self.say(at, Fact::Passed(passage));
        }
    }

    fn meet(&mut self, at: Mono, company: Option<Company>) {
        if let Some(company) = company {
            self.say(at, Fact::Company(company));
        }
    }

    /// A sensor may have come near the end of its life by the calendar: unless it says so itself,
    /// that is over when the calendar says so.
    fn hear_midnight(&mut self, at: Mono) {
        while let Some((place, found)) = self.machines.lives.handle_look(at, &self.clock) {
            if found.is.is_some() || !self.machines.faults.is_beyond_life(place) {
                self.say(at, Fact::Found { place: Some(place), found });
            }
        }
    }

    fn find_out_where(&mut self, at: Mono) {
        let bed = self.bed_source.map(|_| self.occupancy);
        let is = match self.machines.presence.is(at, bed) {
            // The bed's radar may still see somebody, and has not seen them live.
            Where::Home if self.machines.stillness.is_lost() => Where::Unknown,
            is @ (Where::Bed | Where::Home | Where::Away | Where::Unknown) => is,
        };
        if is != self.whereabouts.0 {
            self.whereabouts = (is, at);
        }
    }
}
