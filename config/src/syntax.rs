//! Where is the text not TOML, and what did its author forget?

use toml::Spanned;
use toml::de::{DeTable, Error};

use crate::findings::{Notes, Spot};

/// What can be read of the text; where it is not TOML is noted, once a line.
pub(crate) fn parse<'t>(text: &'t str, notes: &mut Notes<'t>) -> Spanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut broken = Vec::new();
    for error in &errors {
        let at = error.span().map_or(text.len(), |span| span.start);
        let line = notes.line(&Spot { at, key: String::new() });
        if !broken.contains(&line) {
            broken.push(line);
            let (problem, remedy) = explain(error, key(text, at));
            notes.syntax(at, problem, remedy);
        }
        if swallows(error) {
            notes.trust_until(at);
            break;
        }
    }
    table
}

/// Whether everything after it was read as something else, so that more would only confuse.
fn swallows(error: &Error) -> bool {
    [
        "missing comma between array elements",
        "unclosed array, ",
        "unclosed inline table",
        "unclosed table",
        "invalid multi-line",
    ]
    .iter()
    .any(|start| error.message().starts_with(start))
}

/// The key on whose line a place is.
fn key(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.split('=').next().unwrap_or_default().trim()
}

fn explain(error: &Error, key: &str) -> (String, &'static str) {
    let message = error.message();
    if message.starts_with("unexpected leading zero") && TEXTS.contains(&key) {
        let problem = "text stands here without quotes".to_owned();
        return (problem, "put it between straight double quotes as it stands, with its 0");
    }
    if message.starts_with("string values must be quoted")
        && error.span().is_some_and(|s| s.is_empty())
    {
        return ("there is nothing after the =".to_owned(), "write a value, or # before the line");
    }
    let known = EXPLAINED.iter().find(|(start, ..)| message.starts_with(start));
    match known {
        Some(&(_, problem, remedy)) => (problem.to_owned(), remedy),
        None => (
            format!("this is not TOML ({message})"),
            "compare the line with the sample hearth.toml",
        ),
    }
}

/// Keys of text that may be all digits: without its 0 it would be another home, or another's login.
const TEXTS: &[&str] =
    &["community", "id", "name", "room", "address-name", "username", "line", "device"];

/// How the parser's messages begin, what they mean to a technician, and what to do.
const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "string values must be quoted",
        "text stands here without quotes",
        "put it between straight double quotes, as in id = \"h0042\"",
    ),
    ("invalid basic string", "the text has no closing quote", "end it with \" on the same line"),
    ("invalid literal string", "the text has no closing quote", "end it with ' on the same line"),
    (
        "missing opening quote",
        "the text has a closing quote and no opening one",
        "put it between straight double quotes, as in id = \"h0042\"",
    ),
    (
        "missing escaped value",
        "a backslash in text means something special",
        "write / for \\, or use single quotes",
    ),
    (
        "duplicate key",
        "this key or section was already given above",
        "keep one of the two; a second line is begun with [[line]]",
    ),
    ("unclosed array table", "the section's name has no ]] after it", "close it, as in [[line]]"),
    ("unclosed table", "the section's name has no ] after it", "close it, as in [home]"),
    (
        "key with no value",
        "a key stands here without a value",
        "write key = value, or # before it if it is a remark",
    ),
    ("missing value", "there is nothing after the =", "write a value, or # before the line"),
    ("missing key", "there is nothing before the =", "write key = value, or # before the line"),
    ("unquoted keys cannot be empty", "there is no key here", "write key = value"),
    (
        "missing comma between array elements",
        "a comma or the closing ] is missing in this list",
        "write it as in [\"acknowledge\", \"ping\"]",
    ),
    ("unclosed array", "the list has no closing ]", "write it as in [\"acknowledge\", \"ping\"]"),
    (
        "unexpected key or value",
        "something stands after the value",
        "end the line there, or write # before it if it is a remark",
    ),
    (
        "invalid boolean",
        "this is not a word that TOML knows",
        "write true or false in small letters",
    ),
    (
        "invalid date",
        "text stands here without quotes",
        "put it between straight double quotes, as in \"21:00-07:00\" or \"2030-06\"",
    ),
    ("cannot extend value", "this key already has a value above", "keep one of the two"),
    (
        "unexpected leading zero",
        "a number cannot begin with 0",
        "leave the 0 out, or put a name or a month between double quotes",
    ),
];
