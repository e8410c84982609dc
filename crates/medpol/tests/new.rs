//! What `medpol new` begins: right from the first moment, for everything that is shipped, and nothing is written over.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Runs a command in a folder and says its exit status and what it printed.
fn medpol(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_medpol")).current_dir(folder).args(arguments).output().unwrap();
    let all = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    (run.status.code(), all)
}

#[track_caller]
fn passes(folder: &Path, arguments: &[&str]) -> String {
    let (status, text) = medpol(folder, arguments);
    assert_eq!(status, Some(0), "{arguments:?}: {text}");
    text
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// A folder with a copy of the shipped library.
fn shipped() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    copy(&root.join("policies"), &folder.path().join("policies"));
    folder
}

/// The names below `what` in the list of the library.
fn listed(folder: &Path) -> Vec<(String, String)> {
    let text = passes(folder, &["list", "--format", "json", "--fixtures", "none"]);
    let list: serde_json::Value = serde_json::from_str(&text).unwrap();
    let of = |policy: &serde_json::Value, key: &str| policy[key].as_str().unwrap().to_owned();
    list["policies"].as_array().unwrap().iter().map(|policy| (of(policy, "policy"), of(policy, "version"))).collect()
}

#[test]
fn from_an_empty_folder_to_a_case() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    passes(folder, &["new", "vocabulary", "base"]);
    passes(folder, &["new", "vocabulary", "knee-joint"]);
    passes(folder, &["validate", "policies/vocabulary", "--deny", "warnings"]);
    passes(folder, &["new", "policy", "acme/knee", "--vocabulary", "knee-joint"]);
    passes(folder, &["new", "policy", "acme/other", "--vocabulary", "base", "--version", "2026-01"]);
    passes(folder, &["validate", "--deny", "warnings"]);
    passes(folder, &["new", "case", "first", "--for", "acme/knee"]);
    passes(folder, &["new", "case", "--for", "acme/other@2026-01"]);
    passes(folder, &["validate", "fixtures", "--deny", "warnings"]);
    passes(folder, &["fmt", "--check", "policies", "fixtures"]);
    let case = fs::read_to_string(folder.join("fixtures/acme/knee/first.yaml")).unwrap();
    assert!(
        case.contains("    first_fact: null   # [name of the fact, as a reader sees it] · true or false\n"),
        "{case}"
    );
    assert!(!case.contains("birth_date"), "the policy does not read it:\n{case}");
}

#[test]
fn a_case_can_be_begun_for_every_shipped_policy() {
    let folder = shipped();
    let mut begun = 0;
    for (number, (policy, version)) in listed(folder.path()).into_iter().enumerate() {
        let (status, text) =
            medpol(folder.path(), &["new", "case", &format!("case-{number}"), "--for", &format!("{policy}@{version}")]);
        match status {
            Some(0) => begun += 1,
            other => {
                let defers = text.contains("has no criteria of its own: it defers to");
                assert!(other == Some(2) && defers, "{policy}: {text}");
            }
        }
    }
    passes(folder.path(), &["validate", "fixtures", "--deny", "warnings"]);
    passes(folder.path(), &["fmt", "--check", "fixtures"]);
    assert!(begun > 15, "{begun}");
}

#[test]
fn a_policy_can_be_begun_on_every_shipped_vocabulary() {
    let folder = shipped();
    for vocabulary in ["base", "spine", "facet"] {
        passes(folder.path(), &["new", "policy", &format!("acme/on-{vocabulary}"), "--vocabulary", vocabulary]);
        passes(folder.path(), &["new", "case", "--for", &format!("acme/on-{vocabulary}")]);
    }
    passes(folder.path(), &["new", "vocabulary", "own"]);
    passes(folder.path(), &["validate", "policies", "--deny", "warnings"]);
    passes(folder.path(), &["validate", "fixtures", "--deny", "warnings"]);
    passes(folder.path(), &["fmt", "--check", "policies/acme", "policies/vocabulary/own.yaml"]);
}

#[test]
fn a_file_that_is_there_is_left() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    passes(folder, &["new", "vocabulary", "base"]);
    fs::create_dir_all(folder.join("policies/acme/knee")).unwrap();
    fs::write(folder.join("policies/acme/knee/1.yaml"), "mine").unwrap();
    let (status, text) = medpol(folder, &["new", "policy", "acme/knee", "--vocabulary", "base"]);
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("is there already"), "{text}");
    assert_eq!(fs::read_to_string(folder.join("policies/acme/knee/1.yaml")).unwrap(), "mine");
    // The first vocabulary brings two files: if one of them is there, the other is not written either.
    let other = TempDir::new().unwrap();
    fs::create_dir_all(other.path().join("policies/vocabulary")).unwrap();
    fs::write(other.path().join("policies/vocabulary/base.yaml"), "mine").unwrap();
    assert_eq!(medpol(other.path(), &["new", "vocabulary", "base"]).0, Some(1));
    assert!(!other.path().join("policies/library.yaml").exists());
    assert_eq!(fs::read_to_string(other.path().join("policies/vocabulary/base.yaml")).unwrap(), "mine");
}
