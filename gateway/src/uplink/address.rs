//! Which of a broker's addresses answers? The client library tries them one after another, and one
//! that swallows everything (a dead IPv6 path) eats all of its time. So the addresses of a name that has
//! several are tried side by side here, a quarter of a second apart as RFC 8305 has it.
//!
//! Where the first one answers, or none does, the name is left to the library.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Between two tries (RFC 8305, section 5).
const APART: Duration = Duration::from_millis(250);

/// For the name and all of its addresses.
const PATIENCE: Duration = Duration::from_secs(5);

/// Addresses that are tried: more are not one broker's.
const MOST: usize = 8;

/// The address to go to instead of the first one, if that does not answer and this one does.
pub(crate) async fn detour(broker: &config::Broker) -> Option<IpAddr> {
    if broker.host.parse::<IpAddr>().is_ok() {
        return None;
    }
    let found = timeout(PATIENCE, async {
        let addresses = lookup_host((broker.host.as_str(), broker.port)).await.ok()?;
        // The library cannot write an IPv6 address where it checks a certificate.
        let can_go = |address: &SocketAddr| address.is_ipv4() || !broker.tls;
        let addresses: Vec<_> = addresses.take(MOST).collect();
        let (first, others) = addresses.split_first()?;
        let others = others.iter().filter(|address| can_go(address));
        let all: Vec<_> = std::iter::once(*first).chain(others.copied()).collect();
        if all.len() < 2 {
            return None;
        }
        race(&all).await.filter(|answered| answered != first)
    });
    found.await.ok().flatten().map(|address| address.ip())
}

/// The first that takes a connection.
async fn race(addresses: &[SocketAddr]) -> Option<SocketAddr> {
    let mut tries = JoinSet::new();
    for (address, turn) in addresses.iter().copied().zip(0..) {
        tries.spawn(async move {
            sleep(APART * turn).await;
            TcpStream::connect(address).await.ok().map(|_| address)
        });
    }
    while let Some(tried) = tries.join_next().await {
        if let Ok(Some(address)) = tried {
            return Some(address);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn the_first_address_that_answers_is_taken_and_none_if_none_does() {
        let there = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = there.local_addr().map(|address| (address, there)).unwrap();
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();

        assert_eq!(race(&[gone, there.0]).await, Some(there.0));
        assert_eq!(race(&[there.0, gone]).await, Some(there.0));
        assert_eq!(race(&[gone]).await, None);
    }

    #[tokio::test]
    async fn an_address_written_as_a_number_is_left_as_it_is() {
        assert_eq!(detour(&crate::uplink::tests::broker("127.0.0.1", 1)).await, None);
    }
}
