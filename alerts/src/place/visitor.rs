//! Is more than one person at home?
//!
//! One person cannot be in two places. Three things show two: a radar that counts two targets for
//! half a minute; a bed that breathes in the same minutes in which somebody moves elsewhere; and a
//! door that is opened, with somebody moving, while the bed breathes on. *Breathes* means numbers
//! that change: what a radar repeats after the person has gone is nobody.
//!
//! ```text
//!            two are seen: said, from then             30 min without a sign of two
//!   Alone ─────────────────────────────────▶ Company ────────────────────────────────▶ Alone
//! ```
//!
//! The end is not said: a second person who sits still is not seen to leave.

use alloc::vec::Vec;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::bed::Occupancy;
use crate::plan::Places;
use crate::policy::VISITOR;
use crate::record::MINUTE;

/// Two persons are at home since then; whether that is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Company {
    pub(crate) from: Mono,
    pub(crate) is_news: bool,
}

/// A number that only a living body changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rate {
    Heart(u8),
    Breath(u8),
}

/// The entrance was opened while the bed breathed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Opened {
    at: Mono,
    moved: bool,
}

/// Everything that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visitors {
    in_bed: bool,
    heart: Option<u8>,
    breath: Option<u8>,
    /// When the bed last breathed, and somebody last moved elsewhere.
    life: Option<Mono>,
    motion: Option<Mono>,
    opened: Option<Opened>,
    /// The last minutes in which the bed breathed while somebody moved elsewhere, the newest in
    /// bit 0.
    both: u8,
    /// Since when each source sees more than one.
    targets: Vec<Option<Mono>>,
    /// When two were last seen.
    company: Option<Mono>,
}

impl Visitors {
    pub(crate) fn new(sources: usize) -> Self {
        Self { targets: alloc::vec![None; sources], ..Self::default() }
    }

    /// A radar counts whom it sees.
    pub(crate) fn handle_targets(&mut self, at: Mono, place: usize, count: u8) -> Option<Company> {
        let since = self.targets.get_mut(place)?;
        *since = (count >= 2).then(|| since.unwrap_or(at));
        let from = since.filter(|since| at.since(*since) >= VISITOR.targets)?;
        Some(self.company(at, from))
    }

    /// Whether somebody is in bed has changed.
    pub(crate) fn handle_bed(&mut self, occupancy: Occupancy) {
        self.in_bed = occupancy == Occupancy::In;
        if !self.in_bed {
            (self.life, self.opened, self.both) = (None, None, 0);
        }
    }

    /// The bed's radar counts heart or breath.
    pub(crate) fn handle_rate(&mut self, at: Mono, rate: Rate) -> Option<Company> {
        let before = match rate {
            Rate::Heart(rate) => self.heart.replace(rate).filter(|before| *before != rate),
            Rate::Breath(rate) => self.breath.replace(rate).filter(|before| *before != rate),
        };
        before.filter(|_| self.in_bed)?;
        let last = self.life.replace(at);
        let opened = self.opened?;
        if last.is_none_or(|last| at.since(last) > VISITOR.breathes) {
            // Long enough to have been at the door and back.
            self.opened = None;
            return None;
        }
        if !opened.moved || at.since(opened.at) < VISITOR.goes_on {
            return None;
        }
        self.opened = None;
        Some(self.company(at, opened.at))
    }

    /// Somebody moves elsewhere than in the bed.
    pub(crate) fn handle_motion(&mut self, at: Mono) {
        self.motion = Some(at);
        if let Some(opened) = &mut self.opened {
            opened.moved = true;
        }
    }

    /// The entrance was opened.
    pub(crate) fn handle_opened(&mut self, at: Mono) {
        let recent =
            |then: Option<Mono>| then.is_some_and(|then| at.since(then) <= VISITOR.breathes);
        if self.in_bed && recent(self.life) {
            self.opened = Some(Opened { at, moved: recent(self.motion) });
        }
    }

    /// A minute is over.
    pub(crate) fn handle_minute(&mut self, end: Mono) -> Option<Company> {
        let began = end.back(MINUTE);
        let within = |then: Option<Mono>| then.is_some_and(|then| then >= began);
        self.both = (self.both << 1) | u8::from(within(self.life) && within(self.motion));
        self.opened = self.opened.filter(|opened| end.since(opened.at) <= VISITOR.comes_in);
        let recent = self.both & ((1 << VISITOR.minutes) - 1);
        if recent & 1 == 0 || recent.count_ones() < VISITOR.both {
            return None;
        }
        Some(self.company(end, end.back(MINUTE * VISITOR.minutes)))
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, mut was: Self, places: &Places) {
        let targets = core::mem::take(&mut was.targets);
        places.sort(targets, &mut self.targets, |is, was| *is = was);
        was.targets = core::mem::take(&mut self.targets);
        *self = was;
    }

    fn company(&mut self, at: Mono, from: Mono) -> Company {
        let before = self.company.replace(at);
        let is_news = before.is_none_or(|before| at.since(before) > VISITOR.quiet);
        Company { from, is_news }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_targets_for_half_a_minute_are_two_persons_said_once_a_visit() {
        let mut home = Visitors::new(1);
        let said: Vec<_> = (0..600).filter_map(|at| home.handle_targets(s(at), 0, 2)).collect();
        assert_eq!(said.first(), Some(&Company { from: s(0), is_news: true }));
        assert_eq!(said.iter().filter(|said| said.is_news).count(), 1);
        assert_eq!(home.handle_targets(s(700), 0, 1), None);
        assert_eq!((3_000..3_030).find_map(|at| home.handle_targets(s(at), 0, 2)), None);
        let again = home.handle_targets(s(3_030), 0, 2).unwrap();
        assert!(again.is_news);
    }

    #[test]
    fn a_bed_that_breathes_while_somebody_moves_elsewhere_is_two_persons() {
        let mut home = sleeper();
        for second in 0..300 {
            home.breathes(second);
            if second % 30 < 5 {
                home.0.handle_motion(s(second));
            }
        }
        assert_eq!(home.1, [Company { from: Mono(0), is_news: true }]);
    }

    #[test]
    fn who_gets_up_is_not_two_persons_and_what_a_radar_repeats_breathes_not() {
        let mut home = sleeper();
        for second in 0..60 {
            home.breathes(second);
        }
        for second in 60..900 {
            home.0.handle_motion(s(second));
            home.repeats(second);
        }
        assert_eq!(home.1, []);
    }

    #[test]
    fn a_door_that_is_opened_while_the_bed_breathes_lets_a_second_person_in() {
        let mut home = sleeper();
        for second in 0..100 {
            home.breathes(second);
            if second == 40 {
                home.0.handle_opened(s(40));
            }
            if (41..50).contains(&second) {
                home.0.handle_motion(s(second));
            }
        }
        assert_eq!(home.1, [Company { from: s(40), is_news: true }]);
    }

    #[test]
    fn who_opens_the_door_and_goes_back_to_bed_is_alone() {
        let mut home = sleeper();
        for second in (0..30).chain(100..200) {
            home.breathes(second);
            if second == 29 {
                home.0.handle_motion(s(35));
                home.0.handle_opened(s(40));
                home.0.handle_motion(s(50));
            }
        }
        assert_eq!(home.1, []);
    }

    struct Home(Visitors, Vec<Company>);

    fn sleeper() -> Home {
        let mut visitors = Visitors::new(1);
        visitors.handle_bed(Occupancy::In);
        Home(visitors, Vec::new())
    }

    impl Home {
        fn breathes(&mut self, second: u64) {
            let rate = 12 + u8::try_from(second / 3 % 3).unwrap();
            self.hear(second, rate);
        }

        fn repeats(&mut self, second: u64) {
            self.hear(second, 13);
        }

        fn hear(&mut self, second: u64, rate: u8) {
            let said = [
                self.0.handle_rate(s(second), Rate::Breath(rate)),
                second.is_multiple_of(60).then(|| self.0.handle_minute(s(second))).flatten(),
            ];
            self.1.extend(said.into_iter().flatten().filter(|said| said.is_news));
        }
    }

    const fn s(seconds: u64) -> Mono {
        Mono(seconds * 1_000)
    }
}
