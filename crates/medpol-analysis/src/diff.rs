//! What is different between two described policies, as data.
//!
//! Criteria are matched by their ids, wherever they are; one under a new id is guessed, first by its meaning and then
//! by what it says, and the guess is said. What the digests prove of the meaning is said; whether other digests mean
//! something else is not known here.

mod condition;
mod criteria;
mod determination;
mod document;
mod facts;
mod head;
mod key;
mod order;
mod parts;
mod rename;
mod unit;
mod verdict;
mod words;

use medpol_model::answer::{
    ComparedPolicy, Description, Effect, MeaningDifference, MeaningDirection, PolicyDifference, Proved,
};

pub use document::{value_set_difference, vocabulary_difference};
pub use verdict::{library_verdict, verdict, with_impact};

/// What is different between two descriptions; only one of them where the policy is new or gone.
pub fn difference(before: Option<&Description>, after: Option<&Description>) -> Option<PolicyDifference> {
    let side = |described: &Description| ComparedPolicy {
        policy: described.policy.clone(),
        sources: described.sources.clone(),
    };
    let mut found = PolicyDifference {
        before: before.map(side),
        after: after.map(side),
        verdict: verdict::none(),
        meaning: None,
        criteria: Vec::new(),
        changes: Vec::new(),
    };
    if let (Some(before), Some(after)) = (before, after) {
        found.criteria = criteria::criteria(before, after);
        found.changes = head::head(before, after);
        found.changes.extend(determination::determinations(before, after));
        found.changes.extend(facts::facts(&before.facts, &after.facts));
        found.changes.extend(facts::codes(&before.value_sets, &after.value_sets));
        found.changes.extend(head::papers(before, after));
        found.meaning = Some(by_digests(before, after));
    } else if before.is_none() && after.is_none() {
        return None;
    }
    found.verdict = verdict(&found);
    Some(found)
}

/// What equal digests prove.
fn by_digests(before: &Description, after: &Description) -> MeaningDifference {
    let is_same = before.policy.meaning_digest == after.policy.meaning_digest;
    let (direction, proved) = if is_same {
        (MeaningDirection::Same, Proved::Digests)
    } else {
        (MeaningDirection::NotDecided, Proved::NotDecided)
    };
    MeaningDifference {
        direction,
        proved,
        stricter: None,
        looser: None,
        records: None,
        lists: Vec::new(),
        limits: Vec::new(),
    }
}

/// The changes of a policy that can have an effect of a kind.
fn of_effect(difference: &PolicyDifference, effect: Effect) -> impl Iterator<Item = &medpol_model::answer::Change> {
    let own = difference.criteria.iter().flat_map(|criterion| &criterion.changes);
    own.chain(&difference.changes).filter(move |change| change.effect == effect)
}
