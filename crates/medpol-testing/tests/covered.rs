//! What counts as shown by a case, on policies of a few lines over the example library.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own input should stop")]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use medpol_coverage::{Counted, Effort, Mutating, Suggested, counted, measure, mutation, suggest};
use medpol_diagnostics::SourceMap;
use medpol_library::{Library, find_cases};
use medpol_model::answer::{NotCounted, PolicyCoverage, Shown};
use medpol_model::policy::Policy;
use medpol_report::coverage::not_shown;
use medpol_testing::fixtures;
use tempfile::TempDir;

const POLICY: &str = "format: medpol/policy/1
id: example/policy
version: \"1\"
title: An example
publisher: Example Health
kind: payer-policy
status: active
basis: published
effective: { from: 2025-01-01 }
vocabulary: base
applies_to: { services: [\"CPT:64628\"] }
sources: [{ id: policy, class: internal, title: The policy }]
";

const SUITE: &str = "format: medpol/suite/1
policy: example/policy@1
base: { facts: { request: { date_of_service: 2025-06-15 } } }
rows:
";

/// A policy with its cases.
struct Tried {
    library: Library,
    cases: Counted,
}

impl Tried {
    fn policy(&self) -> &Arc<Policy> {
        self.library.policies().iter().find(|policy| &*policy.id.0 == "example/policy").unwrap()
    }

    fn covered(&self) -> PolicyCoverage {
        measure(self.policy(), self.library.symbols(), &self.cases)
    }

    fn suggested(&self) -> (Suggested, PolicyCoverage) {
        let mut covered = self.covered();
        let suggested = suggest(&self.library, self.policy(), &self.cases, &mut covered, &Effort::default());
        (suggested, covered)
    }
}

/// The policy with these criteria, and the cases of these rows.
fn tried(criteria: &str, rows: &str) -> Tried {
    tried_suite(criteria, &format!("{SUITE}{rows}"))
}

fn tried_suite(criteria: &str, suite: &str) -> Tried {
    let folder = TempDir::new().unwrap();
    let policies = folder.path().join("policies");
    fixtures::copy(&fixtures::repository().join("crates/medpol-testing/library"), &policies).unwrap();
    fs::write(policies.join("example/policy/1.yaml"), format!("{POLICY}{criteria}")).unwrap();
    let cases = folder.path().join("cases.yaml");
    fs::write(&cases, suite).unwrap();
    let mut sources = SourceMap::default();
    let library = Library::load(&policies, &mut sources);
    let found = find_cases(&cases, &mut sources);
    assert!(found.diagnostics.is_empty(), "{:#?}", found.diagnostics);
    let (counted, problems) = counted(&library, &found.cases, &sources);
    assert!(problems.is_empty(), "{problems:#?}");
    let cases = counted.into_iter().find(|(policy, _)| policy == "example/policy@1").map(|(_, cases)| cases);
    Tried { library, cases: cases.unwrap_or_default() }
}

/// What the cases show of a policy with these criteria.
fn covered(criteria: &str, rows: &str) -> PolicyCoverage {
    tried(criteria, rows).covered()
}

/// Asserts what no case shows, by the paths of the parts.
#[track_caller]
fn check(criteria: &str, rows: &str, expected: &[(&str, &str)]) {
    let covered = covered(criteria, rows);
    let found: Vec<(String, String)> = covered
        .parts
        .iter()
        .filter(|part| part.is_missing())
        .map(|part| (part.path.to_string(), not_shown(part).join("; ")))
        .collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(path, words)| ((*path).to_owned(), (*words).to_owned())).collect();
    assert_eq!(found, expected);
}

const EITHER: &str = "criteria:
  - id: either
    text: Pregnant, or a report
    source: [{ ref: policy }]
    any:
      - { id: pregnant, text: Pregnant, fact: patient.pregnant }
      - { id: report, text: A report, fact: scan.report }
";

const BOTH_OR_NEITHER: &str =
    "  - { name: both, change: { patient.pregnant: true, scan.report: true }, expect: { result: met } }
  - { name: neither, change: { patient.pregnant: false, scan.report: false }, expect: { result: not_met } }
  - { name: unknown, expect: { result: unknown } }
";

#[test]
fn what_another_part_hides_does_not_decide() {
    check(EITHER, BOTH_OR_NEITHER, &[("pregnant", "decides"), ("report", "decides")]);
    let one = "  - { name: one, change: { patient.pregnant: true, scan.report: false }, expect: { result: met } }\n";
    check(EITHER, &format!("{BOTH_OR_NEITHER}{one}"), &[("report", "decides")]);
    let other =
        "  - { name: other, change: { patient.pregnant: false, scan.report: true }, expect: { result: met } }\n";
    check(EITHER, &format!("{BOTH_OR_NEITHER}{one}{other}"), &[]);
}

#[test]
fn a_case_that_fails_or_expects_nothing_or_needs_a_review_shows_nothing() {
    let rows = "  - { name: wrong, change: { patient.pregnant: true }, expect: { result: not_met } }
  - { name: silent, change: { scan.report: true } }
  - { name: suggested, change: { patient.pregnant: true }, expect: { result: met, review: needed } }
";
    let covered = covered(EITHER, rows);
    assert_eq!((covered.cases, covered.not_counted, covered.count.shown), (0, 3, 0));
}

const ADULT: &str = "criteria:
  - id: grown
    text: Grown, with a report
    source: [{ ref: policy }]
    all:
      - { id: adult, text: 12 years or older, fact: patient.age, at_least: 12 years }
      - { id: report, text: A report, fact: scan.report }
";

/// The sides of the two other statuses, so that only the threshold is left to be shown.
const FAR: &str =
    "  - { name: old, change: { patient.birth_date: 1990-06-15, scan.report: true }, expect: { result: met } }
  - { name: young, change: { patient.birth_date: 2020-06-15, scan.report: true }, expect: { result: not_met } }
  - { name: no-report, change: { patient.birth_date: 1990-06-15, scan.report: false }, expect: { result: not_met } }
  - { name: report-unknown, change: { patient.birth_date: 1990-06-15 }, expect: { result: unknown } }
  - { name: age-unknown, change: { scan.report: true }, expect: { result: unknown } }
";

#[test]
fn a_value_far_from_a_threshold_shows_no_side_of_it() {
    check(ADULT, FAR, &[("adult", "just below, on or just above 12 years")]);
    let near =
        "  - { name: on, change: { patient.birth_date: 2013-06-15, scan.report: true }, expect: { result: met } }
  - { name: below, change: { patient.birth_date: 2013-06-16, scan.report: true }, expect: { result: not_met } }
  - { name: above, change: { patient.birth_date: 2013-06-14, scan.report: true }, expect: { result: met } }
";
    check(ADULT, &format!("{FAR}{near}"), &[]);
}

#[test]
fn a_case_that_would_not_notice_shows_no_side_of_a_threshold() {
    // Without a report the age makes no difference to the result.
    let hidden = "  - { name: on, change: { patient.birth_date: 2013-06-15, scan.report: false }, expect: { result: not_met } }\n";
    check(ADULT, &format!("{FAR}{hidden}"), &[("adult", "just below, on or just above 12 years")]);
    let named = "  - name: on
    change: { patient.birth_date: 2013-06-15, scan.report: false }
    expect: { result: not_met, criteria: { adult: met } }
";
    check(ADULT, &format!("{FAR}{named}"), &[("adult", "just below or just above 12 years")]);
}

#[test]
fn elements_show_what_is_asked_of_them() {
    let criteria = "criteria:
  - id: exercised
    text: An exercise that helped
    source: [{ ref: policy }]
    some: therapies
    as: therapy
    where:
      all:
        - { fact: therapy.kind, is: exercise }
        - { fact: therapy.helped }
";
    let rows =
        "  - { name: helped, change: { therapies: [{ kind: exercise, helped: true }] }, expect: { result: met } }
  - { name: helped-not, change: { therapies: [{ kind: exercise, helped: false }] }, expect: { result: not_met } }
  - { name: unknown, change: { therapies: [{ kind: exercise }] }, expect: { result: unknown } }
";
    check(criteria, rows, &[("exercised.where[1]", "not met; unknown; decides")]);
}

#[test]
fn a_number_of_parts_is_a_threshold() {
    let criteria = "criteria:
  - id: two
    text: Two of three
    source: [{ ref: policy }]
    at_least: 2
    waived: shrinks
    of:
      - { id: pregnant, text: Pregnant, fact: patient.pregnant }
      - { id: report, text: A report, fact: scan.report }
      - { id: severe, text: Severe, fact: pain.severity, is: severe }
";
    let all = "patient.pregnant: true, scan.report: true, pain.severity: severe";
    let rows = format!("  - {{ name: three, change: {{ {all} }}, expect: {{ result: met }} }}\n");
    let covered = covered(criteria, &rows);
    let two = covered.parts.first().unwrap();
    assert_eq!(not_shown(two), ["not met", "unknown", "decides", "just below or on 2"]);
}

#[test]
fn suggested_cases_show_what_is_missing() {
    let rows =
        "  - { name: old, change: { patient.birth_date: 1990-06-15, scan.report: true }, expect: { result: met } }\n";
    let (suggested, _) = tried(ADULT, rows).suggested();
    assert!(suggested.open.is_empty(), "{:?}", suggested.open);
    let text = suggested.file.unwrap().text;
    assert_eq!(text.matches("review: needed").count(), suggested.rows, "{text}");
    // What a person would do who has compared them with the document.
    let reviewed = text.replace(", review: needed", "").replace("review: needed", "");
    let with_base = tried_suite(ADULT, &reviewed);
    let base = "  - { name: base, expect: { result: met, criteria: { grown: met } } }\n";
    let whole = tried_suite(ADULT, &format!("{}{base}", reviewed.trim_end().to_owned() + "\n"));
    assert_eq!(with_base.cases.not_counted, 0, "{reviewed}");
    let missing: Vec<String> = whole.covered().parts.iter().flat_map(not_shown).collect();
    assert_eq!(missing, Vec::<String>::new(), "{reviewed}");
}

#[test]
fn what_no_case_can_show_is_proved() {
    let criteria = "criteria:
  - { id: adult, text: Of age, source: [{ ref: policy }], fact: patient.age, at_least: 18 years }
  - id: child
    text: Not a child
    source: [{ ref: policy }]
    fact: patient.age
    at_least: 12 years
";
    let rows = "  - { name: old, change: { patient.birth_date: 1990-06-15 }, expect: { result: met } }\n";
    let (_, covered) = tried(criteria, rows).suggested();
    let child = covered.parts.iter().find(|part| &*part.path == "child").unwrap();
    assert_eq!(child.decides, Shown::NotCounted { because: NotCounted::NoCase });
}

#[test]
fn slips_that_no_case_notices_are_told() {
    let near =
        "  - { name: on, change: { patient.birth_date: 2013-06-15, scan.report: true }, expect: { result: met } }
  - { name: below, change: { patient.birth_date: 2013-06-16, scan.report: true }, expect: { result: not_met } }
";
    for (rows, expected) in [
        (format!("{FAR}{near}"), Vec::new()),
        (
            FAR.to_owned(),
            vec!["the threshold itself counts the other way", "the threshold moved up", "the threshold moved down"],
        ),
    ] {
        let tried = tried(ADULT, &rows);
        let stop = AtomicBool::new(false);
        let effort = Effort::default();
        let mutating = Mutating { library: &tried.library, services: None, effort: &effort, stop: &stop, tick: &|| {} };
        let found = mutation(tried.policy(), &tried.cases, &mutating);
        let survived: Vec<&str> = found.survived.iter().map(|mutant| mutant.what.as_str()).collect();
        assert_eq!(survived, expected);
    }
}
