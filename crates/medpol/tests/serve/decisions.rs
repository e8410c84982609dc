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
    assert_eq!(status, Some(3), "nothing was decided again");
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
fn facts_are_recorded_on_request() {
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

/// What the shell makes of a file that may not grow any more is what a full disk makes of it: the last write
/// is there in part.
#[test]
fn a_full_disk_withholds_decisions_only_where_the_log_is_required() {
    let required = Server::start_with_full_disk(&["--decision-log", "log.jsonl", "--decision-log-required"]);
    let mut client = required.client();
    let mut decided = 0;
    let refused = wait(|| {
        let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
        decided += usize::from(answer.status == 200);
        (answer.status != 200).then_some(answer)
    });
    assert_eq!((refused.status, refused.problem().as_str()), (503, "decision-log-unavailable"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    let log = required.folder.path().join("log.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    let (whole, torn) = text.rsplit_once('\n').unwrap();
    assert!(!torn.is_empty(), "the disk was full in the middle of a line");
    assert_eq!(whole.lines().count(), decided);

    // Somebody makes room: the torn line stays, and swallows nothing.
    fs::write(&log, torn).unwrap();
    assert_eq!(client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().status, 200);
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, torn));
    assert!(serde_json::from_str::<Value>(lines[1]).is_ok());

    let given = Server::start_with_full_disk(&["--decision-log", "log.jsonl"]);
    let mut client = given.client();
    let log = wait(|| {
        let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
        assert_eq!((answer.status, &answer.json()["result"]), (200, &"met".into()));
        // Nobody is refused, so the status has to say it.
        let log = client.get("/v1/status").unwrap().json()["decision_log"].clone();
        (log["state"] == "failing").then_some(log)
    });
    assert_eq!(log["failures"], 1);
    let page = client.get("/metrics").unwrap().body;
    assert!(page.contains("medpol_decision_log_failures_total 1") && page.contains("medpol_decision_log_failing 1"));
    assert!(log["error"].as_str().is_some_and(|error| !error.is_empty()) && log["failing_since"].is_string(), "{log}");
}

/// Whoever writes to them may wait for ever.
#[test]
fn a_log_that_is_no_regular_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    crate::server::copy(Path::new("tests/library"), &folder.path().join("policies"));
    let path = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(path("pipe")).status().unwrap().success());
    let _listener = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();
    std::os::unix::fs::symlink(path("pipe"), path("link")).unwrap();
    for (log, kind) in [
        ("pipe", "a pipe"),
        ("link", "a pipe"),
        ("socket", "a socket"),
        ("policies", "a folder"),
        ("/dev/null", "a device"),
    ] {
        let arguments = ["--listen", "127.0.0.1:0", "--decision-log", log];
        let output = crate::server::command(folder.path(), &arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains(kind) && told.contains("regular files"), "{told}");
    }
}

/// Not when it starts, but when it is told to open its log again, and when its log is gone.
#[test]
fn a_replaced_or_deleted_log_loses_no_further_records() {
    let server = Server::start(&["--decision-log", "log.jsonl", "--decision-log-required"]);
    let log = server.folder.path().join("log.jsonl");
    let mut client = server.client();
    let mut decide = || client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().status;
    assert_eq!(decide(), 200);
    fs::remove_file(&log).unwrap();
    assert_eq!(decide(), 200);
    assert_eq!(records(&log).len(), 1);
    fs::rename(&log, server.folder.path().join("old.jsonl")).unwrap();
    assert!(Command::new("mkfifo").arg(&log).status().unwrap().success());
    // A pipe is not opened, so what is open stays in use.
    server.signal("HUP");
    for _ in 0..5 {
        assert_eq!(decide(), 200);
    }
    assert_eq!(records(&server.folder.path().join("old.jsonl")).len(), 6);
}

/// Nobody reads what the server says, and there is more of it than a pipe holds.
#[test]
fn a_slow_reader_of_stderr_delays_nobody() {
    let server = Server::start(&["--log-level", "debug"]);
    let batch = [("content-type", "application/json")];
    let mut client = server.client();
    let lost = wait(|| {
        for _ in 0..200 {
            assert_eq!(client.ask("POST", "/v1/determinations", &batch, b"{}").unwrap().status, 422);
        }
        let lost = client.get("/v1/status").unwrap().json()["lost_log_lines"].as_u64().unwrap();
        (lost > 0).then_some(lost)
    });
    let page = client.get("/metrics").unwrap().body;
    let counted = page.lines().find_map(|line| line.strip_prefix("medpol_log_lines_lost_total ")).unwrap();
    assert!(counted.parse::<u64>().unwrap() >= lost, "{page}");
}

/// What waits to be recorded when the server is told to stop is recorded.
#[test]
fn stopping_loses_no_record() {
    let server = Server::start(&["--decision-log", "log.jsonl"]);
    let batch = format!("{CASE}\n").repeat(300);
    let answer = server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
    assert_eq!(answer.batch().len(), 300);
    let log = server.folder.path().join("log.jsonl");
    server.signal("TERM");
    let folder = server.folder.path().to_owned();
    let kept = folder.with_extension("kept");
    fs::rename(&log, &kept).unwrap();
    assert_eq!(server.stopped().0.code(), Some(0));
    assert_eq!(records(&kept).len(), 300);
    fs::remove_file(kept).unwrap();
}

#[test]
fn an_active_log_is_shown_in_the_status() {
    let server = Server::start(&["--decision-log", "log.jsonl"]);
    let mut client = server.client();
    client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    let log = client.get("/v1/status").unwrap().json()["decision_log"].clone();
    assert_eq!(log, serde_json::json!({ "state": "recording", "failures": 0 }));
    assert!(client.get("/metrics").unwrap().body.contains("medpol_decision_log_failing 0"));
    assert!(Server::start(&[]).client().get("/v1/status").unwrap().json()["decision_log"].is_null());
}

/// As after a crash, at the start and after the log was rotated.
#[test]
fn a_torn_line_loses_no_other_record() {
    let folder = tempfile::tempdir().unwrap();
    crate::server::copy(Path::new("tests/library"), &folder.path().join("policies"));
    let torn = r#"{"format": "medpol/decision-record/1", "id": "ha"#;
    let log = folder.path().join("log.jsonl");
    fs::write(&log, torn).unwrap();
    let arguments = ["--settle", "0", "--decision-log", "log.jsonl", "--log-facts"];
    let server = Server::start_in(folder, &arguments);
    let mut client = server.client();
    let mut decide =
        || assert_eq!(client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().status, 200);
    decide();
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.starts_with(&format!("{torn}\n{{")) && text.ends_with("}\n"), "{text}");
    let (status, told) = replay(server.folder.path(), &[]);
    assert_eq!(status, Some(1));
    assert!(told.contains("log.jsonl:1  no record") && told.contains("1 would be decided as before"), "{told}");
    // Another process leaves half a line in the file that the server is told to open next.
    fs::rename(&log, server.folder.path().join("old.jsonl")).unwrap();
    fs::write(&log, torn).unwrap();
    server.signal("HUP");
    wait(|| {
        decide();
        fs::read_to_string(&log).unwrap().contains('\n').then_some(())
    });
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.starts_with(&format!("{torn}\n{{")) && text.ends_with("}\n"), "{text}");
}

/// A library with a log of one decision that keeps its case, and the log.
fn decided() -> (tempfile::TempDir, Value) {
    let server = Server::start(&["--decision-log", "log.jsonl", "--log-facts"]);
    server.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    let record = records(&server.folder.path().join("log.jsonl")).remove(0);
    let folder = tempfile::tempdir().unwrap();
    crate::server::copy(&server.folder.path().join("policies"), &folder.path().join("policies"));
    (folder, record)
}

/// Replays some records as JSON.
fn replayed(folder: &Path, records: &[&Value]) -> (Option<i32>, Value) {
    let lines = records.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
    fs::write(folder.join("log.jsonl"), lines).unwrap();
    let (status, told) = replay(folder, &["--format", "json"]);
    (status, serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}")))
}

#[test]
fn altered_facts_are_reported_as_altered() {
    let (folder, record) = decided();
    let facts = record["facts"].as_str().unwrap();
    for (part, other) in [("61.5", "49"), ("\"fever\": false", "\"fever\": true"), ("{", "")] {
        let mut altered = record.clone();
        altered["facts"] = facts.replacen(part, other, 1).into();
        let (status, told) = replayed(folder.path(), &[&record, &altered]);
        assert_eq!((status, &told["totals"]["altered"], &told["same"]), (Some(1), &1.into(), &1.into()), "{told}");
        let because = told["altered"][0]["because"][0].as_str().unwrap();
        assert!(because.contains("digest") && !because.contains("vocabulary"), "{because}");
    }
    let mut altered = record.clone();
    altered["case"] = "sha256:00".into();
    let (status, told) = replayed(folder.path(), &[&altered]);
    assert_eq!((status, &told["totals"]["altered"]), (Some(3), &1.into()), "{told}");
    let (_, text) = replay(folder.path(), &[]);
    assert!(text.contains("the facts in the log were altered"), "{text}");
}

#[test]
fn renaming_a_version_makes_no_difference() {
    let (folder, record) = decided();
    let mut named = record.clone();
    named["named"] = "acme/aspirin@2".into();
    named["policies"][0]["part"] = "named".into();
    named["policies"][0].as_object_mut().unwrap().remove("services");
    assert_eq!(replayed(folder.path(), &[&record, &named]).0, Some(0));
    let policies = folder.path().join("policies/acme/aspirin");
    let text = fs::read_to_string(policies.join("2.yaml")).unwrap();
    fs::remove_file(policies.join("2.yaml")).unwrap();
    fs::write(
        policies.join("2b.yaml"),
        text.replace("version: \"2\"", "version: 2b").replace("version: 2,", "version: 2b,"),
    )
    .unwrap();
    let (status, told) = replayed(folder.path(), &[&record, &named]);
    assert_eq!((status, &told["same"]), (Some(0), &2.into()), "{told}");
}

#[test]
fn changes_are_counted_by_their_kind() {
    let (folder, met) = decided();
    let was = |result: &str| {
        let mut record = met.clone();
        record["result"] = result.into();
        record["policies"][0]["result"] = result.into();
        record
    };
    let policies = folder.path().join("policies/acme/aspirin");
    let text = fs::read_to_string(policies.join("2.yaml")).unwrap();
    let kinds = |status: Option<i32>, told: &Value| {
        let totals = told["totals"].as_object().unwrap();
        assert_eq!(status, Some(1), "{told}");
        let kinds = totals.iter().filter(|(_, count)| **count != 0);
        kinds.map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
    };
    let (status, told) = replayed(folder.path(), &[&met, &was("not_met"), &was("unknown"), &was("not_applicable")]);
    assert_eq!(kinds(status, &told), "unchanged 1, newly_met 2, settled 1");
    fs::write(policies.join("2.yaml"), text.replace("at_least: 50 kg", "at_least: 90 kg")).unwrap();
    let (status, told) = replayed(folder.path(), &[&met, &was("unknown"), &was("not_met")]);
    assert_eq!(kinds(status, &told), "newly_not_met 1, settled 1, other_reasons 1");
    let mut unreadable = met.clone();
    unreadable["result"] = "perhaps".into();
    let mut missing = met.clone();
    missing.as_object_mut().unwrap().remove("facts");
    let mut gone = met.clone();
    gone["policies"][0]["policy"] = "acme/ibuprofen@1".into();
    let mut refused = met.clone();
    refused["facts"] = "format: medpol/case/1\nfacts: { wieght: 12 }\n".into();
    refused["case"] = digest(&refused);
    let mut named = gone.clone();
    named["named"] = "acme/ibuprofen@1".into();
    let all = [&unreadable, &missing, &gone, &refused, &named];
    let (status, told) = replayed(folder.path(), &all);
    assert_eq!(kinds(status, &told), "refused 1, policy_gone 2, missing 1, unreadable 1", "{told}");
    let (_, text) = replay(folder.path(), &[]);
    for part in ["      2  a policy is gone", "      1  refused today", "1 without a case", "1 no record"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// The digest of the case that a record keeps, as a replay without that digest tells it.
fn digest(record: &Value) -> Value {
    let (folder, _) = decided();
    let (_, told) = replayed(folder.path(), &[record]);
    let because = told["altered"][0]["because"][0].as_str().unwrap();
    because.split_whitespace().find(|word| word.starts_with("sha256:")).unwrap().trim_end_matches(',').into()
}

#[test]
fn a_replay_of_nothing_is_a_failure() {
    let (folder, record) = decided();
    let mut missing = record.clone();
    missing.as_object_mut().unwrap().remove("facts");
    let missing = format!("{missing}\n");
    for (log, told) in
        [("", "has no records"), ("\n\n", "has no records"), ("{}\n", "none of the 1 line"), (&*missing, "none of")]
    {
        fs::write(folder.path().join("log.jsonl"), log).unwrap();
        for format in ["text", "json"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
            let output =
                command.current_dir(folder.path()).args(["replay", "log.jsonl", "--format", format]).output().unwrap();
            assert_eq!(output.status.code(), Some(3), "{output:?}");
            let chatter = String::from_utf8(output.stderr).unwrap();
            assert!(chatter.contains("nothing was decided again") && chatter.contains(told), "{chatter}");
        }
    }
}

/// Whoever writes a log decides what is in it.
#[test]
fn text_from_a_log_is_escaped_on_the_terminal() {
    let (folder, record) = decided();
    let evil = "\u{1b}[31m\u{9b}2J\u{7f}\u{202e}\u{8}\r";
    let mut records = Vec::new();
    for key in ["id", "time", "case", "named", "result", "format"] {
        let mut hostile = record.clone();
        hostile[key] = format!("{}{evil}", hostile[key].as_str().unwrap_or_default()).into();
        records.push(hostile.clone());
        hostile.as_object_mut().unwrap().remove("facts");
        records.push(hostile);
    }
    for key in ["policy", "meaning_digest", "result", "part"] {
        let mut hostile = record.clone();
        hostile["policies"][0][key] = format!("{}{evil}", hostile["policies"][0][key].as_str().unwrap()).into();
        hostile["policies"][0]["deciding"] = serde_json::json!([evil]);
        hostile["policies"][0]["services"] = serde_json::json!([evil]);
        records.push(hostile);
    }
    let mut hostile = record.clone();
    hostile["facts"] = format!("format: medpol/case/1\nfacts: {{ fever: \"{evil}\" }}").into();
    records.push(hostile);
    let lines = records.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
    fs::write(folder.path().join("log.jsonl"), lines + evil + "\n\u{0}\u{1}\n").unwrap();
    for arguments in [&[][..], &["--format", "json"]] {
        let (_, told) = replay(folder.path(), arguments);
        let raw: Vec<char> =
            told.chars().filter(|found| found.is_control() && *found != '\n' || *found == '\u{202e}').collect();
        assert_eq!(raw, [], "{told:?}");
    }
}

/// Each list of the JSON document waits outside of the memory.
#[test]
fn a_long_log_is_replayed_line_by_line() {
    const RECORDS: usize = 4_000;
    let (folder, record) = decided();
    let mut missing = record.clone();
    missing.as_object_mut().unwrap().remove("facts");
    missing["id"] = "x".repeat(400).into();
    let lines = format!("{missing}\n").repeat(RECORDS) + &format!("{record}\n");
    fs::write(folder.path().join("log.jsonl"), lines).unwrap();
    let (status, told) = replay(folder.path(), &["--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((status, told["missing"].as_array().unwrap().len()), (Some(1), RECORDS));
    assert_eq!(told["missing"][RECORDS - 1]["line"], RECORDS);
    assert_eq!((&told["totals"]["missing"], &told["same"]), (&RECORDS.into(), &1.into()));
}
