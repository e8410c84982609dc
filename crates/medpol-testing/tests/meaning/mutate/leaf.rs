//! Changes of leaves and their tests.

use std::sync::Arc;

use medpol_model::{
    Duration, Enumeration, FactId, FactKind, FactRef, Inclusion, Interval, NodeId, Offset, Op, Order, Polarity,
    RulesId, Run, Span, SymbolSet, Test, Wanted, days_in_months,
};

use super::node::ranges;
use super::{Change, Changed};

const ORDERS: [Order; 6] = [Order::Is, Order::IsNot, Order::AtLeast, Order::MoreThan, Order::AtMost, Order::LessThan];
const INCLUSIONS: [Inclusion; 4] = [Inclusion::Any, Inclusion::All, Inclusion::Only, Inclusion::None];

/// Two ticks of a number are a step.
const STEP: i64 = 2;

impl Change<'_> {
    pub(super) fn mask(&self, node: NodeId, fact: FactRef, allowed: u64, rules: Option<RulesId>) -> Vec<Changed> {
        let masks = self.masks(fact.fact, allowed).into_iter();
        let masks = masks.map(|allowed| self.with(node, "values", Op::Mask { fact, allowed, rules }));
        let facts = self.facts(fact).into_iter().map(|fact| self.with(node, "fact", Op::Mask { fact, allowed, rules }));
        masks.chain(facts).chain(self.rules(node, rules, |rules| Op::Mask { fact, allowed, rules })).collect()
    }

    pub(super) fn range(&self, node: NodeId, fact: FactRef, wanted: Interval, rules: Option<RulesId>) -> Vec<Changed> {
        let limits = ranges(wanted).into_iter();
        let limits = limits.map(|wanted| self.with(node, "range", Op::Range { fact, wanted, rules }));
        let facts = self.facts(fact).into_iter().map(|fact| self.with(node, "fact", Op::Range { fact, wanted, rules }));
        limits.chain(facts).chain(self.rules(node, rules, |rules| Op::Range { fact, wanted, rules })).collect()
    }

    pub(super) fn tests(&self, node: NodeId, fact: FactRef, run: Run, rules: Option<RulesId>) -> Vec<Changed> {
        let tests = self.program.tests(run).to_vec();
        let with = |what: &str, tests: &[Test]| {
            let mut program = self.program.clone();
            let tests = program.add_tests(tests);
            self.with_tables(node, what, program, Op::Test { fact, tests, rules })
        };
        let mut changed = Vec::new();
        for (at, test) in tests.iter().enumerate() {
            for other in self.test(fact.fact, test) {
                let mut all = tests.clone();
                all[at] = other.clone();
                changed.push(with(&format!("test {test:?} → {other:?}"), &all));
            }
            if tests.len() > 1 {
                let mut rest = tests.clone();
                rest.remove(at);
                changed.push(with("fewer tests", &rest));
            }
        }
        let facts = self.facts(fact).into_iter();
        changed.extend(facts.map(|fact| self.with(node, "fact", Op::Test { fact, tests: run, rules })));
        changed.extend(self.rules(node, rules, |rules| Op::Test { fact, tests: run, rules }));
        changed
    }

    fn test(&self, fact: FactId, test: &Test) -> Vec<Test> {
        match test {
            Test::Range(range) => ranges(*range).into_iter().map(Test::Range).collect(),
            Test::Points { ticks, polarity } => {
                let mut tests: Vec<Test> =
                    points(ticks).into_iter().map(|ticks| Test::Points { ticks, polarity: *polarity }).collect();
                tests.push(Test::Points { ticks: ticks.clone(), polarity: other_polarity(*polarity) });
                tests
            }
            Test::Mask(mask) => self.masks(fact, *mask).into_iter().map(Test::Mask).collect(),
            Test::Symbols { set, polarity } => {
                let mut tests: Vec<Test> =
                    sets(set).into_iter().map(|set| Test::Symbols { set, polarity: *polarity }).collect();
                tests.push(Test::Symbols { set: set.clone(), polarity: other_polarity(*polarity) });
                tests
            }
            Test::Duration { order, duration, days } => durations(*order, *duration, *days),
            Test::Fact { values, order, other, offset } => {
                let with = |order, other, offset| Test::Fact { values: *values, order, other, offset };
                let orders = ORDERS.into_iter().filter(|known| known != order);
                let orders = orders.map(|order| with(order, *other, *offset));
                let facts = self.facts(*other).into_iter().map(|other| with(*order, other, *offset));
                let offsets = self.offsets(fact, *offset).into_iter().map(|offset| with(*order, *other, offset));
                orders.chain(facts).chain(offsets).collect()
            }
            Test::Among { values, list, polarity } => {
                let lists = self.facts(*list).into_iter();
                let lists = lists.map(|list| Test::Among { values: *values, list, polarity: *polarity });
                let other = Test::Among { values: *values, list: *list, polarity: other_polarity(*polarity) };
                lists.chain([other]).collect()
            }
            Test::Includes { values, inclusion, wanted } => {
                let inclusions = INCLUSIONS.into_iter().filter(|known| known != inclusion);
                let inclusions = inclusions.map(|inclusion| (inclusion, wanted.clone()));
                let others = self.wanted(fact, wanted).into_iter().map(|wanted| (*inclusion, wanted));
                inclusions
                    .chain(others)
                    .map(|(inclusion, wanted)| Test::Includes { values: *values, inclusion, wanted })
                    .collect()
            }
            Test::Contiguous(polarity) => vec![Test::Contiguous(other_polarity(*polarity))],
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

fn durations(order: Order, duration: Duration, days: Interval) -> Vec<Test> {
    let orders = ORDERS.into_iter().filter(|known| *known != order);
    let orders = orders.map(|order| Test::Duration { order, duration, days });
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
        Test::Duration { order, duration, days }
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
    let days = Interval { low: medpol_model::Date::new(2024, 1, 1).unwrap().tick(), high: i64::MAX };
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
