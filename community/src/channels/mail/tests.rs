mod server;

use alerts::message::Priority;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use server::{Does, Server};

use super::super::trial::{CERTIFICATE, acceptor, later, never, out};
use super::*;

#[tokio::test]
async fn a_letter_is_plain_text_with_its_link_and_its_id() {
    let server = Server::start("", Does::Say("")).await;
    assert_eq!(send(&server, "li@example.org").await, Ok(Sent::default()));
    let heard = server.heard().await;
    for line in [
        "MAIL FROM:<desk@hall.example>",
        "RCPT TO:<li@example.org>",
        "From: \"Community Centre\" <desk@hall.example>",
        "To: li@example.org",
        "Subject: Building 4: gas",
        "Message-ID: <hearth-42-1@hall.example>",
        "Date: Wed, 18 Nov 2026 11:06:40 +0000",
        "Auto-Submitted: auto-generated",
        "Importance: high",
        "Content-Type: text/plain; charset=utf-8",
        "Gas in building 4, third floor.",
        "https://hall.example/go/abc",
    ] {
        assert!(heard.lines().any(|said| said == line), "{line}\n{heard}");
    }
}

#[tokio::test]
async fn chinese_goes_as_ascii_through_a_server_that_knows_no_more() {
    let server = Server::start("", Does::Say("")).await;
    let mut message = out(Address::Mail("li@example.org".to_owned()));
    "四号楼：煤气\r\nBcc: x@example.org".clone_into(&mut message.subject);
    "三楼煤气报警，请马上去。\n.\n结束".clone_into(&mut message.text);
    message.priority = Priority::Low;
    assert_eq!(mail(&server).send(&message).await, Ok(Sent::default()));
    let heard = server.heard().await;
    assert!(heard.is_ascii() && !heard.lines().any(|line| line.starts_with("Bcc")), "{heard}");
    assert!(heard.contains("Importance: low"));
}

#[tokio::test]
async fn what_a_server_says_no_to_tells_whether_to_try_again() {
    for (at, says, expected) in [
        ("hello", "554 go away", never(Why::MessageRefused(554))),
        ("hello", "421 too many", later(Why::Busy(421))),
        ("hello", "HTTP/1.1 400 Bad Request", later(Why::Unintelligible)),
        ("MAIL", "451 later", later(Why::Busy(451))),
        ("RCPT", "450 grey <li@example.org>", later(Why::Busy(450))),
        ("RCPT", "550 no such user <li@example.org>", never(Why::AddressRefused(550))),
        ("DATA", "554 no", never(Why::MessageRefused(554))),
        (".", "451 disk", later(Why::Busy(451))),
        (".", "552 too big", never(Why::MessageRefused(552))),
    ] {
        let server = Server::start(at, Does::Say(says)).await;
        let sent = send(&server, "li@example.org").await;
        assert_eq!(sent, expected, "{at} {says}");
        assert!(!format!("{sent:?}").contains("li@"));
    }
}

#[tokio::test]
async fn a_server_that_dies_within_the_letter_has_not_taken_it() {
    for at in ["hello", "MAIL", "DATA", "letter", "."] {
        let server = Server::start(at, Does::HangUp).await;
        let sent = send(&server, "li@example.org").await;
        let why = if at == "hello" { Why::Unintelligible } else { Why::BrokeOff };
        assert_eq!(sent, later(why), "{at}");
    }
}

#[tokio::test]
async fn a_server_that_dies_after_it_has_taken_the_letter_has_taken_it() {
    let server = Server::start("QUIT", Does::HangUp).await;
    assert_eq!(send(&server, "li@example.org").await, Ok(Sent::default()));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_is_left_after_ten_seconds() {
    for at in ["hello", "RCPT", "."] {
        let server = Server::start(at, Does::Hang).await;
        assert_eq!(send(&server, "li@example.org").await, later(Why::TimedOut), "{at}");
    }
}

#[tokio::test]
async fn a_server_that_talks_without_end_is_not_listened_to() {
    let server = Server::start("hello", Does::Flood).await;
    assert_eq!(send(&server, "li@example.org").await, later(Why::BrokeOff));
}

#[tokio::test]
async fn nobody_there_is_told_at_once() {
    let server = Server::start("", Does::Say("")).await;
    let mut mail = mail(&server);
    mail.config.port = server::free_port();
    let sent = mail.send(&out(Address::Mail("li@example.org".to_owned()))).await;
    assert_eq!(sent, later(Why::Unreachable));
}

#[tokio::test]
async fn what_is_no_address_is_not_sent_to() {
    let server = Server::start("", Does::Say("")).await;
    for to in ["", "li", "li@", "a@b.example, c@d.example", "李@example.org", "a@b.example\r\nRCPT"]
    {
        assert_eq!(send(&server, to).await, never(Why::BadAddress), "{to}");
    }
    let sent = mail(&server).send(&out(Address::Sms("1".to_owned()))).await;
    assert_eq!(sent, never(Why::BadAddress));
}

#[tokio::test]
async fn a_login_is_read_anew_each_time_and_a_refused_one_is_no_dead_contact() {
    let dir = tempfile::tempdir().unwrap();
    let password_file = dir.path().join("password");
    let login = config::Login { username: "desk".to_owned(), password_file: password_file.clone() };
    let logged_in = async |server: &Server| {
        let mut mail = mail(server);
        mail.config.login = Some(login.clone());
        mail.send(&out(Address::Mail("li@example.org".to_owned()))).await
    };
    let server = Server::start("", Does::Say("")).await;
    assert!(matches!(logged_in(&server).await, Err(NotSent::Never { why: Why::File { .. } })));

    std::fs::write(&password_file, "secret\n").unwrap();
    assert_eq!(logged_in(&server).await, Ok(Sent::default()));
    assert!(server.heard().await.contains("AUTH PLAIN AGRlc2sAc2VjcmV0"));

    let server = Server::start("AUTH", Does::Say("535 no")).await;
    assert_eq!(logged_in(&server).await, never(Why::LoginRefused(535)));
    let server = Server::start("AUTH", Does::Say("454 later")).await;
    assert_eq!(logged_in(&server).await, later(Why::Busy(454)));
}

#[tokio::test]
async fn a_server_without_encryption_hears_neither_the_login_nor_the_letter() {
    let dir = tempfile::tempdir().unwrap();
    let ca = dir.path().join("ca.pem");
    std::fs::write(&ca, CERTIFICATE).unwrap();
    for encryption in [Encryption::StartTls, Encryption::Tls] {
        let server = Server::start("hello", Does::Say("220 plain")).await;
        let mut mail = mail(&server);
        (mail.config.encryption, mail.config.ca) = (encryption, Some(ca.clone()));
        let sent = mail.send(&out(Address::Mail("li@example.org".to_owned()))).await;
        assert_eq!(sent, never(Why::Encryption), "{encryption:?}");
        drop(mail);
        assert!(!server.heard().await.contains("MAIL"), "{encryption:?}");
    }
}

#[tokio::test]
async fn an_encrypted_link_goes_to_whom_the_configured_authority_has_signed_and_to_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let acceptor = acceptor(dir.path());
    let stranger = dir.path().join("stranger.pem");
    std::fs::write(&stranger, CERTIFICATE).unwrap();
    let ca = dir.path().join("ca.pem");
    for late in [false, true] {
        for (host, ca, expected) in [
            ("localhost", &ca, Ok(Sent::default())),
            ("127.0.0.1", &ca, never(Why::Encryption)),
            ("localhost", &stranger, never(Why::Encryption)),
        ] {
            let tls = Some((acceptor.clone(), late));
            let server = Server::start_with("", Does::Say(""), tls).await;
            let mut mail = mail(&server);
            host.clone_into(&mut mail.config.host);
            mail.config.ca = Some(ca.clone());
            mail.config.encryption = if late { Encryption::StartTls } else { Encryption::Tls };
            let sent = mail.send(&out(Address::Mail("li@example.org".to_owned()))).await;
            assert_eq!(sent, expected, "{late} {host} {}", ca.display());
            let heard = server.heard().await;
            assert_eq!(heard.contains("RCPT"), expected.is_ok(), "{heard}");
        }
    }
}

#[tokio::test]
async fn a_text_with_a_lone_dot_is_one_letter() {
    let server = Server::start("", Does::Say("")).await;
    let mut message = out(Address::Mail("li@example.org".to_owned()));
    "a\n.\nRCPT TO:<x@example.org>\nb".clone_into(&mut message.text);
    assert_eq!(mail(&server).send(&message).await, Ok(Sent::default()));
    let heard = server.heard().await;
    assert!(heard.contains("\n..\nRCPT TO:<x@example.org>\nb\n"), "{heard}");
}

#[tokio::test]
async fn a_stream_ends_where_the_other_side_has_said_too_much() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = listener.local_addr().unwrap();
    let flood = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while stream.write_all(&[b'x'; 4_096]).await.is_ok() {}
    });
    let stream = TcpStream::connect(peer).await.unwrap();
    let mut heard = Vec::new();
    let mut bounded = Bounded::new(stream, peer);
    assert!(bounded.read_to_end(&mut heard).await.is_err());
    assert!((24 * 1024..96 * 1024).contains(&heard.len()), "{}", heard.len());
    drop(bounded);
    flood.await.unwrap();
}

async fn send(server: &Server, to: &str) -> Result<Sent, NotSent> {
    mail(server).send(&out(Address::Mail(to.to_owned()))).await
}

fn mail(server: &Server) -> Mail {
    Mail::new(config::Mail {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        encryption: Encryption::None,
        from: "Community Centre <desk@hall.example>".to_owned(),
        login: None,
        ca: None,
    })
}
