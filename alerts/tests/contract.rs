//! The payloads byte for byte as the contract prints them. If one of these fails, the code is
//! wrong: receivers rely on these bytes.

#![allow(clippy::unwrap_used, reason = "in a test it is an assertion")]

use alerts::message::{
    Acknowledge, Alarm, Alarms, DaySummary, Envelope, Event, Gap, Health, Id, Lane,
    MalformedCommand, Message, Minute, Nap, NightSummary, Outcome, Ping, Reply, Root, Sample,
    State, Status, is_retained,
};
use alerts::{ClockQuality, When};
use protocol::{PerMinute, Reading};
use serde::Serialize;
use serde::de::DeserializeOwned;

const STATE: &str = r#"{"where":"bed","sleep":"asleep","activity":"rare","since":"2026-11-23T03:12:08.214+08:00","heart_rate":{"per_min":62,"age_s":3},"breathing_rate":{"per_min":14,"age_s":3},"today":{"bed_exits":2,"turn_overs":14,"nap_min":35},"air":{"gas":"clear","co":"clear","smoke":"clear"},"door":"closed","sensors":[{"line":"bed","is":"ok"},{"line":"kitchen-gas","room":"厨房","is":"warming"}],"alarms":0}"#;

const ALARM: &str = r#"{"alarm":"8-3","kind":"smoke","priority":"high","step":"raised","times":1,"condition":"active","latched":true,"line":"kitchen-smoke","room":"kitchen","began":"2026-11-23T03:12:08.214+08:00","raised":"2026-11-23T03:12:08.214+08:00","evidence":[{"at":"2026-11-23T03:12:08.214+08:00","code":"smoke-on","args":{},"what":"smoke on"}],"escalation":0,"durable":true,"test":false}"#;

const MINUTE: &str = r#"{"from":"2026-11-23T03:12:00.000+08:00","sleep":"asleep","lines":{"bed":{"heart_rate":{"n":20,"mean":62,"min":60,"max":65},"movement":{"n":60,"mean":3.1,"min":1,"max":40},"in_bed_s":60},"kitchen-gas":{"co_ppm":{"n":60,"mean":0.2,"min":0,"max":1.1}}}}"#;

const NIGHT: &str = r#"{"date":"2026-11-23","in_bed":"2026-11-22T22:04:10.000+08:00","out_of_bed":"2026-11-23T06:31:02.000+08:00","time_in_bed_min":507,"asleep_min":431,"sleep_latency_min":18,"waso_min":52,"efficiency":0.85,"awakenings":3,"bed_exits":[{"from":"2026-11-23T02:10:00.000+08:00","min":6},{"from":"2026-11-23T04:41:30.000+08:00","min":4}],"bed_exit_count":2,"longest_absence_min":6,"turn_overs":14,"turn_overs_by_radar":17,"heart_rate":{"mean":61.4,"min":54,"max":78.5,"coverage":0.93},"breathing_rate":{"mean":14,"min":11,"max":19,"coverage":0.95},"breathing_pauses":1,"coverage":0.98,"revision":1}"#;

const DAY: &str = r#"{"date":"2026-11-23","naps":[{"from":"2026-11-23T13:02:00.000+08:00","min":35}],"nap_min":35,"evening_nap_min":0,"bed_exits":1,"door_openings":4,"away_min":95,"activity":[null,null,null,null,null,null,null,0.4,0.25,null],"coverage":0.9}"#;

const HEALTH: &str = r#"{"lines":[{"line":"bed","is":"ok","frames":10800,"noise":{"checksum":2},"last_s":0}],"outbox":{"alarms":0,"events":0,"readings":12,"oldest_s":3,"days_left":9.1,"thinned":0,"dropped":0},"clock":"synced","memory_kib":6800,"disk_free_mib":5120,"written_today_kib":900,"uptime_s":86400,"version":"0.1.0"}"#;

const STATUS: &str = r#"{"v":1,"home":"h0042","status":"online","boot":8,"version":"0.1.0","previous":{"boot":7,"alarms":17,"events":201,"readings":933}}"#;

const GAP: &str =
    r#"{"lane":"readings","boot":8,"from":120,"to":180,"count":61,"reason":"thinned"}"#;

const ENVELOPE: &str = r#"{"v":1,"id":"8a17","home":"h0042","boot":8,"lane":"alarms","seq":17,"at":"2026-11-23T03:12:08.214+08:00","mono":7928113,"clock":"synced","body":{"request":"7"}}"#;

#[test]
fn every_payload_is_read_and_written_as_the_contract_prints_it() {
    same::<State>(STATE);
    same::<Alarm>(ALARM);
    same::<Alarms>(&format!(r#"{{"open":[{ALARM}]}}"#));
    same::<Alarms>(r#"{"open":[]}"#);
    same::<Alarms>(&format!(r#"{{"open":[{ALARM}],"page":1,"pages":2}}"#));
    same::<Minute>(MINUTE);
    same::<NightSummary>(NIGHT);
    same::<NightSummary>(r#"{"date":"2026-11-23","coverage":0}"#);
    same::<DaySummary>(DAY);
    same::<DaySummary>(r#"{"date":"2026-11-23","coverage":0}"#);
    same::<Health>(HEALTH);
    same::<Status>(STATUS);
    same::<Status>(r#"{"v":1,"home":"h0042","status":"offline","boot":8}"#);
    same::<Status>(
        r#"{"v":1,"home":"h0042","status":"stopped","boot":8,"run":"9f86d081884c7d65"}"#,
    );
    same::<Gap>(GAP);
    same::<Reply>(r#"{"request":"7","ok":true}"#);
    same::<Reply>(r#"{"request":"7","error":"no open alarm is called 8-4"}"#);
    same::<Ping>(r#"{"request":"7"}"#);
    same::<Acknowledge>(r#"{"request":"7","alarm":"8-3","by":"desk-2","stage":"accepted"}"#);
    same::<Sample<Vec<Reading>>>(r#"{"readings":[{"heart-rate":62}]}"#);
}

#[test]
fn the_envelope_is_as_printed_and_a_live_message_has_no_id() {
    let stored: Envelope<'_, Ping> = serde_json::from_str(ENVELOPE).unwrap();
    assert_eq!(stored.id, Some(Id { boot: 8, lane: Lane::Alarms, seq: 17 }));
    assert_eq!(serde_json::to_string(&stored).unwrap(), ENVELOPE);

    let live = Envelope {
        v: 1,
        id: None,
        home: "h0042".into(),
        boot: 8,
        lane: None,
        seq: None,
        at: None,
        mono: 5,
        clock: ClockQuality::Unset,
        body: Reply { request: "7".into(), outcome: Outcome::Ok(true) },
    };
    assert_eq!(
        serde_json::to_string(&live).unwrap(),
        r#"{"v":1,"home":"h0042","boot":8,"mono":5,"clock":"unset","body":{"request":"7","ok":true}}"#
    );
}

#[test]
fn open_alarms_are_paged_in_order_and_none_are_one_page() {
    let alarm: Alarm = serde_json::from_str(ALARM).unwrap();
    let open = |count: u32| -> Vec<Alarm> {
        (1..=count).map(|n| Alarm { alarm: format!("8-{n}"), ..alarm.clone() }).collect()
    };
    let size = |alarm: &Alarm| serde_json::to_vec(alarm).unwrap().len();
    let lay_out = |count| Alarms::pages(open(count), 2_000, size);

    assert_eq!(lay_out(0), [Alarms::default()]);
    assert_eq!(lay_out(1), [Alarms { open: open(1), page: None, pages: None }]);
    let pages = lay_out(64);
    assert!(pages.len() > 10);
    for (number, page) in (1..).zip(&pages) {
        assert_eq!((page.page, page.pages), (Some(number), u32::try_from(pages.len()).ok()));
        assert!(page.open.iter().map(|alarm| size(alarm) + 1).sum::<usize>() <= 2_000);
    }
    let all: Vec<Alarm> = pages.into_iter().flat_map(|page| page.open).collect();
    assert_eq!(all, open(64));
    assert_eq!(Alarms::pages(open(3), 10, size).len(), 3, "one that is too long stands alone");
}

#[test]
fn what_is_not_known_is_absent() {
    assert_eq!(
        serde_json::to_string(&State::default()).unwrap(),
        r#"{"where":"unknown","sleep":"unknown","activity":"unknown","today":{"bed_exits":0,"turn_overs":0,"nap_min":0},"air":{},"sensors":[],"alarms":0}"#
    );
}

#[test]
fn a_receiver_ignores_fields_that_it_does_not_know() {
    let newer = STATE.replacen('{', r#"{"later":[1],"#, 1);
    let state: State = serde_json::from_str(&newer).unwrap();
    assert_eq!(serde_json::to_string(&state).unwrap(), STATE);
}

#[test]
fn a_message_goes_to_its_topic_in_its_lane_with_its_body_alone() {
    let from: Option<When> = serde_json::from_str(r#""2026-11-23T13:00:00.000+08:00""#).unwrap();
    let nap = Message::Event(Event::Nap(Nap { from, to: None, asleep_min: 35 }));
    assert_eq!(nap.topic(), "event/nap");
    assert_eq!(nap.lane(), Lane::Events);
    assert_eq!(
        serde_json::to_string(&nap).unwrap(),
        r#"{"from":"2026-11-23T13:00:00.000+08:00","asleep_min":35}"#
    );
    let alarm = Message::Alarm(serde_json::from_str(ALARM).unwrap());
    assert_eq!((alarm.topic().as_ref(), alarm.lane()), ("alarm/smoke", Lane::Alarms));
    let minute = Message::Minute(serde_json::from_str(MINUTE).unwrap());
    assert_eq!((minute.topic().as_ref(), minute.lane()), ("minute", Lane::Readings));
    let night = Message::Night(serde_json::from_str(NIGHT).unwrap());
    assert_eq!((night.topic().as_ref(), night.lane()), ("summary/night", Lane::Events));
    let day = Message::Day(serde_json::from_str(DAY).unwrap());
    assert_eq!((day.topic().as_ref(), day.lane()), ("summary/day", Lane::Events));
    let retained =
        [&nap, &alarm, &minute, &night, &day].map(|message| is_retained(&message.topic()));
    assert_eq!(retained, [false, false, false, true, true]);
    let root = Root::new("kangzhuang", "h0042").unwrap();
    assert_eq!(root.topic(&nap.topic()), "hearth/v1/kangzhuang/h0042/event/nap");
}

#[test]
fn a_command_with_too_much_in_it_is_refused() {
    let long = "x".repeat(65);
    for bad in [
        r#"{"request":"","alarm":"8-3","by":"desk-2","stage":"accepted"}"#.to_owned(),
        format!(r#"{{"request":"7","alarm":"{long}","by":"desk-2","stage":"accepted"}}"#),
        r#"{"request":"7","alarm":"8-3","by":"desk-2","stage":"later"}"#.to_owned(),
        r#"{"request":"7","alarm":"8-3","stage":"accepted"}"#.to_owned(),
        r#"{"request":7,"alarm":"8-3","by":"desk-2","stage":"accepted"}"#.to_owned(),
    ] {
        assert!(serde_json::from_str::<Acknowledge>(&bad).is_err(), "{bad}");
    }
    assert_eq!(MalformedCommand::check(&[b' '; 4_096]), Ok(()));
    let refused = MalformedCommand::check(&[b' '; 4_097]).unwrap_err();
    assert_eq!(refused.to_string(), "4097 bytes are more than the 4096 of a command");
}

#[test]
fn a_message_id_is_read_back_and_nonsense_is_none() {
    for id in ["8a17", "0e1", "4294967295r4294967295"] {
        assert_eq!(id.parse::<Id>().unwrap().to_string(), id);
    }
    for nonsense in ["", "a", "8a", "a17", "8x17", "8a17b", "-1a2", "4294967296a1"] {
        assert!(nonsense.parse::<Id>().is_err(), "{nonsense}");
    }
}

#[test]
fn rates_are_plain_numbers() {
    let reading = Reading::HeartRate(PerMinute(62));
    assert_eq!(serde_json::to_string(&reading).unwrap(), r#"{"heart-rate":62}"#);
}

fn same<T: Serialize + DeserializeOwned>(text: &str) {
    let read: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
}
