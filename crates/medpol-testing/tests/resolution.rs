//! Which policy governs: every case of `fixtures/resolution`, as a reader is told of it, and every other
//! case whose author says what should govern.
//!
//! `INSTA_UPDATE=always cargo test` writes new explanations for review.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::{Path, PathBuf};

use medpol_analysis::governance_difference;
use medpol_diagnostics::{SourceMap, Span};
use medpol_library::{Library, Request, read_request};
use medpol_model::{Expectation, Expected};
use medpol_report::{Colour, diagnostic, resolution};
use medpol_testing::{fixtures, snapshot_settings};
use walkdir::WalkDir;

fn library(folder: &Path, sources: &mut SourceMap) -> Library {
    let library = Library::load(folder, sources);
    let problems = diagnostic::text(library.diagnostics(), sources, Colour::Never);
    assert!(library.diagnostics().is_empty(), "{problems}");
    library
}

#[track_caller]
fn read(library: &Library, path: &Path, sources: &mut SourceMap) -> Request {
    let bytes = std::fs::read(path).unwrap();
    let (request, diagnostics) = read_request(library, &path.to_string_lossy(), &bytes, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty(), "{problems}");
    request.unwrap()
}

/// What came out otherwise than expected.
fn difference(request: &Request) -> Option<String> {
    governance_difference(request.case.expectation.as_ref()?, &request.resolution)
}

/// Resolves every case of a folder against a library, with a snapshot of what a reader is told of each.
fn resolve_all(library: &Library, glob: &str, sources: &SourceMap) {
    insta::glob!("../../../fixtures/resolution", glob, |path| {
        let request = read(library, path, &mut sources.clone());
        assert_eq!(difference(&request), None, "{}", path.display());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let told = resolution::text(&request.resolution, Colour::Never);
        snapshot_settings(path).bind(|| insta::assert_snapshot!(name, told));
    });
}

#[test]
fn every_case_of_the_made_up_library_is_resolved_as_its_author_expects() {
    let mut sources = SourceMap::default();
    let library = library(&fixtures::folder().join("resolution/made-up/library"), &mut sources);
    resolve_all(&library, "made-up/*.yaml", &sources);
}

#[test]
fn every_case_of_resolution_is_resolved_as_its_author_expects() {
    let mut sources = SourceMap::default();
    let library = library(&fixtures::repository().join("policies"), &mut sources);
    resolve_all(&library, "*.yaml", &sources);
}

#[test]
fn every_other_case_is_resolved_as_its_author_expects() {
    let mut sources = SourceMap::default();
    let library = library(&fixtures::repository().join("policies"), &mut sources);
    let mut failures = Vec::new();
    for path in cases(&fixtures::folder()).into_iter().filter(|path| !fixtures::has_own_test(path)) {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("governs:") {
            let request = read(&library, &path, &mut sources.clone());
            failures.extend(difference(&request).map(|difference| format!("{}: {difference}", path.display())));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The cases of a payer's own policy come to that policy, whether or not they say so.
#[test]
fn a_complete_request_to_cohere_is_governed_by_its_policy() {
    let mut sources = SourceMap::default();
    let library = library(&fixtures::repository().join("policies"), &mut sources);
    for path in cases(&fixtures::folder().join("cohere-health/bvn-ablation")) {
        let mut sources = sources.clone();
        let request = read(&library, &path, &mut sources);
        let is_dated = request.resolution.request.iter().all(|fact| fact.value.is_some());
        let wanted = if is_dated { "cohere-health/bvn-ablation@3" } else { "unknown" };
        let governs = Some(Expected { text: wanted.into(), span: Span::new(sources.add("", ""), 0, 0) });
        let expected = Expectation { governs, ..Expectation::default() };
        assert_eq!(governance_difference(&expected, &request.resolution), None, "{}", path.display());
    }
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}
