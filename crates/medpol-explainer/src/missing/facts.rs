//! Asks for single facts: for their inputs, for unknown values of a list, for evidence.

use medpol_evaluator::{Access, Flaw, Frames, Reading};
use medpol_model::answer::{DatePart, MissingCause};
use medpol_model::case::Mark;
use medpol_model::program::{Arises, Derivation, FactRef, RulesId, Scope, ScopeId, ValueKind};
use medpol_model::value::{Date, Interval};
use medpol_model::vocabulary::{FactKind, ListKind};

use super::found::{Absent, Days, FoundFact, Place, Role, Test};
use super::lists::ListQuestion;
use super::way::{Origin, Side, Stage, Under, Way};
use super::{Named, Walk};
use crate::binding::Binding;
use crate::open::NotApplicable;
use crate::value;

impl Walk<'_> {
    /// A field by which the elements of a list are told apart, as far as it is open: itself, or the fact that takes its place.
    pub(super) fn key(&mut self, field: FactRef, asks_for_field: bool, binding: &Binding, named: Named) {
        let stand_in = self.scene.stand_in(field, &binding.frames).filter(|_| !asks_for_field);
        self.if_inexact(stand_in.unwrap_or(field), binding, named);
    }

    /// Whether a case says anything of a fact, if only that the answer is unknown.
    pub(super) fn is_mentioned(&self, fact: FactRef, frames: &Frames<'_>) -> bool {
        !self.scene.case.facts.mark(frames.slot(fact)).is_absent()
    }

    /// Walks with what a test says of the facts that it asks for.
    pub(super) fn testing(&mut self, test: Test, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.test, test);
        walk(self);
        self.test = before;
    }

    /// A fact that a leaf reads: asked for unless it is known exactly.
    pub(super) fn fact(&mut self, fact: FactRef, rules: Option<RulesId>, binding: &Binding, named: Named) {
        match self.scene.access(fact, rules, &binding.frames) {
            Access::NotEvidenced => self.evidence(fact, rules, binding, named),
            Access::Assumed(_) | Access::Absent(_) => {}
            Access::Tested(_) if self.is_exact(fact, binding) => {}
            Access::Tested(_) => {
                let rule = self.scene.rules(rules).and_then(|rules| rules.evidence.clone());
                let before = std::mem::replace(&mut self.proof, rule);
                self.if_it_arises(fact, binding, named);
                self.proof = before;
            }
        }
    }

    /// Asks for a fact; before it for what says whether it is applicable, where that is open.
    fn if_it_arises(&mut self, fact: FactRef, binding: &Binding, named: Named) {
        let known = self.scene.fact(fact).filter(|_| fact.arises == Arises::Sometimes);
        let can_be_absent = known.filter(|known| matches!(known.kind, FactKind::Boolean | FactKind::List(_)));
        let is_mentioned = self.is_mentioned(fact, &binding.frames);
        let Some(condition) = can_be_absent.and_then(|known| known.asked_when).filter(|_| !is_mentioned) else {
            return self.value(fact, binding, named);
        };
        let way = self.way;
        let ahead = Way { stage: Stage::Gate, option: None, under: None, input_of: None, ..way.neutral() };
        let asked = self.first_of(|walk| {
            let own = binding.own(&walk.scene, fact);
            walk.in_vocabulary(|walk| {
                let is_open = walk.status(condition, &own).is_unknown();
                walk.on(ahead, |walk| {
                    if is_open {
                        walk.testing(Test::OTHER, |walk| walk.node(condition, NotApplicable::Itself, &own, named));
                    }
                });
            });
        });
        let own = asked.map(|place| Under { place, condition, of: Origin::Vocabulary, outcome: Side::Met });
        let way = Way { under: own.or(way.under), ..way };
        self.on(way, |walk| walk.value(fact, binding, named));
    }

    /// Walks a condition of the vocabulary.
    fn in_vocabulary(&mut self, walk: impl FnOnce(&mut Self)) {
        let (scene, origin) = (self.scene, self.origin);
        (self.scene, self.origin) = (scene.of_vocabulary(), Origin::Vocabulary);
        walk(self);
        (self.scene, self.origin) = (scene, origin);
    }

    /// Asks for the value of a fact: for its unknown inputs, or else for the fact itself.
    pub(super) fn value(&mut self, fact: FactRef, binding: &Binding, named: Named) {
        let before = self.asked;
        match self.scene.reading(fact, &binding.frames) {
            // What cannot be true is for a person to clear up, inputs and all.
            Reading::Unusable(Flaw::Contradicted | Flaw::OutOfBounds | Flaw::OutOfOrder) => {}
            Reading::Unusable(Flaw::Inherited) | Reading::Unknown | Reading::Value { .. } | Reading::Elapsed { .. } => {
                if self.can_be_stated(fact, binding) {
                    return self.stated_or_inputs(fact, binding, named);
                }
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

    /// Whether a fact that follows from others can as well be stated: where neither it nor a list that it follows
    /// from is on record.
    fn can_be_stated(&self, fact: FactRef, binding: &Binding) -> bool {
        let derivation = fact.derivation.and_then(|id| self.scene.vocabulary.derivations.get(id.0 as usize));
        let Some(derivation) = derivation.filter(|_| self.way.input_of.is_none()) else { return false };
        if let Derivation::ElapsedSince(start) = derivation
            && self.is_exact(*start, &binding.own(&self.scene, fact))
        {
            return false;
        }
        let list = derivation.elements().map(|elements| self.scene.vocabulary.program.scope(elements).list);
        let own = binding.own(&self.scene, fact);
        !self.is_mentioned(fact, &binding.frames) && !list.is_some_and(|list| self.is_mentioned(list, &own.frames))
    }

    /// Asks for a fact, or for what it follows from instead.
    fn stated_or_inputs(&mut self, fact: FactRef, binding: &Binding, named: Named) {
        let cause = self.cause(fact, binding);
        let Some(place) = self.first_of(|walk| walk.ask(fact, cause, binding, named)) else { return };
        let way = Way { input_of: Some(place), ..self.way };
        self.on(way, |walk| walk.inputs(fact, binding, named));
    }

    /// Asks for the unknown inputs of a derived fact.
    fn inputs(&mut self, fact: FactRef, binding: &Binding, named: Named) {
        let vocabulary = self.scene.vocabulary;
        let Some(derivation) = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize)) else { return };
        let own = binding.own(&self.scene, fact);
        let test = Test { days: Days::Exact, absent: Absent::DoesNot, ..self.test.clone() };
        match derivation {
            Derivation::ElapsedSince(start) => {
                self.if_inexact(*start, &own, named);
                if let Some(anchor) = self.policy.anchor.filter(|_| !self.scene.anchor.is_point()) {
                    let way = self.way.by_itself();
                    let cause = self.cause(anchor, &Binding::TOP);
                    self.testing(test, |walk| walk.on(way, |walk| walk.ask(anchor, cause, &Binding::TOP, named)));
                }
            }
            Derivation::ElapsedBetween { from: first, to: second }
            | Derivation::PercentChange { from: first, to: second }
            | Derivation::BodyMassIndex { weight: first, height: second } => self.testing(test, |walk| {
                walk.if_inexact(*first, &own, named);
                walk.if_inexact(*second, &own, named);
            }),
            Derivation::Count(elements) => self.testing(test, |walk| walk.derived(*elements, &[], &own, named)),
            Derivation::Sum { elements, field }
            | Derivation::Latest { elements, field }
            | Derivation::Earliest { elements, field } => {
                self.testing(test, |walk| walk.derived(*elements, &[*field], &own, named));
            }
        }
    }

    fn if_inexact(&mut self, fact: FactRef, binding: &Binding, named: Named) {
        if !self.is_exact(fact, binding) {
            self.fact(fact, None, binding, named);
        }
    }

    /// Asks for what is unknown of the elements that a fact is derived from. Their filter is a condition of the
    /// vocabulary.
    fn derived(&mut self, elements: ScopeId, fields: &[FactRef], own: &Binding, named: Named) {
        self.in_vocabulary(|walk| {
            let elements = walk.scene.program.scope(elements);
            if !walk.is_exact(elements.list, own) || walk.has_open(elements, fields, own) {
                walk.derived_list(ListQuestion::of_fields(elements, fields), own, named);
            }
        });
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
    fn evidence(&mut self, fact: FactRef, rules: Option<RulesId>, binding: &Binding, named: Named) {
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
    fn values(&mut self, fact: FactRef, kind: &ListKind, binding: &Binding, named: Named) {
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
            MissingCause::NotOnRecord
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

    /// Asks for a fact.
    pub(super) fn ask(&mut self, fact: FactRef, cause: MissingCause, binding: &Binding, named: Named) {
        self.asked += 1;
        let slot = binding.frames.slot(fact);
        let is_ahead = slot >= self.blanks.first;
        let path = || binding.path(&self.policy.vocabulary, fact);
        let place = if is_ahead { Place::Path(path()) } else { Place::Slot(slot) };
        // A single value is asked for with its list.
        if let Place::Path(path) = &place
            && let Some(list) = path.strip_suffix("[]")
        {
            self.first = self.first.or_else(|| self.found.list(list));
            return;
        }
        let role = self.role(&place);
        let (way, test) = (self.way, self.test.clone());
        let at = if let Some(at) = self.found.known(&place, cause) {
            self.found.again(at, role, way, named, test);
            at
        } else {
            if self.found.is_full(slot, fact.fact, cause) {
                return;
            }
            let found = FoundFact {
                fact,
                path: path(),
                cause,
                role,
                options: way.option.into_iter().collect(),
                criteria: vec![named],
                stage: way.stage,
                absent: test.absent,
                ending: test.ending,
                days: test.days,
                decides: self.decides(fact, cause, binding),
                on_record: self.on_record(fact, cause, binding),
                proof: self.proof.clone(),
                inputs: Vec::new(),
            };
            let at = self.found.add(place, found);
            if self.scene.fact(fact).is_some_and(|known| matches!(known.kind, FactKind::List(_))) {
                self.found.note_list(at);
            }
            at
        };
        self.first = self.first.or(Some(at));
    }

    fn on_record(&self, fact: FactRef, cause: MissingCause, binding: &Binding) -> Option<String> {
        match cause {
            MissingCause::NotOnRecord | MissingCause::AnswerUnknown => None,
            MissingCause::NotPreciseEnough
            | MissingCause::Conflicting
            | MissingCause::ListIncomplete
            | MissingCause::NotEvidenced => value::of_fact(&self.scene, fact, binding),
        }
    }

    /// The part that a fact at this place plays.
    fn role(&self, place: &Place) -> Role {
        let Way { under, option, input_of, .. } = self.way;
        let list = match place {
            Place::Path(path) => path.rsplit_once("[]").and_then(|(list, _)| self.found.list(list)),
            Place::Slot(_) => None,
        };
        match (list, input_of, under, option) {
            (Some(list), Some(fact), ..) if self.found.is_field_of(fact, list) => Role::InputOf(fact),
            (Some(list), ..) => Role::FieldOf(list),
            (None, Some(fact), ..) => Role::InputOf(fact),
            (None, None, Some(under), _) => Role::Under(under),
            (None, None, None, Some(_)) => Role::Option,
            (None, None, None, None) => Role::Asked,
        }
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
