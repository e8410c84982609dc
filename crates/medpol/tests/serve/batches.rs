//! How the answer to a batch ends: with a trailer where every line was answered, and without one where the stream was cut.

use serde_json::{Value, json};

use crate::client::Answer;
use crate::server::{CASE, Server, wait};

const HEAD: &str = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";

fn ask(server: &Server, batch: &str) -> Answer {
    server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap()
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// The numbers of the lines that were answered, those with a problem negative; and the last line of the stream.
fn ended(answer: &Answer) -> (Vec<i64>, Value) {
    let lines = answer.batch().into_iter().map(|line| {
        let number = line["line"].as_i64().unwrap();
        if line.get("problem").is_some() { -number } else { number }
    });
    (lines.collect(), serde_json::from_str(answer.body.lines().last().unwrap()).unwrap())
}

#[test]
fn every_whole_batch_ends_with_its_counts() {
    let server = Server::start(&["--max-body", "4096"]);
    let long = format!("{{\"long\": \"{}\"}}", "x".repeat(10_000));
    let one = |lines: usize| (vec![1], json!({ "lines": lines, "answers": 1, "errors": 0 }));
    for (what, batch, expected) in [
        ("nothing", String::new(), (vec![], json!({ "lines": 0, "answers": 0, "errors": 0 }))),
        ("blank lines", " \n\t\r\n\n".to_owned(), (vec![], json!({ "lines": 3, "answers": 0, "errors": 0 }))),
        (
            "a blank last line without its end",
            "\n  ".to_owned(),
            (vec![], json!({ "lines": 2, "answers": 0, "errors": 0 })),
        ),
        ("a line without its end", CASE.to_owned(), one(1)),
        ("a line with its end", format!("{CASE}\n"), one(1)),
        ("a line that ends as on Windows", format!("{CASE}\r\n"), one(1)),
        ("blank lines after it", format!("{CASE}\r\n\r\n \r\n"), one(3)),
        (
            "ends of both kinds, the last without one",
            format!("{CASE}\r\n{CASE}\n\r\n{CASE}"),
            (vec![1, 2, 4], json!({ "lines": 4, "answers": 3, "errors": 0 })),
        ),
        (
            "a line that is too long",
            format!("{long}\n{CASE}\n"),
            (vec![-1, 2], json!({ "lines": 2, "answers": 1, "errors": 1 })),
        ),
        (
            "a last line that is too long, without its end",
            format!("{CASE}\n{long}"),
            (vec![1, -2], json!({ "lines": 2, "answers": 1, "errors": 1 })),
        ),
        (
            "lines that are no cases",
            format!("nonsense\n{CASE}\n[]\n"),
            (vec![-1, 2, -3], json!({ "lines": 3, "answers": 1, "errors": 2 })),
        ),
    ] {
        assert_eq!(ended(&ask(&server, &batch)), expected, "{what}");
        // In pieces, as a slow client sends it.
        if batch.len() < 2_000 {
            let mut client = server.client();
            client.send(HEAD.as_bytes()).unwrap();
            for piece in batch.as_bytes().chunks(97) {
                client.send(chunk(std::str::from_utf8(piece).unwrap()).as_bytes()).unwrap();
            }
            client.send(b"0\r\n\r\n").unwrap();
            assert_eq!(ended(&client.answer().unwrap()), expected, "{what}, in pieces");
        }
    }
}

#[test]
fn a_library_that_is_broken_answers_every_line() {
    let server = Server::start_over("tests/incomplete", &[]);
    let (lines, trailer) = ended(&ask(&server, &format!("{CASE}\n\n{CASE}\n")));
    assert_eq!((lines, trailer), (vec![1, 3], json!({ "lines": 3, "answers": 2, "errors": 0 })));
    // Where nothing is served, there is no batch, and so no stream.
    let server = Server::start_over("tests/incomplete", &["--strict"]);
    let answer = ask(&server, &format!("{CASE}\n"));
    assert_eq!((answer.status, answer.problem().as_str()), (503, "not-ready"));
}

#[test]
fn a_line_that_never_ends_cuts_the_stream() {
    let server = Server::start(&["--body-timeout", "300"]);
    let mut client = server.client();
    client.send(format!("{HEAD}{}", chunk(&format!("{CASE}\n{{\"format\""))).as_bytes()).unwrap();
    let answer = client.answer().unwrap();
    let lines: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["answer"]["result"]), (2, &"met".into()));
    assert!(lines[1]["problem"]["type"].as_str().unwrap().ends_with("/body-timeout"), "{answer:?}");
}

#[test]
fn a_client_that_leaves_is_forgotten() {
    let server = Server::start(&["--body-timeout", "600000"]);
    let kept = |count: u64| {
        let mut client = server.client();
        wait(|| (client.get("/v1/status").unwrap().json()["load"]["kept_generations"] == count).then_some(()));
    };
    let text = std::fs::read_to_string(server.policy()).unwrap();
    let mut leaving = server.client();
    leaving.send(format!("{HEAD}{}", chunk(&format!("{CASE}\n{{"))).as_bytes()).unwrap();
    kept(1);
    server.replace(&server.policy(), &text.replace("note: First", "note: Another"));
    drop(leaving);
    kept(0);
    assert_eq!(ended(&ask(&server, CASE)).1, json!({ "lines": 1, "answers": 1, "errors": 0 }));
}
