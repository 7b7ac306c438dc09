//! What does a module have to be asked when its line has come up?
//!
//! Presence, bed and sleep are only sent when they *change*: after a reconnect a sleeper who is
//! already in bed would be unknown until they get up. So those are asked first, within a second;
//! then who the module is; then whether its groups of messages are on. One that is off is switched
//! on, once: repeated orders can jam a module, and only its power plug helps then.
//!
//! Answers get lost. What was not answered, by a reply or by the module's own report, is asked
//! again when everything else was, up to [`TRIES`] times. A module that was silent all the while and
//! speaks later is asked from the beginning.
//!
//! ```text
//!        line up             a frame, or 10 s            all asked, none left to ask again
//!  Off ───────────▶ Waiting ───────────────────▶ Asking ──────────────────────────────▶ Done
//!   ▲                  ▲                          │ ▲  it started, or its first frame     │
//!   │ line down        │ silence has ended        │ └─────────────────────────────────────┤
//!   └──────────────────┴──────────────────────────┴───────────────────────────────────────┘
//! ```

use core::time::Duration;

use super::frame::{Frame, Order};
use crate::machine::Transmit;
use crate::time::Mono;

/// How long a module may take from power-up to its first frame (radar.md §1.1).
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two orders: 50 to 100 ms, faster ones can jam a module (radar.md §1.5).
const SPACING: Duration = Duration::from_millis(75);

/// Before what was not answered is asked again: a module answers within a second or not at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// How often a question is asked that nobody answers: some firmware does not know all of them.
const TRIES: u8 = 3;

/// What is asked, in this order.
const QUESTIONS: [Order; 18] = [
    // Only sent when it changes: presence, bed, motion, sleep, breathing, ten minutes, abnormal
    // sleep, night.
    Order::ask(0x80, 0x81),
    Order::ask(0x84, 0x81),
    Order::ask(0x80, 0x82),
    Order::ask(0x84, 0x82),
    Order::ask(0x81, 0x81),
    Order::ask(0x84, 0x8D),
    Order::ask(0x84, 0x8E),
    Order::ask(0x84, 0x8F),
    // Who is it: ready, model, product, hardware, firmware.
    Order::ask(0x05, 0x81),
    Order::ask(0x02, 0xA1),
    Order::ask(0x02, 0xA2),
    Order::ask(0x02, 0xA3),
    Order::ask(0x02, 0xA4),
    // Is it on: presence, breathing, heart, sleep.
    Order::ask(0x80, 0x80),
    Order::ask(0x81, 0x80),
    Order::ask(0x85, 0x80),
    Order::ask(0x84, 0x80),
    // Does it look for falls or for sleep: only where it may be a C1001.
    Order::ask(0x02, 0xA8),
];

#[derive(Clone, Copy, Debug)]
enum State {
    /// The line is down, or nobody ever said that it is up.
    Off,
    /// The line is up and the module has said nothing.
    Waiting { since: Mono },
    /// The next order is due; `next` is the next question, if no switch goes first.
    Asking { next: usize, due: Mono },
    /// Everything was asked.
    Done,
}

/// How a question stands.
#[derive(Clone, Copy, Debug)]
struct Asked {
    tries: u8,
    is_answered: bool,
}

const UNASKED: Asked = Asked { tries: 0, is_answered: false };

/// The start-up of one module.
#[derive(Debug)]
pub(super) struct StartUp {
    state: State,
    may_have_modes: bool,
    /// Whether the module was heard since the line (or the module) came up.
    is_heard: bool,
    /// How each of [`QUESTIONS`] stands.
    asked: [Asked; QUESTIONS.len()],
    /// When something was last made ready to be sent.
    last: Option<Mono>,
    /// When what was not answered is asked again, once everything else was asked.
    again: Option<Mono>,
    /// Groups that are off and wait to be switched on.
    off: Groups,
    /// Groups that were switched on since the line (or the module) came up.
    switched: Groups,
    ready: Option<Transmit>,
}

impl StartUp {
    pub(super) const fn new(may_have_modes: bool) -> Self {
        Self {
            state: State::Off,
            may_have_modes,
            is_heard: false,
            asked: [UNASKED; QUESTIONS.len()],
            last: None,
            again: None,
            off: Groups(0),
            switched: Groups(0),
            ready: None,
        }
    }

    pub(super) fn handle_port(&mut self, at: Mono, up: bool) {
        *self = Self::new(self.may_have_modes);
        if up {
            self.state = State::Waiting { since: at };
        }
    }

    /// The module was silent and speaks again: it had no power.
    pub(super) fn handle_back(&mut self, at: Mono) {
        if !matches!(self.state, State::Off) {
            self.handle_port(at, true);
        }
    }

    /// The module says that it has just started. What was switched on is not switched again, so
    /// that an order which makes it start cannot do so for ever.
    pub(super) fn handle_started(&mut self, at: Mono) {
        if !matches!(self.state, State::Off) {
            self.begin(at);
        }
    }

    /// A valid frame of the module came: it may be an answer, and it shows that somebody is there to
    /// give one.
    pub(super) fn handle_frame(&mut self, at: Mono, frame: &Frame<'_>) {
        let was_heard = core::mem::replace(&mut self.is_heard, true);
        if matches!(self.state, State::Asking { .. }) {
            for (asked, question) in self.asked.iter_mut().zip(QUESTIONS) {
                asked.is_answered |= asked.tries > 0 && question.is_answered_by(frame);
            }
        }
        match self.state {
            State::Waiting { .. } => self.begin(at),
            State::Asking { .. } | State::Done if !was_heard => self.begin(at),
            State::Off | State::Asking { .. } | State::Done => {}
        }
    }

    /// The module says that a group of messages is on or off.
    pub(super) fn handle_switch(&mut self, at: Mono, control: u8, on: bool) {
        let group = Groups::of(control);
        if on || self.switched.has(group) || matches!(self.state, State::Off) {
            return;
        }
        self.off.add(group);
        let soon = self.last.map_or(at, |last| at.max(last + SPACING));
        self.state = match self.state {
            State::Asking { next, due } => State::Asking { next, due: due.min(soon) },
            State::Done => State::Asking { next: QUESTIONS.len(), due: soon },
            same @ (State::Off | State::Waiting { .. }) => same,
        };
    }

    pub(super) fn handle_timeout(&mut self, now: Mono) {
        match self.state {
            State::Waiting { since } if now >= since + PATIENCE => self.ask(now, 0),
            State::Asking { next, due } if now >= due => self.ask(now, next),
            State::Off | State::Waiting { .. } | State::Asking { .. } | State::Done => {}
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Off | State::Done => None,
            State::Waiting { since } => Some(since + PATIENCE),
            State::Asking { due, .. } => Some(due),
        }
    }

    pub(super) const fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }

    fn begin(&mut self, at: Mono) {
        self.asked = [UNASKED; QUESTIONS.len()];
        self.again = None;
        self.state = State::Asking { next: 0, due: at };
    }

    /// Makes the next order ready.
    fn ask(&mut self, now: Mono, next: usize) {
        let due = now + SPACING;
        if self.ready.is_some() {
            self.state = State::Asking { next, due }; // the shell still has the last one to write
        } else if let Some(control) = self.off.take() {
            self.switched.add(Groups::of(control));
            self.make_ready(now, Order::switch_on(control));
            self.state = State::Asking { next, due };
        } else if let Some((place, question)) = self.open(next) {
            self.make_ready(now, question);
            if let Some(asked) = self.asked.get_mut(place) {
                asked.tries += 1;
            }
            self.state = State::Asking { next: place + 1, due };
        } else if self.open(0).is_none() {
            self.state = State::Done;
        } else {
            self.state = match self.again {
                Some(again) if now >= again => {
                    self.again = None;
                    State::Asking { next: 0, due: now }
                }
                Some(again) => State::Asking { next, due: again },
                None => {
                    let again = now + ANSWER_WITHIN;
                    self.again = Some(again);
                    State::Asking { next, due: again }
                }
            };
        }
    }

    fn make_ready(&mut self, now: Mono, order: Order) {
        self.ready = Transmit::new(&order.bytes());
        self.last = Some(now);
    }

    /// The next question from `next` on that wants to be asked. A module that was never heard is
    /// asked everything once: that it is silent is known.
    fn open(&self, next: usize) -> Option<(usize, Order)> {
        let most = if self.is_heard { TRIES } else { 1 };
        let all = if self.may_have_modes { QUESTIONS.len() } else { QUESTIONS.len() - 1 };
        let questions = QUESTIONS.into_iter().zip(&self.asked).enumerate().take(all).skip(next);
        let mut open = questions.filter(|(_, (_, asked))| !asked.is_answered && asked.tries < most);
        open.next().map(|(place, (question, _))| (place, question))
    }
}

/// The groups of messages that have a switch, by control word, in the order of switching on.
const SWITCHED: [u8; 4] = [0x80, 0x81, 0x85, 0x84];

/// Some of [`SWITCHED`], a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Groups(u8);

impl Groups {
    fn of(control: u8) -> Self {
        let bits = SWITCHED.iter().enumerate();
        Self(bits.fold(0, |bits, (bit, group)| bits | (u8::from(*group == control) << bit)))
    }

    const fn has(self, group: Self) -> bool {
        self.0 & group.0 != 0
    }

    const fn add(&mut self, group: Self) {
        self.0 |= group.0;
    }

    /// Takes out the first, as its control word.
    fn take(&mut self) -> Option<u8> {
        let first = SWITCHED.into_iter().find(|control| self.has(Self::of(*control)))?;
        self.0 &= !Self::of(first).0;
        Some(first)
    }
}
