//! What is live on the screens: the newest tile of each home, the strip of alarms, and one bounded
//! ring of changes for everybody who looks. Who lags behind it takes the whole board again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use crate::core::HomeId;
use crate::core::board::{OpenAlarm, Tile};

/// Changes that a screen may lag behind. Fifty homes change about four times a second; a screen that
/// is later than this is a minute late, and the whole board is shorter.
const RING: usize = 256;

/// A change of what is to be seen.
#[derive(Clone, Debug)]
pub enum Moved {
    /// A tile.
    Tile(HomeId, Arc<Tile>),
    /// The strip of alarms, whole; the most urgent first.
    Strip(Arc<[OpenAlarm]>),
    /// Names, seats or homes: ask the roster.
    Roster,
}

/// Everything that is to be seen.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The tiles.
    pub tiles: BTreeMap<HomeId, Arc<Tile>>,
    /// The strip.
    pub strip: Arc<[OpenAlarm]>,
    /// Counts changes.
    pub revision: u64,
}

/// The board. One for all screens; cheap to share.
#[derive(Debug)]
pub struct Hall {
    now: Mutex<Snapshot>,
    ring: broadcast::Sender<Moved>,
}

impl Default for Hall {
    fn default() -> Self {
        let (ring, _) = broadcast::channel(RING);
        Self { now: Mutex::default(), ring }
    }
}

impl Hall {
    /// Shows changes to everybody.
    pub fn show(&self, changes: impl IntoIterator<Item = Moved>) {
        let mut now = self.lock();
        for change in changes {
            now.revision += 1;
            match &change {
                Moved::Tile(home, tile) => drop(now.tiles.insert(home.clone(), Arc::clone(tile))),
                Moved::Strip(strip) => now.strip = Arc::clone(strip),
                Moved::Roster => {}
            }
            // Nobody may be looking.
            drop(self.ring.send(change));
        }
    }

    /// What is to be seen now. Subscribe before: a change may come twice, never not at all.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.lock().clone()
    }

    /// Every change from now on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Moved> {
        self.ring.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Snapshot> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
