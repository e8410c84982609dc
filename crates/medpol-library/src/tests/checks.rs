//! Checking parts of libraries, cases, and files outside of libraries.

use std::path::PathBuf;

use super::{Folder, VOCABULARY, policy};
use crate::{Checked, Checks, check};

fn checked(folder: &mut Folder, paths: &[&str]) -> Checked {
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path(path)).collect();
    let checks = Checks { lint: |_, _| Vec::new(), as_of: None };
    check(&paths, &folder.path("policies"), checks, &mut folder.sources)
}

#[track_caller]
fn expect(folder: &mut Folder, paths: &[&str], expected: &str, notes: &[&str]) -> Checked {
    let checked = checked(folder, paths);
    folder.expect(&checked.diagnostics, expected);
    let cleaned: Vec<String> = checked.notes.iter().map(|note| folder.clean(note)).collect();
    let root = format!("{}/", folder.root.path().display());
    assert_eq!(cleaned, notes.iter().map(|note| note.replace(&root, "")).collect::<Vec<_>>());
    checked
}

fn folder() -> Folder {
    Folder::with_versions(&[("1", "active", "from: 2020-01-01")])
}

const CASE: &str = "\
format: medpol/case/1
facts: { request: { date_of_service: 2021-07-01 }, fever: true }
expect:
  policy: acme/aspirin@1
  criteria: { fever: met }
  exclusions: { calm: does_not_apply }
";

#[test]
fn a_part_is_checked_with_the_whole_and_reported_alone() {
    let mut folder = folder();
    folder.write("policies/acme/broken.yaml", "");
    let whole = expect(&mut folder, &["policies"], "P0011 policies/acme/broken.yaml:1:1\n", &[]);
    assert_eq!(whole.counts.files(), 4);
    let note = "1 problem elsewhere in `policies` is not shown";
    let part = expect(&mut folder, &["policies/acme/aspirin"], "", &[note]);
    assert_eq!((part.counts.policies, part.counts.files()), (1, 1));
    expect(&mut folder, &["policies/acme/aspirin", "policies/acme"], "P0011 policies/acme/broken.yaml:1:1\n", &[]);
}

#[test]
fn an_error_elsewhere_is_shown_where_it_hinders_the_check() {
    let mut folder = folder();
    folder.write("policies/vocabulary/base.yaml", &VOCABULARY.replace("boolean", "bolean"));
    let checked = checked(&mut folder, &["policies/acme/aspirin/1.yaml"]);
    assert!(folder.lines(&checked.diagnostics).contains("policies/vocabulary/base.yaml"), "{:?}", checked.diagnostics);
}

#[test]
fn nothing_to_check_is_a_failure() {
    let mut folder = folder();
    folder.write("policies/README.md", "");
    folder.write("empty/README.md", "");
    expect(
        &mut folder,
        &["policies/README.md"],
        "P0014 policies/README.md:1:1 there is nothing to check in `policies/README.md`\n",
        &[],
    );
    expect(&mut folder, &["empty"], "P0014 empty:1:1 there is nothing to check in `empty`\n", &[]);
    expect(&mut folder, &["fixtures"], "P0015 fixtures:1:1 there is no `fixtures`\n", &[]);
}

#[test]
fn cases_are_checked_against_the_policy_they_expect() {
    let mut folder = folder();
    folder.write("fixtures/a.yaml", CASE);
    folder.write("fixtures/b.yaml", &CASE.replace("{ fever: met }", "{ feverr: met, calm: met }"));
    folder.write("fixtures/c.yaml", &CASE.replace("calm:", "calme:"));
    folder.write("fixtures/d.yaml", &CASE.replace("aspirin@1", "asprin@1"));
    folder.write("fixtures/e.json", r#"{"format": "medpol/case/1", "facts": {"fever": "maybe"}}"#);
    let expected = "\
R0014 fixtures/b.yaml:5:15 `acme/aspirin@1` has no criterion `feverr`
R0014 fixtures/b.yaml:5:28 `calm` is an exclusion, not a criterion
R0014 fixtures/c.yaml:6:17 `acme/aspirin@1` has no exclusion `calme`
R0013 fixtures/d.yaml:4:11 no policy is called `acme/asprin`
R0002 fixtures/e.json:1:48
";
    let checked = expect(&mut folder, &["fixtures"], expected, &[]);
    assert_eq!((checked.counts.cases, checked.counts.files()), (5, 5));
}

#[test]
fn cases_are_not_checked_against_a_library_with_errors() {
    let mut folder = folder();
    folder.write("fixtures/a.yaml", CASE);
    folder.write("policies/acme/broken.yaml", "");
    let note = "the case was not checked: the policies to check against have errors";
    expect(&mut folder, &["fixtures"], "P0011 policies/acme/broken.yaml:1:1\n", &[note]);
}

#[test]
fn a_document_outside_is_checked_in_the_place_of_its_namesake() {
    let mut folder = folder();
    let text = policy("acme/aspirin", "1", "active", "from: 2020-01-01");
    folder.write("drafts/new.yaml", &text);
    expect(&mut folder, &["drafts/new.yaml"], "", &[]);
    folder.write("drafts/new.yaml", &text.replace("fact: fever,", "fact: fevr,"));
    expect(&mut folder, &["drafts"], "P0203 drafts/new.yaml:17:77\n", &[]);
}

#[test]
fn a_case_may_expect_a_document_that_is_checked_with_it() {
    let mut folder = folder();
    folder.write("drafts/new.yaml", &policy("acme/honey", "1", "draft", "from: 2030-01-01"));
    folder.write("drafts/case.yaml", &CASE.replace("aspirin", "honey"));
    expect(&mut folder, &["drafts"], "", &[]);
}

#[test]
fn a_library_below_a_folder_is_found() {
    let mut folder = folder();
    folder.write("fixtures/a.yaml", CASE);
    let checked = expect(&mut folder, &[""], "", &[]);
    assert_eq!((checked.counts.policies, checked.counts.cases), (1, 1));
}
