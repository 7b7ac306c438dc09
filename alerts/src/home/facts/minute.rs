//! A minute is over: what counts by minutes.

use protocol::Mono;

use super::Fact;
use crate::bed::Occupancy;
use crate::home::Home;
use crate::message::{Asleep, Minute};
use crate::place::{Channel, Sign};
use crate::sensors::Behaviour;
use crate::sleep::{SleepEvent, Verdict};

impl Home {
    /// What counts by minutes.
    pub(in crate::home) fn hear_minute(&mut self, end: Mono) {
        let began = end.back(crate::record::MINUTE);
        self.machines.activity.handle_minute();
        // The minute in which they lay down was not spent in bed.
        let in_bed = match self.occupancy {
            Occupancy::In => Some(self.entered().is_some_and(|since| since <= began)),
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
            if let Some(nap) =
                self.machines.naps.handle_minute(scored.from, scored.verdict, &self.clock)
            {
                self.tell_nap(nap);
                self.machines.tally.handle_nap(nap.asleep_min);
            }
        } else if self.machines.bedroom.source().is_some() {
            // Nobody can tell sleep there; half an hour in bed settles a night.
            let is_night = self.clock.is_night(began);
            self.machines.settled.handle_minute(end, in_bed, false, is_night);
        }
        self.tell_minute(began, end);
        let company = self.machines.visitors.handle_minute(end);
        self.meet(end, company);
        let found = self.machines.wandering.handle_minute(self.may_wander(end), asleep, in_bed);
        self.found_of_bed(end, found);
        self.find_out_where(end);
    }

    /// What the bed's rates did in a minute, and whether sensors of this home only seem to see.
    pub(in crate::home) fn look_at_rates(&mut self, end: Mono, minute: Option<&Minute>) {
        if let Some(bed) = self.bed_source {
            let line = self.labels.get(bed).map(|label| &label.line);
            let of_bed = minute.and_then(|minute| {
                minute.lines.iter().find(|(name, _)| Some(name) == line).map(|(_, line)| line)
            });
            let own = self.machines.baselines.own();
            let found = self.machines.bands.handle_minute(end, of_bed, own);
            self.found_of_bed(end, found);
            let in_bed = self.occupancy == Occupancy::In;
            if let Some(found) = self.machines.frozen.handle_minute(end, in_bed) {
                self.behaves(end, bed, Behaviour::Frozen, found);
            }
        }
        let asleep = self.sleep() == Asleep::Asleep;
        if let Some((place, found)) = self.machines.ghosts.handle_minute(end, asleep) {
            self.behaves(end, place, Behaviour::Ghost, found);
            // Whom it sees is nobody, from now on.
            self.machines.sightings.handle_presence(place, false);
            self.look_who_is_there(end);
            let (channel, sign) = (Channel::Presence, Sign::Nobody);
            self.say(end, Fact::Person { place, channel, sign });
        }
    }

    /// At night, and not when they may rise for the day.
    pub(in crate::home) fn may_wander(&self, at: Mono) -> bool {
        let is_night = self.clock.is_night(at) == Some(true);
        let ends = self.clock.night_end(at);
        is_night && ends.is_none_or(|end| end.since(at) > self.machines.rising.before_end())
    }
}
