//! Changes of leaves: of the values they ask for, and of relations.

use std::sync::Arc;

use medpol_model::program::{
    Atom, AtomId, FactRef, Inclusion, Limit, Membership, NodeId, Offset, Op, Order, Polarity, Relation, RulesId, Run,
    SymbolSet, ValueKind, Values, Wanted,
};
use medpol_model::value::{Duration, Interval, Span, TickSet, days_in_months};
use medpol_model::vocabulary::{Enumeration, FactId, FactKind};

use super::node::ranges;
use super::{Change, Changed};

const ORDERS: [Order; 6] = [Order::Is, Order::IsNot, Order::AtLeast, Order::MoreThan, Order::AtMost, Order::LessThan];
const INCLUSIONS: [Inclusion; 4] = [Inclusion::Any, Inclusion::All, Inclusion::Only, Inclusion::None];

/// Two ticks of a number are a step.
const STEP: i64 = 2;

impl Change<'_> {
    /// A leaf with other values, of another fact, or under other rules.
    pub(super) fn leaf(&self, node: NodeId, atom: AtomId, rules: Option<RulesId>) -> Vec<Changed> {
        let Atom { fact, values } = self.program.atom(atom).unwrap().clone();
        let asked = |what: String, fact, values| {
            let mut program = self.program.clone();
            let atom = program.add_atom(fact, values);
            self.with_tables(node, &what, program, Op::Leaf { atom, rules })
        };
        let others = self.values(fact.fact, &values).into_iter();
        let others = others.map(|other| asked(format!("{values:?} → {other:?}"), fact, other));
        let facts = self.facts(fact).into_iter().map(|fact| asked("fact".to_owned(), fact, values.clone()));
        others.chain(facts).chain(self.rules(node, rules, |rules| Op::Leaf { atom, rules })).collect()
    }

    /// A leaf with other relations, another set of values beside, of another fact, or under other rules.
    pub(super) fn relate(
        &self,
        node: NodeId,
        fact: FactRef,
        within: Option<AtomId>,
        run: Run,
        rules: Option<RulesId>,
    ) -> Vec<Changed> {
        let relations = self.program.relations(run).to_vec();
        let with = |what: &str, within: Option<Values>, relations: &[Relation]| {
            let mut program = self.program.clone();
            let within = within.map(|values| program.add_atom(fact, values));
            let relations = program.add_relations(relations);
            self.with_tables(node, what, program, Op::Relate { fact, within, relations, rules })
        };
        let values = within.map(|atom| self.program.atom(atom).unwrap().values.clone());
        let mut changed = Vec::new();
        for (at, relation) in relations.iter().enumerate() {
            for other in self.relation(fact.fact, relation) {
                let mut all = relations.clone();
                all[at] = other.clone();
                changed.push(with(&format!("relation {relation:?} → {other:?}"), values.clone(), &all));
            }
            if relations.len() > 1 {
                let mut rest = relations.clone();
                rest.remove(at);
                changed.push(with("fewer relations", values.clone(), &rest));
            }
        }
        if let Some(values) = &values {
            changed.push(with("any value", None, &relations));
            let others = self.values(fact.fact, values).into_iter();
            changed.extend(others.map(|other| with("values", Some(other), &relations)));
        }
        let facts = self.facts(fact).into_iter();
        changed.extend(facts.map(|fact| self.with(node, "fact", Op::Relate { fact, within, relations: run, rules })));
        changed.extend(self.rules(node, rules, |rules| Op::Relate { fact, within, relations: run, rules }));
        changed
    }

    fn values(&self, fact: FactId, values: &Values) -> Vec<Values> {
        match values {
            Values::Mask(mask) => self.masks(fact, *mask).into_iter().map(Values::Mask).collect(),
            Values::Ticks(set) => {
                let intervals = set.intervals();
                let with = |at: usize, other: Vec<Interval>| {
                    let others = intervals.iter().enumerate().filter(|(index, _)| *index != at);
                    TickSet::of(set.grain(), others.map(|(_, interval)| *interval).chain(other))
                };
                let each = |at: usize| {
                    let moved = ranges(intervals[at]).into_iter().map(move |other| with(at, vec![other]));
                    moved.chain([with(at, Vec::new())])
                };
                let changed = (0..intervals.len()).flat_map(each).chain([set.complement()]);
                changed.filter(|other| other != set).map(Values::Ticks).collect()
            }
            Values::Times(limits) => {
                let with = |at: usize, other: Limit| {
                    let mut all = limits.to_vec();
                    all[at] = other;
                    Values::Times(all.into())
                };
                let each = |at: usize| durations(limits[at]).into_iter().map(move |other| with(at, other));
                let fewer = (0..limits.len()).filter(|_| limits.len() > 1).map(|at| {
                    let mut rest = limits.to_vec();
                    rest.remove(at);
                    Values::Times(rest.into())
                });
                (0..limits.len()).flat_map(each).chain(fewer).collect()
            }
            Values::Symbols(memberships) => {
                let with = |at: usize, other: Membership| {
                    let mut all = memberships.to_vec();
                    all[at] = other;
                    Values::Symbols(all.into())
                };
                let each = |at: usize| {
                    let Membership { set, polarity } = memberships[at].clone();
                    let others = sets(&set).into_iter().map(move |set| Membership { set, polarity });
                    let turned = Membership { set, polarity: other_polarity(polarity) };
                    others.chain([turned]).map(move |other| with(at, other))
                };
                (0..memberships.len()).flat_map(each).collect()
            }
        }
    }

    fn relation(&self, fact: FactId, relation: &Relation) -> Vec<Relation> {
        match relation {
            Relation::Fact { values, order, other, offset } => {
                let with = |order, other, offset| Relation::Fact { values: *values, order, other, offset };
                let orders = ORDERS.into_iter().filter(|known| known != order);
                let orders = orders.map(|order| with(order, *other, *offset));
                let facts = self.facts(*other).into_iter().map(|other| with(*order, other, *offset));
                let offsets = self.offsets(fact, *offset).into_iter().map(|offset| with(*order, *other, offset));
                orders.chain(facts).chain(offsets).collect()
            }
            Relation::Among { values, list, polarity } => {
                let lists = self.facts(*list).into_iter();
                let lists = lists.map(|list| Relation::Among { values: *values, list, polarity: *polarity });
                let other = Relation::Among { values: *values, list: *list, polarity: other_polarity(*polarity) };
                lists.chain([other]).collect()
            }
            Relation::Includes { values, inclusion, wanted } => {
                let inclusions = INCLUSIONS.into_iter().filter(|known| known != inclusion);
                let inclusions = inclusions.map(|inclusion| (inclusion, wanted.clone()));
                let others = self.wanted(fact, wanted).into_iter().map(|wanted| (*inclusion, wanted));
                inclusions
                    .chain(others)
                    .map(|(inclusion, wanted)| Relation::Includes { values: *values, inclusion, wanted })
                    .collect()
            }
            Relation::Alike(other) => {
                let same =
                    Relation::Fact { values: ValueKind::Ticks, order: Order::Is, other: *other, offset: Offset::None };
                self.facts(*other).into_iter().map(Relation::Alike).chain([same]).collect()
            }
            Relation::Contiguous(polarity) => vec![Relation::Contiguous(other_polarity(*polarity))],
        }
    }

    fn wanted(&self, fact: FactId, wanted: &Wanted) -> Vec<Wanted> {
        match wanted {
            Wanted::Mask(mask) => self.masks(fact, *mask).into_iter().map(Wanted::Mask).collect(),
            Wanted::Points(ticks) => points(ticks).into_iter().map(Wanted::Points).collect(),
            Wanted::Symbols(set) => sets(set).into_iter().map(Wanted::Symbols).collect(),
            Wanted::List(list) => {
                self.facts(*list).into_iter().map(Wanted::List).chain([Wanted::Fact(*list)]).collect()
            }
            Wanted::Fact(other) => {
                self.facts(*other).into_iter().map(Wanted::Fact).chain([Wanted::List(*other)]).collect()
            }
        }
    }

    /// A mask with each of the values that it can have turned round.
    fn masks(&self, fact: FactId, mask: u64) -> Vec<u64> {
        let kind = &self.vocabulary.fact(fact).unwrap().kind;
        let kind = match kind {
            FactKind::List(list) => {
                let inner = self.vocabulary.frame(list.frame).unwrap().facts[0];
                &self.vocabulary.fact(inner).unwrap().kind
            }
            kind => kind,
        };
        let domain = match kind {
            FactKind::Enumeration(id) => self.vocabulary.enumeration(*id).map_or(0b11, Enumeration::domain),
            _ => 0b11,
        };
        (0..64).map(|bit| 1 << bit).filter(|bit| domain & bit != 0).map(|bit| mask ^ bit).collect()
    }

    fn offsets(&self, fact: FactId, offset: Offset) -> Vec<Offset> {
        match offset {
            Offset::None if self.vocabulary.fact(fact).unwrap().kind == FactKind::Date => vec![Offset::Days(1)],
            Offset::None => vec![Offset::Number(STEP)],
            Offset::Days(days) => vec![Offset::None, Offset::Days(days + 1), Offset::Days(-days)],
            Offset::Number(tick) => vec![Offset::None, Offset::Number(tick + STEP), Offset::Number(-tick)],
        }
    }
}

/// Points of which each is another, or is left out.
fn points(ticks: &[i64]) -> Vec<Arc<[i64]>> {
    let mut all = Vec::new();
    for at in 0..ticks.len() {
        let mut other = ticks.to_vec();
        other[at] += STEP * 40;
        all.push(other.into());
        let mut fewer = ticks.to_vec();
        fewer.remove(at);
        all.push(fewer.into());
    }
    all
}

fn durations(limit: Limit) -> Vec<Limit> {
    let Limit { order, duration, .. } = limit;
    let orders = ORDERS.into_iter().filter(|known| *known != order);
    let orders = orders.map(|order| Limit { order, ..limit });
    let other = if duration.span == Span::Days { Span::Months } else { Span::Days };
    let lengths = [
        Duration { count: duration.count + 1, ..duration },
        Duration { count: duration.count * 12, ..duration },
        Duration { span: other, ..duration },
    ];
    let lengths = lengths.into_iter().filter(|other| *other != duration).map(|duration| {
        let days = match duration.span {
            Span::Days => Interval::point(duration.count),
            Span::Months => days_in_months(duration.count),
        };
        Limit { order, duration, days }
    });
    orders.chain(lengths).collect()
}

const fn other_polarity(polarity: Polarity) -> Polarity {
    match polarity {
        Polarity::In => Polarity::NotIn,
        Polarity::NotIn => Polarity::In,
    }
}

/// A set with another code, one fewer, one for some days only, and with a stem.
fn sets(set: &SymbolSet) -> Vec<Arc<SymbolSet>> {
    let mut sets = Vec::new();
    let days = Interval { low: medpol_model::value::Date::new(2024, 1, 1).unwrap().tick(), high: i64::MAX };
    let other = (0..10_000).find(|number| !set.numbers.contains(number)).unwrap();
    for at in 0..set.numbers.len() {
        let mut replaced = set.clone();
        replaced.numbers[at] = other;
        let mut fewer = set.clone();
        fewer.numbers.remove(at);
        let mut limited = set.clone();
        limited.periods.retain(|(number, _)| *number != set.numbers[at]);
        limited.periods.push((set.numbers[at], days));
        sets.extend([replaced, fewer, limited].map(Arc::new));
    }
    for at in 0..set.stems.len() {
        let mut other = set.clone();
        other.stems[at] = format!("{}0", set.stems[at]).into();
        sets.push(Arc::new(other));
    }
    let mut longer = set.clone();
    longer.stems.push("ZZ9".into());
    sets.push(Arc::new(longer));
    sets
}
