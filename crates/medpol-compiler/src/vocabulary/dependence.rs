//! Which facts need which others: through derivations and through `asked_when`.
//!
//! Evaluation follows these steps by recursion, so they must come to an end, and soon.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::program::{Derivation, FactRef, ScopeId};
use medpol_model::vocabulary::{FactId, Vocabulary};

use super::Pending;

/// How many steps there may be from a fact to what it rests on.
const LONGEST: usize = 64;

/// Reports facts that depend on themselves by any number of steps, and chains without a sensible end.
pub(super) fn check(
    vocabulary: &Vocabulary,
    pending: &[Pending<'_>],
    is_broken: &[FactId],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let needs: Vec<Vec<FactId>> = (0..vocabulary.facts.len())
        .filter_map(|fact| u32::try_from(fact).ok().map(FactId))
        .map(|fact| {
            // A derivation that could not be compiled has a placeholder, which leads nowhere.
            let derived_from = if is_broken.contains(&fact) { Vec::new() } else { inputs(vocabulary, fact) };
            derived_from.into_iter().chain(asked_of(vocabulary, fact)).collect()
        })
        .collect();
    let steps = steps(&needs);
    for entry in pending {
        let derived = entry.document.derived.as_ref().map(|derived| derived.span);
        let asked_when = entry.document.asked_when.as_ref().map(|asked_when| asked_when.span);
        let (Some(place), Some(fact)) = (derived.or(asked_when), vocabulary.fact(entry.fact)) else { continue };
        let own = steps.get(entry.fact.0 as usize).copied().flatten();
        if own.is_none() && reaches(&needs, entry.fact) {
            let (what, help) = match derived {
                Some(_) => ("is derived from itself", "derive it from facts that do not depend on it"),
                None => ("is asked for depending on itself", "let it depend on facts that do not depend on it"),
            };
            diagnostics.push(
                Diagnostic::new(&codes::P0208, place, format!("`{}` {what}", fact.path))
                    .label("leads back to the fact")
                    .help(help),
            );
        } else if own == Some(LONGEST + 1) {
            let message = format!("`{}` rests on other facts by more than {LONGEST} steps", fact.path);
            diagnostics.push(
                Diagnostic::new(&codes::P0116, place, message)
                    .label("one step too many")
                    .help("derive it from facts that are given"),
            );
        }
    }
}

/// How many steps it takes at most from each fact to one that needs no other; `None` where a circle
/// is on the way.
fn steps(needs: &[Vec<FactId>]) -> Vec<Option<usize>> {
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (fact, needed) in needs.iter().enumerate() {
        for other in needed {
            if let Some(list) = needed_by.get_mut(other.0 as usize) {
                list.push(fact);
            }
        }
    }
    let mut waits_for: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut steps = vec![0; needs.len()];
    let mut ready: Vec<usize> = (0..needs.len()).filter(|fact| waits_for.get(*fact) == Some(&0)).collect();
    let mut settled = vec![None; needs.len()];
    while let Some(fact) = ready.pop() {
        let own: usize = steps.get(fact).copied().unwrap_or(0);
        if let Some(place) = settled.get_mut(fact) {
            *place = Some(own);
        }
        for other in needed_by.get(fact).into_iter().flatten() {
            let (Some(step), Some(waits)) = (steps.get_mut(*other), waits_for.get_mut(*other)) else { continue };
            *step = (*step).max(own + 1);
            *waits = waits.saturating_sub(1);
            if *waits == 0 {
                ready.push(*other);
            }
        }
    }
    settled
}

/// Whether a fact needs itself, directly or through others.
fn reaches(needs: &[Vec<FactId>], start: FactId) -> bool {
    let mut seen = vec![false; needs.len()];
    let mut open = vec![start];
    while let Some(fact) = open.pop() {
        for needed in needs.get(fact.0 as usize).into_iter().flatten() {
            if *needed == start {
                return true;
            }
            if let Some(seen) = seen.get_mut(needed.0 as usize).filter(|seen| !**seen) {
                *seen = true;
                open.push(*needed);
            }
        }
    }
    false
}

/// The facts that decide whether a fact is applicable.
fn asked_of(vocabulary: &Vocabulary, fact: FactId) -> Vec<FactId> {
    let condition = vocabulary.fact(fact).and_then(|fact| fact.asked_when);
    let read = condition.map(|condition| vocabulary.program.facts_read(condition)).unwrap_or_default();
    read.iter().map(|fact| fact.fact).collect()
}

fn inputs(vocabulary: &Vocabulary, fact: FactId) -> Vec<FactId> {
    let derivation =
        vocabulary.fact(fact).and_then(|fact| fact.derivation).and_then(|id| vocabulary.derivations.get(id.0 as usize));
    match derivation {
        None => Vec::new(),
        Some(Derivation::ElapsedSince(start)) => vec![start.fact],
        Some(Derivation::ElapsedBetween { from, to } | Derivation::PercentChange { from, to }) => {
            vec![from.fact, to.fact]
        }
        Some(Derivation::BodyMassIndex { weight, height }) => vec![weight.fact, height.fact],
        Some(Derivation::Count(elements)) => of_elements(vocabulary, *elements, None),
        Some(
            Derivation::Sum { elements, field }
            | Derivation::Latest { elements, field }
            | Derivation::Earliest { elements, field },
        ) => of_elements(vocabulary, *elements, Some(*field)),
    }
}

fn of_elements(vocabulary: &Vocabulary, elements: ScopeId, field: Option<FactRef>) -> Vec<FactId> {
    let elements = vocabulary.program.scope(elements);
    let mut facts: Vec<_> = std::iter::once(elements.list.fact).chain(field.map(|field| field.fact)).collect();
    if let Some(filter) = elements.filter {
        facts.extend(vocabulary.program.facts_read(filter).iter().map(|fact| fact.fact));
    }
    facts
}
