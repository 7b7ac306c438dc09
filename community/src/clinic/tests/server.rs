//! A clinic's server that keeps what it is given, and does what it is told to: answer 500, hang, die.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What it does with the next Bundle.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Does {
    /// Takes it.
    Takes,
    /// Answers with this status.
    Says(u16, &'static str),
    /// Takes it, and dies before it answers.
    TakesAndDies,
    /// Says nothing, for ever.
    Hangs,
}

/// What it keeps: by kind and identifier, the resource and its version.
type Kept = BTreeMap<(String, String), (u32, Value)>;

#[derive(Debug, Default)]
struct Inner {
    does: VecDeque<Does>,
    otherwise: Option<Does>,
    kept: Kept,
    bundles: Vec<Value>,
    asked: Vec<String>,
    requests: Value,
    tokens: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Server {
    inner: Arc<Mutex<Inner>>,
    pub(super) url: String,
}

impl Server {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/r4", listener.local_addr().unwrap());
        let server = Self { inner: Arc::default(), url };
        let serves = server.clone();
        tokio::spawn(async move {
            while let Ok((peer, _)) = listener.accept().await {
                tokio::spawn(serves.clone().serve(peer));
            }
        });
        server
    }

    /// The next Bundles are treated so, in turn; afterwards they are taken.
    pub(super) fn does(&self, all: impl IntoIterator<Item = Does>) {
        self.inner.lock().unwrap().does.extend(all);
    }

    /// What it does when nothing was said.
    pub(super) fn always(&self, does: Option<Does>) {
        self.inner.lock().unwrap().otherwise = does;
    }

    /// What it asks for: the entries of a searchset.
    pub(super) fn asks(&self, entries: Value) {
        self.inner.lock().unwrap().requests = entries;
    }

    /// The Bundles that came, since it was asked last.
    pub(super) fn came(&self) -> Vec<Value> {
        std::mem::take(&mut self.inner.lock().unwrap().bundles)
    }

    /// What it was asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        self.inner.lock().unwrap().asked.clone()
    }

    pub(super) fn tokens(&self) -> Vec<String> {
        self.inner.lock().unwrap().tokens.clone()
    }

    /// How often a resource of a kind is there, and in which versions: `value@2`.
    pub(super) fn keeps(&self, kind: &str) -> Vec<String> {
        let inner = self.inner.lock().unwrap();
        let of = inner.kept.iter().filter(|((of, _), _)| of == kind);
        of.map(|((_, value), (version, _))| format!("{value}@{version}")).collect()
    }

    pub(super) fn resource(&self, kind: &str, value: &str) -> Option<Value> {
        let key = (kind.to_owned(), value.to_owned());
        self.inner.lock().unwrap().kept.get(&key).map(|(_, it)| it.clone())
    }

    async fn serve(self, mut peer: TcpStream) {
        while let Some((head, body)) = request(&mut peer).await {
            let Some(answer) = self.answer(&head, &body) else { return };
            if let Answer::Nothing = answer {
                return std::future::pending().await;
            }
            let Answer::Said(status, body) = answer else { return };
            let said = format!(
                "HTTP/1.1 {status} X\r\nContent-Type: application/fhir+json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            if peer.write_all(said.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    /// `None`: it hangs up.
    fn answer(&self, head: &str, body: &[u8]) -> Option<Answer> {
        let mut inner = self.inner.lock().unwrap();
        let token = head.lines().find(|it| it.to_ascii_lowercase().starts_with("authorization:"));
        inner.tokens.extend(token.map(str::to_owned));
        if let Some(rest) = head.strip_prefix("GET ") {
            inner.asked.push(rest.split(' ').next().unwrap().to_owned());
            let entry = inner.requests.clone();
            let page = json!({ "resourceType": "Bundle", "type": "searchset", "entry": entry });
            return Some(Answer::Said(200, page.to_string()));
        }
        if let Some(rest) = head.strip_prefix("PUT ") {
            inner.asked.push(rest.split(' ').next().unwrap().to_owned());
            inner.bundles.push(serde_json::from_slice(body).unwrap());
            return Some(Answer::Said(201, "{}".to_owned()));
        }
        let bundle: Value = serde_json::from_slice(body).unwrap();
        inner.bundles.push(bundle.clone());
        let does = inner.does.pop_front().or_else(|| inner.otherwise.clone());
        match does.unwrap_or(Does::Takes) {
            Does::Takes => Some(Answer::Said(200, take(&mut inner.kept, &bundle))),
            Does::Says(status, body) => Some(Answer::Said(status, body.to_owned())),
            Does::TakesAndDies => {
                take(&mut inner.kept, &bundle);
                None
            }
            Does::Hangs => Some(Answer::Nothing),
        }
    }
}

enum Answer {
    Said(u16, String),
    Nothing,
}

async fn request(peer: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut seen = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        if let Some(end) = seen.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&seen[..end]).into_owned();
            let length = head.lines().find_map(|it| {
                it.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            });
            let length: usize = length.unwrap_or(0);
            if seen.len() >= end + 4 + length {
                return Some((head, seen[end + 4..end + 4 + length].to_vec()));
            }
        }
        match peer.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => seen.extend_from_slice(&piece[..n]),
        }
    }
}

/// As a server of FHIR takes a transaction.
fn take(kept: &mut Kept, bundle: &Value) -> String {
    let entries = bundle["entry"].as_array().unwrap().iter().map(|entry| {
        let (kind, resource) =
            (entry["resource"]["resourceType"].as_str().unwrap(), &entry["resource"]);
        let value = resource["identifier"][0]["value"].as_str().unwrap().to_owned();
        let key = (kind.to_owned(), value.clone());
        let id =
            format!("s{:x}", value.bytes().fold(7_u32, |a, b| a.wrapping_mul(31) ^ u32::from(b)));
        let puts = entry["request"]["method"] == "PUT";
        let (status, version) = match kept.get_mut(&key) {
            Some((version, _)) if !puts => (200, *version),
            Some((version, kept)) => {
                *version += 1;
                kept.clone_from(resource);
                (200, *version)
            }
            None => {
                kept.insert(key, (1, resource.clone()));
                (201, 1)
            }
        };
        json!({ "response": { "status": format!("{status} X"), "etag": format!("W/\"{version}\""),
            "location": format!("{kind}/{id}/_history/{version}") } })
    });
    let entries: Vec<Value> = entries.collect();
    json!({ "resourceType": "Bundle", "type": "transaction-response", "entry": entries })
        .to_string()
}
