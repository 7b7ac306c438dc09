//! What does a message look like on the wire? The envelope of contract.md §2 around a row's body, and
//! `status`. Written when it is sent, so that a stamp which became known meanwhile is in it.

use std::borrow::Cow;

use alerts::message::{Envelope, Id, Root, Status, StatusWord, VERSION};
use alerts::{Wall, When};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::value::RawValue;

use super::Link;
use crate::outbox::Row;

/// The payload of a row; an error if its body is no JSON.
pub(crate) fn render(row: &Row, root: &Root, zone: &TimeZone) -> serde_json::Result<Vec<u8>> {
    let body: &RawValue = serde_json::from_slice(&row.body)?;
    serde_json::to_vec(&Envelope {
        v: VERSION,
        id: Some(Id { boot: row.key.boot, lane: row.lane, seq: row.key.seq }),
        home: Cow::Borrowed(root.home()),
        boot: row.key.boot,
        lane: Some(row.lane),
        seq: Some(row.key.seq),
        at: row.wall.map(|wall| when(wall, zone)),
        mono: row.mono.0,
        clock: row.clock,
        body,
    })
}

fn when(wall: Wall, zone: &TimeZone) -> When {
    let offset = Timestamp::from_millisecond(wall.0).map_or(0, |at| zone.to_offset(at).seconds());
    When::new(wall, offset)
}

/// The payload of `status` when connected, for the so-manieth time in this boot.
pub(crate) fn online(link: &Link, connection: u64) -> Vec<u8> {
    write(&Status {
        version: Some(link.version.to_owned()),
        previous: link.previous,
        link: Some(connection),
        ..status(link, StatusWord::Online)
    })
}

/// The payload of `status` when the broker has lost the home: the last will.
pub(crate) fn offline(link: &Link) -> Vec<u8> {
    write(&status(link, StatusWord::Offline))
}

/// The payload of `status` at an orderly stop.
pub(crate) fn stopped(link: &Link) -> Vec<u8> {
    write(&status(link, StatusWord::Stopped))
}

fn status(link: &Link, word: StatusWord) -> Status {
    let home = link.root.home().to_owned();
    Status {
        v: VERSION,
        home,
        status: word,
        boot: link.boot,
        version: None,
        previous: None,
        link: None,
        run: Some(link.run.clone()),
    }
}

fn write(status: &Status) -> Vec<u8> {
    // A struct of numbers and texts cannot fail to be written.
    serde_json::to_vec(status).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use alerts::message::Lane;
    use alerts::{ClockQuality, Mono};

    use super::*;
    use crate::outbox::Key;

    #[test]
    fn a_row_goes_out_as_the_contract_shows_it() {
        let row = Row {
            key: Key { boot: 8, seq: 17 },
            lane: Lane::Alarms,
            topic: "alarm/smoke".to_owned(),
            body: b"{\"alarm\":\"8-3\"}".to_vec(),
            mono: Mono(7_928_113),
            wall: Some(Wall(1_795_374_728_214)),
            clock: ClockQuality::Synced,
            durable: true,
        };
        let root = Root::new("kangzhuang", "h0042").unwrap();

        let sent = render(&row, &root, &TimeZone::fixed(jiff::tz::offset(8))).unwrap();

        let expected = r#"{"v":1,"id":"8a17","home":"h0042","boot":8,"lane":"alarms","seq":17,"at":"2026-11-23T03:12:08.214+08:00","mono":7928113,"clock":"synced","body":{"alarm":"8-3"}}"#;
        assert_eq!(String::from_utf8(sent).unwrap(), expected);
    }

    #[test]
    fn a_body_that_is_no_json_is_an_error_and_not_a_message() {
        let row = Row {
            key: Key { boot: 8, seq: 17 },
            lane: Lane::Events,
            topic: "event/nap".to_owned(),
            body: b"{".to_vec(),
            mono: Mono(0),
            wall: None,
            clock: ClockQuality::Unset,
            durable: true,
        };

        assert!(render(&row, &Root::new("k", "h").unwrap(), &TimeZone::UTC).is_err());
    }
}
