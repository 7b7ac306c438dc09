//! Screens that hang.

use std::sync::Arc;
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

async fn wait_until(so: impl Fn() -> bool, what: &str) {
    for _ in 0..6_000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a minute, and not so: {what}");
}
