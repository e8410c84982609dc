//! What to ask for: the facts under unknown nodes that reach the result.
//!
//! What is decided already is left out at every level. Inputs are asked for rather than what follows
//! from them, and elements are written with their index. Every node that is open asks for something.

mod facts;

use std::sync::Arc;

use medpol_evaluator::{Access, Elements, Evaluation, Race, Reading};
use medpol_model::{
    Counting, FactRef, IfEmpty, Missing, MissingCause, NodeId, Op, Policy, Quantifier, RulesId, Run, Scope, ScopeId,
    Status,
};

use crate::open::NotApplicable;
use crate::place::Place;
use crate::story::Story;

/// The facts to ask for: those that keep a node open.
pub(crate) fn of(story: &Story<'_>, node: NodeId) -> Vec<Missing> {
    let policy = story.policy;
    let mut asking = Asking { policy, scene: story.scene, ids: Some(policy), found: Vec::new(), asked: 0 };
    asking.node(node, NotApplicable::Itself, &Place::TOP, &Arc::from("policy"));
    asking.found
}

struct Asking<'a> {
    policy: &'a Policy,
    /// The scene of the policy, or of the vocabulary's own conditions.
    scene: Evaluation<'a>,
    /// Where the nodes have ids; nowhere in a vocabulary.
    ids: Option<&'a Policy>,
    found: Vec<Missing>,
    /// How often something was asked for, repeats included.
    asked: usize,
}

/// A list, and what is looked at of its elements.
#[derive(Clone, Copy)]
struct Looked<'e> {
    elements: &'e Scope,
    quantifier: Option<Quantifier>,
    satisfies: Option<NodeId>,
    fields: &'e [FactRef],
    /// How they are compared by a date, if they are.
    race: Option<Race<'e>>,
    rules: Option<RulesId>,
}

impl<'e> Looked<'e> {
    /// A list whose elements only have to pass.
    const fn at(elements: &'e Scope) -> Self {
        Self { elements, quantifier: None, satisfies: None, fields: &[], race: None, rules: None }
    }
}

impl Asking<'_> {
    fn status(&self, node: NodeId, place: &Place) -> Status {
        self.scene.inner(node, &place.frames)
    }

    /// The id of a node, or of the nearest one above.
    fn name(&self, node: NodeId, above: &Arc<str>) -> Arc<str> {
        let id = self.ids.and_then(|policy| policy.detail(node)).and_then(|detail| detail.id.as_ref());
        id.map_or_else(|| Arc::clone(above), |id| Arc::clone(&id.0))
    }

    /// Asks for what keeps an unknown node open.
    fn node(&mut self, node: NodeId, absent: NotApplicable, place: &Place, named: &Arc<str>) {
        let named = &self.name(node, named);
        let status = self.status(node, place);
        let program = self.scene.program;
        let Some(op) = program.node(node) else { return };
        let one = |elements: &ScopeId, rules| Looked { rules, ..Looked::at(program.scope(*elements)) };
        match op {
            Op::All(run) => self.members(*run, absent.in_all(status), place, named),
            Op::Any(run) => self.members(*run, absent.in_any(status), place, named),
            Op::None(run) => self.members(*run, absent.negated().in_any(status), place, named),
            Op::Tally { members, waived, not_applicable, .. } => {
                let absent = match not_applicable {
                    Counting::Counts => NotApplicable::LikeMet,
                    Counting::Shrinks => NotApplicable::Itself,
                };
                for member in program.members(*members) {
                    self.member(*member, *waived, absent, place, named);
                }
            }
            Op::Not(inner) => self.if_open(*inner, absent.negated(), place, named),
            Op::Satisfied(inner) => self.if_open(*inner, NotApplicable::LikeMet, place, named),
            Op::Same(inner) => self.if_open(*inner, absent, place, named),
            Op::Except { base, exception: other } | Op::Waive { base, waiver: other } => {
                self.if_open(*base, absent, place, named);
                self.if_open(*other, NotApplicable::LikeNotMet, place, named);
            }
            Op::If { condition, then, otherwise } => {
                let chosen = self.status(*condition, place).satisfied_if_not_applicable();
                self.if_open(*condition, NotApplicable::LikeMet, place, named);
                if chosen.can_be_met() {
                    self.if_open(*then, absent, place, named);
                }
                if let (true, Some(otherwise)) = (chosen.can_be_not_met(), otherwise) {
                    self.if_open(*otherwise, absent, place, named);
                }
            }
            Op::Mask { rules, .. } | Op::Range { rules, .. } | Op::Test { rules, .. } => {
                self.leaf(node, *rules, place, named);
            }
            Op::Known(_) | Op::Constant(_) => {}
            Op::Extreme { extreme, elements, by, satisfies, rules, .. } => {
                let race =
                    Race { extreme: *extreme, elements: program.scope(*elements), by: *by, satisfies: *satisfies };
                self.elements(Looked { race: Some(race), ..one(elements, *rules) }, place, named);
            }
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                let quantifier = Some(*quantifier);
                self.elements(Looked { quantifier, satisfies: *satisfies, ..one(elements, *rules) }, place, named);
            }
            Op::Count { elements, distinct, rules, .. } => {
                self.elements(Looked { fields: program.fields(*distinct), ..one(elements, *rules) }, place, named);
            }
            Op::Sum { elements, field, rules, .. } => {
                self.elements(Looked { fields: &[*field], ..one(elements, *rules) }, place, named);
            }
        }
    }

    /// Asks for what keeps a node open, if it leaves open what stands above it.
    fn if_open(&mut self, node: NodeId, absent: NotApplicable, place: &Place, named: &Arc<str>) {
        if absent.leaves_open(self.status(node, place)) {
            self.node(node, absent, place, named);
        }
    }

    fn members(&mut self, run: Run, absent: NotApplicable, place: &Place, named: &Arc<str>) {
        for member in self.scene.program.members(run) {
            self.if_open(*member, absent, place, named);
        }
    }

    /// A member of a tally. Where waived members leave the pool, a member that is waived for sure is
    /// still open while its base is: it may yet count as holding.
    fn member(&mut self, member: NodeId, waived: Counting, absent: NotApplicable, place: &Place, named: &Arc<str>) {
        match (self.scene.program.node(member), waived) {
            (Some(Op::Waive { base, waiver }), Counting::Shrinks) if self.status(*base, place) != Status::MET => {
                let named = &self.name(member, named);
                self.if_open(*base, absent, place, named);
                self.if_open(*waiver, NotApplicable::LikeNotMet, place, named);
            }
            _ => self.if_open(member, absent, place, named),
        }
    }

    /// A list, and what is open of its elements.
    fn elements(&mut self, looked: Looked<'_>, place: &Place, named: &Arc<str>) {
        let before = self.asked;
        let list = looked.elements.list;
        let access = self.scene.access(list, looked.rules, &place.frames);
        let is_readable = matches!(access, Access::Tested(Reading::Value { .. }) | Access::Absent(_));
        match self.scene.list(list, &place.frames).filter(|_| is_readable) {
            None => self.fact(list, looked.rules, place, named),
            Some(found) => {
                if !found.is_complete {
                    self.ask(list, MissingCause::ListIncomplete, place, named);
                }
                match looked.race {
                    Some(race) => self.each_leader(race, found, place, named),
                    None => self.each_element(looked, found, place, named),
                }
            }
        }
        if self.asked == before {
            self.ask(list, self.cause(list, place), place, named);
        }
    }

    /// What is open of the elements that can turn out to be the latest.
    fn each_leader(&mut self, race: Race<'_>, list: Elements, place: &Place, named: &Arc<str>) {
        let bar = self.scene.bar(race, list, &place.frames);
        let path = place.path(&self.policy.vocabulary, race.elements.list);
        for (index, base) in list.bases().enumerate() {
            let inner = place.with(race.elements.id, base, format!("{path}[{index}]"));
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

    fn each_element(&mut self, looked: Looked<'_>, list: Elements, place: &Place, named: &Arc<str>) {
        let Looked { elements, satisfies, .. } = looked;
        let passes = |scene: &Evaluation<'_>, base| scene.passes(elements, &place.frames.with(elements.id, base));
        let may_be_empty = looked.quantifier == Some(Quantifier::Every { if_empty: IfEmpty::NotMet })
            && !list.bases().any(|base| passes(&self.scene, base) == Status::MET);
        let path = place.path(&self.policy.vocabulary, elements.list);
        for (index, base) in list.bases().enumerate() {
            let inner = place.with(elements.id, base, format!("{path}[{index}]"));
            let passes = passes(&self.scene, base);
            if passes == Status::NOT_MET {
                continue;
            }
            if let Some(satisfies) = satisfies {
                let holds = self.scene.node(satisfies, &inner.frames).satisfied_if_not_applicable();
                // An element that holds once it passes leaves nothing open, unless it is the only one.
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
            for field in looked.fields {
                if !self.is_exact(*field, &inner) {
                    self.fact(*field, None, &inner, named);
                }
            }
        }
    }
}
