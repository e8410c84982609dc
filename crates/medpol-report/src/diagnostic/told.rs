//! Which problems are told, and how many more there are: the same in every form.
//!
//! Whoever makes one mistake in a thousand files learns nothing from the fifty-first. How a problem is written is not
//! known here.

use std::collections::BTreeMap;

use medpol_diagnostics::{Diagnostic, MOST_OF_A_KIND, Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// The problems that are told, and the others of their kinds as numbers.
#[derive(Debug)]
pub(super) struct Told<'a> {
    /// In the order given; of each kind no more than the first so many.
    pub(super) problems: Vec<&'a Diagnostic>,
    /// The others, by code.
    pub(super) further: Vec<FurtherProblems>,
}

/// Problems of one kind that are not told one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FurtherProblems {
    /// The number of the code, such as `P0203`.
    pub code: &'static str,
    /// How many more there are.
    pub problems: usize,
}

impl<'a> Told<'a> {
    pub(super) fn of(diagnostics: &'a [Diagnostic]) -> Self {
        let mut kinds: BTreeMap<&'static str, Kind> = BTreeMap::new();
        let mut problems = Vec::new();
        for problem in diagnostics {
            let kind = kinds.entry(problem.code.number).or_default();
            kind.all += problem.number();
            if kind.told < MOST_OF_A_KIND {
                kind.told += 1;
                problems.push(problem);
            }
        }
        let further = kinds.into_iter().filter(|(_, kind)| kind.all > kind.told);
        let further = further.map(|(code, kind)| FurtherProblems { code, problems: kind.all - kind.told });
        Self { problems, further: further.collect() }
    }
}

/// The problems of one kind.
#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    all: usize,
    told: usize,
}

/// How many there are of this severity, those included that are only counted.
pub fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|problem| problem.severity == severity).map(Diagnostic::number).sum()
}
