//! The door that pages ask, of the desk in memory.

use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use alerts::Wall;
use async_trait::async_trait;
use tokio::sync::watch;

use super::{CODE, Double, GAP_DAYS, MOST_CLOSED};
use crate::core::HomeId;
use crate::core::desk::change::{LogRow, Logged};
use crate::core::desk::duty::Rota;
use crate::core::desk::figures::figures;
use crate::core::desk::ladder::{Book, Ladder};
use crate::core::desk::party::PartyIs;
use crate::core::desk::quiet::{Quiet, local};
use crate::core::desk::{Answer, Case, CaseId, Happened, Input, PartyId, preview};
use crate::store::parties::{CodeTried, Kept};
use crate::web::desk::{Board, CaseFile, CodeSent, DeskDoor, Link, Responder};
use crate::web::refusal::Refusal;
use crate::web::report::door::ReportDoor;

impl ReportDoor for Double {}

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
            next: inner
                .cases
                .values()
                .filter(|case| case.next_call().is_some())
                .map(|case| {
                    let world = self.world(&inner, case.resident, now);
                    (case.id, case.called_next(now, &world))
                })
                .collect(),
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
        new.party.is = PartyIs::Staff;
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

    async fn quiet(&self) -> Result<Kept<Quiet>, Refusal> {
        Ok(self.lock().quiet.clone())
    }

    async fn save_quiet(&self, quiet: Kept<Quiet>) -> Result<(), Refusal> {
        let mut inner = self.lock();
        if inner.quiet.revision != quiet.revision {
            return Err(Refusal::Stale);
        }
        inner.quiet = Kept { revision: quiet.revision + 1, of: quiet.of };
        Ok(())
    }

    async fn preview(&self, ladder: &Ladder, home: Option<&HomeId>) -> Vec<Vec<PartyId>> {
        let now = self.clock.now();
        let resident = home.and_then(|it| self.roster.of_home(it)).map(|it| it.id);
        let world = self.world(&self.lock(), resident, now);
        preview(ladder, home, now, &world)
    }

    async fn send_code(&self, to: PartyId, channel: u8, _: IpAddr) -> Result<CodeSent, Refusal> {
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
        let group = matches!(person.party.is, PartyIs::Group(_));
        let newest = case.notices.iter().rev().find(|it| it.to == who);
        let notice = newest.map(|it| (it.id, it.channel));
        Ok(Some(Link { case: id, who: (!group).then_some(who), notice }))
    }

    async fn call_phone(&self, _: CaseId, _: &str, _: IpAddr) -> Result<(), Refusal> {
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
