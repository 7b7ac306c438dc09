//! Lives of alarms, in and out of order.

use alerts::message::{AlarmKind, Lane};

use super::*;

#[test]
fn an_alarm_is_open_from_its_first_step_to_its_last() {
    let mut home = Home::default();
    assert_eq!(home.step("8-1", Step::Raised, 1), Stepped::Open);
    assert_eq!(home.step("8-1", Step::Acknowledged, 2), Stepped::Open);
    assert_eq!(home.open(), ["8-1"]);
    assert_eq!(home.step("8-1", Step::Closed, 3), Stepped::Closed);
    assert_eq!(home.open(), [""; 0]);
}

#[test]
fn a_step_that_comes_late_opens_nothing_again_and_undoes_nothing() {
    let mut home = Home::default();
    home.step("8-1", Step::Acknowledged, 5);
    assert_eq!(home.step("8-1", Step::Raised, 4), Stepped::Old { open: true });
    assert_eq!(home.open.iter().next().unwrap().step.step, Known::Word(Step::Acknowledged));
    home.step("8-1", Step::Closed, 7);
    assert_eq!(home.step("8-1", Step::Reminded, 6), Stepped::Old { open: false });

    // The end came before the beginning.
    assert_eq!(home.step("8-2", Step::Closed, 9), Stepped::Closed);
    assert_eq!(home.step("8-2", Step::Raised, 8), Stepped::Old { open: false });
    assert_eq!(home.open(), [""; 0]);
}

#[test]
fn a_station_without_history_learns_all_open_alarms_from_the_list() {
    let mut home = Home::default();
    let changed = home.list(10, (1, 1), &["8-1", "8-2"]);
    assert_eq!(changed, [("8-1".to_owned(), true), ("8-2".to_owned(), true)]);
    assert_eq!(home.list(11, (1, 1), &["8-1", "8-2"]), []);
}

#[test]
fn an_alarm_that_a_newer_list_does_not_have_is_over_and_its_late_steps_open_nothing() {
    let mut home = Home::default();
    home.step("8-1", Step::Raised, 5);

    assert_eq!(home.list(5, (1, 1), &[]), [], "made in the moment of the step: it says nothing");
    assert_eq!(home.list(4, (1, 1), &[]), [], "an older list");
    assert_eq!(home.open(), ["8-1"]);
    assert_eq!(home.list(6, (1, 1), &[]), [("8-1".to_owned(), false)]);
    assert_eq!(home.step("8-1", Step::Reminded, 4), Stepped::Old { open: false });
    // A backlog that comes after the list tells of an alarm that is over.
    assert_eq!(home.step("8-0", Step::Raised, 3), Stepped::Old { open: false });
    assert_eq!(home.step("8-3", Step::Raised, 7), Stepped::Open);
}

#[test]
fn only_a_whole_list_ends_an_alarm_and_a_kept_one_never_does() {
    let mut home = Home::default();
    home.step("8-1", Step::Raised, 1);
    assert_eq!(home.list(10, (2, 2), &[]), [], "its first page is not known");
    assert_eq!(home.list(11, (1, 3), &["8-2"]).len(), 1);
    assert_eq!(home.list(12, (3, 3), &[]), [], "the second is missing");
    home.list(13, (1, 2), &["8-2"]);
    home.step("8-4", Step::Raised, 14); // raised between the pages
    assert_eq!(home.list(14, (2, 2), &["8-3"]).len(), 2, "8-3 is open, 8-1 is over");
    assert_eq!(home.open(), ["8-2", "8-4", "8-3"]);

    let kept = home.open.handle_page(Wall(0), ((8, 99), true), (1, 1), vec![]);
    assert_eq!((kept.len(), home.open.count()), (0, 3));
}

#[test]
fn a_list_tells_how_an_alarm_is_and_keeps_what_raised_it() {
    let mut home = Home::default();
    let mut raised = alarm("8-1", Step::Raised);
    raised.evidence = vec![alerts::message::What::SmokeOn.seen(None)];
    home.open.handle_step(Wall(0), None, Some((8, 1)), &raised);
    home.open.handle_page(Wall(0), ((8, 2), false), (1, 1), vec![alarm("8-1", Step::Escalated)]);

    let known = &home.open.iter().next().unwrap().step;
    assert_eq!((&known.step, known.evidence.len()), (&Known::Word(Step::Escalated), 1));
}

#[test]
fn a_home_with_a_new_disk_may_use_its_old_names_again() {
    let mut home = Home::default();
    home.step("8-1", Step::Raised, 50);
    home.step("8-1", Step::Closed, 60);
    home.list(70, (1, 1), &[]);

    home.open.forget_order();

    assert_eq!(home.step("8-1", Step::Raised, 1), Stepped::Open);
}

#[test]
fn a_home_that_raises_nonsense_pushes_no_urgent_alarm_out() {
    let mut home = Home::default();
    let urgent = AlarmStep { priority: Priority::High, ..alarm("8-1", Step::Raised) };
    home.open.handle_step(Wall(0), None, None, &urgent);
    for n in 2..=300 {
        home.step(&format!("8-{n}"), Step::Raised, n);
        home.step(&format!("7-{n}"), Step::Closed, n);
    }
    assert_eq!((home.open.count(), home.open().first().unwrap().as_str()), (MOST_OPEN, "8-1"));
    assert_eq!(home.open.closed.len(), MOST_CLOSED);
}

#[derive(Default)]
struct Home {
    open: Open,
}

impl Home {
    /// With the number `n`, said `n` ms after the start of boot 8.
    fn step(&mut self, name: &str, step: Step, n: u32) -> Stepped {
        let id = Id { boot: 8, lane: Lane::Alarms, seq: n };
        let stamp = (8, u64::from(n));
        self.open.handle_step(Wall(i64::from(n)), Some(id), Some(stamp), &alarm(name, step))
    }

    fn list(&mut self, mono: u64, page: (u32, u32), names: &[&str]) -> Vec<(String, bool)> {
        let listed = names.iter().map(|name| alarm(name, Step::Reminded)).collect();
        let changed = self.open.handle_page(Wall(0), ((8, mono), false), page, listed);
        changed.into_iter().map(|(step, open)| (step.alarm, open)).collect()
    }

    fn open(&self) -> Vec<String> {
        self.open.iter().map(|alarm| alarm.step.alarm.clone()).collect()
    }
}

fn alarm(name: &str, step: Step) -> AlarmStep {
    AlarmStep { latched: true, ..AlarmStep::of(name, AlarmKind::Smoke, Priority::Medium, step) }
}
