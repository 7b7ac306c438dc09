//! GeoReport v2 by its own examples: what they send is taken, and what they answer is what is answered.
//! What a city's app writes is not what our pages write: an address, four thousand characters, no words.

use super::open311::{KEY, elements, form, json, rig, three_are_public};
use super::*;
use crate::config::Open311;
use crate::web::desk::DeskDoor as _;
use serde_json::Value;

/// A station that knows neither a building nor where its map lies.
async fn bare() -> (Rig, tempfile::NamedTempFile) {
    use std::io::Write as _;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{KEY}").unwrap();
    let open311 = Open311 { keys_file: Some(file.path().to_owned()), ..Open311::default() };
    let rig = Rig::of(Cleaner::Here, Settings { open311, ..Settings::default() }).await;
    rig.desk.save_places(Vec::new()).await.unwrap();
    (rig, file)
}

/// As the specification's example has it, with our key and one of our kinds.
const EXAMPLE: [(&str, &str); 14] = [
    ("api_key", KEY),
    ("service_code", "road"),
    ("lat", "37.76524078"),
    ("long", "-122.4212043"),
    ("address_string", "1234 5th street"),
    ("email", "smit333@sfgov.edu"),
    ("device_id", "tt222111"),
    ("account_id", "123456"),
    ("first_name", "john"),
    ("last_name", "smith"),
    ("description", "A large sinkhole is destroying the street"),
    ("media_url", "http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg"),
    ("attribute[WHISPAWN]", "123456"),
    ("attribute[WHISDORN]", "COISL001"),
];

#[tokio::test]
async fn the_examples_request_is_taken_and_answered_with_a_number_and_no_token() {
    let (rig, _file) = bare().await;
    let mut app = rig.anybody();
    let answer = app.post("/open311/v2/requests.json", &EXAMPLE).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let taken = json(&answer)[0].clone();
    let names: Vec<_> = taken.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["account_id", "service_notice", "service_request_id"]);
    assert_eq!(taken["account_id"], Value::Null);
    let xml = app.post("/open311/v2/requests.xml", &EXAMPLE).await.text;
    assert_eq!(
        elements(&xml),
        ["service_requests", "request", "service_request_id", "service_notice", "account_id"]
    );
    assert!(xml.contains("<account_id/>"), "{xml}");
    // The grid worker reads where it is; nothing of the person is kept.
    let report = rig.open().await.remove(0).report.unwrap();
    assert_eq!(
        report.text,
        "1234 5th street (37.76524078, -122.4212043)\nA large sinkhole is destroying the street"
    );
    assert_eq!((report.place.building.as_str(), report.place.at), ("", None));
    assert!(report.contact.is_none());
}

#[tokio::test]
async fn whoever_sends_a_kind_and_a_place_and_no_words_reports_all_the_same() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let answer = app.post("/open311/v2/requests.json", &form(&[("description", "")])).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(rig.only().await.text, "Road and pavement");
}

#[tokio::test]
async fn four_thousand_characters_are_kept_to_the_last_and_the_address_too() {
    let (rig, _file) = rig().await;
    let text = format!("{}!", "字".repeat(3_999));
    let street = "某".repeat(300);
    let more = [("description", text.as_str()), ("address_id", ""), ("address_string", &street)];
    let answer = rig.anybody().post("/open311/v2/requests.json", &form(&more)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(rig.only().await.text, format!("{}\n{text}", "某".repeat(200)));
}

#[tokio::test]
async fn an_address_that_names_a_building_is_that_building_and_is_read_with_the_report() {
    let (rig, _file) = rig().await;
    let address = "12 Hill Road, Building 4, by the bins";
    let more = [("address_id", ""), ("address_string", address)];
    rig.anybody().post("/open311/v2/requests.json", &form(&more)).await;
    let report = rig.only().await;
    assert_eq!(report.place.building, "Building 4");
    assert_eq!(report.text, format!("{address}\na hole & <more>"));
}

#[tokio::test]
async fn a_kind_asks_for_more_only_where_there_is_a_list_of_buildings() {
    let (rig, _file) = bare().await;
    let mut app = rig.anybody();
    let all = json(&app.get("/open311/v2/services.json").await);
    assert!(all.as_array().unwrap().iter().all(|it| it["metadata"] == Value::Bool(false)));
    let road = app.get("/open311/v2/services/road.xml").await.text;
    assert_eq!(elements(&road), ["service_definition", "service_code", "attributes"]);
}

#[tokio::test]
async fn lists_may_stand_once_with_commas_or_several_times_and_what_is_empty_is_not_asked() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    three_are_public(&rig, &mut app).await;
    let mut ids = async |query: &str| {
        let answer = app.get(&format!("/open311/v2/requests.json?{query}")).await;
        let found = json(&answer);
        let id = |it: &Value| it["service_request_id"].as_str().map(str::to_owned);
        found.as_array().unwrap().iter().filter_map(id).collect::<Vec<_>>().join(",")
    };
    assert_eq!(ids("service_code=road&service_code=light").await, "2,1");
    assert_eq!(ids("service_request_id=1&service_request_id=3").await, "3,1");
    assert_eq!(ids("status=open&status=closed").await, "3,2,1");
    assert_eq!(ids("service_code=&status=&start_date=&end_date=&jurisdiction_id=").await, "3,2,1");
    let thousand = vec!["1"; 1_000].join(",");
    assert_eq!(ids(&format!("service_request_id={thousand}")).await, "1");
    let answer =
        app.get(&format!("/open311/v2/requests.xml?service_request_id={thousand},2")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "not cut short without a word");
    assert_eq!(elements(&answer.text), ["errors", "error", "code", "description"]);
}

#[tokio::test]
async fn a_closed_report_was_updated_when_it_was_closed() {
    let (rig, _file) = rig().await;
    rig.anybody().post("/open311/v2/requests.json", &form(&[])).await;
    let mut chen = rig.chen().await;
    chen.acts("c1", "refuse", &[Part::Text("note", "not ours")]).await;
    let file = rig.desk.case(crate::core::desk::CaseId(1)).await.unwrap().unwrap();
    let ended = file.case.report.as_ref().unwrap().times.ended.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    chen.acts("c1", "publish", &[Part::Text("note", "seen")]).await;
    let it = json(&rig.anybody().get("/open311/v2/requests/1.json").await)[0].clone();
    let updated: jiff::Timestamp = it["updated_datetime"].as_str().unwrap().parse().unwrap();
    assert_eq!(updated.as_second(), ended.0 / 1_000);
}

#[tokio::test]
async fn the_page_of_another_site_may_send_and_read_and_every_refusal_is_one_of_the_protocol() {
    let (rig, _file) = rig().await;
    let body: Vec<String> = form(&[("description", "x")])
        .iter()
        .map(|(key, text)| format!("{key}={}", text.replace(' ', "+")))
        .collect();
    let request = Request::post("/open311/v2/requests.json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
        .header(header::ORIGIN, "https://city.example")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body.join("&")))
        .unwrap();
    let response = rig.anybody().router.call(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    // Our own forms are as they were.
    let elsewhere = Request::post("/report/me-too").header("sec-fetch-site", "cross-site");
    let answer = rig.anybody().send(elsewhere.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    for (method, path) in
        [("PUT", "requests.xml"), ("DELETE", "services.xml"), ("POST", "services.xml")]
    {
        let request = Request::builder().method(method).uri(format!("/open311/v2/{path}"));
        let answer = rig.anybody().send(request.body(Body::empty()).unwrap()).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{method} {path}");
        assert_eq!(elements(&answer.text), ["errors", "error", "code", "description"], "{method}");
    }
}

#[tokio::test]
async fn a_flood_is_told_to_wait_in_the_protocols_words_and_takes_nothing() {
    let (rig, _file) = rig().await;
    let mut app = rig.anybody();
    let mut last = app.post("/open311/v2/requests.json", &form(&[("api_key", "no")])).await;
    for _ in 0..70 {
        last = app.post("/open311/v2/requests.json", &form(&[("api_key", "no")])).await;
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(json(&last)[0]["code"], 429);
    assert!(rig.open().await.is_empty());
}
