//! Every case of a policy, decided: what its author expects, and what a reader is told.
//!
//! The explanation is a snapshot beside the case, or beside the suite with a part for each row. After a change that is meant,
//! `INSTA_UPDATE=always cargo test` writes the new ones for review.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;

use medpol_answer::{Answer, tried};
use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{FoundCases, Library, WrittenCase, find_cases, read_case, ready};
use medpol_model::answer::{Determination, EditAnswer, EditStatus, Explained, Outcome, View};
use medpol_report::trial::Difference;
use medpol_report::{Colour, diagnostic};
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

/// The cases that are told whole, one for a policy; of all others only what decides and what is open.
const WHOLE: [&str; 4] = ["typical-l4-l5", "typical-first-lumbar", "typical-first-cervical", "typical-both-sides"];

/// Compares the cases of a file with what their author expects, and what a reader is told of them with
/// the snapshot of the file.
fn compare(library: &Library, path: &Path, sources: &mut SourceMap) {
    let FoundCases { cases, diagnostics, .. } = find_cases(path, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty() && !cases.is_empty(), "{}: {problems}", path.display());
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let view = if WHOLE.contains(&name.as_str()) { View::All } else { View::Decided };
    let told: Vec<String> = cases.iter().map(|case| decided(library, case, view, sources)).collect();
    let told = match (cases.as_slice(), told.as_slice()) {
        ([case], [told]) if case.line.is_none() => told.clone(),
        (cases, told) => suite(cases, told),
    };
    let mut settings = snapshot_settings(path);
    // A word changed in the policy should not change every snapshot.
    settings.add_filter(r"\b[0-9a-f]{12}\b", "[digest]");
    settings.bind(|| insta::assert_snapshot!(name, told));
}

/// What a reader is told of the rows of a suite: once what they have in common, and each under its name
/// with no more than what is its own.
fn suite(cases: &[WrittenCase], told: &[String]) -> String {
    let background = |told: &str| -> Vec<String> {
        let part = told.split("\n\n").find(|part| part.starts_with(BACKGROUND)).unwrap_or_default();
        part.lines().skip(1).fold(Vec::new(), |mut entries: Vec<String>, line| {
            match entries.last_mut().filter(|_| line.starts_with(' ')) {
                Some(entry) => *entry = format!("{entry}\n{line}"),
                None => entries.push(line.to_owned()),
            }
            entries
        })
    };
    let backgrounds: Vec<Vec<String>> = told.iter().map(|told| background(told)).collect();
    let is_common = |entry: &&String| backgrounds.iter().all(|background| background.contains(entry));
    let common: Vec<&String> = backgrounds[0].iter().filter(is_common).collect();
    let mut parts = vec![joined(&common)];
    for ((case, told), background) in cases.iter().zip(told).zip(&backgrounds) {
        let name = case.name.rsplit_once('#').unwrap().1;
        let own: Vec<&String> = background.iter().filter(|entry| !common.contains(entry)).collect();
        parts.extend([format!("━━ {name}"), joined(&own)]);
        let is_met = told.starts_with("met ");
        let is_left_out = |part: &str| {
            let is_list = part.starts_with("Criteria\n") || part.starts_with("Exclusions\n");
            let is_same = ["Digests ", "This is advice", BACKGROUND].iter().any(|start| part.starts_with(start));
            // Where everything is met, the lists would be the policy again.
            is_same || (is_list && is_met)
        };
        let further = told.split("\n\n").filter(|part| !is_left_out(part));
        parts.extend(further.map(|part| without_plain(part.trim_end())));
    }
    parts.join("\n\n")
}

/// The heading of what is told of policy and case.
const BACKGROUND: &str = "Why this policy\n";

/// A list without the criteria that are in order and have no parts: they would be the policy again.
fn without_plain(part: &str) -> String {
    let is_list = part.starts_with("Criteria\n") || part.starts_with("Exclusions\n");
    let mut is_kept = true;
    let lines = part.lines().filter(|line| {
        if line.starts_with("  ") && !line.starts_with("   ") {
            is_kept = !is_list || !line.starts_with("  ✓");
        }
        is_kept
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn joined(entries: &[&String]) -> String {
    entries.iter().map(|entry| entry.as_str()).collect::<Vec<_>>().join("\n")
}

/// What a case expects was decided without an explanation; the explanation says the same.
fn check_explained(case: &WrittenCase, got: &Determination) {
    let Some(expect) = &case.document().expect else { return };
    if let Some(result) = &expect.result {
        assert_eq!(*result.text, *got.result.word(), "{}", case.name);
    }
    let criteria = expect.criteria.0.iter().map(|(id, status)| (id, &status.0, &got.criteria));
    let exclusions = expect.exclusions.0.iter().map(|(id, status)| (id, &status.0, &got.exclusions));
    for (id, status, nodes) in criteria.chain(exclusions) {
        let node = find(nodes, &id.text).unwrap_or_else(|| panic!("{}: `{}` is not explained", case.name, id.text));
        assert_eq!(*status.text, *node.status.word(), "{}: {}", case.name, id.text);
    }
}

fn find<'a>(nodes: &'a [Explained], id: &str) -> Option<&'a Explained> {
    nodes.iter().find_map(|node| if node.id.as_deref() == Some(id) { Some(node) } else { find(&node.parts, id) })
}

/// Lists in lists in lists multiply; what is told of them does not grow without end.
#[test]
fn explanations_of_long_lists_are_bounded() {
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
    let got = determine(&ready.policy, library.symbols(), &ready.case, None, View::All, WorkLimit::DEFAULT).unwrap();
    let told: usize = got.criteria.iter().chain(&got.exclusions).map(nodes).sum();
    assert!((700..1_000).contains(&told), "{told} nodes");
    assert!(got.warnings.iter().any(|warning| warning.contains("told one by one")), "{:?}", got.warnings);
}

fn nodes(node: &Explained) -> usize {
    1 + node.parts.iter().map(nodes).sum::<usize>()
}

#[test]
fn no_snapshot_has_lost_its_case() {
    assert_eq!(orphans(&fixtures::folder()).unwrap(), Vec::<std::path::PathBuf>::new());
}

/// What a reader is told of a case, which comes out as its author expects.
fn decided(library: &Library, case: &WrittenCase, view: View, sources: &SourceMap) -> String {
    let (trial, diagnostics) = tried(library, case, sources);
    let problems = diagnostic::text(&diagnostics, sources, Colour::Never);
    assert!(diagnostics.is_empty(), "{problems}");
    let differences = trial.unwrap().trial.differences;
    let told: Vec<String> = differences.iter().map(Difference::sentence).collect();
    assert!(told.is_empty(), "{}:\n  {}", case.name, told.join("\n  "));
    let answer = Answer::of(ready(library, case, None).0.unwrap(), library, view, WorkLimit::DEFAULT).unwrap();
    match &answer {
        Answer::Determination(got) => {
            assert!(got.result != Outcome::Unknown || !got.missing.is_empty(), "{}: nothing to ask for", case.name);
            let whole = ready(library, case, None).0.unwrap();
            let whole = Answer::of(whole, library, View::All, WorkLimit::DEFAULT).unwrap();
            if let Answer::Determination(whole) = &whole {
                check_explained(case, whole);
            }
        }
        Answer::Edits(got) => {
            let is_open = |edit: &EditAnswer| edit.status == EditStatus::Incomplete && edit.missing.is_empty();
            assert!(!got.edits.iter().any(is_open), "{}: nothing to ask for", case.name);
        }
        Answer::Decision(_) | Answer::Undecided(_) => {}
    }
    answer.text(view, Colour::Never)
}
