//! Requests whose lines carry their own dates, over the library in `policies`: what the answer to a request says of each
//! line, and what it warns of.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::sync::OnceLock;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{Library, Named};
use medpol_model::answer::{Decision, EditReport, GovernanceOutcome, LineRole, Outcome, View};
use medpol_report::Colour;
use medpol_syntax::parse;
use medpol_testing::fixtures;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

fn answered(request: &str, named: Option<&str>) -> Answer {
    let text = format!("format: medpol/case/1\nfacts:\n  request: {{ {request} }}\n");
    let mut sources = SourceMap::default();
    let named = named.map(|name| Named::by_option(name, "--policy", &mut sources));
    let parsed = parse(&mut sources, "case.yaml", text.as_bytes());
    let (answer, diagnostics) = Answer::find_parsed(library(), parsed, named.as_ref(), View::All, WorkLimit::DEFAULT);
    answer.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().map(|problem| &problem.message).collect::<Vec<_>>()))
}

fn decided(request: &str) -> Decision {
    match answered(request, None) {
        Answer::Decision(decision) => *decision,
        Answer::Determination(_) | Answer::Edits(_) | Answer::Undecided(_) => panic!("nothing was named"),
    }
}

const WASHINGTON: &str = "payer: noridian, line_of_business: medicare, state: WA";

fn governing(decision: &Decision) -> Vec<String> {
    let groups = decision.resolution.groups.iter();
    let one = groups.map(|group| match (group.outcome, &group.governs) {
        (GovernanceOutcome::Governs, Some(policy)) => policy.policy.clone(),
        _ => group.outcome.word().to_owned(),
    });
    one.collect()
}

#[test]
fn two_sessions_on_both_sides_of_a_change_are_two_answers() {
    let decision = decided(&format!(
        "date_of_service: 2026-04-15, {WASHINGTON}, services: [{{ code: \"CPT:64635\", units: 1, date: 2026-04-15 }}, \
         {{ code: \"CPT:64635\", units: 1, date: 2026-04-16 }}]"
    ));
    assert_eq!(governing(&decision), ["cms/lcd/l38803@2021-04-25", "cms/lcd/l38801@2026-04-16"]);
    let parts: Vec<(Vec<u32>, Option<&str>, Option<&str>)> = decision
        .determinations
        .iter()
        .map(|part| (part.lines.clone(), part.date.as_deref(), part.determination.case.anchor.as_deref()))
        .collect();
    assert_eq!(
        parts,
        [(vec![], None, Some("2026-04-15")), (vec![2], Some("on 2026-04-16"), Some("2026-04-16"))],
        "the second is reckoned up to its own day"
    );
    let told = Answer::Decision(Box::new(decision)).text(View::Decided, Colour::Never);
    assert!(told.contains("CPT:64635 (line 2, on 2026-04-16) → governed by cms/lcd/l38801@2026-04-16"), "{told}");
    assert!(told.contains("line 2 is dated 2026-04-16 and lies outside of the period of this version"), "{told}");
}

#[test]
fn the_last_and_the_first_day_of_a_version() {
    for (day, wanted) in [("2026-04-15", "cms/lcd/l38803@2021-04-25"), ("2026-04-16", "cms/lcd/l38801@2026-04-16")] {
        let request = |line: &str, service: &str| {
            format!("date_of_service: {service}, {WASHINGTON}, services: [{{ code: \"CPT:64635\", units: 1{line} }}]")
        };
        assert_eq!(governing(&decided(&request("", day))), [wanted]);
        assert_eq!(governing(&decided(&request(&format!(", date: {day}"), "2026-04-01"))), [wanted]);
        assert_eq!(governing(&decided(&request(&format!(", date: {day}"), "2026-04-30"))), [wanted]);
    }
}

#[test]
fn a_line_of_an_unknown_day_leaves_the_answer_unknown() {
    let decision = decided(&format!(
        "date_of_service: 2026-04-15, {WASHINGTON}, services: [{{ code: \"CPT:64635\", units: 1 }}, \
         {{ code: \"CPT:64635\", units: 1, date: 2026-04 }}]"
    ));
    assert_eq!(governing(&decision), ["cms/lcd/l38803@2021-04-25", "unknown"]);
    let open = &decision.resolution.groups.iter().find(|group| group.lines == [2]).unwrap();
    assert!(open.missing.iter().any(|missing| missing.fact == "request.services[1].date"));
    let possible: Vec<&str> = open.candidates.iter().map(|one| one.policy.policy.as_str()).collect();
    for version in ["cms/lcd/l38803@2021-04-25", "cms/lcd/l38801@2026-04-16"] {
        assert!(possible.contains(&version), "{possible:?}");
    }
    assert_ne!(decision.result, Outcome::Met);
}

#[test]
fn a_line_before_the_first_version_is_governed_by_nothing() {
    let decision = decided(&format!(
        "date_of_service: 2026-04-15, {WASHINGTON}, services: [{{ code: \"CPT:64635\", units: 1 }}, \
         {{ code: \"CPT:64635\", units: 1, date: 2019-04-01 }}]"
    ));
    assert_eq!(governing(&decision), ["cms/lcd/l38803@2021-04-25", "none"]);
    assert_ne!(decision.result, Outcome::Met);
}

/// The edits for facet joints begin with 2026: a line of 2025 is none of theirs, and the others keep their numbers.
#[test]
fn coding_edits_name_lines_by_their_numbers_in_the_request() {
    let line = |date: &str, rest: &str| format!("{{ code: \"CPT:64635\", date: {date}, {rest} }}");
    let decision = decided(&format!(
        "date_of_service: 2025-12-30, {WASHINGTON}, services: [{}, {}, {}]",
        line("2025-12-30", "units: 3, modifiers: [LT, RT]"),
        line("2026-01-02", "units: 2, modifiers: [LT]"),
        line("2026-01-05", "modifiers: [LT]"),
    ));
    let [report] = decision.edits.as_slice() else { panic!("{} reports", decision.edits.len()) };
    let found: Vec<(&str, Vec<u32>)> =
        report.findings().map(|finding| (&*finding.edit, finding.lines(LineRole::Cause).collect())).collect();
    assert_eq!(found, [("primary-units-per-day", vec![2])]);
    let asked: Vec<&str> =
        report.edits.iter().flat_map(|edit| &edit.missing).map(|missing| missing.fact.as_str()).collect();
    assert!(asked.iter().all(|fact| !fact.starts_with("request.services[0]")), "{asked:?}");
    assert!(report.warnings.iter().any(|warning| warning.contains("only lines 2, 3 are looked at")));
    let beside = decision.resolution.beside.iter().find(|beside| !beside.lines.is_empty()).unwrap();
    assert_eq!(beside.lines, [2, 3]);
}

#[test]
fn the_edit_on_the_first_day_of_a_code_is_reached() {
    for (service, line) in [("2021-12-31", ""), ("2022-01-03", ", date: 2021-12-31"), ("2021-12", "")] {
        let decision = decided(&format!(
            "date_of_service: {service}, {WASHINGTON}, services: [{{ code: \"CPT:64628\", units: 1{line} }}, \
             {{ code: \"CPT:64629\", units: 1{line} }}]"
        ));
        let findings = decision.edits.iter().flat_map(EditReport::findings);
        let found = findings.filter(|finding| *finding.edit == *"addon-valid-from");
        let lines: Vec<u32> = found.flat_map(|finding| finding.lines(LineRole::Cause)).collect();
        assert_eq!(lines, [2], "{service}{line}");
    }
}

#[test]
fn a_date_that_reaches_outside_of_the_version_that_was_named_is_warned_of() {
    let warnings = |policy: &str, request: &str| match answered(request, Some(policy)) {
        Answer::Determination(determination) => determination.warnings,
        Answer::Edits(report) => report.warnings,
        Answer::Decision(_) | Answer::Undecided(_) => panic!("a policy was named and can be read"),
    };
    let service = "services: [{ code: \"CPT:64628\", units: 1 }]";
    let cohere = "cohere-health/bvn-ablation";
    for (date, is_warned) in [("2025-05", true), ("2025", true), ("2025-06", false), ("2025-05-29", false)] {
        let warned = warnings(cohere, &format!("date_of_service: {date}, {service}"));
        let is_so = warned.iter().any(|warning| warning.contains("this version is only in force from 2025-05-29"));
        assert_eq!(is_so, is_warned, "{date}: {warned:?}");
    }
    let exact = format!("{cohere}@3");
    assert!(!warnings(&exact, &format!("date_of_service: 2025, {service}")).is_empty());
    let line = "services: [{ code: \"CPT:64628\", units: 1, date: 2025-05-28 }]";
    let warned = warnings(cohere, &format!("date_of_service: 2025-05-29, {line}"));
    assert!(warned.iter().any(|warning| warning.contains("line 1 is dated 2025-05-28")), "{warned:?}");
}
