//! Holds the formulas of a space to a record: what is not answered is as on record, what is answered is exactly known.
//!
//! Long because it has a function for everything that a record says of a fact.

use std::collections::BTreeSet;

use medpol_evaluator::Assumptions;
use medpol_model::case::Mark;
use medpol_model::program::{EvidenceRule, FactRef, NodeId, Op, ValueKind};
use medpol_model::value::Status;
use medpol_model::vocabulary::{Elements, FactId, FactKind};

use super::items::{Dependence, Home, Item, Which, home, own_fact};
use super::on_record::OnRecord;
use crate::answer::NotDecided;
use crate::encode::{Encoder, Tri};
use crate::formula::Literal;
use crate::joint;
use crate::space::{Bound, ElementId, InstanceId, Recorded, State};

/// The formulas of a policy, held to a record.
pub(crate) struct Fix<'f, 'a> {
    pub(crate) encoder: &'f mut Encoder<'a>,
    pub(crate) record: &'f OnRecord<'a>,
    pub(crate) items: &'f [Item],
    pub(crate) which: Which,
    /// What the policy assumes is assumed.
    pub(crate) taken: Literal,
    /// By instance: that something which it follows from is answered.
    inputs: Vec<Literal>,
}

/// A node that reads items: what it is where only some of them are answered, or where what is on record is inexact, the
/// formulas do not say.
pub(crate) struct Compared {
    pub(crate) node: NodeId,
    pub(crate) bound: Bound,
    pub(crate) tri: Tri,
    pub(crate) items: BTreeSet<usize>,
}

/// What was found while the formulas were held to a record.
pub(crate) struct Fixed {
    pub(crate) compared: Vec<Compared>,
    /// By instance: the items that it follows from.
    pub(crate) inputs: Vec<BTreeSet<usize>>,
}

/// A fact that is on record.
#[derive(Clone, Copy)]
struct Place {
    id: InstanceId,
    fact: FactId,
    base: usize,
    mark: Mark,
    answered: Literal,
}

impl<'f, 'a> Fix<'f, 'a> {
    pub(crate) fn new(
        encoder: &'f mut Encoder<'a>,
        record: &'f OnRecord<'a>,
        items: &'f [Item],
        which: Which,
        taken: Literal,
    ) -> Self {
        Self { encoder, record, items, which, taken, inputs: Vec::new() }
    }

    /// # Errors
    ///
    /// When a list is longer than the lists that are looked at.
    pub(crate) fn all(mut self) -> Result<Fixed, NotDecided> {
        let all: Vec<InstanceId> = (0..self.encoder.space.instances.len()).map(InstanceId).collect();
        let dependence = Dependence::new(self.encoder, self.record, self.items);
        let made = self.encoder.made();
        let inputs: Vec<BTreeSet<usize>> = all
            .iter()
            .map(|id| {
                let mut found = BTreeSet::new();
                dependence.of_inputs(*id, &mut found);
                found
            })
            .collect();
        let read: Vec<BTreeSet<usize>> = made
            .iter()
            .map(|(node, bound, _)| {
                let mut found = BTreeSet::new();
                if self.is_leaf(*node) {
                    dependence.of_node(&self.record.policy.program, *node, bound, &mut found);
                }
                found
            })
            .collect();
        self.inputs = inputs.iter().map(|found| self.some_answered(found)).collect();
        for id in &all {
            match home(self.encoder, self.record, *id) {
                Some(Home::OnRecord { base }) => self.on_record(*id, base)?,
                Some(Home::Within(_)) => self.exactly_known(*id, Literal::TRUE),
                None => {}
            }
            self.keep_gate(*id);
        }
        let mut compared = Vec::new();
        for ((node, bound, tri), items) in made.into_iter().zip(read) {
            self.keep_node(node, &bound, tri, &items);
            if !items.is_empty() && self.is_leaf(node) {
                compared.push(Compared { node, bound, tri, items });
            }
        }
        self.keep_days();
        Ok(Fixed { compared, inputs })
    }

    fn require(&mut self, clause: &[Literal]) {
        self.encoder.space.formulas.require(clause);
    }

    /// Says that a literal is so where a condition holds.
    fn set(&mut self, condition: Literal, literal: Literal, holds: Holds) {
        let literal = if holds == Holds::Yes { literal } else { !literal };
        self.require(&[!condition, literal]);
    }

    fn on_record(&mut self, id: InstanceId, base: usize) -> Result<(), NotDecided> {
        let Some((fact, known)) = own_fact(self.encoder, id) else { return Ok(()) };
        let mark = self.record.case.facts.mark(base + known.slot as usize);
        let answered = self.items.iter().find(|item| item.instance == id).map_or(Literal::FALSE, |item| item.answered);
        let place = Place { id, fact, base, mark, answered };
        self.exactly_known(id, answered);
        self.keep_standing(place);
        self.keep_documents(place);
        match self.encoder.space.at(id).map(|instance| instance.state.clone()) {
            Some(State::List { exists, complete, .. }) => {
                let (_, count) = self.record.case.facts.elements(base + known.slot as usize);
                if count > exists.len() {
                    return Err(NotDecided::Inexact(vec![crate::answer::Inexact::Length]));
                }
                self.set(!answered, complete, Holds::of(!mark.has(Mark::INCOMPLETE)));
                for (index, there) in exists.into_iter().enumerate() {
                    if index < count {
                        self.require(&[there]);
                    } else {
                        self.set(!answered, there, Holds::No);
                    }
                }
            }
            Some(State::Value { possible }) => self.keep_value(place, &possible),
            None => {}
        }
        Ok(())
    }

    /// That one of these is answered.
    fn some_answered(&mut self, items: &BTreeSet<usize>) -> Literal {
        let answered = items.iter().filter_map(|at| self.items.get(*at)).map(|item| item.answered);
        self.encoder.space.formulas.or(answered)
    }

    /// That something is answered which a fact follows from, so that another value may follow.
    fn inputs(&self, id: InstanceId) -> Literal {
        self.inputs.get(id.0).copied().unwrap_or(Literal::FALSE)
    }

    fn keep_standing(&mut self, place: Place) {
        let Place { id, fact, base, mark, answered } = place;
        let Some(instance) = self.encoder.space.at(id).cloned() else { return };
        let inputs = self.inputs(id);
        let as_is = self.encoder.space.formulas.and([!answered, !inputs]);
        let is_known = if matches!(instance.state, State::List { .. }) {
            mark.has(Mark::GIVEN)
        } else {
            !self.record.reading(fact, base).is_open()
        };
        // What contradicts itself says nothing.
        self.set(!answered, instance.given, Holds::of(mark.has(Mark::GIVEN) && is_known));
        self.set(as_is, instance.known, Holds::of(is_known));
        // Without assumptions everything counts as mentioned.
        let taken = self.taken;
        let is_mentioned = self.record.is_mentioned(fact, base);
        if is_mentioned {
            self.require(&[instance.mentioned]);
        } else {
            self.require(&[taken, instance.mentioned]);
            self.require(&[!taken, answered, inputs, !instance.mentioned]);
            self.require(&[!inputs, instance.mentioned]);
        }
    }

    fn keep_documents(&mut self, place: Place) {
        let Place { id, fact, base, answered, .. } = place;
        for (kind, literal) in self.encoder.space.documents_of(id) {
            self.require(&[!answered, literal]);
            let rule = match &kind {
                Some(kind) => EvidenceRule::Kinds([kind.clone()].into()),
                None => EvidenceRule::Any,
            };
            let inputs = self.inputs(id);
            let as_is = self.encoder.space.formulas.and([!answered, !inputs]);
            self.set(as_is, literal, Holds::of(self.record.is_evidenced(fact, base, &rule)));
        }
    }

    fn keep_value(&mut self, place: Place, possible: &[Literal]) {
        let Place { id, fact, base, answered, .. } = place;
        let on_record = self.record.possible(&self.encoder.space.joint, fact, base);
        let inputs = self.inputs(id);
        let as_is = self.encoder.space.formulas.and([!answered, !inputs]);
        let is_open = self.record.reading(fact, base).is_open();
        for (literal, can) in possible.iter().zip(&on_record) {
            self.set(as_is, *literal, Holds::of(is_open || *can));
            if self.which == Which::Open && !can {
                self.require(&[!answered, !*literal]);
            }
        }
        if self.items.iter().any(|item| item.instance == id && item.is_open) {
            self.encoder.space.choices.insert(id, self.record.choice(fact, base));
        }
        let Some(exact) = self.encoder.space.known_exact(id) else { return };
        let value = self.record.exact(fact, base);
        self.set(as_is, exact, Holds::of(value.is_some()));
        if let Some(value) = value {
            self.encoder.space.recorded.insert(id, Recorded { value, unless: as_is });
        }
    }

    /// Where this holds, a fact is exactly known and proven.
    fn exactly_known(&mut self, id: InstanceId, holds: Literal) {
        let Some(instance) = self.encoder.space.at(id).cloned() else { return };
        for standing in [instance.given, instance.known, instance.mentioned] {
            self.require(&[!holds, standing]);
        }
        if let Some(exact) = self.encoder.space.known_exact(id) {
            self.require(&[!holds, exact]);
        }
        for (_, document) in self.encoder.space.documents_of(id) {
            self.require(&[!holds, document]);
        }
        match &instance.state {
            State::List { complete, elements, exists } => {
                self.require(&[!holds, *complete]);
                self.keep_length(id, holds, exists);
                self.keep_unique(id, holds, elements, exists);
            }
            State::Value { possible } => {
                for (at, one) in possible.iter().enumerate() {
                    for other in possible.iter().skip(at + 1) {
                        self.require(&[!holds, !*one, !*other]);
                    }
                }
            }
        }
    }

    /// A list is no shorter than it has to be.
    fn keep_length(&mut self, id: InstanceId, holds: Literal, exists: &[Literal]) {
        let least = match own_fact(self.encoder, id).map(|(_, fact)| &fact.kind) {
            Some(FactKind::List(kind)) => kind.min_items.unwrap_or(0),
            _ => 0,
        };
        let arises = self.encoder.known_to_arise(0, id);
        for there in exists.iter().take(usize::try_from(least).unwrap_or(0)) {
            self.require(&[!holds, !arises, *there]);
        }
    }

    /// No value stands twice in a list where none may.
    fn keep_unique(&mut self, id: InstanceId, holds: Literal, elements: &[ElementId], exists: &[Literal]) {
        let Some((_, fact)) = own_fact(self.encoder, id) else { return };
        let is_unique = matches!(&fact.kind, FactKind::List(kind) if kind.unique && kind.elements == Elements::Values);
        let Some(value) = self.encoder.space.at(id).and_then(|list| self.encoder.space.joint.element_of(list.fact))
        else {
            return;
        };
        if !is_unique || joint::values(&self.encoder.space.joint, value) != ValueKind::Mask {
            return;
        }
        let possible = |element: &ElementId| {
            let own = self.encoder.space.known(value, *element).and_then(|own| self.encoder.space.at(own));
            match own.map(|own| &own.state) {
                Some(State::Value { possible }) => possible.clone(),
                Some(State::List { .. }) | None => Vec::new(),
            }
        };
        let values: Vec<Vec<Literal>> = elements.iter().map(possible).collect();
        for (at, own) in values.iter().enumerate() {
            let Some(there) = exists.get(at).copied() else { continue };
            for other in values.iter().take(at) {
                for (one, same) in own.iter().zip(other) {
                    self.require(&[!holds, !there, !*one, !*same]);
                }
            }
        }
    }

    /// What does not arise is answered as absent.
    fn keep_gate(&mut self, id: InstanceId) {
        let arises = self.encoder.known_to_arise(0, id);
        if arises == Literal::TRUE {
            return;
        }
        let Some(instance) = self.encoder.space.at(id) else { return };
        let absent = match &instance.state {
            State::Value { possible } => possible.first().copied(),
            State::List { exists, .. } => exists.first().map(|first| !*first),
        };
        let answered = match home(self.encoder, self.record, id) {
            Some(Home::Within(_)) => Some(Literal::TRUE),
            Some(Home::OnRecord { .. }) => self.items.iter().find(|item| item.instance == id).map(|item| item.answered),
            None => None,
        };
        if let (Some(absent), Some(answered)) = (absent, answered) {
            self.require(&[!answered, arises, absent]);
        }
    }

    fn is_leaf(&self, node: NodeId) -> bool {
        match self.record.policy.program.node(node) {
            Some(
                Op::Leaf { .. }
                | Op::Relate { .. }
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. },
            ) => true,
            Some(
                Op::All(_)
                | Op::Any(_)
                | Op::None(_)
                | Op::Not(_)
                | Op::Satisfied(_)
                | Op::Tally { .. }
                | Op::Except { .. }
                | Op::Waive { .. }
                | Op::If { .. }
                | Op::Same(_)
                | Op::Constant(_),
            )
            | None => false,
        }
    }

    /// A node of which nothing is answered that it depends on is what it is on record.
    fn keep_node(&mut self, node: NodeId, bound: &Bound, tri: Tri, read: &BTreeSet<usize>) {
        let places: Option<Vec<_>> =
            bound.all().iter().map(|(scope, element)| Some((*scope, self.base_of(*element)?))).collect();
        let Some(places) = places.filter(|_| self.is_leaf(node)) else { return };
        let answered = self.some_answered(read);
        for (assumptions, taken) in [(Assumptions::Taken, self.taken), (Assumptions::LeftOut, !self.taken)] {
            let status = self.record.inner(node, &places, assumptions);
            let as_is = self.encoder.space.formulas.and([!answered, taken]);
            self.keep_status(as_is, tri, status);
        }
    }

    fn keep_status(&mut self, condition: Literal, tri: Tri, status: Status) {
        self.set(condition, tri.met, Holds::of(status.can_be_met()));
        self.set(condition, tri.not_met, Holds::of(status.can_be_not_met()));
        self.set(condition, tri.not_applicable, Holds::of(status.can_be_not_applicable()));
    }

    /// The first slot of an element that is on record.
    fn base_of(&self, element: crate::space::ElementId) -> Option<usize> {
        match super::items::place(self.encoder, self.record, element)? {
            Home::OnRecord { base } => Some(base),
            Home::Within(_) => None,
        }
    }

    /// What holds on some days only holds on the day of the record or does not.
    fn keep_days(&mut self) {
        let anchor: Option<FactRef> = self.record.policy.anchor;
        let Some(anchor) = anchor else { return };
        let day = self.record.case.facts.value(anchor.slot as usize);
        if !self.record.case.facts.mark(anchor.slot as usize).has(Mark::GIVEN) || !day.is_point() {
            return;
        }
        let holds: Vec<([Literal; 2], bool)> = self
            .encoder
            .dated
            .iter()
            .map(|dated| {
                let is_in = |(period, polarity): &(medpol_model::value::Interval, medpol_model::program::Polarity)| {
                    (period.low <= day.low && day.low <= period.high)
                        == (*polarity == medpol_model::program::Polarity::In)
                };
                ([dated.literal, dated.contrary], dated.periods.iter().all(is_in))
            })
            .collect();
        for ([literal, contrary], is_so) in holds {
            self.set(Literal::TRUE, literal, Holds::of(is_so));
            self.set(Literal::TRUE, contrary, Holds::of(!is_so));
        }
    }
}

/// Whether a literal holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
}

impl Holds {
    const fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}
