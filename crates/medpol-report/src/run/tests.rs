//! What other programs read of a run, and that nothing in a source can break it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod annotations;
mod schema;

use insta::assert_snapshot;
use medpol_diagnostics::{Diagnostic, FileId, SourceMap, Span, codes};
use proptest::prelude::*;
use serde_json::Value;

use super::{Base, NothingToTry, Refused, Run, Suite, suites_of_files, suites_of_trials};
use crate::trial::{Difference, Trial};

const POLICY: &str = "criteria:\n  - id: adult\n    text: \"ü𝄞 old\"\n    at_leats: 18 years\n";

/// What a hostile name may hold.
const HOSTILE: &str = "a]]>b\u{1b}[31m\u{9b}\u{202e}\n::error::x\r\n%0A,:\"'<&>`|é🦴[t](1)";

fn base() -> Base {
    Base { root: "/repository".to_owned(), here: "/repository/payer".to_owned() }
}

/// The span of the first `words` in the source.
fn on(map: &SourceMap, file: FileId, words: &str) -> Span {
    let start = map.file(file).unwrap().text().find(words).unwrap();
    Span::new(file, start, start + words.len())
}

/// A misspelt key, a warning after characters outside of the first plane, and a place in another file.
fn found(name: &str, source: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::default();
    let file = map.add(name, source);
    let other = map.add("../vocabulary/base.yaml", "facts: {}\n");
    let misspelt = Diagnostic::new(&codes::P0101, on(&map, file, "at_leats"), "unknown key `at_leats`")
        .label("not a key of a criterion")
        .did_you_mean("at_leats", ["at_least", "at_most"])
        .also(on(&map, other, "facts"), "its facts");
    let warned = Diagnostic::new(&codes::P0410, on(&map, file, "old"), "`adult` is there twice").help("remove one");
    (map, vec![misspelt, warned])
}

fn run(name: &str, source: &str) -> Run {
    let (map, problems) = found(name, source);
    let run = Run::new("validate", &problems, &map, &base());
    let files = [name, "policies/fine.yaml"].map(str::to_owned).into();
    let suites = suites_of_files(&files, &run.findings, &base(), Refused::Errors);
    run.closed(suites, "1 error, 1 warning in 2 files")
}

fn trial(case: &str, differences: &[&str]) -> Trial {
    let place = Span::new(SourceMap::default().add(case, ""), 0, 0);
    Trial {
        case: case.to_owned(),
        line: Some(3),
        place,
        title: Some("Too young".to_owned()),
        policy: Some("acme/aspirin@2".to_owned()),
        has_expectation: true,
        unreadable: Vec::new(),
        differences: differences
            .iter()
            .map(|expected| Difference {
                keys: vec!["criteria".to_owned(), "adult".to_owned()],
                expected: (*expected).to_owned(),
                got: "unknown".to_owned(),
                line: Some(12),
            })
            .collect(),
    }
}

fn of_trials(trials: &[Trial]) -> Vec<Suite> {
    let (map, problems) = found("cases/misspelt.yaml", POLICY);
    let run = Run::new("test", &problems, &map, &base());
    suites_of_trials(trials, &["acme/honey".to_owned()], &run.findings, NothingToTry::Fails)
}

#[test]
fn sarif() {
    let mut log: Value = serde_json::from_str(&run("policies/a b:c.yaml", POLICY).sarif().unwrap()).unwrap();
    schema::of_sarif(&log).unwrap();
    // The pages have tests of their own.
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        assert_eq!(rule["help"]["text"], rule["help"]["markdown"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# P0"));
        rule["help"] = Value::String("the page".to_owned());
    }
    log["runs"][0]["tool"]["driver"]["semanticVersion"] = Value::String("its version".to_owned());
    assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn junit() {
    assert_snapshot!(run("policies/a.yaml", POLICY).junit().unwrap());
}

#[test]
fn junit_of_trials() {
    let differences = ["result: expected met, got not_met", "`adult`: expected met, got unknown"];
    let mut silent = trial("cases/silent.yaml", &[]);
    silent.has_expectation = false;
    let mut governed = trial("cases/governed.yaml", &[]);
    governed.policy = None;
    let trials = [trial("cases/old.yaml#row", &[]), trial("cases/young.yaml", &differences), silent, governed];
    let run = Run::new("test", &[], &SourceMap::default(), &base());
    let xml = run.closed(of_trials(&trials), "1 not as expected").junit().unwrap();
    schema::of_junit(&xml).unwrap();
    assert_snapshot!(xml);
}

#[test]
fn github() {
    assert_snapshot!(run("policies/a.yaml", POLICY).github());
}

#[test]
fn step_summary() {
    assert_snapshot!(run("policies/a|b.yaml", POLICY).step_summary());
}

#[test]
fn gitlab() {
    let report = run("policies/a.yaml", POLICY).gitlab().unwrap();
    schema::of_gitlab(&serde_json::from_str(&report).unwrap()).unwrap();
    assert_snapshot!(report);
}

#[test]
fn nothing_found_is_a_document_too() {
    let run = Run::new("validate", &[], &SourceMap::default(), &base()).closed(Vec::new(), "✓ 1 policy");
    assert_eq!(run.gitlab().unwrap(), "[]\n");
    assert_eq!(run.github(), "✓ 1 policy\n");
    assert_eq!(run.step_summary(), "## medpol validate\n\n✓ 1 policy\n");
    schema::of_sarif(&serde_json::from_str(&run.sarif().unwrap()).unwrap()).unwrap();
    schema::of_junit(&run.junit().unwrap()).unwrap();
}

/// The same problem is known again after lines were added, and no two are taken for one.
#[test]
fn fingerprints_outlast_other_lines() {
    let prints = |run: &Run| run.findings.iter().map(|finding| finding.fingerprint.clone()).collect::<Vec<_>>();
    let before = run("policies/a.yaml", POLICY);
    let after = run("policies/a.yaml", &format!("# one\n# two\n{POLICY}# three\n"));
    assert_eq!(prints(&before), prints(&after));
    assert_ne!(before.findings[0].place, after.findings[0].place);
    assert_ne!(prints(&before), prints(&run("policies/b.yaml", POLICY)));

    let (map, problems) = found("a.yaml", &POLICY.repeat(3));
    let again: Vec<Diagnostic> = problems.iter().cycle().take(60).cloned().collect();
    let mut all = prints(&Run::new("validate", &again, &map, &base()));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 60);
}

#[test]
fn of_more_than_github_takes_the_errors_come_first() {
    let (map, problems) = found("a.yaml", POLICY);
    let warnings = std::iter::repeat_n(problems[1].clone(), 24_999);
    let errors = std::iter::repeat_n(problems[0].clone(), 3);
    let all: Vec<Diagnostic> = warnings.chain(errors).collect();
    let run = Run::new("validate", &all, &map, &base());
    let log: Value = serde_json::from_str(&run.sarif().unwrap()).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert!(results[..3].iter().all(|result| result["level"] == "error"));
    let told = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(told, "2 findings are left out, because code scanning takes 25000 of one run");
    let summary = run.step_summary();
    assert!(summary.len() < 1024 * 1024 && summary.ends_with("more are not in this table.\n"));
}

#[test]
fn a_file_outside_of_the_repository_has_its_whole_address() {
    let log: Value = serde_json::from_str(&run("/elsewhere/ü.yaml", POLICY).sarif().unwrap()).unwrap();
    let artifact = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "file:///elsewhere/%C3%BC.yaml");
    assert!(artifact.get("uriBaseId").is_none());
}

#[test]
fn a_link_in_a_message_is_text() {
    let mut map = SourceMap::default();
    let file = map.add("a.yaml", "a");
    let problem = Diagnostic::new(&codes::P0101, Span::new(file, 0, 1), "unknown key `[x](1)`");
    let log: Value = serde_json::from_str(&Run::new("validate", &[problem], &map, &base()).sarif().unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["message"]["text"], "unknown key `\\[x\\](1)`");
}

/// Every writing of a run in which all texts are `text`, checked for its form.
#[track_caller]
fn check_hostile(text: &str) {
    let mut map = SourceMap::default();
    let file = map.add(text, format!("{text}\n{text}"));
    let span = Span::new(file, 1, text.len());
    let problem = Diagnostic::new(&codes::P0101, span, text).label(text).help(text).also(span, text);
    let problems = vec![problem.replace(span, text); 12];
    let run = Run::new("validate", &problems, &map, &base());
    let mut trials = [trial(text, &[text, text])];
    trials[0].policy = Some(text.to_owned());
    trials[0].title = Some(text.to_owned());
    let mut suites = suites_of_files(&[text.to_owned()].into(), &run.findings, &base(), Refused::Errors);
    suites.extend(suites_of_trials(&trials, &[text.to_owned()], &run.findings, NothingToTry::Fails));
    let run = run.closed(suites, text);

    let sarif: Value = serde_json::from_str(&run.sarif().unwrap()).unwrap();
    schema::of_sarif(&sarif).unwrap();
    let mended = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(mended["insertedContent"]["text"], text);
    schema::of_junit(&run.junit().unwrap()).unwrap();
    schema::of_gitlab(&serde_json::from_str(&run.gitlab().unwrap()).unwrap()).unwrap();
    annotations::check_log(&run.github());
    annotations::check_table(&run.step_summary());
    let controls = |character: char| character.is_control() && character != '\n';
    for written in [run.junit().unwrap(), run.github(), run.step_summary(), run.gitlab().unwrap()] {
        assert!(!written.contains(controls), "{written:?}");
    }
}

#[test]
fn hostile_names_break_nothing() {
    check_hostile(HOSTILE);
    for text in ["]]>", "::set-output name=a::b", "##[error]x", "\u{0}\u{fffe}\u{ffff}", "{0} {{", "&#x0;", "--><!--"] {
        check_hostile(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_breaks_anything(text in "[a-z:%,\\]>\"'<&|`{}\\[\\(\\)#\n\r\t\u{0}\u{1b}\u{9b}\u{202e}\u{fffe}ü🦴]{2,40}") {
        check_hostile(&text);
    }
}

proptest! {
    /// Columns are what a program that counts UTF-16 finds.
    #[test]
    fn columns_count_utf_16(before in "[a-zü🦴\n]{0,30}", marked in "[a-z🦴]{1,5}") {
        let mut map = SourceMap::default();
        let file = map.add("a.yaml", format!("{before}{marked}\n"));
        let span = Span::new(file, before.len(), before.len() + marked.len());
        let run = Run::new("validate", &[Diagnostic::new(&codes::P0101, span, "odd")], &map, &base());
        let region = run.findings[0].place.region;
        let line = before.rsplit('\n').next().unwrap();
        prop_assert_eq!(region.start_line, before.matches('\n').count() + 1);
        prop_assert_eq!(region.start_column, line.encode_utf16().count() + 1);
        prop_assert_eq!(region.end_column, region.start_column + marked.encode_utf16().count());
    }
}
