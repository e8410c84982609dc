//! Conversations of an editor with the server, as they are written down in the protocol.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a session that goes another way should stop"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use medpol_lsp::{Failure, Folders, serve};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A generous limit: nothing here takes seconds.
const LONGEST: Duration = Duration::from_mins(2);

const LIBRARY: &str = "format: medpol/library/1\nbase: base\nanchor: request.date_of_service\nselectors:\n  payer: request.payer\n  line_of_business: request.line_of_business\n  services: request.services\n  state: request.state\nrank: [payer-policy]\n";

const BASE: &str = "format: medpol/vocabulary/1
id: base
facts:
  request:
    type: record
    label: Request
    fields:
      date_of_service: { type: date, label: Date of service }
      payer: { type: text, label: Payer }
      line_of_business: { type: text, label: Line of business }
      services: { type: list, of: { type: text }, label: Services }
      state: { type: text, label: State }
  weight: { type: decimal, unit: kg, label: Körpergewicht 🏋, question: What does the patient weigh? }
  fever: { type: boolean, label: Fever, question: Is there a fever? }
  side:
    type: enum
    values: { left: { label: Left side }, right: { label: Right side } }
    label: Side
    question: Which side?
";

const POLICY: &str = "format: medpol/policy/1
id: acme/knee
version: \"1\"
title: Knee
publisher: Acme
kind: payer-policy
status: active
basis: published
effective: { from: 2025-01-01 }
vocabulary: base
applies_to: { services: [\"X:1\"] }
sources:
  - { id: doc, class: internal, title: A document }
criteria:
  - id: heavy
    text: \"Körper 🏋: schwer\"
    source: [{ ref: doc }]
    fact: weight
    at_least: 70 kg
  - id: no-fever
    text: No fever
    source: [{ ref: doc }]
    not: { criterion: hot }
exclusions:
  - id: hot
    text: Fever
    source: [{ ref: doc }]
    fact: fever
";

const CASE: &str = "format: medpol/case/1
facts:
  request: { date_of_service: 2025-06-01 }
  weight: 80 kg
  fever: false
expect: { policy: acme/knee@1, result: met, criteria: { heavy: met }, exclusions: { hot: does_not_apply } }
";

struct Session {
    folder: TempDir,
    editor: Connection,
    server: Option<JoinHandle<Result<(), Failure>>>,
    next: i32,
    /// What was told of each file, the last time.
    told: Vec<(String, Value)>,
}

impl Session {
    /// An editor that has a small library open.
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("policies/library.yaml", LIBRARY);
        write("policies/vocabulary/base.yaml", BASE);
        write("policies/acme/knee/1.yaml", POLICY);
        write("fixtures/acme/knee/light.yaml", &CASE.replace("80 kg", "60 kg"));
        write("fixtures/acme/knee/heavy.yaml", CASE);
        Self::at(folder)
    }

    fn at(folder: TempDir) -> Self {
        let mut session = Self::unopened(folder);
        let root = session.address(".");
        let answer = session
            .ask("initialize", json!({ "capabilities": {}, "workspaceFolders": [{ "uri": root, "name": "x" }] }));
        assert_eq!(answer["serverInfo"]["name"], "medpol");
        session.say("initialized", json!({}));
        session
    }

    fn unopened(folder: TempDir) -> Self {
        let (editor, server) = Connection::memory();
        let folders =
            Folders { root: folder.path().to_owned(), policies: "policies".into(), fixtures: "fixtures".into() };
        let server = Some(thread::spawn(move || serve(&server, &folders)));
        Self { folder, editor, server, next: 0, told: Vec::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        if name == "." { self.folder.path().to_owned() } else { self.folder.path().join(name) }
    }

    fn address(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    fn say(&self, method: &str, params: Value) {
        self.editor.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    fn request(&mut self, method: &str, params: Value) -> Response {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.editor.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).unwrap();
        loop {
            match self.editor.receiver.recv_timeout(LONGEST).unwrap() {
                Message::Response(response) => {
                    assert_eq!(response.id, id, "answers come in order");
                    return response;
                }
                Message::Notification(notification) => self.hear(notification),
                Message::Request(request) => panic!("the server asked {}", request.method),
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.request(method, params).response_result.unwrap_or_else(|error| panic!("{method}: {}", error.message))
    }

    fn hear(&mut self, notification: Notification) {
        if notification.method == "textDocument/publishDiagnostics" {
            let address = notification.params["uri"].as_str().unwrap().to_owned();
            self.told.retain(|(known, _)| *known != address);
            self.told.push((address, notification.params["diagnostics"].clone()));
        }
    }

    fn open(&self, name: &str, text: &str) {
        self.say(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": self.address(name), "languageId": "medpol", "version": 1, "text": text } }),
        );
    }

    fn change(&self, name: &str, version: i32, text: &str) {
        self.say(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": self.address(name), "version": version }, "contentChanges": [{ "text": text }] }),
        );
    }

    /// The codes of what is wrong in a file, once everything that was said is answered.
    fn wrong(&mut self, name: &str) -> Vec<String> {
        let address = self.address(name);
        // Whatever was said before has been heard when this is answered.
        self.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": address } }));
        let told = self.told.iter().find(|(known, _)| *known == address).map(|(_, told)| told.clone());
        let told = told.unwrap_or_else(|| panic!("nothing was told of {name}: {:?}", self.told));
        told.as_array().unwrap().iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The place of a text in another, as the protocol counts.
    fn at_text(&self, name: &str, text: &str, what: &str) -> Value {
        let at = text.find(what).unwrap_or_else(|| panic!("no `{what}`"));
        let before = &text[..at];
        let line = before.matches('\n').count();
        let column: usize = before.rsplit('\n').next().unwrap().encode_utf16().count();
        json!({ "textDocument": { "uri": self.address(name) }, "position": { "line": line, "character": column } })
    }

    fn labels(&mut self, name: &str, text: &str) -> Vec<String> {
        let open = text.replacen('|', "", 1);
        self.change(name, 50, &open);
        let at = self.at_text(name, text, "|");
        let items = self.ask("textDocument/completion", at);
        items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.say("exit", Value::Null);
        self.server.take().unwrap().join().unwrap().unwrap();
    }
}

const PLACE: &str = "policies/acme/knee/1.yaml";

#[test]
fn problems_come_as_one_types_and_go_when_they_are_mended() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    assert_eq!(session.wrong(PLACE), Vec::<String>::new());
    session.change(PLACE, 2, &POLICY.replace("fact: weight", "fact: weigth"));
    assert_eq!(session.wrong(PLACE), ["P0203"]);
    let at = session.at_text(PLACE, POLICY, "weight");
    let range = json!({ "start": at["position"], "end": at["position"] });
    let mends = session.ask(
        "textDocument/codeAction",
        json!({ "textDocument": { "uri": session.address(PLACE) }, "range": range, "context": { "diagnostics": [] } }),
    );
    assert_eq!(mends[0]["edit"]["documentChanges"][0]["edits"][0]["newText"], "weight", "{mends}");
    session.change(PLACE, 3, POLICY);
    assert_eq!(session.wrong(PLACE), Vec::<String>::new());
    session.end();
}

#[test]
fn changes_in_parts_are_counted_in_utf_16() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    // After the weight lifter, who is two units: `schwer` becomes a text with a quote that ends too early.
    let at = session.at_text(PLACE, POLICY, "schwer");
    let start = &at["position"];
    let end = json!({ "line": start["line"], "character": start["character"].as_u64().unwrap() + 6 });
    session.say(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": session.address(PLACE), "version": 2 },
            "contentChanges": [
                { "range": { "start": start, "end": end }, "text": "ü\" x" },
                { "range": { "start": { "line": 99, "character": 0 }, "end": { "line": 99, "character": 9 } }, "text": "# end\n" }
            ]
        }),
    );
    assert_eq!(session.wrong(PLACE), ["P0002"]);
    let told = session.told.iter().find(|(known, _)| known.ends_with("1.yaml")).unwrap().1[0]["range"]["start"].clone();
    // Where something follows the closing quote.
    let line = "    text: \"Körper 🏋: ü\" x\"";
    let expected = line.find(" x").map(|at| line[..=at].encode_utf16().count());
    assert_eq!(told["line"], start["line"]);
    assert_eq!(told["character"].as_u64().map(|at| usize::try_from(at).unwrap()), expected, "{told}");
    session.end();
}

#[test]
fn an_unfinished_text_is_an_ordinary_state() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    for (at, _) in POLICY.char_indices().step_by(7) {
        session.change(PLACE, 2, &POLICY[..at]);
        let line = POLICY[..at].matches('\n').count();
        let position =
            json!({ "textDocument": { "uri": session.address(PLACE) }, "position": { "line": line, "character": 3 } });
        session.ask("textDocument/completion", position.clone());
        session.ask("textDocument/hover", position.clone());
        session.ask("textDocument/definition", position.clone());
        session.ask("textDocument/codeLens", position.clone());
        session.ask("textDocument/documentSymbol", position);
    }
    session.change(PLACE, 3, "\u{0}}{: [");
    assert!(!session.wrong(PLACE).is_empty());
    session.end();
}

#[test]
fn completion_knows_what_can_be_written() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    let with = |line: &str| POLICY.replace("    fact: weight\n    at_least: 70 kg\n", line);
    let facts = session.labels(PLACE, &with("    fact: |\n"));
    assert!(
        ["weight", "fever", "side", "request.payer"].iter().all(|fact| facts.contains(&(*fact).to_owned())),
        "{facts:?}"
    );
    // Comparators fit the type of the fact.
    let keys = session.labels(PLACE, &with("    fact: weight\n    |\n"));
    assert!(keys.contains(&"at_least".to_owned()) && !keys.contains(&"includes".to_owned()), "{keys:?}");
    let keys = session.labels(PLACE, &with("    fact: fever\n    |\n"));
    assert!(keys.contains(&"is".to_owned()) && !keys.contains(&"at_least".to_owned()), "{keys:?}");
    assert!(!keys.contains(&"text".to_owned()), "what is there is not offered again: {keys:?}");
    assert_eq!(session.labels(PLACE, &with("    fact: side\n    is: |\n")), ["left", "right"]);
    assert_eq!(session.labels(PLACE, &with("    fact: weight\n    at_least: 70 |\n")), ["70 kg"]);
    let ids = session.labels(PLACE, &POLICY.replace("criterion: hot", "criterion: |"));
    assert_eq!(ids, ["heavy", "hot", "no-fever"]);
    assert_eq!(session.labels(PLACE, &POLICY.replace("status: active", "status: |")), ["draft", "active", "retired"]);
    assert_eq!(session.labels(PLACE, &POLICY.replace("vocabulary: base", "vocabulary: b|")), ["base"]);
    let case = "fixtures/acme/knee/new.yaml";
    session.open(case, CASE);
    let members = session.labels(case, &CASE.replace("  weight: 80 kg\n", "  |\n"));
    assert!(members.contains(&"weight".to_owned()) && !members.contains(&"fever".to_owned()), "{members:?}");
    session.change(PLACE, 60, POLICY);
    let criteria = session.labels(case, &CASE.replace("heavy: met", "|"));
    assert_eq!(criteria, ["heavy", "hot", "no-fever"]);
    session.end();
}

#[test]
fn words_definitions_and_references() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    let at = session.at_text(PLACE, POLICY, "weight");
    let hover = session.ask("textDocument/hover", at.clone());
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("Körpergewicht 🏋") && text.contains("number in kg"), "{text}");
    let found = session.ask("textDocument/definition", at.clone());
    assert_eq!(found[0]["uri"], session.address("policies/vocabulary/base.yaml"), "{found}");
    assert_eq!(found.as_array().unwrap().len(), 1);
    let mut params = at;
    params["context"] = json!({ "includeDeclaration": true });
    let all = session.ask("textDocument/references", params);
    let files: Vec<&str> = all.as_array().unwrap().iter().map(|place| place["uri"].as_str().unwrap()).collect();
    assert_eq!(files.len(), 4, "the vocabulary, the policy and two cases: {files:?}");
    let at = session.at_text(PLACE, POLICY, "hot }");
    let hover = session.ask("textDocument/hover", at.clone());
    assert!(hover["contents"]["value"].as_str().unwrap().contains("**Fever**"), "{hover}");
    let found = session.ask("textDocument/definition", at);
    assert_eq!(found[0]["uri"], session.address(PLACE));
    // A finding has a page.
    let bad = POLICY.replace("fact: weight", "fact: weigth");
    session.change(PLACE, 2, &bad);
    let at = session.at_text(PLACE, &bad, "weigth");
    let hover = session.ask("textDocument/hover", at);
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("# P0203"), "{hover}");
    session.end();
}

#[test]
fn a_criterion_is_renamed_through_policy_and_cases() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    let mut at = session.at_text(PLACE, POLICY, "hot }");
    let prepared = session.ask("textDocument/prepareRename", at.clone());
    assert_eq!(prepared["placeholder"], "hot");
    at["newName"] = json!("feverish");
    let edit = session.ask("textDocument/rename", at.clone());
    let files = edit["documentChanges"].as_array().unwrap().clone();
    let count = |name: &str| {
        let file = files.iter().find(|file| file["textDocument"]["uri"].as_str().unwrap().ends_with(name));
        file.map(|file| file["edits"].as_array().unwrap().len())
    };
    assert_eq!((count("1.yaml"), count("heavy.yaml"), count("light.yaml")), (Some(2), Some(1), Some(1)), "{edit}");
    for (name, why) in [("Hot!", "is no id"), ("heavy", "already")] {
        at["newName"] = json!(name);
        let refused = session.request("textDocument/rename", at.clone()).response_result.unwrap_err();
        assert!(refused.message.contains(why), "{}", refused.message);
    }
    let mut fact = session.at_text(PLACE, POLICY, "weight");
    assert_eq!(session.ask("textDocument/prepareRename", fact.clone()), Value::Null);
    fact["newName"] = json!("mass");
    assert!(session.request("textDocument/rename", fact).response_result.is_err());
    session.end();
}

#[test]
fn cases_hints_outline_and_form() {
    let mut session = Session::new();
    session.open(PLACE, POLICY);
    let document = json!({ "textDocument": { "uri": session.address(PLACE) } });
    let lens = session.ask("textDocument/codeLens", document.clone())[0].clone();
    let lens = session.ask("codeLens/resolve", lens);
    assert_eq!(lens["command"]["title"], "2 cases: 1 pass");
    let run = session.ask(
        "workspace/executeCommand",
        json!({ "command": "medpol.runCases", "arguments": lens["command"]["arguments"] }),
    );
    assert!(run.as_str().unwrap().contains("light.yaml: "), "{run}");
    // With what is not saved.
    session.change(PLACE, 2, &POLICY.replace("70 kg", "50 kg"));
    let lens = session.ask("textDocument/codeLens", document.clone())[0].clone();
    let lens = session.ask("codeLens/resolve", lens);
    assert_eq!(lens["command"]["title"], "2 cases: all pass");
    let all = json!({ "textDocument": { "uri": session.address(PLACE) }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } } });
    let hints = session.ask("textDocument/inlayHint", all);
    assert_eq!(hints[0]["label"], "50 kg and over");
    let symbols = session.ask("textDocument/documentSymbol", document);
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["doc", "heavy", "no-fever", "hot"]);
    let format =
        json!({ "textDocument": { "uri": session.address(PLACE) }, "options": { "tabSize": 2, "insertSpaces": true } });
    assert_eq!(session.ask("textDocument/formatting", format.clone()), json!([]));
    session.change(PLACE, 3, &POLICY.replace("effective: { from: 2025-01-01 }", "effective:   {from: 2025-01-01}"));
    let edits = session.ask("textDocument/formatting", format.clone());
    assert_eq!(edits[0]["newText"], POLICY);
    session.change(PLACE, 4, "format: [");
    assert!(session.request("textDocument/formatting", format).response_result.is_err());
    session.end();
}

#[test]
fn what_is_saved_elsewhere_is_seen_and_closing_goes_back_to_the_disk() {
    let mut session = Session::new();
    session.open(PLACE, &POLICY.replace("fact: weight", "fact: mass"));
    assert_eq!(session.wrong(PLACE), ["P0203"]);
    fs::write(session.path("policies/vocabulary/base.yaml"), BASE.replace("  weight:", "  mass:")).unwrap();
    session.say("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(session.wrong(PLACE), Vec::<String>::new());
    session.say("textDocument/didClose", json!({ "textDocument": { "uri": session.address(PLACE) } }));
    let other = "policies/vocabulary/base.yaml";
    session.open(other, BASE);
    assert_eq!(session.wrong(other), Vec::<String>::new());
    assert_eq!(session.wrong(PLACE), Vec::<String>::new());
    session.end();
}

#[test]
fn what_is_not_known_is_answered_and_the_order_of_the_end_is_kept() {
    let mut session = Session::new();
    let refused = session.request("textDocument/foldingRange", json!({})).response_result.unwrap_err();
    assert_eq!(refused.code, -32601);
    let refused = session.request("textDocument/hover", json!({ "nonsense": 1 })).response_result.unwrap_err();
    assert_eq!(refused.code, -32602);
    let refused =
        session.request("workspace/executeCommand", json!({ "command": "other" })).response_result.unwrap_err();
    assert_eq!(refused.code, -32602);
    session.say("$/whatever", json!({}));
    session.say("textDocument/didOpen", json!({ "nonsense": 1 }));
    session.say(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": "file:///not/open.yaml", "version": 1 }, "contentChanges": [] }),
    );
    session.say(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": "untitled:Untitled-1", "languageId": "medpol", "version": 1, "text": "a" } }),
    );
    let nowhere =
        json!({ "textDocument": { "uri": "file:///not/open.yaml" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(session.ask("textDocument/hover", nowhere), Value::Null);
    session.end();
}

#[test]
fn a_request_before_the_beginning_is_refused_and_an_end_without_shutdown_is_a_failure() {
    let mut session = Session::unopened(TempDir::new().unwrap());
    let refused = session.request("textDocument/hover", json!({})).response_result.unwrap_err();
    assert_eq!(refused.code, -32002);
    session.say("exit", Value::Null);
    assert!(session.server.take().unwrap().join().unwrap().is_err());
}

#[test]
fn a_folder_without_a_library_is_told_and_served() {
    let mut session = Session::at(TempDir::new().unwrap());
    let name = "case.yaml";
    session.open(name, CASE);
    session.wrong(name);
    session.end();
}

/// Every change of a text is answered with what is wrong now, also in a library of its real size.
#[test]
fn changes_of_a_shipped_policy_are_answered() {
    let folder = TempDir::new().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    copy(&root.join("fixtures/cohere-health"), &folder.path().join("fixtures"));
    copy(&root.join("policies"), &folder.path().join("policies"));
    let name = "policies/cohere-health/bvn-ablation/3.yaml";
    let text = fs::read_to_string(folder.path().join(name)).unwrap();
    let mut session = Session::at(folder);
    session.open(name, &text);
    assert_eq!(session.wrong(name), Vec::<String>::new());
    let typed = text.replace("at_least: 18 years", "at_least: 19 years");
    for round in 0..10 {
        let (now, expected): (&str, &[&str]) = if round % 2 == 0 {
            // The words of the criterion still say 18.
            (&typed, &["P0450"])
        } else {
            (&text, &[])
        };
        session.change(name, round + 2, now);
        assert_eq!(session.wrong(name), expected);
    }
    session.end();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}
