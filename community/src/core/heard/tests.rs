//! What homes write, and what nobody should.

use alerts::message::{AlarmKind, DoorIs, Lane, SensorIs, Step};
use proptest::prelude::*;

use super::*;

const ROOT: &str = "hearth/v1/kangzhuang/h0042/";

const ALARM: &str = r#"{"alarm":"8-3","kind":"smoke","priority":"high","step":"raised","times":1,"condition":"active","latched":true,"line":"kitchen-smoke","room":"kitchen","began":"2026-11-23T03:12:08.214+08:00","raised":"2026-11-23T03:12:08.214+08:00","evidence":[{"at":"2026-11-23T03:12:08.214+08:00","code":"smoke-on","args":{},"what":"smoke on"}],"escalation":0,"durable":true,"test":false}"#;

const STATE: &str = r#"{"where":"bed","sleep":"asleep","activity":"rare","since":"2026-11-23T03:12:08.214+08:00","heart_rate":{"per_min":62,"age_s":3},"breathing_rate":{"per_min":14,"age_s":3},"today":{"bed_exits":2,"turn_overs":14,"nap_min":35},"air":{"gas":"clear","co":"clear","smoke":"clear"},"door":"closed","sensors":[{"line":"bed","is":"ok"},{"line":"kitchen-gas","room":"厨房","is":"warming"}],"alarms":0}"#;

const MINUTE: &str = r#"{"from":"2026-11-23T03:12:00.000+08:00","sleep":"asleep","lines":{"bed":{"heart_rate":{"n":20,"mean":62,"min":60,"max":65},"in_bed_s":60}}}"#;

const HEALTH: &str = r#"{"lines":[{"line":"bed","is":"ok","frames":10800,"noise":{"checksum":2},"last_s":0}],"outbox":{"alarms":0,"events":0,"readings":12,"oldest_s":3,"days_left":9.1,"thinned":0,"dropped":0},"clock":"synced","memory_kib":6800,"disk_free_mib":5120,"written_today_kib":900,"uptime_s":86400,"version":"0.1.0"}"#;

#[test]
fn every_message_of_the_contract_is_understood() {
    let Body::Alarm(alarm) = durable("alarm/smoke", "8a17", ALARM).body else { panic!() };
    assert_eq!(alarm.kind.word(), Some(&AlarmKind::Smoke));
    assert_eq!((alarm.step.word(), alarm.evidence.len()), (Some(&Step::Raised), 1));

    let Body::State(now) = live("state", STATE).body else { panic!() };
    assert_eq!((now.whereabouts, now.today.turn_overs), (Where::Bed, 14));
    assert_eq!(now.sensors[1].is, Known::Word(SensorIs::Warming));

    let less = STATE.replace(
        r#""alarms":0"#,
        r#""alarms":0,"paused":[{"kind":"gas","until":"2026-11-23T03:20:00.000+08:00"},{"kind":"sneeze"},7]"#,
    );
    let less = less.replace(r#""is":"ok""#, r#""is":"ok","out_of_service":{}"#);
    let Body::State(now) = live("state", &less).body else { panic!() };
    let at = |min: i64| Wall(1_795_374_000_000 + min * 60_000);
    let paused = |at| now.paused(at).map(|it| it.kind.clone()).collect::<Vec<_>>();
    let sneeze = Known::Other("sneeze".to_owned());
    assert_eq!(paused(at(19)), [Known::Word(AlarmKind::Gas), sneeze.clone()]);
    assert_eq!(paused(at(20)), [sneeze], "what is over is not said any more");
    assert_eq!(now.out_of_service(at(20)).count(), 1, "and what has no end holds");

    let minute = durable("minute", "8r1", MINUTE);
    assert_eq!(minute.id, Some(Id { boot: 8, lane: Lane::Readings, seq: 1 }));
    assert!(matches!(minute.body, Body::Minute(minute) if minute.lines.len() == 1));
    let Body::Health(health) = live("health", HEALTH).body else { panic!() };
    assert_eq!((health.memory_kib, health.lines[0].frames), (6_800, 10_800));
    assert_eq!(health.lines[0].noise.len(), 1);

    let exit = r#"{"from":null,"fact":"8f17","withdrawn":true,"evidence":[]}"#;
    let Body::Event(event) = durable("event/bed-exit", "8e2", exit).body else { panic!() };
    assert_eq!((event.kind.as_str(), event.fact.as_deref()), ("bed-exit", Some("8f17")));
    assert!(event.withdrawn && event.body == exit);
    let night = durable("summary/night", "8e3", r#"{"date":"2026-11-23"}"#).body;
    assert!(
        matches!(night, Body::Summary { of: SummaryOf::Night, ref date, .. } if date == "2026-11-23")
    );
    let gap = r#"{"lane":"readings","boot":8,"from":120,"to":180,"count":61,"reason":"thinned"}"#;
    assert!(matches!(durable("gap", "8e4", gap).body, Body::Gap(gap) if gap.count == 61));
    let reply = r#"{"request":"7","error":"no"}"#;
    assert!(matches!(durable("reply/ping", "8e5", reply).body, Body::Reply(_)));
    let open = format!(r#"{{"open":[{ALARM}],"page":1,"pages":2}}"#);
    let Body::Alarms { open, page } = live("alarms", &open).body else { panic!() };
    assert_eq!((open.len(), page), (1, (1, 2)));
    let samples = r#"{"readings":[{"heart-rate":62}]}"#;
    assert_eq!(durable("sample/bed", "8r2", samples).id.map(|id| id.seq), Some(2));
    assert_eq!(live("sample/bed", samples).body, Body::Sample);
}

#[test]
fn a_status_says_whether_the_home_is_there_and_only_online_is_a_sign_of_it() {
    let online = r#"{"v":1,"home":"h0042","status":"online","boot":8,"version":"0.1.0","previous":{"boot":7,"alarms":17,"events":201,"readings":933}}"#;
    let heard = hear("status", online).unwrap();
    assert!(heard.is_sign_of_life());
    let Body::Status { word: StatusWord::Online, previous: Some(previous), .. } = heard.body else {
        panic!()
    };
    assert_eq!((previous.boot, previous.events), (7, 201));

    for word in ["offline", "stopped", "dreaming"] {
        let status = format!(r#"{{"v":1,"home":"h0042","status":"{word}","boot":8}}"#);
        assert!(!hear("status", &status).unwrap().is_sign_of_life(), "{word}");
    }
    let topic = format!("{ROOT}status");
    assert!(!read("kangzhuang", &topic, online.as_bytes(), true).unwrap().is_sign_of_life());
}

#[test]
fn words_of_a_later_version_cost_a_field_and_no_message() {
    let newer = r#"{"alarm":"8-4","kind":"flood","priority":"dire","step":"handed-over","mood":[1],"evidence":[{"what":1},{"what":"water"}]}"#;
    let Body::Alarm(alarm) = durable("alarm/flood", "8a1", newer).body else { panic!() };
    assert_eq!(alarm.kind, Known::Other("flood".to_owned()));
    assert_eq!((alarm.priority, alarm.step.word()), (Priority::High, None));
    assert_eq!((alarm.condition, alarm.evidence.len()), (Condition::Active, 1));
    let Body::Alarm(bare) = durable("alarm/gas", "8a2", r#"{"alarm":"8-5"}"#).body else {
        panic!()
    };
    assert_eq!(bare.kind.word(), Some(&AlarmKind::Gas));

    let state = STATE
        .replace("closed", "ajar")
        .replace("warming", "dusty")
        .replace("bed\",\"sl", "loft\",\"sl");
    let Body::State(now) = live("state", &state).body else { panic!() };
    assert_eq!((now.whereabouts, now.door), (Where::Unknown, Some(DoorIs::Unknown)));
    assert_eq!(now.sensors[1].is, Known::Other("dusty".to_owned()));
    assert!(matches!(live("state", "{}").body, Body::State(_)));
    let minute = MINUTE.replace("asleep", "dozing").replace("\"in_bed_s\":60", "\"later\":{}");
    assert!(matches!(durable("minute", "8r1", &minute).body, Body::Minute(_)));
    let health = HEALTH.replace("checksum", "gremlins").replace("9.1", "\"many\"");
    assert!(matches!(live("health", &health).body, Body::Health(_)));
    assert_eq!(live("mood", "[]").body, Body::Other);
}

#[test]
fn what_does_not_fit_its_topic_is_set_aside_with_the_reason() {
    let bad =
        |below: &str, id: &str, body: &str| hear(below, &enveloped("h0042", id, body)).unwrap_err();
    assert_eq!(bad("alarm/smoke", "9a17", ALARM), Poison::OtherId);
    assert_eq!(bad("alarm/smoke", "8a0", ALARM), Poison::OtherId);
    assert_eq!(bad("alarm/smoke", "8e17", ALARM), Poison::OtherLane);
    assert_eq!(bad("minute", "8a17", MINUTE), Poison::OtherLane);
    assert_eq!(bad("minute", "", MINUTE), Poison::Nameless);
    assert_eq!(bad("summary/day", "8e1", r#"{"date":"soon"}"#), Poison::NoDate);
    assert!(matches!(bad("alarm/smoke", "8a1", "{}"), Poison::Unreadable { what: "an alarm", .. }));
    assert_eq!(bad("alarm/SMOKE", "8a1", ALARM), Poison::Topic);
    assert_eq!(bad("alarm", "8a1", ALARM), Poison::Topic);
    let page = bad("alarms", "", r#"{"open":[],"page":3,"pages":2}"#);
    assert_eq!(page, Poison::Page { page: 3, pages: 2 });
    let none = r#"{"lane":"events","boot":8,"from":9,"to":8,"count":1}"#;
    assert!(matches!(bad("gap", "8e1", none), Poison::NoGap { .. }));

    let other = hear("state", &enveloped("h0043", "", STATE)).unwrap_err();
    assert!(other.to_string().contains("below h0042"));
    let long = enveloped("h0042", "8a1", &format!("{ALARM}{}", " ".repeat(9_000)));
    assert!(matches!(hear("alarm/smoke", &long), Err(Poison::Oversize(_))));
    for topic in
        ["", "hearth/v1/kangzhuang", "hearth/v1/other/h1/state", "hearth/v1/kangzhuang/H/state"]
    {
        assert_eq!(read("kangzhuang", topic, b"{}", false), Err(Poison::Topic), "{topic}");
    }
}

proptest! {
    #[test]
    fn any_bytes_on_any_topic_are_read_or_set_aside(
        topic in "(hearth/v1/kangzhuang/h0042/(status|state|alarms?(/[a-z]*)?|minute|gap|event/x))|\\PC*",
        payload in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        drop(read("kangzhuang", &topic, &payload, false));
    }

    #[test]
    fn a_message_with_any_wound_is_read_or_set_aside(
        which in 0..6usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let (below, id, body) = [
            ("state", "", STATE), ("alarm/smoke", "8a17", ALARM), ("minute", "8r1", MINUTE),
            ("health", "", HEALTH), ("event/nap", "8e1", ALARM), ("gap", "8e2", "{\"lane\":\"events\",\"boot\":1,\"from\":1,\"to\":2,\"count\":2}"),
        ][which];
        let mut payload = enveloped("h0042", id, body).into_bytes();
        let at = at.index(payload.len());
        payload[at] = byte;
        if cut {
            payload.truncate(at);
        }
        drop(read("kangzhuang", &format!("{ROOT}{below}"), &payload, false));
    }
}

fn hear(below: &str, payload: &str) -> Result<Heard, Poison> {
    read("kangzhuang", &format!("{ROOT}{below}"), payload.as_bytes(), false)
}

fn durable(below: &str, id: &str, body: &str) -> Heard {
    hear(below, &enveloped("h0042", id, body)).unwrap()
}

fn live(below: &str, body: &str) -> Heard {
    hear(below, &enveloped("h0042", "", body)).unwrap()
}

/// With boot 8 and what follows from the id.
fn enveloped(home: &str, id: &str, body: &str) -> String {
    let name = match id.parse::<Id>() {
        Ok(name) => {
            let lane = serde_json::to_string(&name.lane).unwrap();
            format!(r#""id":"{id}","lane":{lane},"seq":{},"#, name.seq)
        }
        Err(_) => String::new(),
    };
    format!(
        r#"{{"v":1,{name}"home":"{home}","boot":8,"at":"2026-11-23T03:12:08.214+08:00","mono":7928113,"clock":"synced","body":{body}}}"#
    )
}
