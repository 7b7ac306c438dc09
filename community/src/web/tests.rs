//! The rig of the pages' tests: the real router over a real store in a folder of its own; a person is
//! a [`Browser`], and its verbs are requests.

mod access;
mod called;
mod hostile;
mod life;
mod render;
mod second_step;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use tower::Service as _;
use tower_sessions::Session;

use super::app::{Ingest, Settings, Web};
use super::desk::double::Double;
use super::operations::Standing;
use super::session;
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::access::Role;
use crate::core::person::{Record, Resident, ResidentId};
use crate::core::station::HomeView;
use crate::hall::Hall;
use crate::photo::apart::Cleaner;
use crate::roster::draft::tests::du;
use crate::store::Store;
use crate::store::rows::{PersonChange, User};
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};

/// Homes that were to be forgotten.
#[derive(Default)]
struct Forgets(Mutex<Vec<HomeId>>);

#[async_trait::async_trait]
impl Ingest for Forgets {
    async fn standing(&self) -> Standing {
        Standing::default()
    }

    async fn forget(&self, home: &HomeId) {
        self.0.lock().unwrap().push(home.clone());
    }

    async fn home(&self, _: &HomeId) -> Option<Box<HomeView>> {
        None
    }

    fn faults(&self) -> Vec<String> {
        Vec::new()
    }

    fn counted(&self) -> String {
        String::new()
    }
}

pub(super) struct Rig {
    pub(super) web: Web,
    desk: Arc<Double>,
    pub(super) router: Router,
    forgets: Arc<Forgets>,
    _folder: tempfile::TempDir,
}

/// Who asks, with their cookie.
#[derive(Clone)]
pub(super) struct Browser {
    router: Router,
    cookie: String,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: axum::http::HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn to(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |it| it.to_str().unwrap())
    }
}

impl Rig {
    pub(super) async fn new() -> Self {
        Self::of(Settings::default()).await
    }

    pub(super) async fn of(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::new(SealingKey::random().unwrap());
        let copies = folder.path().join("copies");
        let store = Arc::new(Sqlite::open(folder.path(), &copies, vault).unwrap());
        let forgets = Arc::new(Forgets::default());
        let hall = Arc::new(Hall::default());
        let web = Web::new(store, hall, Clock::new(1), settings, forgets.clone()).await.unwrap();
        let desk = Double::new(web.clock(), jiff::tz::TimeZone::UTC, web.roster().clone());
        let desk = Arc::new(desk);
        web.open_desk(desk.clone(), Cleaner::Here);
        let router = super::router(&web, Router::new());
        Self { web, desk, router, forgets, _folder: folder }
    }

    pub(super) async fn resident(&self, home: &str) -> Resident {
        let record = Record { name: format!("Du {home}"), ..du() };
        let home = Some(home.parse().unwrap());
        let add = PersonChange::Add { home, seat: None, record };
        self.web.change(vec![add], "lin").await.unwrap().remove(0)
    }

    /// Somebody who is in, without the seconds that a password takes.
    pub(super) async fn login(&self, name: &str, role: Role, residents: &[ResidentId]) -> Browser {
        let user = User {
            name: name.into(),
            password: None,
            role,
            residents: residents.into(),
            active: true,
        };
        self.web.save_user(user).await.unwrap();
        let session = Session::new(None, Arc::new(session::Rows::new(&self.web)), None);
        session::enter(&session, name, self.web.doors_now()).await.unwrap();
        session.save().await.unwrap();
        Browser { router: self.router.clone(), cookie: format!("hearth={}", session.id().unwrap()) }
    }

    pub(super) fn anonymous(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: String::new() }
    }

    pub(super) async fn audited(&self) -> Vec<(String, String, Option<ResidentId>)> {
        let asked = crate::store::rows::AuditAsked { at_most: 100, ..Default::default() };
        let found = self.web.store().audited(asked).await.unwrap();
        found.into_iter().map(|it| (it.who, it.what, it.resident)).collect()
    }
}

impl Browser {
    pub(super) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !self.cookie.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        }
        let response = self.router.call(request).await.unwrap();
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        let (parts, body) = response.into_parts();
        let text = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            form.iter().map(|(key, text)| format!("{}={}", escaped(key), escaped(text))).collect();
        self.form(path, body.join("&")).await
    }

    async fn form(&mut self, path: &str, body: impl Into<Body>) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .body(body.into());
        self.send(request.unwrap()).await
    }

    /// How it ended, with a picture.
    async fn resolve(&mut self, path: &str, note: &str, photo: &[u8]) -> Answer {
        let head = |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"");
        let mut body = format!("{}\r\n\r\n{note}\r\n", head("note")).into_bytes();
        let file = "; filename=\"../../etc/passwd\"\r\nContent-Type: image/jpeg\r\n\r\n";
        body.extend_from_slice(format!("{}{file}", head("photo")).as_bytes());
        body.extend_from_slice(photo);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    async fn upload(&mut self, file: &[u8]) -> Answer {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
            Content-Type: text/csv\r\n\r\n"
                .to_vec();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post("/roster/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
