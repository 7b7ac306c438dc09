//! What does a module have to be asked when its line has come up?
//!
//! Presence, bed and sleep are only sent when they *change*: after a reconnect a sleeper who is
//! already in bed would be unknown until they get up. So those are asked first, within a second;
//! then who the module is; then whether its groups of messages are on. One that is off is switched
//! on, once: repeated orders can jam a module, and only its power plug helps then. An answer that
//! does not come is not waited for, and nothing is asked again until the line or the module comes
//! back.
//!
//! ```text
//!        line up             a valid frame, or 10 s          all asked
//!  Off ───────────▶ Waiting ───────────────────────▶ Asking ───────────▶ Done
//!   ▲                  ▲                               │ ▲  it started    │
//!   │ line down        │ silence has ended             │ └───────────────┤
//!   └──────────────────┴───────────────────────────────┴─────────────────┘
//! ```

use core::time::Duration;

use super::frame::Order;
use crate::driver::Transmit;
use crate::time::Mono;

/// How long a module may take from power-up to its first frame (radar.md §1.1).
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two orders: 50 to 100 ms, faster ones can jam a module (radar.md §1.5).
const SPACING: Duration = Duration::from_millis(75);

/// What is asked, in this order.
const QUESTIONS: [Order; 17] = [
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
    Done { last: Mono },
}

/// The start-up of one module.
#[derive(Debug)]
pub(super) struct StartUp {
    state: State,
    /// Groups that are off and wait to be switched on.
    off: Groups,
    /// Groups that were switched on since the line (or the module) came up.
    switched: Groups,
    ready: Option<Transmit>,
}

impl StartUp {
    pub(super) const fn new() -> Self {
        Self { state: State::Off, off: Groups(0), switched: Groups(0), ready: None }
    }

    pub(super) fn handle_line(&mut self, at: Mono, up: bool) {
        *self = Self::new();
        if up {
            self.state = State::Waiting { since: at };
        }
    }

    /// The module was silent and speaks again: it had no power.
    pub(super) fn handle_back(&mut self, at: Mono) {
        if !matches!(self.state, State::Off) {
            self.handle_line(at, true);
        }
    }

    /// The module says that it has just started. What was switched on is not switched again, so
    /// that an order which makes it start cannot do so for ever.
    pub(super) fn handle_started(&mut self, at: Mono) {
        self.state = match self.state {
            State::Off => State::Off,
            State::Waiting { .. } | State::Asking { .. } | State::Done { .. } => {
                State::Asking { next: 0, due: at }
            }
        };
    }

    /// A valid frame of the module came.
    pub(super) fn handle_frame(&mut self, at: Mono) {
        if let State::Waiting { .. } = self.state {
            self.state = State::Asking { next: 0, due: at };
        }
    }

    /// The module says that a group of messages is on or off.
    pub(super) fn handle_switch(&mut self, at: Mono, control: u8, on: bool) {
        let group = Groups::of(control);
        if on || self.switched.has(group) || matches!(self.state, State::Off) {
            return;
        }
        self.off.add(group);
        if let State::Done { last } = self.state {
            self.state = State::Asking { next: QUESTIONS.len(), due: at.max(last + SPACING) };
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Mono) {
        match self.state {
            State::Waiting { since } if now >= since + PATIENCE => self.ask(now, 0),
            State::Asking { next, due } if now >= due => self.ask(now, next),
            State::Off | State::Waiting { .. } | State::Asking { .. } | State::Done { .. } => {}
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Mono> {
        match self.state {
            State::Off | State::Done { .. } => None,
            State::Waiting { since } => Some(since + PATIENCE),
            State::Asking { due, .. } => Some(due),
        }
    }

    pub(super) const fn poll_transmit(&mut self) -> Option<Transmit> {
        self.ready.take()
    }

    /// Makes the next order ready.
    fn ask(&mut self, now: Mono, next: usize) {
        let due = now + SPACING;
        if self.ready.is_some() {
            self.state = State::Asking { next, due }; // the shell still has the last one to write
        } else if let Some(control) = self.off.take() {
            self.switched.add(Groups::of(control));
            self.ready = Some(Transmit::new(now, &Order::switch_on(control).bytes()));
            self.state = State::Asking { next, due };
        } else if let Some(question) = QUESTIONS.get(next) {
            self.ready = Some(Transmit::new(now, &question.bytes()));
            self.state = State::Asking { next: next + 1, due };
        } else {
            self.state = State::Done { last: now };
        }
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
