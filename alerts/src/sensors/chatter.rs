//! Does a contact chatter: does it go on and off faster than anybody can make it?
//!
//! A worn contact bounces, and a family with its shopping uses a door often. Each change fills a
//! measure a little, and time empties it ([`CHATTER`]): what makes it run over is no person. That is
//! a fault of the sensor and mutes nothing: what the contact says still counts, only how often an
//! event is made of it does not.
//!
//! ```text
//!           a change too many
//!   Quiet ─────────────────────▶ Chatters ──┐ a change: still does
//!     ▲                             │   ▲   │
//!     └──── empty once more ────────┘   └───┘
//! ```

use alloc::vec::Vec;

use protocol::{Contact, Mono, Reading};
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::CHATTER;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct ChatterSource {
    /// A bit for each word that it can say: whether it has said it, and how.
    known: u8,
    on: u8,
    /// Without another change its measure is empty then.
    empty: Mono,
    chatters: bool,
}

/// The sources of a home, by their place in its plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Chatter {
    #[serde(with = "crate::sparse")]
    sources: Vec<ChatterSource>,
}

impl Chatter {
    pub(crate) fn new(sources: usize) -> Self {
        Self { sources: alloc::vec![ChatterSource::default(); sources] }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    /// Whether this word makes the source one that chatters, or keeps it one: that is a fault.
    pub(crate) fn handle(&mut self, at: Mono, place: usize, reading: &Reading) -> bool {
        let Some((bit, on)) = word(reading) else { return false };
        let Some(source) = self.sources.get_mut(place) else { return false };
        let is_change = source.known & bit != 0 && (source.on & bit != 0) != on;
        source.known |= bit;
        source.on = if on { source.on | bit } else { source.on & !bit };
        if !is_change {
            return false;
        }
        source.chatters &= at < source.empty;
        let full = CHATTER.each * CHATTER.at_once;
        let empty = source.empty.max(at) + CHATTER.each;
        let runs_over = empty.since(at) > full;
        // However long it went on, it is over soon after it ends.
        source.empty = empty.min(at + full);
        source.chatters |= runs_over;
        source.chatters
    }
}

/// What can chatter: a contact, or what stands on one as a mat does. A radar that loses somebody
/// from sight every few seconds sees badly, but nothing in it is loose.
const fn word(reading: &Reading) -> Option<(u8, bool)> {
    Some(match *reading {
        Reading::Contact(contact) => (1, matches!(contact, Contact::Closed)),
        Reading::Smoke(on) => (1 << 1, on),
        Reading::GasAlarm(on) => (1 << 2, on),
        Reading::CoAlarm(on) => (1 << 3, on),
        Reading::Sos(on) => (1 << 4, on),
        Reading::Mains(on) => (1 << 5, on),
        Reading::InBed(on) => (1 << 6, on),
        Reading::Presence(_)
        | Reading::BedWatched(_)
        | Reading::Motion(_)
        | Reading::Movement(_)
        | Reading::DistanceMm(_)
        | Reading::PositionMm(_)
        | Reading::Targets(_)
        | Reading::Target(_)
        | Reading::Zone(_)
        | Reading::BreathPhase(_)
        | Reading::HeartRate(_)
        | Reading::BreathingRate(_)
        | Reading::Breathing(_)
        | Reading::SleepStage(_)
        | Reading::TurnOvers(_)
        | Reading::NightSummary(_)
        | Reading::Fall(_)
        | Reading::GasLel(_)
        | Reading::GasPpm(_)
        | Reading::CoPpm(_)
        | Reading::OverRange(_)
        | Reading::Fault(_)
        | Reading::LowBattery(_)
        | Reading::Tamper(_)
        | Reading::Test(_)
        | Reading::Warming(_)
        | Reading::EndOfLife(_)
        | Reading::Alive(_)
        | Reading::Inputs(_)
        | Reading::TemperatureC(_)
        | Reading::HumidityPct(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_that_flaps_fifty_times_a_second_is_found_out_at_once_and_calm_when_it_is_over() {
        let mut door = Chatter::new(1);
        let found = flap(&mut door, 0, 20, 500);
        assert_eq!((found.first(), found.len()), (Some(&420), 479));
        let mut in_time = door.clone();
        assert_eq!(flap(&mut in_time, 49_000, 20, 1), [49_000]);
        assert_eq!(flap(&mut door, 50_000, 20, 1), [0; 0]);
    }

    #[test]
    fn a_worn_door_that_bounces_five_times_at_each_use_is_no_fault() {
        let mut door = Chatter::new(1);
        for minute in 0..60 {
            for step in [0, 10_000] {
                assert_eq!(flap(&mut door, minute * 60_000 + step, 120, 5), [0; 0]);
            }
        }
    }

    #[test]
    fn one_that_changes_each_second_is_found_out_within_a_minute_and_each_twenty_never() {
        assert_eq!(flap(&mut Chatter::new(1), 0, 1_000, 120).first(), Some(&40_000));
        assert_eq!(flap(&mut Chatter::new(1), 0, 20_000, 1_000), [0; 0]);
    }

    #[test]
    fn what_is_repeated_is_no_change() {
        let mut door = Chatter::new(1);
        for ms in 0..1_000 {
            assert!(!door.handle(Mono(ms * 20), 0, &Reading::Contact(Contact::Open)));
        }
    }

    #[test]
    fn a_radar_that_loses_somebody_from_sight_is_not_loose() {
        let mut radar = Chatter::new(1);
        for ms in 0..1_000 {
            assert!(!radar.handle(Mono(ms * 20), 0, &Reading::Presence(ms % 2 == 0)));
        }
    }

    /// Changes so often, and says when it was a fault.
    fn flap(door: &mut Chatter, from: u64, each: u64, changes: u64) -> Vec<u64> {
        let say = |change: u64| {
            let contact = if change.is_multiple_of(2) { Contact::Open } else { Contact::Closed };
            let at = from + change * each;
            door.handle(Mono(at), 0, &Reading::Contact(contact)).then_some(at)
        };
        (0..changes).filter_map(say).collect()
    }
}
