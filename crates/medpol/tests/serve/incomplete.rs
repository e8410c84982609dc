//! A start with a broken file: the rest is served, and everything says so.

use std::fs;

use crate::server::{CASE, Server, wait};

/// The small library with one policy more, of which only the head can be read.
const LIBRARY: &str = "tests/incomplete";

#[test]
fn a_new_server_answers_requests_that_a_broken_file_does_not_concern() {
    let server = Server::start_over(LIBRARY, &[]);
    let mut client = server.client();
    let answer = client.post("/v1/determinations?policy=acme/aspirin", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!((&answer.json()["result"], &answer.json()["library"]), (&"met".into(), &"incomplete".into()));
    let answer = client.post("/v1/determinations?policy=acme/honey", "application/json", CASE.as_bytes()).unwrap();
    let undecided = answer.json();
    assert_eq!((answer.status, &undecided["result"]), (200, &"unknown".into()));
    assert_eq!(undecided["disposition"], "manual_policy_review");
    assert_eq!(undecided["unreadable"][0]["code"], "P0002");
    // The broken policy is for the same payer, so it may govern too.
    let decision = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().json();
    assert_eq!((&decision["result"], &decision["library"]), (&"unknown".into(), &"incomplete".into()));
    let file = &decision["resolution"]["groups"][0]["unreadable"][0]["file"];
    assert_eq!(file, "policies/acme/honey/1.yaml");

    let status = client.get("/v1/status").unwrap().json();
    assert_eq!((&status["state"], &status["library"]), (&"incomplete".into(), &"incomplete".into()));
    assert_eq!(&status["serving"]["unreadable"][0]["file"], file);
    let metrics = client.get("/metrics").unwrap().body;
    assert!(metrics.contains("medpol_library_incomplete 1"), "{metrics}");

    // Once it is mended, everything is answered; from then on an error is not published.
    let broken = server.folder.path().join("policies/acme/honey/1.yaml");
    fs::remove_file(&broken).unwrap();
    let state = |server: &Server| server.client().get("/v1/status").unwrap().json()["state"].clone();
    wait(|| (state(&server) == "current").then_some(()));
    server.replace(&broken, "");
    wait(|| (state(&server) == "stale").then_some(()));
    let decision = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().json();
    assert_eq!((&decision["result"], &decision["library"]), (&"met".into(), &serde_json::Value::Null));
    server.signal("TERM");
    let (_, log) = server.stopped();
    assert!(log.contains("library: incomplete: policies/acme/honey/1.yaml:"), "{log}");
}

#[test]
fn a_strict_start_serves_nothing() {
    let server = Server::start_over(LIBRARY, &["--strict"]);
    let answer = server.client().post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(answer.status, 503, "{answer:?}");
}
