//! What is so now? Three retained messages of which only the newest matters: they are never stored,
//! and never wait behind a backlog.

use std::collections::VecDeque;

/// The newest payloads, whole, with their envelope; empty until there is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// `state`: the wall's snapshot and the home's heartbeat.
    pub state: Option<Vec<u8>>,
    /// `alarms`: all that are open, a payload per page.
    pub alarms: Vec<Vec<u8>>,
    /// `health`: how the gateway is.
    pub health: Option<Vec<u8>>,
}

/// In the order in which they are sent.
pub(crate) const PLACES: [Place; 3] = [Place::Alarms, Place::State, Place::Health];

/// Which of the live messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Alarms,
    State,
    Health,
}

impl Place {
    /// The topic below the home's root.
    pub(crate) fn topic(self) -> &'static str {
        match self {
            Self::Alarms => "alarms",
            Self::State => "state",
            Self::Health => "health",
        }
    }
}

/// What was handed over last on this connection.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    last: Live,
    /// Pages of `last.alarms` that are still to come. They all go out, in order, before a newer
    /// list is begun: one that changes all the time would never be told whole otherwise.
    pages: VecDeque<Vec<u8>>,
}

impl Shown {
    /// What is to be handed over next of one of them.
    pub(crate) fn due<'a>(&'a self, place: Place, newest: &'a Live) -> Option<&'a Vec<u8>> {
        match place {
            Place::Alarms => {
                let first = || newest.alarms.first().filter(|_| newest.alarms != self.last.alarms);
                self.pages.front().or_else(first)
            }
            Place::State => newest.state.as_ref().filter(|_| newest.state != self.last.state),
            Place::Health => newest.health.as_ref().filter(|_| newest.health != self.last.health),
        }
    }

    /// What was due has been handed over, or cannot be.
    pub(crate) fn done(&mut self, place: Place, newest: &Live) {
        match place {
            Place::Alarms => {
                if self.pages.is_empty() {
                    self.last.alarms.clone_from(&newest.alarms);
                    self.pages = newest.alarms.iter().cloned().collect();
                }
                self.pages.pop_front();
            }
            Place::State => self.last.state.clone_from(&newest.state),
            Place::Health => self.last.health.clone_from(&newest.health),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_alarms_is_told_to_its_last_page_before_a_newer_one_is_begun() {
        let mut shown = Shown::default();
        let list = |pages: &[&str]| Live {
            alarms: pages.iter().map(|page| page.as_bytes().to_vec()).collect(),
            ..Live::default()
        };
        let (old, new) = (list(&["a1", "a2"]), list(&["b1"]));
        let mut told = Vec::new();
        for newest in [&old, &new, &new, &new, &old] {
            if let Some(page) = shown.due(Place::Alarms, newest).cloned() {
                shown.done(Place::Alarms, newest);
                told.push(String::from_utf8(page).unwrap());
            }
        }

        assert_eq!(told, ["a1", "a2", "b1", "a1"]);
    }

    #[test]
    fn what_has_not_changed_is_not_told_again() {
        let (mut shown, newest) =
            (Shown::default(), Live { state: Some(vec![1]), ..Live::default() });

        assert_eq!(shown.due(Place::State, &newest), Some(&vec![1]));
        shown.done(Place::State, &newest);
        assert_eq!(shown.due(Place::State, &newest), None);
        assert_eq!(shown.due(Place::Health, &newest), None);
    }
}
