//! Connecting criteria that refer to one another, and the order in which nodes are decided.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{NodeId, Op};

use crate::condition::Conditions;

/// Gives every reference its criterion, and returns the nodes outside quantifiers in an order in
/// which everything a node needs comes first.
pub(crate) fn references(
    conditions: &mut Conditions<'_>,
    criteria: &[NodeId],
    exclusions: &[NodeId],
    root: NodeId,
) -> Option<Vec<NodeId>> {
    let mut is_whole = true;
    for (node, id) in std::mem::take(&mut conditions.references) {
        let target = conditions.named.iter().find(|(known, _)| known.text == id.text).map(|(_, node)| *node);
        match target {
            Some(target) => {
                if let Some(op) = conditions.program.nodes.get_mut(node.0 as usize) {
                    *op = Op::Same(target);
                }
                conditions.references.push((node, id));
            }
            None => {
                is_whole = false;
                let known: Vec<&str> = conditions.named.iter().map(|(known, _)| &*known.text).collect();
                conditions.diagnostics.push(
                    Diagnostic::new(&codes::P0207, id.span, format!("no criterion has the id `{}`", id.text))
                        .label("unknown criterion")
                        .did_you_mean(&id.text, known)
                        .help("name a criterion of this policy that stands outside quantifiers"),
                );
            }
        }
    }
    if !is_whole {
        return None;
    }
    let mut marks = vec![Mark::New; conditions.program.nodes.len()];
    let mut order = Vec::new();
    for node in criteria.iter().chain(exclusions).copied().chain([root]) {
        is_whole &= visit(conditions, node, &mut marks, &mut order);
    }
    is_whole.then_some(order)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

fn visit(conditions: &mut Conditions<'_>, node: NodeId, marks: &mut [Mark], order: &mut Vec<NodeId>) -> bool {
    match marks.get(node.0 as usize) {
        Some(Mark::Done) | None => return true,
        Some(Mark::Open) => {
            report_cycle(conditions, node);
            return false;
        }
        Some(Mark::New) => {}
    }
    set(marks, node, Mark::Open);
    let is_quantifier =
        matches!(conditions.program.node(node), Some(Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. }));
    let mut below = if is_quantifier { Vec::new() } else { conditions.program.below(node) };
    // Advisory members are not in the run, and are decided all the same.
    if !is_quantifier && let Some(detail) = conditions.details.get(node.0 as usize) {
        below.extend(detail.shown.iter().copied());
    }
    let mut is_whole = true;
    for inner in below {
        is_whole &= visit(conditions, inner, marks, order);
    }
    set(marks, node, Mark::Done);
    order.push(node);
    is_whole
}

fn set(marks: &mut [Mark], node: NodeId, mark: Mark) {
    if let Some(place) = marks.get_mut(node.0 as usize) {
        *place = mark;
    }
}

fn report_cycle(conditions: &mut Conditions<'_>, node: NodeId) {
    let named = conditions.named.iter().find(|(_, known)| *known == node).map(|(id, _)| id.clone());
    let reference = conditions
        .references
        .iter()
        .find(|(other, _)| matches!(conditions.program.node(*other), Some(Op::Same(target)) if *target == node));
    let Some((_, written)) = reference.cloned() else { return };
    let mut diagnostic =
        Diagnostic::new(&codes::P0208, written.span, format!("the criterion `{}` refers back to itself", written.text))
            .label("leads back to the criterion")
            .help("a criterion cannot depend on its own outcome; write the condition out");
    if let Some(id) = named {
        diagnostic = diagnostic.also(id.span, "the criterion");
    }
    conditions.diagnostics.push(diagnostic);
}

/// Reports top-level criteria that an explicit `met_when` forgets.
pub(crate) fn check_reachable(
    conditions: &mut Conditions<'_>,
    criteria: &[NodeId],
    exclusions: &[NodeId],
    root: NodeId,
    is_explicit: bool,
) {
    if !is_explicit {
        return;
    }
    let mut reached = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if !reached.contains(&node) {
            reached.push(node);
            open.extend(conditions.program.below(node));
        }
    }
    for node in criteria.iter().chain(exclusions) {
        if reached.contains(node) || !conditions.decides(*node) {
            continue;
        }
        let Some((id, _)) = conditions.named.iter().find(|(_, known)| known == node) else { continue };
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0406, id.span, format!("`met_when` never asks about `{}`", id.text))
                .label("cannot change the result")
                .help(format!("add `criterion: {}` to `met_when`, or mark the criterion `advisory: true`", id.text)),
        );
    }
}

/// Whether a leaf at or below a node has no citation, its own or inherited.
pub(crate) fn has_leaf_without_citation(conditions: &Conditions<'_>, node: NodeId) -> bool {
    let below = conditions.program.below(node);
    if below.is_empty() || matches!(conditions.program.node(node), Some(Op::Same(_))) {
        let is_reference = matches!(conditions.program.node(node), Some(Op::Same(_)));
        return !is_reference
            && conditions.details.get(node.0 as usize).is_some_and(|detail| detail.citations.is_empty());
    }
    below.iter().any(|inner| has_leaf_without_citation(conditions, *inner))
}
