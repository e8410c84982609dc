//! Sets of criteria: what a policy that uses one has in common with one that is written out, and
//! where a mistake in a set is told.

use super::{Folder, policy};
use crate::Library;

const CRITERION: &str = "{ id: fever, text: Fever, source: [{ ref: paper, section: A }], fact: fever }";

const USE: &str = "{ use: shared/heat@1, criteria: [fever] }";

fn set(criterion: &str) -> String {
    format!(
        "\
format: medpol/criteria/1
id: shared/heat
version: \"1\"
title: Heat
vocabulary: base
criteria:
  - {criterion}
  - {{ id: cold, text: No fever, source: [{{ ref: paper }}], fact: fever, is: false }}
"
    )
}

/// A library with this set and the policies `acme/aspirin` and `acme/ibuprofen`, both with this
/// criterion.
fn folder(set: &str, criterion: &str) -> Folder {
    let folder = Folder::with_versions(&[]);
    folder.write("policies/shared/heat/1.yaml", set);
    for id in ["acme/aspirin", "acme/ibuprofen"] {
        let text = policy(id, "1", "active", "from: 2020-01-01").replace(CRITERION, criterion);
        folder.write(&format!("policies/{id}/1.yaml"), &text);
    }
    folder
}

fn load(mut folder: Folder) -> (Library, Folder) {
    let path = folder.path("policies");
    let library = Library::load(&path, &mut folder.sources);
    (library, folder)
}

/// The digests of meaning and text of `acme/aspirin`.
fn digests(set: &str, criterion: &str) -> [String; 2] {
    let (library, _) = load(folder(set, criterion));
    assert!(library.diagnostics().is_empty(), "{:?}", library.diagnostics());
    let policy = library.policy("acme/aspirin", "1").expect("it compiles");
    [policy.meaning_digest.to_string(), policy.text_digest.to_string()]
}

#[test]
fn a_used_set_means_the_same_as_its_criteria_written_out() {
    let [used, used_text] = digests(&set(CRITERION), USE);
    let [written, written_text] = digests(&set(CRITERION), CRITERION);
    assert_eq!(used, written);
    assert_ne!(used_text, written_text);
}

#[test]
fn a_change_of_wording_in_a_set_changes_what_its_users_say_and_not_what_they_mean() {
    let [meaning, text] = digests(&set(CRITERION), USE);
    let reworded = set(&CRITERION.replace("text: Fever", "text: A raised temperature"));
    let [reworded_meaning, reworded_text] = digests(&reworded, USE);
    assert_eq!(meaning, reworded_meaning);
    assert_ne!(text, reworded_text);
    let unused = digests(&set(CRITERION), CRITERION);
    assert_eq!(unused, digests(&reworded, CRITERION), "who does not use a set does not change with it");
}

#[test]
fn a_change_of_logic_in_a_set_changes_what_its_users_mean() {
    let [meaning, _] = digests(&set(CRITERION), USE);
    let [changed, _] = digests(&set(&CRITERION.replace("fact: fever", "known: fever")), USE);
    assert_ne!(meaning, changed);
}

#[test]
fn an_inserted_criterion_says_where_it_comes_from() {
    let (library, _) = load(folder(&set(CRITERION), USE));
    let policy = library.policy("acme/aspirin", "1").unwrap();
    let origin = |id: &str| policy.detail(policy.criterion(id).unwrap()).unwrap().origin.clone();
    assert_eq!(origin("fever").as_deref(), Some("shared/heat@1"));
    assert_eq!(origin("calm"), None);
}

#[test]
fn a_mistake_in_a_set_is_reported_once_and_refuses_its_users() {
    let broken = set(&CRITERION.replace("fact: fever", "fact: fevre"));
    for criterion in [USE, CRITERION] {
        let (library, folder) = load(folder(&broken, criterion));
        folder.expect(library.diagnostics(), "P0203 policies/shared/heat/1.yaml:7:75\n");
        assert_eq!(library.policies().len(), if criterion == USE { 0 } else { 2 });
    }
}

#[test]
fn a_mistake_of_one_user_is_reported_where_it_uses_the_set() {
    let folder = folder(&set(CRITERION), USE);
    let alone = policy("acme/aspirin", "1", "active", "from: 2020-01-01").replace("paper", "sheet");
    folder.write("policies/acme/aspirin/1.yaml", &alone.replace(&CRITERION.replace("paper", "sheet"), USE));
    let (library, folder) = load(folder);
    folder.expect(library.diagnostics(), "P0206 policies/acme/aspirin/1.yaml:15:12\n");
    assert_eq!(library.ids(), ["acme/ibuprofen"]);
}

#[test]
fn a_set_is_counted_and_lies_in_its_folder() {
    let folder = folder(&set(CRITERION), USE);
    folder.write("policies/acme/heat/1.yaml", &set(CRITERION).replace("shared/heat", "acme/heat"));
    let (library, folder) = load(folder);
    assert_eq!(library.counts().criteria_sets, 2);
    folder.expect(library.diagnostics(), "P0212 policies/acme/heat/1.yaml:2:5\n");
}
