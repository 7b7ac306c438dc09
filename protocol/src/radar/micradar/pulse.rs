//! How long may this module say nothing and be well?
//!
//! One that sees somebody streams: body movement every second. Late firmware with nobody to see
//! says nothing but a heartbeat once a minute (a real MR60BHA1 in an empty room). So the limit
//! depends on what the module does: a pause that is ordinary for it is no silence, and after it
//! nothing has to be asked.

use core::time::Duration;

use super::frame::Frame;
use crate::machine::Quiet;
use crate::time::Mono;

/// Some frame comes every second (80/03): ten without any are a fault of the sensor (radar.md §1.5).
const STREAM: Duration = Duration::from_secs(10);

/// Between two heartbeats of late firmware, and five seconds for clocks that differ.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(65);

/// When a module was heard, and how it speaks.
#[derive(Debug)]
pub(super) struct Pulse {
    heard: Option<Mono>,
    /// When it last streamed.
    streamed: Option<Mono>,
    /// Whether it has heartbeats: firmware 1.0.7 or later.
    has_heartbeat: bool,
}

impl Pulse {
    pub(super) const fn new() -> Self {
        Self { heard: None, streamed: None, has_heartbeat: false }
    }

    /// The port came or went: how long the module was silent is not known.
    pub(super) const fn handle_port(&mut self) {
        self.heard = None;
        self.streamed = None;
    }

    /// A frame of the module came. Says whether it was silent for so long that it had no power.
    pub(super) fn handle_frame(&mut self, at: Mono, frame: &Frame<'_>) -> bool {
        let limit = if self.has_heartbeat { LONGEST_PAUSE } else { STREAM };
        let was_silent = self.heard.is_some_and(|heard| at.since(heard) > limit);
        self.heard = Some(at);
        match (frame.control, frame.command) {
            (0x01, 0x01) => self.has_heartbeat = true,
            (0x80, 0x03..=0x05) | (0x81, 0x02..=0x09) | (0x85, _) => self.streamed = Some(at),
            (_, _) => {}
        }
        was_silent
    }

    /// The limits from the last frame on; `None` while nothing shows how the module speaks.
    pub(super) fn quiet(&self, sees_nobody: bool) -> Option<Quiet> {
        let heard = self.heard?;
        let streams = self.streamed.is_some_and(|streamed| heard.since(streamed) <= STREAM);
        let idle = Quiet { silent: LONGEST_PAUSE, lost: LONGEST_PAUSE * 2 };
        match (self.has_heartbeat, streams) {
            (true, false) => Some(idle),
            (true | false, true) if sees_nobody => Some(idle),
            // The word that nobody is there any more may be lost: a heartbeat may still come.
            (true, true) => Some(Quiet { silent: STREAM, lost: LONGEST_PAUSE }),
            (false, true) => Some(Quiet { silent: STREAM, lost: Duration::ZERO }),
            (false, false) => None,
        }
    }
}
