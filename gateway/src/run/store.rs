//! What does the daemon begin with? The store, and what is wrong with it.

use alerts::Wall;
use alerts::message::Previous;
use config::Config;
use tokio::sync::oneshot;

use crate::clock;
use crate::outbox::{self, Birth, Found, Limits, OpenError, Opened, Outbox, Taken};
use crate::socket::SocketError;

/// The store as the daemon begins with it.
pub(super) struct Begun {
    pub(super) outbox: Outbox,
    pub(super) boot: u32,
    /// What the boot before stored.
    pub(super) previous: Option<Previous>,
    /// The alarms that were open then.
    pub(super) kept: Option<String>,
    /// The newest wall time of an earlier boot.
    pub(super) last_wall: Option<Wall>,
    /// Where that comes from if the disk does not answer.
    pub(super) late: Option<oneshot::Receiver<Found>>,
    /// What somebody should look at.
    pub(super) notes: Vec<String>,
}

/// Opens the store, and says what is wrong with it and with the socket.
pub(super) async fn open_store(
    config: &Config,
    taken: Option<Taken>,
    socket: Option<&SocketError>,
) -> Result<Begun, OpenError> {
    let limits = Limits::from(&config.store);
    let birth = Birth { taken, ..Birth::at(clock::wall_of_the_world()) };
    let Opened { outbox, boot, found } = outbox::open(&config.store.dir, &limits, birth).await?;
    let mut notes: Vec<String> = socket.iter().map(ToString::to_string).collect();
    let (mut previous, mut kept, mut last_wall, mut late) = (None, None, None, None);
    match found {
        Ok(found) => {
            notes.extend(found.faults.iter().map(ToString::to_string));
            (previous, kept, last_wall) = (found.previous, found.kept, found.last_wall);
        }
        Err(receiver) => {
            notes.push("the disk does not answer: messages are kept in memory only".to_owned());
            late = Some(receiver);
        }
    }
    for note in &notes {
        tracing::warn!("{note}");
    }
    Ok(Begun { outbox, boot, previous, kept, last_wall, late, notes })
}
