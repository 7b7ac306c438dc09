//! A desk in memory: the real machines and nothing else. For the pages' tests and to look at them;
//! what is sent goes to nobody, and a code is always the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alerts::Wall;
use async_trait::async_trait;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use super::{Board, CaseFile, CodeSent, CodeTried, DeskDoor, Kept, Link, Responder};
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::desk::change::{Dispatch, LogRow, Logged};
use crate::core::desk::duty::Rota;
use crate::core::desk::figures::figures;
use crate::core::desk::ladder::{Book, Ladder, Ladders};
use crate::core::desk::news::NewsId;
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::Address;
use crate::core::desk::quiet::local;
use crate::core::desk::{
    Answer, Case, CaseId, Change, Happened, Input, News, Opening, PartyId, World, take,
};
use crate::core::person::ResidentId;
use crate::roster::Roster;
use crate::web::refusal::Refusal;

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

#[async_trait]
impl DeskDoor for Double {
    fn board(&self) -> Arc<Board> {
        let now = self.clock.now();
        let inner = self.lock();
        let (open, mut closed): (Vec<_>, Vec<_>) =
            inner.cases.values().cloned().partition(|case| case.is_open());
        closed.reverse();
        closed.truncate(MOST_CLOSED);
        let here = local(now, &self.zone);
        Arc::new(Board {
            revision: inner.revision,
            open,
            closed,
            people: Arc::clone(&inner.people),
            people_revision: inner.people_revision,
            on_duty: inner.rota.of.on_duty(here),
            gaps: inner.rota.of.gaps(here, GAP_DAYS),
            figures: figures(now, inner.cases.values().map(AsRef::as_ref)),
            proven: Arc::clone(&inner.proven),
        })
    }

    fn moves(&self) -> watch::Receiver<u64> {
        self.moves.subscribe()
    }

    fn watched(&self, desks: usize) {
        self.lock().watched = desks;
    }

    async fn case(&self, id: CaseId) -> Result<Option<CaseFile>, Refusal> {
        let inner = self.lock();
        let log = inner.logs.get(&id).cloned().unwrap_or_default();
        Ok(inner.cases.get(&id).cloned().map(|case| CaseFile { case, log }))
    }

    async fn decide(&self, id: CaseId, input: Input) -> Result<Option<Answer>, Refusal> {
        Ok(self.hears(id, input, self.clock.now()))
    }

    async fn drill(&self, home: Option<HomeId>) -> Result<(), Refusal> {
        self.happens(Happened::Drill { home }, self.clock.now());
        Ok(())
    }

    async fn actor(&self, login: &str) -> Result<PartyId, Refusal> {
        let known = {
            let inner = self.lock();
            let known = inner.people.values().find(|it| it.login.as_deref() == Some(login));
            known.map(|it| it.party.id)
        };
        if let Some(id) = known {
            return Ok(id);
        }
        let mut new = crate::web::people::nobody(crate::say::Lang::default());
        new.party.is = crate::core::desk::party::PartyIs::Staff;
        (new.name, new.login) = (login.to_owned(), Some(login.to_owned()));
        self.save_person(new).await
    }

    async fn save_person(&self, mut person: Responder) -> Result<PartyId, Refusal> {
        let mut inner = self.lock();
        if person.revision == 0 {
            let last = inner.people.last_key_value().map_or(0, |(id, _)| id.0);
            person.party.id = PartyId(last + 1);
        } else {
            let known = inner.people.get(&person.party.id).ok_or(Refusal::NotHere)?;
            if known.revision != person.revision {
                return Err(Refusal::Stale);
            }
        }
        person.revision += 1;
        let id = person.party.id;
        Arc::make_mut(&mut inner.people).insert(id, person);
        inner.people_revision += 1;
        drop(inner);
        self.moved();
        Ok(id)
    }

    async fn rota(&self) -> Result<Kept<Rota>, Refusal> {
        Ok(self.lock().rota.clone())
    }

    async fn save_rota(&self, rota: Kept<Rota>) -> Result<(), Refusal> {
        let mut inner = self.lock();
        if inner.rota.revision != rota.revision {
            return Err(Refusal::Stale);
        }
        inner.rota = Kept { revision: rota.revision + 1, of: rota.of };
        drop(inner);
        self.moved();
        Ok(())
    }

    async fn book(&self) -> Result<Kept<Book>, Refusal> {
        Ok(self.lock().book.clone())
    }

    async fn save_book(&self, book: Kept<Book>) -> Result<(), Refusal> {
        let mut inner = self.lock();
        if inner.book.revision != book.revision {
            return Err(Refusal::Stale);
        }
        inner.book = Kept { revision: book.revision + 1, of: book.of };
        Ok(())
    }

    async fn preview(&self, ladder: &Ladder, home: Option<&HomeId>) -> Vec<Vec<PartyId>> {
        let now = self.clock.now();
        let resident = home.and_then(|it| self.roster.of_home(it)).map(|it| it.id);
        let world = self.world(&self.lock(), resident, now);
        let ladders = Ladders { low: ladder.clone(), medium: ladder.clone(), high: ladder.clone() };
        let what = Happened::Drill { home: home.cloned() };
        let news = News { id: NewsId(0), at: now, what };
        let change = take(now, &news, None, Opening { id: CaseId(0), ladders, resident }, &world);
        let rungs = (0..).zip(ladder.rungs());
        let case = change.case;
        rungs
            .map(|(rung, _)| case.as_ref().map_or_else(Vec::new, |it| it.whom(rung, now, &world)))
            .collect()
    }

    async fn send_code(&self, to: PartyId, channel: u8) -> Result<CodeSent, Refusal> {
        let inner = self.lock();
        let way = inner.people.get(&to).and_then(|it| it.party.channel(channel));
        Ok(match way {
            None => CodeSent::NoWay,
            Some(way) if way.dead.is_some() => {
                CodeSent::NotSent { why: "550 no such mailbox".into() }
            }
            Some(_) => CodeSent::Sent,
        })
    }

    async fn check_code(&self, of: PartyId, channel: u8, code: &str) -> Result<CodeTried, Refusal> {
        if code != CODE {
            return Ok(CodeTried::Wrong { left: 4 });
        }
        let now = self.clock.now();
        let mut inner = self.lock();
        let person = Arc::make_mut(&mut inner.people).get_mut(&of);
        let way = person.and_then(|it| it.party.channels.get_mut(usize::from(channel)));
        let Some(way) = way else { return Ok(CodeTried::Spent) };
        way.verified = Some(now);
        inner.people_revision += 1;
        drop(inner);
        self.moved();
        Ok(CodeTried::Right)
    }

    async fn link(&self, word: &str) -> Result<Option<Link>, Refusal> {
        let read = || {
            let (case, who) = word.strip_prefix('c')?.split_once('p')?;
            Some((CaseId(case.parse().ok()?), PartyId(who.parse().ok()?)))
        };
        let Some((id, who)) = read() else { return Ok(None) };
        let inner = self.lock();
        let (Some(case), Some(person)) = (inner.cases.get(&id), inner.people.get(&who)) else {
            return Ok(None);
        };
        let group = matches!(person.party.is, crate::core::desk::party::PartyIs::Group(_));
        let newest = case.notices.iter().rev().find(|it| it.to == who);
        let notice = newest.map(|it| (it.id, it.channel));
        Ok(Some(Link { case: id, who: (!group).then_some(who), notice }))
    }

    async fn call_phone(&self, _: CaseId, _: &str) -> Result<(), Refusal> {
        Ok(())
    }

    async fn own_link(
        &self,
        case: CaseId,
        phone: &str,
        code: &str,
    ) -> Result<Option<String>, Refusal> {
        let who = self.by_phone(phone).filter(|_| code == CODE);
        Ok(who.map(|who| Self::word(case, who)))
    }

    async fn save_photo(&self, case: CaseId, jpeg: Vec<u8>) -> Result<String, Refusal> {
        let mut inner = self.lock();
        let name = format!("photo{}", inner.photos.len() + 1);
        inner.photos.insert(name.clone(), (case, jpeg));
        Ok(name)
    }

    async fn photo(&self, name: &str) -> Result<Option<(CaseId, Vec<u8>)>, Refusal> {
        Ok(self.lock().photos.get(name).cloned())
    }

    async fn began(&self, in_time: Range<Wall>) -> Result<Vec<(Arc<Case>, bool)>, Refusal> {
        let inner = self.lock();
        let nobody = |id: &CaseId| {
            let rows = inner.logs.get(id);
            let is = |row: &LogRow| matches!(row.what, Logged::ReachesNobody { .. });
            rows.is_some_and(|rows| rows.iter().any(is))
        };
        let cases = inner.cases.values().filter(|it| in_time.contains(&it.opened));
        Ok(cases.map(|it| (Arc::clone(it), nobody(&it.id))).collect())
    }
}

/// Whoever is on duty.
#[must_use]
pub fn all_week(who: impl IntoIterator<Item = PartyId>) -> Rota {
    use crate::core::desk::duty::{Hours, Shift};
    let who: BTreeSet<PartyId> = who.into_iter().collect();
    let hours = Hours { from: 0, to: 1_440 };
    let shifts = who.into_iter().map(|who| Shift { who, days: [true; 7], hours }).collect();
    Rota { shifts, exceptions: Vec::new() }
}
