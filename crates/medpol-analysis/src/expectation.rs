//! What an answer is otherwise than a case expects of it, in words.
//!
//! What a case leaves out is not compared; missing facts and findings are compared exactly where they
//! are given. Nothing is evaluated here.

use medpol_model::{
    Determination, EditReport, Expectation, Expected, ExpectedFinding, ExpectedLine, Explained, Finding,
    GovernanceOutcome, GroupReport, LineRole, ResolutionReport,
};

/// What governs otherwise than expected, in a sentence.
pub fn governance_difference(expected: &Expectation, got: &ResolutionReport) -> Option<String> {
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
pub fn edit_differences(expected: &Expectation, got: &EditReport) -> Vec<String> {
    let mut differences = Vec::new();
    for (id, status) in &expected.edits {
        let found = got.edits.iter().find(|edit| *edit.id == *id.text);
        let word = found.map_or("nothing of that name", |edit| edit.status.word());
        if *status.text != *word {
            differences.push(format!("`{}`: expected {}, got {word}", id.text, status.text));
        }
    }
    if let Some(missing) = &expected.missing {
        let wanted = sorted(missing.iter().map(|Expected { text, .. }| text.to_string()));
        let asked = got.edits.iter().flat_map(|edit| &edit.missing);
        let asked = sorted(asked.map(|missing| missing.fact.clone()));
        if wanted != asked {
            differences.push(format!("missing: expected {wanted}, got {asked}"));
        }
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

/// What a determination says otherwise than expected, one sentence each.
pub fn differences(expected: &Expectation, got: &Determination) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: String, expected: &str, got: &str| {
        if expected != got {
            differences.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    if let Some(result) = &expected.result {
        compare("result".to_owned(), &result.text, got.result.word());
    }
    for (nodes, wanted) in [(&got.criteria, &expected.criteria), (&got.exclusions, &expected.exclusions)] {
        for (id, status) in wanted {
            let node = find(nodes, &id.text).map_or("nothing of that name", |node| node.status.word());
            compare(format!("`{}`", id.text), &status.text, node);
        }
    }
    if let Some(missing) = &expected.missing {
        let wanted = sorted(missing.iter().map(|Expected { text, .. }| text.to_string()));
        let asked = sorted(got.missing.iter().map(|missing| missing.fact.clone()));
        compare("missing".to_owned(), &wanted, &asked);
    }
    differences
}

fn find<'a>(nodes: &'a [Explained], id: &str) -> Option<&'a Explained> {
    nodes.iter().find_map(|node| if node.id.as_deref() == Some(id) { Some(node) } else { find(&node.parts, id) })
}

fn sorted(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
