//! Is the station well? What `/health` says: every fault in a sentence, and 503 while there is one
//! that somebody must act on.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alerts::Mono;

use crate::mqtt::Plane;

/// A link that was lost comes back within this, or somebody should look.
const LINK_PATIENCE: Duration = Duration::from_secs(60);

/// What waits for the store for longer than this is behind.
const BEHIND: Duration = Duration::from_secs(30);

/// Less free space than this is nearly full: days of two thousand homes.
const LEAST_FREE_MIB: u64 = 512;

/// Something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A link is down for too long.
    #[error("the {plane} link to the broker is down for {seconds} s: {why}")]
    Link {
        /// Which.
        plane: &'static str,
        /// For how long.
        seconds: u64,
        /// Why.
        why: String,
    },
    /// The store refuses.
    #[error("what homes say cannot be stored: {why}. Nothing is lost while the broker keeps it")]
    Store {
        /// Why.
        why: String,
    },
    /// The ingest lags.
    #[error("messages wait for the store for {seconds} s")]
    Behind {
        /// For how long.
        seconds: u64,
    },
    /// The desk cannot do its work.
    #[error("the desk cannot read or write: {why}")]
    Desk {
        /// Why.
        why: String,
    },
    /// Cases without anybody.
    #[error("{cases} cases have nobody, and nobody will look at them: open the desk's page")]
    Nobody {
        /// How many.
        cases: usize,
    },
    /// The clinic takes nothing.
    #[error(
        "the clinic has taken nothing for {seconds} s: {why}. What is for it waits in the store"
    )]
    Clinic {
        /// For how long.
        seconds: u64,
        /// Why.
        why: String,
    },
    /// A human must look at what is for the clinic.
    #[error("{rows} messages for the clinic want somebody to look at them: open /clinic/outbox")]
    ClinicStuck {
        /// How many.
        rows: u64,
    },
    /// The disk is nearly full.
    #[error("only {free_mib} MiB are free on the disk of the store")]
    Disk {
        /// How much.
        free_mib: u64,
    },
}

/// How the parts of the station stand. One for all; cheap to ask.
#[derive(Debug)]
pub struct Health {
    inner: Mutex<Inner>,
    /// Where the store is.
    folder: Option<PathBuf>,
}

#[derive(Debug)]
struct Inner {
    durable: LinkIs,
    live: LinkIs,
    store: Option<String>,
    waiting: Option<Mono>,
    desk: Option<String>,
    nobody: usize,
    clinic: ClinicIs,
}

#[derive(Clone, Debug, Default)]
struct ClinicIs {
    silent_s: Option<u64>,
    why: Option<String>,
    stuck: u64,
}

#[derive(Clone, Debug)]
enum LinkIs {
    Up,
    Down { since: Mono, why: String },
}

impl Health {
    /// At the start of the station. `folder` is where the store is, if its disk is to be watched.
    #[must_use]
    pub fn new(now: Mono, folder: Option<PathBuf>) -> Self {
        let down = LinkIs::Down { since: now, why: "not connected yet".to_owned() };
        let inner = Inner {
            durable: down.clone(),
            live: down,
            store: None,
            waiting: None,
            desk: None,
            nobody: 0,
            clinic: ClinicIs::default(),
        };
        Self { inner: Mutex::new(inner), folder }
    }

    /// Everything that is wrong: nothing is the good answer.
    #[must_use]
    pub fn faults(&self, now: Mono) -> Vec<Fault> {
        let free_mib = self.free_mib();
        let inner = self.lock();
        let link = |plane: Plane, is: &LinkIs| match is {
            LinkIs::Down { since, why } if now.since(*since) >= LINK_PATIENCE => {
                let seconds = now.since(*since).as_secs();
                Some(Fault::Link { plane: plane.word(), seconds, why: why.clone() })
            }
            LinkIs::Down { .. } | LinkIs::Up => None,
        };
        let lag = inner.waiting.map(|since| now.since(since)).filter(|lag| *lag >= BEHIND);
        let faults = [
            link(Plane::Durable, &inner.durable),
            link(Plane::Live, &inner.live),
            inner.store.clone().map(|why| Fault::Store { why }),
            inner.desk.clone().map(|why| Fault::Desk { why }),
            (inner.nobody > 0).then_some(Fault::Nobody { cases: inner.nobody }),
            inner.clinic.silent_s.map(|seconds| {
                let why = inner.clinic.why.clone();
                Fault::Clinic { seconds, why: why.unwrap_or_else(|| "no answer".to_owned()) }
            }),
            (inner.clinic.stuck > 0).then_some(Fault::ClinicStuck { rows: inner.clinic.stuck }),
            lag.map(|lag| Fault::Behind { seconds: lag.as_secs() }),
            free_mib.filter(|free| *free < LEAST_FREE_MIB).map(|free_mib| Fault::Disk { free_mib }),
        ];
        faults.into_iter().flatten().collect()
    }

    /// How long the oldest message has been waiting for the store.
    #[must_use]
    pub fn lag(&self, now: Mono) -> Duration {
        self.lock().waiting.map_or(Duration::ZERO, |since| now.since(since))
    }

    /// Whether both links are up.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        let inner = self.lock();
        matches!((&inner.durable, &inner.live), (LinkIs::Up, LinkIs::Up))
    }

    pub(crate) fn link_up(&self, plane: Plane) {
        *self.lock().link(plane) = LinkIs::Up;
    }

    pub(crate) fn link_down(&self, plane: Plane, now: Mono, why: String) {
        let mut inner = self.lock();
        let link = inner.link(plane);
        let since = match link {
            LinkIs::Up => now,
            LinkIs::Down { since, .. } => *since,
        };
        *link = LinkIs::Down { since, why };
    }

    /// The store refuses, or does it again.
    pub(crate) fn store(&self, fault: Option<String>) {
        self.lock().store = fault;
    }

    /// The desk cannot read or write, or can again.
    pub(crate) fn desk_store(&self, fault: Option<String>) {
        self.lock().desk = fault;
    }

    /// So many cases have nobody.
    pub(crate) fn desk(&self, nobody: usize) {
        self.lock().nobody = nobody;
    }

    /// For so long the clinic has taken nothing, if that is for long; and so many rows want a human.
    pub(crate) fn clinic(&self, silent_s: Option<u64>, stuck: u64) {
        let mut inner = self.lock();
        (inner.clinic.silent_s, inner.clinic.stuck) = (silent_s, stuck);
    }

    /// Why the clinic has not taken the last thing, if it has not.
    pub(crate) fn clinic_why(&self, why: Option<String>) {
        self.lock().clinic.why = why;
    }

    /// Since when the oldest message that is not stored has been waiting.
    pub(crate) fn waiting(&self, since: Option<Mono>) {
        self.lock().waiting = since;
    }

    fn free_mib(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.folder.as_deref()?).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize) / (1024 * 1024))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    const fn link(&mut self, plane: Plane) -> &mut LinkIs {
        match plane {
            Plane::Durable => &mut self.durable,
            Plane::Live => &mut self.live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_be_down_for_a_minute_and_then_it_is_said_with_the_reason() {
        let health = Health::new(Mono(0), None);
        health.link_up(Plane::Live);
        assert_eq!(health.faults(Mono(59_999)), []);
        health.link_down(Plane::Durable, Mono(50_000), "no route".to_owned());
        let said = health.faults(Mono(61_000)).iter().map(Fault::to_string).collect::<Vec<_>>();
        assert_eq!(said, ["the durable link to the broker is down for 61 s: no route"]);
        health.link_up(Plane::Durable);
        assert!(health.faults(Mono(90_000)).is_empty() && health.is_connected());
    }

    #[test]
    fn a_store_that_refuses_and_messages_that_wait_are_faults() {
        let health = Health::new(Mono(0), None);
        health.store(Some("the disk is full".to_owned()));
        health.waiting(Some(Mono(0)));
        assert_eq!(health.faults(Mono(30_000)).len(), 2);
        assert_eq!(health.lag(Mono(30_000)), BEHIND);
        health.store(None);
        health.waiting(None);
        assert_eq!(health.faults(Mono(30_000)), []);
    }

    #[test]
    fn the_disk_of_the_store_is_watched() {
        let health = Health::new(Mono(0), Some("/".into()));
        assert!(health.free_mib().is_some());
    }
}
