//! The space of cases: the unknowns that say what a case states of each fact.
//!
//! A fact of the case, or of an element of a list, has an unknown for each part that its value can lie in. In a
//! patient exactly one holds; in a record at least one. Lists have as many elements as they can have at most, of
//! which the first so many are there. Nothing is known here of what a policy asks.
//!
//! Long because everything that is made once for a fact stands here: its unknowns, its elements, its documents and
//! what it is in the typical case.

mod enough;
mod exact;
mod extent;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use medpol_model::case::{Case, Mark};
use medpol_model::program::{Derivation, EvidenceRule, FactRef, ScopeId, ValueKind};
use medpol_model::value::{Date, Interval};
use medpol_model::vocabulary::{Elements, FactKind, FrameId};

use crate::answer::{Bounded, Inexact};
use crate::decode::Time;
use crate::formula::{Formulas, Literal, Preferred};
use crate::joint::{Joint, JointId};
use crate::parts::Part;

/// How many elements a list has at most where the vocabulary does not say.
const MOST_ELEMENTS: usize = 4;

/// Which cases are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Complete cases.
    Patients,
    /// Everything that can be on record.
    Records,
}

/// An element of a list, or the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ElementId(pub(crate) usize);

impl ElementId {
    pub(crate) const CASE: Self = Self(0);
}

/// A fact of the case or of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct InstanceId(pub(crate) usize);

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub(crate) list: InstanceId,
    pub(crate) index: usize,
    /// The same list of another patient, where two patients of one policy are looked at.
    pub(crate) twin: Option<InstanceId>,
}

/// A fact with its unknowns.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) fact: JointId,
    pub(crate) element: ElementId,
    /// A value is stated.
    pub(crate) given: Literal,
    /// A value is known: stated, or it follows from others.
    pub(crate) known: Literal,
    /// It, or something it follows from, is mentioned.
    pub(crate) mentioned: Literal,
    pub(crate) state: State,
    /// Which part the typical case has, or how many elements.
    pub(crate) usual: usize,
    /// Whether the typical case says so; else it is what goes with it.
    pub(crate) is_stated: bool,
}

/// What can be said of a fact.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// Which parts its value can lie in.
    Value { possible: Vec<Literal> },
    List {
        elements: Vec<ElementId>,
        exists: Vec<Literal>,
        /// There are no others.
        complete: Literal,
    },
}

/// The unknowns of all facts that were asked for so far.
pub(crate) struct Space<'a> {
    pub(crate) kind: Kind,
    /// What the values of facts are that a record has exactly, with what says that they are as on record.
    pub(crate) recorded: BTreeMap<InstanceId, Recorded>,
    /// What a record says of facts of which something can be answered: the answer is one of these.
    pub(crate) choices: BTreeMap<InstanceId, Choice>,
    pub(crate) joint: Joint<'a>,
    pub(crate) formulas: Formulas,
    pub(crate) instances: Vec<Instance>,
    by_place: HashMap<(JointId, ElementId), InstanceId>,
    elements: Vec<Option<Element>>,
    documents: HashMap<(InstanceId, Option<Arc<str>>), Literal>,
    /// Whether a fact of a record is exactly known, where something asks.
    exact: BTreeMap<InstanceId, Literal>,
    /// What the space does not keep, with the unknowns that stand for it.
    pub(crate) free: BTreeMap<Literal, Inexact>,
    pub(crate) bounded: BTreeSet<(Arc<str>, usize)>,
    pub(crate) typical: Option<&'a Case>,
    /// The most elements that a list is looked at with.
    most: usize,
}

impl<'a> Space<'a> {
    pub(crate) fn new(kind: Kind, joint: Joint<'a>, typical: Option<&'a Case>) -> Self {
        let most = extent::most_elements(&joint);
        Self {
            most,
            kind,
            recorded: BTreeMap::new(),
            choices: BTreeMap::new(),
            joint,
            formulas: Formulas::default(),
            instances: Vec::new(),
            by_place: HashMap::new(),
            elements: vec![None],
            documents: HashMap::new(),
            exact: BTreeMap::new(),
            free: BTreeMap::new(),
            bounded: BTreeSet::new(),
            typical,
        }
    }

    /// A fact of an element, with its unknowns.
    pub(crate) fn instance(&mut self, fact: JointId, element: ElementId) -> InstanceId {
        if let Some(known) = self.by_place.get(&(fact, element)) {
            return *known;
        }
        let is_list = self.joint.said(fact).is_some_and(|(_, _, fact)| matches!(fact.kind, FactKind::List(_)));
        let made = if is_list { self.list(fact, element) } else { self.value(fact, element) };
        let id = InstanceId(self.instances.len());
        self.instances.push(made);
        self.by_place.insert((fact, element), id);
        if is_list {
            self.fill(id);
        }
        id
    }

    /// A fact of an element, where something has read it.
    pub(crate) fn known(&self, fact: JointId, element: ElementId) -> Option<InstanceId> {
        self.by_place.get(&(fact, element)).copied()
    }

    /// What is known of a fact by its number.
    pub(crate) fn at(&self, id: InstanceId) -> Option<&Instance> {
        self.instances.get(id.0)
    }

    /// Where an element stands; `None` for the case.
    pub(crate) fn element(&self, id: ElementId) -> Option<Element> {
        self.elements.get(id.0).copied().flatten()
    }

    /// Whether a fact is a list, or stands in one of its elements.
    pub(crate) fn is_within(&self, id: InstanceId, list: InstanceId) -> bool {
        if id == list {
            return true;
        }
        let around = self.at(id).and_then(|own| self.element(own.element));
        around.is_some_and(|place| {
            [Some(place.list), place.twin].into_iter().flatten().any(|around| self.is_within(around, list))
        })
    }

    fn standing(&mut self) -> [Literal; 3] {
        match self.kind {
            Kind::Patients => [Literal::TRUE; 3],
            Kind::Records => {
                let [given, known, mentioned] = [Preferred::Yes; 3].map(|preferred| self.formulas.unknown(preferred));
                self.formulas.require(&[!given, known]);
                self.formulas.require(&[!known, mentioned]);
                [given, known, mentioned]
            }
        }
    }

    fn value(&mut self, fact: JointId, element: ElementId) -> Instance {
        let count = self.joint.fact(fact).map_or(0, |fact| fact.parts.all.len());
        let usual = self.usual(fact, element);
        let is_stated = self.stated(fact, element).is_some();
        let [given, mut known, mentioned] = self.standing();
        let is_derived = self.joint.said(fact).is_some_and(|(_, _, fact)| fact.derivation.is_some());
        if !is_derived {
            known = given;
        }
        let possible = match (self.kind, count) {
            (_, 0) => Vec::new(),
            (_, 1) => vec![Literal::TRUE],
            (Kind::Patients, 2) => {
                let first = self.formulas.unknown(if usual == 0 { Preferred::Yes } else { Preferred::No });
                vec![first, !first]
            }
            (Kind::Patients | Kind::Records, _) => {
                let prefer = |at: usize| if at == usual { Preferred::Yes } else { Preferred::No };
                let all: Vec<Literal> = (0..count).map(|at| self.formulas.unknown(prefer(at))).collect();
                self.formulas.require(&all);
                if self.kind == Kind::Patients {
                    for (at, one) in all.iter().enumerate() {
                        for other in all.iter().skip(at + 1) {
                            self.formulas.require(&[!*one, !*other]);
                        }
                    }
                } else {
                    // Of what is not known every value is possible.
                    for one in &all {
                        self.formulas.require(&[known, *one]);
                    }
                }
                all
            }
        };
        Instance { fact, element, given, known, mentioned, state: State::Value { possible }, usual, is_stated }
    }

    fn list(&mut self, fact: JointId, element: ElementId) -> Instance {
        let [given, _, mentioned] = self.standing();
        let complete = match self.kind {
            Kind::Patients => Literal::TRUE,
            Kind::Records => self.formulas.unknown(Preferred::Yes),
        };
        let state = State::List { elements: Vec::new(), exists: Vec::new(), complete };
        let stated = self.stated_length(fact, element);
        // What the typical case says nothing of is as short as it may be.
        let usual = stated.unwrap_or_else(|| self.list_limits(fact).0 as usize);
        let is_stated = stated.is_some();
        Instance { fact, element, given, known: given, mentioned, state, usual, is_stated }
    }

    /// How many elements a list has at least, and at most where that is said.
    fn list_limits(&self, list: JointId) -> (u32, Option<u32>) {
        let Some(joint) = self.joint.fact(list) else { return (0, None) };
        let kinds = joint.ids.iter().enumerate().filter_map(|(side, own)| {
            let known = self.joint.vocabulary(side)?.fact((*own)?)?;
            if let FactKind::List(kind) = &known.kind { Some((kind.min_items, kind.max_items)) } else { None }
        });
        kinds.fold((u32::MAX, Some(0)), |(least, most), (min, max)| {
            (least.min(min.unwrap_or(0)), most.zip(max).map(|(one, other)| one.max(other)))
        })
    }

    /// Makes the elements of a list.
    fn fill(&mut self, id: InstanceId) {
        let Some(Instance { fact, element, usual, .. }) = self.at(id).cloned() else { return };
        let (least, most) = self.list_limits(fact);
        let longest = most.map_or(MOST_ELEMENTS, |most| most as usize);
        // No shorter than a list has to be.
        let count = longest.min(self.most.max(least as usize));
        if (most.is_none() || count < longest)
            && let Some(joint) = self.joint.fact(fact)
        {
            self.bounded.insert((Arc::clone(&joint.path), count));
        }
        let shared = self.shared(fact, element, id);
        let mut exists: Vec<Literal> = Vec::new();
        let mut elements = Vec::new();
        for index in 0..count {
            let is_sure = self.kind == Kind::Patients && index < least as usize;
            let preferred = if index < usual { Preferred::Yes } else { Preferred::No };
            let own = if is_sure { Literal::TRUE } else { self.formulas.unknown(preferred) };
            if let Some(before) = exists.last() {
                self.formulas.require(&[!own, *before]);
            }
            exists.push(own);
            if let Some(known) = shared.get(index) {
                elements.push(*known);
                continue;
            }
            elements.push(ElementId(self.elements.len()));
            self.elements.push(Some(Element { list: id, index, twin: None }));
        }
        if let Some(instance) = self.instances.get_mut(id.0)
            && let State::List { elements: own, exists: there, .. } = &mut instance.state
        {
            own.clone_from(&elements);
            there.clone_from(&exists);
        }
        if self.kind == Kind::Patients && self.is_unique(fact) {
            self.tell_apart(fact, &elements, &exists);
        }
    }

    /// The elements of the same list of another patient, whose facts may be the same.
    fn shared(&mut self, fact: JointId, element: ElementId, own: InstanceId) -> Vec<ElementId> {
        let Some(twin) = self.joint.fact(fact).and_then(|fact| fact.twin) else { return Vec::new() };
        let other = self.instance(twin, element);
        let Some(State::List { elements, .. }) = self.at(other).map(|other| other.state.clone()) else {
            return Vec::new();
        };
        for element in &elements {
            if let Some(Some(element)) = self.elements.get_mut(element.0) {
                element.twin = Some(own);
            }
        }
        elements
    }

    fn is_unique(&self, list: JointId) -> bool {
        let kind = self.joint.said(list).map(|(_, _, fact)| &fact.kind);
        matches!(kind, Some(FactKind::List(kind)) if kind.unique)
    }

    /// Says that no name stands twice in a list.
    fn tell_apart(&mut self, list: JointId, elements: &[ElementId], exists: &[Literal]) {
        let Some(value) = self.joint.element_of(list) else { return };
        if crate::joint::values(&self.joint, value) != ValueKind::Mask || !self.is_of_values(list) {
            return;
        }
        let mut before: Vec<Vec<Literal>> = Vec::new();
        for (element, there) in elements.iter().zip(exists) {
            let id = self.instance(value, *element);
            let Some(State::Value { possible }) = self.at(id).map(|instance| instance.state.clone()) else { return };
            for other in &before {
                for (one, same) in possible.iter().zip(other) {
                    self.formulas.require(&[!*there, !*one, !*same]);
                }
            }
            before.push(possible);
        }
    }

    fn is_of_values(&self, list: JointId) -> bool {
        let kind = self.joint.said(list).map(|(_, _, fact)| &fact.kind);
        matches!(kind, Some(FactKind::List(kind)) if kind.elements == Elements::Values)
    }

    /// Whether a document that the rule accepts backs a fact.
    pub(crate) fn evidenced(&mut self, id: InstanceId, rule: &EvidenceRule) -> Literal {
        if self.kind == Kind::Patients {
            return Literal::TRUE;
        }
        let Some(fact) = self.at(id).map(|instance| instance.fact) else { return Literal::FALSE };
        let named: Vec<Arc<str>> =
            self.joint.fact(fact).into_iter().flat_map(|fact| fact.documents.iter().cloned()).collect();
        let wanted: Vec<Option<Arc<str>>> = match rule {
            EvidenceRule::Any => named.into_iter().map(Some).chain([None]).collect(),
            EvidenceRule::Kinds(_) => named.into_iter().filter(|kind| rule.accepts(kind)).map(Some).collect(),
        };
        let backed: Vec<Literal> = wanted.into_iter().map(|kind| self.document(id, kind)).collect();
        self.formulas.or(backed)
    }

    /// Whether a document of a kind, or of none that is asked for, backs a fact.
    pub(crate) fn document(&mut self, id: InstanceId, kind: Option<Arc<str>>) -> Literal {
        if let Some(known) = self.documents.get(&(id, kind.clone())) {
            return *known;
        }
        let made = self.formulas.unknown(Preferred::No);
        self.documents.insert((id, kind), made);
        made
    }

    /// Whether a document was asked for, and is there in the last model.
    pub(crate) fn has_document(&self, id: InstanceId, kind: Option<Arc<str>>) -> bool {
        self.documents.get(&(id, kind)).is_some_and(|document| self.formulas.holds(*document))
    }

    /// The documents that were asked for of a fact, with their unknowns.
    pub(crate) fn documents_of(&self, id: InstanceId) -> Vec<(Option<Arc<str>>, Literal)> {
        let own = self.documents.iter().filter(|((of, _), _)| *of == id);
        let mut all: Vec<_> = own.map(|((_, kind), literal)| (kind.clone(), *literal)).collect();
        all.sort_unstable();
        all
    }

    /// The unknowns of all documents.
    pub(crate) fn all_documents(&self) -> Vec<Literal> {
        let mut all: Vec<Literal> = self.documents.values().copied().collect();
        all.sort_unstable();
        all
    }

    /// An unknown for what the space does not keep.
    pub(crate) fn free(&mut self, why: Inexact) -> Literal {
        let made = self.formulas.unknown(Preferred::No);
        self.free.insert(made, why);
        made
    }

    /// The lists that were cut short, and of which longer ones could tell more.
    pub(crate) fn cut_short(&self) -> Vec<Bounded> {
        let cut = self.bounded.iter().filter(|(path, most)| !self.is_enough(path, *most));
        cut.map(|(path, most)| Bounded { path: Arc::clone(path), most: *most }).collect()
    }

    /// Whether so many elements of a list of a patient tell everything that all sides ask of it.
    fn is_enough(&self, path: &str, most: usize) -> bool {
        let Some(fact) = self.joint.facts.iter().find(|fact| *fact.path == *path) else { return false };
        let sides = self.joint.sides.iter().zip(&fact.ids).filter_map(|(side, id)| Some((side.policy, (*id)?)));
        let needed = sides.map(|(policy, id)| enough::enough(&policy.vocabulary, &policy.program, id));
        self.kind == Kind::Patients && needed.sum::<Option<usize>>().is_some_and(|needed| needed <= most)
    }

    /// Which part the typical case has of a fact; the plainest where it does not say.
    fn usual(&self, fact: JointId, element: ElementId) -> usize {
        let parts = self.joint.fact(fact).map_or(&[][..], |fact| &fact.parts.all);
        let stated = self.stated(fact, element);
        let fits = |part: &Part| match (part, stated) {
            (Part::Name(bit), Some(stated)) => stated.value.low == i64::from_ne_bytes(bit.to_ne_bytes()),
            (Part::Line(interval), Some(stated)) => !stated.value.meet(*interval).is_empty(),
            (Part::Class(class), Some(stated)) => {
                let own = self.typical.and_then(|case| case.facts.own(stated.value.low)).map(|text| &**text);
                let text = self.joint.symbols(0).and_then(|symbols| symbols.text(stated.value.low)).or(own);
                text.is_some_and(|text| class.texts.iter().any(|known| &**known == text))
            }
            (Part::Time(_), Some(_)) | (_, None) => false,
        };
        if let Some(at) = parts.iter().position(fits) {
            return at;
        }
        let is_open = |part: &Part| matches!(part, Part::Class(class) if class.open == Some(crate::parts::Open::Other));
        if let Some(stated) = stated
            && let Some(at) = self.usual_time(fact, stated)
        {
            return at;
        }
        parts.iter().position(is_open).unwrap_or(0)
    }

    fn usual_time(&self, fact: JointId, stated: Stated) -> Option<usize> {
        let parts = &self.joint.fact(fact)?.parts;
        let (_, _, known) = self.joint.said(fact)?;
        let FactKind::Duration(clock) = known.kind else { return None };
        let signs = crate::decode::signs(&parts.lengths, clock, stated.value, stated.mark.span(), self.anchor());
        parts.all.iter().position(|part| matches!(part, Part::Time(own) if Some(own) == signs.as_ref()))
    }

    /// "Now" in the typical case, else some day.
    pub(crate) fn anchor(&self) -> Date {
        let stated = self.joint.vocabulary(0).and_then(|vocabulary| vocabulary.anchor).and_then(|anchor| {
            let stated = self.stated_itself(self.joint.of(0, anchor), ElementId::CASE)?;
            stated.value.is_point().then(|| Date::at(stated.value.low))
        });
        let some_day = || Date::new(2025, 6, 16).unwrap_or(Date::FIRST);
        stated.unwrap_or_else(some_day)
    }

    /// What the typical case says of a fact: what it states, or a time that follows from a date that it states.
    pub(crate) fn stated(&self, fact: JointId, element: ElementId) -> Option<Stated> {
        self.stated_itself(fact, element).or_else(|| self.elapsed(fact, element))
    }

    /// The time since a date that the typical case states.
    fn elapsed(&self, fact: JointId, element: ElementId) -> Option<Stated> {
        let (side, own, known) = self.joint.said(fact)?;
        let vocabulary = self.joint.vocabulary(side)?;
        let Derivation::ElapsedSince(start) = vocabulary.derivations.get(known.derivation?.0 as usize)? else {
            return None;
        };
        let FactKind::Duration(clock) = known.kind else { return None };
        let element = if start.scope == ScopeId::CASE {
            ElementId::CASE
        } else if start.scope == vocabulary.scope(own) {
            element
        } else {
            return None;
        };
        let begun = self.stated_itself(self.joint.of(side, start.fact), element)?;
        let lengths = &self.joint.fact(fact)?.parts.lengths;
        let day = begun.value.is_point().then(|| Date::at(begun.value.low))?;
        let time = crate::decode::since(lengths, clock, day, self.anchor())?;
        Some(Stated { value: time.value, mark: time.mark })
    }

    fn stated_itself(&self, fact: JointId, element: ElementId) -> Option<Stated> {
        let slot = self.typical_slot(fact, element)?;
        let case = self.typical?;
        let mark = case.facts.mark(slot);
        let is_exact = mark.has(Mark::GIVEN) && !mark.has(Mark::ALTERNATIVES);
        is_exact.then(|| Stated { value: case.facts.value(slot), mark })
    }

    fn typical_slot(&self, fact: JointId, element: ElementId) -> Option<usize> {
        let case = self.typical?;
        let (side, own, _) = self.joint.said(fact)?;
        let vocabulary = self.joint.vocabulary(0)?;
        // The typical case is one of the first side.
        if !self.joint.vocabulary(side).is_some_and(|other| std::ptr::eq(other, vocabulary)) {
            return None;
        }
        let slot = vocabulary.fact(own)?.slot as usize;
        let Some(Element { list, index, .. }) = self.element(element) else { return Some(slot) };
        let instance = self.at(list)?;
        let around = self.typical_slot(instance.fact, instance.element)?;
        let (first, count) = case.facts.elements(around);
        let frame = vocabulary.fact(own)?.frame;
        (index < count && frame != FrameId::CASE).then(|| first + index * vocabulary.width(frame) + slot)
    }

    /// How many elements a list has in the typical case, where that says so.
    fn stated_length(&self, fact: JointId, element: ElementId) -> Option<usize> {
        let (slot, case) = self.typical_slot(fact, element).zip(self.typical)?;
        case.facts.mark(slot).has(Mark::GIVEN).then(|| case.facts.elements(slot).1)
    }

    /// Whether the typical record says nothing of a fact. Then a record is as usual where it does not either.
    pub(crate) fn is_left_open(&self, instance: &Instance) -> bool {
        self.kind == Kind::Records && self.typical.is_some() && !instance.is_stated
    }

    /// The literal that holds where a fact is as in the typical case.
    pub(crate) fn as_usual(&mut self, id: InstanceId) -> Literal {
        let Some(instance) = self.at(id).cloned() else { return Literal::TRUE };
        if self.is_left_open(&instance) {
            return !instance.given;
        }
        match &instance.state {
            State::Value { possible } => {
                let usual = instance.usual;
                let own = possible.get(usual).copied().unwrap_or(Literal::TRUE);
                match self.kind {
                    Kind::Patients => own,
                    Kind::Records => {
                        let others = possible.iter().enumerate().filter(|(at, _)| *at != usual);
                        let none: Vec<Literal> = others.map(|(_, other)| !*other).collect();
                        let exact = self.known_exact(id).unwrap_or(Literal::TRUE);
                        self.formulas.and(none.into_iter().chain([own, instance.given, exact]))
                    }
                }
            }
            State::List { exists, complete, .. } => {
                let usual = instance.usual;
                let there = exists.iter().enumerate().map(|(at, own)| if at < usual { *own } else { !*own });
                let all: Vec<Literal> = there.chain([*complete, instance.given]).collect();
                self.formulas.and(all)
            }
        }
    }
}

/// What a record says of a fact, where something of it can be answered; nothing where it says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// The intervals in one of which a number or date lies.
    pub(crate) ticks: Vec<Interval>,
    /// The times of which it is one.
    pub(crate) times: Vec<Time>,
    /// The codes or texts of which it is one.
    pub(crate) texts: Vec<Arc<str>>,
}

/// An exact value of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded {
    pub(crate) value: Interval,
    /// The fact is as on record.
    pub(crate) unless: Literal,
}

/// What a case states of a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stated {
    pub(crate) value: Interval,
    pub(crate) mark: Mark,
}

/// Which elements the scopes around a node stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Bound(Vec<(ScopeId, ElementId)>);

impl Bound {
    pub(crate) fn of(scope: ScopeId, element: ElementId) -> Self {
        if scope == ScopeId::CASE { Self::default() } else { Self(vec![(scope, element)]) }
    }

    /// The scopes with the elements that they stand for, from the outermost inwards.
    pub(crate) fn all(&self) -> &[(ScopeId, ElementId)] {
        &self.0
    }

    /// The element that a fact belongs to; `None` where its scope is not bound.
    pub(crate) fn element(&self, fact: FactRef) -> Option<ElementId> {
        if fact.scope == ScopeId::CASE {
            return Some(ElementId::CASE);
        }
        self.0.iter().rev().find(|(scope, _)| *scope == fact.scope).map(|(_, element)| *element)
    }

    pub(crate) fn with(&self, scope: ScopeId, element: ElementId) -> Self {
        let mut all = self.0.clone();
        all.push((scope, element));
        Self(all)
    }
}
