//! The facts of two policies as one table: what is the same for both has one number.
//!
//! Facts are the same where their paths are. What is asked of a fact anywhere is collected here, so that its values
//! can be cut into parts that no question tells apart. Knows no formula.
//!
//! Long because everything that is collected of a fact stands here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_model::program::{
    EvidenceRule, FactRef, Inclusion, Op, Program, Relation, ScopeId, SymbolSet, ValueKind, Values, Wanted,
};
use medpol_model::value::{Grain, Interval, Symbols, TickSet};
use medpol_model::vocabulary::{Enumeration, Fact, FactId, FactKind, Vocabulary};

use crate::answer::{Incomparable, Side};
use crate::parts::{Asked, Parts};

/// A fact of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct JointId(pub(crate) usize);

/// A fact as all sides know it.
pub(crate) struct JointFact {
    /// Its path.
    pub(crate) path: Arc<str>,
    /// Its number on each side; `None` where a side does not have it.
    pub(crate) ids: Vec<Option<FactId>>,
    /// The same fact of another patient, where two patients of one policy are looked at.
    pub(crate) twin: Option<JointId>,
    /// What its values fall into.
    pub(crate) parts: Parts,
    /// The kinds of document that some leaf asks for.
    pub(crate) documents: BTreeSet<Arc<str>>,
    /// Whether some leaf asks for evidence.
    pub(crate) is_evidenced: bool,
}

/// What is found of a fact once all is collected that is asked of it.
struct JointParts {
    parts: Parts,
    documents: BTreeSet<Arc<str>>,
    is_evidenced: bool,
}

/// Where the values of facts that are compared with one another are cut, besides where the policies ask.
#[derive(Default)]
pub(crate) struct Cuts {
    /// At these ticks of numbers and dates.
    pub(crate) ticks: Vec<(Grain, i64)>,
    /// Each of these codes by itself.
    pub(crate) codes: BTreeSet<Arc<str>>,
    /// Each of these texts by itself.
    pub(crate) texts: BTreeSet<Arc<str>>,
}

/// The facts of all sides.
pub(crate) struct Joint<'a> {
    pub(crate) sides: Vec<Side<'a>>,
    pub(crate) facts: Vec<JointFact>,
    /// By side and by the fact's number there.
    numbers: Vec<Vec<JointId>>,
}

impl<'a> Joint<'a> {
    /// The table of some sides, at least one.
    pub(crate) fn new(sides: &[Side<'a>]) -> Result<Self, Incomparable> {
        Self::made(sides, &BTreeSet::new(), &Cuts::default())
    }

    /// The same, with the values of facts that are compared with one another cut where a record leaves some of them
    /// open.
    pub(crate) fn of_record(side: Side<'a>, cuts: &Cuts) -> Result<Self, Incomparable> {
        Self::made(&[side], &BTreeSet::new(), cuts)
    }

    /// The same, where each side has its own value of these facts.
    pub(crate) fn apart(sides: &[Side<'a>], apart: &BTreeSet<Arc<str>>) -> Result<Self, Incomparable> {
        Self::made(sides, apart, &Cuts::default())
    }

    fn made(sides: &[Side<'a>], apart: &BTreeSet<Arc<str>>, cuts: &Cuts) -> Result<Self, Incomparable> {
        let mut joint = Self { sides: sides.to_vec(), facts: Vec::new(), numbers: Vec::new() };
        let mut by_path: BTreeMap<(Arc<str>, usize), JointId> = BTreeMap::new();
        for (at, side) in sides.iter().enumerate() {
            let mut numbers = Vec::new();
            for (number, fact) in side.policy.vocabulary.facts.iter().enumerate() {
                let owner = if apart.contains(&fact.path) { at } else { 0 };
                let twin = if owner == 0 { None } else { by_path.get(&(Arc::clone(&fact.path), 0)).copied() };
                let id = *by_path.entry((Arc::clone(&fact.path), owner)).or_insert_with(|| {
                    joint.facts.push(JointFact {
                        path: Arc::clone(&fact.path),
                        ids: vec![None; sides.len()],
                        twin,
                        parts: Parts::default(),
                        documents: BTreeSet::new(),
                        is_evidenced: false,
                    });
                    JointId(joint.facts.len() - 1)
                });
                let own = u32::try_from(number).ok().map(FactId);
                if let Some(place) = joint.facts.get_mut(id.0).and_then(|fact| fact.ids.get_mut(at)) {
                    *place = own;
                }
                numbers.push(id);
            }
            joint.numbers.push(numbers);
        }
        joint.check()?;
        joint.cut(cuts);
        Ok(joint)
    }

    /// The number of a side's fact.
    pub(crate) fn of(&self, side: usize, fact: FactId) -> JointId {
        let known = self.numbers.get(side).and_then(|numbers| numbers.get(fact.0 as usize));
        known.copied().unwrap_or(JointId(usize::MAX))
    }

    /// A fact of the table.
    pub(crate) fn fact(&self, id: JointId) -> Option<&JointFact> {
        self.facts.get(id.0)
    }

    /// The vocabulary of a side.
    pub(crate) fn vocabulary(&self, side: usize) -> Option<&'a Vocabulary> {
        self.sides.get(side).map(|side| &*side.policy.vocabulary)
    }

    /// The symbols of a side.
    pub(crate) fn symbols(&self, side: usize) -> Option<&'a Symbols> {
        self.sides.get(side).map(|side| side.symbols)
    }

    /// What the first side that has a fact says of it.
    pub(crate) fn said(&self, id: JointId) -> Option<(usize, FactId, &'a Fact)> {
        let known = self.fact(id)?;
        let (side, own) = known.ids.iter().enumerate().find_map(|(side, own)| Some((side, (*own)?)))?;
        Some((side, own, self.vocabulary(side)?.fact(own)?))
    }

    /// The single value that the elements of a list of values are.
    pub(crate) fn element_of(&self, list: JointId) -> Option<JointId> {
        let (side, _, fact) = self.said(list)?;
        let FactKind::List(kind) = &fact.kind else { return None };
        let first = self.vocabulary(side)?.frame(kind.frame)?.facts.first()?;
        Some(self.of(side, *first))
    }

    /// Every value of an enumeration or of yes and no, as bits.
    pub(crate) fn domain(&self, id: JointId) -> u64 {
        let Some((side, _, fact)) = self.said(id) else { return 0 };
        let vocabulary = self.vocabulary(side);
        match &fact.kind {
            FactKind::Boolean => 0b11,
            FactKind::Enumeration(id) => {
                vocabulary.and_then(|vocabulary| vocabulary.enumeration(*id)).map_or(0, Enumeration::domain)
            }
            FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => 0,
        }
    }

    /// Whether a fact is a code, not a text; nothing where it is neither.
    fn is_code(&self, id: JointId) -> Option<bool> {
        match &self.said(id)?.2.kind {
            FactKind::Code { .. } => Some(true),
            FactKind::Text => Some(false),
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::List(_) => None,
        }
    }

    fn check(&self) -> Result<(), Incomparable> {
        let mut facts = Vec::new();
        for joint in &self.facts {
            let mut kinds = joint.ids.iter().enumerate().filter_map(|(side, id)| {
                let vocabulary = self.vocabulary(side)?;
                Some((vocabulary, &vocabulary.fact((*id)?)?.kind))
            });
            let Some(first) = kinds.next() else { continue };
            if !kinds.all(|other| is_alike(first, other)) {
                facts.push(Arc::clone(&joint.path));
            }
        }
        if facts.is_empty() { Ok(()) } else { Err(Incomparable { facts }) }
    }

    /// Cuts the values of every fact.
    fn cut(&mut self, cuts: &Cuts) {
        let mut asked: BTreeMap<JointId, Asked> = BTreeMap::new();
        for side in 0..self.sides.len() {
            let Some(policy) = self.sides.get(side).map(|side| side.policy) else { continue };
            for program in [&policy.program, &policy.vocabulary.program] {
                self.collect(side, program, &mut asked);
            }
        }
        self.ask_inputs(&mut asked);
        // What is compared with one another is cut alike.
        let compared: Vec<JointId> = asked.iter().filter(|(_, one)| one.is_compared).map(|(id, _)| *id).collect();
        let [codes, texts] = [Some(true), Some(false)].map(|wanted| {
            let alike = compared.iter().filter(|id| self.is_code(**id) == wanted).filter_map(|id| asked.get(id));
            alike.flat_map(|one| one.sets.clone()).collect::<Vec<_>>()
        });
        for id in compared {
            let grain = crate::parts::grain(self, id);
            let is_code = self.is_code(id);
            if let Some(one) = asked.get_mut(&id) {
                if let Some(is_code) = is_code {
                    let (sets, named) = if is_code { (&codes, &cuts.codes) } else { (&texts, &cuts.texts) };
                    one.sets.clone_from(sets);
                    one.texts.clone_from(named);
                }
                let own = cuts.ticks.iter().filter(|(other, _)| (*other == Grain::Day) == (grain == Grain::Day));
                one.lines.extend(own.map(|(_, tick)| TickSet::of(grain, [Interval::up_to(*tick)])));
            }
        }
        let all: Vec<JointParts> = (0..self.facts.len())
            .map(|at| {
                let own = asked.remove(&JointId(at)).unwrap_or_default();
                let (documents, is_evidenced) = (own.documents.clone(), own.is_evidenced);
                JointParts { parts: Parts::of(self, JointId(at), own), documents, is_evidenced }
            })
            .collect();
        for (fact, own) in self.facts.iter_mut().zip(all) {
            fact.parts = own.parts;
            fact.documents = own.documents;
            fact.is_evidenced = own.is_evidenced;
        }
    }

    /// Asks for the documents of a fact of everything that it follows from too: these back it.
    fn ask_inputs(&self, asked: &mut BTreeMap<JointId, Asked>) {
        let mut todo: Vec<JointId> = asked.iter().filter(|(_, one)| one.is_evidenced).map(|(id, _)| *id).collect();
        let mut seen: BTreeSet<JointId> = todo.iter().copied().collect();
        while let Some(id) = todo.pop() {
            let documents = asked.get(&id).map(|one| one.documents.clone()).unwrap_or_default();
            for input in self.inputs(id) {
                let own = asked.entry(input).or_default();
                let before = own.documents.len();
                own.is_evidenced = true;
                own.documents.extend(documents.iter().cloned());
                if seen.insert(input) || own.documents.len() > before {
                    todo.push(input);
                }
            }
        }
    }

    /// The facts that a fact follows from, on any side.
    fn inputs(&self, id: JointId) -> Vec<JointId> {
        let Some(fact) = self.fact(id) else { return Vec::new() };
        let of = |(side, own): (usize, &Option<FactId>)| {
            let vocabulary = self.vocabulary(side)?;
            let derivation = vocabulary.fact((*own)?)?.derivation?;
            let derivation = vocabulary.derivations.get(derivation.0 as usize)?;
            let inputs = derivation.facts(&vocabulary.program).into_iter();
            Some(inputs.map(|input| self.of(side, input.fact)).collect::<Vec<_>>())
        };
        fact.ids.iter().enumerate().filter_map(of).flatten().collect()
    }

    fn collect(&self, side: usize, program: &'a Program, asked: &mut BTreeMap<JointId, Asked>) {
        for atom in &program.atoms {
            let own = asked.entry(self.of(side, atom.fact.fact)).or_default();
            match &atom.values {
                Values::Mask(_) => {}
                Values::Ticks(set) => own.lines.push(set.clone()),
                Values::Times(limits) => own.limits.extend(limits.iter().copied()),
                Values::Symbols(members) => {
                    own.sets.extend(members.iter().map(|member| (side, Arc::clone(&member.set))));
                }
            }
        }
        for op in &program.nodes {
            self.collect_of(side, program, op, asked);
        }
    }

    fn collect_of(&self, side: usize, program: &Program, op: &Op, asked: &mut BTreeMap<JointId, Asked>) {
        let mut compare = |fact: FactRef| {
            let id = self.of(side, fact.fact);
            let value = self.element_of(id).unwrap_or(id);
            asked.entry(value).or_default().is_compared = true;
        };
        let rules = match op {
            Op::Relate { fact, relations, rules, .. } => {
                for relation in program.relations(*relations) {
                    if let Some(other) = Program::other_fact(relation) {
                        compare(*fact);
                        compare(other);
                    }
                }
                for relation in program.relations(*relations) {
                    self.collect_wanted(side, *fact, relation, asked);
                }
                rules
            }
            Op::Count { distinct, rules, .. } => {
                program.fields(*distinct).iter().copied().for_each(compare);
                rules
            }
            Op::Extreme { by, rules, .. } => {
                compare(*by);
                rules
            }
            Op::Leaf { rules, .. } | Op::Quantify { rules, .. } | Op::Sum { rules, .. } => rules,
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
            | Op::Known(_)
            | Op::Constant(_) => &None,
        };
        let kinds = match program.rules(*rules).and_then(|rules| rules.evidence.as_ref()) {
            None => return,
            Some(EvidenceRule::Any) => &[][..],
            Some(EvidenceRule::Kinds(kinds)) => &kinds[..],
        };
        for fact in facts_of(program, op) {
            let own = asked.entry(self.of(side, fact)).or_default();
            own.is_evidenced = true;
            own.documents.extend(kinds.iter().cloned());
        }
    }

    /// Cuts the elements of a list where a relation names single values.
    fn collect_wanted(&self, side: usize, list: FactRef, relation: &Relation, asked: &mut BTreeMap<JointId, Asked>) {
        let Relation::Includes { wanted, inclusion, .. } = relation else { return };
        let Some(element) = self.element_of(self.of(side, list.fact)) else { return };
        let own = asked.entry(element).or_default();
        match wanted {
            Wanted::Points(points) => {
                let grain = crate::parts::grain(self, element);
                own.lines.extend(points.iter().map(|point| TickSet::of(grain, [Interval::point(*point)])));
            }
            Wanted::Symbols(set) => {
                own.sets.push((side, Arc::clone(set)));
                // Where all are wanted, each is told apart.
                own.is_compared |= *inclusion == Inclusion::All;
            }
            Wanted::Mask(_) | Wanted::List(_) | Wanted::Fact(_) => {}
        }
    }

    /// Whether two stored texts are the same; used where numbers of two libraries differ.
    pub(crate) fn is_in(&self, side: usize, set: &SymbolSet, text: &str) -> Membership {
        let number = self.symbols(side).and_then(|symbols| symbols.find(text));
        if let Some(number) = number.filter(|number| set.numbers.binary_search(number).is_ok()) {
            let period = set.periods.iter().find(|(dated, _)| *dated == number);
            return period.map_or(Membership::Always, |(_, period)| Membership::OnSomeDays(*period));
        }
        if set.stems.iter().any(|stem| text.starts_with(&**stem)) { Membership::Always } else { Membership::Never }
    }
}

/// Whether a text belongs to a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    Always,
    Never,
    /// Where the date of service lies in this period.
    OnSomeDays(Interval),
}

/// The facts whose evidence a node asks for: those it reads, and the elements that a scope speaks of.
fn facts_of(program: &Program, op: &Op) -> Vec<FactId> {
    let list = |scope: &ScopeId| program.scope(*scope).list.fact;
    match op {
        Op::Leaf { atom, .. } => program.atom(*atom).map(|atom| atom.fact.fact).into_iter().collect(),
        Op::Relate { fact, relations, .. } => {
            let others = program.relations(*relations).iter().filter_map(Program::other_fact).map(|other| other.fact);
            std::iter::once(fact.fact).chain(others).collect()
        }
        Op::Quantify { elements, .. }
        | Op::Count { elements, .. }
        | Op::Sum { elements, .. }
        | Op::Extreme { elements, .. } => vec![list(elements)],
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
        | Op::Known(_)
        | Op::Constant(_) => Vec::new(),
    }
}

/// Whether two facts hold the same values.
fn is_alike((one, left): (&Vocabulary, &FactKind), (other, right): (&Vocabulary, &FactKind)) -> bool {
    match (left, right) {
        (FactKind::Enumeration(left), FactKind::Enumeration(right)) => {
            let names = |vocabulary: &Vocabulary, id| -> Option<Vec<Arc<str>>> {
                Some(vocabulary.enumeration(id)?.values.iter().map(|value| Arc::clone(&value.name)).collect())
            };
            names(one, *left) == names(other, *right)
        }
        (FactKind::List(left), FactKind::List(right)) => left.elements == right.elements,
        (FactKind::Code { systems: left }, FactKind::Code { systems: right }) => {
            left.iter().map(|system| &system.id).eq(right.iter().map(|system| &system.id))
        }
        _ => left == right,
    }
}

/// How the values of a fact are stored.
pub(crate) fn values(joint: &Joint<'_>, id: JointId) -> ValueKind {
    joint.said(id).map_or(ValueKind::Ticks, |(_, _, fact)| fact.kind.values())
}
