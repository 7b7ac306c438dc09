//! What happened in this home, and who must act?
//!
//! Being written.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod alarm;
pub mod message;
mod plan;
pub mod policy;
mod time;

use alloc::vec::Vec;

pub use alarm::Refused;
pub use message::Message;
pub use plan::{Kind, Plan, SourceId, SourcePlan};
pub use policy::Policy;
pub use protocol::Mono;
use protocol::Reading;
pub use time::{ClockQuality, Night, Wall, When};

/// Something that the home has to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// When it happened; for what is found out later (a bed exit) earlier than now.
    pub at: Mono,
    /// What.
    pub message: Message,
}

/// How well the outbox keeps what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreHealth {
    /// Everything is kept.
    Fine,
    /// Readings are in trouble; alarms and events are kept.
    Readings,
    /// Alarms are sent without being durable first.
    Alarms,
}

/// A home.
pub struct Home {
    clock: time::Clock,
}

impl Home {
    /// A home of which nothing is known yet.
    #[must_use]
    pub fn new(plan: Plan, policy: Policy, boot: u32) -> Self {
        let _ = (policy, boot);
        Self { clock: time::Clock::new(plan.zone, plan.night) }
    }

    /// Open alarms of an earlier boot.
    pub fn restore(&mut self, at: Mono, kept: Vec<alarm::Kept>) {
        let _ = (at, kept);
    }

    /// A sensor said something.
    pub fn handle_reading(&mut self, at: Mono, source: SourceId, reading: &Reading) {
        let _ = (at, source, reading);
    }

    /// A sensor lives.
    pub fn handle_alive(&mut self, at: Mono, source: SourceId) {
        let _ = (at, source);
    }

    /// What the wall clock says.
    pub fn handle_clock(&mut self, at: Mono, wall: Option<Wall>, quality: ClockQuality) {
        self.clock.handle(at, wall, quality);
    }

    /// A person has seen or accepted an alarm.
    ///
    /// # Errors
    ///
    /// If there is no such alarm, or it is accepted already.
    pub fn handle_acknowledge(
        &mut self,
        at: Mono,
        ack: &message::Acknowledge,
    ) -> Result<(), Refused> {
        let _ = at;
        Err(Refused::NoSuchAlarm(ack.alarm.clone()))
    }

    /// How well the outbox keeps what it is given.
    pub fn handle_store(&mut self, at: Mono, store: StoreHealth) {
        let _ = (at, store);
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Mono) {
        let _ = now;
    }

    /// When to call [`Home::handle_timeout`] next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Mono> {
        None
    }

    /// What the home has to say.
    pub fn poll_event(&mut self) -> Option<Output> {
        None
    }

    /// The snapshot for the wall.
    #[must_use]
    pub fn state(&self, now: Mono) -> message::State {
        let _ = now;
        message::State::default()
    }

    /// All open alarms.
    #[must_use]
    pub fn open_alarms(&self) -> Vec<message::Alarm> {
        Vec::new()
    }

    /// All open alarms, for [`Home::restore`].
    #[must_use]
    pub fn kept(&self) -> Vec<alarm::Kept> {
        Vec::new()
    }

    /// What the wall clock says at a stamp.
    #[must_use]
    pub fn when(&self, at: Mono) -> Option<When> {
        self.clock.when(at)
    }

    /// How a sensor is.
    #[must_use]
    pub fn source_is(&self, now: Mono, source: SourceId) -> message::SensorIs {
        let _ = (now, source);
        message::SensorIs::Ok
    }
}
