//! What became of a text message that the gateway has taken? It is looked for in the spool until the
//! network has it; one that was given up, or that nobody fetches, is followed by the next way.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::Wall;
use tokio::task::spawn_blocking;

use super::board::Board;
use super::{Desk, Directory, Keeps};
use crate::channels::{MessageId, Spool, Standing, Why};
use crate::core::desk::letter::Letter;
use crate::core::desk::notice::{NoticeState, Receipt};
use crate::core::desk::party::Address;
use crate::core::desk::{Input, NoticeId};

/// Between two looks; in this clock's time.
const EACH: Duration = Duration::from_secs(3);

/// A modem sends one in five seconds: what waits for longer waits for a modem that is gone.
const FETCHED: Duration = Duration::from_secs(60);

/// Messages that are looked for; the spool takes two hundred. Of more it is not known what became.
const MOST_WATCHED: usize = 400;

/// Messages that the gateway has.
#[derive(Debug, Default)]
pub(super) struct Watch {
    texts: Mutex<BTreeMap<MessageId, Text>>,
}

#[derive(Clone, Debug)]
struct Text {
    lines: Vec<(NoticeId, u8)>,
    since: Wall,
}

impl Watch {
    /// The gateway has it.
    pub(super) fn watch(&self, id: MessageId, letter: &Letter, since: Wall) {
        let lines = letter.lines.iter().map(|line| (line.notice, letter.channel)).collect();
        self.add(id, Text { lines, since });
    }

    /// What it had when the station was stopped, as far as the cases know it.
    pub(super) fn begin(&self, directory: &Directory, board: &Board) {
        for notice in board.open.values().flat_map(|case| &case.notices) {
            let NoticeState::Sent { at } = notice.state else { continue };
            let party = directory.parties.get(&notice.to);
            let way = party.and_then(|it| it.who.channels.get(usize::from(notice.channel)));
            if !way.is_some_and(|way| matches!(way.to, Address::Sms(_))) {
                continue;
            }
            let key = format!("{}-{}", notice.id, notice.channel);
            if let Ok(id) = key.parse() {
                self.add(id, Text { lines: vec![(notice.id, notice.channel)], since: at });
            }
        }
    }

    fn add(&self, id: MessageId, text: Text) {
        let mut texts = self.lock();
        if texts.len() < MOST_WATCHED {
            texts.insert(id, text);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<MessageId, Text>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks, as long as there is a spool.
pub(super) async fn run<S: Keeps>(desk: Desk<S>, spool: Spool) {
    loop {
        tokio::time::sleep(desk.inner.with.clock.in_the_world(EACH)).await;
        desk.look_at_spool(&spool).await;
    }
}

impl<S: Keeps> Desk<S> {
    async fn look_at_spool(&self, spool: &Spool) {
        let texts = self.inner.spool.lock().clone();
        if texts.is_empty() {
            return;
        }
        let (ids, spool): (Vec<MessageId>, _) = (texts.keys().cloned().collect(), spool.clone());
        let Ok(found) = spawn_blocking(move || look(&spool, ids)).await else { return };
        let now = self.inner.with.clock.now();
        for (id, standing) in found {
            let Some(text) = texts.get(&id) else { continue };
            let is_old = text.since + FETCHED <= now || text.since > now;
            let why = match standing {
                Standing::Sent => None,
                Standing::Failed => Some(Why::GivenUp),
                Standing::Waiting if is_old => Some(Why::Backlog(texts.len())),
                Standing::Unknown if is_old => None,
                // smsd moves it from folder to folder.
                Standing::Waiting | Standing::Unknown => continue,
            };
            self.inner.spool.lock().remove(&id);
            if let Some(why) = why {
                self.not_texted(&text.lines, &why).await;
            }
        }
    }

    async fn not_texted(&self, lines: &[(NoticeId, u8)], why: &Why) {
        for (notice, channel) in lines {
            let is = Receipt::Later { why: why.to_string(), after: None };
            let input = Input::Receipt { notice: *notice, channel: *channel, is };
            if let Err(error) = self.decide(notice.case, input).await {
                tracing::warn!(%notice, %error, "that a text message was not sent is not kept");
            }
        }
    }
}

/// What the spool says of each. What is done with goes from its disk, where it stands in clear.
fn look(spool: &Spool, ids: Vec<MessageId>) -> Vec<(MessageId, Standing)> {
    let mut found = Vec::new();
    for id in ids {
        let standing = match spool.look(&id) {
            Ok(standing) => standing,
            Err(error) => {
                tracing::warn!(%error, "the spool of the SMS gateway cannot be looked into");
                break;
            }
        };
        match standing {
            Standing::Sent | Standing::Failed => {
                if let Err(error) = spool.forget(&id) {
                    tracing::warn!(%error, "a text message stays in the spool");
                }
            }
            Standing::Unknown | Standing::Waiting => {}
        }
        found.push((id, standing));
    }
    found
}
