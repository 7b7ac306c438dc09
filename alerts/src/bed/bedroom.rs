//! Which room is slept in, where no sensor looks at a bed?
//!
//! The one whose name says so, in the words of whoever configured it. Where none does (or several
//! do) it is learnt: at night, who moves now and then in one room and for hours in no other, lies
//! there. A room that is only walked through is not it, however quiet the house is afterwards.
//!
//! ```text
//!   moves ──▶ the same room moved last ──▶ so much longer alone there ──▶ the night's longest: 1
//!                                                                          of the last 14 nights
//! ```
//!
//! It promises to say no room rather than a wrong one: three nights, and twice as many as any other.
//! One that sleeps in an armchair, in a home with a bedroom by name, is not in bed.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use crate::plan::{Kind, Places, SourcePlan};
use crate::policy::BEDROOM;
use crate::time::Clock;

/// Where somebody moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum In {
    Bedroom,
    Elsewhere,
}

/// What is remembered of each source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// It has said that somebody moves.
    sees: bool,
    /// It says so since then.
    on: Option<Mono>,
    /// It holds what it saw for so long: the shortest time for which it ever said so.
    holds: Option<Duration>,
    /// Moving there alone this night.
    alone: Duration,
    /// Whether it was slept in: this night's predecessor in bit 0.
    nights: u16,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    sources: Vec<Seen>,
    /// The source that saw somebody last, and when.
    last: Option<(usize, Mono)>,
    /// When the night that is counted ends.
    ends: Option<Mono>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Bedroom {
    /// The first source that stands in the same room, for each.
    #[serde(skip)]
    rooms: Vec<usize>,
    #[serde(skip)]
    named: Vec<bool>,
    state: State,
}

/// Somebody moves, or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Motion {
    pub(crate) at: Mono,
    pub(crate) room: In,
    /// The same sensor has seen it all the while since its last word.
    pub(crate) lasts: bool,
    /// The bedroom's sensor says that somebody moves there.
    pub(crate) bedroom: bool,
}

impl Bedroom {
    pub(crate) fn new(sources: &[SourcePlan]) -> Self {
        let room = |source: &SourcePlan| source.room.clone().unwrap_or_else(|| source.name.clone());
        let names: Vec<String> = sources.iter().map(room).collect();
        // A bed's sensor stands where the bed is.
        let bed = sources.iter().find(|source| source.kind == Kind::BedRadar);
        let bed = bed.and_then(|source| source.room.as_ref());
        let first = |name: &String| names.iter().position(|other| other == name).unwrap_or(0);
        Self {
            rooms: names.iter().map(first).collect(),
            named: names.iter().map(|name| is_bedroom(name) || bed == Some(name)).collect(),
            state: State {
                sources: alloc::vec![Seen::default(); sources.len()],
                ..State::default()
            },
        }
    }

    /// A source sees somebody move. Where that is; `None` while no bedroom is known.
    pub(crate) fn handle_motion(
        &mut self,
        at: Mono,
        place: usize,
        clock: &Clock,
    ) -> Option<Motion> {
        let source = self.state.sources.get_mut(place)?;
        source.sees = true;
        source.on.get_or_insert(at);
        self.count(at, self.rooms.get(place).copied()?, clock);
        let (room, bedroom) = (self.is_in(place)?, self.is_on());
        Some(Motion { at, room, lasts: false, bedroom })
    }

    /// It sees nobody move any more. Somebody moved until a little while ago, if it said so for
    /// longer than it holds what it saw; of no interest if another room has moved since.
    pub(crate) fn handle_rest(&mut self, at: Mono, place: usize, clock: &Clock) -> Option<Motion> {
        let room = self.rooms.get(place).copied()?;
        let source = self.state.sources.get_mut(place)?;
        let on = source.on.take()?;
        let holds = source.holds.map_or(at.since(on), |holds| holds.min(at.since(on)));
        source.holds = Some(holds);
        let at = at.back(holds);
        let is_last = self.state.last.is_none_or(|(last, then)| last == room || then < at);
        if at <= on || !is_last {
            return None;
        }
        self.count(at, room, clock);
        let (room, bedroom) = (self.is_in(place)?, self.is_on());
        Some(Motion { at, room, lasts: true, bedroom })
    }

    /// A source is not heard.
    pub(crate) fn handle_silent(&mut self, place: usize) {
        if let Some(source) = self.state.sources.get_mut(place) {
            source.on = None;
        }
    }

    /// Where a source stands that could see somebody move.
    pub(crate) fn is_in(&self, place: usize) -> Option<In> {
        let room = self.rooms.get(place).copied()?;
        let is = match (self.learnt(), self.is_named()) {
            (Some(bedroom), _) => room == bedroom,
            (None, true) => self.is_by_name(room),
            (None, false) => return None,
        };
        Some(if is { In::Bedroom } else { In::Elsewhere })
    }

    /// A source in the bedroom.
    pub(crate) fn source(&self) -> Option<usize> {
        (0..self.rooms.len())
            .find(|place| self.sees(*place) && self.is_in(*place) == Some(In::Bedroom))
    }

    /// Goes on where an earlier run was.
    pub(crate) fn recall(&mut self, was: Self, places: &Places) {
        let State { sources, last, ends } = was.state;
        places.sort(sources, &mut self.state.sources, |is, was| *is = was);
        self.state.last = last.and_then(|(place, at)| Some((places.now(place)?, at)));
        self.state.ends = ends;
    }

    /// Whoever moves in a room at night, and moved there last, was alone there.
    fn count(&mut self, at: Mono, room: usize, clock: &Clock) {
        if self.state.ends.is_some_and(|ends| ends <= at) {
            self.close();
        }
        let last = self.state.last.replace((room, at));
        if clock.is_night(at) != Some(true) {
            return;
        }
        self.state.ends = self.state.ends.or_else(|| clock.night_end(at));
        if let Some((last, since)) = last
            && last == room
            && at.since(since) <= BEDROOM.stirs
            && clock.is_night(since) == Some(true)
            && let Some(source) = self.state.sources.get_mut(room)
        {
            source.alone += at.since(since);
        }
    }

    /// The night is over: in which room were they for most of it?
    fn close(&mut self) {
        self.state.ends = None;
        let most = self.state.sources.iter().map(|source| source.alone).max().unwrap_or_default();
        let kept = (1_u16 << BEDROOM.nights) - 1;
        for source in &mut self.state.sources {
            let won = most >= BEDROOM.alone && source.alone == most;
            source.nights = ((source.nights << 1) | u16::from(won)) & kept;
            source.alone = Duration::ZERO;
        }
    }

    /// The room that was slept in most; among those named so, if any is.
    fn learnt(&self) -> Option<usize> {
        let named = self.is_named();
        let rooms = (0..self.rooms.len()).filter(|room| !named || self.is_by_name(*room));
        let nights = |room: usize| {
            self.state.sources.get(room).map_or(0, |source| source.nights.count_ones())
        };
        let best = rooms.clone().max_by_key(|room| nights(*room))?;
        let next = rooms.filter(|room| *room != best).map(nights).max().unwrap_or(0);
        let enough = nights(best) >= BEDROOM.enough && nights(best) >= next * BEDROOM.clearly;
        enough.then_some(best)
    }

    /// A sensor in the bedroom says that somebody moves there.
    fn is_on(&self) -> bool {
        let on = |source: &Seen| source.on.is_some();
        let mut sources = self.state.sources.iter().enumerate();
        sources.any(|(place, source)| on(source) && self.is_in(place) == Some(In::Bedroom))
    }

    fn sees(&self, place: usize) -> bool {
        self.state.sources.get(place).is_some_and(|source| source.sees)
    }

    fn is_by_name(&self, place: usize) -> bool {
        self.named.get(place).is_some_and(|named| *named)
    }

    /// Whether a source that sees people stands in a room that is a bedroom by name.
    fn is_named(&self) -> bool {
        (0..self.rooms.len()).any(|place| self.sees(place) && self.is_by_name(place))
    }
}

/// In the languages of the homes: a hint, which what is seen can complete where it is missing.
fn is_bedroom(name: &str) -> bool {
    let name = name.to_lowercase();
    ["bedroom", "bed room", "schlafzimmer", "卧室", "寝室", "臥室"]
        .iter()
        .any(|is| name.contains(is))
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use jiff::tz::TimeZone;
    use protocol::Means;

    use super::*;
    use crate::plan::Kind;
    use crate::time::{ClockQuality, Night, Wall};

    #[test]
    fn a_room_that_is_called_bedroom_is_it_from_the_first_motion() {
        for name in ["Bedroom", "卧室", "Schlafzimmer links"] {
            let mut home = home(&["kitchen", name]);
            assert_eq!(home.source(), None);
            assert_eq!(moves(&mut home, 0, 0), None, "no bedroom has seen anybody yet");
            assert_eq!(moves(&mut home, 1, 1), Some(In::Bedroom));
            assert_eq!(moves(&mut home, 2, 0), Some(In::Elsewhere));
            assert_eq!(home.source(), Some(1));
        }
    }

    #[test]
    fn a_bedroom_without_a_name_is_learnt_in_three_nights_of_stirring_there_alone() {
        let mut home = home(&["a", "b", "c"]);
        for night in 0..3 {
            assert_eq!(home.is_in(1), None, "night {night}");
            // An evening in an armchair, then through the hall to bed.
            for step in 0..10 {
                moves(&mut home, night * 1_440 + step * 12, 0);
            }
            moves(&mut home, night * 1_440 + 121, 2);
            for step in 0..40 {
                moves(&mut home, night * 1_440 + 122 + step * 10, 1);
            }
            moves(&mut home, night * 1_440 + 900, 0);
        }
        let rooms = [0, 1, 2].map(|place| home.is_in(place));
        assert_eq!(rooms, [Some(In::Elsewhere), Some(In::Bedroom), Some(In::Elsewhere)]);
    }

    #[test]
    fn a_hall_that_sees_them_last_and_first_is_not_slept_in() {
        let mut home = home(&["living", "hall"]);
        for night in 0..5 {
            moves(&mut home, night * 1_440 + 60, 0);
            moves(&mut home, night * 1_440 + 61, 1);
            moves(&mut home, night * 1_440 + 300, 1);
            moves(&mut home, night * 1_440 + 301, 0);
            moves(&mut home, night * 1_440 + 302, 1);
            moves(&mut home, night * 1_440 + 900, 0);
        }
        assert_eq!([0, 1].map(|place| home.is_in(place)), [None, None]);
    }

    #[test]
    fn what_a_sensor_holds_is_learnt_and_its_end_says_when_they_moved_last() {
        let mut home = home(&["bath", "bedroom"]);
        moves(&mut home, 0, 1);
        assert_eq!(rests(&mut home, 2, 1), None, "it may hold for two minutes what it saw at once");
        moves(&mut home, 10, 1);
        assert_eq!(rests(&mut home, 15, 1), Some((min(13), In::Bedroom)));
        moves(&mut home, 20, 1);
        moves(&mut home, 24, 0);
        assert_eq!(rests(&mut home, 25, 1), None, "another room has seen them since");
    }

    fn home(rooms: &[&str]) -> Bedroom {
        let source = |room: &&str| SourcePlan {
            room: Some((*room).into()),
            ..SourcePlan::new("m".into(), Kind::RoomRadar)
        };
        let mut sources: Vec<_> = rooms.iter().map(source).collect();
        sources.extend(vec![SourcePlan::new("bedroom-door".into(), Kind::Input(Means::Door))]);
        Bedroom::new(&sources)
    }

    /// It is not said here when they rest, unless a test says so.
    fn moves(home: &mut Bedroom, at: u64, place: usize) -> Option<In> {
        home.handle_motion(min(at), place, &clock()).map(|moved| moved.room)
    }

    fn rests(home: &mut Bedroom, at: u64, place: usize) -> Option<(Mono, In)> {
        home.handle_rest(min(at), place, &clock()).map(|motion| (motion.at, motion.room))
    }

    /// Minute 0 is 21:00.
    fn clock() -> Clock {
        let mut clock = Clock::new(TimeZone::UTC, Night::default());
        clock.handle(Mono::ZERO, Some(Wall(21 * 3_600_000)), ClockQuality::Synced);
        clock
    }

    const fn min(minutes: u64) -> Mono {
        Mono(minutes * 60_000)
    }
}
