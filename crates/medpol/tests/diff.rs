//! What a text file cannot say of `medpol diff` and `medpol changes`: two revisions of a repository, and cases from a pipe.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod repository;

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use repository::{Repository, told};

#[test]
fn two_revisions_are_compared_without_a_checkout() {
    let repository = Repository::new();
    let (status, text, problems) = repository.run(&["diff", "--from", "v1", "--to", "v2"]);
    assert_eq!((status, problems.as_str()), (0, ""), "{text}");
    assert!(text.starts_with("3 of 4 policy versions changed"), "{text}");
    assert!(text.contains("policies at v1") && text.contains("policies at v2"), "{text}");
    // What is on disk is another thing than what is committed.
    fs::remove_file(repository.path("policies/acme/aspirin/3.yaml")).unwrap();
    let (_, on_disk, _) = repository.run(&["diff", "--from", "v2"]);
    assert!(on_disk.contains("gone [acme/aspirin@3]"), "{on_disk}");
    let (_, committed, _) = repository.run(&["diff", "--from", "v2", "--to", "HEAD"]);
    assert!(committed.starts_with("nothing changed in 4 policy versions"), "{committed}");
}

#[test]
fn one_policy_of_two_revisions_is_compared() {
    let repository = Repository::new();
    let (status, text, _) = repository.run(&["diff", "acme/bandage@1", "--from", "v1", "--to", "v2"]);
    assert_eq!(status, 0);
    assert!(text.contains("acme/bandage@1") && !text.contains("acme/aspirin"), "{text}");
    let (_, text, _) = repository.run(&["diff", "acme/aspirin", "--from", "v1", "--to", "v2"]);
    assert!(text.contains("acme/aspirin@3") && !text.contains("[acme/bandage@1]"), "{text}");
    let (status, _, problems) = repository.run(&["diff", "acme/nothing", "--from", "v1"]);
    assert!(status == 1 && problems.contains("R0013"), "{problems}");
    let (status, _, problems) = repository.run(&["diff", "acme/bandage@1", "acme/bandage@1", "--from", "v1"]);
    assert!(status == 1 && problems.contains("P0030"), "{problems}");
}

#[test]
fn the_library_may_have_been_elsewhere_or_broken() {
    let repository = Repository::new();
    repository.git(&["mv", "policies", "moved"]);
    repository.commit("v3");
    let (status, _, problems) = repository.run(&["diff", "--from", "v3", "--policies", "policies"]);
    assert!(status == 1 && problems.contains("P0029"), "{problems}");
    // A folder that is gone by now is still in the revision.
    let (status, text, _) = repository.run(&["diff", "--from", "v1", "--to", "v2"]);
    assert!(status == 0 && text.starts_with("3 of 4"), "{text}");
    fs::write(repository.path("moved/acme/bandage/1.yaml"), "format: medpol/policy/1\nid: [\n").unwrap();
    repository.commit("v4");
    // What cannot be read must not look like something that is gone.
    let (status, text, problems) = repository.run(&["diff", "--from", "v3", "--to", "v4", "--policies", "moved"]);
    assert!(status == 1 && text.is_empty() && problems.contains("v4:moved/acme/bandage/1.yaml"), "{text}{problems}");
}

#[test]
fn releases_since_a_revision_are_listed() {
    let repository = Repository::new();
    let (status, text, _) = repository.run(&["changes", "--since", "v1"]);
    assert_eq!(status, 0);
    assert!(text.starts_with("3 policy versions released or changed since v1"), "{text}");
    assert!(text.contains("Against: acme/aspirin@2"), "{text}");
    let (status, _, problems) = repository.run(&["changes", "--since", "v9"]);
    assert!(status == 1 && problems.contains("P0028"), "{problems}");
}

#[test]
fn cases_come_from_a_pipe_a_line_each() {
    let repository = Repository::new();
    let mut command = repository.command(&["diff", "--from", "v1", "--to", "v2", "--cases", "-", "--format", "json"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let facts = |depth: &str| {
        let request = r#"{"date_of_service":"2024-06-01","payer":"acme","line_of_business":"commercial","services":["B1"],"state":"OH"}"#;
        format!(
            r#"{{"format":"medpol/case/1","facts":{{"request":{request},"weight":"70 kg","fever":false,"allergy":false,"wound":true,"depth":"{depth}","diagnosis":"S51.801A"}}}}"#
        )
    };
    let lines = format!("{}\n\n{}\nnot a case\n", facts("4.5 mm"), facts("6 mm"));
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let (status, text, _) = told(&child.wait_with_output().unwrap());
    assert_eq!(status, 0);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let impact = &json["impact"];
    assert_eq!((&impact["tried"], &impact["changed"]), (&2.into(), &1.into()), "{impact}");
    assert_eq!(impact["list"][0]["case"], "<stdin>:1");
    assert_eq!(impact["list"][0]["kind"], "newly_met");
    assert_eq!(impact["list"].as_array().unwrap().last().unwrap()["case"], "<stdin>:4");
}

#[test]
fn the_exit_status_says_whether_it_differs() {
    let repository = Repository::new();
    let status = |arguments: &[&str]| repository.run(&[&["diff", "--exit-code"], arguments].concat()).0;
    assert_eq!(status(&["acme/aspirin@2", "acme/aspirin@2"]), 0);
    assert_eq!(status(&["acme/aspirin@3", "acme/aspirin@2"]), 3);
    // Digests alone do not tell which way it goes, or whether at all.
    assert_eq!(status(&["acme/aspirin@3", "acme/aspirin@2", "--time-limit", "0s"]), 4);
    assert_eq!(repository.run(&["diff", "acme/aspirin@3", "acme/aspirin@2"]).0, 0);
}

#[test]
fn cases_that_show_a_difference_are_written_and_come_out_so() {
    let repository = Repository::new();
    let (status, text, problems) =
        repository.run(&["diff", "acme/aspirin@2", "acme/aspirin@3", "--witnesses", "shown"]);
    assert_eq!((status, problems.as_str()), (0, ""));
    assert!(text.starts_with("strictly stricter (proved): 1 criterion"), "{text}");
    let files = fs::read_dir(repository.path("shown")).unwrap().count();
    assert!(files > 0, "{text}");
    let (status, text, problems) = repository.run(&["test", "shown"]);
    assert_eq!(status, 0, "{text}{problems}");
    assert!(text.contains(&format!("{files} case")), "{text}");
}

#[test]
fn each_direction_of_a_comparison_has_its_reasons() {
    let repository = Repository::new();
    let compare = |policy, against| repository.run(&["compare", policy, "--against", against, "--format", "json"]);
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (status, text, _) = compare("acme/aspirin@3", "acme/aspirin@2");
    let found = json(&text);
    assert_eq!((status, &found["verdict"]["kind"]), (0, &"stricter".into()), "{text}");
    assert_eq!(found["stricter"]["found"][0]["criteria"][0]["id"], "weight");
    assert_eq!((&found["stricter"]["rest"], &found["looser"]["rest"]), (&"none".into(), &"none".into()));
    let (_, text, _) = compare("acme/aspirin@2", "acme/aspirin@3");
    assert_eq!(json(&text)["verdict"]["kind"], "looser", "{text}");
    let (_, text, _) = compare("acme/aspirin@2", "acme/aspirin@2");
    assert_eq!(json(&text)["verdict"]["kind"], "same_meaning", "{text}");
}
