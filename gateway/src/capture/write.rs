//! Recording what the lines carry, for a bounded time and into a bounded file.
//!
//! Off unless the configuration asks for it. A file that is there already is never touched, so a
//! daemon that restarts does not record for longer than somebody agreed to.
//!
//! Records are written on a thread of their own: a card that hangs holds up no alarm. Where it does
//! not keep up, the capture ends: one with holes would tell a story that never was.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use alerts::{ClockQuality, Mono, When};
use serde_json::json;
use tokio::sync::oneshot;

use super::VERSION;
use crate::hex::write_hex;

/// A capture stops here even if its time is not over: a day of a chatty line is 60 MB, and a box
/// has gigabytes, not more.
const MOST_BYTES: u64 = 512 << 20;

/// Records that wait for the disk, bytes: ten seconds of a dozen chatty lines, which is more than a
/// card takes to tidy up.
const WAITING_BYTES: usize = 512 * 1024;

/// What a waiting record occupies beside its text, bytes.
const RECORD_BYTES: usize = 64;

/// The last records are on the disk in milliseconds, unless it hangs; then an orderly stop goes on.
const CLOSE_PATIENCE: Duration = Duration::from_millis(500);

/// The thread's stack, bytes: it only writes.
const STACK_BYTES: usize = 128 * 1024;

/// Why a capture could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum RecorderError {
    /// An earlier capture stands where the new one would.
    #[error("{} exists: move it away to record again", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be made.
    #[error("cannot write the capture {}", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A capture being written. Records of lines that it does not follow are ignored.
pub struct Recorder {
    disk: Disk,
    lines: Vec<Option<String>>,
    until: Mono,
    written: u64,
    text: String,
}

/// What a line of the home is, for the header.
pub struct Followed<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its sensor.
    pub sensor: &'static str,
    /// Its model, where it has one.
    pub model: Option<&'static str>,
    /// Whether it is recorded.
    pub recorded: bool,
}

impl Recorder {
    /// Begins a capture of `length` at [`Mono::ZERO`]; `start` is the wall clock then.
    ///
    /// # Errors
    ///
    /// When the file is there already or cannot be made.
    pub fn create(
        path: &Path,
        start: Option<When>,
        clock: ClockQuality,
        lines: &[Followed<'_>],
        length: Duration,
    ) -> Result<Self, RecorderError> {
        let create = |source: io::Error| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                RecorderError::Exists { path: path.to_owned() }
            } else {
                RecorderError::Create { path: path.to_owned(), source }
            }
        };
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(create)?;
        let recorded = || lines.iter().filter(|line| line.recorded);
        let sensors: serde_json::Map<_, _> =
            recorded().map(|line| (line.name.to_owned(), json!(line.sensor))).collect();
        let models: serde_json::Map<_, _> = recorded()
            .filter_map(|line| line.model.map(|model| (line.name.to_owned(), json!(model))))
            .collect();
        let mut header = json!({ "capture": VERSION, "lines": sensors, "clock": clock });
        if let Some(fields) = header.as_object_mut() {
            if let Some(start) = start {
                fields.insert("start".to_owned(), json!(start));
            }
            if !models.is_empty() {
                fields.insert("models".to_owned(), models.into());
            }
        }
        writeln!(file, "{header}").map_err(create)?;
        let lines = lines.iter().map(|line| line.recorded.then(|| line.name.to_owned())).collect();
        let disk = Disk::start(file).map_err(create)?;
        Ok(Self { disk, lines, until: Mono::ZERO + length, written: 0, text: String::new() })
    }

    /// Waits until the last record is written; not for ever.
    pub async fn close(self) {
        let Disk { records, done, .. } = self.disk;
        drop(records);
        if tokio::time::timeout(CLOSE_PATIENCE, done).await.is_err() {
            tracing::warn!("the end of the capture is not on the disk: it does not answer");
        }
    }

    /// Bytes came from a line.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or not fast enough.
    pub fn read(&mut self, at: Mono, line: usize, bytes: &[u8]) -> io::Result<()> {
        self.record(at, line, |text| hex(text, "hex", bytes))
    }

    /// Bytes were written to a line.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or not fast enough.
    pub fn sent(&mut self, at: Mono, line: usize, bytes: &[u8]) -> io::Result<()> {
        self.record(at, line, |text| hex(text, "sent", bytes))
    }

    /// A port came up or went down.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or not fast enough.
    pub fn port(&mut self, at: Mono, line: usize, up: bool) -> io::Result<()> {
        let is = if up { "up" } else { "down" };
        self.record(at, line, |text| write!(text, "\"is\":\"{is}\"").map_err(io::Error::other))
    }

    /// The wall clock at [`Mono::ZERO`] was found to be another.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, or not fast enough.
    pub fn clock(&mut self, at: Mono, start: Option<When>, clock: ClockQuality) -> io::Result<()> {
        let mut record = json!({ "t": seconds(at), "clock": clock });
        if let (Some(start), Some(fields)) = (start, record.as_object_mut()) {
            fields.insert("start".to_owned(), json!(start));
        }
        self.disk.write(format!("{record}\n"))
    }

    /// Whether time or room is used up.
    #[must_use]
    pub fn is_over(&self, now: Mono) -> bool {
        now > self.until || self.written > MOST_BYTES
    }

    fn record(
        &mut self,
        at: Mono,
        line: usize,
        what: impl FnOnce(&mut String) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(Some(name)) = self.lines.get(line) else { return Ok(()) };
        if self.is_over(at) {
            return Ok(());
        }
        self.text.clear();
        write!(self.text, "{{\"t\":{},\"line\":\"{name}\",", seconds(at))
            .map_err(io::Error::other)?;
        what(&mut self.text)?;
        self.text.push_str("}\n");
        self.disk.write(self.text.clone())?;
        self.written += u64::try_from(self.text.len()).unwrap_or(MOST_BYTES);
        Ok(())
    }
}

/// A thread that writes records.
struct Disk {
    records: mpsc::Sender<String>,
    /// How much waits, in bytes.
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<io::Result<()>>>,
    /// Ends when the thread does.
    done: oneshot::Receiver<()>,
}

impl Disk {
    fn start(mut file: impl Write + Send + 'static) -> io::Result<Self> {
        let (records, queue) = mpsc::channel::<String>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (ends, done) = oneshot::channel();
        let written = Arc::clone(&waiting);
        let write = move || {
            let _ends: oneshot::Sender<()> = ends;
            // One write a record: a kill tears none but the last.
            for text in queue {
                file.write_all(text.as_bytes())?;
                written.fetch_sub(text.len() + RECORD_BYTES, Ordering::Relaxed);
            }
            Ok(())
        };
        let thread = thread::Builder::new().name("capture".to_owned()).stack_size(STACK_BYTES);
        let thread = Some(thread.spawn(write)?);
        Ok(Self { records, waiting, thread, done })
    }

    /// Hands a record over; never waits.
    fn write(&mut self, text: String) -> io::Result<()> {
        let bytes = text.len() + RECORD_BYTES;
        let is_over = self.thread.as_ref().is_none_or(JoinHandle::is_finished);
        if !is_over && self.waiting.load(Ordering::Relaxed) + bytes > WAITING_BYTES {
            return Err(io::Error::other("the disk does not keep up"));
        }
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        if self.records.send(text).is_ok() {
            return Ok(());
        }
        // The thread has ended, so this does not wait.
        let ended = self.thread.take().and_then(|thread| thread.join().ok());
        ended.unwrap_or(Ok(())).and(Err(io::ErrorKind::BrokenPipe.into()))
    }
}

fn hex(text: &mut String, key: &str, bytes: &[u8]) -> io::Result<()> {
    write!(text, "\"{key}\":\"").map_err(io::Error::other)?;
    write_hex(text, bytes).map_err(io::Error::other)?;
    text.push('"');
    Ok(())
}

fn seconds(at: Mono) -> serde_json::Number {
    #[expect(clippy::cast_precision_loss, reason = "exact for 285,000 years of milliseconds")]
    let seconds = at.0 as f64 / 1000.0;
    serde_json::Number::from_f64(seconds).unwrap_or_else(|| 0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_capture_ends_when_its_time_is_over_and_follows_only_its_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bed.cap");
        let minute = Duration::from_secs(60);
        let mut recorder =
            Recorder::create(&path, None, ClockQuality::Unset, &lines(), minute).unwrap();

        recorder.read(Mono(1_500), 0, &[0x53, 0x59]).unwrap();
        recorder.read(Mono(1_600), 1, &[0xFF]).unwrap();
        recorder.port(Mono(60_000), 0, false).unwrap();
        recorder.read(Mono(60_001), 0, &[0x53]).unwrap();
        recorder.close().await;

        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "{\"capture\":1,\"clock\":\"unset\",\"lines\":{\"bed\":\"r60abd1\"}}\n\
             {\"t\":1.5,\"line\":\"bed\",\"hex\":\"5359\"}\n\
             {\"t\":60.0,\"line\":\"bed\",\"is\":\"down\"}\n"
        );
    }

    #[test]
    fn an_earlier_capture_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bed.cap");
        std::fs::write(&path, "precious").unwrap();

        let refused =
            Recorder::create(&path, None, ClockQuality::Unset, &lines(), Duration::from_secs(60));

        assert!(matches!(refused, Err(RecorderError::Exists { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }

    #[test]
    fn a_disk_that_hangs_ends_the_capture_and_holds_nobody_up() {
        let (goes_on, hangs) = mpsc::channel();
        let mut disk = Disk::start(Hanging(hangs)).unwrap();

        let handed = (0..10_000).take_while(|_| disk.write("x".repeat(936)).is_ok()).count();

        assert_eq!(handed, WAITING_BYTES / 1_000);
        drop(goes_on);
    }

    #[tokio::test(start_paused = true)]
    async fn a_disk_that_hangs_does_not_hold_up_an_orderly_stop() {
        let (goes_on, hangs) = mpsc::channel();
        let mut disk = Disk::start(Hanging(hangs)).unwrap();
        disk.write("the last bytes".to_owned()).unwrap();
        let lines = Vec::new();
        let recorder = Recorder { disk, lines, until: Mono(1), written: 0, text: String::new() };

        recorder.close().await;

        drop(goes_on);
    }

    #[tokio::test]
    async fn what_is_wrong_with_the_disk_is_said() {
        let mut disk = Disk::start(Full).unwrap();
        disk.write("x".to_owned()).unwrap();
        assert!((&mut disk.done).await.is_err(), "the thread ends");

        let error = disk.write("x".to_owned()).unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    /// Writes when it is allowed to go on.
    struct Hanging(mpsc::Receiver<()>);

    impl Write for Hanging {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().ok();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines() -> [Followed<'static>; 2] {
        let line = |name, sensor, recorded| Followed { name, sensor, model: None, recorded };
        [line("bed", "r60abd1", true), line("gas", "winsen", false)]
    }
}
