//! From a question to a case that answers it, or to a proof that there is none.
//!
//! A model is only a candidate. Its case is decided by the evaluator; where that does not bear it out, what made it a
//! candidate is taken out and the search goes on. What no case can have is taken out for good; what some case may have
//! is taken out for this question only, and then the end of the search is no proof.

mod smaller;

use std::collections::{BTreeMap, BTreeSet};

use medpol_evaluator::{Outcomes, decide};
use medpol_model::case::Case;
use medpol_model::policy::Policy;

use crate::answer::{Changed, Effort, Found, Inexact, NotDecided, WitnessSize};
use crate::decode::{Concrete, Excluded};
use crate::encode::Encoder;
use crate::formula::{Literal, Model, Preferred, Solved};
use crate::space::{Instance, InstanceId, State};

/// How many candidates are tried for each step that would make a witness smaller.
const ROUNDS_OF_A_STEP: u32 = 30;

/// How many unknowns a count of changes may look at.
const MOST_COUNTED: usize = 30_000;

/// Says whether the case of a model is what was looked for.
pub(crate) type Judge<'j, T> = dyn FnMut(&mut Encoder<'_>, &Concrete) -> Option<T> + 'j;

/// A case as one side decides it.
pub(crate) struct Decided {
    pub(crate) case: Case,
    pub(crate) outcomes: Outcomes,
}

/// What was found, with the facts that are not as in the typical case.
pub(crate) struct Hit<T> {
    pub(crate) value: T,
    changed: Vec<InstanceId>,
    /// How many elements its lists have.
    lengths: BTreeMap<InstanceId, usize>,
    model: Model,
}

/// Looks for a case in which all of `goal` holds and which the judge accepts.
pub(crate) fn find<T>(
    encoder: &mut Encoder<'_>,
    goal: &[Literal],
    effort: &Effort,
    judge: &mut Judge<'_, T>,
) -> Found<T> {
    match search(encoder, goal, effort, judge) {
        Found::Yes(hit) => Found::Yes(hit.value),
        Found::No => Found::No,
        Found::NotDecided(why) => Found::NotDecided(why),
    }
}

/// The same, and of all such cases one that is least unlike the typical case.
pub(crate) fn find_smallest<T>(
    encoder: &mut Encoder<'_>,
    goal: &[Literal],
    effort: &Effort,
    judge: &mut Judge<'_, T>,
) -> Found<T> {
    let mut best = match search(encoder, goal, effort, judge) {
        Found::Yes(hit) => hit,
        Found::No => return Found::No,
        Found::NotDecided(why) => return Found::NotDecided(why),
    };
    if effort.witness == WitnessSize::Any {
        return Found::Yes(best.value);
    }
    let few = Effort { rounds: ROUNDS_OF_A_STEP, ..effort.clone() };
    let all: Vec<InstanceId> = (0..encoder.space.instances.len()).map(InstanceId).collect();
    let usual: Vec<Literal> = all.iter().map(|id| encoder.space.as_usual(*id)).collect();
    let mut kept: Vec<InstanceId> = Vec::new();
    while let Some(id) = best.changed.iter().copied().find(|id| !kept.contains(id)) {
        let stays = all.iter().zip(&usual).filter(|(own, _)| **own == id || !best.changed.contains(own));
        let closer: Vec<Literal> = goal.iter().copied().chain(stays.map(|(_, usual)| *usual)).collect();
        match search(encoder, &closer, &few, judge) {
            Found::Yes(hit) => best = hit,
            Found::No | Found::NotDecided(_) => kept.push(id),
        }
    }
    while best.changed.len() > 1 && all.len() * best.changed.len() < MOST_COUNTED {
        let changes: Vec<Literal> = all
            .iter()
            .zip(&usual)
            .map(|(id, usual)| {
                let there = encoder.there(*id);
                encoder.space.formulas.and([there, !*usual])
            })
            .filter(|change| *change != Literal::FALSE)
            .collect();
        let as_many = encoder.space.formulas.at_least(&changes, best.changed.len());
        let fewer: Vec<Literal> = goal.iter().copied().chain([!as_many]).collect();
        match search(encoder, &fewer, &few, judge) {
            Found::Yes(hit) if hit.changed.len() < best.changed.len() => best = hit,
            Found::Yes(_) | Found::No | Found::NotDecided(_) => break,
        }
    }
    smaller::shorter(encoder, &mut best, goal, &few, judge);
    smaller::nearer(encoder, &mut best, goal, &few, judge);
    smaller::without_needless(encoder, &mut best, goal, &few, judge);
    Found::Yes(best.value)
}

fn search<T>(encoder: &mut Encoder<'_>, goal: &[Literal], effort: &Effort, judge: &mut Judge<'_, T>) -> Found<Hit<T>> {
    if goal.contains(&Literal::FALSE) {
        return Found::No;
    }
    if encoder.is_ill_formed {
        return Found::NotDecided(NotDecided::Unsupported);
    }
    let guard = encoder.space.formulas.unknown(Preferred::Yes);
    let mut inexact: BTreeSet<Inexact> = BTreeSet::new();
    let assumptions: Vec<Literal> = goal.iter().copied().chain([guard]).collect();
    for _ in 0..=effort.rounds {
        match encoder.space.formulas.solve(&assumptions, effort) {
            Err(why) => return Found::NotDecided(why),
            Ok(Solved::None) if inexact.is_empty() || !encoder.space.formulas.core().contains(&guard) => {
                return Found::No;
            }
            Ok(Solved::None) => return Found::NotDecided(NotDecided::Inexact(inexact.into_iter().collect())),
            Ok(Solved::Model) => {}
        }
        let (changed, lengths) = (encoder.changed(), encoder.lengths());
        let model = encoder.space.formulas.model();
        let excluded = match encoder.decode() {
            Err(excluded) => excluded,
            Ok(concrete) => match judge(encoder, &concrete) {
                Some(value) => return Found::Yes(Hit { value, changed, lengths, model }),
                None => match encoder.cause(goal, effort) {
                    Ok(excluded) => excluded,
                    Err(why) => return Found::NotDecided(why),
                },
            },
        };
        let mut clause: Vec<Literal> = excluded.together.iter().map(|literal| !*literal).collect();
        if let Some(why) = excluded.why {
            inexact.insert(why);
            clause.push(!guard);
        }
        encoder.space.formulas.require(&clause);
    }
    Found::NotDecided(NotDecided::TooManyRounds(inexact.into_iter().collect()))
}

impl Encoder<'_> {
    /// Settles what goes with the typical case where it says nothing of a fact: what is plain, as far as all of `met`
    /// can hold with it. Where not even what it says can be together with that, as much of it as can.
    pub(crate) fn complete_typical(&mut self, met: &[Literal], effort: &Effort) {
        if self.space.typical.is_none() || !self.is_patients() {
            return;
        }
        let all: Vec<InstanceId> = (0..self.space.instances.len()).map(InstanceId).collect();
        let is_stated = |id: &InstanceId| self.space.at(*id).is_some_and(|instance| instance.is_stated);
        let (said, open): (Vec<InstanceId>, Vec<InstanceId>) = all.into_iter().partition(is_stated);
        let [mut said, mut open] =
            [said, open].map(|ids| ids.into_iter().map(|id| self.space.as_usual(id)).collect::<Vec<Literal>>());
        loop {
            let assumed: Vec<Literal> = met.iter().chain(&said).chain(&open).copied().collect();
            match self.space.formulas.solve(&assumed, effort) {
                Ok(Solved::Model) => break,
                Ok(Solved::None) => {}
                Err(_) => return,
            }
            let core = self.space.formulas.core();
            // What is said gives way only where nothing else does.
            let giving = if open.iter().any(|own| core.contains(own)) { &mut open } else { &mut said };
            let before = giving.len();
            giving.retain(|own| !core.contains(own));
            if giving.len() == before {
                return;
            }
        }
        let settled: Vec<Option<usize>> = self.space.instances.iter().map(|own| self.held(own)).collect();
        for (instance, held) in self.space.instances.iter_mut().zip(settled) {
            if let (false, Some(held)) = (instance.is_stated, held) {
                instance.usual = held;
            }
        }
    }

    /// The part that a value has in the last model, or how many elements a list has.
    fn held(&self, instance: &Instance) -> Option<usize> {
        match &instance.state {
            State::Value { possible } => possible.iter().position(|possible| self.space.formulas.holds(*possible)),
            State::List { exists, .. } => {
                Some(exists.iter().filter(|there| self.space.formulas.holds(**there)).count())
            }
        }
    }

    /// Whether the element that a fact belongs to is there.
    fn there(&mut self, id: InstanceId) -> Literal {
        let Some(instance) = self.space.at(id) else { return Literal::FALSE };
        let Some(place) = self.space.element(instance.element) else { return Literal::TRUE };
        let mut either = Vec::new();
        for id in [Some(place.list), place.twin].into_iter().flatten() {
            let list = self.space.at(id).map(|list| (list.given, &list.state));
            let Some((given, State::List { exists, .. })) = list else { continue };
            let own = exists.get(place.index).copied().unwrap_or(Literal::FALSE);
            let around = self.there(id);
            either.push(self.space.formulas.and([around, own, given]));
        }
        self.space.formulas.or(either)
    }

    /// The facts that are not as in the typical case in the last model.
    pub(crate) fn changed(&mut self) -> Vec<InstanceId> {
        let present = self.present();
        present.into_iter().filter(|id| !self.is_usual(*id)).collect()
    }

    /// Whether a fact is as in the typical case in the last model.
    fn is_usual(&self, id: InstanceId) -> bool {
        let Some(instance) = self.space.at(id) else { return true };
        let holds = |literal: &Literal| self.space.formulas.holds(*literal);
        if self.space.is_left_open(instance) {
            return !holds(&instance.given);
        }
        if !holds(&instance.given) {
            return false;
        }
        if self.space.known_exact(id).is_some_and(|exact| !holds(&exact)) {
            return false;
        }
        match &instance.state {
            State::Value { possible } => {
                possible.iter().enumerate().all(|(at, possible)| holds(possible) == (at == instance.usual))
            }
            State::List { exists, complete, .. } => {
                let count = exists.iter().filter(|there| holds(there)).count();
                holds(complete) && count == instance.usual
            }
        }
    }

    /// The changed facts as they are told.
    pub(crate) fn told(&self, changed: &[InstanceId], case: &Case) -> Vec<Changed> {
        let told = |id: &InstanceId| {
            let instance = self.space.at(*id)?;
            let (_, fact, _) = self.space.joint.said(instance.fact)?;
            let path = std::sync::Arc::clone(&self.space.joint.fact(instance.fact)?.path);
            let mut elements = Vec::new();
            let mut element = instance.element;
            while let Some(place) = self.space.element(element) {
                elements.insert(0, place.index);
                element = self.space.at(place.list)?.element;
            }
            Some(Changed { path, fact, elements, slot: self.slot(0, case, *id) })
        };
        changed.iter().filter_map(told).collect()
    }

    /// What of a model makes all of `goal` hold, whatever else is so.
    pub(crate) fn cause(&mut self, goal: &[Literal], effort: &Effort) -> Result<Excluded, NotDecided> {
        let inputs = self.inputs();
        let whole = self.space.formulas.and(goal.iter().copied());
        let mut core = inputs.clone();
        for _ in 0..3 {
            let assumptions: Vec<Literal> = core.iter().copied().chain([!whole]).collect();
            let before = core.len();
            match self.space.formulas.solve(&assumptions, effort)? {
                Solved::Model => break,
                Solved::None => {
                    core = self.space.formulas.core().iter().copied().filter(|part| *part != !whole).collect();
                }
            }
            if core.len() == before {
                break;
            }
        }
        let free =
            core.iter().find_map(|part| self.space.free.get(part).or_else(|| self.space.free.get(&!*part)).copied());
        Ok(Excluded { together: core, why: Some(free.unwrap_or(Inexact::Statement)) })
    }

    /// Everything that the last model says of a case.
    fn inputs(&self) -> Vec<Literal> {
        let holds = |literal: Literal| self.space.formulas.holds(literal);
        let mut all: Vec<Literal> = self.space.free.keys().copied().collect();
        for instance in &self.space.instances {
            all.extend([instance.given, instance.known, instance.mentioned]);
            match &instance.state {
                State::Value { possible } => all.extend(possible.iter().copied().filter(|possible| holds(*possible))),
                State::List { exists, complete, .. } => all.extend(exists.iter().copied().chain([*complete])),
            }
        }
        if !self.is_patients() {
            all.extend(self.space.instances.iter().flat_map(|instance| match &instance.state {
                State::Value { possible } => possible.clone(),
                State::List { .. } => Vec::new(),
            }));
            all.extend(self.space.all_documents());
            all.extend(self.space.all_exact());
        }
        let mut all: Vec<Literal> =
            all.into_iter().map(|literal| if holds(literal) { literal } else { !literal }).collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|literal| *literal != Literal::TRUE);
        all
    }

    /// The case as a side decides it under a policy; `None` where it needs too much work.
    pub(crate) fn decided(&self, side: usize, policy: &Policy, concrete: &Concrete) -> Option<Decided> {
        let case = self.case(side, concrete);
        let mut outcomes = Outcomes::for_policy(policy);
        decide(policy, self.space.joint.symbols(side)?, &case, &mut outcomes);
        outcomes.too_much().is_none().then_some(Decided { case, outcomes })
    }
}
