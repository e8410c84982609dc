//! Facts that cannot be true: what is stated contradicts what follows from other facts or comes before what
//! it cannot come before, or what follows lies outside the bounds of the vocabulary.
//!
//! Such a fact is unknown, and a reader should learn why.

use std::collections::HashSet;

use medpol_evaluator::{Flaw, Reading};
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::{FactKind, FrameId};

use super::binding::Binding;
use super::value;
use crate::context::Context;
use crate::several::first_sentences;

/// A sentence for each contradiction, in the order of the vocabulary; elements with their lists.
pub(crate) fn of(context: &Context<'_>) -> Vec<String> {
    // Most cases have none, and looking takes less than naming what is looked at.
    if !has_unusable(context, FrameId::CASE, &Binding::TOP) {
        return Vec::new();
    }
    let seconds = context.scene.case.facts.out_of_order().iter().map(|pair| pair.second.slot as usize).collect();
    let mut walk = Walk { context, seconds, found: Vec::new() };
    walk.frame(FrameId::CASE, &Binding::TOP);
    first_sentences(walk.found)
}

/// Whether a fact of a frame, or of the lists in it, cannot be true.
fn has_unusable(context: &Context<'_>, frame: FrameId, binding: &Binding) -> bool {
    let vocabulary = &context.policy.vocabulary;
    let facts = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
    facts.iter().filter_map(|id| Some((*id, vocabulary.fact(*id)?))).any(|(id, fact)| {
        let own = fact.reference(id, vocabulary.scope(id));
        matches!(context.scene.reading(own, &binding.frames), Reading::Unusable(_))
            || matches!(&fact.kind, FactKind::List(kind) if list_has_unusable(context, kind.frame, own, binding))
    })
}

fn list_has_unusable(context: &Context<'_>, frame: FrameId, list: FactRef, binding: &Binding) -> bool {
    let bases = context.scene.list(list, &binding.frames).into_iter().flat_map(medpol_evaluator::Elements::bases);
    bases
        .into_iter()
        .any(|base| has_unusable(context, frame, &Binding::TOP.with(ScopeId(frame.0), base, String::new())))
}

struct Walk<'c, 'a> {
    context: &'c Context<'a>,
    /// The slots of facts that should come second, and come before what they cannot come before.
    seconds: HashSet<usize>,
    found: Vec<String>,
}

impl Walk<'_, '_> {
    fn frame(&mut self, frame: FrameId, binding: &Binding) {
        let context = self.context;
        let vocabulary = &context.policy.vocabulary;
        let facts = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
        for id in facts {
            let Some(fact) = vocabulary.fact(*id) else { continue };
            let own = fact.reference(*id, vocabulary.scope(*id));
            self.found.extend(self.contradiction(own, binding));
            if let (FactKind::List(kind), Some(list)) = (&fact.kind, context.scene.list(own, &binding.frames)) {
                let path = binding.path(vocabulary, own);
                let case = Binding::TOP;
                for (index, base) in list.bases().enumerate() {
                    let inner = case.with(ScopeId(kind.frame.0), base, format!("{path}[{index}]"));
                    self.frame(kind.frame, &inner);
                }
            }
        }
    }

    fn contradiction(&self, fact: FactRef, binding: &Binding) -> Option<String> {
        let context = self.context;
        let Reading::Unusable(flaw) = context.scene.reading(fact, &binding.frames) else { return None };
        let label = &context.scene.fact(fact)?.label;
        let named = match fact.scope {
            ScopeId::CASE => label.to_string(),
            _ => format!("{label} ({})", binding.path(&context.policy.vocabulary, fact)),
        };
        let value = value::of_fact(&context.scene, fact, binding).unwrap_or_default();
        match flaw {
            Flaw::Contradicted => {
                Some(format!("{named} is {value}; they cannot both be true, so it counts as unknown"))
            }
            Flaw::OutOfBounds => {
                Some(format!("{named} is {value}, which it cannot be; check the facts that it follows from"))
            }
            // The pair is told once, with the fact that should come second.
            Flaw::OutOfOrder if !self.seconds.contains(&binding.frames.slot(fact)) => None,
            Flaw::OutOfOrder => Some(format!("{named} is {value}; they cannot both be true, so both count as unknown")),
            // Told with the facts that it follows from.
            Flaw::Inherited => None,
        }
    }
}
