//! A login that is asked for more than a password: what its owner meets, and whoever has only a part.

use alerts::Wall;

use super::*;
use crate::store::second_step::SecondStepStore as _;

const WORD: &str = "correct horse";

/// Somebody with a password, who is in.
async fn lin(rig: &Rig) -> Browser {
    let browser = rig.login("lin", Role::Staff, &[]).await;
    let user = rig.web.user("lin").await.unwrap().unwrap();
    let password = Some(rig.web.passwords().hash(WORD.into()).await.unwrap());
    rig.web.save_user(User { password, ..user }).await.unwrap();
    // A new password has ended the session.
    let session = Session::new(None, Arc::new(session::Rows::new(&rig.web)), None);
    session::enter(&session, "lin", rig.web.doors_now()).await.unwrap();
    session.save().await.unwrap();
    Browser { cookie: format!("hearth={}", session.id().unwrap()), ..browser }
}

/// What the telephone shows, so many seconds from now.
async fn shows(rig: &Rig, in_s: i64) -> String {
    let known = rig.web.store().second_step("lin").await.unwrap().unwrap();
    known.secret.code_at(Wall(rig.web.doors_now().0 + in_s * 1_000))
}

/// Sets it up; the recovery codes.
async fn set_up(rig: &Rig, lin: &mut Browser) -> Vec<String> {
    let begun = lin.post("/second-step", &[("old", WORD)]).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    assert!(begun.text.contains("class=\"qr\"") && begun.text.contains("role=\"img\""));
    let known = rig.web.store().second_step("lin").await.unwrap().unwrap();
    assert!(begun.text.contains(&known.secret.words()) && known.since.is_none());
    let wrong = lin.post("/second-step/confirm", &[("code", "12345")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = shows(rig, 0).await;
    let done = lin.post("/second-step/confirm", &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    let codes = done.text.split("<li><code>").skip(1);
    codes.map(|it| it.split('<').next().unwrap().to_owned()).collect()
}

async fn password(rig: &Rig) -> Browser {
    let mut browser = rig.anonymous();
    let form = [("name", "lin"), ("password", WORD), ("next", "/desk")];
    let answer = browser.post("/login", &form).await;
    assert_eq!(answer.to(), "/login/code?next=/desk");
    browser
}

#[tokio::test]
async fn a_password_alone_lets_nobody_in_and_a_number_is_good_once() {
    let rig = Rig::new().await;
    let mut lin = lin(&rig).await;
    let mut elsewhere = lin.clone();
    assert_eq!(set_up(&rig, &mut lin).await.len(), 10);
    assert_eq!(lin.get("/desk").await.status, StatusCode::OK, "they stay in");
    assert_eq!(elsewhere.get("/desk").await.status, StatusCode::SEE_OTHER, "others do not");

    let mut browser = password(&rig).await;
    assert_eq!(browser.get("/desk").await.status, StatusCode::SEE_OTHER, "not in yet");
    assert_eq!(browser.get("/login/code?next=/desk").await.status, StatusCode::OK);
    let used = shows(&rig, 0).await;
    let form = |code: &str| [("code", code.to_owned()), ("next", "/desk".to_owned())];
    let mut enter = async |code: &str| {
        let form = form(code);
        let form: Vec<_> = form.iter().map(|(key, text)| (*key, text.as_str())).collect();
        browser.post("/login/code", &form).await
    };
    assert_eq!(enter(&used).await.status, StatusCode::UNAUTHORIZED, "it was used to set it up");
    let next = shows(&rig, 30).await;
    assert_eq!(enter(&next).await.to(), "/desk");
    assert_eq!(browser.get("/desk").await.status, StatusCode::OK);

    let mut other = password(&rig).await;
    let again = other.post("/login/code", &[("code", &next)]).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "somebody looked over the shoulder");
    let audited: Vec<_> = rig.audited().await.into_iter().map(|it| it.1).collect();
    assert_eq!(audited[..3], ["login-code-refused", "login", "login-code-refused"], "{audited:?}");
    assert!(audited.contains(&"second-step".to_owned()));
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_with_the_password_ends_it() {
    let rig = Rig::new().await;
    let mut lin = lin(&rig).await;
    let codes = set_up(&rig, &mut lin).await;
    let mut browser = password(&rig).await;
    let spoken = codes[0].to_uppercase().replace('-', " ");
    let answer = browser.post("/login/code", &[("code", &spoken), ("next", "/desk")]).await;
    assert_eq!(answer.to(), "/second-step");
    assert!(browser.get("/second-step").await.text.contains("left: 9"));
    let again = crate::web::second_step::tried(&rig.web, "lin", &codes[0]).await.unwrap();
    assert_eq!(again, None, "it is good once");
    let off = |old, code| [("old", old), ("code", code)];
    let refused = browser.post("/second-step/off", &off("wrong password", &codes[1])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let known = rig.web.store().second_step("lin").await.unwrap().unwrap();
    assert_eq!(known.left, 9, "a wrong password uses no code up");
    assert_eq!(browser.post("/second-step/off", &off(WORD, &codes[1])).await.to(), "/second-step");
    assert!(rig.web.store().second_step("lin").await.unwrap().is_none());
    let form = [("name", "lin"), ("password", WORD)];
    assert_eq!(rig.anonymous().post("/login", &form).await.to(), "/");
}

#[tokio::test]
async fn a_link_for_a_password_is_no_way_past_the_second_step_and_an_admin_can_end_it() {
    let rig = Rig::new().await;
    let mut lin = lin(&rig).await;
    set_up(&rig, &mut lin).await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let page = admin.post("/users/lin/link", &[]).await.text;
    let word = page.split("/invited/").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut guest = rig.anonymous();
    let chosen = [("word", "another horse"), ("again", "another horse")];
    let answer = guest.post(&format!("/invited/{word}"), &chosen).await;
    assert_eq!(answer.to(), "/login/code?next=/");
    assert_eq!(guest.get("/desk").await.status, StatusCode::SEE_OTHER);
    assert!(admin.get("/users/lin").await.text.contains("/users/lin/second-step"));
    assert_eq!(admin.post("/users/lin/second-step", &[]).await.to(), "/users");
    let form = [("name", "lin"), ("password", "another horse")];
    assert_eq!(rig.anonymous().post("/login", &form).await.to(), "/");
    assert!(!admin.get("/users/lin").await.text.contains("/users/lin/second-step"));
}

#[tokio::test]
async fn numbers_that_are_guessed_are_refused_after_ten_whatever_the_cookie() {
    let rig = Rig::new().await;
    let mut lin = lin(&rig).await;
    set_up(&rig, &mut lin).await;
    let browser = password(&rig).await;
    let mut last = StatusCode::OK;
    for n in 0..12 {
        let code = format!("{n:06}");
        last = browser.clone().post("/login/code", &[("code", &code)]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let mut nobody = rig.anonymous();
    assert_eq!(nobody.post("/login/code", &[("code", "000000")]).await.to(), "/login?next=/");
    assert_eq!(nobody.get("/login/code").await.to(), "/login?next=/");
}

#[tokio::test]
async fn the_secret_and_the_recovery_codes_stand_nowhere_readable_on_the_disk() {
    let rig = Rig::new().await;
    let mut lin = lin(&rig).await;
    let codes = set_up(&rig, &mut lin).await;
    let secret = rig.web.store().second_step("lin").await.unwrap().unwrap().secret;
    let files = std::fs::read_dir(rig._folder.path()).unwrap();
    for file in files.map(|it| it.unwrap().path()).filter(|it| it.is_file()) {
        let bytes = std::fs::read(file).unwrap();
        let words = secret.words().replace(' ', "");
        for hidden in [&secret.bytes()[..], words.as_bytes(), codes[0].as_bytes()] {
            assert!(!bytes.windows(hidden.len()).any(|it| it == hidden));
        }
    }
}
