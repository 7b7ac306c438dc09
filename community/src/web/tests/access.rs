//! Every page × every role, and nobody: one table. A page that is not in it fails a test.

use super::*;

use alerts::message::{AlarmKind, Priority};

use crate::web::desk::{DeskDoor as _, samples};
use Role::{Admin, Clinic, GridWorker, Relative, Staff, Wall};

const ALL: &[Role] = &Role::ALL;
const DESK: &[Role] = &[Staff, Admin];
const CASES: &[Role] = &[GridWorker, Staff, Admin];
const HOMES: &[Role] = &[GridWorker, Relative, Clinic, Staff, Admin];
const NIGHTS: &[Role] = &[GridWorker, Clinic, Staff, Admin];
const ADMIN: &[Role] = &[Admin];

/// A page as `web.rs` writes it, an address of it, and the roles that it is for.
type Row = (&'static str, &'static str, &'static [Role]);

/// What is read.
const GETS: &[Row] = &[
    ("/password", "/password", ALL),
    ("/second-step", "/second-step", ALL),
    ("/roster", "/roster", DESK),
    ("/roster/new", "/roster/new", DESK),
    ("/roster/import", "/roster/import", DESK),
    ("/roster/{id}", "/roster/1", DESK),
    ("/roster/{id}/history", "/roster/1/history", DESK),
    ("/roster/export.csv", "/roster/export.csv", ADMIN),
    ("/roster/{id}/export.json", "/roster/1/export.json", ADMIN),
    ("/roster/{id}/erase", "/roster/1/erase", ADMIN),
    ("/residents", "/residents", HOMES),
    ("/residents/{id}", "/residents/1", HOMES),
    ("/residents/{id}/night/{date}", "/residents/1/night/2026-01-02", NIGHTS),
    ("/users", "/users", ADMIN),
    ("/users/{name}", "/users/admin", ADMIN),
    ("/tokens", "/tokens", ADMIN),
    ("/audit", "/audit", ADMIN),
    ("/operations", "/operations", DESK),
    ("/desk", "/desk", CASES),
    ("/desk/{case}", "/desk/c1", CASES),
    ("/desk/photos/{name}", "/desk/photos/photo1", CASES),
    ("/desk/proven", "/desk/proven", DESK),
    ("/desk/report/{week}", "/desk/report/2026-W48", DESK),
    ("/clinic", "/clinic", &[Clinic, Admin]),
    ("/clinic/asked", "/clinic/asked", CASES),
    ("/clinic/asked/part", "/clinic/asked/part", CASES),
    ("/clinic/outbox", "/clinic/outbox", DESK),
    ("/people", "/people", DESK),
    ("/people/new", "/people/new", DESK),
    ("/people/{party}", "/people/p1", DESK),
    ("/duty", "/duty", DESK),
    ("/quiet", "/quiet", DESK),
    ("/ladders", "/ladders", DESK),
    // With searches and filters.
    ("/roster", "/roster?q=du", DESK),
    ("/audit", "/audit?who=lin&resident=1&before=99", ADMIN),
    ("/operations", "/operations?lang=zh", DESK),
];

/// What is sent.
const POSTS: &[Row] = &[
    ("/password", "/password", ALL),
    ("/second-step", "/second-step", ALL),
    ("/second-step/confirm", "/second-step/confirm", ALL),
    ("/second-step/off", "/second-step/off", ALL),
    ("/users/{name}/second-step", "/users/wall/second-step", ADMIN),
    ("/roster/new", "/roster/new", DESK),
    ("/roster/import", "/roster/import", DESK),
    ("/roster/import/{word}", "/roster/import/x", DESK),
    ("/roster/{id}", "/roster/1", DESK),
    ("/roster/{id}/erase", "/roster/1/erase", ADMIN),
    ("/users", "/users", ADMIN),
    ("/users/{name}", "/users/admin", ADMIN),
    ("/users/{name}/link", "/users/wall/link", ADMIN),
    ("/tokens", "/tokens", ADMIN),
    ("/tokens/{hash}/back", "/tokens/00/back", ADMIN),
    ("/tokens/{hash}/back", "/tokens/..%2f/back", ADMIN),
    ("/desk/{case}", "/desk/c1", CASES),
    ("/desk/seen", "/desk/seen", CASES),
    ("/desk/{case}/resolve", "/desk/c1/resolve", CASES),
    ("/desk/{case}/merge", "/desk/c1/merge", DESK),
    ("/quiet", "/quiet", DESK),
    ("/desk/drill", "/desk/drill", DESK),
    ("/clinic/asked/{id}", "/clinic/asked/1", CASES),
    ("/clinic/outbox/{id}", "/clinic/outbox/1", DESK),
    ("/people/new", "/people/new", DESK),
    ("/people/{party}", "/people/p1", DESK),
    ("/people/{party}/code", "/people/p1/code", DESK),
    ("/people/{party}/check", "/people/p1/check", DESK),
    ("/duty", "/duty", DESK),
    ("/ladders", "/ladders", DESK),
    // Last: afterwards nobody is anybody.
    ("/logout", "/logout", ALL),
];

/// For whoever comes.
const OPEN: [&str; 11] = [
    "/login",
    "/login/code",
    "/first",
    "/invited/{word}",
    "/language",
    "/",
    "/go/{word}",
    "/go/{word}/seen",
    "/go/{word}/code",
    "/go/{word}/check",
    "/go/{word}/resolve",
];

/// It does not end while somebody looks; it has a test of its own.
const STREAM: &str = "/desk/stream";

/// It starts a browser where one is installed; it has a test of its own.
const PDF: &str = "/desk/report/{week}/pdf";

async fn everybody(rig: &Rig) -> Vec<(Role, Browser)> {
    let id = rig.resident("h1").await.id;
    // Everybody is bound, and agreed to: what is refused then is refused to the role.
    let mut after = (*rig.web.roster().get(id).unwrap()).clone();
    after.record.consents.clinic.clone_from(&after.record.consents.monitoring);
    rig.web.change(vec![PersonChange::Edit(after)], "lin").await.unwrap();
    samples::people(&rig.desk, rig.web.now()).await;
    let smoke = samples::raised("h1", "8-1", AlarmKind::Smoke, Priority::High);
    let case = rig.desk.happens(smoke, rig.web.now()).unwrap();
    rig.desk.save_photo(case, vec![0xff, 0xd8]).await.unwrap();
    let mut all = Vec::new();
    for role in Role::ALL {
        let name = match role {
            Relative => "13800138000",
            Admin => "admin",
            Wall => "wall",
            Role::Volunteer => "volunteer",
            GridWorker => "grid",
            Clinic => "clinic",
            Staff => "staff",
        };
        all.push((role, rig.login(name, role, &[id]).await));
    }
    all
}

#[tokio::test]
async fn each_page_opens_to_its_roles_and_to_no_other() {
    let rig = Rig::new().await;
    for (role, mut browser) in everybody(&rig).await {
        for (_, path, roles) in GETS {
            let status = browser.get(path).await.status;
            let wanted = if roles.contains(&role) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(status, wanted, "{role:?} {path}");
        }
    }
    let mut nobody = rig.anonymous();
    for (_, path, _) in GETS {
        let answer = nobody.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.to().starts_with("/login?next=/"), "{}", answer.to());
    }
}

#[tokio::test]
async fn each_form_is_taken_from_its_roles_and_from_no_other() {
    let rig = Rig::new().await;
    for (role, browser) in everybody(&rig).await {
        for (_, path, roles) in POSTS {
            // An empty form does nothing: whoever may is told what is missing.
            let status = browser.clone().post(path, &[]).await.status;
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(refused, !roles.contains(&role), "{role:?} {path} {status}");
            assert!(!status.is_server_error(), "{role:?} {path} {status}");
        }
    }
    for (_, path, _) in POSTS {
        let answer = rig.anonymous().post(path, &[]).await;
        assert_eq!(
            (answer.status, answer.to()),
            (StatusCode::SEE_OTHER, "/login?next=/"),
            "{path}"
        );
    }
    assert_eq!(rig.web.roster().len(), 1);
}

#[tokio::test]
async fn the_desks_stream_opens_to_its_roles_and_begins_with_every_case() {
    use tokio_stream::StreamExt as _;
    let rig = Rig::new().await;
    for (role, browser) in everybody(&rig).await {
        let mut request = Request::get(STREAM).body(Body::empty()).unwrap();
        request.headers_mut().insert(header::COOKIE, browser.cookie.parse().unwrap());
        let answer = rig.router.clone().call(request).await.unwrap();
        if !CASES.contains(&role) {
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{role:?}");
            continue;
        }
        let first = answer.into_body().into_data_stream().next().await.unwrap().unwrap();
        let first = String::from_utf8_lossy(&first).into_owned();
        assert!(first.contains("event: cases") && first.contains("\"c1\""), "{role:?} {first}");
    }
}

#[test]
fn every_page_of_the_router_is_in_the_table() {
    let source = include_str!("../../web.rs");
    let paths = source.split('"').skip(1).step_by(2).filter(|it| it.starts_with('/'));
    let known: Vec<&str> =
        GETS.iter().chain(POSTS).map(|it| it.0).chain(OPEN).chain([STREAM, PDF]).collect();
    let mut found = 0;
    for path in paths {
        assert!(known.contains(&path), "{path}");
        found += 1;
    }
    assert!(found > 20, "{found}");
}

#[tokio::test]
async fn a_relative_sees_their_own_while_the_resident_agrees_and_nobody_else_is_there_for_them() {
    let rig = Rig::new().await;
    let (own, other) = (rig.resident("h1").await, rig.resident("h2").await);
    let mut ming = rig.login("13800138000", Relative, &[own.id]).await;
    let page = ming.get("/residents/1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("Penicillin"), "a relative sees no medical history");
    assert!(!ming.get("/residents").await.text.contains("Du h2"));
    for path in [format!("/residents/{}", other.id.0), "/residents/99".into()] {
        assert_eq!(ming.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let mut after = own.clone();
    after.record.contacts[0].consent = false;
    rig.web.change(vec![PersonChange::Edit(after)], "lin").await.unwrap();
    assert_eq!(ming.get("/residents/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_relative_begins_with_how_their_own_are_and_sees_no_night_no_number_and_no_code() {
    let rig = Rig::new().await;
    let (own, aunt) = (rig.resident("h1").await, rig.resident("h2").await);
    let mut ming = rig.login("13800138000", Relative, &[own.id]).await;
    for path in ["/", "/residents/1"] {
        let answer = ming.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains("class=\"relative\"") && answer.text.contains("Du h1"));
        for secret in ["Penicillin", "tel:", "023-6512", "<svg", "/night/", "class=\"sensors"] {
            assert!(!answer.text.contains(secret), "{path} {secret}");
        }
    }
    assert_eq!(ming.get("/residents/1/night/2026-01-02").await.status, StatusCode::FORBIDDEN);
    assert!(rig.audited().await.contains(&("13800138000".into(), "view".into(), Some(own.id))));
    let mut both = rig.login("13800138000", Relative, &[own.id, aunt.id]).await;
    assert_eq!(both.get("/").await.text.matches("class=\"relative\"").count(), 2);
}

#[tokio::test]
async fn a_night_has_a_page_from_the_first_that_a_calendar_has_to_the_one_that_begins_now() {
    let rig = Rig::new().await;
    let own = rig.resident("h1").await;
    let mut lin = rig.login("lin", Staff, &[]).await;
    let today = rig.web.local(rig.web.now()).date();
    let page = lin.get(&format!("/residents/1/night/{today}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains(&format!("/residents/1/night/{}", today.yesterday().unwrap())));
    let after = today.checked_add(jiff::Span::new().days(2)).unwrap();
    let after = after.to_string();
    for date in [&after, "9999-12-31", "2026-02-30", "2026-1-2", "-009999-01-01", "x", "..%2f1"] {
        let status = lin.get(&format!("/residents/1/night/{date}")).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{date}");
    }
    assert_eq!(lin.get("/residents/99/night/2026-01-02").await.status, StatusCode::NOT_FOUND);
    let looked = rig.audited().await;
    let looks = looked.iter().filter(|it| it.1 == "view-night" && it.2 == Some(own.id)).count();
    assert_eq!(looks, 1);
}

#[tokio::test]
async fn a_grid_worker_sees_the_records_of_their_own_and_each_look_is_written_down() {
    let rig = Rig::new().await;
    let (own, other) = (rig.resident("h1").await, rig.resident("h2").await);
    let mut grid = rig.login("grid", GridWorker, &[own.id]).await;
    assert!(grid.get("/residents/1").await.text.contains("Penicillin"));
    assert_eq!(grid.get("/residents/2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(grid.get("/roster/1").await.status, StatusCode::FORBIDDEN);
    let audited = rig.audited().await;
    assert!(audited.contains(&("grid".into(), "view-record".into(), Some(own.id))));
    assert!(audited.iter().all(|it| it.2 != Some(other.id)));
}

#[tokio::test]
async fn a_login_that_was_closed_or_changed_is_out_at_once() {
    let rig = Rig::new().await;
    let mut lin = rig.login("lin", Staff, &[]).await;
    assert_eq!(lin.get("/roster").await.status, StatusCode::OK);
    let user = rig.web.user("lin").await.unwrap().unwrap();
    rig.web.save_user(User { active: false, ..user }).await.unwrap();
    assert_eq!(lin.get("/roster").await.status, StatusCode::SEE_OTHER);
}
