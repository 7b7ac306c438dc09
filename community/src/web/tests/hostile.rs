//! What nobody should send.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::*;

fn header_of(answer: &Answer, name: &str) -> String {
    answer.headers.get(name).map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn every_answer_forbids_what_is_not_ours_and_personal_pages_are_kept_nowhere() {
    let rig = Rig::new().await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let style = super::super::assets::href("station.css");
    for path in ["/roster", "/login", "/nothing", "/roster/99", "/users/no", &style] {
        let answer = admin.get(path).await;
        let policy = header_of(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(header_of(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header_of(&answer, "referrer-policy"), "no-referrer", "{path}");
        let kept = header_of(&answer, "cache-control");
        let wanted = if path == style { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(kept, wanted, "{path}");
    }
}

#[tokio::test]
async fn a_refusal_is_a_page_with_a_number_and_a_way_on() {
    let rig = Rig::new().await;
    for path in
        ["/nothing", "/assets/x/station.css", "/assets/x/..%2f..%2fsession.rs", "/../etc/passwd"]
    {
        let answer = rig.anonymous().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text.contains("href=\"/\"") && answer.text.contains("number: "), "{path}");
    }
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    for path in
        ["/roster/99999999999999999999", "/roster/%00", "/residents/1;", "/residents/%2e%2e"]
    {
        let answer = admin.get(path).await;
        assert!(answer.status.is_client_error(), "{path} {}", answer.status);
        assert!(answer.text.contains("number: "), "{path}");
    }
    let put = Request::put("/roster").body(Body::empty()).unwrap();
    assert!(admin.send(put).await.text.contains("number: "));
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let rig = Rig::new().await;
    let admin = rig.login("admin", Role::Admin, &[]).await;
    let ask = async |headers: &[(&str, &str)]| {
        let mut request = Request::post("/tokens")
            .header("host", "station.local:8470")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from("name=hall&is=wall")).unwrap();
        admin.clone().send(request).await.status
    };
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.example")],
        &[("origin", "http://station.local:9999")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://station.local:8470")],
    ] {
        assert_eq!(ask(headers).await, StatusCode::FORBIDDEN, "{headers:?}");
    }
    assert!(rig.web.tokens().await.unwrap().is_empty());
    assert_eq!(ask(&[("origin", "http://station.local:8470")]).await, StatusCode::OK);
    assert_eq!(ask(&[("sec-fetch-site", "same-origin")]).await, StatusCode::OK);
}

#[tokio::test]
async fn a_body_beyond_its_limit_is_refused_and_one_at_it_is_read() {
    let rig = Rig::new().await;
    let mut admin = rig.login("admin", Role::Admin, &[]).await;
    let huge = admin.form("/roster/new", vec![b'a'; super::super::MOST_FORM + 1]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let huge = admin.upload(&vec![b'a'; super::super::MOST_UPLOAD]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut file = b"name\n".to_vec();
    file.resize(crate::roster::sheet::MOST_BYTES, b'\n');
    assert_eq!(admin.upload(&file).await.status, StatusCode::OK);
    let many = "name=a&".repeat(1_000);
    assert_eq!(admin.form("/roster/new", many).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_cookie_that_somebody_made_up_lets_nobody_in() {
    let rig = Rig::new().await;
    rig.login("admin", Role::Admin, &[]).await;
    for cookie in
        ["hearth=", "hearth=AAAAAAAAAAAAAAAAAAAAAA", "hearth=../../x", "hearth=\"", "lang=;;;=zh"]
    {
        let mut me = Browser { cookie: cookie.into(), ..rig.anonymous() };
        assert_eq!(me.get("/roster").await.status, StatusCode::SEE_OTHER, "{cookie}");
    }
}

/// Names of fields that exist, and others.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "name",
            "born",
            "home",
            "seat",
            "phone",
            "medical",
            "contact1_name",
            "contact1_is",
            "contact12_phone",
            "absence1_from",
            "absence1_to",
            "room1_room",
            "monitoring_since",
            "revision",
            "more",
            "role",
            "active",
            "resident",
            "is",
            "word",
            "again",
            "code",
            "from",
            "to",
            "none",
            "preview",
            "into",
            "next",
        ])
        .prop_map(str::to_owned),
        "[a-z_0-9]{0,12}",
    ]
}

/// A form of nonsense, and sometimes not even that.
fn form() -> impl Strategy<Value = Vec<u8>> {
    let text = prop_oneof![
        any::<String>(),
        "[0-9-]{0,12}",
        prop::sample::select(vec![
            "=1+1",
            "<script>",
            "\0",
            "2026-02-30",
            "../../etc",
            "是",
            "-1",
            "24:00",
            "c99999999999999999999"
        ])
        .prop_map(str::to_owned),
    ];
    let pairs = prop::collection::vec((key(), text), 0..12).prop_map(|pairs| {
        let all: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}={}", escaped(v))).collect();
        all.join("&").into_bytes()
    });
    prop_oneof![9 => pairs, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

#[tokio::test]
async fn a_thousand_forms_of_nonsense_break_nothing() {
    let rig = Rig::new().await;
    rig.resident("h1").await;
    let admin = rig.login("admin", Role::Admin, &[]).await;
    let paths = [
        "/roster/new",
        "/roster/1",
        "/roster/1/erase",
        "/users",
        "/users/admin",
        "/tokens",
        "/quiet",
        "/login/code",
        "/second-step/confirm",
        "/desk/c1/merge",
    ];
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    for n in 0..1_000 {
        let body = form().new_tree(&mut runner).unwrap().current();
        let path = paths[n % paths.len()];
        // The general limit is by peer: each form comes from a peer of its own.
        let peer = std::net::SocketAddr::from(([10, 1, (n / 250) as u8, (n % 250) as u8], 1));
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.clone()))
            .unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let answer = admin.clone().send(request).await;
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert!(!answer.status.is_server_error(), "{path} {shown:?} {}", answer.status);
        assert!(!answer.text.contains("<script"), "{path} {shown:?}");
    }
    assert_eq!(rig.web.user("admin").await.unwrap().unwrap().role, Role::Admin);
    for resident in rig.web.roster().everybody() {
        assert!(!resident.record.name.is_empty());
    }
}
