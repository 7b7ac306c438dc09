//! What do events say of the bed? When somebody went to bed, left it, got up and turned over; and from
//! that, with what minutes say, the stay of a night and the exits in it.

use std::collections::BTreeSet;
use std::ops::Range;

use alerts::{Wall, When};
use serde::Deserialize;

use super::{Bed, Exit, Frame, HOUR, MINUTE, Slot, Stay, runs};
use crate::core::heard::EventSaid;

/// After so long without return it was the final rise, if the night was nearly over (contract.md §3).
const GONE: i64 = 60 * MINUTE;

/// A final rise begins at most so long before the night's end.
const RISING: i64 = 3 * HOUR;

/// What events say of the bed, each in the order of time.
pub(super) struct Words {
    /// When, and whether they were in bed from then on.
    moves: Vec<(Wall, bool)>,
    rises: BTreeSet<Wall>,
    pub(super) turns: Vec<Wall>,
}

/// When an event was, if it says so itself.
#[derive(Default, Deserialize)]
struct From {
    #[serde(default)]
    from: Option<When>,
}

impl Words {
    pub(super) fn of(frame: Frame, events: &[(Wall, EventSaid)]) -> Self {
        let mut words = Self { moves: Vec::new(), rises: BTreeSet::new(), turns: Vec::new() };
        for (at, said) in events {
            // A body that cannot be read is an event without its own time.
            let From { from } = serde_json::from_str(&said.body).unwrap_or_default();
            let at = from.map_or(*at, When::wall);
            if said.withdrawn || at < frame.noon_before || at >= frame.noon {
                continue;
            }
            match said.kind.as_str() {
                "bed-entry" => words.moves.push((at, true)),
                "bed-exit" => words.moves.push((at, false)),
                "got-up" => drop(words.rises.insert(at)),
                "turn-over" => words.turns.push(at),
                _ => {}
            }
        }
        // Events are dated back: they need not come in the order in which things happened.
        words.moves.sort_by_key(|(at, _)| *at);
        words.turns.sort_unstable();
        words
    }

    /// Whether they were in bed in the minute that begins then.
    pub(super) fn bed(&self, from: Wall, slot: &Slot) -> Bed {
        if !slot.heard {
            return Bed::Unknown;
        }
        let middle = Wall(from.0 + MINUTE / 2);
        let before = self.moves.partition_point(|(at, _)| *at <= middle);
        let said = before.checked_sub(1).and_then(|n| self.moves.get(n)).map(|(_, is)| *is);
        match said.or(slot.in_bed) {
            Some(true) => Bed::In,
            Some(false) => Bed::Out,
            None => Bed::Unknown,
        }
    }

    /// The stay of a night: times in bed with the absences between them, of which the one counts
    /// that has most of the night's hours; `None` if none has any.
    pub(super) fn stay(&self, frame: Frame, bed: &[Bed], until: Wall) -> Option<Stay> {
        let mut stays: Vec<Range<i64>> = Vec::new();
        for (span, is) in runs(frame, bed.iter().copied(), until) {
            if is != Bed::In {
                continue;
            }
            match stays.last_mut() {
                Some(stay) if !parts(frame, stay.end..span.start.0) => stay.end = span.end.0,
                _ => stays.push(span.start.0..span.end.0),
            }
        }
        let hours =
            |stay: &Range<i64>| stay.end.min(frame.morning.0) - stay.start.max(frame.evening.0);
        let stay = stays.into_iter().max_by_key(hours).filter(|stay| hours(stay) > 0)?;
        let place = |at: i64| usize::try_from((at - frame.noon_before.0).div_euclid(MINUTE)).ok();
        let is_out = |place: Option<usize>| place.and_then(|n| bed.get(n)) == Some(&Bed::Out);
        let near = |at: i64, wanted: bool| {
            self.moves.iter().any(|(when, is)| *is == wanted && (when.0 - at).abs() <= MINUTE)
        };
        let rise_seen = is_out(place(stay.end)) || near(stay.end, false);
        let is_over = until >= frame.noon || (rise_seen && until.0 - stay.end >= GONE);
        Some(Stay {
            from: Wall(stay.start),
            to: is_over.then_some(Wall(stay.end)),
            entry_seen: is_out(place(stay.start - MINUTE)) || near(stay.start, true),
            rise_seen: is_over && rise_seen,
        })
    }

    pub(super) fn exits(&self, stay: Option<Stay>) -> Vec<Exit> {
        let Some(stay) = stay else { return Vec::new() };
        let end = stay.to.unwrap_or(Wall(i64::MAX));
        let mut exits = Vec::new();
        for (n, (from, is_in)) in self.moves.iter().enumerate() {
            let rose = self.rises.contains(from);
            if *is_in || rose || *from < stay.from || *from >= end {
                continue;
            }
            let later = self.moves.iter().skip(n + 1);
            let to = later.clone().find(|(_, is_in)| *is_in).map(|(at, _)| *at);
            // The stay ends in the minute of the final rise, and that is no exit.
            let is_final = to.is_none_or(|to| to > end) && from.0 + MINUTE >= end.0;
            if !is_final {
                exits.push(Exit { from: *from, to: to.filter(|to| *to <= end) });
            }
        }
        exits
    }
}

/// Whether an absence parts two stays: one that is long, and begins before the night or when it is
/// nearly over.
fn parts(frame: Frame, absence: Range<i64>) -> bool {
    absence.end - absence.start > GONE
        && (absence.start >= frame.morning.0 - RISING || absence.start < frame.evening.0)
}
