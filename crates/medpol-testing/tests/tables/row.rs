//! One row: a case, and what is expected of its determination.

use std::collections::BTreeMap;

use medpol_compiler::Compiled;
use medpol_diagnostics::Span;
use medpol_evaluator::{Outcomes, decide};
use medpol_explainer::{WorkLimit, determine, edit};
use medpol_model::answer::{Determination, EditReport, Explained, LineRole, Outcome};
use medpol_model::case::Case;
use medpol_model::policy::PolicyKind;
use medpol_model::value::{Status, Truth};
use medpol_syntax::{Entry, Node};

/// A row of a table.
pub struct Row {
    /// Its place.
    pub span: Span,
    /// Why it must be so.
    pub note: String,
    /// The parts of the case.
    pub case: Vec<Entry>,
    result: Option<String>,
    criteria: Vec<(String, String)>,
    missing: Option<BTreeMap<String, Option<String>>>,
    disposition: Option<String>,
    provisional: Option<String>,
    warning: Option<String>,
    /// Words that the sentence of a criterion has.
    why: Vec<(String, String)>,
    services: Option<Vec<(String, Option<String>)>>,
    /// What the medical policy came to, for coding edits.
    governing: Option<Outcome>,
    /// Exactly the findings of coding edits.
    findings: Option<Vec<Finding>>,
}

/// A finding of a coding edit; what is not written is not compared.
struct Finding {
    edit: String,
    lines: Option<Vec<u32>>,
    related: Option<Vec<u32>>,
    observed: Option<String>,
    allowed: Option<String>,
}

impl Row {
    /// Reads a row; one that is not well-formed stops the test.
    pub fn read(table: &str, node: &Node) -> Self {
        let entries = node.mapping().unwrap_or_else(|| panic!("{table}: a row is a mapping"));
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let known = [
            "expected",
            "result",
            "missing",
            "disposition",
            "provisional",
            "warning",
            "why",
            "services",
            "note",
            "governing",
            "findings",
        ];
        let is_case = |entry: &&Entry| matches!(&*entry.key, "facts" | "denied" | "evidence");
        for entry in entries.iter().filter(|entry| !is_case(entry)) {
            assert!(known.contains(&&*entry.key), "{table}: `{}` is no key of a row", entry.key);
        }
        let expected = node.get("expected").unwrap_or_else(|| panic!("{table}: a row without `expected`"));
        Self {
            span: node.span,
            note: text("note").unwrap_or_else(|| panic!("{table}: a row without `note`")),
            case: entries.iter().filter(is_case).cloned().collect(),
            result: expected.text().map(str::to_owned).or_else(|| text("result")),
            criteria: pairs(expected).into_iter().map(|(id, word)| (id, word.expect("a status"))).collect(),
            missing: node.get("missing").map(|missing| pairs(missing).into_iter().collect()),
            disposition: text("disposition"),
            provisional: text("provisional"),
            warning: text("warning"),
            why: node
                .get("why")
                .map(pairs)
                .unwrap_or_default()
                .into_iter()
                .map(|(id, word)| (id, word.expect("words")))
                .collect(),
            services: node.get("services").map(pairs),
            governing: text("governing").map(|word| outcome(&word)),
            findings: node.get("findings").map(|findings| {
                findings
                    .sequence()
                    .unwrap_or_else(|| panic!("{table}: findings are a list"))
                    .iter()
                    .map(finding)
                    .collect()
            }),
        }
    }

    /// What the engine says otherwise.
    pub fn failures(&self, compiled: &Compiled, case: &Case) -> Vec<String> {
        let policy = &compiled.policies[0];
        if policy.kind == PolicyKind::CodingEdits {
            return self.of_edits(&edit(policy, &compiled.symbols, case, self.governing, WorkLimit::DEFAULT).unwrap());
        }
        let found =
            determine(policy, &compiled.symbols, case, None, medpol_model::answer::View::All, WorkLimit::DEFAULT)
                .unwrap();
        let mut failures = self.statuses(&found);
        let status = decide(policy, &compiled.symbols, case, &mut Outcomes::for_policy(policy));
        let decided = word(status);
        compare("the bare decision", decided, &json(&found.result), &mut failures);
        if decided == "unknown" && found.missing.is_empty() {
            failures.push("the result is unknown, and nothing is asked for".to_owned());
        }
        self.remarks(&found, &mut failures);
        failures
    }

    /// What coding edits say otherwise.
    fn of_edits(&self, report: &EditReport) -> Vec<String> {
        let mut failures = Vec::new();
        for (id, expected) in &self.criteria {
            let found = report.edits.iter().find(|edit| *edit.id == **id);
            compare(id, expected, found.map_or("nothing of that name", |edit| edit.status.word()), &mut failures);
        }
        if let Some(expected) = &self.missing {
            let asked = report.edits.iter().flat_map(|edit| &edit.missing);
            let asked: BTreeMap<String, Option<String>> = asked.map(|missing| (missing.fact.clone(), None)).collect();
            compare("missing", &format!("{expected:?}"), &format!("{asked:?}"), &mut failures);
        }
        let Some(expected) = &self.findings else { return failures };
        let found: Vec<_> = report.findings().collect();
        compare("findings", &expected.len().to_string(), &found.len().to_string(), &mut failures);
        for (expected, found) in expected.iter().zip(found) {
            compare("the edit", &expected.edit, &found.edit, &mut failures);
            for (wanted, role) in [(&expected.lines, LineRole::Cause), (&expected.related, LineRole::Related)] {
                let lines: Vec<u32> = found.lines(role).collect();
                let Some(wanted) = wanted else { continue };
                compare(&format!("{role:?}"), &format!("{wanted:?}"), &format!("{lines:?}"), &mut failures);
            }
            for (wanted, words) in [(&expected.observed, &found.observed), (&expected.allowed, &found.allowed)] {
                let Some(wanted) = wanted else { continue };
                compare("the words", wanted, words.as_deref().unwrap_or("nothing"), &mut failures);
            }
        }
        failures
    }

    fn statuses(&self, found: &Determination) -> Vec<String> {
        let mut failures = Vec::new();
        if let Some(result) = &self.result {
            compare("result", result, &json(&found.result), &mut failures);
        }
        for (id, expected) in &self.criteria {
            let all: Vec<&Explained> = found.criteria.iter().chain(&found.exclusions).collect();
            match all.iter().find_map(|top| find(top, id)) {
                Some(node) => compare(id, expected, node.status.word(), &mut failures),
                None => failures.push(format!("there is no criterion `{id}`")),
            }
        }
        failures
    }

    fn remarks(&self, found: &Determination, failures: &mut Vec<String>) {
        if let Some(expected) = &self.missing {
            let has_causes = expected.values().any(Option::is_some);
            let asked: BTreeMap<String, Option<String>> = found
                .missing
                .facts()
                .into_iter()
                .map(|missing| (missing.fact.clone(), has_causes.then(|| json(&missing.cause))))
                .collect();
            compare("missing", &format!("{expected:?}"), &format!("{asked:?}"), failures);
        }
        if let Some(expected) = &self.disposition {
            compare("disposition", expected, &json(&found.disposition), failures);
        }
        if let Some(expected) = &self.provisional {
            compare("provisional", expected, &found.provisional.to_string(), failures);
        }
        if let Some(expected) = &self.services {
            let stands =
                |entry: &medpol_model::answer::ServiceResult| (entry.services.join(" "), Some(json(&entry.result)));
            let services: Vec<_> = found.services.iter().map(stands).collect();
            compare("services", &format!("{expected:?}"), &format!("{services:?}"), failures);
        }
        for (id, words) in &self.why {
            let all: Vec<&Explained> = found.criteria.iter().chain(&found.exclusions).collect();
            let why = all.iter().find_map(|top| find(top, id)).map_or("", |node| &*node.why);
            if !why.contains(words.as_str()) {
                compare(&format!("why {id}"), words, why, failures);
            }
        }
        let warnings = found.warnings.join("; ");
        match &self.warning {
            None => compare("warnings", "", &warnings, failures),
            Some(words) if !warnings.contains(words.as_str()) => compare("warnings", words, &warnings, failures),
            Some(_) => {}
        }
    }
}

fn outcome(word: &str) -> Outcome {
    let all = [Outcome::Met, Outcome::NotMet, Outcome::Unknown, Outcome::NotApplicable];
    all.into_iter().find(|outcome| outcome.word() == word).unwrap_or_else(|| panic!("`{word}` is no result"))
}

fn finding(node: &Node) -> Finding {
    let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
    let lines = |key: &str| {
        let number = |line: &Node| line.text().and_then(|text| text.parse().ok()).expect("the number of a line");
        node.get(key).map(|lines| lines.sequence().unwrap_or_default().iter().map(number).collect())
    };
    Finding {
        edit: text("edit").expect("a finding is of an edit"),
        lines: lines("lines"),
        related: lines("related"),
        observed: text("observed"),
        allowed: text("allowed"),
    }
}

fn compare(what: &str, expected: &str, got: &str, failures: &mut Vec<String>) {
    if expected != got {
        failures.push(format!("{what}: expected {expected}, got {got}"));
    }
}

/// The entries of a mapping, or the names of a list without a word each.
fn pairs(node: &Node) -> Vec<(String, Option<String>)> {
    let owned = |node: &Node| node.text().map(str::to_owned);
    let named = node.mapping().unwrap_or_default().iter().map(|entry| (entry.key.to_string(), owned(&entry.value)));
    let listed = node.sequence().unwrap_or_default().iter().filter_map(|name| Some((owned(name)?, None)));
    named.chain(listed).collect()
}

fn find<'a>(node: &'a Explained, id: &str) -> Option<&'a Explained> {
    if node.id.as_deref() == Some(id) {
        return Some(node);
    }
    node.parts.iter().find_map(|part| find(part, id))
}

fn word(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "met",
        Some(Truth::NotMet) => "not_met",
        Some(Truth::Unknown) => "unknown",
        None => "not_applicable",
    }
}

fn json(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).unwrap().as_str().unwrap().to_owned()
}
