//! How an answer differs from what a case expects, in words.
//!
//! What a case leaves out is not compared; missing facts and findings are compared exactly where they
//! are given. Nothing is evaluated here.

use medpol_model::answer::{
    EditReport, Finding, GovernanceOutcome, GroupReport, LineRole, Outcome, ResolutionReport, Standing,
};
use medpol_model::case::{Expectation, Expected, ExpectedFinding, ExpectedLine};

use super::decided::{Decided, List};

/// What governs otherwise than expected, in a sentence.
pub(super) fn governance_difference(expected: &Expectation, got: &ResolutionReport) -> Option<String> {
    let expected = expected.governs.as_ref()?;
    let word = |group: &GroupReport| match &group.governs {
        Some(policy) if group.outcome == GovernanceOutcome::Governs => policy.policy.clone(),
        _ => group.outcome.word().to_owned(),
    };
    let got: Vec<String> = got.groups.iter().map(word).collect();
    let is_so = !got.is_empty() && got.iter().all(|got| **got == *expected.text);
    (!is_so).then(|| format!("governs: expected {}, got {}", expected.text, got.join(", ")))
}

/// What coding edits found otherwise than expected, one sentence each.
pub(super) fn edit_differences(expected: &Expectation, got: &EditReport) -> Vec<String> {
    let mut differences = Vec::new();
    for (id, status) in &expected.edits {
        let found = got.edits.iter().find(|edit| *edit.id == *id.text);
        let word = found.map_or("nothing of that name", |edit| edit.status.word());
        if *status.text != *word {
            differences.push(format!("`{}`: expected {}, got {word}", id.text, status.text));
        }
    }
    if let Some(missing) = &expected.missing {
        let asked = got.edits.iter().flat_map(|edit| &edit.missing).map(|missing| missing.fact.clone());
        differences.extend(missing_difference(missing, asked.collect()));
    }
    let Some(wanted) = &expected.findings else { return differences };
    let mut open: Vec<&Finding> = got.findings().collect();
    for wanted in wanted {
        match open.iter().position(|finding| is_as_expected(finding, wanted)) {
            Some(at) => {
                open.remove(at);
            }
            None => differences.push(format!("finding: expected {}, which is not there", expected_finding(wanted))),
        }
    }
    let shown = |finding: &&Finding| format!("finding: {} was not expected", shown_finding(finding));
    differences.extend(open.iter().map(shown));
    differences
}

fn is_as_expected(finding: &Finding, wanted: &ExpectedFinding) -> bool {
    let alike = |wanted: &Option<Vec<ExpectedLine>>, role| {
        let wanted = wanted.as_ref().map(|lines| lines.iter().map(|line| line.number).collect::<Vec<_>>());
        wanted.is_none_or(|wanted| wanted == finding.lines(role).collect::<Vec<_>>())
    };
    *finding.edit == *wanted.edit.text
        && alike(&wanted.lines, LineRole::Cause)
        && alike(&wanted.related, LineRole::Related)
}

fn expected_finding(wanted: &ExpectedFinding) -> String {
    let numbers = |lines: &Option<Vec<ExpectedLine>>| {
        lines.as_ref().map(|lines| lines.iter().map(|line| line.number).collect::<Vec<_>>())
    };
    worded(&wanted.edit.text, numbers(&wanted.lines), numbers(&wanted.related))
}

fn shown_finding(finding: &Finding) -> String {
    let numbers = |role| Some(finding.lines(role).collect::<Vec<_>>());
    worded(&finding.edit, numbers(LineRole::Cause), numbers(LineRole::Related))
}

/// An edit with the lines that cause its finding and those that are related, as far as they are named.
fn worded(edit: &str, lines: Option<Vec<u32>>, related: Option<Vec<u32>>) -> String {
    let list = |numbers: Vec<u32>| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let named = |what: &str, numbers: Option<Vec<u32>>| match numbers {
        Some(numbers) if numbers.is_empty() => String::new(),
        Some(numbers) => format!("{what}{} {}", if numbers.len() == 1 { "" } else { "s" }, list(numbers)),
        None => String::new(),
    };
    format!("`{edit}`{}{}", named(" on line", lines), named(", related to line", related))
}

/// A result that is not the expected one, in a sentence.
pub(super) fn result_difference(expected: &Expectation, got: Outcome) -> Option<String> {
    let expected = expected.result.as_ref().filter(|expected| *expected.text != *got.word())?;
    Some(format!("result: expected {}, got {}", expected.text, got.word()))
}

impl Decided<'_> {
    /// What a medical policy says otherwise than expected, one sentence each.
    pub(super) fn differences(&self, expected: &Expectation) -> Vec<String> {
        let mut differences: Vec<String> = result_difference(expected, self.result).into_iter().collect();
        for (list, wanted) in [(List::Criteria, &expected.criteria), (List::Exclusions, &expected.exclusions)] {
            for (id, status) in wanted {
                let got = self.standing(list, &id.text).map_or("nothing of that name", Standing::word);
                if *status.text != *got {
                    differences.push(format!("`{}`: expected {}, got {got}", id.text, status.text));
                }
            }
        }
        if let Some(missing) = &expected.missing {
            differences.extend(missing_difference(missing, self.missing()));
        }
        differences
    }
}

/// Facts asked for that are not exactly the expected ones, in a sentence.
fn missing_difference(expected: &[Expected], got: Vec<String>) -> Option<String> {
    let expected = sorted(expected.iter().map(|Expected { text, .. }| text.to_string()));
    let got = sorted(got.into_iter());
    (expected != got).then(|| format!("missing: expected {expected}, got {got}"))
}

fn sorted(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
