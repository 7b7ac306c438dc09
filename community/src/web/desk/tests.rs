//! What the desk says to whom, in which order, and what of it is sent again.

use alerts::message::{AlarmKind, Priority};
use jiff::tz::TimeZone;

use super::DeskDoor as _;
use super::eyes::Eyes;
use super::samples::{VOLUNTEER, each_stage, raised};
use super::stream::Seen;
use crate::core::desk::change::StageWord;
use crate::core::desk::{Act, CaseId, Input};
use crate::core::person::ResidentId;
use crate::say::Lang;

fn all(roster: crate::roster::Roster) -> Eyes {
    Eyes::new(Lang::English, TimeZone::UTC, None, roster)
}

#[test]
fn what_is_urgent_and_has_nobody_comes_before_what_somebody_goes_to_and_the_oldest_first() {
    let (desk, roster, _) = each_stage();
    let board = desk.board();
    let open = all(roster).open(&board);
    let stands: Vec<_> = open.iter().map(|it| (it.priority, it.stage.word(), it.id.0)).collect();
    let high = stands.iter().filter(|it| it.0 == Priority::High).count();
    assert!(stands.iter().take(high).all(|it| it.0 == Priority::High), "{stands:?}");
    let calling = stands.iter().position(|it| it.1 == StageWord::Calling).unwrap();
    let goes = stands.iter().position(|it| it.1 == StageWord::OnTheWay).unwrap();
    assert!(calling < goes, "{stands:?}");
    assert_eq!(stands.last().unwrap().0, Priority::Low);
}

#[test]
fn a_desk_is_sent_the_lines_that_changed_and_no_other() {
    let (desk, roster, now) = each_stage();
    let eyes = all(roster);
    let mut seen = Seen::default();
    let first = seen.frame(&eyes, &desk.board(), now);
    assert_eq!(first.rows.len(), first.order.len());
    assert!(first.top.is_some() && first.closed.is_some());
    let again = seen.frame(&eyes, &desk.board(), now);
    assert!(again.rows.is_empty() && again.top.is_none() && again.closed.is_none());
    assert_eq!(again.order, first.order);

    let input = Input::Act { who: VOLUNTEER, said_by: VOLUNTEER, act: Act::AtTheDoor };
    desk.hears(CaseId(3), input, now);
    let moved = seen.frame(&eyes, &desk.board(), now);

    let ids: Vec<_> = moved.rows.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(ids, ["c3"]);
    assert!(moved.rows[0].1.contains("Chen Wei is at the door"), "{}", moved.rows[0].1);
}

#[test]
fn a_grid_worker_sees_and_hears_the_cases_of_their_own_residents_only() {
    let (desk, roster, now) = each_stage();
    let eyes = Eyes::new(Lang::English, TimeZone::UTC, Some(vec![ResidentId(7)]), roster);
    let board = desk.board();
    assert!(eyes.open(&board).is_empty());
    assert_eq!(eyes.sound(&board), super::eyes::Sound::default());
    let frame = Seen::default().frame(&eyes, &board, now);
    assert_eq!(frame.top.as_deref(), None, "whether somebody is on duty is the desk's");
    assert!(!frame.closed.unwrap_or_default().contains("Du"));
}

#[test]
fn the_desk_calls_until_a_screen_shows_it_and_then_reminds_until_somebody_goes() {
    let clock = crate::clock::Clock::new(1);
    let roster = crate::roster::Roster::new(vec![super::samples::du()]);
    let desk = super::double::Double::new(clock, TimeZone::UTC, roster.clone());
    let eyes = all(roster);
    let now = clock.now();
    super::samples::block_on(super::samples::people(&desk, now));
    let heard = || {
        let sound = eyes.sound(&desk.board());
        (sound.calling, sound.reminding)
    };
    assert_eq!(heard(), (None, None));
    let id = desk.happens(raised("h1", "8-1", AlarmKind::Smoke, Priority::High), now).unwrap();
    assert_eq!(heard(), (Some(Priority::High), None));
    desk.hears(id, Input::Shown { by: Some(super::samples::STAFF) }, now);
    assert_eq!(heard(), (None, Some(Priority::High)));
    let input = Input::Act { who: VOLUNTEER, said_by: VOLUNTEER, act: Act::Accept };
    desk.hears(id, input, now);
    assert_eq!(heard(), (None, None));
}

#[test]
fn a_line_says_its_priority_by_a_word_and_a_picture_too_and_a_name_is_never_html() {
    let (desk, roster, now) = each_stage();
    let eyes = all(roster);
    let board = desk.board();
    for case in eyes.open(&board) {
        let html = super::row::Row::of(&eyes, &board, case).markup(&eyes, now).into_string();
        assert!(html.contains("<svg") && html.contains("<b>"), "{html}");
        assert_eq!(html.matches(" class=").count(), html.matches("class=").count());
        assert!(!html.contains("class=\"\" class"), "{html}");
    }
}
