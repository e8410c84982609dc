//! The cases that count for a policy: those that expect something, come out as they expect, and need no review.
//!
//! Where cases are found is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_answer::{Allowance, WorkLimit, outcome_of, tried};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_explainer::governed;
use medpol_library::{Library, Ready, WrittenCase, ready, requested_for_answer};
use medpol_model::case::Case;
use medpol_model::policy::{Policy, PolicyKind};

/// A case in the slots of a policy's vocabulary, with what it expects.
pub struct CountedCase {
    /// What it is called: a file, or a row as `FILE#ROW`.
    pub name: Arc<str>,
    /// Its facts and its expectation.
    pub case: Case,
}

/// The cases of one policy version.
#[derive(Default)]
pub struct Counted {
    /// Those that count.
    pub cases: Vec<CountedCase>,
    /// How many do not: they do not come out as they expect, expect nothing, or need a review.
    pub not_counted: usize,
}

/// Sorts cases by the policy versions that they are of, and says what is wrong with those that cannot be tried.
///
/// A case that names a policy is of that one. Any other is of what governs it.
pub fn counted(
    library: &Library,
    cases: &[WrittenCase],
    sources: &SourceMap,
) -> (BTreeMap<String, Counted>, Vec<Diagnostic>) {
    let mut found: BTreeMap<String, Counted> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for case in cases {
        let (tried, problems) = tried(library, case, sources);
        let is_wrong = has_errors(&problems);
        diagnostics.extend(problems);
        let Some(trial) = tried.map(|tried| tried.trial).filter(|_| !is_wrong) else { continue };
        if !trial.unreadable.is_empty() {
            continue;
        }
        let counts = trial.has_expectation && trial.differences.is_empty() && !case.needs_review();
        for (policy, own) in of_policies(library, case) {
            let entry = found.entry(policy.reference()).or_default();
            if counts {
                entry.cases.push(CountedCase { name: Arc::from(&*case.name), case: own });
            } else {
                entry.not_counted += 1;
            }
        }
    }
    (found, diagnostics)
}

/// The policies that a case is of, each with the case in its slots.
fn of_policies(library: &Library, case: &WrittenCase) -> Vec<(Arc<Policy>, Case)> {
    if case.expects_policy() {
        return ready(library, case, None).0.map(|ready| with_governing(library, ready)).into_iter().collect();
    }
    let Some(request) = requested_for_answer(library, case).0 else { return Vec::new() };
    let expected = request.case.expectation;
    let own = |governed: medpol_library::Governed| {
        let case = Case { expectation: expected.clone(), ..governed.case };
        (governed.policy, case)
    };
    request.governed.into_iter().map(own).collect()
}

/// A case with what its governing policy comes to, which coding edits may read.
fn with_governing(library: &Library, ready: Ready) -> (Arc<Policy>, Case) {
    let Ready { policy, case, governing, .. } = ready;
    if policy.kind != PolicyKind::CodingEdits {
        return (policy, case);
    }
    let symbols = library.symbols();
    let allowed = Allowance::from(WorkLimit::DEFAULT);
    let outcome = governing.and_then(|medical| outcome_of(&medical.policy, symbols, &medical.case, &allowed).ok());
    let case = governed(&policy, &case, outcome).into_owned();
    (policy, case)
}
