//! What a text file cannot say of `medpol test`: files that it rewrites, and what changed since a revision.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod repository;

use std::fs;

use repository::Repository;

const SUITE: &str = r#"# Suites are read by people.
format: medpol/suite/1
policy: acme/aspirin@2
base:   # what all rows have in common
  facts:
    request: { date_of_service: 2024-06-01, payer: acme, line_of_business: commercial, services: [A1], state: OH }
    weight: 70 kg
    fever: false
    allergy: false
rows:
  - name: typical
    expect: { result: met, missing: [] }   # nothing is wrong here
  - name: fever
    change: { fever: true }
    expect:
      result: "met"   # a mistake
      exclusions: { fever: does_not_apply }
      missing:
        - weight   # nobody asks for it
  - name: weight-missing
    not_mentioned: [weight]
    expect: { result: unknown, missing: [] }
"#;

fn with_suite() -> Repository {
    let repository = Repository::new();
    fs::create_dir_all(repository.path("fixtures/acme/aspirin")).unwrap();
    fs::write(repository.path("fixtures/acme/aspirin/all.yaml"), SUITE).unwrap();
    repository.commit("cases");
    repository
}

fn suite(repository: &Repository) -> String {
    fs::read_to_string(repository.path("fixtures/acme/aspirin/all.yaml")).unwrap()
}

#[test]
fn what_is_expected_becomes_what_comes_out_and_nothing_else_changes() {
    let repository = with_suite();
    let (status, text, _) = repository.run(&["test"]);
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("    result: expected met, got not_met (line 16)\n    exclusions\n      fever: "), "{text}");
    let (status, text, shown) = repository.run(&["test", "--update"]);
    assert_eq!(status, 0, "{text}{shown}");
    assert!(shown.contains("    exclusions.fever: does_not_apply → applies\n"), "{shown}");
    assert!(shown.contains("    missing: nothing → weight\n"), "{shown}");
    let wanted = SUITE
        .replace("result: \"met\"   # a mistake", "result: \"not_met\"   # a mistake")
        .replace("fever: does_not_apply", "fever: applies")
        .replace("missing:\n        - weight   # nobody", "missing: []   # nobody")
        .replace("unknown, missing: []", "unknown, missing: [weight]");
    assert_eq!(suite(&repository), wanted);
    let (status, again, shown) = repository.run(&["test", "--update"]);
    assert_eq!((status, &*suite(&repository)), (0, &*wanted), "{again}");
    assert!(shown.contains("rewrote 0 expectations in 0 files"), "{shown}");
}

#[test]
fn a_json_case_stays_json() {
    let repository = Repository::new();
    let case = r#"{"format": "medpol/case/1",
 "facts": {"request": {"date_of_service": "2024-06-01", "payer": "acme", "line_of_business": "commercial",
  "services": ["A1"], "state": "OH"}, "fever": false, "allergy": false},
 "expect": {"policy": "acme/aspirin@2", "result": "met", "missing": []}}
"#;
    fs::write(repository.path("case.json"), case).unwrap();
    let (status, text, shown) = repository.run(&["test", "case.json", "--update"]);
    assert_eq!(status, 0, "{text}{shown}");
    let new = fs::read_to_string(repository.path("case.json")).unwrap();
    assert_eq!(new, case.replace(r#""met", "missing": []"#, r#""unknown", "missing": ["weight"]"#));
}

#[test]
fn a_case_that_a_person_has_to_mend_is_left_alone() {
    let repository = Repository::new();
    // The name of the criterion is wrong, so there is no status to write.
    let text = SUITE.replace("exclusions: { fever:", "exclusions: { fewer:");
    fs::write(repository.path("suite.yaml"), &text).unwrap();
    let (status, told, shown) = repository.run(&["test", "suite.yaml", "--update"]);
    assert_eq!(status, 1, "{told}{shown}");
    assert!(shown.contains("R0014"), "{told}{shown}");
    // The other rows are mended.
    let new = fs::read_to_string(repository.path("suite.yaml")).unwrap();
    assert_eq!(new, text.replace("unknown, missing: []", "unknown, missing: [weight]"));
}

#[test]
fn cases_are_chosen_by_name_and_by_policy() {
    let repository = with_suite();
    let (status, text, _) = repository.run(&["test", "--filter", "typical"]);
    assert_eq!((status, &*text), (0, "✓ 1 case\n"));
    let (status, text, _) = repository.run(&["test", "--policy", "acme/aspirin@2", "--filter", "weight"]);
    assert!(status == 1 && text.ends_with("✗ 1 case, 1 not as expected\n"), "{text}");
    let (status, text, _) = repository.run(&["test", "--policy", "acme/aspirin@1"]);
    assert_eq!((status, &*text), (1, "there is no case to try\n"));
    let (status, _, text) = repository.run(&["test", "--policy", "acme/asprin"]);
    assert!(status == 1 && text.contains("R0013") && text.contains("did you mean `acme/aspirin`?"), "{text}");
    let (status, text, _) = repository.run(&["test", "--fail-fast"]);
    assert!(status == 1 && text.ends_with("✗ 2 cases, 1 not as expected\n"), "{text}");
}

#[test]
fn too_few_cases_and_warnings_can_be_refused() {
    let repository = with_suite();
    repository.run(&["test", "--update"]);
    let (status, text, _) = repository.run(&["test", "--min-cases", "3"]);
    assert!(status == 1 && text.contains("acme/bandage@1 has no case; 3 are needed"), "{text}");
    assert!(!text.contains("acme/aspirin@2 has"), "{text}");
    let (status, text, _) = repository.run(&["test", "fixtures/acme", "--deny", "warnings"]);
    assert_eq!(status, 0, "{text}");
    let silent = suite(&repository).replace("    expect: { result: met, missing: [] }   # nothing is wrong here\n", "");
    fs::write(repository.path("fixtures/acme/aspirin/all.yaml"), silent).unwrap();
    let (status, text, _) = repository.run(&["test", "fixtures/acme", "--deny", "warnings"]);
    assert!(status == 1 && text.contains("1 without an expectation"), "{text}");
}

#[test]
fn only_what_a_change_can_affect_is_tried() {
    let repository = with_suite();
    repository.run(&["test", "--update"]);
    repository.commit("right");
    let since = ["test", "--changed-since", "HEAD"];
    let (status, text, _) = repository.run(&since);
    assert_eq!((status, &*text), (0, "no policy changed since HEAD\nthere is no case to try\n"));
    // The wording of a policy decides nothing.
    let policy = repository.path("policies/acme/aspirin/2.yaml");
    let before = fs::read_to_string(&policy).unwrap();
    fs::write(&policy, before.replacen("title: ", "title: Now ", 1)).unwrap();
    let (status, text, _) = repository.run(&since);
    assert!(status == 0 && text.contains("acme/aspirin@2 changed in wording only\nthere is no case to try"), "{text}");
    // What another policy asks for concerns none of these cases; what this one asks for does.
    fs::write(&policy, before).unwrap();
    let base = repository.path("policies/vocabulary/base.yaml");
    let vocabulary = fs::read_to_string(&base).unwrap();
    let (status, text, _) = repository.run(&["test", "--changed-since", "v1"]);
    assert!(status == 0 && text.contains("since v1:\n") && text.ends_with("✓ 3 cases\n"), "{text}");
    // A case that is edited is tried, whatever the policies are.
    fs::write(&base, vocabulary).unwrap();
    let edited = suite(&repository).replace("weight: 70 kg", "weight: 71 kg");
    fs::write(repository.path("fixtures/acme/aspirin/all.yaml"), edited).unwrap();
    let (status, text, _) = repository.run(&since);
    assert_eq!((status, &*text), (0, "no policy changed since HEAD\n✓ 3 cases\n"));
    let (status, _, text) = repository.run(&["test", "--changed-since", "never"]);
    assert!(status == 1 && text.contains("P0028"), "{text}");
}
