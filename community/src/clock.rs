//! What time is it? The only file of the station that reads a clock.
//!
//! Due rows and labels are wall time ([`Wall`]), because they outlive the machine's start; lengths
//! that matter within a run (a home silent for 90 s) are measured on [`Mono`].

use std::time::{Duration, Instant, SystemTime};

use alerts::{Mono, Wall};

/// The clock of one run.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
    wall_at_start: Wall,
    speed: u32,
}

impl Clock {
    /// Goes with the world. With a speed of more than 1 it runs faster from here on, for the demo.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
    pub fn new(speed: u32) -> Self {
        Self { started: Instant::now(), wall_at_start: wall(), speed: speed.max(1) }
    }

    /// The same, and the time of day begins at `at`: for a demo, whose homes make theirs up too.
    #[must_use]
    pub fn starting(speed: u32, at: Wall) -> Self {
        Self { wall_at_start: at, ..Self::new(speed) }
    }

    /// Since the start.
    #[must_use]
    pub fn mono(&self) -> Mono {
        let gone = self.started.elapsed().saturating_mul(self.speed);
        Mono(u64::try_from(gone.as_millis()).unwrap_or(u64::MAX))
    }

    /// The time of day. At speed 1 it follows the machine's clock when that is put right.
    #[must_use]
    pub fn now(&self) -> Wall {
        if self.speed == 1 { wall() } else { self.wall_at_start + self.mono() }
    }

    /// How many seconds of it go in one of the world.
    #[must_use]
    pub const fn speed(&self) -> u32 {
        self.speed
    }

    /// So long of this clock's time takes so long in the world.
    #[must_use]
    pub fn in_the_world(&self, length: Duration) -> Duration {
        length / self.speed
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
fn wall() -> Wall {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Wall(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
