//! How much work a case may make: every shipped case far less than the limit, and none without end.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::OnceLock;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::{Diagnostic, SourceMap, codes};
use medpol_library::{Library, find_cases};
use medpol_model::answer::View;
use medpol_syntax::parse;
use medpol_testing::fixtures;

/// The longest answer in bytes of JSON.
const LONGEST: usize = 1 << 20;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

fn answer(text: &str, limit: WorkLimit) -> (Option<Answer>, Vec<Diagnostic>) {
    let parsed = parse(&mut SourceMap::default(), "case", text.as_bytes());
    Answer::find_parsed(library(), parsed, None, View::All, limit)
}

/// A facet case with so many entries of each of its lists, of which nothing is known.
fn facet(levels: usize, blocks: usize, ablations: usize) -> String {
    let entries = |number: usize| vec!["{}"; number].join(", ");
    format!(
        "format: medpol/case/1\nfacts:\n  request:\n    date_of_service: 2025-09-15\n    payer: original-medicare\n    \
         line_of_business: medicare\n    state: CA\n    services: [{{ code: \"CPT:64635\", units: 1 }}]\n    \
         facet_levels: [{}]\n  history:\n    medial_branch_blocks: [{}]\n    facet_ablations: [{}]\n",
        entries(levels),
        entries(blocks),
        entries(ablations)
    )
}

#[test]
fn no_shipped_case_needs_a_tenth_of_the_limit() {
    let tenth = WorkLimit(WorkLimit::DEFAULT.0 / 10);
    let mut cases = 0;
    insta::glob!("../../../fixtures", "**/*.yaml", |path| {
        if fixtures::has_own_test(path) {
            return;
        }
        for case in find_cases(path, &mut SourceMap::default()).cases {
            let (_, problems) = Answer::find(library(), &case, None, View::All, tenth);
            assert!(!problems.iter().any(|problem| problem.code == &codes::R0066), "{}: {problems:?}", case.name);
            cases += 1;
        }
    });
    assert!(cases > 500, "only {cases} cases were found");
}

#[test]
fn an_answer_has_a_bounded_length_or_the_case_is_refused() {
    let shapes = [[1, 1, 1], [4, 12, 0], [16, 24, 0], [8, 12, 12], [16, 24, 24], [64, 100, 100]];
    for [levels, blocks, ablations] in shapes {
        let text = facet(levels, blocks, ablations);
        let (found, problems) = answer(&text, WorkLimit::DEFAULT);
        match found {
            Some(answer) => {
                let told = serde_json::to_vec(&answer).unwrap().len();
                assert!(told <= LONGEST, "{levels} × {blocks} × {ablations}: {told} bytes");
            }
            None => assert!(!problems.is_empty()),
        }
    }
    let (found, problems) = answer(&facet(16, 24, 24), WorkLimit::DEFAULT);
    assert!(found.is_none(), "three full lists are told to the end");
    let told: Vec<&str> = problems.iter().map(|problem| problem.code.number).collect();
    assert_eq!(told, ["R0066"], "{problems:?}");
}

#[test]
fn the_same_case_ends_at_the_same_step_each_time() {
    let text = facet(4, 6, 6);
    let is_answered = |limit: u64| answer(&text, WorkLimit(limit)).0.is_some();
    assert!(is_answered(WorkLimit::DEFAULT.0));
    let (mut refused, mut answered) = (0, WorkLimit::DEFAULT.0);
    while answered - refused > 1 {
        let middle = refused.midpoint(answered);
        if is_answered(middle) { answered = middle } else { refused = middle }
    }
    for _ in 0..3 {
        assert!(is_answered(answered) && !is_answered(refused));
    }
}

#[test]
fn a_longer_case_has_no_longer_answer() {
    let long = "x".repeat(400_000);
    let document = |text: &str| format!("{{ document: {text}, date: 2025-01-01 }}");
    let with = |documents: String| {
        format!(
            "format: medpol/case/1\nfacts:\n  request: {{ date_of_service: 2025-09-15, payer: cohere-health, \
             line_of_business: medicare-advantage, state: OH, services: [{{ code: \"CPT:64628\" }}] }}\n  pain: {{ \
             region: lumbar }}\nevidence:\n  pain.region: [{documents}]\n"
        )
    };
    let many = vec![document("note"); 8_000].join(", ");
    let told = answer(&with(many), WorkLimit::DEFAULT).0.map(|answer| serde_json::to_vec(&answer).unwrap().len());
    assert!(told.is_some_and(|told| told <= LONGEST), "{told:?}");
    let (found, problems) = answer(&with([document(&long), document(&long)].join(", ")), WorkLimit::DEFAULT);
    let told = found.map(|answer| serde_json::to_vec(&answer).unwrap().len());
    assert!(told.is_none_or(|told| told <= LONGEST), "{told:?}");
    assert!(told.is_some() || problems.iter().any(|problem| problem.code == &codes::R0066), "{problems:?}");
}

/// Who else was looked at is told as far as it came near, however many policies a library has.
#[test]
fn an_answer_is_as_long_in_a_large_library_as_in_a_small_one() {
    let length = |others: usize| {
        let folder = tempfile::tempdir().unwrap();
        fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
        let policy = std::fs::read_to_string(folder.path().join("cohere-health/bvn-ablation/3.yaml")).unwrap();
        for number in 100..100 + others {
            let own = folder.path().join(format!("many/bvn-{number}"));
            std::fs::create_dir_all(&own).unwrap();
            let text = policy
                .replace("id: cohere-health/bvn-ablation", &format!("id: many/bvn-{number}"))
                .replace("payers: [cohere-health]", &format!("payers: [payer-{number}]"));
            std::fs::write(own.join("3.yaml"), text).unwrap();
        }
        let library = Library::load(folder.path(), &mut SourceMap::default());
        assert_eq!(library.policies().len(), self::library().policies().len() + others);
        let text = std::fs::read(fixtures::folder().join("cohere-health/bvn-ablation/typical-l4-l5.yaml")).unwrap();
        let parsed = parse(&mut SourceMap::default(), "case", &text);
        let answer = Answer::find_parsed(&library, parsed, None, View::All, WorkLimit::DEFAULT).0.unwrap();
        serde_json::to_vec(&answer).unwrap().len()
    };
    let (some, many) = (length(20), length(60));
    assert!(many.abs_diff(some) < 200, "{some} bytes among 20 other policies, {many} among 60");
}
