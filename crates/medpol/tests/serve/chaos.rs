//! Everything at once: clients that ask and are answered, while others stall, leave, flood and send what
//! hurts, and while the policy is rewritten.
//!
//! Small here; `MEDPOL_CHAOS=long` is the long version, which `crates/medpol-bench/chaos` starts. It tells
//! how long answers took and how much memory was needed; only what is lost or wrong makes it fail.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::Client;
use crate::server::{CASE, Server, wait};

/// How much of everything there is.
#[derive(Clone, Copy, Debug)]
struct Size {
    clients: usize,
    rewrites: usize,
    stalled: usize,
    hostile: usize,
}

const SMALL: Size = Size { clients: 12, rewrites: 6, stalled: 6, hostile: 3 };
const LONG: Size = Size { clients: 200, rewrites: 100, stalled: 50, hostile: 10 };

/// Resident memory that no size of this test comes near, in KiB: whatever piles up passes it.
const MEMORY: u64 = 2 << 20;

/// What a client was answered.
#[derive(Default)]
struct Answers {
    ids: Vec<String>,
    times: Vec<Duration>,
}

#[test]
fn good_requests_are_answered_whatever_the_others_do() {
    let size = if std::env::var("MEDPOL_CHAOS").is_ok_and(|size| size == "long") { LONG } else { SMALL };
    let server = Server::start(&[
        "--decision-log=log.jsonl",
        "--decision-log-required",
        "--write-timeout=1000",
        "--head-timeout=3000",
        "--body-timeout=3000",
        "--answer-timeout=60000",
    ]);
    let log = server.folder.path().join("log.jsonl");
    let is_over = AtomicBool::new(false);
    let (answers, health) = thread::scope(|scope| {
        let (server, is_over) = (&server, &is_over);
        for number in 0..size.stalled {
            scope.spawn(move || until(is_over, || stall(server.address, number)));
        }
        for number in 0..size.hostile {
            scope.spawn(move || {
                let mut round = number;
                until(is_over, || {
                    hurt(server, round);
                    round += 1;
                });
            });
        }
        let health = scope.spawn(move || watch_health(server, is_over));
        let clients: Vec<_> =
            (0..size.clients).map(|number| scope.spawn(move || ask(server, is_over, number))).collect();
        // Also when something fails, so that the others end.
        let rewritten = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| rewrite(server, size.rewrites)));
        is_over.store(true, Ordering::Relaxed);
        let answers: Vec<Answers> =
            clients.into_iter().map(|client| client.join().expect("all are answered")).collect();
        let health = health.join().expect("health is told");
        rewritten.expect("every rewrite is served");
        (answers, health)
    });

    let memory = memory(&server);
    wait(|| (server.client().get("/v1/status").unwrap().json()["load"]["kept_generations"] == 0).then_some(()));
    server.signal("TERM");
    let records = log.with_extension("kept");
    fs::rename(&log, &records).unwrap();
    let recorded: BTreeSet<String> = {
        wait(|| TcpStream::connect(server.address).is_err().then_some(()));
        let text = fs::read_to_string(&records).unwrap();
        text.lines().map(|line| id(&serde_json::from_str(line).unwrap())).collect()
    };
    let given: Vec<&String> = answers.iter().flat_map(|answers| &answers.ids).collect();
    assert!(given.len() >= size.clients, "every client was answered at least once");
    assert!(given.iter().all(|id| recorded.contains(*id)), "a decision was given that is not in the log");
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len(), "an id was given twice");
    assert!(memory.is_none_or(|memory| memory < MEMORY), "{memory:?} KiB");
    println!("{size:?}: {} answers, {}", given.len(), told(answers.into_iter().flat_map(|all| all.times).collect()));
    println!("health, metrics: {}", told(health));
    println!("memory at the end: {} MiB", memory.map_or(0, |memory| memory >> 10));
    let (status, chatter) = server.stopped();
    assert_eq!(status.code(), Some(0), "{chatter}");
    assert!(!chatter.contains("a bug"), "{chatter}");
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

fn until(is_over: &AtomicBool, mut what: impl FnMut()) {
    while !is_over.load(Ordering::Relaxed) {
        what();
    }
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    format!("p50 {:?}, p99 {:?}, longest {:?}", at(50), at(99), times[times.len() - 1])
}

/// Asks until it is over; every tenth client by the batch, and some on a new connection each time.
fn ask(server: &Server, is_over: &AtomicBool, number: usize) -> Answers {
    let mut answers = Answers::default();
    let mut client = server.client();
    loop {
        if number.is_multiple_of(3) {
            client = server.client();
        }
        let start = Instant::now();
        if number.is_multiple_of(10) {
            let batch = format!("{CASE}\n\n\r\n").repeat(5);
            let answer = client.post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
            let lines = answer.batch();
            assert_eq!(lines.len(), 5, "{answer:?}");
            answers.ids.extend(lines.iter().map(id));
        } else {
            let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(["met", "not_met"].contains(&answer.json()["result"].as_str().unwrap()), "{answer:?}");
            answers.ids.push(answer.header("medpol-decision-id").unwrap().to_owned());
        }
        answers.times.push(start.elapsed());
        if is_over.load(Ordering::Relaxed) {
            return answers;
        }
        // A good client has something else to do as well.
        thread::sleep(Duration::from_millis(5));
    }
}

fn watch_health(server: &Server, is_over: &AtomicBool) -> Vec<Duration> {
    let mut client = server.client();
    let mut times = Vec::new();
    loop {
        for path in ["/healthz", "/readyz", "/metrics"] {
            let start = Instant::now();
            assert_eq!(client.get(path).unwrap().status, 200);
            times.push(start.elapsed());
        }
        if is_over.load(Ordering::Relaxed) {
            return times;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// Rewrites the policy, good and bad in turns, and waits until it is served or refused.
fn rewrite(server: &Server, rewrites: usize) {
    let text = fs::read_to_string(server.policy()).unwrap();
    let mut client = server.client();
    let mut generation = 1;
    for round in 0..rewrites {
        let is_good = round % 3 != 2;
        let weight = match round % 3 {
            0 => "at_least: 90 kg",
            1 => "at_least: 50 kg",
            _ => "at_leats: 50 kg",
        };
        let written = text.replace("at_least: 50 kg", weight);
        server.replace(&server.policy(), &written.replace("note: First", &format!("note: Round {round}")));
        generation += u64::from(is_good);
        wait(|| {
            let status = client.get("/v1/status").unwrap().json();
            let is_noticed = if is_good { status["state"] == "current" } else { status["state"] == "stale" };
            (is_noticed && status["serving"]["generation"] == generation).then_some(())
        });
    }
}

/// Takes a place and does nothing useful with it, until it is cut off. What goes wrong is its own fault.
fn stall(address: SocketAddr, number: usize) {
    let Ok(mut stream) = TcpStream::connect(address) else { return };
    let _ = stream.set_write_timeout(Some(Duration::from_secs(20)));
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let batch = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    let single =
        format!("POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", CASE.len());
    let mut send = |text: &str| stream.write_all(text.as_bytes()).is_ok();
    let is_sent = match number % 5 {
        // Never reads the answers to a batch.
        0 => {
            let lines = format!("{CASE}\n").repeat(50);
            let chunk = format!("{:x}\r\n{lines}\r\n", lines.len());
            send(batch) && (0..10).all(|_| send(&chunk))
        }
        // Never reads the answers to requests in a row.
        1 => (0..200).all(|_| send(&single) && send(CASE)),
        // Never ends a body.
        2 => send(&single) && send("{"),
        // Never ends a line.
        3 => send(batch) && send("5\r\n{\"for\r\n"),
        // Never ends a head.
        _ => send("GET /v1/sta"),
    };
    if is_sent {
        // Until the server has had enough.
        thread::sleep(Duration::from_millis(500));
        if number % 5 > 1 {
            let mut client = Client::of(stream);
            while !client.is_closed() {}
        }
    }
}

/// Sends something that is hard or impossible to answer, and now and then does not wait for the answer.
fn hurt(server: &Server, round: usize) {
    let Ok(mut client) = Client::try_connect(server.address) else { return };
    let facts = |facts: &str| {
        let weight = "\"weight\": 61.5";
        CASE.replace(weight, facts)
    };
    let (path, body) = match round % 7 {
        0 => {
            let mut keys = String::new();
            for key in 0..2_000 {
                let _ = write!(keys, "\"key{key}\": 1, ");
            }
            ("/v1/determinations", facts(&format!("{keys}\"weight\": 1")))
        }
        1 => {
            let dates: Vec<String> = (0..600).map(|number| format!("{{\"weight\": {number}}}")).collect();
            ("/v1/determinations", facts(&format!("\"weight\": {{\"one_of\": [{}]}}", dates.join(","))))
        }
        2 => ("/v1/determinations", "[".repeat(50_000)),
        3 => ("/v1/determinations:batch", format!("{CASE}\nnonsense\n\n").repeat(50)),
        4 => ("/v1/validate", fs::read_to_string(server.policy()).unwrap_or_default() + &"# more\n".repeat(10_000)),
        5 => ("/v1/determinations?policy=acme/nothing", CASE.to_owned()),
        _ => ("/v1/determinations", " ".repeat(2 << 20)),
    };
    let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    let is_sent = client.send(head.as_bytes()).is_ok() && client.send(body.as_bytes()).is_ok();
    if is_sent && !round.is_multiple_of(4) {
        let _ = client.answer();
    }
}

/// Resident memory in KiB, where the system tells.
fn memory(server: &Server) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
