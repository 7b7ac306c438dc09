//! Have they come back to bed, or only sat down on it?
//!
//! A stay counts from a minute on: it ends an absence, a shorter one ends nothing. The module may
//! say for minutes that they are in bed who sat there for half of one; so where the bed shows signs
//! of life, one must be of after that minute, and where they stop coming the stay was none.
//!
//! ```text
//!          in                  a minute, and a sign of life after it
//!   Out ────────▶ Come ──────────────────────────────────────────────▶ Stays
//!    ▲             │ left, or the minute and 5 more without a sign       │ left
//!    └─────────────┴─────────────────────────────────────────────────────┘
//! ```

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::bed::InBed;
use crate::plan::Places;
use crate::policy::STAY;

/// What is remembered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stay {
    /// Out of bed, as far as is known.
    #[default]
    Out,
    /// In bed since then, and looked at last.
    Come { from: Mono, looked: Mono },
    /// … for long enough.
    Stays { from: Mono },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stayed {
    /// Back in bed.
    Back,
    /// They sat there, and are up again.
    Sat,
    /// They were said to be back, and only sat there.
    NotBack,
}

impl Stay {
    /// They went to bed, for all that can be told.
    pub(crate) fn handle_entry(&mut self, at: Mono, from: Mono) {
        *self = match *self {
            Self::Out => Self::Come { from, looked: at },
            // It may turn out to have been earlier than it showed.
            Self::Come { from: known, looked } => Self::Come { from: known.min(from), looked },
            same @ Self::Stays { .. } => same,
        };
    }

    /// The bed shows a sign of life: whether they are back, who were not known to be.
    pub(crate) fn handle_sign(&mut self, now: Mono, in_bed: Option<InBed>) -> bool {
        let seen = in_bed.and_then(|in_bed| in_bed.seen);
        let fresh = seen.filter(|seen| *self == Self::Out && *seen + STAY.least > now);
        fresh.inspect(|seen| self.handle_entry(now, *seen)).is_some()
    }

    /// They left it at `exit`. Whether they had stayed.
    pub(crate) fn handle_exit(&mut self, exit: Mono) -> Option<Stayed> {
        match core::mem::take(self) {
            Self::Out | Self::Stays { .. } => None,
            Self::Come { from, .. } if exit.since(from) >= STAY.least => Some(Stayed::Back),
            Self::Come { .. } => Some(Stayed::Sat),
        }
    }

    /// Nobody is in bed, and no exit was said: by what is known now the stay was none, if it has not
    /// been longer than the module is late, and then takes to be believed.
    pub(crate) fn handle_joined(&mut self, at: Mono) -> Option<Stayed> {
        let late = STAY.least + STAY.late + STAY.least;
        match core::mem::take(self) {
            Self::Out => None,
            Self::Come { .. } => Some(Stayed::Sat),
            Self::Stays { from } => (at.since(from) <= late).then_some(Stayed::NotBack),
        }
    }

    /// It is not known any more whether they are in bed.
    pub(crate) fn handle_unknown(&mut self) -> Option<Stayed> {
        match core::mem::take(self) {
            Self::Out | Self::Stays { .. } => None,
            Self::Come { .. } => Some(Stayed::Sat),
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Mono, in_bed: Option<InBed>) -> Option<Stayed> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let Self::Come { from, .. } = *self else { return None };
        let certain = from + STAY.least;
        let stays = in_bed.is_some_and(|in_bed| in_bed.seen.is_none_or(|seen| seen >= certain));
        *self = match stays {
            true => Self::Stays { from },
            false if certain + STAY.late <= now => Self::Out,
            false => Self::Come { from, looked: now },
        };
        match self {
            Self::Stays { .. } => Some(Stayed::Back),
            Self::Out => Some(Stayed::Sat),
            Self::Come { .. } => None,
        }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        *self = was;
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        match self {
            Self::Out | Self::Stays { .. } => None,
            Self::Come { from, looked } => Some((*from + STAY.least).max(*looked + STAY.look)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_in_bed_with_a_sign_of_life_after_it_is_a_stay() {
        let mut stay = come();
        assert_eq!(stay.handle_timeout(s(159), sign(158)), None);
        assert_eq!(stay.handle_timeout(s(160), sign(159)), None);
        assert_eq!(stay.poll_timeout(), Some(s(165)));
        assert_eq!(stay.handle_timeout(s(165), sign(163)), Some(Stayed::Back));
        assert_eq!((stay.poll_timeout(), stay.handle_exit(s(900))), (None, None));
    }

    #[test]
    fn where_the_bed_shows_no_signs_the_minute_is_enough() {
        let in_bed = InBed { since: s(100), seen: None };
        assert_eq!(come().handle_timeout(s(160), Some(in_bed)), Some(Stayed::Back));
    }

    #[test]
    fn who_sits_down_for_less_has_not_come_back() {
        assert_eq!(come().handle_exit(s(159)), Some(Stayed::Sat));
        assert_eq!(come().handle_exit(s(160)), Some(Stayed::Back));
        assert_eq!(come().handle_unknown(), Some(Stayed::Sat));
        assert_eq!(come().handle_joined(s(150)), Some(Stayed::Sat));
        let joined = |at| Stay::Stays { from: s(100) }.handle_joined(s(at));
        assert_eq!((joined(520), joined(521)), (Some(Stayed::NotBack), None));
        assert_eq!(Stay::Stays { from: s(100) }.handle_unknown(), None);
        assert_eq!(Stay::Out.handle_exit(s(5)), None);
    }

    #[test]
    fn a_flag_that_stays_without_a_sign_of_life_is_nobody() {
        let mut stay = come();
        let mut said = None;
        while let Some(due) = stay.poll_timeout() {
            said = stay.handle_timeout(due, sign(143)).map(|stayed| (due, stayed));
        }
        assert_eq!(said, Some((s(460), Stayed::Sat)));
    }

    #[test]
    fn a_sign_of_life_after_all_begins_a_stay() {
        let mut stay = Stay::Out;
        assert!(!stay.handle_sign(s(500), sign(440)));
        assert!(stay.handle_sign(s(560), sign(540)));
        assert!(!stay.handle_sign(s(620), sign(600)));
        assert_eq!(stay, Stay::Come { from: s(540), looked: s(560) });
    }

    fn come() -> Stay {
        let mut stay = Stay::default();
        stay.handle_entry(s(110), s(100));
        stay
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the bed says it")]
    const fn sign(seen: u64) -> Option<InBed> {
        Some(InBed { since: s(100), seen: Some(s(seen)) })
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
