//! How are the open alarms told, however many there are? On pages that a broker takes.
//!
//! A payload over 8 KiB would be refused, and the station would know of none (contract.md §1).

use alerts::message::{Alarm, Alarms, LARGEST_PAYLOAD};

/// What stands around the alarms of a page: the envelope and the numbers of the page. It is 190
/// bytes, and 40 more with the longest name of a home and the largest numbers.
const FRAME_BYTES: usize = 512;

/// The payloads of `alarms`, in the order of their pages. `envelope` puts a page into its envelope.
pub(super) fn lay_out(
    open: Vec<Alarm>,
    envelope: impl Fn(&Alarms) -> Option<Vec<u8>>,
) -> Vec<Vec<u8>> {
    let size = |alarm: &Alarm| serde_json::to_vec(alarm).map_or(0, |bytes| bytes.len());
    let pages = Alarms::pages(open, LARGEST_PAYLOAD - FRAME_BYTES, size);
    pages.iter().filter_map(envelope).collect()
}

#[cfg(test)]
mod tests {
    use alerts::message::{AlarmKind, Condition, Envelope, Priority, Step, VERSION};
    use alerts::{ClockQuality, When};

    use super::*;

    #[test]
    fn five_hundred_open_alarms_are_told_on_pages_of_at_most_8_kib() {
        for (count, expected) in [(0, 1), (1, 1), (64, 3), (500, 23)] {
            let pages = lay_out((1..=count).map(alarm).collect(), envelope);

            assert_eq!(pages.len(), expected, "{count} alarms");
            assert!(pages.iter().all(|page| page.len() <= LARGEST_PAYLOAD));
            let read = pages.iter().map(|page| {
                serde_json::from_slice::<Envelope<'_, Alarms>>(page).unwrap().body.open.len()
            });
            assert_eq!(read.sum::<usize>(), count as usize);
        }
    }

    fn envelope(body: &Alarms) -> Option<Vec<u8>> {
        let home = "a-home-with-the-longest-of-names";
        let envelope = Envelope {
            v: VERSION,
            id: None,
            home: home.into(),
            boot: u32::MAX,
            lane: None,
            seq: None,
            at: Some(when()),
            mono: u64::MAX,
            clock: ClockQuality::Synced,
            body,
        };
        serde_json::to_vec(&envelope).ok()
    }

    fn alarm(number: u32) -> Alarm {
        Alarm {
            alarm: format!("4294967295-{number}"),
            kind: AlarmKind::AbsentFromBed,
            priority: Priority::Medium,
            step: Step::ConditionCleared,
            times: 1,
            condition: Condition::Cleared,
            latched: true,
            line: Some("kitchen-smoke/front-door".to_owned()),
            room: Some("厨房".to_owned()),
            began: Some(when()),
            raised: Some(when()),
            evidence: Vec::new(),
            escalation: 3,
            durable: true,
            test: false,
            by: Some("desk-2".to_owned()),
        }
    }

    fn when() -> When {
        serde_json::from_str(r#""2026-11-23T03:12:08.214+08:00""#).unwrap()
    }
}
