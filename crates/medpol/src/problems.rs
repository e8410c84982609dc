//! Diagnostics on their way out, apart from the data that a command was asked for.
//!
//! The document is that of `medpol-report`; here the files of the library are counted for it.

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{DocumentCounts, Library};
use medpol_report::diagnostic::{self, FilesChecked, Problems};

use crate::failure::Failure;
use crate::strictness::{errors, tell_incomplete};
use crate::terminal::Terminal;

/// The problems as one JSON document with a final line end; `checked` is what was looked at.
pub(crate) fn document(
    diagnostics: &[Diagnostic],
    checked: Option<DocumentCounts>,
    notes: &[String],
    sources: &SourceMap,
) -> Result<String, serde_json::Error> {
    let checked = checked.map(|counts| FilesChecked {
        policies: counts.policies,
        criteria_sets: counts.criteria_sets,
        vocabularies: counts.vocabularies,
        value_sets: counts.value_sets,
        code_systems: counts.code_systems,
        cases: counts.cases + counts.rows,
        suites: counts.suites,
        files: counts.files(),
    });
    let mut text = serde_json::to_string_pretty(&Problems::of(diagnostics, checked, notes, sources))?;
    text.push('\n');
    Ok(text)
}

/// How problems are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For a person.
    Text,
    /// As a document, where the data is JSON.
    Json,
}

/// Writes problems to stderr.
pub(crate) fn tell(
    form: Form,
    diagnostics: &[Diagnostic],
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    let text = match form {
        Form::Json => document(diagnostics, None, &[], sources)?,
        Form::Text => diagnostic::text(diagnostics, sources, terminal.chatter),
    };
    terminal.chatter(&text);
    Ok(())
}

/// Writes the problems of cases to stderr, and says which files of their library cannot be read.
pub(crate) fn tell_with_library(
    form: Form,
    of_cases: &[Diagnostic],
    library: &Library,
    sources: &SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    match form {
        Form::Text => tell_incomplete(library, terminal),
        // One document: whoever reads it finds the errors of the library by their files.
        Form::Json if !library.unreadable().is_empty() => {
            let all: Vec<Diagnostic> = errors(library).chain(of_cases.iter().cloned()).collect();
            return tell(form, &all, sources, terminal);
        }
        Form::Json => {}
    }
    if of_cases.is_empty() { Ok(()) } else { tell(form, of_cases, sources, terminal) }
}
