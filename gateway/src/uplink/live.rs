//! What is so now? Three retained messages of which only the newest matters: they are never stored,
//! and never wait behind a backlog.

/// The newest payloads, whole, with their envelope; `None` until there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// `state`: the wall's snapshot and the home's heartbeat.
    pub state: Option<Vec<u8>>,
    /// `alarms`: all that are open.
    pub alarms: Option<Vec<u8>>,
    /// `health`: how the gateway is.
    pub health: Option<Vec<u8>>,
}

/// Their topics below the home's root, in the order in which they are sent.
pub(crate) const TOPICS: [&str; 3] = ["alarms", "state", "health"];

impl Live {
    /// The payloads in the order of [`TOPICS`].
    pub(crate) fn payloads(&self) -> [Option<&Vec<u8>>; 3] {
        [self.alarms.as_ref(), self.state.as_ref(), self.health.as_ref()]
    }

    /// Notes what one of them is.
    pub(crate) fn set(&mut self, place: usize, payload: Vec<u8>) {
        let of = [&mut self.alarms, &mut self.state, &mut self.health];
        if let Some(slot) = of.into_iter().nth(place) {
            *slot = Some(payload);
        }
    }
}
