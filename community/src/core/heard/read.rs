//! Is it a message of the contract? A topic and a payload are read once: the envelope borrows, and
//! what is only kept is kept as it came.
//!
//! Strict is this about what decides whose message it is and whether it was heard before: the home,
//! and the place in its lane. Everything else is lenient (`wire.rs`).

use alerts::message::{Gap, GapReason, Id, LARGEST_PAYLOAD, Lane, Minute};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::wire::{
    Envelope, WireAlarm, WireAlarms, WireEvent, WireGap, WireHealth, WireMinute, WireNow,
    WireStatus, WireSummary, word,
};
use super::{Body, EventSaid, Heard, SummaryOf};
use crate::core::HomeId;

/// Pages that a list of open alarms may have. A home with so many alarms has other troubles.
const MOST_PAGES: u32 = 64;

/// Why a payload is set aside. The sentence is for whoever looks after the homes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Poison {
    /// No topic of the contract.
    #[error("the topic is not one of this community's homes")]
    Topic,
    /// More than a payload may have.
    #[error("{0} bytes are more than the 8192 of a message")]
    Oversize(usize),
    /// Not the JSON that this topic wants.
    #[error("it cannot be read as {what}: {why}")]
    Unreadable {
        /// `an envelope`, `an alarm`.
        what: &'static str,
        /// What the parser says.
        why: String,
    },
    /// Published below somebody else's root.
    #[error("it was published below {topic} and says that it is of another home")]
    OtherHome {
        /// Whose topic.
        topic: HomeId,
    },
    /// Durable, and without a name.
    #[error("it has no id, lane and seq, which its topic wants")]
    Nameless,
    /// Its name says something else than its fields.
    #[error("its id is not made of its boot, lane and seq")]
    OtherId,
    /// It stands in a lane in which its topic is not published.
    #[error("it is in a lane that its topic does not use")]
    OtherLane,
    /// A list of alarms that says that it is on a page that there cannot be.
    #[error("it is page {page} of {pages}")]
    Page {
        /// Which.
        page: u32,
        /// Of how many.
        pages: u32,
    },
    /// A gap that has no length.
    #[error("a gap from {from} to {to} of {count} is none")]
    NoGap {
        /// The first.
        from: u32,
        /// The last.
        to: u32,
        /// How many.
        count: u32,
    },
    /// One of too many that a home says in a day.
    #[error("more than {0} messages today: only alarms are kept of it")]
    TooMany(u32),
    /// A summary without its day.
    #[error("it does not say of which day it is, as 2026-11-23")]
    NoDate,
}

/// What a topic says that the payload is.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Status,
    State,
    Alarms,
    Health,
    Alarm(&'a str),
    Event(&'a str),
    Summary(SummaryOf),
    Minute,
    Gap,
    Reply,
    Sample,
    Other,
}

impl<'a> Subject<'a> {
    /// `None` for a kind that is no word.
    fn of(below: &'a str) -> Option<Self> {
        let (first, rest) = below.split_once('/').unwrap_or((below, ""));
        Some(match (first, rest) {
            ("status", "") => Self::Status,
            ("state", "") => Self::State,
            ("alarms", "") => Self::Alarms,
            ("health", "") => Self::Health,
            ("alarm", kind) => Self::Alarm(Some(kind).filter(|kind| is_word(kind))?),
            ("event", kind) => Self::Event(Some(kind).filter(|kind| is_word(kind))?),
            ("summary", "night") => Self::Summary(SummaryOf::Night),
            ("summary", "day") => Self::Summary(SummaryOf::Day),
            ("minute", "") => Self::Minute,
            ("gap", "") => Self::Gap,
            ("reply", _) => Self::Reply,
            ("sample", _) => Self::Sample,
            _ => Self::Other,
        })
    }

    /// In which lane it is, if it must be in one.
    const fn lane(self) -> Option<Lane> {
        match self {
            Self::Alarm(_) => Some(Lane::Alarms),
            Self::Event(_) | Self::Summary(_) | Self::Gap | Self::Reply => Some(Lane::Events),
            Self::Minute => Some(Lane::Readings),
            // Samples are in the lane of readings only where the home keeps them.
            Self::Status | Self::State | Self::Alarms | Self::Health | Self::Sample => None,
            Self::Other => None,
        }
    }
}

/// A kind, as it may stand in a topic.
fn is_word(kind: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=32).contains(&kind.len()) && kind.bytes().all(allowed)
}

/// What was published there, if it is of the contract.
///
/// # Errors
///
/// Why it is set aside.
pub fn read(community: &str, topic: &str, payload: &[u8], retained: bool) -> Result<Heard, Poison> {
    let (home, below) = place(community, topic).ok_or(Poison::Topic)?;
    let subject = Subject::of(below).ok_or(Poison::Topic)?;
    if payload.len() > LARGEST_PAYLOAD {
        return Err(Poison::Oversize(payload.len()));
    }
    if let Subject::Status = subject {
        return status(home, payload, retained);
    }
    let envelope: Envelope<'_> = json("an envelope", payload)?;
    if envelope.home != home.as_str() {
        return Err(Poison::OtherHome { topic: home });
    }
    let id = name(&envelope, subject)?;
    Ok(Heard {
        home,
        retained,
        boot: envelope.boot,
        at: envelope.at.0,
        mono: envelope.mono.0,
        clock: envelope.clock.0,
        id,
        body: body(subject, envelope.body)?,
    })
}

/// Whose topic it is, and what it is called below the home's root.
#[must_use]
pub fn place<'a>(community: &str, topic: &'a str) -> Option<(HomeId, &'a str)> {
    let rest = topic.strip_prefix("hearth/v1/")?.strip_prefix(community)?;
    let (home, below) = rest.strip_prefix('/')?.split_once('/')?;
    Some((home.parse().ok()?, below))
}

fn json<'a, T: Deserialize<'a>>(what: &'static str, payload: &'a [u8]) -> Result<T, Poison> {
    let fault = |error: serde_json::Error| Poison::Unreadable { what, why: error.to_string() };
    serde_json::from_slice(payload).map_err(fault)
}

/// The name in its lane: it must be there where the topic is durable, and agree with itself.
fn name(envelope: &Envelope<'_>, subject: Subject<'_>) -> Result<Option<Id>, Poison> {
    let Envelope { boot, lane, seq, id, .. } = envelope;
    let (Some(id), Some(lane), Some(seq)) = (id, *lane, *seq) else {
        return if subject.lane().is_some() { Err(Poison::Nameless) } else { Ok(None) };
    };
    let told = Id { boot: *boot, lane, seq };
    if seq == 0 || id.parse() != Ok(told) {
        return Err(Poison::OtherId);
    }
    match (subject, subject.lane()) {
        (_, Some(wanted)) if wanted != lane => Err(Poison::OtherLane),
        // What is live has no name, whatever it says.
        (Subject::State | Subject::Alarms | Subject::Health | Subject::Status, _) => Ok(None),
        _ => Ok(Some(told)),
    }
}

fn body(subject: Subject<'_>, raw: &RawValue) -> Result<Body, Poison> {
    let text = raw.get().as_bytes();
    Ok(match subject {
        Subject::State => Body::State(Box::new(json::<WireNow<'_>>("a state", text)?.into())),
        Subject::Alarms => alarms(text)?,
        Subject::Health => {
            Body::Health(Box::new(json::<WireHealth>("the home's health", text)?.into()))
        }
        Subject::Alarm(kind) => {
            Body::Alarm(Box::new(json::<WireAlarm<'_>>("an alarm", text)?.step(kind)))
        }
        Subject::Event(kind) => {
            let WireEvent { fact, withdrawn } = json("an event", text)?;
            let body = raw.get().to_owned();
            Body::Event(EventSaid { kind: kind.to_owned(), fact, withdrawn, body })
        }
        Subject::Summary(of) => {
            let WireSummary { date } = json("a summary", text)?;
            if !is_date(&date) {
                return Err(Poison::NoDate);
            }
            Body::Summary { of, date, body: raw.get().to_owned() }
        }
        Subject::Minute => Body::Minute(Box::new(minute(text)?)),
        Subject::Gap => Body::Gap(gap(text)?),
        Subject::Reply => Body::Reply(json("a reply", text)?),
        Subject::Sample => Body::Sample,
        Subject::Status | Subject::Other => Body::Other,
    })
}

fn alarms(text: &[u8]) -> Result<Body, Poison> {
    let WireAlarms { open, page, pages } = json("a list of alarms", text)?;
    let (page, pages) = (page.unwrap_or(1), pages.unwrap_or(1));
    if page == 0 || page > pages || pages > MOST_PAGES {
        return Err(Poison::Page { page, pages });
    }
    let open = open.into_iter().map(|alarm| alarm.step("")).collect();
    Ok(Body::Alarms { open, page: (page, pages) })
}

/// The contract's own type is quicker; where it cannot, line for line what this version knows.
fn minute(text: &[u8]) -> Result<Minute, Poison> {
    serde_json::from_slice(text).or_else(|_| json::<WireMinute>("a minute", text).map(Minute::from))
}

fn gap(text: &[u8]) -> Result<Gap, Poison> {
    let WireGap { lane, boot, from, to, count, reason } = json("a gap", text)?;
    if from == 0 || from > to || count == 0 || count - 1 > to - from {
        return Err(Poison::NoGap { from, to, count });
    }
    Ok(Gap { lane, boot, from, to, count, reason: reason.0.unwrap_or(GapReason::Dropped) })
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn status(home: HomeId, payload: &[u8], retained: bool) -> Result<Heard, Poison> {
    let wire: WireStatus<'_> = json("a status", payload)?;
    if wire.home != home.as_str() {
        return Err(Poison::OtherHome { topic: home });
    }
    // A later word says at least that the home is there to say it.
    let body = match word(&wire.status) {
        Some(word) => Body::Status { word, version: wire.version.0, previous: wire.previous.0 },
        None => Body::Other,
    };
    let (boot, at, mono, clock, id) = (wire.boot, None, None, None, None);
    Ok(Heard { home, retained, boot, at, mono, clock, id, body })
}
