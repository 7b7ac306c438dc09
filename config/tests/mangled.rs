//! Whatever stands in the file: it is read or refused, and never ends the program.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use config::{Checked, Severity};

const SAMPLE: &str = include_str!("../hearth.toml");

/// What slips into a file by hand, by copying, or by a disk that fails.
const SLIPS: [&str; 24] = [
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    "#",
    "\n",
    "\r",
    "\t",
    "\\",
    "\0",
    "\u{feff}",
    "家",
    "-1",
    "1e999",
    "99999999999999999999",
    "true",
    "[[line.device]]\n",
];

#[test]
fn a_mangled_file_is_read_or_refused_with_a_place_that_is_in_it() {
    let plain: String = SAMPLE
        .lines()
        .map(|line| line.strip_prefix('#').unwrap_or(line))
        .filter(|line| !line.starts_with(' '))
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut seed = 20_261_125;
    for _ in 0..1500 {
        let mut text = plain.clone();
        for _ in 0..=below(&mut seed, 4) {
            mangle(&mut text, &mut seed);
        }
        check(&text);
    }
}

#[test]
fn a_file_that_was_cut_anywhere_is_read_or_refused() {
    let ends: Vec<usize> = SAMPLE.char_indices().map(|(at, _)| at).collect();
    for end in ends.into_iter().step_by(7) {
        check(&SAMPLE[..end]);
    }
    check("");
}

#[test]
fn lists_without_end_are_refused() {
    for endless in [
        "[".repeat(20_000),
        format!("x = {}", "[".repeat(20_000)),
        format!("x = {}", "{a=".repeat(20_000)),
        "a.".repeat(20_000),
    ] {
        check(&endless);
        let checked = config::read(&endless);
        assert!(checked.config.is_none(), "accepted: {}…", &endless[..8]);
        assert!(!checked.findings.is_empty(), "and nothing said: {}…", &endless[..8]);
    }
}

/// Nothing panics, every finding points into the text, and errors and a configuration exclude each
/// other.
fn check(text: &str) {
    let Checked { config, findings } = config::read(text);
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    assert_eq!(config.is_some(), errors == 0, "{text}");
    let lines: Vec<&str> = text.split('\n').collect();
    for finding in &findings {
        let line = lines.get(finding.line - 1).unwrap_or_else(|| panic!("{finding}\n{text}"));
        assert!(finding.column <= line.chars().count() + 1, "{finding}\n{text}");
        assert!(!finding.problem.is_empty() && !finding.remedy.is_empty(), "{finding}");
    }
    let order =
        |pair: &[config::Finding]| (pair[0].line, pair[0].column) <= (pair[1].line, pair[1].column);
    assert!(findings.windows(2).all(order), "{text}");
}

fn mangle(text: &mut String, seed: &mut u64) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = places[below(seed, places.len())];
    let to = places[below(seed, places.len())];
    let near = places[(places.binary_search(&at).unwrap() + below(seed, 12)).min(places.len() - 1)];
    match below(seed, 5) {
        0 => text.insert_str(at, SLIPS[below(seed, SLIPS.len())]),
        1 => text.replace_range(at..near, ""),
        2 => text.replace_range(at..near, SLIPS[below(seed, SLIPS.len())]),
        3 => {
            let piece = text[at..near].to_owned();
            text.insert_str(to, &piece);
        }
        _ => swap_lines(text, seed),
    }
}

fn swap_lines(text: &mut String, seed: &mut u64) {
    let mut lines: Vec<&str> = text.lines().collect();
    let (one, other) = (below(seed, lines.len()), below(seed, lines.len()));
    lines.swap(one, other);
    *text = lines.join("\n") + "\n";
}

/// A number below `end`, the same in every run (xorshift64).
fn below(seed: &mut u64, end: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed % u64::try_from(end).unwrap()).unwrap()
}
