//! A policy that vanishes from disk: it is kept or let go, and never without a word.

use std::fs;

use serde_json::Value;

use crate::server::{CASE, Server, wait};

fn status(server: &Server) -> Value {
    server.client().get("/v1/status").unwrap().json()
}

/// Waits until the status says this of policies that are gone.
#[track_caller]
fn gone(server: &Server, state: &str) -> Value {
    wait(|| {
        let gone = status(server)["gone_policies"][0].clone();
        (gone["state"] == state).then_some(gone)
    })
}

fn result(server: &Server) -> Value {
    let answer = server.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    answer.json()["result"].clone()
}

#[track_caller]
fn metric(server: &Server, state: &str, count: usize) {
    let metrics = server.client().get("/metrics").unwrap().body;
    let line = format!("medpol_library_gone_policies{{state=\"{state}\"}} {count}\n");
    assert!(metrics.contains(&line), "{line}: {metrics}");
}

#[test]
fn vanished_files_are_kept_on_request() {
    let server = Server::start(&["--keep-removed"]);
    let before = status(&server);
    assert_eq!(before["gone_policies"], Value::Null);
    metric(&server, "kept", 0);
    fs::rename(server.folder.path().join("policies/acme"), server.folder.path().join("acme")).unwrap();
    let told = gone(&server, "kept");
    assert_eq!(told["policy"], "acme/aspirin@1");
    assert!(told["warning"].as_str().unwrap().contains("served as it was last read"), "{told}");
    let kept = status(&server);
    assert_eq!(kept["gone_policies"].as_array().unwrap().len(), 3, "{kept}");
    assert_eq!((&kept["serving"]["digest"], &kept["state"]), (&before["serving"]["digest"], &"current".into()));
    assert_eq!(result(&server), "met");
    metric(&server, "kept", 3);
    fs::rename(server.folder.path().join("acme"), server.folder.path().join("policies/acme")).unwrap();
    wait(|| (status(&server)["gone_policies"] == Value::Null).then_some(()));
    metric(&server, "kept", 0);
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert!(log.contains("gone from disk; it is served as it was last read policy=\"acme/aspirin@2\""), "{log}");
}

#[test]
fn vanished_files_are_dropped_later_with_a_warning() {
    let server = Server::start(&["--removal", "2s"]);
    fs::remove_file(server.policy()).unwrap();
    let told = gone(&server, "waiting");
    assert_eq!((&told["policy"], &told["file"]), (&"acme/aspirin@2".into(), &"acme/aspirin/2.yaml".into()));
    assert!(told["served_until"].as_str() > told["since"].as_str(), "{told}");
    let told = gone(&server, "published");
    assert!(told["published_at"].as_str() > told["since"].as_str(), "{told}");
    assert!(told["warning"].as_str().unwrap().contains("no longer served"), "{told}");
    assert_eq!(result(&server), "unknown");
    metric(&server, "published", 1);
    metric(&server, "waiting", 0);
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert!(log.contains("it is served until it has been gone for a while policy=\"acme/aspirin@2\""), "{log}");
    assert!(log.contains("no longer served: it is gone from disk policy=\"acme/aspirin@2\""), "{log}");
}

#[test]
fn both_ways_at_once_are_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let output = crate::server::command(folder.path(), &["--keep-removed", "--removal", "2s"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

/// The status quotes what is wrong on disk, and nothing of what is no document.
#[test]
fn the_status_shows_nothing_of_foreign_files() {
    let server = Server::start(&[]);
    let secret = server.folder.path().join("policies/acme/secret.yaml");
    for text in ["hunter2: hunter2\nhunter2: 1\n", "hunter2", "format: hunter2\n", "{\"hunter2\": [", "\u{1}hunter2"] {
        server.replace(&secret, text);
        wait(|| (status(&server)["state"] == "stale").then_some(()));
        let told = status(&server).to_string();
        assert!(told.contains("acme/secret.yaml") && !told.contains("hunter2"), "{told}");
        fs::remove_file(&secret).unwrap();
        wait(|| (status(&server)["state"] == "current").then_some(()));
    }
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert!(log.contains("acme/secret.yaml") && !log.contains("hunter2"), "{log}");
}
