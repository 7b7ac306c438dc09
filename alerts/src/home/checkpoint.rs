//! What of a home outlives a restart?
//!
//! Everything that its machines remember. A checkpoint is taken after what matters, each minute
//! while something runs that a restart must not cost ([`Home::is_busy`]), and else now and then.
//!
//! Home time goes on from a checkpoint. What passed between it and the restart, the *gap*, is added
//! once the wall clock is right at both ends; until then, or for ever, its length is not known. In
//! a gap nobody listened: no sensor is blamed for it, and no alarm could call; everything else was
//! due when it was due.
//!
//! Sources are remembered by name, because a plan may change between two runs.

use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use protocol::Mono;
use serde::{Deserialize, Serialize};

use super::Home;
use super::machines::{Memory, Remembered};
use crate::alarm::{Alarms, Kept};
use crate::message::Where;
use crate::plan::Places;
use crate::record::Ledger;
use crate::time::{ClockQuality, Wall};

/// Counts the shapes of a checkpoint. One of an older version is restored: a machine that is not in
/// it begins anew.
const VERSION: u16 = 1;

/// A longer gap counts as one of this length: nothing that a machine waits for takes longer, and a
/// clock that was wrong for a while must not make a home live through years.
const LONGEST_GAP: Duration = Duration::from_secs(40 * 24 * 3600);

/// What was saved of a home: see [`Home::restore`].
#[derive(Debug, Deserialize)]
pub struct Checkpoint {
    at: Mono,
    #[serde(default)]
    wall: Option<Wall>,
    sources: Vec<String>,
    #[serde(default)]
    bed_source: Option<usize>,
    whereabouts: (Where, Mono),
    #[serde(default)]
    ledger: Option<Ledger>,
    machines: Remembered,
}

impl Checkpoint {
    /// The alarms that were open, for a home that has begun without the rest.
    #[must_use]
    pub fn open_alarms(self) -> Vec<Kept> {
        self.machines.alarms.map(Alarms::into_kept).unwrap_or_default()
    }
}

/// The same, to be written.
#[derive(Debug, Serialize)]
struct Written<'a> {
    v: u16,
    at: Mono,
    #[serde(skip_serializing_if = "Option::is_none")]
    wall: Option<Wall>,
    sources: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bed_source: Option<usize>,
    whereabouts: (Where, Mono),
    ledger: &'a Ledger,
    machines: Memory<'a>,
}

/// How long nobody listened before a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    /// There was no restart, or nothing is remembered from before it.
    #[default]
    None,
    /// Not known: the wall clock is not right now, or was not then. Home time goes on without it.
    Unknown,
    /// So long; home time has been put forward by as much.
    Known(Duration),
}

/// Where a home stands after a restart.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standstill {
    /// There was none, or nothing is remembered from before it.
    None,
    /// How long nobody listened is not known yet.
    Open {
        /// What the wall clock said when the checkpoint was taken, if it was right.
        wall: Option<Wall>,
        /// When that was, in home time.
        at: Mono,
    },
    /// For so long.
    Over(Duration),
}

impl Home {
    /// What is to be saved now. The shell has taken everything that was said.
    #[must_use]
    pub fn checkpoint(&self) -> impl Serialize + '_ {
        Written {
            v: VERSION,
            at: self.now,
            wall: self.clock.wall(self.now),
            sources: self.labels.iter().map(|label| label.line.as_str()).collect(),
            bed_source: self.bed_source,
            whereabouts: self.whereabouts,
            ledger: &self.ledger,
            machines: self.machines.memory(),
        }
    }

    /// Goes on at `at` where an earlier run was. What this run has heard before is forgotten, so
    /// call it first.
    pub fn restore(&mut self, at: Mono, was: Checkpoint) {
        let Checkpoint { at: then, wall, sources, bed_source, whereabouts, ledger, machines } = was;
        let wall_now = self.clock.wall(self.now);
        let places = Places::new(&sources, || self.labels.iter());
        self.machines.pulse.begin(then);
        self.machines.recall(machines, &places);
        self.bed_source = self.bed_source.or_else(|| places.now(bed_source?));
        self.whereabouts = whereabouts;
        if let Some(ledger) = ledger {
            self.ledger.recall(ledger);
        }
        self.occupancy = self.occupancy();
        self.shift = then.since(at);
        self.now = self.home_time(at);
        self.standstill = Standstill::Open { wall, at: self.now };
        for (place, silent) in self.silent.iter_mut().enumerate() {
            *silent = self.machines.pulse.is_silent(place, self.now);
        }
        self.due = self.machines.due();
        if let Some(wall) = wall_now {
            self.set_clock(wall, ClockQuality::Held);
        }
        self.machines.alarms.handle_plan(self.now, &self.labels, &self.clock);
        self.settle();
    }

    /// How long nobody listened before this run.
    #[must_use]
    pub const fn gap(&self) -> Gap {
        match self.standstill {
            Standstill::None => Gap::None,
            Standstill::Open { .. } => Gap::Unknown,
            Standstill::Over(gap) => Gap::Known(gap),
        }
    }

    /// The wall clock is right and says `wall` now.
    pub(super) fn set_clock(&mut self, wall: Wall, quality: ClockQuality) {
        self.bridge(wall);
        let before = self.clock.wall(self.now);
        self.clock.handle(self.now, Some(wall), quality);
        if self.clock.is_set_since(before, self.now) {
            self.machines.absence.handle_clock(self.now);
        }
        // What was due in a gap.
        self.act_until(self.now);
    }

    /// How long was the gap?
    fn bridge(&mut self, wall: Wall) {
        let Standstill::Open { wall: Some(then), at } = self.standstill else { return };
        let now = self.now;
        // A clock that has gone back knows of no gap.
        let gone = u64::try_from(wall.0.saturating_sub(then.0)).unwrap_or(0);
        let gap = Duration::from_millis(gone).saturating_sub(now.since(at)).min(LONGEST_GAP);
        self.standstill = Standstill::Over(gap);
        if gap.is_zero() {
            return;
        }
        self.shift += gap;
        self.now = now + gap;
        self.machines.pulse.begin(self.now);
        self.machines.alarms.handle_gap(self.now, gap);
        self.machines.breathing.handle_gap(gap);
        self.machines.stillness.handle_gap(gap);
        self.machines.mat.handle_gap(self.now);
    }

    /// Whether something runs that a restart must not cost: an exposure, an absence. An alarm does
    /// not run: what changes it is said, and saved with what is said. One may be open for weeks.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.machines.air.is_busy() || self.machines.absence.is_busy()
    }

    /// Home time at a stamp of this run.
    pub(super) fn home_time(&self, at: Mono) -> Mono {
        at + self.shift
    }

    /// A stamp of this run; its start for what was before.
    pub(super) fn run_time(&self, at: Mono) -> Mono {
        at.back(self.shift)
    }
}
