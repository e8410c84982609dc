//! Diagnostics as data for other programs. Nothing is clipped or replaced here.

use medpol_diagnostics::{Diagnostic, Label, Severity, SourceMap};
use schemars::JsonSchema;
use serde::Serialize;

use super::places::Places;

/// A diagnostic with its places resolved. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DiagnosticJson {
    /// The number of the code, such as `P0203`.
    pub code: &'static str,
    /// The name of the code, such as `unknown-fact`.
    pub name: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, as the user named it.
    pub file: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the first character after it.
    pub end_line: usize,
    /// Column of the first character after it.
    pub end_column: usize,
    /// The text at this position.
    pub label: String,
    /// The other parties.
    pub related: Vec<RelatedJson>,
    /// What to do next.
    pub help: Vec<String>,
    /// A mechanical mend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<ReplacementJson>,
}

/// Another party to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RelatedJson {
    /// The file, as the user named it.
    pub file: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// The text at this position.
    pub label: String,
}

/// A text to put in the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplacementJson {
    /// The file, as the user named it.
    pub file: String,
    /// First byte to replace, from 0.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
    /// What to write instead.
    pub text: String,
}

/// These diagnostics as data, in the order given.
pub(super) fn records(diagnostics: &[&Diagnostic], map: &SourceMap) -> Vec<DiagnosticJson> {
    let mut places = Places::new(map);
    diagnostics.iter().map(|diagnostic| record(diagnostic, &mut places)).collect()
}

fn record(diagnostic: &Diagnostic, places: &mut Places<'_>) -> DiagnosticJson {
    let (file, start, end) = places.locate(diagnostic.primary.span);
    DiagnosticJson {
        code: diagnostic.code.number,
        name: diagnostic.code.name,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: diagnostic.message.clone(),
        file: file.to_owned(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        label: diagnostic.primary.text.clone(),
        related: diagnostic.secondary.iter().map(|label| related(label, places)).collect(),
        help: diagnostic.help.clone(),
        replacement: diagnostic.replacement.as_ref().map(|replacement| ReplacementJson {
            file: places.locate(replacement.span).0.to_owned(),
            start: replacement.span.start,
            end: replacement.span.end,
            text: replacement.text.clone(),
        }),
    }
}

fn related(label: &Label, places: &mut Places<'_>) -> RelatedJson {
    let (file, start, _) = places.locate(label.span);
    RelatedJson { file: file.to_owned(), line: start.line, column: start.column, label: label.text.clone() }
}
