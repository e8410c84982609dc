//! A problem with everything that any of the writings tells: its place in the repository, its help, its mend.
//!
//! Columns are counted as editors and other programs count them, in UTF-16 code units. How it is written down is not
//! known here.

use medpol_diagnostics::{Code, Diagnostic, Severity, SourceMap, Span};

use super::base::{Base, RepositoryPath};
use super::fingerprint::Fingerprints;
use crate::diagnostic::places::Places;
use crate::one_line;

/// A problem.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The code, whose page explains it.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// What is at the place, in one line; may be empty.
    pub label: String,
    /// Where.
    pub place: Place,
    /// The other parties.
    pub related: Vec<Related>,
    /// What to do next, each in one line.
    pub help: Vec<String>,
    /// A mechanical mend.
    pub fix: Option<Fix>,
    /// What it is known by when lines above it change; no two findings of a run have the same.
    pub fingerprint: String,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: RepositoryPath,
    /// Where in it.
    pub region: Region,
}

/// Lines and columns from 1; columns in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Line of the first character.
    pub start_line: usize,
    /// Column of the first character.
    pub start_column: usize,
    /// Line of the first character after it.
    pub end_line: usize,
    /// Column of the first character after it.
    pub end_column: usize,
}

/// Another party to a finding.
#[derive(Clone, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, in one line; may be empty.
    pub label: String,
}

/// A text to put in the place of another.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What to replace.
    pub place: Place,
    /// What to write instead, to the letter.
    pub text: String,
    /// What it does, in one line.
    pub description: String,
}

impl Finding {
    /// What is wrong and what is at the place, in one line.
    pub(super) fn sentence(&self) -> String {
        if self.label.is_empty() { self.message.clone() } else { format!("{} ({})", self.message, self.label) }
    }
}

/// The problems, in the order given.
pub(super) fn findings(diagnostics: &[Diagnostic], sources: &SourceMap, base: &Base) -> Vec<Finding> {
    let mut places = Places::new(sources);
    let mut fingerprints = Fingerprints::default();
    diagnostics.iter().map(|problem| finding(problem, &mut places, base, &mut fingerprints)).collect()
}

fn finding(problem: &Diagnostic, places: &mut Places<'_>, base: &Base, fingerprints: &mut Fingerprints) -> Finding {
    let place = place(problem.primary.span, places, base);
    let help: Vec<String> = problem.help.iter().map(|help| one_line(help)).collect();
    let fingerprint = fingerprints.of(problem, &place, places);
    Finding {
        code: problem.code,
        severity: problem.severity,
        message: one_line(&problem.message),
        label: one_line(&problem.primary.text),
        related: problem
            .secondary
            .iter()
            .map(|label| Related { place: self::place(label.span, places, base), label: one_line(&label.text) })
            .collect(),
        fix: problem.replacement.as_ref().map(|replacement| Fix {
            place: self::place(replacement.span, places, base),
            text: replacement.text.clone(),
            description: help.first().cloned().unwrap_or_else(|| "write this instead".to_owned()),
        }),
        place,
        help,
        fingerprint,
    }
}

/// A place of a source in the repository.
pub(crate) fn place(span: Span, places: &mut Places<'_>, base: &Base) -> Place {
    let Some(lines) = places.lines(span.file) else {
        let region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
        return Place { path: base.path(""), region };
    };
    let column = |offset: usize| {
        let offset = lines.settle(offset);
        let number = lines.number(offset);
        let start = lines.range(number).start;
        (number + 1, lines.text(start..offset).encode_utf16().count() + 1)
    };
    let (start_line, start_column) = column(span.start as usize);
    let (end_line, end_column) = column(span.end as usize);
    Place { path: base.path(lines.name()), region: Region { start_line, start_column, end_line, end_column } }
}
