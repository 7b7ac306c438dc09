//! The pages, as a citizen and a grid worker use them: the real router over the real desk and a real
//! store.

mod citizen;
mod figures;
mod hostile;
mod ledger;
mod neighbours;
mod open311;
mod open311_spec;
mod worker;

use std::sync::{Arc, Mutex};

use alerts::{Mono, Wall};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::Service as _;
use tower_sessions::Session;

use crate::channels::{Channel, NotSent, Outgoing, Sent};
use crate::clock::Clock;
use crate::core::HomeId;
use crate::core::access::Role;
use crate::core::desk::party::PartyIs;
use crate::core::desk::{Case, PartyId};
use crate::core::person::ResidentId;
use crate::core::report::{Point, Report};
use crate::core::station::{Command, HomeView};
use crate::desk::{Bell, Desk, Running, ToHomes, With};
use crate::hall::Hall;
use crate::health::Health;
use crate::photo::apart::Cleaner;
use crate::say::Lang;
use crate::store::cases::CaseStore as _;
use crate::store::parties::{PartyRow, Who};
use crate::store::reports::{MapRow, PlaceRow};
use crate::store::rows::User;
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};
use crate::web::operations::Standing;
use crate::web::{Ingest, Settings, Web, session};

/// Monday, 2026-11-23, at 09:00.
const MORNING: Wall = Wall(1_795_424_400_000);

/// Knows of no home; and keeps what was sent.
#[derive(Default)]
struct Outside {
    sent: Mutex<Vec<String>>,
}

#[async_trait]
impl Ingest for Outside {
    async fn standing(&self) -> Standing {
        Standing::default()
    }

    async fn forget(&self, _: &HomeId) {}

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

#[async_trait]
impl Channel for Outside {
    async fn send(&self, out: &Outgoing) -> Result<Sent, NotSent> {
        self.sent.lock().unwrap().push(out.text.clone());
        Ok(Sent::default())
    }
}

impl ToHomes for Outside {
    fn command(&self, _: &Command) -> bool {
        false
    }
}

/// A neighbourhood: two buildings, Chen's and nobody's; a map of 500 m.
pub(in crate::web) struct Rig {
    pub(in crate::web) web: Web,
    pub(in crate::web) desk: Desk<Sqlite>,
    router: Router,
    outside: Arc<Outside>,
    chen: PartyId,
    _running: Running,
    _folder: tempfile::TempDir,
}

impl Rig {
    pub(in crate::web) async fn new() -> Self {
        Self::with(Cleaner::Here).await
    }

    async fn with(cleaner: Cleaner) -> Self {
        Self::of(cleaner, Settings::default()).await
    }

    async fn of(cleaner: Cleaner, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::new(SealingKey::random().unwrap());
        let copies = folder.path().join("copies");
        let store = Arc::new(Sqlite::open(folder.path(), &copies, vault).unwrap());
        let outside = Arc::new(Outside::default());
        let clock = Clock::starting(2, MORNING);
        let hall = Arc::new(Hall::default());
        let ingest = Arc::clone(&outside);
        let web = Web::new(Arc::clone(&store), hall, clock, settings, ingest);
        let web = web.await.unwrap();
        let with = With {
            store,
            clock,
            zone: jiff::tz::TimeZone::UTC,
            lang: Lang::English,
            url: None,
            bell: Bell::default(),
            out: Arc::clone(&outside) as _,
            paces: std::collections::BTreeMap::new(),
            spool: None,
            dead_man: None,
            homes: Arc::clone(&outside) as _,
            health: Arc::new(Health::new(Mono(0), None)),
        };
        let (desk, running) = crate::desk::start(with).await.unwrap();
        let chen = desk.save_party(responder("Chen Wei", "chen")).await.unwrap().id;
        let place = |building: &str, worker, x| PlaceRow {
            building: building.into(),
            worker,
            at: Point::new(x, 5_000),
        };
        let places = vec![place("Building 4", Some(chen), 2_000), place("Building 5", None, 8_000)];
        desk.save_places(places).await.unwrap();
        let map = MapRow { revision: 0, metres_wide: 500, pixels: (64, 48) };
        desk.save_map(map, Some(crate::photo::tests::jpeg(64, 48))).await.unwrap();
        web.open_desk(Arc::new(desk.clone()), cleaner);
        let router = crate::web::router(&web, Router::new());
        Self { web, desk, router, outside, chen, _running: running, _folder: folder }
    }

    fn anybody(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: String::new() }
    }

    async fn login(&self, name: &str, role: Role, residents: &[ResidentId]) -> Browser {
        let user = User {
            name: name.into(),
            password: None,
            role,
            residents: residents.into(),
            active: true,
        };
        self.web.save_user(user).await.unwrap();
        self.desk.refresh().await.unwrap();
        let session = Session::new(None, Arc::new(session::Rows::new(&self.web)), None);
        session::enter(&session, name, self.web.doors_now()).await.unwrap();
        session.save().await.unwrap();
        Browser { router: self.router.clone(), cookie: format!("hearth={}", session.id().unwrap()) }
    }

    async fn chen(&self) -> Browser {
        self.login("chen", Role::GridWorker, &[]).await
    }

    /// The open reports, the oldest first.
    async fn open(&self) -> Vec<Case> {
        self.desk.store().open_cases().await.unwrap().read
    }

    async fn only(&self) -> Report {
        let open = self.open().await;
        assert_eq!(open.len(), 1);
        *open.into_iter().next().unwrap().report.unwrap()
    }
}

fn responder(name: &str, login: &str) -> PartyRow {
    let who = Who {
        name: name.into(),
        is: PartyIs::GridWorker,
        phone: String::new(),
        lang: None,
        login: Some(login.into()),
        has_key: false,
        consent: true,
        channels: Vec::new(),
    };
    PartyRow { id: PartyId(0), revision: 0, resident: None, place: 0, active: true, who }
}

/// Who asks, with their cookie.
#[derive(Clone)]
struct Browser {
    router: Router,
    cookie: String,
}

struct Answer {
    status: StatusCode,
    to: String,
    text: String,
    bytes: Vec<u8>,
}

/// A part of a form: its name, and its text or a picture.
enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a [u8]),
}

impl Browser {
    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !self.cookie.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        }
        let response = self.router.call(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let to = parts.headers.get(header::LOCATION).map(|it| it.to_str().unwrap().to_owned());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, to: to.unwrap_or_default(), text, bytes }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let escaped =
            |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: Vec<String> =
            form.iter().map(|(key, text)| format!("{}={}", escaped(key), escaped(text))).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    async fn form(&mut self, path: &str, parts: &[Part<'_>]) -> Answer {
        let mut body = Vec::new();
        for part in parts {
            let (name, file, bytes) = match part {
                Part::Text(name, text) => (name, "", text.as_bytes()),
                Part::File(name, bytes) => (name, "; filename=\"../../Du 301.jpg\"", *bytes),
            };
            let head =
                format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// All the pages, as without a script; the address of the report.
    async fn reports(&mut self, text: &str, photos: &[&[u8]]) -> String {
        let write = self.get("/report/write?kind=road&building=Building%204").await;
        assert_eq!(write.status, StatusCode::OK, "{}", write.text);
        let key = hidden(&write.text, "key");
        let look = self.look(&key, text, photos).await;
        assert_eq!(look.status, StatusCode::OK, "{}", look.text);
        let sent = self.sends(&key, text).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        sent.to
    }

    async fn look(&mut self, key: &str, text: &str, photos: &[&[u8]]) -> Answer {
        let mut parts = vec![
            Part::Text("key", key),
            Part::Text("kind", "road"),
            Part::Text("building", "Building 4"),
            Part::Text("text", text),
            Part::Text("phone", ""),
        ];
        parts.extend(photos.iter().map(|photo| Part::File("photo", photo)));
        if photos.is_empty() {
            // As a browser sends it in which none was chosen.
            parts.push(Part::File("photo", &[]));
        }
        self.form("/report/look", &parts).await
    }

    async fn sends(&mut self, key: &str, text: &str) -> Answer {
        let form = [
            ("key", key),
            ("kind", "road"),
            ("building", "Building 4"),
            ("text", text),
            ("phone", ""),
        ];
        self.post("/report/send", &form).await
    }

    /// Something is pressed on a report, as the page's script sends it.
    async fn acts(&mut self, case: &str, act: &str, more: &[Part<'_>]) -> Answer {
        let key = crate::web::secret::word().unwrap();
        self.acts_with(case, act, &key, more).await
    }

    async fn acts_with(&mut self, case: &str, act: &str, key: &str, more: &[Part<'_>]) -> Answer {
        let mut parts = vec![Part::Text("act", act), Part::Text("key", key)];
        for part in more {
            parts.push(match part {
                Part::Text(name, text) => Part::Text(name, text),
                Part::File(name, bytes) => Part::File(name, bytes),
            });
        }
        self.form(&format!("/work/{case}"), &parts).await
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let from = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    from.split('"').next().unwrap().to_owned()
}

fn jpeg() -> Vec<u8> {
    crate::photo::tests::jpeg(64, 48)
}
