//! Who may ask what, under which name, and that nothing but facts moves an answer.

use std::fs;

use serde_json::Value;

use crate::client::Client;
use crate::server::{CASE, Server};

const DECIDE: &str = "0123456789abcdef-decide";
const AUTHOR: &str = "0123456789abcdef-author";
const OPERATE: &str = "0123456789abcdef-operate";

/// A server that knows three clients.
fn server(arguments: &[&str]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens");
    let text = format!("# who may ask\nintake decide {DECIDE}\nnora author {AUTHOR}\nops operate {OPERATE}\n");
    fs::write(&file, text).unwrap();
    let with_tokens = ["--token-file", file.to_str().unwrap()];
    Server::start(&[&with_tokens[..], arguments].concat())
}

fn ask(client: &mut Client, token: &str, path: &str, body: &str) -> (u16, Value) {
    let shown = format!("Bearer {token}");
    let head = [("authorization", shown.as_str()), ("content-type", "application/json")];
    let method = if body.is_empty() && path != "/v1/rollback" { "GET" } else { "POST" };
    let answer = client.ask(method, path, &head, body.as_bytes()).unwrap();
    (answer.status, answer.json())
}

#[test]
fn each_role_can_use_its_own_routes() {
    let server = server(&[]);
    let mut client = server.client();
    let policy = fs::read_to_string(server.policy()).unwrap();
    let mut status = |token: &str, path: &str, body: &str| {
        let shown = format!("Bearer {token}");
        let kind = if body == CASE { "application/json" } else { "application/yaml" };
        let method = if path == "/v1/policies" { "GET" } else { "POST" };
        let head = [("authorization", shown.as_str()), ("content-type", kind)];
        client.ask(method, path, &head, body.as_bytes()).unwrap().status
    };
    let paths = [("/v1/determinations", CASE), ("/v1/validate", &policy), ("/v1/rollback", ""), ("/v1/policies", "")];
    let mut of = |token: &str| paths.map(|(path, body)| status(token, path, body));
    assert_eq!(of(DECIDE), [200, 403, 403, 200]);
    assert_eq!(of(AUTHOR), [200, 200, 403, 200]);
    // There is nothing to go back to, but the operator may ask.
    assert_eq!(of(OPERATE), [403, 403, 409, 200]);
}

#[test]
fn clients_cannot_choose_the_policy_of_their_request() {
    let server = server(&[]);
    let mut client = server.client();
    let (_, governed) = ask(&mut client, DECIDE, "/v1/determinations", CASE);
    let governs = governed["determinations"][0]["determination"]["policy"]["version"].as_str().unwrap().to_owned();
    let other = if governs == "1" { "2" } else { "1" };
    let (status, named) = ask(&mut client, DECIDE, &format!("/v1/determinations?policy=acme/aspirin@{other}"), CASE);
    assert_eq!((status, named["disposition"].as_str()), (200, Some("manual_policy_review")), "{named}");
    assert!(named["warnings"][0].as_str().unwrap().contains("not the policy that governs"), "{named}");
    let (_, own) = ask(&mut client, DECIDE, &format!("/v1/determinations?policy=acme/aspirin@{governs}"), CASE);
    assert_eq!((&own["disposition"], &own["warnings"]), (&Value::from("approve"), &Value::Null), "{own}");
    let (_, trial) = ask(&mut client, AUTHOR, &format!("/v1/determinations?policy=acme/aspirin@{other}"), CASE);
    assert!(trial["warnings"][0].as_str().unwrap().contains("this is a trial"), "{trial}");
}

/// A letter leaves the house without the answer that it was written from.
#[test]
fn a_letter_says_first_that_its_policy_does_not_govern() {
    let server = server(&[]);
    let mut client = server.client();
    let mut begins = |token: &str, reader: &str, policy: &str| {
        let shown = format!("Bearer {token}");
        let path = format!("/v1/determinations?policy={policy}&format=letter&for={reader}");
        let head = [("authorization", shown.as_str()), ("content-type", "application/json")];
        let answer = client.ask("POST", &path, &head, CASE.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body.lines().filter(|line| !line.is_empty()).nth(1).unwrap().to_owned()
    };
    assert!(begins(DECIDE, "provider", "acme/aspirin@1").contains("not the policy that governs this request"));
    assert!(begins(DECIDE, "member", "acme/aspirin@1").contains("may not be the ones that count"));
    assert!(begins(AUTHOR, "provider", "acme/aspirin@2").contains("This is a trial"));
    assert!(begins(AUTHOR, "member", "acme/aspirin@2").contains("This is a test"));
    assert!(begins(DECIDE, "provider", "acme/aspirin@2").starts_with("From:"));
    assert!(begins(DECIDE, "member", "acme/aspirin@2").starts_with("This is from your plan"));
}

#[test]
fn expectations_of_a_case_change_no_answer() {
    let server = server(&[]);
    let mut client = server.client();
    let (_, plain) = ask(&mut client, DECIDE, "/v1/determinations", CASE);
    for expect in [
        "{\"policy\": \"acme/aspirin@1\"}",
        "{\"policy\": \"acme/aspirin@1\", \"governed_by\": \"acme/aspirin@1\", \"result\": \"met\"}",
        "{\"result\": \"not_met\"}",
    ] {
        let with = CASE.replacen('{', &format!("{{\"expect\": {expect}, "), 1);
        assert_eq!(ask(&mut client, DECIDE, "/v1/determinations", &with), (200, plain.clone()), "{expect}");
    }
}

#[test]
fn the_server_answers_under_its_own_names_only() {
    let server = Server::start(&["--host", "medpol.example"]);
    let status = |host: &str| {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(server.address).unwrap();
        let head = format!("GET /v1/status HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    for host in ["rebound.example", "[::1].rebound.example", "localhost:rebound.example", "localhost\r\nhost: rebound"]
    {
        assert_eq!(status(host), "421", "{host}");
    }
    assert_eq!(["localhost:1", "127.0.0.1", "medpol.example"].map(status), ["200"; 3]);
}

#[test]
fn a_rollback_can_be_disabled() {
    let server = server(&["--no-rollback"]);
    let (status, problem) = ask(&mut server.client(), OPERATE, "/v1/rollback", "");
    assert_eq!(status, 403);
    assert!(problem["type"].as_str().unwrap().ends_with("rollback-refused"), "{problem}");
}
