//! Findings as a code quality report of GitLab: one JSON list.

use medpol_diagnostics::Severity;
use serde::Serialize;

use super::{Finding, Run};
use crate::visible::{clipped, escaped};

/// Characters of a description, at most; GitLab shows it in a line.
const DESCRIPTION: usize = 500;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn written(run: &Run) -> serde_json::Result<String> {
    let issues: Vec<Issue<'_>> = run.findings.iter().map(issue).collect();
    Ok(escaped(&serde_json::to_string_pretty(&issues)?) + "\n")
}

fn issue(finding: &Finding) -> Issue<'_> {
    let help = finding.help.iter().map(|help| format!(" – {help}"));
    let description: String =
        std::iter::once(format!("{}: {}", finding.code.number, finding.sentence())).chain(help).collect();
    Issue {
        description: clipped(&description, DESCRIPTION),
        check_name: finding.code.name,
        fingerprint: &finding.fingerprint,
        // A document with an error is not used; one with a warning is.
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
        },
        location: Location {
            path: finding.place.path.text(),
            lines: Lines { begin: finding.place.region.start_line, end: finding.place.region.end_line },
        },
    }
}
