//! Deciding goes on while policies are rewritten, and every answer is by one version of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::{CASE, Server, wait};

const CLIENTS: usize = 200;
const REWRITES: usize = 100;

/// What everything in one generation has in common.
type Version = [String; 4];

#[test]
fn no_request_fails_and_none_mixes_versions_while_policies_are_rewritten() {
    let server = Server::start(&[]);
    let is_over = AtomicBool::new(false);
    let seen: Mutex<BTreeMap<u64, BTreeSet<Version>>> = Mutex::default();
    let (latencies, answers) = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                scope.spawn({
                    let (server, is_over, seen) = (&server, &is_over, &seen);
                    move || ask(number, server, is_over, seen)
                })
            })
            .collect();
        let latencies = rewrite(&server);
        is_over.store(true, Ordering::Relaxed);
        let answers: usize = clients.into_iter().map(|client| client.join().expect("no request fails")).sum();
        (latencies, answers)
    });
    let seen = seen.into_inner().unwrap();
    let mut results: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (generation, versions) in &seen {
        assert_eq!(versions.len(), 1, "generation {generation} gave answers of several versions: {versions:?}");
        for [_, meaning, _, result] in versions {
            results.entry(meaning).or_default().insert(result);
        }
    }
    assert_eq!(results.len(), 2, "{results:?}");
    assert!(results.values().all(|results| results.len() == 1), "{results:?}");
    println!("{answers} answers in {} generations", seen.len());
    println!("reload, from the rename to the answer of `status`: {}", percentiles(latencies));
}

/// Asks until it is over; every tenth client asks by the batch.
fn ask(number: usize, server: &Server, is_over: &AtomicBool, seen: &Mutex<BTreeMap<u64, BTreeSet<Version>>>) -> usize {
    let mut client = server.client();
    let mut answers = 0;
    while !is_over.load(Ordering::Relaxed) {
        if number.is_multiple_of(10) {
            let batch = format!("{CASE}\n").repeat(3);
            let answer = client.post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
            let lines = answer.batch();
            assert_eq!(lines.len(), 3, "{answer:?}");
            let library = answer.header("medpol-library-digest").unwrap();
            for line in lines {
                assert_eq!(line["generation"].to_string(), answer.header("medpol-generation").unwrap());
                note(seen, library, line["generation"].as_u64().unwrap(), &line["answer"]);
            }
        } else {
            let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
            let generation = answer.header("medpol-generation").unwrap().parse().unwrap();
            note(seen, answer.header("medpol-library-digest").unwrap(), generation, &answer.json());
            let policy = &answer.json()["determinations"][0]["determination"]["policy"];
            let applied = format!("acme/aspirin@2={}", policy["meaning_digest"].as_str().unwrap());
            assert_eq!(answer.header("medpol-policies"), Some(applied.as_str()));
        }
        answers += 1;
        thread::sleep(Duration::from_millis(20));
    }
    answers
}

fn note(seen: &Mutex<BTreeMap<u64, BTreeSet<Version>>>, library: &str, generation: u64, decision: &Value) {
    let determination = &decision["determinations"][0]["determination"];
    assert_eq!(decision["result"], determination["result"]);
    let part = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{decision}")).to_owned();
    let version = [
        library.to_owned(),
        part(&determination["policy"]["meaning_digest"]),
        part(&determination["policy"]["text_digest"]),
        part(&determination["result"]),
    ];
    seen.lock().unwrap().entry(generation).or_default().insert(version);
}

/// Rewrites the policy, good and bad in turns, and waits each time until it is noticed.
fn rewrite(server: &Server) -> Vec<Duration> {
    let policy = server.policy();
    let text = fs::read_to_string(&policy).unwrap();
    let mut client = server.client();
    let mut latencies = Vec::new();
    let mut generation = 1;
    for round in 0..REWRITES {
        let is_good = round % 2 == 1;
        let weight = if round % 4 == 1 { "at_least: 90 kg" } else { "at_least: 50 kg" };
        let written = if is_good {
            text.replace("at_least: 50 kg", weight).replace("note: First", &format!("note: Round {round}"))
        } else {
            text.replace("at_least: 50 kg", &format!("at_leats: {round} kg"))
        };
        let start = Instant::now();
        server.replace(&policy, &written);
        let status = wait(|| {
            let status = client.get("/v1/status").unwrap().json();
            let now = status["serving"]["generation"].as_u64().unwrap();
            let told = status["last_failure"]["diagnostics"].to_string();
            let is_noticed = if is_good { now > generation } else { told.contains("at_leats") };
            is_noticed.then_some(status)
        });
        latencies.push(start.elapsed());
        assert_eq!(status["state"], if is_good { "current" } else { "stale" });
        generation += u64::from(is_good);
        assert_eq!(status["serving"]["generation"], generation);
    }
    latencies
}

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    format!("p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), times[times.len() - 1])
}

#[test]
fn a_rollback_serves_what_was_before_until_it_is_lifted() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let digest = client.get("/v1/status").unwrap().json()["serving"]["digest"].clone();
    assert_eq!(client.ask("POST", "/v1/rollback", &[], b"").unwrap().problem(), "nothing-to-roll-back");
    let text = fs::read_to_string(server.policy()).unwrap();
    server.replace(&server.policy(), &text.replace("at_least: 50 kg", "at_least: 90 kg"));
    wait(|| (client.get("/v1/status").unwrap().json()["serving"]["generation"] == 2).then_some(()));
    let decided = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(decided.json()["result"], "not_met");
    let back = client.ask("POST", "/v1/rollback", &[], b"").unwrap();
    assert_eq!((back.status, back.header("medpol-generation")), (200, Some("3")));
    assert_eq!((&back.json()["state"], &back.json()["serving"]["digest"]), (&"rolled_back".into(), &digest));
    let decided = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(decided.json()["result"], "met");
    // However the disk changes, nothing of it is served before an operator says so.
    server.replace(&server.policy(), &text.replace("at_least: 50 kg", "at_least: 95 kg"));
    let lifted = client.ask("DELETE", "/v1/rollback", &[], b"").unwrap();
    assert_eq!((lifted.status, &lifted.json()["state"]), (200, &"current".into()), "{lifted:?}");
    let decided = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(decided.json()["result"], "not_met");
    assert_eq!(client.ask("DELETE", "/v1/rollback", &[], b"").unwrap().problem(), "nothing-to-lift");
}
