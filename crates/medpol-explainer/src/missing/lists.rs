//! Asks for lists, for what is unknown of their elements, and for what is needed of further entries.

use medpol_evaluator::{Access, Elements, Evaluation, Place, Race, Reading};
use medpol_model::answer::MissingCause;
use medpol_model::program::{FactRef, IfEmpty, NodeId, Op, Quantifier, RulesId, Scope};
use medpol_model::value::{Interval, Status};

use super::found::{Days, Test};
use super::way::{Side, Stage, Way};
use super::{Named, Walk};
use crate::binding::Binding;
use crate::open::NotApplicable;

/// A list, and what is looked at of its elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListQuestion<'e> {
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
        Self::of_fields(elements, &[])
    }

    /// A list of whose elements some fields are read.
    pub(super) const fn of_fields(elements: &'e Scope, fields: &'e [FactRef]) -> Self {
        Self { elements, quantifier: None, satisfies: None, fields, race: None, rules: None }
    }
}

/// The result of the nodes above for the conditions on an element.
#[derive(Clone, Copy)]
struct Inside {
    filter: Way,
    satisfies: Way,
    /// The result of the node where the list is empty.
    if_empty: Side,
}

impl<'a> Walk<'a> {
    /// A node that looks at the elements of a list.
    pub(super) fn list_node(&mut self, node: NodeId, op: &Op, binding: &Binding, named: Named) {
        let program = self.scene.program;
        let Some(elements) = program.elements(node) else { return };
        let at = ListQuestion::at(elements);
        let inside = inside(self.way, op);
        let own;
        let question = match op {
            Op::Quantify { quantifier, satisfies, rules, .. } => {
                ListQuestion { quantifier: Some(*quantifier), satisfies: *satisfies, rules: *rules, ..at }
            }
            Op::Count { distinct, rules, .. } => {
                ListQuestion { fields: program.fields(*distinct), rules: *rules, ..at }
            }
            Op::Sum { field, rules, .. } => {
                own = [*field];
                ListQuestion { fields: &own, rules: *rules, ..at }
            }
            Op::Extreme { extreme, by, satisfies, rules, .. } => {
                let race = Race { extreme: *extreme, elements, by: *by, satisfies: *satisfies };
                ListQuestion { race: Some(race), rules: *rules, ..at }
            }
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
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => return,
        };
        self.elements(question, inside, binding, named);
    }

    /// Asks for a list that a fact is derived from, or for what is unknown of its elements.
    pub(super) fn derived_list(&mut self, question: ListQuestion<'_>, binding: &Binding, named: Named) {
        let way = self.way.neutral();
        self.elements(question, Inside { filter: way, satisfies: way, if_empty: Side::Neither }, binding, named);
    }

    /// Asks for a list, or for what is unknown of its elements.
    fn elements(&mut self, question: ListQuestion<'_>, inside: Inside, binding: &Binding, named: Named) {
        let before = self.asked;
        let list = question.elements.list;
        let access = self.scene.access(list, question.rules, &binding.frames);
        let is_readable = matches!(access, Access::Tested(Reading::Value { .. }) | Access::Absent(_));
        let known = self.scene.list(list, &binding.frames);
        let test = self.test_of_list(list, inside);
        if !is_readable || known.is_none() {
            self.testing(test.clone(), |walk| walk.fact(list, question.rules, binding, named));
        } else if known.is_some_and(|found| !found.is_complete) {
            self.testing(test.clone(), |walk| walk.ask(list, MissingCause::ListIncomplete, binding, named));
        }
        let asks_for_list = self.asked > before;
        // What is not proven yet counts as soon as it is, so that its entries are looked at too.
        let looked_at = known.filter(|_| is_readable || access == Access::NotEvidenced);
        if let Some(found) = looked_at {
            match question.race {
                Some(race) => self.each_leader(race, inside, found, binding, named),
                None => self.each_element(question, inside, found, binding, named),
            }
        }
        if self.asked == before {
            self.testing(test, |walk| walk.ask(list, walk.cause(list, binding), binding, named));
            self.further_entry(question, inside, looked_at, binding, named);
        } else if asks_for_list && looked_at.is_none_or(|found| !found.is_complete) {
            self.further_entry(question, inside, looked_at, binding, named);
        }
    }

    fn test_of_list(&self, list: FactRef, inside: Inside) -> Test {
        Test { absent: self.helps(list, inside.if_empty), ending: self.half(), days: Days::Exact }
    }

    /// Asks for what is needed of an entry that is added to a list.
    fn further_entry(
        &mut self,
        question: ListQuestion<'_>,
        inside: Inside,
        list: Option<Elements<'a>>,
        binding: &Binding,
        named: Named,
    ) {
        let elements = question.elements;
        let Some(base) = self.blanks.base(self.origin, elements.id) else { return };
        let path = binding.path(&self.policy.vocabulary, elements.list);
        let entry = binding.with(elements.id, base, format!("{path}[]"));
        let passes = self.scene.passes(elements, &entry.frames);
        if passes == Status::NOT_MET {
            return;
        }
        let ahead = |way: Way| Way { stage: way.stage.max(Stage::Ahead), ends: Side::Neither, ..way };
        if let (true, Some(filter)) = (passes.is_unknown(), elements.filter) {
            self.on(ahead(inside.filter), |walk| walk.node(filter, NotApplicable::LikeMet, &entry, named));
        }
        let satisfies = question.satisfies.or(question.race.map(|race| race.satisfies));
        self.on(ahead(inside.satisfies), |walk| {
            if let Some(satisfies) = satisfies {
                walk.if_open(satisfies, NotApplicable::LikeMet, &entry, named);
            }
            if let Some(race) = question.race
                && !walk.is_exact(race.by, &entry)
            {
                walk.fact(race.by, None, &entry, named);
            }
            let are_told = list.map(|list| walk.told(question.fields, elements, list, binding)).unwrap_or_default();
            for field in question.fields {
                walk.key(*field, are_told.contains(field), &entry, named);
            }
        });
    }

    /// Asks for what is unknown of the elements that may be the latest.
    fn each_leader(&mut self, race: Race<'_>, inside: Inside, list: Elements<'a>, binding: &Binding, named: Named) {
        let bar = self.scene.bar(race, list, &binding.frames);
        let path = binding.path(&self.policy.vocabulary, race.elements.list);
        for Place { index, base } in self.scene.members(race.elements, list, &binding.frames) {
            let inner = binding.with(race.elements.id, base, format!("{path}[{index}]"));
            let passes = self.scene.passes(race.elements, &inner.frames);
            if !passes.can_be_met() || !bar.can_lead(self.scene.date_in(race, &inner.frames)) {
                continue;
            }
            if let (true, Some(filter)) = (passes.is_unknown(), race.elements.filter) {
                self.on(inside.filter, |walk| walk.node(filter, NotApplicable::LikeMet, &inner, named));
            }
            if !self.is_exact(race.by, &inner) {
                self.fact(race.by, None, &inner, named);
            }
            self.on(inside.satisfies, |walk| {
                walk.if_open(race.satisfies, NotApplicable::LikeMet, &inner, named);
            });
        }
    }

    fn each_element(
        &mut self,
        question: ListQuestion<'_>,
        inside: Inside,
        list: Elements<'a>,
        binding: &Binding,
        named: Named,
    ) {
        let ListQuestion { elements, satisfies, .. } = question;
        if self.scene.is_too_vague(elements) {
            return self.each_key(elements, list, binding, named);
        }
        let passes = |scene: &Evaluation<'_>, base| scene.passes(elements, &binding.frames.with(elements.id, base));
        let may_be_empty = question.quantifier == Some(Quantifier::Every { if_empty: IfEmpty::NotMet })
            && !self
                .scene
                .members(elements, list, &binding.frames)
                .any(|place| passes(&self.scene, place.base) == Status::MET);
        let path = binding.path(&self.policy.vocabulary, elements.list);
        let are_told = self.told(question.fields, elements, list, binding);
        for place in self.scene.members(elements, list, &binding.frames) {
            let Place { index, base } = place;
            if !self.scene.stands_for_group(elements, place) {
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
                    self.on(inside.satisfies, |walk| walk.node(satisfies, NotApplicable::LikeMet, &inner, named));
                }
            }
            if let (true, Some(filter)) = (passes.is_unknown(), elements.filter) {
                self.on(inside.filter, |walk| walk.node(filter, NotApplicable::LikeMet, &inner, named));
            }
            for field in question.fields {
                self.key(*field, are_told.contains(field), &inner, named);
            }
        }
    }

    /// Asks for the fields by which the elements of a list are told apart.
    fn each_key(&mut self, elements: &Scope, list: Elements<'a>, binding: &Binding, named: Named) {
        let fields = self.scene.program.fields(elements.groups);
        let are_told = self.told(fields, elements, list, binding);
        let path = binding.path(&self.policy.vocabulary, elements.list);
        for Place { index, base } in list.places() {
            let inner = binding.with(elements.id, base, format!("{path}[{index}]"));
            for field in fields {
                self.key(*field, are_told.contains(field), &inner, named);
            }
        }
    }

    /// Which of some fields are told of any element of a list: looked at once, however often it is asked.
    fn told(&mut self, fields: &[FactRef], elements: &Scope, list: Elements<'a>, binding: &Binding) -> Vec<FactRef> {
        let slot = binding.frames.slot(elements.list);
        let mut told = Vec::new();
        for field in fields {
            let known = self.told.get(&(slot, field.slot)).copied();
            let is_told = known.unwrap_or_else(|| {
                let mut all = list.places().map(|place| binding.frames.with(elements.id, place.base));
                all.any(|frames| self.is_mentioned(*field, &frames))
            });
            self.told.insert((slot, field.slot), is_told);
            told.extend(is_told.then_some(*field));
        }
        told
    }
}

/// The result of the nodes above for the conditions on the elements of a list.
fn inside(way: Way, op: &Op) -> Inside {
    let neutral = way.neutral();
    let of_empty = |wanted: Interval| Side::known(Interval::point(0).within(wanted));
    match op {
        Op::Quantify { quantifier: Quantifier::Some, .. } => {
            let filter = Way { ends: way.ends.of_member(Side::Met, 2), ..way };
            Inside { filter, satisfies: filter, if_empty: Side::NotMet }
        }
        Op::Quantify { quantifier: Quantifier::Without, .. } => {
            let way = way.negated();
            let filter = Way { ends: way.ends.of_member(Side::Met, 2), ..way };
            Inside { filter, satisfies: filter, if_empty: Side::Met }
        }
        Op::Quantify { quantifier: Quantifier::Every { if_empty }, .. } | Op::Extreme { if_empty, .. } => {
            Inside { filter: neutral, satisfies: Way { ends: Side::Neither, ..way }, if_empty: empty(*if_empty) }
        }
        Op::Count { wanted, .. } => {
            let way = Way { ends: Side::Neither, ..way };
            let filter = match (wanted.low > 0, wanted.high == i64::MAX) {
                (true, true) => way,
                (false, false) => way.negated(),
                (true, false) | (false, true) => neutral,
            };
            Inside { filter, satisfies: filter, if_empty: of_empty(*wanted) }
        }
        Op::Sum { wanted, .. } => Inside { filter: neutral, satisfies: neutral, if_empty: of_empty(*wanted) },
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
        | Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Constant(_) => Inside { filter: neutral, satisfies: neutral, if_empty: Side::Neither },
    }
}

const fn empty(if_empty: IfEmpty) -> Side {
    match if_empty {
        IfEmpty::Met => Side::Met,
        IfEmpty::NotMet => Side::NotMet,
    }
}
