//! A station whose clinic is played.

use std::path::Path;
use std::sync::Arc;

use alerts::message::{Id, Lane, Step};
use alerts::{Mono, Wall};
use jiff::tz::TimeZone;

use super::server::Server;
use crate::clinic::{Client, Clinic, With};
use crate::clock::Clock;
use crate::config;
use crate::core::HomeId;
use crate::core::clinic::line::Line;
use crate::core::heard::{AlarmStep, Known, SummaryOf};
use crate::core::person::{Consent, Consents, Record, Resident, ResidentId};
use crate::health::Health;
use crate::store::Store as _;
use crate::store::clinic::ClinicStore as _;
use crate::store::rows::{Batch, Effect, PersonChange};
use crate::store::sqlite::Sqlite;
use crate::vault::{SealingKey, Vault};

/// A Monday noon, UTC.
pub(super) const NOON: Wall = Wall(1_795_435_200_000);

/// So many seconds later.
pub(super) const fn at(s: i64) -> Wall {
    Wall(NOON.0 + s * 1_000)
}

pub(super) const NIGHT: &str = r#"{"date":"2026-11-23","in_bed":"2026-11-22T22:10:00Z","out_of_bed":"2026-11-23T06:20:00Z",
    "time_in_bed_min":490,"asleep_min":402,"sleep_latency_min":14,"waso_min":41,"efficiency":0.82,
    "awakenings":3,"bed_exit_count":2,"bed_exits":[],"longest_absence_min":9,"turn_overs":14,
    "heart_rate":{"mean":61.25,"min":52,"max":88,"coverage":0.9},
    "breathing_rate":{"mean":14.5,"min":11,"max":19,"coverage":0.9},
    "breathing_pauses":1,"coverage":0.94}"#;

pub(super) struct Rig {
    pub(super) clinic: Clinic<Sqlite>,
    pub(super) server: Server,
    pub(super) line: Line,
    dir: tempfile::TempDir,
    vault: Vault,
}

pub(super) fn home(name: &str) -> HomeId {
    name.parse().unwrap()
}

pub(super) fn agreed() -> Option<Consent> {
    Some(Consent { since: "2026-01-02".to_owned(), by: "lin".to_owned() })
}

impl Rig {
    pub(super) async fn new() -> Self {
        let server = Server::start().await;
        let (dir, vault) =
            (tempfile::tempdir().unwrap(), Vault::new(SealingKey::random().unwrap()));
        let clinic = open(dir.path(), &vault, &server);
        Self { clinic, server, line: Line::default(), dir, vault }
    }

    /// As after a restart.
    pub(super) fn again(self) -> Self {
        let Self { clinic, server, dir, vault, .. } = self;
        drop(clinic);
        let clinic = open(dir.path(), &vault, &server);
        Self { clinic, server, line: Line::default(), dir, vault }
    }

    pub(super) fn store(&self) -> &Sqlite {
        &self.clinic.0.store
    }

    /// Somebody who agrees to all but the name.
    pub(super) async fn resident(&self, home: &str, clinic: bool) -> Resident {
        let consents = Consents {
            monitoring: agreed(),
            clinic: agreed().filter(|_| clinic),
            clinic_name: None,
        };
        let record = Record { name: format!("Du {home}"), consents, ..Record::default() };
        let home = Some(home.parse().unwrap());
        let add = PersonChange::Add { home, seat: None, record };
        self.store().change_people(vec![add], "lin", NOON).await.unwrap().remove(0)
    }

    pub(super) async fn change(&self, id: ResidentId, how: impl FnOnce(&mut Resident)) {
        let mut resident = self.store().resident(id).await.unwrap().unwrap();
        how(&mut resident);
        let edit = vec![PersonChange::Edit(resident)];
        self.store().change_people(edit, "lin", NOON).await.unwrap();
    }

    async fn says(&self, effect: Effect) {
        self.store().take(Batch { effects: vec![effect], ..Batch::default() }).await.unwrap();
    }

    pub(super) async fn night(&self, home: &str, body: &str) {
        let (of, date) = (SummaryOf::Night, "2026-11-23".to_owned());
        let (home, at) = (home.parse().unwrap(), NOON);
        self.says(Effect::Summary { home, of, date, at, body: body.to_owned() }).await;
    }

    pub(super) async fn alarm(&self, of: &str, at: Wall, step: AlarmStep) {
        let open = step.step != Known::Word(Step::Closed);
        let seq = u32::try_from(at.0 / 1_000 % 100_000).unwrap() + 1;
        let id = Some(Id { boot: 8, lane: Lane::Alarms, seq });
        self.says(Effect::Alarm { home: home(of), id, at, step: Box::new(step), open }).await;
    }

    /// Once around, so many seconds after noon.
    pub(super) async fn turn(&mut self, s: i64) {
        self.clinic.turn(at(s), &mut self.line, true).await.unwrap();
    }

    /// The names and stages of everything of a resident.
    pub(super) async fn rows(&self, of: ResidentId) -> Vec<(String, &'static str)> {
        let rows = self.store().rows_of(of, None).await.unwrap();
        let mut all: Vec<_> = rows.iter().map(|it| (it.item.name(), it.stage.word())).collect();
        all.sort();
        all
    }

    pub(super) fn observations(&self) -> Vec<String> {
        self.server.keeps("Observation")
    }
}

fn open(dir: &Path, vault: &Vault, server: &Server) -> Clinic<Sqlite> {
    let store = Sqlite::open(&dir.join("store"), &dir.join("copies"), vault.clone()).unwrap();
    let token = dir.join("token");
    std::fs::write(&token, "open-sesame\n").unwrap();
    let wake = dir.join("wake");
    std::fs::write(&wake, "knock-knock\n").unwrap();
    let config = config::Clinic {
        url: format!("{}/", server.url).parse().unwrap(),
        token_file: Some(token),
        ca: None,
        read_token_file: None,
        requests: true,
        wake_token_file: Some(wake),
        names: None,
    };
    Clinic(Arc::new(With {
        store: Arc::new(store),
        clock: Clock::new(1),
        zone: TimeZone::UTC,
        community: "k".to_owned(),
        client: Client::new(config),
        health: Arc::new(Health::new(Mono(0), None)),
        metrics: Arc::default(),
        names: crate::fhir::Names::default(),
        wake: Arc::default(),
        site: Some("https://hall.example".to_owned()),
    }))
}
