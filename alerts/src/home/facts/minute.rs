//! A minute is over: what counts by minutes.

use protocol::Mono;

use super::Fact;
use crate::bed::Occupancy;
use crate::home::Home;
use crate::message::{Asleep, Figure, Minute, Spread, Where};
use crate::place::{Channel, Sign};
use crate::record::{DayLived, Past};
use crate::sensors::Behaviour;
use crate::sleep::Known;

impl Home {
    /// What counts by minutes.
    pub(in crate::home) fn hear_minute(&mut self, end: Mono) {
        let began = end.back(crate::record::MINUTE);
        let (heard, moved) = self.machines.activity.minute();
        self.machines.activity.handle_minute();
        // The minute in which they lay down was not spent in bed.
        let in_bed = match self.occupancy {
            Occupancy::In => Some(self.entered().is_some_and(|since| since <= began)),
            Occupancy::Out => Some(false),
            Occupancy::Unknown => None,
        };
        let asleep = self.score_minute((began, end), in_bed);
        self.tell_minute(began, end);
        let company = self.machines.visitors.handle_minute(end);
        self.meet(end, company);
        let found = self.machines.wandering.handle_minute(self.may_wander(end), asleep, in_bed);
        self.found_of_bed(end, found);
        self.find_out_where(end);
        let lived = DayLived {
            heard,
            moved: moved && self.slept() != Asleep::Asleep,
            away: self.whereabouts.0 == Where::Away,
            bed_known: in_bed.is_some(),
        };
        self.machines.daybook.handle_minute(began, lived, &self.clock);
        self.close_by_clock(end);
    }

    /// Whether they were at rest in bed two minutes ago.
    fn score_minute(&mut self, (began, end): (Mono, Mono), in_bed: Option<bool>) -> bool {
        let is_night = self.clock.is_night(began);
        if self.bed_source.is_none() {
            self.machines.diary.write(end, Past { in_bed, ..Past::default() });
            if self.machines.bedroom.source().is_some() {
                // Nobody can tell sleep there; half an hour in bed settles a night.
                self.machines.settled.handle_minute(end, in_bed, false, is_night);
            }
            return false;
        }
        let past = self.machines.sleep.take(end, in_bed);
        self.machines.diary.write(end, past);
        let scored = self.machines.sleep.handle_minute(&self.machines.diary);
        self.tell_sleep(scored.event);
        self.machines.settled.handle_minute(end, in_bed, self.machines.sleep.rests(), is_night);
        if self.machines.stay.handle_sign(end, self.machines.bed.in_bed()) {
            self.machines.absence.handle_entry();
        }
        let (diary, scale) = (&self.machines.diary, self.machines.sleep.scale());
        let known = Known { clock: &self.clock, diary, scale };
        self.machines.naps.handle_minute(scored.from, scored.judged, known);
        while let Some(word) = self.machines.naps.poll() {
            self.hear_nap(end, word);
        }
        scored.judged.rests
    }

    /// The heart and breathing rates of whoever is in bed, for the night's summary.
    pub(in crate::home) fn note_rates(&mut self, minute: &Minute) {
        let Some(label) = self.bed_source.and_then(|place| self.labels.get(place)) else { return };
        let line = minute.lines.iter().find(|(line, _)| *line == label.line);
        let half = |rate: Option<Spread>| {
            let Figure { hundredths } = rate?.mean;
            u16::try_from((hundredths + 25) / 50).ok()
        };
        if let Some((_, line)) = line {
            self.machines.diary.rates(half(line.heart_rate), half(line.breathing_rate));
        }
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
