//! Who must go, and who has said that they will? The shell around the desk's machines: what happened is
//! taken, what is due is done, what people say is decided, and what comes of it goes out.
//!
//! ```text
//!  ingest ─▶ store (news) ─▶ rounds ──┐                      ┌─▶ post ─▶ channels ─▶ receipts ─┐
//!      └────── bell ──────────▶       ├─▶ decide ─▶ commit ──┼─▶ homes (acknowledge)           │
//!  people ─▶ pages ───────────────────┘      ▲               └─▶ board ─▶ pages                │
//!                                            └─────────────────────────────────────────────────┘
//! ```
//!
//! One way leads to a change: read the case, ask it, commit; if somebody was faster, read and ask again.
//! What goes out goes out after the commit, and what is lost on its way is due again.

mod asked;
mod auditor;
mod bell;
mod board;
mod directory;
mod door;
mod groups;
mod links;
mod merged;
mod people;
mod post;
mod report_door;
mod reports;
mod robots;
mod rounds;
mod spool;
mod tell;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use alerts::Wall;
use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::channels::{Channel, Knock, Spool};
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::budget::Pace;
use crate::core::desk::change::{Dispatch, HomeCommand};
use crate::core::desk::{Answer, Case, CaseId, Change, Happened, Input, PartyId, World};
use crate::core::station::Command;
use crate::health::Health;
use crate::mqtt::Down;
use crate::say::Lang;
use crate::store::cases::{CaseStore, Committed};
use crate::store::neighbours::NeighbourStore;
use crate::store::parties::PartyStore;
use crate::store::reports::ReportStore;
use crate::store::tidings::TidingStore;
use crate::store::{Store, StoreError};

pub use bell::{Bell, ForDesk};
pub use board::Board;
pub use directory::Directory;
pub use links::Opened;
pub use people::{CODE_FOR, CodeRefused, follow};
pub use reports::{LOOK_FOR, PhoneRefused, PhoneTried};

/// How often a case is read and asked again because somebody was faster. So many people at once do not
/// say something of one case; then whoever asked hears that the desk is busy.
const MOST_TRIES: u32 = 16;

/// Cases that are decided at once. Whoever decides one waits for who came before, or of many who press
/// at the same moment some would be told that the desk is busy.
const TURNS: usize = 64;

/// How often it is looked whether the desk's tasks go on.
const LOOK: Duration = Duration::from_secs(1);

/// A store that keeps all that a desk needs.
pub trait Keeps:
    Store + CaseStore + PartyStore + ReportStore + NeighbourStore + TidingStore
{
}

impl<T> Keeps for T where
    T: Store + CaseStore + PartyStore + ReportStore + NeighbourStore + TidingStore
{
}

/// The way to homes. What does not go is said again.
pub trait ToHomes: Send + Sync + 'static {
    /// Asks something of a home; false if that cannot be now.
    fn command(&self, command: &Command) -> bool;
}

impl ToHomes for Down {
    fn command(&self, command: &Command) -> bool {
        Self::command(self, command)
    }
}

/// What a desk works with.
pub struct With<S> {
    /// Where cases and people are kept.
    pub store: Arc<S>,
    /// What time it is.
    pub clock: Clock,
    /// Where the community is.
    pub zone: TimeZone,
    /// The language of whoever has chosen none.
    pub lang: Lang,
    /// What links begin with; without it messages have none.
    pub url: Option<String>,
    /// Rung by the ingest.
    pub bell: Bell,
    /// The ways to people.
    pub out: Arc<dyn Channel>,
    /// How fast each robot may be spoken to, by its name.
    pub paces: BTreeMap<String, Pace>,
    /// Where it is seen what became of text messages, if there is a gateway.
    pub spool: Option<Spool>,
    /// Who is told outside that the desk works, if somebody is.
    pub dead_man: Option<Knock>,
    /// The way to homes.
    pub homes: Arc<dyn ToHomes>,
    /// Where it is said that a case has nobody.
    pub health: Arc<Health>,
}

/// Why the desk did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Too many say something at once.
    #[error("too many people say something of this case at once: look at it again")]
    Busy,
}

/// The desk. Cheap to clone.
pub struct Desk<S> {
    inner: Arc<Inner<S>>,
}

impl<S> Clone for Desk<S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<S> std::fmt::Debug for Desk<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

struct Inner<S> {
    with: With<S>,
    directory: RwLock<Arc<Directory>>,
    board: Mutex<Arc<Board>>,
    moves: watch::Sender<u64>,
    /// Desks that are open on a screen.
    watched: AtomicUsize,
    drill: AtomicBool,
    /// Words of links to open cases, so that what is sent again says the same.
    words: Mutex<BTreeMap<(CaseId, PartyId), String>>,
    post: post::Post,
    robots: robots::Robots,
    spool: spool::Watch,
    asked: Mutex<asked::Asked>,
    shown: Mutex<door::Shown>,
    codes: Mutex<reports::Codes>,
    published: reports::Published,
    turns: [tokio::sync::Mutex<()>; TURNS],
    /// What is known of people is not what the store has.
    outdated: Notify,
}

/// The desk's tasks. They end when they are stopped.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    rounds: JoinHandle<()>,
    others: Vec<JoinHandle<()>>,
}

impl Running {
    /// Ends when the desk does: it should not before it is stopped.
    pub async fn ended(&self) {
        while !self.rounds.is_finished() && !self.others.iter().any(JoinHandle::is_finished) {
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Stops in good order: what is being committed is.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.others {
            task.abort();
        }
        if let Err(error) = self.rounds.await {
            tracing::error!(%error, "the desk did not end in good order");
        }
    }
}

/// Reads what is open, and begins.
///
/// # Errors
///
/// When the store cannot say who may be called, or which cases are open.
pub async fn start<S: Keeps>(with: With<S>) -> Result<(Desk<S>, Running), StoreError> {
    let desk = ready(with).await?;
    desk.follow_all_merged();
    let (stop, stopped) = watch::channel(false);
    let rounds = tokio::spawn(rounds::run(desk.clone(), stopped));
    let mut others = vec![
        tokio::spawn(auditor::run(desk.clone())),
        tokio::spawn(robots::run(desk.clone())),
        tokio::spawn(people::keep_up(desk.clone())),
        tokio::spawn(tell::run(desk.clone())),
    ];
    if let Some(spool) = desk.inner.with.spool.clone() {
        others.push(tokio::spawn(spool::run(desk.clone(), spool)));
    }
    others.extend((0..post::WORKERS).map(|_| tokio::spawn(post::run(desk.clone()))));
    Ok((desk, Running { stop, rounds, others }))
}

/// A desk that does nothing by itself yet.
async fn ready<S: Keeps>(with: With<S>) -> Result<Desk<S>, StoreError> {
    with.store.follow_roster().await?;
    let directory = Directory::new(with.zone.clone());
    let desk = Desk {
        inner: Arc::new(Inner {
            with,
            directory: RwLock::new(Arc::new(directory)),
            board: Mutex::default(),
            moves: watch::Sender::new(0),
            watched: AtomicUsize::new(0),
            drill: AtomicBool::new(false),
            words: Mutex::default(),
            post: post::Post::default(),
            robots: robots::Robots::default(),
            spool: spool::Watch::default(),
            asked: Mutex::default(),
            shown: Mutex::default(),
            codes: Mutex::default(),
            published: reports::Published::default(),
            turns: std::array::from_fn(|_| tokio::sync::Mutex::default()),
            outdated: Notify::new(),
        }),
    };
    let robots = desk.inner.with.paces.keys().map(String::as_str).collect();
    desk.follow_robots(robots).await?;
    desk.refresh().await?;
    desk.fill_board().await?;
    let (directory, board) = (desk.directory(), desk.board());
    let Inner { with, robots, spool, .. } = &*desk.inner;
    robots.begin(&with.paces, with.clock.now(), (&directory, &board));
    spool.begin(&directory, &board);
    Ok(desk)
}

impl<S: Keeps> Desk<S> {
    /// Somebody says something of a case, or something became of it: the case is read, asked, and
    /// committed. `None` if there is no such case.
    ///
    /// # Errors
    ///
    /// When the store refuses, or too many are faster.
    pub async fn decide(&self, id: CaseId, input: Input) -> Result<Option<Answer>, DeskError> {
        let With { store, clock, .. } = &self.inner.with;
        let _turn = self.turn(id).await;
        for _ in 0..MOST_TRIES {
            let Some(case) = store.case(id).await? else { return Ok(None) };
            let now = clock.now();
            let world = self.world(&case, now);
            let change = case.clone().handle(now, input.clone(), &world);
            if !change.changed {
                return Ok(Some(change.answer));
            }
            if store.commit(change.clone(), now).await? == Committed::Whole {
                let answer = change.answer;
                let sends = self.applied(change);
                self.inner.post.put(sends, clock.mono());
                return Ok(Some(answer));
            }
        }
        Err(DeskError::Busy)
    }

    /// Until it is one's turn to decide a case. Whoever does not ask for a turn is only asked again.
    async fn turn(&self, id: CaseId) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let place = usize::try_from(id.0).unwrap_or(0) % TURNS;
        Some(self.inner.turns.get(place)?.lock().await)
    }

    /// Something has happened that no home said: a drill.
    ///
    /// # Errors
    ///
    /// When the store refuses.
    pub async fn raise(&self, what: Happened) -> Result<(), DeskError> {
        let With { store, clock, bell, .. } = &self.inner.with;
        store.raise(what, clock.now()).await?;
        bell.ring();
        Ok(())
    }

    /// So many desks are open on screens now: a rung of the desk reaches somebody, and homes are told that
    /// their calls are seen.
    pub fn watched(&self, desks: usize) {
        self.inner.watched.store(desks, Ordering::Relaxed);
    }

    /// Whether test alarms of homes go the whole way.
    pub fn drill(&self, whole: bool) {
        self.inner.drill.store(whole, Ordering::Relaxed);
    }

    /// Grows with each change of what is to be seen.
    #[must_use]
    pub fn moves(&self) -> watch::Receiver<u64> {
        self.inner.moves.subscribe()
    }

    /// What is to be seen now, from memory.
    #[must_use]
    pub fn board(&self) -> Arc<Board> {
        Arc::clone(&self.lock_board())
    }

    /// Everything that is known of people, as it is now.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.inner.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where cases are kept: for pages that only read.
    #[must_use]
    pub fn store(&self) -> &Arc<S> {
        &self.inner.with.store
    }

    /// What a case looks at when it decides.
    fn world(&self, case: &Case, now: Wall) -> World {
        if let Some(report) = &case.report {
            return self.world_of_report(now, report);
        }
        let directory = self.directory();
        let resident = directory::resident_of(&directory, &case.about, Some(case));
        directory.world(now, resident, self.around(case.about.home()))
    }

    fn around(&self, home: Option<&HomeId>) -> directory::Around {
        let board = self.board();
        let With { bell, .. } = &self.inner.with;
        directory::Around {
            desk_open: self.inner.watched.load(Ordering::Relaxed) > 0,
            drill: self.inner.drill.load(Ordering::Relaxed),
            home_lost: home.is_some_and(|home| board.is_lost(home)),
            uplink_lost: board.uplink_lost() && home.is_some_and(|it| bell.is_lost_together(it)),
        }
    }

    /// A change is on the disk: it is seen, and homes are told. What is to be sent is the caller's.
    fn applied(&self, change: Change) -> Vec<Dispatch> {
        if let Some(mut case) = change.case {
            case.revision = case.revision.saturating_add(1);
            if !case.is_open() {
                self.forget_words(case.id);
            }
            let case = self.show(case);
            self.follow_merged(&case);
        }
        for HomeCommand { home, body } in change.commands {
            let Ok(payload) = serde_json::to_string(&body) else { continue };
            let command = Command { home, name: "acknowledge", payload };
            if !self.inner.with.homes.command(&command) {
                tracing::debug!(home = %command.home, "a home is told later what the desk says");
            }
        }
        if !change.raised.is_empty() {
            self.inner.with.bell.ring();
        }
        if change.ways.iter().any(|way| !way.works) {
            // Who is called next must not be called by a way that fails.
            self.inner.outdated.notify_one();
        }
        change.send
    }

    fn show(&self, case: Case) -> Arc<Case> {
        let case = Arc::new(case);
        let mut board = self.lock_board();
        Arc::make_mut(&mut board).put(Arc::clone(&case), self.inner.with.clock.now());
        drop(board);
        self.inner.moves.send_modify(|moves| *moves += 1);
        case
    }

    fn lock_board(&self) -> MutexGuard<'_, Arc<Board>> {
        self.inner.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
