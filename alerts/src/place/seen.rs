//! Is somebody seen about?
//!
//! One sample is nobody: a draught, a damaged frame, a body that twitches on the floor. Somebody is
//! seen who moves for [`SEEN`]`.least` seconds within two minutes, wherever sensors look and nobody
//! lies in bed; and again while it goes on. It also knows which sensors could see somebody, because
//! where none can, that nobody is seen means nothing.
//!
//! ```text
//!             a second with motion              the 30th within 120 s
//!   Nobody ───────────────────────▶ Movement ─────────────────────────▶ Seen ─┐ 10 s: again
//!     ▲                                │ older than 120 s                │ ▲──┘
//!     └────────────────────────────────┴─────────────────────────────────┘
//! ```
//!
//! It promises that motion of several sensors at one time counts once, and that what moved before
//! an exit from bed does not count for whoever left it.

use alloc::vec::Vec;
use core::time::Duration;

use protocol::{Mono, Motion};
use serde::{Deserialize, Serialize};

use crate::plan::Places;
use crate::policy::SEEN;

const SECOND: u64 = 1_000;

/// What a source has said of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Source {
    /// It has ever said anything of people.
    sees: bool,
    /// It says whether somebody is there, and not only how much they move.
    words: bool,
    /// Its last sample of movement.
    sample: Option<Mono>,
    /// It said that they move, and has not taken it back.
    moving: Option<Mono>,
    /// Somebody is there.
    there: bool,
}

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    sources: Vec<Source>,
    /// Seconds with motion, the newest in bit 0.
    seconds: u128,
    /// Which second bit 0 is.
    newest: u64,
    said: Option<Mono>,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sightings {
    state: State,
}

impl Sightings {
    pub(crate) fn new(sources: usize) -> Self {
        let sources = alloc::vec![Source::default(); sources];
        Self { state: State { sources, seconds: 0, newest: 0, said: None } }
    }

    /// A sample of body movement, 0 to 100, and whether it was motion; of somebody out of bed, as
    /// far as is known, or not. Whether somebody is seen.
    pub(crate) fn handle_movement(
        &mut self,
        at: Mono,
        place: usize,
        (movement, moves): (u8, bool),
        out: bool,
    ) -> Option<Mono> {
        let source = self.state.sources.get_mut(place)?;
        source.sees = true;
        if !source.words {
            source.there = movement > 0;
        }
        let before = source.sample.replace(at).map_or(Duration::ZERO, |before| at.since(before));
        if !(moves && out) {
            return None;
        }
        let length = if before <= SEEN.cadence { before } else { Duration::ZERO };
        self.mark(at.back(length), at);
        self.say(at)
    }

    /// A sensor says in words whether somebody is there and moves.
    pub(crate) fn handle_motion(
        &mut self,
        at: Mono,
        place: usize,
        motion: Motion,
        out: bool,
    ) -> Option<Mono> {
        self.advance(at);
        let source = self.state.sources.get_mut(place)?;
        (source.sees, source.words, source.there) = (true, true, motion != Motion::None);
        source.moving = (out && motion == Motion::Active).then_some(at);
        if source.moving.is_some() {
            self.mark(at, at);
        }
        self.say(at)
    }

    /// A sensor says whether somebody is there.
    pub(crate) fn handle_presence(&mut self, place: usize, there: bool) {
        if let Some(source) = self.state.sources.get_mut(place) {
            (source.sees, source.words, source.there) = (true, true, there);
        }
    }

    /// A source is not heard: what it said last is no longer so.
    pub(crate) fn handle_silent(&mut self, at: Mono, place: usize) {
        self.advance(at);
        if let Some(source) = self.state.sources.get_mut(place) {
            (source.moving, source.there, source.sample) = (None, false, None);
        }
    }

    /// Somebody left the bed at `exit`: what moved before was somebody else, or they in bed.
    pub(crate) fn handle_exit(&mut self, exit: Mono) {
        let ago = self.state.newest.saturating_sub(exit.0.div_ceil(SECOND));
        let keep = u32::try_from(ago).ok().and_then(|ago| 1_u128.checked_shl(ago + 1));
        self.state.seconds &= keep.map_or(u128::MAX, |bit| bit - 1);
        for source in &mut self.state.sources {
            source.moving = source.moving.map(|since| since.max(exit));
        }
        self.state.said = None;
    }

    /// What goes on without a word.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Mono> {
        self.poll_timeout().filter(|due| *due <= now)?;
        self.advance(now);
        self.say(now)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let end = self.state.sources.iter().filter_map(Source::ends).max()?;
        let newest = Mono(self.state.newest * SECOND);
        let left = SEEN.least.saturating_sub(self.count()).max(1);
        let seen = newest + Duration::from_secs(u64::from(left));
        let again = self.state.said.map_or(Mono::ZERO, |said| said + SEEN.again);
        Some(seen.max(again).min(end))
    }

    /// Whether somebody is there without lying in bed, as far as sensors say; the one that looks at
    /// the bed counts only while nobody is `in_bed`.
    pub(crate) fn is_there(&self, bed: Option<usize>, out: bool) -> bool {
        let there = |(place, source): (usize, &Source)| source.there && (out || Some(place) != bed);
        self.state.sources.iter().enumerate().any(there)
    }

    /// Whether a sensor other than the bed's works that could see somebody.
    pub(crate) fn could_see(&self, bed: Option<usize>, silent: &[bool]) -> bool {
        self.state.sources.iter().enumerate().any(|(place, source)| {
            source.sees && Some(place) != bed && silent.get(place) == Some(&false)
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        let sources = core::mem::take(&mut self.state.sources);
        self.state = State { sources, ..was.state };
        places.sort(was.state.sources, &mut self.state.sources, |is, was| *is = was);
    }

    fn count(&self) -> u32 {
        (self.state.seconds & ((1 << SEEN.within) - 1)).count_ones()
    }

    /// Said first, and then from time to time.
    fn say(&mut self, at: Mono) -> Option<Mono> {
        let moves_now = self.state.seconds & 1 == 1 && self.state.newest == at.0 / SECOND;
        let due = self.state.said.is_none_or(|said| said + SEEN.again <= at);
        if moves_now && due && self.count() >= SEEN.least {
            self.state.said = Some(at);
            return Some(at);
        }
        None
    }

    /// Time passes, and whoever was said to move went on.
    fn advance(&mut self, now: Mono) {
        for place in 0..self.state.sources.len() {
            let Some(source) = self.state.sources.get_mut(place) else { continue };
            let Some((since, end)) = source.moving.zip(source.ends()) else { continue };
            if end <= now {
                source.moving = None;
            }
            self.mark(since, now.min(end));
        }
        self.shift(now.0 / SECOND);
    }

    fn shift(&mut self, second: u64) {
        let ahead = second.saturating_sub(self.state.newest);
        let by = u32::try_from(ahead).unwrap_or(u32::MAX);
        self.state.seconds = self.state.seconds.checked_shl(by).unwrap_or(0);
        self.state.newest += ahead;
    }

    /// Motion after `from` until `to`, at least in the second of `to`.
    fn mark(&mut self, from: Mono, to: Mono) {
        let last = to.0 / SECOND;
        self.shift(last);
        for second in (from.0 / SECOND + 1).min(last)..=last {
            let ago = u32::try_from(self.state.newest - second).unwrap_or(u32::MAX);
            self.state.seconds |= 1_u128.checked_shl(ago).unwrap_or(0);
        }
    }
}

impl Source {
    /// When its word that they move is worth no more.
    fn ends(&self) -> Option<Mono> {
        self.moving.map(|since| since + SEEN.holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_seen_at_the_thirtieth_second_of_motion_and_then_each_ten_seconds() {
        let mut home = Sightings::new(2);
        let seen: Vec<u64> = (100..160).filter(|at| moves(&mut home, *at, 40)).collect();
        assert_eq!(seen, [129, 139, 149, 159]);
    }

    #[test]
    fn a_radar_of_five_seconds_needs_as_long_as_one_of_one_second() {
        let mut home = Sightings::new(1);
        let seen: Vec<u64> = (100..160).step_by(5).filter(|at| moves(&mut home, *at, 10)).collect();
        assert_eq!(seen, [130, 140, 150]);
    }

    #[test]
    fn single_samples_minutes_apart_and_faint_movement_are_nobody() {
        let mut home = Sightings::new(1);
        assert!(!(0..1_000).step_by(10).any(|at| moves(&mut home, at, 90)));
        let mut home = Sightings::new(1);
        assert!(!(0..1_000).any(|at| moves(&mut home, at, 9)));
    }

    #[test]
    fn motion_on_and_off_counts_if_it_is_thirty_seconds_of_two_minutes() {
        let mut home = Sightings::new(1);
        let mut seen =
            (0..300).filter(|at| moves(&mut home, *at, if at % 4 == 0 { 20 } else { 0 }));
        assert_eq!(seen.next(), Some(116));
        let mut home = Sightings::new(1);
        assert!(!(0..300).any(|at| moves(&mut home, at, if at % 5 == 0 { 20 } else { 0 })));
    }

    #[test]
    fn motion_that_two_sensors_see_at_once_counts_once() {
        let mut home = Sightings::new(2);
        for at in 0..29 {
            assert!(!moves(&mut home, at, 40));
            assert_eq!(home.handle_movement(s(at), 1, (40, true), true), None);
        }
        assert!(moves(&mut home, 29, 40));
    }

    #[test]
    fn a_word_that_they_move_goes_on_until_taken_back_or_for_two_minutes() {
        let mut home = Sightings::new(1);
        assert_eq!(home.handle_motion(s(100), 0, Motion::Active, true), None);
        assert_eq!(due(&mut home, s(400)), [129, 139, 149, 159, 169, 179, 189, 199, 209, 219]);

        let mut home = Sightings::new(1);
        home.handle_motion(s(100), 0, Motion::Active, true);
        assert_eq!(home.handle_motion(s(120), 0, Motion::None, true), None);
        assert_eq!(home.poll_timeout(), None);
    }

    #[test]
    fn who_moves_in_bed_is_not_seen_about() {
        let mut home = Sightings::new(1);
        for at in 0..100 {
            assert_eq!(home.handle_movement(s(at), 0, (60, true), false), None);
        }
        home.handle_motion(s(100), 0, Motion::Active, false);
        assert_eq!(home.poll_timeout(), None);
    }

    #[test]
    fn what_moved_before_the_exit_does_not_count() {
        let mut home = Sightings::new(1);
        (0..29).for_each(|at| assert!(!moves(&mut home, at, 40)));
        home.handle_exit(s(27));
        (29..56).for_each(|at| assert!(!moves(&mut home, at, 40), "{at}"));
        assert!(moves(&mut home, 56, 40));
    }

    #[test]
    fn only_a_sensor_that_speaks_of_people_and_is_heard_could_have_seen_them() {
        let mut home = Sightings::new(3);
        assert!(!home.could_see(Some(0), &[false, false, false]));
        moves(&mut home, 0, 40);
        assert!(!home.could_see(Some(0), &[false, false, false]), "it looks at the bed");
        home.handle_presence(1, false);
        assert!(home.could_see(Some(0), &[false, false, false]));
        assert!(!home.could_see(Some(0), &[false, true, false]));
    }

    #[test]
    fn presence_is_a_word_or_where_there_is_none_any_movement() {
        let mut home = Sightings::new(2);
        home.handle_movement(s(0), 1, (3, false), true);
        assert!(home.is_there(Some(0), false));
        home.handle_movement(s(1), 1, (0, false), true);
        assert!(!home.is_there(Some(0), false));
        home.handle_presence(0, true);
        home.handle_movement(s(2), 0, (0, false), true);
        assert_eq!([false, true].map(|out| home.is_there(Some(0), out)), [false, true]);
        home.handle_silent(s(3), 0);
        assert!(!home.is_there(Some(0), true));
    }

    fn moves(home: &mut Sightings, at: u64, movement: u8) -> bool {
        home.handle_movement(s(at), 0, (movement, movement >= 10), true).is_some()
    }

    fn due(home: &mut Sightings, until: Mono) -> Vec<u64> {
        let mut seen = Vec::new();
        while let Some(at) = home.poll_timeout().filter(|at| *at <= until) {
            seen.extend(home.handle_timeout(at).map(|at| at.0 / SECOND));
        }
        seen
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * SECOND)
    }
}
