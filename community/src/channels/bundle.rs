//! How are several messages said as one? A line each, with its link, below how many they are: a robot has
//! only so many messages a minute.

use alerts::Wall;
use alerts::message::Priority;
use i18n_embed_fl::fl;

use super::{MessageId, Outgoing, Part, cut, line};
use crate::say::Lang;

/// Characters of one line.
const LONGEST_LINE: usize = 160;

/// One message of many, all to the same address, as [`crate::core::budget::Event::Bundle`] orders them.
/// `None` if there are none.
///
/// Its id is made of theirs: a retry of the same bundle has the same.
#[must_use]
pub fn bundle(parts: &[Outgoing]) -> Option<Outgoing> {
    let (first, last) = (parts.first()?, parts.last()?);
    let (lang, count) = (first.lang, parts.len());
    let at = parts.iter().map(|part| part.at).fold(Wall(i64::MIN), Wall::max);
    Some(Outgoing {
        id: name(first, last, count),
        to: first.to.clone(),
        subject: fl!(lang.words(), "channel-more", n = count.to_string()),
        text: String::new(),
        link: None,
        parts: parts.iter().map(shortened).collect(),
        priority: parts.iter().map(|part| part.priority).fold(Priority::Low, Priority::max),
        lang,
        at,
    })
}

/// The word on a link.
pub(super) fn open(lang: Lang) -> String {
    fl!(lang.words(), "channel-open")
}

fn shortened(part: &Outgoing) -> Part {
    let title = cut(&line(&part.subject), LONGEST_LINE, "…", |_| 1);
    Part { title, link: part.link.clone() }
}

/// Ids have 64 characters at most, so two of them may have to be cut.
fn name(first: &Outgoing, last: &Outgoing, count: usize) -> MessageId {
    let short = |part: &Outgoing| cut(part.id.as_str(), 24, "", |_| 1);
    let name = format!("{}-to-{}-{count}", short(first), short(last));
    name.parse().unwrap_or_else(|_| first.id.clone())
}
