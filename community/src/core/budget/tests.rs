use proptest::prelude::*;

use super::*;

const DINGTALK: Pace = Pace { per_minute: 20, per_second: None };
const FEISHU: Pace = Pace { per_minute: 100, per_second: Some(5) };

/// A robot and a clock; what is to be said is written as one word each.
struct Script {
    budget: Budget<u32>,
    now: Wall,
}

impl Script {
    fn new(pace: Pace) -> Self {
        Self { budget: Budget::new(pace), now: Wall(1_795_000_000_000) }
    }

    fn wait(&mut self, millis: u64) -> Vec<String> {
        let end = self.now + Duration::from_millis(millis);
        while let Some(due) = self.budget.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.budget.handle_timeout(self.now);
        }
        self.now = end;
        self.told()
    }

    fn high(&mut self, id: u32) -> Vec<String> {
        self.budget.handle(self.now, id, Priority::High);
        self.told()
    }

    fn medium(&mut self, id: u32) -> Vec<String> {
        self.budget.handle(self.now, id, Priority::Medium);
        self.told()
    }

    fn told(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.budget.poll_event())
            .map(|event| match event {
                Event::Say(id) => format!("say {id}"),
                Event::Bundle(ids) => format!("bundle {ids:?}"),
                Event::Waits { id, until } => {
                    format!("waits {id} {}", (until.0 - self.now.0) / 1_000)
                }
                Event::Elsewhere { ids, why: Full::Muted(_) } => format!("muted {ids:?}"),
                Event::Elsewhere { ids, why: Full::Waiting } => format!("full {ids:?}"),
            })
            .collect()
    }
}

#[test]
fn fifteen_of_twenty_are_for_anything_and_five_are_kept_for_high_alarms() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..15 {
        assert_eq!(robot.medium(n), [format!("say {n}")]);
    }
    assert!(robot.medium(15).is_empty());
    for n in 100..105 {
        assert_eq!(robot.high(n), [format!("say {n}")]);
    }
    assert_eq!(robot.high(105), ["waits 105 62"]);
}

#[test]
fn what_does_not_fit_is_one_message_when_room_returns() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..22 {
        robot.medium(n);
        robot.wait(100);
    }
    let told = robot.wait(62_000);
    assert_eq!(told, ["bundle [15, 16, 17, 18, 19, 20, 21]"]);
    assert_eq!(robot.budget.poll_timeout(), None);
}

#[test]
fn forty_alarms_in_one_minute_are_all_said_within_two_and_never_more_than_twenty_in_one() {
    let mut robot = Script::new(DINGTALK);
    let (mut said, mut messages) = (Vec::new(), Vec::new());
    let mut hear = |now: Wall, told: Vec<String>| {
        for word in told {
            let is_said = word.starts_with("say") || word.starts_with("bundle");
            if is_said {
                messages.push(now);
                let numbers = word.split(|sign: char| !sign.is_ascii_digit());
                said.extend(numbers.filter_map(|number| number.parse::<u32>().ok()));
            }
        }
    };
    for n in 0..40 {
        let told = if n % 2 == 0 { robot.high(n) } else { robot.medium(n) };
        hear(robot.now, told);
        let told = robot.wait(1_500);
        hear(robot.now, told);
    }
    for _ in 0..80 {
        let told = robot.wait(1_000);
        hear(robot.now, told);
    }
    said.sort_unstable();
    assert_eq!(said, (0..40).collect::<Vec<_>>());
    for at in &messages {
        let end = *at + Duration::from_secs(60);
        assert!(messages.iter().filter(|said| (*at..end).contains(*said)).count() <= 20);
    }
}

#[test]
fn a_new_high_alarm_goes_before_everything_that_waits() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..60 {
        robot.medium(n);
    }
    assert_eq!(robot.high(99), ["say 99"]);
}

#[test]
fn high_alarms_that_wait_go_first_and_the_others_ride_along() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..20 {
        robot.high(n);
    }
    robot.medium(30);
    robot.wait(10_000);
    assert_eq!(robot.high(20), ["waits 20 52"]);
    assert_eq!(robot.high(21), ["waits 21 52"]);
    let told = robot.wait(52_000);
    // All twenty places are free at once again.
    assert_eq!(told, ["say 20", "say 21", "say 30"]);

    let mut robot = Script::new(DINGTALK);
    for n in 0..20 {
        robot.high(n);
        robot.wait(1_000);
    }
    robot.medium(30);
    robot.high(20);
    robot.high(21);
    assert_eq!(robot.wait(42_000), ["bundle [20, 21, 30]"]);
}

#[test]
fn a_robot_that_mutes_is_not_spoken_to_and_its_messages_go_elsewhere() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..17 {
        robot.medium(n);
    }
    let until = robot.now + Duration::from_secs(600);
    robot.budget.handle_muted(robot.now, until);
    assert_eq!(robot.told(), ["muted [15, 16]"]);
    assert_eq!(robot.high(20), ["muted [20]"]);
    robot.wait(599_000);
    assert_eq!(robot.high(21), ["muted [21]"]);
    robot.wait(1_000);
    assert_eq!(robot.high(22), ["say 22"]);
}

#[test]
fn a_mute_without_end_ends_after_an_hour() {
    let mut robot = Script::new(DINGTALK);
    robot.budget.handle_muted(robot.now, Wall(i64::MAX));
    robot.wait(3_599_000);
    assert_eq!(robot.high(1), ["muted [1]"]);
    robot.wait(1_000);
    assert_eq!(robot.high(2), ["say 2"]);
}

#[test]
fn a_robot_with_a_limit_by_the_second_is_told_within_the_next() {
    let mut robot = Script::new(FEISHU);
    for n in 0..4 {
        assert_eq!(robot.medium(n), [format!("say {n}")]);
    }
    assert!(robot.medium(4).is_empty());
    assert_eq!(robot.high(5), ["say 5"]);
    assert!(robot.high(6).is_empty());
    assert_eq!(robot.wait(1_200), ["say 6", "say 4"]);
}

#[test]
fn what_was_said_before_a_restart_counts() {
    let mut robot = Script::new(DINGTALK);
    for second in 0..20 {
        robot.budget.handle_said(robot.now + Duration::from_secs(second));
    }
    robot.now = robot.now + Duration::from_secs(30);
    assert_eq!(robot.high(1), ["waits 1 32"]);
}

#[test]
fn a_clock_that_is_put_back_holds_nothing_for_longer_than_a_minute() {
    let mut robot = Script::new(DINGTALK);
    for n in 0..20 {
        robot.high(n);
    }
    robot.now = Wall(robot.now.0 - 86_400_000);
    assert_eq!(robot.high(20), ["waits 20 62"]);
    assert_eq!(robot.wait(62_000), ["say 20"]);
}

#[test]
fn when_too_many_wait_the_least_urgent_goes_elsewhere() {
    let mut robot = Script::new(Pace { per_minute: 1, per_second: None });
    assert_eq!(robot.medium(0), ["say 0"]);
    for n in 1..=200 {
        assert!(robot.medium(n).is_empty());
    }
    assert_eq!(robot.medium(201), ["full [201]"]);
    assert_eq!(robot.high(202), ["full [200]", "waits 202 62"]);
}

proptest! {
    #[test]
    fn no_minute_is_exceeded_nothing_is_lost_or_said_twice_and_no_high_one_waits_unheard(
        steps in prop::collection::vec((0u64..4_000, any::<bool>(), 0u8..40), 1..300),
        per_minute in 1u32..40,
        per_second in prop::option::of(1u32..6),
    ) {
        let pace = Pace { per_minute, per_second };
        let mut budget = Budget::new(pace);
        let mut now = Wall(0);
        let (mut spoken, mut seen, mut waiting) = (Vec::new(), vec![0u32; steps.len()], 0usize);
        let mut muted = Wall(0);
        let mut drain = |budget: &mut Budget<usize>, now: Wall, muted: Wall| {
            let mut announced = Vec::new();
            while let Some(event) = budget.poll_event() {
                match event {
                    Event::Say(id) => { seen[id] += 1; spoken.push(now); assert!(now >= muted); }
                    Event::Bundle(ids) => {
                        assert!((2..=MOST_IN_BUNDLE).contains(&ids.len()));
                        for id in ids { seen[id] += 1; }
                        spoken.push(now);
                        assert!(now >= muted);
                    }
                    Event::Elsewhere { ids, .. } => for id in ids { seen[id] += 1; },
                    Event::Waits { id, .. } => announced.push(id),
                }
            }
            (announced, seen.clone())
        };
        for (n, (pause, is_high, mute)) in steps.iter().enumerate() {
            let end = now + Duration::from_millis(*pause);
            while let Some(due) = budget.poll_timeout().filter(|due| *due <= end) {
                now = now.max(due);
                budget.handle_timeout(now);
                drain(&mut budget, now, muted);
            }
            now = end;
            let priority = if *is_high { Priority::High } else { Priority::Medium };
            budget.handle(now, n, priority);
            let (announced, seen) = drain(&mut budget, now, muted);
            if *is_high && seen[n] == 0 {
                let soon = budget.poll_timeout().is_some_and(|due| due <= now + SOON);
                prop_assert!(announced.contains(&n) || soon);
            }
            if *mute == 0 {
                muted = now + Duration::from_secs(600);
                budget.handle_muted(now, muted);
                drain(&mut budget, now, muted);
            }
        }
        while let Some(due) = budget.poll_timeout() {
            now = now.max(due);
            budget.handle_timeout(now);
            drain(&mut budget, now, muted);
            waiting += 1;
            prop_assert!(waiting < 1_000, "a timeout that does nothing");
        }
        let (_, seen) = drain(&mut budget, now, muted);
        prop_assert!(seen.iter().all(|times| *times == 1));
        for at in &spoken {
            let in_minute = spoken.iter().filter(|said| **said >= *at && **said < *at + MINUTE);
            prop_assert!(in_minute.count() <= per_minute as usize);
            if let Some(per_second) = per_second {
                let within = spoken.iter().filter(|said| **said >= *at && **said < *at + SECOND);
                prop_assert!(within.count() <= per_second as usize);
            }
        }
    }
}
