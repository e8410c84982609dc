//! Causes before what follows from them: the order of what is wrong in a library, and what is held back.
//!
//! A document is understood with those that it builds on: a policy with its vocabulary, value sets and sets
//! of criteria, a vocabulary with those that it uses. Where one of them has an error, what was found in
//! the document by its meaning may follow from that error. It is counted at the cause and not told; once the
//! cause is mended, whatever is left of it is told. What is wrong with the form of a document follows from
//! nothing else and is always told; what it makes doubtful is the criterion that it stands in, or the whole file. What any single error means is not known here.

mod builds_on;
mod repeated;

use std::collections::{BTreeMap, BTreeSet};

use medpol_diagnostics::{Bearing, Diagnostic, FileId, Severity, SourceMap, Span, codes, sort};

use crate::tree::Tree;
use builds_on::Documents;
pub(crate) use builds_on::POLICIES;

/// The files in which something was held back.
pub(crate) type HeldBack = BTreeSet<FileId>;

/// Puts the diagnostics of a library in the order of what builds on what, and folds those that follow
/// from others into a count at their cause.
pub(crate) fn fold(tree: &Tree, sources: &SourceMap, diagnostics: &mut Vec<Diagnostic>) -> HeldBack {
    if diagnostics.is_empty() {
        return HeldBack::new();
    }
    let documents = Documents::of(tree);
    for problem in diagnostics.iter_mut() {
        problem.layer = documents.layer(problem.primary.span.file);
    }
    sort(diagnostics);
    let unsound = Unsound::of(diagnostics);
    let mut told = Vec::new();
    let mut held: BTreeMap<FileId, Vec<Diagnostic>> = BTreeMap::new();
    for problem in diagnostics.drain(..) {
        match cause(&problem, &unsound, &documents) {
            Some(cause) => held.entry(cause).or_default().push(problem),
            None => told.push(problem),
        }
    }
    repeated::fold(&mut told, sources);
    let mut held_back = HeldBack::new();
    for (cause, problems) in held {
        let files: Vec<FileId> = problems.iter().map(|problem| problem.primary.span.file).collect();
        let at = told.iter().position(|problem| is_error_in(problem, cause));
        match at.and_then(|at| told.get_mut(at)) {
            Some(problem) => {
                problem.help.push(count(cause, &files));
                held_back.extend(files);
            }
            // Nothing is held back without a word.
            None => told.extend(problems),
        }
    }
    sort(&mut told);
    *diagnostics = told;
    held_back
}

/// The files with errors, by what follows from these.
struct Unsound {
    /// Files whose text could not be read as it stands.
    text: BTreeSet<FileId>,
    /// Files whose form is wrong.
    form: BTreeSet<FileId>,
    /// Where it is wrong.
    places: Vec<Span>,
    /// Files with any error.
    any: BTreeSet<FileId>,
    /// Files with an error that is no consequence of another one in the same file.
    own: BTreeSet<FileId>,
}

impl Unsound {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let files = |is_so: fn(Bearing) -> bool| {
            let errors = diagnostics.iter().filter(|problem| problem.severity == Severity::Error);
            errors.filter(|problem| is_so(problem.bearing)).map(|problem| problem.primary.span.file).collect()
        };
        Self {
            text: files(|bearing| bearing == Bearing::Text),
            form: files(|bearing| matches!(bearing, Bearing::Text | Bearing::Form)),
            places: diagnostics
                .iter()
                .filter(|problem| problem.bearing == Bearing::Form && problem.severity == Severity::Error)
                .map(|problem| problem.primary.span)
                .collect(),
            any: files(|_| true),
            own: files(|bearing| bearing != Bearing::Consequence),
        }
    }
}

/// The file with the error that a diagnostic may follow from.
fn cause(problem: &Diagnostic, unsound: &Unsound, documents: &Documents<'_>) -> Option<FileId> {
    let file = problem.primary.span.file;
    match problem.bearing {
        Bearing::Text | Bearing::Alone => None,
        Bearing::Form => unsound.text.contains(&file).then_some(file),
        Bearing::Meaning | Bearing::Consequence
            if unsound.form.contains(&file) && !is_apart(problem, unsound, documents) =>
        {
            Some(file)
        }
        Bearing::Meaning => below(file, unsound, documents),
        Bearing::Consequence => below(file, unsound, documents).or(unsound.own.contains(&file).then_some(file)),
    }
}

/// Whether a mistake stands in a criterion of its own, and everything that is wrong with the form of the file in
/// others. Then it has nothing to do with these, unless it speaks of another criterion.
fn is_apart(problem: &Diagnostic, unsound: &Unsound, documents: &Documents<'_>) -> bool {
    let place = problem.primary.span;
    let speaks_of_others = [&codes::P0207, &codes::P0406].contains(&problem.code);
    let Some(own) = documents.criterion(place).filter(|_| !speaks_of_others) else { return false };
    let mut wrong = unsound.places.iter().filter(|other| other.file == place.file);
    !unsound.text.contains(&place.file)
        && wrong.all(|other| documents.criterion(*other).is_some_and(|other| other != own))
}

/// The lowest file with errors that a file builds on.
///
/// What is lower has fewer foundations, so that two files never wait for each other.
fn below(file: FileId, unsound: &Unsound, documents: &Documents<'_>) -> Option<FileId> {
    if let Some(library) = documents.library() {
        if library == file {
            let broken = documents.foundations(file).into_iter().filter(|base| unsound.any.contains(base));
            return broken.min_by_key(|base| (documents.layer(*base), *base));
        }
        if unsound.form.contains(&library) {
            return Some(library);
        }
    }
    let layer = documents.layer(file);
    let foundations = documents.foundations(file).into_iter();
    let broken = foundations.filter(|other| unsound.any.contains(other) && documents.layer(*other) < layer);
    broken.min_by_key(|other| (documents.layer(*other), *other))
}

fn is_error_in(problem: &Diagnostic, file: FileId) -> bool {
    problem.severity == Severity::Error && problem.primary.span.file == file
}

/// What is not told because it may follow, as a sentence.
fn count(cause: FileId, files: &[FileId]) -> String {
    let is_here = files.contains(&cause);
    let others = files.iter().filter(|file| **file != cause).collect::<BTreeSet<_>>().len();
    let place = match (is_here, others) {
        (_, 0) => "in this file".to_owned(),
        (true, 1) => "in this file and 1 other".to_owned(),
        (true, others) => format!("in this file and {others} others"),
        (false, 1) => "in 1 file".to_owned(),
        (false, others) => format!("in {others} files"),
    };
    match files.len() {
        1 => format!("mend this first: 1 problem {place} that may follow from it is not shown"),
        several => format!("mend this first: {several} problems {place} that may follow from it are not shown"),
    }
}
