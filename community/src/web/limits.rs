//! How often may somebody ask? A peer for pages, a peer and an account for passwords.
//!
//! An account alone has a wide limit: a narrow one would let anybody lock the desk out by trying its
//! name. A peer is an address, of IPv6 the network of a household (64 bits).

use std::hash::Hash;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Reference;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::app::Web;
use super::refusal::Refusal;
use crate::clock::Clock;

/// Keys of which a limit is remembered. Beyond it those that are quiet are forgotten, and while all
/// are loud everybody new waits: the memory of a flood is bounded.
const MOST_KEYS: usize = 20_000;

impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(self.mono().0)
    }
}

type Tick<C> = <C as governor::clock::Clock>::Instant;
type Keyed<K, C> = RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<Tick<C>>>;

/// One limit for each key.
struct Limit<K: Hash + Eq + Clone, C: governor::clock::Clock>(Keyed<K, C>, C);

impl<K: Hash + Eq + Clone, C: governor::clock::Clock + Clone> Limit<K, C> {
    fn new(burst: u32, one_in: Duration, clock: &C) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(one_in).unwrap_or(Quota::per_second(burst));
        let quota = quota.allow_burst(burst);
        Self(RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()), clock.clone())
    }

    fn ask(&self, key: &K) -> Result<(), Refusal> {
        if self.0.len() >= MOST_KEYS {
            self.0.retain_recent();
            if self.0.len() >= MOST_KEYS {
                return Err(Refusal::TooOften { wait: 60 });
            }
        }
        self.0.check_key(key).map_err(|until| {
            let wait: Duration = until.earliest_possible().duration_since(self.1.now()).into();
            Refusal::TooOften { wait: wait.as_secs() + 1 }
        })
    }
}

/// All limits.
pub(super) struct Limits<C: governor::clock::Clock = Clock> {
    pages: Limit<IpAddr, C>,
    peer: Limit<IpAddr, C>,
    account: Limit<String, C>,
    both: Limit<(String, IpAddr), C>,
    reports: Limit<IpAddr, C>,
    second: Limit<String, C>,
}

impl<C: governor::clock::Clock + Clone> Limits<C> {
    pub(super) fn new(clock: C) -> Self {
        Self {
            // A wall with its pictures asks 20 times at once; a person never 20 times a second.
            pages: Limit::new(300, Duration::from_millis(50), &clock),
            peer: Limit::new(20, Duration::from_secs(5), &clock),
            account: Limit::new(30, Duration::from_secs(10), &clock),
            both: Limit::new(5, Duration::from_secs(30), &clock),
            // A report with three pictures asks six times; a whole street may share one address.
            reports: Limit::new(60, Duration::from_secs(10), &clock),
            // Whoever tries has the password. 300 of a million numbers a day, three of which are good.
            second: Limit::new(10, Duration::from_secs(300), &clock),
        }
    }

    /// Whether a password (or a code) may be tried.
    pub(super) fn password(&self, account: &str, peer: IpAddr) -> Result<(), Refusal> {
        self.peer.ask(&peer)?;
        self.both.ask(&(account.to_owned(), peer))?;
        self.account.ask(&account.to_owned())
    }

    /// Whether the second step of an account may be tried, wherever from: a number of six digits.
    pub(super) fn second_step(&self, account: &str, peer: IpAddr) -> Result<(), Refusal> {
        self.peer.ask(&peer)?;
        self.second.ask(&account.to_owned())
    }

    /// Whether a link or a code may be tried: no account is behind one, and none can be locked out.
    pub(super) fn link(&self, peer: IpAddr) -> Result<(), Refusal> {
        self.peer.ask(&peer)
    }

    /// Whether something may be reported, or a picture for it be sent.
    pub(super) fn report(&self, peer: IpAddr) -> Result<(), Refusal> {
        self.reports.ask(&peer)
    }

    fn page(&self, peer: IpAddr) -> Result<(), Refusal> {
        self.pages.ask(&peer)
    }
}

/// Answered from memory, without a name in it.
const WATCHED: [&str; 2] = ["/health", "/metrics"];

/// Pages for everybody.
pub(super) async fn everybody(State(web): State<Web>, request: Request, next: Next) -> Response {
    // What watches the station, and looks often, locks out no screen that sits behind the same address.
    if WATCHED.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip());
    let peer = peer_of(peer, request.headers(), web.settings().behind_proxy);
    match web.limits().page(peer) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Who asks: the address, or what our own proxy says of it.
pub(super) fn peer_of(peer: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    // The last entry is our proxy's own; those before it are anybody's.
    let said = || {
        let all = headers.get_all("x-forwarded-for");
        all.iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = if behind_proxy && peer.is_loopback() { said().unwrap_or(peer) } else { peer };
    match peer.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        short @ IpAddr::V4(_) => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn home(n: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(10, 0, 0, n))
    }

    #[test]
    fn five_tries_and_then_one_in_half_a_minute() {
        let clock = FakeRelativeClock::default();
        let limits = Limits::new(clock.clone());
        for _ in 0..5 {
            assert!(limits.password("lin", home(1)).is_ok());
        }
        let Err(Refusal::TooOften { wait }) = limits.password("lin", home(1)) else { panic!() };
        assert!((29..=31).contains(&wait), "{wait}");
        clock.advance(Duration::from_secs(31));
        assert!(limits.password("lin", home(1)).is_ok());
    }

    #[test]
    fn one_peer_cannot_lock_an_account_for_another() {
        let limits = Limits::new(FakeRelativeClock::default());
        while limits.password("lin", home(1)).is_ok() {}
        assert!(limits.password("lin", home(2)).is_ok());
    }

    #[test]
    fn one_peer_cannot_try_many_names() {
        let limits = Limits::new(FakeRelativeClock::default());
        let tried = (0..100).filter(|n| limits.password(&n.to_string(), home(1)).is_ok()).count();
        assert_eq!(tried, 20);
    }

    #[test]
    fn the_second_step_of_an_account_is_tried_ten_times_from_all_peers_together() {
        let clock = FakeRelativeClock::default();
        let limits = Limits::new(clock.clone());
        let tried = (0..50).filter(|n| limits.second_step("lin", home(*n)).is_ok()).count();
        assert_eq!(tried, 10);
        clock.advance(Duration::from_secs(301));
        assert!(limits.second_step("lin", home(99)).is_ok());
        assert!(limits.second_step("lin", home(99)).is_err());
        assert!(limits.second_step("chen", home(99)).is_ok(), "another account");
    }

    #[test]
    fn only_our_own_proxy_says_who_asks() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "1.1.1.1, 203.0.113.9".parse().unwrap());
        let local = Some("127.0.0.1".parse().unwrap());
        assert_eq!(peer_of(local, &headers, true).to_string(), "203.0.113.9");
        assert_eq!(peer_of(local, &headers, false).to_string(), "127.0.0.1");
        assert_eq!(peer_of(Some(home(7)), &headers, true), home(7));
        let long = Some("2001:db8:1:2:3:4:5:6".parse().unwrap());
        assert_eq!(peer_of(long, &headers, false).to_string(), "2001:db8:1:2::");
    }
}
