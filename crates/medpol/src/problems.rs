//! Diagnostics on their way out, as text and as JSON.
//!
//! Their wording is that of `medpol-report`; here is only the document around them.

use medpol_diagnostics::{Diagnostic, Severity, SourceMap};
use medpol_library::Counts;
use medpol_report::diagnostic::{DiagnosticJson, json};
use serde::Serialize;

/// The format name of a list of problems.
const FORMAT: &str = "medpol/problems/1";

/// Problems as a JSON document.
#[derive(Serialize)]
struct ProblemsJson {
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<CountsJson>,
    errors: usize,
    warnings: usize,
    notes: Vec<String>,
    diagnostics: Vec<DiagnosticJson>,
}

#[derive(Serialize)]
struct CountsJson {
    policies: usize,
    criteria_sets: usize,
    vocabularies: usize,
    value_sets: usize,
    cases: usize,
    files: usize,
}

/// The problems as one JSON document with a final line end; `checked` is what was looked at.
pub(crate) fn document(
    diagnostics: &[Diagnostic],
    checked: Option<Counts>,
    notes: &[String],
    sources: &SourceMap,
) -> Result<String, serde_json::Error> {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let mut text = serde_json::to_string_pretty(&ProblemsJson {
        format: FORMAT,
        checked: checked.map(|counts| CountsJson {
            policies: counts.policies,
            criteria_sets: counts.criteria_sets,
            vocabularies: counts.vocabularies,
            value_sets: counts.value_sets,
            cases: counts.cases,
            files: counts.files(),
        }),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: notes.to_vec(),
        diagnostics: json(diagnostics, sources),
    })?;
    text.push('\n');
    Ok(text)
}
