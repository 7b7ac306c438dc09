//! How do messages leave? Workers take the most urgent first, hand each over to its channel, and tell
//! the case what became of it. What is lost here with the process is due again: a notice has a
//! deadline, not an owner.
//!
//! A channel that hangs holds a few workers and no other channel: each way out has a lane of its own.
//! What waits too long for a lane is called by the next way instead. What goes to a robot is first asked
//! of its budget ([`robots`](super::robots)).

mod queue;

use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::robots::{Item, Now};
use super::{Desk, Keeps, words};
use crate::channels::{self, MessageId, NotSent, Outgoing, Sent, Why, bundle};
use crate::core::desk::change::Dispatch;
use crate::core::desk::letter::Letter;
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::{Address, PartyIs};
use crate::core::desk::{CaseId, Input, PartyId};
use crate::say::Lang;

pub(super) use queue::{Job, Post, Taken};

/// Messages on their way at once, over all lanes: the lanes of mail and SMS, and a few robots.
pub(super) const WORKERS: usize = 32;

/// A channel gives up after ten seconds by itself.
pub(super) const PATIENCE: Duration = Duration::from_secs(12);

/// A worker.
pub(super) async fn run<S: Keeps>(desk: Desk<S>) {
    let post = &desk.inner.post;
    loop {
        // Registered before it looks, so that nothing comes in between.
        let come = post.come();
        let Some(taken) = post.take(desk.inner.with.clock.mono()) else {
            come.await;
            continue;
        };
        let lane = taken.lane();
        match taken {
            Taken::Goes(Job::Letter(letter)) => desk.send(letter).await,
            Taken::Goes(Job::Said(robot, items)) => desk.say(&robot, items).await,
            Taken::Late(job) => desk.late(job).await,
        }
        post.done(lane);
    }
}

impl<S: Keeps> Desk<S> {
    /// What somebody should still hear of a letter. The rest is let go by its case when it is due again.
    fn wanted(&self, letter: Letter) -> Option<Letter> {
        let board = Self::board(self);
        let wants = |line: &Dispatch| {
            let case = board.open.get(&line.notice.case);
            let case = case.or_else(|| board.closed.get(&line.notice.case));
            case.is_none_or(|case| case.wants(line.says))
        };
        let (lines, not): (Vec<_>, Vec<_>) = letter.lines.iter().cloned().partition(wants);
        if !not.is_empty() {
            self.inner.post.forget(&Letter { lines: not, ..letter.clone() });
        }
        (!lines.is_empty()).then_some(Letter { lines, ..letter })
    }

    /// What a robot is still to be told, of what has waited for it.
    async fn still(&self, items: Vec<Item>) -> Vec<Item> {
        let mut still = Vec::new();
        for item in items {
            let Some(before) = item.letter.clone() else {
                still.push(item);
                continue;
            };
            match self.wanted(before.clone()) {
                Some(letter) if letter == before => still.push(item),
                Some(letter) => {
                    let out = self.written(&letter).await;
                    still.extend(out.map(|out| Item { out, letter: Some(letter) }));
                }
                None => {}
            }
        }
        still
    }

    /// A letter is written, and goes: to a robot, when there is room for it.
    async fn send(&self, letter: Letter) {
        let Some(letter) = self.wanted(letter) else { return };
        let Some(out) = self.written(&letter).await else {
            let why = "nobody is known there any more: look at who is called".to_owned();
            return self.came_back(&letter, Receipt::Never { why }).await;
        };
        if let Address::Robot(robot) = &letter.address {
            let robot = robot.clone();
            let item = Item { out, letter: Some(letter) };
            let done = self.inner.robots.put(&robot, item, self.inner.with.clock.now());
            return self.act(done).await;
        }
        let sent = self.hand_over(&out).await;
        if sent.is_ok() && matches!(letter.address, Address::Sms(_)) {
            self.inner.spool.watch(out.id, &letter, out.at);
        }
        let receipt = self.receipt(sent);
        self.came_back(&letter, receipt).await;
    }

    /// What a robot is told now.
    async fn say(&self, robot: &str, items: Vec<Item>) {
        let items = self.still(items).await;
        let outs: Vec<Outgoing> = items.iter().map(|item| item.out.clone()).collect();
        let out = match outs.as_slice() {
            [one] => Some(one.clone()),
            several => bundle(several),
        };
        let Some(mut out) = out else { return };
        // A signature is made of the time, and it may have waited.
        out.at = self.inner.with.clock.now();
        let sent = self.hand_over(&out).await;
        if let Err(NotSent::Muted { until }) = sent {
            self.note_muted(robot, until).await;
            let waiting = self.inner.robots.muted(robot, out.at, until);
            Box::pin(self.act(waiting)).await;
        }
        let receipt = self.receipt(sent);
        for letter in items.into_iter().filter_map(|item| item.letter) {
            self.came_back(&letter, receipt.clone()).await;
        }
    }

    /// What the budget of a robot wants done.
    pub(super) async fn act(&self, wanted: Vec<Now>) {
        for now in wanted {
            match now {
                Now::Say(robot, items) => {
                    self.inner.post.say(robot, items, self.inner.with.clock.mono());
                }
                // It is said there later, and stays known: only its next way is used now.
                Now::Waits(letter, receipt) => self.told(&letter, &receipt).await,
                Now::Elsewhere(letter, receipt) => self.came_back(&letter, receipt).await,
            }
        }
    }

    /// It has waited for its channel for so long that the next way is better.
    async fn late(&self, job: Job) {
        let why = "this way is busy: whoever is before it gets no answer".to_owned();
        let receipt = Receipt::Later { why, after: None };
        match job {
            Job::Letter(letter) => self.came_back(&letter, receipt).await,
            Job::Said(_, items) => {
                for letter in items.into_iter().filter_map(|item| item.letter) {
                    self.came_back(&letter, receipt.clone()).await;
                }
            }
        }
    }

    async fn hand_over(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        let sent = tokio::time::timeout(PATIENCE, self.inner.with.out.send(out)).await;
        sent.unwrap_or(Err(NotSent::Later { why: Why::TimedOut, after: None }))
    }

    /// It is not under way any more.
    async fn came_back(&self, letter: &Letter, receipt: Receipt) {
        self.told(letter, &receipt).await;
        self.inner.post.forget(letter);
    }

    /// The case is told what became of a letter.
    pub(super) async fn told(&self, letter: &Letter, receipt: &Receipt) {
        for Dispatch { notice, .. } in &letter.lines {
            let (channel, is) = (letter.channel, receipt.clone());
            let input = Input::Receipt { notice: *notice, channel, is };
            // If it is not taken, the notice is due again under the same name.
            if let Err(error) = self.decide(notice.case, input).await {
                tracing::warn!(%notice, %error, "what became of a message is not kept");
            }
        }
    }

    /// The message as it leaves.
    async fn written(&self, letter: &Letter) -> Option<Outgoing> {
        let with = &self.inner.with;
        let directory = self.directory();
        let party = directory.parties.get(&letter.to)?;
        let is_group = matches!(party.who.is, PartyIs::Group(_))
            || matches!(letter.address, Address::Robot(_));
        let lang = party.who.lang.as_deref().and_then(Lang::of_tag).unwrap_or(with.lang);
        let said = words::words(lang, letter, is_group, &directory);
        let first = letter.lines.first()?;
        let id = name(letter)?;
        Some(Outgoing {
            id,
            to: to(&letter.address),
            subject: said.subject,
            text: said.text,
            link: self.link_to(first.notice.case, letter.to).await,
            parts: Vec::new(),
            priority: letter.priority(),
            lang,
            at: with.clock.now(),
        })
    }

    async fn link_to(&self, case: CaseId, party: PartyId) -> Option<Url> {
        let url = self.inner.with.url.as_deref()?;
        match self.word_of(case, party).await {
            Ok(word) => Url::parse(&format!("{}/go/{word}", url.trim_end_matches('/'))).ok(),
            Err(error) => {
                // Without a link it is still a call.
                tracing::warn!(%case, %error, "a message goes without its link");
                None
            }
        }
    }

    fn receipt(&self, sent: Result<Sent, NotSent>) -> Receipt {
        match sent {
            Ok(_) => Receipt::Sent,
            Err(NotSent::Never { why }) if why.blames_address() => {
                Receipt::Never { why: why.to_string() }
            }
            // The channel's fault, not the address': that may be put right.
            Err(NotSent::Never { why }) => Receipt::Later { why: why.to_string(), after: None },
            Err(NotSent::Later { why, after }) => {
                let after = after.map(|after| self.inner.with.clock.now() + after);
                Receipt::Later { why: why.to_string(), after }
            }
            Err(NotSent::Muted { until }) => Receipt::Muted { until },
        }
    }
}

/// A letter's name on its way: the attempt's, or one made of all of its lines. It is the same each time.
fn name(letter: &Letter) -> Option<MessageId> {
    let (first, key) = (letter.lines.first()?, letter.key());
    if letter.lines.len() == 1 {
        return key.parse().ok();
    }
    let hash = Sha256::digest(key);
    let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-and-{hash}", first.key()).parse().ok()
}

/// The message that brings somebody a code; `None` if no message may be called so.
pub(super) fn code(
    (name, code): (&str, &str),
    address: &Address,
    lang: Lang,
    at: Wall,
) -> Option<Outgoing> {
    let said = words::code(lang, code);
    Some(Outgoing {
        id: format!("code-{name}").parse().ok()?,
        to: to(address),
        subject: said.subject,
        text: said.text,
        link: None,
        parts: Vec::new(),
        priority: Priority::Medium,
        lang,
        at,
    })
}

pub(super) fn to(address: &Address) -> channels::Address {
    match address {
        Address::Mail(to) => channels::Address::Mail(to.clone()),
        Address::Sms(to) => channels::Address::Sms(to.clone()),
        Address::Robot(name) => channels::Address::Robot(name.clone()),
    }
}
