//! What does the home say of what its machines found? From stamps and sources to messages.

use protocol::{Means, Mono};

use crate::alarm::Finding;
use crate::bed::Turn;
use crate::bed::{BedEvent, Occupancy, Sight};
use crate::home::{Home, MINUTE, Output};
use crate::message::{
    self, AlarmKind, BedEntry, BedExit, Event, GotUp, Message, SinceWhen, TurnOver, What,
};
use crate::place::DoorEvent;
use crate::place::Passage;
use crate::plan::Label;
use crate::sensors::Beat;
use crate::sleep::{SleepEvent, Verdict};

impl Home {
    /// A machine found out about a condition of a source, or of the home.
    pub(crate) fn find(&mut self, at: Mono, place: Option<usize>, found: Finding) {
        let of = place.and_then(|place| self.labels.get(place));
        self.alarms.handle(at, of, found, &self.clock);
        self.soon(self.alarms.poll_timeout());
        self.tell_alarms();
    }

    /// A sensor may have come near the end of its life by the calendar: unless it says so itself,
    /// that is over when the calendar says so.
    pub(crate) fn look_at_lives(&mut self, at: Mono) {
        while let Some((place, found)) = self.lives.handle_look(at, &self.clock) {
            if found.is.is_some() || !self.faults.is_beyond_life(place) {
                self.find(at, Some(place), found);
            }
        }
    }

    pub(crate) fn tell_alarms(&mut self) {
        while let Some((at, alarm)) = self.alarms.poll() {
            self.said.push_back(Output { at, message: Message::Alarm(alarm) });
        }
    }

    pub(crate) fn tell_bed(&mut self, now: Mono, event: BedEvent) {
        match event {
            BedEvent::Entry { from } => {
                let entry = BedEntry { from: self.when(from), confirmed: self.when(now) };
                self.say(from, Event::BedEntry(entry));
                let found = self.absence.handle_entry();
                self.find(now, self.bed_source, found);
            }
            BedEvent::Exit { from, number, evidence } => {
                let Label { line, room } =
                    self.bed_source.map(|at| self.label(at)).unwrap_or_default();
                let exit = BedExit {
                    from: self.when(from),
                    confirmed: self.when(now),
                    evidence,
                    first_seen_by: line,
                    room,
                    number,
                };
                self.say(from, Event::BedExit(exit));
                self.tally.handle_exit(number, self.clock.is_night(from));
                self.sleep.handle_exit(now, from);
                self.absence.handle_exit(from);
                self.soon(self.absence.poll_timeout());
                self.presence.handle_seen(now);
            }
            BedEvent::GotUp { from, number } => {
                let got_up = GotUp { from: self.when(from), exit: None, number };
                self.say(from, Event::GotUp(got_up));
                self.tally.handle_got_up(number);
                self.absence.handle_got_up();
            }
        }
    }

    /// Whether somebody is in bed may have changed: what depends on it follows.
    pub(crate) fn follow_bed(&mut self, at: Mono) {
        let occupancy = self.bed.is();
        if occupancy == self.occupancy {
            return;
        }
        self.occupancy = occupancy;
        let in_bed = match occupancy {
            Occupancy::In => Some(true),
            Occupancy::Out => Some(false),
            Occupancy::Unknown => None,
        };
        self.minutes.handle_bed(at, in_bed);
        if occupancy == Occupancy::Out {
            self.vitals.handle_left();
        }
        self.find_out_where(at);
    }

    pub(crate) fn tell_turn(&mut self, turn: Turn) {
        let length_s = u32::try_from(turn.length.as_secs()).unwrap_or(u32::MAX);
        self.say(turn.from, Event::TurnOver(TurnOver { from: self.when(turn.from), length_s }));
        self.tally.handle_turn(self.clock.is_night(turn.from));
    }

    pub(crate) fn tell_passage(&mut self, passage: Passage) {
        let (from, event): (Mono, fn(SinceWhen) -> Event) = match passage {
            Passage::Left { from } => (from, Event::LeftHome),
            Passage::Came { from } => (from, Event::CameHome),
        };
        self.say(from, event(SinceWhen { from: self.when(from) }));
    }

    pub(crate) fn tell_door(&mut self, at: Mono, place: usize, event: DoorEvent) {
        let Label { line, room } = self.label(place);
        let (means, event): (Means, fn(message::Door) -> Event) = match event {
            DoorEvent::Opened(means) => (means, Event::DoorOpened),
            DoorEvent::Closed(means) => (means, Event::DoorClosed),
        };
        self.say(at, event(message::Door { line, room, means }));
    }

    pub(crate) fn tell_beat(&mut self, at: Mono, place: usize, beat: Beat) {
        match beat {
            Beat::First | Beat::Heard => self.hear_again(at, place),
            Beat::Silent => {
                self.presence.handle_radar(place, None);
                if self.bed_source == Some(place) {
                    self.look_at_bed(at, Sight::Silent);
                }
            }
            Beat::Lost { last, priority, first } => {
                if first {
                    let lost = self.sensor(place, last);
                    self.say(at, Event::SensorLost(lost));
                }
                let began = last.unwrap_or(Mono::ZERO);
                let kind = AlarmKind::SensorLost;
                self.find(at, Some(place), Finding::active(kind, priority, began, What::NotHeard));
            }
            Beat::Back { last } => {
                let back = self.sensor(place, last);
                self.say(at, Event::SensorBack(back));
                self.hear_again(at, place);
            }
        }
    }

    /// A minute is over: what counts by minutes.
    pub(crate) fn end_minute(&mut self, end: Mono) {
        let began = end.back(MINUTE);
        self.activity.handle_minute();
        if self.bed_source.is_some() {
            // The minute in which they lay down was not spent in bed.
            let in_bed = match self.occupancy {
                Occupancy::In => Some(self.bed.entered().is_some_and(|since| since <= began)),
                Occupancy::Out => Some(false),
                Occupancy::Unknown => None,
            };
            let scored = self.sleep.handle_minute(end, in_bed);
            self.tell_sleep(scored.event);
            let asleep = scored.verdict == Verdict::Asleep;
            if let Some(nap) = self.naps.handle_minute(scored.from, asleep, &self.clock) {
                let (from, to) = (self.when(nap.from), self.when(nap.to));
                let asleep_min = nap.asleep_min;
                self.say(nap.to, Event::Nap(message::Nap { from, to, asleep_min }));
                self.tally.handle_nap(asleep_min);
            }
        }
        if let Some(minute) = self.minutes.handle_minute(end, self.when(began), self.bed_source) {
            self.said.push_back(Output { at: began, message: Message::Minute(minute) });
        }
        self.find_out_where(end);
    }

    fn tell_sleep(&mut self, event: Option<SleepEvent>) {
        let (from, event): (Mono, fn(SinceWhen) -> Event) = match event {
            None => return,
            Some(SleepEvent::Onset { from }) => (from, Event::SleepOnset),
            Some(SleepEvent::Wake { from }) => (from, Event::Wake),
        };
        self.say(from, event(SinceWhen { from: self.when(from) }));
    }

    fn hear_again(&mut self, at: Mono, place: usize) {
        self.warm_ups.handle_heard(at, place);
        self.faults.handle_heard(at, place);
        self.find(at, Some(place), Finding::clear(AlarmKind::SensorLost));
        if self.bed_source == Some(place) {
            self.look_at_bed(at, Sight::Heard);
        }
        self.soon(self.pulse.poll_timeout());
    }

    pub(crate) fn find_out_where(&mut self, at: Mono) {
        let bed = self.bed_source.map(|_| self.occupancy);
        let is = self.presence.is(at, bed);
        if is != self.whereabouts.0 {
            self.whereabouts = (is, at);
        }
    }

    fn say(&mut self, at: Mono, event: Event) {
        self.said.push_back(Output { at, message: Message::Event(event) });
    }

    fn sensor(&self, place: usize, last: Option<Mono>) -> message::Sensor {
        let last_heard = last.and_then(|last| self.when(last));
        let Label { line, room } = self.label(place);
        message::Sensor { line, room, last_heard }
    }

    pub(crate) fn label(&self, place: usize) -> Label {
        self.labels.get(place).cloned().unwrap_or_default()
    }
}
