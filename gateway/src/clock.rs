//! What time is it? The only file that reads a clock.
//!
//! [`Clock::now`] is the monotonic stamp that everything is measured on. The wall clock
//! ([`Clock::wall_at_start`]) is a label for it, and may be missing: a box without a battery-backed
//! clock wakes up in the past, and a wrong time of day is worse than none.
//!
//! Whether it is right, the box's time services know: they are asked in `services.rs`, and what
//! follows is decided in `trust.rs`. Where none runs (a container, a bench), a time after this
//! program was written is `held`. A time before what was shown before a restart is none, unless a
//! service vouches for it.
//!
//! `--clock-speed` makes a home's clock run faster, for the demo and the tests: it scales the stamps,
//! not the timers of I/O. With `--clock driven` it stands still until its [`Hand`] moves it; the
//! timers of I/O go on with the world all the same.

mod services;
mod trust;

use std::time::{Duration, Instant, SystemTime};

use alerts::{ClockQuality, Mono, Wall};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use services::{Places, Services, Times};
use trust::{Found, trust};

/// The date of this day in a home: for a command that asks once, and not for the core. On a box
/// whose clock was never set it lies in the past.
#[must_use]
pub fn today(zone: &TimeZone) -> Date {
    let now = Timestamp::from_millisecond(read_wall().0).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(now).date()
}

/// What this machine's wall clock shows, if it can be right at all: for a number that has to be new,
/// whatever a home's clock is made to show.
#[must_use]
pub fn wall_of_the_world() -> Option<Wall> {
    Some(read_wall()).filter(|wall| *wall >= trust::PROGRAM_WRITTEN)
}

/// The clock of one run of the daemon.
#[derive(Clone, Debug)]
pub struct Clock {
    moves: Moves,
    /// A made-up wall time at the start, for a home whose clock does not run at speed 1.
    pretended: Option<Wall>,
    /// What the wall clock showed last before a restart.
    floor: Option<Wall>,
    /// The box's time services, where they are asked.
    services: Option<Services>,
}

/// What makes the clock go on.
#[derive(Clone, Debug)]
enum Moves {
    WithTheWorld { started: Instant, speed: u32 },
    ByHand(watch::Receiver<Mono>),
}

/// A home whose clock does not run with the world's.
#[derive(Clone, Copy, Debug)]
pub struct Pretended {
    /// How it runs instead.
    pub speed: Speed,
    /// What its wall clock shows at the start; the world's, if absent.
    pub start: Option<Wall>,
}

/// How a clock runs that does not run with the world's.
#[derive(Clone, Copy, Debug)]
pub enum Speed {
    /// So many times faster.
    Faster(u32),
    /// It stands still until its [`Hand`] moves it.
    Driven,
}

/// What moves a driven clock, with all its clones.
#[derive(Debug)]
pub struct Hand {
    now: watch::Sender<Mono>,
}

impl Hand {
    /// Sets the clock forward; a clock never goes back.
    pub fn advance(&self, to: Mono) {
        self.now.send_if_modified(|now| {
            let moves = to > *now;
            *now = to.max(*now);
            moves
        });
    }
}

impl Clock {
    /// Starts at [`Mono::ZERO`], at the speed of the world.
    #[must_use]
    pub fn start() -> Self {
        let moves = Moves::WithTheWorld { started: read_monotonic(), speed: 1 };
        Self { moves, pretended: None, floor: None, services: None }
    }

    /// Starts at [`Mono::ZERO`] and goes on in its own way; with its hand, if it needs one.
    #[must_use]
    pub fn pretend(Pretended { speed, start }: Pretended) -> (Self, Option<Hand>) {
        let (moves, hand) = match speed {
            Speed::Faster(speed) => {
                let started = read_monotonic();
                (Moves::WithTheWorld { started, speed: speed.max(1) }, None)
            }
            Speed::Driven => {
                let (now, shown) = watch::channel(Mono::ZERO);
                (Moves::ByHand(shown), Some(Hand { now }))
            }
        };
        let pretended = Some(start.unwrap_or_else(read_wall));
        (Self { moves, pretended, floor: None, services: None }, hand)
    }

    /// The clock of a home, with its hand, if it needs one. Unless its time is made up, the box's
    /// time services are asked from now on, on a thread that ends with the clock and its clones.
    #[must_use]
    pub fn of_a_home(pretended: Option<Pretended>, floor: Option<Wall>) -> (Self, Option<Hand>) {
        if let Some(pretended) = pretended {
            return Self::pretend(pretended);
        }
        let clock = Self { floor, ..Self::start() };
        let asked = clock.clone();
        let times = move || {
            let now = read_system();
            let started = now.checked_sub(machine_has_run_for()).unwrap_or(now);
            Times { mono: asked.now(), started, now }
        };
        (Self { services: Some(Services::ask(Places::default(), times)), ..clock }, None)
    }

    /// A wall clock that shows a time before this one, which was shown before a restart, is not
    /// believed: stamps never go back. Unless a time service has set it: then the earlier one was
    /// wrong.
    #[must_use]
    pub fn not_before(self, floor: Wall) -> Self {
        Self { floor: Some(floor), ..self }
    }

    /// The stamp of this moment.
    #[must_use]
    pub fn now(&self) -> Mono {
        match &self.moves {
            Moves::WithTheWorld { started, speed } => {
                let elapsed = read_monotonic().saturating_duration_since(*started);
                Mono::ZERO + elapsed.saturating_mul(*speed)
            }
            Moves::ByHand(shown) => *shown.borrow(),
        }
    }

    /// How long the world takes until `at`; zero if it is past, and `None` if only a hand can bring
    /// it.
    #[must_use]
    pub fn until(&self, at: Mono) -> Option<Duration> {
        let left = at.since(self.now());
        match &self.moves {
            Moves::WithTheWorld { speed, .. } => Some(left.div_f64(f64::from(*speed))),
            Moves::ByHand(_) => left.is_zero().then_some(left),
        }
    }

    /// A moment `wait` of the world away.
    #[must_use]
    pub fn after(wait: Duration) -> tokio::time::Instant {
        tokio::time::Instant::from_std(read_monotonic() + wait)
    }

    /// What the wall clock says at [`Mono::ZERO`], and how far to trust it.
    ///
    /// Counted back from now, so that an hour on which the clock was set shows as a new origin.
    #[must_use]
    pub fn wall_at_start(&self) -> (Option<Wall>, ClockQuality) {
        if let Some(start) = self.pretended {
            return (Some(start), ClockQuality::Synced);
        }
        let (wall, now) = (read_wall(), self.now());
        let (services, was_right) = match &self.services {
            Some(services) => services.say(now),
            None => (Places::default().timesyncd().into_iter().collect(), false),
        };
        let found = Found { wall, floor: self.floor, services: &services, was_right };
        match trust(found) {
            ClockQuality::Unset => (None, ClockQuality::Unset),
            quality @ (ClockQuality::Synced | ClockQuality::Held) => {
                (Some(Wall(wall.0.saturating_sub_unsigned(now.0))), quality)
            }
        }
    }
}

/// How long this machine has been running; zero where it does not say.
#[must_use]
pub fn machine_has_run_for() -> Duration {
    let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = text.split('.').next().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}

#[expect(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
fn read_monotonic() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
fn read_system() -> SystemTime {
    SystemTime::now()
}

fn read_wall() -> Wall {
    let since_epoch = read_system().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Wall(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_lies_before_the_last_run_is_not_believed() {
        let box_clock = Clock::start();
        let floor = |hours: i64| Wall(read_wall().0 + hours * 3_600_000);
        let (shown, quality) = box_clock.wall_at_start();
        if quality != ClockQuality::Held {
            return; // a time service runs where this is tested, and vouches for the clock or not
        }

        assert_eq!(box_clock.clone().not_before(floor(-8)).wall_at_start().1, ClockQuality::Held);
        assert!(shown.is_some());
        assert_eq!(box_clock.not_before(floor(8)).wall_at_start(), (None, ClockQuality::Unset));
    }

    #[test]
    fn a_fast_home_keeps_its_own_calendar() {
        let speed = Speed::Faster(60);
        let (clock, hand) = Clock::pretend(Pretended { speed, start: Some(Wall(1_000)) });

        assert!(hand.is_none());
        assert_eq!(clock.wall_at_start(), (Some(Wall(1_000)), ClockQuality::Synced));
        let wait = clock.until(Mono(60_000)).unwrap();
        assert!(wait <= Duration::from_secs(1) && wait > Duration::from_millis(500), "{wait:?}");
    }

    #[test]
    fn a_driven_clock_stands_still_until_its_hand_moves_it_and_never_goes_back() {
        let speed = Speed::Driven;
        let (clock, hand) = Clock::pretend(Pretended { speed, start: Some(Wall(1_000)) });
        let (hand, lines) = (hand.unwrap(), clock.clone());
        assert_eq!((clock.now(), clock.until(Mono(1))), (Mono::ZERO, None));

        hand.advance(Mono(5_000));
        hand.advance(Mono(4_000));

        assert_eq!((clock.now(), lines.now()), (Mono(5_000), Mono(5_000)));
        assert_eq!(
            (clock.until(Mono(5_000)), clock.until(Mono(5_001))),
            (Some(Duration::ZERO), None)
        );
        assert_eq!(clock.wall_at_start(), (Some(Wall(1_000)), ClockQuality::Synced));
    }
}
