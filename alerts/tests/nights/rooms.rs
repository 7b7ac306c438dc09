//! Whatever names a sensor says in which room it is: who goes and looks does not know lines.

use alerts::{Kind, SourceId, SourcePlan};
use protocol::{Contact, Means, Reading};

use crate::rig::{BED, Rig};

#[test]
fn every_message_that_names_a_sensor_names_its_room_if_there_is_one() {
    let source = |name: &str, kind, room: Option<&str>| SourcePlan {
        room: room.map(Into::into),
        ..SourcePlan::new(name.into(), kind)
    };
    let quiet = core::time::Duration::from_secs(30);
    let sources = vec![
        source("bed", Kind::BedRadar, Some("卧室")),
        source("door", Kind::Input(Means::Entrance), Some("hall")),
        SourcePlan { quiet, ..source("gas", Kind::Gas, Some("kitchen")) },
        source("hatch", Kind::Input(Means::Door), None),
    ];
    let mut home = Rig::of("22:00", "Asia/Chongqing", sources);
    for door in [1, 3] {
        home.hear(SourceId(door), Reading::Contact(Contact::Closed));
        home.pass(1);
        home.hear(SourceId(door), Reading::Contact(Contact::Open));
        home.pass(1);
    }
    home.goes_to_bed();
    home.gets_up(0);
    home.empty(70);
    home.hear(SourceId(2), Reading::GasAlarm(false));

    let mut said: Vec<_> = home
        .outputs()
        .into_iter()
        .map(|output| (output.message.topic(), serde_json::to_value(&output.message).unwrap()))
        .filter(|(_, body)| body.get("line").or(body.get("first_seen_by")).is_some())
        .map(|(topic, body)| format!("{topic} {}", body["room"].as_str().unwrap_or("-")))
        .collect();
    said.dedup();
    assert_eq!(
        said,
        [
            "event/door-opened hall",
            "event/door-opened -",
            "event/sensor-lost kitchen",
            "alarm/sensor-lost kitchen",
            "alarm/door-left-open hall",
            "alarm/sensor-lost kitchen",
            "event/bed-exit 卧室",
            "event/sensor-back kitchen",
        ]
    );
    let state = serde_json::to_value(home.home.state(home.now).sensors).unwrap();
    assert_eq!((&state[0]["room"], &state[3]["room"]), (&"卧室".into(), &serde_json::Value::Null));
    home.hear(BED, Reading::Fall(true));
    let open = serde_json::to_value(home.home.open_alarms()).unwrap();
    let rooms: Vec<_> = open.as_array().unwrap().iter().map(|alarm| &alarm["room"]).collect();
    let what = "the sensor that is back for a moment, the door that stands open, and the fall";
    assert_eq!(rooms, ["kitchen", "hall", "卧室"], "{what}");
}

#[test]
fn alarms_that_were_kept_before_there_were_rooms_are_still_read() {
    let kept = r#"[{"alarm":"3-1","kind":"smoke","priority":"high","line":"kitchen-smoke","condition":"active","times":1,"escalation":0}]"#;
    let mut home = Rig::flat("10:00");
    home.home.restore_alarms(home.now, serde_json::from_str(kept).unwrap());
    assert_eq!(home.home.state(home.now).alarms, 1);
}
