//! When is the daemon to stop, and how does it leave?

use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use crate::outbox::{Outbox, Taken};

/// An orderly stop that takes longer is cut off; the outbox has everything that was acknowledged by
/// then, and what was not comes again.
const STOP_PATIENCE: Duration = Duration::from_millis(1_500);

/// A disk that does not take the last rows for so long hangs: systemd would kill the daemon anyway.
const CLOSE_PATIENCE: Duration = Duration::from_secs(3);

/// Becomes true at the first SIGTERM or SIGINT, in whichever life that is.
pub(super) fn asked_to_stop() -> std::io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (ask, asked) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        ask.send_replace(true);
    });
    Ok(asked)
}

/// Fires when the daemon is `asked` to stop, or this life has `ended`.
pub(super) fn stop_on(
    mut asked: watch::Receiver<bool>,
    ended: oneshot::Receiver<()>,
) -> oneshot::Receiver<()> {
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        tokio::select! {
            _ = asked.wait_for(|asked| *asked) => {}
            _ = ended => {}
        }
        drop(stop);
    });
    stopped
}

/// The uplink says `stopped`, the sockets go, and the outbox puts everything on disk; each has its time.
pub(super) async fn take_leave(
    uplink: JoinHandle<Option<Taken>>,
    sockets: JoinSet<()>,
    outbox: Outbox,
) -> Option<Taken> {
    let taken = timeout(STOP_PATIENCE, uplink).await;
    if taken.is_err() {
        tracing::warn!("the broker did not take its leave in time; what waits goes out next time");
    }
    // The engine is gone, so they end; whoever comes next wants their places.
    drop(timeout(STOP_PATIENCE, sockets.join_all()).await);
    if timeout(CLOSE_PATIENCE, outbox.close()).await.is_err() {
        tracing::warn!("the disk does not answer: what it has not taken is lost");
    }
    taken.ok().and_then(Result::ok).flatten()
}
