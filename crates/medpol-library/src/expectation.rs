//! Whether what a case expects can be: the criteria, exclusions, edits and lines it names are there.
//!
//! Whether the expectation comes true is not looked at; that takes an evaluation.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::case::{Case, Expectation, Expected, ExpectedLine};
use medpol_model::policy::{Policy, PolicyKind};
use medpol_model::program::NodeId;
use medpol_model::vocabulary::FactId;

use crate::Ready;

/// The two lists of a policy that a case can name members of.
#[derive(Clone, Copy)]
enum List {
    Criteria,
    Exclusions,
}

impl List {
    fn key(self) -> &'static str {
        match self {
            Self::Criteria => "criteria",
            Self::Exclusions => "exclusions",
        }
    }

    fn member(self) -> &'static str {
        match self {
            Self::Criteria => "criterion",
            Self::Exclusions => "exclusion",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Criteria => Self::Exclusions,
            Self::Exclusions => Self::Criteria,
        }
    }

    /// The ids in this list, parts of its members included, in written order.
    fn ids(self, policy: &Policy) -> Vec<&str> {
        let mut open: Vec<NodeId> = match self {
            Self::Criteria => policy.criteria.clone(),
            Self::Exclusions => policy.exclusions.clone(),
        };
        open.reverse();
        let (mut seen, mut ids) = (Vec::new(), Vec::new());
        while let Some(node) = open.pop() {
            if seen.contains(&node) {
                continue;
            }
            seen.push(node);
            if let Some(detail) = policy.detail(node) {
                ids.extend(detail.id.as_ref().map(|id| &*id.0));
                open.extend(detail.shown.iter().rev().copied());
            }
        }
        ids
    }
}

/// Reports every id and line under `expect` that the policy and the case do not have.
pub(crate) fn check(ready: &Ready, diagnostics: &mut Vec<Diagnostic>) {
    let Some(expectation) = &ready.case.expectation else { return };
    if ready.policy.kind == PolicyKind::CodingEdits {
        check_edits(expectation, &ready.policy, &ready.case, diagnostics);
        return;
    }
    let of_edits = [
        expectation.findings.as_ref().and_then(|findings| findings.first()).map(|finding| &finding.edit),
        expectation.edits.first().map(|(id, _)| id),
        expectation.governed_by.as_ref(),
    ];
    let (first, help) = (of_edits.into_iter().flatten().next(), "expect a `result`, `criteria` and `exclusions` of it");
    if let Some(first) = first {
        diagnostics.push(of_another_kind(first, &ready.policy, "is no policy of coding edits", help));
    }
    for (id, _) in &expectation.criteria {
        check_id(id, List::Criteria, &ready.policy, diagnostics);
    }
    for (id, _) in &expectation.exclusions {
        check_id(id, List::Exclusions, &ready.policy, diagnostics);
    }
}

/// Reports what a case cannot expect of coding edits.
fn check_edits(expectation: &Expectation, policy: &Policy, case: &Case, diagnostics: &mut Vec<Diagnostic>) {
    let of_others = [
        expectation.result.as_ref(),
        expectation.criteria.first().map(|(id, _)| id),
        expectation.exclusions.first().map(|(id, _)| id),
    ];
    if let Some(first) = of_others.into_iter().flatten().next() {
        let help = "expect `findings` and `edits` of it";
        diagnostics.push(of_another_kind(first, policy, "is a policy of coding edits", help));
    }
    for (id, _) in &expectation.edits {
        check_edit(id, policy, diagnostics);
    }
    for finding in expectation.findings.iter().flatten() {
        let Some(list) = check_edit(&finding.edit, policy, diagnostics) else { continue };
        for line in finding.lines.iter().chain(&finding.related).flatten() {
            diagnostics.extend(check_line(*line, list, policy, case));
        }
    }
}

/// The list that an edit speaks of; reported if there is no such edit.
fn check_edit(expected: &Expected, policy: &Policy, diagnostics: &mut Vec<Diagnostic>) -> Option<FactId> {
    let id = |node: NodeId| policy.detail(node).and_then(|detail| detail.id.as_ref()).map(|id| &*id.0);
    let found = policy.edits.iter().find(|edit| id(edit.node) == Some(&*expected.text));
    if found.is_none() {
        let message = format!("`{}` has no edit `{}`", policy.reference(), expected.text);
        diagnostics.push(
            Diagnostic::new(&codes::R0016, expected.span, message)
                .label("not in `criteria` of the policy")
                .did_you_mean(&expected.text, policy.edits.iter().filter_map(|edit| id(edit.node)))
                .help(format!("remove it, or see the ids in version {} of the policy", policy.version)),
        );
    }
    found.map(|edit| edit.list.fact)
}

/// R0018 where the case has no such line.
fn check_line(line: ExpectedLine, list: FactId, policy: &Policy, case: &Case) -> Option<Diagnostic> {
    let fact = policy.vocabulary.fact(list)?;
    let (_, count) = case.facts.elements(fact.slot as usize);
    if (1..=count).contains(&(line.number as usize)) {
        return None;
    }
    let message = format!("the case has no line {} in `{}`", line.number, fact.path);
    let label = match count {
        0 => "it has none".to_owned(),
        1 => "it has 1 line".to_owned(),
        count => format!("it has {count} lines"),
    };
    let help = "lines are counted from 1, in the order in which the case lists them";
    Some(Diagnostic::new(&codes::R0018, line.span, message).label(label).help(help))
}

/// R0017 where a case expects of a policy what policies of its kind do not say.
fn of_another_kind(first: &Expected, policy: &Policy, what: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::R0017, first.span, format!("`{}` {what}", policy.reference()))
        .label("it says nothing of this")
        .help(help)
}

fn check_id(expected: &Expected, list: List, policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    let (id, ids) = (&*expected.text, list.ids(policy));
    if ids.contains(&id) {
        return;
    }
    let other = list.other();
    diagnostics.push(if other.ids(policy).contains(&id) {
        let message = match list {
            List::Criteria => format!("`{id}` is an exclusion, not a criterion"),
            List::Exclusions => format!("`{id}` is a criterion, not an exclusion"),
        };
        Diagnostic::new(&codes::R0014, expected.span, message)
            .label(format!("in `{}` of `{}`", other.key(), policy.reference()))
            .help(format!("move it to `expect.{}`", other.key()))
    } else {
        Diagnostic::new(
            &codes::R0014,
            expected.span,
            format!("`{}` has no {} `{id}`", policy.reference(), list.member()),
        )
        .label(format!("not in `{}` of the policy", list.key()))
        .did_you_mean(id, ids)
        .help(format!("remove it, or see the ids in version {} of the policy", policy.version))
    });
}
