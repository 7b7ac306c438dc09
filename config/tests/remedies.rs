//! Does it help to do what a remedy says?
//!
//! A technician types in what stands after "write". So it is done here, for every key of the sample
//! and everything that slips into its place: what can be typed in as it stands is accepted, and no
//! number is ever named that was not written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use config::{Finding, Severity};

const SAMPLE: &str = include_str!("../hearth.toml");

#[test]
fn what_a_remedy_says_can_be_typed_in() {
    let mut tried = 0;
    for text in broken() {
        let findings = config::read(&text).findings;
        for finding in errors(&findings) {
            for typed in typed(finding) {
                let mended = type_in(&text, finding, &typed);
                let left = config::read(&mended).findings;
                // What else was wrong there was said too.
                let known = |other: &&Finding| {
                    let same = |before: &&Finding| before.problem == other.problem;
                    findings.iter().filter(|before| *before != finding).any(|f| same(&f))
                };
                let here = |key: &str| key == finding.key || key.is_empty();
                let mut left = errors(&left).filter(|other| here(&other.key));
                let again = left.find(|other| !known(other));
                assert!(again.is_none(), "{finding}\n{}\ntyped {typed:?}", again.unwrap());
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "only {tried}");
}

#[test]
fn a_remedy_names_no_number_for_a_key_but_the_one_that_was_written() {
    let mut tried = 0;
    for (text, value) in broken_numbers() {
        for finding in errors(&config::read(&text).findings) {
            let typed: Vec<String> = typed(finding);
            let numbers = typed.iter().filter_map(|typed| typed.split_once(" = "));
            let numbers: Vec<f64> = numbers.filter_map(|(_, number)| number.parse().ok()).collect();
            let choices = numbers.len() != 1; // both 0 and 1, or both 4 and 5
            let kept = value.and_then(|value| value.trim_matches('"').parse::<f64>().ok());
            assert!(choices || kept == Some(numbers[0]), "{finding}");
            tried += 1;
        }
    }
    assert!(tried > 300, "only {tried}");
}

#[test]
fn a_number_in_quotes_is_kept_whatever_it_is_for() {
    for (key, kept) in [
        ("unit = 1", "unit = 7"),
        ("bit = 0", "bit = 3"),
        ("closed-when = 1", "closed-when = 0"),
        ("alarm-when = 1", "alarm-when = 0"),
        ("co-high-at-once-ppm = 300", "co-high-at-once-ppm = 250"),
        ("gas-high-lel = 10", "gas-high-lel = 7.5"),
        ("window = 32", "window = 8"),
        ("alarms-mib = 64", "alarms-mib = 100"),
        ("minutes = 60", "minutes = 90"),
        ("prove-login = true", "prove-login = false"),
    ] {
        let (name, value) = kept.split_once(" = ").unwrap();
        let text = everything().replacen(key, &format!("{name} = \"{value}\""), 1);

        let findings = config::read(&text).findings;

        let said: Vec<&str> = errors(&findings).map(|f| f.remedy.as_str()).collect();
        assert_eq!(said, [format!("write {kept}")], "{key}");
    }
}

#[test]
fn what_only_the_home_can_say_is_asked_for_and_never_guessed() {
    let door = "write closed-when = 0 or closed-when = 1; to find out, open the door and look at \
                `hearth status`";
    let smoke = "write alarm-when = 0 or alarm-when = 1; to find out, press the detector's test \
                 button and look at `hearth status`";
    for (key, other, remedy) in [
        ("closed-when = 1", "closed-when = true", door),
        ("closed-when = 1", "closed-when = \"yes\"", door),
        ("closed-when = 1", "closed-when = 2", door),
        ("closed-when = 1", "", door),
        ("alarm-when = 1", "alarm-when = false", smoke),
        ("alarm-when = 1", "", smoke),
        ("unit = 1", "unit = true", "write 1 to 247"),
        ("unit = 1", "unit = \"seven\"", "write 1 to 247"),
        ("unit = 1", "unit = \"300\"", "write 1 to 247"),
        ("unit = 1", "", "write unit, 1 to 247: the address that is set on the device"),
        ("bit = 0", "bit = \"DI1\"", "write 0 to 7"),
        ("bit = 0", "", "write bit, 0 to 7: the number of the contact, counted from 0"),
        (
            "co-high-at-once-ppm = 300",
            "co-high-at-once-ppm = \"400\"",
            "write 30 to 300; 300 is usual",
        ),
        (
            "co-high-at-once-ppm = 300",
            "co-high-at-once-ppm = true",
            "write 30 to 300; 300 is usual",
        ),
        ("model = \"ze15-co\"", "", "write model = \"ze07-co\" or \"ze15-co\""),
        (
            "model = \"ze15-co\"",
            "model = \"ze17-co\"",
            "it reads \"ze07-co\" or \"ze15-co\", and no other in their place",
        ),
        (
            "prove-login = true",
            "prove-login = 1",
            "write prove-login = true or prove-login = false",
        ),
    ] {
        let findings = config::read(&everything().replacen(key, other, 1)).findings;

        let said: Vec<&str> = errors(&findings).map(|f| f.remedy.as_str()).collect();
        assert_eq!(said, [remedy], "{other:?}");
    }
}

/// The sample with every key that it shows, as a remark with or without a space.
fn everything() -> String {
    let key = |line: &str| {
        let rest = line.strip_prefix('#')?;
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let is_section = rest.starts_with('[') && rest.ends_with(']');
        let word = rest.split_once(" = ").map(|(word, _)| word);
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        (is_section || word.is_some_and(|word| word.chars().all(plain))).then(|| rest.to_owned())
    };
    SAMPLE.lines().map(|line| key(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

#[test]
fn every_key_that_the_sample_shows_is_one_that_is_read() {
    let checked = config::read(&everything());

    let (idle, other): (Vec<&Finding>, Vec<&Finding>) =
        checked.findings.iter().partition(|f| f.problem.contains("is not used yet"));
    assert_eq!(other, Vec::<&Finding>::new());
    assert!(checked.config.is_some());
    let idle: Vec<&str> = idle.iter().map(|finding| finding.key.as_str()).collect();
    assert_eq!(
        idle,
        [
            "line[1].height-mm",
            "line[1].bed",
            "broker.version",
            "broker.second",
            "publish.home-assistant",
            "station",
            "siren",
            "acknowledge",
        ],
        "each is said once"
    );
}

/// Everything with each value in turn replaced or taken out.
fn broken() -> Vec<String> {
    let slips =
        ["7", "\"7\"", "0", "1.5", "\"1.5\"", "true", "\"true\"", "\"x\"", "\"X Y\"", "[\"ping\"]"];
    let mut texts: Vec<String> = Vec::new();
    for (before, key, value, after) in places() {
        texts.extend(slips.iter().map(|slip| format!("{before}{key} = {slip}{after}")));
        texts.push(format!("{before}{key} = {}{after}", requoted(&value)));
        texts.push(format!("{before}{after}"));
    }
    texts
}

/// The same for numbers, with what was written.
fn broken_numbers() -> Vec<(String, Option<&'static str>)> {
    let slips = ["\"7\"", "true", "\"x\"", "\"60\"", "[]"];
    let mut texts = Vec::new();
    for (before, key, value, after) in places() {
        if value.parse::<f64>().is_ok() {
            let put = |slip| (format!("{before}{key} = {slip}{after}"), Some(slip));
            texts.extend(slips.into_iter().map(put));
            texts.push((format!("{before}{after}"), None));
        }
    }
    texts
}

/// What stands before each key, the key, its value, and what stands after.
fn places() -> Vec<(String, String, String, String)> {
    let text = everything();
    let lines: Vec<&str> = text.lines().collect();
    let mut places = Vec::new();
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        if let Some((key, value)) = line.split_once(" = ") {
            let join = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect();
            let (before, after): (String, String) =
                (join(&lines[..number]), join(&lines[number + 1..]));
            places.push((before, key.to_owned(), value.to_owned(), format!("\n{after}")));
        }
    }
    places
}

/// A text without its quotes, and anything else with quotes.
fn requoted(value: &str) -> String {
    match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.to_owned(),
        Some(_) => value.to_owned(),
        None => format!("\"{}\"", value.replace('"', "")),
    }
}

/// What a remedy says to write, each way: `KEY = VALUE`, or only a value in quotes. What has a
/// blank to fill in (… or HOST) cannot be typed in as it stands.
fn typed(finding: &Finding) -> Vec<String> {
    let Some(words) = finding.remedy.strip_prefix("write ") else { return Vec::new() };
    let words = words.split("; ").next().unwrap();
    let key = finding.key.rsplit('.').next().unwrap();
    let starts = words.starts_with('"') || words.starts_with(&format!("{key} = "));
    if !starts || words.contains('…') || words.contains("HOST") || words.contains(" and ") {
        return Vec::new();
    }
    let mut ways = Vec::new();
    for way in words.split(" or ").flat_map(|ways| ways.split(", \"")) {
        let is_bare = !way.starts_with(['"', '[']) && !way.contains('=');
        ways.push(if is_bare { format!("\"{way}") } else { way.to_owned() });
    }
    ways
}

/// The text after a technician has done it.
fn type_in(text: &str, finding: &Finding, typed: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = &mut lines[finding.line - 1];
    let key = finding.key.rsplit('.').next().unwrap();
    let typed = if typed.contains(" = ") { typed.to_owned() } else { format!("{key} = {typed}") };
    if finding.key.ends_with(']') {
        let (_, item) = typed.split_once(" = ").unwrap();
        *line = format!("{} = [{item}]", line.split_once(" = ").unwrap().0);
    } else if line.starts_with(&format!("{key} = ")) {
        *line = typed;
    } else {
        line.push('\n');
        line.push_str(&typed);
    }
    lines.join("\n") + "\n"
}

fn errors(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.severity == Severity::Error)
}
