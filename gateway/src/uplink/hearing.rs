//! May the home listen to its commands? A broker keeps what somebody has published as retained below
//! `command/`, and delivers it at every subscription. If that is larger than the home takes, or is
//! not MQTT, each connection ends before it has carried anything: one stray message would silence a
//! home for ever. Alarms go out before commands come in, so the home rather turns deaf.
//!
//! ```text
//!            twice in a row            twice in a row
//!  Hearing ────────────────▶ Deaf to ────────────────▶ Deaf to all
//!     ▲                      commands                      │
//!     │ held for a while        │  ▲ again               ▲ │
//!     │                 15 min  ▼  │                     │ ▼ 15 min
//!     └─────────────────────── Trying ──────────────────▶┘
//! ```
//!
//! Deaf to all, the home does not hear its own status either: then the login is proven by its
//! acknowledgement alone, as with `prove-login = false`.

use std::time::Duration;

use alerts::Mono;

/// Connections in a row that what came in has ended, until the home hears less. One may be a torn
/// packet.
const BRICKS: u8 = 2;

/// How long it stays deaf before it tries to listen again.
const DEAF_FOR: Duration = Duration::from_secs(15 * 60);

/// A connection that has held so long was not ended by what its subscription brought.
pub(crate) const SETTLED: Duration = Duration::from_secs(60);

/// What a connection subscribes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hears {
    /// Commands and the own status.
    Everything,
    /// The own status.
    Status,
    /// Nothing.
    Nothing,
}

/// How the home's hearing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Not, or not so that it were news.
    None,
    /// It hears less from now on.
    Worse,
    /// It hears everything again.
    Better,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Hearing { bricks: u8 },
    Deaf { hears: Hears, since: Mono, bricks: u8 },
    Trying { deaf_to: Hears },
}

/// The hearing of a home, over its connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hearing {
    state: State,
}

impl Hearing {
    pub(crate) fn new() -> Self {
        Self { state: State::Hearing { bricks: 0 } }
    }

    /// What the next connection is to subscribe to.
    pub(crate) fn hears(&self) -> Hears {
        match self.state {
            State::Hearing { .. } | State::Trying { .. } => Hears::Everything,
            State::Deaf { hears, .. } => hears,
        }
    }

    /// What it did not hear lately; `None` if it hears everything.
    pub(crate) fn deafness(&self) -> Option<Hears> {
        match self.state {
            State::Hearing { .. } => None,
            State::Deaf { hears, .. } | State::Trying { deaf_to: hears } => Some(hears),
        }
    }

    /// What came in has ended a connection.
    pub(crate) fn bricked(&mut self, now: Mono) -> Change {
        let (state, change) = match self.state {
            State::Hearing { bricks } if bricks + 1 < BRICKS => {
                (State::Hearing { bricks: bricks + 1 }, Change::None)
            }
            State::Hearing { .. } => {
                (State::Deaf { hears: Hears::Status, since: now, bricks: 0 }, Change::Worse)
            }
            State::Deaf { hears: Hears::Everything | Hears::Status, bricks, .. }
                if bricks + 1 >= BRICKS =>
            {
                (State::Deaf { hears: Hears::Nothing, since: now, bricks: 0 }, Change::Worse)
            }
            State::Deaf { hears, since, bricks } => {
                (State::Deaf { hears, since, bricks: (bricks + 1).min(BRICKS) }, Change::None)
            }
            State::Trying { deaf_to } => {
                (State::Deaf { hears: deaf_to, since: now, bricks: 0 }, Change::None)
            }
        };
        self.state = state;
        change
    }

    /// A connection has ended for another reason: what bricks there were are not in a row.
    pub(crate) fn ended(&mut self) {
        self.state = match self.state {
            State::Hearing { .. } => State::Hearing { bricks: 0 },
            State::Deaf { hears, since, .. } => State::Deaf { hears, since, bricks: 0 },
            trying @ State::Trying { .. } => trying,
        };
    }

    /// A connection has held for [`SETTLED`] with all that it subscribed to.
    pub(crate) fn settled(&mut self) -> Change {
        match self.state {
            State::Trying { .. } => {
                *self = Self::new();
                Change::Better
            }
            State::Hearing { .. } | State::Deaf { .. } => {
                self.ended();
                Change::None
            }
        }
    }

    /// Time has passed on a connection; true if it is to subscribe to everything now.
    pub(crate) fn handle_timeout(&mut self, now: Mono) -> bool {
        match self.state {
            State::Deaf { hears, since, .. } if now.since(since) >= DEAF_FOR => {
                self.state = State::Trying { deaf_to: hears };
                true
            }
            State::Deaf { .. } | State::Hearing { .. } | State::Trying { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_ends_two_connections_makes_the_home_deaf_to_commands() {
        let mut hearing = Hearing::new();

        assert_eq!(hearing.bricked(minute(0)), Change::None);
        assert_eq!(hearing.hears(), Hears::Everything);
        assert_eq!(hearing.bricked(minute(0)), Change::Worse);
        assert_eq!((hearing.hears(), hearing.deafness()), (Hears::Status, Some(Hears::Status)));
    }

    #[test]
    fn torn_packets_now_and_then_make_nobody_deaf() {
        let mut hearing = Hearing::new();
        for _ in 0..10 {
            assert_eq!(hearing.bricked(minute(0)), Change::None);
            hearing.ended();
            assert_eq!(hearing.bricked(minute(0)), Change::None);
            assert_eq!(hearing.settled(), Change::None);
        }
        assert_eq!(hearing.hears(), Hears::Everything);
    }

    #[test]
    fn if_the_own_status_does_the_same_the_home_hears_nothing_at_all() {
        let mut hearing = deaf();

        assert_eq!(hearing.bricked(minute(1)), Change::None);
        assert_eq!(hearing.bricked(minute(1)), Change::Worse);
        assert_eq!(hearing.hears(), Hears::Nothing);
        assert_eq!(hearing.bricked(minute(2)), Change::None, "there is nothing less");
        assert_eq!(hearing.hears(), Hears::Nothing);
    }

    #[test]
    fn after_a_quarter_of_an_hour_it_listens_again_and_one_more_brick_is_enough() {
        let mut hearing = deaf();
        assert!(!hearing.handle_timeout(minute(14)));

        assert!(hearing.handle_timeout(minute(15)));
        assert!(!hearing.handle_timeout(minute(15)), "it tries once");
        assert_eq!(hearing.hears(), Hears::Everything);
        assert_eq!(hearing.bricked(minute(16)), Change::None, "that is no news");
        assert_eq!(hearing.hears(), Hears::Status);

        assert!(!hearing.handle_timeout(minute(30)));
        assert!(hearing.handle_timeout(minute(31)));
        hearing.ended();
        assert_eq!(hearing.hears(), Hears::Everything, "a lost link proves nothing");
        assert_eq!(hearing.settled(), Change::Better);
        assert_eq!(hearing.deafness(), None);
    }

    fn deaf() -> Hearing {
        let mut hearing = Hearing::new();
        hearing.bricked(minute(0));
        hearing.bricked(minute(0));
        hearing
    }

    fn minute(minute: u64) -> Mono {
        Mono(minute * 60_000)
    }
}
