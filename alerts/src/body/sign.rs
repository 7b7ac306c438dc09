//! Was that a change that only a living body makes?
//!
//! A radar goes on sending its last numbers when it has lost the person, and a faint echo of an
//! empty bed is a faint number that stands still. So what counts is change: a heart or breathing
//! rate that is plausible and another one than before, and body movement between nobody and
//! walking that is another one than before. The first number after a silence is no change, for
//! nobody knows what went before it.
//!
//! ```text
//!            a number                  another number, plausible
//!  Nothing ────────────▶ The last one ───────────────────────────▶ a sign, and the last one
//!     ▲                        │
//!     └──── the line is silent ┘
//! ```
//!
//! It promises nothing about how long a sign is worth something: that is for those who hear of it.

use alloc::vec::Vec;

use protocol::Reading;
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::VitalsPolicy;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SignOfLife {
    /// The heart rate.
    Heart,
    /// The breathing rate.
    Breath,
    /// Body movement, less than walking.
    Stir,
}

/// The last numbers of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SignsSource {
    heart: Option<u8>,
    breath: Option<u8>,
    movement: Option<u8>,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Signs {
    #[serde(skip)]
    policy: VitalsPolicy,
    /// Body movement from here on may be somebody who walks past.
    #[serde(skip)]
    walking: u8,
    #[serde(with = "crate::sparse")]
    sources: Vec<SignsSource>,
}

impl Signs {
    pub(crate) fn new(sources: usize, policy: VitalsPolicy, walking: u8) -> Self {
        Self { policy, walking, sources: alloc::vec![SignsSource::default(); sources] }
    }

    /// Whether a reading of a source is a sign of life.
    pub(crate) fn handle(&mut self, place: usize, reading: &Reading) -> Option<SignOfLife> {
        let source = self.sources.get_mut(place)?;
        let within = |[least, most]: [u8; 2], rate: u8| (least..=most).contains(&rate);
        let (last, now, counts, sign) = match reading {
            Reading::HeartRate(rate) => {
                let counts = within(self.policy.heart_rate, rate.0);
                (&mut source.heart, rate.0, counts, SignOfLife::Heart)
            }
            Reading::BreathingRate(rate) => {
                let counts = within(self.policy.breathing_rate, rate.0);
                (&mut source.breath, rate.0, counts, SignOfLife::Breath)
            }
            Reading::Movement(movement) => {
                let counts = (1..self.walking).contains(movement);
                (&mut source.movement, *movement, counts, SignOfLife::Stir)
            }
            Reading::Presence(_)
            | Reading::InBed(_)
            | Reading::BedWatched(_)
            | Reading::Motion(_)
            | Reading::DistanceMm(_)
            | Reading::PositionMm(_)
            | Reading::Targets(_)
            | Reading::Target(_)
            | Reading::Zone(_)
            | Reading::BreathPhase(_)
            | Reading::Breathing(_)
            | Reading::SleepStage(_)
            | Reading::TurnOvers(_)
            | Reading::NightSummary(_)
            | Reading::Fall(_)
            | Reading::GasLel(_)
            | Reading::GasPpm(_)
            | Reading::CoPpm(_)
            | Reading::GasAlarm(_)
            | Reading::CoAlarm(_)
            | Reading::Smoke(_)
            | Reading::Contact(_)
            | Reading::Sos(_)
            | Reading::Mains(_)
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
        };
        let changed = last.replace(now).is_some_and(|last| last != now);
        (changed && counts).then_some(sign)
    }

    /// The source is not heard: its last numbers are old news.
    pub(crate) fn handle_silent(&mut self, place: usize) {
        if let Some(source) = self.sources.get_mut(place) {
            *source = SignsSource::default();
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use protocol::PerMinute;

    use super::*;

    #[test]
    fn a_rate_is_a_sign_when_it_changes_and_not_when_it_is_repeated() {
        let said = signs(&[heart(62), heart(62), heart(63), breath(14), breath(14), breath(13)]);
        assert_eq!(
            said,
            [None, None, Some(SignOfLife::Heart), None, None, Some(SignOfLife::Breath)]
        );
    }

    #[test]
    fn what_no_person_has_is_no_sign_and_what_follows_a_zero_is() {
        let said = signs(&[breath(14), breath(0), breath(0), breath(14), breath(60), heart(255)]);
        assert_eq!(said, [None, None, None, Some(SignOfLife::Breath), None, None]);
    }

    #[test]
    fn movement_is_a_sign_between_nobody_and_walking_and_no_echo_that_stands_still() {
        let said = signs(&[0, 1, 1, 2, 0, 60, 60, 9].map(Reading::Movement));
        let stir = Some(SignOfLife::Stir);
        assert_eq!(said, [None, stir, None, stir, None, None, None, stir]);
    }

    #[test]
    fn the_first_number_after_a_silence_is_none() {
        let mut signs = Signs::new(1, VitalsPolicy::default(), 31);
        signs.handle(0, &heart(62));
        signs.handle_silent(0);
        assert_eq!(signs.handle(0, &heart(70)), None);
        assert_eq!(signs.handle(0, &heart(71)), Some(SignOfLife::Heart));
        assert_eq!(signs.handle(1, &heart(71)), None, "a source that the plan does not have");
    }

    fn signs(readings: &[Reading]) -> Vec<Option<SignOfLife>> {
        let mut signs = Signs::new(1, VitalsPolicy::default(), 31);
        readings.iter().map(|reading| signs.handle(0, reading)).collect()
    }

    fn heart(rate: u8) -> Reading {
        Reading::HeartRate(PerMinute(rate))
    }

    fn breath(rate: u8) -> Reading {
        Reading::BreathingRate(PerMinute(rate))
    }
}
