//! What a reader sees: a page that fits, for all values of the case, and further views that end.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

#[path = "page/mod.rs"]
mod page;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use medpol_answer::{Answer, NamedBy, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{FoundCases, Library, Named, WrittenCase, find_cases, ready};
use medpol_model::answer::View;
use medpol_model::policy::{Basis, PolicyKind};
use medpol_report::Colour;
use medpol_syntax::parse;
use medpol_testing::fixtures;
use page::{PAGE, height, is_cut_needlessly};

/// Columns of a line.
const WIDTH: usize = 100;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "yaml") && has_cases(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether a file holds cases for the shipped library.
fn has_cases(path: &Path) -> bool {
    path.strip_prefix(fixtures::folder()).unwrap().starts_with("resolution") || !fixtures::has_own_test(path)
}

fn cases() -> Vec<WrittenCase> {
    let mut sources = SourceMap::default();
    let found = files(&fixtures::folder()).into_iter().flat_map(|path| {
        let FoundCases { cases, .. } = find_cases(&path, &mut sources);
        cases
    });
    found.collect()
}

/// Checks what is written of an answer in the view of a page.
fn check_page(name: &str, answer: &Answer) {
    let (text, markdown) = (answer.text(View::Page, Colour::Never), answer.markdown(View::Page));
    // Under headings of their own, pages of several policies share the room evenly.
    let spare = if let Answer::Decision(found) = answer { 3 * found.determinations.len() } else { 0 };
    for page in [&text, &markdown] {
        assert!(height(page) <= PAGE, "{name}: {} lines\n{page}", height(page));
        assert!(!is_cut_needlessly(page, spare), "{name}: cut, though lines are left\n{page}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{name}\n{text}");
    if let Answer::Determination(found) = answer {
        let head: Vec<&str> = text.lines().take(3).collect();
        let head = head.join(" ");
        let flags = [
            (!found.notices.is_empty(), "OUTSIDE ITS PERIOD|APPLIED BY NAME|TRIAL"),
            (found.policy.basis == Basis::Reconstructed, "RECONSTRUCTED POLICY"),
            (found.library.is_some(), "LIBRARY INCOMPLETE"),
        ];
        for (is_so, words) in flags {
            assert!(!is_so || words.split('|').any(|word| head.contains(word)), "{name}: no {words} in\n{text}");
        }
    }
}

#[test]
fn a_page_fits_for_every_shipped_case() {
    let library = library();
    for case in cases() {
        let (answer, _) = Answer::find(library, &case, None, View::Page, WorkLimit::DEFAULT);
        if let Some(answer) = answer {
            check_page(&case.name, &answer);
        }
        let Some(ready) = ready(library, &case, None).0 else { continue };
        let name = format!("{} by {}", case.name, ready.policy.reference());
        let answer = Answer::of(ready, library, View::Page, WorkLimit::DEFAULT).unwrap();
        check_page(&name, &answer.named_by(NamedBy::CommandLine, library, &case));
    }
}

/// Every case by every policy that can read it: most know hardly any of its facts.
#[test]
fn a_page_fits_for_every_case_by_every_policy() {
    let library = library();
    let mut sources = SourceMap::default();
    let every_tenth: Vec<WrittenCase> = cases().into_iter().step_by(10).collect();
    let medical = library.policies().iter().filter(|policy| policy.kind != PolicyKind::CodingEdits);
    for policy in medical {
        let named = Named::by_option(&policy.reference(), "--policy", &mut sources);
        for case in &every_tenth {
            if let (Some(answer), _) = Answer::find(library, case, Some(&named), View::Page, WorkLimit::DEFAULT) {
                check_page(&format!("{} by {}", case.name, policy.reference()), &answer);
            }
        }
    }
}

/// A case with long lists and long texts.
fn long_case(joints: usize, blocks: usize, words: usize) -> String {
    let levels = ["L1-L2", "L2-L3", "L3-L4", "L4-L5"];
    let joint = |at: usize| {
        format!(
            "{{ region: lumbar, level: {}, side: {} }}",
            levels[at % 4],
            if at.is_multiple_of(2) { "left" } else { "right" }
        )
    };
    let block = |at: usize| {
        format!(
            "{{ region: lumbar, date: 2024-{:02}, levels: [{}], sides: [left], pain_change: -{} % }}",
            at % 12 + 1,
            levels[at % 4],
            at % 100
        )
    };
    let ablation = |at: usize| format!("{{ region: lumbar, date: 2024, levels: [{}], sides: [left] }}", levels[at % 4]);
    let joints: Vec<String> = (0..joints).map(joint).collect();
    let ablations: Vec<String> = (0..blocks).map(ablation).collect();
    let blocks: Vec<String> = (0..blocks).map(block).collect();
    format!(
        "format: medpol/case/1\ntitle: \"{}\"\nfacts:\n  request:\n    date_of_service: 2025-09-15\n    state: WA\n    \
         line_of_business: medicare\n    facet_levels: [{}]\n    services: [{{ code: \"CPT:64635\" }}]\n  history:\n    \
         medial_branch_blocks: [{}]\n    facet_ablations: [{}]\n",
        "word ".repeat(words),
        joints.join(", "),
        blocks.join(", "),
        ablations.join(", "),
    )
}

#[test]
fn a_page_fits_for_long_cases_and_every_view_ends() {
    let library = library();
    let facet = library.policies().iter().filter(|policy| policy.reference().contains("l38")).collect::<Vec<_>>();
    assert!(!facet.is_empty());
    for (joints, blocks, words) in [(1, 1, 2_000), (8, 0, 1), (8, 24, 5), (4, 12, 400)] {
        let mut sources = SourceMap::default();
        let parsed = parse(&mut sources, "long", long_case(joints, blocks, words).as_bytes());
        let case = WrittenCase::single("long", parsed).0.unwrap();
        for policy in &facet {
            let named = Named::by_option(&policy.reference(), "--policy", &mut sources);
            for (view, most) in [(View::Page, PAGE), (View::Decided, 600), (View::Context, 900), (View::All, 2_400)] {
                let (answer, problems) = Answer::find(library, &case, Some(&named), view, WorkLimit::DEFAULT);
                let Some(answer) = answer else {
                    let told = problems.iter().map(|problem| format!("{} {}\n", problem.code.number, problem.message));
                    assert!(
                        problems.iter().all(|problem| problem.code.number == "R0066"),
                        "{}",
                        told.collect::<String>()
                    );
                    continue;
                };
                if view == View::Page {
                    check_page(&format!("{joints} joints, {blocks} blocks by {}", policy.reference()), &answer);
                }
                let text = answer.text(view, Colour::Never);
                assert!(height(&text) <= most, "{}: {} lines in {view:?}", policy.reference(), height(&text));
            }
        }
    }
}
