//! A webhook that hears one message after another, and misbehaves as it is told to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Response, Uri};
use tokio::net::TcpListener;
use url::Url;

#[derive(Clone)]
pub(super) enum Hears {
    Says(u16, &'static str),
    RetryAfter(&'static str),
    Redirects(String),
    Huge,
    Nothing,
}

pub(super) struct Server {
    port: u16,
    heard: Arc<Mutex<String>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(super) async fn start(hears: Hears) -> Self {
        let heard = Arc::new(Mutex::new(String::new()));
        let all = Arc::clone(&heard);
        let answers = move |uri: Uri, headers: HeaderMap, body: String| async move {
            let said = format!("{uri}\n{headers:?}\n{body}\n");
            all.lock().unwrap().push_str(&said);
            answer(hears).await
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(answers);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, heard, task }
    }

    pub(super) fn url(&self) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/send?key=abc", self.port)).unwrap()
    }

    pub(super) fn heard(&self) -> String {
        self.heard.lock().unwrap().clone()
    }
}

async fn answer(hears: Hears) -> Response<Body> {
    let answer = Response::builder();
    let answer = match hears {
        Hears::Says(status, says) => answer.status(status).body(Body::from(says)),
        Hears::RetryAfter(says) => {
            answer.status(429).header("retry-after", says).body(Body::empty())
        }
        Hears::Redirects(to) => answer.status(307).header("location", to).body(Body::empty()),
        Hears::Huge => answer.status(200).body(Body::from(vec![b' '; 8 * 1024 * 1024])),
        Hears::Nothing => std::future::pending().await,
    };
    answer.unwrap()
}
