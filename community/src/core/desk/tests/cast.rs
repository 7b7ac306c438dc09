//! Who is in the stories: Zhang (daughter), Li (volunteer), Wang (grid worker), Chen (staff, on duty),
//! Zhao (staff, at home), and the group in the hall. And how a home's words are written there.

use std::collections::BTreeSet;

use alerts::Wall;
use alerts::message::{Condition, Priority};

use crate::core::desk::news::StepNews;
use crate::core::desk::notice::Receipt;
use crate::core::desk::party::{Address, Channel, PartyIs};
use crate::core::desk::{Party, PartyId, World};

pub(super) const NAMES: [&str; 7] = ["nobody", "zhang", "li", "wang", "chen", "zhao", "hall"];

/// 03:00 in the night of the stories.
pub(super) const START: Wall = Wall(1_795_892_400_000);

pub(super) fn id(name: &str) -> PartyId {
    let at = NAMES.iter().position(|known| *known == name).unwrap();
    PartyId(if at == 0 { 99 } else { at as i64 })
}

pub(super) fn name(id: PartyId) -> &'static str {
    NAMES[id.0 as usize]
}

pub(super) fn later() -> Receipt {
    Receipt::Later { why: "451 try again".into(), after: None }
}

/// Everybody, with a telephone and an address that were verified.
pub(super) fn world() -> World {
    let way = |to| Channel { to, verified: Some(START), proven: None, dead: None };
    let party = |name: &str, is| Party {
        id: id(name),
        is,
        consent: true,
        channels: vec![
            way(Address::Sms(format!("1380013800{}", id(name)))),
            way(Address::Mail(format!("{name}@example.org"))),
        ],
    };
    let hall =
        Channel { to: Address::Robot("hall".into()), verified: None, proven: None, dead: None };
    World {
        parties: vec![
            party("zhang", PartyIs::Relative),
            party("li", PartyIs::Volunteer),
            party("wang", PartyIs::GridWorker),
            party("chen", PartyIs::Staff),
            party("zhao", PartyIs::Staff),
            Party { channels: vec![hall], ..party("hall", PartyIs::Group("hall".into())) },
        ],
        on_duty: BTreeSet::from([id("chen")]),
        ..World::default()
    }
}

/// `8-3 smoke high raised x2 cleared latched`.
pub(super) fn step(home: &str, said: &str) -> StepNews {
    let mut words = said.split_whitespace();
    let alarm = words.next().unwrap().to_owned();
    let kind: String = words.next().unwrap().to_owned();
    let known = |word: &str| serde_json::from_value(serde_json::Value::from(word)).unwrap();
    let mut news = StepNews {
        home: home.parse().unwrap(),
        alarm,
        kind: serde_json::from_value(serde_json::Value::from(kind.clone())).unwrap(),
        priority: Priority::High,
        step: serde_json::from_value(serde_json::Value::from("raised")).unwrap(),
        times: 1,
        condition: Condition::Active,
        latched: matches!(kind.as_str(), "smoke" | "gas" | "co" | "sos" | "fall" | "no-breathing"),
        test: false,
    };
    for word in words {
        match word {
            "low" => news.priority = Priority::Low,
            "medium" => news.priority = Priority::Medium,
            "high" => news.priority = Priority::High,
            "cleared" => news.condition = Condition::Cleared,
            "test" => news.test = true,
            times if times.starts_with('x') => news.times = times[1..].parse().unwrap(),
            step => news.step = known(step),
        }
    }
    news
}

/// `1:15` and `2:01:15`.
pub(super) fn seconds(time: &str) -> u64 {
    time.split(':').fold(0, |sum, part| sum * 60 + part.parse::<u64>().unwrap())
}
