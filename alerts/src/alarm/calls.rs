//! Is this a new call for help, or the same word once more?
//!
//! A button, a cord and the radar's fall word are momentary: each new one calls again, at most
//! every [`LIFE`]`.call_again`, whether somebody has accepted the last or not. But a contact says at
//! every poll how it stands, and a cord stays pulled: that is one call. So an input calls when it
//! goes on. Of any other source a word that comes after a pause is a new one, although the last was
//! never taken back.
//!
//! ```text
//!            on: calls
//!   Off ────────────────▶ On ──┐ on once more: calls if it is no input
//!    ▲                    │ ▲  │ and was not heard for a moment
//!    └─────── off ────────┘ └──┘
//! ```
//!
//! A button that has never said *off* has no word for it: its call is over as it is said, so that
//! an alarm that somebody accepts can close. A fall is over when the radar says so.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::rules::{Call, Finding};
use crate::message::{AlarmKind, Priority, What};
use crate::plan::{Kind, Places};
use crate::policy::LIFE;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Somebody, by a button or a cord.
    Person,
    /// A radar that has seen a fall.
    Radar,
}

/// What a source has said of one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Word {
    on: bool,
    /// When it last said that it is on.
    heard: Option<Mono>,
    /// When that last was a call.
    called: Option<Mono>,
    /// Whether it has ever said that it is off.
    ends: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct CallSource {
    person: Word,
    radar: Word,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Calls {
    #[serde(skip)]
    is_input: Vec<bool>,
    #[serde(with = "crate::sparse")]
    sources: Vec<CallSource>,
}

impl Calls {
    pub(crate) fn new(kinds: &[Kind]) -> Self {
        let is_input: Vec<_> = kinds.iter().map(|kind| matches!(kind, Kind::Input(_))).collect();
        Self { sources: alloc::vec![CallSource::default(); is_input.len()], is_input }
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    /// A source says that somebody calls, or does not.
    pub(crate) fn handle(
        &mut self,
        at: Mono,
        place: usize,
        caller: Caller,
        on: bool,
    ) -> Option<Finding> {
        let is_input = *self.is_input.get(place)?;
        let source = self.sources.get_mut(place)?;
        let (word, kind, what) = match caller {
            Caller::Person => (&mut source.person, AlarmKind::Sos, What::CallForHelp),
            Caller::Radar => (&mut source.radar, AlarmKind::Fall, What::FallSeen),
        };
        if !on {
            (word.on, word.ends) = (false, true);
            return Some(Finding::clear(kind));
        }
        let is_long_ago =
            |then: Option<Mono>| then.is_none_or(|it| at.since(it) >= LIFE.call_again);
        let is_new = !word.on || (!is_input && is_long_ago(word.heard));
        let calls = is_new && is_long_ago(word.called);
        let lasts = word.ends || is_input || caller == Caller::Radar;
        (word.on, word.heard) = (true, Some(at));
        if calls {
            word.called = Some(at);
        }
        let found = Finding::active(kind, Priority::High, at, what);
        match (calls, lasts) {
            (true, true) => Some(found.calling(Call::Anew)),
            (true, false) => Some(found.calling(Call::Momentary)),
            // It is so, whatever was said a moment ago.
            (false, true) => Some(found),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use protocol::Means;

    use super::*;

    const INPUT: Kind = Kind::Input(Means::Sos);

    #[test]
    fn a_cord_that_stays_pulled_is_one_call_however_often_its_contact_is_asked() {
        let said = play(INPUT, Caller::Person, &[(0, false), (10, true), (11, true), (70, true)]);
        assert_eq!(said, ["off", "calls", "known", "known"]);
    }

    #[test]
    fn each_press_of_a_button_calls_again_but_no_bounce_does() {
        let presses = [(10, true), (11, false), (12, true), (13, false), (13, true), (14, true)];
        let said = play(INPUT, Caller::Person, &presses);
        assert_eq!(said, ["calls", "off", "calls", "off", "known", "known"]);
    }

    #[test]
    fn a_button_that_knows_no_off_calls_at_each_word_and_is_over_at_once() {
        let presses = [(10, true), (11, true), (30, true), (90, true)];
        let said = play(Kind::Other, Caller::Person, &presses);
        assert_eq!(said, ["calls for a moment", "", "calls for a moment", "calls for a moment"]);
    }

    #[test]
    fn a_radar_that_repeats_its_fall_word_each_second_has_seen_one_fall() {
        let words: Vec<_> = (0..10).map(|s| (s, true)).chain([(60, true), (90, false)]).collect();
        let mut said = vec!["calls"];
        said.extend(["known"; 9]);
        said.extend(["calls", "off"]);
        assert_eq!(play(Kind::BedRadar, Caller::Radar, &words), said);
    }

    #[test]
    fn a_fall_and_a_button_of_one_source_are_two_calls() {
        let mut calls = Calls::new(&[Kind::Other]);
        let kinds = [Caller::Person, Caller::Radar]
            .map(|caller| calls.handle(Mono(1), 0, caller, true).unwrap().kind);
        assert_eq!(kinds, [AlarmKind::Sos, AlarmKind::Fall]);
    }

    fn play(kind: Kind, caller: Caller, words: &[(u64, bool)]) -> Vec<&'static str> {
        let mut calls = Calls::new(&[kind]);
        let word = |found: Option<Finding>| match found.map(|it| it.is.map(|is| is.call)) {
            None => "",
            Some(None) => "off",
            Some(Some(Call::IfWorse)) => "known",
            Some(Some(Call::Anew)) => "calls",
            Some(Some(Call::Momentary)) => "calls for a moment",
        };
        let hear = |(s, on): &(u64, bool)| word(calls.handle(Mono(s * 1_000), 0, caller, *on));
        words.iter().map(hear).collect()
    }
}
