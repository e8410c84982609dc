//! Facts that cannot be true: what is stated contradicts what follows from other facts or comes before what
//! it cannot come before, or what follows lies outside the bounds of the vocabulary.
//!
//! Such a fact is unknown, and a reader should learn why.

use medpol_evaluator::{Flaw, Reading};
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::{FactKind, FrameId};

use super::binding::Binding;
use super::value;
use crate::context::Context;

/// A sentence for each contradiction, in the order of the vocabulary; elements with their lists.
pub(crate) fn of(context: &Context<'_>) -> Vec<String> {
    let mut found = Vec::new();
    in_frame(context, FrameId::CASE, &Binding::TOP, &mut found);
    found
}

fn in_frame(context: &Context<'_>, frame: FrameId, binding: &Binding, found: &mut Vec<String>) {
    let vocabulary = &context.policy.vocabulary;
    let facts = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
    for id in facts {
        let Some(fact) = vocabulary.fact(*id) else { continue };
        let own = fact.reference(*id, vocabulary.scope(*id));
        found.extend(contradiction(context, own, binding));
        if let (FactKind::List(kind), Some(list)) = (&fact.kind, context.scene.list(own, &binding.frames)) {
            let path = binding.path(vocabulary, own);
            let case = Binding::TOP;
            for (index, base) in list.bases().enumerate() {
                let inner = case.with(ScopeId(kind.frame.0), base, format!("{path}[{index}]"));
                in_frame(context, kind.frame, &inner, found);
            }
        }
    }
}

fn contradiction(context: &Context<'_>, fact: FactRef, binding: &Binding) -> Option<String> {
    let Reading::Unusable(flaw) = context.scene.reading(fact, &binding.frames) else { return None };
    let label = &context.scene.fact(fact)?.label;
    let named = match fact.scope {
        ScopeId::CASE => label.to_string(),
        _ => format!("{label} ({})", binding.path(&context.policy.vocabulary, fact)),
    };
    let value = value::of_fact(&context.scene, fact, binding).unwrap_or_default();
    match flaw {
        Flaw::Contradicted => Some(format!("{named} is {value}; they cannot both be true, so it counts as unknown")),
        Flaw::OutOfBounds => {
            Some(format!("{named} is {value}, which it cannot be; check the facts that it follows from"))
        }
        // The pair is told once, with the fact that should come second.
        Flaw::OutOfOrder if !comes_second(context, fact, binding) => None,
        Flaw::OutOfOrder => Some(format!("{named} is {value}; they cannot both be true, so both count as unknown")),
        // Told with the facts that it follows from.
        Flaw::Inherited => None,
    }
}

fn comes_second(context: &Context<'_>, fact: FactRef, binding: &Binding) -> bool {
    let slot = binding.frames.slot(fact);
    context.scene.case.facts.out_of_order.iter().any(|pair| pair.second.slot as usize == slot)
}
