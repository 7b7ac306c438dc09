//! How do messages leave? A few workers take the most urgent first, hand each over to its channel, and
//! tell the case what became of it. What is lost here with the process is due again: a notice has a
//! deadline, not an owner.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::message::Priority;
use tokio::sync::Notify;
use url::Url;

use super::{Desk, Keeps, words};
use crate::channels::{self, MessageId, NotSent, Outgoing, Sent, Why};
use crate::core::desk::Input;
use crate::core::desk::change::Dispatch;
use crate::core::desk::letter::{Letter, letters};
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::{Address, PartyIs};
use crate::say::Lang;

/// Messages on their way at once: a mail server that hangs takes one of them for ten seconds.
pub(super) const WORKERS: usize = 12;

/// Of these, so many take high ones only.
const FOR_HIGH: usize = 4;

/// Messages that wait for a worker. What is beyond is due again after a while.
const MOST_WAITING: usize = 2_048;

/// A channel gives up after ten seconds by itself.
const PATIENCE: Duration = Duration::from_secs(12);

/// What waits.
#[derive(Debug, Default)]
pub(super) struct Post {
    waiting: Mutex<Waiting>,
    come: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    letters: BTreeMap<(Reverse<Priority>, u64), Letter>,
    numbered: u64,
    busy_with_others: usize,
}

impl Post {
    /// These go out now.
    pub(super) fn put(&self, dispatches: Vec<Dispatch>) {
        if dispatches.is_empty() {
            return;
        }
        let mut waiting = self.lock();
        for letter in letters(dispatches) {
            waiting.numbered += 1;
            let place = (Reverse(letter.priority()), waiting.numbered);
            waiting.letters.insert(place, letter);
        }
        while waiting.letters.len() > MOST_WAITING {
            drop(waiting.letters.pop_last());
        }
        drop(waiting);
        self.come.notify_waiters();
        self.come.notify_one();
    }

    /// The most urgent; one that is not high leaves room for those that are.
    fn take(&self) -> Option<Letter> {
        let mut waiting = self.lock();
        let is_high = waiting.letters.first_key_value()?.1.priority() == Priority::High;
        if !is_high {
            if waiting.busy_with_others >= WORKERS - FOR_HIGH {
                return None;
            }
            waiting.busy_with_others += 1;
        }
        waiting.letters.pop_first().map(|(_, letter)| letter)
    }

    fn done(&self, letter: &Letter) {
        if letter.priority() != Priority::High {
            let mut waiting = self.lock();
            waiting.busy_with_others = waiting.busy_with_others.saturating_sub(1);
        }
        self.come.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A worker.
pub(super) async fn run<S: Keeps>(desk: Desk<S>) {
    let post = &desk.inner.post;
    loop {
        // Registered before it looks, so that nothing comes in between.
        let come = post.come.notified();
        let Some(letter) = post.take() else {
            come.await;
            continue;
        };
        desk.send(&letter).await;
        post.done(&letter);
    }
}

impl<S: Keeps> Desk<S> {
    async fn send(&self, letter: &Letter) {
        let Some(outgoing) = self.written(letter).await else { return };
        let sent = tokio::time::timeout(PATIENCE, self.inner.with.out.send(&outgoing)).await;
        let sent = sent.unwrap_or(Err(NotSent::Later { why: Why::TimedOut, after: None }));
        let receipt = self.receipt(letter, sent).await;
        for line in &letter.lines {
            let input = Input::Receipt {
                notice: line.notice,
                channel: letter.channel,
                is: receipt.clone(),
            };
            // If it is not taken, the notice is due again under the same name.
            if let Err(error) = self.decide(line.notice.case, input).await {
                tracing::warn!(notice = %line.notice, %error, "what became of a message is not kept");
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
        let id: MessageId = letter.key().parse().ok()?;
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

    async fn link_to(
        &self,
        case: crate::core::desk::CaseId,
        party: crate::core::desk::PartyId,
    ) -> Option<Url> {
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

    async fn receipt(&self, letter: &Letter, sent: Result<Sent, NotSent>) -> Receipt {
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
            Err(NotSent::Muted { until }) => {
                if let Address::Robot(name) = &letter.address {
                    self.note_muted(name, until).await;
                }
                Receipt::Muted { until }
            }
        }
    }
}

pub(super) fn to(address: &Address) -> channels::Address {
    match address {
        Address::Mail(to) => channels::Address::Mail(to.clone()),
        Address::Sms(to) => channels::Address::Sms(to.clone()),
        Address::Robot(name) => channels::Address::Robot(name.clone()),
    }
}
