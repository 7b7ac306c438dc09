//! What do pages see of the desk, and how do they ask it? The door that they know, in front of a desk
//! with a store.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use alerts::Wall;
use async_trait::async_trait;
use tokio::sync::watch;

use super::people::CodeRefused;
use super::{Desk, DeskError, Directory, Keeps, board};
use crate::core::HomeId;
use crate::core::desk::change::{LogRow, Logged};
use crate::core::desk::duty::Rota;
use crate::core::desk::ladder::{Book, Ladder};
use crate::core::desk::quiet::Quiet;
use crate::core::desk::{Answer, Case, CaseId, Happened, Input, Party, PartyId, preview};
use crate::say::Lang;
use crate::store::parties::{CodeFor, CodeTried, Kept, PartyRow, Who};
use crate::web::desk::{Board, CaseFile, CodeSent, DeskDoor, Link, Responder};
use crate::web::refusal::Refusal;

/// Closed cases on the desk's page, …
const MOST_CLOSED: usize = 12;

/// … of so long: a shift.
const CLOSED_FOR: Duration = Duration::from_secs(12 * 3_600);

/// A board is shown to everybody for so long while nothing changes: who is on duty changes with time.
const FRESH: Duration = Duration::from_secs(1);

/// Cases of which it is said by name who is called next: what somebody reads at a time. Of others the
/// ladder's word is shown.
const MOST_NAMED: usize = 60;

/// Cases of one report.
const MOST_BEGAN: u32 = 10_000;

/// What pages were shown last.
#[derive(Debug, Default)]
pub(super) struct Shown {
    board: Option<(Wall, Arc<Board>)>,
    people: Option<People>,
}

#[derive(Clone, Debug)]
struct People {
    of: Arc<Directory>,
    shown: Arc<BTreeMap<PartyId, Responder>>,
    revision: u64,
}

impl<S: Keeps> Desk<S> {
    /// Everybody, as pages know them; made anew when something was changed.
    fn people(&self, shown: &mut Shown) -> People {
        let directory = self.directory();
        let last = shown.people.take();
        if let Some(last) = last.as_ref().filter(|last| Arc::ptr_eq(&last.of, &directory)) {
            shown.people = Some(last.clone());
            return last.clone();
        }
        let lang = self.inner.with.lang;
        let rows = directory.parties.values();
        let now: BTreeMap<_, _> = rows.map(|row| (row.id, responder(row, lang))).collect();
        let people = match last {
            // It was read again, and is the same.
            Some(last) if *last.shown == now => People { of: directory, ..last },
            last => {
                let revision = last.map_or(0, |last| last.revision) + 1;
                People { of: directory, shown: Arc::new(now), revision }
            }
        };
        shown.people = Some(people.clone());
        people
    }

    fn made(&self, shown: &mut Shown, now: Wall, revision: u64) -> Board {
        let (board, people) = (Self::board(self), self.people(shown));
        let mut closed: Vec<_> = board
            .closed
            .values()
            .filter_map(|case| Some((case.stage.closed()?.1, case)))
            .filter(|(at, _)| now < *at + CLOSED_FOR)
            .collect();
        closed.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Board {
            revision,
            open: board.open.values().cloned().collect(),
            closed: closed.into_iter().take(MOST_CLOSED).map(|(_, it)| Arc::clone(it)).collect(),
            people: people.shown,
            people_revision: people.revision,
            on_duty: people.of.on_duty(now),
            gaps: people.of.gaps(now),
            figures: board.figures(now),
            next: self.called_next(&board, now),
            proven: Arc::new(board.proven.clone()),
        }
    }

    /// Who is called next, of the most urgent that call.
    fn called_next(&self, board: &board::Board, now: Wall) -> BTreeMap<CaseId, Vec<PartyId>> {
        let calls = board.open.values().filter(|case| case.next_call().is_some());
        let mut calls: Vec<_> = calls.collect();
        calls.sort_by_key(|case| crate::web::desk::eyes::urgency(case));
        let named = calls.into_iter().take(MOST_NAMED);
        named.map(|case| (case.id, case.called_next(now, &self.world(case, now)))).collect()
    }

    /// Whoever of a case's people has this telephone.
    async fn of_case(&self, id: CaseId, phone: &str) -> Result<Option<CodeFor>, Refusal> {
        let Some(case) = self.store().case(id).await? else { return Ok(None) };
        let world = self.world(&case, self.inner.with.clock.now());
        Ok(self.by_phone(&world.parties, phone))
    }
}

#[async_trait]
impl<S: Keeps> DeskDoor for Desk<S> {
    fn board(&self) -> Arc<Board> {
        let now = self.inner.with.clock.now();
        let revision = *self.inner.moves.borrow();
        let mut shown = self.inner.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, board)) = &shown.board
            && board.revision == revision
            && *at <= now
            && now < *at + FRESH
        {
            return Arc::clone(board);
        }
        let board = Arc::new(self.made(&mut shown, now, revision));
        shown.board = Some((now, Arc::clone(&board)));
        board
    }

    fn moves(&self) -> watch::Receiver<u64> {
        Self::moves(self)
    }

    fn watched(&self, desks: usize) {
        Self::watched(self, desks);
    }

    async fn case(&self, id: CaseId) -> Result<Option<CaseFile>, Refusal> {
        let Some(case) = self.store().case(id).await? else { return Ok(None) };
        let log = self.store().log(id).await?;
        Ok(Some(CaseFile { case: Arc::new(case), log }))
    }

    async fn decide(&self, id: CaseId, input: Input) -> Result<Option<Answer>, Refusal> {
        Ok(Self::decide(self, id, input).await?)
    }

    async fn drill(&self, home: Option<HomeId>) -> Result<(), Refusal> {
        Ok(self.raise(Happened::Drill { home }).await?)
    }

    async fn actor(&self, login: &str) -> Result<PartyId, Refusal> {
        Ok(Self::actor(self, login).await?)
    }

    async fn save_person(&self, person: Responder) -> Result<PartyId, Refusal> {
        if !person.contact_of.is_empty() {
            // They follow the roster.
            return Err(Refusal::BadForm);
        }
        Ok(self.save_party(row(person)).await?.id)
    }

    async fn rota(&self) -> Result<Kept<Rota>, Refusal> {
        Ok(self.store().setting().await?)
    }

    async fn save_rota(&self, rota: Kept<Rota>) -> Result<(), Refusal> {
        self.save_setting(rota).await?;
        Ok(())
    }

    async fn book(&self) -> Result<Kept<Book>, Refusal> {
        Ok(self.store().setting().await?)
    }

    async fn save_book(&self, book: Kept<Book>) -> Result<(), Refusal> {
        self.save_setting(book).await?;
        Ok(())
    }

    async fn quiet(&self) -> Result<Kept<Quiet>, Refusal> {
        Ok(self.store().setting().await?)
    }

    async fn save_quiet(&self, quiet: Kept<Quiet>) -> Result<(), Refusal> {
        self.save_setting(quiet).await?;
        Ok(())
    }

    async fn preview(&self, ladder: &Ladder, home: Option<&HomeId>) -> Vec<Vec<PartyId>> {
        preview(ladder, home, self.inner.with.clock.now(), &self.world_of(home))
    }

    async fn send_code(&self, to: PartyId, channel: u8, by: IpAddr) -> Result<CodeSent, Refusal> {
        match Self::send_code(self, CodeFor { party: to, channel }, peer(by)).await {
            Ok(()) => Ok(CodeSent::Sent),
            Err(CodeRefused::NoWay) => Ok(CodeSent::NoWay),
            Err(CodeRefused::Muted) => Ok(CodeSent::Muted),
            Err(CodeRefused::NotSent(why)) => Ok(CodeSent::NotSent { why: why.to_string() }),
            Err(CodeRefused::TooOften { wait }) => Err(Refusal::TooOften { wait: wait.as_secs() }),
            Err(CodeRefused::Desk(error)) => Err(error.into()),
        }
    }

    async fn check_code(&self, of: PartyId, channel: u8, code: &str) -> Result<CodeTried, Refusal> {
        Ok(self.try_code(CodeFor { party: of, channel }, code).await?)
    }

    async fn link(&self, word: &str) -> Result<Option<Link>, Refusal> {
        let opened = self.open(word).await?;
        Ok(opened.map(|it| Link { case: it.case.id, who: it.who, notice: it.notice }))
    }

    async fn call_phone(&self, case: CaseId, phone: &str, by: IpAddr) -> Result<(), Refusal> {
        let Some(of) = self.of_case(case, phone).await? else { return Ok(()) };
        // Beside: how long it takes must not tell whether the telephone is known.
        let desk = self.clone();
        tokio::spawn(async move {
            if let Err(error) = Self::send_code(&desk, of, peer(by)).await {
                tracing::warn!(party = %of.party, %error, "a code for a group's link was not sent");
            }
        });
        Ok(())
    }

    async fn own_link(
        &self,
        case: CaseId,
        phone: &str,
        code: &str,
    ) -> Result<Option<String>, Refusal> {
        let Some(of) = self.of_case(case, phone).await? else { return Ok(None) };
        match self.try_code(of, code).await? {
            CodeTried::Right => Ok(Some(self.word_of(case, of.party).await?)),
            CodeTried::Wrong { .. } | CodeTried::Spent => Ok(None),
        }
    }

    async fn save_photo(&self, case: CaseId, jpeg: Vec<u8>) -> Result<String, Refusal> {
        Ok(self.store().keep_photo(case, jpeg, self.inner.with.clock.now()).await?)
    }

    async fn photo(&self, name: &str) -> Result<Option<(CaseId, Vec<u8>)>, Refusal> {
        Ok(self.store().photo(name).await?)
    }

    async fn began(&self, in_time: Range<Wall>) -> Result<Vec<(Arc<Case>, bool)>, Refusal> {
        let closed = self.store().closed_since(in_time.start, MOST_BEGAN).await?.read;
        let open = self.store().open_cases().await?.read;
        let mut began = Vec::new();
        for case in closed.into_iter().chain(open).filter(|it| in_time.contains(&it.opened)) {
            let log = self.store().log(case.id).await?;
            began.push((Arc::new(case), log.iter().any(reaches_nobody)));
        }
        Ok(began)
    }
}

/// Who asks, if that says anything: behind a proxy of which the station does not know all come from its
/// own machine, and would be one.
fn peer(by: IpAddr) -> Option<IpAddr> {
    Some(by).filter(|by| !by.is_loopback() && !by.is_unspecified())
}

fn reaches_nobody(row: &LogRow) -> bool {
    matches!(row.what, Logged::ReachesNobody { .. })
}

fn responder(row: &PartyRow, usual: Lang) -> Responder {
    let who = &row.who;
    Responder {
        party: Party {
            id: row.id,
            is: who.is.clone(),
            consent: who.consent,
            channels: who.channels.clone(),
        },
        revision: row.revision,
        name: who.name.clone(),
        phone: who.phone.clone(),
        has_key: who.has_key,
        lang: who.lang.as_deref().and_then(Lang::of_tag).unwrap_or(usual),
        login: who.login.clone(),
        active: row.active,
        contact_of: row.resident.into_iter().collect(),
    }
}

/// As the store has a responder.
fn row(person: Responder) -> PartyRow {
    let id = if person.revision == 0 { PartyId(0) } else { person.party.id };
    PartyRow {
        id,
        revision: person.revision,
        resident: None,
        place: 0,
        active: person.active,
        who: Who {
            name: person.name,
            is: person.party.is,
            phone: person.phone,
            lang: Some(person.lang.tag().to_owned()),
            login: person.login,
            has_key: person.has_key,
            consent: true,
            channels: person.party.channels,
        },
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Store(error) => error.into(),
            busy @ DeskError::Busy => Self::Unavailable(busy.to_string()),
        }
    }
}
