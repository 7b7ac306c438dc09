//! What is wrong outside, where, and how far is it? A citizen's report, a resident's wish: one kind of
//! case, with clocks of its own.
//!
//! ```text
//!             looked at in 2 h        done the same day, else a promise
//!  Received ──────────────────▶ Accepted ──▶ Assigned ──▶ InWork ──▶ Done (with a photo)
//!     ▲                            │ refused, duplicate, forwarded:     │   │
//!     │                            ▼ each with a reason                 │   ├─▶ Confirmed
//!     │                          ended                                  │   └─▶ Unconfirmed (3 days)
//!     └───────────────────────── "it is not done" ◀─────────────────────┘
//! ```
//!
//! It says only where the report stands. Who is called when a clock has run out, the [desk's
//! machine](crate::core::desk::case) says, as it does of an alarm: while its clock runs, a report's case
//! is held, and when it is over, people are called by the ladder.

mod acted;
mod hear;
mod kind;
mod near;
mod state;

use std::fmt;
use std::time::Duration;

use alerts::Wall;
use serde::{Deserialize, Serialize};

use crate::core::desk::PartyId;

pub use acted::{ActKey, Acted};
pub use kind::{NoReportKind, ReportKind};
pub use near::{MapScale, NEAR_FOR, NEAR_METRES, NoPoint, Place, Point, is_near};
pub use state::{NotSo, Said, State, StateWord, Step};

/// Characters of what somebody writes on one of our pages: on a telephone nobody writes more.
pub const MOST_WRITTEN: usize = 1_000;

/// Characters of what a report says: the 4,000 that GeoReport allows to whoever sends one from elsewhere,
/// and a line for the address that came with them.
pub const MOST_TEXT: usize = 4_256;

/// Characters of a reason, a note, an answer.
pub const MOST_NOTE: usize = 500;

/// Photos of whoever reports; as many of whoever did it.
pub const MOST_PHOTOS: usize = 3;

/// Words that are kept of what was said; of more, the oldest go. A report that is reopened ten times has
/// fewer.
pub const MOST_WORDS: usize = 64;

/// Whoever reported has so long to say whether it is done; then it is *unconfirmed*.
pub const ASK_FOR: Duration = Duration::from_secs(3 * 24 * 3_600);

/// A promise is no later than this: a quarter of a year, for what must be bought and built.
pub const MOST_PROMISE: Duration = Duration::from_secs(92 * 24 * 3_600);

/// A report.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What is wrong.
    pub kind: ReportKind,
    /// A resident's own wish or problem: never shown to the public.
    pub private: bool,
    /// Where.
    pub place: Place,
    /// In their own words. The store seals it.
    pub text: String,
    /// Whoever reported, if they left a telephone. The store seals it, and forgets it after a while.
    pub contact: Option<Contact>,
    /// What was answered, the oldest first. The store seals it.
    pub words: Vec<Word>,
    /// How far it is.
    pub state: State,
    /// Whose it is, if it is somebody's yet.
    pub worker: Option<PartyId>,
    /// When what happened, for the ledger.
    pub times: Times,
    /// How often whoever reported said that it was not done.
    pub reopened: u16,
    /// So many others have seen it too.
    pub me_too: u32,
    /// Pictures, by the name under which they are kept.
    pub photos: Vec<Photo>,
    /// What the public sees, once the grid worker has looked.
    pub public: Option<Public>,
    /// What was done already: the same again changes nothing.
    pub acted: Acted,
}

/// A telephone number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As it was written.
    pub phone: String,
    /// When a code that was sent there came back.
    pub confirmed: Option<Wall>,
    /// The language in which it was confirmed, `zh-CN`; empty: as the community.
    #[serde(default)]
    pub lang: String,
}

/// What somebody answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// When.
    pub at: Wall,
    /// Who; absent for whoever reported.
    pub by: Option<PartyId>,
    /// What they did with it.
    pub step: Step,
    /// What they said.
    pub text: String,
}

/// When what happened: what the ledger counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When it came.
    pub received: Wall,
    /// Until when somebody should have looked, for the first time.
    pub look_by: Wall,
    /// When somebody did.
    pub looked: Option<Wall>,
    /// Until when it should have been done, by the rule.
    pub done_by: Option<Wall>,
    /// … and by the last promise.
    pub promised: Option<Wall>,
    /// When it was done, for the last time.
    pub done: Option<Wall>,
    /// When it ended.
    pub ended: Option<Wall>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The name under which it is kept.
    pub name: String,
    /// It shows how it was done; else, what was wrong.
    pub after: bool,
}

/// What the public sees: never a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Public {
    /// When the grid worker said so.
    pub at: Wall,
    /// In words that the grid worker has read. The store seals it with the rest.
    pub text: String,
    /// Pictures that may be seen, by name.
    pub photos: Vec<String>,
}

/// Until when what must be done, if the clock began now; by the community's working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Somebody has looked at it.
    pub look_by: Wall,
    /// It is done.
    pub done_by: Wall,
}

/// What whoever reports says.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is wrong.
    pub kind: ReportKind,
    /// Not for the public.
    pub private: bool,
    /// Where.
    pub place: Place,
    /// In their words.
    pub text: String,
    /// Where they may be called, not confirmed yet.
    pub phone: Option<String>,
    /// Whose part of the neighbourhood it is, if that is known.
    pub worker: Option<PartyId>,
}

impl Times {
    /// Of a report that has just come.
    #[must_use]
    pub const fn new(received: Wall, look_by: Wall) -> Self {
        Self {
            received,
            look_by,
            looked: None,
            done_by: None,
            promised: None,
            done: None,
            ended: None,
        }
    }
}

impl Default for Clocks {
    /// Nobody knows when the office works: everything is due at once.
    fn default() -> Self {
        Self { look_by: Wall(0), done_by: Wall(0) }
    }
}

impl Report {
    /// It has just come.
    #[must_use]
    pub fn new(now: Wall, draft: Draft, clocks: Clocks) -> Self {
        let Draft { kind, private, place, text, phone, worker } = draft;
        let look_by = clocks.look_by.max(now);
        Self {
            kind,
            private: private || kind.is_private(),
            place,
            text: cut(&text, MOST_TEXT),
            contact: phone.map(|phone| Contact {
                phone: cut(&phone, 32),
                confirmed: None,
                lang: String::new(),
            }),
            words: Vec::new(),
            state: State::Received { since: now, look_by },
            worker,
            times: Times::new(now, look_by),
            reopened: 0,
            me_too: 0,
            photos: Vec::new(),
            public: None,
            acted: Acted::default(),
        }
    }

    /// Pictures of what was wrong, or of how it was done.
    pub fn pictures(&self, after: bool) -> impl Iterator<Item = &Photo> {
        self.photos.iter().filter(move |photo| photo.after == after)
    }

    /// What was said with the last step of a kind.
    #[must_use]
    pub fn last_word(&self, step: impl Fn(&Step) -> bool) -> Option<&Word> {
        self.words.iter().rev().find(|word| step(&word.step))
    }
}

/// Of what somebody wrote, what can be seen: its lines and their breaks.
pub(crate) fn seen(text: &str) -> String {
    text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect()
}

/// The first characters of a text.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// What people wrote is in no log.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("kind", &self.kind)
            .field("state", &self.state)
            .field("worker", &self.worker)
            .field("times", &self.times)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact").field("confirmed", &self.confirmed).finish_non_exhaustive()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").field("step", &self.step).finish_non_exhaustive()
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("kind", &self.kind).finish_non_exhaustive()
    }
}
