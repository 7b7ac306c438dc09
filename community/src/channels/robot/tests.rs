mod frames;
mod server;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use super::super::trial::{AT, CERTIFICATE, acceptor, later, never, robot as message};
use super::*;
use server::{Hears, Server};

#[tokio::test]
async fn a_robot_that_says_ok_has_taken_it() {
    for (kind, says) in [
        (Kind::WeCom, r#"{"errcode":0,"errmsg":"ok"}"#),
        (Kind::DingTalk, r#"{"errcode":0,"errmsg":"ok"}"#),
        (Kind::Feishu, r#"{"StatusCode":0,"StatusMessage":"success","code":0,"data":{}}"#),
        (custom(), "whatever"),
    ] {
        let server = Server::start(Hears::Says(200, says)).await;
        assert_eq!(send(&server, kind).await, Ok(Sent::default()), "{says}");
        assert!(server.heard().contains("Gas in building 4"));
    }
    let server = Server::start(Hears::Says(200, r#"{"id":"hwQ2YpKdmg","time":1}"#)).await;
    let sent = send(&server, Kind::Ntfy).await.unwrap();
    assert_eq!(sent.theirs.as_deref(), Some("hwQ2YpKdmg"));
}

#[tokio::test]
async fn an_error_within_a_200_is_an_error() {
    let minutes = |n: u64| Err(NotSent::Muted { until: AT + Duration::from_secs(n * 60) });
    for (kind, says, expected) in [
        (Kind::WeCom, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, minutes(1)),
        (Kind::WeCom, r#"{"errcode":93000,"errmsg":"x"}"#, never(Why::LoginRefused(93000))),
        (Kind::WeCom, r#"{"errcode":-1,"errmsg":"busy"}"#, later(Why::Busy(-1))),
        (Kind::WeCom, r#"{"errcode":40058,"errmsg":"x"}"#, never(Why::MessageRefused(40058))),
        (Kind::DingTalk, r#"{"errcode":130101,"errmsg":"send too fast"}"#, minutes(10)),
        (Kind::DingTalk, r#"{"errcode":310000,"errmsg":"x"}"#, never(Why::LoginRefused(310_000))),
        (Kind::Feishu, r#"{"code":11232,"msg":"x"}"#, minutes(1)),
        (Kind::Feishu, r#"{"code":19021,"msg":"x"}"#, never(Why::LoginRefused(19021))),
    ] {
        let server = Server::start(Hears::Says(200, says)).await;
        assert_eq!(send(&server, kind).await, expected, "{says}");
    }
    let server = Server::start(Hears::Says(400, r#"{"code":9499,"msg":"too many request"}"#)).await;
    let after = Some(Duration::from_secs(60));
    assert_eq!(
        send(&server, Kind::Feishu).await,
        Err(NotSent::Later { why: Why::Busy(9499), after })
    );
}

#[tokio::test]
async fn a_page_for_people_is_no_answer_of_a_robot() {
    for kind in [Kind::WeCom, Kind::DingTalk, Kind::Feishu, Kind::Ntfy] {
        let server = Server::start(Hears::Says(200, "<html>Log in to the hotel</html>")).await;
        assert_eq!(send(&server, kind).await, later(Why::Unintelligible));
    }
    let server = Server::start(Hears::Huge).await;
    assert_eq!(send(&server, Kind::WeCom).await, later(Why::Unintelligible));
}

#[tokio::test]
async fn a_status_tells_whether_to_try_again() {
    for (status, expected) in [
        (404, never(Why::MessageRefused(404))),
        (403, never(Why::LoginRefused(403))),
        (302, never(Why::Redirected(302))),
        (502, later(Why::Busy(502))),
        (429, later(Why::Busy(429))),
    ] {
        let server = Server::start(Hears::Says(status, "")).await;
        assert_eq!(send(&server, Kind::Ntfy).await, expected, "{status}");
    }
    for (says, waits) in [("7", Some(7)), ("999999999", Some(3_600)), ("tomorrow", None)] {
        let server = Server::start(Hears::RetryAfter(says)).await;
        let after = waits.map(Duration::from_secs);
        let expected = Err(NotSent::Later { why: Why::Busy(429), after });
        assert_eq!(send(&server, Kind::Ntfy).await, expected, "{says}");
    }
}

#[tokio::test]
async fn nobody_follows_where_a_robot_sends_us() {
    let other = Server::start(Hears::Says(200, r#"{"errcode":0}"#)).await;
    let server = Server::start(Hears::Redirects(other.url().to_string())).await;
    assert_eq!(send(&server, Kind::WeCom).await, never(Why::Redirected(307)));
    assert_eq!(other.heard(), "");
}

#[tokio::test(start_paused = true)]
async fn a_robot_that_hangs_is_left_after_ten_seconds() {
    let server = Server::start(Hears::Nothing).await;
    assert_eq!(send(&server, Kind::DingTalk).await, later(Why::TimedOut));
}

#[tokio::test]
async fn nobody_there_is_told_without_the_address() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let url = Url::parse(&format!("http://127.0.0.1:{port}/?access_token=secret")).unwrap();
    let sent = at(Place::Here(url), Kind::WeCom).send(&message()).await;
    assert_eq!(sent, later(Why::Unreachable));
    assert!(!format!("{sent:?}").contains("secret"));
}

#[tokio::test]
async fn an_encrypted_robot_is_spoken_to_if_the_configured_authority_has_signed_for_it() {
    let dir = tempfile::tempdir().unwrap();
    let acceptor = acceptor(dir.path());
    let stranger = dir.path().join("stranger.pem");
    std::fs::write(&stranger, CERTIFICATE).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answers = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"errcode\":0}";
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
        }
    });
    for (ca, expected) in [
        (dir.path().join("ca.pem"), Ok(Sent::default())),
        (stranger, later(Why::Encryption)),
        (dir.path().join("key.pem"), {
            let what = FileFault::NoCertificate;
            never(Why::File { file: dir.path().join("key.pem"), what })
        }),
    ] {
        let url = Url::parse(&format!("https://localhost:{port}/send?key=abc")).unwrap();
        let mut robot = at(Place::Here(url), Kind::WeCom);
        robot.config.ca = Some(ca.clone());
        assert_eq!(robot.send(&message()).await, expected, "{}", ca.display());
    }
    answers.abort();
}

#[tokio::test]
async fn an_address_is_read_anew_from_its_file_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("robot.url");
    let robot = at(Place::File(file.clone()), Kind::WeCom);
    let fault = |what| never(Why::File { file: file.clone(), what });
    let gone = FileFault::Io(std::io::ErrorKind::NotFound);
    assert_eq!(robot.send(&message()).await, fault(gone));
    std::fs::write(&file, "\n").unwrap();
    assert_eq!(robot.send(&message()).await, fault(FileFault::Empty));
    for bad in ["ftp://a.b/", "hello", "https://u:p@a.b/", "/etc/passwd"] {
        std::fs::write(&file, bad).unwrap();
        assert_eq!(robot.send(&message()).await, fault(FileFault::NoAddress), "{bad}");
    }
    let server = Server::start(Hears::Says(200, r#"{"errcode":0}"#)).await;
    std::fs::write(&file, format!(" {}\r\n", server.url())).unwrap();
    assert_eq!(robot.send(&message()).await, Ok(Sent::default()));
}

#[test]
fn a_signature_is_as_the_documentations_have_it() {
    // Computed with openssl dgst -sha256 -hmac.
    assert_eq!(
        signature::dingtalk("1795000000123", "SECabc"),
        "76Owr/8oO+filRVzSZGz8fe/wEPvVysZbHCSDs/XVaU="
    );
    assert_eq!(
        signature::feishu("1795000000", "abc"),
        "Lurp4prWWQP3mT9SIyLfxAM9IjqhCCaFTGH/gQmeOjo="
    );
}

#[test]
fn a_robot_keeps_its_pace() {
    let server = Url::parse("http://127.0.0.1:9/").unwrap();
    let pace = at(Place::Here(server), Kind::Feishu).pace();
    assert_eq!(pace, Pace { per_minute: 100, per_second: Some(5) });
}

async fn send(server: &Server, kind: Kind) -> Result<Sent, NotSent> {
    at(Place::Here(server.url()), kind).send(&message()).await
}

fn at(place: Place, kind: Kind) -> Robot {
    let per_minute = kind.usual_per_minute();
    let name = "neighbours".to_owned();
    Robot::new(config::Robot { name, kind, place, secret_file: None, ca: None, per_minute })
}

fn custom() -> Kind {
    Kind::Custom(Template::new(r#"{"msg": "{title}: {text}"}"#, true).unwrap())
}
