//! Every case of a policy, decided: what its author expects, and what a reader is told.
//!
//! The explanation is a snapshot beside the case. After a change that is meant,
//! `INSTA_UPDATE=always cargo test` writes the new ones for review.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_evaluator::{determine, edit};
use medpol_library::{Library, Ready, read_case};
use medpol_model::{
    Determination, EditAnswer, EditReport, EditStatus, Expectation, Expected, ExpectedFinding, ExpectedLine, Explained,
    Finding, LineRole, Outcome, PolicyKind,
};
use medpol_report::determination::{View, text};
use medpol_report::{Colour, diagnostic, edits};
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
        let ready = ready(&library, path, &mut sources.clone());
        let (differences, told) = match ready.policy.kind {
            PolicyKind::CodingEdits => checked(&library, ready),
            _ => decided(&library, ready),
        };
        assert!(differences.is_empty(), "{}:\n  {}", path.display(), differences.join("\n  "));
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

/// What coding edits found otherwise than expected.
fn edit_differences(expected: &Expectation, got: &EditReport) -> Vec<String> {
    let mut differences = Vec::new();
    for (id, status) in &expected.edits {
        let found = got.edits.iter().find(|edit| *edit.id == *id.text);
        let word = found.map_or("nothing of that name", |edit| edit.status.word());
        if *status.text != *word {
            differences.push(format!("`{}`: expected {}, got {word}", id.text, status.text));
        }
    }
    if let Some(missing) = &expected.missing {
        let wanted = sorted(missing.iter().map(|Expected { text, .. }| text.to_string()));
        let asked = got.edits.iter().flat_map(|edit| &edit.missing);
        let asked = sorted(asked.map(|missing| missing.fact.clone()));
        if wanted != asked {
            differences.push(format!("missing: expected {wanted}, got {asked}"));
        }
    }
    let Some(wanted) = &expected.findings else { return differences };
    let mut open: Vec<&Finding> = got.findings().collect();
    for wanted in wanted {
        match open.iter().position(|finding| is_as_expected(finding, wanted)) {
            Some(at) => {
                open.remove(at);
            }
            None => differences.push(format!("no finding like {}", expected_finding(wanted))),
        }
    }
    let shown = |finding: &&Finding| format!("not expected: {}", shown_finding(finding));
    differences.extend(open.iter().map(shown));
    differences
}

fn is_as_expected(finding: &Finding, wanted: &ExpectedFinding) -> bool {
    let alike = |wanted: &Option<Vec<ExpectedLine>>, role| {
        let wanted = wanted.as_ref().map(|lines| lines.iter().map(|line| line.number).collect::<Vec<_>>());
        wanted.is_none_or(|wanted| wanted == finding.lines(role).collect::<Vec<_>>())
    };
    *finding.edit == *wanted.edit.text
        && alike(&wanted.lines, LineRole::Cause)
        && alike(&wanted.related, LineRole::Related)
}

fn expected_finding(wanted: &ExpectedFinding) -> String {
    let lines = |lines: &Option<Vec<ExpectedLine>>| {
        lines.as_ref().map(|lines| lines.iter().map(|line| line.number).collect::<Vec<_>>())
    };
    format!("`{}` on {:?}, related {:?}", wanted.edit.text, lines(&wanted.lines), lines(&wanted.related))
}

fn shown_finding(finding: &Finding) -> String {
    let lines = |role| finding.lines(role).collect::<Vec<_>>();
    format!("`{}` on {:?}, related {:?}", finding.edit, lines(LineRole::Cause), lines(LineRole::Related))
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
        compare("result".to_owned(), &result.text, got.result.word());
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

fn find<'a>(nodes: &'a [Explained], id: &str) -> Option<&'a Explained> {
    nodes.iter().find_map(|node| if node.id.as_deref() == Some(id) { Some(node) } else { find(&node.parts, id) })
}

fn sorted(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
