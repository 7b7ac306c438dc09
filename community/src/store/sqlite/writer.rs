//! Who may write? One thread with one connection, in the order in which it was asked.
//!
//! Each piece of work is whole and on the disk when its caller hears so, or nothing of it is there. What
//! waits at the same moment goes to the disk together, each piece for itself within one transaction: the disk is
//! waited for once, and in a storm of alarms that is most of the time. Nobody waits for a lock, and the
//! runtime's threads wait for no disk.

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

/// Pieces that go to the disk together: the first of them waits for the last.
const TOGETHER: usize = 32;

/// The station has been told to stop.
#[derive(Debug, thiserror::Error)]
#[error("the store is closed")]
struct Closed;

/// What went to the disk together with others is not there.
#[derive(Debug, thiserror::Error)]
#[error("nothing of what was written together is on the disk: {0}")]
struct Lost(String);

/// Says to whoever asked what became of it: nothing, if it is on the disk, or why it is not.
type Tell = Box<dyn FnOnce(Option<Lost>) + Send>;

/// A piece of work. It is done, or told why it cannot be; whether it is to stay, and who is told.
type Piece = Box<dyn FnOnce(Result<&mut Work<'_>, StoreError>) -> (bool, Tell) + Send>;

enum Job {
    /// Within a transaction.
    Write(Piece),
    /// Not within one.
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
}

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
            let mut next = None;
            while let Some(job) = next.take().or_else(|| asked.blocking_recv()) {
                match job {
                    Job::Run(work) => work(&mut desk.db),
                    Job::Write(piece) => next = desk.write(piece, &mut asked),
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// All of it, or nothing.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, heard) = oneshot::channel();
        let piece: Piece = Box::new(move |with| {
            let done = with.and_then(work);
            let stays = done.is_ok();
            let tell = move |lost: Option<Lost>| {
                let said = match (done, lost) {
                    (Ok(_), Some(lost)) => Err(StoreError::Unavailable(Box::new(lost))),
                    (done, _) => done,
                };
                // Whoever asked may have gone: then it is done all the same, as they had to expect.
                drop(answer.send(said));
            };
            (stays, Box::new(tell))
        });
        self.ask(Job::Write(piece), heard).await
    }

    /// Something that cannot be within a transaction.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, heard) = oneshot::channel();
        let work = move |db: &mut Connection| drop(answer.send(work(db)));
        self.ask(Job::Run(Box::new(work)), heard).await
    }

    async fn ask<T>(
        &self,
        job: Job,
        heard: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let closed = || StoreError::Unavailable(Box::new(Closed));
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
    /// A piece, and those that wait behind it; the first job that cannot go with them, if there is one.
    fn write(&mut self, first: Piece, asked: &mut mpsc::Receiver<Job>) -> Option<Job> {
        let (mut tells, mut left) = (Vec::new(), None);
        let written = self.try_write(first, &mut tells, || match asked.try_recv() {
            Ok(Job::Write(piece)) => Some(piece),
            Ok(run @ Job::Run(_)) => {
                left = Some(run);
                None
            }
            Err(_) => None,
        });
        if written.is_err() {
            self.homes.clear();
        }
        for tell in tells {
            tell(written.as_ref().err().map(|error| Lost(error.to_string())));
        }
        left
    }

    /// Everything is on the disk when this returns, but for pieces that said themselves that they cannot be.
    fn try_write(
        &mut self,
        first: Piece,
        tells: &mut Vec<Tell>,
        mut more: impl FnMut() -> Option<Piece>,
    ) -> Result<(), StoreError> {
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate);
        let mut change = match begun {
            Ok(change) => change,
            Err(error) => {
                let (_, tell) = first(Err(unavailable(error)));
                tells.push(tell);
                return Ok(());
            }
        };
        let mut piece = Some(first);
        while let Some(work) = piece {
            let apart = match change.savepoint() {
                Ok(apart) => apart,
                Err(error) => {
                    let why = StoreError::Unavailable(Box::new(Lost(error.to_string())));
                    tells.push(work(Err(why)).1);
                    return Err(unavailable(error));
                }
            };
            let (stays, tell) = work(Ok(&mut Work { db: &apart, homes: &mut self.homes }));
            tells.push(tell);
            if stays {
                apart.commit().map_err(unavailable)?;
            } else {
                self.homes.clear();
                apart.finish().map_err(unavailable)?;
            }
            // A disk that is full may have taken back the whole of it.
            if change.is_autocommit() {
                break;
            }
            piece = if tells.len() < TOGETHER { more() } else { None };
        }
        change.commit().map_err(unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thread that does nothing until it is let go, so that what is asked meanwhile waits together.
    struct Held {
        writer: Writer,
        go: std::sync::mpsc::Sender<()>,
    }

    impl Held {
        async fn new() -> Self {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY)").unwrap();
            let writer = Writer::start(db).unwrap();
            let (go, wait) = std::sync::mpsc::channel();
            let jobs = writer.jobs.clone().unwrap();
            let hold = Job::Run(Box::new(move |_| assert!(wait.recv().is_ok(), "never let go")));
            assert!(jobs.send(hold).await.is_ok());
            Self { writer, go }
        }

        async fn rows(&self) -> Vec<i64> {
            let all = |db: &mut Connection| {
                let mut rows = db.prepare("SELECT n FROM t ORDER BY n").unwrap();
                let rows = rows.query_map([], |row| row.get(0)).unwrap();
                Ok(rows.map(Result::unwrap).collect())
            };
            self.writer.run(all).await.unwrap()
        }
    }

    fn add(work: &mut Work<'_>, n: i64) -> Result<i64, StoreError> {
        work.db.execute("INSERT INTO t VALUES (?1)", [n]).map_err(unavailable)?;
        Ok(n)
    }

    #[tokio::test]
    async fn of_what_goes_to_the_disk_together_only_what_fails_is_not_there() {
        let held = Held::new().await;
        let one = held.writer.write(|work| add(work, 1));
        let stale = held.writer.write(|work| {
            add(work, 2)?;
            Err::<(), _>(StoreError::Stale)
        });
        let three = held.writer.write(|work| add(work, 3));
        let twice = held.writer.write(|work| add(work, 1));
        let four = held.writer.write(|work| add(work, 4));
        let go = async { held.go.send(()).unwrap() };
        let (one, stale, three, twice, four, ()) = tokio::join!(one, stale, three, twice, four, go);
        assert_eq!((one.unwrap(), three.unwrap(), four.unwrap()), (1, 3, 4));
        assert!(matches!(stale, Err(StoreError::Stale)));
        assert!(matches!(twice, Err(StoreError::Unavailable(_))));
        assert_eq!(held.rows().await, [1, 3, 4]);
    }

    #[tokio::test]
    async fn when_the_whole_is_taken_back_nobody_hears_that_theirs_is_there() {
        let held = Held::new().await;
        let one = held.writer.write(|work| add(work, 1));
        // As a full disk does.
        let taken_back = held.writer.write(|work| {
            work.db.execute_batch("ROLLBACK").map_err(unavailable)?;
            Ok(())
        });
        let go = async { held.go.send(()).unwrap() };
        let (one, taken_back, ()) = tokio::join!(one, taken_back, go);
        assert!(matches!(one, Err(StoreError::Unavailable(_))));
        assert!(matches!(taken_back, Err(StoreError::Unavailable(_))));
        assert_eq!(held.rows().await, [] as [i64; 0]);
        assert_eq!(held.writer.write(|work| add(work, 5)).await.unwrap(), 5, "and it goes on");
    }

    #[tokio::test]
    async fn what_cannot_be_within_a_transaction_waits_for_the_one_before_it() {
        let held = Held::new().await;
        let one = held.writer.write(|work| add(work, 1));
        let apart = held.writer.run(|db| Ok(db.is_autocommit()));
        let two = held.writer.write(|work| add(work, 2));
        let go = async { held.go.send(()).unwrap() };
        let (one, apart, two, ()) = tokio::join!(one, apart, two, go);
        assert_eq!((one.unwrap(), apart.unwrap(), two.unwrap()), (1, true, 2));
    }
}
