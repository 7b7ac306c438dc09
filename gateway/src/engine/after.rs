//! What is done once an alarm is out? Its line in the log, and the list of all that are open.
//!
//! Both wake somebody (the thread that writes the log, the broker) just when whoever stores and sends
//! the alarm needs the box's core or two. So they wait for a moment, in which an alarm is at the
//! broker; and of many alarms in that moment there is one list.

use std::time::Duration;

use alerts::message::{Alarm, AlarmKind, Step};
use tokio::time::Instant;

use super::Engine;
use crate::clock::Clock;

/// An alarm is out after two or three milliseconds, and nobody sees that a list is so much later.
const MOMENT: Duration = Duration::from_millis(10);

/// Of alarms that follow each other that closely, the first does not wait longer.
const LONGEST: Duration = Duration::from_millis(100);

/// With so many alarms at once there is something to say now: a home has a handful open.
const MOST: usize = 64;

/// What is to be done, and when.
#[derive(Debug, Default)]
pub(super) struct After {
    /// After the last alarm, and at the latest.
    due: Option<(Instant, Instant)>,
    alarms: Vec<(String, Step, AlarmKind)>,
}

impl After {
    /// An alarm was said.
    pub(super) fn note(&mut self, alarm: &Alarm) {
        let latest = self.due.map_or_else(|| Clock::after(LONGEST), |(_, latest)| latest);
        self.due = Some((Clock::after(MOMENT).min(latest), latest));
        self.alarms.push((alarm.alarm.clone(), alarm.step, alarm.kind));
    }

    /// When there is something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due.map(|(due, _)| due)
    }

    fn is_due(&self) -> bool {
        let is_over = |due: Instant| due <= Clock::after(Duration::ZERO);
        self.due().is_some_and(is_over) || self.alarms.len() > MOST
    }
}

impl Engine {
    /// Does what is due. Where a rig drives the clock that is everything: it looks at what a step has
    /// brought.
    pub(super) fn do_after(&mut self) {
        if self.after.is_due() || self.driven.is_some() {
            self.do_all_after();
        }
    }

    /// Does everything that is left.
    pub(super) fn do_all_after(&mut self) {
        let After { due: Some(_), alarms } = std::mem::take(&mut self.after) else { return };
        for (alarm, step, kind) in alarms {
            // By its id: its kind says what a resident does.
            tracing::info!(alarm, ?step, "alarm");
            tracing::debug!(alarm, ?kind, "alarm");
        }
        self.show_alarms();
    }
}
