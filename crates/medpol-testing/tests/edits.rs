//! Every shipped coding edit can find something and can pass, in a case that names its policy and in one that leaves it to
//! the request which edits are looked at.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{FoundCases, Library, WrittenCase, find_cases};
use medpol_model::answer::{EditReport, EditStatus, View};
use medpol_model::policy::PolicyKind;
use medpol_testing::fixtures;

/// How an edit stood in some case, and how its policy came to be asked.
type Seen = BTreeMap<String, BTreeSet<[&'static str; 2]>>;

fn note(seen: &mut Seen, report: &EditReport, asked: &'static str) {
    for edit in &report.edits {
        let name = format!("{}@{} {}", report.policy.id, report.policy.version, edit.id);
        let stands = match edit.status {
            EditStatus::Pass => "pass",
            EditStatus::Finding => "finding",
            EditStatus::Incomplete | EditStatus::NotApplicable => continue,
        };
        seen.entry(name).or_default().insert([asked, stands]);
    }
}

fn answer(library: &Library, case: &WrittenCase, seen: &mut Seen) {
    let ready = medpol_library::ready(library, case, None).0;
    if let Some(Answer::Edits(report)) =
        ready.and_then(|ready| Answer::of(ready, library, View::All, WorkLimit::DEFAULT).ok())
    {
        note(seen, &report, "named");
    }
    if let Some(Answer::Decision(decision)) = Answer::find(library, case, None, View::All, WorkLimit::DEFAULT).0 {
        decision.edits.iter().for_each(|report| note(seen, report, "chosen"));
    }
}

#[test]
fn every_edit_has_a_case_that_it_passes_and_one_that_it_does_not() {
    let mut sources = SourceMap::default();
    let library = Library::load(&fixtures::repository().join("policies"), &mut sources);
    let mut seen = Seen::new();
    for folder in ["coding", "cohere-health"] {
        let FoundCases { cases, diagnostics, .. } = find_cases(&fixtures::folder().join(folder), &mut sources);
        assert!(diagnostics.is_empty());
        for case in &cases {
            answer(&library, case, &mut seen);
        }
    }
    let mut missing = Vec::new();
    for policy in library.policies().iter().filter(|policy| policy.kind == PolicyKind::CodingEdits) {
        for edit in &policy.edits {
            let id = policy.detail(edit.node).unwrap().id.as_ref().unwrap();
            let name = format!("{} {}", policy.reference(), id.0);
            let wanted =
                ["named", "chosen"].into_iter().flat_map(|asked| ["pass", "finding"].map(|stands| [asked, stands]));
            let had = seen.get(&name).cloned().unwrap_or_default();
            missing.extend(
                wanted.filter(|pair| !had.contains(pair)).map(|[asked, stands]| format!("{name}: {asked}, {stands}")),
            );
        }
    }
    assert!(missing.is_empty(), "no case shows\n{}", missing.join("\n"));
}
