//! A desk in memory: the real machines and nothing else. For the pages' tests and to look at them;
//! what is sent goes to nobody, and a code is always the same.

mod door;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alerts::Wall;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use super::Responder;
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::desk::change::{Dispatch, LogRow};
use crate::core::desk::duty::Rota;
use crate::core::desk::ladder::Book;
use crate::core::desk::news::NewsId;
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::Address;
use crate::core::desk::quiet::{Quiet, local};
use crate::core::desk::{
    Answer, Case, CaseId, Change, Happened, Input, News, Opening, PartyId, World, take,
};
use crate::core::person::ResidentId;
use crate::roster::Roster;
use crate::store::parties::Kept;

/// The code that goes out, always.
pub const CODE: &str = "123456";

/// Cases that were closed and are shown.
const MOST_CLOSED: usize = 12;

/// Days in which a gap of the duty table is looked for.
const GAP_DAYS: u8 = 7;

/// The desk.
pub struct Double {
    inner: Mutex<Inner>,
    moves: watch::Sender<u64>,
    clock: Clock,
    zone: TimeZone,
    roster: Roster,
}

#[derive(Default)]
struct Inner {
    cases: BTreeMap<CaseId, Arc<Case>>,
    logs: BTreeMap<CaseId, Vec<LogRow>>,
    people: Arc<BTreeMap<PartyId, Responder>>,
    people_revision: u64,
    proven: Arc<BTreeMap<HomeId, Wall>>,
    rota: Kept<Rota>,
    book: Kept<Book>,
    quiet: Kept<Quiet>,
    photos: BTreeMap<String, (CaseId, Vec<u8>)>,
    revision: u64,
    watched: usize,
    news: i64,
}

impl Double {
    /// Of a community with these residents.
    #[must_use]
    pub fn new(clock: Clock, zone: TimeZone, roster: Roster) -> Self {
        Self { inner: Mutex::default(), moves: watch::Sender::new(0), clock, zone, roster }
    }

    /// The word of somebody's link to a case.
    #[must_use]
    pub fn word(case: CaseId, who: PartyId) -> String {
        format!("c{}p{}", case.0, who.0)
    }

    /// Somebody who may be called.
    pub fn knows(&self, person: Responder) {
        let mut inner = self.lock();
        Arc::make_mut(&mut inner.people).insert(person.party.id, person);
        inner.people_revision += 1;
        drop(inner);
        self.moved();
    }

    /// When the way from a home was last seen to work.
    pub fn proves(&self, home: HomeId, at: Wall) {
        Arc::make_mut(&mut self.lock().proven).insert(home, at);
        self.moved();
    }

    /// Something has happened; whose case it is, if there is one then. `at`: as if it had been then.
    pub fn happens(&self, what: Happened, at: Wall) -> Option<CaseId> {
        let mut inner = self.lock();
        let about = what.about();
        let last = inner.cases.values().rev().find(|it| it.about.key() == about.key());
        let last = last.map(|it| (**it).clone());
        let resident = about.home().and_then(|it| self.roster.of_home(it)).map(|it| it.id);
        let world = self.world(&inner, resident, at);
        let id = inner.cases.last_key_value().map_or(CaseId(1), |(id, _)| CaseId(id.0 + 1));
        let ladders = inner.book.of.ladders(about.home(), about.kind());
        inner.news += 1;
        let news = News { id: NewsId(inner.news), at, what };
        let change = take(at, &news, last, Opening { id, ladders, resident }, &world);
        let case = change.case.as_ref().map(|it| it.id);
        self.applied(&mut inner, change, at);
        drop(inner);
        self.moved();
        case
    }

    /// Somebody says something, as if it had been then.
    pub fn hears(&self, id: CaseId, input: Input, at: Wall) -> Option<Answer> {
        let mut inner = self.lock();
        let case = (**inner.cases.get(&id)?).clone();
        let world = self.world(&inner, case.resident, at);
        let change = case.handle(at, input, &world);
        let answer = change.answer;
        self.applied(&mut inner, change, at);
        drop(inner);
        self.moved();
        Some(answer)
    }

    /// Everything that is due is done.
    pub fn tick(&self) {
        let now = self.clock.now();
        let mut inner = self.lock();
        let due: Vec<Case> = inner
            .cases
            .values()
            .filter(|case| case.poll_timeout().is_some_and(|due| due <= now))
            .map(|case| (**case).clone())
            .collect();
        let any = !due.is_empty();
        for case in due {
            let world = self.world(&inner, case.resident, now);
            let change = case.handle_timeout(now, &world);
            self.applied(&mut inner, change, now);
        }
        drop(inner);
        if any {
            self.moved();
        }
    }

    /// A change, and everything that was sent: each way takes it, but one that is dead.
    fn applied(&self, inner: &mut Inner, change: Change, now: Wall) {
        let mut sends: VecDeque<Dispatch> = kept(inner, change).into();
        while let Some(sent) = sends.pop_front() {
            let case = sent.notice.case;
            let Some(case) = inner.cases.get(&case).map(|it| (**it).clone()) else { continue };
            let way = inner.people.get(&sent.to).and_then(|it| it.party.channel(sent.channel));
            let is = match way {
                Some(way) if way.dead.is_none() => Receipt::Sent,
                Some(_) | None => Receipt::Never { why: "550 no such mailbox".into() },
            };
            let world = self.world(inner, case.resident, now);
            let input = Input::Receipt { notice: sent.notice, channel: sent.channel, is };
            sends.extend(kept(inner, case.handle(now, input, &world)));
        }
    }

    fn world(&self, inner: &Inner, resident: Option<ResidentId>, now: Wall) -> World {
        let near = inner.people.values().filter(|it| it.active).filter(|it| {
            it.contact_of.is_empty() || resident.is_some_and(|id| it.contact_of.contains(&id))
        });
        World {
            parties: near.map(|it| it.party.clone()).collect(),
            on_duty: inner.rota.of.on_duty(local(now, &self.zone)),
            desk_open: inner.watched > 0,
            ..World::default()
        }
    }

    fn moved(&self) {
        self.lock().revision += 1;
        self.moves.send_modify(|moves| *moves += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever has this telephone.
    fn by_phone(&self, phone: &str) -> Option<PartyId> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let is = |to: &Address| matches!(to, Address::Sms(to) if digits(to) == digits(phone));
        let inner = self.lock();
        let mut people = inner.people.values();
        people.find(|it| it.party.channels.iter().any(|way| is(&way.to))).map(|it| it.party.id)
    }
}

/// On the disk, if there were one; what is to be sent.
fn kept(inner: &mut Inner, change: Change) -> Vec<Dispatch> {
    if let Some(mut case) = change.case {
        case.revision += 1;
        inner.logs.entry(case.id).or_default().extend(change.log);
        inner.cases.insert(case.id, Arc::new(case));
    }
    change.send
}

/// Whoever is on duty.
#[must_use]
pub fn all_week(who: impl IntoIterator<Item = PartyId>) -> Rota {
    use crate::core::desk::duty::Shift;
    use crate::core::desk::hours::Hours;
    let who: BTreeSet<PartyId> = who.into_iter().collect();
    let hours = Hours { from: 0, to: 1_440 };
    let shifts = who.into_iter().map(|who| Shift { who, days: [true; 7], hours }).collect();
    Rota { shifts, exceptions: Vec::new() }
}
