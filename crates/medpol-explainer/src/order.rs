//! Dates that are out of order, in words.
//!
//! Each of the two facts is told with the other, because nobody knows which of them is wrong.

use medpol_evaluator::{Evaluation, Reading};
use medpol_model::vocabulary::{Claim, FactKind, OutOfOrder};

use crate::several::MOST_NAMED;
use crate::value;

/// The value of a slot, with each fact that it contradicts.
pub(crate) fn against(scene: &Evaluation<'_>, slot: usize, stated: &str) -> String {
    let is_it = |claim: Claim| claim.slot as usize == slot;
    let told = scene.case.facts.out_of_order_at(slot).take(MOST_NAMED).filter_map(|pair| match pair {
        OutOfOrder { first, second } if is_it(*second) => {
            let begins = if is_time(scene, *second) { ", so it begins" } else { "," };
            Some(format!("{begins} before {}", named(scene, *first)?))
        }
        OutOfOrder { first, second } if is_it(*first) => {
            let begins = if is_time(scene, *first) { ", so it begins" } else { "," };
            Some(format!("{begins} after {}", named(scene, *second)?))
        }
        OutOfOrder { .. } => None,
    });
    std::iter::once(stated.to_owned()).chain(told).collect()
}

/// A claim by its label and its value.
fn named(scene: &Evaluation<'_>, claim: Claim) -> Option<String> {
    let fact = scene.vocabulary.fact(claim.fact)?;
    let slot = claim.slot as usize;
    let (value, mark) = (scene.case.facts.value(slot), scene.case.facts.mark(slot));
    let own = fact.reference(claim.fact, scene.vocabulary.scope(claim.fact));
    let value = value::of_reading(scene, own, Reading::Value { value, mark, slot })?;
    let begin = if is_time(scene, claim) { "the beginning of " } else { "" };
    Some(format!("{begin}“{}”, which is {value}", fact.label))
}

fn is_time(scene: &Evaluation<'_>, claim: Claim) -> bool {
    scene.vocabulary.fact(claim.fact).is_some_and(|fact| matches!(fact.kind, FactKind::Duration(_)))
}
