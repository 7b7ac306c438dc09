//! What does somebody who says something of a report change? Nobody is done without a picture, nothing is
//! refused without a reason, and a promise has a date that whoever reported sees.

use alerts::Wall;

use super::state::{NotSo, Said, State, Step};
use super::{
    ASK_FOR, Clocks, Contact, MOST_NOTE, MOST_PHOTOS, MOST_PROMISE, MOST_TEXT, MOST_WORDS,
};
use super::{Photo, Public, Report, Word, cut};
use crate::core::desk::{CaseId, PartyId};

impl Report {
    /// Somebody says something of it: what was done by that; nothing, if it was so already.
    ///
    /// # Errors
    ///
    /// When that cannot be said now; then nothing is different.
    pub fn hear(
        &mut self,
        now: Wall,
        (id, by): (CaseId, Option<PartyId>),
        said: Said,
        clocks: Clocks,
    ) -> Result<Option<Step>, NotSo> {
        match said {
            Said::Accept => self.accept(now, by, clocks),
            Said::Assign { to } => self.assign(now, to, clocks),
            Said::Start => self.start(now, by, clocks),
            Said::Promise { until, why } => self.promise(now, by, (until, why)),
            Said::Done { note, photo } => self.done(now, by, (note, photo)),
            Said::Refuse { why } => {
                self.end(now, by, (State::Refused { at: now }, Step::Refused), why)
            }
            Said::Duplicate { of, .. } if of == id => Err(NotSo::Itself),
            Said::Duplicate { of, why } => {
                let end = (State::Duplicate { at: now, of }, Step::Duplicate { of });
                self.end(now, by, end, why)
            }
            Said::Forward { why } => {
                self.end(now, by, (State::Forwarded { at: now }, Step::Forwarded), why)
            }
            Said::Confirm => self.confirm(now),
            Said::Reopen { why } => self.reopen(now, why, clocks),
            Said::MeToo => self.me_too(),
            Said::Photo { name } => self.add_photo(name, false),
            Said::Contact { phone, confirmed, lang } => {
                let confirmed = confirmed.then_some(now);
                let lang = cut(&lang, MOST_LANG);
                self.contact =
                    phone.map(|phone| Contact { phone: cut(&phone, MOST_PHONE), confirmed, lang });
                Ok(Some(Step::ContactChanged))
            }
            Said::Publish(public) => self.publish(public),
            Said::Blurred { old, new } => self.blurred(&old, new),
        }
    }

    /// Three days of silence.
    pub fn silence(&mut self, now: Wall) -> Option<Step> {
        let State::Done { ask_until, .. } = self.state else { return None };
        if now < ask_until {
            return None;
        }
        self.ended(now, State::Unconfirmed { at: now });
        Some(Step::Unconfirmed)
    }

    /// Somebody has looked: until when it is to be done. What was set once stands.
    fn looked(&mut self, now: Wall, clocks: Clocks) -> Wall {
        self.times.looked.get_or_insert(now);
        let done_by = self.state.done_by().unwrap_or_else(|| clocks.done_by.max(now));
        self.times.done_by.get_or_insert(done_by);
        done_by
    }

    fn accept(
        &mut self,
        now: Wall,
        by: Option<PartyId>,
        clocks: Clocks,
    ) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        match self.state {
            State::Received { .. } | State::Assigned { .. } => {
                let done_by = self.looked(now, clocks);
                self.worker = by.or(self.worker);
                self.state = State::Accepted { since: now, done_by };
                Ok(Some(Step::Accepted))
            }
            State::Accepted { .. } | State::InWork { .. } => {
                let late = self.state.due().is_some_and(|due| due <= now);
                match (self.is_own(by), late) {
                    (Ok(()), _) => Ok(None),
                    (Err(why), false) => Err(why),
                    // Whoever said so first is late: another takes it over, and has the day.
                    (Err(_), true) => {
                        self.worker = by;
                        self.state =
                            State::Accepted { since: now, done_by: clocks.done_by.max(now) };
                        Ok(Some(Step::Accepted))
                    }
                }
            }
            State::Done { .. }
            | State::Confirmed { .. }
            | State::Unconfirmed { .. }
            | State::Refused { .. }
            | State::Duplicate { .. }
            | State::Forwarded { .. } => Err(NotSo::Ended),
        }
    }

    fn assign(&mut self, now: Wall, to: PartyId, clocks: Clocks) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        if self.worker == Some(to) && !matches!(self.state, State::Received { .. }) {
            return Ok(None);
        }
        let done_by = self.looked(now, clocks);
        self.worker = Some(to);
        self.state = State::Assigned { to, since: now, done_by };
        Ok(Some(Step::Assigned { to }))
    }

    fn start(
        &mut self,
        now: Wall,
        by: Option<PartyId>,
        clocks: Clocks,
    ) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        let in_time = self.state.due().is_some_and(|due| now < due);
        if let (State::Accepted { .. } | State::InWork { .. }, true) = (self.state, in_time) {
            self.is_own(by)?;
        }
        if let State::InWork { .. } = self.state {
            return Ok(None);
        }
        let done_by = self.looked(now, clocks);
        self.worker = by.or(self.worker);
        self.state = State::InWork { since: now, done_by };
        Ok(Some(Step::Started))
    }

    fn promise(
        &mut self,
        now: Wall,
        by: Option<PartyId>,
        (until, why): (Wall, String),
    ) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        if until <= now || until > now + MOST_PROMISE {
            return Err(NotSo::OtherDay);
        }
        let why = reason(&why)?;
        self.times.looked.get_or_insert(now);
        self.times.done_by.get_or_insert(until);
        self.times.promised = Some(until);
        self.worker = self.worker.or(by);
        self.state = match self.state {
            State::InWork { since, .. } => State::InWork { since, done_by: until },
            State::Assigned { to, since, .. } => State::Assigned { to, since, done_by: until },
            State::Accepted { since, .. } => State::Accepted { since, done_by: until },
            State::Received { .. }
            | State::Done { .. }
            | State::Confirmed { .. }
            | State::Unconfirmed { .. }
            | State::Refused { .. }
            | State::Duplicate { .. }
            | State::Forwarded { .. } => State::Accepted { since: now, done_by: until },
        };
        let step = Step::Promised { until };
        self.word(now, by, step, why);
        Ok(Some(step))
    }

    fn done(
        &mut self,
        now: Wall,
        by: Option<PartyId>,
        (note, photo): (String, Option<String>),
    ) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        let photo = photo.ok_or(NotSo::PhotoWanted)?;
        self.times.looked.get_or_insert(now);
        self.times.done = Some(now);
        self.worker = by.or(self.worker);
        // Of a report that is done again and again, the last pictures count.
        while self.pictures(true).count() >= MOST_PHOTOS {
            let first = self.photos.iter().position(|photo| photo.after);
            first.map(|at| self.photos.remove(at));
        }
        self.add_photo(photo, true)?;
        self.state = State::Done { since: now, ask_until: now + ASK_FOR };
        self.word(now, by, Step::Done, cut(note.trim(), MOST_NOTE));
        Ok(Some(Step::Done))
    }

    fn end(
        &mut self,
        now: Wall,
        by: Option<PartyId>,
        (state, step): (State, Step),
        why: String,
    ) -> Result<Option<Step>, NotSo> {
        self.to_do()?;
        let why = reason(&why)?;
        self.times.looked.get_or_insert(now);
        self.worker = self.worker.or(by);
        self.word(now, by, step, why);
        self.ended(now, state);
        Ok(Some(step))
    }

    fn confirm(&mut self, now: Wall) -> Result<Option<Step>, NotSo> {
        match self.state {
            State::Done { .. } => {
                self.ended(now, State::Confirmed { at: now });
                Ok(Some(Step::Confirmed))
            }
            State::Confirmed { .. } => Ok(None),
            State::Unconfirmed { .. }
            | State::Refused { .. }
            | State::Duplicate { .. }
            | State::Forwarded { .. } => Err(NotSo::Ended),
            State::Received { .. }
            | State::Accepted { .. }
            | State::Assigned { .. }
            | State::InWork { .. } => Err(NotSo::NotDone),
        }
    }

    /// It is as at the beginning: somebody must look, and the day's clock begins anew then.
    fn reopen(&mut self, now: Wall, why: String, clocks: Clocks) -> Result<Option<Step>, NotSo> {
        if !matches!(self.state, State::Done { .. }) {
            return Err(if self.state.is_open() { NotSo::NotDone } else { NotSo::Ended });
        }
        let why = reason(&why)?;
        self.reopened = self.reopened.saturating_add(1);
        self.times.done = None;
        self.state = State::Received { since: now, look_by: clocks.look_by.max(now) };
        // What was said to be done is not: the public does not read that it is.
        self.public = None;
        self.word(now, None, Step::Reopened, why);
        Ok(Some(Step::Reopened))
    }

    fn me_too(&mut self) -> Result<Option<Step>, NotSo> {
        if !self.state.is_open() {
            return Err(NotSo::Ended);
        }
        self.me_too = self.me_too.saturating_add(1);
        Ok(Some(Step::MeToo))
    }

    fn add_photo(&mut self, name: String, after: bool) -> Result<Option<Step>, NotSo> {
        if self.photos.iter().any(|photo| photo.name == name) {
            return Ok(None);
        }
        if !self.state.is_open() {
            return Err(NotSo::Ended);
        }
        if self.pictures(after).count() >= MOST_PHOTOS {
            return Err(NotSo::ManyPhotos);
        }
        self.photos.push(Photo { name, after });
        Ok(Some(Step::PhotoAdded))
    }

    fn publish(&mut self, public: Option<Public>) -> Result<Option<Step>, NotSo> {
        let Some(mut public) = public else {
            return Ok(self.public.take().map(|_| Step::Withdrawn));
        };
        let known = |name: &String| self.photos.iter().any(|photo| photo.name == *name);
        if self.private || !public.photos.iter().all(known) {
            return Err(NotSo::NoSuchPhoto);
        }
        public.text = cut(public.text.trim(), MOST_TEXT);
        self.public = Some(public);
        Ok(Some(Step::Published))
    }

    fn blurred(&mut self, old: &str, new: String) -> Result<Option<Step>, NotSo> {
        let photo = self.photos.iter_mut().find(|photo| photo.name == old);
        let photo = photo.ok_or(NotSo::NoSuchPhoto)?;
        photo.name.clone_from(&new);
        for name in self.public.iter_mut().flat_map(|it| it.photos.iter_mut()) {
            if name == old {
                name.clone_from(&new);
            }
        }
        Ok(Some(Step::Blurred))
    }

    /// That nobody else has said that they do it: of two who press at the same moment one goes.
    fn is_own(&self, by: Option<PartyId>) -> Result<(), NotSo> {
        match (by, self.worker) {
            (Some(by), Some(worker)) if by != worker => Err(NotSo::Others),
            (Some(_) | None, _) => Ok(()),
        }
    }

    /// Whether there is still something to do.
    const fn to_do(&self) -> Result<(), NotSo> {
        if self.state.is_to_do() { Ok(()) } else { Err(NotSo::Ended) }
    }

    fn ended(&mut self, now: Wall, state: State) {
        self.times.ended = Some(now);
        self.state = state;
    }

    fn word(&mut self, at: Wall, by: Option<PartyId>, step: Step, text: String) {
        if self.words.len() >= MOST_WORDS {
            self.words.remove(0);
        }
        self.words.push(Word { at, by, step, text });
    }
}

/// Characters of a language's tag.
const MOST_LANG: usize = 16;

/// Characters of a telephone number.
const MOST_PHONE: usize = 32;

/// A reason that says something.
fn reason(why: &str) -> Result<String, NotSo> {
    let why = why.trim();
    if why.is_empty() { Err(NotSo::ReasonWanted) } else { Ok(cut(why, MOST_NOTE)) }
}
