//! The case of one side: slots of its vocabulary, numbers of its symbols.

use std::sync::Arc;

use medpol_model::case::{Case, Evidence, Mark};
use medpol_model::value::Interval;
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId, Vocabulary};

use super::{Concrete, Statement};
use crate::encode::{Documents, Encoder};
use crate::joint::JointId;
use crate::space::{ElementId, Instance, InstanceId, Kind, State};

/// Where facts of the case, or of an element, are held.
#[derive(Clone, Copy)]
pub(crate) struct Holder {
    pub(crate) frame: FrameId,
    pub(crate) base: usize,
    pub(crate) element: ElementId,
}

impl Encoder<'_> {
    /// The case that states this, for a side.
    pub(crate) fn case(&self, side: usize, concrete: &Concrete) -> Case {
        let mut case = Case::default();
        let Some(vocabulary) = self.space.joint.vocabulary(side) else { return case };
        if let Some(frame) = vocabulary.frame(FrameId::CASE) {
            case.facts.add_frame(&frame.blank);
        }
        let now = vocabulary.anchor.and_then(|anchor| vocabulary.fact(anchor)).zip(concrete.now);
        if let Some((anchor, now)) = now {
            case.facts.set(anchor.slot as usize, Some(Interval::point(now.tick())), Mark::GIVEN);
        }
        let all = Holder { frame: FrameId::CASE, base: 0, element: ElementId::CASE };
        self.state_frame(side, vocabulary, concrete, all, &mut case);
        let found = vocabulary.out_of_order(&case.facts);
        case.facts.set_out_of_order(found);
        case
    }

    /// States the facts of the case or of an element.
    pub(crate) fn state_frame(
        &self,
        side: usize,
        vocabulary: &Vocabulary,
        concrete: &Concrete,
        at: Holder,
        case: &mut Case,
    ) {
        let facts = vocabulary.frame(at.frame).map_or(&[][..], |frame| &frame.facts);
        for own in facts {
            let Some(fact) = vocabulary.fact(*own) else { continue };
            let joint = self.space.joint.of(side, *own);
            let Some(id) = self.space.known(joint, at.element) else { continue };
            let Some(stated) = concrete.stated.get(&id) else { continue };
            let slot = at.base + fact.slot as usize;
            if let (Statement::List { count, is_complete }, FactKind::List(kind)) = (stated, &fact.kind) {
                let mark = if *is_complete { Mark::GIVEN } else { Mark::GIVEN.with(Mark::INCOMPLETE) };
                let frame = vocabulary.frame(kind.frame);
                let bases: Vec<usize> =
                    (0..*count).filter_map(|_| frame.map(|frame| case.facts.add_frame(&frame.blank))).collect();
                case.facts.set_elements(slot, bases.first().copied().unwrap_or(0), *count, mark);
                if let Some(State::List { elements, .. }) = self.space.at(id).map(|instance| &instance.state) {
                    for (element, base) in elements.iter().zip(bases) {
                        let inner = Holder { frame: kind.frame, base, element: *element };
                        self.state_frame(side, vocabulary, concrete, inner, case);
                    }
                }
            } else {
                self.state(side, vocabulary, *own, stated, slot, case);
            }
            self.prove(joint, id, fact, stated, slot, case);
        }
    }

    /// Gives a list of a record so many entries: those that it has, and others that are stated.
    pub(crate) fn lengthen(&self, id: InstanceId, slot: usize, count: usize, concrete: &Concrete, case: &mut Case) {
        let Some(vocabulary) = self.space.joint.vocabulary(0) else { return };
        let Some(Instance { fact: joint, state: State::List { elements, .. }, .. }) = self.space.at(id) else { return };
        let own = self.space.joint.fact(*joint).and_then(|fact| *fact.ids.first()?);
        let Some(fact) = own.and_then(|own| vocabulary.fact(own)) else { return };
        let FactKind::List(kind) = &fact.kind else { return };
        let Some(frame) = vocabulary.frame(kind.frame) else { return };
        let (first, known) = case.facts.elements(slot);
        let bases: Vec<usize> = (0..count).map(|_| case.facts.add_frame(&frame.blank)).collect();
        let width = frame.blank.len();
        for (index, base) in bases.iter().enumerate().take(known) {
            for at in 0..width {
                copy_slot(case, first + index * width + at, base + at);
            }
        }
        case.facts.set_elements(slot, bases.first().copied().unwrap_or(0), count, Mark::GIVEN);
        for (element, base) in elements.iter().zip(bases).skip(known) {
            self.state_frame(0, vocabulary, concrete, Holder { frame: kind.frame, base, element: *element }, case);
        }
        let stated = Statement::List { count, is_complete: true };
        self.prove(*joint, id, fact, &stated, slot, case);
    }

    /// States a single value in a slot of a side's case, with the documents that back it.
    pub(crate) fn state_value(&self, side: usize, id: InstanceId, stated: &Statement, slot: usize, case: &mut Case) {
        let Some(vocabulary) = self.space.joint.vocabulary(side) else { return };
        let Some(joint) = self.space.at(id).map(|instance| instance.fact) else { return };
        let own = self.space.joint.fact(joint).and_then(|fact| *fact.ids.get(side)?);
        let Some((own, fact)) = own.and_then(|own| Some((own, vocabulary.fact(own)?))) else { return };
        self.state(side, vocabulary, own, stated, slot, case);
        self.prove(joint, id, fact, stated, slot, case);
    }

    fn state(
        &self,
        side: usize,
        vocabulary: &Vocabulary,
        own: FactId,
        stated: &Statement,
        slot: usize,
        case: &mut Case,
    ) {
        match stated {
            Statement::Nothing | Statement::List { .. } => {}
            Statement::Null => case.facts.set(slot, None, Mark::NULL),
            Statement::Names(bits) => {
                let bits = i64::from_ne_bytes(bits.to_ne_bytes());
                case.facts.set(slot, Some(Interval::point(bits)), Mark::GIVEN);
            }
            Statement::Ticks(all) => several(case, slot, all, Mark::GIVEN),
            Statement::Times(all) => {
                let mark = all.first().map_or(Mark::GIVEN, |time| time.mark);
                let values: Vec<Interval> = all.iter().map(|time| time.value).collect();
                several(case, slot, &values, mark);
            }
            Statement::Texts(texts) => {
                let is_name = vocabulary.selecting.contains(&own);
                let symbols = self.space.joint.symbols(side);
                let values: Vec<Interval> = texts
                    .iter()
                    .map(|text| {
                        let known = symbols.and_then(|symbols| {
                            if is_name {
                                symbols.find_name(text).or_else(|| symbols.find(text))
                            } else {
                                symbols.find(text)
                            }
                        });
                        Interval::point(known.unwrap_or_else(|| case.facts.own_text(text)))
                    })
                    .collect();
                several(case, slot, &values, Mark::GIVEN);
            }
        }
    }

    /// Adds the documents that back a fact.
    fn prove(&self, joint: JointId, id: InstanceId, fact: &Fact, stated: &Statement, slot: usize, case: &mut Case) {
        let Some(known) = self.space.joint.fact(joint).filter(|known| known.is_evidenced) else { return };
        if matches!(stated, Statement::Nothing) {
            return;
        }
        let other = fact.evidence.iter().find(|kind| !known.documents.contains(*kind)).cloned();
        let other = other.unwrap_or_else(|| Arc::from("document"));
        let all = known.documents.iter().cloned().map(Some).chain([None]);
        let own: Vec<Arc<str>> = all
            .filter(|kind| {
                self.space.kind == Kind::Patients
                    || self.documents == Documents::All
                    || self.space.has_document(id, kind.clone())
            })
            .map(|kind| kind.unwrap_or_else(|| Arc::clone(&other)))
            .collect();
        for document in own {
            let at = u32::try_from(case.documents.len()).unwrap_or(u32::MAX);
            case.documents.push(Evidence { document, date: None, locator: None, origin: None });
            case.evidence.entry(u32::try_from(slot).unwrap_or(u32::MAX)).or_default().push(at);
        }
    }

    /// Backs a slot of a record with every document that is asked for of a fact.
    pub(crate) fn prove_all(&self, id: InstanceId, slot: u32, case: &mut Case) {
        let Some(joint) = self.space.at(id).map(|instance| instance.fact) else { return };
        let Some((_, _, fact)) = self.space.joint.said(joint) else { return };
        self.prove(joint, id, fact, &Statement::Null, slot as usize, case);
    }

    /// The slot of a fact in the case of a side that was made of this.
    pub(crate) fn slot(&self, side: usize, case: &Case, id: InstanceId) -> Option<u32> {
        let instance = self.space.at(id)?;
        let vocabulary = self.space.joint.vocabulary(side)?;
        let own = (*self.space.joint.fact(instance.fact)?.ids.get(side)?)?;
        let fact = vocabulary.fact(own)?;
        let Some(place) = self.space.element(instance.element) else { return Some(fact.slot) };
        let list = self.slot(side, case, place.list)?;
        let (first, count) = case.facts.elements(list as usize);
        let slot = first + place.index * vocabulary.width(fact.frame) + fact.slot as usize;
        (place.index < count).then(|| u32::try_from(slot).ok()).flatten()
    }
}

/// Copies what a slot of a case holds, with its evidence.
fn copy_slot(case: &mut Case, from: usize, to: usize) {
    let (value, mark) = (case.facts.value(from), case.facts.mark(from));
    case.facts.set(to, Some(value), mark);
    let (Ok(from), Ok(to)) = (u32::try_from(from), u32::try_from(to)) else { return };
    if let Some(run) = case.facts.runs.get(&from).copied() {
        case.facts.runs.insert(to, run);
    }
    if let Some(rounded) = case.facts.rounded.get(&from).copied() {
        case.facts.rounded.insert(to, rounded);
    }
    if let Some(evidence) = case.evidence.get(&from).cloned() {
        case.evidence.insert(to, evidence);
    }
}

fn several(case: &mut Case, slot: usize, values: &[Interval], mark: Mark) {
    match values {
        [] => {}
        [only] => case.facts.set(slot, Some(*only), mark),
        [..] => case.facts.set_alternatives(slot, values, mark),
    }
}
