//! The rules as they are written: of which home, of which kind, at which priority, and the ladder. A
//! line without a ladder is none.

use std::collections::BTreeMap;

use alerts::message::Priority;
use i18n_embed_fl::fl;
use maud::{Markup, html};

use super::Ladders;
use crate::core::HomeId;
use crate::core::desk::Kind;
use crate::core::desk::ladder::{Book, MOST_REACHES, MOST_RULES, MOST_RUNGS, NoLadder, Rule};
use crate::say::{Lang, alarm};
use crate::web::desk::words;
use crate::web::refusal::Refusal;

/// Lines for something new.
const FREE: usize = 2;

/// Characters of a field; a ladder may be longer.
const MOST_TEXT: usize = 64;
const MOST_LADDER: usize = 2_000;

/// Fields of a form.
const MOST_FIELDS: usize = 4 * (MOST_RULES + FREE) + 1;

/// Kinds that a rule may name.
const KINDS: [&str; 27] = [
    "smoke",
    "gas",
    "co",
    "sos",
    "fall",
    "no-breathing",
    "no-sign-of-life",
    "absent-from-bed",
    "inactivity",
    "door-at-night",
    "door-left-open",
    "wandering",
    "sensor-lost",
    "sensor-fault",
    "low-battery",
    "end-of-life",
    "store-fault",
    "mains-lost",
    "vitals",
    "repositioning",
    "clock-fault",
    "other",
    "home-lost",
    "uplink-lost",
    "life-at-home",
    "desk-fault",
    "drill",
];

const PRIORITIES: [(&str, Priority); 3] =
    [("high", Priority::High), ("medium", Priority::Medium), ("low", Priority::Low)];

/// A line of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The home; any, if empty.
    pub home: String,
    /// The kind's word; any, if empty.
    pub kind: String,
    /// The priority's word; any, if empty.
    pub priority: String,
    /// The ladder.
    pub ladder: String,
}

impl Line {
    /// What it is of.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        let kind = self.kind.parse::<Kind>().ok().map(|it| words::kind(lang, it));
        let found = PRIORITIES.iter().find(|it| it.0 == self.priority);
        let priority = found.map(|it| alarm::priority(lang, it.1));
        let home = (!self.home.is_empty()).then(|| self.home.clone());
        let parts: Vec<String> = [home, kind, priority].into_iter().flatten().collect();
        if parts.is_empty() { fl!(lang.words(), "ladders-any") } else { parts.join(" · ") }
    }
}

type Faults = BTreeMap<String, String>;

/// As it is kept.
#[must_use]
pub fn of(book: &Book) -> Vec<Line> {
    let priority = |rule: &Rule| PRIORITIES.iter().find(|it| Some(it.1) == rule.priority);
    let line = |rule: &Rule| Line {
        home: rule.home.as_ref().map(ToString::to_string).unwrap_or_default(),
        kind: rule.kind.map(|it| it.word().to_owned()).unwrap_or_default(),
        priority: priority(rule).map(|it| it.0.to_owned()).unwrap_or_default(),
        ladder: rule.ladder.to_string(),
    };
    book.rules.iter().map(line).collect()
}

/// As a form sends it, and the revision that was looked at.
pub(super) fn read(pairs: &[(String, String)]) -> Result<(Vec<Line>, u32), Refusal> {
    if pairs.len() > MOST_FIELDS {
        return Err(Refusal::TooLarge);
    }
    let fields: BTreeMap<&str, &str> =
        pairs.iter().map(|(key, text)| (key.as_str(), text.trim())).collect();
    let get = |key: &str, most: usize| -> String {
        let found = fields.get(key).copied().unwrap_or_default();
        found.chars().filter(|c| !c.is_control()).take(most).collect()
    };
    let revision = get("revision", MOST_TEXT).parse().map_err(|_| Refusal::BadForm)?;
    let line = |n: usize| Line {
        home: get(&format!("home{n}"), MOST_TEXT),
        kind: get(&format!("kind{n}"), MOST_TEXT),
        priority: get(&format!("priority{n}"), MOST_TEXT),
        // One more than a ladder may have: then it says so.
        ladder: get(&format!("ladder{n}"), MOST_LADDER + 1),
    };
    let sent = (0..MOST_RULES + FREE)
        .take_while(|n| fields.contains_key(format!("ladder{n}").as_str()))
        .map(line);
    Ok((sent.filter(|it| !it.ladder.is_empty()).take(MOST_RULES).collect(), revision))
}

/// As it is meant, and what is wrong, by its field.
pub(super) fn book(lang: Lang, lines: &[Line]) -> (Book, Faults) {
    let t = lang.words();
    let mut faults = Faults::new();
    let mut book = Book::default();
    for (n, line) in lines.iter().enumerate() {
        let home: Option<Result<HomeId, _>> = named(&line.home).map(str::parse);
        if matches!(home, Some(Err(_))) {
            faults.insert(format!("home{n}"), fl!(t, "fault-home"));
        }
        let kind: Option<Result<Kind, _>> = named(&line.kind).map(str::parse);
        let priority = PRIORITIES.iter().find(|it| it.0 == line.priority).map(|it| it.1);
        if matches!(kind, Some(Err(_))) || (priority.is_none() && !line.priority.is_empty()) {
            faults.insert(format!("kind{n}"), fl!(t, "ladders-no-kind"));
        }
        match line.ladder.parse() {
            Ok(ladder) => {
                let (home, kind) = (home.and_then(Result::ok), kind.and_then(Result::ok));
                book.rules.push(Rule { home, kind, priority, ladder });
            }
            Err(why) => {
                faults.insert(format!("ladder{n}"), no_ladder(lang, &why));
            }
        }
    }
    (book, faults)
}

fn named(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// What is wrong with a ladder, and what to write.
fn no_ladder(lang: Lang, why: &NoLadder) -> String {
    let t = lang.words();
    match why {
        NoLadder::Empty => fl!(t, "ladder-empty"),
        NoLadder::TooLong => fl!(
            t,
            "ladder-too-long",
            rungs = MOST_RUNGS.to_string(),
            reaches = MOST_REACHES.to_string()
        ),
        NoLadder::NoReach(word) => fl!(t, "ladder-no-reach", word = word.as_str()),
        NoLadder::NoWait(rung) => fl!(t, "ladder-no-wait", rung = rung.to_string()),
        NoLadder::NoLength(word) => fl!(t, "ladder-no-length", word = word.as_str()),
        NoLadder::OutOfRange(word) => fl!(t, "ladder-out-of-range", word = word.as_str()),
        NoLadder::NoPatience(word) => fl!(t, "ladder-no-patience", word = word.as_str()),
    }
}

/// The form.
pub(super) fn markup(lang: Lang, page: &Ladders) -> Markup {
    let t = lang.words();
    let lines = page.lines.iter().cloned().chain((0..FREE).map(|_| Line::default()));
    html! {
        form method="post" action="/ladders" {
            input type="hidden" name="revision" value=(page.revision);
            table.rules {
                thead { tr { th scope="col" { (fl!(t, "field-home")) }
                    th scope="col" { (fl!(t, "report-kind")) }
                    th scope="col" { (fl!(t, "ladders-priority")) }
                    th scope="col" { (fl!(t, "ladders-ladder")) } } }
                tbody { @for (n, line) in lines.enumerate() { (row(lang, page, n, &line)) } }
            }
            p.actions { button { (fl!(t, "save")) } }
        }
    }
}

fn row(lang: Lang, page: &Ladders, n: usize, line: &Line) -> Markup {
    let t = lang.words();
    let text = |field: &str, class: &str, value: &str, label: String| {
        let field = format!("{field}{n}");
        let wrong = page.faults.get(&field);
        html! {
            input type="text" class=(class) name=(field) value=(value) aria-label=(label)
                autocomplete="off" aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| format!("{field}-fault"))];
            @if let Some(wrong) = wrong { p.fault id={ (field) "-fault" } { (wrong) } }
        }
    };
    let kinds = KINDS.iter().filter_map(|it| it.parse::<Kind>().ok());
    html! {
        tr {
            td data-label=(fl!(t, "field-home")) { (text("home", "", &line.home, fl!(t, "field-home"))) }
            td data-label=(fl!(t, "report-kind")) {
                select name={ "kind" (n) } aria-label=(fl!(t, "report-kind")) {
                    option value="" { (fl!(t, "ladders-any")) }
                    @for kind in kinds { option value=(kind.word()) selected[kind.word() == line.kind] {
                        (words::kind(lang, kind)) } }
                }
                @if let Some(wrong) = page.faults.get(&format!("kind{n}")) { p.fault { (wrong) } }
            }
            td data-label=(fl!(t, "ladders-priority")) { select name={ "priority" (n) } aria-label=(fl!(t, "ladders-priority")) {
                option value="" { (fl!(t, "ladders-any")) }
                @for (word, is) in PRIORITIES { option value=(word) selected[word == line.priority] {
                    (alarm::priority(lang, is)) } }
            } }
            td.wide data-label=(fl!(t, "ladders-ladder")) { (text("ladder", "ladder", &line.ladder, fl!(t, "ladders-ladder"))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(typed: &[(&str, &str)]) -> (Vec<Line>, u32) {
        let pairs: Vec<_> =
            typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        read(&pairs).unwrap()
    }

    #[test]
    fn a_rule_is_kept_as_it_is_written_and_a_line_without_a_ladder_is_none() {
        let (lines, revision) = sent(&[
            ("revision", "4"),
            ("home0", "h1"),
            ("kind0", "smoke"),
            ("priority0", "high"),
            ("ladder0", "staff 60s, everyone 2min; patience 20min"),
            ("home1", "h2"),
            ("ladder1", " "),
        ]);
        assert_eq!((lines.len(), revision), (1, 4));
        let (book, faults) = book(Lang::English, &lines);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(of(&book)[0].home, "h1");
        let (again, _) = super::book(Lang::English, &of(&book));
        assert_eq!(again, book);
    }

    #[test]
    fn the_parsers_word_stands_at_the_field_in_the_readers_language() {
        let (lines, _) = sent(&[
            ("revision", "0"),
            ("home0", "NO HOME"),
            ("kind0", "smke"),
            ("ladder0", "granny 60s, everyone"),
        ]);
        for lang in Lang::ALL {
            let (_, faults) = book(lang, &lines);
            assert_eq!(faults.keys().collect::<Vec<_>>(), ["home0", "kind0", "ladder0"]);
            assert!(faults["ladder0"].contains("granny"), "{faults:?}");
        }
    }

    #[test]
    fn every_kind_that_can_be_chosen_is_one() {
        assert!(KINDS.iter().all(|word| word.parse::<Kind>().is_ok()));
    }
}
