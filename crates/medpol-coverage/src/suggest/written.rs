//! Suggested cases as rows of a suite, with what the policy says of each.

use std::collections::BTreeSet;

use medpol_answer::{WorkLimit, tried};
use medpol_compiler::write_case;
use medpol_diagnostics::SourceMap;
use medpol_explainer::determine;
use medpol_library::{Library, WrittenCase, cases_of_text};
use medpol_model::answer::{CoveredList, Outcome, View};
use medpol_model::case::Case;
use medpol_model::policy::{Policy, PolicyKind};
use medpol_model::program::{NodeId, ScopeId};
use medpol_model::value::{Status, Truth};
use medpol_syntax::Draft;

use super::goal::Goal;
use super::row::{Change, change};
use super::{Suggesting, Suggestion};
use crate::asked::Asked;
use crate::counted::CountedCase;
use crate::look::result_of;

/// A file with suggested cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedFile {
    /// The folder of the policy: its id.
    pub folder: String,
    /// The name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A row, and what it is called.
pub(super) struct Row {
    pub(super) name: String,
    title: String,
    change: Change,
    expect: Draft,
    /// What it shows, by the number of the part.
    pub(super) goals: Vec<(usize, Goal)>,
}

/// The nodes of which a row for a part says what they come to: the result, the criterion, and the part where it has an id.
pub(super) fn asserted(policy: &Policy, part: &Asked) -> Vec<NodeId> {
    let mut nodes = vec![result_of(policy, part)];
    nodes.extend(part.top);
    if policy.program.scope_of(part.node) == ScopeId::CASE && has_id(policy, part.node) {
        nodes.push(part.node);
    }
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn has_id(policy: &Policy, node: NodeId) -> bool {
    policy.detail(node).is_some_and(|detail| detail.id.is_some())
}

/// The rows for cases, with names that differ.
pub(super) fn rows(suggesting: &Suggesting<'_>, base: &CountedCase, found: Vec<Suggestion>) -> Vec<Row> {
    let policy = suggesting.policy;
    let symbols = suggesting.library.symbols();
    let mut names = BTreeSet::new();
    let mut rows = Vec::new();
    for Suggestion { case, goals } in found {
        let told = goals.iter().filter_map(|(number, goal)| Some((suggesting.asked.get(*number)?, *goal)));
        let told: Vec<_> = told.collect();
        let Some((first, goal)) = told.first() else { continue };
        let words = goal.words(first);
        let name = unused(&slug(&format!("{} {words}", first.path)), &mut names);
        let title = if first.says.is_empty() { words } else { format!("{}: {words}", first.says) };
        let parts: Vec<&Asked> = told.iter().map(|(part, _)| *part).collect();
        let Some(expect) = expect(suggesting, &case, &parts) else { continue };
        let change = change(&base.case, &case, &policy.vocabulary, symbols);
        rows.push(Row { name, title, change, expect, goals: goals.clone() });
    }
    rows
}

/// A name that no other row has.
fn unused(name: &str, names: &mut BTreeSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !names.insert(candidate.clone()) {
        candidate = format!("{name}-{number}");
        number += 1;
    }
    candidate
}

/// Words as the name of a row.
fn slug(words: &str) -> String {
    let letters: String = words
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join("-")
}

/// What the policy says of a case, marked as what nobody has reviewed.
fn expect(suggesting: &Suggesting<'_>, case: &Case, parts: &[&Asked]) -> Option<Draft> {
    let policy = suggesting.policy;
    let symbols = suggesting.library.symbols();
    let mut outcomes = medpol_evaluator::Outcomes::for_policy(policy);
    medpol_evaluator::decide(policy, symbols, case, &mut outcomes);
    let mut expect = Draft::mapping();
    let result = Outcome::of(outcomes.status(policy.root));
    let is_edits = policy.kind == PolicyKind::CodingEdits;
    if !is_edits {
        expect.set(&["result"], Draft::text(result.word()));
    }
    for part in parts {
        let own = asserted(policy, part).into_iter().filter(|node| *node != policy.root && has_id(policy, *node));
        for node in own {
            let id = policy.detail(node)?.id.as_ref()?.0.to_string();
            let (key, word) = match part.list {
                CoveredList::Criteria => ("criteria", criterion_word(outcomes.status(node))),
                CoveredList::Exclusions => ("exclusions", exclusion_word(outcomes.status(node))),
                CoveredList::Edits if part.top == Some(node) => ("edits", edit_word(outcomes.status(node))),
                CoveredList::Edits => continue,
            };
            expect.set(&[key, &id], Draft::text(word));
        }
    }
    if result == Outcome::Unknown && !is_edits {
        let told = determine(policy, symbols, case, None, View::All, WorkLimit::DEFAULT).ok()?;
        let mut missing: Vec<String> = told.missing.facts().into_iter().map(|fact| fact.fact.clone()).collect();
        missing.sort_unstable();
        missing.dedup();
        expect.set(&["missing"], Draft::List(missing.into_iter().map(Draft::text).collect()));
    }
    if let Some(governed_by) = case.expectation.as_ref().and_then(|expected| expected.governed_by.as_ref()) {
        expect.set(&["governed_by"], Draft::text(&*governed_by.text));
    }
    expect.set(&["review"], Draft::text("needed"));
    Some(expect)
}

fn criterion_word(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "met",
        Some(Truth::NotMet) => "not_met",
        Some(Truth::Unknown) => "unknown",
        None => "not_applicable",
    }
}

fn exclusion_word(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "applies",
        Some(Truth::NotMet) => "does_not_apply",
        Some(Truth::Unknown) => "unknown",
        None => "not_applicable",
    }
}

fn edit_word(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "pass",
        Some(Truth::NotMet) => "finding",
        Some(Truth::Unknown) => "incomplete",
        None => "not_applicable",
    }
}

/// The suite of a policy's missing cases; none where there are none.
pub(super) fn file(policy: &Policy, library: &Library, base: &CountedCase, rows: &[Row]) -> Option<SuggestedFile> {
    if rows.is_empty() {
        return None;
    }
    let plain = Case { expectation: None, title: None, ..base.case.clone() };
    let Draft::Mapping(entries) = write_case(&plain, &policy.vocabulary, library.symbols()) else { return None };
    let entries: Vec<(String, Draft)> = entries.into_iter().filter(|(key, _)| key != "format").collect();
    let mut suite = Draft::mapping();
    suite.set(&["format"], Draft::value("medpol/suite/1"));
    suite.set(&["title"], Draft::text("Suggested cases: read each against the policy's document"));
    suite.set(&["policy"], Draft::text(policy.reference()));
    suite.set(&["base"], Draft::Mapping(entries));
    suite.set(&["rows"], Draft::List(rows.iter().map(row).collect()));
    let name = format!("suggested-{}.yaml", slug(&policy.version));
    Some(SuggestedFile { folder: policy.id.0.to_string(), name, text: suite.yaml() })
}

/// Whether each row comes out as it says when it is read again, by name.
pub(super) fn come_out(library: &Library, file: &SuggestedFile) -> BTreeSet<String> {
    let mut sources = SourceMap::default();
    let found = cases_of_text(&file.name, file.text.as_bytes(), &mut sources);
    let comes_out = |case: &&WrittenCase| {
        let (tried, problems) = tried(library, case, &sources);
        problems.is_empty() && tried.is_some_and(|tried| tried.trial.differences.is_empty())
    };
    let name = |case: &WrittenCase| case.name.rsplit_once('#').map(|(_, row)| row.to_owned());
    found.cases.iter().filter(comes_out).filter_map(name).collect()
}

fn row(row: &Row) -> Draft {
    let Row { name, title, change, expect, goals: _ } = row;
    let Change { stated, not_mentioned, denied } = change;
    let mut written = Draft::mapping();
    written.set(&["name"], Draft::text(&**name));
    written.set(&["title"], Draft::text(&**title));
    if !stated.is_empty() {
        written.set(&["change"], Draft::Mapping(stated.clone()));
    }
    if !not_mentioned.is_empty() {
        written.set(&["not_mentioned"], Draft::List(not_mentioned.clone()));
    }
    if !denied.is_empty() {
        written.set(
            &["denied"],
            Draft::List(vec![Draft::Mapping(vec![("facts".to_owned(), Draft::List(denied.clone()))])]),
        );
    }
    written.set(&["expect"], expect.clone());
    written
}
