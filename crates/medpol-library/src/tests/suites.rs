//! Suites: which cases their rows are, and what is said of rows that are none.

use medpol_diagnostics::SourceMap;
use medpol_syntax::parse;

use crate::{FoundCases, WrittenCase, cases_of_text, written_digest};

const HEAD: &str = "\
format: medpol/suite/1
policy: acme/aspirin@2
base:
  facts:
    request: { date_of_service: 2021-07-01, services: [{ code: A, units: 1 }, { code: B }] }
    fever: true
    weight: { at_least: 3 kg }
  denied: [{ facts: [history, fits] }]
  evidence: { fever: [{ document: Note }], 'request.services[0].units': [{ document: Bill }] }
rows:
";

fn found(rows: &str) -> (FoundCases, SourceMap) {
    let mut sources = SourceMap::default();
    let found = cases_of_text("s.yaml", format!("{HEAD}{rows}").as_bytes(), &mut sources);
    (found, sources)
}

/// The only row of a suite is the same case as one that is written out.
#[track_caller]
fn check(row: &str, written: &str) {
    let (found, sources) = found(&format!("  - {{ name: row, {row} }}\n"));
    let problems: Vec<_> = found.diagnostics.iter().map(|problem| &problem.message).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let parsed = parse(&mut SourceMap::default(), "c.yaml", written.as_bytes());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let [row] = found.cases.as_slice() else { panic!("not one row: {:?}", found.cases) };
    assert_eq!(row.digest(), written_digest(&parsed.root.unwrap()));
    assert_eq!(sources.position(row.document.span).line, 11);
}

const FACTS: &str = "facts: { request: { date_of_service: 2021-07-01, services: [{ code: A, units: 1 }, { code: B }] }, \
                     fever: true, weight: { at_least: 3 kg } }\n";
const DENIED: &str = "denied: [{ facts: [history, fits] }]\n";
const EVIDENCE: &str = "evidence: { fever: [{ document: Note }], 'request.services[0].units': [{ document: Bill }] }\n";

#[test]
fn a_row_without_changes_is_the_base() {
    check("title: nothing", &format!("{FACTS}{DENIED}{EVIDENCE}"));
}

#[test]
fn a_changed_value_replaces_the_whole_value() {
    check("change: { fever: null }", &format!("{}{DENIED}{EVIDENCE}", FACTS.replace("true", "null")));
    let at_most = FACTS.replace("at_least: 3 kg", "at_most: 9 kg");
    check("change: { weight: { at_most: 9 kg } }", &format!("{at_most}{DENIED}{EVIDENCE}"));
    let two = FACTS.replace("units: 1", "units: 2");
    check("change: { 'request.services[0].units': 2 }", &format!("{two}{DENIED}{EVIDENCE}"));
}

#[test]
fn groups_are_made_as_they_are_needed() {
    let more = FACTS.replace("fever: true", "fever: true, pain: { since: { month: 2020-01 } }");
    check("change: { pain.since.month: 2020-01 }", &format!("{more}{DENIED}{EVIDENCE}"));
}

#[test]
fn unset_facts_are_not_stated_proved_or_denied() {
    let facts = FACTS.replace("fever: true, ", "");
    let evidence = EVIDENCE.replace("fever: [{ document: Note }], ", "");
    check("not_mentioned: [fever]", &format!("{facts}{DENIED}{evidence}"));
    let denied = "denied: [{ facts: [history, fits], except: [history.surgery] }]\n";
    check("not_mentioned: [history.surgery]", &format!("{FACTS}{denied}{EVIDENCE}"));
    let anew = FACTS
        .replace("{ date_of_service: 2021-07-01, services: [{ code: A, units: 1 }, { code: B }] }", "{ state: OH }");
    let anew = anew.replace(
        "request: { state: OH }, fever: true, weight: { at_least: 3 kg }",
        "fever: true, weight: { at_least: 3 kg }, request: { state: OH }",
    );
    let evidence = "evidence: { fever: [{ document: Note }] }\n";
    check("not_mentioned: [request], change: { request.state: OH }", &format!("{anew}{DENIED}{evidence}"));
}

#[test]
fn denials_and_evidence_are_added_to_those_of_the_base() {
    let facts = FACTS.replace("fever: true, ", "");
    let denied = "denied: [{ facts: [history, fits] }, { facts: [fever] }]\n";
    let unproved = EVIDENCE.replace("fever: [{ document: Note }], ", "");
    check("denied: [{ facts: [fever] }]", &format!("{facts}{denied}{unproved}"));
    let dated = FACTS.replace(", services: [{ code: A, units: 1 }, { code: B }]", "");
    let denied = "denied: [{ facts: [history, fits] }, { facts: [request], except: [request.date_of_service] }]\n";
    let unproved = "evidence: { fever: [{ document: Note }] }\n";
    let row = "denied: [{ facts: [request], except: [request.date_of_service] }]";
    check(row, &format!("{dated}{denied}{unproved}"));
    let evidence = EVIDENCE
        .replace("[{ document: Note }]", "[{ document: Letter }]")
        .replace(" }\n", ", weight: [{ document: Scale }] }\n");
    check(
        "evidence: { fever: [{ document: Letter }], weight: [{ document: Scale }] }",
        &format!("{FACTS}{DENIED}{evidence}"),
    );
}

#[test]
fn a_row_expects_of_the_policy_of_its_suite_unless_it_names_another() {
    let (found, _) = found("  - { name: a }\n  - { name: b, expect: { policy: other@1, result: met } }\n");
    let expected = |case: &WrittenCase| {
        let expect = case.document.expect.as_ref().unwrap();
        expect.policy.as_ref().unwrap().text.to_string()
    };
    assert_eq!(found.cases.iter().map(expected).collect::<Vec<_>>(), ["acme/aspirin@2", "other@1"]);
    assert_eq!(found.cases.iter().map(|case| &*case.name).collect::<Vec<_>>(), ["s.yaml#a", "s.yaml#b"]);
    assert_eq!(found.cases.iter().map(|case| case.line).collect::<Vec<_>>(), [Some(11), Some(12)]);
}

#[track_caller]
fn check_problem(row: &str, expected: &str) {
    let (found, sources) = found(&format!("  - {{ name: row, {row} }}\n"));
    let told = |problem: &medpol_diagnostics::Diagnostic| {
        format!("{} {} | {}", problem.code.number, problem.message, sources.text(problem.primary.span))
    };
    assert_eq!(found.diagnostics.iter().map(told).collect::<Vec<_>>(), [expected], "{row}");
    assert!(found.cases.is_empty());
}

#[test]
fn a_change_that_does_not_fit_is_pointed_at() {
    check_problem("change: { request: {} }", "R0027 `request` is a group of facts in the base | request");
    check_problem(
        "change: { 'request.services[0]': {} }",
        "R0027 `request.services[0]` is a group of facts in the base | 'request.services[0]'",
    );
    check_problem(
        "change: { 'request.services[2].units': 1 }",
        "R0027 the base has no `request.services[2].units` | 'request.services[2].units'",
    );
    check_problem(
        "change: { fever.since: 1 }",
        "R0027 the base has no group in which `fever.since` could be | fever.since",
    );
    check_problem(
        "change: { weight.at_least: 1 }",
        "R0027 the base has no group in which `weight.at_least` could be | weight.at_least",
    );
    check_problem("change: { a..b: 1 }", "R0027 `a..b` is not the path of a fact | a..b");
    check_problem("not_mentioned: [cough]", "R0027 the base says nothing of `cough` | cough");
    check_problem("change: [fever]", "P0103 `change` must be a mapping, not a list | change");
    check_problem("chang: { fever: 1 }", "P0101 unknown key `chang` | chang");
}

#[test]
fn rows_have_names_of_their_own() {
    let (found, _) = found("  - { name: a }\n  - { name: a }\n");
    assert_eq!(found.diagnostics.iter().map(|problem| problem.code.number).collect::<Vec<_>>(), ["P0202"]);
    check_problem("title: none, name2: x", "P0101 unknown key `name2` | name2");
}

#[test]
fn half_a_suite_does_not_panic() {
    let text =
        format!("{HEAD}  - {{ name: a, not_mentioned: [request.services], change: {{ x.y: 1 }}, expect: {{}} }}\n");
    for end in 0..text.len() {
        let mut sources = SourceMap::default();
        let found = cases_of_text("s.yaml", &text.as_bytes()[..end], &mut sources);
        assert!(!found.cases.is_empty() || !found.diagnostics.is_empty(), "{}", &text[..end]);
    }
}
