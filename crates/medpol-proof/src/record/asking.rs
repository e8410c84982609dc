//! A record with everything that can be answered, and the search for answers that lead to a result.
//!
//! As everywhere, a model is only a candidate: its answers are written into the record, and the evaluator decides.
//!
//! Long because the search and what it learns of a candidate that fails read the same parts.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use medpol_evaluator::{Assumptions, Evaluation, Frames, Outcomes, Reading, decide_with};
use medpol_model::case::{Case, Mark};
use medpol_model::program::{NodeId, Op, Program, ScopeId};
use medpol_model::value::Status;

use super::fix::{Compared, Fix, Fixed};
use super::items::{self, Home, Item, Which};
use super::on_record::OnRecord;
use crate::answer::{Effort, Found, Inexact, NotDecided, Side};
use crate::encode::{Documents, Encoder, Tri, View};
use crate::formula::{Literal, Preferred, Solved};
use crate::joint::Joint;
use crate::parts::Part;

mod answers;
mod recall;

use recall::Recall;
pub(crate) use recall::{Alone, Good};

use crate::decode::{Concrete, Excluded};
use crate::space::{ElementId, InstanceId, Kind, Space, State};

/// A record that questions are asked of.
pub(crate) struct Asking<'a> {
    pub(crate) record: &'a OnRecord<'a>,
    pub(crate) encoder: Encoder<'a>,
    pub(crate) items: Vec<Item>,
    taken: Literal,
    root: Tri,
    compared: Vec<Compared>,
    /// By instance: the items that it follows from.
    inputs: Vec<BTreeSet<usize>>,
    /// The facts that the answer to an item states.
    members: Vec<Vec<InstanceId>>,
    /// The facts on record that follow from others too, without a contradiction so far.
    following: Vec<InstanceId>,
    /// The facts that others follow from by their value.
    sources: BTreeSet<std::sync::Arc<str>>,
    /// The facts by which others are asked for.
    gates: BTreeSet<std::sync::Arc<str>>,
    recalled: Recall,
    /// The answers that alone make the result not met, whatever the rest: item and part.
    pub(crate) which: Which,
    pub(crate) ended: BTreeSet<(usize, usize)>,
}

/// A result that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// What the record says settles nothing.
    Unknown,
    Met,
    NotMet,
    /// Any that is known, but met.
    OtherThanMet,
}

impl Goal {
    pub(crate) fn is_reached(self, status: Status) -> bool {
        match self {
            Self::Unknown => status.is_unknown(),
            Self::Met => status == Status::MET,
            Self::NotMet => status == Status::NOT_MET,
            Self::OtherThanMet => !status.is_unknown() && status != Status::MET,
        }
    }
}

/// Which items are answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) answered: Vec<usize>,
    pub(crate) open: Vec<usize>,
    /// What else holds.
    pub(crate) besides: Vec<Literal>,
}

/// Answers that lead to a result.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) case: Case,
    pub(crate) status: Status,
    /// The items that are answered.
    pub(crate) items: BTreeSet<usize>,
    /// Which part the answer to each is of; none of a list.
    pub(crate) parts: BTreeMap<usize, usize>,
    /// What the answers state.
    pub(crate) concrete: Rc<Concrete>,
}

impl<'a> Asking<'a> {
    /// # Errors
    ///
    /// When the record cannot be looked at so.
    pub(crate) fn new(side: Side<'a>, record: &'a OnRecord<'a>, which: Which) -> Result<Self, NotDecided> {
        if !record.is_decided() {
            return Err(NotDecided::Unsupported);
        }
        // One side is always of the same types as itself.
        let joint = Joint::of_record(side, &record.cuts()).map_err(|_| NotDecided::Unsupported)?;
        let mut encoder = Encoder::new(Space::new(Kind::Records, joint, Some(record.case)));
        let root = encoder.top(View::of(0), side.policy.root);
        if encoder.is_ill_formed {
            return Err(NotDecided::Unsupported);
        }
        encoder.documents = Documents::All;
        let taken = encoder.space.formulas.unknown(Preferred::Yes);
        let mut items = items::items(&mut encoder, record, which);
        let Fixed { compared, inputs } = Fix::new(&mut encoder, record, &items, which, taken).all()?;
        let members = members(&encoder, record, &items);
        let following = following(&encoder, record);
        for item in &mut items {
            item.changed = changed(&mut encoder, item);
        }
        Ok(Self {
            record,
            encoder,
            items,
            taken,
            root,
            compared,
            inputs,
            members,
            following,
            sources: sources(side),
            gates: gates(side),
            recalled: Recall::default(),
            which,
            ended: BTreeSet::new(),
        })
    }

    /// The facts that the answer to an item states.
    pub(crate) fn members(&self, at: usize) -> &[InstanceId] {
        self.members.get(at).map_or(&[], Vec::as_slice)
    }

    fn assumptions(&self, wanted: &Wanted, assumptions: Assumptions) -> Vec<Literal> {
        let mut all = wanted.besides.clone();
        all.push(if assumptions == Assumptions::Taken { self.taken } else { !self.taken });
        let answered = |at: &usize| self.items.get(*at).map(|item| item.answered);
        all.extend(wanted.answered.iter().filter_map(answered));
        all.extend(wanted.open.iter().filter_map(answered).map(|answered| !answered));
        all
    }

    /// What says that a result is reached.
    fn condition(&mut self, goal: Goal) -> Vec<Literal> {
        let Tri { met, not_met, not_applicable } = self.root;
        let formulas = &mut self.encoder.space.formulas;
        match goal {
            Goal::Met => vec![met, !not_met, !not_applicable],
            Goal::NotMet => vec![!met, not_met, !not_applicable],
            Goal::Unknown => vec![formulas.at_least(&[met, not_met, not_applicable], 2)],
            Goal::OtherThanMet => vec![!met, !formulas.at_least(&[met, not_met, not_applicable], 2)],
        }
    }

    /// Looks for answers that lead to a result.
    pub(crate) fn find(
        &mut self,
        goal: Goal,
        wanted: &Wanted,
        assumptions: Assumptions,
        effort: &Effort,
    ) -> Found<Answered> {
        let goals = self.condition(goal);
        let mut assumed = self.assumptions(wanted, assumptions);
        assumed.extend(goals.iter().copied());
        assumed.retain(|literal| *literal != Literal::TRUE);
        if assumed.contains(&Literal::FALSE) {
            return Found::No;
        }
        if self.recalled.is_refuted(&assumed) {
            return Found::No;
        }
        if let Some(found) = self.recall(goal, wanted, assumptions) {
            return Found::Yes(found);
        }
        let guard = self.encoder.space.formulas.unknown(Preferred::Yes);
        assumed.push(guard);
        let mut inexact: BTreeSet<Inexact> = BTreeSet::new();
        for _ in 0..=effort.rounds {
            match self.encoder.space.formulas.solve(&assumed, effort) {
                Err(why) => return Found::NotDecided(why),
                Ok(Solved::None) if !self.encoder.space.formulas.core().contains(&guard) => {
                    self.recalled.refute(self.encoder.space.formulas.core());
                    return Found::No;
                }
                Ok(Solved::None) if inexact.is_empty() => return Found::No,
                Ok(Solved::None) => return Found::NotDecided(NotDecided::Inexact(inexact.into_iter().collect())),
                Ok(Solved::Model) => {}
            }
            let excluded = match self.answers() {
                Err(excluded) => excluded,
                Ok(found) => match self.judged(found, goal, assumptions) {
                    Judged::Right(found) => {
                        self.recalled.keep(&found, self.encoder.space.formulas.model());
                        return Found::Yes(*found);
                    }
                    Judged::Learned => continue,
                    Judged::Unusable(items) => self.contradiction(&items),
                    Judged::Wrong => match self.encoder.cause(&goals, effort) {
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
            self.encoder.space.formulas.require(&clause);
        }
        Found::NotDecided(NotDecided::TooManyRounds(inexact.into_iter().collect()))
    }

    fn judged(&mut self, mut found: Answered, goal: Goal, assumptions: Assumptions) -> Judged {
        let mut outcomes = Outcomes::for_policy(self.record.policy);
        let status = decide_with(self.record.policy, self.record.symbols, &found.case, &mut outcomes, assumptions);
        let scene = Evaluation::of(self.record.policy, self.record.symbols, &found.case, &outcomes, assumptions);
        let vocabulary = &self.record.policy.vocabulary;
        // An answer that contradicts what is on record is none.
        let is_unusable = |item: &Item| {
            let Some(slot) = self.encoder.slot(0, &found.case, item.instance) else { return false };
            let Some(fact) = vocabulary.fact(item.fact) else { return false };
            let own = fact.reference(item.fact, vocabulary.scope(item.fact));
            let base = (slot as usize).saturating_sub(fact.slot as usize);
            let reading = scene.of_vocabulary().reading(own, &Frames::TOP.with(own.scope, base));
            matches!(reading, Reading::Unusable(_))
        };
        let unusable = found.items.iter().copied().filter(|at| self.items.get(*at).is_some_and(is_unusable));
        let mut unusable: BTreeSet<usize> = unusable.collect();
        for id in self.contradicted(&found.case, scene) {
            let inputs = self.inputs.get(id.0).into_iter().flatten();
            unusable.extend(inputs.filter(|at| found.items.contains(at)));
        }
        found.status = status;
        if !unusable.is_empty() {
            return Judged::Unusable(unusable);
        }
        if outcomes.too_much().is_some() {
            return Judged::Wrong;
        }
        if goal.is_reached(status) {
            return Judged::Right(Box::new(found));
        }
        if self.learn(&found.case, &outcomes, assumptions) { Judged::Learned } else { Judged::Wrong }
    }

    /// The facts on record that cannot be true together with answers that they follow from.
    fn contradicted(&self, case: &Case, scene: Evaluation<'_>) -> Vec<InstanceId> {
        let vocabulary = &self.record.policy.vocabulary;
        let is_contradicted = |id: &InstanceId| {
            let slot = self.encoder.slot(0, case, *id)?;
            let (own, fact) = items::own_fact(&self.encoder, *id)?;
            let reference = fact.reference(own, vocabulary.scope(own));
            let base = (slot as usize).saturating_sub(fact.slot as usize);
            let reading = scene.of_vocabulary().reading(reference, &Frames::TOP.with(reference.scope, base));
            Some(matches!(reading, Reading::Unusable(_)))
        };
        self.following.iter().copied().filter(|id| is_contradicted(id) == Some(true)).collect()
    }

    /// What of the last model makes answers contradict those that they follow from.
    fn contradiction(&self, items: &BTreeSet<usize>) -> Excluded {
        let inputs = items.iter().filter_map(|at| self.inputs.get(self.items.get(*at)?.instance.0)).flatten();
        let read: BTreeSet<usize> = items.iter().chain(inputs).copied().collect();
        let holds = |literal: Literal| if self.encoder.space.formulas.holds(literal) { literal } else { !literal };
        let mut together = Vec::new();
        for item in read.iter().filter_map(|at| self.items.get(*at)) {
            together.push(holds(item.answered));
        }
        for id in read.iter().flat_map(|at| self.members(*at)) {
            match self.encoder.space.at(*id).map(|own| &own.state) {
                Some(State::Value { possible }) => together.extend(possible.iter().map(|part| holds(*part))),
                Some(State::List { exists, .. }) => together.extend(exists.iter().map(|there| holds(*there))),
                None => {}
            }
        }
        Excluded { together, why: Some(Inexact::Derived) }
    }

    /// Learns what nodes are that read several items, of which only some are answered; whether anything was.
    fn learn(&mut self, case: &Case, outcomes: &Outcomes, assumptions: Assumptions) -> bool {
        let scene = Evaluation::of(self.record.policy, self.record.symbols, case, outcomes, assumptions);
        let mut learned: Vec<[Literal; 3]> = Vec::new();
        let mut answered: Vec<Vec<Literal>> = Vec::new();
        for Compared { node, bound, tri, items } in &self.compared {
            let holds = |literal: Literal| self.encoder.space.formulas.holds(literal);
            let bases: Option<Vec<_>> =
                bound.all().iter().map(|(scope, element)| Some((*scope, self.base_in(case, *element)?))).collect();
            let (Some(bases), Some(state)) = (bases, self.state(*node, items, assumptions)) else { continue };
            let status = inner(scene, *node, &bases, &Frames::TOP);
            let rails = [
                (tri.met, status.can_be_met()),
                (tri.not_met, status.can_be_not_met()),
                (tri.not_applicable, status.can_be_not_applicable()),
            ];
            if rails.iter().any(|(rail, is_so)| holds(*rail) != *is_so) {
                learned.push(rails.map(|(rail, is_so)| if is_so { rail } else { !rail }));
                answered.push(state);
            }
        }
        for (rails, state) in learned.iter().zip(answered) {
            for rail in rails {
                let clause: Vec<Literal> = state.iter().map(|literal| !*literal).chain([*rail]).collect();
                self.encoder.space.formulas.require(&clause);
            }
        }
        !learned.is_empty()
    }

    /// What the last model says of some items, where that says exactly what their answers are.
    fn state(&self, node: NodeId, items: &BTreeSet<usize>, assumptions: Assumptions) -> Option<Vec<Literal>> {
        let formulas = &self.encoder.space.formulas;
        let is_total = sums(&self.record.policy.program, node);
        let mut compared: Vec<InstanceId> = Vec::new();
        let mut state = vec![if assumptions == Assumptions::Taken { self.taken } else { !self.taken }];
        for at in items {
            let item = self.items.get(*at)?;
            if !formulas.holds(item.answered) {
                state.push(!item.answered);
                continue;
            }
            state.push(item.answered);
            for id in self.members.get(*at)? {
                let instance = self.encoder.space.at(*id)?;
                match &instance.state {
                    State::List { exists, .. } => {
                        state.extend(exists.iter().map(|own| if formulas.holds(*own) { *own } else { !*own }));
                    }
                    State::Value { possible } if self.encoder.is_element_there(instance.element) => {
                        let part = possible.iter().position(|part| formulas.holds(*part))?;
                        let own = self.encoder.space.joint.fact(instance.fact)?;
                        let is_compared = self.encoder.space.known_exact(*id).is_some();
                        match own.parts.all.get(part)? {
                            known if known.is_single() => {}
                            Part::Line(_) if is_compared && !is_total => compared.push(*id),
                            // Only what is asked of its value counts.
                            Part::Line(_) | Part::Time(_) | Part::Class(_) if !is_compared => {}
                            Part::Line(_) | Part::Time(_) | Part::Class(_) | Part::Name(_) => return None,
                        }
                        if self.sources.contains(&own.path) && !own.parts.all.get(part)?.is_single() {
                            return None;
                        }
                        state.push(*possible.get(part)?);
                    }
                    State::Value { .. } => {}
                }
            }
        }
        // How these lie to one another and to what is exactly on record; to what is roughly on record, their parts say.
        let is_known = |id: &InstanceId| {
            let recorded = self.encoder.space.recorded.get(id);
            compared.contains(id) || recorded.is_some_and(|own| formulas.holds(own.unless))
        };
        for difference in &self.encoder.order.differences {
            let pair = [difference.greater, difference.less];
            if pair.iter().all(is_known) && pair.iter().any(|id| compared.contains(id)) {
                let literal = difference.literal;
                state.push(if formulas.holds(literal) { literal } else { !literal });
            }
        }
        Some(state)
    }

    /// The first slot of an element in a case that was made of the last model.
    fn base_in(&self, case: &Case, element: ElementId) -> Option<usize> {
        let place = self.encoder.space.element(element)?;
        let slot = self.encoder.slot(0, case, place.list)?;
        let (_, fact) = items::own_fact(&self.encoder, place.list)?;
        let width = self.record.policy.vocabulary.width(items::element_frame(fact)?);
        let (first, count) = case.facts.elements(slot as usize);
        (place.index < count).then_some(first + place.index * width)
    }
}

/// What the evaluator says of candidate answers.
enum Judged {
    Right(Box<Answered>),
    /// Some contradict what they follow from.
    Unusable(BTreeSet<usize>),
    /// They do not lead to the result, and the formulas say so from now on.
    Learned,
    Wrong,
}

/// The status of a node where elements are bound, by the first slot of each.
fn inner(scene: Evaluation<'_>, node: NodeId, bound: &[(ScopeId, usize)], frames: &Frames<'_>) -> Status {
    match bound.split_first() {
        None => scene.inner(node, frames),
        Some(((scope, base), rest)) => inner(scene, node, rest, &frames.with(*scope, *base)),
    }
}

/// Whether a node adds up values.
fn sums(program: &Program, node: NodeId) -> bool {
    matches!(program.node(node), Some(Op::Sum { .. }))
        || program.below(node).into_iter().any(|inner| sums(program, inner))
}

/// The facts on record that follow from others too, without a contradiction.
fn following(encoder: &Encoder<'_>, record: &OnRecord<'_>) -> Vec<InstanceId> {
    let is_following = |id: &InstanceId| {
        let (own, fact) = items::own_fact(encoder, *id)?;
        let Home::OnRecord { base } = items::home(encoder, record, *id)? else { return None };
        let is_given = record.case.facts.mark(base + fact.slot as usize).has(Mark::GIVEN);
        let is_usable = !matches!(record.reading(own, base), Reading::Unusable(_));
        Some(fact.derivation.is_some() && is_given && is_usable)
    };
    let all = (0..encoder.space.instances.len()).map(InstanceId);
    all.filter(|id| is_following(id) == Some(true)).collect()
}

/// The facts that others follow from by their value.
fn sources(side: Side<'_>) -> BTreeSet<std::sync::Arc<str>> {
    let vocabulary = &side.policy.vocabulary;
    let read = vocabulary.derivations.iter().flat_map(|derivation| derivation.facts(&vocabulary.program));
    read.filter_map(|fact| vocabulary.fact(fact.fact)).map(|fact| std::sync::Arc::clone(&fact.path)).collect()
}

/// The facts by which others are asked for.
fn gates(side: Side<'_>) -> BTreeSet<std::sync::Arc<str>> {
    let vocabulary = &side.policy.vocabulary;
    let conditions = vocabulary.facts.iter().filter_map(|fact| fact.asked_when);
    let read = conditions.flat_map(|node| vocabulary.program.facts_read(node));
    read.filter_map(|fact| vocabulary.fact(fact.fact)).map(|fact| std::sync::Arc::clone(&fact.path)).collect()
}

/// The facts that the answer to each item states.
fn members(encoder: &Encoder<'_>, record: &OnRecord<'_>, items: &[Item]) -> Vec<Vec<InstanceId>> {
    let mut found: Vec<Vec<InstanceId>> = items.iter().map(|item| vec![item.instance]).collect();
    for id in (0..encoder.space.instances.len()).map(InstanceId) {
        let Some(Home::Within(list)) = items::home(encoder, record, id) else { continue };
        let own = items.iter().position(|item| item.instance == list);
        if let Some(own) = own.and_then(|own| found.get_mut(own)) {
            own.push(id);
        }
    }
    found
}

/// That an item is answered otherwise than the record has it.
fn changed(encoder: &mut Encoder<'_>, item: &Item) -> Literal {
    let Some(State::Value { possible }) = encoder.space.at(item.instance).map(|own| own.state.clone()) else {
        return if item.is_open { Literal::FALSE } else { item.answered };
    };
    if item.is_open {
        let others = possible.iter().zip(&item.possible).filter(|(_, can)| !**can).map(|(part, _)| *part);
        let other: Vec<Literal> = others.collect();
        let other = encoder.space.formulas.or(other);
        encoder.space.formulas.and([item.answered, other])
    } else {
        item.answered
    }
}
