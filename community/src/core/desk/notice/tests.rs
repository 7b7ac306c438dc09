//! A message and its ways.

use super::life::Moved;
use super::*;

#[test]
fn a_failure_goes_to_the_next_way_at_once_and_then_back_ever_less_often() {
    let mut notice = begun();
    assert_eq!(later(&mut notice, 0, 0), Moved::WayFailed);
    assert_eq!((notice.channel, notice.state), (1, NoticeState::Queued { due: Wall(0) }));
    assert!(notice.begin(Wall(0)) && !notice.failing);
    assert_eq!(later(&mut notice, 0, 1), Moved::WayFailed);
    let mut dues = Vec::new();
    while let NoticeState::Queued { due } = notice.state {
        assert!(notice.failing);
        dues.push(due.0 / 1_000);
        assert!(notice.begin(due));
        let channel = notice.channel;
        later(&mut notice, due.0, channel);
    }
    assert_eq!(dues, [5, 15, 35, 75, 155, 315, 615, 915, 1_215, 1_515]);
    assert!(matches!(notice.state, NoticeState::Failed { .. }));
}

#[test]
fn an_attempt_that_never_came_back_is_due_again_under_the_same_name() {
    let mut notice = begun();
    let name = notice.id;
    assert_eq!(notice.poll_timeout(), Some(Wall(15_000)));
    assert!(!notice.begin(Wall(14_999)));
    assert!(notice.begin(Wall(15_000)));
    assert_eq!((notice.id, notice.channel, notice.tries), (name, 0, 2));
}

#[test]
fn a_late_receipt_moves_nothing_back() {
    let mut notice = begun();
    assert_eq!(notice.handle(Wall(5), 0, &Receipt::Opened, ROUTE), Moved::On);
    assert_eq!(notice.handle(Wall(6), 0, &Receipt::Sent, ROUTE), Moved::No);
    assert_eq!(later(&mut notice, 7, 0), Moved::No);
    assert_eq!(notice.state, NoticeState::Opened { at: Wall(5) });
    assert_eq!(notice.answered(Wall(8)), Moved::On);
}

#[test]
fn a_text_that_the_spool_took_and_then_gave_back_goes_another_way() {
    let mut notice = begun();
    notice.handle(Wall(5), 0, &Receipt::Sent, ROUTE);
    let never = Receipt::Never { why: "no such number".into() };
    assert_eq!(notice.handle(Wall(60_000), 0, &never, ROUTE), Moved::WayFailed);
    assert_eq!((notice.channel, notice.state), (1, NoticeState::Queued { due: Wall(60_000) }));
    assert_eq!(notice.handle(Wall(61_000), 0, &never, ROUTE), Moved::No, "of the way before");
}

#[test]
fn what_can_never_arrive_is_not_tried_for_ever_and_a_reason_is_short() {
    let mut notice = begun();
    let never = Receipt::Never { why: "不".repeat(1_000) };
    notice.handle(Wall(1), 0, &never, ROUTE);
    notice.begin(Wall(1));
    assert_eq!(notice.handle(Wall(2), 1, &never, ROUTE), Moved::Unreached);
    assert_eq!(notice.state, NoticeState::Failed { at: Wall(2) });
    assert!(notice.failed.iter().all(|way| way.why.len() <= MOST_WHY));
}

const ROUTE: &[u8] = &[0, 1];

fn begun() -> Notice {
    let id = "c17-3".parse().unwrap();
    let says = Says::Call { rung: 0, round: 1 };
    let mut notice = Notice::new(id, (PartyId(1), 0), says, (Wall(0), Wall(0)));
    assert!(notice.begin(Wall(0)));
    notice
}

fn later(notice: &mut Notice, at: i64, channel: u8) -> Moved {
    notice.handle(Wall(at), channel, &Receipt::Later { why: "451".into(), after: None }, ROUTE)
}
