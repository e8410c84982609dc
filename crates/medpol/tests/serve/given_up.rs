//! What is being decided ends when nobody waits for it any more, and gives its thread to the next.
//!
//! The case of these tests takes longer than any test may: only that it is stopped lets them end.

use serde_json::Value;

use crate::client::Client;
use crate::server::{CASE, Server, copy, wait};

/// Lists in lists in lists: for a thousand entries 10¹² steps.
const CRITERION: &str = "  - id: none-large
    text: No mark is large
    source: [{ ref: leaflet }]
    without: marks
    as: one
    where:
      some: marks
      as: two
      where: { some: marks, as: three, where: { some: marks, as: four, where: { fact: four.size, more_than: 5 } } }
exclusions:
";
const FACT: &str = "  marks: { type: list, label: Marks, max_items: 1000, of: { type: record, fields: { size: { type: \
    integer, label: Size } } } }\n";

/// A server with one thread, whose policy asks more of a case than it can have within a test.
fn start(arguments: &[&str]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let policies = folder.path().join("policies");
    copy("tests/library".as_ref(), &policies);
    let add = |path: &str, change: &dyn Fn(String) -> String| {
        let path = policies.join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        let changed = change(text.clone());
        assert_ne!(changed, text);
        std::fs::write(path, changed).unwrap();
    };
    add("vocabulary/base.yaml", &|text| text + FACT);
    add("acme/aspirin/2.yaml", &|text| text.replacen("exclusions:\n", CRITERION, 1));
    let own = ["--threads", "1", "--max-work", "1000000000000000", "--settle", "0"];
    Server::start_in(folder, &[&own, arguments].concat())
}

/// The case with so many marks.
fn case(marks: usize) -> String {
    let marks = vec!["{\"size\": 1}"; marks].join(", ");
    CASE.replace("\"weight\"", &format!("\"marks\": [{marks}], \"weight\""))
}

fn endless() -> String {
    case(1_000)
}

fn deciding(client: &mut Client) -> Value {
    client.get("/v1/status").unwrap().json()["load"]["deciding"].clone()
}

/// Waits until something is being decided, then until nothing is.
fn wait_for_the_end(client: &mut Client, is_left: impl FnOnce()) {
    wait(|| (deciding(client)["running"] == 1).then_some(()));
    is_left();
    wait(|| {
        let figures = deciding(client);
        (figures["running"] == 0 && figures["given_up"] == 0).then_some(())
    });
    let answer = client.post("/v1/determinations", "application/json", case(1).as_bytes()).unwrap();
    assert_eq!((answer.status, answer.json()["result"].as_str()), (200, Some("met")));
}

fn send(client: &mut Client, path: &str, body: &str) {
    let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    client.send(format!("{head}{body}").as_bytes()).unwrap();
}

#[test]
fn a_client_that_leaves_frees_its_thread() {
    let server = start(&["--answer-timeout", "600000"]);
    let mut client = server.client();
    for path in ["/v1/determinations", "/v1/determinations:batch"] {
        let mut leaving = server.client();
        send(&mut leaving, path, &format!("{}\n", endless()));
        wait_for_the_end(&mut client, || drop(leaving));
    }
    // What was given up was neither answered nor refused.
    let page = client.get("/metrics").unwrap().body;
    let answers: Vec<&str> = page.lines().filter(|line| line.starts_with("medpol_answers_total{")).collect();
    let counted: Vec<&str> = answers.into_iter().filter(|line| !line.ends_with(" 0")).collect();
    assert_eq!(counted, ["medpol_answers_total{result=\"met\"} 2"], "{page}");
}

#[test]
fn an_answer_that_takes_too_long_frees_its_thread() {
    let server = start(&["--answer-timeout", "1000"]);
    let mut client = server.client();
    let mut waiting = server.client();
    send(&mut waiting, "/v1/determinations", &endless());
    wait_for_the_end(&mut client, || {
        let answer = waiting.answer().unwrap();
        assert_eq!((answer.status, answer.problem().as_str()), (503, "time-limit"));
    });
}

/// A line that takes too long is an error line: the others are answered, and the trailer counts all of them.
#[test]
fn a_line_of_a_batch_that_takes_too_long_is_one_error_line() {
    let server = start(&["--answer-timeout", "1000"]);
    let mut client = server.client();
    let batch = format!("{}\n{}\n{}\n", case(1), endless(), case(1));
    let answer = client.post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
    let lines = answer.batch();
    assert!(lines[1]["problem"]["type"].as_str().unwrap().ends_with("/time-limit"), "{answer:?}");
    assert_eq!(
        (lines.len(), &lines[0]["answer"]["result"], &lines[2]["answer"]["result"]),
        (3, &"met".into(), &"met".into())
    );
    assert_eq!(answer.body.lines().last(), Some("{\"lines\":3,\"answers\":2,\"errors\":1}"));
}
