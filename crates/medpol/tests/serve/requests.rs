//! What each address answers, and who may ask.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::server::{CASE, Server, command, wait};

#[test]
fn an_answer_is_the_document_that_eval_prints() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let case = server.folder.path().join("case.json");
    fs::write(&case, CASE).unwrap();
    let eval = |arguments: &[&str]| -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
        command.current_dir(&server.folder).args(["eval", "case.json", "--format", "json"]).args(arguments);
        serde_json::from_slice(&command.output().unwrap().stdout).unwrap()
    };
    let mut ask = |path: &str| client.post(path, "application/json", CASE.as_bytes()).unwrap();
    assert_eq!(ask("/v1/determinations").json(), eval(&[]));
    assert_eq!(ask("/v1/determinations?view=decided").json(), eval(&["--view", "decided"]));
    let mut by_name = eval(&["--policy", "acme/aspirin@1"]);
    let because = by_name["selection"]["because"].as_str().unwrap().replace("on the command line", "beside the case");
    by_name["selection"]["because"] = because.into();
    // Whoever reaches the server from its own machine may try policies.
    let warnings = by_name["warnings"].as_array().into_iter().flatten().cloned();
    let trial = json!("this is a trial of acme/aspirin@1, and no decision");
    by_name["warnings"] = std::iter::once(trial).chain(warnings).collect();
    by_name["notices"] = json!(["trial", "outside_period"]);
    assert_eq!(ask("/v1/determinations?policy=acme/aspirin@1").json(), by_name);
    let yaml = "format: medpol/case/1\nfacts: {}\n";
    let answer = client.post("/v1/determinations", "application/yaml; charset=utf-8", yaml.as_bytes()).unwrap();
    assert_eq!((answer.status, &answer.json()["result"]), (200, &"unknown".into()));
}

#[test]
fn a_letter_is_the_one_that_eval_writes() {
    let server = Server::start(&[]);
    let mut client = server.client();
    fs::write(server.folder.path().join("case.json"), CASE).unwrap();
    for reader in ["provider", "member"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpol"));
        let arguments = ["eval", "case.json", "--format", "letter", "--for", reader];
        let letter = command.current_dir(&server.folder).args(arguments).output().unwrap().stdout;
        let path = format!("/v1/determinations?format=letter&for={reader}");
        let answer = client.post(&path, "application/json", CASE.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/markdown; charset=utf-8")));
        assert_eq!(answer.body.as_bytes(), letter);
        assert!(answer.header("medpol-decision-id").is_some());
    }
    let mut refused = |query: &str| {
        let path = format!("/v1/determinations{query}");
        client.post(&path, "application/json", CASE.as_bytes()).unwrap().problem()
    };
    for query in ["?format=letter", "?for=member", "?format=letter&for=everybody", "?format=pdf"] {
        assert_eq!(refused(query), "query-refused", "{query}");
    }
    assert_eq!(refused(":batch?format=letter&for=member"), "query-refused");
}

#[test]
fn mistakes_come_back_with_their_place() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let wrong = CASE.replace("weight", "wieght");
    let answer = client.post("/v1/determinations", "application/json", wrong.as_bytes()).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (422, "case-refused"));
    let diagnostic = &answer.json()["diagnostics"][0];
    assert!(diagnostic["message"].as_str().unwrap().contains("wieght"), "{diagnostic}");
    assert_eq!(diagnostic["help"][0], "did you mean `weight`?");
    let mut problem = |path: &str| client.post(path, "application/json", CASE.as_bytes()).unwrap().problem();
    assert_eq!(problem("/v1/determinations?policy=acme/asprin"), "case-refused");
    assert_eq!(problem("/v1/determinations?polcy=acme/aspirin"), "query-refused");
    assert_eq!(problem("/v1/determinations?view=much"), "query-refused");
    assert_eq!(problem("/v2/determinations"), "not-found");
    assert_eq!(problem("/v1/status"), "method-not-allowed");
    assert_eq!(client.get("/v1/policies/acme/asprin").unwrap().problem(), "not-found");
}

#[test]
fn a_bad_line_of_a_batch_is_one_error_line() {
    let server = Server::start(&["--max-body", "4096"]);
    let long = format!("{{\"long\": \"{}\"}}", "x".repeat(10_000));
    let batch = format!("{CASE}\nnonsense\n\n{long}\n{CASE}");
    let answer = server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
    let lines = answer.batch();
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (line["line"].as_u64().unwrap(), line["answer"]["result"].as_str(), line["problem"]["status"].as_u64())
        })
        .collect();
    let expected = [(1, Some("met"), None), (2, None, Some(422)), (4, None, Some(413)), (5, Some("met"), None)];
    assert_eq!(told, expected);
    assert_eq!(answer.body.lines().last(), Some("{\"lines\":5,\"answers\":2,\"errors\":2}"));
}

/// Blank lines of every kind, more of them than are looked at in one turn, in every place.
#[test]
fn a_batch_answers_every_line_between_blank_lines() {
    let server = Server::start(&[]);
    let blank = ["\n", "\r\n", " \n", "\t\r\n"];
    for (before, between, after) in [(0, 20, 0), (100, 8, 1), (8, 7, 8), (1, 9, 2000), (0, 5000, 0)] {
        let gap = |count: usize| (0..count).map(|number| blank[number % 4]).collect::<String>();
        let batch = [gap(before), format!("{CASE}\n"), gap(between), format!("{CASE}\n"), gap(after)].concat();
        let answer =
            server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
        let told: Vec<u64> = answer.batch().iter().map(|line| line["line"].as_u64().unwrap()).collect();
        let second = before + between + 2;
        assert_eq!(told, [before as u64 + 1, second as u64]);
        let trailer = json!({ "lines": second + after, "answers": 2, "errors": 0 });
        assert_eq!(answer.body.lines().last(), Some(&*trailer.to_string()));
    }
    for (batch, lines) in [("", 0), ("\n", 1), ("\n\n \n", 3), (" ", 1)] {
        let answer =
            server.client().post("/v1/determinations:batch", "application/x-ndjson", batch.as_bytes()).unwrap();
        assert_eq!(answer.json(), json!({ "lines": lines, "answers": 0, "errors": 0 }), "{batch:?}");
    }
}

#[test]
fn documents_are_validated_as_if_they_stood_in_the_library() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let mut check = |text: &str| -> Vec<String> {
        let answer = client.post("/v1/validate", "application/yaml", text.as_bytes()).unwrap().json();
        let codes = answer["diagnostics"].as_array().unwrap().iter();
        codes.map(|diagnostic| diagnostic["code"].as_str().unwrap().to_owned()).collect()
    };
    let policy = fs::read_to_string(server.policy()).unwrap();
    assert_eq!(check(&policy), [""; 0]);
    assert_eq!(check(&policy.replace("fact: weight", "fact: wieght")), ["P0203"]);
    assert_eq!(check(CASE), [""; 0]);
    assert_eq!(check("a: 1"), ["P0105"]);
}

#[test]
fn the_library_is_shown() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let listed = client.get("/v1/policies").unwrap().json();
    assert_eq!(listed["policies"].as_array().unwrap().len(), 3);
    let shown = client.get("/v1/policies/acme/aspirin@2").unwrap();
    assert_eq!((&shown.json()["policy"]["version"], shown.header("medpol-generation")), (&json!("2"), Some("1")));
    let markdown = client.ask("GET", "/v1/policies/acme/aspirin", &[("accept", "text/markdown")], b"").unwrap();
    assert!(markdown.body.contains("# ") && markdown.body.contains("Aspirin"), "{markdown:?}");
    assert_eq!(client.get("/openapi.json").unwrap().json()["openapi"], "3.1.0");
    let metrics = client.get("/metrics").unwrap().body;
    assert!(metrics.contains("medpol_library_generation 1"), "{metrics}");
    assert!(metrics.contains("medpol_http_requests_total{route=\"/v1/policies\",status=\"200\"} 1"), "{metrics}");
}

#[test]
fn a_library_with_errors_is_not_ready_until_it_is_mended() {
    let server = Server::start(&[]);
    let policy = fs::read_to_string(server.policy()).unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::create_dir(other.path().join("policies")).unwrap();
    let broken = Server::start(&["--policies", other.path().join("policies").to_str().unwrap()]);
    let mut client = broken.client();
    assert_eq!(client.get("/readyz").unwrap().problem(), "not-ready");
    assert_eq!(client.get("/healthz").unwrap().json()["state"], "empty");
    let refused = client.post("/v1/determinations", "application/json", CASE.as_bytes()).unwrap();
    assert_eq!((refused.status, refused.problem().as_str()), (503, "not-ready"));
    for file in ["library.yaml", "vocabulary/base.yaml"] {
        let to = other.path().join("policies").join(file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(server.folder.path().join("policies").join(file), to).unwrap();
    }
    fs::create_dir_all(other.path().join("policies/acme/aspirin")).unwrap();
    fs::write(other.path().join("policies/acme/aspirin/2.yaml"), policy).unwrap();
    wait(|| (client.get("/readyz").unwrap().status == 200).then_some(()));
}

#[test]
fn a_configured_token_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    fs::write(&file, "0123456789abcdef0123\n").unwrap();
    let server = Server::start(&["--token-file", file.to_str().unwrap()]);
    let mut client = server.client();
    assert_eq!(client.get("/v1/status").unwrap().problem(), "unauthorized");
    let mut shown = |token: &str| client.ask("GET", "/v1/status", &[("authorization", token)], b"").unwrap().status;
    assert_eq!(shown("Bearer 0123456789abcdef0124"), 401);
    assert_eq!(shown("Bearer 0123456789abcdef0123"), 200);
    assert_eq!(client.get("/healthz").unwrap().status, 200);
    assert_eq!(client.get("/readyz").unwrap().status, 200);
    let page = [("authorization", "Bearer 0123456789abcdef0123"), ("origin", "https://example.org")];
    assert_eq!(client.ask("GET", "/v1/status", &page, b"").unwrap().problem(), "cross-origin");
}

#[test]
fn an_address_that_others_can_reach_needs_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["--listen", "0.0.0.0:0"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("no token is asked for") && told.contains("--token-file"), "{told}");
}

#[test]
fn requests_in_flight_are_finished_before_it_stops() {
    let server = Server::start(&[]);
    let mut client = server.client();
    let head = format!("POST /v1/determinations HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", CASE.len());
    let (first, second) = CASE.split_at(40);
    client.send(format!("{head}{first}").as_bytes()).unwrap();
    let metrics = || server.client().get("/metrics").unwrap().body;
    wait(|| metrics().contains("medpol_http_requests_in_flight 2").then_some(()));
    server.signal("TERM");
    wait(|| crate::client::Client::try_connect(server.address).is_err().then_some(()));
    client.send(second.as_bytes()).unwrap();
    let answer = client.answer().unwrap();
    assert_eq!((answer.status, &answer.json()["result"]), (200, &"met".into()));
    assert_eq!(server.stopped().0.code(), Some(0));
}
