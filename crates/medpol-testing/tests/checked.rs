//! What counts as checked, over the library in `policies`: a list that is empty against one of which nothing is
//! said, criteria that nobody can meet, and expectations that cannot fail.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::Path;

use medpol_answer::tried;
use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Checks, Library, cases_of_text, check, read_case};
use medpol_model::answer::Outcome;
use medpol_testing::fixtures;

/// A policy of a made-up practice with these criteria.
fn policy(criteria: &str) -> String {
    format!(
        "format: medpol/policy/1\nid: practice/bvn-ablation\nversion: \"1\"\ntitle: Practice policy\npublisher: Practice\n\
         kind: payer-policy\nstatus: active\nbasis: published\neffective: {{ from: 2024-01-01 }}\nvocabulary: spine\n\
         applies_to: {{ payers: [practice], lines_of_business: [commercial], services: [\"CPT:64628\"], states: all }}\n\
         sources:\n  - {{ id: bulletin, class: internal, title: Practice bulletin }}\ncriteria:\n{criteria}"
    )
}

/// What is found in a policy that is tried out against the library: code and message.
fn found(criteria: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.yaml");
    fs::write(&file, policy(criteria)).unwrap();
    let checks = Checks { lint: medpol_analysis::lint, health: None, as_of: None };
    let policies = fixtures::repository().join("policies");
    let checked = check(&[file], &policies, checks, &mut SourceMap::default());
    checked.diagnostics.iter().map(|problem| format!("{} {}", problem.code.number, problem.message)).collect()
}

const SOURCE: &str = "source: [{ ref: bulletin, section: Coverage }]";

#[test]
fn an_empty_list_is_not_a_missing_list() {
    let criteria = format!(
        "  - id: disc\n    text: No disc protrusion over 5 mm\n    {SOURCE}\n    without: imaging.discs\n    as: disc\n    \
         where: {{ fact: disc.protrusion, more_than: 5 mm }}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
    fs::create_dir_all(folder.path().join("practice/bvn-ablation")).unwrap();
    fs::write(folder.path().join("practice/bvn-ablation/1.yaml"), policy(&criteria)).unwrap();
    let library = Library::load(folder.path(), &mut SourceMap::default());
    let decided = |imaging: &str| {
        let text = format!(
            "format: medpol/case/1\nexpect: {{ policy: practice/bvn-ablation }}\nfacts:\n  request: {{ date_of_service: \
             2026-03-15, payer: practice, line_of_business: commercial, services: [{{ code: \"CPT:64628\", units: 1 }}] \
             }}\n{imaging}"
        );
        let (ready, problems) = read_case(&library, "case", text.as_bytes(), None, &mut SourceMap::default());
        assert!(problems.is_empty(), "{problems:?}");
        let ready = ready.unwrap();
        determine(
            &ready.policy,
            library.symbols(),
            &ready.case,
            None,
            medpol_model::answer::View::All,
            WorkLimit::DEFAULT,
        )
        .unwrap()
        .result
    };
    assert_eq!(decided("  imaging: { discs: [] }\n"), Outcome::Met);
    assert_eq!(decided("denied: [{ facts: [imaging.discs] }]\n"), Outcome::Met);
    for unsaid in ["", "  imaging: {}\n", "  imaging: { discs: null }\n", "  imaging: { discs: ~ }\n"] {
        assert_eq!(decided(unsaid), Outcome::Unknown, "{unsaid:?}");
    }
}

#[test]
fn criteria_that_exclude_each_other_are_reported() {
    let criteria = |first: &str, second: &str| {
        found(&format!(
            "  - {{ id: one, text: One, {SOURCE}, {first} }}\n  - {{ id: two, text: Two, {SOURCE}, {second} }}\n"
        ))
    };
    for (first, second) in [
        ("fact: patient.sex, is: male", "fact: patient.sex, is: female"),
        ("fact: patient.bmi, at_least: 40", "fact: patient.bmi, less_than: 40"),
        ("fact: patient.bmi, is: 30", "fact: patient.bmi, is: 31"),
        ("fact: patient.age, at_least: 65 years", "fact: patient.age, less_than: 18 years"),
        ("fact: imaging.mri_report", "fact: imaging.mri_report, is: false"),
        ("fact: pain.severity, is: moderate", "not: { fact: pain.severity, in: [moderate, severe] }"),
        (
            "fact: patient.sex, is: male",
            "all: [{ id: a, text: A, fact: patient.sex, is: female }, { id: b, text: B, fact: imaging.mri_report }]",
        ),
    ] {
        let found = criteria(first, second);
        let [only] = found.as_slice() else { panic!("{first} and {second}: {found:?}") };
        assert!(only.starts_with("P0425 ") && only.contains("and `one` exclude each other"), "{only}");
    }
    for (first, second) in [
        (
            "fact: patient.sex, is: male",
            "any: [{ id: a, text: A, fact: patient.sex, is: female }, { id: b, text: B, fact: imaging.mri_report }]",
        ),
        ("fact: patient.bmi, at_least: 30", "fact: patient.bmi, less_than: 40"),
        ("fact: patient.bmi, at_least: 40", "fact: patient.bmi, at_most: 40"),
        ("fact: pain.severity, is: moderate", "not: { fact: pain.severity, is: severe }"),
    ] {
        assert_eq!(criteria(first, second), Vec::<String>::new(), "{first} and {second}");
    }
}

#[test]
fn an_expectation_that_expects_nothing_is_refused() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    let typical = fs::read_to_string(fixtures::folder().join("cohere-health/bvn-ablation/typical-l4-l5.yaml")).unwrap();
    let facts = typical.split("\nexpect:").next().unwrap();
    let has_expectation = |expect: &str| {
        let text = format!("{facts}\n{expect}\n");
        let mut sources = SourceMap::default();
        let cases = cases_of_text(&Path::new("case.yaml").display().to_string(), text.as_bytes(), &mut sources);
        let (trial, problems) = tried(&library, cases.cases.first().unwrap(), &sources);
        assert!(problems.is_empty(), "{expect}: {problems:?}");
        trial.unwrap().trial.has_expectation
    };
    for nothing in [
        "",
        "expect: {}",
        "expect: { criteria: {} }",
        "expect: { exclusions: {}, edits: {} }",
        "expect: { policy: cohere-health/bvn-ablation@3 }",
        "expect: { policy: cohere-health/bvn-ablation@3, criteria: {} }",
    ] {
        assert!(!has_expectation(nothing), "{nothing}");
    }
    for something in ["expect: { result: met }", "expect: { governs: cohere-health/bvn-ablation@3 }"] {
        assert!(has_expectation(something), "{something}");
    }
}
