//! What is the home told, and has it heard? Each wish is repeated until its reply: the home's own call
//! goes on until it knows that a person acts.
//!
//! Two things are said, and each by its newest wish only: that a screen shows it (`received`), and how
//! far a person has got (`accepted`, `released`). So an older word never comes after a newer one.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Stage;
use serde::{Deserialize, Serialize};

use super::about::CaseId;

/// Between the first two tries; each later one waits twice as long, …
const FIRST_AGAIN: Duration = Duration::from_secs(2);

/// … but never longer than this.
const LONGEST_AGAIN: Duration = Duration::from_secs(60);

/// Tries while the case is open: a day. A home that answers nothing for so long has a case of its own.
pub const MOST_TRIES: u32 = 1_440;

/// Tries altogether once it is closed: about a quarter of an hour.
pub const MOST_TRIES_CLOSED: u32 = 20;

/// What a home is told about one alarm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    numbered: u32,
    shown: Option<Wish>,
    acts: Option<Wish>,
    /// How far a person has got, as the home knows it.
    known: Option<Stage>,
    /// How often its condition had come up when a screen last showed it.
    #[serde(default)]
    seen: u32,
}

/// Something that a home is to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Wish {
    stage: Stage,
    by: String,
    number: u32,
    tries: u32,
    due: Wall,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// To be said now.
    Say {
        /// The command's name, the same each time.
        request: String,
        /// Who acts.
        by: String,
        /// How far they have got.
        stage: Stage,
    },
    /// It was said often enough.
    GivenUp,
}

impl Relay {
    /// The home is to know that. What it was to know before is no longer said; the same that is being
    /// said goes on being said.
    pub(crate) fn wish(&mut self, now: Wall, stage: Stage, by: String) {
        let place = match stage {
            Stage::Received => &mut self.shown,
            Stage::Accepted | Stage::Released => &mut self.acts,
        };
        if place.as_ref().is_some_and(|wish| wish.stage == stage && wish.by == by) {
            return;
        }
        self.numbered = self.numbered.saturating_add(1);
        *place = Some(Wish { stage, by, number: self.numbered, tries: 0, due: now });
    }

    /// A screen shows this call.
    pub(crate) fn seen(&mut self, times: u32) {
        self.seen = self.seen.max(times);
    }

    /// Whether a screen showed it since its condition came up for that time.
    #[must_use]
    pub const fn is_seen(&self, times: u32) -> bool {
        self.seen >= times
    }

    /// Nothing more is said: the alarm is over.
    pub(crate) fn clear(&mut self) {
        (self.shown, self.acts) = (None, None);
    }

    /// Whether the home knows, or is being told, that somebody acts.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        let newest = self.acts.as_ref().map(|wish| wish.stage).or(self.known);
        newest == Some(Stage::Accepted)
    }

    /// Whether there is something that the home has not confirmed: for the page.
    #[must_use]
    pub const fn is_pending(&self) -> bool {
        self.shown.is_some() || self.acts.is_some()
    }

    /// When something is said next.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Wall> {
        self.shown.iter().chain(&self.acts).map(|wish| wish.due).min()
    }

    /// A reply; whether it is one to this.
    pub(crate) fn reply(&mut self, case: CaseId, opened: Wall, request: &str) -> bool {
        let is = |wish: &Option<Wish>| {
            wish.as_ref().is_some_and(|wish| wish.request(case, opened) == request)
        };
        if is(&self.shown) {
            self.shown = None;
            return true;
        }
        if !is(&self.acts) {
            return false;
        }
        self.known = self.acts.take().map(|wish| wish.stage);
        true
    }

    /// What is due.
    pub(crate) fn handle_timeout(
        &mut self,
        case: CaseId,
        opened: Wall,
        now: Wall,
        open: bool,
    ) -> Vec<Due> {
        let most = if open { MOST_TRIES } else { MOST_TRIES_CLOSED };
        let mut due = Vec::new();
        for place in [&mut self.shown, &mut self.acts] {
            let Some(wish) = place.as_mut().filter(|wish| wish.due <= now) else { continue };
            if wish.tries >= most {
                *place = None;
                due.push(Due::GivenUp);
                continue;
            }
            wish.due = now + (FIRST_AGAIN * (1 << wish.tries.min(5))).min(LONGEST_AGAIN);
            wish.tries += 1;
            let request = wish.request(case, opened);
            due.push(Due::Say { request, by: wish.by.clone(), stage: wish.stage });
        }
        due
    }

    /// The clock may have been put back.
    pub(crate) fn redate(&mut self, now: Wall) {
        for wish in [&mut self.shown, &mut self.acts].into_iter().flatten() {
            wish.due = wish.due.min(now + LONGEST_AGAIN);
        }
    }
}

impl Wish {
    /// When the case began is in it: a station that was restored from a copy may give a number twice,
    /// and a home answers each name once.
    fn request(&self, case: CaseId, opened: Wall) -> String {
        format!("ack-{case}-{}-{:x}", self.number, opened.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: CaseId = CaseId(17);

    #[test]
    fn a_word_is_repeated_ever_less_often_under_one_name_until_its_reply() {
        let mut relay = Relay::default();
        relay.wish(Wall(0), Stage::Accepted, "p3".into());
        let (mut seconds, mut names) = (Vec::new(), std::collections::BTreeSet::new());
        for _ in 0..8 {
            let at = relay.poll_timeout().unwrap();
            seconds.push(at.0 / 1_000);
            let said = relay.handle_timeout(CASE, Wall(0), at, true);
            let [Due::Say { request, .. }] = &said[..] else { panic!() };
            names.insert(request.clone());
        }
        assert_eq!(seconds, [0, 2, 6, 14, 30, 62, 122, 182]);
        let name = names.pop_first().unwrap();
        assert!(names.is_empty() && name.len() <= 64);
        assert!(!relay.reply(CASE, Wall(0), "resend-8a2-4"));
        assert!(relay.reply(CASE, Wall(0), &name));
        assert_eq!((relay.poll_timeout(), relay.is_accepted()), (None, true));
        assert!(!relay.reply(CASE, Wall(0), &name), "a second reply says nothing new");
    }

    #[test]
    fn the_newest_word_counts_and_an_older_one_is_never_said_after_it() {
        let mut relay = Relay::default();
        for (at, stage) in [(0, Stage::Accepted), (1, Stage::Released), (2, Stage::Accepted)] {
            relay.wish(Wall(at), stage, "p3".into());
        }
        relay.wish(Wall(3), Stage::Received, "desk".into());
        let said = relay.handle_timeout(CASE, Wall(0), Wall(3), true);
        let stages: Vec<Stage> = said.iter().filter_map(stage).collect();
        assert_eq!(stages, [Stage::Received, Stage::Accepted]);
        let [.., Due::Say { request, .. }] = &said[..] else { panic!() };
        assert_eq!(request, "ack-c17-3-0");
    }

    #[test]
    fn a_home_that_answers_nothing_is_given_up_after_a_day_or_soon_after_the_end() {
        let count = |open: bool| {
            let mut relay = Relay::default();
            relay.wish(Wall(0), Stage::Accepted, "p3".into());
            let mut said = 0u32;
            while let Some(at) = relay.poll_timeout() {
                let due = relay.handle_timeout(CASE, Wall(0), at, open);
                said += u32::from(stage(&due[0]).is_some());
            }
            said
        };
        assert_eq!((count(true), count(false)), (MOST_TRIES, MOST_TRIES_CLOSED));
    }

    fn stage(due: &Due) -> Option<Stage> {
        match due {
            Due::Say { stage, .. } => Some(*stage),
            Due::GivenUp => None,
        }
    }
}
