//! What to ask for: the facts under unknown nodes that reach the result.
//!
//! What is decided already is left out at every level. Inputs are asked for rather than what follows
//! from them, and elements are written with their index.

use std::sync::Arc;

use medpol_model::{
    Counting, Date, ElementsRef, FactKind, FactRef, Mark, Missing, MissingCause, NodeId, Op, RulesId, Status,
};

use super::Story;
use super::place::Place;
use super::value;
use crate::reading::{Access, Reading};

/// The facts to ask for.
pub(crate) fn of(story: &Story<'_>) -> Vec<Missing> {
    let mut asking = Asking { story, found: Vec::new() };
    asking.node(story.policy.root, &Place::TOP, &Arc::from("policy"));
    asking.found
}

struct Asking<'a> {
    story: &'a Story<'a>,
    found: Vec<Missing>,
}

impl Asking<'_> {
    fn status(&self, node: NodeId, place: &Place) -> Status {
        self.story.scene.inner(node, &place.frames)
    }

    /// Asks for what keeps an unknown node open.
    fn node(&mut self, node: NodeId, place: &Place, named: &Arc<str>) {
        let id = self.story.policy.detail(node).and_then(|detail| detail.id.as_ref());
        let named = &id.map_or_else(|| Arc::clone(named), |id| Arc::clone(&id.0));
        let Some(op) = self.story.policy.program.node(node) else { return };
        match op {
            Op::All(run) | Op::Any(run) | Op::None(run) => {
                for member in self.story.policy.program.members(*run) {
                    self.if_open(*member, place, named);
                }
            }
            Op::Tally { members, waived, .. } => {
                for member in self.story.policy.program.members(*members) {
                    self.member(*member, *waived, place, named);
                }
            }
            Op::Not(inner) | Op::Same(inner) => self.if_open(*inner, place, named),
            Op::Except { base, exception: other } | Op::Waive { base, waiver: other } => {
                self.if_open(*base, place, named);
                self.if_open(*other, place, named);
            }
            Op::If { condition, then, otherwise } => {
                let condition_status = self.status(*condition, place);
                self.if_open(*condition, place, named);
                if condition_status != Status::NOT_MET {
                    self.if_open(*then, place, named);
                }
                if let (true, Some(otherwise)) = (condition_status != Status::MET, otherwise) {
                    self.if_open(*otherwise, place, named);
                }
            }
            Op::Mask { rules, .. } | Op::Range { rules, .. } | Op::Test { rules, .. } => {
                for fact in self.story.policy.program.own_facts(node) {
                    self.fact(fact, *rules, place, named);
                }
            }
            Op::Known(_) => {}
            Op::Quantify { elements, satisfies, rules, .. } => {
                self.elements(elements, *satisfies, &[], *rules, place, named)
            }
            Op::Count { elements, distinct, rules, .. } => {
                let fields = self.story.policy.program.fields(*distinct);
                self.elements(elements, None, fields, *rules, place, named);
            }
            Op::Sum { elements, field, rules, .. } => self.elements(elements, None, &[*field], *rules, place, named),
        }
    }

    fn if_open(&mut self, node: NodeId, place: &Place, named: &Arc<str>) {
        if self.status(node, place) == Status::UNKNOWN {
            self.node(node, place, named);
        }
    }

    /// A member of a tally. Where waived members leave the pool, a member that is waived for sure is
    /// still open while its base is: it may yet count as holding.
    fn member(&mut self, member: NodeId, waived: Counting, place: &Place, named: &Arc<str>) {
        match (self.story.policy.program.node(member), waived) {
            (Some(Op::Waive { base, waiver }), Counting::Shrinks) if self.status(*base, place) != Status::MET => {
                let id = self.story.policy.detail(member).and_then(|detail| detail.id.as_ref());
                let named = &id.map_or_else(|| Arc::clone(named), |id| Arc::clone(&id.0));
                self.if_open(*base, place, named);
                self.if_open(*waiver, place, named);
            }
            _ => self.if_open(member, place, named),
        }
    }

    /// A list, and what is open of its elements.
    fn elements(
        &mut self,
        elements: &ElementsRef,
        satisfies: Option<NodeId>,
        fields: &[FactRef],
        rules: Option<RulesId>,
        place: &Place,
        named: &Arc<str>,
    ) {
        let scene = &self.story.scene;
        let is_readable = matches!(
            scene.access(elements.list, rules, &place.frames),
            Access::Tested(Reading::Value { .. }) | Access::Absent(_)
        );
        let list = scene.list(elements.list, &place.frames).filter(|_| is_readable);
        let Some(list) = list else {
            self.fact(elements.list, rules, place, named);
            return;
        };
        if !list.is_complete {
            self.ask(elements.list, MissingCause::ListIncomplete, place, named);
        }
        let path = place.path(&self.story.policy.vocabulary, elements.list);
        for (index, base) in list.bases().enumerate() {
            let inner = place.with(elements.variable, base, format!("{path}[{index}]"));
            let passes = self.story.scene.passes(elements, &inner.frames);
            if passes == Status::NOT_MET {
                continue;
            }
            if let Some(satisfies) = satisfies {
                let holds = self.story.scene.node(satisfies, &inner.frames).satisfied_if_not_applicable();
                // An element that holds once it passes leaves nothing open.
                if holds == Status::MET && passes == Status::UNKNOWN {
                    continue;
                }
                if holds == Status::UNKNOWN {
                    self.node(satisfies, &inner, named);
                }
            }
            if let (Status::UNKNOWN, Some(filter)) = (passes, elements.filter) {
                self.node(filter, &inner, named);
            }
            for field in fields {
                if !self.is_exact(*field, &inner) {
                    self.fact(*field, None, &inner, named);
                }
            }
        }
    }

    /// A fact that a leaf reads: asked for unless it is known exactly.
    fn fact(&mut self, fact: FactRef, rules: Option<RulesId>, place: &Place, named: &Arc<str>) {
        let scene = &self.story.scene;
        match scene.access(fact, rules, &place.frames) {
            Access::NotEvidenced => return self.ask(fact, MissingCause::NotEvidenced, place, named),
            Access::Assumed(_) | Access::Absent(_) => return,
            Access::Tested(_) => {}
        }
        if self.is_exact(fact, place) {
            return;
        }
        let mut inputs = scene.inputs(fact).into_iter().flatten().peekable();
        if inputs.peek().is_some() {
            let own = place.own(fact);
            let is_elapsed = scene.fact(fact).is_some_and(|known| matches!(known.kind, FactKind::Duration(_)));
            let anchor = self.story.policy.anchor.filter(|_| is_elapsed && !scene.anchor.is_point());
            let open: Vec<FactRef> = inputs.filter(|input| !self.is_exact(*input, &own)).collect();
            for input in &open {
                self.fact(*input, None, &own, named);
            }
            if let Some(anchor) = anchor {
                self.ask(anchor, self.cause(anchor, &Place::TOP), &Place::TOP, named);
            }
            if !open.is_empty() || anchor.is_some() {
                return;
            }
        }
        if let Some(FactKind::List(kind)) = scene.fact(fact).map(|fact| kind_of(fact)) {
            return self.values(fact, kind, place, named);
        }
        self.ask(fact, self.cause(fact, place), place, named);
    }

    /// A list of single values: the list itself, or those of its elements that are not exact.
    fn values(&mut self, fact: FactRef, kind: &medpol_model::ListKind, place: &Place, named: &Arc<str>) {
        let Some(list) = self.story.scene.list(fact, &place.frames) else {
            return self.ask(fact, self.cause(fact, place), place, named);
        };
        if !list.is_complete {
            self.ask(fact, MissingCause::ListIncomplete, place, named);
        }
        let path = place.path(&self.story.policy.vocabulary, fact);
        let element = self.story.policy.vocabulary.frame(kind.frame).and_then(|frame| frame.facts.first().copied());
        let Some((element, known)) = element.and_then(|id| Some((id, self.story.policy.vocabulary.fact(id)?))) else {
            return;
        };
        let reference = known.reference(element, medpol_model::Variable::OWN);
        let place = Place::TOP;
        for (index, base) in list.bases().enumerate() {
            let inner = place.with(medpol_model::Variable::OWN, base, format!("{path}[{index}]"));
            if !self.is_exact(reference, &inner) {
                self.ask(reference, self.cause(reference, &inner), &inner, named);
            }
        }
    }

    /// Whether a fact has one known value, or is a complete list of such.
    fn is_exact(&self, fact: FactRef, place: &Place) -> bool {
        let scene = &self.story.scene;
        if scene.does_not_arise(fact, &place.frames) {
            return true;
        }
        match scene.reading(fact, &place.frames) {
            Reading::Unknown => false,
            Reading::Elapsed { start, end } => start.is_point() && end.is_point(),
            Reading::Value { value, mark, .. } => match scene.fact(fact).map(|fact| &fact.kind) {
                Some(FactKind::Boolean | FactKind::Enumeration(_)) => value.low & value.low.wrapping_sub(1) == 0,
                Some(FactKind::Code { .. } | FactKind::Text) => !mark.has(Mark::ALTERNATIVES),
                Some(FactKind::List(kind)) => {
                    let is_values = kind.elements == medpol_model::Elements::Values;
                    let list = scene.list(fact, &place.frames);
                    list.is_some_and(|list| {
                        list.is_complete
                            && (!is_values || list.bases().all(|base| is_single(scene.case.facts.mark(base))))
                    })
                }
                _ => value.low == value.high && !mark.has(Mark::ALTERNATIVES),
            },
        }
    }

    fn cause(&self, fact: FactRef, place: &Place) -> MissingCause {
        let mark = self.story.scene.case.facts.mark(place.frames.slot(fact));
        if mark.has(Mark::CONFLICTING) {
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
    fn decides(&self, fact: FactRef, cause: MissingCause, place: &Place) -> Option<&'static str> {
        let Reading::Value { value, mark, .. } = self.story.scene.reading(fact, &place.frames) else { return None };
        let is_date = self.story.scene.fact(fact).is_some_and(|fact| fact.kind == FactKind::Date);
        let is_partial = cause == MissingCause::NotPreciseEnough && !mark.has(Mark::ALTERNATIVES);
        if !is_date || !is_partial || value.low == i64::MIN || value.high == i64::MAX {
            return None;
        }
        let is_one_month = Date::at(value.low).months_until(Date::at(value.high)).0 == 0;
        Some(if is_one_month { "the day decides" } else { "the month decides, and perhaps the day" })
    }

    fn ask(&mut self, fact: FactRef, cause: MissingCause, place: &Place, named: &Arc<str>) {
        let Some(known) = self.story.scene.fact(fact) else { return };
        let path = place.path(&self.story.policy.vocabulary, fact);
        if let Some(asked) = self.found.iter_mut().find(|asked| asked.fact == path && asked.cause == cause) {
            if !asked.criteria.contains(named) {
                asked.criteria.push(Arc::clone(named));
            }
            return;
        }
        let question =
            known.question.as_ref().map_or_else(|| format!("{}?", known.label), |question| question.to_string());
        let on_record = match cause {
            MissingCause::NotDocumented | MissingCause::AnswerUnknown => None,
            _ => value::of_fact(&self.story.scene, fact, place),
        };
        self.found.push(Missing {
            fact: path,
            question,
            cause,
            decides: self.decides(fact, cause, place),
            on_record,
            evidence: known.evidence.to_vec(),
            judgment: known.judgment,
            criteria: vec![Arc::clone(named)],
        });
    }
}

fn kind_of(fact: &medpol_model::Fact) -> &FactKind {
    &fact.kind
}

/// Whether an element has one value.
fn is_single(mark: Mark) -> bool {
    mark.has(Mark::GIVEN) && !mark.has(Mark::ALTERNATIVES)
}
