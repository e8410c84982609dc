//! A case, tried: what comes out otherwise than its author expects.
//!
//! Deciding is done as everywhere else; comparing is `medpol-analysis`'s work.

use std::path::{Path, PathBuf};

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
    let expects = Expects::of(read);
    if expects.policy {
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
    if !expects.policy || expects.governance {
        let (request, problems) = read_request(library, &read.name, &read.bytes, sources);
        let Some(request) = request else { return (None, problems) };
        trial.title = request.case.title.as_deref().map(str::to_owned);
        if let Some(expected) = request.case.expectation.clone() {
            trial.has_expectation = true;
            trial.differences.extend(governance_difference(&expected, &request.resolution));
            if !expects.policy {
                trial.differences.extend(compared(&expected, &Answer::Decision(Box::new(decided(library, request)))));
            }
        }
    }
    (Some(trial), Vec::new())
}

/// What a case says of the policy it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expects {
    /// Whether it names one.
    pub(crate) policy: bool,
    /// Whether it says what should govern.
    pub(crate) governance: bool,
}

impl Expects {
    /// Reads no more of a case than that.
    pub(crate) fn of(read: &Read) -> Self {
        let root = parse(&mut SourceMap::default(), &read.name, &read.bytes).root;
        let expect = root.as_ref().and_then(|root| root.get("expect"));
        let has = |key| expect.is_some_and(|expect| expect.get(key).is_some());
        Self { policy: has("policy"), governance: has("governs") }
    }
}

/// Where the cases of a library's policies lie: those that there are, and the policies without.
pub(crate) fn folders(library: &Library, fixtures: &Path) -> (Vec<PathBuf>, Vec<String>) {
    let (mut found, mut without) = (Vec::new(), Vec::new());
    for id in library.ids() {
        let folder = fixtures.join(id);
        if folder.is_dir() { found.push(folder) } else { without.push(id.to_owned()) }
    }
    (found, without)
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
