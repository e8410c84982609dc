//! Whatever is computed, and however clients stall, the others are answered.

use std::io::Write;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::Client;
use crate::server::{CASE, Server, wait};

/// A document whose check keeps a thread busy for some time.
fn heavy(server: &Server) -> String {
    std::fs::read_to_string(server.policy()).unwrap() + &"# padding\n".repeat(20_000)
}

fn request(path: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn load(client: &mut Client) -> Value {
    client.get("/v1/status").unwrap().json()["load"].clone()
}

#[test]
fn a_full_queue_is_told_and_the_others_are_answered() {
    let server = Server::start(&["--threads", "1", "--max-queue", "0"]);
    let mut refused = 0;
    let mut answered = 0;
    thread::scope(|scope| {
        let clients: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    let mut client = server.client();
                    (0..40)
                        .map(|_| client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for answer in clients.into_iter().flat_map(|client| client.join().unwrap()) {
            if answer.status == 200 {
                answered += 1;
                continue;
            }
            assert_eq!((answer.status, answer.problem().as_str()), (503, "overloaded"));
            assert_eq!(answer.header("retry-after"), Some("1"));
            refused += 1;
        }
    });
    assert!(answered > 0 && refused > 0, "{answered} {refused}");
    let page = server.client().get("/metrics").unwrap().body;
    assert!(page.contains(&format!("medpol_queue_full_total {refused}\n")), "{page}");
    // A batch waits instead: it is not read from meanwhile.
    let batch = format!("{CASE}\n").repeat(100);
    let answer = server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
    assert!(answer.body.ends_with("{\"lines\":100,\"answers\":100,\"errors\":0}\n"));
}

#[test]
fn a_batch_keeps_its_order_on_all_threads() {
    let server = Server::start(&["--threads", "3"]);
    let batch: String = (0..500)
        .map(|number| match number % 3 {
            0 => format!("{CASE}\n"),
            1 => "nonsense\n".to_owned(),
            _ => format!("{}\n", CASE.replace("61.5", "40")),
        })
        .collect();
    let answer = server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
    for (number, line) in answer.batch().iter().enumerate() {
        assert_eq!(line["line"], number + 1);
        let (result, status) = (line["answer"]["result"].as_str(), line["problem"]["status"].as_u64());
        let expected = [(Some("met"), None), (None, Some(422)), (Some("not_met"), None)];
        assert_eq!((result, status), expected[number % 3], "{line}");
    }
}

#[test]
fn clients_that_never_read_are_cut_off() {
    let server = Server::start(&["--write-timeout", "300", "--head-timeout", "60000"]);
    let mut client = server.client();
    let lines = format!("{CASE}\n").repeat(200);
    let chunk = format!("{:x}\r\n{lines}\r\n", lines.len());
    let mut stalled: Vec<TcpStream> = Vec::new();
    for number in 0..8 {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_write_timeout(Some(Duration::from_mins(1))).unwrap();
        if number % 2 == 0 {
            let head =
                "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
        }
        stalled.push(stream);
    }
    let pipelined = request("/v1/determinations", CASE).repeat(50);
    thread::scope(|scope| {
        for (number, stream) in stalled.iter_mut().enumerate() {
            let more = if number % 2 == 0 { &chunk } else { &pipelined };
            // Until the server takes no more, and cuts it off.
            scope.spawn(move || while stream.write_all(more.as_bytes()).is_ok() {});
        }
        for _ in 0..20 {
            let answer = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
            assert_eq!(answer.status, 200);
        }
    });
    // The writers have ended, so every one of them was cut off.
    wait(|| (load(&mut client)["connections"] == 1).then_some(()));
    assert_eq!(load(&mut client)["kept_generations"], 0);
}

/// Their answers are found and wait to be read; nobody else may wait for that.
#[test]
fn unread_batches_delay_no_other_batch() {
    let server = Server::start(&["--threads", "1", "--write-timeout", "600000", "--body-timeout", "600000"]);
    let line = format!("{CASE}\n");
    let chunk = format!("{:x}\r\n{line}\r\n", line.len());
    let stall = || {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let head = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        // Until the server reads no more, because it could not write.
        stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
        while stream.write_all(chunk.as_bytes()).is_ok() {}
        stream
    };
    // So many that their lines would fill the queue.
    let stalled: Vec<TcpStream> = thread::scope(|scope| {
        let clients: Vec<_> = (0..16).map(|_| scope.spawn(stall)).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    for _ in 0..5 {
        let batch = line.repeat(20);
        let answer =
            server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
        assert_eq!(answer.batch().len(), 20);
    }
    assert_eq!(load(&mut server.client())["connections"], stalled.len() + 1);
}

#[test]
fn idle_connections_make_room() {
    let server = Server::start(&["--max-connections", "20", "--head-timeout", "600000", "--body-timeout", "600000"]);
    let mut idle: Vec<Client> = (0..20).map(|_| server.client()).collect();
    for (number, client) in idle.iter_mut().enumerate() {
        match number % 4 {
            0 => client.send(b"GET /healthz HTTP/1.1\r\nho").unwrap(),
            1 => client
                .send(b"POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
                .unwrap(),
            2 => client
                .send(b"POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
                .unwrap(),
            _ => {}
        }
    }
    for _ in 0..10 {
        assert_eq!(server.client().get("/healthz").unwrap().status, 200);
    }
    let page = server.client().get("/metrics").unwrap().body;
    let gave_way = page.lines().find_map(|line| line.strip_prefix("medpol_http_connections_gave_way_total "));
    assert!(gave_way.unwrap().parse::<u64>().unwrap() >= 1, "{page}");
}

/// Clients that send all the time, and are answered nothing or always the same, hold no place for ever.
#[test]
fn connections_that_are_always_busy_make_room() {
    let blank = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    let slow = "POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n";
    let health = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let decided = request("/v1/determinations", CASE);
    for (begin, more) in [(blank, "1\r\n\n\r\n"), (slow, " "), (health, health), (&decided, &decided)] {
        let server = Server::start(&["--max-connections", "8", "--head-timeout", "600000", "--body-timeout", "600000"]);
        let is_over = std::sync::atomic::AtomicBool::new(false);
        let busy: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(server.address).unwrap()).collect();
        thread::scope(|scope| {
            for mut stream in busy {
                let is_over = &is_over;
                scope.spawn(move || {
                    let mut sent = stream.write_all(begin.as_bytes());
                    stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
                    // Until it is cut off.
                    while sent.is_ok() && !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                        let _ = std::io::Read::read(&mut stream, &mut [0; 8 << 10]);
                        sent = stream.write_all(more.as_bytes());
                    }
                });
            }
            let answered: Vec<_> =
                (0..3).map(|_| server.client().get("/healthz").map(|answer| answer.status)).collect();
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(answered.iter().all(|status| matches!(status, Ok(200))), "{more:?}: {answered:?}");
        });
    }
}

#[test]
fn stalled_batches_do_not_keep_every_generation() {
    let server = Server::start(&["--body-timeout", "600000"]);
    let text = std::fs::read_to_string(server.policy()).unwrap();
    let mut client = server.client();
    let mut stalled = Vec::new();
    for round in 0..8 {
        let mut batch = server.client();
        let head = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
        let line = format!("{CASE}\n");
        batch.send(format!("{head}{:x}\r\n{line}\r\n", line.len()).as_bytes()).unwrap();
        wait(|| (load(&mut client)["kept_generations"] == round + 1).then_some(()));
        stalled.push(batch);
        server.replace(&server.policy(), &text.replace("note: First", &format!("note: Round {round}")));
        wait(|| (client.get("/v1/status").unwrap().json()["serving"]["generation"] == round + 2).then_some(()));
    }
    // After some seconds it is seen that they stall.
    wait(|| (load(&mut client)["kept_generations"] == 4).then_some(()));
    for (number, mut batch) in stalled.into_iter().enumerate() {
        let line = format!("{CASE}\n");
        batch.send(format!("{:x}\r\n{line}\r\n0\r\n\r\n", line.len()).as_bytes()).unwrap();
        let answer = batch.answer().unwrap();
        assert_eq!(answer.header("medpol-generation").unwrap(), (number + 1).to_string());
        let lines: Vec<Value> = answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["answer"]["result"], "met");
        if number < 4 {
            // It is told, and has no trailer.
            assert!(lines[1]["problem"]["type"].as_str().unwrap().ends_with("/library-replaced"), "{answer:?}");
            assert_eq!(lines.len(), 2);
        } else {
            assert_eq!((&lines[1]["generation"], lines.len()), (&(number + 1).into(), 3));
        }
    }
    wait(|| (load(&mut client)["kept_generations"] == 0).then_some(()));
}

/// What is asked of health comes within 100 ms on an idle machine; here it must come at all while all
/// threads are busy, and stopping must not wait for them.
#[test]
fn health_and_signals_are_answered_while_everything_is_busy() {
    let server = Server::start(&["--threads", "1", "--stop-timeout", "300"]);
    let document = heavy(&server);
    let mut busy: Vec<Client> = (0..30).map(|_| server.client()).collect();
    for client in &mut busy {
        client.send(request("/v1/validate", &document).as_bytes()).unwrap();
    }
    let mut batch = server.client();
    let head = "POST /v1/determinations:batch HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000000\r\n\r\n";
    batch.send(format!("{head}{}", format!("{CASE}\n").repeat(100)).as_bytes()).unwrap();
    let mut client = server.client();
    for path in ["/healthz", "/readyz", "/metrics", "/v1/status"] {
        assert_eq!(client.get(path).unwrap().status, 200);
    }
    server.signal("TERM");
    let start = Instant::now();
    let (status, log) = server.stopped();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("were cut off"), "{log}");
    assert!(start.elapsed() < Duration::from_secs(30), "it waited for its clients");
}

/// Whoever reads and writes goes before what is computed, so that health and signals need not wait for it.
#[cfg(target_os = "linux")]
#[test]
fn computing_threads_are_separate_from_reading_and_writing() {
    let server = Server::start(&[]);
    let mut client = server.client();
    assert_eq!(client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap().status, 200);
    let document = heavy(&server);
    assert_eq!(client.post("/v1/validate", "application/yaml", document.as_bytes()).unwrap().status, 200);
    let tasks = std::fs::read_dir(format!("/proc/{}/task", server.id())).unwrap();
    let niceness = |task: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read_to_string(task.ok()?.path().join("stat")).ok()?;
        // What follows the name of the thread, which may have blanks; the 19th field of all.
        text.rsplit_once(')')?.1.split_whitespace().nth(16)?.parse::<i32>().ok()
    };
    let niceness: Vec<i32> = tasks.filter_map(niceness).collect();
    let least = niceness.iter().min().copied().unwrap();
    assert!(niceness.iter().any(|nice| *nice > least), "all alike: {niceness:?}");
    // Those that read and write, and the first of all.
    assert!(niceness.iter().filter(|nice| **nice == least).count() > 2, "{niceness:?}");
}

#[test]
fn abandoned_requests_are_not_counted_for_ever() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let document = heavy(&server);
    for _ in 0..10 {
        let mut leaving = server.client();
        leaving.send(request("/v1/validate", &document).as_bytes()).unwrap();
        let mut leaving = server.client();
        let head = "POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{";
        leaving.send(head.as_bytes()).unwrap();
    }
    wait(|| {
        let page = client.get("/metrics").unwrap().body;
        let load = load(&mut client);
        let is_free = [&load["deciding"], &load["checking"]]
            .iter()
            .all(|pool| ["running", "waiting", "given_up"].iter().all(|figure| pool[figure] == 0));
        // The connection that asks is the one that is left.
        let is_alone = load["connections"] == 1;
        (page.contains("medpol_http_requests_in_flight 1\n") && is_free && is_alone).then_some(())
    });
}
