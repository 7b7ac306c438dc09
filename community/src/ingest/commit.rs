//! A batch on its way to the disk. It is tried until the store takes it: what it holds is not
//! acknowledged before, and nothing later may overtake it.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::With;
use crate::desk::ForDesk;
use crate::mqtt::Ack;
use crate::store::Store;
use crate::store::rows::Batch;

/// Between the first two tries, and the longest wait.
const AGAIN: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// What is on its way, or nothing.
pub(super) struct Commit {
    running: Option<Pin<Box<dyn Future<Output = Committed> + Send>>>,
}

/// What has arrived.
pub(super) struct Committed {
    /// May go to the broker now.
    pub(super) acks: Vec<Ack>,
    /// What the desk is told now.
    pub(super) for_desk: ForDesk,
    /// How long it took, all tries together.
    pub(super) took: Duration,
}

impl Commit {
    pub(super) const fn idle() -> Self {
        Self { running: None }
    }

    pub(super) fn begin<S: Store>(with: With<S>, batch: Batch, after: After) -> Self {
        Self { running: Some(Box::pin(until_taken(with, batch, after))) }
    }

    pub(super) const fn is_idle(&self) -> bool {
        self.running.is_none()
    }

    /// When it has arrived; never, if nothing is on its way. Nothing is lost if this is given up.
    pub(super) async fn done(&mut self) -> Committed {
        let Some(running) = &mut self.running else { return std::future::pending().await };
        let done = running.await;
        self.running = None;
        done
    }
}

/// What is done with a batch that is stored.
type After = (Vec<Ack>, ForDesk);

async fn until_taken<S: Store>(with: With<S>, batch: Batch, (acks, for_desk): After) -> Committed {
    let began = with.clock.mono();
    let mut wait = AGAIN;
    if batch == Batch::default() {
        // Twins: all of it is on the disk already.
        return Committed { acks, for_desk, took: Duration::ZERO };
    }
    // The store consumes what it is given, so a copy stays until it has taken it.
    while let Err(error) = with.store.take(batch.clone()).await {
        with.metrics.refused();
        with.health.store(Some(error.to_string()));
        tracing::warn!(%error, ?wait, "what homes say cannot be stored; it is tried again");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST);
    }
    with.health.store(None);
    Committed { acks, for_desk, took: with.clock.mono().since(began) }
}
