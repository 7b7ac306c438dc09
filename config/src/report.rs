//! What is said of a configuration, to a person and to a script?

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::{Finding, Severity};

/// Everything that was found in one file. As JSON: `{"file":…,"ok":…,"findings":[…]}`.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    file: &'a Path,
    ok: bool,
    findings: &'a [Finding],
}

impl<'a> Report<'a> {
    /// The findings of a file, in the order in which they are to be read.
    #[must_use]
    pub fn new(file: &'a Path, findings: &'a [Finding]) -> Self {
        let ok = findings.iter().all(|finding| finding.severity == Severity::Warning);
        Self { file, ok, findings }
    }

    /// It can be used: nothing was found that is more than a warning.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.ok
    }

    /// Each finding on a line of its own, as editors read it: `hearth.toml:7:3: …`.
    ///
    /// # Errors
    ///
    /// If nobody reads on.
    pub fn write_findings(&self, out: &mut impl Write) -> io::Result<()> {
        for finding in self.findings {
            writeln!(out, "{}:{finding}", self.file.display())?;
        }
        Ok(())
    }

    /// The last line: is it good, and how much was found?
    #[must_use]
    pub fn verdict(&self) -> impl fmt::Display {
        let errors = self.count(Severity::Error);
        let warnings = self.count(Severity::Warning);
        match (errors, warnings) {
            (0, 0) => "the configuration is good".to_owned(),
            (0, _) => format!("the configuration works, with {}", plural(warnings, "warning")),
            (_, _) => format!(
                "the configuration is wrong: {}, {}",
                plural(errors, "error"),
                plural(warnings, "warning")
            ),
        }
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

fn plural(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_counts_what_was_found() {
        let said = |severities: &[Severity]| {
            let findings: Vec<_> = severities.iter().copied().map(finding).collect();
            let report = Report::new(Path::new("hearth.toml"), &findings);
            (report.is_ok(), report.verdict().to_string())
        };
        let (error, warning) = (Severity::Error, Severity::Warning);

        assert_eq!(said(&[]), (true, "the configuration is good".to_owned()));
        let works = "the configuration works, with 1 warning".to_owned();
        assert_eq!(said(&[warning]), (true, works));
        let wrong = "the configuration is wrong: 2 errors, 0 warnings".to_owned();
        assert_eq!(said(&[error, error]), (false, wrong));
    }

    #[test]
    fn a_finding_stands_where_an_editor_looks_for_it() {
        let findings = [finding(Severity::Error)];
        let mut out = Vec::new();

        Report::new(Path::new("hearth.toml"), &findings).write_findings(&mut out).unwrap();

        let said = String::from_utf8(out).unwrap();
        assert!(said.starts_with("hearth.toml:7:3: "), "{said}");
    }

    fn finding(severity: Severity) -> Finding {
        Finding {
            severity,
            line: 7,
            column: 3,
            key: "home.id".to_owned(),
            problem: "there is none".to_owned(),
            remedy: "write one".to_owned(),
        }
    }
}
