//! What a result rests on: the smallest parts of a record that make it so, whatever else is on record.
//!
//! What is left out of a record counts as asked and not known, so that nothing is assumed of it either. Everything is
//! decided by the evaluator; no formula is known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_evaluator::{Assumptions, Evaluation, Outcomes, decide};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::vocabulary::{FactId, FactKind, FrameId};

use super::answer::{Ground, Grounds, RecordFact};
use super::questions::rest;
use super::smallest::{Enough, Set, smallest};
use crate::answer::Side;

/// How many parts are told at most.
const MOST: usize = 12;

/// What a known result of a record rests on; nothing for an unknown one.
pub fn grounds(side: Side<'_>, case: &Case) -> Grounds {
    let Side { policy, symbols } = side;
    let mut outcomes = Outcomes::for_policy(policy);
    let result = decide(policy, symbols, case, &mut outcomes);
    let read = read(side, case, &outcomes);
    let facts = stated(policy, case, &read);
    if result.is_unknown() {
        return Grounds { sets: Vec::new(), rest: crate::answer::Rest::None };
    }
    let mut outcomes = Outcomes::for_policy(policy);
    let found = smallest(facts.len(), MOST, &mut |set| {
        let less = without(policy, case, &facts, set);
        let status = decide(policy, symbols, &less, &mut outcomes);
        if status == result && outcomes.too_much().is_none() { Enough::Yes(()) } else { Enough::No }
    });
    let ground = |(set, ()): (Set, ())| {
        let own = || set.iter().filter_map(|at| facts.get(*at));
        let is_stated = |fact: &&RecordFact| case.facts.mark(fact.slot as usize).has(Mark::GIVEN);
        Ground {
            facts: own().filter(is_stated).cloned().collect(),
            assumed: own().filter(|fact| !is_stated(fact)).cloned().collect(),
        }
    };
    Grounds { sets: found.sets.into_iter().map(ground).collect(), rest: rest(found.rest) }
}

/// Every fact that the policy may read, and everything that one of these follows from or is asked by.
fn read(side: Side<'_>, case: &Case, outcomes: &Outcomes) -> BTreeSet<FactId> {
    let Side { policy, symbols } = side;
    let vocabulary = &policy.vocabulary;
    let scene = Evaluation::of(policy, symbols, case, outcomes, Assumptions::Taken).of_vocabulary();
    let mut found: BTreeSet<FactId> = BTreeSet::new();
    let nodes = (0..policy.program.nodes.len()).filter_map(|at| u32::try_from(at).ok()).map(NodeId);
    let mut todo: Vec<FactId> = nodes.flat_map(|node| policy.program.own_facts(node)).map(|fact| fact.fact).collect();
    while let Some(id) = todo.pop() {
        if !found.insert(id) {
            continue;
        }
        let Some(fact) = vocabulary.fact(id) else { continue };
        let own = fact.reference(id, vocabulary.scope(id));
        todo.extend(scene.inputs(own).into_iter().flatten().map(|input| input.fact));
        if let Some(derivation) = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize))
            && let Some(scope) = derivation.elements()
            && let Some(frame) = element_frame(policy, vocabulary.program.scope(scope).list.fact)
        {
            todo.extend(vocabulary.frame(frame).into_iter().flat_map(|frame| frame.facts.iter().copied()));
        }
        if let Some(node) = fact.asked_when {
            todo.extend(vocabulary.program.facts_read(node).into_iter().map(|fact| fact.fact));
        }
    }
    found
}

fn element_frame(policy: &Policy, list: FactId) -> Option<FrameId> {
    match &policy.vocabulary.fact(list)?.kind {
        FactKind::List(kind) => Some(kind.frame),
        _ => None,
    }
}

/// The facts that the record states, or that were never mentioned, in the order of the vocabulary and of the elements.
fn stated(policy: &Policy, case: &Case, read: &BTreeSet<FactId>) -> Vec<RecordFact> {
    let mut found = Vec::new();
    let mut frames: Vec<(FrameId, usize, Vec<usize>)> = vec![(FrameId::CASE, 0, Vec::new())];
    while let Some((frame, base, elements)) = frames.pop() {
        for id in policy.vocabulary.frame(frame).map_or(&[][..], |frame| &frame.facts) {
            let Some(fact) = policy.vocabulary.fact(*id) else { continue };
            let slot = base + fact.slot as usize;
            let mark = case.facts.mark(slot);
            let is_now = policy.vocabulary.anchor == Some(*id);
            if !read.contains(id) || is_now || mark.has(Mark::NULL) {
                continue;
            }
            if let Ok(slot) = u32::try_from(slot) {
                found.push(RecordFact { fact: *id, path: Arc::clone(&fact.path), elements: elements.clone(), slot });
            }
            if let FactKind::List(kind) = &fact.kind {
                let (first, count) = case.facts.elements(slot);
                let width = policy.vocabulary.width(kind.frame);
                frames.extend((0..count).map(|at| {
                    let inner = elements.iter().copied().chain([at]).collect();
                    (kind.frame, first + at * width, inner)
                }));
            }
        }
    }
    found.sort_by_key(|fact| fact.slot);
    found
}

/// The record with only some of its facts; the others were asked for, and are not known.
fn without(policy: &Policy, case: &Case, facts: &[RecordFact], kept: &Set) -> Case {
    let mut less = Case {
        facts: case.facts.clone(),
        evidence: case.evidence.clone(),
        documents: case.documents.clone(),
        ..Case::default()
    };
    for (_, gone) in facts.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        let blank = policy
            .vocabulary
            .fact(gone.fact)
            .and_then(|fact| policy.vocabulary.frame(fact.frame)?.blank.get(fact.slot as usize).copied());
        less.facts.set(gone.slot as usize, blank, Mark::NULL);
        less.facts.rounded.remove(&gone.slot);
    }
    let found = policy.vocabulary.out_of_order(&less.facts);
    less.facts.set_out_of_order(found);
    less
}
