//! The whole way, from what a home said to a server that keeps it, or does not.

mod any;
mod rig;
mod server;

use alerts::Mono;
use alerts::message::{AlarmKind, Priority, Step};
use serde_json::{Value, json};

use crate::core::clinic::ask::{Input, Stage};
use crate::core::clinic::row::{Stage as RowStage, Stuck};
use crate::core::heard::AlarmStep;
use crate::core::person::{Resident, ResidentId};
use crate::store::Store as _;
use crate::store::clinic::{ClinicStore as _, SentAsked};
use rig::{NIGHT, NOON, Rig, agreed, at};
use server::Does;

#[tokio::test]
async fn a_night_of_whoever_agreed_is_there_once_and_of_nobody_else() {
    let mut rig = Rig::new().await;
    let (du, wang) = (rig.resident("h1", true).await, rig.resident("h2", false).await);
    for home in ["h1", "h2"] {
        rig.night(home, NIGHT).await;
    }
    rig.turn(0).await;
    rig.turn(5).await;
    let all =
        ["bed-exits", "breathing-pauses", "breathing-rate", "heart-rate", "sleep", "turn-overs"];
    let wanted = all.map(|it| format!("k/h1/night-2026-11-23-{it}@1"));
    assert_eq!(rig.observations(), wanted);
    assert_eq!(rig.server.keeps("Patient"), [format!("k/{}@1", du.id.0)]);
    assert_eq!(rig.server.keeps("Device"), ["k/h1/bed-radar@1", "k/h1/gateway@1"]);
    assert_eq!(rig.rows(wang.id).await, []);
    let patient = rig.server.resource("Patient", &format!("k/{}", du.id.0)).unwrap();
    assert_eq!(patient.get("name"), None, "the name was not agreed to");
    assert!(rig.server.tokens().iter().all(|it| it.ends_with("Bearer open-sesame")));
    assert_eq!(rig.server.came().len(), 2, "the person and the night, and nothing twice");
    let sent = SentAsked { residents: vec![du.id], before: None, at_most: 9 };
    assert_eq!(rig.store().sent_rows(sent).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_corrected_night_takes_the_place_of_the_first_and_what_is_not_known_any_more_says_so() {
    let mut rig = Rig::new().await;
    rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.turn(0).await;
    let corrected = NIGHT.replace("\"asleep_min\":402", "\"revision\":1,\"asleep_min\":380");
    let start = corrected.find("\"heart_rate\"").unwrap();
    let end = corrected.find("\"breathing_rate\"").unwrap();
    rig.night("h1", &format!("{}{}", &corrected[..start], &corrected[end..])).await;
    rig.turn(10).await;
    let sleep = rig.server.resource("Observation", "k/h1/night-2026-11-23-sleep").unwrap();
    assert_eq!(
        (&sleep["status"], &sleep["valueQuantity"]["value"]),
        (&json!("amended"), &json!(380.0))
    );
    let heart = rig.server.resource("Observation", "k/h1/night-2026-11-23-heart-rate").unwrap();
    assert_eq!(heart.get("valueQuantity"), None);
    assert_eq!(heart["dataAbsentReason"]["coding"][0]["code"], "unknown");
    assert!(rig.observations().iter().all(|it| it.ends_with("@2")));
    assert!(rig.server.keeps("Patient").iter().all(|it| it.ends_with("@1")));
}

#[tokio::test]
async fn a_server_that_answers_500_and_then_works_has_it_once() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.always(Some(Does::Says(500, "")));
    rig.turn(0).await;
    assert_eq!(rig.server.came().len(), 2);
    rig.turn(30).await;
    assert_eq!(rig.server.came().len(), 0, "it is not due before a minute has gone");
    rig.turn(60).await;
    assert_eq!(
        rig.server.came().len(),
        1,
        "the third failure is the server's: the others are spared"
    );
    rig.server.always(None);
    rig.turn(3_700).await;
    assert_eq!(rig.observations().len(), 6);
    let waits = rig.store().waits().await.unwrap();
    assert_eq!((waits.waiting, waits.stuck), (0, 0));
    let sent = |it: &(String, &str)| it.1 == "sent";
    assert!(rig.rows(du.id).await.iter().all(sent));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_holds_up_one_row_and_is_a_fault_after_an_hour() {
    let mut rig = Rig::new().await;
    rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.always(Some(Does::Hangs));
    rig.turn(0).await;
    assert_eq!(rig.server.keeps("Patient"), [""; 0]);
    assert_eq!(rig.clinic.0.health.faults(Mono(0)), []);
    rig.turn(3_600).await;
    let said: Vec<String> =
        rig.clinic.0.health.faults(Mono(0)).iter().map(ToString::to_string).collect();
    let [said] = said.as_slice() else { panic!("{said:?}") };
    assert!(
        said.starts_with("the clinic has taken nothing for 3600 s: the other side did not"),
        "{said}"
    );
}

#[tokio::test]
async fn a_server_that_dies_between_two_bundles_has_each_once_whatever_it_had_taken() {
    for dies in [Does::TakesAndDies, Does::Says(502, "<html>bad gateway</html>")] {
        let mut rig = Rig::new().await;
        rig.resident("h1", true).await;
        rig.night("h1", NIGHT).await;
        rig.server.does([Does::Takes, dies.clone()]);
        rig.turn(0).await;
        assert_eq!(rig.server.came().len(), 2, "{dies:?}");
        // The station dies, too.
        let mut rig = rig.again();
        rig.turn(3_700).await;
        assert_eq!(rig.observations().len(), 6, "{dies:?}");
        assert!(rig.observations().iter().all(|it| it.ends_with("@1")), "{dies:?}");
        assert_eq!(rig.store().waits().await.unwrap().waiting, 0, "{dies:?}");
    }
}

#[tokio::test]
async fn a_night_that_changed_while_nobody_knew_whether_it_had_arrived_is_there_as_it_is_now() {
    let mut rig = Rig::new().await;
    rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.does([Does::Takes, Does::TakesAndDies]);
    rig.turn(0).await;
    rig.night("h1", &NIGHT.replace("402", "399")).await;
    rig.turn(3_700).await;
    let sleep = rig.server.resource("Observation", "k/h1/night-2026-11-23-sleep").unwrap();
    assert_eq!(sleep["valueQuantity"]["value"], 399.0);
    assert_eq!(rig.observations().len(), 6);
}

#[tokio::test]
async fn a_412_is_a_humans_and_holds_up_nothing_else() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.does([Does::Takes, Does::Says(412, "{\"resourceType\":\"OperationOutcome\"}")]);
    rig.turn(0).await;
    let fall = AlarmStep::of("8-3", AlarmKind::Fall, Priority::High, Step::Raised);
    rig.alarm("h1", at(10), fall).await;
    rig.turn(20).await;
    assert_eq!(rig.server.keeps("Communication"), ["k/h1/alarm-8-3@1"]);
    rig.turn(90_000).await;
    assert_eq!(rig.observations(), [""; 0], "nobody sends it again by itself");
    let [stuck] = rig.store().stuck_rows(9).await.unwrap().try_into().unwrap();
    assert_eq!(stuck.stage, RowStage::Stuck { why: Stuck::Ambiguous });
    let said =
        rig.clinic.0.health.faults(Mono(0)).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        said,
        ["1 messages for the clinic want somebody to look at them: open /clinic/outbox"]
    );
    rig.store().save_rows(vec![stuck.again(at(90_001))]).await.unwrap();
    rig.turn(90_002).await;
    assert_eq!(rig.observations().len(), 6);
    assert!(rig.rows(du.id).await.contains(&("night-2026-11-23".to_owned(), "sent")));
}

#[tokio::test]
async fn a_withdrawn_consent_stops_what_waits_and_given_again_it_goes() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.always(Some(Does::Says(503, "")));
    rig.turn(0).await;
    rig.server.came();
    rig.change(du.id, |it| it.record.consents.clinic = None).await;
    rig.server.always(None);
    // Even where nobody has looked yet: it is asked again before each.
    rig.clinic.send_due(at(4_000), &mut rig.line).await.unwrap();
    rig.turn(4_001).await;
    assert_eq!(rig.server.came(), Vec::<Value>::new());
    assert!(rig.rows(du.id).await.iter().all(|it| it.1 == "stopped"));
    assert_eq!(rig.store().waits().await.unwrap().waiting, 0);
    rig.change(du.id, |it| it.record.consents.clinic = agreed()).await;
    rig.turn(4_100).await;
    assert_eq!(rig.observations().len(), 6);
}

#[tokio::test]
async fn of_an_erased_resident_nothing_waits_and_nothing_leaves() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.server.always(Some(Does::Says(503, "")));
    rig.turn(0).await;
    rig.store().erase(du.id, "lin", NOON).await.unwrap();
    rig.server.always(None);
    rig.server.came();
    rig.turn(4_000).await;
    assert_eq!(rig.server.came(), Vec::<Value>::new());
    assert_eq!(rig.rows(du.id).await, []);
}

#[tokio::test]
async fn an_alarm_is_told_when_it_is_raised_accepted_and_over_and_a_test_or_the_gas_is_not() {
    let mut rig = Rig::new().await;
    rig.resident("h1", true).await;
    let step = |name: &str, kind, step| AlarmStep::of(name, kind, Priority::High, step);
    rig.alarm("h1", at(1), step("8-1", AlarmKind::Gas, Step::Raised)).await;
    let test = AlarmStep { test: true, ..step("8-2", AlarmKind::Sos, Step::Raised) };
    rig.alarm("h1", at(2), test).await;
    rig.alarm("h1", at(3), step("8-3", AlarmKind::Sos, Step::Raised)).await;
    rig.turn(5).await;
    let told = |rig: &Rig| rig.server.resource("Communication", "k/h1/alarm-8-3").unwrap();
    assert_eq!(
        (&told(&rig)["status"], &told(&rig)["priority"]),
        (&json!("in-progress"), &json!("stat"))
    );
    rig.alarm("h1", at(30), step("8-3", AlarmKind::Sos, Step::Acknowledged)).await;
    rig.turn(35).await;
    assert_eq!(told(&rig)["received"], "2026-11-23T12:00:30.000+00:00");
    rig.alarm("h1", at(90), step("8-3", AlarmKind::Sos, Step::Closed)).await;
    rig.turn(95).await;
    assert_eq!(told(&rig)["status"], "completed");
    assert_eq!(rig.server.keeps("Communication"), ["k/h1/alarm-8-3@3"]);
}

#[tokio::test]
async fn a_name_that_was_agreed_to_later_is_put_into_our_own_record_and_into_no_other() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.turn(0).await;
    let named = |it: &mut Resident| it.record.consents.clinic_name = agreed();
    rig.change(du.id, named).await;
    rig.turn(10).await;
    let [bundle] = rig.server.came().split_off(1).try_into().unwrap();
    let request = &bundle["entry"][0]["request"];
    assert_eq!((&request["method"], &request["ifMatch"]), (&json!("PUT"), &json!("W/\"1\"")));
    assert!(request["url"].as_str().unwrap().starts_with("Patient/"));
    assert_eq!(bundle["entry"][0]["resource"]["name"][0]["text"], "Du h1");
    // A record that was there before us is the clinic's.
    let wang = rig.resident("h2", true).await;
    let there = r#"{"resourceType":"Bundle","type":"transaction-response","entry":[
        {"response":{"status":"200 OK","location":"Patient/p9/_history/4","etag":"W/\"4\""}}]}"#;
    rig.server.does([Does::Says(200, there)]);
    rig.turn(20).await;
    rig.change(wang.id, named).await;
    rig.server.came();
    rig.turn(30).await;
    assert_eq!(rig.server.came(), Vec::<Value>::new());
    let [stuck] = rig.store().stuck_rows(9).await.unwrap().try_into().unwrap();
    assert_eq!((stuck.resident, stuck.stage), (wang.id, RowStage::Stuck { why: Stuck::NotOurs }));
}

fn request(id: &str, status: &str, subject: &Value) -> Value {
    json!({ "resource": { "resourceType": "ServiceRequest", "id": id, "status": status, "intent": "order",
        "meta": { "lastUpdated": "2026-11-23T12:00:00Z" }, "code": { "text": "Measure blood pressure" },
        "subject": subject } })
}

#[tokio::test]
async fn what_the_clinic_asks_is_heard_once_and_each_step_is_answered_with_the_same_task() {
    let mut rig = Rig::new().await;
    let (du, wang) = (rig.resident("h1", true).await, rig.resident("h2", false).await);
    rig.turn(0).await;
    let of = |id: ResidentId| json!({ "identifier": { "system": crate::fhir::RESIDENTS, "value": format!("k/{}", id.0) } });
    let stranger = json!({ "reference": "Patient/none" });
    rig.server.asks(json!([
        request("a", "active", &of(du.id)),
        request("b", "active", &of(wang.id)),
        request("c", "active", &stranger),
        request("d", "draft", &of(du.id)),
    ]));
    rig.clinic.hear(at(60)).await.unwrap();
    rig.clinic.hear(at(120)).await.unwrap();
    let [ask] = rig.store().open_asks(None).await.unwrap().try_into().unwrap();
    assert_eq!((ask.resident, ask.words.what.as_str()), (du.id, "Measure blood pressure"));
    assert!(rig.server.asked()[1].contains("_lastUpdated=ge2026-11-23T12%3A00%3A00Z"));
    rig.turn(121).await;
    let task = format!("k/h1/task-{}", ask.id.0);
    let told = |rig: &Rig| rig.server.resource("Task", &task).unwrap();
    assert_eq!(told(&rig)["status"], "received");
    assert_eq!(told(&rig)["basedOn"][0]["reference"], "ServiceRequest/a");
    let done = Input::Done { by: "lin".to_owned(), note: "142/88".to_owned() };
    rig.store().save_ask(ask.handle(at(200), done)).await.unwrap();
    rig.turn(205).await;
    assert_eq!(
        (&told(&rig)["status"], &told(&rig)["note"][0]["text"]),
        (&json!("completed"), &json!("142/88"))
    );
    assert_eq!(rig.server.keeps("Task"), [format!("{task}@2")]);
    assert_eq!(rig.server.keeps("Patient").len(), 1, "nothing of whoever has not agreed");
}

#[tokio::test]
async fn a_request_that_the_clinic_takes_back_is_over() {
    let mut rig = Rig::new().await;
    let du = rig.resident("h1", true).await;
    rig.turn(0).await;
    // The clinic's own name of the person, as it said when it took them.
    let place = rig.store().place_of(du.id).await.unwrap().unwrap().place;
    let subject = json!({ "reference": format!("https://clinic.example/r4/{place}") });
    rig.server.asks(json!([request("a", "active", &subject)]));
    rig.clinic.hear(at(60)).await.unwrap();
    rig.server.asks(json!([request("a", "revoked", &subject)]));
    rig.clinic.hear(at(120)).await.unwrap();
    assert_eq!(rig.store().open_asks(None).await.unwrap(), []);
    let ask = rig.store().ask_at("ServiceRequest/a").await.unwrap().unwrap();
    assert_eq!(ask.stage, Stage::Withdrawn { at: at(120) });
    rig.turn(125).await;
    let task = rig.server.resource("Task", &format!("k/h1/task-{}", ask.id.0)).unwrap();
    assert_eq!(task["status"], "cancelled");
}

#[tokio::test]
async fn what_leaves_has_the_communitys_names_and_what_the_clinic_asks_by_them_is_understood() {
    let mut rig = Rig::new().await;
    let with = std::sync::Arc::get_mut(&mut rig.clinic.0).unwrap();
    with.names = crate::fhir::Names::new("https://hall.example/fhir");
    let du = rig.resident("h1", true).await;
    rig.night("h1", NIGHT).await;
    rig.turn(0).await;
    let all = rig.server.came();
    let text = Value::from(all).to_string();
    assert!(!text.contains("hearth-gateway.invalid"), "{text}");
    assert!(text.contains("\"system\":\"https://hall.example/fhir/CodeSystem/observation\""));
    assert!(text.contains("identifier=https%3A%2F%2Fhall.example%2Ffhir%2Fid%2Fhome%7Ck%2Fh1"));
    let system = "https://hall.example/fhir/id/resident";
    let subject = json!({ "identifier": { "system": system, "value": format!("k/{}", du.id.0) } });
    rig.server.asks(json!([request("a", "active", &subject)]));
    rig.clinic.hear(at(60)).await.unwrap();
    assert_eq!(rig.store().open_asks(None).await.unwrap().len(), 1);
    // What is compared and kept is the same by whatever names: nothing goes out again.
    let with = std::sync::Arc::get_mut(&mut rig.clinic.0).unwrap();
    with.names = crate::fhir::Names::default();
    rig.turn(5).await;
    let came = rig.server.came();
    assert!(came.iter().all(|it| !it.to_string().contains("night-2026")), "{came:?}");
}

#[tokio::test]
async fn names_by_which_the_clinic_was_told_first_stand() {
    let rig = Rig::new().await;
    let store = rig.store();
    assert_eq!(store.clinic_names("https://a/fhir".into()).await.unwrap(), "https://a/fhir");
    assert_eq!(store.clinic_names("https://b/fhir".into()).await.unwrap(), "https://a/fhir");
    // A station that has sent before that was kept has used the root.
    let mut before = Rig::new().await;
    before.resident("h1", true).await;
    before.night("h1", NIGHT).await;
    before.turn(0).await;
    let kept = before.store().clinic_names("https://b/fhir".into()).await.unwrap();
    assert_eq!(kept, crate::fhir::ROOT);
}

#[tokio::test]
async fn the_clinic_is_asked_to_knock_with_a_token_and_without_anything_of_a_resident() {
    let rig = Rig::new().await;
    rig.resident("h1", true).await;
    assert_eq!(rig.clinic.subscribe().await, Some(std::time::Duration::from_secs(86_400)));
    assert!(
        rig.server.asked()[0]
            .ends_with("/Subscription?url=https%3A%2F%2Fhall.example%2Ffhir%2Fwake")
    );
    let [said] = rig.server.came().try_into().unwrap();
    assert_eq!(
        (&said["resourceType"], &said["status"], &said["channel"]["type"]),
        (&json!("Subscription"), &json!("requested"), &json!("rest-hook"))
    );
    assert_eq!(said["channel"]["endpoint"], "https://hall.example/fhir/wake");
    assert_eq!(said["channel"]["header"], json!(["Authorization: Bearer knock-knock"]));
    assert_eq!(said["channel"].get("payload"), None);
    assert!(said["criteria"].as_str().unwrap().starts_with("ServiceRequest?"));
}

#[tokio::test]
async fn a_knock_is_heard_within_seconds_and_knocking_all_the_time_is_not() {
    let rig = Rig::new().await;
    let wake = std::sync::Arc::clone(&rig.clinic.0.wake);
    let poll = tokio::spawn(rig.clinic.clone().poll());
    let world = crate::clock::Clock::new(1);
    let looks = || rig.server.asked().iter().filter(|it| it.contains("ServiceRequest")).count();
    let until = async |n: usize| {
        let end = world.mono() + std::time::Duration::from_secs(30);
        while looks() < n {
            assert!(world.mono() < end, "it looked {} times", looks());
            wake.notify_one();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    until(1).await;
    let begun = world.mono();
    until(2).await;
    let took = world.mono().since(begun).as_secs();
    assert!((4..20).contains(&took), "{took} s: neither at once nor after a minute");
    poll.abort();
}
