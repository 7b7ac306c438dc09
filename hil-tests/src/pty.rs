//! A serial line that is not there: a pseudoterminal behind a path that stays the same.
//!
//! The daemon's configuration names a link in the rig's folder. Unplugging closes the master (the
//! daemon reads 0 bytes, as from a stick that was pulled) and takes the link away; plugging in
//! makes a new pair behind the same link.
//!
//! Unlike a stick, a pseudoterminal keeps what was written while nobody had it open, and stays
//! locked to the process that had it. So the rig writes only while somebody has it open, and
//! makes a new pair when it was closed.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::pty::OpenptFlags;

/// Longer than anything a host writes at once.
const READ_BYTES: usize = 1024;

/// A line of the home.
#[derive(Debug)]
pub struct PtyLine {
    link: PathBuf,
    master: Option<OwnedFd>,
    /// Whether somebody has the other end open, as of the last look.
    open: bool,
    /// Bytes that found no room: nobody reads, or too slowly. A UART loses them too.
    lost: usize,
}

impl PtyLine {
    /// A line that is plugged in, reachable at `link`.
    ///
    /// # Errors
    ///
    /// When the system has no pseudoterminal to give, or the link cannot be made.
    pub fn new(link: &Path) -> io::Result<Self> {
        let mut line = Self { link: link.to_owned(), master: None, open: false, lost: 0 };
        line.plug()?;
        Ok(line)
    }

    /// Plugs it in (anew).
    ///
    /// # Errors
    ///
    /// When the system has no pseudoterminal to give, or the link cannot be made.
    pub fn plug(&mut self) -> io::Result<()> {
        self.unplug();
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = rustix::pty::openpt(flags)?;
        rustix::pty::grantpt(&master)?;
        rustix::pty::unlockpt(&master)?;
        rustix::fs::fcntl_setfl(&master, OFlags::RDWR | OFlags::NONBLOCK)?;
        let name = rustix::pty::ptsname(&master, Vec::new())?;
        let name = OsStr::from_bytes(name.as_bytes());
        // Opened once and closed: from now on the master knows whether somebody is at the other
        // end. Raw already, or a question would come back as an echo before the daemon has set its
        // mode.
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let other_end = rustix::fs::open(name, flags, Mode::empty())?;
        let mut settings = rustix::termios::tcgetattr(&other_end)?;
        settings.make_raw();
        rustix::termios::tcsetattr(&other_end, rustix::termios::OptionalActions::Now, &settings)?;
        drop(other_end);
        symlink(name, &self.link)?;
        self.master = Some(master);
        Ok(())
    }

    /// Pulls it out.
    pub fn unplug(&mut self) {
        self.master = None;
        self.open = false;
        // Not there is just what is wanted.
        drop(fs::remove_file(&self.link));
    }

    /// Whether it is plugged in.
    #[must_use]
    pub const fn is_plugged(&self) -> bool {
        self.master.is_some()
    }

    /// Whether somebody listens.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// The rate that the host has set, in bits per second; `None` while nobody listens. A
    /// pseudoterminal is as fast as it can be, whatever is set.
    #[must_use]
    pub fn rate(&self) -> Option<u32> {
        let master = self.master.as_ref().filter(|_| self.open)?;
        Some(rustix::termios::tcgetattr(master).ok()?.output_speed())
    }

    /// How many bytes found no room.
    #[must_use]
    pub const fn lost(&self) -> usize {
        self.lost
    }

    /// To wait on; `None` while nobody is at the other end (it would be ready for ever).
    #[must_use]
    pub fn waits_on(&self) -> Option<BorrowedFd<'_>> {
        self.master.as_ref().filter(|_| self.open).map(AsFd::as_fd)
    }

    /// What the host has written since the last look; empty if nothing.
    ///
    /// # Errors
    ///
    /// When the host has closed the line and no new pair can be had.
    pub fn read(&mut self) -> io::Result<Vec<u8>> {
        let Some(master) = &self.master else { return Ok(Vec::new()) };
        let mut buffer = [0; READ_BYTES];
        match rustix::io::read(master, &mut buffer) {
            Ok(length) => {
                self.open = true;
                Ok(buffer.get(..length).unwrap_or_default().to_vec())
            }
            Err(Errno::AGAIN | Errno::INTR) => {
                self.open = true;
                Ok(Vec::new())
            }
            Err(Errno::IO) if self.open => self.plug().map(|()| Vec::new()),
            Err(Errno::IO) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The device says something. It is lost if nobody listens.
    ///
    /// # Errors
    ///
    /// When the line fails in a way that a test did not ask for.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(master) = self.master.as_ref().filter(|_| self.open) else { return Ok(()) };
        match rustix::io::write(master, bytes) {
            Ok(written) => self.lost += bytes.len() - written,
            Err(Errno::AGAIN | Errno::INTR | Errno::IO) => self.lost += bytes.len(),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

impl PtyLine {
    /// The device says as much of this as there is room for; how much that was.
    ///
    /// # Errors
    ///
    /// When the line fails in a way that a test did not ask for.
    pub fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(master) = self.master.as_ref().filter(|_| self.open) else { return Ok(0) };
        match rustix::io::write(master, bytes) {
            Ok(written) => Ok(written),
            Err(Errno::AGAIN | Errno::INTR | Errno::IO) => Ok(0),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for PtyLine {
    fn drop(&mut self) {
        self.unplug();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn bytes_go_both_ways_while_somebody_listens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bed");
        let mut line = PtyLine::new(&path).unwrap();
        line.read().unwrap();
        assert!(!line.is_open());
        line.write(b"before").unwrap();

        let mut host = open(&path);
        line.read().unwrap();
        assert!(line.is_open());
        line.write(b"hello").unwrap();
        let mut heard = [0; 5];
        host.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"hello");

        host.write_all(&[0x53, 0x0A, 0x03]).unwrap();
        assert_eq!(line.read().unwrap(), [0x53, 0x0A, 0x03]);
        assert_eq!(line.lost(), 0);
    }

    #[test]
    fn pulling_it_out_reads_as_nothing_and_the_path_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bed");
        let mut line = PtyLine::new(&path).unwrap();
        let mut host = open(&path);

        line.unplug();

        assert_eq!(host.read(&mut [0; 8]).unwrap_or(0), 0);
        assert!(!path.exists());
        line.plug().unwrap();
        assert!(path.exists());
    }

    #[test]
    fn a_host_that_comes_back_finds_no_old_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bed");
        let mut line = PtyLine::new(&path).unwrap();
        let host = open(&path);
        line.read().unwrap();
        line.write(b"never read").unwrap();
        drop(host);
        line.read().unwrap();

        let mut host = open(&path);
        line.read().unwrap();
        line.write(b"new").unwrap();

        let mut heard = [0; 3];
        host.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"new");
    }

    fn open(path: &Path) -> fs::File {
        let host = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
        let mut settings = rustix::termios::tcgetattr(&host).unwrap();
        settings.make_raw();
        rustix::termios::tcsetattr(&host, rustix::termios::OptionalActions::Now, &settings)
            .unwrap();
        host
    }
}
