//! How does a message leave the station? By e-mail, by SMS or by a robot in a chat.
//!
//! A channel takes one message and says what became of it: taken, not now, never, or muted. It asks
//! nobody else, waits ten seconds at most ([`PATIENCE`]) and keeps nothing; whether and by which channel
//! it is tried again is the desk's business. The id of a message goes out with it, the same each time: a
//! retry after an answer that was lost is not a second message where the other side can tell.
//!
//! What a server answers is never repeated, since it may quote the address; the cause is a [`Why`].

mod bounded;
mod bundle;
mod id;
mod knock;
mod mail;
mod robot;
pub(crate) mod roots;
pub(crate) mod secret;
mod sms;
mod why;

#[cfg(test)]
mod trial;

use std::collections::BTreeMap;
use std::time::Duration;

use alerts::Wall;
use alerts::message::Priority;
use async_trait::async_trait;
use url::Url;

pub use bundle::bundle;
pub use id::{MessageId, NotAnId};
pub use knock::Knock;
pub use mail::Mail;
pub(crate) use robot::{Keys, cause, is_overheard, retry_after, target};
pub use robot::{Kind, Robot, Template, UnknownWord};
pub use sms::{Spool, Standing, number};
pub use why::Why;

use crate::config::Config;
use crate::say::Lang;

/// How long the other side may take in all. A person waits for the next channel meanwhile.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// A message as it leaves: what is said is decided.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The same each time that this message is tried.
    pub id: MessageId,
    /// Where it goes.
    pub to: Address,
    /// A line. Mail servers and lock screens show it: it names nobody.
    pub subject: String,
    /// What is said.
    pub text: String,
    /// Where whoever reads it goes on.
    pub link: Option<Url>,
    /// What else is said with it, a line each: of a bundle.
    pub parts: Vec<Part>,
    /// How soon somebody must act.
    pub priority: Priority,
    /// The language of the few words that a channel adds.
    pub lang: Lang,
    /// Now: a signature is made of it, and a mute is counted from it.
    pub at: Wall,
}

/// One message of several that are said as one.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// Its subject.
    pub title: String,
    /// Its link.
    pub link: Option<Url>,
}

impl Outgoing {
    /// The text and a line for each part. `plain` is what becomes of words, `link` how a link is written.
    fn said(&self, plain: impl Fn(&str) -> String, link: impl Fn(&Url) -> String) -> String {
        let mut said = plain(&self.text);
        for part in &self.parts {
            let start = if said.is_empty() { "• " } else { "\n• " };
            said.push_str(start);
            said.push_str(&plain(&part.title));
            if let Some(to) = &part.link {
                said.push(' ');
                said.push_str(&link(to));
            }
        }
        said
    }

    /// The same where nothing is drawn and a link is itself.
    fn said_plainly(&self) -> String {
        self.said(str::to_owned, Url::to_string)
    }
}

impl std::fmt::Debug for Outgoing {
    /// What is said is personal, and its link opens a door: a log shows neither.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Outgoing");
        shown.field("id", &self.id).field("to", &self.to).field("priority", &self.priority);
        shown.finish_non_exhaustive()
    }
}

/// Where a message goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address {
    /// An e-mail address.
    Mail(String),
    /// A telephone number, as people write it.
    Sms(String),
    /// A robot, by its name in the configuration.
    Robot(String),
}

impl std::fmt::Debug for Address {
    /// An address is personal: a log shows its kind only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mail(_) => f.write_str("Mail(…)"),
            Self::Sms(_) => f.write_str("Sms(…)"),
            Self::Robot(name) => f.debug_tuple("Robot").field(name).finish(),
        }
    }
}

/// The other side has taken the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// What the other side calls it, if it says so; cut to 64 characters.
    pub theirs: Option<String>,
}

/// The other side has not taken it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// It may well take it later.
    Later {
        /// The cause.
        why: Why,
        /// Not before so long, if the other side says so; an hour at most.
        after: Option<Duration>,
    },
    /// It will not take it, however often it is tried.
    Never {
        /// The cause.
        why: Why,
    },
    /// The robot takes nothing from anybody until then.
    Muted {
        /// When it hears again.
        until: Wall,
    },
}

impl NotSent {
    pub(crate) const fn later(why: Why) -> Self {
        Self::Later { why, after: None }
    }

    pub(crate) const fn never(why: Why) -> Self {
        Self::Never { why }
    }
}

/// A way out of the station.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Hands the message over.
    ///
    /// # Errors
    ///
    /// When the other side has not taken it, or has not said so within [`PATIENCE`].
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent>;

    /// Whether it takes text messages to telephones at all.
    fn texts(&self) -> bool {
        true
    }
}

/// All ways out that are configured.
#[derive(Debug, Default)]
pub struct Channels {
    mail: Option<Mail>,
    sms: Option<Spool>,
    robots: BTreeMap<String, Robot>,
}

impl Channels {
    /// Those of a configuration. Nothing is read or called yet.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let named = |robot: &crate::config::Robot| (robot.name.clone(), Robot::new(robot.clone()));
        Self {
            mail: config.channels.mail.clone().map(Mail::new),
            sms: config.channels.sms.clone().map(Spool::new),
            robots: config.channels.robots.iter().map(named).collect(),
        }
    }

    /// The spool of messages to telephones, if there is one.
    #[must_use]
    pub const fn sms(&self) -> Option<&Spool> {
        self.sms.as_ref()
    }

    /// The robots by name.
    pub fn robots(&self) -> impl Iterator<Item = (&str, &Robot)> {
        self.robots.iter().map(|(name, robot)| (name.as_str(), robot))
    }
}

#[async_trait]
impl Channel for Channels {
    fn texts(&self) -> bool {
        self.sms.is_some()
    }

    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        let channel: Option<&dyn Channel> = match &out.to {
            Address::Mail(_) => self.mail.as_ref().map(|mail| mail as _),
            Address::Sms(_) => self.sms.as_ref().map(|sms| sms as _),
            Address::Robot(name) => self.robots.get(name).map(|robot| robot as _),
        };
        match channel {
            Some(channel) => channel.send(out).await,
            None => Err(NotSent::never(Why::NotConfigured)),
        }
    }
}

/// A line without its ends and without signs that are none: a header, a title.
pub(crate) fn line(text: &str) -> String {
    text.split(|sign: char| sign.is_whitespace() || sign.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The text, cut so that its signs cost no more than `limit` in all, with `mark` at its end if it is cut.
pub(crate) fn cut(text: &str, limit: usize, mark: &str, cost: impl Fn(char) -> usize) -> String {
    let of_mark: usize = mark.chars().map(&cost).sum();
    let (mut spent, mut keep) = (0, 0);
    for (at, sign) in text.char_indices() {
        spent += cost(sign);
        if spent > limit {
            let kept = text.get(..keep).unwrap_or_default();
            // Without room for the mark there is none.
            return if of_mark > limit { String::new() } else { format!("{kept}{mark}") };
        }
        if spent + of_mark <= limit {
            keep = at + sign.len_utf8();
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests;
