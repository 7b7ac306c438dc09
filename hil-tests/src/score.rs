//! How right is Hearth? It hears what is known of real people and of made nights, and one table says
//! what it got right, beside what it was to reach and what others have published.
//!
//! ```text
//!  recordings ─┐                          ┌─ what it says ─┐
//!              ├─ readings ─▶ alerts::Home                 ├─▶ rows ─▶ table
//!  made lives ─┘                          └─ the truth ────┘
//! ```
//!
//! * One policy for all: the home is built as the product builds it, with its defaults.
//! * What is scored is what goes out on MQTT, as JSON, as a community reads it.
//! * The same input gives the same table, on any machine.
//! * A recording that is not there is said to be not there; that is no failure.

mod agree;
mod casas;
mod listen;
mod made;
mod progress;
mod row;
mod sadeh;
mod sleep_accel;
mod table;
mod uci427;
mod withings;

use std::io;
use std::path::{Path, PathBuf};

pub use self::progress::Progress;
pub use self::row::{Goal, Row, Unit};
pub use self::table::{json, markdown, text};

/// What Hearth is scored on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Set {
    /// Sleep against polysomnography.
    SleepAccel,
    /// Bed exits of older people.
    Uci427,
    /// A home of motion sensors and a door.
    CasasAl,
    /// Heart and breathing rates of real nights.
    WithingsNight,
    /// Nights and days that were made up.
    Nights,
}

impl Set {
    /// Every set, in the order of the table.
    pub const ALL: [Self; 5] =
        [Self::SleepAccel, Self::Uci427, Self::CasasAl, Self::WithingsNight, Self::Nights];

    /// Its name in the table and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SleepAccel => "sleep_accel",
            Self::Uci427 => "uci427",
            Self::CasasAl => "casas_al",
            Self::WithingsNight => "withings_night",
            Self::Nights => "nights",
        }
    }

    /// Its folder among the recordings; `None` for what is made.
    #[must_use]
    pub const fn folder(self) -> Option<&'static str> {
        match self {
            Self::SleepAccel => Some("sleep_accel"),
            Self::Uci427 => Some("uci427_older_rfid"),
            Self::CasasAl => Some("casas_al_smarthome"),
            Self::WithingsNight => Some("withings_night"),
            Self::Nights => None,
        }
    }
}

/// Why a set could not be scored.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not what this set is made of.
    #[error("{}, line {line}: {expected}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
}

/// What became of a set.
#[derive(Debug)]
pub enum Outcome {
    /// Its rows of the table.
    Scored(Vec<Row>),
    /// Its recordings are not there: in which folder they were looked for.
    Absent(PathBuf),
}

/// Scores one set, with the recordings in the folder `data`. Lives that are made up are those of the
/// seeds from `first` on: the table is of 0, and any other is lives that nobody has looked at.
///
/// # Errors
///
/// When recordings are there and cannot be read.
pub fn score(
    set: Set,
    data: &Path,
    first: u64,
    progress: &mut Progress,
) -> Result<Outcome, ScoreError> {
    let folder = set.folder().map(|name| data.join(name));
    if let Some(folder) = folder.as_deref().filter(|folder| !folder.is_dir()) {
        return Ok(Outcome::Absent(folder.to_path_buf()));
    }
    let folder = folder.unwrap_or_default();
    let rows = match set {
        Set::SleepAccel => sleep_accel::score(&folder, progress)?,
        Set::Uci427 => uci427::score(&folder, progress)?,
        Set::CasasAl => casas::score(&folder, progress)?,
        Set::WithingsNight => withings::score(&folder, progress)?,
        Set::Nights => made::score(first, progress),
    };
    Ok(Outcome::Scored(rows))
}

/// The text of a file.
fn read(path: &Path) -> Result<String, ScoreError> {
    std::fs::read_to_string(path)
        .map_err(|source| ScoreError::Read { path: path.to_path_buf(), source })
}

/// The files of a folder whose names end so, sorted by name.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, ScoreError> {
    let cannot = |source| ScoreError::Read { path: folder.to_path_buf(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
