//! Every case of a policy, decided: what its author expects, and what a reader is told.
//!
//! The explanation is a snapshot beside the case. After a change that is meant,
//! `INSTA_UPDATE=always cargo test` writes the new ones for review.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::path::Path;

use medpol_analysis::{differences, edit_differences};
use medpol_diagnostics::SourceMap;
use medpol_explainer::{determine, edit};
use medpol_library::{Library, Ready, read_case};
use medpol_model::{EditAnswer, EditReport, EditStatus, Explained, Outcome, PolicyKind};
use medpol_report::determination::{View, text};
use medpol_report::{Colour, diagnostic, edits};
use medpol_testing::{fixtures, orphans, snapshot_settings};

#[test]
fn every_case_is_decided_as_its_author_expects() {
    let (library, sources) = load(&fixtures::repository().join("policies"));
    insta::glob!("../../../fixtures", "**/*.yaml", |path| {
        if !fixtures::has_own_test(path) {
            compare(&library, path, &mut sources.clone());
        }
    });
}

#[test]
fn the_synthetic_predecessor_decides_up_to_its_last_day() {
    let folder = tempfile::tempdir().unwrap();
    let policies = fixtures::repository().join("policies");
    fixtures::copy(&policies, folder.path()).unwrap();
    fixtures::copy(&fixtures::folder().join("synthetic/cohere-health"), &folder.path().join("cohere-health")).unwrap();
    let (library, sources) = load(folder.path());
    insta::glob!("../../../fixtures/synthetic", "cases/*.yaml", |path| {
        compare(&library, path, &mut sources.clone());
    });
}

fn load(folder: &Path) -> (Library, SourceMap) {
    let mut sources = SourceMap::default();
    let library = Library::load(folder, &mut sources);
    let problems = diagnostic::text(library.diagnostics(), &sources, Colour::Never);
    assert!(library.diagnostics().is_empty(), "{problems}");
    (library, sources)
}

/// Compares a case with what its author expects, and what a reader is told with its snapshot.
fn compare(library: &Library, path: &Path, sources: &mut SourceMap) {
    let ready = ready(library, path, sources);
    let (differences, told) = match ready.policy.kind {
        PolicyKind::CodingEdits => checked(library, ready),
        _ => decided(library, ready),
    };
    assert!(differences.is_empty(), "{}:\n  {}", path.display(), differences.join("\n  "));
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut settings = snapshot_settings(path);
    // A word changed in the policy should not change every snapshot.
    settings.add_filter(r"\b[0-9a-f]{12}\b", "[digest]");
    settings.bind(|| insta::assert_snapshot!(name, told));
}

/// Lists in lists in lists multiply; what is told of them does not grow without end.
#[test]
fn a_case_of_long_lists_is_told_in_bounded_length() {
    let (library, mut sources) = load(&fixtures::repository().join("policies"));
    let levels = ["L1-L2", "L2-L3", "L3-L4", "L4-L5"];
    let joint =
        |(number, side): (usize, &str)| format!("{{ region: lumbar, level: {}, side: {side} }}", levels[number % 4]);
    let joints: Vec<String> = (0..4).flat_map(|level| [(level, "left"), (level, "right")]).map(joint).collect();
    let earlier =
        |number: usize| format!("{{ region: lumbar, date: 2024, levels: [{}], sides: [left] }}", levels[number % 4]);
    let earlier = (0..12).map(earlier).collect::<Vec<_>>().join(", ");
    let text = format!(
        "format: medpol/case/1\nfacts:\n  request:\n    date_of_service: 2025-09-15\n    facet_levels: [{}]\n  \
         history:\n    medial_branch_blocks: [{earlier}]\n    facet_ablations: [{earlier}]\nexpect: {{ policy: \
         cms/lcd/l38801@2021-04-25 }}\n",
        joints.join(", "),
    );
    let (ready, diagnostics) = read_case(&library, "long", text.as_bytes(), None, &mut sources);
    assert!(diagnostics.is_empty(), "{}", diagnostic::text(&diagnostics, &sources, Colour::Never));
    let ready = ready.unwrap();
    let got = determine(&ready.policy, library.symbols(), &ready.case, None);
    let told: usize = got.criteria.iter().chain(&got.exclusions).map(nodes).sum();
    assert!((4_000..12_000).contains(&told), "{told} nodes");
    assert!(got.warnings.iter().any(|warning| warning.contains("are not told one by one")), "{:?}", got.warnings);
}

fn nodes(node: &Explained) -> usize {
    1 + node.parts.iter().map(nodes).sum::<usize>()
}

#[test]
fn no_snapshot_has_lost_its_case() {
    assert_eq!(orphans(&fixtures::folder()).unwrap(), Vec::<std::path::PathBuf>::new());
}

/// What came out otherwise than expected, and what a reader is told.
type Compared = (Vec<String>, String);

fn ready(library: &Library, path: &Path, sources: &mut SourceMap) -> Ready {
    let bytes = std::fs::read(path).unwrap();
    let (ready, diagnostics) = read_case(library, &path.to_string_lossy(), &bytes, None, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty(), "{problems}");
    ready.unwrap()
}

fn decided(library: &Library, ready: Ready) -> Compared {
    let got = determine(&ready.policy, library.symbols(), &ready.case, Some(ready.selection));
    assert!(got.result != Outcome::Unknown || !got.missing.is_empty(), "nothing to ask for");
    let differences = ready.case.expectation.map(|expected| differences(&expected, &got)).unwrap_or_default();
    (differences, text(&got, View::Context, Colour::Never))
}

/// A case of coding edits. Those that read what the medical policy came to are given the answer of the
/// policy that the case names under `governed_by`.
fn checked(library: &Library, ready: Ready) -> Compared {
    let symbols = library.symbols();
    let governing = ready.governing.map(|medical| determine(&medical.policy, symbols, &medical.case, None).result);
    let report = edit(&ready.policy, symbols, &ready.case, governing);
    let got = EditReport { selection: Some(ready.selection), ..report };
    let is_open = |edit: &EditAnswer| edit.status == EditStatus::Incomplete && edit.missing.is_empty();
    assert!(!got.edits.iter().any(is_open), "nothing to ask for");
    let differences = ready.case.expectation.map(|expected| edit_differences(&expected, &got)).unwrap_or_default();
    (differences, edits::text(&got, Colour::Never))
}
