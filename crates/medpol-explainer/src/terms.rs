//! What is there and what may be there, in words, for a finding.
//!
//! Words come from values, labels and comparators; `sentence.rs` says why a node has its status.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use medpol_model::answer::Compared;
use medpol_model::program::{FactRef, Fault, NodeId, Op, Scope};
use medpol_model::value::number;
use medpol_model::vocabulary::{Elements, FactKind};

use super::binding::Binding;
use super::node::LeafReading;
use super::value;
use crate::context::Context;
use crate::several::several;

/// What is there of one fact, and what may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// The fact's name to a reader.
    label: Arc<str>,
    /// What is there, by itself: "3 units", "Modifiers: 50".
    observed: String,
    /// What may be there, after the name: "at most 2".
    allowed: String,
}

/// What is there, each thing once.
pub(super) fn observed(terms: &[Term]) -> Option<String> {
    joined(terms.iter().map(|term| term.observed.clone()))
}

/// What may be there, each thing once; with the names of the facts where there are several.
pub(super) fn allowed(terms: &[Term]) -> Option<String> {
    let is_one = terms.iter().all(|term| terms.first().is_some_and(|first| first.label == term.label));
    joined(terms.iter().map(|term| if is_one { term.allowed.clone() } else { term.named() }))
}

fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    let distinct: Vec<String> = texts.filter(|text| seen.insert(text.clone())).collect();
    (!distinct.is_empty()).then(|| several(&distinct, "; "))
}

/// Makes one term of those from `start` on: one of them is enough.
pub(super) fn choose(terms: &mut Vec<Term>, start: usize) {
    let mut chosen: Vec<Term> = Vec::new();
    let mut places: HashMap<(Arc<str>, String), usize> = HashMap::new();
    for term in terms.split_off(start) {
        let place = *places.entry((Arc::clone(&term.label), term.observed.clone())).or_insert(chosen.len());
        match chosen.get_mut(place) {
            Some(known) if known.allowed != term.allowed => {
                known.allowed = format!("{} or {}", known.allowed, term.allowed);
            }
            Some(_) => {}
            None => chosen.push(term),
        }
    }
    if chosen.len() > 1 {
        let observed = several(&chosen.iter().map(|term| term.observed.clone()).collect::<Vec<_>>(), "; ");
        let allowed = several(&chosen.iter().map(Term::named).collect::<Vec<_>>(), " or ");
        chosen = vec![Term { label: Arc::from(""), observed, allowed }];
    }
    terms.extend(chosen);
}

impl Term {
    /// What may be there, with the name of the fact; several facts have their names in it already.
    fn named(&self) -> String {
        if self.label.is_empty() { self.allowed.clone() } else { format!("{}: {}", self.label, self.allowed) }
    }
}

/// A fact that fails, or that holds where it should not.
pub(super) fn leaf(context: &Context<'_>, node: NodeId, binding: &Binding, fault: Fault) -> Option<Term> {
    let leaf = LeafReading::of(context, node, binding);
    let first = leaf.observed.first()?;
    let label = Arc::clone(&first.label);
    let value = first.value.as_ref().map_or_else(
        || "not on record".to_owned(),
        |value| match leaf_fact(context, node) {
            Some(fact) => without_system(context, fact, value),
            None => value.clone(),
        },
    );
    let is_known = matches!(context.policy.program.node(node), Some(Op::Known(_)));
    let wanted = match (is_known, leaf.compared.as_slice()) {
        (true, _) => "on record".to_owned(),
        (false, []) => "yes".to_owned(),
        (false, _) => limits(&leaf),
    };
    let allowed = if fault == Fault::Failing { wanted } else { format!("not {wanted}") };
    Some(Term { observed: format!("{label}: {value}"), label, allowed })
}

fn limits(leaf: &LeafReading) -> String {
    leaf.compared.iter().map(Compared::words).collect::<Vec<_>>().join(" and ")
}

/// A number or total that fails, or that holds where it should not.
pub(super) fn counted(context: &Context<'_>, node: NodeId, binding: &Binding, fault: Fault) -> Option<Term> {
    let op = context.policy.program.node(node)?;
    let (fact, value, unit) = match op {
        Op::Sum { elements, field, .. } => {
            let fact = context.scene.fact(*field)?;
            (
                fact,
                context.scene.total(context.policy.program.scope(*elements), *field, &binding.frames),
                fact.kind.unit(),
            )
        }
        Op::Count { elements, .. } => (
            context.scene.fact(context.policy.program.scope(*elements).list)?,
            context.scene.number_of_op(op, &binding.frames),
            None,
        ),
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Same(_)
        | Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Quantify { .. }
        | Op::Extreme { .. }
        | Op::Constant(_) => return None,
    };
    let label = Arc::clone(&fact.label);
    let observed = match value {
        None => format!("{label}: not on record"),
        Some(value) if unit.is_none() && value.is_point() => counted_things(value.low, &label),
        Some(value) => format!("{label}: {}", value::quantity(value, unit)),
    };
    let wanted = limits(&LeafReading::of(context, node, binding));
    let allowed = if fault == Fault::Failing { wanted } else { format!("not {wanted}") };
    Some(Term { label, observed, allowed })
}

/// A number of things that a label of one word names, such as "3 units"; else the label and the number.
fn counted_things(tick: i64, label: &str) -> String {
    let number = number::decimal(tick);
    let plural = label.strip_suffix('s').filter(|_| label.chars().all(char::is_alphabetic));
    match plural {
        Some(_) if tick != number::whole(1).unwrap_or(tick) => format!("{number} {}", label.to_lowercase()),
        Some(singular) => format!("{number} {}", singular.to_lowercase()),
        None => format!("{label}: {number}"),
    }
}

/// A list without an element that passes, where there should be one.
pub(super) fn none(context: &Context<'_>, elements: &Scope) -> Option<Term> {
    let label = Arc::clone(&context.scene.fact(elements.list)?.label);
    let matching = if elements.filter.is_some() { " matching" } else { "" };
    Some(Term { observed: format!("{label}: none{matching}"), label, allowed: format!("at least 1{matching}") })
}

/// A list with elements that pass, where there should be none: single values by themselves, others by
/// their number.
pub(super) fn matching(context: &Context<'_>, elements: &Scope, names: &[String]) -> Option<Term> {
    let fact = context.scene.fact(elements.list)?;
    let label = Arc::clone(&fact.label);
    let is_of_values = matches!(&fact.kind, FactKind::List(kind) if kind.elements == Elements::Values);
    let observed = if is_of_values {
        format!("{label}: {}", without_system(context, elements.list, &several(names, ", ")))
    } else if elements.filter.is_some() {
        format!("{label}: {} matching", names.len())
    } else {
        format!("{label}: {}", names.len())
    };
    Some(Term { label, observed, allowed: "none".to_owned() })
}

/// The fact that a leaf compares.
fn leaf_fact(context: &Context<'_>, node: NodeId) -> Option<FactRef> {
    context.policy.program.own_facts(node).first().copied()
}

/// Codes as a policy writes them beside a comparator: the label says of which system they are.
fn without_system(context: &Context<'_>, fact: FactRef, shown: &str) -> String {
    let kind = context.scene.fact(fact).map(|fact| &fact.kind);
    let element = match kind {
        Some(FactKind::List(list)) => {
            let vocabulary = context.scene.vocabulary;
            let element = vocabulary.frame(list.frame).and_then(|frame| frame.facts.first().copied());
            element.and_then(|id| vocabulary.fact(id)).map(|fact| &fact.kind)
        }
        other => other,
    };
    match element {
        Some(FactKind::Code { systems }) => {
            systems.iter().fold(shown.to_owned(), |shown, system| shown.replace(&format!("{}:", system.id), ""))
        }
        _ => shown.to_owned(),
    }
}
