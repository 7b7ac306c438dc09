//! How much room is left where the store is? Asked on a thread of its own, for a disk may hang; and a
//! number that is old is none.

use std::path::{Path, PathBuf};
use std::time::Duration;

use alerts::Mono;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

/// A disk fills up in hours, not in seconds.
const ASK_EVERY: Duration = Duration::from_secs(20);

/// Three questions that were not answered.
const STALE_AFTER: Duration = Duration::from_secs(60);

/// A disk that works answers in microseconds; the first `health` may wait for it a little.
const FIRST_PATIENCE: Duration = Duration::from_millis(50);

/// The room on a disk.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    /// Free, MiB, and when that was asked.
    known: Option<(Mono, u64)>,
    /// A question that is not answered; there is never a second beside it.
    asked: Option<(Mono, oneshot::Receiver<Option<u64>>)>,
}

impl Disk {
    /// The disk on which a folder is.
    pub(super) fn of(folder: &Path) -> Self {
        Self { path: folder.to_owned(), known: None, asked: None }
    }

    /// Asks for the first time, and waits for the answer for a moment.
    pub(super) async fn first(&mut self, now: Mono) {
        self.look(now);
        if let Some((_, answer)) = &mut self.asked
            && let Ok(Ok(free)) = tokio::time::timeout(FIRST_PATIENCE, answer).await
        {
            self.known = free.map(|free| (now, free));
            self.asked = None;
        }
    }

    /// Time has passed: takes an answer, and asks again when it is time to.
    pub(super) fn look(&mut self, now: Mono) {
        if let Some((at, answer)) = &mut self.asked {
            match answer.try_recv() {
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Closed) | Ok(None) => {}
                Ok(Some(free)) => self.known = Some((*at, free)),
            }
            self.asked = None;
        }
        if self.known.is_none_or(|(at, _)| now.since(at) >= ASK_EVERY) {
            let (reply, answer) = oneshot::channel();
            let path = self.path.clone();
            // Whoever asked may have been stopped.
            tokio::task::spawn_blocking(move || reply.send(free_mib(&path)).ok());
            self.asked = Some((now, answer));
        }
    }

    /// What is left, MiB, as far as that is known now.
    pub(super) fn free_mib(&self, now: Mono) -> Option<u64> {
        let fresh = |(at, _): &(Mono, u64)| now.since(*at) < STALE_AFTER;
        self.known.filter(fresh).map(|(_, free)| free)
    }
}

fn free_mib(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_room_on_a_disk_is_known_at_once() {
        let mut disk = Disk::of(Path::new("/"));
        disk.first(Mono(0)).await;

        let free = disk.free_mib(Mono(0));
        assert!(free.is_some());
    }

    #[tokio::test]
    async fn a_disk_that_hangs_is_asked_once_and_the_old_number_is_left_out() {
        let mut disk = Disk::of(Path::new("/"));
        disk.first(Mono(0)).await;
        let (_never, answer) = oneshot::channel();
        disk.asked = Some((Mono(20_000), answer));

        disk.look(Mono(40_000));
        assert!(disk.free_mib(Mono(59_999)).is_some());
        disk.look(Mono(60_000));

        assert_eq!(disk.free_mib(Mono(60_000)), None);
        assert_eq!(disk.asked.map(|(at, _)| at), Some(Mono(20_000)), "a second thread hangs");
    }

    #[tokio::test]
    async fn a_folder_that_is_gone_has_no_room_that_is_known() {
        let mut disk = Disk::of(Path::new("/nonexistent"));
        disk.first(Mono(0)).await;

        assert_eq!(disk.free_mib(Mono(0)), None);
    }
}
