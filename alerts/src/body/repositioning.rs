//! Must somebody turn them over?
//!
//! Asked only for a resident who cannot turn by themselves, as the configuration says: in bed for so
//! many hours without a turn, their skin suffers (care.md 2.2). A turn-over counts, whoever makes it;
//! and so does a longer stretch of large movement, for a carer who turns somebody takes longer than
//! a sleeper who turns. Low: it is work to be done, and nobody's emergency.
//!
//! ```text
//!           came to bed               so many hours without a turn
//!  Nobody ───────────────▶ Lies ──────────────────────────────────▶ Raised
//!    ▲                     │  ▲ └─┐ a turn: anew                    │  │
//!    └──── left, or not ───┘  └───┴────────── a turn: clear ────────┘  │
//!          known: clear ◀──────────────────────────────────────────────┘
//! ```

use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::alarm::Finding;
use crate::message::{AlarmKind, Priority, What};
use crate::plan::Places;
use crate::policy::{REPOSITIONING, TurnPolicy};

/// Large movement that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Handled {
    from: Mono,
    to: Mono,
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct RepositioningState {
    /// In bed, and not turned since then.
    since: Option<Mono>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handled: Option<Handled>,
    raised: bool,
}

/// The turns of somebody whom others turn.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Repositioning {
    #[serde(skip)]
    after: Option<Duration>,
    #[serde(skip)]
    turn: TurnPolicy,
    state: RepositioningState,
}

impl Repositioning {
    /// `after`: the hours after which somebody must turn them; `None` if they turn by themselves.
    pub(crate) fn new(after: Option<Duration>, turn: TurnPolicy) -> Self {
        Self { after, turn, state: RepositioningState::default() }
    }

    /// Another number of hours, or none.
    pub(crate) fn set(&mut self, after: Option<Duration>) -> Option<Finding> {
        self.after = after;
        if after.is_none() { self.quiet() } else { None }
    }

    /// They are in bed since then.
    pub(crate) fn handle_entry(&mut self, from: Mono) {
        self.state.since.get_or_insert(from);
    }

    /// They are not in bed, or it is not known any more.
    pub(crate) fn handle_left(&mut self) -> Option<Finding> {
        (self.state.since, self.state.handled) = (None, None);
        self.quiet()
    }

    /// They turned over.
    pub(crate) fn handle_turn(&mut self, at: Mono) -> Option<Finding> {
        self.state.since.as_mut().map(|since| *since = (*since).max(at))?;
        self.quiet()
    }

    /// A sample of body movement, 0 to 100.
    pub(crate) fn handle_movement(&mut self, at: Mono, movement: u8) -> Option<Finding> {
        if self.after.is_none() || movement < self.turn.movement {
            return None;
        }
        let goes_on = |it: &Handled| at.since(it.to) <= self.turn.join;
        let from = self.state.handled.filter(goes_on).map_or(at, |it| it.from);
        self.state.handled = Some(Handled { from, to: at });
        if at.since(from) < REPOSITIONING.handled {
            return None;
        }
        self.handle_turn(at)
    }

    /// Says what is due.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Finding> {
        self.poll_timeout().filter(|due| *due <= now)?;
        let since = self.state.since?;
        self.state.raised = true;
        let h = u32::try_from(now.since(since).as_secs() / 3_600).unwrap_or(u32::MAX);
        let what = What::NotTurned { h };
        Some(Finding::active(AlarmKind::Repositioning, Priority::Low, since, what))
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        if self.state.raised {
            return None;
        }
        Some(self.state.since? + self.after?)
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, _: &Places) {
        self.state = was.state;
    }

    fn quiet(&mut self) -> Option<Finding> {
        let raised = core::mem::take(&mut self.state.raised);
        raised.then(|| Finding::clear(AlarmKind::Repositioning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hours_in_bed_without_a_turn_are_said_and_a_turn_ends_it() {
        let mut bed = lies(Some(2));
        assert_eq!(bed.handle_timeout(min(119)), None);
        let found = bed.handle_timeout(min(120)).unwrap().is.unwrap();
        assert_eq!((found.priority, found.what), (Priority::Low, What::NotTurned { h: 2 }));
        assert_eq!(bed.poll_timeout(), None);
        assert_eq!(bed.handle_turn(min(125)), Some(Finding::clear(AlarmKind::Repositioning)));
        assert_eq!(bed.poll_timeout(), Some(min(245)));
    }

    #[test]
    fn each_turn_begins_the_hours_anew_and_leaving_the_bed_ends_them() {
        let mut bed = lies(Some(2));
        assert_eq!(bed.handle_turn(min(60)), None);
        assert_eq!(bed.poll_timeout(), Some(min(180)));
        assert_eq!(bed.handle_left(), None);
        assert_eq!(bed.poll_timeout(), None);
        assert_eq!(bed.handle_turn(min(70)), None, "nobody is in bed");
        assert_eq!(bed.poll_timeout(), None);
    }

    #[test]
    fn a_carer_who_turns_them_takes_longer_than_a_turn_and_counts() {
        let mut bed = lies(Some(2));
        for s in 0..40 {
            bed.handle_movement(min(100) + Duration::from_secs(s), 70);
        }
        assert_eq!(bed.poll_timeout(), Some(min(220) + Duration::from_secs(39)));
        bed.handle_movement(min(110), 90);
        assert_eq!(bed.poll_timeout(), Some(min(220) + Duration::from_secs(39)), "a twitch");
    }

    #[test]
    fn of_a_resident_who_turns_by_themselves_nothing_is_asked() {
        let mut bed = lies(None);
        assert_eq!((bed.poll_timeout(), bed.handle_timeout(min(2_000))), (None, None));
    }

    #[test]
    fn when_nobody_asks_any_more_what_was_raised_is_over() {
        let mut bed = lies(Some(2));
        bed.handle_timeout(min(120));
        assert_eq!(bed.set(None), Some(Finding::clear(AlarmKind::Repositioning)));
    }

    fn lies(hours: Option<u64>) -> Repositioning {
        let after = hours.map(|hours| Duration::from_secs(hours * 3_600));
        let mut bed = Repositioning::new(after, TurnPolicy::default());
        bed.handle_entry(min(0));
        bed
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
