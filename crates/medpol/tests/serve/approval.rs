//! What keeps the server from approving a request by itself, although its policy is met: the shipped library, asked over
//! HTTP by a client that may only ask for decisions.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::client::Client;
use crate::server::{Server, copy};

const TOKEN: &str = "0123456789abcdef-decide";
const SERVICE: &str = "[{ code: \"CPT:64628\", units: 1 }]";

/// A server of the shipped library, with one criterion read elsewhere than in the document itself.
fn start(confidence: Option<&str>) -> Server {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("../../policies"), &folder.path().join("policies"));
    let tokens = folder.path().join("tokens");
    fs::write(&tokens, format!("intake decide {TOKEN}\n")).unwrap();
    if let Some(confidence) = confidence {
        let policy = folder.path().join("policies/cohere-health/bvn-ablation/3.yaml");
        let text = fs::read_to_string(&policy).unwrap();
        let at = text.find("- id: modic-change\n").unwrap();
        let indent = text[..at].rsplit('\n').next().unwrap().len() + 2;
        let with = format!("- id: modic-change\n{}confidence: {confidence}\n", " ".repeat(indent));
        fs::write(&policy, text.replacen("- id: modic-change\n", &with, 1)).unwrap();
    }
    let tokens = tokens.to_str().unwrap().to_owned();
    Server::start_in(folder, &["--settle", "0", "--token-file", &tokens])
}

/// The typical case, with a part of its text replaced.
fn case(before: &str, after: &str) -> String {
    let text = fs::read_to_string("../../fixtures/cohere-health/bvn-ablation/typical-l4-l5.yaml").unwrap();
    let text = &text[..text.find("expect:").unwrap()];
    assert!(text.contains(before), "no {before:?}");
    text.replacen(before, after, 1)
}

/// The result and what follows from it, with what is warned of.
fn told(client: &mut Client, case: &str) -> (String, String, String) {
    let shown = format!("Bearer {TOKEN}");
    let head = [("authorization", shown.as_str()), ("content-type", "application/yaml")];
    let answer = client.ask("POST", "/v1/determinations", &head, case.as_bytes()).unwrap().json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = &answer["determinations"][0]["determination"];
    (text(&answer["result"]), text(&found["disposition"]), found["warnings"].to_string())
}

#[track_caller]
fn goes_to_a_person(client: &mut Client, case: &str, to: &str, says: &str) {
    let (result, disposition, warnings) = told(client, case);
    assert_eq!((result.as_str(), disposition.as_str()), ("met", to), "{warnings}");
    assert!(warnings.contains(says), "no {says:?} in {warnings}");
}

#[test]
fn what_nobody_would_approve_unseen_goes_to_a_person() {
    let server = start(None);
    let mut client = server.client();
    let (result, disposition, warnings) = told(&mut client, &case("", ""));
    assert_eq!((result.as_str(), disposition.as_str()), ("met", "approve"), "{warnings}");
    let line = |more: &str| format!("{{ code: \"CPT:64628\", units: 1{more} }}");
    let evidence = |document: &str| format!("evidence: {{ imaging.modic: [{document}] }}\ndenied:");
    for (before, after, says) in [
        ("denied:", evidence("{ document: MRI report, date: 2025-09-16 }"), "MRI report is dated"),
        ("denied:", evidence("{ document: MRI report, date: 2026 }"), "MRI report is dated"),
        (SERVICE, format!("[{}]", line(", date: 2025-09-16")), "line 1 is dated after the date of service"),
        (SERVICE, format!("[{}, {}]", line(""), line("")), "line 2 says the same as line 1"),
        (SERVICE, "[{ code: \"CPT:64628\", units: 3 }]".to_owned(), "`units-beyond-bodies`"),
        (SERVICE, "[{ code: \"CPT:64628\", units: 99 }]".to_owned(), "`units-beyond-bodies`"),
    ] {
        goes_to_a_person(&mut client, &case(before, &after), "clinician_review", says);
    }
}

#[test]
fn a_policy_that_was_not_read_in_full_does_not_approve() {
    for confidence in ["secondary", "inferred"] {
        let server = start(Some(confidence));
        let says = "not read in the document itself: `modic-change`";
        goes_to_a_person(&mut server.client(), &case("", ""), "manual_policy_review", says);
    }
    let server = start(Some("read"));
    assert_eq!(told(&mut server.client(), &case("", "")).1, "approve");
}
