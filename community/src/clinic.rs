//! The clinic at the other end: the shell around its machines. What homes said is compared with what the
//! clinic has, what is due goes out, and what the clinic asks is heard.
//!
//! ```text
//!  ingest ─▶ store (marks) ─▶ look ─▶ rows ─▶ send ─▶ client ─▶ clinic
//!  roster ────────────────────▶ │              ▲          │
//!  pages (asks) ─▶ marks ───────┘              └─ became ◀┘
//!                                    poll ◀── ServiceRequest, each minute, and when it is woken
//! ```
//!
//! Nothing here waits in memory: a row is committed before it goes out and after it was answered, and a
//! resident's consent is read anew before each.

mod client;
mod look;
mod poll;
mod send;
mod subscribe;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use alerts::Wall;
use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::core::clinic::line::Line;
use crate::fhir::Names;
use crate::health::Health;
use crate::metrics::Metrics;
use crate::store::clinic::ClinicStore;
use crate::store::{Store, StoreError};

pub use client::Client;

/// Between two looks at what has come and what is due. An alarm is with the clinic as soon: it does not
/// send anybody.
const EACH: Duration = Duration::from_secs(5);

/// Between two looks at everybody, whatever was marked: what a day changes by itself, and what a fault of
/// ours has missed.
const ALL_EACH: Duration = Duration::from_secs(3_600);

/// A store that keeps all that the clinic's end needs.
pub trait Keeps: Store + ClinicStore {}

impl<T: Store + ClinicStore> Keeps for T {}

/// What it works with.
#[derive(Debug)]
pub struct With<S> {
    /// Where rows and residents are kept.
    pub store: Arc<S>,
    /// What time it is.
    pub clock: Clock,
    /// Where the community is.
    pub zone: TimeZone,
    /// Its name in topics.
    pub community: String,
    /// The way to the clinic.
    pub client: Client,
    /// Where it is said that the clinic does not answer.
    pub health: Arc<Health>,
    /// Where it is counted.
    pub metrics: Arc<Metrics>,
    /// How our names begin there.
    pub names: Names,
    /// Rung when the clinic says that it asks something.
    pub wake: Arc<Notify>,
    /// The address of this station's pages, if it is known.
    pub site: Option<String>,
}

/// The clinic's end. Cheap to clone.
pub struct Clinic<S>(Arc<With<S>>);

impl<S> Clone for Clinic<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> std::fmt::Debug for Clinic<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clinic").finish_non_exhaustive()
    }
}

/// Its tasks.
#[derive(Debug)]
pub struct Running([JoinHandle<()>; 2]);

impl Running {
    /// Stops. What is on its way is due again.
    pub fn stop(self) {
        for task in self.0 {
            task.abort();
        }
    }
}

/// Begins. `moves` tells of each change of the roster.
#[must_use]
pub fn start<S: Keeps>(with: With<S>, moves: watch::Receiver<u64>) -> Running {
    let clinic = Clinic(Arc::new(with));
    Running([tokio::spawn(clinic.clone().run(moves)), tokio::spawn(clinic.poll())])
}

impl<S: Keeps> Clinic<S> {
    async fn run(self, mut moves: watch::Receiver<u64>) {
        let (mut line, mut all_due) = (Line::default(), true);
        let mut looked = self.0.clock.now();
        loop {
            let now = self.0.clock.now();
            all_due |= now >= looked + ALL_EACH;
            if all_due {
                looked = now;
            }
            match self.turn(now, &mut line, all_due).await {
                Ok(()) => all_due = false,
                Err(error) => tracing::warn!(%error, "what leaves for the clinic waits"),
            }
            let wait = tokio::time::sleep(self.0.clock.in_the_world(EACH));
            tokio::select! {
                () = wait => {}
                moved = moves.changed() => match moved {
                    Ok(()) => all_due = true,
                    Err(_) => return,
                },
            }
        }
    }

    /// Once around: what there is to tell, and what goes out of it.
    async fn turn(&self, now: Wall, line: &mut Line, all: bool) -> Result<(), StoreError> {
        self.look(now, all).await?;
        self.send_due(now, line).await?;
        let waits = self.0.store.waits().await?;
        self.0.metrics.clinic(waits);
        let silent = line.silent_since(now).filter(|_| waits.waiting > 0);
        let silent_s = silent.map(|since| now.0.saturating_sub(since.0).unsigned_abs() / 1_000);
        self.0.health.clinic(silent_s, waits.stuck);
        Ok(())
    }
}
