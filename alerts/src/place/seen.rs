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
//! The bed's own sensor also sees who sits on the bed for a while, or tries to get up beside it: there
//! it takes a minute, and while its flag says that somebody is in bed nobody is seen. It promises that
//! motion of several sensors at one time counts once, and that what moved before
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
    /// … in bed, as its flag says.
    flag: bool,
}

/// The last seconds, and in which of them there was motion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Window {
    /// The newest in bit 0.
    seconds: u128,
    /// Which second bit 0 is.
    newest: u64,
}

/// Where a sensor sees somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sees {
    /// The sensor does not look at the bed.
    About,
    /// It does, and nobody is in it.
    BesideBed,
    /// It does, and somebody is, or may be.
    InBed,
}

/// The sources of a home, by their place in its plan.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Sightings {
    #[serde(with = "crate::sparse")]
    sources: Vec<Source>,
    about: Window,
    beside: Window,
    said: Option<Mono>,
}

impl Sightings {
    pub(crate) fn new(sources: usize) -> Self {
        Self {
            sources: alloc::vec![Source::default(); sources],
            about: Window::default(),
            beside: Window::default(),
            said: None,
        }
    }

    /// A sample of body movement, 0 to 100, and whether it was motion. Whether somebody is seen.
    pub(crate) fn handle_movement(
        &mut self,
        at: Mono,
        place: usize,
        (movement, moves): (u8, bool),
        sees: Sees,
    ) -> Option<Mono> {
        let source = self.sources.get_mut(place)?;
        source.sees = true;
        if !source.words {
            source.there = movement > 0;
        }
        let before = source.sample.replace(at).map_or(Duration::ZERO, |before| at.since(before));
        let length = if before <= SEEN.cadence { before } else { Duration::ZERO };
        match sees {
            Sees::About if moves => self.about.mark(at.back(length), at),
            Sees::BesideBed if moves && !source.flag => self.beside.mark(at.back(length), at),
            Sees::About | Sees::BesideBed | Sees::InBed => return None,
        }
        self.say(at)
    }

    /// A sensor says in words whether somebody is there and moves.
    pub(crate) fn handle_motion(
        &mut self,
        at: Mono,
        place: usize,
        motion: Motion,
        sees: Sees,
    ) -> Option<Mono> {
        self.advance(at);
        let source = self.sources.get_mut(place)?;
        (source.sees, source.words, source.there) = (true, true, motion != Motion::None);
        // The bed's sensor says each sample too; its word alone would go on over a sit.
        source.moving = (sees == Sees::About && motion == Motion::Active).then_some(at);
        if source.moving.is_some() {
            self.about.mark(at, at);
        }
        self.say(at)
    }

    /// A sensor says whether somebody is there.
    pub(crate) fn handle_presence(&mut self, place: usize, there: bool) {
        if let Some(source) = self.sources.get_mut(place) {
            (source.sees, source.words, source.there) = (true, true, there);
        }
    }

    /// The bed's sensor says whether somebody is in it.
    pub(crate) fn handle_flag(&mut self, place: usize, flag: bool) {
        if let Some(source) = self.sources.get_mut(place) {
            source.flag = flag;
        }
    }

    /// A source is not heard: what it said last is no longer so.
    pub(crate) fn handle_silent(&mut self, at: Mono, place: usize) {
        self.advance(at);
        if let Some(source) = self.sources.get_mut(place) {
            let Source { sees, words, .. } = *source;
            *source = Source { sees, words, ..Source::default() };
        }
    }

    /// Somebody left the bed at `exit`: what moved before was somebody else, or they in bed.
    pub(crate) fn handle_exit(&mut self, exit: Mono) {
        self.about.forget(exit);
        self.beside.forget(exit);
        for source in &mut self.sources {
            source.moving = source.moving.map(|since| since.max(exit));
        }
        self.said = None;
    }

    /// What goes on without a word.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> Option<Mono> {
        self.poll_timeout().filter(|due| *due <= now)?;
        self.advance(now);
        self.say(now)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Mono> {
        let end = self.sources.iter().filter_map(Source::ends).max()?;
        let newest = Mono(self.about.newest * SECOND);
        let left = SEEN.least.saturating_sub(self.about.count()).max(1);
        let seen = newest + Duration::from_secs(u64::from(left));
        let again = self.said.map_or(Mono::ZERO, |said| said + SEEN.again);
        Some(seen.max(again).min(end))
    }

    /// Whether somebody is there without lying in bed, as far as sensors say; the one that looks at
    /// the bed counts only while nobody is in it.
    pub(crate) fn is_there(&self, bed: Option<usize>, out: bool) -> bool {
        let there = |(place, source): (usize, &Source)| source.there && (out || Some(place) != bed);
        self.sources.iter().enumerate().any(there)
    }

    /// Whether a sensor other than the bed's works that could see somebody.
    pub(crate) fn could_see(&self, bed: Option<usize>, silent: &[bool]) -> bool {
        self.sources.iter().enumerate().any(|(place, source)| {
            source.sees && Some(place) != bed && silent.get(place) == Some(&false)
        })
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        let sources = core::mem::take(&mut self.sources);
        *self = Self { sources, ..was };
        places.sort(was.sources, &mut self.sources, |is, was| *is = was);
    }

    /// Said first, and then from time to time.
    fn say(&mut self, at: Mono) -> Option<Mono> {
        let about = self.about.moves(at) && self.about.count() >= SEEN.least;
        let beside = self.beside.moves(at) && self.beside.count() >= SEEN.at_bed;
        let due = self.said.is_none_or(|said| said + SEEN.again <= at);
        if due && (about || beside) {
            self.said = Some(at);
            return Some(at);
        }
        None
    }

    /// Time passes, and whoever was said to move went on.
    fn advance(&mut self, now: Mono) {
        for source in &mut self.sources {
            let Some((since, end)) = source.moving.zip(source.ends()) else { continue };
            if end <= now {
                source.moving = None;
            }
            self.about.mark(since, now.min(end));
        }
        self.about.shift(now.0 / SECOND);
    }
}

impl Source {
    /// When its word that they move is worth no more.
    fn ends(&self) -> Option<Mono> {
        self.moving.map(|since| since + SEEN.holds)
    }
}

impl Window {
    fn count(&self) -> u32 {
        (self.seconds & ((1 << SEEN.within) - 1)).count_ones()
    }

    /// Whether there is motion in the second of `at`.
    const fn moves(&self, at: Mono) -> bool {
        self.seconds & 1 == 1 && self.newest == at.0 / SECOND
    }

    fn shift(&mut self, second: u64) {
        let ahead = second.saturating_sub(self.newest);
        let by = u32::try_from(ahead).unwrap_or(u32::MAX);
        self.seconds = self.seconds.checked_shl(by).unwrap_or(0);
        self.newest += ahead;
    }

    /// Motion after `from` until `to`, at least in the second of `to`.
    fn mark(&mut self, from: Mono, to: Mono) {
        let last = to.0 / SECOND;
        self.shift(last);
        for second in (from.0 / SECOND + 1).min(last)..=last {
            let ago = u32::try_from(self.newest - second).unwrap_or(u32::MAX);
            self.seconds |= 1_u128.checked_shl(ago).unwrap_or(0);
        }
    }

    /// What was before `exit` does not count.
    fn forget(&mut self, exit: Mono) {
        let ago = self.newest.saturating_sub(exit.0.div_ceil(SECOND));
        let keep = u32::try_from(ago).ok().and_then(|ago| 1_u128.checked_shl(ago + 1));
        self.seconds &= keep.map_or(u128::MAX, |bit| bit - 1);
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
            assert_eq!(home.handle_movement(s(at), 1, (40, true), Sees::About), None);
        }
        assert!(moves(&mut home, 29, 40));
    }

    #[test]
    fn a_word_that_they_move_goes_on_until_taken_back_or_for_two_minutes() {
        let mut home = Sightings::new(1);
        assert_eq!(home.handle_motion(s(100), 0, Motion::Active, Sees::About), None);
        assert_eq!(due(&mut home, s(400)), [129, 139, 149, 159, 169, 179, 189, 199, 209, 219]);

        let mut home = Sightings::new(1);
        home.handle_motion(s(100), 0, Motion::Active, Sees::About);
        assert_eq!(home.handle_motion(s(120), 0, Motion::None, Sees::About), None);
        assert_eq!(home.poll_timeout(), None);
    }

    #[test]
    fn who_moves_in_bed_is_not_seen_about() {
        let mut home = Sightings::new(1);
        for at in 0..100 {
            assert_eq!(home.handle_movement(s(at), 0, (60, true), Sees::InBed), None);
        }
        home.handle_motion(s(100), 0, Motion::Active, Sees::InBed);
        assert_eq!(home.poll_timeout(), None);
    }

    #[test]
    fn beside_the_bed_it_takes_a_minute_and_a_flag_hides_it() {
        let seen = |flag| {
            let mut home = Sightings::new(1);
            home.handle_flag(0, flag);
            let moves =
                |at: &u64| home.handle_movement(s(*at), 0, (40, true), Sees::BesideBed).is_some();
            (100..200).find(moves)
        };
        assert_eq!((seen(false), seen(true)), (Some(159), None));
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
        home.handle_movement(s(0), 1, (3, false), Sees::About);
        assert!(home.is_there(Some(0), false));
        home.handle_movement(s(1), 1, (0, false), Sees::About);
        assert!(!home.is_there(Some(0), false));
        home.handle_presence(0, true);
        home.handle_movement(s(2), 0, (0, false), Sees::About);
        assert_eq!([false, true].map(|out| home.is_there(Some(0), out)), [false, true]);
        home.handle_silent(s(3), 0);
        assert!(!home.is_there(Some(0), true));
    }

    fn moves(home: &mut Sightings, at: u64, movement: u8) -> bool {
        home.handle_movement(s(at), 0, (movement, movement >= 10), Sees::About).is_some()
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
