//! Which kinds of alarm may not call now, and until when?
//!
//! A pause is asked for from afar, always ends by itself, and hides nothing: an alarm that is raised
//! in it is told and shown as paused, and calls when it is over. Of a kind on which a life may hang
//! one is short, never begins while a condition of it is so, and is one an hour, so that no chain of
//! them is a long one ([`PAUSE`]).

use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::refused::Refused;
use super::signal::Signal;
use crate::message::AlarmKind;
use crate::policy::PAUSE;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pause {
    kind: AlarmKind,
    from: Mono,
    until: Mono,
}

/// Pauses that run, and those that were lately: at most one of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Pauses {
    last: Vec<Pause>,
}

impl Pauses {
    /// Somebody asks for a pause of so many minutes, 0 to end one; `is_so`: an alarm of the kind has
    /// an active condition. When it ends.
    pub(super) fn ask(
        &mut self,
        at: Mono,
        (kind, minutes): (AlarmKind, u32),
        is_so: bool,
    ) -> Result<Mono, Refused> {
        let before = self.last.iter().find(|pause| pause.kind == kind).copied();
        let runs = before.filter(|pause| pause.until > at);
        let is_life_safety = kind.is_life_safety();
        let most = if is_life_safety { PAUSE.life_safety } else { PAUSE.others };
        let length = Duration::from_secs(u64::from(minutes) * 60);
        if minutes == 0 {
            let pause = runs.ok_or(Refused::NotPaused(kind))?;
            self.set(Pause { until: at, ..pause });
            return Ok(at);
        }
        if length > most {
            let most = u32::try_from(most.as_secs() / 60).unwrap_or(u32::MAX);
            return Err(Refused::PauseTooLong { kind, most });
        }
        if is_life_safety && is_so {
            return Err(Refused::PauseWhileActive(kind));
        }
        let until = at + length;
        let lately = before.filter(|pause| {
            is_life_safety && at.since(pause.from) < PAUSE.apart && until > pause.from + most
        });
        if let Some(pause) = lately {
            let wait = (pause.from + PAUSE.apart).since(at).as_secs().div_ceil(60);
            let min = u32::try_from(wait).unwrap_or(u32::MAX);
            return Err(Refused::PausedLately { kind, min });
        }
        // One that goes on began when it began.
        let from = runs.or(lately_enough(before, at, is_life_safety)).map_or(at, |it| it.from);
        self.set(Pause { kind, from, until });
        Ok(until)
    }

    /// Until when a kind may not call.
    pub(super) fn until(&self, at: Mono, kind: AlarmKind) -> Option<Mono> {
        let pause = self.last.iter().find(|pause| pause.kind == kind)?;
        Some(pause.until).filter(|until| *until > at)
    }

    /// How an alarm of a kind begins: calling, or paused.
    pub(super) fn signal(&self, at: Mono, kind: AlarmKind) -> Signal {
        if self.until(at, kind).is_some() { Signal::Paused } else { Signal::new(at) }
    }

    /// When the last pause of a kind ends, or ended: an alarm that is paused waits for no longer.
    pub(super) fn ends(&self, kind: AlarmKind) -> Mono {
        let pause = self.last.iter().find(|pause| pause.kind == kind);
        pause.map_or(Mono::ZERO, |pause| pause.until)
    }

    /// Those that run.
    pub(super) fn running(&self, at: Mono) -> impl Iterator<Item = (AlarmKind, Mono)> {
        let running = self.last.iter().filter(move |pause| pause.until > at);
        running.map(|pause| (pause.kind, pause.until))
    }

    fn set(&mut self, pause: Pause) {
        self.last.retain(|other| other.kind != pause.kind);
        self.last.push(pause);
    }
}

/// The last pause of a life-safety kind, if that was so short a time ago that the next belongs to it.
fn lately_enough(before: Option<Pause>, at: Mono, is_life_safety: bool) -> Option<Pause> {
    before.filter(|pause| is_life_safety && at.since(pause.from) < PAUSE.apart)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn smoke_may_be_paused_for_a_quarter_of_an_hour_and_not_again_within_the_hour() {
        let mut pauses = Pauses::default();
        assert_eq!(ask(&mut pauses, 0, 15, false), Ok(15));
        assert_eq!(ask(&mut pauses, 10, 5, false), Ok(15), "the same quarter of an hour");
        let again = ask(&mut pauses, 16, 5, false);
        assert_eq!(again, Err(Refused::PausedLately { kind: AlarmKind::Smoke, min: 44 }));
        assert_eq!(ask(&mut pauses, 60, 5, false), Ok(65));
    }

    #[test]
    fn short_pauses_make_no_long_one() {
        let mut pauses = Pauses::default();
        for (at, minutes) in [(0, 5), (6, 5), (12, 3)] {
            assert_eq!(ask(&mut pauses, at, minutes, false), Ok(at + u64::from(minutes)));
        }
        assert!(ask(&mut pauses, 14, 5, false).is_err());
    }

    #[test]
    fn nothing_that_is_so_is_paused_where_a_life_may_hang_on_it() {
        let refused = ask(&mut Pauses::default(), 0, 5, true).unwrap_err();
        assert!(refused.to_string().contains("smoke"), "{refused}");
        let mut others = Pauses::default();
        let door = others.ask(Mono(0), (AlarmKind::DoorLeftOpen, 720), true);
        assert_eq!(door, Ok(min(720)));
    }

    #[test]
    fn longer_than_the_contract_says_is_refused() {
        let mut pauses = Pauses::default();
        let refused = ask(&mut pauses, 0, 16, false);
        assert_eq!(refused, Err(Refused::PauseTooLong { kind: AlarmKind::Smoke, most: 15 }));
        let refused = pauses.ask(min(0), (AlarmKind::Inactivity, 721), false);
        let kind = AlarmKind::Inactivity;
        assert_eq!(refused, Err(Refused::PauseTooLong { kind, most: 720 }));
    }

    #[test]
    fn a_pause_can_be_ended_and_one_that_does_not_run_cannot() {
        let mut pauses = Pauses::default();
        assert_eq!(ask(&mut pauses, 0, 0, false), Err(Refused::NotPaused(AlarmKind::Smoke)));
        ask(&mut pauses, 0, 10, false).unwrap();
        assert_eq!(ask(&mut pauses, 5, 0, true), Ok(5));
        assert_eq!(pauses.until(min(5), AlarmKind::Smoke), None);
        assert_eq!(pauses.running(min(5)).count(), 0);
    }

    fn ask(pauses: &mut Pauses, at: u64, minutes: u32, is_so: bool) -> Result<u64, Refused> {
        let until = pauses.ask(min(at), (AlarmKind::Smoke, minutes), is_so)?;
        Ok(until.0 / 60_000)
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
