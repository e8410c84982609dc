//! What keeps a request from being approved without a person, although its policy is met.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::sync::OnceLock;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{Library, Named};
use medpol_model::answer::{Determination, Outcome, View};
use medpol_model::policy::Disposition;
use medpol_model::value::Date;
use medpol_syntax::parse;
use medpol_testing::fixtures;

fn load(folder: &Path) -> Library {
    let library = Library::load(folder, &mut SourceMap::default());
    assert!(library.diagnostics().is_empty(), "{:?}", library.diagnostics());
    library
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| load(&fixtures::repository().join("policies")))
}

/// The typical case of the Cohere policy, with parts of its text replaced.
fn case(changes: &[[&str; 2]]) -> String {
    let path = fixtures::folder().join("cohere-health/bvn-ablation/typical-l4-l5.yaml");
    let mut text = std::fs::read_to_string(path).unwrap();
    text.truncate(text.find("expect:").unwrap());
    for [before, after] in changes {
        assert!(text.contains(before), "no {before:?}");
        text = text.replacen(before, after, 1);
    }
    text
}

fn answer(library: &Library, case: &str, named: Option<&str>) -> Answer {
    let mut sources = SourceMap::default();
    let named = named.map(|name| Named::by_option(name, "--policy", &mut sources));
    let parsed = parse(&mut sources, "case.yaml", case.as_bytes());
    let (answer, diagnostics) = Answer::find_parsed(library, parsed, named.as_ref(), View::All, WorkLimit::DEFAULT);
    answer.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().map(|problem| &problem.message).collect::<Vec<_>>()))
}

fn determination(answer: Answer) -> Determination {
    match answer {
        Answer::Determination(determination) => *determination,
        Answer::Decision(decision) => decision.determinations.into_iter().next().unwrap().determination,
        Answer::Edits(_) | Answer::Undecided(_) => panic!("no medical policy"),
    }
}

/// What follows from the case by the policy that governs, and what is warned of; the policy is met.
#[track_caller]
fn follows(changes: &[[&str; 2]]) -> (Disposition, Vec<String>) {
    let determination = determination(answer(library(), &case(changes), None));
    assert_eq!(determination.result, Outcome::Met);
    (determination.disposition, determination.warnings)
}

#[track_caller]
fn is_approved(changes: &[[&str; 2]]) {
    let (disposition, warnings) = follows(changes);
    assert_eq!(disposition, Disposition::Approve, "{warnings:?}");
}

#[track_caller]
fn goes_to_a_person(changes: &[[&str; 2]], says: &str) {
    let (disposition, warnings) = follows(changes);
    assert_eq!(disposition, Disposition::ClinicianReview, "{warnings:?}");
    assert!(warnings.iter().any(|warning| warning.contains(says)), "{warnings:?}");
}

const SERVICE: &str = "[{ code: \"CPT:64628\", units: 1 }]";

#[test]
fn a_line_after_the_service_goes_to_a_person() {
    is_approved(&[]);
    let dated = |date: &str| format!("[{{ code: \"CPT:64628\", units: 1, date: {date} }}]");
    is_approved(&[[SERVICE, &dated("2025-09-15")]]);
    is_approved(&[[SERVICE, &dated("2025-09")]]);
    goes_to_a_person(&[[SERVICE, &dated("2025-09-16")]], "line 1 is dated after the date of service");
    goes_to_a_person(&[[SERVICE, &dated("2025-10")]], "line 1 is dated after the date of service");
}

#[test]
fn a_document_after_the_service_goes_to_a_person() {
    let dated =
        |date: &str| format!("evidence: {{ imaging.modic: [{{ document: MRI report, date: {date} }}] }}\ndenied:");
    for date in ["2025-09-15", "2025-09", "2025", "2025-01-01"] {
        is_approved(&[["denied:", &dated(date)]]);
    }
    for date in ["2025-09-16", "2025-10", "2026"] {
        goes_to_a_person(&[["denied:", &dated(date)]], "MRI report is dated");
    }
}

#[test]
fn the_same_line_twice_goes_to_a_person() {
    let lines =
        |second: &str| format!("[{{ code: \"CPT:64628\", units: 1 }}, {{ code: \"CPT:64628\", units: 1{second} }}]");
    goes_to_a_person(&[[SERVICE, &lines("")]], "line 2 says the same as line 1");
    is_approved(&[[SERVICE, &lines(", modifiers: [KX]")]]);
    let both = "[{ code: 64628, modifiers: [KX, LT] }, { code: 64628, modifiers: [KX, LT] }]";
    goes_to_a_person(&[[SERVICE, both]], "line 2 says the same as line 1");
}

#[test]
fn more_units_than_bodies_go_to_a_person() {
    let units = |units: &str| format!("[{{ code: \"CPT:64628\", units: {units} }}]");
    for few in ["1", "2"] {
        is_approved(&[[SERVICE, &units(few)]]);
    }
    for many in ["3", "99"] {
        goes_to_a_person(&[[SERVICE, &units(many)]], "`units-beyond-bodies`");
    }
}

#[test]
fn a_service_more_than_a_year_after_the_request_goes_to_a_person() {
    for (received, wanted) in [
        ("2024-09-15", Disposition::Approve),
        ("2025-09-15", Disposition::Approve),
        ("2026-01-01", Disposition::Approve),
        ("2024-09-14", Disposition::ClinicianReview),
        ("2015-01-01", Disposition::ClinicianReview),
    ] {
        for named in [None, Some("cohere-health/bvn-ablation@3")] {
            let answer = answer(library(), &case(&[]), named).received(Date::parse(received).unwrap());
            let determination = determination(answer);
            assert_eq!((determination.disposition, determination.result), (wanted, Outcome::Met), "{received}");
        }
    }
}

/// The Cohere policy, with criteria of which its author says that he did not read them in the document.
#[test]
fn a_policy_with_an_unread_source_goes_to_a_person() {
    let follows = |criterion: &str, confidence: &str| {
        let folder = tempfile::tempdir().unwrap();
        fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
        let path = folder.path().join("cohere-health/bvn-ablation/3.yaml");
        let text = std::fs::read_to_string(&path).unwrap();
        let before = format!("- id: {criterion}\n");
        assert!(text.contains(&before), "no {criterion}");
        let at = text.find(&before).unwrap() + before.len();
        let indent = text.get(at..).unwrap().chars().take_while(|sign| *sign == ' ').collect::<String>();
        std::fs::write(&path, format!("{}{indent}confidence: {confidence}\n{}", &text[..at], &text[at..])).unwrap();
        let determination = determination(answer(&load(folder.path()), &case(&[]), None));
        assert_eq!(determination.result, Outcome::Met);
        (determination.disposition, determination.warnings.join("; "))
    };
    for criterion in ["modic-change", "pregnancy"] {
        for confidence in ["secondary", "inferred"] {
            let (disposition, warnings) = follows(criterion, confidence);
            assert_eq!(disposition, Disposition::ManualPolicyReview, "{warnings}");
            assert!(warnings.contains(&format!("not read in the document itself: `{criterion}`")), "{warnings}");
        }
    }
    assert_eq!(follows("modic-change", "read").0, Disposition::Approve);
}
