//! A broken rule: where, what, and what to do about it.
//!
//! How rules are checked is not known here.

use std::fmt::Write;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, from the root of the repository.
    pub(crate) path: String,
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) mend: String,
}

impl Finding {
    /// A broken rule at a line of a file.
    pub(crate) fn new(path: &str, line: usize, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, problem: problem.into(), mend: mend.into() }
    }
}

/// The findings in order, with a closing line.
pub(crate) fn report(name: &str, findings: &[Finding]) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort();
    let mut lines = String::new();
    for Finding { path, line, problem, mend } in &sorted {
        let _ = writeln!(lines, "{path}:{line}: {problem}\n  = help: {mend}");
    }
    match sorted.len() {
        0 => format!("{name}: nothing to mend\n"),
        1 => format!("{lines}{name}: 1 thing to mend\n"),
        count => format!("{lines}{name}: {count} things to mend\n"),
    }
}
