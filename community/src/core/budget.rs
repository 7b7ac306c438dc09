//! Is there room at this robot for one more message?
//!
//! A robot of a chat takes so many messages a minute, and some mute whoever says more: ten minutes in
//! which nobody hears of a fall. So a quarter of the minute is kept for new high alarms; what else does
//! not fit waits and is said as one message when room returns; and a high alarm that finds no room at
//! all says so at once ([`Event::Waits`]), so that its next channel need not wait for it. A robot that
//! mutes is not spoken to until it hears again: all that waits for it goes elsewhere.
//!
//! What a message says is not known here, only its id `I`. After a restart, feed what was said in the
//! last minute with [`Budget::handle_said`]: the robot has not forgotten it.

use std::collections::VecDeque;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;

/// A robot's minute, and a little more: what left the station 60 s apart may arrive closer together.
const MINUTE: Duration = Duration::from_secs(62);

/// … and its second.
const SECOND: Duration = Duration::from_millis(1_200);

/// A high alarm that is said within this time does not count as one that waits.
const SOON: Duration = Duration::from_millis(1_500);

/// Lines of one message: more fit in no chat's limit, and nobody reads them.
const MOST_IN_BUNDLE: usize = 20;

/// Messages that wait for one robot: ten bundles. What is beyond goes elsewhere at once.
const MOST_WAITING: usize = 200;

/// Nobody is silent for longer by a robot's word.
const LONGEST_MUTE: Duration = Duration::from_secs(3_600);

/// How fast a robot may be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Messages a minute.
    pub per_minute: u32,
    /// Messages a second, where that is limited, too.
    pub per_second: Option<u32>,
}

impl Pace {
    /// Of the messages of a minute, what only a high alarm may use: 5 of 20.
    const fn kept(self) -> usize {
        (self.per_minute / 4) as usize
    }

    /// The places of a minute and of a second that a message of this urgency may use.
    fn places(self, is_high: bool) -> (usize, Option<usize>) {
        let minute = (self.per_minute.max(1)) as usize;
        let second = self.per_second.map(|n| n.max(1) as usize);
        if is_high {
            return (minute, second);
        }
        // One of the second is kept, too, if there is more than one.
        (minute - self.kept(), second.map(|n| n.saturating_sub(1).max(1)))
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<I> {
    /// Say this one now.
    Say(I),
    /// Say these now, as one message; the most urgent first, then the oldest.
    Bundle(Vec<I>),
    /// This high alarm finds no room before `until`. It is said then; use its next channel now.
    Waits {
        /// The message.
        id: I,
        /// When it is said here at the latest.
        until: Wall,
    },
    /// The robot will not say these: use their next channel now.
    Elsewhere {
        /// The messages, the most urgent first.
        ids: Vec<I>,
        /// Why not.
        why: Full,
    },
}

/// Why a robot does not say a message at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// It hears nobody until then.
    Muted(Wall),
    /// Too many wait for it.
    Waiting,
}

/// What one robot was told within its minute, and what waits for it.
#[derive(Clone, Debug)]
pub struct Budget<I> {
    pace: Pace,
    /// When it was spoken to, oldest first; no more than a minute has places.
    said: VecDeque<Wall>,
    high: VecDeque<I>,
    others: VecDeque<I>,
    muted: Option<Wall>,
    events: VecDeque<Event<I>>,
}

impl<I: Clone> Budget<I> {
    /// A robot that nobody has spoken to.
    #[must_use]
    pub const fn new(pace: Pace) -> Self {
        Self {
            pace,
            said: VecDeque::new(),
            high: VecDeque::new(),
            others: VecDeque::new(),
            muted: None,
            events: VecDeque::new(),
        }
    }

    /// It was told something at that time, before this began.
    pub fn handle_said(&mut self, at: Wall) {
        self.note(at);
    }

    /// A message for it.
    pub fn handle(&mut self, now: Wall, id: I, priority: Priority) {
        self.forget(now);
        if let Some(until) = self.muted {
            let why = Full::Muted(until);
            return self.events.push_back(Event::Elsewhere { ids: vec![id], why });
        }
        let is_high = match priority {
            Priority::High => true,
            Priority::Medium | Priority::Low => false,
        };
        if self.high.len() + self.others.len() >= MOST_WAITING {
            // What is high takes the place of what is not.
            let gives_way = if is_high { self.others.pop_back() } else { None };
            let leaves = gives_way.clone().unwrap_or_else(|| id.clone());
            self.events.push_back(Event::Elsewhere { ids: vec![leaves], why: Full::Waiting });
            if gives_way.is_none() {
                return;
            }
        }
        if is_high {
            self.high.push_back(id.clone());
        } else {
            self.others.push_back(id.clone());
        }
        self.say(now);
        // Whatever is still in the queue of the high ones came last.
        if is_high && !self.high.is_empty() {
            let until = self.free_at(now, true);
            if until > now + SOON {
                self.events.push_back(Event::Waits { id, until });
            }
        }
    }

    /// The robot has answered that it hears nobody until then.
    pub fn handle_muted(&mut self, now: Wall, until: Wall) {
        let until = until.min(now + LONGEST_MUTE);
        self.muted = Some(self.muted.map_or(until, |before| before.max(until)));
        let ids: Vec<I> = self.high.drain(..).chain(self.others.drain(..)).collect();
        if !ids.is_empty() {
            self.events.push_back(Event::Elsewhere { ids, why: Full::Muted(until) });
        }
    }

    /// Says what there is room for now.
    pub fn handle_timeout(&mut self, now: Wall) {
        self.forget(now);
        self.say(now);
    }

    /// When there is room for something that waits. Ask again after a minute all the same: the clock may
    /// be put back meanwhile.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Wall> {
        // Nothing waits for a robot that is muted.
        match (self.high.is_empty(), self.others.is_empty()) {
            (true, true) => None,
            (true, false) => Some(self.free_at(Wall(i64::MIN), false)),
            (false, true | false) => Some(self.free_at(Wall(i64::MIN), true)),
        }
    }

    /// What is to be done next.
    pub fn poll_event(&mut self) -> Option<Event<I>> {
        self.events.pop_front()
    }

    /// Until when it hears nobody.
    #[must_use]
    pub const fn muted(&self) -> Option<Wall> {
        self.muted
    }

    fn say(&mut self, now: Wall) {
        loop {
            let event = match self.next(now) {
                None => return,
                Some(Next::High) => self.high.pop_front().map(Event::Say),
                Some(Next::Other) => self.others.pop_front().map(Event::Say),
                Some(Next::Bundle) => {
                    let high = self.high.len().min(MOST_IN_BUNDLE);
                    let others = self.others.len().min(MOST_IN_BUNDLE - high);
                    let ids = self.high.drain(..high).chain(self.others.drain(..others));
                    Some(Event::Bundle(ids.collect()))
                }
            };
            self.events.extend(event);
            self.note(now);
        }
    }

    /// What the next place is used for. High ones go one by one while there is a place for each.
    fn next(&self, now: Wall) -> Option<Next> {
        let room = self.room(now, true);
        match (self.high.len(), self.others.len()) {
            (0, 0) => None,
            (0, others) => (self.room(now, false) > 0).then_some(match others {
                1 => Next::Other,
                _ => Next::Bundle,
            }),
            (high, _) => (room > 0).then_some(if high <= room { Next::High } else { Next::Bundle }),
        }
    }

    /// Places that a message of this urgency may use now.
    fn room(&self, now: Wall, is_high: bool) -> usize {
        let (minute, second) = self.pace.places(is_high);
        let within = |length| self.said.iter().filter(|said| **said + length > now).count();
        let room = minute.saturating_sub(within(MINUTE));
        second.map_or(room, |second| room.min(second.saturating_sub(within(SECOND))))
    }

    /// When there is a place for a message of this urgency.
    fn free_at(&self, now: Wall, is_high: bool) -> Wall {
        let (minute, second) = self.pace.places(is_high);
        // With so many places, what was said so many messages ago must have left the window.
        let leaves = |places: usize, length| {
            let before = self.said.len().checked_sub(places)?;
            self.said.get(before).map(|said| *said + length)
        };
        let minute = leaves(minute, MINUTE);
        let second = second.and_then(|places| leaves(places, SECOND));
        minute.into_iter().chain(second).fold(now, Wall::max)
    }

    fn note(&mut self, at: Wall) {
        let most = self.pace.places(true).0;
        while self.said.len() >= most {
            self.said.pop_front();
        }
        self.said.push_back(at);
    }

    /// Drops what has left the minute, and a mute that is over. A clock that was put back makes what is
    /// known later than now: it counts as of now, so nothing waits longer than a minute for it.
    fn forget(&mut self, now: Wall) {
        for said in &mut self.said {
            *said = (*said).min(now);
        }
        while self.said.front().is_some_and(|said| *said + MINUTE <= now) {
            self.said.pop_front();
        }
        self.muted = self.muted.map(|until| until.min(now + LONGEST_MUTE));
        self.muted = self.muted.filter(|until| *until > now);
    }
}

/// What a place is used for.
enum Next {
    High,
    Other,
    Bundle,
}

#[cfg(test)]
mod tests;
