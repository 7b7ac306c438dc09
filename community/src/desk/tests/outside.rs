//! Who notices that the desk does not work?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use alerts::Mono;
use alerts::Wall;
use alerts::message::Step;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::rig::{NOON, Rig, Station, alarm};
use crate::channels::Knock;
use crate::desk::auditor;
use crate::health::Fault;

#[tokio::test(flavor = "multi_thread")]
async fn health_is_at_fault_and_nobody_knocks_outside_while_a_case_has_nobody() {
    let (knock, knocks) = outside().await;
    let mut station = Station::new();
    station.dead_man = Some(knock);
    let rig = Rig::start(&station, 300).await;
    rig.until("the outside is told that all is well", async || knocks.load(Ordering::Relaxed) >= 2)
        .await;
    rig.two_of_staff("staff 300s").await;
    rig.hears([alarm("h1", "8-1", Step::Raised)]).await;
    rig.until("there is a case", async || !rig.desk.board().open.is_empty()).await;
    rig.kill().await;

    // The timers have stopped, and the auditor has not.
    let rig = Rig::start_quiet(&station, Wall(NOON.0 + 40 * 86_400_000)).await;
    let before = knocks.load(Ordering::Relaxed);
    let audit = tokio::spawn(auditor::run(rig.desk.clone()));
    let faults = || rig.desk.inner.with.health.faults(Mono(0));
    rig.until("it is said", async || faults().contains(&Fault::Nobody { cases: 1 })).await;
    assert_eq!(knocks.load(Ordering::Relaxed), before);
    audit.abort();
    rig.kill().await;
}

/// Somebody who counts the knocks.
async fn outside() -> (Knock, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/3f7a", listener.local_addr().unwrap()).parse().unwrap();
    let knocks = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&knocks);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let mut asked = [0; 1_024];
                while stream.read(&mut asked).await.is_ok_and(|n| n > 0) {
                    count.fetch_add(1, Ordering::Relaxed);
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                    if stream.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (Knock::new(url), knocks)
}
