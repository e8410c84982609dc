//! What a case's author expects, as words with their places.

use medpol_model::case::{Expectation, Expected, ExpectedFinding, ExpectedLine};
use medpol_syntax::document::{ExpectDocument, FindingDocument, Text, Whole};

pub(super) fn read(document: &ExpectDocument) -> Expectation {
    Expectation {
        policy: document.policy.as_ref().map(expected),
        governs: document.governs.as_ref().map(expected),
        result: document.result.as_ref().map(expected),
        criteria: document.criteria.0.iter().map(|(id, status)| (expected(id), expected(&status.0))).collect(),
        exclusions: document.exclusions.0.iter().map(|(id, status)| (expected(id), expected(&status.0))).collect(),
        missing: document.missing.as_ref().map(|missing| missing.iter().map(expected).collect()),
        findings: document.findings.as_ref().map(|findings| findings.iter().map(finding).collect()),
        edits: document.edits.0.iter().map(|(id, status)| (expected(id), expected(&status.0))).collect(),
        governed_by: document.governed_by.as_ref().map(expected),
        review: document.review.as_ref().map(expected),
    }
}

fn finding(document: &FindingDocument) -> ExpectedFinding {
    let line = |line: &Whole| ExpectedLine { number: line.number, span: line.span };
    let lines = |lines: &Option<Vec<Whole>>| lines.as_ref().map(|lines| lines.iter().map(line).collect());
    ExpectedFinding { edit: expected(&document.edit), lines: lines(&document.lines), related: lines(&document.related) }
}

fn expected(text: &Text) -> Expected {
    Expected { text: (*text.text).into(), span: text.span }
}
