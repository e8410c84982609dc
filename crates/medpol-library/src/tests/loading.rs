//! Which files make a library, and what is said of those that cannot be read.

use std::path::Path;

use super::{Folder, LIBRARY, VOCABULARY};
use crate::{DocumentCounts, Library};

const OPEN: (&str, &str, &str) = ("1", "active", "from: 2020-01-01");

#[track_caller]
fn check(mut folder: Folder, expected: &str) -> Library {
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    folder.expect(library.diagnostics(), expected);
    library
}

#[test]
fn a_library_is_its_yaml_and_json_files() {
    let folder = Folder::with_versions(&[OPEN]);
    folder.write("policies/README.md", "not: [yaml");
    folder.write("policies/.hidden/broken.yaml", "not: [yaml");
    folder.write("policies/.3.yaml.swp", "not: [yaml");
    folder.write("policies/acme/notes.txt", "not: [yaml");
    let set = r#"{"format": "medpol/value-set/1", "id": "small", "title": "Small", "system": "CPT", "codes": ["A1"]}"#;
    folder.write("policies/value-sets/small.json", set);
    let library = check(folder, "");
    let expected = DocumentCounts {
        policies: 1,
        criteria_sets: 0,
        vocabularies: 1,
        value_sets: 1,
        others: 1,
        ..DocumentCounts::default()
    };
    assert_eq!(library.counts(), expected);
    assert_eq!(library.ids(), ["acme/aspirin"]);
    assert!(library.policy("acme/aspirin", "1").is_some());
    assert!(library.policy("acme/aspirin", "2").is_none());
}

#[test]
fn a_folder_without_a_policy_is_a_failure() {
    let folder = Folder::new();
    folder.write("policies/library.yaml", LIBRARY);
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    check(folder, "P0014 policies:1:1 there is no policy in `policies`\n");
}

#[test]
fn a_broken_policy_is_not_called_a_missing_one() {
    let folder = Folder::with_versions(&[]);
    folder.write("policies/acme/aspirin/1.yaml", "");
    check(folder, "P0011 policies/acme/aspirin/1.yaml:1:1\n");
}

#[test]
fn a_missing_folder_is_reported_with_the_likely_one() {
    let mut folder = Folder::with_versions(&[OPEN]);
    let library = Library::load(&folder.path("policy"), &mut folder.sources);
    folder.expect(library.diagnostics(), "P0015 policy:1:1 there is no `policy`\n");
    let folder_name = folder.path("polices");
    let library = Library::load(&folder_name, &mut folder.sources);
    let help = folder.clean(&library.diagnostics()[0].help[0]);
    assert_eq!(help, "did you mean `policies`?");
}

#[test]
fn order_does_not_depend_on_the_file_system() {
    let folder = Folder::with_versions(&[
        ("9", "active", "from: 2020-01-01, until: 2020-12-31"),
        ("10", "active", "from: 2021-01-01"),
    ]);
    folder.write("policies/b/broken.yaml", "");
    folder.write("policies/a.yaml", "");
    let expected = "P0011 policies/a.yaml:1:1\nP0011 policies/b/broken.yaml:1:1\n";
    check(folder, expected);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_loops_reported() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with_versions(&[]);
    let text = super::policy("acme/aspirin", "1", "active", "from: 2020-01-01");
    folder.write("policies/..data/1.yaml", &text);
    std::fs::create_dir(folder.path("policies/acme")).unwrap();
    symlink(folder.path("policies/..data"), folder.path("policies/acme/aspirin")).unwrap();
    folder.write("elsewhere/2.yaml", "a secret: of somebody else\n");
    symlink(folder.path("elsewhere/2.yaml"), folder.path("policies/acme/secret.yaml")).unwrap();
    symlink(folder.path("elsewhere"), folder.path("policies/acme/there")).unwrap();
    symlink(folder.path("policies"), folder.path("policies/acme/loop")).unwrap();
    symlink(folder.path("nowhere"), folder.path("policies/lost.yaml")).unwrap();
    symlink(folder.path("nowhere"), folder.path("policies/lost.txt")).unwrap();
    symlink(folder.path("nowhere"), folder.path("policies/.#editing.yaml")).unwrap();
    let expected = "\
P0015 policies/acme/loop:1:1 `policies/acme/loop` leads back to `policies`
P0015 policies/acme/secret.yaml:1:1 `policies/acme/secret.yaml` leads out of the folder
P0015 policies/acme/there:1:1 `policies/acme/there` leads out of the folder
P0015 policies/lost.yaml:1:1 `policies/lost.yaml` leads nowhere
";
    let library = check(folder, expected);
    assert_eq!(library.counts().policies, 1);
}

#[test]
fn a_file_in_place_of_a_folder_is_read_as_a_library_of_one() {
    let mut folder = Folder::with_versions(&[OPEN]);
    let library = Library::load(&folder.path("policies/library.yaml"), &mut folder.sources);
    assert_eq!(library.diagnostics().len(), 1, "{:?}", library.diagnostics());
    assert_eq!(library.name(), folder.path("policies/library.yaml").display().to_string());
    assert!(Library::load(Path::new("/dev/null/x"), &mut folder.sources).policies().is_empty());
}
