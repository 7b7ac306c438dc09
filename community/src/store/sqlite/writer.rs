//! Who may write? One thread with one connection, in the order in which it was asked.
//!
//! Each piece of work is one transaction: it is whole and on the disk when its caller hears so, or
//! nothing of it is there. Nobody waits for a lock, and the runtime's threads wait for no disk.

use std::collections::BTreeMap;
use std::io;
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::fault::unavailable;
use crate::core::HomeId;
use crate::store::StoreError;

/// Pieces of work that may wait. Whoever comes then waits to be let in: the ingest, which has the
/// broker to keep the rest, and people, who wait a moment.
const WAITING: usize = 64;

/// The station has been told to stop.
#[derive(Debug, thiserror::Error)]
#[error("the store is closed")]
struct Closed;

type Job = Box<dyn FnOnce(&mut Desk) + Send>;

/// What the thread has.
pub(super) struct Desk {
    db: Connection,
    homes: BTreeMap<HomeId, i64>,
}

/// What a piece of work may use: the transaction, and the numbers of the homes. They are forgotten
/// when it fails, because the ones that it made are not there then.
pub(super) struct Work<'a> {
    pub(super) db: &'a Connection,
    pub(super) homes: &'a mut BTreeMap<HomeId, i64>,
}

/// The handle of the thread.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(db: Connection) -> io::Result<Self> {
        let (jobs, mut asked) = mpsc::channel::<Job>(WAITING);
        let mut desk = Desk { db, homes: BTreeMap::new() };
        let thread = thread::Builder::new().name("store".to_owned()).spawn(move || {
            while let Some(job) = asked.blocking_recv() {
                job(&mut desk);
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// One transaction.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(move |desk| desk.write(work)).await
    }

    /// Something that cannot be within a transaction.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(move |desk| work(&mut desk.db)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let closed = || StoreError::Unavailable(Box::new(Closed));
        let (answer, heard) = oneshot::channel();
        let job: Job = Box::new(move |desk| {
            // Whoever asked may have gone: then it is done all the same, as they had to expect.
            drop(answer.send(work(desk)));
        });
        let jobs = self.jobs.as_ref().ok_or_else(closed)?;
        jobs.send(job).await.map_err(|_| closed())?;
        heard.await.map_err(|_| closed())?
    }
}

impl Drop for Writer {
    /// What was asked is still done.
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Desk {
    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let done = self.try_write(work);
        if done.is_err() {
            self.homes.clear();
        }
        done
    }

    fn try_write<T>(
        &mut self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let change = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(unavailable)?;
        let done = work(&mut Work { db: &change, homes: &mut self.homes })?;
        change.commit().map_err(unavailable)?;
        Ok(done)
    }
}
