//! A sensor lives, is silent, is lost or is back; a day of the calendar is over.

use protocol::{Means, Mono};

use super::Fact;
use crate::alarm::Finding;
use crate::bed::{Occupancy, Sight};
use crate::home::Home;
use crate::message::{AlarmKind, What};
use crate::plan::Label;
use crate::sensors::Beat;

impl Home {
    pub(in crate::home) fn hear_beat(&mut self, at: Mono, place: usize, beat: Beat) {
        if let Some(silent) = self.silent.get_mut(place) {
            *silent = matches!(beat, Beat::Silent | Beat::Lost { .. });
        }
        match beat {
            Beat::First | Beat::Heard => self.hear_again(at, place),
            Beat::Silent => {
                self.machines.presence.handle_silent(place);
                self.machines.signs.handle_silent(place);
                self.machines.ghosts.handle_silent(place);
                if self.is_entrance(place) {
                    self.machines.door_unused.handle_silent();
                }
                self.machines.sightings.handle_silent(at, place);
                self.look_no_more(at, place);
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

    pub(in crate::home) fn hear_again(&mut self, at: Mono, place: usize) {
        self.machines.warm_ups.handle_heard(at, place);
        self.machines.faults.handle_heard(at, place);
        if let Some(Label { line, .. }) = self.labels.get(place) {
            self.machines.alarms.handle_heard(at, line);
        }
        let found = Finding::clear(AlarmKind::SensorLost);
        self.say(at, Fact::Found { place: Some(place), found });
        if self.is_entrance(place) {
            self.machines.door_unused.handle_heard(at);
        }
        if self.bed_source == Some(place) {
            self.machines.breathing.handle_heard(at);
            self.machines.stillness.handle_heard(at);
            self.say(at, Fact::Sight(Sight::Heard));
        }
    }

    fn is_entrance(&self, place: usize) -> bool {
        self.kinds.get(place).and_then(|kind| kind.door()) == Some(Means::Entrance)
    }

    /// A condition of a source, or of the home, is told, unless its source is out of service.
    pub(in crate::home) fn alarm(&mut self, at: Mono, place: Option<usize>, found: Finding) {
        if !place.is_some_and(|place| self.machines.service.withholds(place, found)) {
            let of = place.and_then(|place| self.labels.get(place));
            self.machines.alarms.handle(at, of, found, &self.clock);
        }
    }

    /// A sensor may have come near the end of its life by the calendar: unless it says so itself,
    /// that is over when the calendar says so.
    pub(in crate::home) fn hear_midnight(&mut self, at: Mono) {
        while let Some((place, found)) = self.machines.lives.handle_look(at, &self.clock) {
            if found.is.is_some() || !self.machines.faults.is_beyond_life(place) {
                self.say(at, Fact::Found { place: Some(place), found });
            }
        }
    }
}
