//! Facts that are given and follow from others, where the two cannot both be true.
//!
//! The given value is used all the same; a reader should know.

use medpol_model::{FactKind, FactRef, FrameId, Mark, Variable};

use super::place::Place;
use super::value;
use crate::story::Story;

/// A sentence for each contradiction, in the order of the vocabulary; elements with their lists.
pub(crate) fn of(story: &Story<'_>) -> Vec<String> {
    let mut found = Vec::new();
    in_frame(story, FrameId::CASE, Variable::CASE, &Place::TOP, &mut found);
    found
}

fn in_frame(story: &Story<'_>, frame: FrameId, variable: Variable, place: &Place, found: &mut Vec<String>) {
    let vocabulary = &story.policy.vocabulary;
    let facts = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
    for id in facts {
        let Some(fact) = vocabulary.fact(*id) else { continue };
        let own = fact.reference(*id, variable);
        if !story.scene.case.facts.mark(place.frames.slot(own)).has(Mark::GIVEN) {
            continue;
        }
        if fact.derivation.is_some() {
            found.extend(contradiction(story, own, place));
        }
        if let (FactKind::List(kind), Some(list)) = (&fact.kind, story.scene.list(own, &place.frames)) {
            let path = place.path(vocabulary, own);
            let case = Place::TOP;
            for (index, base) in list.bases().enumerate() {
                let inner = case.with(Variable::OWN, base, format!("{path}[{index}]"));
                in_frame(story, kind.frame, Variable::OWN, &inner, found);
            }
        }
    }
}

fn contradiction(story: &Story<'_>, fact: FactRef, place: &Place) -> Option<String> {
    let given = story.scene.reading(fact, &place.frames);
    let derived = story.scene.derived(fact, &place.frames);
    if story.scene.can_agree(fact, given, derived) {
        return None;
    }
    let label = &story.scene.fact(fact)?.label;
    let named = match fact.variable {
        Variable::CASE => label.to_string(),
        _ => format!("{label} ({})", place.path(&story.policy.vocabulary, fact)),
    };
    let shown = |reading| value::of_reading(&story.scene, fact, reading).unwrap_or_default();
    Some(format!(
        "{named} is given as {}, but follows from other facts as {}; the given value is used",
        shown(given),
        shown(derived)
    ))
}
