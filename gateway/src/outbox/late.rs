//! What if the disk does not take an alarm at once? For a moment it is waited for awake; after a second
//! the alarm goes out from memory.

use std::sync::Weak;
use std::thread;
use std::time::Duration;

use super::limits::{AWAKE_TURNS, BUSY, LATE};
use super::row::Newest;
use super::shared::Shared;
use super::which::Which;
use crate::clock::Clock;

/// Offers from memory what the disk has not taken in time, until the outbox is gone.
pub(super) async fn offer_late(shared: Weak<Shared>) {
    let mut silent_until = None;
    loop {
        let Some(now) = shared.upgrade() else { return };
        let fresh = now.fresh.notified();
        tokio::pin!(fresh);
        drop(tokio::time::timeout(Duration::from_secs(60), fresh.as_mut()).await);
        stay_awake(&now).await;
        let (mut older, mut old) = (Newest::default(), now.pending(Which::Alarms).numbered());
        while now.pending(Which::Alarms).has_fresh() {
            tokio::time::sleep(LATE).await;
            if now.offer(Which::Alarms, older) {
                let why = "the disk does not answer";
                now.report(|stats| {
                    stats.alarms_trouble.get_or_insert_with(|| why.to_owned());
                });
                let at = Clock::after(Duration::ZERO);
                if silent_until.is_none_or(|until| at >= until) {
                    tracing::warn!(
                        "{why}: alarms are sent from memory, and are lost at a power cut"
                    );
                }
                silent_until = Some(at + Duration::from_secs(600));
            }
            (older, old) = (old, now.pending(Which::Alarms).numbered());
        }
    }
}

/// A disk mostly answers within a millisecond, and to be woken takes half of that: so while an alarm
/// is on its way to the disk, whoever sends it stays awake. Counted in turns, for no disk is waited
/// for like that. It looks at what was announced, which costs no lock: the writer wants that of the
/// rows meanwhile.
async fn stay_awake(shared: &Shared) {
    let waits = || shared.pending(Which::Alarms).has_fresh();
    let mut newest = shared.newest.subscribe();
    let mut is_waiting = waits();
    for _ in 0..AWAKE_TURNS {
        if !is_waiting || !let_others_go() {
            return;
        }
        tokio::task::yield_now().await;
        if newest.has_changed().unwrap_or(true) {
            // Perhaps only the other file's rows.
            newest.mark_unchanged();
            is_waiting = waits();
        }
    }
}

/// Lets whoever wants the processor go first: where there is one core, the writer. Whether nobody else
/// wanted it for long: on a busy machine whoever sleeps is let in sooner than whoever stands in the queue.
pub(super) fn let_others_go() -> bool {
    let before = Clock::after(Duration::ZERO);
    thread::yield_now();
    Clock::after(Duration::ZERO) < before + BUSY
}
