//! Claims about the store itself: erasure, tidying, copies.

use std::time::Duration;

use alerts::Wall;
use alerts::message::Step;

use super::homes::{alarm, event, minute, raise, take};
use super::people::add;
use super::{NOON, Scratch, after, home};
use crate::core::person::ResidentId;
use crate::store::Store;
use crate::store::rows::{
    AuditAsked, Band, Effect, Erased, Retention, Session, Tidied, Timeline, Token, TokenIs,
};

pub(super) async fn an_erased_resident_is_gone_and_the_others_are_not(s: Scratch) {
    let (du, li) = (add(&s, "h0001", "Du").await, add(&s, "h0002", "Li").await);

    let erased = s.store.erase(du.id, "chen", NOON).await.unwrap();

    assert_eq!(erased, Some(Erased { home: du.home.clone() }));
    assert_eq!(s.store.resident(du.id).await.unwrap(), None);
    assert_eq!(s.store.history(du.id).await.unwrap(), []);
    assert_eq!(s.store.residents().await.unwrap(), [li]);
    let asked = AuditAsked { resident: Some(du.id), at_most: 9, ..AuditAsked::default() };
    let audited = s.store.audited(asked).await.unwrap();
    assert_eq!(audited.len(), 1);
    assert_eq!((audited[0].who.as_str(), audited[0].what.as_str()), ("chen", "erase"));
}

pub(super) async fn whom_nobody_knows_cannot_be_erased(s: Scratch) {
    assert_eq!(s.store.erase(ResidentId(7), "chen", NOON).await.unwrap(), None);
}

pub(super) async fn the_broker_is_asked_to_forget_an_erased_home_over_restarts_until_it_has(
    s: Scratch,
) {
    let du = add(&s, "h0001", "Du").await;
    s.store.erase(du.id, "chen", NOON).await.unwrap();
    let s = s.again();
    assert_eq!(s.store.load(NOON).await.unwrap().emptying, [home("h0001")]);
    take(&s, [Effect::Emptied { home: home("h0001") }]).await;
    assert_eq!(s.store.load(NOON).await.unwrap().emptying, []);
}

pub(super) async fn it_is_known_by_which_time_it_was_tidied_last(s: Scratch) {
    assert_eq!(s.store.tidied().await.unwrap(), None);
    tidy(&s, after(5)).await;
    tidy(&s, after(3)).await;
    let s = s.again();
    assert_eq!(s.store.tidied().await.unwrap(), Some(after(3)));
}

const KEEP: Retention =
    Retention { minutes_days: 30, events_days: 20, alarms_days: 40, audit_days: 50 };

pub(super) async fn minutes_older_than_a_week_are_packed_and_come_back_as_they_were(s: Scratch) {
    take(&s, (0..150).flat_map(|n| ["h0001", "h0002"].map(|at| minute(at, n, 50 + n % 9)))).await;
    let before = timeline(&s).await;

    // Noon's hour is older than a week, and half of the next one is.
    let done = tidy(&s, NOON + days(7) + Duration::from_secs(90 * 60)).await;

    assert_eq!((done.packed, done.dropped), (120, 0));
    assert_eq!(s.store.sizes().await.unwrap().hours, 2, "one of each home");
    assert_eq!(timeline(&s).await, before);
    let part = s.store.timeline(&home("h0001"), after(30)..after(90)).await.unwrap();
    assert_eq!(part.minutes.len(), 60, "half of it packed, half of it not");
}

pub(super) async fn what_comes_late_joins_its_packed_hour(s: Scratch) {
    take(&s, (0..30).map(|n| minute("h0001", n * 2, 60))).await;
    tidy(&s, NOON + days(8)).await;
    take(&s, (0..30).map(|n| minute("h0001", n * 2 + 1, 61))).await;

    let done = tidy(&s, NOON + days(8)).await;

    assert_eq!(done.packed, 30);
    assert_eq!(s.store.sizes().await.unwrap().hours, 1);
    let at: Vec<Wall> = timeline(&s).await.minutes.iter().map(|(at, _)| *at).collect();
    assert_eq!(at, (0..60).map(after).collect::<Vec<_>>());
}

pub(super) async fn each_kind_is_kept_for_its_own_days_and_an_open_alarm_until_it_is_closed(
    s: Scratch,
) {
    let du = add(&s, "h0001", "Du").await;
    s.store.erase(du.id, "chen", NOON).await.unwrap();
    take(
        &s,
        [
            minute("h0001", 0, 60),
            event("h0001", 0, None, false),
            raise("h0001", &alarm("8-1", Step::Raised), true),
        ],
    )
    .await;
    let asked = AuditAsked { at_most: 9, ..AuditAsked::default() };
    let count = async || {
        let seen = timeline(&s).await;
        let audited = s.store.audited(asked.clone()).await.unwrap().len();
        (seen.minutes.len(), seen.events.len(), seen.alarms.len(), audited)
    };

    for (age, left) in [
        (19, (1, 1, 1, 1)),
        (21, (1, 0, 1, 1)),
        (31, (0, 0, 1, 1)),
        (41, (0, 0, 0, 1)),
        (51, (0, 0, 0, 0)),
    ] {
        tidy(&s, NOON + days(age)).await;
        assert_eq!(count().await, left, "after {age} days");
    }
    assert_eq!(s.store.load(NOON).await.unwrap().homes[0].open.len(), 1);
}

pub(super) async fn a_band_lies_between_the_lowest_and_the_highest_tenth_of_two_weeks(s: Scratch) {
    // 51 to 70, each ten times, and something else too long ago.
    take(&s, (0..200).map(|n| minute("h0001", n, 51 + n % 20))).await;
    take(&s, (0..200).map(|n| minute("h0001", n - 16 * 1_440, 120))).await;
    take(&s, (0..119).map(|n| minute("h0002", n, 60))).await;
    tidy(&s, after(300)).await;
    tidy(&s, after(300)).await;

    let bands = vec![Band { home: home("h0001"), low: 52, high: 68 }];
    assert_eq!(s.store.bands(after(300)).await.unwrap(), bands, "too little of the other");

    // They are packed and dropped after a week, and counted once all the same.
    tidy(&s, NOON + days(9)).await;
    assert_eq!(s.store.bands(NOON + days(9)).await.unwrap()[..1], bands);
    tidy(&s, NOON + days(16)).await;
    assert_eq!(s.store.bands(NOON + days(16)).await.unwrap(), []);
}

pub(super) async fn sessions_and_tokens_that_are_over_are_tidied_away(s: Scratch) {
    let session = |until| Some(Session { user: None, body: Vec::new(), until });
    s.store.save_session(b"a", session(after(5))).await.unwrap();
    s.store.save_session(b"b", session(after(7))).await.unwrap();
    for (name, until) in [("a", Some(after(5))), ("b", None)] {
        let (hash, name) = (name.as_bytes().to_vec(), name.to_owned());
        let token = Token { hash, name, is: TokenIs::Wall, until };
        s.store.save_token(token, true).await.unwrap();
    }

    assert_eq!(tidy(&s, after(6)).await.dropped, 2);

    assert!(s.store.session(b"b", NOON).await.unwrap().is_some());
    assert_eq!(s.store.session(b"a", NOON).await.unwrap(), None);
    assert_eq!(s.store.tokens().await.unwrap().len(), 1);
}

pub(super) async fn a_copy_has_everything(s: Scratch) {
    let du = add(&s, "h0001", "Du").await;
    take(&s, (0..5).map(|n| minute("h0001", n, 60))).await;
    let before = timeline(&s).await;
    let to = s.dir.path().join("copy").join(crate::store::sqlite::FILE);
    s.store.backup(&to).await.unwrap();

    let (at, aside) = (s.dir.path().join("copy"), s.dir.path().join("copies"));
    let copy = crate::store::sqlite::Sqlite::open(&at, &aside, s.vault.clone()).unwrap();

    let s = Scratch { store: copy, ..s };
    assert_eq!(s.store.residents().await.unwrap(), [du]);
    assert_eq!(timeline(&s).await, before);
}

async fn timeline(s: &Scratch) -> Timeline {
    s.store.timeline(&home("h0001"), Wall(i64::MIN)..Wall(i64::MAX)).await.unwrap()
}

async fn tidy(s: &Scratch, now: Wall) -> Tidied {
    let mut all = Tidied::default();
    loop {
        let done = s.store.tidy(now, KEEP).await.unwrap();
        (all.packed, all.dropped) = (all.packed + done.packed, all.dropped + done.dropped);
        if !done.more {
            return all;
        }
    }
}

const fn days(n: u64) -> Duration {
    Duration::from_secs(n * 86_400)
}
