//! Clients that misbehave are told so or cut off, and the others are served.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::client::Client;
use crate::server::{CASE, Server};

const LIMITS: [&str; 6] = ["--head-timeout", "700", "--body-timeout", "700", "--max-body", "65536"];
const IDLE: usize = 1_000;

/// Runs something while an ordinary client is served all the time.
fn beside(server: &Server, what: impl FnOnce()) {
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let ordinary = scope.spawn(|| {
            let mut answered = 0;
            while answered == 0 || !is_over.load(Ordering::Relaxed) {
                let mut client = server.client();
                for _ in 0..10 {
                    let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
                    assert_eq!(answer.status, 200, "{answer:?}");
                }
                answered += 10;
            }
        });
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(what));
        is_over.store(true, Ordering::Relaxed);
        if let Err(panic) = result {
            std::panic::resume_unwind(panic);
        }
        ordinary.join().unwrap();
    });
}

#[test]
fn slow_clients_are_cut_off() {
    let server = Server::start(&LIMITS);
    beside(&server, || {
        let begin = "POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{";
        let mut slow_bodies: Vec<Client> = (0..20).map(|_| server.client()).collect();
        for client in &mut slow_bodies {
            client.send(begin.as_bytes()).unwrap();
        }
        for client in &mut slow_bodies {
            let answer = client.answer().unwrap();
            assert_eq!((answer.status, answer.problem().as_str()), (408, "body-timeout"));
        }
        let mut slow_head = server.client();
        slow_head.send(b"GET /v1/sta").unwrap();
        assert!(slow_head.is_closed());
        let mut slow_batch = server.client();
        let head = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n";
        slow_batch.send(format!("{head}{CASE}\n{{").as_bytes()).unwrap();
        let answer = slow_batch.answer().unwrap();
        let lines: Vec<&str> = answer.body.lines().collect();
        // It has no trailer: nobody knows what would have followed.
        assert!(lines.len() == 2 && lines[0].contains("\"met\"") && lines[1].contains("body-timeout"), "{answer:?}");
    });
}

#[test]
fn a_thousand_idle_connections_keep_nobody_waiting() {
    let server = Server::start(&LIMITS);
    beside(&server, || {
        let mut idle: Vec<Client> = (0..IDLE).map(|_| server.client()).collect();
        assert!(idle.iter_mut().all(Client::is_closed));
    });
}

#[track_caller]
fn check(server: &Server, kind: &str, body: &[u8], status: u16, problem: &str) {
    let answer = server.client().post("/v1/determinations", kind, body).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (status, problem), "{answer:?}");
}

#[test]
fn bad_bodies_are_refused_with_a_reason() {
    let server = Server::start(&LIMITS);
    beside(&server, || {
        check(&server, "application/json", &vec![b' '; 1 << 20], 413, "body-too-large");
        check(&server, "text/html", CASE.as_bytes(), 415, "unsupported-media-type");
        check(&server, "application/x-www-form-urlencoded", CASE.as_bytes(), 415, "unsupported-media-type");
        check(
            &server,
            "application/json",
            b"{\"format\": \"medpol/case/1\", \"title\": \"\xff\"}",
            422,
            "case-refused",
        );
        let deep = format!("{}{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
        check(&server, "application/json", deep.as_bytes(), 422, "case-refused");
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        check(&server, "application/json", deep.as_bytes(), 422, "case-refused");
        check(&server, "application/yaml", b"a: &a [*a, *a]", 422, "case-refused");
        check(&server, "application/json", b"", 422, "case-refused");
        let mut chunked = server.client();
        let head = "POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
        chunked.send(head.as_bytes()).unwrap();
        for _ in 0..20 {
            chunked.send(format!("2000\r\n{}\r\n", " ".repeat(0x2000)).as_bytes()).unwrap();
        }
        chunked.send(b"0\r\n\r\n").unwrap();
        assert_eq!(chunked.answer().unwrap().problem(), "body-too-large");
        let mut other = server.client();
        other.send(b"EHLO example.org\r\n\r\n").unwrap();
        assert_eq!(other.answer().map_or(0, |answer| answer.status), 400);
    });
}
