//! What to ask for: the facts under unknown nodes that reach the result.
//!
//! What is decided already is left out at every level. Inputs are asked for rather than what follows
//! from them, and elements are written with their index. Every unknown node asks for something.

mod facts;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use medpol_evaluator::{Access, Elements, Evaluation, Place, Race, Reading};
use medpol_model::answer::{Missing, MissingCause};
use medpol_model::policy::Policy;
use medpol_model::program::{Counting, FactRef, IfEmpty, NodeId, Op, Quantifier, RulesId, Run, Scope, ScopeId};
use medpol_model::value::Status;

use crate::binding::Binding;
use crate::context::Context;
use crate::open::NotApplicable;

/// The facts to ask for: those that keep a node unknown.
pub(crate) fn of(context: &Context<'_>, node: NodeId) -> Vec<Missing> {
    let policy = context.policy;
    let mut questions = Questions {
        policy,
        scene: context.scene,
        ids: Some(policy),
        found: Vec::new(),
        places: HashMap::new(),
        visited: HashSet::new(),
        asked: 0,
    };
    questions.node(node, NotApplicable::Itself, &Binding::TOP, &Arc::from("policy"));
    questions.found
}

struct Questions<'a> {
    policy: &'a Policy,
    /// The scene of the policy, or of the vocabulary's own conditions.
    scene: Evaluation<'a>,
    /// Where the nodes have ids; nowhere in a vocabulary.
    ids: Option<&'a Policy>,
    found: Vec<Missing>,
    /// Where each fact stands in `found`, for each cause.
    places: HashMap<(String, MissingCause), usize>,
    /// Criteria with an id that were asked about: others may refer to them many times.
    visited: HashSet<(NodeId, NotApplicable)>,
    /// How often something was asked for, repeats included.
    asked: usize,
}

/// A list, and what is looked at of its elements.
#[derive(Clone, Copy)]
struct ListQuestion<'e> {
    elements: &'e Scope,
    quantifier: Option<Quantifier>,
    satisfies: Option<NodeId>,
    fields: &'e [FactRef],
    /// How they are compared by a date, if they are.
    race: Option<Race<'e>>,
    rules: Option<RulesId>,
}

impl<'e> ListQuestion<'e> {
    /// A list whose elements only have to pass.
    const fn at(elements: &'e Scope) -> Self {
        Self { elements, quantifier: None, satisfies: None, fields: &[], race: None, rules: None }
    }
}

impl<'a> Questions<'a> {
    fn status(&self, node: NodeId, binding: &Binding) -> Status {
        self.scene.inner(node, &binding.frames)
    }

    /// The id of a node, or of the nearest one above.
    fn name(&self, node: NodeId, above: &Arc<str>) -> Arc<str> {
        let id = self.ids.and_then(|policy| policy.detail(node)).and_then(|detail| detail.id.as_ref());
        id.map_or_else(|| Arc::clone(above), |id| Arc::clone(&id.0))
    }

    /// Asks for what keeps a node unknown.
    fn node(&mut self, node: NodeId, absent: NotApplicable, binding: &Binding, named: &Arc<str>) {
        let own = self.name(node, named);
        let is_named = !Arc::ptr_eq(&own, named);
        if is_named && binding.frames.is_top() && !self.visited.insert((node, absent)) {
            self.asked += 1;
            return;
        }
        let named = &own;
        let status = self.status(node, binding);
        let program = self.scene.program;
        let Some(op) = program.node(node) else { return };
        let one = |elements: &ScopeId, rules| ListQuestion { rules, ..ListQuestion::at(program.scope(*elements)) };
        match op {
            Op::All(run) => self.members(*run, absent.in_all(status), binding, named),
            Op::Any(run) => self.members(*run, absent.in_any(status), binding, named),
            Op::None(run) => self.members(*run, absent.negated().in_any(status), binding, named),
            Op::Tally { members, waived, not_applicable, .. } => {
                let absent = match not_applicable {
                    Counting::Counts => NotApplicable::LikeMet,
                    Counting::Shrinks => NotApplicable::Itself,
                };
                for member in program.members(*members) {
                    self.member(*member, *waived, absent, binding, named);
                }
            }
            Op::Not(inner) => self.if_open(*inner, absent.negated(), binding, named),
            Op::Satisfied(inner) => self.if_open(*inner, NotApplicable::LikeMet, binding, named),
            Op::Same(inner) => self.if_open(*inner, absent, &Binding::TOP, named),
            Op::Except { base, exception: other } | Op::Waive { base, waiver: other } => {
                self.if_open(*base, absent, binding, named);
                self.if_open(*other, NotApplicable::LikeNotMet, binding, named);
            }
            Op::If { condition, then, otherwise } => {
                let chosen = self.status(*condition, binding).satisfied_if_not_applicable();
                self.if_open(*condition, NotApplicable::LikeMet, binding, named);
                if chosen.can_be_met() {
                    self.if_open(*then, absent, binding, named);
                }
                if let (true, Some(otherwise)) = (chosen.can_be_not_met(), otherwise) {
                    self.if_open(*otherwise, absent, binding, named);
                }
            }
            Op::Leaf { rules, .. } | Op::Relate { rules, .. } => {
                self.leaf(node, *rules, binding, named);
            }
            Op::Known(_) | Op::Constant(_) => {}
            Op::Extreme { extreme, elements, by, satisfies, rules, .. } => {
                let race =
                    Race { extreme: *extreme, elements: program.scope(*elements), by: *by, satisfies: *satisfies };
                self.elements(ListQuestion { race: Some(race), ..one(elements, *rules) }, binding, named);
            }
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                let quantifier = Some(*quantifier);
                self.elements(
                    ListQuestion { quantifier, satisfies: *satisfies, ..one(elements, *rules) },
                    binding,
                    named,
                );
            }
            Op::Count { elements, distinct, rules, .. } => {
                self.elements(
                    ListQuestion { fields: program.fields(*distinct), ..one(elements, *rules) },
                    binding,
                    named,
                );
            }
            Op::Sum { elements, field, rules, .. } => {
                self.elements(ListQuestion { fields: &[*field], ..one(elements, *rules) }, binding, named);
            }
        }
    }

    /// Asks for what keeps a node unknown, if that leaves the node above unknown.
    fn if_open(&mut self, node: NodeId, absent: NotApplicable, binding: &Binding, named: &Arc<str>) {
        if absent.leaves_open(self.status(node, binding)) {
            self.node(node, absent, binding, named);
        }
    }

    fn members(&mut self, run: Run, absent: NotApplicable, binding: &Binding, named: &Arc<str>) {
        for member in self.scene.program.members(run) {
            self.if_open(*member, absent, binding, named);
        }
    }

    /// A member of a tally. Where waived members leave the pool, a member that is waived for sure is
    /// still open while its base is: it may yet count as holding.
    fn member(&mut self, member: NodeId, waived: Counting, absent: NotApplicable, binding: &Binding, named: &Arc<str>) {
        if let Some(Op::Waive { base, waiver }) = self.scene.program.node(member)
            && waived == Counting::Shrinks
            && self.status(*base, binding) != Status::MET
        {
            let named = &self.name(member, named);
            self.if_open(*base, absent, binding, named);
            self.if_open(*waiver, NotApplicable::LikeNotMet, binding, named);
        } else {
            self.if_open(member, absent, binding, named);
        }
    }

    /// Asks for a list, or for what is unknown of its elements.
    fn elements(&mut self, question: ListQuestion<'_>, binding: &Binding, named: &Arc<str>) {
        let before = self.asked;
        let list = question.elements.list;
        let access = self.scene.access(list, question.rules, &binding.frames);
        let is_readable = matches!(access, Access::Tested(Reading::Value { .. }) | Access::Absent(_));
        match self.scene.list(list, &binding.frames).filter(|_| is_readable) {
            None => self.fact(list, question.rules, binding, named),
            Some(found) => {
                if !found.is_complete {
                    self.ask(list, MissingCause::ListIncomplete, binding, named);
                }
                match question.race {
                    Some(race) => self.each_leader(race, found, binding, named),
                    None => self.each_element(question, found, binding, named),
                }
            }
        }
        if self.asked == before {
            self.ask(list, self.cause(list, binding), binding, named);
        }
    }

    /// Asks for what is unknown of the elements that may be the latest.
    fn each_leader(&mut self, race: Race<'_>, list: Elements<'a>, binding: &Binding, named: &Arc<str>) {
        let bar = self.scene.bar(race, list, &binding.frames);
        let path = binding.path(&self.policy.vocabulary, race.elements.list);
        for Place { index, base } in self.scene.members(race.elements, list, &binding.frames) {
            let inner = binding.with(race.elements.id, base, format!("{path}[{index}]"));
            let passes = self.scene.passes(race.elements, &inner.frames);
            if !passes.can_be_met() || !bar.can_lead(self.scene.date_in(race, &inner.frames)) {
                continue;
            }
            if let (true, Some(filter)) = (passes.is_unknown(), race.elements.filter) {
                self.node(filter, NotApplicable::LikeMet, &inner, named);
            }
            if !self.is_exact(race.by, &inner) {
                self.fact(race.by, None, &inner, named);
            }
            self.if_open(race.satisfies, NotApplicable::LikeMet, &inner, named);
        }
    }

    fn each_element(&mut self, question: ListQuestion<'_>, list: Elements<'a>, binding: &Binding, named: &Arc<str>) {
        let ListQuestion { elements, satisfies, .. } = question;
        if self.scene.is_too_vague(elements) {
            let fields = self.scene.program.fields(elements.groups).to_vec();
            return self.each_key(&fields, elements, list, binding, named);
        }
        let passes = |scene: &Evaluation<'_>, base| scene.passes(elements, &binding.frames.with(elements.id, base));
        let may_be_empty = question.quantifier == Some(Quantifier::Every { if_empty: IfEmpty::NotMet })
            && !self
                .scene
                .members(elements, list, &binding.frames)
                .any(|place| passes(&self.scene, place.base) == Status::MET);
        let mentioned = self.mentioned(question.fields, elements, list, binding);
        let path = binding.path(&self.policy.vocabulary, elements.list);
        for Place { index, base } in self.scene.members(elements, list, &binding.frames) {
            if !self.scene.stands_for_group(elements, Place { index, base }) {
                continue;
            }
            let inner = binding.with(elements.id, base, format!("{path}[{index}]"));
            let passes = passes(&self.scene, base);
            if passes == Status::NOT_MET {
                continue;
            }
            if let Some(satisfies) = satisfies {
                let holds = self.scene.of_element(elements, satisfies, &inner.frames).satisfied_if_not_applicable();
                // An element that satisfies may pass or not: it makes no difference, unless it may be the only one.
                if holds == Status::MET && passes.is_unknown() && !may_be_empty {
                    continue;
                }
                if holds.is_unknown() {
                    self.node(satisfies, NotApplicable::LikeMet, &inner, named);
                }
            }
            if let (true, Some(filter)) = (passes.is_unknown(), elements.filter) {
                self.node(filter, NotApplicable::LikeMet, &inner, named);
            }
            for (field, is_mentioned) in question.fields.iter().zip(&mentioned) {
                self.key(*field, *is_mentioned, &inner, named);
            }
        }
    }

    /// Asks for the fields by which the elements of a list are told apart.
    fn each_key(
        &mut self,
        fields: &[FactRef],
        elements: &Scope,
        list: Elements<'a>,
        binding: &Binding,
        named: &Arc<str>,
    ) {
        let mentioned = self.mentioned(fields, elements, list, binding);
        let path = binding.path(&self.policy.vocabulary, elements.list);
        for Place { index, base } in list.places() {
            let inner = binding.with(elements.id, base, format!("{path}[{index}]"));
            for (field, is_mentioned) in fields.iter().zip(&mentioned) {
                self.key(*field, *is_mentioned, &inner, named);
            }
        }
    }

    /// Which of some fields are mentioned of any element of a list.
    fn mentioned(&self, fields: &[FactRef], elements: &Scope, list: Elements<'a>, binding: &Binding) -> Vec<bool> {
        let is_mentioned = |field: &FactRef| {
            let mut all = list.places().map(|place| binding.frames.with(elements.id, place.base));
            all.any(|frames| self.is_mentioned(*field, &frames))
        };
        fields.iter().map(is_mentioned).collect()
    }
}
