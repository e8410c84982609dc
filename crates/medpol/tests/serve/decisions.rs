//! The decision log, and replaying it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::server::{CASE, Server, wait};

fn records(log: &Path) -> Vec<Value> {
    let text = fs::read_to_string(log).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn replay(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
    let output = command.current_dir(folder).args(["replay", "log.jsonl"]).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn decisions_are_recorded_without_facts_and_can_be_replayed() {
    let server = Server::start(&["--decision-log", "log.jsonl", "--log-level", "debug"]);
    let folder = server.folder.path().to_owned();
    let log = folder.join("log.jsonl");
    let mut client = server.client();
    let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    client.post("/v1/determinations?policy=acme/aspirin@1", "application/json", CASE.as_bytes()).unwrap();
    client.post("/v1/determinations:batch", "application/x-ndjson", format!("{CASE}\nnonsense").as_bytes()).unwrap();
    let records = records(&log);
    assert_eq!(records.len(), 3);
    let record = &records[0];
    assert_eq!(record["id"], answer.header("medpol-decision-id").unwrap());
    assert_eq!((&record["result"], &record["generation"]), (&"met".into(), &1.into()));
    let determination = &answer.json()["determinations"][0]["determination"];
    let applied = &record["policies"][0];
    assert_eq!(applied["policy"], "acme/aspirin@2");
    assert_eq!(applied["meaning_digest"], determination["policy"]["meaning_digest"]);
    assert_eq!(applied["case_digest"], determination["case"]["digest"]);
    assert_eq!(applied["deciding"], determination["deciding"]);
    assert_eq!(records[1]["named"], "acme/aspirin@1");
    assert!(!fs::read_to_string(&log).unwrap().contains("61.5"));

    // The same case in another layout is found again.
    fs::create_dir(folder.join("cases")).unwrap();
    let facts = "request: { services: [A1], payer: acme, line_of_business: commercial, date_of_service: 2022-03-01 }";
    let yaml =
        format!("format: medpol/case/1\ntitle: Other words\nfacts:\n  fever: false\n  weight: 61.5\n  {facts}\n");
    fs::write(folder.join("cases/case.yaml"), yaml).unwrap();
    assert_eq!(replay(&folder, &["--cases", "cases"]).0, Some(0));
    let (status, told) = replay(&folder, &[]);
    assert_eq!(status, Some(1));
    assert!(told.contains("3 without a case"), "{told}");

    let text = fs::read_to_string(server.policy()).unwrap();
    server.replace(&server.policy(), &text.replace("at_least: 50 kg", "at_least: 90 kg"));
    let (status, told) = replay(&folder, &["--cases", "cases"]);
    assert_eq!(status, Some(1));
    for part in ["met → not_met", "was decided by", "means something else", "1 would be decided as before, 2 would not"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (_, told) = replay(&folder, &["--cases", "cases", "--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["same"], &told["different"][0]["result"]["now"]), (&1.into(), &"not_met".into()));

    server.signal("TERM");
    let (_, chatter) = server.stopped();
    assert!(chatter.contains("/v1/determinations") && !chatter.contains("61.5"), "{chatter}");
}

#[test]
fn facts_are_recorded_where_that_is_asked_for() {
    let server = Server::start(&["--decision-log", "log.jsonl", "--log-facts"]);
    server.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(records(&server.folder.path().join("log.jsonl"))[0]["facts"], CASE);
    assert_eq!(replay(server.folder.path(), &[]).0, Some(0));
}

#[test]
fn the_log_is_opened_again_when_it_was_moved_away() {
    let server = Server::start(&["--decision-log", "log.jsonl"]);
    let log = server.folder.path().join("log.jsonl");
    let mut client = server.client();
    let mut decide =
        || assert_eq!(client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().status, 200);
    decide();
    fs::rename(&log, server.folder.path().join("old.jsonl")).unwrap();
    decide();
    server.signal("HUP");
    wait(|| log.exists().then_some(()));
    decide();
    assert_eq!(records(&server.folder.path().join("old.jsonl")).len(), 2);
    assert_eq!(records(&log).len(), 1);
}

#[test]
fn a_full_disk_withholds_decisions_only_where_the_log_is_required() {
    if !Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full");
        return;
    }
    let required = Server::start(&["--decision-log", "/dev/full", "--decision-log-required"]);
    let answer = required.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (503, "decision-log-unavailable"));
    let given = Server::start(&["--decision-log", "/dev/full"]);
    let mut client = given.client();
    let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!((answer.status, &answer.json()["result"]), (200, &"met".into()));
    assert!(client.get("/metrics").unwrap().body.contains("medpol_decision_log_failures_total 1"));
}
