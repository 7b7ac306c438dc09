//! What time is it in the virtual home? The only file of the rig that reads a clock.
//!
//! A virtual home may live faster than the world, like the gateway's own `--clock-speed`. Sensors
//! and resident know only the home's time; here it is made from the world's.

use std::time::{Duration, Instant};

use protocol::Mono;

/// The clock of a virtual home.
#[derive(Clone, Copy, Debug)]
pub struct HomeClock {
    started: Instant,
    speed: u32,
}

impl HomeClock {
    /// Starts now, and runs `speed` times faster than the world (1 at least).
    #[must_use]
    pub fn start(speed: u32) -> Self {
        Self { started: now(), speed: speed.max(1) }
    }

    /// The home's time of this moment.
    #[must_use]
    pub fn now(&self) -> Mono {
        Mono::ZERO + now().saturating_duration_since(self.started).saturating_mul(self.speed)
    }

    /// How long the world takes until it is `at` in the home; zero if that is past.
    #[must_use]
    pub fn until(&self, at: Mono) -> Duration {
        at.since(self.now()) / self.speed
    }
}

/// A moment of the world until which something is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// `patience` from now.
    #[must_use]
    pub fn after(patience: Duration) -> Self {
        Self(now() + patience)
    }

    /// How much patience is left; `None` when it is used up.
    #[must_use]
    pub fn left(self) -> Option<Duration> {
        Some(self.0.saturating_duration_since(now())).filter(|left| !left.is_zero())
    }
}

/// A moment of the world from which something is measured.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[must_use]
    pub fn start() -> Self {
        Self(now())
    }

    /// How long ago it was started.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        now().saturating_duration_since(self.0)
    }

    /// How long after `earlier` it was started; zero if before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }
}

/// Asks `question` again and again until it has an answer or `patience` is used up.
///
/// A test waits for a condition with this, never for a time.
pub fn wait_for<T>(patience: Duration, mut question: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Deadline::after(patience);
    loop {
        if let Some(answer) = question() {
            return Some(answer);
        }
        deadline.left()?;
        std::thread::sleep(BETWEEN_ASKS);
    }
}

/// Short against every bound of the tests, long against the work of asking.
const BETWEEN_ASKS: Duration = Duration::from_millis(5);

/// What the machine's wall clock shows, in milliseconds since 1970.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the rig's file that reads the clock")]
pub fn wall_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

#[expect(clippy::disallowed_methods, reason = "this is the rig's file that reads the clock")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_home_lives_a_minute_in_a_second() {
        let clock = HomeClock::start(60);

        let wait = clock.until(Mono(60_000));

        assert!(wait <= Duration::from_secs(1) && wait > Duration::from_millis(500));
    }

    #[test]
    fn patience_ends() {
        assert_eq!(wait_for(Duration::from_millis(1), || None::<()>), None);
        assert_eq!(wait_for(Duration::from_secs(9), || Some(7)), Some(7));
    }
}
