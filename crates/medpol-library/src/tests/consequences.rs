//! What is held back beside its cause, and told once the cause is mended.

use super::{Folder, LIBRARY, VOCABULARY, policy};
use crate::Library;

fn told(folder: &mut Folder) -> String {
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    folder.lines(library.diagnostics())
}

/// A vocabulary that uses the base, and two policies, of which one names a fact that there is not.
fn folder() -> Folder {
    let folder = Folder::with_versions(&[("1", "active", "from: 2020-01-01")]);
    folder.write("policies/vocabulary/more.yaml", "format: medpol/vocabulary/1\nid: more\nuses: [base]\n");
    let other = policy("acme/other", "1", "active", "from: 2020-01-01").replace("vocabulary: base", "vocabulary: more");
    folder.write("policies/acme/other/1.yaml", &other.replace("fact: fever }", "fact: fewer_still }"));
    folder
}

const OF_OTHER: &str = "P0203 policies/acme/other/1.yaml:15:75\n";

#[test]
fn consequences_of_an_error_are_shown_after_it_is_corrected() {
    let mut folder = folder();
    assert_eq!(told(&mut folder), OF_OTHER);
    folder.write("policies/vocabulary/base.yaml", &VOCABULARY.replace("boolean", "bolean"));
    assert_eq!(told(&mut folder), "P0213 policies/vocabulary/base.yaml:13:18\n");
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    assert_eq!(told(&mut folder), OF_OTHER);
}

#[test]
fn errors_of_form_are_shown_after_errors_of_foundations() {
    let mut folder = folder();
    folder.write("policies/vocabulary/base.yaml", &VOCABULARY.replace("boolean", "bolean"));
    let misspelt = policy("acme/aspirin", "1", "active", "from: 2020-01-01").replace("publisher:", "publihser:");
    folder.write("policies/acme/aspirin/1.yaml", &misspelt);
    let expected = "P0213 policies/vocabulary/base.yaml:13:18\nP0101 policies/acme/aspirin/1.yaml:5:1\n";
    assert_eq!(told(&mut folder), expected);
}

#[test]
fn independent_errors_are_shown_together() {
    let mut folder = folder();
    folder.write("policies/vocabulary/alone.yaml", "format: medpol/vocabulary/1\nid: alone\nuses: [nothing]\n");
    assert_eq!(told(&mut folder), format!("P0201 policies/vocabulary/alone.yaml:3:8\n{OF_OTHER}"));
}

#[test]
fn a_file_that_cannot_be_read_stands_for_the_document_of_its_place() {
    let mut folder = folder();
    folder.write("policies/vocabulary/more.yaml", "format: medpol/vocabulary/1\nid: more\nuses: [base\n");
    assert_eq!(told(&mut folder), "P0002 policies/vocabulary/more.yaml:3:7\n");
}

#[test]
fn vocabularies_that_use_each_other_do_not_hide_each_other() {
    let mut folder = folder();
    folder.write("policies/vocabulary/more.yaml", "format: medpol/vocabulary/1\nid: more\nuses: [back]\n");
    folder.write("policies/vocabulary/back.yaml", "format: medpol/vocabulary/1\nid: back\nuses: [more]\n");
    assert!(told(&mut folder).contains("P0208"), "{}", told(&mut folder));
}

#[test]
fn a_library_file_that_cannot_be_read_is_the_only_cause() {
    let mut folder = folder();
    folder.write("policies/library.yaml", &LIBRARY.replace("selectors:", "selectors"));
    let told = told(&mut folder);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("P0002 policies/library.yaml"), "{told}");
}
