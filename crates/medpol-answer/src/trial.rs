//! A case, tried: what comes out otherwise than its author expects.
//!
//! For `medpol test`, `medpol watch` and the tests of this repository alike. What an expectation asks for
//! is mostly a result and the statuses of some criteria; those are decided and not explained.

mod decided;
mod differences;

use medpol_diagnostics::{Bearing, Diagnostic, SourceMap, Span, codes};
use medpol_explainer::{Allowance, WorkLimit, edit};
use medpol_library::{Governed, Library, Ready, Request, WrittenCase, doubts_of, ready, requested_for_answer};
use medpol_model::answer::{Outcome, Unreadable, combined};
use medpol_model::case::Expectation;
use medpol_model::policy::PolicyKind;
use medpol_report::trial::{Difference, Trial, why};
use medpol_syntax::Replacement;

use crate::bounded::Unbounded;
use crate::governed::{found_by_edits, together};
use crate::plain::outcome_of;

use self::decided::Decided;
use self::differences::{Different, edit_differences, governance_difference, result_difference};

/// A case that tests a policy makes no more work than anybody's.
const LIMIT: WorkLimit = WorkLimit::DEFAULT;

/// A case that was tried, and what to write so that it expects what came out.
pub struct Tried {
    /// How it came out.
    pub trial: Trial,
    /// For each difference, what to replace in its file; `None` if only a person can mend it.
    pub update: Vec<Option<Replacement>>,
}

/// Tries a case: by the policy that it expects, else by the policy that governs. `None`, with problems that say
/// why, when anything is wrong with it.
pub fn tried(library: &Library, case: &WrittenCase, sources: &SourceMap) -> (Option<Tried>, Vec<Diagnostic>) {
    let mut trial = Trial {
        case: case.name.clone(),
        line: case.line,
        place: case.place_of_expectation(),
        title: None,
        policy: None,
        has_expectation: false,
        unreadable: doubts_of(library, case, None),
        differences: Vec::new(),
    };
    if !trial.unreadable.is_empty() {
        trial.title = case.title().map(str::to_owned);
        return (Some(Tried { trial, update: Vec::new() }), Vec::new());
    }
    match different(library, case, &mut trial) {
        Ok(different) => {
            trial.differences = different.iter().map(|one| told(one, case, sources)).collect();
            // The first that is otherwise is what is pointed at.
            trial.place = different.first().and_then(|one| place(one, case)).unwrap_or(trial.place);
            let update = different.into_iter().map(|one| update(one, case)).collect();
            (Some(Tried { trial, update }), Vec::new())
        }
        Err(problems) => (None, problems),
    }
}

/// What comes out otherwise, noted beside what the trial was about; else the problems of the case.
fn different(library: &Library, case: &WrittenCase, trial: &mut Trial) -> Result<Vec<Different>, Vec<Diagnostic>> {
    let mut different = Vec::new();
    if case.expects_policy() {
        let (ready, problems) = ready(library, case, None);
        let Some(ready) = ready else { return Err(problems) };
        let unknown = ready.check_expectation();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        trial.title = ready.case.title.as_deref().map(str::to_owned);
        trial.policy = Some(ready.policy.reference());
        if let Some(expected) = &ready.case.expectation {
            trial.has_expectation |= expected.says_something();
            different = by_policy(library, &ready, expected).map_err(|unbounded| vec![unbounded.problem(case)])?;
        }
    }
    if !case.expects_policy() || case.expects_governance() {
        let (request, problems) = requested_for_answer(library, case);
        let Some(request) = request else { return Err(problems) };
        trial.unreadable = in_the_way(&request, case);
        if !trial.unreadable.is_empty() {
            return Ok(Vec::new());
        }
        trial.title = request.case.title.as_deref().map(str::to_owned);
        if let Some(expected) = &request.case.expectation {
            trial.has_expectation |= expected.says_something();
            different.extend(governance_difference(expected, &request.resolution));
            if !case.expects_policy() {
                let by_what_governs = by_what_governs(library, &request, expected);
                different.extend(by_what_governs.map_err(|unbounded| vec![unbounded.problem(case)])?);
            }
        }
    }
    Ok(different)
}

/// A difference as it is told, with its line.
fn told(different: &Different, case: &WrittenCase, sources: &SourceMap) -> Difference {
    let place = place(different, case);
    Difference {
        keys: different.keys.clone(),
        expected: different.expected.clone(),
        got: different.got.clone(),
        line: place.map(|place| sources.position(place).line),
    }
}

/// Where a difference is expected, if the case says it itself.
fn place(different: &Different, case: &WrittenCase) -> Option<Span> {
    different.place.or_else(|| Some(case.expected(&different.keys)?.key_span))
}

/// What to write for a difference. Nothing can be written where the case does not say itself what it expects.
fn update(different: Different, case: &WrittenCase) -> Option<Replacement> {
    case.expected(&different.keys).zip(different.instead).map(|(entry, by)| Replacement::of(entry, by))
}

/// P0480 where a case that was tried came out otherwise than its author expects.
pub fn not_as_expected(trial: &Trial) -> Option<Diagnostic> {
    /// Differences that are told, at most.
    const TOLD: usize = 5;
    let mut told: Vec<String> = trial.differences.iter().take(TOLD).map(Difference::sentence).collect();
    if let more @ 1.. = trial.differences.len().saturating_sub(told.len()) {
        told.push(format!("{more} more differences"));
    }
    let message = format!("the case is not as expected: {}", told.join("; "));
    let problem = Diagnostic::new(&codes::P0480, trial.place, message)
        .label(trial.title.clone().unwrap_or_else(|| "this is expected".to_owned()))
        .help(format!("`{}` says why", why(trial)))
        .help("correct the policy, or what the case expects");
    (!trial.differences.is_empty()).then(|| problem.bearing(Bearing::Alone))
}

/// The files that cannot be read and because of which it cannot be told what governs a case, or what edits
/// find beside.
fn in_the_way(request: &Request, case: &WrittenCase) -> Vec<Unreadable> {
    let resolution = &request.resolution;
    let beside = if case.expects_policy() { &[] } else { resolution.beside_unreadable.as_slice() };
    let mut unreadable = resolution.unreadable();
    unreadable.extend(beside.iter().cloned());
    unreadable.sort();
    unreadable.dedup();
    unreadable
}

/// What the policy that is for a case says otherwise.
fn by_policy(library: &Library, ready: &Ready, expected: &Expectation) -> Result<Vec<Different>, Unbounded> {
    let Ready { policy, case, governing, .. } = ready;
    let symbols = library.symbols();
    if policy.kind != PolicyKind::CodingEdits {
        let decided = Decided::of(policy, symbols, case);
        let differences = decided.differences(expected);
        return decided.too_much().map_or(Ok(differences), |too_much| Err(Unbounded::of(policy)(too_much)));
    }
    let governing =
        governing.as_ref().map(|medical| outcome_of(&medical.policy, symbols, &medical.case, &Allowance::from(LIMIT)));
    let report = edit(policy, symbols, case, governing.transpose()?, LIMIT).map_err(Unbounded::of(policy))?;
    Ok(edit_differences(expected, &report))
}

/// What comes out otherwise under the policy that governs: the result, and what coding edits find beside.
fn by_what_governs(library: &Library, request: &Request, expected: &Expectation) -> Result<Vec<Different>, Unbounded> {
    let symbols = library.symbols();
    let allowed = Allowance::from(LIMIT);
    let result = |governed: &Governed| outcome_of(&governed.policy, symbols, &governed.case, &allowed);
    let results = request.governed.iter().map(result).collect::<Result<Vec<_>, _>>()?;
    let governing = together(combined(results), &request.resolution);
    let result = governing.unwrap_or(Outcome::Unknown);
    let mut differences: Vec<Different> = result_difference(expected, result).into_iter().collect();
    for edits in request.beside.iter().filter(|beside| beside.policy.kind == PolicyKind::CodingEdits) {
        differences.extend(edit_differences(expected, &found_by_edits(edits, symbols, governing, &allowed)?));
    }
    Ok(differences)
}
