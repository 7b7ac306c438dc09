//! What does a robot's answer mean? Three of them say `200` to everything and put the truth into the body,
//! and a network that wants a login says `200` with a page of its own.

use std::time::Duration;

use alerts::Wall;
use serde::Deserialize;

use super::super::{NotSent, Sent, Why};
use super::Kind;

/// Nobody is made to wait for longer by an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// Characters of the other side's name for a message that are kept.
const LONGEST_ID: usize = 64;

/// What came back.
pub(super) struct Answer {
    /// HTTP's.
    pub(super) status: u16,
    /// What its `Retry-After` says.
    pub(super) after: Option<Duration>,
    /// `None` if it was too long, or broke off.
    pub(super) body: Option<Vec<u8>>,
}

/// The fields that chats answer with.
#[derive(Deserialize)]
struct Said {
    errcode: Option<i64>,
    code: Option<i64>,
    #[serde(rename = "StatusCode")]
    status_code: Option<i64>,
}

/// What ntfy answers with.
#[derive(Deserialize)]
struct Published {
    id: String,
}

pub(super) fn judge(kind: &Kind, answer: &Answer, at: Wall) -> Result<Sent, NotSent> {
    let said = said(kind, answer.body.as_deref());
    match (answer.status, said) {
        // Feishu says that one was too fast with a 400.
        (200..=299 | 400..=499, Some(code)) if code != 0 => Err(refusal(kind, code, at)),
        (200..=299, said) => taken(kind, said, answer.body.as_deref()),
        (300..=399, _) => Err(NotSent::never(Why::Redirected(answer.status))),
        (408 | 425 | 429 | 500..=599, _) => {
            let after = answer.after.map(|after| after.min(LONGEST_WAIT));
            Err(NotSent::Later { why: Why::Busy(answer.status.into()), after })
        }
        (401 | 403, _) => Err(NotSent::never(Why::LoginRefused(answer.status.into()))),
        (status, _) => Err(NotSent::never(Why::MessageRefused(status.into()))),
    }
}

/// The code in the body of a robot that puts one there.
fn said(kind: &Kind, body: Option<&[u8]>) -> Option<i64> {
    let said = || serde_json::from_slice::<Said>(body?).ok();
    match kind {
        Kind::WeCom | Kind::DingTalk => said()?.errcode,
        Kind::Feishu => said().and_then(|said| said.code.or(said.status_code)),
        Kind::Ntfy | Kind::Custom(_) => None,
    }
}

fn taken(kind: &Kind, said: Option<i64>, body: Option<&[u8]>) -> Result<Sent, NotSent> {
    let theirs = match (kind, said) {
        (Kind::WeCom | Kind::DingTalk | Kind::Feishu, Some(_)) | (Kind::Custom(_), _) => None,
        (Kind::WeCom | Kind::DingTalk | Kind::Feishu, None) => {
            return Err(NotSent::later(Why::Unintelligible));
        }
        (Kind::Ntfy, _) => {
            let published = body.and_then(|body| serde_json::from_slice::<Published>(body).ok());
            let Some(Published { id }) = published else {
                return Err(NotSent::later(Why::Unintelligible));
            };
            Some(id.chars().filter(|sign| !sign.is_control()).take(LONGEST_ID).collect())
        }
    };
    Ok(Sent { theirs })
}

/// What a code other than 0 means. The numbers are those of the robots' own documentation.
fn refusal(kind: &Kind, code: i64, at: Wall) -> NotSent {
    let muted = || NotSent::Muted { until: at + kind.mutes_for() };
    match (kind, code) {
        (Kind::WeCom, 45009) | (Kind::DingTalk, 130_101 | 410_100) => muted(),
        (Kind::Feishu, 11232 | 99_991_400) => muted(),
        // It says so to what it cannot read, too: then the retries end it.
        (Kind::Feishu, 9499) => {
            NotSent::Later { why: Why::Busy(code), after: Some(kind.mutes_for()) }
        }
        (Kind::WeCom | Kind::DingTalk, -1) => NotSent::later(Why::Busy(code)),
        (Kind::WeCom, 93000) => NotSent::never(Why::LoginRefused(code)),
        (Kind::DingTalk, 300_001 | 310_000 | 400_101 | 400_102 | 400_106) => {
            NotSent::never(Why::LoginRefused(code))
        }
        (Kind::Feishu, 19021 | 19022 | 19024) => NotSent::never(Why::LoginRefused(code)),
        (_, code) => NotSent::never(Why::MessageRefused(code)),
    }
}
