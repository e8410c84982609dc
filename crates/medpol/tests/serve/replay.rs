//! What a replay tells beside the result: what follows from it, and what cannot be decided again.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::server::{CASE, Server, copy};

/// The records of a server after some requests, and its library in `policies` of a folder.
fn recorded(library: &str, arguments: &[&str], paths: &[&str]) -> (TempDir, Vec<Value>) {
    let log: &[&str] = &["--decision-log=log.jsonl", "--log-facts"];
    let server = Server::start_over(library, &[log, arguments].concat());
    for path in paths {
        let answer = server.client().post(path, "application/json", CASE.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let text = fs::read_to_string(server.folder.path().join("log.jsonl")).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    copy(&server.folder.path().join("policies"), &folder.path().join("policies"));
    (folder, records)
}

fn replayed(folder: &Path, records: &[Value], arguments: &[&str]) -> (Option<i32>, String, String) {
    let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
    fs::write(folder.join("log.jsonl"), lines.join("\n") + "\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
    let output = command.current_dir(folder).args(["replay", "log.jsonl"]).args(arguments).output().unwrap();
    let [data, chatter] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), data, chatter)
}

fn json(folder: &Path, records: &[Value]) -> (Option<i32>, Value) {
    let (status, data, chatter) = replayed(folder, records, &["--format=json"]);
    (status, serde_json::from_str(&data).unwrap_or_else(|error| panic!("{error}: {data} {chatter}")))
}

const ALL: [&str; 2] = ["/v1/determinations", "/v1/determinations?policy=acme/aspirin"];

#[test]
fn another_disposition_alone_is_a_difference() {
    let (folder, records) = recorded("tests/library", &[], &ALL);
    for record in &records {
        assert_eq!(record["policies"][0]["disposition"], "approve", "{record}");
    }
    assert_eq!(json(folder.path(), &records).0, Some(0));
    let mut cautious = records.clone();
    for record in &mut cautious {
        record["policies"][0]["disposition"] = "clinician_review".into();
    }
    let (status, told) = json(folder.path(), &cautious);
    assert_eq!((status, &told["totals"]["other_disposition"]), (Some(1), &2.into()), "{told}");
    assert_eq!(told["different"][0]["disposition"]["was"], "clinician_review");
    assert_eq!(told["different"][0]["disposition"]["now"], "approve");
    let (_, text, _) = replayed(folder.path(), &cautious, &[]);
    assert!(text.contains("clinician_review → approve (the same result, another disposition)"), "{text}");
    // An earlier release did not say what follows: then nothing is compared.
    for record in &mut cautious {
        record["policies"][0].as_object_mut().unwrap().remove("disposition");
        record.as_object_mut().unwrap().remove("named_by");
    }
    assert_eq!(json(folder.path(), &cautious).0, Some(0));
}

#[test]
fn a_different_governing_policy_is_reported() {
    let (folder, records) = recorded("tests/library", &[], &ALL);
    let policy = folder.path().join("policies/acme/aspirin/2.yaml");
    let text = fs::read_to_string(&policy).unwrap();
    fs::write(&policy, text.replace("basis: published", "basis: reconstructed")).unwrap();
    let (status, told) = json(folder.path(), &records);
    assert_eq!((status, &told["totals"]["other_disposition"]), (Some(1), &2.into()), "{told}");
}

#[test]
fn a_policy_named_by_a_client_is_used_again() {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/library"), &folder.path().join("policies"));
    fs::write(folder.path().join("token"), "nora decide 0123456789abcdef\n").unwrap();
    let server =
        Server::start_in(folder, &["--settle=0", "--token-file=token", "--decision-log=log.jsonl", "--log-facts"]);
    let head = [("authorization", "Bearer 0123456789abcdef"), ("content-type", "application/json")];
    let other = CASE.replace("2022-03-01", "2020-03-01");
    let path = "/v1/determinations?policy=acme/aspirin@2";
    let answer = server.client().ask("POST", path, &head, other.as_bytes()).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = fs::read_to_string(server.folder.path().join("log.jsonl")).unwrap();
    let record: Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(
        (&record["named_by"], &record["policies"][0]["disposition"]),
        (&"client".into(), &"manual_policy_review".into())
    );
    let (status, told) = json(server.folder.path(), &[record]);
    assert_eq!(status, Some(0), "{told}");
}

#[test]
fn a_log_says_that_the_library_was_incomplete() {
    let named = "/v1/determinations?policy=acme/honey";
    let (folder, records) = recorded("tests/incomplete", &[], &[ALL[0], ALL[1], named]);
    for record in &records {
        assert_eq!(record["library_state"], "incomplete", "{record}");
    }
    assert_eq!(records[2]["disposition"], "manual_policy_review");
    // With the same library the same is in doubt again.
    assert_eq!(json(folder.path(), &records).0, Some(0));
    fs::remove_dir_all(folder.path().join("policies/acme/honey")).unwrap();
    let (status, told) = json(folder.path(), &records);
    assert_eq!((status, &told["totals"]["settled"], &told["same"]), (Some(1), &1.into(), &1.into()), "{told}");
    let (_, records) = recorded("tests/library", &[], &ALL);
    assert!(records.iter().all(|record| record["library_state"] == Value::Null));
}

#[test]
fn records_that_an_error_does_not_concern_are_replayed() {
    let (_, records) = recorded("tests/library", &[], &ALL);
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("tests/incomplete"), &folder.path().join("policies"));
    let (status, told) = json(folder.path(), &records);
    // The broken policy may govern the first, and is not the one that was named for the second.
    assert_eq!((status, &told["totals"]["in_doubt"], &told["same"]), (Some(1), &1.into(), &1.into()), "{told}");
    assert!(told["in_doubt"][0]["because"][0].as_str().unwrap().contains("acme/honey/1.yaml"), "{told}");
    let (_, text, chatter) = replayed(folder.path(), &records, &[]);
    assert!(text.contains("1 in doubt: the library cannot be read"), "{text}");
    assert!(chatter.contains("library: incomplete"), "{chatter}");
    let (status, data, chatter) = replayed(folder.path(), &records, &["--strict"]);
    assert_eq!((status, data.as_str()), (Some(1), ""), "{chatter}");
    assert!(chatter.contains("error[P0002]"), "{chatter}");
}
