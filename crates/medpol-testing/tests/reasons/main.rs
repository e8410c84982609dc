//! The reasons of results: what they say, and what every one of them must be like.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]
#![allow(unreachable_pub, reason = "modules of a test are shared by tests")]

#[path = "../sentences/mod.rs"]
mod sentences;

mod nights;
mod table;

use std::path::Path;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{FoundCases, Library, find_cases, ready};
use medpol_model::answer::{Determination, View};
use medpol_testing::fixtures;

pub(crate) fn library() -> Library {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    assert!(library.diagnostics().is_empty(), "{:?}", library.diagnostics());
    library
}

/// A determination with the name of its case.
pub(crate) struct Decided {
    pub(crate) name: String,
    pub(crate) got: Determination,
}

/// The determinations of the cases of a file.
pub(crate) fn decided(library: &Library, path: &Path) -> Vec<Decided> {
    let FoundCases { cases, .. } = find_cases(path, &mut SourceMap::default());
    let mut all = Vec::new();
    for case in &cases {
        let Some(ready) = ready(library, case, None).0 else { continue };
        match Answer::of(ready, library, View::All, WorkLimit::DEFAULT).unwrap() {
            Answer::Determination(got) => all.push(Decided { name: case.name.clone(), got: *got }),
            Answer::Decision(decision) => all.extend(
                decision
                    .determinations
                    .into_iter()
                    .map(|one| Decided { name: case.name.clone(), got: one.determination }),
            ),
            Answer::Edits(_) | Answer::Undecided(_) => {}
        }
    }
    all
}

#[test]
fn every_sentence_of_every_fixture_can_be_read() {
    let library = library();
    let mut faults = Vec::new();
    let mut number = 0;
    for entry in walkdir::WalkDir::new(fixtures::folder()).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let is_case = path.extension().is_some_and(|extension| extension == "yaml") && !fixtures::has_own_test(&path);
        if !is_case {
            continue;
        }
        for Decided { name, got } in decided(&library, &path) {
            number += 1;
            faults.extend(sentences::faults(&got).into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(number > 500, "{number} cases");
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Under a failing criterion the patient is never told that what is asked is so.
#[test]
fn texts_for_patients_say_what_the_plan_asks_and_what_is_on_record() {
    let library = library();
    let path = fixtures::folder().join("cohere-health/bvn-ablation/age.yaml");
    let all = decided(&library, &path);
    let told: Vec<&str> =
        all.iter().flat_map(|one| &one.got.reasons).filter_map(|reason| reason.member_sentence.as_deref()).collect();
    assert!(told.len() > 3, "{told:?}");
    for words in told {
        let record = words.strip_prefix("The plan asks that you are 18 or older. Your record ");
        assert!(
            record.is_some_and(|record| record.starts_with("shows: ") || record.starts_with("leaves this open: ")),
            "{words}"
        );
    }
}
