//! Radars that call for help when told: alarms whose arrival can be counted one by one.
//!
//! A call is the radar's word that somebody fell and its word that nobody did, written at once. Of one
//! radar a second word within two seconds is the same fall (contract.md §3), and says nothing. So
//! the radars call in turn, and none before its next word is a new one, whatever the machine does
//! meanwhile: each call is one `raised`, no more and no less.

use std::io;
use std::path::Path;
use std::time::Duration;

use crate::clock::Stopwatch;
use crate::pty::PtyLine;
use crate::virtual_home::DEV;
use crate::virtual_radar::frame;

/// How many frames a call has.
pub const FRAMES_OF_A_CALL: usize = 2;

/// In the home's time: of one source, a word that comes sooner is the same call.
const CALLS_AGAIN: Duration = Duration::from_secs(2);

/// In the world's time: a host may be so much later in reading one word than the next.
const HOST_LATE: Duration = Duration::from_secs(1);

/// The radars, each on a line of its own: the bed's, and those of so many rooms.
#[derive(Debug)]
pub struct Callers {
    lines: Vec<Caller>,
    again: Duration,
}

#[derive(Debug)]
struct Caller {
    line: PtyLine,
    /// When it last called, whoever heard it.
    called: Option<Stopwatch>,
    /// Bytes that were said since it was last opened.
    said: usize,
}

/// What became of a call.
#[derive(Clone, Copy, Debug)]
pub enum Called {
    /// It went out whole, just now.
    At(Stopwatch),
    /// The line is closed, or has no room.
    Unheard,
    /// Each radar has called too short a time ago; the next may in so long.
    NotYet(Duration),
}

impl Callers {
    /// So many radars with their lines in `folder`, in a home whose clock runs so many times faster
    /// than the world's.
    ///
    /// # Errors
    ///
    /// When the system has no pseudoterminals to give.
    pub fn new(folder: &Path, count: usize, speed: u32) -> io::Result<Self> {
        let lines = (0..count).map(|place| {
            let line = PtyLine::new(&folder.join(name(place)))?;
            Ok(Caller { line, called: None, said: 0 })
        });
        let again = CALLS_AGAIN / speed.max(1) + HOST_LATE;
        Ok(Self { lines: lines.collect::<io::Result<_>>()?, again })
    }

    /// How many they are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.lines.len()
    }

    /// Hears what the host wrote, which is nothing to a radar that only calls.
    ///
    /// # Errors
    ///
    /// When no pseudoterminals are left.
    pub fn read(&mut self) -> io::Result<()> {
        self.lines.iter_mut().try_for_each(|caller| caller.line.read().map(drop))
    }

    /// Whether the host has all of them open.
    #[must_use]
    pub fn are_open(&self) -> bool {
        self.lines.iter().all(|caller| caller.line.is_open())
    }

    /// Whether it has one of them open.
    #[must_use]
    pub fn is_any_open(&self) -> bool {
        self.lines.iter().any(|caller| caller.line.is_open())
    }

    /// To a host that is new: each says that somebody is there and stands. How many frames went out.
    pub fn begin(&mut self) -> usize {
        self.lines.iter_mut().for_each(|caller| caller.said = 0);
        let said = [frame(0x80, 0x01, &[1]), frame(0x83, 0x01, &[0])];
        let places = 0..self.lines.len();
        places
            .flat_map(|place| said.iter().map(move |frame| (place, frame)))
            .filter(|(place, frame)| self.say(*place, frame))
            .count()
    }

    /// The one that has been quiet for longest calls, if its next word is a new one.
    pub fn call(&mut self) -> Called {
        let quiet = |caller: &Caller| caller.called.map_or(Duration::MAX, Stopwatch::elapsed);
        let longest = self.lines.iter().map(quiet).enumerate().max_by_key(|(_, quiet)| *quiet);
        let Some((place, quiet)) = longest else { return Called::Unheard };
        if quiet < self.again {
            return Called::NotYet(self.again - quiet);
        }
        if !self.say(place, &call()) {
            return Called::Unheard;
        }
        let now = Stopwatch::start();
        if let Some(caller) = self.lines.get_mut(place) {
            caller.called = Some(now);
        }
        Called::At(now)
    }

    /// All of them call, `most` at most, in a home whose clock was moved on for it; how many did.
    pub fn call_all(&mut self, most: usize) -> usize {
        (0..self.lines.len().min(most)).filter(|place| self.say(*place, &call())).count()
    }

    /// One of them says something, whole; whether it went out.
    pub fn say(&mut self, place: usize, bytes: &[u8]) -> bool {
        let Some(Caller { line, said, .. }) = self.lines.get_mut(place) else { return false };
        let lost = line.lost();
        let went = line.is_open() && line.write(bytes).is_ok() && line.lost() == lost;
        *said += if went { bytes.len() } else { 0 };
        went
    }

    /// The first says as much of this as there is room for; how much that was.
    ///
    /// # Errors
    ///
    /// When the line fails in a way that nobody asked for.
    pub fn pour(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.first_mut().map_or(Ok(0), |caller| caller.line.write_some(bytes))
    }

    /// How many bytes were said on each line since [`Self::begin`].
    pub fn said(&self) -> impl Iterator<Item = (String, usize)> {
        self.lines.iter().enumerate().map(|(place, caller)| (name(place), caller.said))
    }
}

/// The configuration's tables for so many.
#[must_use]
pub fn callers_as_config(count: usize) -> String {
    let table = |place: usize| {
        let (name, role) = (name(place), if place == 0 { "bed" } else { "room" });
        format!(
            "[[line]]\nname = \"{name}\"\npath = \"{DEV}/{name}\"\nsensor = \"r60abd1\"\n\
             room = \"{name}\"\nrole = \"{role}\"\n\n"
        )
    };
    (0..count).map(table).collect()
}

fn name(place: usize) -> String {
    if place == 0 { "bed".to_owned() } else { format!("room-{place}") }
}

/// Somebody fell, and stands.
fn call() -> Vec<u8> {
    [frame(0x83, 0x01, &[1]), frame(0x83, 0x01, &[0])].concat()
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;

    use super::*;

    #[test]
    fn radars_call_in_turn_and_none_twice_before_its_word_is_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let mut callers = Callers::new(folder.path(), 2, 20).unwrap();
        let open = |name| File::options().read(true).write(true).open(folder.path().join(name));
        let mut hosts = ["bed", "room-1"].map(|name| open(name).unwrap());
        callers.read().unwrap();
        assert_eq!(callers.begin(), 4);

        let became: Vec<_> = (0..3).map(|_| callers.call()).collect();

        assert!(matches!(became[0], Called::At(_)) && matches!(became[1], Called::At(_)));
        let Called::NotYet(wait) = became[2] else { panic!("{became:?}") };
        assert!(wait <= Duration::from_millis(1_100), "{wait:?}");
        for (host, (line, said)) in hosts.iter_mut().zip(callers.said()) {
            let mut bytes = vec![0; said];
            host.read_exact(&mut bytes).unwrap();
            assert!(bytes.ends_with(&call()), "{line}: {bytes:?}");
        }
    }
}
