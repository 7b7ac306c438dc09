//! What people read of the alarms is what the code does.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;

const DOCUMENT: &str = include_str!("../../../../docs/alarms.md");

#[test]
fn the_document_has_a_row_for_each_kind_and_says_how_it_lives() {
    let rows = rows("## The kinds");
    let kinds: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(kinds, AlarmKind::ALL.map(|kind| format!("`{}`", kind.word())));
    let yes = |is: bool| if is { "yes" } else { "no" };
    for (row, kind) in rows.iter().zip(AlarmKind::ALL) {
        assert_eq!(row[3], yes(is_latched(kind)), "{kind:?}: latched");
        assert_eq!(row[4], yes(kind.is_life_safety()), "{kind:?}: life-safety");
        let after = |length: Duration| match length.as_secs() {
            seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
            seconds => format!("{seconds} s"),
        };
        let ends = match Ends::of(kind) {
            Ends::Off(length) => format!("off {}", after(length)),
            Ends::Heard(length) => format!("heard {}", after(length)),
        };
        assert_eq!(row[5], ends, "{kind:?}: ends");
        assert!(["responder", "technician"].contains(&row[6].as_str()), "{kind:?}: who");
    }
}

#[test]
fn the_document_knows_every_priority_that_a_kind_may_have() {
    for (row, kind) in rows("## The kinds").iter().zip(AlarmKind::ALL) {
        let words: Vec<_> = row[2].split(", ").collect();
        let known = ["low", "medium", "high"];
        assert!(words.iter().all(|word| known.contains(word)), "{kind:?}: {words:?}");
        // A latched alarm is one for which somebody runs.
        assert!(!is_latched(kind) || words.contains(&"high"), "{kind:?}");
    }
}

#[test]
fn the_document_explains_every_code_with_its_arguments() {
    let mut said = BTreeSet::new();
    for row in rows("## Why: the codes of `evidence`") {
        for code in row[0].split(", ") {
            said.insert((code.to_string(), row[2].clone()));
        }
    }
    let known = What::EXAMPLES.iter().map(|what| {
        let seen = what.seen(None);
        let mut args: Vec<_> = seen.args.keys().map(|name| format!("`{name}`")).collect();
        args.sort();
        (format!("`{}`", seen.code), args)
    });
    let sorted = |args: &str| {
        let mut args: Vec<_> = args.split(", ").filter(|arg| !arg.is_empty()).collect();
        args.sort_unstable();
        args.into_iter().map(String::from).collect::<Vec<_>>()
    };
    let said: BTreeSet<_> = said.iter().map(|(code, args)| (code.clone(), sorted(args))).collect();
    assert_eq!(said, known.collect());
}

/// The cells of the first table below a heading, row by row.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let (_, below) = DOCUMENT.split_once(heading).unwrap();
    let table = below.lines().skip_while(|line| !line.starts_with('|'));
    let rows = table.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().into()).collect())
        .collect()
}
