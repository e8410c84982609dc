//! Lists: quantifiers, numbers of elements, totals, and the elements that come last or first.

use medpol_model::program::{Extreme, FactRef, IfEmpty, NodeId, Quantifier, RulesId, Run, ScopeId};
use medpol_model::value::Interval;

use super::order::counts;
use super::{Encoder, Place, Tri};
use crate::answer::Inexact;
use crate::formula::Literal;
use crate::space::{ElementId, InstanceId, State};

/// The elements of a list, with what says that they are there.
#[derive(Clone, Debug)]
pub(super) struct Elements {
    pub(super) all: Vec<(ElementId, Literal)>,
    pub(super) complete: Literal,
}

impl Elements {
    const NONE: Self = Self { all: Vec::new(), complete: Literal::TRUE };
}

/// Elements that are compared by a date.
#[derive(Clone, Copy)]
pub(super) struct Race {
    pub(super) extreme: Extreme,
    pub(super) elements: ScopeId,
    pub(super) by: FactRef,
    pub(super) satisfies: NodeId,
}

/// What is found of a list's elements.
type OfElements<'f> = dyn Fn(&mut Encoder<'_>, &Elements) -> Tri + 'f;

impl<'a> Encoder<'a> {
    /// The list that a node reads, with its elements.
    pub(super) fn elements(&mut self, list: FactRef, place: &Place) -> Option<(InstanceId, Elements)> {
        let id = self.read(list, place)?;
        match &self.space.at(id)?.state {
            State::List { elements, exists, complete } => {
                let all = elements.iter().copied().zip(exists.iter().copied()).collect();
                Some((id, Elements { all, complete: *complete }))
            }
            State::Value { .. } => None,
        }
    }

    /// A condition on a list, under the rules of the leaf that asks it.
    pub(super) fn under_rules(
        &mut self,
        list: FactRef,
        rules: Option<RulesId>,
        place: &Place,
        of: &OfElements<'_>,
    ) -> Tri {
        let Some((id, elements)) = self.elements(list, place) else { return Tri::UNKNOWN };
        let full = of(self, &elements);
        if self.is_patients() {
            return full;
        }
        let given = self.space.at(id).map_or(Literal::FALSE, |instance| instance.given);
        let tested = self.select(given, full, Tri::UNKNOWN);
        let absent = of(self, &Elements::NONE);
        self.by_rules(id, rules, place, tested, absent)
    }

    fn scope(&self, scope: ScopeId, place: &Place) -> Option<&'a medpol_model::program::Scope> {
        self.program(place.origin).map(|program| program.scope(scope))
    }

    /// Whether an element passes the filter of its scope.
    fn passes(&mut self, scope: ScopeId, element: ElementId, place: &Place) -> Tri {
        let filter = self.scope(scope, place).and_then(|scope| scope.filter);
        match filter {
            None => Tri::known(Literal::TRUE),
            Some(filter) => {
                let passes = self.node(filter, &place.with(scope, element));
                self.satisfied(passes)
            }
        }
    }

    /// Some of these, and perhaps others.
    pub(super) fn some(&mut self, found: &[(Literal, Tri)], complete: Literal) -> Tri {
        let formulas = &mut self.space.formulas;
        let can: Vec<Literal> = found.iter().map(|(there, tri)| formulas.and([*there, tri.met])).collect();
        if self.is_patients() {
            return Tri::known(self.space.formulas.or(can));
        }
        let formulas = &mut self.space.formulas;
        let met = formulas.or(can.into_iter().chain([!complete]));
        let sure: Vec<Literal> = found.iter().map(|(there, tri)| formulas.and([*there, !tri.not_met])).collect();
        Tri { met, not_met: !formulas.or(sure), not_applicable: Literal::FALSE }
    }

    pub(super) fn quantify(
        &mut self,
        quantifier: Quantifier,
        scope: ScopeId,
        satisfies: Option<NodeId>,
        rules: Option<RulesId>,
        place: &Place,
    ) -> Tri {
        let Some(list) = self.scope(scope, place).map(|scope| scope.list) else { return Tri::UNKNOWN };
        self.under_rules(list, rules, place, &|encoder, elements| {
            let passes: Vec<(Literal, Tri)> =
                elements.all.iter().map(|(element, there)| (*there, encoder.passes(scope, *element, place))).collect();
            match quantifier {
                Quantifier::Some => encoder.some(&passes, elements.complete),
                Quantifier::Without => encoder.some(&passes, elements.complete).negated(),
                Quantifier::Every { if_empty } => {
                    let holds: Vec<Tri> = elements
                        .all
                        .iter()
                        .map(|(element, _)| match satisfies {
                            None => Tri::known(Literal::TRUE),
                            Some(node) => {
                                let holds = encoder.node(node, &place.with(scope, *element));
                                encoder.satisfied(holds)
                            }
                        })
                        .collect();
                    encoder.every(&passes, &holds, if_empty, elements.complete)
                }
            }
        })
    }

    fn every(&mut self, passes: &[(Literal, Tri)], holds: &[Tri], if_empty: IfEmpty, complete: Literal) -> Tri {
        let is_patients = self.is_patients();
        let formulas = &mut self.space.formulas;
        let (mut can_hold, mut hit, mut fail, mut none) =
            (Vec::new(), vec![!complete], vec![!complete], vec![complete]);
        for ((there, passes), holds) in passes.iter().zip(holds) {
            let can_pass = formulas.and([*there, passes.met]);
            let must_pass = formulas.and([*there, !passes.not_met]);
            can_hold.push(!formulas.and([must_pass, !holds.met]));
            hit.push(formulas.and([can_pass, holds.met]));
            fail.push(formulas.and([can_pass, holds.not_met]));
            none.push(!must_pass);
        }
        let all = formulas.and(can_hold);
        let (hit, fail, none) = (formulas.or(hit), formulas.or(fail), formulas.and(none));
        let (met, not_met) = match if_empty {
            IfEmpty::Met => (all, fail),
            IfEmpty::NotMet => (formulas.and([all, hit]), formulas.or([fail, none])),
        };
        if is_patients { Tri::known(met) } else { Tri { met, not_met, not_applicable: Literal::FALSE } }
    }

    pub(super) fn count(
        &mut self,
        scope: ScopeId,
        distinct: Run,
        wanted: Interval,
        rules: Option<RulesId>,
        place: &Place,
    ) -> Tri {
        let Some(list) = self.scope(scope, place).map(|scope| scope.list) else { return Tri::UNKNOWN };
        let fields = self.program(place.origin).map_or(&[][..], |program| program.fields(distinct));
        self.under_rules(list, rules, place, &|encoder, elements| {
            let passes: Vec<(Literal, Tri)> =
                elements.all.iter().map(|(element, there)| (*there, encoder.passes(scope, *element, place))).collect();
            if fields.is_empty() {
                let formulas = &mut encoder.space.formulas;
                let sure: Vec<Literal> =
                    passes.iter().map(|(there, passes)| formulas.and([*there, !passes.not_met])).collect();
                let can: Vec<Literal> =
                    passes.iter().map(|(there, passes)| formulas.and([*there, passes.met])).collect();
                return encoder.within(&sure, &can, wanted, elements.complete);
            }
            let keys: Vec<Vec<InstanceId>> =
                elements.all.iter().map(|(element, _)| encoder.fields(fields, scope, *element, place)).collect();
            if encoder.is_patients() {
                let new = encoder.first_of_their_kind(&passes, &keys);
                return encoder.within(&new, &new, wanted, elements.complete);
            }
            let key = format!("distinct {:?} {passes:?} {keys:?} {wanted:?}", elements.complete);
            let open = encoder.unkept(key, Inexact::Distinct);
            let read: Vec<(Literal, Tri, &[InstanceId])> =
                passes.iter().zip(&keys).map(|((there, passes), keys)| (*there, *passes, &keys[..])).collect();
            let exact = encoder.are_counted_exactly(&read, elements.complete);
            let new = encoder.first_of_their_kind(&passes, &keys);
            let kept = encoder.within(&new, &new, wanted, Literal::TRUE);
            encoder.select(exact, kept, open)
        })
    }

    /// Whether it is known which elements pass, and exactly what is read of those.
    fn are_counted_exactly(&mut self, read: &[(Literal, Tri, &[InstanceId])], complete: Literal) -> Literal {
        let mut all = vec![complete];
        for (there, passes, values) in read {
            let is_sure = self.space.formulas.and([passes.met, passes.not_met]);
            all.push(self.space.formulas.or([!*there, !is_sure]));
            for value in *values {
                let exact = self.space.exact(*value);
                all.push(self.space.formulas.or([!*there, !passes.met, exact]));
            }
        }
        self.space.formulas.and(all)
    }

    fn fields(&mut self, fields: &[FactRef], scope: ScopeId, element: ElementId, place: &Place) -> Vec<InstanceId> {
        let place = place.with(scope, element);
        fields.iter().filter_map(|field| self.read(*field, &place)).collect()
    }

    /// The elements that pass and are like none before them.
    fn first_of_their_kind(&mut self, passes: &[(Literal, Tri)], keys: &[Vec<InstanceId>]) -> Vec<Literal> {
        let counts: Vec<Literal> =
            passes.iter().map(|(there, passes)| self.space.formulas.and([*there, passes.met])).collect();
        let mut new = Vec::new();
        for (at, (own, key)) in counts.iter().zip(keys).enumerate() {
            let mut repeats = Vec::new();
            for (other, known) in counts.iter().zip(keys).take(at) {
                let same: Vec<Literal> = key.iter().zip(known).map(|(one, other)| self.equal(*one, *other)).collect();
                repeats.push(self.space.formulas.and(same.into_iter().chain([*other])));
            }
            let repeats = self.space.formulas.or(repeats);
            new.push(self.space.formulas.and([*own, !repeats]));
        }
        new
    }

    /// Whether a number of elements, known by those that surely count and those that can, lies in a range.
    fn within(&mut self, sure: &[Literal], can: &[Literal], wanted: Interval, complete: Literal) -> Tri {
        let (least, over) = counts(wanted.low, wanted.high);
        let is_patients = self.is_patients();
        let formulas = &mut self.space.formulas;
        let too_many = |formulas: &mut crate::formula::Formulas, lits: &[Literal]| {
            over.map_or(Literal::FALSE, |over| formulas.at_least(lits, over))
        };
        let enough = [formulas.at_least(can, least), !complete];
        let (enough, surely_over) = (formulas.or(enough), too_many(formulas, sure));
        let met = formulas.and([enough, !surely_over]);
        if is_patients {
            return Tri::known(met);
        }
        let may_be_over = too_many(formulas, can);
        let more = if over.is_some() { !complete } else { Literal::FALSE };
        let surely_enough = formulas.at_least(sure, least);
        Tri { met, not_met: formulas.or([!surely_enough, may_be_over, more]), not_applicable: Literal::FALSE }
    }

    pub(super) fn sum(
        &mut self,
        scope: ScopeId,
        field: FactRef,
        wanted: Interval,
        rules: Option<RulesId>,
        place: &Place,
    ) -> Tri {
        let Some(list) = self.scope(scope, place).map(|scope| scope.list) else { return Tri::UNKNOWN };
        self.under_rules(list, rules, place, &|encoder, elements| {
            let mut parts: Vec<(Literal, InstanceId)> = Vec::new();
            let mut keys = Vec::new();
            for (element, there) in &elements.all {
                let passes = encoder.passes(scope, *element, place);
                let Some(value) = encoder.read(field, &place.with(scope, *element)) else { return Tri::UNKNOWN };
                parts.push((encoder.space.formulas.and([*there, passes.met]), value));
                keys.push((*there, passes, value));
            }
            if parts.is_empty() && elements.complete == Literal::TRUE {
                return Tri::of(Interval::point(0).within(wanted));
            }
            let enough = if wanted.low == i64::MIN { Literal::TRUE } else { encoder.total_reaches(&parts, wanted.low) };
            let over =
                if wanted.high == i64::MAX { Literal::FALSE } else { encoder.total_reaches(&parts, wanted.high + 1) };
            let kept = Tri::known(encoder.space.formulas.and([enough, !over]));
            if encoder.is_patients() {
                return kept;
            }
            let open = encoder.unkept(format!("sum {keys:?} {:?} {wanted:?}", elements.complete), Inexact::Sums);
            let values: Vec<[InstanceId; 1]> = keys.iter().map(|(.., value)| [*value]).collect();
            let read: Vec<(Literal, Tri, &[InstanceId])> =
                keys.iter().zip(&values).map(|((there, passes, _), value)| (*there, *passes, &value[..])).collect();
            let exact = encoder.are_counted_exactly(&read, elements.complete);
            encoder.select(exact, kept, open)
        })
    }

    pub(super) fn extreme(&mut self, race: Race, if_empty: IfEmpty, rules: Option<RulesId>, place: &Place) -> Tri {
        let Some(list) = self.scope(race.elements, place).map(|scope| scope.list) else { return Tri::UNKNOWN };
        self.under_rules(list, rules, place, &|encoder, elements| {
            let mut runners = Vec::new();
            for (element, there) in &elements.all {
                let place_of = place.with(race.elements, *element);
                let passes = encoder.passes(race.elements, *element, place);
                let holds = encoder.node(race.satisfies, &place_of);
                let holds = encoder.satisfied(holds);
                let Some(date) = encoder.read(race.by, &place_of) else { return Tri::UNKNOWN };
                runners.push((*there, passes, holds, date));
            }
            if runners.is_empty() && elements.complete == Literal::TRUE {
                return Tri::known(Literal::constant(if_empty == IfEmpty::Met));
            }
            let runs: Vec<Literal> =
                runners.iter().map(|(there, passes, ..)| encoder.space.formulas.and([*there, passes.met])).collect();
            let dates: Vec<InstanceId> = runners.iter().map(|(.., date)| *date).collect();
            encoder.rank(&dates);
            let (mut holds, mut fails) = (Vec::new(), Vec::new());
            for (own, (_, _, satisfies, date)) in runs.iter().zip(&runners) {
                let mut leads = vec![*own];
                for (other, later) in runs.iter().zip(&dates) {
                    let is_no_later = match race.extreme {
                        Extreme::Latest => encoder.at_most(*later, *date, 0),
                        Extreme::Earliest => encoder.at_most(*date, *later, 0),
                    };
                    leads.push(encoder.space.formulas.or([!*other, is_no_later]));
                }
                let leads = encoder.space.formulas.and(leads);
                holds.push(!encoder.space.formulas.and([leads, !satisfies.met]));
                fails.push(encoder.space.formulas.and([leads, satisfies.not_met]));
            }
            let formulas = &mut encoder.space.formulas;
            let (all, some, fails) = (formulas.and(holds), formulas.or(runs), formulas.or(fails));
            let (met, not_met) = match if_empty {
                IfEmpty::Met => (all, fails),
                IfEmpty::NotMet => (formulas.and([all, some]), formulas.or([fails, !some])),
            };
            if encoder.is_patients() {
                return Tri::known(met);
            }
            let key = format!("{:?} {runners:?} {:?} {if_empty:?}", race.extreme, elements.complete);
            let open = encoder.unkept(key, Inexact::Extremes);
            let dates: Vec<[InstanceId; 1]> = dates.into_iter().map(|date| [date]).collect();
            let read: Vec<(Literal, Tri, &[InstanceId])> =
                runners.iter().zip(&dates).map(|((there, passes, ..), date)| (*there, *passes, &date[..])).collect();
            let exact = encoder.are_counted_exactly(&read, elements.complete);
            encoder.select(exact, Tri { met, not_met, not_applicable: Literal::FALSE }, open)
        })
    }

    /// The single values of a list, each with what says that it is there.
    pub(super) fn single_values(&mut self, list: InstanceId, elements: &Elements) -> Vec<(Literal, InstanceId)> {
        let Some(value) = self.space.at(list).and_then(|list| self.space.joint.element_of(list.fact)) else {
            return Vec::new();
        };
        elements.all.iter().map(|(element, there)| (*there, self.space.instance(value, *element))).collect()
    }
}
