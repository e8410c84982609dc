//! Every answer that there is to what a record leaves open, and the record with some of them.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use medpol_evaluator::{Assumptions, Evaluation, Frames, Outcomes, Reading, decide_with};
use medpol_model::case::{Case, Evidence, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::{Offset, Op, Program, Relation, Values};
use medpol_model::value::{Date, Grain, Interval, Span, Status, days_in_months};
use medpol_model::vocabulary::{Clock, Fact, FactId, FactKind, FrameId};
use medpol_proof::RecordFact;

use crate::small::Small;
use crate::worlds;

/// How many ways to answer are tried at most.
pub const MOST: usize = 3_000;

/// An answer to an open fact.
#[derive(Clone)]
pub enum Given {
    Value(Interval, Mark),
    /// The entries that a list has besides those on record: their fields.
    Entries(Vec<Vec<(FactId, Interval, Mark)>>),
}

pub struct Trial<'t> {
    pub small: &'t Small,
    pub policy: &'t Policy,
    pub record: &'t Case,
    pub read: &'t BTreeSet<FactId>,
    pub open: &'t [RecordFact],
}

impl Trial<'_> {
    fn fact(&self, id: FactId) -> &Fact {
        self.policy.vocabulary.fact(id).unwrap()
    }

    /// Every answer to a fact that the record allows.
    pub fn answers(&self, open: &RecordFact, case: &mut Case) -> Option<Vec<Given>> {
        let (facts, slot) = (&self.record.facts, open.slot as usize);
        if let FactKind::List(kind) = &self.fact(open.fact).kind {
            let (_, known) = facts.elements(slot);
            let most = kind.max_items.unwrap() as usize;
            let entries = self.entries(kind.frame, case)?;
            let mut all: Vec<Vec<_>> = vec![Vec::new()];
            let mut found = vec![Given::Entries(Vec::new())];
            for _ in known..most {
                all = all
                    .iter()
                    .flat_map(|begun| {
                        entries.iter().map(|entry| begun.iter().cloned().chain([entry.clone()]).collect())
                    })
                    .collect();
                if all.len() > MOST {
                    return None;
                }
                found.extend(all.iter().cloned().map(Given::Entries));
            }
            return Some(found);
        }
        let (value, mark) = (facts.value(slot), facts.mark(slot));
        let is_mask = matches!(self.fact(open.fact).kind, FactKind::Boolean | FactKind::Enumeration(_));
        let is_allowed = |own: Interval| {
            if !mark.has(Mark::GIVEN) {
                true
            } else if is_mask {
                value.low & own.low != 0
            } else if mark.has(Mark::ALTERNATIVES) {
                facts.alternatives(slot).contains(&own)
            } else {
                value.meet(own) == own
            }
        };
        // A length that is stated, and lies to another one as the calendar says, can be answered in more than one way.
        let stated = if mark.has(Mark::ALTERNATIVES) { facts.alternatives(slot) } else { &[value][..] };
        if mark.has(Mark::GIVEN) && !stated.iter().all(|own| self.is_clear(open.fact, *own, mark)) {
            return None;
        }
        let all = self.values(open.fact, case);
        let fitting = all.into_iter().filter(|(own, mark)| is_allowed(*own) && self.is_clear(open.fact, *own, *mark));
        Some(fitting.map(|(value, mark)| Given::Value(value, mark)).collect())
    }

    /// Whether the calendar leaves no doubt how a length lies to those that it is compared with.
    fn is_clear(&self, id: FactId, value: Interval, mark: Mark) -> bool {
        if !matches!(self.fact(id).kind, FactKind::Duration(Clock::Length | Clock::Between)) {
            return true;
        }
        let days =
            |span: Span, count: i64| if span == Span::Days { Interval::point(count) } else { days_in_months(count) };
        let own = days(mark.span(), value.low / 2);
        let atoms = self.policy.program.atoms.iter().filter(|atom| atom.fact.fact == id);
        let limits =
            atoms.flat_map(|atom| if let Values::Times(limits) = &atom.values { limits.to_vec() } else { vec![] });
        limits.into_iter().all(|limit| {
            let other = days(limit.duration.span, limit.duration.count);
            limit.duration.span == mark.span() || own.meet(other).is_empty()
        })
    }

    /// Values of a fact of every kind that questions tell apart: of a date also those that lie otherwise than these to the
    /// dates on record, where it is compared with them.
    fn values(&self, id: FactId, case: &mut Case) -> Vec<(Interval, Mark)> {
        let fact = self.fact(id);
        let mut all = worlds::values(&self.policy.vocabulary, &self.small.symbols, fact, case);
        if fact.kind != FactKind::Date || !self.compared().contains(&id) {
            return all;
        }
        let limits = self.days();
        let lie = |tick: i64| -> Vec<Ordering> { limits.iter().map(|limit| tick.cmp(limit)).collect() };
        for limit in &limits {
            for day in [-1, 0, 1].map(|days| Date::at(*limit).plus_days(days).tick()) {
                if all.iter().all(|(known, _)| lie(known.low) != lie(day)) {
                    all.push((Interval::point(day), Mark::GIVEN));
                }
            }
        }
        all
    }

    /// The facts that the policy compares with others.
    fn compared(&self) -> BTreeSet<FactId> {
        let mut found = BTreeSet::new();
        for op in &self.policy.program.nodes {
            match op {
                Op::Relate { fact, relations, .. } => {
                    let others = self
                        .policy
                        .program
                        .relations(*relations)
                        .iter()
                        .filter_map(Program::other_fact)
                        .collect::<Vec<_>>();
                    if !others.is_empty() {
                        found.insert(fact.fact);
                        found.extend(others.iter().map(|other| other.fact));
                    }
                }
                Op::Extreme { by, .. } => drop(found.insert(by.fact)),
                _ => {}
            }
        }
        found
    }

    /// The dates on record, those that lie as far from them as dates are compared at, and those that dates are compared
    /// with.
    fn days(&self) -> BTreeSet<i64> {
        let offsets: Vec<i64> = [0]
            .into_iter()
            .chain(self.policy.program.relations.iter().flat_map(|relation| match relation {
                Relation::Fact { offset: Offset::Days(days), .. } => vec![*days, -*days],
                _ => Vec::new(),
            }))
            .collect();
        let mut found = BTreeSet::new();
        let mut frames = vec![(FrameId::CASE, 0)];
        while let Some((frame, base)) = frames.pop() {
            for id in &self.policy.vocabulary.frame(frame).unwrap().facts {
                let fact = self.fact(*id);
                let slot = base + fact.slot as usize;
                if !self.record.facts.mark(slot).has(Mark::GIVEN) {
                    continue;
                }
                if let FactKind::List(kind) = &fact.kind {
                    let (first, count) = self.record.facts.elements(slot);
                    let width = self.policy.vocabulary.width(kind.frame);
                    frames.extend((0..count).map(|at| (kind.frame, first + at * width)));
                } else if fact.kind == FactKind::Date {
                    let value = self.record.facts.value(slot);
                    let ends = [value.low, value.high].map(|tick| Date::at(tick));
                    found.extend(ends.iter().flat_map(|day| offsets.iter().map(|days| day.plus_days(*days).tick())));
                }
            }
        }
        let asked = self.policy.program.atoms.iter().flat_map(|atom| match &atom.values {
            Values::Ticks(set) if set.grain() == Grain::Day => set.intervals().to_vec(),
            _ => Vec::new(),
        });
        let ends = asked.flat_map(|interval| [interval.low, interval.high]);
        found.extend(ends.filter(|tick| *tick != i64::MIN && *tick != i64::MAX && tick & 1 == 0));
        found
    }

    /// Every entry of a list, by the fields that are read; `None` where there are too many, or lists in it.
    fn entries(&self, frame: FrameId, case: &mut Case) -> Option<Vec<Vec<(FactId, Interval, Mark)>>> {
        let mut all = vec![Vec::new()];
        for id in &self.policy.vocabulary.frame(frame).unwrap().facts {
            let fact = self.fact(*id);
            if !self.read.contains(id) && !fact.path.ends_with("[]") {
                continue;
            }
            if matches!(fact.kind, FactKind::List(_)) {
                return None;
            }
            let values = self.values(*id, case);
            all = all
                .iter()
                .flat_map(|begun: &Vec<_>| {
                    values
                        .iter()
                        .map(|(value, mark)| begun.iter().copied().chain([(*id, *value, *mark)]).collect::<Vec<_>>())
                })
                .collect();
            if all.len() > 60 {
                return None;
            }
        }
        Some(all)
    }

    fn slot(&self, case: &Case, open: &RecordFact) -> usize {
        let mut base = 0;
        let mut list = self.fact(open.fact);
        let mut lists = Vec::new();
        while let Some(around) = self.policy.vocabulary.frame(list.frame).unwrap().list {
            list = self.fact(around);
            lists.insert(0, list);
        }
        for (list, at) in lists.iter().zip(&open.elements) {
            let FactKind::List(kind) = &list.kind else { panic!("a list") };
            let (first, _) = case.facts.elements(base + list.slot as usize);
            base = first + at * self.policy.vocabulary.width(kind.frame);
        }
        base + self.fact(open.fact).slot as usize
    }

    fn prove(case: &mut Case, slot: usize) {
        let first = u32::try_from(case.documents.len()).unwrap();
        for document in ["Note", "Other"] {
            case.documents.push(Evidence { document: document.into(), date: None, locator: None, origin: None });
        }
        case.evidence.insert(u32::try_from(slot).unwrap(), vec![first, first + 1]);
    }

    /// The record with some answers; `None` where one contradicts what is on record.
    pub fn with(&self, base: &Case, given: &[(usize, &Given)]) -> Option<(Status, Status)> {
        let mut case = base.clone();
        let is_list = |(_, given): &&(usize, &Given)| matches!(given, Given::Entries(_));
        for (at, given) in given.iter().filter(is_list) {
            let slot = self.slot(&case, &self.open[*at]);
            let FactKind::List(kind) = &self.fact(self.open[*at].fact).kind else { panic!("a list") };
            let Given::Entries(entries) = given else { continue };
            self.lengthen(&mut case, slot, kind.frame, entries);
            Self::prove(&mut case, slot);
        }
        for (at, given) in given.iter().filter(|own| !is_list(own)) {
            let slot = self.slot(&case, &self.open[*at]);
            let Given::Value(value, mark) = given else { continue };
            case.facts.set(slot, Some(*value), *mark);
            Self::prove(&mut case, slot);
        }
        let found = self.policy.vocabulary.out_of_order(&case.facts);
        case.facts.set_out_of_order(found);
        let mut outcomes = Outcomes::for_policy(self.policy);
        let left_out = decide_with(self.policy, &self.small.symbols, &case, &mut outcomes, Assumptions::LeftOut);
        let taken = decide_with(self.policy, &self.small.symbols, &case, &mut outcomes, Assumptions::Taken);
        let scene = Evaluation::of(self.policy, &self.small.symbols, &case, &outcomes, Assumptions::Taken);
        if self.stated_too().iter().any(|stated| is_contradictory(scene, self.policy, stated)) {
            return None;
        }
        for (at, given) in given {
            let open = &self.open[*at];
            let (fact, slot) = (self.fact(open.fact), self.slot(&case, open));
            let own = fact.reference(open.fact, self.policy.vocabulary.scope(open.fact));
            let frames = Frames::TOP.with(own.scope, slot - fact.slot as usize);
            if matches!(scene.of_vocabulary().reading(own, &frames), Reading::Unusable(_)) {
                return None;
            }
            // What does not arise is answered as absent.
            let is_absent = match given {
                Given::Value(value, _) => *value == Interval::point(0b01),
                Given::Entries(_) => case.facts.elements(slot).1 == 0,
            };
            if !is_absent && scene.of_vocabulary().does_not_arise(own, &frames) {
                return None;
            }
        }
        Some((taken, left_out))
    }

    /// The facts of the case that are on record and follow from others too, without a contradiction.
    fn stated_too(&self) -> Vec<RecordFact> {
        let facts = self.policy.vocabulary.facts.iter().enumerate();
        let stated = facts.filter(|(_, fact)| fact.frame == FrameId::CASE && fact.derivation.is_some());
        let stated = stated.filter(|(_, fact)| self.record.facts.mark(fact.slot as usize).has(Mark::GIVEN));
        let told = stated.map(|(at, fact)| RecordFact {
            fact: FactId(u32::try_from(at).unwrap()),
            path: fact.path.clone(),
            elements: Vec::new(),
            slot: fact.slot,
        });
        told.filter(|fact| !self.contradicts_others(fact)).collect()
    }

    /// Whether what is on record of an open fact cannot be true together with what it follows from.
    fn contradicts_others(&self, open: &RecordFact) -> bool {
        let mut outcomes = Outcomes::for_policy(self.policy);
        decide_with(self.policy, &self.small.symbols, self.record, &mut outcomes, Assumptions::Taken);
        let scene = Evaluation::of(self.policy, &self.small.symbols, self.record, &outcomes, Assumptions::Taken);
        is_contradictory(scene, self.policy, open)
    }

    /// Whether what a case says of an open fact is something that the record allows.
    pub fn agrees(&self, open: &RecordFact, case: &Case) -> bool {
        let facts = &self.record.facts;
        let (slot, own) = (open.slot as usize, self.slot(case, open));
        if self.contradicts_others(open) {
            return true;
        }
        let (mark, answer) = (facts.mark(slot), case.facts.value(own));
        if !mark.has(Mark::GIVEN) {
            return true;
        }
        let value = facts.value(slot);
        let stated = if mark.has(Mark::ALTERNATIVES) { facts.alternatives(slot) } else { &[value][..] };
        match self.fact(open.fact).kind {
            FactKind::Boolean | FactKind::Enumeration(_) => answer.low & value.low == answer.low,
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date => {
                stated.iter().any(|stated| stated.meet(answer) == answer)
            }
            FactKind::Code { .. } | FactKind::Text => stated.contains(&answer),
            // A length of which the calendar says more than the record can be answered otherwise than it is stated.
            FactKind::Duration(_) => {
                stated.contains(&answer) || !stated.iter().all(|own| self.is_clear(open.fact, *own, mark))
            }
            FactKind::List(_) => true,
        }
    }

    fn lengthen(&self, case: &mut Case, slot: usize, frame: FrameId, entries: &[Vec<(FactId, Interval, Mark)>]) {
        let blank = self.policy.vocabulary.frame(frame).unwrap().blank.clone();
        let (first, known) = case.facts.elements(slot);
        let bases: Vec<usize> = (0..known + entries.len()).map(|_| case.facts.add_frame(&blank)).collect();
        for at in 0..known * blank.len() {
            let (from, to) = (first + at, bases[0] + at);
            let (value, mark) = (case.facts.value(from), case.facts.mark(from));
            case.facts.set(to, Some(value), mark);
            let (from, to) = (u32::try_from(from).unwrap(), u32::try_from(to).unwrap());
            if let Some(run) = case.facts.runs.get(&from).copied() {
                case.facts.runs.insert(to, run);
            }
            if let Some(evidence) = case.evidence.get(&from).cloned() {
                case.evidence.insert(to, evidence);
            }
        }
        let first = bases.first().copied().unwrap_or(0);
        case.facts.set_elements(slot, first, bases.len(), Mark::GIVEN);
        for (entry, base) in entries.iter().zip(&bases[known..]) {
            for (id, value, mark) in entry {
                let slot = base + self.fact(*id).slot as usize;
                case.facts.set(slot, Some(*value), *mark);
                Self::prove(case, slot);
            }
        }
    }
}

/// Whether what a case says of a fact cannot be true together with what it follows from.
fn is_contradictory(scene: Evaluation<'_>, policy: &Policy, stated: &RecordFact) -> bool {
    let fact = policy.vocabulary.fact(stated.fact).unwrap();
    let own = fact.reference(stated.fact, policy.vocabulary.scope(stated.fact));
    let frames = Frames::TOP.with(own.scope, (stated.slot - fact.slot) as usize);
    matches!(scene.of_vocabulary().reading(own, &frames), Reading::Unusable(_))
}
