//! How an answer differs from what a case expects.
//!
//! What a case leaves out is not compared; missing facts and findings are compared exactly where they
//! are given. Nothing is evaluated here.

use medpol_diagnostics::Span;
use medpol_model::answer::{
    EditReport, Finding, GovernanceOutcome, GroupReport, LineRole, Outcome, ResolutionReport, Standing,
};
use medpol_model::case::{Expectation, Expected, ExpectedFinding, ExpectedLine};
use medpol_syntax::Draft;

use super::decided::{Decided, List};

/// What comes out where nothing has the name that is expected.
const NOTHING_OF_THAT_NAME: &str = "nothing of that name";

/// One thing that came out otherwise than expected.
pub(super) struct Different {
    /// The keys under `expect`.
    pub(super) keys: Vec<String>,
    pub(super) expected: String,
    pub(super) got: String,
    /// Where it is expected; not known of a list that is expected to be empty.
    pub(super) place: Option<Span>,
    /// What to write under the keys so that the case expects what came out, if anything can be written.
    pub(super) instead: Option<Draft>,
}

impl Different {
    /// That a word is expected, and another one came out; `None` if nothing has the name.
    fn word(keys: &[&str], expected: &Expected, got: Option<&str>) -> Self {
        Self {
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            expected: expected.text.to_string(),
            got: got.unwrap_or(NOTHING_OF_THAT_NAME).to_owned(),
            place: Some(expected.span),
            instead: got.map(Draft::text),
        }
    }
}

/// What governs otherwise than expected.
pub(super) fn governance_difference(expected: &Expectation, got: &ResolutionReport) -> Option<Different> {
    let expected = expected.governs.as_ref()?;
    let word = |group: &GroupReport| match &group.governs {
        Some(policy) if group.outcome == GovernanceOutcome::Governs => policy.policy.clone(),
        _ => group.outcome.word().to_owned(),
    };
    let got: Vec<String> = got.groups.iter().map(word).collect();
    let is_so = !got.is_empty() && got.iter().all(|got| **got == *expected.text);
    let same = got.first().filter(|first| got.iter().all(|other| other == *first)).cloned();
    (!is_so).then(|| Different {
        got: got.join(", "),
        instead: same.map(Draft::text),
        ..Different::word(&["governs"], expected, None)
    })
}

/// What coding edits found otherwise than expected.
pub(super) fn edit_differences(expected: &Expectation, got: &EditReport) -> Vec<Different> {
    let mut differences = Vec::new();
    for (id, status) in &expected.edits {
        let found = got.edits.iter().find(|edit| *edit.id == *id.text).map(|edit| edit.status.word());
        if found != Some(&*status.text) {
            differences.push(Different::word(&["edits", &id.text], status, found));
        }
    }
    if let Some(missing) = &expected.missing {
        let asked = got.edits.iter().flat_map(|edit| &edit.missing).map(|missing| missing.fact.clone());
        differences.extend(missing_difference(missing, asked.collect()));
    }
    if let Some(wanted) = &expected.findings {
        differences.extend(finding_differences(wanted, got));
    }
    differences
}

/// Findings that are expected and not there, and those that are there and not expected.
fn finding_differences(wanted: &[ExpectedFinding], got: &EditReport) -> Vec<Different> {
    let instead = || Some(Draft::List(got.findings().map(written).collect()));
    let different = |expected: String, got: String, place: Option<Span>| Different {
        keys: vec!["findings".to_owned()],
        expected,
        got,
        place,
        instead: instead(),
    };
    let mut open: Vec<&Finding> = got.findings().collect();
    let mut differences = Vec::new();
    for wanted in wanted {
        match open.iter().position(|finding| is_as_expected(finding, wanted)) {
            Some(at) => {
                open.remove(at);
            }
            None => {
                let expected = expected_finding(wanted);
                differences.push(different(expected, "no such finding".to_owned(), Some(wanted.edit.span)));
            }
        }
    }
    let place = wanted.first().map(|wanted| wanted.edit.span);
    let nothing = if wanted.is_empty() { "no finding" } else { "no other finding" };
    differences.extend(open.iter().map(|finding| different(nothing.to_owned(), shown_finding(finding), place)));
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

/// A finding as an author would expect it.
fn written(finding: &Finding) -> Draft {
    let mut written = Draft::mapping();
    written.set(&["edit"], Draft::text(&*finding.edit));
    for (key, role) in [("lines", LineRole::Cause), ("related", LineRole::Related)] {
        let lines: Vec<Draft> = finding.lines(role).map(|line| Draft::value(line.to_string())).collect();
        if !lines.is_empty() {
            written.set(&[key], Draft::List(lines));
        }
    }
    written
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

/// A result that is not the expected one.
pub(super) fn result_difference(expected: &Expectation, got: Outcome) -> Option<Different> {
    let expected = expected.result.as_ref().filter(|expected| *expected.text != *got.word())?;
    Some(Different::word(&["result"], expected, Some(got.word())))
}

impl Decided<'_> {
    /// What a medical policy says otherwise than expected.
    pub(super) fn differences(&self, expected: &Expectation) -> Vec<Different> {
        let mut differences: Vec<Different> = result_difference(expected, self.result).into_iter().collect();
        let lists =
            [("criteria", List::Criteria, &expected.criteria), ("exclusions", List::Exclusions, &expected.exclusions)];
        for (key, list, wanted) in lists {
            for (id, status) in wanted {
                let got = self.standing(list, &id.text).map(Standing::word);
                if got != Some(&*status.text) {
                    differences.push(Different::word(&[key, &id.text], status, got));
                }
            }
        }
        if let Some(missing) = &expected.missing {
            differences.extend(missing_difference(missing, self.missing()));
        }
        differences
    }
}

/// Facts asked for that are not exactly the expected ones.
fn missing_difference(expected: &[Expected], got: Vec<String>) -> Option<Different> {
    let place = expected.first().map(|first| first.span);
    let expected = sorted(expected.iter().map(|Expected { text, .. }| text.to_string()));
    let got = sorted(got.into_iter());
    (expected != got).then(|| Different {
        keys: vec!["missing".to_owned()],
        expected: listed(&expected),
        got: listed(&got),
        place,
        instead: Some(Draft::List(got.into_iter().map(Draft::text).collect())),
    })
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
