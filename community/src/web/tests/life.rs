//! From the first login to the last erasure, as people do it.

use super::*;
use crate::web::first_admin;

const WORD: &str = "correct horse battery";

#[tokio::test]
async fn whoever_reads_the_console_is_the_first_admin_and_the_code_is_good_once() {
    let rig = Rig::new().await;
    let mut me = rig.anonymous();
    assert_eq!(me.get("/").await.to(), "/first");
    let old = first_admin::offer(rig.web.store(), rig.web.doors_now()).await.unwrap().unwrap();
    let code = first_admin::offer(rig.web.store(), rig.web.doors_now()).await.unwrap().unwrap();
    let form = |code| [("code", code), ("name", "Lin"), ("word", WORD), ("again", WORD)];
    for wrong in ["", "aaaa-aaaa-aaaa", &old] {
        let answer = me.post("/first", &form(wrong)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(me.post("/first", &form(&code)).await.to(), "/");
    assert_eq!(me.get("/users").await.status, StatusCode::OK);
    let again = rig.anonymous().post("/first", &form(&code)).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(first_admin::offer(rig.web.store(), rig.web.doors_now()).await.unwrap().is_none());

    // Out, in again, and not with another word.
    me.post("/logout", &[]).await;
    assert_eq!(me.get("/users").await.status, StatusCode::SEE_OTHER);
    let login = |word| [("name", "LIN "), ("password", word), ("next", "/roster?q=du")];
    let mut me = rig.anonymous();
    assert_eq!(me.post("/login", &login("wrong")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(me.post("/login", &login(WORD)).await.to(), "/roster?q=du");
    let before = me.cookie.clone();
    me.post("/login", &login(WORD)).await;
    assert_ne!(me.cookie, before, "a login gets a new number");
    let mut old = Browser { cookie: before, ..me };
    assert_eq!(old.get("/users").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_answered_as_a_wrong_password_is_and_not_written_down() {
    let rig = Rig::new().await;
    rig.login("lin.yu", Role::Admin, &[]).await;
    let ask = |name| [("name", name), ("password", "secret word")];
    let known = rig.anonymous().post("/login", &ask("lin.yu")).await;
    let unknown = rig.anonymous().post("/login", &ask("yu.lin")).await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.text.replace("lin.yu", "yu.lin"), unknown.text);
    let refused: Vec<_> =
        rig.audited().await.into_iter().filter(|it| it.1 == "login-refused").collect();
    assert_eq!(refused, [("lin.yu".into(), "login-refused".into(), None)]);
}

#[tokio::test]
async fn tries_at_one_login_are_slowed_down() {
    let rig = Rig::new().await;
    rig.login("lin", Role::Admin, &[]).await;
    let mut me = rig.anonymous();
    let ask = [("name", "lin"), ("password", "guess")];
    let mut answer = me.post("/login", &ask).await;
    for _ in 0..5 {
        answer = me.post("/login", &ask).await;
    }
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_new_login_chooses_a_password_by_a_link_that_is_good_once() {
    let rig = Rig::new().await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let page = admin.post("/users", &[("name", "wang"), ("role", "staff")]).await.text;
    let link = page.split("/invited/").nth(1).unwrap().split('<').next().unwrap();
    let path = format!("/invited/{link}");
    let mut wang = rig.anonymous();
    assert!(wang.get(&path).await.text.contains("wang"));
    let form = [("word", WORD), ("again", WORD)];
    assert_eq!(wang.post(&path, &[("word", "a"), ("again", "a")]).await.status, StatusCode::OK);
    assert_eq!(wang.post(&path, &form).await.to(), "/");
    assert_eq!(wang.get("/roster").await.status, StatusCode::OK);
    assert_eq!(rig.anonymous().get(&path).await.status, StatusCode::GONE);
    // The last that may let others in stays.
    let off = admin.post("/users/admin", &[("role", "staff")]).await;
    assert_eq!(off.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn somebody_is_written_down_edited_and_their_changes_are_told() {
    let rig = Rig::new().await;
    let mut lin = rig.login("lin", Role::Staff, &[]).await;
    let wrong = lin.post("/roster/new", &[("revision", "0"), ("born", "1850")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("href=\"#born\"") && wrong.text.contains("value=\"1850\""));
    let new = [("name", "杜秀英"), ("home", "h0042"), ("seat", "7"), ("contact1_name", "杜明")];
    assert_eq!(lin.post("/roster/new", &new).await.to(), "/roster");
    let form = lin.get("/roster/1").await.text;
    assert!(form.contains("value=\"杜明\"") && form.contains("name=\"revision\" value=\"1\""));

    let more = lin.post("/roster/1", &[("revision", "1"), ("name", "杜"), ("more", "yes")]).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(more.text.contains("contact4_name"));

    let edit = [("revision", "1"), ("name", "杜秀英"), ("seat", "7"), ("medical", "糖尿病")];
    assert_eq!(lin.post("/roster/1", &edit).await.to(), "/roster");
    assert_eq!(lin.post("/roster/1", &edit).await.status, StatusCode::CONFLICT);
    let told = lin.get("/roster/1/history").await.text;
    assert!(told.contains("糖尿病") && told.contains("杜明"), "{told}");
    let taken = lin.post("/roster/new", &[("name", "Wang"), ("seat", "7")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(rig.audited().await.contains(&("lin".into(), "edit".into(), Some(ResidentId(1)))));
}

#[tokio::test]
async fn a_file_is_shown_first_then_taken_whole_and_once() {
    let rig = Rig::new().await;
    rig.resident("h1").await;
    rig.resident("h2").await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let out = admin.get("/roster/export.csv").await;
    assert!(out.text.starts_with('\u{feff}'));
    // Seats change places, one is new.
    let file = "id,name,seat,home\n1,Du h1,2,h1\n2,Du h2,1,h2\n,Wang,,h3\n";
    let shown = admin.upload(file.as_bytes()).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(rig.web.roster().len(), 2, "nothing is changed by looking");
    let word = shown.text.split("/roster/import/").nth(1).unwrap().split('"').next().unwrap();
    let path = format!("/roster/import/{word}");
    let mut other = rig.login("other", Role::Admin, &[]).await;
    assert_eq!(other.post(&path, &[]).await.status, StatusCode::GONE);
    assert_eq!(admin.post(&path, &[]).await.to(), "/roster");
    assert_eq!(admin.post(&path, &[]).await.status, StatusCode::GONE);
    let seats: Vec<_> =
        rig.web.roster().everybody().iter().map(|it| (it.record.name.clone(), it.seat)).collect();
    assert_eq!(
        seats,
        [("Du h2".into(), Some(1)), ("Du h1".into(), Some(2)), ("Wang".into(), Some(3))]
    );
    let wrong = admin.upload(b"name,born\nLi,1850\n").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text.contains("action=\"/roster/import/"));
}

#[tokio::test]
async fn a_file_that_the_roster_has_overtaken_is_shown_again() {
    let rig = Rig::new().await;
    rig.resident("h1").await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let shown = admin.upload(b"id,revision,name\n1,1,New\n").await.text;
    let word = shown.split("/roster/import/").nth(1).unwrap().split('"').next().unwrap();
    let now = (*rig.web.roster().get(ResidentId(1)).unwrap()).clone();
    rig.web.change(vec![PersonChange::Edit(now)], "wang").await.unwrap();
    let answer = admin.post(&format!("/roster/import/{word}"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(rig.web.roster().get(ResidentId(1)).unwrap().record.name, "Du h1");
}

#[tokio::test]
async fn everything_about_one_person_can_be_taken_out_and_then_nothing_remains() {
    let rig = Rig::new().await;
    rig.resident("h1").await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let file = admin.get("/roster/1/export.json").await;
    let whole: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(whole["record"]["name"], "Du h1");
    assert_eq!(whole["audit"][0]["what"], "export");
    assert!(whole["history"].is_array() && whole["home_said"]["alarms"].is_array());
    let wrong = admin.post("/roster/1/erase", &[("name", "Du")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post("/roster/1/erase", &[("name", "Du h1")]).await.to(), "/roster");
    assert_eq!(admin.get("/roster/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(rig.forgets.0.lock().unwrap()[..], ["h1".parse().unwrap()]);
    assert!(rig.web.store().residents().await.unwrap().is_empty());
    let erased = ("admin".to_owned(), "erase".to_owned(), Some(ResidentId(1)));
    assert_eq!(rig.audited().await.iter().filter(|it| **it == erased).count(), 1);
}

#[tokio::test]
async fn a_screens_word_is_shown_once_and_can_be_taken_back() {
    let rig = Rig::new().await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let made = admin.post("/tokens", &[("name", "hall"), ("is", "public-wall")]).await.text;
    let word = made.split("/wall?token=").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(rig.web.token(&word).await.unwrap().is_some());
    let list = admin.get("/tokens").await.text;
    assert!(list.contains("hall") && !list.contains(&word));
    let back = list.split("action=\"/tokens/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(admin.post(&format!("/tokens/{back}"), &[]).await.to(), "/tokens");
    assert!(rig.web.token(&word).await.unwrap().is_none());
}

#[tokio::test]
async fn a_language_that_was_chosen_stays() {
    let rig = Rig::new().await;
    rig.login("lin", Role::Admin, &[]).await;
    let mut me = rig.anonymous();
    assert!(me.get("/login").await.text.contains("Log in"));
    let answer = me.post("/language", &[("to", "zh-CN"), ("back", "//evil.example")]).await;
    assert_eq!(answer.to(), "/");
    assert!(me.get("/login").await.text.contains("登录"));
}
