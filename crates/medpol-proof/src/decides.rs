//! Two patients who show that a criterion decides: equal but for what it reads, each other criterion alike, the result
//! another one.
//!
//! One policy is looked at twice, in one space: what the criterion reads is apart, everything else is the same fact.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Program};
use medpol_model::value::Status;
use medpol_model::vocabulary::{FactId, FactKind, Vocabulary};

use crate::answer::{Changed, Effort, Found, NotDecided, ShownToDecide, Side};
use crate::compare::{Both, decide_both};
use crate::decode::Concrete;
use crate::encode::{Encoder, View};
use crate::formula::Literal;
use crate::joint::Joint;
use crate::search::find_smallest;
use crate::space::{InstanceId, Kind, Space};

/// Two patients, equal but for facts that a criterion or exclusion reads, whose results differ although every other
/// criterion and exclusion has the same status for both; as like `typical` as can be.
///
/// What a fact follows from, and what it is asked by, is read with it. Where the criterion reads the date of service,
/// that nobody was found is no proof.
pub fn decides(side: Side<'_>, criterion: NodeId, typical: Option<&Case>, effort: &Effort) -> Found<ShownToDecide> {
    let policy = side.policy;
    let read = read(policy, criterion);
    let anchor = policy.vocabulary.anchor;
    let is_dated = anchor.is_some_and(|anchor| read.contains(&anchor));
    let own = read.iter().filter(|fact| Some(**fact) != anchor);
    let apart: BTreeSet<Arc<str>> =
        own.filter_map(|fact| policy.vocabulary.fact(*fact)).map(|fact| Arc::clone(&fact.path)).collect();
    // One side is always of the same types as itself.
    let Ok(joint) = Joint::apart(&[side, side], &apart) else { return Found::default() };
    let mut encoder = Encoder::new(Space::new(Kind::Patients, joint, typical));
    let goal = goal(&mut encoder, policy, criterion);
    let others: Vec<NodeId> = others(policy, criterion).collect();
    let found = find_smallest(&mut encoder, &goal, effort, &mut |encoder, concrete| {
        let both = decide_both(encoder, [side, side], concrete)?;
        let of = |node: NodeId| [both.first.outcomes.status(node), both.second.outcomes.status(node)];
        let (results, statuses) = (of(policy.root), of(criterion));
        let is_known = results.iter().all(|result| !result.is_unknown());
        let differ = (results[0] == Status::MET) != (results[1] == Status::MET);
        let are_alike = others.iter().all(|other| of(*other)[0] == of(*other)[1]);
        (is_known && differ && are_alike).then(|| shown(encoder, concrete, both, statuses, results))
    });
    match found {
        Found::No if is_dated => Found::NotDecided(NotDecided::Unsupported),
        found => found,
    }
}

/// The other criteria and exclusions.
fn others(policy: &Policy, criterion: NodeId) -> impl Iterator<Item = NodeId> {
    policy.criteria.iter().chain(&policy.exclusions).copied().filter(move |node| *node != criterion)
}

fn goal(encoder: &mut Encoder<'_>, policy: &Policy, criterion: NodeId) -> Vec<Literal> {
    let both = |encoder: &mut Encoder<'_>, node| [0, 1].map(|side| encoder.top(View::of(side), node));
    let [first, second] = both(encoder, policy.root);
    let mut goal = vec![encoder.space.formulas.differ(first.met, second.met)];
    for other in others(policy, criterion) {
        let [first, second] = both(encoder, other);
        for (one, other) in
            [(first.met, second.met), (first.not_met, second.not_met), (first.not_applicable, second.not_applicable)]
        {
            goal.push(!encoder.space.formulas.differ(one, other));
        }
    }
    goal
}

fn shown(
    encoder: &Encoder<'_>,
    concrete: &Concrete,
    both: Both,
    statuses: [Status; 2],
    results: [Status; 2],
) -> ShownToDecide {
    let ids = (0..encoder.space.instances.len()).map(InstanceId);
    let differing: Vec<InstanceId> = ids
        .filter_map(|id| {
            let instance = encoder.space.at(id)?;
            let twin = encoder.space.joint.fact(instance.fact)?.twin?;
            let first = encoder.space.known(twin, instance.element)?;
            (concrete.stated.get(&first) != concrete.stated.get(&id)).then_some(first)
        })
        .collect();
    let differs: Vec<Changed> = encoder.told(&differing, &both.first.case);
    ShownToDecide { cases: [both.first.case, both.second.case], statuses, results, differs }
}

/// The facts that a node reads: itself, through what they follow from or are asked by, and what follows from them or
/// is asked by them.
fn read(policy: &Policy, node: NodeId) -> BTreeSet<FactId> {
    let vocabulary = &*policy.vocabulary;
    let mut found: BTreeSet<FactId> = BTreeSet::new();
    let mut todo = all_read(&policy.program, node);
    while let Some(id) = todo.pop() {
        if found.insert(id) {
            todo.extend(sources(vocabulary, id));
        }
    }
    // What changes with them.
    loop {
        let before = found.len();
        for at in 0..vocabulary.facts.len() {
            let Some(id) = u32::try_from(at).ok().map(FactId).filter(|id| !found.contains(id)) else { continue };
            if sources(vocabulary, id).iter().any(|source| found.contains(source)) {
                found.insert(id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn all_read(program: &Program, node: NodeId) -> Vec<FactId> {
    let mut found: Vec<FactId> = program.own_facts(node).into_iter().map(|fact| fact.fact).collect();
    for inner in program.below(node) {
        found.extend(all_read(program, inner));
    }
    found
}

/// What a fact follows from, what it is asked by, and of a list of single values these.
fn sources(vocabulary: &Vocabulary, id: FactId) -> Vec<FactId> {
    let Some(fact) = vocabulary.fact(id) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(node) = fact.asked_when {
        found.extend(all_read(&vocabulary.program, node));
    }
    if let Some(derivation) = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize)) {
        found.extend(derivation.facts(&vocabulary.program).into_iter().map(|fact| fact.fact));
    }
    // The values of a list are the list.
    if let Some(list) = vocabulary.frame(fact.frame).and_then(|frame| frame.list)
        && let Some(FactKind::List(kind)) = vocabulary.fact(list).map(|list| &list.kind)
        && kind.elements == medpol_model::vocabulary::Elements::Values
    {
        found.push(list);
    }
    found
}
