//! What is wrong with what was read, as one JSON document.
//!
//! Puts the diagnostics and the counts together; what was looked at is counted by the caller.

use medpol_diagnostics::{Diagnostic, Severity, SourceMap};
use schemars::JsonSchema;
use serde::Serialize;

use super::record::records;
use super::told::Told;
use super::{DiagnosticJson, FurtherProblems, count};

/// The format name of a list of problems.
pub const PROBLEMS_FORMAT: &str = "medpol/problems/1";

/// What is wrong with what was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problems {
    /// Always `medpol/problems/1`.
    pub format: &'static str,
    /// What was looked at; left out where a case was only decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<FilesChecked>,
    /// How many of them are errors.
    pub errors: usize,
    /// How many of them are warnings.
    pub warnings: usize,
    /// What to know about the check itself, as sentences without a period.
    pub notes: Vec<String>,
    /// What is wrong, in order.
    #[serde(flatten)]
    pub listed: Listed,
}

/// Problems as data: the first of each kind, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listed {
    /// What is wrong, in order; of each kind the first 50.
    pub diagnostics: Vec<DiagnosticJson>,
    /// The kinds of which there are more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<FurtherProblems>,
}

impl Listed {
    /// These diagnostics as data, in the order given.
    pub fn of(diagnostics: &[Diagnostic], sources: &SourceMap) -> Self {
        let told = Told::of(diagnostics);
        Self { diagnostics: records(&told.problems, sources), further: told.further }
    }
}

/// How many files of each kind were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FilesChecked {
    /// Policy versions.
    pub policies: usize,
    /// Sets of criteria.
    pub criteria_sets: usize,
    /// Vocabularies.
    pub vocabularies: usize,
    /// Value sets.
    pub value_sets: usize,
    /// Code systems.
    pub code_systems: usize,
    /// Cases, rows of suites among them.
    pub cases: usize,
    /// Suites of cases.
    pub suites: usize,
    /// All files, other kinds included.
    pub files: usize,
}

impl Problems {
    /// The document of these diagnostics.
    pub fn of(
        diagnostics: &[Diagnostic],
        checked: Option<FilesChecked>,
        notes: &[String],
        sources: &SourceMap,
    ) -> Self {
        Self {
            format: PROBLEMS_FORMAT,
            checked,
            errors: count(diagnostics, Severity::Error),
            warnings: count(diagnostics, Severity::Warning),
            notes: notes.to_vec(),
            listed: Listed::of(diagnostics, sources),
        }
    }
}
