//! What do pages share? The store, the roster in memory, the hall, and the few verbs by which pages
//! change something. A handler asks one of these; it does not name the store.

use std::sync::{Arc, OnceLock};

use alerts::Wall;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use super::desk::{Desk, DeskDoor};
use super::limits::Limits;
use super::operations::Standing;
use super::password::Passwords;
use super::refusal::Refusal;
use super::roster::pending::Pending;
use super::wall::seat::Names;
use crate::clock::Clock;
use crate::config;
use crate::core::HomeId;
use crate::core::person::{Resident, ResidentId};
use crate::core::station::HomeView;
use crate::hall::Hall;
use crate::photo::apart::Cleaner;
use crate::roster::Roster;
use crate::say::Lang;
use crate::store::rows::{Audit, AuditAsked, Change, PersonChange, Token, User};
use crate::store::sqlite::Sqlite;
use crate::store::{Store, StoreError};

/// What the half that listens to homes tells pages, and is asked by them.
#[async_trait]
pub trait Ingest: Send + Sync + 'static {
    /// How it stands now.
    async fn standing(&self) -> Standing;
    /// Everything that is known of a home now.
    async fn home(&self, home: &HomeId) -> Option<Box<HomeView>>;
    /// A resident was erased: what the broker keeps of this home is to be emptied, and the tile too.
    async fn forget(&self, home: &HomeId);
    /// Every fault that somebody must act on, in sentences.
    fn faults(&self) -> Vec<String>;
    /// What is counted, as Prometheus reads it.
    fn counted(&self) -> String;
}

/// What a community chooses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the station is called.
    pub name: String,
    /// Its name in topics.
    pub community: String,
    /// The clinic at the other end, if there is one.
    pub clinic: Option<config::Clinic>,
    /// The address that people type, `https://hall.example`; links that leave the station begin so.
    pub url: Option<String>,
    /// Whether cookies may only go over TLS.
    pub secure: bool,
    /// A proxy on this machine stands before the station: the peer is what it says.
    pub behind_proxy: bool,
    /// The language of whoever asks for none.
    pub language: Lang,
    /// The community's clock on the wall.
    pub zone: TimeZone,
    /// Who may report from elsewhere.
    pub open311: crate::config::Open311,
    /// What a public hall may show of a name.
    pub public_names: Names,
    /// How the names of our codes begin, for whoever reads FHIR.
    pub fhir_names: crate::fhir::Names,
    /// Rung when the clinic says that it asks something.
    pub wake: Arc<tokio::sync::Notify>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Hearth".into(),
            community: "hearth".into(),
            clinic: None,
            url: None,
            secure: false,
            behind_proxy: false,
            language: Lang::default(),
            zone: TimeZone::UTC,
            open311: crate::config::Open311::default(),
            public_names: Names::Surname,
            fhir_names: crate::fhir::Names::default(),
            wake: Arc::default(),
        }
    }
}

/// What pages share. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

struct Shared {
    store: Arc<Sqlite>,
    roster: Roster,
    hall: Arc<Hall>,
    clock: Clock,
    // Logins last in the world's time, also where a demo's clock runs faster.
    doors: Clock,
    settings: Settings,
    ingest: Arc<dyn Ingest>,
    desk: OnceLock<Desk>,
    limits: Limits,
    passwords: Passwords,
    pending: Pending,
    /// Grows with each change of the roster.
    moved: watch::Sender<u64>,
}

impl Web {
    /// Reads the roster, and is ready.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn new(
        store: Arc<Sqlite>,
        hall: Arc<Hall>,
        clock: Clock,
        settings: Settings,
        ingest: Arc<dyn Ingest>,
    ) -> Result<Self, StoreError> {
        let roster = Roster::new(store.residents().await?);
        let doors = Clock::new(1);
        Ok(Self(Arc::new(Shared {
            store,
            roster,
            hall,
            clock,
            doors,
            settings,
            ingest,
            desk: OnceLock::new(),
            limits: Limits::new(doors),
            passwords: Passwords::default(),
            pending: Pending::default(),
            moved: watch::Sender::new(0),
        })))
    }

    /// What the community chose.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Whom the station knows.
    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.0.roster
    }

    /// Tells of each change of the roster.
    #[must_use]
    pub fn roster_moves(&self) -> watch::Receiver<u64> {
        self.0.moved.subscribe()
    }

    /// What is live.
    #[must_use]
    pub fn hall(&self) -> &Arc<Hall> {
        &self.0.hall
    }

    /// The half that listens.
    #[must_use]
    pub fn ingest(&self) -> &dyn Ingest {
        &*self.0.ingest
    }

    /// From now on there is a desk. A second one is not taken: there is one.
    pub fn open_desk(&self, door: Arc<dyn DeskDoor>, cleaner: Cleaner) {
        self.0.desk.get_or_init(|| Desk::new(door, cleaner));
    }

    /// The desk.
    ///
    /// # Errors
    ///
    /// Where this station has none, or it has not begun yet.
    pub fn desk(&self) -> Result<&Desk, Refusal> {
        self.0.desk.get().ok_or_else(|| Refusal::Unavailable("the desk has not begun".into()))
    }

    /// The station's clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(super) fn pending(&self) -> &Pending {
        &self.0.pending
    }

    /// For the few parts of this folder that keep sessions and read whole pages of the store.
    pub(super) fn store(&self) -> &Arc<Sqlite> {
        &self.0.store
    }

    /// Now, for logins and codes.
    #[must_use]
    pub fn doors_now(&self) -> Wall {
        self.0.doors.now()
    }

    /// Now, for residents.
    #[must_use]
    pub fn now(&self) -> Wall {
        self.0.clock.now()
    }

    /// The year now, where the community is.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.local(self.now()).year()
    }

    /// A time where the community is.
    #[must_use]
    pub fn local(&self, at: Wall) -> jiff::civil::DateTime {
        let at = Timestamp::from_millisecond(at.0).unwrap_or_default();
        self.0.settings.zone.to_datetime(at)
    }

    /// Changes the roster, all or nothing; the pages and the wall see it at once.
    pub(super) async fn change(
        &self,
        changes: Vec<PersonChange>,
        by: &str,
    ) -> Result<Vec<Resident>, Refusal> {
        let now = self.now();
        let residents = match self.0.store.change_people(changes, by, now).await {
            Ok(residents) => residents,
            Err(error) => {
                // Perhaps the list in memory is behind the store's.
                self.0.roster.changed(self.0.store.residents().await?);
                return Err(error.into());
            }
        };
        self.0.roster.changed(residents.iter().cloned());
        self.0.moved.send_modify(|changes| *changes += 1);
        Ok(residents)
    }

    /// A command beside the station has written to the store: who lives here is read anew. Nobody is
    /// erased by that: erasing wants the station stopped.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn reread(&self) -> Result<(), StoreError> {
        self.0.roster.changed(self.0.store.residents().await?);
        self.0.moved.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Erases somebody: from the store, from memory, from the broker.
    pub(super) async fn erase(&self, id: ResidentId, by: &str) -> Result<(), Refusal> {
        let erased = self.0.store.erase(id, by, self.now()).await?.ok_or(Refusal::NotHere)?;
        self.0.roster.erased(id);
        if let Some(home) = erased.home {
            self.0.ingest.forget(&home).await;
        }
        self.0.moved.send_modify(|changes| *changes += 1);
        // They are erased, whether or not it can be read again now what is to be seen.
        if let Some(desk) = self.0.desk.get()
            && let Err(error) = desk.reread().await
        {
            tracing::warn!(%error, "somebody was erased, and the desk shows their cases until its next start");
        }
        Ok(())
    }

    pub(super) async fn history(&self, id: ResidentId) -> Result<Vec<Change>, Refusal> {
        Ok(self.0.store.history(id).await?)
    }

    /// Somebody looked or changed. It is written before they see it.
    pub(super) async fn note(
        &self,
        who: &str,
        what: &str,
        resident: Option<ResidentId>,
        detail: impl Into<String>,
    ) -> Result<(), Refusal> {
        let at = self.now();
        let (who, what) = (who.to_owned(), what.to_owned());
        Ok(self.0.store.audit(Audit { at, who, what, resident, detail: detail.into() }).await?)
    }

    pub(super) async fn audited(&self, asked: AuditAsked) -> Result<Vec<Audit>, Refusal> {
        Ok(self.0.store.audited(asked).await?)
    }

    pub(super) async fn users(&self) -> Result<Vec<User>, Refusal> {
        Ok(self.0.store.users().await?)
    }

    pub(super) async fn user(&self, name: &str) -> Result<Option<User>, Refusal> {
        Ok(self.0.store.user(name).await?)
    }

    pub(super) async fn save_user(&self, user: User) -> Result<(), Refusal> {
        Ok(self.0.store.save_user(user).await?)
    }

    pub(super) async fn tokens(&self) -> Result<Vec<Token>, Refusal> {
        Ok(self.0.store.tokens().await?)
    }

    /// The token of a word, if it is valid now.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn token(&self, word: &str) -> Result<Option<Token>, Refusal> {
        let token = self.0.store.token(&super::secret::hash(word)).await?;
        let now = self.doors_now();
        Ok(token.filter(|it| it.until.is_none_or(|until| now < until)))
    }

    pub(super) async fn save_token(&self, token: Token, valid: bool) -> Result<(), Refusal> {
        Ok(self.0.store.save_token(token, valid).await?)
    }
}
