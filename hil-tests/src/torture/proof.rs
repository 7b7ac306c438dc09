//! What did a row find?

use std::collections::BTreeMap;
use std::time::Duration;

use crate::daemon::Daemon;

/// Lines of the log that a row shows when it does not hold.
const SHOWN: usize = 12;

/// What was measured, and what did not hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    /// How often it was broken.
    pub times: u32,
    /// How long things took, the longest of each.
    pub longest: Vec<(String, Duration)>,
    /// Figures, in words.
    pub measured: Vec<String>,
    /// What should have been and was not.
    pub broken: Vec<String>,
    /// What the daemon said of it: its last warnings.
    pub log: Vec<String>,
}

impl Proof {
    /// Broken so many times.
    pub(super) fn of(times: u32) -> Self {
        Self { times, ..Self::default() }
    }

    /// Something worth knowing.
    pub(super) fn note(&mut self, measured: impl Into<String>) {
        self.measured.push(measured.into());
    }

    /// Something took so long; of the same thing the longest counts.
    pub(super) fn took(&mut self, what: &str, took: Duration) {
        match self.longest.iter_mut().find(|(known, _)| known == what) {
            Some((_, longest)) => *longest = took.max(*longest),
            None => self.longest.push((what.to_owned(), took)),
        }
    }

    /// All figures, in words.
    pub(super) fn figures(&self) -> Vec<String> {
        let longest = self.longest.iter();
        let longest = longest.map(|(what, took)| format!("{what} {} ms", took.as_millis()));
        longest.chain(self.measured.iter().cloned()).collect()
    }

    /// The same with something worth knowing.
    pub(super) fn noted(mut self, measured: &str) -> Self {
        self.note(measured);
        self
    }

    /// Something that has to be; `why` says what was instead.
    pub(super) fn must(&mut self, held: bool, why: impl FnOnce() -> String) {
        if !held {
            self.broken.push(why());
        }
    }

    /// Keeps what the daemon said.
    pub(super) fn keep_log(&mut self, daemon: &Daemon) {
        let said = warnings(&daemon.log());
        self.log.extend(said.iter().rev().take(SHOWN).rev().cloned());
    }

    /// The fault must be told in the log, in words that contain one of `words`, and not over and
    /// over: a sentence (without its numbers) at most `often` times.
    pub(super) fn must_be_told(&mut self, daemon: &Daemon, words: &[&str], often: usize) {
        let said = warnings(&daemon.log());
        let told = said.iter().any(|line| words.iter().any(|word| line.contains(word)));
        self.must(told, || format!("no warning has one of {words:?}"));
        self.must_not_be_repeated(daemon, often);
    }

    /// No warning comes more than `often` times.
    pub(super) fn must_not_be_repeated(&mut self, daemon: &Daemon, often: usize) {
        let mut said = BTreeMap::<String, usize>::new();
        for line in warnings(&daemon.log()) {
            *said.entry(sentence(&line)).or_default() += 1;
        }
        self.note(format!("{} warnings", said.values().sum::<usize>()));
        if let Some((line, most)) = said.iter().max_by_key(|(_, times)| **times) {
            self.must(*most <= often, || format!("said {most} times: {line}"));
        }
    }
}

/// The lines on which somebody should look.
pub(super) fn warnings(log: &[String]) -> Vec<String> {
    let loud = |line: &&String| {
        let level = line.split_whitespace().nth(1);
        matches!(level, Some("WARN" | "ERROR")) || line.contains("panicked")
    };
    log.iter().filter(loud).cloned().collect()
}

/// The line without what differs from one time to the next: its stamp and its numbers.
fn sentence(line: &str) -> String {
    let text = line.split_once(' ').map_or(line, |(_, text)| text);
    let mut said: String = text.chars().filter(|char| !char.is_ascii_digit()).collect();
    for unit in ["=ms", "=.s", "=s", "=µs", "=.ms"] {
        said = said.replace(unit, "=");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_the_same_sentence_whatever_its_numbers() {
        let log = [
            "2026-11-25T18:06:39Z  WARN no link retry_in=204ms".to_owned(),
            "2026-11-25T18:06:41Z  INFO line up".to_owned(),
            "2026-11-25T18:06:42Z  WARN no link retry_in=1.5s".to_owned(),
        ];

        let said: Vec<_> = warnings(&log).iter().map(|line| sentence(line)).collect();

        assert_eq!(said.len(), 2);
        assert_eq!(said[0], said[1]);
    }
}
