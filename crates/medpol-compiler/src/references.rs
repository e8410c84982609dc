//! Connecting criteria that refer to one another, and the order in which nodes are decided.

use std::collections::HashSet;

use medpol_diagnostics::{Diagnostic, MOST_OF_A_KIND, codes};
use medpol_model::policy::MaskLeaf;
use medpol_model::program::{Arises, Atom, NodeId, Op, Program, ScopeId, Values};
use medpol_model::value::Status;
use medpol_syntax::document::Text;

use crate::condition::{Conditions, Depth, Named, can_be_not_applicable};

/// Gives every reference its criterion, and returns the nodes outside quantifiers in an order in
/// which everything a node needs comes first.
pub(crate) fn references(
    conditions: &mut Conditions<'_>,
    criteria: &[NodeId],
    exclusions: &[NodeId],
    root: NodeId,
) -> Option<Vec<NodeId>> {
    let mut is_whole = true;
    let mut unknown_ids = 0;
    for (node, id) in std::mem::take(&mut conditions.references) {
        match conditions.named.by_id(&id.text) {
            Some(Named { node: target, depth: Depth::Outside | Depth::Unnamed, .. }) => {
                if let Some(op) = conditions.program.nodes.get_mut(node.0 as usize) {
                    *op = Op::Same(*target);
                }
                conditions.references.push((node, id));
            }
            found => {
                is_whole = false;
                unknown_ids += 1;
                let diagnostic = unknown(&id, found);
                // Looking for a name that is near takes all names, and of many problems only the first are told.
                let known = conditions.named.iter().filter(|known| known.depth != Depth::InsideQuantifier);
                let known = known.map(|known| &*known.id.text);
                conditions.diagnostics.push(match found {
                    None if unknown_ids <= MOST_OF_A_KIND => diagnostic.did_you_mean(&id.text, known).help(INSTEAD),
                    None => diagnostic.help(INSTEAD),
                    Some(_) => diagnostic,
                });
            }
        }
    }
    let mut marks = vec![Visit::New; conditions.program.nodes.len()];
    let mut order = Vec::new();
    for node in criteria.iter().chain(exclusions).copied().chain([root]) {
        is_whole &= visit(conditions, node, 0, &mut marks, &mut order).is_some();
    }
    is_whole.then_some(order)
}

/// What to write in the place of an id that nothing has.
const INSTEAD: &str = "name a criterion of this policy that speaks of the whole case";

fn unknown(id: &Text, found: Option<&Named>) -> Diagnostic {
    let Some(inner) = found else {
        return Diagnostic::new(&codes::P0207, id.span, format!("no criterion has the id `{}`", id.text))
            .label("unknown criterion");
    };
    Diagnostic::new(&codes::P0207, id.span, format!("`{}` speaks of one element of a list", id.text))
        .label("not a criterion of the whole case")
        .also(inner.id.span, "inside a condition on elements here")
        .help("name the criterion that contains this condition")
}

/// Takes the leaves out of the order that only compare one slot of the case with a mask. They are
/// most of a policy, need nothing else, and can be decided in one tight loop.
pub(crate) fn take_masks(program: &Program, order: &mut Vec<NodeId>) -> Vec<MaskLeaf> {
    let mut masks = Vec::new();
    order.retain(|node| {
        let Some(Op::Leaf { atom, rules: None }) = program.node(*node) else { return true };
        let Some(Atom { fact, values: Values::Mask(allowed) }) = program.atom(*atom) else { return true };
        let is_alike = fact.scope == ScopeId::CASE && fact.arises == Arises::Always;
        if is_alike {
            masks.push(MaskLeaf { node: *node, slot: fact.slot, allowed: *allowed });
        }
        !is_alike
    });
    masks
}

/// How deep criteria may lie in one another, references followed. Whatever walks a policy relies on it.
const DEEPEST: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    /// Decided, with so many nodes below one another.
    Done(usize),
    /// Cannot be decided; why has been said.
    Broken,
}

/// Puts a node and everything that it needs in order, and says how high it stands over its leaves.
fn visit(
    conditions: &mut Conditions<'_>,
    node: NodeId,
    depth: usize,
    marks: &mut [Visit],
    order: &mut Vec<NodeId>,
) -> Option<usize> {
    match marks.get(node.0 as usize) {
        None => return Some(0),
        Some(Visit::Done(height)) => return Some(*height),
        Some(Visit::Broken) => return None,
        Some(Visit::Open) => {
            report_cycle(conditions, node);
            return None;
        }
        Some(Visit::New) => {}
    }
    let is_reference = matches!(conditions.program.node(node), Some(Op::Same(_)));
    if depth > DEEPEST && is_reference {
        report_depth(conditions, node);
        set(marks, node, Visit::Broken);
        return None;
    }
    set(marks, node, Visit::Open);
    let is_quantifier = conditions.program.elements(node).is_some();
    let mut below = if is_quantifier { Vec::new() } else { conditions.program.below(node) };
    // Advisory members are not in the run, and are decided all the same.
    if !is_quantifier && let Some(detail) = conditions.details.get(node.0 as usize) {
        below.extend(detail.shown.iter().copied());
    }
    let mut height = Some(0);
    for inner in below {
        let inner = visit(conditions, inner, depth + 1, marks, order);
        height = height.zip(inner).map(|(height, inner): (usize, usize)| height.max(inner + 1));
    }
    if height > Some(DEEPEST) && is_reference {
        // The chain was walked from its end.
        report_depth(conditions, node);
        height = None;
    }
    set(marks, node, height.map_or(Visit::Broken, Visit::Done));
    order.push(node);
    height
}

fn set(marks: &mut [Visit], node: NodeId, mark: Visit) {
    if let Some(place) = marks.get_mut(node.0 as usize) {
        *place = mark;
    }
}

fn report_depth(conditions: &mut Conditions<'_>, node: NodeId) {
    let Some((_, id)) = conditions.references.iter().find(|(other, _)| *other == node) else { return };
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0116, id.span, "criteria refer to one another in too long a chain")
            .label("one too many")
            .help("write the condition out, or refer to the last criterion of the chain"),
    );
}

fn report_cycle(conditions: &mut Conditions<'_>, node: NodeId) {
    let named = conditions.named.of_node(node).map(|known| known.id.clone());
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

/// Checks what tallies say of members that stand elsewhere, now that these are known.
pub(crate) fn check_tallies(conditions: &mut Conditions<'_>) {
    for tally in std::mem::take(&mut conditions.tallies) {
        let Some(Op::Tally { members, .. }) = conditions.program.node(tally.node) else { continue };
        let members: HashSet<NodeId> = conditions.program.members(*members).iter().copied().collect();
        let arises = !members.iter().any(|member| can_be_not_applicable(conditions, *member));
        for (node, id) in &conditions.references {
            let Some(Op::Same(target)) = conditions.program.node(*node) else { continue };
            if !members.contains(node) {
                continue;
            }
            if matches!(conditions.program.node(*target), Some(Op::Waive { .. })) {
                conditions.diagnostics.push(
                    Diagnostic::new(
                        &codes::P0404,
                        id.span,
                        format!("`{}` can be waived, and is written elsewhere", id.text),
                    )
                    .label("counted here")
                    .help("write its condition out here with its waiver, and say whether `waived` counts or shrinks"),
                );
            }
            if can_be_not_applicable(conditions, *target) && tally.not_applicable.is_none() {
                conditions.diagnostics.push(
                    Diagnostic::new(&codes::P0405, id.span, format!("`{}` can be not applicable", id.text))
                        .label("counted here")
                        .help("write `not_applicable: counts` if it then counts as met, or `not_applicable: shrinks` if it leaves the pool"),
                );
            }
        }
        if let (Some(span), true) = (tally.not_applicable, arises) {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0405, span, "`not_applicable` has nothing to say here")
                    .label("no member can be not applicable")
                    .help("remove `not_applicable`"),
            );
        }
    }
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
    let mut reached = HashSet::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if reached.insert(node) {
            open.extend(conditions.program.below(node));
        }
    }
    for node in criteria.iter().chain(exclusions) {
        if is_asked(conditions, &reached, *node) || !conditions.decides(*node) {
            continue;
        }
        let Some(Named { id, .. }) = conditions.named.of_node(*node) else { continue };
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0406, id.span, format!("`met_when` never asks about `{}`", id.text))
                .label("cannot change the result")
                .help(format!("add `criterion: {}` to `met_when`, or mark the criterion `advisory: true`", id.text)),
        );
    }
}

/// Whether a node is among those reached, or all of the copies are that it holds for the values of
/// `each`.
fn is_asked(conditions: &Conditions<'_>, reached: &HashSet<NodeId>, node: NodeId) -> bool {
    let copies = || conditions.program.below(node);
    reached.contains(&node)
        || (conditions.copied.contains(&node)
            && copies().into_iter().all(|copy| is_settled(conditions, copy) || is_asked(conditions, reached, copy)))
}

/// Whether a copy was settled when the policy was read, so that nothing is left to ask about it.
fn is_settled(conditions: &Conditions<'_>, copy: NodeId) -> bool {
    let is_constant = |node: NodeId, is_so: fn(Status) -> bool| matches!(conditions.program.node(node), Some(Op::Constant(status)) if is_so(*status));
    let never_applies = matches!(
        conditions.program.node(copy),
        Some(Op::If { condition, otherwise: None, .. }) if is_constant(*condition, |status| status == Status::NOT_MET)
    );
    never_applies || is_constant(copy, |_| true)
}
