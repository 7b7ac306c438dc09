//! Whatever happens: nothing leaves for a resident without a consent, and what leaves is theirs.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::rig::{NIGHT, Rig, agreed, at};
use super::server::Does;
use crate::core::heard::AlarmStep;
use crate::store::Store as _;
use crate::store::clinic::ClinicStore as _;
use alerts::message::{AlarmKind, Priority, Step};

#[derive(Clone, Debug)]
enum Happens {
    /// They agree, or do not any more.
    Agrees(usize, bool),
    /// A home tells of its night, again or not.
    Night(usize, u16),
    /// Somebody falls.
    Falls(usize),
    /// Two people change homes.
    Swap,
    /// The server is so for the next Bundles.
    Server(u8),
    /// Only what is due goes out, and nobody looks before.
    Sends,
    /// The station starts anew.
    Restarts,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        3 => (0..2_usize, any::<bool>()).prop_map(|(n, yes)| Happens::Agrees(n, yes)),
        3 => (0..2_usize, 300..310_u16).prop_map(|(n, min)| Happens::Night(n, min)),
        1 => (0..2_usize).prop_map(Happens::Falls),
        1 => Just(Happens::Swap),
        3 => (0..6_u8).prop_map(Happens::Server),
        2 => Just(Happens::Sends),
        1 => Just(Happens::Restarts),
    ]
}

const HOMES: [&str; 2] = ["h1", "h2"];

async fn plays(all: Vec<Happens>) {
    let mut rig = Rig::new().await;
    let people = [rig.resident("h1", false).await.id, rig.resident("h2", false).await.id];
    let mut agrees = [false; 2];
    let mut now = 0;
    for (n, happens) in all.into_iter().enumerate() {
        now += 700;
        let mut looks = true;
        match happens {
            Happens::Agrees(who, yes) => {
                agrees[who] = yes;
                rig.change(people[who], |it| {
                    it.record.consents.clinic = agreed().filter(|_| yes);
                })
                .await;
            }
            Happens::Night(who, min) => {
                rig.night(HOMES[who], &NIGHT.replace("402", &min.to_string())).await;
            }
            Happens::Falls(who) => {
                let name = format!("8-{n}");
                let fall = AlarmStep::of(name, AlarmKind::Fall, Priority::High, Step::Raised);
                rig.alarm(HOMES[who], at(now), fall).await;
            }
            Happens::Swap => {
                let home = |n: usize| rig.store().resident(people[n]);
                let (a, b) = (home(0).await.unwrap().unwrap(), home(1).await.unwrap().unwrap());
                rig.change(people[0], |it| it.home = None).await;
                rig.change(people[1], |it| it.home = a.home).await;
                rig.change(people[0], |it| it.home = b.home).await;
            }
            Happens::Server(does) => rig.server.does(match does {
                0 => vec![Does::Says(500, "")],
                1 => vec![Does::TakesAndDies],
                2 => vec![Does::Says(412, "")],
                3 => vec![Does::Says(401, "")],
                4 => vec![Does::Says(200, "<html>")],
                _ => vec![Does::TakesAndDies, Does::Says(503, "")],
            }),
            Happens::Sends => looks = false,
            Happens::Restarts => rig = rig.again(),
        }
        rig.server.came();
        if looks {
            rig.turn(now).await;
        } else {
            rig.clinic.send_due(at(now), &mut rig.line).await.unwrap();
        }
        for bundle in rig.server.came() {
            for entry in bundle["entry"].as_array().unwrap() {
                let resource = &entry["resource"];
                if resource["resourceType"] == "Patient" {
                    let value = resource["identifier"][0]["value"].as_str().unwrap();
                    let who = people.iter().position(|it| value == format!("k/{}", it.0)).unwrap();
                    assert!(agrees[who], "{value} left without a consent");
                    assert_eq!(resource.get("name"), None);
                }
            }
        }
        // What waits is of nobody who has withdrawn, once somebody has looked.
        for (who, id) in people.iter().enumerate().filter(|_| looks) {
            let waits = rig.rows(*id).await.iter().any(|it| it.1 == "waiting");
            assert!(agrees[who] || !waits, "{id:?} waits without a consent");
        }
    }
    // Everything is at rest in the end, and what is there is there once.
    for s in 1..12 {
        rig.turn(now + s * 7_200).await;
    }
    assert_eq!(rig.store().waits().await.unwrap().waiting, 0);
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn nothing_leaves_without_a_consent_whatever_happens(all in prop::collection::vec(happens(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(plays(all));
    }
}
