//! Asks for single facts: for their inputs, for unknown values of a list, for evidence.

use std::sync::Arc;

use medpol_evaluator::{Access, Flaw, Frames, Reading};
use medpol_model::answer::{DatePart, Missing, MissingCause};
use medpol_model::case::Mark;
use medpol_model::program::{
    AtomId, Derivation, FactRef, NodeId, Op, Relation, RulesId, Scope, ScopeId, ValueKind, Values, Wanted,
};
use medpol_model::value::{Date, Interval};
use medpol_model::vocabulary::{FactKind, ListKind};

use super::{ListQuestion, Questions};
use crate::binding::Binding;
use crate::value;

impl Questions<'_> {
    /// What a leaf reads.
    pub(super) fn leaf(&mut self, node: NodeId, rules: Option<RulesId>, binding: &Binding, named: &Arc<str>) {
        let before = self.asked;
        let facts = self.scene.program.own_facts(node);
        if self.is_alike(node) {
            return self.keys(&facts, binding, named);
        }
        // First unknown facts. Then those that `when_absent` would fill, but may not because another fact of the
        // comparison is on record. Then facts that are known, but not exactly.
        for rules in [rules, None] {
            if self.asked == before {
                for fact in &facts {
                    self.fact(*fact, rules, binding, named);
                }
            }
        }
        if self.asked > before {
            return;
        }
        match self.policy.anchor.filter(|_| self.depends_on_now(node) && !self.scene.anchor.is_point()) {
            Some(anchor) => self.ask(anchor, self.cause(anchor, &Binding::TOP), &Binding::TOP, named),
            None => facts.iter().for_each(|fact| self.value(*fact, binding, named)),
        }
    }

    /// Whether a leaf asks whether two elements are alike.
    fn is_alike(&self, node: NodeId) -> bool {
        let program = self.scene.program;
        let Some(Op::Relate { relations, .. }) = program.node(node) else { return false };
        program.relations(*relations).iter().any(|relation| matches!(relation, Relation::Alike(_)))
    }

    /// Fields by which two elements are told apart: asked for where one of them was mentioned, else what stands in
    /// for them is.
    fn keys(&mut self, fields: &[FactRef], binding: &Binding, named: &Arc<str>) {
        let asks_for_fields = fields.iter().any(|field| self.is_mentioned(*field, &binding.frames));
        for field in fields {
            self.key(*field, asks_for_fields, binding, named);
        }
    }

    /// A field by which the elements of a list are told apart, as far as it is open: itself, or what stands in for it.
    pub(super) fn key(&mut self, field: FactRef, asks_for_field: bool, binding: &Binding, named: &Arc<str>) {
        let stand_in = self.scene.stand_in(field, &binding.frames).filter(|_| !asks_for_field);
        self.if_inexact(stand_in.unwrap_or(field), binding, named);
    }

    /// Whether a case says anything of a fact, if only that the answer is unknown.
    pub(super) fn is_mentioned(&self, fact: FactRef, frames: &Frames<'_>) -> bool {
        !self.scene.case.facts.mark(frames.slot(fact)).is_absent()
    }

    /// Whether a leaf asks for codes that belong to a set at some times only.
    fn depends_on_now(&self, node: NodeId) -> bool {
        let program = self.scene.program;
        let atom = |atom: Option<AtomId>| atom.and_then(|atom| program.atom(atom));
        let (atom, relations) = match program.node(node) {
            Some(Op::Leaf { atom: own, .. }) => (atom(Some(*own)), &[][..]),
            Some(Op::Relate { within, relations, .. }) => (atom(*within), program.relations(*relations)),
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
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            )
            | None => (None, &[][..]),
        };
        let of_atom = atom.is_some_and(|atom| match &atom.values {
            Values::Symbols(memberships) => memberships.iter().any(|one| !one.set.periods.is_empty()),
            Values::Mask(_) | Values::Ticks(_) | Values::Times(_) => false,
        });
        let has_periods = |relation: &Relation| match relation {
            Relation::Includes { wanted: Wanted::Symbols(set), .. } => !set.periods.is_empty(),
            Relation::Includes { .. }
            | Relation::Fact { .. }
            | Relation::Alike(_)
            | Relation::Among { .. }
            | Relation::Contiguous(_) => false,
        };
        of_atom || relations.iter().any(has_periods)
    }

    /// A fact that a leaf reads: asked for unless it is known exactly.
    pub(super) fn fact(&mut self, fact: FactRef, rules: Option<RulesId>, binding: &Binding, named: &Arc<str>) {
        match self.scene.access(fact, rules, &binding.frames) {
            Access::NotEvidenced => self.evidence(fact, rules, binding, named),
            Access::Assumed(_) | Access::Absent(_) => {}
            Access::Tested(_) if self.is_exact(fact, binding) => {}
            Access::Tested(_) => self.value(fact, binding, named),
        }
    }

    /// Asks for the value of a fact: for its unknown inputs, or else for the fact itself.
    fn value(&mut self, fact: FactRef, binding: &Binding, named: &Arc<str>) {
        let before = self.asked;
        match self.scene.reading(fact, &binding.frames) {
            // What cannot be true is for a person to clear up, inputs and all.
            Reading::Unusable(Flaw::Contradicted | Flaw::OutOfBounds | Flaw::OutOfOrder) => {}
            Reading::Unusable(Flaw::Inherited) | Reading::Unknown | Reading::Value { .. } | Reading::Elapsed { .. } => {
                self.inputs(fact, binding, named);
            }
        }
        if self.asked > before {
            return;
        }
        if let Some(FactKind::List(kind)) = self.scene.fact(fact).map(|fact| &fact.kind)
            && kind.elements == medpol_model::vocabulary::Elements::Values
        {
            self.values(fact, kind, binding, named);
        } else {
            self.ask(fact, self.cause(fact, binding), binding, named);
        }
    }

    /// Asks for the unknown inputs of a derived fact.
    fn inputs(&mut self, fact: FactRef, binding: &Binding, named: &Arc<str>) {
        let vocabulary = self.scene.vocabulary;
        let Some(derivation) = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize)) else { return };
        let own = binding.own(&self.scene, fact);
        match derivation {
            Derivation::ElapsedSince(start) => {
                self.if_inexact(*start, &own, named);
                if let Some(anchor) = self.policy.anchor.filter(|_| !self.scene.anchor.is_point()) {
                    self.ask(anchor, self.cause(anchor, &Binding::TOP), &Binding::TOP, named);
                }
            }
            Derivation::ElapsedBetween { from: first, to: second }
            | Derivation::PercentChange { from: first, to: second }
            | Derivation::BodyMassIndex { weight: first, height: second } => {
                self.if_inexact(*first, &own, named);
                self.if_inexact(*second, &own, named);
            }
            Derivation::Count(elements) => self.derived(*elements, &[], &own, named),
            Derivation::Sum { elements, field }
            | Derivation::Latest { elements, field }
            | Derivation::Earliest { elements, field } => self.derived(*elements, &[*field], &own, named),
        }
    }

    fn if_inexact(&mut self, fact: FactRef, binding: &Binding, named: &Arc<str>) {
        if !self.is_exact(fact, binding) {
            self.fact(fact, None, binding, named);
        }
    }

    /// Asks for what is unknown of the elements that a fact is derived from. Their filter is a condition of the
    /// vocabulary.
    fn derived(&mut self, elements: ScopeId, fields: &[FactRef], own: &Binding, named: &Arc<str>) {
        let (scene, ids) = (self.scene, self.ids);
        self.scene = scene.of_vocabulary();
        let elements = self.scene.program.scope(elements);
        self.ids = None;
        let is_open = !self.is_exact(elements.list, own) || self.has_open(elements, fields, own);
        if is_open {
            let question = ListQuestion { fields, ..ListQuestion::at(elements) };
            self.elements(question, own, named);
        }
        (self.scene, self.ids) = (scene, ids);
    }

    /// Whether an element may or may not pass, or has a field that is not known exactly.
    fn has_open(&self, elements: &Scope, fields: &[FactRef], own: &Binding) -> bool {
        let list = self.scene.list(elements.list, &own.frames);
        list.is_some_and(|list| {
            list.bases().any(|base| {
                let inner = own.with(elements.id, base, String::new());
                let passes = self.scene.passes(elements, &inner.frames);
                passes.can_be_met()
                    && (passes.can_be_not_met() || fields.iter().any(|field| !self.is_exact(*field, &inner)))
            })
        })
    }

    /// Evidence for a fact, or for those of its inputs that have none.
    fn evidence(&mut self, fact: FactRef, rules: Option<RulesId>, binding: &Binding, named: &Arc<str>) {
        let before = self.asked;
        let rule = self.scene.rules(rules).and_then(|rules| rules.evidence.as_ref());
        let is_given = self.scene.case.facts.mark(binding.frames.slot(fact)).has(Mark::GIVEN);
        if let (Some(rule), false) = (rule, is_given) {
            let own = binding.own(&self.scene, fact);
            for input in self.scene.inputs(fact).into_iter().flatten() {
                if !self.scene.is_evidenced(input, rule, &own.frames) {
                    self.evidence(input, rules, &own, named);
                }
            }
        }
        if self.asked == before {
            self.ask(fact, MissingCause::NotEvidenced, binding, named);
        }
    }

    /// A list of single values: the list itself, or those of its elements that are not exact.
    fn values(&mut self, fact: FactRef, kind: &ListKind, binding: &Binding, named: &Arc<str>) {
        let before = self.asked;
        let vocabulary = &self.policy.vocabulary;
        let element = vocabulary.frame(kind.frame).and_then(|frame| frame.facts.first().copied());
        let element = element.and_then(|id| Some(vocabulary.fact(id)?.reference(id, vocabulary.scope(id))));
        if let (Some(list), Some(element)) = (self.scene.list(fact, &binding.frames), element) {
            if !list.is_complete {
                self.ask(fact, MissingCause::ListIncomplete, binding, named);
            }
            let path = binding.path(vocabulary, fact);
            let case = Binding::TOP;
            for (index, base) in list.bases().enumerate() {
                let inner = case.with(ScopeId(kind.frame.0), base, format!("{path}[{index}]"));
                if !self.is_exact(element, &inner) {
                    self.ask(element, self.cause(element, &inner), &inner, named);
                }
            }
        }
        if self.asked == before {
            self.ask(fact, self.cause(fact, binding), binding, named);
        }
    }

    /// Whether a fact has one known value, or is a complete list of such.
    pub(super) fn is_exact(&self, fact: FactRef, binding: &Binding) -> bool {
        let scene = &self.scene;
        if scene.does_not_arise(fact, &binding.frames) {
            return true;
        }
        let Some(kind) = scene.fact(fact).map(|fact| &fact.kind) else { return false };
        match (scene.reading(fact, &binding.frames), kind) {
            (Reading::Unknown | Reading::Unusable(_), _) => false,
            (Reading::Elapsed { start, end }, _) => start.is_point() && end.is_point(),
            (Reading::Value { .. }, FactKind::List(kind)) => self.is_exact_list(fact, kind, binding),
            (Reading::Value { value, mark, .. }, kind) => is_single(kind.values(), value, mark),
        }
    }

    fn is_exact_list(&self, list: FactRef, kind: &ListKind, binding: &Binding) -> bool {
        let Some(elements) = self.scene.list(list, &binding.frames) else { return false };
        let element = self.scene.vocabulary.frame(kind.frame).and_then(|frame| frame.facts.first().copied());
        let values = element.and_then(|id| self.scene.vocabulary.fact(id)).map(|fact| fact.kind.values());
        let facts = &self.scene.case.facts;
        let is_known = |base: usize| {
            let mark = facts.mark(base);
            mark.has(Mark::GIVEN) && values.is_some_and(|values| is_single(values, facts.value(base), mark))
        };
        elements.is_complete
            && (kind.elements == medpol_model::vocabulary::Elements::Records || elements.bases().all(is_known))
    }

    pub(super) fn cause(&self, fact: FactRef, binding: &Binding) -> MissingCause {
        let mark = self.scene.case.facts.mark(binding.frames.slot(fact));
        let is_unusable = matches!(self.scene.reading(fact, &binding.frames), Reading::Unusable(_));
        if is_unusable || mark.has(Mark::CONFLICTING) {
            MissingCause::Conflicting
        } else if mark.has(Mark::INCOMPLETE) {
            MissingCause::ListIncomplete
        } else if mark.has(Mark::GIVEN) {
            MissingCause::NotPreciseEnough
        } else if mark.has(Mark::NULL) {
            MissingCause::AnswerUnknown
        } else {
            MissingCause::NotDocumented
        }
    }

    /// Which part of a partial date decides.
    fn decides(&self, fact: FactRef, cause: MissingCause, binding: &Binding) -> Option<DatePart> {
        let Reading::Value { value, mark, .. } = self.scene.reading(fact, &binding.frames) else { return None };
        let is_date = self.scene.fact(fact).is_some_and(|fact| fact.kind == FactKind::Date);
        let is_partial = cause == MissingCause::NotPreciseEnough && !mark.has(Mark::ALTERNATIVES);
        if !is_date || !is_partial || value.low == i64::MIN || value.high == i64::MAX {
            return None;
        }
        let is_one_month = Date::at(value.low).months_until(Date::at(value.high)).0 == 0;
        Some(if is_one_month { DatePart::Day } else { DatePart::Month })
    }

    pub(super) fn ask(&mut self, fact: FactRef, cause: MissingCause, binding: &Binding, named: &Arc<str>) {
        let Some(known) = self.scene.fact(fact) else { return };
        self.asked += 1;
        let path = binding.path(&self.policy.vocabulary, fact);
        let place = *self.places.entry((path.clone(), cause)).or_insert(self.found.len());
        if let Some(asked) = self.found.get_mut(place) {
            if !asked.criteria.contains(named) {
                asked.criteria.push(Arc::clone(named));
            }
            return;
        }
        let question = known.question.as_ref().map_or_else(|| format!("{}?", known.label), ToString::to_string);
        let on_record = match cause {
            MissingCause::NotDocumented | MissingCause::AnswerUnknown => None,
            MissingCause::NotPreciseEnough
            | MissingCause::Conflicting
            | MissingCause::ListIncomplete
            | MissingCause::NotEvidenced => value::of_fact(&self.scene, fact, binding),
        };
        self.found.push(Missing {
            fact: path,
            question,
            cause,
            decides: self.decides(fact, cause, binding),
            on_record,
            evidence: known.evidence.to_vec(),
            judgment: known.judgment,
            criteria: vec![Arc::clone(named)],
        });
    }
}

/// Whether a stored value is one value.
fn is_single(values: ValueKind, value: Interval, mark: Mark) -> bool {
    match values {
        ValueKind::Mask => value.low & value.low.wrapping_sub(1) == 0,
        ValueKind::Symbol => !mark.has(Mark::ALTERNATIVES),
        ValueKind::Ticks => value.low == value.high && !mark.has(Mark::ALTERNATIVES),
    }
}
