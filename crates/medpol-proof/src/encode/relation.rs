//! Facts against other facts, and lists against wanted values.
//!
//! For patients every comparison is kept: names and codes by their parts, numbers and dates by their order. For
//! records only comparisons with named values and between enumerations are; the others are one unknown each.
//!
//! Long because it has a function for every relation, and a text for each that is not kept.

use medpol_model::program::{
    AtomId, FactRef, Inclusion, Membership, Offset, Order, Polarity, Program, Relation, RulesId, Run, ValueKind,
    Values, Wanted,
};
use medpol_model::value::{Grain, Interval, TickSet};

use super::elements::Elements;
use super::{Encoder, Place, Tri};
use crate::answer::Inexact;
use crate::formula::Literal;
use crate::joint;
use crate::parts::{Inside, Part};
use crate::space::{InstanceId, State};

impl Encoder<'_> {
    pub(super) fn relate(
        &mut self,
        fact: FactRef,
        within: Option<AtomId>,
        run: Run,
        rules: Option<RulesId>,
        place: &Place,
    ) -> Tri {
        let Some(program) = self.program(place.origin) else { return Tri::UNKNOWN };
        let relations = program.relations(run);
        let Some(id) = self.read(fact, place) else { return Tri::UNKNOWN };
        let values = within.and_then(|atom| program.atom(atom)).map(|atom| &atom.values);
        if self.is_patients() {
            let mut all: Vec<Tri> = Vec::new();
            if let Some(values) = values {
                all.push(self.of_values(id, values, place.origin.side()));
            }
            for relation in relations {
                all.push(self.relation(fact, id, relation, place));
            }
            return self.all_of(&all);
        }
        let reads_others = relations.iter().any(|relation| Program::other_fact(relation).is_some());
        if let ([relation], None, false) = (relations, values, reads_others && rules.is_some())
            && let Some(kept) = self.kept(fact, id, relation, place, rules)
        {
            return kept;
        }
        let mut key =
            format!("relate {id:?} {:?} ", self.program(place.origin).and_then(|program| program.rules(rules)));
        if let Some(values) = values {
            let inside = format!("{:?} ", self.inside(id, values, place));
            key.push_str(&inside);
        }
        for relation in relations {
            key += &self.key(id, relation, place);
        }
        let open = self.unkept(key, Inexact::Relations);
        if let ([relation], None, None) = (relations, values, rules) {
            self.keep_unread(open, id, relation, place);
        }
        let exact = self.is_exactly_known(fact, id, relations, rules, place);
        if exact == Literal::FALSE {
            return open;
        }
        let mut all: Vec<Tri> = Vec::new();
        if let Some(values) = values {
            all.push(self.of_values(id, values, place.origin.side()));
        }
        for relation in relations {
            all.push(self.relation(fact, id, relation, place));
        }
        let kept = self.all_of(&all);
        self.select(exact, kept, open)
    }

    /// Whether a value is in a list of which nothing is known, is unknown; so it is with each value of another list.
    fn keep_unread(&mut self, open: Tri, id: InstanceId, relation: &Relation, place: &Place) {
        let (list, is_empty) = match relation {
            Relation::Among { list, .. } => (*list, Literal::FALSE),
            Relation::Includes { inclusion: Inclusion::Any, wanted: Wanted::List(list), .. } => {
                let Some(State::List { exists, .. }) = self.space.at(id).map(|own| &own.state) else { return };
                (*list, exists.first().map_or(Literal::TRUE, |first| !*first))
            }
            Relation::Includes { .. } | Relation::Fact { .. } | Relation::Alike(_) | Relation::Contiguous(_) => return,
        };
        let Some(list) = self.read(list, place).and_then(|list| self.space.at(list)) else { return };
        let (given, known) = (list.given, list.known);
        for rail in [open.met, open.not_met] {
            self.space.formulas.require(&[rail, is_empty, given, known]);
        }
    }

    /// Whether all that relations compare is exactly known, and evidenced where that is asked for.
    fn is_exactly_known(
        &mut self,
        fact: FactRef,
        id: InstanceId,
        relations: &[Relation],
        rules: Option<RulesId>,
        place: &Place,
    ) -> Literal {
        let mut read = vec![id];
        for other in relations.iter().filter_map(Program::other_fact) {
            let Some(other) = self.read(other, place) else { return Literal::FALSE };
            read.push(other);
        }
        debug_assert_eq!(self.read(fact, place), Some(id));
        let mut all = Vec::new();
        for own in &read {
            all.push(self.space.exact(*own));
            all.extend(self.exact_values(*own));
        }
        if let Some(rule) = self.program(place.origin).and_then(|program| program.rules(rules)?.evidence.as_ref()) {
            for own in read {
                all.push(self.space.evidenced(own, rule));
            }
        }
        self.space.formulas.and(all)
    }

    /// Whether the single values of a list that are there are exactly known.
    fn exact_values(&mut self, id: InstanceId) -> Vec<Literal> {
        let Some(State::List { elements, exists, .. }) = self.space.at(id).map(|list| list.state.clone()) else {
            return Vec::new();
        };
        let elements = Elements { all: elements.into_iter().zip(exists).collect(), complete: Literal::TRUE };
        let mut all = Vec::new();
        for (there, value) in self.single_values(id, &elements) {
            let exact = self.space.exact(value);
            all.push(self.space.formulas.or([!there, exact]));
        }
        all
    }

    /// Which parts of a fact are among some values.
    fn inside(&self, id: InstanceId, values: &Values, place: &Place) -> Vec<Inside> {
        let side = place.origin.side();
        let Some(fact) = self.space.at(id).and_then(|instance| self.space.joint.fact(instance.fact)) else {
            return Vec::new();
        };
        fact.parts.all.iter().map(|part| fact.parts.is_inside(&self.space.joint, side, part, values)).collect()
    }

    /// A text that is the same for the same relation.
    fn key(&mut self, id: InstanceId, relation: &Relation, place: &Place) -> String {
        match relation {
            Relation::Fact { order, other, offset, .. } => {
                format!("{order:?} {offset:?} {:?};", self.read(*other, place))
            }
            Relation::Among { list, polarity, .. } => format!("among {polarity:?} {:?};", self.read(*list, place)),
            Relation::Alike(other) => format!("alike {:?};", self.read(*other, place)),
            Relation::Contiguous(polarity) => format!("contiguous {polarity:?};"),
            Relation::Includes { inclusion, wanted, .. } => {
                let wanted = match wanted {
                    Wanted::Mask(mask) => {
                        let value = self.space.at(id).and_then(|list| self.space.joint.element_of(list.fact));
                        format!("{:b}", mask & value.map_or(u64::MAX, |value| self.space.joint.domain(value)))
                    }
                    Wanted::Points(points) => format!("{points:?}"),
                    Wanted::Symbols(_) => {
                        let element = self
                            .space
                            .at(id)
                            .and_then(|list| self.space.joint.element_of(list.fact))
                            .and_then(|value| self.space.joint.fact(value));
                        let side = place.origin.side();
                        let values = constant(wanted, Grain::Fine);
                        format!(
                            "{:?}",
                            element.zip(values).map(|(element, values)| {
                                let inside = |part| element.parts.is_inside(&self.space.joint, side, part, &values);
                                element.parts.all.iter().map(inside).collect::<Vec<_>>()
                            })
                        )
                    }
                    Wanted::List(other) => format!("list {:?}", self.read(*other, place)),
                    Wanted::Fact(other) => format!("fact {:?}", self.read(*other, place)),
                };
                format!("{inclusion:?} {wanted};")
            }
        }
    }

    /// A relation of a record, where the space keeps it.
    fn kept(
        &mut self,
        fact: FactRef,
        id: InstanceId,
        relation: &Relation,
        place: &Place,
        rules: Option<RulesId>,
    ) -> Option<Tri> {
        match relation {
            Relation::Includes { inclusion, wanted, .. } => {
                let is_single = match wanted {
                    Wanted::Mask(mask) => mask.is_power_of_two(),
                    Wanted::Points(points) => points.len() == 1,
                    Wanted::Symbols(set) => set.numbers.len() == 1 && set.stems.is_empty() && set.periods.is_empty(),
                    Wanted::List(_) | Wanted::Fact(_) => return None,
                };
                if *inclusion == Inclusion::All && !is_single {
                    return None;
                }
                Some(self.under_rules(fact, rules, place, &|encoder, elements| {
                    encoder.includes(id, elements, *inclusion, wanted, place)
                }))
            }
            Relation::Fact { values: ValueKind::Mask, order, other, .. } if rules.is_none() => {
                let other = self.read(*other, place)?;
                let (left, right) = (self.readable(id, place)?, self.readable(other, place)?);
                let (mut met, mut not_met) = (Vec::new(), Vec::new());
                for (one, left) in &left {
                    for (other, right) in &right {
                        let both = self.space.formulas.and([*left, *right]);
                        let holds = compares(*order, one, other);
                        if holds { met.push(both) } else { not_met.push(both) }
                    }
                }
                let formulas = &mut self.space.formulas;
                Some(if id == other {
                    Tri::known(Literal::constant(compares(*order, &0, &0)))
                } else {
                    Tri { met: formulas.or(met), not_met: formulas.or(not_met), not_applicable: Literal::FALSE }
                })
            }
            Relation::Fact { .. } | Relation::Among { .. } | Relation::Alike(_) | Relation::Contiguous(_) => None,
        }
    }

    /// The names that a fact can have, false where it does not arise.
    fn readable(&mut self, id: InstanceId, place: &Place) -> Option<Vec<(u64, Literal)>> {
        let arises = self.arises(place.origin.side(), id);
        let given = self.space.at(id)?.given;
        let absent = self.space.formulas.and([!given, !arises]);
        let mut found = Vec::new();
        for (part, possible) in self.parts(id) {
            let Part::Name(bit) = part else { return None };
            let holds = if bit == 1 {
                [self.space.formulas.and([!absent, possible]), absent]
            } else {
                [self.space.formulas.and([!absent, possible]), Literal::FALSE]
            };
            found.push((bit, self.space.formulas.or(holds)));
        }
        Some(found)
    }

    /// A relation of a patient.
    fn relation(&mut self, fact: FactRef, id: InstanceId, relation: &Relation, place: &Place) -> Tri {
        match relation {
            Relation::Fact { values, order, other, offset } => {
                let Some(other) = self.read(*other, place) else { return Tri::UNKNOWN };
                Tri::known(self.compared(id, other, *values, *order, *offset))
            }
            Relation::Among { list, polarity, .. } => {
                let Some((list, elements)) = self.elements(*list, place) else { return Tri::UNKNOWN };
                let found = self.is_among(id, list, &elements);
                polar(Tri::known(found), *polarity)
            }
            Relation::Includes { inclusion, wanted, .. } => {
                let Some((list, elements)) = self.elements(fact, place) else { return Tri::UNKNOWN };
                self.includes(list, &elements, *inclusion, wanted, place)
            }
            Relation::Alike(other) => {
                let Some(other) = self.read(*other, place) else { return Tri::UNKNOWN };
                Tri::known(self.equal(id, other))
            }
            Relation::Contiguous(polarity) => {
                let Some((list, elements)) = self.elements(fact, place) else { return Tri::UNKNOWN };
                polar(Tri::known(self.is_contiguous(list, &elements)), *polarity)
            }
        }
    }

    fn compared(
        &mut self,
        left: InstanceId,
        right: InstanceId,
        values: ValueKind,
        order: Order,
        offset: Offset,
    ) -> Literal {
        match (values, order) {
            (ValueKind::Mask | ValueKind::Symbol, Order::Is) => self.equal(left, right),
            (ValueKind::Mask | ValueKind::Symbol, Order::IsNot) => !self.equal(left, right),
            (ValueKind::Mask, Order::AtLeast | Order::MoreThan | Order::AtMost | Order::LessThan) => {
                if left == right {
                    return Literal::constant(compares(order, &0, &0));
                }
                let (one, other) = (self.parts(left), self.parts(right));
                let mut holding = Vec::new();
                for (first, possible) in &one {
                    for (second, other) in &other {
                        if let (Part::Name(first), Part::Name(second)) = (first, second)
                            && compares(order, first, second)
                        {
                            holding.push(self.space.formulas.and([*possible, *other]));
                        }
                    }
                }
                self.space.formulas.or(holding)
            }
            (ValueKind::Ticks | ValueKind::Symbol, _) => {
                let more = match offset {
                    Offset::None => 0,
                    Offset::Days(days) => i128::from(days),
                    Offset::Number(ticks) => i128::from(ticks.div_euclid(2)),
                };
                match order {
                    Order::AtMost => self.at_most(left, right, more),
                    Order::MoreThan => !self.at_most(left, right, more),
                    Order::AtLeast => self.at_most(right, left, -more),
                    Order::LessThan => !self.at_most(right, left, -more),
                    Order::Is | Order::IsNot => {
                        let both = [self.at_most(left, right, more), self.at_most(right, left, -more)];
                        let same = self.space.formulas.and(both);
                        if order == Order::Is { same } else { !same }
                    }
                }
            }
        }
    }

    /// Whether two single values of a patient are the same.
    pub(super) fn equal(&mut self, one: InstanceId, other: InstanceId) -> Literal {
        if one == other {
            return Literal::TRUE;
        }
        let kind =
            self.space.at(one).map_or(ValueKind::Ticks, |instance| joint::values(&self.space.joint, instance.fact));
        match kind {
            ValueKind::Ticks => {
                let both = [self.at_most(one, other, 0), self.at_most(other, one, 0)];
                self.space.formulas.and(both)
            }
            ValueKind::Mask | ValueKind::Symbol => {
                let (left, right) = (self.parts(one), self.parts(other));
                let mut same = Vec::new();
                for (part, possible) in &left {
                    for (_, also) in right.iter().filter(|(known, _)| known == part) {
                        let is_open = matches!(part, Part::Class(class) if !class.is_single());
                        let mut all = vec![*possible, *also];
                        if is_open {
                            let (first, second) = (one.min(other), one.max(other));
                            let key = format!("same {first:?} {second:?}");
                            all.push(self.unkept(key, Inexact::Symbols).met);
                        }
                        same.push(self.space.formulas.and(all));
                    }
                }
                self.space.formulas.or(same)
            }
        }
    }

    fn is_among(&mut self, value: InstanceId, list: InstanceId, elements: &Elements) -> Literal {
        let mut hits = Vec::new();
        for (there, own) in self.single_values(list, elements) {
            let same = self.equal(value, own);
            hits.push(self.space.formulas.and([there, same]));
        }
        self.space.formulas.or(hits)
    }

    fn includes(
        &mut self,
        list: InstanceId,
        elements: &Elements,
        inclusion: Inclusion,
        wanted: &Wanted,
        place: &Place,
    ) -> Tri {
        let values = self.single_values(list, elements);
        if inclusion == Inclusion::All {
            return self.includes_all(&values, elements, wanted, place);
        }
        let mut hits = Vec::new();
        for (there, value) in values {
            let hit = match wanted {
                Wanted::List(other) => match self.elements(*other, place) {
                    Some((other, others)) => Tri::known(self.is_among(value, other, &others)),
                    None => Tri::UNKNOWN,
                },
                Wanted::Fact(other) => match self.read(*other, place) {
                    Some(other) => Tri::known(self.equal(value, other)),
                    None => Tri::UNKNOWN,
                },
                Wanted::Mask(_) | Wanted::Points(_) | Wanted::Symbols(_) => match constant(wanted, self.grain(value)) {
                    Some(values) => self.of_values(value, &values, place.origin.side()),
                    None => Tri::UNKNOWN,
                },
            };
            hits.push((there, if inclusion == Inclusion::Only { hit.negated() } else { hit }));
        }
        let some = self.some(&hits, elements.complete);
        match inclusion {
            Inclusion::Any | Inclusion::All => some,
            Inclusion::None | Inclusion::Only => some.negated(),
        }
    }

    fn includes_all(
        &mut self,
        values: &[(Literal, InstanceId)],
        elements: &Elements,
        wanted: &Wanted,
        place: &Place,
    ) -> Tri {
        match wanted {
            Wanted::List(other) => {
                let Some((other, others)) = self.elements(*other, place) else { return Tri::UNKNOWN };
                let mut missing = Vec::new();
                for (there, wanted) in self.single_values(other, &others) {
                    let mut hits = Vec::new();
                    for (own, value) in values {
                        let same = self.equal(*value, wanted);
                        hits.push(self.space.formulas.and([*own, same]));
                    }
                    let has = self.space.formulas.or(hits);
                    missing.push(self.space.formulas.and([there, !has]));
                }
                Tri::known(!self.space.formulas.or(missing))
            }
            Wanted::Fact(other) => {
                let Some(other) = self.read(*other, place) else { return Tri::UNKNOWN };
                let mut hits = Vec::new();
                for (own, value) in values {
                    let same = self.equal(*value, other);
                    hits.push(self.space.formulas.and([*own, same]));
                }
                Tri::known(self.space.formulas.or(hits))
            }
            Wanted::Mask(_) | Wanted::Points(_) | Wanted::Symbols(_) => {
                let mut all = Vec::new();
                for one in singles(wanted) {
                    let mut hits = Vec::new();
                    for (there, value) in values {
                        let tri = match constant(&one, self.grain(*value)) {
                            Some(constant) => self.of_values(*value, &constant, place.origin.side()),
                            None => Tri::UNKNOWN,
                        };
                        hits.push((*there, tri));
                    }
                    all.push(self.some(&hits, elements.complete));
                }
                self.all_of(&all)
            }
        }
    }

    /// Whether the values of a patient's list have no gap between them.
    fn is_contiguous(&mut self, list: InstanceId, elements: &Elements) -> Literal {
        let values = self.single_values(list, elements);
        let mut present: std::collections::BTreeMap<u64, Vec<Literal>> = std::collections::BTreeMap::new();
        for (there, value) in values {
            for (part, possible) in self.parts(value) {
                if let Part::Name(bit) = part {
                    let own = self.space.formulas.and([there, possible]);
                    present.entry(bit).or_default().push(own);
                }
            }
        }
        let formulas = &mut self.space.formulas;
        let present: Vec<Literal> = present.into_values().map(|hits| formulas.or(hits)).collect();
        let mut gaps = Vec::new();
        for (at, own) in present.iter().enumerate() {
            let below = formulas.or(present.iter().take(at).copied());
            let above = formulas.or(present.iter().skip(at + 1).copied());
            gaps.push(formulas.and([!*own, below, above]));
        }
        !formulas.or(gaps)
    }
}

/// Wanted values one by one.
fn singles(wanted: &Wanted) -> Vec<Wanted> {
    match wanted {
        Wanted::Mask(mask) => {
            (0..64).map(|place| 1_u64 << place).filter(|bit| mask & bit != 0).map(Wanted::Mask).collect()
        }
        Wanted::Points(points) => points.iter().map(|point| Wanted::Points([*point].into())).collect(),
        Wanted::Symbols(set) => {
            let one = |number: &i64| {
                let periods = set.periods.iter().filter(|(dated, _)| dated == number).copied().collect();
                let set =
                    medpol_model::program::SymbolSet { name: None, numbers: vec![*number], periods, stems: Vec::new() };
                Wanted::Symbols(set.into())
            };
            set.numbers.iter().map(one).collect()
        }
        Wanted::List(_) | Wanted::Fact(_) => Vec::new(),
    }
}

/// Wanted values as values of a leaf.
fn constant(wanted: &Wanted, grain: Grain) -> Option<Values> {
    match wanted {
        Wanted::Mask(mask) => Some(Values::Mask(*mask)),
        Wanted::Points(points) => {
            Some(Values::Ticks(TickSet::of(grain, points.iter().map(|point| Interval::point(*point)))))
        }
        Wanted::Symbols(set) => {
            let member = Membership { set: std::sync::Arc::clone(set), polarity: Polarity::In };
            Some(Values::Symbols([member].into()))
        }
        Wanted::List(_) | Wanted::Fact(_) => None,
    }
}

fn polar(tri: Tri, polarity: Polarity) -> Tri {
    match polarity {
        Polarity::In => tri,
        Polarity::NotIn => tri.negated(),
    }
}

/// Whether two values that come in an order compare so.
fn compares<T: Ord>(order: Order, left: &T, right: &T) -> bool {
    match order {
        Order::Is => left == right,
        Order::IsNot => left != right,
        Order::AtLeast => left >= right,
        Order::MoreThan => left > right,
        Order::AtMost => left <= right,
        Order::LessThan => left < right,
    }
}
