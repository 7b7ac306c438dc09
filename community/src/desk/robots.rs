//! May this robot be spoken to now? One budget for each robot of a chat: it is never told more than it
//! takes in a minute, a part of which is kept for high alarms; the rest waits here and is said as one.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::Wall;
use tokio::sync::Notify;

use super::board::Board;
use super::{Desk, Directory, Keeps};
use crate::channels::Outgoing;
use crate::core::budget::{Budget, Event, Full, Pace};
use crate::core::desk::letter::Letter;
use crate::core::desk::notice::{ATTEMPT, NoticeState, Receipt};
use crate::core::desk::party::Address;

/// A clock that was put right is noticed after this; in this clock's time.
const LONGEST: Duration = Duration::from_secs(10);

/// A robot for which too many wait is tried again after this.
const FULL_FOR: Duration = Duration::from_secs(60);

/// A message for a robot.
#[derive(Debug)]
pub(crate) struct Item {
    /// What is said.
    pub(crate) out: Outgoing,
    /// Who wants to know what became of it; nobody, for a code.
    pub(crate) letter: Option<Letter>,
}

/// What is to be done now.
pub(super) enum Now {
    /// The robot is told these, as one message.
    Say(String, Vec<Item>),
    /// It is said here later: the next way is tried all the same.
    Waits(Letter, Receipt),
    /// It is not said here.
    Elsewhere(Letter, Receipt),
}

/// All robots.
#[derive(Debug, Default)]
pub(super) struct Robots {
    known: Mutex<BTreeMap<String, Robot>>,
    come: Notify,
}

#[derive(Debug)]
struct Robot {
    budget: Budget<u64>,
    waiting: BTreeMap<u64, Item>,
    numbered: u64,
}

impl Robots {
    /// Robots by name, with what they take, as they stand now: who was muted still is, and what was said
    /// within the last minute was said.
    pub(super) fn begin(
        &self,
        paces: &BTreeMap<String, Pace>,
        now: Wall,
        (directory, board): (&Directory, &Board),
    ) {
        let mut said = said(directory, board);
        said.sort_unstable();
        let mut known = self.lock();
        for (name, pace) in paces {
            let mut budget = Budget::new(*pace);
            for (_, at) in said.iter().filter(|(robot, _)| robot == name) {
                budget.handle_said((*at).min(now));
            }
            if let Some(until) = directory.muted.get(name) {
                budget.handle_muted(now, *until);
            }
            let robot = Robot { budget, waiting: BTreeMap::new(), numbered: 0 };
            known.insert(name.clone(), robot);
        }
    }

    /// A message for a robot. One that is not known is told at once, and its channel says why not.
    pub(super) fn put(&self, name: &str, item: Item, now: Wall) -> Vec<Now> {
        let mut known = self.lock();
        let Some(robot) = known.get_mut(name) else {
            return vec![Now::Say(name.to_owned(), vec![item])];
        };
        robot.numbered += 1;
        let (number, priority) = (robot.numbered, item.out.priority);
        robot.waiting.insert(number, item);
        robot.budget.handle(now, number, priority);
        let wanted = robot.wanted(name, now);
        drop(known);
        self.come.notify_one();
        wanted
    }

    /// It hears nobody until then.
    pub(super) fn muted(&self, name: &str, now: Wall, until: Wall) -> Vec<Now> {
        let mut known = self.lock();
        let Some(robot) = known.get_mut(name) else { return Vec::new() };
        robot.budget.handle_muted(now, until);
        robot.wanted(name, now)
    }

    /// What there is room for now.
    fn due(&self, now: Wall) -> Vec<Now> {
        let mut wanted = Vec::new();
        for (name, robot) in self.lock().iter_mut() {
            if !robot.waiting.is_empty() {
                robot.budget.handle_timeout(now);
                wanted.extend(robot.wanted(name, now));
            }
        }
        wanted
    }

    fn poll_timeout(&self) -> Option<Wall> {
        self.lock().values().filter_map(|robot| robot.budget.poll_timeout()).min()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Robot>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Robot {
    fn wanted(&mut self, name: &str, now: Wall) -> Vec<Now> {
        let mut wanted = Vec::new();
        while let Some(event) = self.budget.poll_event() {
            match event {
                Event::Say(id) => wanted.extend(self.say(name, &[id])),
                Event::Bundle(ids) => wanted.extend(self.say(name, &ids)),
                Event::Waits { id, until } => {
                    let waits = self.waiting.get(&id).and_then(|item| item.letter.clone());
                    let why = "the robot has been told all that it takes in a minute".to_owned();
                    let receipt = Receipt::Later { why, after: Some(until) };
                    wanted.extend(waits.map(|letter| Now::Waits(letter, receipt)));
                }
                Event::Elsewhere { ids, why } => {
                    let receipt = elsewhere(why, now);
                    let letters = ids.iter().filter_map(|id| self.waiting.remove(id)?.letter);
                    wanted.extend(letters.map(|it| Now::Elsewhere(it, receipt.clone())));
                }
            }
        }
        wanted
    }

    fn say(&mut self, name: &str, ids: &[u64]) -> Option<Now> {
        let items: Vec<Item> = ids.iter().filter_map(|id| self.waiting.remove(id)).collect();
        (!items.is_empty()).then(|| Now::Say(name.to_owned(), items))
    }
}

fn elsewhere(why: Full, now: Wall) -> Receipt {
    match why {
        Full::Muted(until) => Receipt::Muted { until },
        Full::Waiting => {
            let why = "too many messages wait for this robot".to_owned();
            Receipt::Later { why, after: Some(now + FULL_FOR) }
        }
    }
}

/// When which robot was told something, as far as the cases know it.
fn said(directory: &Directory, board: &Board) -> Vec<(String, Wall)> {
    let cases = board.open.values().chain(board.closed.values());
    let notices = cases.flat_map(|case| &case.notices);
    let told = notices.filter_map(|notice| {
        let at = match notice.state {
            NoticeState::Sent { at }
            | NoticeState::Delivered { at }
            | NoticeState::Opened { at }
            | NoticeState::Answered { at } => at,
            // It may have been said before the end.
            NoticeState::Sending { until } => {
                Wall(until.0.saturating_sub(i64::try_from(ATTEMPT.as_millis()).unwrap_or(0)))
            }
            NoticeState::Queued { .. }
            | NoticeState::Failed { .. }
            | NoticeState::Dropped { .. } => {
                return None;
            }
        };
        let party = directory.parties.get(&notice.to)?;
        match &party.who.channels.get(usize::from(notice.channel))?.to {
            Address::Robot(name) => Some((name.clone(), at)),
            Address::Mail(_) | Address::Sms(_) => None,
        }
    });
    told.collect()
}

/// Says what waited, when there is room.
pub(super) async fn run<S: Keeps>(desk: Desk<S>) {
    let robots = &desk.inner.robots;
    let clock = desk.inner.with.clock;
    loop {
        let wanted = robots.due(clock.now());
        desk.act(wanted).await;
        let wait = robots.poll_timeout().map_or(LONGEST, |due| {
            let left = u64::try_from(due.0.saturating_sub(clock.now().0)).unwrap_or(0);
            Duration::from_millis(left).min(LONGEST)
        });
        tokio::select! {
            () = robots.come.notified() => {}
            () = tokio::time::sleep(clock.in_the_world(wait) + Duration::from_millis(1)) => {}
        }
    }
}
