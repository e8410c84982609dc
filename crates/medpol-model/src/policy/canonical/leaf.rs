//! Leaves: a fact with the values that satisfy it.
//!
//! Values are written as what they mean, never as they are stored.

use super::{Order, Own, Reader, words};
use crate::program::{Atom, FactRef, Limit, Membership, NodeId, Op, Polarity, Relation, SymbolSet, Values, Wanted};
use crate::value::{Date, Interval, number};
use crate::vocabulary::{FactId, FactKind};

impl Reader<'_> {
    /// A node that asks about one fact.
    pub(super) fn leaf(&self, node: NodeId) -> Option<Own> {
        let (fact, mut tests, rules) = match self.program.node(node)? {
            Op::Leaf { atom, rules } => {
                let atom = self.program.atom(*atom)?;
                (atom.fact, self.values_of(atom), *rules)
            }
            Op::Relate { fact, within, relations, rules } => {
                let within = within.and_then(|atom| self.program.atom(atom)).map(|atom| self.values_of(atom));
                let relations = self.program.relations(*relations).iter();
                let relations = relations.map(|relation| self.relation(node, *fact, relation));
                (*fact, within.into_iter().flatten().chain(relations).collect(), *rules)
            }
            Op::Known(fact) => (*fact, vec!["known".to_owned()], None),
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
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_) => return None,
        };
        tests.sort_unstable();
        let words = format!("{} {}{}", self.fact(node, fact), tests.join(" and "), self.rules(rules));
        let facts = self.program.own_facts(node).iter().map(|fact| fact.fact).collect();
        Some(Own { words, facts, parts: Vec::new(), order: Order::Fixed })
    }

    /// The values that satisfy an atom; every entry must hold.
    fn values_of(&self, atom: &Atom) -> Vec<String> {
        let fact = atom.fact.fact;
        match &atom.values {
            Values::Mask(allowed) => vec![self.values(fact, *allowed)],
            Values::Ticks(set) => {
                let intervals = set.intervals().iter().map(|interval| range(self.kind(fact), *interval));
                vec![intervals.collect::<Vec<_>>().join(" or ")]
            }
            // The days follow from the duration.
            Values::Times(limits) => {
                let limit = |Limit { order, duration, days: _ }: &Limit| {
                    format!("{} {} {}", words::order(*order), duration.count, words::span(duration.span))
                };
                limits.iter().map(limit).collect()
            }
            Values::Symbols(memberships) => {
                let one = |Membership { set, polarity }: &Membership| {
                    format!("{} [{}]", words::polarity(*polarity), self.symbols(set))
                };
                memberships.iter().map(one).collect()
            }
        }
    }

    fn relation(&self, node: NodeId, fact: FactRef, relation: &Relation) -> String {
        match relation {
            // How values are stored follows from the fact.
            Relation::Fact { values: _, order, other, offset } => {
                format!("{} the fact {}{}", words::order(*order), self.fact(node, *other), words::offset(*offset))
            }
            Relation::Among { values: _, list, polarity } => {
                format!("{} the list {}", words::polarity(*polarity), self.fact(node, *list))
            }
            Relation::Includes { values: _, inclusion, wanted } => {
                format!("{} {}", words::inclusion(*inclusion), self.wanted(node, fact, wanted))
            }
            Relation::Alike(other) => format!("alike the fact {}", self.fact(node, *other)),
            Relation::Contiguous(Polarity::In) => "contiguous".to_owned(),
            Relation::Contiguous(Polarity::NotIn) => "with a gap".to_owned(),
        }
    }

    fn wanted(&self, node: NodeId, fact: FactRef, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Mask(mask) => self.values(fact.fact, *mask),
            Wanted::Points(points) => format!("[{}]", self.points(fact.fact, points)),
            Wanted::Symbols(set) => format!("[{}]", self.symbols(set)),
            Wanted::List(list) => format!("the list {}", self.fact(node, *list)),
            Wanted::Fact(other) => format!("the fact {}", self.fact(node, *other)),
        }
    }

    /// The type of a fact; of a list of single values, that of its elements.
    fn kind(&self, fact: FactId) -> Option<&FactKind> {
        match &self.vocabulary.fact(fact)?.kind {
            FactKind::List(list) => {
                let inner = self.vocabulary.frame(list.frame)?.facts.first()?;
                self.vocabulary.fact(*inner).map(|fact| &fact.kind)
            }
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text => self.vocabulary.fact(fact).map(|fact| &fact.kind),
        }
    }

    /// Boolean or enumerated values by their names; the order means nothing.
    fn values(&self, fact: FactId, mask: u64) -> String {
        let enumeration = match self.kind(fact) {
            Some(FactKind::Enumeration(id)) => self.vocabulary.enumeration(*id),
            _ => None,
        };
        let mut names: Vec<&str> = match enumeration {
            Some(known) => known.members(mask).map(|value| &*value.name).collect(),
            None => [("false", 0b01), ("true", 0b10)]
                .into_iter()
                .filter_map(|(name, bit)| (mask & bit != 0).then_some(name))
                .collect(),
        };
        names.sort_unstable();
        format!("[{}]", names.join(", "))
    }

    fn points(&self, fact: FactId, points: &[i64]) -> String {
        let mut texts: Vec<String> = points.iter().map(|tick| value(self.kind(fact), *tick)).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.join(", ")
    }

    fn symbols(&self, set: &SymbolSet) -> String {
        let text = |number: &i64| {
            let text = self.symbols.text(*number).unwrap_or_default();
            let period = set.periods.iter().find(|(other, _)| other == number);
            match period {
                None => text.to_owned(),
                Some((_, days)) => format!("{text} ({})", range(Some(&FactKind::Date), *days)),
            }
        };
        let stems = set.stems.iter().map(|stem| format!("every code under {stem}"));
        let mut texts: Vec<String> = set.numbers.iter().map(text).chain(stems).collect();
        texts.sort_unstable();
        texts.dedup();
        texts.join(", ")
    }
}

/// A range of values; without a type, of whole numbers.
pub(super) fn range(kind: Option<&FactKind>, range: Interval) -> String {
    let Interval { low, high } = range;
    if low == high && number::is_exact(low) {
        return format!("is {}", value(kind, low));
    }
    let least = match low {
        i64::MIN => None,
        low if number::is_exact(low) => Some(format!("at least {}", value(kind, low))),
        low => Some(format!("more than {}", value(kind, low - 1))),
    };
    let most = match high {
        i64::MAX => None,
        high if number::is_exact(high) => Some(format!("at most {}", value(kind, high))),
        high => Some(format!("less than {}", value(kind, high + 1))),
    };
    let ends: Vec<String> = least.into_iter().chain(most).collect();
    if ends.is_empty() { "any value".to_owned() } else { ends.join(" and ") }
}

/// A single value that stands on a step.
fn value(kind: Option<&FactKind>, tick: i64) -> String {
    match kind {
        Some(FactKind::Date) => Date::at(tick).to_string(),
        Some(FactKind::Integer { .. } | FactKind::Decimal { .. }) | None => number::decimal(tick).to_string(),
        // Durations have bounds of their own kind; the others have no order.
        Some(
            FactKind::Boolean
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_),
        ) => format!("step {}", tick.div_euclid(2)),
    }
}
