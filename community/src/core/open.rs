//! Which alarms of a home are open? From the steps of their lives, and from the lists of all open
//! ones that a home publishes each minute.
//!
//! Steps come in any order and more than once: one that is older than what is known never opens an
//! alarm again. A list that is complete and newer than an alarm's last step, and does not have it,
//! ends it: so a station without history is right within a minute, and a closing step that was lost
//! leaves no alarm on the wall for ever. A list that the broker had kept may be old: it opens and
//! never ends.

use std::collections::VecDeque;

use alerts::Wall;
use alerts::message::{Id, Priority, Step};

use super::heard::{AlarmStep, Known};

/// Open alarms of a home. A home has a few; one that has more than this raises nonsense, and the
/// least urgent and newest is dropped.
const MOST_OPEN: usize = 128;

/// Closed alarms whose late steps are recognised; what is older is ended by the next list.
const MOST_CLOSED: usize = 32;

/// When in a home's life: the boot, and milliseconds since it.
pub(crate) type Stamp = (u32, u64);

/// Open alarms, and which were just closed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Open {
    open: Vec<Alarm>,
    closed: VecDeque<Closed>,
    /// The newest complete list: what it does not have, and is older, is over.
    listed: Option<Stamp>,
    /// A list of several pages that is coming.
    coming: Option<Coming>,
}

/// An open alarm.
#[derive(Clone, Debug)]
pub(crate) struct Alarm {
    /// When the station heard of it.
    pub(crate) since: Wall,
    /// Its newest step.
    pub(crate) step: AlarmStep,
    id: Option<Id>,
    stamp: Option<Stamp>,
}

#[derive(Clone, Debug)]
struct Closed {
    alarm: String,
    id: Option<Id>,
    stamp: Option<Stamp>,
}

#[derive(Clone, Debug)]
struct Coming {
    /// Of its first page: alarms that are newer than this may be missing on it.
    stamp: Stamp,
    next: u32,
    pages: u32,
    names: Vec<String>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stepped {
    /// It is the alarm's newest, and the alarm is open.
    Open,
    /// It ended the alarm.
    Closed,
    /// It is older than what is known.
    Old {
        /// Whether the alarm is open.
        open: bool,
    },
}

impl Stepped {
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Old { open: true })
    }
}

impl Open {
    /// What the store had.
    pub(crate) fn restore(&mut self, since: Wall, step: AlarmStep) {
        self.insert(Alarm { since, step, id: None, stamp: None });
    }

    /// The home has a new disk: its numbers begin anew, so nothing is older than anything.
    pub(crate) fn forget_order(&mut self) {
        self.closed.clear();
        (self.listed, self.coming) = (None, None);
        for alarm in &mut self.open {
            (alarm.id, alarm.stamp) = (None, None);
        }
    }

    /// A step in an alarm's life.
    pub(crate) fn handle_step(
        &mut self,
        now: Wall,
        id: Option<Id>,
        stamp: Option<Stamp>,
        step: &AlarmStep,
    ) -> Stepped {
        let closes = step.step == Known::Word(Step::Closed);
        if let Some(at) = self.position(&step.alarm) {
            return self.step_of_open(at, id, stamp, step);
        }
        let was_closed = self.closed.iter().any(|closed| {
            closed.alarm == step.alarm && is_older((id, stamp), (closed.id, closed.stamp))
        });
        let was_over = matches!((stamp, self.listed), (Some(said), Some(listed)) if said < listed);
        if closes {
            self.note_closed(step.alarm.clone(), id, stamp);
        }
        if closes || was_closed || was_over {
            return if closes { Stepped::Closed } else { Stepped::Old { open: false } };
        }
        self.insert(Alarm { since: now, step: step.clone(), id, stamp });
        Stepped::Open
    }

    fn step_of_open(
        &mut self,
        at: usize,
        id: Option<Id>,
        stamp: Option<Stamp>,
        step: &AlarmStep,
    ) -> Stepped {
        let Some(alarm) = self.open.get_mut(at) else { return Stepped::Old { open: false } };
        if is_older((id, stamp), (alarm.id, alarm.stamp)) {
            return Stepped::Old { open: true };
        }
        (alarm.id, alarm.stamp) = (id.or(alarm.id), stamp.or(alarm.stamp));
        if step.step == Known::Word(Step::Closed) {
            self.open.remove(at);
            self.note_closed(step.alarm.clone(), id, stamp);
            return Stepped::Closed;
        }
        alarm.step = step.clone();
        Stepped::Open
    }

    /// A page of open alarms, made at that time, and whether the broker had kept it. What it opened and what it ended, for the store.
    pub(crate) fn handle_page(
        &mut self,
        now: Wall,
        (stamp, kept): (Stamp, bool),
        (page, pages): (u32, u32),
        listed: Vec<AlarmStep>,
    ) -> Vec<(AlarmStep, bool)> {
        let names: Vec<String> = listed.iter().map(|step| step.alarm.clone()).collect();
        let mut changed = Vec::new();
        for step in listed {
            if self.listed_open(now, stamp, &step) {
                changed.push((step, true));
            }
        }
        if kept {
            return changed;
        }
        if let Some((complete, names)) = self.complete(stamp, page, pages, names) {
            changed.extend(self.end_unlisted(complete, &names));
        }
        changed
    }

    /// An alarm stands on a list. True if it was not known to be open.
    fn listed_open(&mut self, now: Wall, stamp: Stamp, step: &AlarmStep) -> bool {
        if let Some(alarm) = self.open.iter_mut().find(|alarm| alarm.step.alarm == step.alarm) {
            if alarm.stamp.is_none_or(|known| known < stamp) {
                alarm.stamp = Some(stamp);
                let evidence = std::mem::take(&mut alarm.step.evidence);
                alarm.step = AlarmStep { evidence, ..step.clone() };
            }
            return false;
        }
        let was_closed = self.closed.iter().any(|closed| {
            closed.alarm == step.alarm && closed.stamp.is_some_and(|closed| closed >= stamp)
        });
        let was_over = self.listed.is_some_and(|listed| stamp < listed);
        if was_closed || was_over {
            return false;
        }
        self.insert(Alarm { since: now, step: step.clone(), id: None, stamp: Some(stamp) });
        true
    }

    /// The names on all pages, once the last has come in order.
    fn complete(
        &mut self,
        stamp: Stamp,
        page: u32,
        pages: u32,
        names: Vec<String>,
    ) -> Option<(Stamp, Vec<String>)> {
        if pages == 1 {
            self.coming = None;
            return Some((stamp, names));
        }
        if page == 1 {
            self.coming = Some(Coming { stamp, next: 2, pages, names });
            return None;
        }
        let mut coming = self.coming.take()?;
        if (coming.next, coming.pages, coming.stamp.0) != (page, pages, stamp.0) {
            return None;
        }
        coming.names.extend(names);
        if page == pages {
            return Some((coming.stamp, coming.names));
        }
        coming.next += 1;
        self.coming = Some(coming);
        None
    }

    fn end_unlisted(&mut self, stamp: Stamp, names: &[String]) -> Vec<(AlarmStep, bool)> {
        self.listed = self.listed.max(Some(stamp));
        let is_over = |alarm: &mut Alarm| {
            alarm.stamp.is_none_or(|last| last < stamp) && !names.contains(&alarm.step.alarm)
        };
        let over: Vec<Alarm> = self.open.extract_if(.., is_over).collect();
        let mut ended = Vec::new();
        for Alarm { step, id, .. } in over {
            self.note_closed(step.alarm.clone(), id, Some(stamp));
            ended.push((AlarmStep { step: Known::Word(Step::Closed), ..step }, false));
        }
        ended
    }

    /// The newest step of an open one.
    pub(crate) fn newest(&self, name: &str) -> Option<&AlarmStep> {
        self.open.iter().map(|alarm| &alarm.step).find(|step| step.alarm == name)
    }

    /// The open ones.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Alarm> {
        self.open.iter()
    }

    /// The most urgent priority among them.
    pub(crate) fn signal(&self) -> Option<Priority> {
        self.open.iter().map(|alarm| alarm.step.priority).max()
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.open.len()
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.open.iter().position(|alarm| alarm.step.alarm == name)
    }

    fn insert(&mut self, alarm: Alarm) {
        self.open.push(alarm);
        if self.open.len() > MOST_OPEN {
            let least = |(_, alarm): &(usize, &Alarm)| (alarm.step.priority, -alarm.since.0);
            if let Some((at, _)) = self.open.iter().enumerate().min_by_key(least) {
                self.open.remove(at);
            }
        }
    }

    fn note_closed(&mut self, alarm: String, id: Option<Id>, stamp: Option<Stamp>) {
        self.closed.retain(|closed| closed.alarm != alarm);
        if self.closed.len() >= MOST_CLOSED {
            self.closed.pop_front();
        }
        self.closed.push_back(Closed { alarm, id, stamp });
    }
}

/// Whether one is older than the other: by their numbers, else by their time.
fn is_older(
    (id, stamp): (Option<Id>, Option<Stamp>),
    (other_id, other_stamp): (Option<Id>, Option<Stamp>),
) -> bool {
    match (id, other_id, stamp, other_stamp) {
        (Some(id), Some(other), _, _) => (id.boot, id.seq) < (other.boot, other.seq),
        (_, _, Some(stamp), Some(other)) => stamp < other,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
