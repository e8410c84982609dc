//! What of a record can still be answered: a single fact, or a list with all that its further entries would say.

use std::collections::{BTreeMap, BTreeSet};

use medpol_model::case::Mark;
use medpol_model::program::{NodeId, Program};
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId};

use super::on_record::OnRecord;
use crate::encode::Encoder;
use crate::formula::Literal;
use crate::space::{Bound, Element, ElementId, InstanceId, State};

/// Which facts count as answerable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those of which the record leaves something open.
    Open,
    /// Those too that are on record and could be otherwise.
    Changeable,
}

/// Something that can be answered.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) instance: InstanceId,
    pub(crate) fact: FactId,
    /// The first slot of the case or of the element that it belongs to, in the record.
    pub(crate) base: usize,
    /// It is answered.
    pub(crate) answered: Literal,
    /// Which parts it can have as far as the record says.
    pub(crate) possible: Vec<bool>,
    /// It is answered as the record does not have it.
    pub(crate) changed: Literal,
    /// Whether the record leaves something of it open.
    pub(crate) is_open: bool,
}

/// Where a fact of the space has its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In the record: the first slot of the case, or of an element that is on record.
    OnRecord { base: usize },
    /// In an element that an answer to this list would add.
    Within(InstanceId),
}

/// Where a fact has its place.
pub(crate) fn home(encoder: &Encoder<'_>, record: &OnRecord<'_>, id: InstanceId) -> Option<Home> {
    let element = encoder.space.at(id)?.element;
    place(encoder, record, element)
}

/// Where an element begins, or the list that would have to be answered for it to be there.
pub(crate) fn place(encoder: &Encoder<'_>, record: &OnRecord<'_>, element: ElementId) -> Option<Home> {
    let Some(Element { list, index, .. }) = encoder.space.element(element) else {
        return Some(Home::OnRecord { base: 0 });
    };
    let base = match home(encoder, record, list)? {
        within @ Home::Within(_) => return Some(within),
        Home::OnRecord { base } => base,
    };
    let (_, fact) = own_fact(encoder, list)?;
    let (first, count) = record.case.facts.elements(base + fact.slot as usize);
    if index >= count {
        return Some(Home::Within(list));
    }
    let frame = element_frame(fact)?;
    Some(Home::OnRecord { base: first + index * record.policy.vocabulary.width(frame) })
}

pub(crate) fn element_frame(list: &Fact) -> Option<FrameId> {
    match &list.kind {
        FactKind::List(kind) => Some(kind.frame),
        _ => None,
    }
}

/// The fact of the first side that an instance stands for.
pub(crate) fn own_fact<'a>(encoder: &Encoder<'a>, id: InstanceId) -> Option<(FactId, &'a Fact)> {
    let instance = encoder.space.at(id)?;
    let own = (*encoder.space.joint.fact(instance.fact)?.ids.first()?)?;
    Some((own, encoder.space.joint.vocabulary(0)?.fact(own)?))
}

/// Everything that can be answered, in the order of the vocabulary and of the elements.
pub(crate) fn items(encoder: &mut Encoder<'_>, record: &OnRecord<'_>, which: Which) -> Vec<Item> {
    let all: Vec<InstanceId> = (0..encoder.space.instances.len()).map(InstanceId).collect();
    let mut found = Vec::new();
    for id in all {
        let Some(Home::OnRecord { base }) = home(encoder, record, id) else { continue };
        let Some((own, fact)) = own_fact(encoder, id) else { continue };
        let vocabulary = &record.policy.vocabulary;
        if vocabulary.anchor == Some(own) || vocabulary.governing == Some(own) {
            continue;
        }
        let is_open = is_open(encoder, record, id, (own, fact), base);
        let can_change = which == Which::Changeable && !is_immutable(record, own, 0);
        if !is_open && !can_change {
            continue;
        }
        let possible = record.possible(&encoder.space.joint, own, base);
        let answered = encoder.space.formulas.unknown(crate::formula::Preferred::No);
        found.push(Item { instance: id, fact: own, base, answered, possible, changed: Literal::FALSE, is_open });
    }
    found.sort_by_key(|item| (item.fact, item.base));
    found
}

/// Whether the record leaves something of a fact open.
fn is_open(
    encoder: &Encoder<'_>,
    record: &OnRecord<'_>,
    id: InstanceId,
    (own, fact): (FactId, &Fact),
    base: usize,
) -> bool {
    let mark = record.case.facts.mark(base + fact.slot as usize);
    if !mark.has(Mark::GIVEN) && record.does_not_arise(own, base) {
        return false;
    }
    if !record.is_proven(own, base) {
        return true;
    }
    let Some(instance) = encoder.space.at(id) else { return false };
    match &instance.state {
        State::List { .. } => !mark.has(Mark::GIVEN) || mark.has(Mark::INCOMPLETE),
        State::Value { .. } => {
            if record.reading(own, base).is_open() {
                return true;
            }
            let several = match fact.kind {
                // Limits of the vocabulary cut times too, and nothing asks for them.
                FactKind::Duration(_) => record.leaves_open(own, base),
                _ => record.possible(&encoder.space.joint, own, base).iter().filter(|can| **can).count() > 1,
            };
            let is_compared = encoder.space.known_exact(id).is_some();
            several || (is_compared && record.exact(own, base).is_none())
        }
    }
}

/// Whether a fact cannot be otherwise: it is said to be so, or stands in such a list, or follows from such facts.
fn is_immutable(record: &OnRecord<'_>, id: FactId, depth: usize) -> bool {
    let vocabulary = &record.policy.vocabulary;
    let Some(fact) = vocabulary.fact(id) else { return true };
    if let Some(own) = fact.immutable {
        return own;
    }
    if depth > 8 {
        return true;
    }
    let list = vocabulary.frame(fact.frame).and_then(|frame| frame.list);
    if list.is_some_and(|list| is_immutable(record, list, depth + 1)) {
        return true;
    }
    let reference = fact.reference(id, vocabulary.scope(id));
    let inputs = record.scene(medpol_evaluator::Assumptions::Taken).of_vocabulary().inputs(reference);
    let mut inputs = inputs.into_iter().flatten().peekable();
    inputs.peek().is_some() && inputs.all(|input| is_immutable(record, input.fact, depth + 1))
}

/// What a node, or a fact, depends on: items by their places.
pub(crate) struct Dependence<'e, 'a> {
    pub(crate) encoder: &'e Encoder<'a>,
    pub(crate) record: &'e OnRecord<'a>,
    pub(crate) items: &'e [Item],
    /// The facts of the elements of each list.
    fields: BTreeMap<InstanceId, Vec<InstanceId>>,
}

impl<'e, 'a> Dependence<'e, 'a> {
    pub(crate) fn new(encoder: &'e Encoder<'a>, record: &'e OnRecord<'a>, items: &'e [Item]) -> Self {
        let mut fields: BTreeMap<InstanceId, Vec<InstanceId>> = BTreeMap::new();
        for (at, instance) in encoder.space.instances.iter().enumerate() {
            if let Some(place) = encoder.space.element(instance.element) {
                fields.entry(place.list).or_default().push(InstanceId(at));
            }
        }
        Self { encoder, record, items, fields }
    }

    fn of_home(&self, id: InstanceId, found: &mut BTreeSet<usize>) {
        let own = match home(self.encoder, self.record, id) {
            Some(Home::Within(list)) => list,
            Some(Home::OnRecord { .. }) => id,
            None => return,
        };
        found.extend(self.items.iter().position(|item| item.instance == own));
    }

    /// The items that a fact is, follows from, or is asked by.
    pub(crate) fn of_fact(&self, id: InstanceId, found: &mut BTreeSet<usize>) {
        self.of_home(id, found);
        self.of_inputs(id, found);
        let Some(instance) = self.encoder.space.at(id) else { return };
        let Some((own, fact)) = own_fact(self.encoder, id) else { return };
        let vocabulary = &self.record.policy.vocabulary;
        if let Some(condition) = fact.asked_when {
            let bound = Bound::of(vocabulary.scope(own), instance.element);
            self.of_node(&vocabulary.program, condition, &bound, found);
        }
    }

    /// The items that a fact follows from.
    pub(crate) fn of_inputs(&self, id: InstanceId, found: &mut BTreeSet<usize>) {
        let Some(instance) = self.encoder.space.at(id) else { return };
        let Some((own, fact)) = own_fact(self.encoder, id) else { return };
        let vocabulary = &self.record.policy.vocabulary;
        let reference = fact.reference(own, vocabulary.scope(own));
        let scene = self.record.scene(medpol_evaluator::Assumptions::Taken).of_vocabulary();
        for input in scene.inputs(reference).into_iter().flatten() {
            let joint = self.encoder.space.joint.of(0, input.fact);
            for element in [ElementId::CASE, instance.element] {
                if let Some(input) = self.encoder.space.known(joint, element) {
                    self.of_fact(input, found);
                    self.of_fields(input, found);
                }
            }
        }
    }

    /// The items of everything that the elements of a list say.
    fn of_fields(&self, list: InstanceId, found: &mut BTreeSet<usize>) {
        for field in self.fields.get(&list).into_iter().flatten() {
            self.of_fact(*field, found);
            self.of_fields(*field, found);
        }
    }

    /// The items that a node reads, where elements are bound.
    pub(crate) fn of_node(&self, program: &Program, node: NodeId, bound: &Bound, found: &mut BTreeSet<usize>) {
        for fact in program.own_facts(node) {
            let joint = self.encoder.space.joint.of(0, fact.fact);
            if let Some(id) = bound.element(fact).and_then(|element| self.encoder.space.known(joint, element)) {
                self.of_fact(id, found);
                self.of_fields(id, found);
            }
        }
        // What stands in the elements of a list was found with the list.
        for inner in program.below(node) {
            self.of_node(program, inner, bound, found);
        }
    }
}
