//! Which message goes next, and by which way is there room for it?

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::Mono;
use alerts::message::Priority;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use crate::core::desk::change::Dispatch;
use crate::core::desk::letter::{Letter, letters};
use crate::core::desk::party::Address;
use crate::desk::robots::Item;

/// Messages on their way by mail at once: a server that hangs takes each for ten seconds.
const BY_MAIL: usize = 10;

/// … by SMS: each writes one small file.
const BY_SMS: usize = 4;

/// … by one robot.
const BY_ROBOT: usize = 4;

/// Of a lane, what only high ones may use.
const FOR_HIGH: usize = 2;

/// Messages that wait for a worker. What is beyond is due again after a while.
const MOST_WAITING: usize = 2_048;

/// Whoever waits for a lane for longer is called by their next way.
const LATE: Duration = Duration::from_secs(10);

/// Something to be done.
#[derive(Debug)]
pub(crate) enum Job {
    /// A letter that is not written yet.
    Letter(Letter),
    /// What a robot is told now, as one message.
    Said(String, Vec<Item>),
}

/// What a worker has taken.
pub(crate) enum Taken {
    /// It goes out.
    Goes(Job),
    /// It has waited for too long.
    Late(Job),
}

/// By which way, and whether it uses a place that others may use, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    /// None: it is only written.
    Writing,
    /// The mail server.
    Mail,
    /// The SMS gateway.
    Sms,
    /// A robot.
    Robot(String),
}

/// What waits, and what is on its way.
#[derive(Debug, Default)]
pub(crate) struct Post {
    waiting: Mutex<Waiting>,
    come: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    jobs: BTreeMap<(Reverse<Priority>, u64), (Mono, Job)>,
    numbered: u64,
    on_their_way: BTreeMap<Lane, usize>,
    /// Each line that waits here or at a robot, or is on its way: asked for again, it is no second one.
    known: BTreeSet<String>,
}

impl Job {
    fn lane(&self) -> Lane {
        match self {
            Self::Letter(letter) => match &letter.address {
                Address::Mail(_) => Lane::Mail,
                Address::Sms(_) => Lane::Sms,
                // Its budget decides when it is said.
                Address::Robot(_) => Lane::Writing,
            },
            Self::Said(robot, _) => Lane::Robot(robot.clone()),
        }
    }

    fn letters(&self) -> impl Iterator<Item = &Letter> {
        let (one, several): (_, &[Item]) = match self {
            Self::Letter(letter) => (Some(letter), &[]),
            Self::Said(_, items) => (None, items),
        };
        one.into_iter().chain(several.iter().filter_map(|item| item.letter.as_ref()))
    }
}

impl Taken {
    /// Whose place it has.
    pub(crate) fn lane(&self) -> Lane {
        match self {
            Self::Goes(job) => job.lane(),
            Self::Late(_) => Lane::Writing,
        }
    }
}

impl Lane {
    const fn places(&self) -> usize {
        match self {
            Self::Writing => usize::MAX,
            Self::Mail => BY_MAIL,
            Self::Sms => BY_SMS,
            Self::Robot(_) => BY_ROBOT,
        }
    }
}

impl Waiting {
    fn add(&mut self, priority: Priority, since: Mono, job: Job) {
        self.numbered += 1;
        self.jobs.insert((Reverse(priority), self.numbered), (since, job));
        while self.jobs.len() > MOST_WAITING {
            let Some((_, (_, job))) = self.jobs.pop_last() else { break };
            tracing::warn!("too many messages wait: the least urgent is tried again later");
            for letter in job.letters() {
                self.forget(letter);
            }
        }
    }

    fn forget(&mut self, letter: &Letter) {
        for line in &letter.lines {
            self.known.remove(&line.key());
        }
    }

    fn has_room(&self, lane: &Lane, is_high: bool) -> bool {
        let busy = self.on_their_way.get(lane).copied().unwrap_or(0);
        let kept = if is_high { 0 } else { FOR_HIGH };
        busy < lane.places().saturating_sub(kept)
    }
}

impl Post {
    /// These go out now; what is known already does not.
    pub(crate) fn put(&self, dispatches: Vec<Dispatch>, now: Mono) {
        if dispatches.is_empty() {
            return;
        }
        let mut waiting = self.lock();
        let fresh =
            dispatches.into_iter().filter(|line| waiting.known.insert(line.key())).collect();
        for letter in letters(fresh) {
            waiting.add(letter.priority(), now, Job::Letter(letter));
        }
        drop(waiting);
        self.wake();
    }

    /// A robot has room for these now.
    pub(crate) fn say(&self, robot: String, items: Vec<Item>, now: Mono) {
        let priority =
            items.iter().map(|item| item.out.priority).fold(Priority::Low, Priority::max);
        self.lock().add(priority, now, Job::Said(robot, items));
        self.wake();
    }

    /// When there is something new.
    pub(crate) fn come(&self) -> Notified<'_> {
        self.come.notified()
    }

    /// The most urgent for which there is room.
    pub(crate) fn take(&self, now: Mono) -> Option<Taken> {
        let mut waiting = self.lock();
        let goes = |((priority, _), (since, job)): (&(Reverse<Priority>, u64), &(Mono, Job))| {
            let has_room = waiting.has_room(&job.lane(), priority.0 == Priority::High);
            let is_late = now.since(*since) >= LATE;
            (has_room || is_late).then_some(has_room)
        };
        let (place, has_room) =
            waiting.jobs.iter().find_map(|(place, job)| Some((*place, goes((place, job))?)))?;
        let (_, job) = waiting.jobs.remove(&place)?;
        let taken = if has_room { Taken::Goes(job) } else { Taken::Late(job) };
        *waiting.on_their_way.entry(taken.lane()).or_default() += 1;
        Some(taken)
    }

    /// A place is free again.
    pub(crate) fn done(&self, lane: Lane) {
        let mut waiting = self.lock();
        if let Some(busy) = waiting.on_their_way.get_mut(&lane) {
            *busy = busy.saturating_sub(1);
        }
        drop(waiting);
        self.come.notify_one();
    }

    /// A letter is not under way any more.
    pub(crate) fn forget(&self, letter: &Letter) {
        self.lock().forget(letter);
    }

    fn wake(&self) {
        self.come.notify_waiters();
        self.come.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
