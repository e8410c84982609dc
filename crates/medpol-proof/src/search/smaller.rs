//! The same witness with shorter lists, and with values as near to the typical case as they can be.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Hit, Judge, search};
use crate::answer::{Effort, Found};
use crate::encode::Encoder;
use crate::formula::{Literal, Model};
use crate::parts::Part;
use crate::space::{ElementId, InstanceId, State};

/// Takes as many elements as can be out of the lists that are not as in the typical case. No other fact becomes unlike
/// it; elements that stay may take the place of others.
pub(super) fn shorter<T>(
    encoder: &mut Encoder<'_>,
    best: &mut Hit<T>,
    goal: &[Literal],
    effort: &Effort,
    judge: &mut Judge<'_, T>,
) {
    let all: Vec<InstanceId> = (0..encoder.space.instances.len()).map(InstanceId).collect();
    for id in best.changed.clone() {
        let Some(length) = best.lengths.get(&id).copied() else { continue };
        let Some(State::List { exists, .. }) = encoder.space.at(id).map(|list| list.state.clone()) else { continue };
        let (inside, outside): (Vec<InstanceId>, Vec<InstanceId>) =
            all.iter().partition(|own| encoder.space.is_within(**own, id));
        let ends = encoder.no_longer(&best.lengths, &inside);
        let stays: Vec<Literal> = outside
            .iter()
            .filter(|own| !best.changed.contains(own))
            .map(|own| encoder.space.as_usual(*own))
            .chain(ends)
            .chain(goal.iter().copied())
            .collect();
        for end in exists.iter().take(length) {
            let fewer: Vec<Literal> = stays.iter().copied().chain([!*end]).collect();
            match search(encoder, &fewer, effort, judge) {
                Found::Yes(hit) if hit.changed.len() <= best.changed.len() => {
                    *best = hit;
                    break;
                }
                Found::Yes(_) | Found::No | Found::NotDecided(_) => {}
            }
        }
    }
}

/// Takes elements out of such lists one by one, where all else stays exactly as it is.
pub(super) fn without_needless<T>(
    encoder: &mut Encoder<'_>,
    best: &mut Hit<T>,
    goal: &[Literal],
    effort: &Effort,
    judge: &mut Judge<'_, T>,
) {
    for list in best.changed.clone() {
        let mut gone = 0;
        while best.lengths.get(&list).is_some_and(|length| gone < *length) {
            let less: Vec<Literal> = encoder.without(&best.model, list, gone).chain(goal.iter().copied()).collect();
            match search(encoder, &less, effort, judge) {
                Found::Yes(hit) if hit.changed.len() <= best.changed.len() => *best = hit,
                Found::Yes(_) | Found::No | Found::NotDecided(_) => gone += 1,
            }
        }
    }
}

/// Moves numbers, dates and times of a witness as near to the typical case as they can be.
pub(super) fn nearer<T>(
    encoder: &mut Encoder<'_>,
    best: &mut Hit<T>,
    goal: &[Literal],
    effort: &Effort,
    judge: &mut Judge<'_, T>,
) {
    if !encoder.is_patients() {
        return;
    }
    let all: Vec<InstanceId> = (0..encoder.space.instances.len()).map(InstanceId).collect();
    for id in best.changed.clone() {
        let parts = encoder.ordered_parts(id);
        let Some(own) = encoder.space.at(id).map(|own| own.usual) else { continue };
        let mut nearest: Vec<usize> = (0..parts.len()).filter(|at| *at != own).collect();
        nearest.sort_by_key(|at| at.abs_diff(own));
        let ends = encoder.no_longer(&best.lengths, &[]);
        let stays: Vec<Literal> = all
            .iter()
            .filter(|other| !best.changed.contains(other))
            .map(|other| encoder.space.as_usual(*other))
            .chain(ends)
            .chain(goal.iter().copied())
            .collect();
        for part in nearest.into_iter().filter_map(|at| parts.get(at)) {
            let closer: Vec<Literal> = stays.iter().copied().chain([*part]).collect();
            if let Found::Yes(hit) = search(encoder, &closer, effort, judge) {
                *best = hit;
                break;
            }
        }
    }
}

impl Encoder<'_> {
    /// What a model says, without one element of a list: those behind it take its place.
    fn without(&self, model: &Model, list: InstanceId, gone: usize) -> impl Iterator<Item = Literal> {
        let all = (0..self.space.instances.len()).map(InstanceId);
        let pairs: Vec<(Literal, Literal)> = all
            .filter_map(|id| Some((id, self.source(id, list, gone)?)))
            .flat_map(|(id, source)| self.alike(id, source, list))
            .collect();
        pairs.into_iter().map(|(own, from)| if model.holds(from) { own } else { !own })
    }

    /// What is said of a fact, each with what is said so of another; of the list itself, one element less.
    fn alike(&self, id: InstanceId, source: InstanceId, list: InstanceId) -> Vec<(Literal, Literal)> {
        let (Some(own), Some(from)) = (self.space.at(id), self.space.at(source)) else { return Vec::new() };
        let mut pairs = vec![(own.given, from.given), (own.known, from.known), (own.mentioned, from.mentioned)];
        match (&own.state, &from.state) {
            (State::Value { possible: own }, State::Value { possible: from }) => {
                pairs.extend(own.iter().copied().zip(from.iter().copied()));
            }
            (State::List { exists: own, complete, .. }, State::List { exists: from, complete: is_complete, .. }) => {
                pairs.push((*complete, *is_complete));
                let moved = from.iter().skip(usize::from(id == list)).copied().chain([Literal::FALSE]);
                pairs.extend(own.iter().copied().zip(moved));
            }
            (State::Value { .. }, State::List { .. }) | (State::List { .. }, State::Value { .. }) => {}
        }
        pairs.extend(self.space.known_exact(id).zip(self.space.known_exact(source)));
        let documents = self.space.documents_of(source);
        let of = |kind: &Option<Arc<str>>| documents.iter().find(|(other, _)| other == kind).map(|(_, from)| *from);
        pairs.extend(self.space.documents_of(id).into_iter().filter_map(|(kind, own)| Some((own, of(&kind)?))));
        pairs
    }

    /// The fact whose place another takes once an element of a list is gone.
    fn source(&self, id: InstanceId, list: InstanceId, gone: usize) -> Option<InstanceId> {
        let own = self.space.at(id)?;
        if id == list { Some(id) } else { self.space.known(own.fact, self.source_element(own.element, list, gone)?) }
    }

    fn source_element(&self, element: ElementId, list: InstanceId, gone: usize) -> Option<ElementId> {
        let Some(place) = self.space.element(element) else { return Some(element) };
        let source = self.source(place.list, list, gone)?;
        let State::List { elements, .. } = &self.space.at(source)?.state else { return None };
        let is_moved = place.list == list && place.index >= gone;
        elements.get(place.index + usize::from(is_moved)).copied()
    }

    /// How many elements the lists have that are there in the last model.
    pub(super) fn lengths(&self) -> BTreeMap<InstanceId, usize> {
        let holds = |literal: &Literal| self.space.formulas.holds(*literal);
        let length = |id: InstanceId| {
            let instance = self.space.at(id).filter(|instance| holds(&instance.given))?;
            let State::List { exists, .. } = &instance.state else { return None };
            Some((id, exists.iter().filter(|there| holds(there)).count()))
        };
        self.present().into_iter().filter_map(length).collect()
    }

    /// That no list is longer than so, but for some.
    fn no_longer(&self, lengths: &BTreeMap<InstanceId, usize>, but: &[InstanceId]) -> Vec<Literal> {
        let own = lengths.iter().filter(|(id, _)| !but.contains(id));
        let end = |(id, length): (&InstanceId, &usize)| match &self.space.at(*id)?.state {
            State::List { exists, .. } => exists.get(*length).map(|there| !*there),
            State::Value { .. } => None,
        };
        own.filter_map(end).collect()
    }

    /// The unknowns of a value whose parts come in an order; none of any other.
    fn ordered_parts(&self, id: InstanceId) -> Vec<Literal> {
        let Some(instance) = self.space.at(id) else { return Vec::new() };
        let State::Value { possible } = &instance.state else { return Vec::new() };
        let parts = self.space.joint.fact(instance.fact).map_or(&[][..], |fact| &fact.parts.all);
        let is_ordered = |part: &Part| match part {
            Part::Line(_) | Part::Time(_) => true,
            Part::Name(_) | Part::Class(_) => false,
        };
        if parts.len() > 2 && parts.iter().all(is_ordered) { possible.clone() } else { Vec::new() }
    }
}
