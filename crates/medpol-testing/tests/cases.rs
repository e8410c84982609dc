//! Every case of a policy, decided: what its author expects, and what a reader is told.
//!
//! The explanation is a snapshot beside the case. After a change that is meant,
//! `INSTA_UPDATE=always cargo test` writes the new ones for review.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_evaluator::determine;
use medpol_library::{Library, read_case};
use medpol_model::{Determination, Expectation, Expected, Explained, Outcome};
use medpol_report::determination::{View, text};
use medpol_report::{Colour, diagnostic};
use medpol_testing::{fixtures, orphans, snapshot_settings};

#[test]
fn every_case_is_decided_as_its_author_expects() {
    let mut sources = SourceMap::default();
    let library = Library::load(&fixtures::repository().join("policies"), &mut sources);
    let problems = diagnostic::text(library.diagnostics(), &sources, Colour::Never);
    assert!(library.diagnostics().is_empty(), "{problems}");
    insta::glob!("../../../fixtures", "**/*.yaml", |path| {
        if has_own_test(path) {
            return;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (determination, expectation) = decide(&library, path, &mut sources.clone());
        let differences = expectation.map(|expected| differences(&expected, &determination)).unwrap_or_default();
        assert!(differences.is_empty(), "{}:\n  {}", path.display(), differences.join("\n  "));
        assert!(determination.result != Outcome::Unknown || !determination.missing.is_empty(), "nothing to ask for");
        let told = text(&determination, View::Context, Colour::Never);
        let mut settings = snapshot_settings(path);
        // A word changed in the policy should not change every snapshot.
        settings.add_filter(r"\b[0-9a-f]{12}\b", "[digest]");
        settings.bind(|| insta::assert_snapshot!(name, told));
    });
}

/// Whether a fixture is no case of the library in `policies`, and is looked at by another test.
fn has_own_test(path: &Path) -> bool {
    let below = path.strip_prefix(fixtures::folder()).unwrap_or(path);
    let first = below.components().next().map(|part| part.as_os_str().to_owned()).unwrap_or_default();
    ["invalid", "operators", "resolution", "synthetic"].iter().any(|name| first == *name)
}

#[test]
fn no_snapshot_has_lost_its_case() {
    assert_eq!(orphans(&fixtures::folder()).unwrap(), Vec::<std::path::PathBuf>::new());
}

fn decide(library: &Library, path: &Path, sources: &mut SourceMap) -> (Determination, Option<Expectation>) {
    let bytes = std::fs::read(path).unwrap();
    let (ready, diagnostics) = read_case(library, &path.to_string_lossy(), &bytes, None, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty(), "{problems}");
    let ready = ready.unwrap();
    let expectation = ready.case.expectation.clone();
    (determine(&ready.policy, library.symbols(), &ready.case, Some(ready.selection)), expectation)
}

/// What came out otherwise than expected.
fn differences(expected: &Expectation, got: &Determination) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: String, expected: &str, got: &str| {
        if expected != got {
            differences.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    if let Some(result) = &expected.result {
        compare("result".to_owned(), &result.text, word(got.result));
    }
    for (nodes, wanted) in [(&got.criteria, &expected.criteria), (&got.exclusions, &expected.exclusions)] {
        for (id, status) in wanted {
            let node = find(nodes, &id.text).map_or("nothing of that name", |node| node.status.word());
            compare(format!("`{}`", id.text), &status.text, node);
        }
    }
    if let Some(missing) = &expected.missing {
        let wanted = sorted(missing.iter().map(|Expected { text, .. }| text.to_string()));
        let asked = sorted(got.missing.iter().map(|missing| missing.fact.clone()));
        compare("missing".to_owned(), &wanted, &asked);
    }
    differences
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "met",
        Outcome::NotMet => "not_met",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not_applicable",
    }
}

fn find<'a>(nodes: &'a [Explained], id: &str) -> Option<&'a Explained> {
    nodes.iter().find_map(|node| if node.id.as_deref() == Some(id) { Some(node) } else { find(&node.parts, id) })
}

fn sorted(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
