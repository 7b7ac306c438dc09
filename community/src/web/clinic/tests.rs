use alerts::Wall;
use axum::http::{StatusCode, header};
use jiff::civil::{Date, date};
use serde_json::Value;

use super::*;
use crate::core::clinic::ask::{Ask, AskId, Stage, Words};
use crate::core::clinic::row::{Became, Stage as RowStage, Stuck};
use crate::core::clinic::{Item, Leaves, Row};
use crate::core::night::Source;
use crate::core::person::{Consent, Consents};
use crate::fhir::sheet::{self, Whom};
use crate::store::clinic::{ClinicStore as _, Waits};
use crate::web::tests::{Answer, Browser, Rig};

/// A night of this many minutes of sleep.
fn told(date: Date, asleep: u32) -> Summary {
    let body = format!(
        "{{\"date\":\"{date}\",\"asleep_min\":{asleep},\"bed_exit_count\":2,\"coverage\":0.9,\
         \"heart_rate\":{{\"mean\":62,\"min\":52,\"max\":80}}}}"
    );
    (SummaryOf::Night, date.to_string(), body)
}

/// Eight weeks, of which the last nights are short.
fn weeks(last: Date, short: i32) -> Vec<Summary> {
    let nights = (0..56).rev().map(|ago| {
        let asleep = if ago < short { 250 } else { 400 + u32::try_from(ago % 5).unwrap() * 10 };
        told(last.saturating_sub(jiff::Span::new().days(ago)), asleep)
    });
    nights.collect()
}

pub(super) fn samples() -> Vec<Page> {
    let last = date(2026, 11, 23);
    let of = |id, name: &str, said: &[Summary]| {
        let since = Some(Consent { since: "2026-01-02".to_owned(), by: "lin".to_owned() });
        let consents = Consents { clinic: since, ..Consents::default() };
        let record =
            crate::core::person::Record { name: name.to_owned(), consents, ..<_>::default() };
        let resident = Resident { id: ResidentId(id), revision: 1, home: None, seat: None, record };
        Line::of(&resident, last, said)
    };
    let lines = vec![
        of(1, "杜桂英", &weeks(last, 4)),
        of(2, "王秀兰", &weeks(last, 0)),
        of(3, "李明", &[]),
    ];
    vec![Page { lines: vec![], more: 0 }, Page { lines, more: 3 }]
}

impl outbox::Page {
    pub(in crate::web) fn samples() -> Vec<Self> {
        let row = |why| {
            let home = "h1".parse().unwrap();
            let item = Item::Night(date(2026, 11, 23));
            let row = Row::new(Wall(0), (ResidentId(1), home), item, <_>::default());
            let row = Row { stage: RowStage::Stuck { why }, ..row };
            outbox::Line { row, name: "杜桂英".to_owned(), moved: "2026-11-23 08:00".to_owned() }
        };
        let stuck = [Stuck::Ambiguous, Stuck::Refused(422), Stuck::NotOurs].map(row).into();
        let waits = Waits { waiting: 4, next: Some(Wall(0)), stuck: 3, asked: 1 };
        vec![
            Self { is_there: false, waits: Waits::default(), stuck: vec![], next: String::new() },
            Self { is_there: true, waits, stuck, next: "2026-11-23 08:04".to_owned() },
        ]
    }
}

fn ask(of: ResidentId) -> Ask {
    let words = Words {
        what: "Measure blood pressure <b>\nmorning and evening".to_owned(),
        by: "Dr Wen".to_owned(),
        when: "2026-11-24".to_owned(),
    };
    let (id, request, heard) = (AskId(0), "ServiceRequest/a".to_owned(), Wall(0));
    let home = "h1".parse().unwrap();
    Ask { id, revision: 0, request, resident: of, home, heard, stage: Stage::Open, words }
}

impl asked::Page {
    pub(in crate::web) fn samples() -> Vec<Self> {
        let line = |stage| asked::Line {
            ask: Ask { stage, ..ask(ResidentId(1)) },
            name: "杜桂英".to_owned(),
            heard: "2026-11-23 08:00".to_owned(),
        };
        let accepted = Stage::Accepted { by: "lin".to_owned(), at: Wall(0) };
        let lines = vec![line(Stage::Open), line(accepted)];
        let page = |lines| Self { lines, more: 0, back: "/clinic/asked".to_owned() };
        vec![page(vec![]), page(lines)]
    }
}

/// Against what was usual before the week.
const SHORT: &str = "Asleep at night: 4 of 7 nights outside of what is usual; 5 h 21 min on average, \
                     usually 6 h 40 min to 7 h 20 min";

#[test]
fn who_has_changed_stands_above_with_what_and_against_what() {
    let html = samples()[1].body(Lang::English).into_string();
    assert!(html.contains("Changed against their own nights this week: 1"), "{html}");
    assert!(html.contains(SHORT), "{html}");
    assert_eq!(html.matches("<svg").count(), 3);
    assert!(html.contains("The home has not told of any night yet."));
}

#[test]
fn the_newest_night_is_shown_as_the_home_told_it() {
    let [_, page] = samples().try_into().unwrap_or_else(|_| panic!("two"));
    let (date, figures) = page.lines[0].night.clone().unwrap();
    assert_eq!((date, figures.source), (jiff::civil::date(2026, 11, 23), Source::Said));
    assert_eq!(figures.asleep_min, Some(250));
}

async fn agrees(rig: &Rig, home: &str) -> Resident {
    let mut after = rig.resident(home).await;
    after.record.consents.clinic = Some(Consent { since: "2026-01-02".into(), by: "lin".into() });
    rig.web
        .change(vec![crate::store::rows::PersonChange::Edit(after)], "lin")
        .await
        .unwrap()
        .remove(0)
}

#[tokio::test]
async fn the_clinic_sees_its_own_who_agree_and_each_look_is_written_down() {
    let rig = Rig::new().await;
    let (du, wang, li) =
        (agrees(&rig, "h1").await, rig.resident("h2").await, agrees(&rig, "h3").await);
    let mut clinic =
        rig.login("clinic", crate::core::access::Role::Clinic, &[du.id, wang.id]).await;
    assert_eq!(clinic.get("/").await.to(), "/clinic");
    let page = clinic.get("/clinic").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Du h1"));
    assert!(!page.text.contains("Du h2"), "she has not agreed");
    assert!(!page.text.contains("Du h3"), "he is not bound to this clinic: {:?}", li.id);
    assert!(rig.audited().await.contains(&("clinic".into(), "view-clinic".into(), None)));
}

#[tokio::test]
async fn what_the_clinic_asks_is_above_the_desk_and_on_the_residents_page_and_is_answered_there() {
    let rig = Rig::new().await;
    let du = agrees(&rig, "h1").await;
    rig.web.store().save_ask(ask(du.id)).await.unwrap();
    let mut lin = rig.login("lin", crate::core::access::Role::Staff, &[]).await;
    for path in ["/desk", "/residents/1", "/clinic/asked", "/clinic/asked/part"] {
        let page = lin.get(path).await;
        assert!(page.text.contains("Measure blood pressure &lt;b&gt;"), "{path}");
    }
    let accept = [("do", "accept"), ("revision", "1"), ("back", "/desk")];
    assert_eq!(lin.post("/clinic/asked/1", &accept).await.to(), "/desk");
    assert_eq!(lin.post("/clinic/asked/1", &accept).await.status, StatusCode::CONFLICT);
    let done = [("do", "done"), ("revision", "2"), ("note", "142/88"), ("back", "//evil.example")];
    let answer = lin.post("/clinic/asked/1", &done).await;
    assert!(answer.to().starts_with('/') && !answer.to().starts_with("//"));
    assert!(!lin.get("/desk").await.text.contains("Measure blood pressure"));
    assert!(rig.audited().await.contains(&("lin".into(), "clinic-ask".into(), Some(du.id))));
    let mut grid = rig.login("grid", crate::core::access::Role::GridWorker, &[]).await;
    let other = grid.post("/clinic/asked/1", &accept).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "it is nobody of theirs");
}

async fn sent(rig: &Rig, resident: &Resident) {
    let leaves = Leaves::of(resident, None, date(2026, 11, 23)).unwrap();
    let whom = Whom { leaves: &leaves, community: "hearth", zone: &jiff::tz::TimeZone::UTC };
    let date = date(2026, 11, 23);
    let sheet = sheet::night(&whom, date, &told(date, 402).2).unwrap();
    let whose = (resident.id, leaves.home().clone());
    let row = Row::new(Wall(0), whose, Item::Night(date), sheet.digest());
    let store = rig.web.store();
    store.save_rows(vec![row]).await.unwrap();
    let [row] = store.rows_of(resident.id, None).await.unwrap().try_into().unwrap();
    let row = row.begin(Wall(0)).unwrap().became(Wall(0), Became::Taken);
    let all: Vec<_> = sheet.of.iter().chain(&sheet.around).collect();
    store.save_sent(row, serde_json::to_vec(&all).unwrap(), None).await.unwrap();
}

async fn fhir(browser: &mut Browser, path: &str) -> (StatusCode, Value) {
    let answer: Answer = browser.get(path).await;
    let kind = answer.headers.get(header::CONTENT_TYPE).unwrap().to_str().unwrap();
    assert_eq!(kind, "application/fhir+json", "{path}");
    (answer.status, serde_json::from_str(&answer.text).unwrap())
}

#[tokio::test]
async fn what_was_sent_is_read_by_the_clinic_by_resident_and_by_nobody_else() {
    let mut rig = Rig::new().await;
    rig.router = crate::web::router(&rig.web, crate::web::fhir::routes(&rig.web));
    let (du, wang) = (agrees(&rig, "h1").await, agrees(&rig, "h2").await);
    sent(&rig, &du).await;
    sent(&rig, &wang).await;
    let mut nobody = rig.anonymous();
    let mut lin = rig.login("lin", crate::core::access::Role::Staff, &[]).await;
    for browser in [&mut nobody, &mut lin] {
        let (status, said) = fhir(browser, "/fhir/Observation").await;
        assert_eq!(
            (status, &said["issue"][0]["code"]),
            (StatusCode::UNAUTHORIZED, &"login".into())
        );
    }
    let (status, said) = fhir(&mut nobody, "/fhir/metadata").await;
    assert_eq!((status, &said["resourceType"]), (StatusCode::OK, &"CapabilityStatement".into()));
    let (_, said) = fhir(&mut nobody, "/fhir/CodeSystem").await;
    assert_eq!(said["total"], 4);
    let mut clinic = rig.login("clinic", crate::core::access::Role::Clinic, &[du.id]).await;
    let (status, page) =
        fhir(&mut clinic, "/fhir/Observation?code=http://loinc.org%7C8867-4").await;
    assert_eq!((status, &page["total"]), (StatusCode::OK, &1.into()));
    let heart = &page["entry"][0]["resource"];
    let patient = heart["subject"]["reference"].as_str().unwrap().to_owned();
    let (_, said) = fhir(&mut clinic, &format!("/fhir/{patient}")).await;
    assert_eq!(said["identifier"][0]["value"], format!("hearth/{}", du.id.0));
    let (_, page) =
        fhir(&mut clinic, &format!("/fhir/Observation?patient={patient}&_count=4")).await;
    assert_eq!((&page["total"], page["entry"].as_array().unwrap().len()), (&6.into(), 4));
    let next = page["link"][1]["url"].as_str().unwrap();
    let (_, page) = fhir(&mut clinic, next).await;
    assert_eq!(page["entry"].as_array().unwrap().len(), 2);
    assert!(page["link"].get(1).is_none());
    let (status, _) = fhir(&mut clinic, "/fhir/Observation?date=ge2026").await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a search that is not known is not left out");
    for path in ["/fhir/Encounter", "/fhir/Patient/x", "/fhir/Observation/..%2f"] {
        let status = fhir(&mut clinic, path).await.0;
        assert!(
            status == StatusCode::NOT_FOUND || status == StatusCode::BAD_REQUEST,
            "{path} {status}"
        );
    }
    assert!(rig.audited().await.contains(&("clinic".into(), "fhir-read".into(), Some(du.id))));
    assert!(rig.audited().await.iter().all(|it| it.2 != Some(wang.id) || it.1 != "fhir-read"));
    // Consent is asked anew each time.
    let mut after = (*rig.web.roster().get(du.id).unwrap()).clone();
    after.record.consents.clinic = None;
    rig.web.change(vec![crate::store::rows::PersonChange::Edit(after)], "lin").await.unwrap();
    let (_, page) = fhir(&mut clinic, "/fhir/Observation").await;
    assert_eq!((&page["total"], page.get("entry")), (&0.into(), None));
}

#[tokio::test]
async fn a_stuck_row_is_sent_again_or_left_by_whoever_looks_after_the_station() {
    let rig = Rig::new().await;
    let du = agrees(&rig, "h1").await;
    let row = Row::new(
        Wall(0),
        (du.id, "h1".parse().unwrap()),
        Item::Night(date(2026, 11, 23)),
        <_>::default(),
    );
    let stuck = Row { stage: RowStage::Stuck { why: Stuck::Ambiguous }, ..row };
    rig.web.store().save_rows(vec![stuck]).await.unwrap();
    let mut lin = rig.login("lin", crate::core::access::Role::Staff, &[]).await;
    let page = lin.get("/clinic/outbox").await.text;
    assert!(page.contains("night-2026-11-23") && page.contains("(412)"), "{page}");
    let again = [("do", "again"), ("revision", "1")];
    assert_eq!(lin.post("/clinic/outbox/1", &again).await.to(), "/clinic/outbox");
    assert_eq!(lin.post("/clinic/outbox/1", &again).await.status, StatusCode::CONFLICT);
    assert_eq!(rig.web.store().waits().await.unwrap().waiting, 1);
    assert_eq!(lin.post("/clinic/outbox/9", &again).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_shows_the_token_wakes_us_and_whoever_guesses_is_slowed_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wake");
    std::fs::write(&file, "0123456789abcdef0123456789abcdef\n").unwrap();
    let clinic = crate::config::Clinic {
        url: "https://c.example/r4/".parse().unwrap(),
        token_file: None,
        ca: None,
        read_token_file: None,
        requests: true,
        wake_token_file: Some(file),
        names: None,
    };
    let names = crate::fhir::Names::new("https://hall.example/fhir");
    let settings = crate::web::Settings {
        clinic: Some(clinic),
        fhir_names: names,
        ..crate::web::Settings::default()
    };
    let wake = Arc::clone(&settings.wake);
    let mut rig = Rig::of(settings).await;
    rig.router = crate::web::router(&rig.web, crate::web::fhir::routes(&rig.web));
    let knock = |token: &str| {
        let request = axum::http::Request::post("/fhir/wake");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        request.body(axum::body::Body::from("{\"anything\": 1}")).unwrap()
    };
    let mut anybody = rig.anonymous();
    let answer = anybody.send(knock("0123456789abcdef0123456789abcdef")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let soon = std::time::Duration::from_secs(5);
    assert!(tokio::time::timeout(soon, wake.notified()).await.is_ok(), "it was rung");
    let mut last = StatusCode::UNAUTHORIZED;
    for _ in 0..30 {
        last = anybody.send(knock("0123456789abcdef0123456789abcdeX")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let soon = std::time::Duration::from_millis(50);
    assert!(tokio::time::timeout(soon, wake.notified()).await.is_err());
    // Whoever looks our codes up finds them by the names under which they leave.
    let url = "https://hall.example/fhir/CodeSystem/risk";
    let (_, found) = fhir(&mut anybody, &format!("/fhir/CodeSystem?url={url}")).await;
    assert_eq!((&found["total"], &found["entry"][0]["resource"]["url"]), (&1.into(), &url.into()));
    let (_, set) = fhir(&mut anybody, "/fhir/ValueSet/risk").await;
    assert_eq!(set["compose"]["include"][0]["system"], url);
}
