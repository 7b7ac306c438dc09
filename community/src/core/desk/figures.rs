//! How fast was the desk this week? The two figures of telecare centres: answered within a minute,
//! somebody at the door within three quarters of an hour.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;

use super::case::{Case, How, Stage};

/// An alarm about a person is answered within this: a screen shows it to somebody, or somebody goes.
pub const ANSWERED: Duration = Duration::from_secs(60);

/// Who was needed is at the door within this.
pub const ATTENDED: Duration = Duration::from_secs(45 * 60);

/// Of so many thousandths it should be so.
pub const ANSWERED_GOAL: u32 = 985;

/// Of so many thousandths it should be so.
pub const ATTENDED_GOAL: u32 = 900;

/// So far back.
pub const WEEK: Duration = Duration::from_secs(7 * 24 * 3_600);

/// Of how many, how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that count.
    pub of: u32,
    /// Those in time.
    pub in_time: u32,
}

/// The two figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Answered within [`ANSWERED`].
    pub answered: Share,
    /// Attended within [`ATTENDED`].
    pub attended: Share,
}

impl Share {
    /// In thousandths; `None` if there were none.
    #[must_use]
    pub fn thousandths(self) -> Option<u32> {
        (u64::from(self.in_time) * 1_000)
            .checked_div(u64::from(self.of))
            .and_then(|share| u32::try_from(share).ok())
    }

    fn count(&mut self, in_time: bool) {
        self.of = self.of.saturating_add(1);
        self.in_time = self.in_time.saturating_add(u32::from(in_time));
    }
}

/// Of the cases of the last seven days, open and closed.
#[must_use]
pub fn figures<'a>(now: Wall, cases: impl IntoIterator<Item = &'a Case>) -> Figures {
    let mut figures = Figures::default();
    for case in cases.into_iter().filter(|case| counts(now, case)) {
        let ended = case.stage.closed().map_or(now, |(_, at)| at);
        let marks = case.marks.shown.into_iter().chain(case.marks.accepted);
        let answered = marks.map(|mark| mark.at).min();
        if let Some(in_time) = judged(case.opened, answered, ended, ANSWERED) {
            figures.answered.count(in_time);
        }
        // Who was helped by telephone needed nobody at the door.
        let by_phone = case.marks.at_the_door.is_none() && !case.is_open();
        if !by_phone
            && let Some(in_time) =
                judged(case.opened, case.marks.at_the_door.map(|mark| mark.at), ended, ATTENDED)
        {
            figures.attended.count(in_time);
        }
    }
    figures
}

/// Alarms about a person, of this week, that were no drill and called somebody.
fn counts(now: Wall, case: &Case) -> bool {
    let kind = case.about.kind();
    let only_written = matches!(
        case.stage,
        Stage::Closed { how: How::Silenced | How::Proven | How::Merged { .. }, .. }
    );
    let person = !kind.is_technical() && !case.drill && case.priority > Priority::Low;
    person && !only_written && now < case.opened + WEEK
}

/// Whether it was in time; `None` while that is not known, or never will be because it was over.
fn judged(opened: Wall, at: Option<Wall>, ended: Wall, within: Duration) -> Option<bool> {
    let limit = opened + within;
    match at {
        Some(at) => Some(at <= limit),
        None if ended <= limit => None,
        None => Some(false),
    }
}
