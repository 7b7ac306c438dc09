//! The composition root: what a running station is made of, on one page.
//!
//! ```text
//!  broker ─▶ mqtt (two links) ─▶ ingest ─▶ core::station ─▶ store ─▶ PUBACK
//!                 ▲                 │            │
//!                 └── commands ◀────┘            └─▶ hall ─▶ the web half
//! ```

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::hall::Hall;
use crate::health::Health;
use crate::ingest::{Homes, Ingest, With, keep_bands};
use crate::metrics::Metrics;
use crate::mqtt::{self, Down, Settings};
use crate::store::{Store, StoreError};

/// What a station is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The broker.
    pub broker: Settings,
    /// What time it is.
    pub clock: Clock,
    /// Where the store's files are, so that their disk is watched.
    pub folder: Option<PathBuf>,
}

/// A station that listens. The web half is built from its parts.
#[derive(Debug)]
pub struct Running {
    /// What is to be seen.
    pub hall: Arc<Hall>,
    /// To ask what is known of a home.
    pub homes: Homes,
    /// To tell homes something.
    pub down: Down,
    /// Whether it is well.
    pub health: Arc<Health>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    stop: watch::Sender<bool>,
    ingest: JoinHandle<()>,
    bands: JoinHandle<()>,
}

/// Starts to listen.
///
/// # Errors
///
/// If the store cannot say what it knows.
pub async fn start<S: Store>(start: Start, store: Arc<S>) -> Result<Running, StoreError> {
    let Start { broker, clock, folder } = start;
    let (stop, stopped) = watch::channel(false);
    let health = Arc::new(Health::new(clock.mono(), folder));
    let (hall, metrics) = (Arc::<Hall>::default(), Arc::<Metrics>::default());
    let links = mqtt::start(&broker, clock, &health, &stopped);
    let down = links.down.clone();
    let with = With {
        community: broker.community,
        clock,
        store: Arc::clone(&store),
        hall: Arc::clone(&hall),
        health: Arc::clone(&health),
        metrics: Arc::clone(&metrics),
    };
    let (ingest, homes) = Ingest::new(with, links).await?;
    let ingest = tokio::spawn(ingest.run(stopped));
    let bands = tokio::spawn(keep_bands(store, homes.clone(), clock));
    Ok(Running { hall, homes, down, health, metrics, stop, ingest, bands })
}

impl Running {
    /// Whether the ingest goes on. It ends only when it is stopped; if it does otherwise, the station
    /// must start anew.
    #[must_use]
    pub fn is_listening(&self) -> bool {
        !self.ingest.is_finished()
    }

    /// Stops in good order: what was heard is stored, if the store takes it soon.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.bands.abort();
        if let Err(error) = self.ingest.await {
            tracing::error!(%error, "the ingest did not end in good order");
        }
    }
}
