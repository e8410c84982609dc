//! What a record says, as the evaluator reads it: of facts, of parts of their values, and of nodes.
//!
//! No formula is known here.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use medpol_evaluator::{Assumptions, Evaluation, Frames, Outcomes, Reading, decide_with};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::{EvidenceRule, FactRef, NodeId, Offset, Op, Program, Relation, ScopeId, ValueKind, Values};
use medpol_model::value::{Date, Grain, Interval, Span, Status, Symbols};
use medpol_model::vocabulary::{FactId, FactKind, FrameId};

use crate::answer::Side;
use crate::decode::{Time, may_lie};
use crate::joint::{Cuts, Joint};
use crate::parts::{Inside, Part};
use crate::space::Choice;

/// A record with what the evaluator made of it.
pub(crate) struct OnRecord<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) symbols: &'a Symbols,
    pub(crate) case: &'a Case,
    taken: Outcomes,
    left_out: Outcomes,
    /// Every question that is asked of a fact's value, without rules, as a node of its own.
    questions: Program,
    of_fact: HashMap<FactId, Vec<(NodeId, Values)>>,
    rules: HashMap<FactId, Vec<EvidenceRule>>,
}

impl<'a> OnRecord<'a> {
    pub(crate) fn new(side: Side<'a>, case: &'a Case) -> Self {
        let Side { policy, symbols } = side;
        let decided = |assumptions| {
            let mut outcomes = Outcomes::for_policy(policy);
            decide_with(policy, symbols, case, &mut outcomes, assumptions);
            outcomes
        };
        let (taken, left_out) = (decided(Assumptions::Taken), decided(Assumptions::LeftOut));
        let mut made = Self {
            policy,
            symbols,
            case,
            taken,
            left_out,
            questions: policy.vocabulary.program.clone(),
            of_fact: HashMap::new(),
            rules: HashMap::new(),
        };
        for program in [&policy.program, &policy.vocabulary.program] {
            made.collect(program);
        }
        made
    }

    fn collect(&mut self, program: &Program) {
        let vocabulary = &self.policy.vocabulary;
        for atom in &program.atoms {
            let id = atom.fact.fact;
            let Some(fact) = vocabulary.fact(id) else { continue };
            let scope = vocabulary.scope(id);
            let asked = self.questions.add_atom(fact.reference(id, scope), atom.values.clone());
            let node = self.questions.add(Op::Leaf { atom: asked, rules: None }, scope);
            self.of_fact.entry(id).or_default().push((node, atom.values.clone()));
        }
        for at in 0..program.nodes.len() {
            let node = NodeId(u32::try_from(at).unwrap_or(u32::MAX));
            let rule = program.rules(program.rules_of(node)).and_then(|rules| rules.evidence.clone());
            let Some(rule) = rule else { continue };
            for fact in program.own_facts(node) {
                self.rules.entry(fact.fact).or_default().push(rule.clone());
            }
        }
    }

    pub(crate) fn scene(&self, assumptions: Assumptions) -> Evaluation<'_> {
        let outcomes = match assumptions {
            Assumptions::Taken => &self.taken,
            Assumptions::LeftOut => &self.left_out,
        };
        Evaluation::of(self.policy, self.symbols, self.case, outcomes, assumptions)
    }

    /// Whether the evaluator came to an end.
    pub(crate) fn is_decided(&self) -> bool {
        self.taken.too_much().is_none() && self.left_out.too_much().is_none()
    }

    pub(crate) fn status(&self, node: NodeId, assumptions: Assumptions) -> Status {
        match assumptions {
            Assumptions::Taken => self.taken.status(node),
            Assumptions::LeftOut => self.left_out.status(node),
        }
    }

    /// The status of a node where elements are bound, by the first slot of each.
    pub(crate) fn inner(&self, node: NodeId, bound: &[(ScopeId, usize)], assumptions: Assumptions) -> Status {
        fn on(scene: Evaluation<'_>, node: NodeId, bound: &[(ScopeId, usize)], frames: &Frames<'_>) -> Status {
            match bound.split_first() {
                None => scene.inner(node, frames),
                Some(((scope, base), rest)) => on(scene, node, rest, &frames.with(*scope, *base)),
            }
        }
        on(self.scene(assumptions), node, bound, &Frames::TOP)
    }

    fn reference(&self, id: FactId) -> Option<FactRef> {
        Some(self.policy.vocabulary.fact(id)?.reference(id, self.policy.vocabulary.scope(id)))
    }

    /// A fact of the record that begins at a slot, as a test reads it.
    pub(crate) fn reading(&self, id: FactId, base: usize) -> Reading {
        let Some(fact) = self.reference(id) else { return Reading::Unknown };
        self.scene(Assumptions::Taken).of_vocabulary().reading(fact, &Frames::TOP.with(fact.scope, base))
    }

    pub(crate) fn does_not_arise(&self, id: FactId, base: usize) -> bool {
        let Some(fact) = self.reference(id) else { return false };
        self.scene(Assumptions::Taken).of_vocabulary().does_not_arise(fact, &Frames::TOP.with(fact.scope, base))
    }

    /// Whether the fact, or what it follows from, is mentioned.
    pub(crate) fn is_mentioned(&self, id: FactId, base: usize) -> bool {
        let Some(fact) = self.reference(id) else { return false };
        let at = if fact.scope == ScopeId::CASE { 0 } else { base };
        if !self.case.facts.mark(at + fact.slot as usize).is_absent() {
            return true;
        }
        let inputs = self.scene(Assumptions::Taken).of_vocabulary().inputs(fact);
        inputs.into_iter().flatten().any(|input| self.is_mentioned(input.fact, base))
    }

    /// Whether a rule accepts what backs a fact.
    pub(crate) fn is_evidenced(&self, id: FactId, base: usize, rule: &EvidenceRule) -> bool {
        let Some(fact) = self.reference(id) else { return false };
        let scene = self.scene(Assumptions::Taken).of_vocabulary();
        scene.is_evidenced(fact, rule, &Frames::TOP.with(fact.scope, base))
    }

    /// Whether every leaf that asks for documents of a fact has them.
    pub(crate) fn is_proven(&self, id: FactId, base: usize) -> bool {
        self.rules.get(&id).is_none_or(|rules| rules.iter().all(|rule| self.is_evidenced(id, base, rule)))
    }

    /// The ends of everything that the record does not state exactly, what lies so far from them as facts are compared
    /// at, and every code and text that it leaves a choice of.
    pub(crate) fn cuts(&self) -> Cuts {
        let mut cuts = Cuts::default();
        let mut found: BTreeSet<(bool, i64)> = BTreeSet::new();
        let (days, numbers) = self.offsets();
        let mut frames: Vec<(FrameId, usize)> = vec![(FrameId::CASE, 0)];
        while let Some((frame, base)) = frames.pop() {
            for id in self.policy.vocabulary.frame(frame).map_or(&[][..], |frame| &frame.facts) {
                let Some(fact) = self.policy.vocabulary.fact(*id) else { continue };
                let slot = base + fact.slot as usize;
                let is_day = match &fact.kind {
                    FactKind::List(kind) => {
                        let (first, count) = self.case.facts.elements(slot);
                        let width = self.policy.vocabulary.width(kind.frame);
                        frames.extend((0..count).map(|at| (kind.frame, first + at * width)));
                        continue;
                    }
                    FactKind::Date => true,
                    FactKind::Integer { .. } | FactKind::Decimal { .. } => false,
                    FactKind::Code { .. } => {
                        cuts.codes.extend(self.choice_of_texts(slot));
                        continue;
                    }
                    FactKind::Text => {
                        cuts.texts.extend(self.choice_of_texts(slot));
                        continue;
                    }
                    FactKind::Boolean | FactKind::Duration(_) | FactKind::Enumeration(_) => continue,
                };
                for tick in self.ends(slot) {
                    let shifted: Vec<i64> = if is_day {
                        days.iter().map(|days| Date::at(tick).plus_days(*days).tick()).collect()
                    } else {
                        numbers.iter().map(|number| tick.saturating_add(*number)).collect()
                    };
                    found.extend(shifted.into_iter().map(|tick| (is_day, tick)));
                }
            }
        }
        let cut = |(is_day, tick): (bool, i64)| {
            let grain = if is_day { Grain::Day } else { Grain::Fine };
            // A value is cut off on both sides.
            [Some(tick), (tick & 1 == 0).then_some(tick - 1)].into_iter().flatten().map(move |tick| (grain, tick))
        };
        cuts.ticks = found.into_iter().flat_map(cut).collect();
        cuts
    }

    /// The codes or texts of which a slot has one.
    fn choice_of_texts(&self, slot: usize) -> impl Iterator<Item = Arc<str>> {
        let is_choice = self.case.facts.mark(slot).has(Mark::ALTERNATIVES);
        let all = if is_choice { self.case.facts.alternatives(slot) } else { &[] };
        all.iter().filter_map(|value| self.text(value.low).map(Arc::from))
    }

    /// The code or text with a number.
    fn text(&self, number: i64) -> Option<&str> {
        self.symbols.text(number).or_else(|| self.case.facts.own(number).map(|text| &**text))
    }

    /// What is on record of a number, date, time, code or text.
    pub(crate) fn choice(&self, id: FactId, base: usize) -> Choice {
        let Reading::Value { value, mark, slot } = self.reading(id, base) else { return Choice::default() };
        let is_choice = mark.has(Mark::ALTERNATIVES);
        let stated = if is_choice { self.case.facts.alternatives(slot) } else { std::slice::from_ref(&value) };
        match self.policy.vocabulary.fact(id).map(|fact| &fact.kind) {
            Some(FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date) => {
                Choice { ticks: stated.to_vec(), ..Choice::default() }
            }
            Some(FactKind::Duration(_)) => {
                let mark = if mark.span() == Span::Days { Mark::GIVEN.with(Mark::DAYS) } else { Mark::GIVEN };
                let times = stated.iter().map(|value| Time { value: *value, mark });
                Choice { times: times.collect(), ..Choice::default() }
            }
            Some(FactKind::Code { .. } | FactKind::Text) => {
                let texts = stated.iter().filter_map(|value| self.text(value.low).map(Arc::from));
                Choice { texts: texts.collect(), ..Choice::default() }
            }
            Some(FactKind::Boolean | FactKind::Enumeration(_) | FactKind::List(_)) | None => Choice::default(),
        }
    }

    /// The finite ends of what is stated, unless it is exact.
    fn ends(&self, slot: usize) -> Vec<i64> {
        let (value, mark) = (self.case.facts.value(slot), self.case.facts.mark(slot));
        let several = mark.has(Mark::ALTERNATIVES);
        if !mark.has(Mark::GIVEN) || (value.is_point() && !several) {
            return Vec::new();
        }
        let all = if several { self.case.facts.alternatives(slot) } else { std::slice::from_ref(&value) };
        let ends = all.iter().flat_map(|value| [value.low, value.high]);
        ends.filter(|tick| *tick != i64::MIN && *tick != i64::MAX).collect()
    }

    /// How far apart facts are compared: in days, and in ticks; always none.
    fn offsets(&self) -> (Vec<i64>, Vec<i64>) {
        let (mut days, mut numbers) = (vec![0], vec![0]);
        for relation in &self.policy.program.relations {
            match relation {
                Relation::Fact { offset: Offset::Days(own), .. } => days.extend([*own, -own]),
                Relation::Fact { offset: Offset::Number(own), .. } => numbers.extend([*own, -own]),
                Relation::Fact { offset: Offset::None, .. }
                | Relation::Among { .. }
                | Relation::Includes { .. }
                | Relation::Alike(_)
                | Relation::Contiguous(_) => {}
            }
        }
        (days, numbers)
    }

    /// The exact value of a fact, if that is on record.
    pub(crate) fn exact(&self, id: FactId, base: usize) -> Option<Interval> {
        match self.reading(id, base) {
            Reading::Value { value, mark, .. } => {
                let is_one = match self.policy.vocabulary.fact(id)?.kind.values() {
                    ValueKind::Mask => value.low.count_ones() == 1,
                    ValueKind::Symbol => value.low == value.high,
                    ValueKind::Ticks => value.is_point(),
                };
                (is_one && !mark.has(Mark::ALTERNATIVES)).then_some(value)
            }
            Reading::Elapsed { start, end } => (start.is_point() && end.is_point()).then_some(start),
            Reading::Unknown | Reading::Unusable(_) => None,
        }
    }

    /// Which parts of its values a fact can have, as far as the record says.
    pub(crate) fn possible(&self, joint: &Joint<'_>, id: FactId, base: usize) -> Vec<bool> {
        let own = joint.of(0, id);
        let Some(fact) = joint.fact(own) else { return Vec::new() };
        let parts = &fact.parts;
        let reading = self.reading(id, base);
        if reading.is_open() {
            return vec![true; parts.all.len()];
        }
        let statuses: Vec<(Status, &Values)> = self.asked(id, base);
        let found: Vec<bool> = parts
            .all
            .iter()
            .map(|part| {
                self.fits(joint, id, part, reading)
                    && statuses.iter().all(|(status, values)| match parts.is_inside(joint, 0, part, values) {
                        Inside::Yes => status.can_be_met(),
                        Inside::No => status.can_be_not_met(),
                        Inside::OnSomeDays(_) => true,
                    })
            })
            .collect();
        if found.contains(&true) { found } else { vec![true; parts.all.len()] }
    }

    /// Whether some question that is asked of a fact's value has no answer yet.
    pub(crate) fn leaves_open(&self, id: FactId, base: usize) -> bool {
        self.asked(id, base).iter().any(|(status, _)| status.is_unknown())
    }

    /// What comes of every question that is asked of a fact's value.
    fn asked(&self, id: FactId, base: usize) -> Vec<(Status, &Values)> {
        let Some(fact) = self.reference(id) else { return Vec::new() };
        let mut scene = self.scene(Assumptions::LeftOut).of_vocabulary();
        scene.program = &self.questions;
        let frames = scene.own(fact, &Frames::TOP.with(fact.scope, base));
        let all = self.of_fact.get(&id).map_or(&[][..], Vec::as_slice);
        all.iter().map(|(node, values)| (scene.inner(*node, &frames), values)).collect()
    }

    /// Whether a value that is read can be of a part, as far as the value alone says.
    fn fits(&self, joint: &Joint<'_>, id: FactId, part: &Part, reading: Reading) -> bool {
        let Some(parts) = joint.fact(joint.of(0, id)).map(|fact| &fact.parts) else { return true };
        let fact = self.policy.vocabulary.fact(id);
        let Reading::Value { value, mark, slot } = reading else { return true };
        let several = self.case.facts.alternatives(slot);
        let all =
            if mark.has(Mark::ALTERNATIVES) && !several.is_empty() { several } else { std::slice::from_ref(&value) };
        match part {
            Part::Name(bit) => all.iter().any(|value| value.low & i64::from_ne_bytes(bit.to_ne_bytes()) != 0),
            Part::Line(interval) => all.iter().any(|value| !value.meet(*interval).is_empty()),
            Part::Class(class) => {
                all.iter().any(|value| self.text(value.low).is_none_or(|text| class.holds(joint, parts, text)))
            }
            Part::Time(signs) => {
                let clock = match fact.map(|fact| &fact.kind) {
                    Some(FactKind::Duration(clock)) => *clock,
                    _ => return true,
                };
                let now =
                    self.policy.anchor.map_or(Interval::ALL, |anchor| self.case.facts.value(anchor.slot as usize));
                let now = if now.is_point() { Date::at(now.low) } else { return true };
                all.iter().any(|value| may_lie(&parts.lengths, signs, clock, Time { value: *value, mark }, now))
            }
        }
    }
}
