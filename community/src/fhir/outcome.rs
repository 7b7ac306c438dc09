//! What went wrong, as whoever reads FHIR is told.

use serde::Serialize;

/// An `OperationOutcome` of one issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationOutcome {
    resource_type: &'static str,
    issue: [Issue; 1],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Issue {
    severity: &'static str,
    code: &'static str,
    diagnostics: String,
}

impl OperationOutcome {
    /// An error: its code by `issue-type`, and a sentence on which somebody can act.
    #[must_use]
    pub fn error(code: &'static str, diagnostics: impl Into<String>) -> Self {
        let issue = [Issue { severity: "error", code, diagnostics: diagnostics.into() }];
        Self { resource_type: "OperationOutcome", issue }
    }
}
