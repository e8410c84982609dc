//! Criteria under a new id: guessed by their meaning, then by what they say. A guess is never silent.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::answer::{DescribedCondition, Guess, GuessedBy};

use super::key::whole;
use super::unit::Unit;
use super::words::alike;

/// How much of what two criteria say must be the same for them to be taken for one, in percent.
const ENOUGH: u32 = 60;

/// For each id that is new, which one it probably was.
pub(super) fn guesses(gone: &[Unit<'_>], new: &[Unit<'_>]) -> BTreeMap<Arc<str>, Guess> {
    let mut candidates: Vec<(Guess, Arc<str>)> = Vec::new();
    for after in new {
        for before in gone {
            if before.part != after.part {
                continue;
            }
            let alike = alike(&said(before.condition), &said(after.condition));
            let digests = (&before.condition.meaning_digest, &after.condition.meaning_digest);
            let is_same = matches!(digests, (Some(one), Some(other)) if one == other);
            if is_same || alike >= ENOUGH {
                let by = if is_same { GuessedBy::Meaning } else { GuessedBy::Likeness };
                candidates.push((Guess { was: Arc::clone(before.id), by, alike }, Arc::clone(after.id)));
            }
        }
    }
    // The surest first; those that are as sure, in the order of both policies.
    candidates.sort_by_key(|(guess, _)| (guess.by, std::cmp::Reverse(guess.alike)));
    let mut taken: BTreeMap<Arc<str>, Guess> = BTreeMap::new();
    for (guess, id) in candidates {
        let is_free = !taken.contains_key(&id) && taken.values().all(|other| other.was != guess.was);
        if is_free {
            taken.insert(id, guess);
        }
    }
    taken
}

/// What a criterion says: its own text, and its result.
fn said(condition: &DescribedCondition) -> String {
    let text = condition.text.as_deref().unwrap_or_default();
    format!("{text} {}", whole(condition))
}
