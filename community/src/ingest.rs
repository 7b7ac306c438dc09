//! How does a message become an effect? The shell around the station's machine: it takes what the
//! links bring, tells the machine, shows what moves, and commits what is to be kept; then it
//! acknowledges.
//!
//! One task, two queues, one commit at a time. While a commit runs, the next batch gathers: so a
//! batch is as large as the disk is slow, and a wall is never behind the disk. While the store
//! refuses, the same batch is tried again for ever, nothing is acknowledged, the durable queue stands
//! still (the broker keeps what comes), and the live one goes on: the wall shows alarms without a disk.

mod commit;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use alerts::Wall;
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::heard::{Poison, place, read};
use crate::core::person;
use crate::core::station::{HomeView, Shown, Standing, Station, Wrong};
use crate::desk::{Bell, ForDesk};
use crate::hall::{Hall, Moved};
use crate::health::Health;
use crate::metrics::Metrics;
use crate::mqtt::{Ack, Delivery, Incoming, Links};
use crate::store::rows::Band;
use crate::store::{Store, StoreError};
use commit::{Commit, Committed};

/// Durable messages of a commit. More would make the first of them wait for the last.
const MOST_MESSAGES: usize = 512;

/// Live messages between two looks at everything else.
const MOST_LIVE: usize = 512;

/// Questions from pages that wait.
const MOST_ASKED: usize = 64;

/// Lost homes, and holes, that a page lists.
const MOST_WRONG: usize = 200;

/// How often all homes are counted.
const COUNT_EACH: Duration = Duration::from_secs(5);

/// Something that a page or a task wants of the machine.
enum Asked {
    Home(HomeId, oneshot::Sender<Option<Box<HomeView>>>),
    Standing(oneshot::Sender<(Standing, Wrong)>),
    Bands(Vec<Band>),
    Forget(HomeId, oneshot::Sender<()>),
    Unwatched(BTreeSet<HomeId>),
    Away(String, BTreeSet<HomeId>),
}

/// To ask what the station knows of its homes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Homes {
    to: mpsc::Sender<Asked>,
}

impl Homes {
    /// Everything that is known of a home now.
    pub async fn home(&self, home: &HomeId) -> Option<Box<HomeView>> {
        let (answer, answered) = oneshot::channel();
        self.to.send(Asked::Home(home.clone(), answer)).await.ok()?;
        answered.await.ok().flatten()
    }

    /// How it all stands, and what is wrong.
    pub async fn standing(&self) -> (Standing, Wrong) {
        let (answer, answered) = oneshot::channel();
        if self.to.send(Asked::Standing(answer)).await.is_err() {
            return Default::default();
        }
        answered.await.unwrap_or_default()
    }

    /// The personal bands are others.
    pub async fn bands(&self, bands: Vec<Band>) {
        drop(self.to.send(Asked::Bands(bands)).await);
    }

    /// Of these homes only alarms are kept: their residents have not agreed to be watched.
    pub async fn unwatched(&self, homes: BTreeSet<HomeId>) {
        drop(self.to.send(Asked::Unwatched(homes)).await);
    }

    /// The residents of these homes are said to be away on that day, `2026-11-23`: life there is told to
    /// the desk.
    pub async fn away(&self, day: String, homes: BTreeSet<HomeId>) {
        drop(self.to.send(Asked::Away(day, homes)).await);
    }

    /// The resident of this home was erased: nothing of it remains here, nor at the broker.
    pub async fn forget(&self, home: &HomeId) {
        let (answer, answered) = oneshot::channel();
        if self.to.send(Asked::Forget(home.clone(), answer)).await.is_ok() {
            drop(answered.await);
        }
    }
}

/// What the ingest works with.
#[derive(Debug)]
pub struct With<S> {
    /// Part of every topic.
    pub community: String,
    /// What time it is.
    pub clock: Clock,
    /// Where what is heard is kept.
    pub store: Arc<S>,
    /// Where it is shown.
    pub hall: Arc<Hall>,
    /// Where it is said how the ingest is.
    pub health: Arc<Health>,
    /// Where it is counted.
    pub metrics: Arc<Metrics>,
    /// Rung for the desk when something is stored.
    pub bell: Bell,
}

impl<S> Clone for With<S> {
    fn clone(&self) -> Self {
        Self {
            community: self.community.clone(),
            clock: self.clock,
            store: Arc::clone(&self.store),
            hall: Arc::clone(&self.hall),
            health: Arc::clone(&self.health),
            metrics: Arc::clone(&self.metrics),
            bell: self.bell.clone(),
        }
    }
}

/// The ingest.
#[derive(Debug)]
pub struct Ingest<S> {
    with: With<S>,
    links: Links,
    station: Station,
    asked: mpsc::Receiver<Asked>,
    /// What is acknowledged with the next commit.
    acks: Vec<Ack>,
    /// Since when the oldest of it waits.
    since: Option<alerts::Mono>,
}

impl<S: Store> Ingest<S> {
    /// With what the store knows. It hears nothing before it runs.
    ///
    /// # Errors
    ///
    /// If the store cannot say what it knows.
    pub async fn new(with: With<S>, links: Links) -> Result<(Self, Homes), StoreError> {
        let loaded = with.store.load(with.clock.now()).await?;
        let (speed, when) = (with.clock.speed(), (with.clock.now(), with.clock.mono()));
        let mut station = Station::faster(speed, when, loaded);
        station.handle_unwatched(person::unwatched(&with.store.residents().await?));
        let (to, asked) = mpsc::channel(MOST_ASKED);
        let (acks, since) = (Vec::new(), None);
        let mut ingest = Self { with, links, station, asked, acks, since };
        ingest.show();
        Ok((ingest, Homes { to }))
    }

    /// Until `stop` says so; then what was heard is committed, if the store takes it soon.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut commit = Commit::idle();
        let mut count = tokio::time::interval(COUNT_EACH);
        loop {
            let due = self.until_due();
            let room = self.acks.len() < MOST_MESSAGES;
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => break,
                done = commit.done() => self.committed(done),
                Some(asked) = self.asked.recv() => self.answer(asked),
                Some(incoming) = self.links.durable.recv(), if room => self.take_durable(incoming),
                Some(incoming) = self.links.live.recv() => self.take_live(incoming),
                () = due => self.station.handle_timeout(self.with.clock.mono()),
                _ = count.tick() => self.count(),
                else => break,
            }
            self.show();
            self.ask();
            if commit.is_idle() && self.has_something() {
                commit = self.commit();
            }
        }
        self.finish(commit).await;
    }

    /// What is due of the machine, in the world's time.
    fn until_due(&self) -> impl Future<Output = ()> + use<S> {
        let clock = self.with.clock;
        let wait =
            self.station.poll_timeout().map(|due| clock.in_the_world(due.since(clock.mono())));
        async move {
            match wait {
                // A little later, so that it is due indeed.
                Some(wait) => tokio::time::sleep(wait + Duration::from_millis(1)).await,
                None => std::future::pending().await,
            }
        }
    }

    /// A durable message, and what waits behind it. Samples may come without an acknowledgement, so
    /// those that wait for one are no limit alone.
    fn take_durable(&mut self, first: Incoming) {
        let mut next = Ok(first);
        for taken in 1..=MOST_MESSAGES {
            match next {
                Ok(Incoming::Message(delivery)) => self.hear(delivery),
                // Whether homes are heard is the live link's matter.
                Ok(Incoming::Link(_)) => {}
                Err(_) => return,
            }
            if taken == MOST_MESSAGES || self.acks.len() >= MOST_MESSAGES {
                return;
            }
            next = self.links.durable.try_recv();
        }
    }

    /// A live message, and what waits behind it.
    fn take_live(&mut self, first: Incoming) {
        let mut next = Ok(first);
        for taken in 1..=MOST_LIVE {
            match next {
                Ok(Incoming::Message(delivery)) => self.hear(delivery),
                Ok(Incoming::Link(up)) => {
                    let With { clock, .. } = &self.with;
                    self.station.handle_link(clock.now(), clock.mono(), up);
                }
                Err(_) => return,
            }
            if taken == MOST_LIVE {
                return;
            }
            next = self.links.live.try_recv();
        }
    }

    fn hear(&mut self, delivery: Delivery) {
        let Delivery { topic, payload, size, retained, ack } = delivery;
        let (now, at) = (self.with.clock.now(), self.with.clock.mono());
        // An empty payload is how a retained message is taken away.
        if payload.is_empty() {
            if let Some((home, below)) = place(&self.with.community, &topic) {
                self.station.handle_emptied(&home, below);
            }
        } else {
            let heard = if size > payload.len() {
                Err(Poison::Oversize(size))
            } else {
                read(&self.with.community, &topic, &payload, retained)
            };
            match heard {
                Ok(heard) => self.with.metrics.heard(self.station.handle(now, at, heard)),
                Err(why) => {
                    self.with.metrics.poison();
                    self.station.handle_poison((now, at), &topic, &payload, &why);
                }
            }
        }
        if let Some(ack) = ack {
            self.acks.push(ack);
            self.since.get_or_insert(at);
        }
    }

    fn has_something(&self) -> bool {
        !self.acks.is_empty() || self.station.has_batch()
    }

    fn commit(&mut self) -> Commit {
        let (batch, acks) = (self.station.take_batch(), std::mem::take(&mut self.acks));
        let since = self.since.take();
        self.with.health.waiting(since);
        let for_desk = ForDesk::of(&batch);
        if for_desk.has_news() {
            // Before the desk can hear of it.
            self.with.bell.lost_together(self.station.lost_together());
        }
        Commit::begin(self.with.clone(), batch, (acks, for_desk))
    }

    fn committed(&self, done: Committed) {
        self.with.metrics.committed(done.acks.len(), done.took);
        self.with.health.waiting(self.since);
        self.with.bell.stored(done.for_desk);
        for ack in done.acks {
            ack.acknowledge();
        }
    }

    fn show(&mut self) {
        let With { clock, hall, .. } = &self.with;
        let shown = self.station.take_shown(clock.now(), clock.mono());
        if !shown.is_empty() {
            hall.show(shown.into_iter().map(|shown| match shown {
                Shown::Tile(home, tile) => Moved::Tile(home, tile),
                Shown::Strip(strip) => Moved::Strip(strip),
            }));
        }
    }

    fn ask(&mut self) {
        for command in self.station.take_commands() {
            // If the link is down, it is asked again.
            if self.links.down.command(&command) {
                self.with.metrics.asked();
            }
        }
        for home in self.station.take_emptying() {
            if !self.links.down.empty(&home) {
                tracing::warn!(%home, "the broker is asked again to forget the home's last words");
            }
        }
    }

    fn answer(&mut self, asked: Asked) {
        // Who asked may have gone.
        match asked {
            Asked::Home(home, answer) => {
                drop(answer.send(self.station.home(&home).map(Box::new)));
            }
            Asked::Standing(answer) => {
                let wrong = self.station.wrong(MOST_WRONG);
                drop(answer.send((self.station.standing(), wrong)));
            }
            Asked::Bands(bands) => self.station.handle_bands(bands),
            Asked::Unwatched(homes) => self.station.handle_unwatched(homes),
            Asked::Away(day, homes) => self.station.handle_away(&day, homes),
            Asked::Forget(home, answer) => {
                self.station.forget(&home);
                answer.send(()).unwrap_or_default();
            }
        }
    }

    fn count(&self) {
        let lag = self.with.health.lag(self.with.clock.mono());
        self.with.metrics.standing(self.station.standing(), lag);
    }

    /// The last commits of a station that stops. What cannot be stored soon comes again.
    async fn finish(mut self, mut commit: Commit) {
        const PATIENCE: Duration = Duration::from_secs(5);
        let all = async {
            if !commit.is_idle() {
                let done = commit.done().await;
                self.committed(done);
            }
            if self.has_something() {
                let done = self.commit().done().await;
                self.committed(done);
            }
        };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            tracing::warn!("what was heard last could not be stored: the broker gives it again");
        }
    }
}

/// Tells the machine the personal bands: at once, and then as they move.
pub async fn keep_bands<S: Store>(store: Arc<S>, homes: Homes, clock: Clock) {
    const EACH: Duration = Duration::from_secs(6 * 3_600);
    loop {
        let now: Wall = clock.now();
        match store.bands(now).await {
            Ok(bands) => homes.bands(bands).await,
            Err(error) => tracing::warn!(%error, "the personal bands are not known"),
        }
        tokio::time::sleep(clock.in_the_world(EACH)).await;
    }
}

#[cfg(test)]
mod tests;
