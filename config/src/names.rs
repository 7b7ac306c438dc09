//! Is this a name that topics, alarms and other people's programs can carry, and is it free?

use std::collections::BTreeMap;

use crate::findings::Notes;
use crate::value::Found;
use crate::walk::Section;

/// The longest name (contract.md §1).
const LONGEST: usize = 32;

/// The names, paths or addresses taken so far, each with the line of the file on which it stands.
#[derive(Default)]
pub(crate) struct Taken(BTreeMap<String, usize>);

impl Taken {
    /// Takes a word. Notes it and says no if somebody above has it.
    pub(crate) fn take(&mut self, what: &str, found: &Found<&str>, notes: &mut Notes<'_>) -> bool {
        let line = notes.line(&found.spot);
        match self.0.insert(found.value.to_owned(), line) {
            None => true,
            Some(earlier) => {
                self.0.insert(found.value.to_owned(), earlier);
                let problem =
                    format!("the {what} {} is already taken on line {earlier}", found.value);
                notes.error(&found.spot, problem, format!("give each its own {what}"));
                false
            }
        }
    }
}

/// The name of a line, a device or an input, if it is good and free. `example` is what some are
/// called.
pub(crate) fn read(
    section: &Section<'_>,
    example: &str,
    taken: &mut Taken,
    notes: &mut Notes<'_>,
) -> Option<String> {
    let ask = format!("a name of its own, as in name = \"{example}\"");
    let found = section.required_text("name", &ask, fits, notes)?;
    let free = taken.take("name", &found, notes);
    check(&found, proposal, notes).filter(|_| free)
}

/// Whether it is `[a-z0-9-]{1,32}`.
pub(crate) fn fits(name: &str) -> bool {
    (1..=LONGEST).contains(&name.len())
        && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-'))
}

/// The community or the home, if it is `[a-z0-9-]{1,32}`. Whose they are is never guessed: another
/// id is another's door, and what stands there may be somebody's name.
pub(crate) fn check_id(found: &Found<&str>, notes: &mut Notes<'_>) -> Option<String> {
    check(found, same_id, notes)
}

/// The name, if it is `[a-z0-9-]{1,32}`; `propose` says what to write otherwise.
fn check(
    found: &Found<&str>,
    propose: fn(&str) -> String,
    notes: &mut Notes<'_>,
) -> Option<String> {
    let allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-');
    let wrong = found.value.chars().find(|&c| !allowed(c));
    let problem = match (wrong, found.value.chars().count()) {
        (Some(' '), _) => "a name cannot contain a space".to_owned(),
        (Some(wrong), _) => format!("a name cannot contain {wrong:?}"),
        (None, 0) => "the name is empty".to_owned(),
        (None, length) if length > LONGEST => {
            format!("the name has {length} letters, and {LONGEST} are the most")
        }
        (None, _) => return Some(found.value.to_owned()),
    };
    notes.error(&found.spot, problem, propose(found.value));
    None
}

/// The same id in small letters, and otherwise the rule.
fn same_id(written: &str) -> String {
    let id = written.trim().to_ascii_lowercase();
    if fits(&id) {
        format!("write \"{id}\"")
    } else {
        format!(
            "use 1 to {LONGEST} of a-z, digits and -, as the station has it; never a person's name"
        )
    }
}

/// What the name would be, written as names must be.
fn proposal(written: &str) -> String {
    let dashes = |c: char| if matches!(c, ' ' | '_' | '.' | '/') { '-' } else { c };
    let name: String = written.trim().to_lowercase().chars().map(dashes).collect();
    if fits(&name) {
        format!("write \"{name}\"")
    } else {
        format!("use 1 to {LONGEST} of the letters a-z, digits and -")
    }
}
