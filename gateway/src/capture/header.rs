//! What does the first line of a capture or a readings file say?

use std::collections::BTreeMap;

use alerts::{ClockQuality, Wall};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;

use super::VERSION;

/// Whether a file holds bytes or readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Bytes of serial lines.
    Bytes,
    /// Readings, from a source that Hearth has no driver for.
    Readings,
}

/// The first line of a file.
#[derive(Clone, Debug)]
pub struct Header {
    /// Bytes or readings.
    pub contents: Contents,
    /// The wall clock at t = 0; absent where the recorder had no time of day.
    pub start: Option<Wall>,
    /// The offset of `start` is the home's zone, where no configuration says more.
    pub zone: TimeZone,
    /// How far the recorder trusted its clock.
    pub clock: ClockQuality,
    /// Name and sensor of each line, in the order of the names.
    pub lines: Vec<(String, String)>,
    /// The models of lines that have one.
    pub models: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawHeader {
    capture: Option<u32>,
    readings: Option<u32>,
    start: Option<String>,
    #[serde(default)]
    clock: Option<ClockQuality>,
    lines: BTreeMap<String, String>,
    #[serde(default)]
    models: BTreeMap<String, String>,
}

impl Header {
    /// Reads the first line; says in words why it is none.
    pub(super) fn read(text: &[u8]) -> Result<Self, String> {
        let raw: RawHeader = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let contents = match (raw.capture, raw.readings) {
            (Some(VERSION), None) => Contents::Bytes,
            (None, Some(VERSION)) => Contents::Readings,
            (None, None) => return Err("neither \"capture\" nor \"readings\" is there".to_owned()),
            (Some(_), Some(_)) => return Err("it claims to be both".to_owned()),
            (Some(other), None) | (None, Some(other)) => {
                return Err(format!("its version is {other}, this program reads {VERSION}"));
            }
        };
        let (start, zone) = match raw.start.as_deref() {
            Some(text) => start(text).map(|(wall, zone)| (Some(wall), zone))?,
            None => (None, TimeZone::UTC),
        };
        let clock = match (start, raw.clock) {
            (None, _) | (Some(_), Some(ClockQuality::Unset)) => ClockQuality::Unset,
            (Some(_), Some(ClockQuality::Held)) => ClockQuality::Held,
            (Some(_), Some(ClockQuality::Synced) | None) => ClockQuality::Synced,
        };
        let start = start.filter(|_| clock != ClockQuality::Unset);
        Ok(Self {
            contents,
            start,
            zone,
            clock,
            lines: raw.lines.into_iter().collect(),
            models: raw.models,
        })
    }
}

/// An RFC 3339 time and the zone that its offset is.
pub(super) fn start(text: &str) -> Result<(Wall, TimeZone), String> {
    let wrong = |_| format!("\"{text}\" is no RFC 3339 time with an offset");
    let pieces = Pieces::parse(text).map_err(wrong)?;
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let time = text.parse::<jiff::Timestamp>().map_err(wrong)?;
    Ok((Wall(time.as_millisecond()), TimeZone::fixed(offset)))
}
