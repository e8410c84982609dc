//! How many entries of a list medical policies and coding edits allow for the same services.
//!
//! Where a policy allows more than an edit lets through, its approval cannot be billed. Only limits that
//! stand by themselves are compared: one under a condition may never meet the other.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Policy, PolicyKind, PolicyStatus};
use medpol_model::program::{NodeId, Op};
use medpol_model::value::number;

/// The most entries of a list that a policy allows.
struct Limit<'a> {
    /// The path of the list.
    list: &'a str,
    /// How many.
    most: i64,
    /// The criterion that says so.
    node: NodeId,
}

/// P0422 for every policy that allows more than a coding edit for a service that both are for.
pub(super) fn check(policies: &[Arc<Policy>], diagnostics: &mut Vec<Diagnostic>) {
    let in_use = |policy: &&Arc<Policy>| policy.status != PolicyStatus::Draft;
    let (edits, medical): (Vec<&Arc<Policy>>, Vec<&Arc<Policy>>) =
        policies.iter().filter(in_use).partition(|policy| policy.kind == PolicyKind::CodingEdits);
    for edits in edits {
        let allowed = limits(edits);
        for policy in medical.iter().filter(|policy| !allowed.is_empty() && is_of_one_time(policy, edits)) {
            for limit in limits(policy) {
                let tighter = allowed.iter().filter(|edit| edit.list == limit.list && edit.most < limit.most);
                diagnostics
                    .extend(tighter.min_by_key(|edit| edit.most).and_then(|edit| report(policy, &limit, edits, edit)));
            }
        }
    }
}

/// Whether both are for a service in common on a day in common.
fn is_of_one_time(policy: &Policy, edits: &Policy) -> bool {
    let services = &edits.applies_to.services;
    let (own, other) = (crate::version::window(policy.effective), crate::version::window(edits.effective));
    policy.applies_to.services.iter().any(|service| services.contains(service)) && !own.meet(other).is_empty()
}

/// The limits that hold whenever the policy is met.
fn limits(policy: &Policy) -> Vec<Limit<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<NodeId> = policy.criteria.clone();
    while let Some(node) = open.pop() {
        if let Some(Op::All(members)) = policy.program.node(node) {
            open.extend(policy.program.members(*members));
        }
        if let Some(Op::Count { elements, distinct, wanted, .. }) = policy.program.node(node)
            && let elements = policy.program.scope(*elements)
            && elements.filter.is_none()
            && distinct.length == 0
            && wanted.high != i64::MAX
        {
            let fact = policy.vocabulary.fact(elements.list.fact);
            let most = number::whole(1).map(|one| wanted.high.div_euclid(one));
            found.extend(fact.zip(most).map(|(fact, most)| Limit { list: &fact.path, most, node }));
        }
    }
    found
}

fn report(policy: &Policy, limit: &Limit<'_>, edits: &Policy, edit: &Limit<'_>) -> Option<Diagnostic> {
    let own = policy.detail(limit.node)?;
    if own.note.as_ref().is_some_and(|note| note.contains(&*edits.id.0)) {
        return None;
    }
    let other = edits.detail(edit.node)?;
    let id = |detail: &medpol_model::policy::Detail| {
        detail.id.as_ref().map_or_else(|| detail.path.to_string(), |id| id.0.to_string())
    };
    let problem = Diagnostic::new(
        &codes::P0422,
        own.span?,
        format!(
            "`{}` allows {} entries of `{}`, and the edit `{}` of `{}` lets {} through",
            policy.reference(),
            limit.most,
            limit.list,
            id(other),
            edits.reference(),
            edit.most
        ),
    )
    .label(format!("`{}` allows more than can be billed", id(own)));
    let problem = match other.span {
        Some(span) => problem.also(span, "the tighter limit"),
        None => problem,
    };
    Some(problem.help(format!(
        "check both against their sources; where both are printed so, say it in the criterion's `note` and name `{}` there",
        edits.id
    )))
}
