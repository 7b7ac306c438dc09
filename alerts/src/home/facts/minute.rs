//! A minute is over: what counts by minutes.

use protocol::Mono;

use crate::bed::Occupancy;
use crate::home::Home;
use crate::message::Asleep;
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

    /// At night, and not when they may rise for the day.
    pub(in crate::home) fn may_wander(&self, at: Mono) -> bool {
        let is_night = self.clock.is_night(at) == Some(true);
        let ends = self.clock.night_end(at);
        is_night && ends.is_none_or(|end| end.since(at) > self.machines.rising.before_end())
    }
}
