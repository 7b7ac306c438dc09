//! Screens that hang, and browsers that would rather speak another HTTP.

use std::io::{Read as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::response::IntoResponse;
use axum::routing::get;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_stream::StreamExt as _;

use super::*;

/// What a stream holds, for as long as it is there.
struct Held(Arc<AtomicUsize>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A stream that always has something to say.
fn pages(came: Arc<AtomicUsize>, open: Arc<AtomicUsize>) -> Router {
    let page = move || {
        came.fetch_add(1, Ordering::SeqCst);
        open.fetch_add(1, Ordering::SeqCst);
        let held = Held(Arc::clone(&open));
        let frames = tokio_stream::iter(0_u64..).map(move |n| {
            let _here = &held;
            Ok::<_, io::Error>(format!("data: {n} {}\n\n", "-".repeat(1_000)))
        });
        async move { axum::body::Body::from_stream(frames).into_response() }
    };
    Router::new().route("/stream", get(page))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_screens_that_read_nothing_any_more_are_let_go() {
    let (came, open) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let pages = pages(Arc::clone(&came), Arc::clone(&open));
    let handle = Handle::new();
    let (listen, patience) = (SocketAddr::from(([127, 0, 0, 1], 0)), Duration::from_secs(1));
    let served = serve_patiently(pages, (listen, patience), None, handle.clone());
    tokio::spawn(served);
    let address = handle.listening().await.unwrap();

    let mut screens = Vec::new();
    for _ in 0..200 {
        let mut screen = TcpStream::connect(address).await.unwrap();
        screen.write_all(b"GET /stream HTTP/1.1\r\nhost: wall\r\n\r\n").await.unwrap();
        screens.push(screen);
    }
    wait_until(|| came.load(Ordering::SeqCst) == 200, "all look").await;
    wait_until(|| open.load(Ordering::SeqCst) == 0, "nobody holds anything").await;
    drop(screens);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_that_offers_http_2_over_tls_is_answered_in_http_1() {
    let folder = tempfile::tempdir().unwrap();
    let tls = certificate(folder.path());
    let handle = Handle::new();
    let pages = Router::new().route("/", get(|| async { "the hall" }));
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    tokio::spawn(serve(pages, listen, Some(tls.clone()), handle.clone()));
    let address = handle.listening().await.unwrap();

    let (agreed, answer) =
        tokio::task::spawn_blocking(move || browse(address, &tls.cert)).await.unwrap();

    assert_eq!(agreed.as_deref(), Some("http/1.1"));
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("the hall"), "{answer}");
}

/// One for `localhost`, signed by nobody else.
fn certificate(folder: &Path) -> Tls {
    let says = "[req]\ndistinguished_name=dn\nx509_extensions=v3\nprompt=no\n[dn]\nCN=localhost\n\
                [v3]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost\n";
    std::fs::write(folder.join("says"), says).unwrap();
    let asked = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
                 -config says -keyout key.pem -out cert.pem";
    let made = Command::new("openssl").args(asked.split_whitespace()).current_dir(folder).output();
    let made = made.expect("openssl is not installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Tls { cert: folder.join("cert.pem"), key: folder.join("key.pem") }
}

/// Asks as today's browsers do: what was agreed on, and the answer.
fn browse(address: SocketAddr, trusts: &Path) -> (Option<String>, String) {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, ServerName};
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(trusts).unwrap()).unwrap();
    let mut config =
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = std::net::TcpStream::connect(address).unwrap();
    let mut stream = rustls::StreamOwned::new(connection, stream);
    let ask = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(ask).unwrap();
    let mut answer = Vec::new();
    // How it ends is not the question.
    drop(stream.read_to_end(&mut answer));
    let agreed = stream.conn.alpn_protocol().map(|word| String::from_utf8_lossy(word).into_owned());
    (agreed, String::from_utf8_lossy(&answer).into_owned())
}

async fn wait_until(so: impl Fn() -> bool, what: &str) {
    for _ in 0..6_000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a minute, and not so: {what}");
}
