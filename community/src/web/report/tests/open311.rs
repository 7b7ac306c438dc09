//! GeoReport v2: the names, the order and the kinds of the fields, what is required and how errors are
//! said, as the protocol has them; and that only what the public may see gets out.

use super::*;
use crate::config::{Area, Open311};
use serde_json::Value;

pub(super) const KEY: &str = "0123456789abcdef-desk";

pub(super) async fn rig() -> (Rig, tempfile::NamedTempFile) {
    use std::io::Write as _;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "# of the city\nshort\n{KEY}   # its desk\n").unwrap();
    let open311 = Open311 {
        keys_file: Some(file.path().to_owned()),
        jurisdiction: Some("hall.example".into()),
        contact: Some("desk@hall.example".into()),
        area: Some(Area { north: 29.57, west: 106.54, south: 29.56, east: 106.55 }),
    };
    let url = Some("https://hall.example".into());
    (Rig::of(Cleaner::Here, Settings { open311, url, ..Settings::default() }).await, file)
}

pub(super) fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("{}", answer.text))
}

/// The names of the elements of XML, in their order, each once after the other.
#[expect(clippy::wildcard_enum_match_arm, reason = "only elements have names")]
pub(super) fn elements(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(it) | quick_xml::events::Event::Empty(it) => {
                names.push(it.name().as_ref().to_owned());
            }
            quick_xml::events::Event::Eof => return names,
            _ => {}
        }
    }
}

pub(super) fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("api_key", KEY),
        ("jurisdiction_id", "hall.example"),
        ("service_code", "road"),
        ("description", "a hole & <more>"),
        ("address_id", "Building 4"),
    ];
    let kept = usual.into_iter().filter(|(key, _)| !more.iter().any(|(other, _)| other == key));
    kept.chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn services_and_their_definitions_have_the_protocols_fields() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let all = json(&app.get("/open311/v2/services.json?jurisdiction_id=hall.example").await);
    assert_eq!(all.as_array().unwrap().len(), 10, "no wishes");
    let first = all[0].as_object().unwrap();
    let names: Vec<_> = first.keys().map(String::as_str).collect();
    for name in
        ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    {
        assert!(names.contains(&name), "{name}");
    }
    assert_eq!((&first["metadata"], &first["type"]), (&Value::Bool(true), &"realtime".into()));
    let xml = app.get("/open311/v2/services.xml").await.text;
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{xml}");
    assert_eq!(
        elements(&xml)[..9],
        [
            "services",
            "service",
            "service_code",
            "service_name",
            "description",
            "metadata",
            "type",
            "keywords",
            "group"
        ]
    );
    let xml = app.get("/open311/v2/services/road.xml").await.text;
    assert_eq!(
        elements(&xml),
        [
            "service_definition",
            "service_code",
            "attributes",
            "attribute",
            "variable",
            "code",
            "datatype",
            "required",
            "datatype_description",
            "order",
            "description",
            "values",
            "value",
            "key",
            "name",
            "value",
            "key",
            "name"
        ]
    );
    let road = json(&app.get("/open311/v2/services/road.json").await);
    let attribute = &road["attributes"][0];
    assert_eq!(attribute["datatype"], "singlevaluelist");
    assert_eq!(attribute["values"][0]["key"], "Building 4");
    assert_eq!((&attribute["variable"], &attribute["order"]), (&Value::Bool(true), &1.into()));
    for gone in ["wish", "moon", ".."] {
        let answer = app.get(&format!("/open311/v2/services/{gone}.json")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gone}");
        assert_eq!(json(&answer)[0]["code"], 404);
    }
}

#[tokio::test]
async fn a_report_is_taken_known_by_its_token_and_seen_once_a_grid_worker_has_looked() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let answer = app.post("/open311/v2/requests.json", &form(&[])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let taken = json(&answer)[0].clone();
    assert_eq!(taken["service_request_id"], "1");
    let token = answer.to.strip_prefix("https://hall.example/report/r/").unwrap().to_owned();
    assert!(taken["service_notice"].as_str().unwrap().contains(&token));
    let known = json(&app.get(&format!("/open311/v2/tokens/{token}.json")).await);
    assert_eq!(
        (&known[0]["service_request_id"], &known[0]["token"]),
        (&"1".into(), &token.as_str().into())
    );
    assert_eq!(app.get("/open311/v2/tokens/1.json").await.status, StatusCode::NOT_FOUND);
    let xml = app.get(&format!("/open311/v2/tokens/{token}.xml")).await.text;
    assert_eq!(elements(&xml), ["service_requests", "request", "service_request_id", "token"]);
    assert_eq!(app.get("/open311/v2/requests/1.json").await.status, StatusCode::NOT_FOUND, "yet");
    assert_eq!(app.get("/open311/v2/requests.json").await.text, "[]");
    // The receipt leads to the page of whoever reported.
    assert_eq!(app.get(&format!("/report/r/{token}")).await.status, StatusCode::OK);

    rig.chen().await.acts("c1", "accept", &[]).await;
    rig.chen().await.acts("c1", "publish", &[Part::Text("note", "a hole & <more>")]).await;
    let all = json(&app.get("/open311/v2/requests.json").await);
    let one = json(&app.get("/open311/v2/requests/1.json").await);
    assert_eq!(all, one);
    let it = one[0].as_object().unwrap();
    let fields = [
        "service_request_id",
        "status",
        "status_notes",
        "service_name",
        "service_code",
        "description",
        "agency_responsible",
        "service_notice",
        "requested_datetime",
        "updated_datetime",
        "expected_datetime",
        "address",
        "address_id",
        "zipcode",
        "lat",
        "long",
        "media_url",
    ];
    assert_eq!(it.len(), fields.len());
    assert!(fields.iter().all(|name| it.contains_key(*name)), "{it:?}");
    assert_eq!((&it["status"], &it["service_code"]), (&"open".into(), &"road".into()));
    assert_eq!(it["description"], "a hole & <more>");
    assert!(it["requested_datetime"].as_str().unwrap().starts_with("2026-11-23T09:0"));
    assert!(it["requested_datetime"].as_str().unwrap().ends_with("+00:00"));
    assert!(it["expected_datetime"].as_str().unwrap().starts_with("2026-11-23T18:00:00"));
    let xml = app.get("/open311/v2/requests/1.xml").await.text;
    assert_eq!(elements(&xml)[..2], ["service_requests", "request"]);
    assert_eq!(elements(&xml)[2..], fields);
    assert!(xml.contains("<description>a hole &amp; &lt;more&gt;</description>"), "{xml}");
    assert!(!xml.contains("Chen"), "no name gets out");
}

/// A hole, a lamp and rubbish, sent and shown to the public; and who has shown them.
pub(super) async fn three_are_public(rig: &Rig, app: &mut Browser) -> Browser {
    for code in ["road", "light", "rubbish"] {
        app.post("/open311/v2/requests.json", &form(&[("service_code", code)])).await;
    }
    let mut chen = rig.chen().await;
    for case in ["c1", "c2", "c3"] {
        chen.acts(case, "publish", &[Part::Text("note", "seen")]).await;
    }
    chen
}

#[tokio::test]
async fn questions_are_by_number_kind_state_and_at_most_ninety_days() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let mut chen = three_are_public(&rig, &mut app).await;
    chen.acts("c2", "refuse", &[Part::Text("note", "not ours")]).await;
    let mut ids = async |query: &str| {
        let found = json(&app.get(&format!("/open311/v2/requests.json?{query}")).await);
        let id = |it: &Value| it["service_request_id"].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(id).collect::<Vec<_>>().join(",")
    };
    assert_eq!(ids("").await, "3,2,1", "the newest first");
    assert_eq!(ids("service_request_id=1,3,x,99").await, "3,1");
    assert_eq!(ids("service_request_id=1&status=closed").await, "1", "then nothing else counts");
    assert_eq!(ids("service_code=light,road").await, "2,1");
    assert_eq!(ids("status=open").await, "3,1");
    assert_eq!(ids("status=closed").await, "2");
    assert_eq!(ids("status=open,closed").await, "3,2,1");
    assert_eq!(ids("start_date=2026-11-23T00:00:00Z").await, "3,2,1");
    assert_eq!(ids("start_date=2026-11-24T00:00:00Z").await, "");
    assert_eq!(ids("end_date=2026-11-23T00:00:00+08:00").await, "", "a + that nobody escaped");
    assert_eq!(ids("start_date=2026-09-01T00:00:00Z&end_date=2026-11-24T00:00:00Z").await, "3,2,1");
    for (query, why) in [
        ("status=maybe", "status"),
        ("service_code=moon", "service_code"),
        ("start_date=yesterday", "2026-11-23T09:00:00Z"),
        ("start_date=2026-11-24T00:00:00Z&end_date=2026-11-23T00:00:00Z", "before"),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-11-23T00:00:00Z", "90 days"),
    ] {
        let answer = app.get(&format!("/open311/v2/requests.json?{query}")).await;
        assert!(answer.status.is_client_error(), "{query}");
        assert!(json(&answer)[0]["description"].as_str().unwrap().contains(why), "{}", answer.text);
    }
}

#[tokio::test]
async fn without_a_key_or_with_something_missing_nothing_is_taken_and_the_error_says_what() {
    let (rig, file) = rig().await;
    let mut app = rig.anybody();
    for (more, status, why) in [
        (vec![("api_key", "")], 403, "api_key"),
        (vec![("api_key", "short")], 403, "api_key"),
        (vec![("api_key", "0123456789abcdef")], 403, "api_key"),
        (vec![("jurisdiction_id", "other.example")], 404, "jurisdiction_id"),
        (vec![("service_code", "")], 400, "service_code"),
        (vec![("service_code", "wish")], 404, "service_code"),
        (vec![("address_id", "Building 99")], 400, "no such building"),
        (vec![("address_id", "")], 400, "place is missing"),
        (vec![("address_id", ""), ("lat", "1"), ("long", "2")], 400, "outside"),
        (vec![("address_id", ""), ("lat", "NaN"), ("long", "inf")], 400, "degrees"),
        (vec![("address_id", ""), ("lat", "29.5675")], 400, "both"),
        (vec![("address_id", "4")], 400, "address_string"),
        (vec![("phone", "=1")], 400, "phone"),
    ] {
        let answer = app.post("/open311/v2/requests.xml", &form(&more)).await;
        assert_eq!(answer.status.as_u16(), status, "{more:?}: {}", answer.text);
        assert_eq!(elements(&answer.text), ["errors", "error", "code", "description"]);
        assert!(answer.text.contains(&format!("<code>{status}</code>")), "{}", answer.text);
        assert!(answer.text.contains(why), "{}", answer.text);
    }
    let long = "x".repeat(4_001);
    let answer = app.post("/open311/v2/requests.json", &form(&[("description", &long)])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(rig.open().await.is_empty());
    for path in [
        "/open311/v2/else.json",
        "/open311/v2/requests.txt",
        "/open311/v2/requests",
        "/open311/v2/",
        "/open311/v2/a/b/c.json",
    ] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status, json(&answer)[0]["code"].as_u64()),
            (StatusCode::NOT_FOUND, Some(404))
        );
    }
    // A key that is taken back is none at once.
    std::fs::write(file.path(), "another-key-of-16-letters\n").unwrap();
    let answer = app.post("/open311/v2/requests.json", &form(&[])).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_point_on_earth_is_one_of_the_map_and_comes_back() {
    let (rig, _file) = rig().await;
    let at = [("address_id", ""), ("lat", "29.5675"), ("long", "106.545")];
    let answer = rig.anybody().post("/open311/v2/requests.json", &form(&at)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(rig.only().await.place.at, Point::new(5_000, 2_500));
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    staff.acts("c1", "publish", &[Part::Text("note", "seen")]).await;
    let it = json(&rig.anybody().get("/open311/v2/requests/1.json").await)[0].clone();
    assert_eq!((it["lat"].as_f64(), it["long"].as_f64()), (Some(29.5675), Some(106.545)));
    assert_eq!(it["address"], Value::Null);
}

#[tokio::test]
async fn whoever_knows_only_the_community_finds_where_it_speaks_and_whom_to_ask_for_a_key() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let found = json(&app.get("/open311/discovery.json").await);
    let names: Vec<_> = found.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["changeset", "contact", "endpoints", "key_service"]);
    assert_eq!(found["contact"], "desk@hall.example");
    assert!(found["key_service"].as_str().unwrap().contains("desk@hall.example"));
    let endpoint = &found["endpoints"][0];
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    assert_eq!(endpoint["url"], "https://hall.example/open311/v2");
    assert_eq!(endpoint["type"], "production");
    assert_eq!(endpoint["formats"], serde_json::json!(["text/xml", "application/json"]));
    let xml = app.get("/open311/discovery.xml").await;
    assert_eq!(
        elements(&xml.text),
        [
            "discovery",
            "changeset",
            "contact",
            "key_service",
            "endpoints",
            "endpoint",
            "specification",
            "url",
            "changeset",
            "type",
            "formats",
            "format",
            "format"
        ]
    );
    assert_eq!(
        app.get("/open311/v2/discovery.json").await.text,
        app.get("/open311/discovery.json").await.text
    );
    assert_eq!(app.get("/open311/else.xml").await.status, StatusCode::NOT_FOUND);
    // Whoever keeps the list of services sees that it is another.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    rig.desk.save_places(Vec::new()).await.unwrap();
    let after = json(&app.get("/open311/discovery.json").await);
    assert_ne!(after["changeset"], found["changeset"]);
    let without = Rig::new().await.anybody().get("/open311/discovery.json").await;
    assert_eq!(without.status, StatusCode::NOT_FOUND);
    assert!(without.text.contains("web.url"), "{}", without.text);
}

#[tokio::test]
async fn whoever_asks_for_everything_all_the_time_reads_the_store_once() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    app.post("/open311/v2/requests.json", &form(&[])).await;
    rig.chen().await.acts("c1", "publish", &[Part::Text("note", "seen")]).await;
    let first = rig.desk.published().await.unwrap();
    for _ in 0..50 {
        assert_eq!(app.get("/open311/v2/requests.json").await.status, StatusCode::OK);
    }
    let last = rig.desk.published().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &last), "nothing has changed");
    rig.chen().await.acts("c1", "refuse", &[Part::Text("note", "not ours")]).await;
    let after = json(&app.get("/open311/v2/requests.json").await);
    assert_eq!(after[0]["status"], "closed", "and a change is seen at once");
}
