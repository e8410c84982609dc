//! One mistake in many places: it is reported where it is first, with the lines of the others.
//!
//! A source that was given another name is unknown wherever it is cited. Knows nothing of what a message
//! means; the same code with the same words in one file is the same mistake.

use std::collections::BTreeMap;

use medpol_diagnostics::{Code, Diagnostic, FileId, SourceMap, codes};

/// The codes that say that a name stands for nothing.
static OF_NAMES: [&Code; 10] = [
    &codes::P0201,
    &codes::P0203,
    &codes::P0204,
    &codes::P0205,
    &codes::P0206,
    &codes::P0207,
    &codes::P0213,
    &codes::P0215,
    &codes::P0216,
    &codes::P0224,
];

/// How many lines are listed.
const MOST_LINES: usize = 8;

/// Keeps the first of each mistake, which lists the lines of the others.
///
/// Only a name that stands for nothing is folded: anything else asks for a look at each place.
pub(super) fn fold(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
    let mut first: BTreeMap<(FileId, &'static str, String), usize> = BTreeMap::new();
    let mut again: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for problem in diagnostics.drain(..) {
        let is_of_name = OF_NAMES.contains(&problem.code);
        let key = (problem.primary.span.file, problem.code.number, problem.message.clone());
        match first.get(&key) {
            Some(at) if is_of_name => {
                again.entry(*at).or_default().push(sources.position(problem.primary.span).line);
            }
            _ => {
                first.entry(key).or_insert(kept.len());
                kept.push(problem);
            }
        }
    }
    for (at, lines) in again {
        if let Some(problem) = kept.get_mut(at) {
            problem.help.push(elsewhere(&lines));
        }
    }
    *diagnostics = kept;
}

/// Where else it is, as a sentence.
fn elsewhere(lines: &[usize]) -> String {
    let mut lines = lines.to_vec();
    lines.dedup();
    let shown: Vec<String> = lines.iter().take(MOST_LINES).map(ToString::to_string).collect();
    match (shown.as_slice(), lines.len()) {
        ([only], _) => format!("the same in line {only}"),
        (_, more) if more > MOST_LINES => {
            format!("the same in lines {} and {} more", shown.join(", "), more - MOST_LINES)
        }
        ([first @ .., last], _) => format!("the same in lines {} and {last}", first.join(", ")),
        ([], _) => String::new(),
    }
}
