//! What has the module said of the person, and what of that is news?
//!
//! Presence, bed and sleep are said when they change, and again when they are asked for; the record
//! of ten minutes sums them up, and is asked for too. What was asked for, or was heard before, may be
//! ten minutes old, and a record of nobody (`exist` 0) is no word about a bed: these fill what is
//! unknown and override nothing. A record that says "asleep" after the bed was said to be empty
//! puts nobody back into it.

use core::time::Duration;

use super::frame::Frame;
use super::night::TenMinutes;
use crate::reading::{Reading, SleepStage};
use crate::time::Mono;

/// A record is made every ten minutes; the same one sooner than this is that one again. Later it is
/// a new one of ten minutes that were alike, or an old one after all: what turned over is counted,
/// and nothing is overridden.
const RECORD_EVERY: Duration = Duration::from_secs(9 * 60 + 30);

/// So many different records are remembered: forty minutes.
const RECORDS: usize = 4;

/// The longest record that is compared.
const RECORD: usize = 8;

/// How old a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// Made just now.
    New,
    /// Somebody asked for it, or it is like one that was heard ten minutes ago and more.
    Old,
    /// Heard before.
    Repeated,
}

/// What is known of the person, and what of the module does not change while it has power.
#[derive(Debug)]
pub(super) struct Known {
    presence: Option<bool>,
    in_bed: Option<bool>,
    stage: Option<SleepStage>,
    /// Whether a record has ever said that somebody exists: some firmware never does (radar.md §10).
    counts_exist: bool,
    /// The records that were heard last, and when.
    records: heapless::Deque<(Mono, [u8; RECORD]), RECORDS>,
}

impl Known {
    pub(super) const fn new() -> Self {
        Self {
            presence: None,
            in_bed: None,
            stage: None,
            counts_exist: false,
            records: heapless::Deque::new(),
        }
    }

    /// The module may have missed something: what it said of the person is unknown.
    pub(super) const fn forget(&mut self) {
        self.presence = None;
        self.in_bed = None;
        self.stage = None;
    }

    /// Nobody whose heart could be heard. Somebody in bed is there, whatever the presence says.
    pub(super) const fn is_nobody_there(&self) -> bool {
        match (self.in_bed, self.presence) {
            (Some(in_bed), _) => !in_bed,
            (None, presence) => matches!(presence, Some(false)),
        }
    }

    /// Whether the module has said that it sees nobody.
    pub(super) const fn has_seen_nobody(&self) -> bool {
        matches!(self.presence, Some(false))
    }

    pub(super) const fn presence(&mut self, there: bool) -> Reading {
        self.presence = Some(there);
        Reading::Presence(there)
    }

    /// `None`: it has stopped looking for a bed.
    pub(super) const fn bed(&mut self, in_bed: Option<bool>) -> Reading {
        self.in_bed = in_bed;
        match in_bed {
            Some(in_bed) => Reading::InBed(in_bed),
            None => Reading::BedWatched(false),
        }
    }

    /// How they sleep, unless nobody is there to.
    pub(super) fn stage(&mut self, stage: SleepStage) -> Option<Reading> {
        let is_empty = self.is_nobody_there() && stage != SleepStage::None;
        self.stage = Some(stage).filter(|_| !is_empty);
        self.stage.map(Reading::SleepStage)
    }

    /// How old a record is that nobody asked for.
    pub(super) fn age(&mut self, at: Mono, frame: &Frame<'_>) -> Age {
        let Ok(body) = <[u8; RECORD]>::try_from(frame.body) else { return Age::Old };
        let before = self.records.iter().filter(|(_, known)| *known == body).map(|(at, _)| *at);
        let before = before.max();
        if before.is_some_and(|last| at.since(last) < RECORD_EVERY) {
            return Age::Repeated;
        }
        if self.records.is_full() {
            self.records.pop_front();
        }
        if self.records.push_back((at, body)).is_err() {
            debug_assert!(false, "there is room");
        }
        if before.is_some() { Age::Old } else { Age::New }
    }

    /// Takes in a record; an old one fills only what is unknown, and what turned over in it was
    /// counted when it was new.
    pub(super) fn ten_minutes(
        &mut self,
        record: TenMinutes,
        age: Age,
        mut push: impl FnMut(Reading),
    ) {
        self.counts_exist |= record.exist == Some(true);
        // Somebody is in bed and nobody exists cannot be: then it is no word about either.
        let is_nobody = record.exist == Some(false);
        let is_about_bed = !is_nobody || (self.counts_exist && record.in_bed == Some(false));
        let exist = record.exist.filter(|exist| *exist || self.counts_exist);
        let presence = exist.filter(|exist| *exist || record.in_bed != Some(true));
        let is_old = age != Age::New;
        if let Some(there) = presence.filter(|_| !is_old || self.presence.is_none()) {
            push(self.presence(there));
        }
        let fills = self.in_bed.is_none() && self.presence != Some(false);
        let is_news = (!is_old && is_about_bed) || fills;
        if let Some(in_bed) =
            record.in_bed.filter(|in_bed| is_news && !(*in_bed && record.is_empty))
        {
            push(self.bed(Some(in_bed)));
        }
        let is_told = (!is_old && is_about_bed) || self.stage.is_none();
        if let Some(stage) = record.stage.filter(|_| is_told && !record.is_empty) {
            self.stage(stage).into_iter().for_each(&mut push);
        }
        if age != Age::Repeated {
            push(Reading::TurnOvers(record.turn_overs.into()));
        }
    }
}
