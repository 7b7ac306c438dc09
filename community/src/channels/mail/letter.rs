//! What does an e-mail look like? Plain text with the link below it. The subject is the caller's and names
//! nobody; the id becomes its Message-ID, so that a retry is the same letter to whoever can tell.

use std::time::{Duration, SystemTime};

use alerts::message::Priority;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{Address, Message};

use super::super::{NotSent, Outgoing, Why, line};

/// Characters of a subject: a telephone shows sixty.
const LONGEST_SUBJECT: usize = 200;

/// Bytes of a text: the longest that the desk writes has two thousand.
const LONGEST_TEXT: usize = 64 * 1024;

pub(super) fn write(from: &str, to: &str, out: &Outgoing) -> Result<Message, NotSent> {
    let from: Mailbox = from.parse().map_err(|_| NotSent::never(Why::MessageRefused(0)))?;
    let to = recipient(to).ok_or(NotSent::never(Why::BadAddress))?;
    let id = format!("<hearth-{}@{}>", out.id, from.email.domain());
    let subject = super::super::cut(&line(&out.subject), LONGEST_SUBJECT, "…", |_| 1);
    let mut text = super::super::cut(&out.said_plainly(), LONGEST_TEXT, "…", char::len_utf8);
    if let Some(link) = &out.link {
        text = format!("{text}\n\n{link}\n");
    }
    let letter = Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .message_id(Some(id))
        .date(date(out))
        .raw_header(header("Auto-Submitted", "auto-generated")?)
        .raw_header(header("Importance", importance(out.priority))?)
        .header(ContentType::TEXT_PLAIN);
    letter.body(text).map_err(|_| NotSent::never(Why::MessageRefused(0)))
}

/// One address, of signs that every server takes.
fn recipient(to: &str) -> Option<Mailbox> {
    let one: Address = to.trim().parse().ok()?;
    let plain: &str = one.as_ref();
    plain.is_ascii().then(|| Mailbox::new(None, one.clone()))
}

fn date(out: &Outgoing) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(out.at.0).unwrap_or(0))
}

const fn importance(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "high",
        Priority::Medium => "normal",
        Priority::Low => "low",
    }
}

fn header(name: &'static str, value: &str) -> Result<HeaderValue, NotSent> {
    let name = HeaderName::new_from_ascii(name.to_owned());
    let name = name.map_err(|_| NotSent::never(Why::MessageRefused(0)))?;
    Ok(HeaderValue::new(name, value.to_owned()))
}
