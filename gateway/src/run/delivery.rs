//! Who empties the outbox, and what if this start's number is taken?

use std::pin::pin;

use alerts::StoreHealth;
use tokio::sync::oneshot;

use crate::outbox::Taken;
use crate::uplink::{self, Ended, Inside, Link};

/// Empties the outbox until `end`; gives back the number that is taken, if that ends it. Then it says so
/// by dropping `taken`.
pub(super) async fn deliver(
    mut link: Link,
    inside: Inside,
    end: impl Future<Output = ()>,
    taken: oneshot::Sender<()>,
) -> Option<Taken> {
    let mut end = pin!(end);
    loop {
        match uplink::run(link.clone(), inside.clone(), end.as_mut()).await {
            Ended::Stopped => return None,
            Ended::BootTaken { above } => {
                let boot = link.boot;
                // What is in memory only would be lost with this life.
                if inside.outbox.stats().borrow().health == StoreHealth::Fine {
                    tracing::warn!(
                        above,
                        boot,
                        "this home has been here before, with later starts than its store knows (a \
                         new card?): beginning anew with a higher number"
                    );
                    drop(taken);
                    return Some(Taken { boot, above });
                }
                tracing::warn!(
                    above,
                    boot,
                    "this home has been here before, with later starts than its store knows: some of \
                     its messages will look like old ones to a station"
                );
                link.keeps_boot = true;
            }
        }
    }
}
