//! What a case's author expects, as words with their places.

use medpol_model::{Expectation, Expected};
use medpol_syntax::document::{ExpectDocument, Text};

pub(super) fn read(document: &ExpectDocument) -> Expectation {
    Expectation {
        policy: document.policy.as_ref().map(expected),
        governs: document.governs.as_ref().map(expected),
        result: document.result.as_ref().map(expected),
        criteria: document.criteria.0.iter().map(|(id, status)| (expected(id), expected(&status.0))).collect(),
        exclusions: document.exclusions.0.iter().map(|(id, status)| (expected(id), expected(&status.0))).collect(),
        missing: document.missing.as_ref().map(|missing| missing.iter().map(expected).collect()),
    }
}

fn expected(text: &Text) -> Expected {
    Expected { text: (*text.text).into(), span: text.span }
}
