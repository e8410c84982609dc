//! The engine and the hand-written policy agree on every generated case, on both ways of reading it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use medpol_bench::{Answer, Document, decide, library, patients};
use medpol_compiler::{JsonCases, case, read};
use medpol_diagnostics::SourceMap;
use medpol_evaluator::{Outcomes, WorkLimit};
use medpol_model::value::Status;

const CASES: usize = 10_000;

#[test]
fn every_generated_case_has_the_same_result_in_both_engines() {
    let library = library();
    let policy = library.policy("cohere-health/bvn-ablation", "3").expect("the policy compiles");
    let mut outcomes = Outcomes::for_policy(policy);
    let mut reader = JsonCases::new(&policy.vocabulary, library.symbols());
    let mut counts = [0; 3];
    for (number, facts) in patients(42, CASES).into_iter().enumerate() {
        let expected = decide(&facts);
        let json = serde_json::to_string(&Document { format: "medpol/case/1".into(), facts }).unwrap();
        let case = reader.read(json.as_bytes()).unwrap_or_else(|| panic!("case {number} is not plain: {json}"));
        let status = medpol_evaluator::decide(policy, library.symbols(), case, &mut outcomes);
        let got = match status {
            Status::MET => Answer::Yes,
            Status::NOT_MET => Answer::No,
            _ => Answer::Open,
        };
        assert_eq!(got, expected, "case {number}: {json}");
        counts[expected as usize] += 1;
    }
    // Each answer is common enough for the agreement to mean something.
    assert!(counts.iter().all(|count| *count > CASES / 10), "{counts:?}");
}

#[test]
fn both_ways_of_reading_give_the_same_facts() {
    let library = library();
    let policy = library.policy("cohere-health/bvn-ablation", "3").expect("the policy compiles");
    let mut reader = JsonCases::new(&policy.vocabulary, library.symbols());
    for facts in patients(7, 500) {
        let json = serde_json::to_string(&Document { format: "medpol/case/1".into(), facts }).unwrap();
        let parsed = document_of(&json);
        let fast = reader.read(json.as_bytes()).expect("a plain case");
        let (slow, diagnostics) = case(&parsed, &policy.vocabulary, library.symbols());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let told = |case| {
            medpol_explainer::determine(
                policy,
                library.symbols(),
                case,
                None,
                medpol_model::answer::View::All,
                WorkLimit::DEFAULT,
            )
            .unwrap()
        };
        let (fast, slow) = (told(fast), told(&slow.expect("a right case")));
        assert_eq!(serde_json::to_string(&fast).unwrap(), serde_json::to_string(&slow).unwrap());
    }
}

fn document_of(json: &str) -> medpol_syntax::document::CaseDocument {
    let parsed = medpol_syntax::parse(&mut SourceMap::default(), "case.json", json.as_bytes());
    let mut diagnostics = parsed.diagnostics;
    match read(&parsed.root.expect("a tree"), &mut diagnostics) {
        Some(medpol_compiler::Document::Case(document)) => *document,
        other => panic!("not a case: {other:?} {diagnostics:?}"),
    }
}

#[test]
fn deciding_allocates_nothing() {
    let library = library();
    let policy = library.policy("cohere-health/bvn-ablation", "3").expect("the policy compiles");
    let mut outcomes = Outcomes::for_policy(policy);
    for facts in patients(3, 200) {
        let json = serde_json::to_string(&Document { format: "medpol/case/1".into(), facts }).unwrap();
        let mut reader = JsonCases::new(&policy.vocabulary, library.symbols());
        let case = reader.read(json.as_bytes()).expect("a plain case").clone();
        let counted = allocation_counter::measure(|| {
            medpol_evaluator::decide(policy, library.symbols(), &case, &mut outcomes);
        });
        assert_eq!(counted.count_total, 0);
    }
}
