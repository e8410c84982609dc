//! Derived facts that cannot be true: what is stated contradicts what follows from other facts, or what
//! follows lies outside the bounds of the vocabulary.
//!
//! Such a fact is not known, and a reader should learn why.

use medpol_evaluator::{Flaw, Reading};
use medpol_model::{FactKind, FactRef, FrameId, ScopeId};

use super::place::Place;
use super::value;
use crate::story::Story;

/// A sentence for each contradiction, in the order of the vocabulary; elements with their lists.
pub(crate) fn of(story: &Story<'_>) -> Vec<String> {
    let mut found = Vec::new();
    in_frame(story, FrameId::CASE, &Place::TOP, &mut found);
    found
}

fn in_frame(story: &Story<'_>, frame: FrameId, place: &Place, found: &mut Vec<String>) {
    let vocabulary = &story.policy.vocabulary;
    let facts = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
    for id in facts {
        let Some(fact) = vocabulary.fact(*id) else { continue };
        let own = fact.reference(*id, vocabulary.scope(*id));
        if fact.derivation.is_some() {
            found.extend(contradiction(story, own, place));
        }
        if let (FactKind::List(kind), Some(list)) = (&fact.kind, story.scene.list(own, &place.frames)) {
            let path = place.path(vocabulary, own);
            let case = Place::TOP;
            for (index, base) in list.bases().enumerate() {
                let inner = case.with(ScopeId(kind.frame.0), base, format!("{path}[{index}]"));
                in_frame(story, kind.frame, &inner, found);
            }
        }
    }
}

fn contradiction(story: &Story<'_>, fact: FactRef, place: &Place) -> Option<String> {
    let Reading::Unusable(flaw) = story.scene.reading(fact, &place.frames) else { return None };
    let label = &story.scene.fact(fact)?.label;
    let named = match fact.scope {
        ScopeId::CASE => label.to_string(),
        _ => format!("{label} ({})", place.path(&story.policy.vocabulary, fact)),
    };
    let value = value::of_fact(&story.scene, fact, place).unwrap_or_default();
    Some(match flaw {
        Flaw::Contradicted => format!("{named} is {value}; they cannot both be true, so it counts as not known"),
        Flaw::OutOfBounds => format!("{named} is {value}, which it cannot be; check the facts that it follows from"),
    })
}
