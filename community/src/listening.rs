//! The half of the station that listens: from the broker to the store and the board.
//!
//! ```text
//!  broker ─▶ mqtt (two links) ─▶ ingest ─▶ core::station ─▶ store ─▶ PUBACK
//!                 ▲                 │            │
//!                 └── commands ◀────┘            └─▶ hall ─▶ pages
//! ```

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::hall::Hall;
use crate::health::Health;
use crate::ingest::{Homes, Ingest, With, keep_bands};
use crate::metrics::Metrics;
use crate::mqtt::{self, Settings};
use crate::store::{Store, StoreError};

/// How often it is looked whether the ingest goes on.
const LOOK: Duration = Duration::from_secs(1);

/// What it is started with.
#[derive(Clone, Debug)]
pub struct Start {
    /// The broker.
    pub broker: Settings,
    /// What time it is.
    pub clock: Clock,
    /// Where the store's files are, so that their disk is watched.
    pub folder: Option<PathBuf>,
}

/// The listening half. Pages are built from its parts.
#[derive(Debug)]
pub struct Listening {
    /// What is to be seen.
    pub hall: Arc<Hall>,
    /// To ask what is known of a home.
    pub homes: Homes,
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
pub async fn start<S: Store>(start: Start, store: Arc<S>) -> Result<Listening, StoreError> {
    let Start { broker, clock, folder } = start;
    let (stop, stopped) = watch::channel(false);
    let health = Arc::new(Health::new(clock.mono(), folder));
    let (hall, metrics) = (Arc::<Hall>::default(), Arc::<Metrics>::default());
    let links = mqtt::start(&broker, clock, &health, &stopped);
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
    Ok(Listening { hall, homes, health, metrics, stop, ingest, bands })
}

impl Listening {
    /// Ends when the ingest does: it should not before it is stopped.
    pub async fn ended(&self) {
        while !self.ingest.is_finished() {
            tokio::time::sleep(LOOK).await;
        }
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
