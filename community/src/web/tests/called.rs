//! Who is called holds a link: what it shows and takes, to whom, and what of it leaks. And what is
//! pressed on the desk.

use alerts::message::{AlarmKind, Priority};

use super::*;
use crate::core::desk::{Act, CaseId, Input, PartyId, Stage};
use crate::web::desk::samples::{GRID, GROUP, STAFF, VOLUNTEER, people, raised};
use crate::web::desk::{DeskDoor as _, double};

/// Smoke at Du's; its case.
async fn smoke(rig: &Rig) -> CaseId {
    rig.resident("h1").await;
    people(&rig.desk, rig.web.now()).await;
    let what = raised("h1", "8-1", AlarmKind::Smoke, Priority::High);
    rig.desk.happens(what, rig.web.now()).unwrap()
}

fn link(case: CaseId, who: PartyId) -> String {
    format!("/go/{}", Double::word(case, who))
}

async fn stage(rig: &Rig, case: CaseId) -> Stage {
    rig.desk.case(case).await.unwrap().unwrap().case.stage.clone()
}

fn says(rig: &Rig, case: CaseId, who: PartyId, act: Act) {
    rig.desk.hears(case, Input::Act { who, said_by: who, act }, rig.web.now());
}

const SECRETS: [&str; 4] = ["Du h1", "023-6512", "Penicillin", "138"];

#[tokio::test]
async fn to_look_changes_nothing_since_chats_fetch_every_link() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let before = rig.desk.case(case).await.unwrap().unwrap().case;
    let mut chat = rig.anonymous();
    for _ in 0..3 {
        assert_eq!(chat.get(&link(case, VOLUNTEER)).await.status, StatusCode::OK);
    }
    assert_eq!(rig.desk.case(case).await.unwrap().unwrap().case, before);
    let seen = format!("{}/seen", link(case, VOLUNTEER));
    assert_eq!(chat.post(&seen, &[]).await.status, StatusCode::NO_CONTENT);
    let after = rig.desk.case(case).await.unwrap().unwrap().case;
    assert_eq!(after.marks.shown.unwrap().by, Some(VOLUNTEER));
}

#[tokio::test]
async fn who_is_called_sees_where_and_who_goes_sees_what_they_need_at_the_door() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let mut phone = rig.anonymous();
    let path = link(case, VOLUNTEER);
    let called = phone.get(&path).await;
    assert!(called.text.contains("Du h1") && called.text.contains("value=\"accept\""));
    assert!(!called.text.contains("tel:"), "numbers are for who goes");
    assert_eq!(called.headers["referrer-policy"], "no-referrer");
    assert_eq!(called.headers["cache-control"], "no-store");

    assert_eq!(phone.post(&path, &[("act", "accept")]).await.to(), path);

    let goes = phone.get(&path).await.text;
    assert!(goes.contains("tel:") && goes.contains("value=\"on-the-way\""), "{goes}");
    assert!(!goes.contains("Penicillin"), "nothing medical leaves the desk");
    let other = rig.anonymous().get(&link(case, GRID)).await.text;
    assert!(other.contains("Chen Wei") && !other.contains("tel:"), "{other}");
    for act in ["on-the-way", "at-the-door", "need-help"] {
        phone.post(&path, &[("act", act)]).await;
    }
    assert!(matches!(stage(&rig, case).await, Stage::AtTheDoor { by: VOLUNTEER, .. }));
    let helper = rig.anonymous().get(&link(case, GRID)).await.text;
    assert!(helper.contains("value=\"accept\""), "help was asked for: {helper}");
}

#[tokio::test]
async fn a_groups_link_names_building_and_kind_and_asks_for_the_code_of_ones_telephone() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let mut phone = rig.anonymous();
    let path = link(case, GROUP);
    let asks = phone.get(&path).await;
    assert_eq!(asks.status, StatusCode::OK);
    // The name of a style sheet holds any figures, those of the door among them.
    let said = asks.text.split('"').filter(|it| !it.contains(".css") && !it.contains(".js"));
    let said: String = said.collect();
    for secret in SECRETS.iter().chain(&["accept", "301"]) {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    assert_eq!(phone.post(&path, &[("act", "accept")]).await.status, StatusCode::NOT_FOUND);
    let known = phone.post(&format!("{path}/code"), &[("phone", "139 5555 0102")]).await;
    let unknown = phone.post(&format!("{path}/code"), &[("phone", "139 5555 9999")]).await;
    assert_eq!(known.text.replace("0102", "9999"), unknown.text, "nobody learns who is known");
    let wrong = [("phone", "13955550102"), ("code", "000000")];
    let answer = phone.post(&format!("{path}/check"), &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("phone", "13955550102"), ("code", double::CODE)];
    let answer = phone.post(&format!("{path}/check"), &right).await;
    assert_eq!(answer.to(), link(case, VOLUNTEER));
}

#[tokio::test]
async fn when_it_is_over_the_link_names_nobody_and_nothing_more_can_be_pressed() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    says(&rig, case, STAFF, Act::Resolve { note: "steam".into(), photo: None });
    let mut phone = rig.anonymous();
    for who in [VOLUNTEER, GROUP] {
        let over = phone.get(&link(case, who)).await;
        assert_eq!(over.status, StatusCode::OK);
        for secret in SECRETS.iter().chain(&["steam", "<button name=\"act\"", "smoke", "Chen"]) {
            assert!(!over.text.contains(secret), "{secret}");
        }
    }
    phone.post(&link(case, VOLUNTEER), &[("act", "accept")]).await;
    assert!(matches!(stage(&rig, case).await, Stage::Closed { .. }));
}

#[tokio::test]
async fn a_guessed_word_is_answered_as_any_page_that_is_not_there_and_guessing_is_slow() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let mut thief = rig.anonymous();
    let number = |text: &str| {
        let digits = |c: char| if c.is_ascii_digit() { ' ' } else { c };
        text.replace("/nothing", "").chars().map(digits).collect::<String>()
    };
    let none = thief.get("/nothing").await;
    for word in ["guess", "c1p77", "..%2fdesk", "%00", &"a".repeat(200), "c99p1"] {
        let answer = thief.get(&format!("/go/{word}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{word}");
        assert_eq!(number(&answer.text), number(&none.text), "{word}");
    }
    let mut slowed = false;
    for n in 0..40 {
        slowed |= thief.get(&format!("/go/x{n}")).await.status == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(slowed);
    assert_eq!(thief.get(&link(case, VOLUNTEER)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn how_it_ended_is_kept_with_its_picture_and_a_file_that_is_none_is_said_and_loses_no_word() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let path = link(case, VOLUNTEER);
    let mut phone = rig.anonymous();
    phone.post(&path, &[("act", "accept")]).await;
    let resolve = format!("{path}/resolve");
    let refused = phone.resolve(&resolve, "steam of the kettle", b"GIF89a not here").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("steam of the kettle") && refused.text.contains("JPEG"));
    assert!(!matches!(stage(&rig, case).await, Stage::Closed { .. }));

    let picture = crate::photo::tests::jpeg(40, 30);
    assert_eq!(phone.resolve(&resolve, "steam", &picture).await.to(), path);

    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    let page = lin.get(&format!("/desk/{case}")).await.text;
    assert!(page.contains("steam") && page.contains("/desk/photos/photo1"), "{page}");
    let photo = lin.get("/desk/photos/photo1").await;
    assert_eq!(
        (photo.status, &photo.headers["content-type"]),
        (StatusCode::OK, &"image/jpeg".parse().unwrap())
    );
    assert_eq!(photo.headers["x-content-type-options"], "nosniff");
    for name in ["..%2f..%2fetc%2fpasswd", "photo9", "photo1.jpg", ".."] {
        let status = lin.get(&format!("/desk/photos/{name}")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(rig.anonymous().get("/desk/photos/photo1").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_is_at_the_desk_presses_for_themselves_or_for_somebody_on_the_telephone() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    let path = format!("/desk/{case}");
    let for_chen = [("act", "accept"), ("who", "p2"), ("from", "case")];
    assert_eq!(lin.post(&path, &for_chen).await.to(), format!("{path}?said=done"));
    assert!(matches!(stage(&rig, case).await, Stage::Accepted { by: VOLUNTEER, .. }));
    let taken = lin.post(&path, &[("act", "accept"), ("from", "list")]).await;
    assert_eq!(taken.to(), "/desk?said=taken-p2");
    assert!(lin.get(taken.to()).await.text.contains("Chen Wei goes already"));
    // "At the door" in a line is said of whoever goes.
    lin.post(&path, &[("act", "at-the-door")]).await;
    assert!(matches!(stage(&rig, case).await, Stage::AtTheDoor { by: VOLUNTEER, .. }));
    for bad in [[("act", "explode"), ("who", "")], [("act", "accept"), ("who", "p999")]] {
        assert_eq!(lin.post(&path, &bad).await.status, StatusCode::BAD_REQUEST);
    }
    let audited = rig.audited().await;
    assert!(audited.iter().any(|it| it.0 == "lin" && it.1 == "case-act"));
    assert!(audited.iter().all(|it| it.1 != "view-record"), "a press is no look at the record");
    lin.get(&path).await;
    assert!(rig.audited().await.iter().any(|it| it.1 == "view-record"));
}

#[tokio::test]
async fn a_grid_worker_finds_their_own_cases_and_speaks_for_nobody_else() {
    let rig = Rig::new().await;
    let case = smoke(&rig).await;
    let own = rig.web.roster().everybody()[0].id;
    let mut grid = rig.login("grid", Role::GridWorker, &[own]).await;
    let mut other = rig.login("other", Role::GridWorker, &[]).await;
    let path = format!("/desk/{case}");
    assert!(grid.get("/desk").await.text.contains("Du h1"));
    assert!(!other.get("/desk").await.text.contains("Du h1"));
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&path, &[("act", "accept")]).await.status, StatusCode::NOT_FOUND);
    grid.post(&path, &[("act", "accept"), ("who", "p2")]).await;
    assert!(matches!(stage(&rig, case).await, Stage::Accepted { by: GRID, .. }));
}

#[tokio::test]
async fn somebody_is_written_down_verified_by_a_code_and_called_then() {
    let rig = Rig::new().await;
    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    let form = [
        ("revision", "0"),
        ("is", "volunteer"),
        ("lang", "zh-CN"),
        ("name", "李"),
        ("way1", "sms"),
        ("to1", "13900001111"),
        ("active", "yes"),
    ];
    let added = lin.post("/people/new", &form).await;
    let path = added.to().to_owned();
    assert!(path.starts_with("/people/p"), "{path}");
    assert!(lin.get("/people").await.text.contains("李"));
    assert!(
        lin.post(&format!("{path}/code"), &[("channel", "0")]).await.text.contains("name=\"code\"")
    );
    let wrong = [("channel", "0"), ("code", "9")];
    let answer = lin.post(&format!("{path}/check"), &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("channel", "0"), ("code", double::CODE)];
    assert_eq!(lin.post(&format!("{path}/check"), &right).await.to(), path);
    assert!(lin.get(&path).await.text.contains("proven"));
    // The page of somebody adds nobody, and somebody else was faster.
    assert_eq!(lin.post(&path, &form).await.status, StatusCode::BAD_REQUEST);
    let stale = form.map(|(key, text)| (key, if key == "revision" { "7" } else { text }));
    assert_eq!(lin.post(&path, &stale).await.status, StatusCode::CONFLICT);
}
