//! Residents and the office: what is on, who comes, what is up, and a wish that only the grid worker
//! reads.

use super::*;
use crate::core::report::ReportKind;
use crate::store::Store as _;

async fn on(staff: &mut Browser, title: &str, places: &str) {
    let form = [
        ("title", title),
        ("place", "Gate 2"),
        ("text", "<b>Shoes</b>"),
        ("starts", "2026-12-01T14:30"),
        ("ends", "2026-12-01T16:00"),
        ("places", places),
    ];
    let answer = staff.post("/neighbourhood/edit/activity/new", &form).await;
    assert_eq!(answer.to, "/neighbourhood/edit", "{}", answer.text);
}

/// Signs up; the address of their own page.
async fn comes(who: &mut Browser, name: &str, phone: &str) -> String {
    let answer = who.post("/neighbourhood/activity/1", &[("name", name), ("phone", phone)]).await;
    assert!(answer.to.starts_with("/neighbourhood/mine/"), "{}", answer.text);
    answer.to
}

/// The digits of the last text message.
fn code(rig: &Rig) -> String {
    let sent = rig.outside.sent.lock().unwrap();
    let digits: String = sent.last().unwrap().chars().filter(char::is_ascii_digit).collect();
    digits.chars().take(6).collect()
}

#[tokio::test]
async fn whoever_proves_their_telephone_has_a_place_and_whoever_waits_moves_up() {
    let rig = Rig::new().await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    on(&mut staff, "A walk", "1").await;
    let mut anybody = rig.anybody();
    let home = anybody.get("/neighbourhood").await.text;
    assert!(home.contains("A walk") && home.contains("One place is free"), "{home}");

    let du = comes(&mut anybody, "Du Yuming", "138 0013 8000").await;
    assert!(anybody.get(&du).await.text.contains("One more step"));
    let wrong = anybody.post(&du, &[("act", "confirm"), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "none was asked for");
    anybody.post(&du, &[("act", "code")]).await;
    let sent = code(&rig);
    let answer = anybody.post(&du, &[("act", "confirm"), ("code", &sent)]).await;
    assert_eq!(answer.to, du);
    assert!(anybody.get(&du).await.text.contains("Du Yuming, you have a place."));

    let lin = comes(&mut anybody, "Lin", "13900139000").await;
    anybody.post(&lin, &[("act", "code")]).await;
    let sent = code(&rig);
    anybody.post(&lin, &[("act", "confirm"), ("code", &sent)]).await;
    assert!(anybody.get(&lin).await.text.contains("number 1 of those who wait"));
    let taken = [("name", "Du"), ("phone", "+13800138000")];
    let taken = anybody.post("/neighbourhood/activity/1", &taken).await;
    assert!(taken.text.contains("on the list already"), "the same telephone, otherwise spaced");

    anybody.post(&du, &[("act", "cancel")]).await;
    assert!(anybody.get(&lin).await.text.contains("Lin, you have a place."));
    assert_eq!(anybody.get(&du).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_office_signs_people_up_and_every_look_at_the_list_is_written_down() {
    let rig = Rig::new().await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    on(&mut staff, "A walk", "2").await;
    let list = "/neighbourhood/edit/activity/1/list";
    staff.post(list, &[("name", "Du"), ("phone", "13800138000")]).await;
    comes(&mut rig.anybody(), "Lin", "13900139000").await;
    let page = staff.get(list).await.text;
    assert!(page.contains("13800138000") && page.contains("Not confirmed"), "{page}");
    staff.post(&format!("{list}/2"), &[("act", "confirm")]).await;
    assert!(!staff.get(list).await.text.contains("Not confirmed"));
    staff.post(&format!("{list}/1"), &[("act", "cancel")]).await;
    assert!(!staff.get(list).await.text.contains("13800138000"));
    assert_eq!(
        staff.post(&format!("{list}/1"), &[("act", "cancel")]).await.status,
        StatusCode::CONFLICT
    );
    let asked = crate::store::rows::AuditAsked { at_most: 100, ..Default::default() };
    let audited = rig.web.store().audited(asked).await.unwrap();
    assert_eq!(audited.iter().filter(|it| it.what == "view-sign-ups").count(), 3);
    assert!(audited.iter().all(|it| !it.detail.contains("138") && !it.detail.contains("Du")));
    for path in [list, "/neighbourhood/edit", "/neighbourhood/edit/activity/1"] {
        assert_eq!(rig.anybody().get(path).await.to, format!("/login?next={path}"));
        assert_eq!(rig.chen().await.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_is_cancelled_over_or_open_to_all_takes_nobody() {
    let rig = Rig::new().await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    on(&mut staff, "A feast", "").await;
    on(&mut staff, "A walk", "2").await;
    let off = [
        ("title", "A walk"),
        ("place", "Gate 2"),
        ("starts", "2026-12-01T14:30"),
        ("ends", "2026-12-01T16:00"),
        ("places", "2"),
        ("cancelled", "yes"),
        ("revision", "1"),
    ];
    assert_eq!(staff.post("/neighbourhood/edit/activity/2", &off).await.to, "/neighbourhood/edit");
    let stale = staff.post("/neighbourhood/edit/activity/2", &off).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let mut anybody = rig.anybody();
    for id in [1, 2] {
        let path = format!("/neighbourhood/activity/{id}");
        let answer = anybody.post(&path, &[("name", "Du"), ("phone", "13800138000")]).await;
        assert_eq!(answer.status, StatusCode::GONE, "{id}");
        assert!(!anybody.get(&path).await.text.contains("<form class=\"narrow\""));
    }
    assert!(anybody.get("/neighbourhood").await.text.contains("Does not take place"));
    assert_eq!(anybody.get("/neighbourhood/activity/99").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_notice_is_up_from_its_day_to_its_day_and_has_a_sheet_with_a_square() {
    let settings = Settings { url: Some("https://hall.example".into()), ..Settings::default() };
    let rig = Rig::of(Cleaner::Here, settings).await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    let notice = |since, until| {
        [
            ("title", "No water"),
            ("text", "<script>alert(1)</script>"),
            ("since", since),
            ("until", until),
        ]
    };
    let path = "/neighbourhood/edit/notice/new";
    let answer = staff.post(path, &notice("2026-11-24T00:00", "2026-11-23T00:00")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    staff.post(path, &notice("2026-11-24T00:00", "2026-11-30T00:00")).await;
    let mut anybody = rig.anybody();
    assert!(!anybody.get("/neighbourhood").await.text.contains("No water"), "tomorrow");
    staff.post(path, &notice("2026-11-23T08:00", "2026-11-30T00:00")).await;
    let home = anybody.get("/neighbourhood").await.text;
    assert!(home.contains("No water") && !home.contains("<script>alert"), "{home}");
    let sheet = staff.get("/neighbourhood/print/notice/2").await.text;
    assert!(sheet.contains("<path d=\"M4 4h7v1h-7z"), "{sheet}");
    assert!(sheet.contains("https://hall.example/neighbourhood#n2"));
}

#[tokio::test]
async fn a_wish_goes_to_the_grid_worker_of_the_building_once_and_never_to_the_public() {
    let rig = Rig::new().await;
    let mut anybody = rig.anybody();
    let page = anybody.get("/neighbourhood/wish").await.text;
    let key = hidden(&page, "key");
    let wish = [
        ("key", key.as_str()),
        ("text", "Somebody to carry rice"),
        ("name", "Du"),
        ("phone", "13800138000"),
        ("building", "Building 4"),
    ];
    let first = anybody.post("/neighbourhood/wish", &wish).await.to;
    assert!(first.starts_with("/report/r/"), "{first}");
    assert_eq!(anybody.post("/neighbourhood/wish", &wish).await.to, first, "pressed twice");
    let report = rig.only().await;
    assert!(report.private && report.kind == ReportKind::Wish && report.worker == Some(rig.chen));
    assert_eq!(report.text, "Du: Somebody to carry rice");
    assert!(rig.chen().await.get("/work").await.text.contains("carry rice"));
    rig.chen().await.acts("c1", "publish", &[Part::Text("note", "rice")]).await;
    assert!(!anybody.get("/neighbourhood/done").await.text.contains("rice"));
    assert!(!anybody.get("/open311/v2/requests.json").await.text.contains("rice"));
}

#[tokio::test]
async fn a_hostile_form_changes_nothing_and_is_answered() {
    let rig = Rig::new().await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    on(&mut staff, "A walk", "2").await;
    let long = "x".repeat(5_000);
    let mut anybody = rig.anybody();
    for (name, phone) in [
        ("", "13800138000"),
        ("Du", ""),
        ("Du", "12345"),
        ("Du", "=cmd|' /C calc'!A0"),
        (long.as_str(), "13800138000"),
        ("\u{0}\u{7}", "13800138000"),
        ("Du", "１３８００１３８０００"),
    ] {
        let form = [("name", name), ("phone", phone)];
        let answer = anybody.post("/neighbourhood/activity/1", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?} {phone:?}");
    }
    for key in
        ["", "short", "../../etc/passwd-etc-passwd-passw", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"]
    {
        let form = [("key", key), ("text", "x"), ("name", "Du"), ("phone", "13800138000")];
        let answer = anybody.post("/neighbourhood/wish", &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key:?}");
    }
    let key = "abcdefghijkmnpqrabcdefghijkmnpqr";
    let other =
        [("key", key), ("text", "x"), ("name", "Du"), ("phone", "13800138000"), ("building", "9")];
    assert_eq!(
        anybody.post("/neighbourhood/wish", &other).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    for (starts, ends, places) in [
        ("x", "2026-12-01T16:00", "1"),
        ("2026-12-01T16:00", "2026-12-01T15:00", "1"),
        ("2026-12-01T14:00", "2026-12-01T15:00", "0"),
        ("2026-12-01T14:00", "2026-12-01T15:00", "-1"),
        ("2026-12-01T14:00", "2026-12-01T15:00", "1001"),
    ] {
        let form = [
            ("title", "A"),
            ("place", "B"),
            ("starts", starts),
            ("ends", ends),
            ("places", places),
        ];
        let answer = staff.post("/neighbourhood/edit/activity/new", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{starts} {ends} {places}");
    }
    for word in ["x", "..%2f..%2f", "%00", &long] {
        let path = format!("/neighbourhood/mine/{word}");
        assert!(anybody.get(&path).await.status.is_client_error(), "{word}");
    }
    for path in [
        "/neighbourhood/activity/-1",
        "/neighbourhood/activity/x",
        "/neighbourhood/activity/99999999999999999999",
    ] {
        assert!(anybody.get(path).await.status.is_client_error(), "{path}");
    }
    let list = "/neighbourhood/edit/activity/1/list";
    assert!(staff.get(list).await.text.contains("Nobody has signed up yet"));
}

#[tokio::test]
async fn a_flood_from_one_peer_is_told_to_wait() {
    let rig = Rig::new().await;
    let mut staff = rig.login("lin", Role::Staff, &[]).await;
    on(&mut staff, "A walk", "900").await;
    let mut anybody = rig.anybody();
    let mut last = StatusCode::OK;
    for n in 0..70 {
        let phone = format!("138001{n:05}");
        let form = [("name", "Du"), ("phone", phone.as_str())];
        last = anybody.post("/neighbourhood/activity/1", &form).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
