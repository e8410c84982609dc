//! Facts against other facts, and lists against wanted values.

use medpol_model::case::{Mark, ReadFacts};
use medpol_model::program::{
    Arises, FactRef, Offset, Order, Polarity, Program, Relation, RulesId, SymbolSet, ValueKind,
};
use medpol_model::value::{Interval, Status};
use medpol_model::vocabulary::{Enumeration, FactKind};

use crate::frames::Frames;
use crate::reading::{Access, Evaluation, Reading};

/// A leaf as its relations see it.
#[derive(Clone, Copy)]
pub(super) struct Related<'f> {
    /// The fact that relates to others.
    pub(super) fact: FactRef,
    /// The rules under which it reads facts, those it is compared with included.
    pub(super) rules: Option<RulesId>,
    /// The bound frames.
    pub(super) frames: &'f Frames<'f>,
}

impl<F: ReadFacts> Evaluation<'_, F> {
    /// Whether a fact has a relation to others, or a list to wanted values.
    pub(super) fn relation(&self, leaf: Related<'_>, reading: Reading, relation: &Relation) -> Status {
        match relation {
            Relation::Fact { order, other, offset, .. } if leaf.frames.slot(leaf.fact) == leaf.frames.slot(*other) => {
                with_itself(*order, *offset)
            }
            Relation::Fact { values, order, other, offset } => {
                let right = self.right(*other, leaf);
                let both = [leaf.fact, *other];
                match order {
                    Order::Is => return self.same(*values, both, [reading, right], *offset),
                    Order::IsNot => return self.same(*values, both, [reading, right], *offset).negated(),
                    Order::AtLeast | Order::LessThan | Order::MoreThan | Order::AtMost => {}
                }
                let (left, right) =
                    if order.is_by_ends() { (reading.as_hull(), right.as_hull()) } else { (reading, right) };
                self.each_value(leaf.fact, left, |left| {
                    self.each_value(*other, right, |right| ordered(*values, left, *order, offset.added_to(right)))
                })
            }
            Relation::Among { values, list, polarity } => {
                polar(self.among_values(*values, reading, *list, leaf), *polarity)
            }
            Relation::Includes { values, inclusion, wanted } => self.includes(leaf, *values, *inclusion, wanted),
            Relation::Alike(other) if leaf.frames.slot(leaf.fact) == leaf.frames.slot(*other) => Status::MET,
            Relation::Alike(other) => self.alike([leaf.fact, *other], leaf.frames, leaf.frames),
            Relation::Contiguous(polarity) => polar(self.contiguous(leaf), *polarity),
        }
    }

    /// A fact on the right side of a comparison, under the rules of the leaf.
    pub(super) fn right(&self, fact: FactRef, leaf: Related<'_>) -> Reading {
        let reading = if leaf.rules.is_none() && fact.arises == Arises::Always {
            self.reading(fact, leaf.frames)
        } else {
            match self.access(fact, leaf.rules, leaf.frames) {
                Access::Absent(_) => Reading::ABSENT,
                Access::Tested(reading) => reading,
                Access::Assumed(_) | Access::NotEvidenced => Reading::Unknown,
            }
        };
        if reading.is_open() { self.any_value(fact) } else { reading }
    }

    /// Every value of a type whose values can be listed: nothing is worse than the worst.
    fn any_value(&self, fact: FactRef) -> Reading {
        let domain = match self.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Boolean) => 0b11,
            Some(FactKind::Enumeration(id)) => self.vocabulary.enumeration(*id).map_or(0, Enumeration::domain),
            _ => return Reading::Unknown,
        };
        let value = Interval::point(i64::from_ne_bytes(domain.to_ne_bytes()));
        Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }
    }

    /// Whether another fact that the relations read is in the case.
    pub(super) fn reads_mentioned(&self, relations: &[Relation], frames: &Frames) -> bool {
        let mut others = relations.iter().filter_map(Program::other_fact);
        others.any(|other| !self.is_never_mentioned(other, frames))
    }

    pub(super) fn in_set(&self, value: Interval, set: &SymbolSet) -> Status {
        let number = value.low;
        if set.numbers.binary_search(&number).is_ok() {
            let period = set.periods.binary_search_by_key(&number, |(number, _)| *number).ok();
            let period = period.and_then(|at| set.periods.get(at));
            return period.map_or(Status::MET, |(_, period)| self.anchor.within(*period));
        }
        let text = self.symbols.text(number).or_else(|| self.case.own_text(number).map(|text| &**text));
        Status::known(text.is_some_and(|text| set.stems.iter().any(|stem| text.starts_with(&**stem))))
    }
}

/// Some of these, and perhaps others where the list is not complete.
pub(super) fn some(statuses: impl Iterator<Item = Status>, is_complete: bool) -> Status {
    let (mut met, mut sure) = (!is_complete, false);
    for status in statuses {
        let status = status.satisfied_if_not_applicable();
        met |= status.can_be_met();
        sure |= !status.can_be_not_met();
    }
    Status::of(met, !sure)
}

/// A fact against itself and so much more: known, whatever it is.
fn with_itself(order: Order, offset: Offset) -> Status {
    let (own, more) = (Interval::point(0), Interval::point(offset.added()));
    ordered(ValueKind::Ticks, own, order, more)
}

fn ordered(values: ValueKind, left: Interval, order: Order, right: Interval) -> Status {
    let (first, second) = if values == ValueKind::Mask { (places(left), places(right)) } else { (left, right) };
    let (before, after) = (first.before(second), second.before(first));
    match order {
        Order::Is => equal_values(values, left, right),
        Order::IsNot => equal_values(values, left, right).negated(),
        Order::AtLeast => before.negated(),
        Order::LessThan => before,
        Order::MoreThan => after,
        Order::AtMost => after.negated(),
    }
}

/// Whether two stored values are the same.
#[inline]
pub(super) fn equal_values(values: ValueKind, left: Interval, right: Interval) -> Status {
    match values {
        ValueKind::Mask => {
            let is_single = left.low & left.low.wrapping_sub(1) == 0;
            Status::of(left.low & right.low != 0, !(is_single && left.low == right.low))
        }
        ValueKind::Symbol => Status::known(left.low == right.low),
        ValueKind::Ticks => left.equals(right),
    }
}

pub(super) fn polar(status: Status, polarity: Polarity) -> Status {
    match polarity {
        Polarity::In => status,
        Polarity::NotIn => status.negated(),
    }
}

/// Whether a value is one of several exact ones.
pub(super) fn among(value: Interval, ticks: &[i64]) -> Status {
    let (mut met, mut sure) = (false, false);
    for tick in ticks {
        let status = value.equals(Interval::point(*tick));
        met |= status.can_be_met();
        sure |= status == Status::MET;
    }
    Status::of(met, !sure)
}

/// The first and last place of a mask, as even ticks.
fn places(mask: Interval) -> Interval {
    let bits = u64::from_ne_bytes(mask.low.to_ne_bytes());
    let last = 63 - i64::from(bits.leading_zeros().min(63));
    Interval { low: 2 * i64::from(bits.trailing_zeros()), high: 2 * last }
}
