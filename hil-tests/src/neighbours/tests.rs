//! Whether a neighbour lives as people do, and speaks as homes do.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;

/// 2026-11-22T20:00+08:00.
const START: i64 = 1_795_348_800_000;

const DAY: Mono = Mono(24 * 3_600_000);

#[test]
fn the_same_seed_lives_the_same_day() {
    assert_eq!(day_of(7), day_of(7));
    assert_ne!(day_of(7), day_of(8));
}

#[test]
fn each_lane_counts_from_one_and_each_id_says_so() {
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for sent in day_of(3) {
        let body: Value = serde_json::from_slice(&sent.payload).unwrap();
        let Some(lane) = body.get("lane").and_then(Value::as_str) else {
            assert!(!sent.durable || sent.topic.ends_with("/status"), "{}", sent.topic);
            continue;
        };
        let seq = last.entry(lane.to_owned()).or_default();
        *seq += 1;
        assert_eq!(body["seq"], *seq);
        assert_eq!(body["id"], format!("1{}{seq}", &lane[..1]));
        assert!(sent.durable && !sent.retain);
    }
    assert_eq!(last["readings"], 24 * 60);
    assert!(last["events"] > 15, "{last:?}");
}

#[test]
fn a_home_is_never_silent_for_longer_than_its_heartbeat() {
    let mut last = 0;
    for state in day_of(5).iter().filter(|sent| sent.topic.ends_with("/state")) {
        let body: Value = serde_json::from_slice(&state.payload).unwrap();
        let mono = body["mono"].as_u64().unwrap();
        assert!(mono - last <= 30_000 && (mono == 0 || mono - last >= 5_000), "{last} {mono}");
        last = mono;
    }
    assert!(DAY.0 - last <= 30_000);
}

#[test]
fn a_station_can_read_all_of_it() {
    for seed in 0..4 {
        for sent in day_of(seed) {
            let heard = community::core::heard::read("k", &sent.topic, &sent.payload, false);
            assert!(heard.is_ok(), "{heard:?}: {}", String::from_utf8_lossy(&sent.payload));
        }
    }
}

#[test]
fn a_community_sleeps_at_night_and_is_about_by_day() {
    let at = |hour: u64| {
        let asleep = (0..20).filter(|seed| {
            let mut home = neighbour(*seed, 0);
            home.handle_timeout(Mono(hour * 3_600_000));
            home.is.asleep
        });
        asleep.count()
    };
    assert!(at(7) > 15, "at three in the morning: {}", at(7));
    assert_eq!(at(0), 0, "at eight in the evening");
    assert!(at(14) < 2, "at ten in the morning: {}", at(14));
}

fn day_of(seed: u64) -> Vec<Sent> {
    let mut home = neighbour(seed, 60);
    home.handle_timeout(DAY);
    std::iter::from_fn(|| home.poll_event()).collect()
}

fn neighbour(seed: u64, troubled: u8) -> Neighbour {
    let root = Root::new("k", "h0001").unwrap();
    Neighbour::new(root, Wish { seed, start: START, troubled })
}
