//! A case, tried: what comes out otherwise than its author expects.
//!
//! Deciding is done as everywhere else; comparing is `medpol-analysis`'s work.

use medpol_analysis::{differences, edit_differences, governance_difference};
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{Library, read_case, read_request};
use medpol_model::Expectation;
use medpol_report::trial::Trial;
use medpol_syntax::parse;

use crate::reading::Read;
use medpol_answer::{Answer, decided};

/// Tries a case: by the policy that it expects, else by whatever governs. `None`, with problems that say
/// why, when anything is wrong with it.
pub(crate) fn tried(library: &Library, read: &Read, sources: &mut SourceMap) -> (Option<Trial>, Vec<Diagnostic>) {
    let mut trial =
        Trial { case: read.name.clone(), title: None, policy: None, has_expectation: false, differences: Vec::new() };
    let (is_by_name, expects_governance) = expects(read);
    if is_by_name {
        let (ready, problems) = read_case(library, &read.name, &read.bytes, None, sources);
        let Some(ready) = ready else { return (None, problems) };
        let unknown = ready.check_expectation();
        if !unknown.is_empty() {
            return (None, unknown);
        }
        trial.title = ready.case.title.as_deref().map(str::to_owned);
        trial.policy = Some(ready.policy.reference());
        if let Some(expected) = ready.case.expectation.clone() {
            trial.has_expectation = true;
            trial.differences = compared(&expected, &Answer::of(ready, library));
        }
    }
    if !is_by_name || expects_governance {
        let (request, problems) = read_request(library, &read.name, &read.bytes, sources);
        let Some(request) = request else { return (None, problems) };
        trial.title = request.case.title.as_deref().map(str::to_owned);
        if let Some(expected) = request.case.expectation.clone() {
            trial.has_expectation = true;
            trial.differences.extend(governance_difference(&expected, &request.resolution));
            if !is_by_name {
                trial.differences.extend(compared(&expected, &Answer::Decision(Box::new(decided(library, request)))));
            }
        }
    }
    (Some(trial), Vec::new())
}

/// Whether a case names a policy, and whether it says what should govern.
fn expects(read: &Read) -> (bool, bool) {
    let root = parse(&mut SourceMap::default(), &read.name, &read.bytes).root;
    let has =
        |key| root.as_ref().is_some_and(|root| root.get("expect").is_some_and(|expect| expect.get(key).is_some()));
    (has("policy"), has("governs"))
}

fn compared(expected: &Expectation, answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Determination(determination) => differences(expected, determination),
        Answer::Edits(report) => edit_differences(expected, report),
        Answer::Decision(decision) => {
            let result = expected.result.as_ref().filter(|result| *result.text != *decision.result.word());
            let result =
                result.map(|result| format!("result: expected {}, got {}", result.text, decision.result.word()));
            let edits = decision.edits.iter().flat_map(|report| edit_differences(expected, report));
            result.into_iter().chain(edits).collect()
        }
    }
}
