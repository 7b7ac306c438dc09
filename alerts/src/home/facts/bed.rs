//! Something happened in the bed, or whoever belongs in it was seen.

use core::time::Duration;

use protocol::Mono;

use crate::alarm::Finding;
use crate::bed::{BedEvent, Occupancy, Stayed, Turn};
use crate::body::SignOfLife;
use crate::home::Home;
use crate::message::AlarmKind;
use crate::policy::{SEEN, STAY};
use crate::sensors::Behaviour;

impl Home {
    pub(in crate::home) fn hear_bed(&mut self, at: Mono, event: BedEvent) {
        let machines = &mut self.machines;
        match event {
            BedEvent::Entry { from, .. } => {
                machines.breathing.handle_entry(from);
                machines.stillness.handle_entry(from);
            }
            BedEvent::Exit { .. } => machines.presence.handle_exit(at),
            BedEvent::GotUp { .. } | BedEvent::GotUpWithdrawn { .. } => {}
        }
        self.hear_of_bed(at, event);
    }

    /// What concerns those who need not know how it was found out.
    pub(in crate::home) fn hear_of_bed(&mut self, at: Mono, event: BedEvent) {
        let machines = &mut self.machines;
        match event {
            BedEvent::Entry { from, .. } => {
                machines.stays.handle_entry(from);
                machines.wandering.handle_entry();
                machines.stay.handle_entry(at, from);
                machines.absence.handle_entry();
                machines.repositioning.handle_entry(from);
            }
            BedEvent::Exit { from, number, ledger } => {
                machines.diary.left(from);
                machines.stays.handle_exit(from);
                machines.tally.handle_exit(number, self.clock.is_night(from));
                machines.sightings.handle_exit(from);
                let found = machines.wandering.handle_exit(from);
                self.found_of_bed(at, found);
                if ledger.silence > 0 {
                    self.hear_exit_unseen(at, from);
                } else {
                    self.hear_exit(at, from);
                }
            }
            BedEvent::GotUp { from, number } => {
                machines.tally.handle_got_up(number);
                machines.rising.handle_got_up(from, &self.clock);
                let closing = machines.nights.handle_got_up(at, from, &self.clock);
                self.close_night(at, closing);
            }
            BedEvent::GotUpWithdrawn { from, number } => {
                machines.tally.handle_not_up(number);
                machines.rising.handle_withdrawn(from);
                machines.nights.handle_not_up();
            }
        }
    }

    pub(in crate::home) fn hear_lives(&mut self, at: Mono, place: usize, sign: SignOfLife) {
        let unused = self.machines.door_unused.handle_person();
        self.found(at, None, unused);
        self.machines.minutes.handle_sign(at, place, sign);
        if self.bed_source == Some(place) {
            self.machines.vitals.handle_sign(at, sign);
            self.machines.frozen.handle_sign(sign);
            self.machines.breathing.handle_sign(at, sign);
            let found = self.machines.stillness.handle_sign(at, &self.clock);
            self.found_of_bed(at, found);
        }
    }

    /// They left the bed: for those who may miss them.
    pub(in crate::home) fn hear_exit(&mut self, at: Mono, exit: Mono) {
        match self.machines.stay.handle_exit(exit) {
            Some(Stayed::Sat) => return self.hear_stayed(at, Stayed::Sat),
            Some(stayed @ (Stayed::Back | Stayed::NotBack)) => self.hear_stayed(at, stayed),
            None => {}
        }
        self.machines.absence.handle_exit(at, exit);
        let found = self.machines.inactivity.handle_exit(at, exit);
        self.found(at, None, found);
    }

    /// They are taken to have left because nothing is heard of them: nobody is missed for that.
    fn hear_exit_unseen(&mut self, at: Mono, exit: Mono) {
        if let Some(stayed) = self.machines.stay.handle_exit(exit) {
            self.hear_stayed(at, stayed);
        }
        self.machines.inactivity.handle_unknown();
    }

    /// Nobody is missed who is seen: it has taken them half a minute to be.
    pub(in crate::home) fn hear_seen_about(&mut self, at: Mono) {
        let off = at.back(Duration::from_secs(u64::from(SEEN.least)));
        let missed = self.machines.absence.handle_seen(at);
        let inactive = self.machines.inactivity.handle_seen(at);
        self.say_found(at, off, missed, inactive);
    }

    pub(in crate::home) fn hear_stayed(&mut self, at: Mono, stayed: Stayed) {
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

    pub(in crate::home) fn hear_occupied(&mut self, at: Mono, occupancy: Occupancy) {
        if self.bed_source.is_none() {
            return self.hear_inferred_occupied(at, occupancy);
        }
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
        if occupancy != Occupancy::In {
            let found = self.machines.repositioning.handle_left();
            self.found_of_bed(at, found);
        }
        if occupancy == Occupancy::Out {
            self.machines.vitals.handle_left();
            self.machines.breathing.handle_out();
            let found = self.machines.stillness.handle_out();
            self.found_of_bed(at, found);
        }
        let machines = &mut self.machines;
        machines.absence.handle_heard(at, occupancy != Occupancy::Unknown);
        let stayed = match occupancy {
            Occupancy::In => {
                machines.stay.handle_entry(at, at);
                machines.absence.handle_entry();
                machines.repositioning.handle_entry(at);
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

    /// What is over since `off`, of whoever belongs in the bed and of the home.
    pub(in crate::home) fn say_found(
        &mut self,
        at: Mono,
        off: Mono,
        of_bed: Option<Finding>,
        of_home: Option<Finding>,
    ) {
        self.found_of_bed(at, of_bed.map(|found| found.off_since(off)));
        self.found(at, None, of_home.map(|found| found.off_since(off)));
    }

    pub(in crate::home) fn hear_turned(&mut self, at: Mono, turn: Turn) {
        self.tell_turn(turn);
        self.machines.tally.handle_turn(self.clock.is_night(turn.from));
        let found = self.machines.repositioning.handle_turn(turn.from);
        self.found_of_bed(at, found);
        self.machines.diary.turned(turn.from);
    }

    /// Whether somebody is there, out of bed, may have changed.
    pub(in crate::home) fn look_who_is_there(&mut self, at: Mono) {
        let out = self.occupancy == Occupancy::Out;
        let there = self.machines.sightings.is_there(self.bed_source, out);
        self.machines.absence.handle_presence(at, there);
    }

    /// What was found out about whoever belongs in the bed, or about the sensor that looks at it.
    pub(in crate::home) fn hear_found_of_bed(&mut self, at: Mono, found: Finding) {
        if found.kind == AlarmKind::NoBreathing {
            let gone = found.is.is_some();
            let worse = self.machines.bands.handle_no_breath(at, gone);
            self.found_of_bed(at, worse);
        }
        let Some(place) = self.bed_source.filter(|_| found.kind == AlarmKind::SensorFault) else {
            return self.alarm(at, self.bed_source, found);
        };
        self.behaves(at, place, Behaviour::Bed, found);
    }

    /// How a source behaves is wrong, or no longer.
    pub(in crate::home) fn behaves(
        &mut self,
        at: Mono,
        place: usize,
        behaviour: Behaviour,
        found: Finding,
    ) {
        let found = self.machines.faults.handle_behaviour(place, behaviour, found);
        self.found(at, Some(place), found);
    }
}
