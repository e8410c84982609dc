//! Checking parts of libraries, cases, and files outside of libraries.

use std::path::PathBuf;

use super::{Folder, VOCABULARY, policy};
use crate::{Checked, Checks, check};

fn checked(folder: &mut Folder, paths: &[&str]) -> Checked {
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path(path)).collect();
    let checks = Checks { lint: |_, _| Vec::new(), health: None, as_of: None };
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
fn a_part_of_a_library_is_checked_with_the_rest_and_reported_alone() {
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
fn cases_are_checked_against_what_errors_do_not_concern() {
    let mut folder = folder();
    folder.write("fixtures/a.yaml", CASE);
    folder.write("policies/acme/broken.yaml", "");
    expect(&mut folder, &["fixtures"], "P0011 policies/acme/broken.yaml:1:1\n", &[]);
    folder.write("fixtures/a.yaml", &CASE.replace("fever: met", "feverr: met"));
    let both =
        "P0011 policies/acme/broken.yaml:1:1\nR0014 fixtures/a.yaml:5:15 `acme/aspirin@1` has no criterion `feverr`\n";
    expect(&mut folder, &["fixtures"], both, &[]);
    folder.write("policies/acme/aspirin/9.yaml", "");
    let note = "1 case was not checked: its policy is in doubt while the library has errors";
    let errors = "P0011 policies/acme/aspirin/9.yaml:1:1\nP0011 policies/acme/broken.yaml:1:1\n";
    expect(&mut folder, &["fixtures"], errors, &[note]);
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

#[test]
fn a_value_that_every_vocabulary_refuses_is_wrong_without_a_policy() {
    let mut folder = folder();
    folder.write(
        "policies/vocabulary/own.yaml",
        "format: medpol/vocabulary/1\nid: own\nuses: [base]\nfacts:\n  level: { type: integer }\n",
    );
    folder.write(
        "policies/vocabulary/other.yaml",
        "format: medpol/vocabulary/1\nid: other\nuses: [base]\nfacts:\n  level: { type: boolean }\n",
    );
    let case = |facts: &str| format!("format: medpol/case/1\nfacts: {{ request: {{ services: [B2] }}, {facts} }}\n");
    let note = "nothing governs `fixtures/a.yaml`: its facts were checked only against `base`, and for names and values that \
                no vocabulary of the library takes";
    folder.write("fixtures/a.yaml", &case("level: 5"));
    expect(&mut folder, &["fixtures"], "", &[note]);
    folder.write("fixtures/a.yaml", &case("level: true"));
    expect(&mut folder, &["fixtures"], "", &[note]);
    folder.write("fixtures/a.yaml", &case("level: high"));
    expect(&mut folder, &["fixtures"], "R0002 fixtures/a.yaml:2:46\n", &[]);
    folder.write("fixtures/a.yaml", &case("levle: 5"));
    expect(&mut folder, &["fixtures"], "R0001 fixtures/a.yaml:2:39\n", &[]);
    // A mistake in what the base vocabulary knows hides no other.
    folder.write("fixtures/a.yaml", &case("fever: maybe, level: high, levle: 5"));
    let three = "R0002 fixtures/a.yaml:2:46\nR0002 fixtures/a.yaml:2:60\nR0001 fixtures/a.yaml:2:66\n";
    expect(&mut folder, &["fixtures"], three, &[]);
}

#[test]
fn a_vocabulary_that_breaks_its_users_is_reported() {
    let mut folder = folder();
    folder.write("policies/vocabulary/base.yaml", &VOCABULARY.replace("  fever:", "  heat:"));
    let broken = "P0203 policies/acme/aspirin/1.yaml:15:75\n";
    expect(&mut folder, &["policies/vocabulary/base.yaml"], broken, &[]);
    // The same tried out before it is filed.
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    folder.write("draft/base.yaml", &VOCABULARY.replace("  fever:", "  heat:"));
    expect(&mut folder, &["draft/base.yaml"], broken, &[]);
    folder.write("draft/base.yaml", VOCABULARY);
    expect(&mut folder, &["draft/base.yaml"], "", &[]);
}

#[test]
fn files_that_are_skipped_are_named() {
    let mut folder = folder();
    for name in ["2.txt", "1.yaml~", ".1.yaml.swp", "1.yml.bak", "README.md", ".gitignore", "LICENSE", "3.ymal"] {
        folder.write(&format!("policies/acme/aspirin/{name}"), "");
    }
    let checked = checked(&mut folder, &["policies"]);
    let named = checked.notes.iter().flat_map(|note| note.split(" skipped").next().unwrap().split('`'));
    let named: Vec<&str> = named.filter_map(|name| name.rsplit_once("aspirin/")).map(|(_, name)| name).collect();
    assert_eq!(named, [".1.yaml.swp", "1.yaml~", "1.yml.bak", "2.txt", "3.ymal"]);
    assert!(checked.diagnostics.is_empty());
}

#[test]
fn several_folders_are_checked_and_intended_errors_are_counted() {
    let mut folder = folder();
    folder.write(
        "policies/library.yaml",
        &format!("{}ignore: [../wrong, drafts/gone.yaml, \"acme/*.yaml\"]\n", super::LIBRARY),
    );
    folder.write("policies/acme/broken.yaml", "");
    folder.write("wrong/a.yaml", "");
    folder.write("cases/a.yaml", CASE);
    let note = "1 file is ignored, as `policies/library.yaml` says";
    let idle = "P0312 policies/library.yaml:10:20\n";
    expect(&mut folder, &["policies", "wrong", "cases"], idle, &[note]);
}
