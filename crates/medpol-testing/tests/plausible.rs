//! Dates and figures that nobody can have, and facts that contradict each other, over the library in
//! `policies`: what cannot be is refused, and what cannot be together goes to a person.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::OnceLock;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, read_case};
use medpol_model::answer::{Determination, Outcome};
use medpol_model::policy::Disposition;
use medpol_testing::fixtures;

const COHERE: &str = "cohere-health/bvn-ablation/typical-l4-l5.yaml";

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

/// The result of a case in a library, or what is wrong with it.
fn determined_in(library: &Library, text: &str) -> Result<Determination, String> {
    let (ready, diagnostics) = read_case(library, "case.yaml", text.as_bytes(), None, &mut SourceMap::default());
    let one = |problem: &Diagnostic| format!("{} {}\n", problem.code.number, problem.message);
    let ready = ready.ok_or_else(|| diagnostics.iter().map(one).collect::<String>())?;
    Ok(determine(
        &ready.policy,
        library.symbols(),
        &ready.case,
        None,
        medpol_model::answer::View::All,
        WorkLimit::DEFAULT,
    )
    .unwrap())
}

/// The typical case with its birth date and the start of its pain replaced.
fn changed(patient: &str, pain: &str) -> Result<Determination, String> {
    let mut text = std::fs::read_to_string(fixtures::folder().join(COHERE)).unwrap();
    for (before, after) in [("birth_date: 1963-04-11", patient), ("onset: 2024-02-10", pain)] {
        assert!(text.contains(before), "{COHERE} has no {before:?}");
        text = text.replace(before, after);
    }
    determined_in(library(), &text)
}

const PATIENT: &str = "birth_date: 1963-04-11";
const PAIN: &str = "onset: 2024-02-10";

#[track_caller]
fn is_refused(patient: &str, pain: &str, says: &str) {
    let told = changed(patient, pain).map_or_else(|told| told, |found| format!("decided: {:?}", found.result));
    assert!(told.contains(says), "{patient}, {pain}: no {says:?} in\n{told}");
}

#[track_caller]
fn goes_to_a_person(patient: &str, pain: &str, says: &str) {
    let found = changed(patient, pain).unwrap();
    let outcome = (found.result, found.disposition);
    assert_eq!(outcome, (Outcome::Unknown, Disposition::ClinicianReview), "{patient}, {pain}");
    assert!(found.warnings.iter().any(|warning| warning.contains(says)), "no {says:?} in {:#?}", found.warnings);
}

#[test]
fn a_date_that_nobody_can_have_is_refused() {
    for date in ["0001-01-01", "0001", "1753-01-01", "1800-06", "1895-09-14", "{ before: 1890-01-01 }"] {
        is_refused(&format!("birth_date: {date}"), PAIN, "R0031 this date lies more than 130 years before");
        is_refused(PATIENT, &format!("onset: {date}"), "R0031 this date lies more than 130 years before");
    }
    for date in ["2025-09-16", "9999-12-31", "2026", "{ after: 2025-12-01 }", "{ one_of: [2024, 2031] }"] {
        is_refused(&format!("birth_date: {date}"), PAIN, "R0006");
        is_refused(PATIENT, &format!("onset: {date}"), "R0006");
    }
    is_refused("birth_date: { conflicting: [1963-04-11, 0001-01-01] }", PAIN, "R0031");
    is_refused("birth_date: { one_of: [1963-04-11, 0001-01-01] }", PAIN, "R0031");
}

#[test]
fn a_time_that_nobody_can_have_is_refused() {
    for time in ["131 years", "200 years", "47848 days", "1572 months", "{ more_than: 130 years }"] {
        let told = if time.starts_with('{') { "R0008" } else { "R0003" };
        is_refused(&format!("age: {time}"), PAIN, told);
        is_refused(PATIENT, &format!("duration: {time}"), told);
    }
    is_refused("age: { one_of: [62 years, 162 years] }", PAIN, "R0003");
}

#[test]
fn possible_values_are_not_refused() {
    for (patient, pain) in [
        (PATIENT, PAIN),
        ("birth_date: 1895-09", PAIN),
        ("birth_date: 1895-09-15", PAIN),
        ("age: 130 years", PAIN),
        ("birth_date: 1963", "onset: 1963"),
        ("birth_date: 1963-04", "onset: 1963-04-11"),
        (PATIENT, "onset: 1963-04-11"),
        (PATIENT, "duration: 62 years"),
        ("age: 62 years", "onset: 1963"),
        ("age: 62 years", "duration: 62 years"),
    ] {
        let found = changed(patient, pain).unwrap();
        assert_eq!((found.result, found.warnings), (Outcome::Met, Vec::new()), "{patient}, {pain}");
    }
}

#[test]
fn pain_does_not_begin_before_birth() {
    for (patient, pain) in [
        (PATIENT, "onset: 1963-04-10"),
        (PATIENT, "onset: 1963-03"),
        (PATIENT, "onset: 1962"),
        (PATIENT, "onset: { before: 1960-01-01 }"),
        (PATIENT, "onset: { one_of: [1950, 1960] }"),
        ("birth_date: 1963", "onset: 1962-12"),
        (PATIENT, "duration: 63 years"),
        (PATIENT, "duration: { at_least: 800 months }"),
        ("age: 62 years", "onset: 1950"),
        ("age: 62 years", "duration: 64 years"),
        ("age: { less_than: 50 years }", "onset: 1970"),
    ] {
        goes_to_a_person(patient, pain, "they cannot both be true, so both count as unknown");
    }
}

#[test]
fn a_stated_value_that_contradicts_the_derived_one_is_conflicting() {
    goes_to_a_person("birth_date: 2010-01-01, age: 62 years", PAIN, "62 years as stated and 15 years");
    goes_to_a_person(PATIENT, "onset: 2024-02-10, duration: 5 years", "5 years as stated");
    goes_to_a_person("birth_date: 1963-04-11, weight: 80 kg, height: 1.7 m", PAIN, "29.4 kg/m2 as stated");
}

#[test]
fn an_impossible_derived_value_goes_to_a_person() {
    let text = std::fs::read_to_string(fixtures::folder().join(COHERE)).unwrap();
    for (weight, height) in [("9 kg", "2.5 m"), ("600 kg", "1.1 m"), ("9 kg", "{ at_least: 2 m }")] {
        let text = text.replace("bmi: 29.4", &format!("weight: {weight}, height: {height}"));
        let found = determined_in(library(), &text).unwrap();
        assert_eq!((found.result, found.disposition), (Outcome::Unknown, Disposition::ClinicianReview));
        assert!(found.warnings.iter().any(|warning| warning.contains("which it cannot be")), "{:?}", found.warnings);
    }
}

/// A JSON case is read by another path; both find the same.
#[test]
fn json_is_held_to_the_same_limits() {
    let case = |patient: &str, pain: &str| {
        format!(
            "{{\"format\": \"medpol/case/1\", \"facts\": {{\"request\": {{\"date_of_service\": \"2025-09-15\", \"payer\": \
             \"cohere-health\", \"line_of_business\": \"medicare-advantage\", \"state\": \"OH\", \"services\": [{{\"code\": \
             \"CPT:64628\"}}]}}, \"patient\": {{{patient}}}, \"pain\": {{{pain}}}}}}}"
        )
    };
    let policy = &library().policy("cohere-health/bvn-ablation", "3").unwrap();
    let mut plain = medpol_compiler::JsonCases::new(&policy.vocabulary, library().symbols());
    for (patient, pain, is_read) in [
        ("\"birth_date\": \"1963-04-11\"", "\"onset\": \"2024\"", true),
        ("\"birth_date\": \"0001-01-01\"", "\"onset\": \"2024\"", false),
        ("\"birth_date\": \"1963-04-11\"", "\"onset\": \"2026\"", false),
        ("\"age\": \"131 years\"", "\"onset\": \"2024\"", false),
    ] {
        let text = case(patient, pain);
        assert_eq!(plain.read(text.as_bytes()).is_some(), is_read, "{text}");
        let named = text.replace("\"facts\"", "\"expect\": {\"policy\": \"cohere-health/bvn-ablation@3\"}, \"facts\"");
        assert_eq!(determined_in(library(), &named).is_ok(), is_read, "{named}");
    }
    let read = plain.read(case("\"birth_date\": \"1963-04-11\"", "\"onset\": \"1950\"").as_bytes()).unwrap();
    assert_eq!(read.facts.out_of_order().len(), 1);
}

const POLICY: &str = "format: medpol/policy/1
id: practice/bvn-ablation
version: \"1\"
title: Practice policy on basivertebral nerve ablation
publisher: Practice
kind: payer-policy
status: active
basis: published
effective: { from: 2000-01-01 }
vocabulary: spine
applies_to: { payers: [practice], lines_of_business: [commercial], services: [\"CPT:64628\"], states: all }
sources:
  - { id: bulletin, class: internal, title: Practice bulletin on basivertebral nerve ablation }
criteria:
  - id: only
    text: The only criterion
    source: [{ ref: bulletin, section: Coverage }]
";

/// The result of a policy with one criterion.
fn by(criterion: &str, service: &str, facts: &str) -> Determination {
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
    let path = folder.path().join("practice/bvn-ablation/1.yaml");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("{POLICY}{criterion}")).unwrap();
    let library = Library::load(folder.path(), &mut SourceMap::default());
    assert!(library.diagnostics().is_empty(), "{:#?}", library.diagnostics());
    let text = format!(
        "format: medpol/case/1\nfacts:\n  request: {{ date_of_service: {service}, payer: practice, line_of_business: \
         commercial, services: [{{ code: \"CPT:64628\", units: 1 }}] }}\n{facts}expect: {{ policy: practice/bvn-ablation }}\n"
    );
    determined_in(&library, &text).unwrap()
}

#[test]
fn a_year_is_enough_where_every_day_of_it_decides_alike() {
    let criterion = "    fact: pain.duration\n    more_than: 5 months\n";
    for (service, onset, result) in [
        ("2006-07", "2005", Outcome::Met),
        ("2006-06-01", "2005-12", Outcome::Met),
        ("2006-06-01", "2005", Outcome::Met),
        ("2006-05-31", "2005", Outcome::Unknown),
        ("2006-06", "2005", Outcome::Met),
        ("2006-05", "2005", Outcome::Unknown),
        ("2006-05", "2006", Outcome::NotMet),
    ] {
        let found = by(criterion, service, &format!("  pain: {{ onset: {onset} }}\n"));
        assert_eq!(found.result, result, "onset {onset}, service {service}");
    }
}
