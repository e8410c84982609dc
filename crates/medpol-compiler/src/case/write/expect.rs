//! What is expected of a case, as its author would write it.

use medpol_model::case::{Expectation, Expected, ExpectedFinding, ExpectedLine};
use medpol_syntax::Draft;

/// The value of `expect`.
pub(super) fn write(expectation: &Expectation) -> Draft {
    let Expectation { policy, governs, result, criteria, exclusions, missing, findings, edits, governed_by, review } =
        expectation;
    let mut written = Draft::mapping();
    let mut set = |key: &str, value: Option<Draft>| {
        if let Some(value) = value {
            written.set(&[key], value);
        }
    };
    set("policy", policy.as_ref().map(word));
    set("governs", governs.as_ref().map(word));
    set("result", result.as_ref().map(word));
    set("criteria", statuses(criteria));
    set("exclusions", statuses(exclusions));
    set("missing", missing.as_ref().map(|missing| Draft::List(missing.iter().map(word).collect())));
    set("findings", findings.as_ref().map(|findings| Draft::List(findings.iter().map(finding).collect())));
    set("edits", statuses(edits));
    set("governed_by", governed_by.as_ref().map(word));
    set("review", review.as_ref().map(word));
    written
}

fn word(expected: &Expected) -> Draft {
    Draft::text(&*expected.text)
}

fn statuses(expected: &[(Expected, Expected)]) -> Option<Draft> {
    let entries: Vec<_> = expected.iter().map(|(id, status)| (id.text.to_string(), word(status))).collect();
    (!entries.is_empty()).then_some(Draft::Mapping(entries))
}

fn finding(expected: &ExpectedFinding) -> Draft {
    let mut written = Draft::mapping();
    written.set(&["edit"], word(&expected.edit));
    for (key, lines) in [("lines", &expected.lines), ("related", &expected.related)] {
        if let Some(lines) = lines {
            let number = |line: &ExpectedLine| Draft::value(line.number.to_string());
            written.set(&[key], Draft::List(lines.iter().map(number).collect()));
        }
    }
    written
}
