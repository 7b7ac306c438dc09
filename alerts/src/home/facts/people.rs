//! Somebody is seen, moves, leaves or comes; a door moves.

use protocol::{Means, Mono};

use super::Fact;
use crate::bed::{Occupancy, Sight};
use crate::home::Home;
use crate::message::Where;
use crate::place::{Channel, Company, DoorWord, Passage, Sign};
use crate::policy::ENTRANCE;

impl Home {
    pub(in crate::home) fn hear_door(
        &mut self,
        (at, edge): (Mono, Mono),
        place: usize,
        door: DoorWord,
    ) {
        if door.means != Means::Entrance {
            return;
        }
        self.machines.door_unused.handle_heard(edge);
        let stands = self.machines.open_doors.handle(place, edge, door.open);
        self.found(at, Some(place), stands);
        if !door.changed {
            return;
        }
        let unused = self.machines.door_unused.handle_used(edge);
        self.found(at, None, unused);
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
            self.machines.daybook.handle_opened(edge, &self.clock);
            self.machines.absence.handle_opened(edge);
        }
        let inactive = self.machines.inactivity.handle_door(edge);
        self.found(at, None, inactive);
        self.say(at, Fact::Sight(Sight::Elsewhere));
        self.look_to_the_door(edge);
    }

    pub(in crate::home) fn hear_person(&mut self, at: Mono, place: usize, word: (Channel, Sign)) {
        let unused = self.machines.door_unused.handle_person();
        self.found(at, None, unused);
        let passage = self.machines.presence.handle(at, place, word);
        self.pass(at, passage);
        self.look_where(at, place, word);
    }

    pub(in crate::home) fn hear_passage(&mut self, at: Mono, passage: Passage) {
        self.tell_passage(passage);
        match passage {
            Passage::Left { .. } => {
                let inactive = self.machines.inactivity.handle_left();
                self.found(at, None, inactive);
            }
            Passage::Came { .. } | Passage::Stayed | Passage::Mistaken { .. } => {
                let inactive = self.machines.inactivity.handle_came(at);
                self.found(at, None, inactive);
                while let Some((place, found)) = self.machines.night_doors.handle_inside() {
                    self.found(at, Some(place), Some(found));
                }
            }
        }
        self.find_out_where(at);
    }

    pub(in crate::home) fn hear_moves(&mut self, at: Mono) {
        self.machines.absence.handle_motion(at);
        self.machines.inactivity.handle_motion(at);
        self.machines.visitors.handle_motion(at);
        let found = self.machines.wandering.handle_motion(at);
        self.found_of_bed(at, found);
    }

    pub(in crate::home) fn hear_seen(&mut self, at: Mono) {
        if matches!(self.whereabouts.0, Where::Away | Where::Unknown) {
            self.find_out_where(at);
        }
    }

    pub(in crate::home) fn pass(&mut self, at: Mono, passage: Option<Passage>) {
        if let Some(passage) = passage {
            self.say(at, Fact::Passed(passage));
        }
    }

    pub(in crate::home) fn meet(&mut self, at: Mono, company: Option<Company>) {
        if let Some(company) = company {
            self.say(at, Fact::Company(company));
        }
    }

    pub(in crate::home) fn find_out_where(&mut self, at: Mono) {
        let bed = match self.bed_source {
            Some(_) => Some(self.occupancy),
            // What is not inferred says nothing.
            None => Some(Occupancy::In).filter(|is| *is == self.occupancy),
        };
        let is = match self.machines.presence.is(at, bed) {
            // The bed's radar may still see somebody, and has not seen them live.
            Where::Home if self.machines.stillness.is_lost() => Where::Unknown,
            is @ (Where::Bed | Where::Home | Where::Away | Where::Unknown) => is,
        };
        if is != self.whereabouts.0 {
            self.whereabouts = (is, at);
        }
    }

    pub(in crate::home) fn hear_company(&mut self, at: Mono, company: Company) {
        self.machines.presence.handle_company(at);
        if company.is_news {
            self.tell_visitor(company);
        }
    }
}
