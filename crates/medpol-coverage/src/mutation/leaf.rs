//! Mutants of leaves: which values satisfy, and how facts relate.

use std::sync::Arc;

use medpol_model::answer::MutantKind as Kind;
use medpol_model::policy::Threshold;
use medpol_model::program::{
    AtomId, FactRef, Inclusion, Limit, Membership, NodeId, Offset, Op, Order, Polarity, Relation, RulesId, Run,
    SymbolSet, Values, Wanted,
};
use medpol_model::value::{Date, Duration, Grain, Interval, Span, TickSet, days_in_months, number};
use medpol_model::vocabulary::{FactId, FactKind};

use super::Changing;
use crate::place::{number_step, time_step};

/// Codes of a set that are left out one by one, at most.
const MOST_CODES: usize = 8;

/// A kind of change, what it is in words, and the values that satisfy then.
type Changed = (Kind, String, Values);

impl Changing<'_> {
    pub(super) fn leaf(&mut self, node: NodeId, atom: AtomId, rules: Option<RulesId>) {
        let Some(atom) = self.policy.program.atom(atom).cloned() else { return };
        let changed = match &atom.values {
            Values::Mask(mask) => self.masks(atom.fact.fact, *mask),
            Values::Ticks(set) => self.ticks(node, set),
            Values::Times(limits) => times(limits),
            Values::Symbols(memberships) => symbols(memberships),
        };
        for (kind, what, values) in changed {
            let mut program = self.policy.program.clone();
            let atom = program.add_atom(atom.fact, values);
            self.add_with(node, kind, what, program, Op::Leaf { atom, rules });
        }
    }

    /// The values of a yes/no fact turned round; of an enumeration each value put in or left out.
    fn masks(&self, fact: FactId, mask: u64) -> Vec<Changed> {
        let vocabulary = &self.policy.vocabulary;
        let kind = vocabulary.fact(fact).map(|fact| &fact.kind);
        let id = if let Some(FactKind::Enumeration(id)) = kind { Some(*id) } else { None };
        let Some(enumeration) = id.and_then(|id| vocabulary.enumeration(id)) else {
            let turned = Values::Mask(!mask & 0b11);
            return vec![(Kind::Negation, "yes and no changed places".to_owned(), turned)];
        };
        let with = |(at, value): (usize, &medpol_model::vocabulary::EnumerationValue)| {
            let bit = 1_u64 << at;
            let (what, other) = (if mask & bit == 0 { "accepted too" } else { "left out" }, mask ^ bit);
            (other != 0 && other != enumeration.domain())
                .then(|| (Kind::Value, format!("`{}` {what}", value.name), Values::Mask(other)))
        };
        enumeration.values.iter().enumerate().filter_map(with).collect()
    }

    /// A number or date: each end open instead of closed, moved by a step, and the other way round.
    fn ticks(&self, node: NodeId, set: &TickSet) -> Vec<Changed> {
        let thresholds: Vec<i64> = self
            .policy
            .detail(node)
            .into_iter()
            .flat_map(|detail| &detail.comparisons)
            .filter_map(|comparison| match comparison.threshold {
                Threshold::Tick(tick) => Some(tick),
                Threshold::None | Threshold::Duration(_) | Threshold::Fact(_) | Threshold::Shifted(..) => None,
            })
            .collect();
        let grain = set.grain();
        let mut found = Vec::new();
        for at in thresholds {
            found.push((Kind::Higher, "the threshold moved up".to_owned(), shifted(set, at, 1)));
            found.push((Kind::Lower, "the threshold moved down".to_owned(), shifted(set, at, -1)));
            let point = TickSet::of(grain, [Interval::point(at)]);
            let strict = if set.meet(&point).is_empty() {
                TickSet::of(grain, set.intervals().iter().copied().chain([Interval::point(at)]))
            } else {
                set.meet(&point.complement())
            };
            found.push((Kind::Strictness, "the threshold itself counts the other way".to_owned(), strict));
        }
        found.push((Kind::Direction, "the other side of the threshold".to_owned(), set.complement()));
        found.retain(|(_, _, other)| !other.is_empty() && other != set);
        found.into_iter().map(|(kind, what, set)| (kind, what, Values::Ticks(set))).collect()
    }

    pub(super) fn relations(
        &mut self,
        node: NodeId,
        fact: FactRef,
        within: Option<AtomId>,
        run: Run,
        rules: Option<RulesId>,
    ) {
        let relations = self.policy.program.relations(run).to_vec();
        for (at, relation) in relations.iter().enumerate() {
            for (kind, what, other) in self.relation(fact, relation) {
                let mut program = self.policy.program.clone();
                let mut all = relations.clone();
                if let Some(place) = all.get_mut(at) {
                    *place = other;
                }
                let relations = program.add_relations(&all);
                self.add_with(node, kind, what, program, Op::Relate { fact, within, relations, rules });
            }
        }
    }

    fn relation(&self, fact: FactRef, relation: &Relation) -> Vec<(Kind, String, Relation)> {
        match relation {
            Relation::Fact { values, order, other, offset } => {
                let with = |order, offset| Relation::Fact { values: *values, order, other: *other, offset };
                let mut found: Vec<(Kind, String, Relation)> = orders(*order)
                    .into_iter()
                    .map(|(kind, order)| (kind, order_words(kind), with(order, *offset)))
                    .collect();
                let is_date = self.policy.vocabulary.fact(fact.fact).is_some_and(|fact| fact.kind == FactKind::Date);
                let offset = match offset {
                    Offset::None if is_date => Offset::Days(1),
                    Offset::None => Offset::Number(number::whole(1).unwrap_or(2)),
                    Offset::Days(days) => Offset::Days(days + 1),
                    Offset::Number(tick) => Offset::Number(tick + number::whole(1).unwrap_or(2)),
                };
                if order.is_by_ends() {
                    found.push((Kind::Higher, "what is added went up".to_owned(), with(*order, offset)));
                }
                found
            }
            Relation::Among { values, list, polarity } => {
                let turned = Relation::Among { values: *values, list: *list, polarity: other(*polarity) };
                vec![(Kind::Polarity, "in the list became not in it".to_owned(), turned)]
            }
            Relation::Includes { values, inclusion, wanted } => {
                let with = |inclusion| Relation::Includes { values: *values, inclusion, wanted: wanted.clone() };
                let (word, turned) = match inclusion {
                    Inclusion::Any => ("`includes_any` became `includes_all`", Inclusion::All),
                    Inclusion::All => ("`includes_all` became `includes_any`", Inclusion::Any),
                    Inclusion::Only => ("`includes_only` became `includes_any`", Inclusion::Any),
                    Inclusion::None => ("`includes_none` became `includes_any`", Inclusion::Any),
                };
                let is_one = match wanted {
                    Wanted::Mask(mask) => mask.is_power_of_two(),
                    Wanted::Points(points) => points.len() == 1,
                    Wanted::Symbols(set) => set.numbers.len() == 1 && set.stems.is_empty(),
                    Wanted::List(_) => false,
                    Wanted::Fact(_) => true,
                };
                let is_alike = is_one && matches!(inclusion, Inclusion::Any | Inclusion::All);
                let (word, turned) =
                    if is_alike { ("includes became includes not", Inclusion::None) } else { (word, turned) };
                vec![(Kind::Inclusion, word.to_owned(), with(turned))]
            }
            Relation::Alike(_) => Vec::new(),
            Relation::Contiguous(polarity) => {
                let turned = Relation::Contiguous(other(*polarity));
                vec![(Kind::Polarity, "without a gap became with a gap".to_owned(), turned)]
            }
        }
    }
}

/// A set in which what ends or begins at a threshold, or right beside it, does so a step further up or down.
fn shifted(set: &TickSet, at: i64, toward: i64) -> TickSet {
    let grain = set.grain();
    // What begins after a threshold begins with the next value: a gap, a whole number or a day.
    let is_near = |tick: i64| match grain {
        Grain::Fine => (tick - at).abs() <= 1,
        Grain::Whole => (tick - at).abs() <= number::whole(1).unwrap_or(2),
        Grain::Day => Date::at(at).days_until(Date::at(tick)).abs() <= 1,
    };
    let moved = |tick: i64| match (tick, grain) {
        (i64::MIN | i64::MAX, _) => tick,
        (tick, _) if !is_near(tick) => tick,
        (tick, Grain::Day) => Date::at(tick).plus_days(toward).tick(),
        (tick, Grain::Fine | Grain::Whole) => tick + toward * number_step(at).unwrap_or(2),
    };
    let intervals = set.intervals().iter().map(|own| Interval { low: moved(own.low), high: moved(own.high) });
    TickSet::of(grain, intervals)
}

fn order_words(kind: Kind) -> String {
    let is_strict = kind == Kind::Strictness;
    if is_strict { "the threshold itself counts the other way" } else { "the other side of the threshold" }.to_owned()
}

/// An order with its threshold counting the other way, and turned round.
fn orders(order: Order) -> Vec<(Kind, Order)> {
    match order {
        Order::Is => vec![(Kind::Direction, Order::IsNot)],
        Order::IsNot => vec![(Kind::Direction, Order::Is)],
        Order::AtLeast => vec![(Kind::Strictness, Order::MoreThan), (Kind::Direction, Order::LessThan)],
        Order::MoreThan => vec![(Kind::Strictness, Order::AtLeast), (Kind::Direction, Order::AtMost)],
        Order::AtMost => vec![(Kind::Strictness, Order::LessThan), (Kind::Direction, Order::MoreThan)],
        Order::LessThan => vec![(Kind::Strictness, Order::AtMost), (Kind::Direction, Order::AtLeast)],
    }
}

/// Times of which a limit has another order, or is a step longer or shorter.
fn times(limits: &[Limit]) -> Vec<Changed> {
    let mut found = Vec::new();
    for (at, limit) in limits.iter().enumerate() {
        let with = |other: Limit| {
            let mut all = limits.to_vec();
            if let Some(place) = all.get_mut(at) {
                *place = other;
            }
            Values::Times(all.into())
        };
        for (kind, order) in orders(limit.order) {
            found.push((kind, order_words(kind), with(Limit { order, ..*limit })));
        }
        let step = time_step(limit.duration);
        for (kind, by, word) in [(Kind::Higher, step, "up"), (Kind::Lower, -step, "down")] {
            let duration = Duration { count: limit.duration.count + by, ..limit.duration };
            if duration.count >= 0 {
                let days = match duration.span {
                    Span::Days => Interval::point(duration.count),
                    Span::Months => days_in_months(duration.count),
                };
                found.push((kind, format!("the threshold moved {word}"), with(Limit { duration, days, ..*limit })));
            }
        }
    }
    found
}

/// Codes or texts: in a set became not in it, and codes left out of it.
fn symbols(memberships: &[Membership]) -> Vec<Changed> {
    let mut found = Vec::new();
    for (at, membership) in memberships.iter().enumerate() {
        let with = |other: Membership| {
            let mut all = memberships.to_vec();
            if let Some(place) = all.get_mut(at) {
                *place = other;
            }
            Values::Symbols(all.into())
        };
        let turned = Membership { polarity: other(membership.polarity), ..membership.clone() };
        found.push((Kind::Polarity, "in the set became not in it".to_owned(), with(turned)));
        let set = &membership.set;
        // A named set is looked at where it is maintained.
        if set.name.is_none() && set.numbers.len() > 1 {
            for left_out in set.numbers.iter().take(MOST_CODES) {
                let mut fewer = SymbolSet::clone(set);
                fewer.numbers.retain(|number| number != left_out);
                let fewer = Membership { set: Arc::new(fewer), polarity: membership.polarity };
                found.push((Kind::Code, "a code left out".to_owned(), with(fewer)));
            }
        }
    }
    found
}

const fn other(polarity: Polarity) -> Polarity {
    match polarity {
        Polarity::In => Polarity::NotIn,
        Polarity::NotIn => Polarity::In,
    }
}
