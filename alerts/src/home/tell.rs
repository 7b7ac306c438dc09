//! What does the home say of what its machines found? From stamps and sources to messages.

use alloc::boxed::Box;
use core::time::Duration;

use protocol::Mono;

use super::{Home, Output};
use crate::bed::{BedEvent, Turn};
use crate::message::{
    self, BedEntry, BedExit, BreathingPause, DaySummary, Event, FactId, GotUp, Message,
    NightSummary, SinceWhen, TurnOver,
};
use crate::place::{Company, DoorWord, Passage};
use crate::plan::Label;
use crate::record::Of;
use crate::sleep::{Nap, NapWord, SleepEvent};

impl Home {
    pub(super) fn tell_alarms(&mut self) {
        while self.machines.alarms.has_said()
            && let Some((at, alarm)) = self.machines.alarms.poll()
        {
            self.put(at, Message::Alarm(alarm), None);
        }
    }

    pub(super) fn tell_bed(&mut self, now: Mono, event: BedEvent) {
        match event {
            BedEvent::Entry { from, ledger } => {
                let entry = BedEntry {
                    from: self.clock.when(from),
                    confirmed: self.clock.when(now),
                    evidence: ledger.words(),
                };
                self.tell(from, Event::BedEntry(entry));
            }
            BedEvent::Exit { from, number, ledger } => {
                let Label { line, room } =
                    self.bed_or_room().map(|at| self.label(at)).unwrap_or_default();
                let exit = BedExit {
                    from: self.clock.when(from),
                    confirmed: self.clock.when(now),
                    evidence: ledger.words(),
                    first_seen_by: line,
                    room,
                    number,
                };
                self.tell(from, Event::BedExit(exit));
            }
            BedEvent::GotUp { from, number } => {
                let got_up = GotUp { from: self.clock.when(from), exit: None, number };
                self.tell(from, Event::GotUp(got_up));
            }
            BedEvent::GotUpWithdrawn { from, number } => {
                let got_up = GotUp { from: self.clock.when(from), exit: None, number };
                self.withdraw(from, Event::GotUp(got_up));
            }
        }
    }

    /// The source that looks at the bed, or where there is none, at the bedroom.
    fn bed_or_room(&self) -> Option<usize> {
        self.bed_source.or_else(|| self.machines.bedroom.source())
    }

    pub(super) fn tell_turn(&mut self, turn: Turn) {
        let length_s = u32::try_from(turn.length.as_secs()).unwrap_or(u32::MAX);
        self.tell(
            turn.from,
            Event::TurnOver(TurnOver { from: self.clock.when(turn.from), length_s }),
        );
    }

    pub(super) fn tell_pause(&mut self, at: Mono, length: Duration) {
        let length_s = u32::try_from(length.as_secs()).unwrap_or(u32::MAX);
        let pause = BreathingPause { from: self.clock.when(at), length_s };
        self.tell(at, Event::BreathingPause(pause));
    }

    pub(super) fn tell_passage(&mut self, passage: Passage) {
        let since = |from| SinceWhen { from: self.clock.when(from) };
        match passage {
            Passage::Left { from } => self.tell(from, Event::LeftHome(since(from))),
            Passage::Came { from } => self.tell(from, Event::CameHome(since(from))),
            Passage::Stayed => {}
            Passage::Mistaken { left } => self.withdraw(left, Event::LeftHome(since(left))),
        }
    }

    pub(super) fn tell_door(&mut self, at: Mono, place: usize, door: DoorWord) {
        let Label { line, room } = self.label(place);
        let event = if door.open { Event::DoorOpened } else { Event::DoorClosed };
        self.tell(at, event(message::Door { line, room, means: door.means }));
    }

    pub(super) fn tell_visitor(&mut self, company: Company) {
        let from = self.clock.when(company.from);
        self.tell(company.from, Event::Visitor(SinceWhen { from }));
    }

    pub(super) fn tell_lost(&mut self, at: Mono, place: usize, last: Option<Mono>) {
        self.tell(at, Event::SensorLost(self.sensor(place, last)));
    }

    pub(super) fn tell_back(&mut self, at: Mono, place: usize, last: Option<Mono>) {
        self.tell(at, Event::SensorBack(self.sensor(place, last)));
    }

    pub(super) fn tell_sleep(&mut self, event: Option<SleepEvent>) {
        let (from, event): (Mono, fn(SinceWhen) -> Event) = match event {
            None => return,
            Some(SleepEvent::Onset { from }) => (from, Event::SleepOnset),
            Some(SleepEvent::Wake { from }) => (from, Event::Wake),
        };
        self.tell(from, event(SinceWhen { from: self.clock.when(from) }));
    }

    pub(super) fn tell_nap(&mut self, word: NapWord) {
        let told = |nap: Nap| {
            let (from, to) = (self.clock.when(nap.from), self.clock.when(nap.to));
            Event::Nap(message::Nap { from, to, asleep_min: nap.asleep_min })
        };
        match word {
            NapWord::Nap(nap) => self.tell(nap.to, told(nap)),
            NapWord::NoNap(nap) => self.withdraw(nap.to, told(nap)),
        }
    }

    /// What each number did in the minute that began and ended then.
    pub(super) fn tell_minute(&mut self, began: Mono, end: Mono) {
        let of = Of { from: self.clock.when(began), bed: self.bed_source, sleep: self.slept() };
        let minute = self.machines.minutes.handle_minute(end, of);
        self.look_at_rates(end, minute.as_ref());
        if let Some(minute) = minute {
            self.note_rates(&minute);
            self.put(began, Message::Minute(minute), None);
        }
    }

    pub(super) fn tell_day(&mut self, at: Mono, day: DaySummary) {
        self.put(at, Message::Day(Box::new(day)), None);
    }

    pub(super) fn tell_night(&mut self, at: Mono, night: NightSummary) {
        self.put(at, Message::Night(Box::new(night)), None);
    }

    pub(super) fn tell(&mut self, at: Mono, event: Event) {
        let fact = self.ledger.enter(event.topic(), at);
        self.put(at, Message::Event(event), Some(fact));
    }

    /// What was told of then turned out wrong.
    fn withdraw(&mut self, at: Mono, event: Event) {
        if let Some(fact) = self.ledger.withdraw(event.topic(), at) {
            self.put(at, Message::Event(event), Some(fact));
        }
    }

    fn put(&mut self, at: Mono, message: Message, fact: Option<FactId>) {
        let when = self.clock.when(at);
        self.said.push_back(Output { at: self.run_time(at), when, message, fact });
    }

    fn sensor(&self, place: usize, last: Option<Mono>) -> message::Sensor {
        let last_heard = last.and_then(|last| self.clock.when(last));
        let Label { line, room } = self.label(place);
        message::Sensor { line, room, last_heard }
    }

    pub(super) fn label(&self, place: usize) -> Label {
        self.labels.get(place).cloned().unwrap_or_default()
    }
}
