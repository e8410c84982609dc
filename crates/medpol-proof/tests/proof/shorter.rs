//! Cases with one element of a list less.

use medpol_model::case::{Case, Mark};
use medpol_model::vocabulary::{FactKind, FrameId, Vocabulary};

/// A list of a case.
struct List {
    slot: usize,
    frame: FrameId,
    first: usize,
    count: usize,
}

/// The case without any one element of any of its lists.
pub fn all(vocabulary: &Vocabulary, case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    for list in lists(vocabulary, case, FrameId::CASE, 0) {
        found.extend((0..list.count).map(|gone| without(vocabulary, case, &list, gone)));
    }
    found
}

fn lists(vocabulary: &Vocabulary, case: &Case, frame: FrameId, base: usize) -> Vec<List> {
    let mut found = Vec::new();
    for id in &vocabulary.frame(frame).unwrap().facts {
        let fact = vocabulary.fact(*id).unwrap();
        let slot = base + fact.slot as usize;
        let FactKind::List(kind) = &fact.kind else { continue };
        if !case.facts.mark(slot).has(Mark::GIVEN) {
            continue;
        }
        let (first, count) = case.facts.elements(slot);
        let width = vocabulary.width(kind.frame);
        found.extend((0..count).flat_map(|at| lists(vocabulary, case, kind.frame, first + at * width)));
        found.push(List { slot, frame: kind.frame, first, count });
    }
    found
}

fn without(vocabulary: &Vocabulary, case: &Case, list: &List, gone: usize) -> Case {
    let mut less = case.clone();
    let blank = vocabulary.frame(list.frame).unwrap().blank.clone();
    let width = blank.len();
    let kept: Vec<usize> = (0..list.count).filter(|at| *at != gone).collect();
    let bases: Vec<usize> = kept.iter().map(|_| less.facts.add_frame(&blank)).collect();
    for (at, base) in kept.iter().zip(&bases) {
        for field in 0..width {
            let (from, to) = (list.first + at * width + field, base + field);
            let (value, mark) = (case.facts.value(from), case.facts.mark(from));
            if mark.has(Mark::ALTERNATIVES) {
                less.facts.set_alternatives(to, case.facts.alternatives(from), mark);
            } else {
                less.facts.set(to, Some(value), mark);
            }
            let (from, to) = (u32::try_from(from).unwrap(), u32::try_from(to).unwrap());
            if let Some(run) = case.facts.runs.get(&from).copied() {
                less.facts.runs.insert(to, run);
            }
            if let Some(evidence) = case.evidence.get(&from).cloned() {
                less.evidence.insert(to, evidence);
            }
        }
    }
    let mark = case.facts.mark(list.slot);
    less.facts.set_elements(list.slot, bases.first().copied().unwrap_or(0), bases.len(), mark);
    let found = vocabulary.out_of_order(&less.facts);
    less.facts.set_out_of_order(found);
    less
}
