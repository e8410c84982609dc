//! Which policy governs: every case of `fixtures/resolution`, as a reader is told of it.
//!
//! `INSTA_UPDATE=always cargo test` writes new explanations for review.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::{Path, PathBuf};

use medpol_answer::tried;
use medpol_diagnostics::SourceMap;
use medpol_library::{FoundCases, Library, Request, WrittenCase, find_cases, requested};
use medpol_model::answer::GroupReport;
use medpol_report::{Colour, diagnostic, resolution};
use medpol_testing::{fixtures, snapshot_settings};
use walkdir::WalkDir;

fn library(folder: &Path, sources: &mut SourceMap) -> Library {
    let library = Library::load(folder, sources);
    let problems = diagnostic::text(library.diagnostics(), sources, Colour::Never);
    assert!(library.diagnostics().is_empty(), "{problems}");
    library
}

/// The cases of a file, each resolved.
#[track_caller]
fn read(library: &Library, path: &Path, sources: &mut SourceMap) -> Vec<(WrittenCase, Request)> {
    let FoundCases { cases, diagnostics, .. } = find_cases(path, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty(), "{problems}");
    let resolved = cases.into_iter().map(|case| {
        let (request, diagnostics) = requested(library, &case);
        let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
        assert!(diagnostics.is_empty(), "{problems}");
        (case, request.unwrap())
    });
    resolved.collect()
}

/// Resolves every case of a folder against a library, with a snapshot of what a reader is told of each.
fn resolve_all(library: &Library, glob: &str, sources: &SourceMap) {
    insta::glob!("../../../fixtures/resolution", glob, |path| {
        let mut told = String::new();
        for (case, request) in read(library, path, &mut sources.clone()) {
            let (trial, _) = tried(library, &case, sources);
            assert_eq!(trial.unwrap().trial.differences, Vec::new(), "{}", case.name);
            told += &resolution::text(&request.resolution, Colour::Never);
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
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

/// The cases of a payer's own policy come to that policy, whether or not they say so.
#[test]
fn a_complete_request_to_cohere_is_governed_by_its_policy() {
    let mut sources = SourceMap::default();
    let library = library(&fixtures::repository().join("policies"), &mut sources);
    let mut seen = 0;
    for path in cases(&fixtures::folder().join("cohere-health/bvn-ablation")) {
        for (case, request) in read(&library, &path, &mut sources.clone()) {
            let is_dated = request.resolution.request.iter().all(|fact| fact.value.is_some());
            let wanted = if is_dated { "cohere-health/bvn-ablation@3" } else { "unknown" };
            assert_eq!(governs(&request), [wanted], "{}", case.name);
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen} cases");
}

/// What governs each group of services, in the words of an expectation.
fn governs(request: &Request) -> Vec<String> {
    let governs = |group: &GroupReport| group.governs.as_ref().map(|policy| policy.policy.clone());
    let word = |group: &GroupReport| governs(group).unwrap_or_else(|| group.outcome.word().to_owned());
    request.resolution.groups.iter().map(word).collect()
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")).collect()
}
