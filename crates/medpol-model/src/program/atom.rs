//! Questions that are asked of one fact: which of its values satisfy.
//!
//! A leaf is an atom: a fact and a set of values. The same question asked twice is the same atom, so
//! that columns answer it once and a solver has one literal for it.

use std::sync::Arc;

use super::{FactRef, Order, Polarity, Program, SymbolSet};
use crate::value::{Date, Duration, Interval, Status, TickSet, ends, starts};

/// The number of an atom in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtomId(pub u32);

/// A fact and the values that satisfy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Atom {
    /// The fact.
    pub fact: FactRef,
    /// The values.
    pub values: Values,
}

/// A set of values of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Values {
    /// Boolean or enumerated values, as bits.
    Mask(u64),
    /// Numbers or dates.
    Ticks(TickSet),
    /// Times that are as long as every limit asks.
    Times(Arc<[Limit]>),
    /// Codes or texts that are in, or not in, each of some sets.
    Symbols(Arc<[Membership]>),
}

/// How long a time must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    /// How it compares.
    pub order: Order,
    /// With what.
    pub duration: Duration,
    /// The fewest and most days that the duration can be.
    pub days: Interval,
}

/// Whether a code or text must be in a set or must not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The set.
    pub set: Arc<SymbolSet>,
    /// In or not in.
    pub polarity: Polarity,
}

impl Limit {
    /// The starts from which the limit holds at `end`; those from which it fails, where it asks for any other.
    pub fn starts(self, end: Date) -> Interval {
        starts(self.order.of_duration(self.duration), self.duration.span, end)
    }

    /// The ends at which the limit holds since `start`; those at which it fails, where it asks for any other.
    pub fn ends(self, start: Date) -> Interval {
        ends(self.order.of_duration(self.duration), self.duration.span, start)
    }

    /// Whether what lies in a set of times that the limit names holds.
    #[must_use]
    pub const fn polar(self, status: Status) -> Status {
        match self.order {
            Order::IsNot => status.negated(),
            Order::Is | Order::AtLeast | Order::MoreThan | Order::AtMost | Order::LessThan => status,
        }
    }
}

impl Values {
    /// Whether a value of which a mask or an interval is known satisfies. Times and codes need more than
    /// their value: a calendar, and texts.
    #[inline]
    pub fn status(&self, value: Interval) -> Option<Status> {
        match self {
            Self::Mask(allowed) => Some(within_mask(value, *allowed)),
            Self::Ticks(set) => Some(set.status(value)),
            Self::Times(_) | Self::Symbols(_) => None,
        }
    }
}

/// Whether a value known to be one of a mask is one of the allowed.
#[inline]
pub const fn within_mask(value: Interval, allowed: u64) -> Status {
    let possible = u64::from_ne_bytes(value.low.to_ne_bytes());
    Status::of(possible & allowed != 0, possible & !allowed != 0)
}

impl Program {
    /// The atom that asks this, added where no node asks it yet.
    pub fn add_atom(&mut self, fact: FactRef, values: Values) -> AtomId {
        let atom = Atom { fact, values };
        let next = AtomId(u32::try_from(self.atoms.len()).unwrap_or(u32::MAX));
        let number = *self.atom_numbers.entry(atom.clone()).or_insert(next);
        if number == next {
            self.atoms.push(atom);
        }
        number
    }

    /// The atom with this number.
    #[inline]
    pub fn atom(&self, atom: AtomId) -> Option<&Atom> {
        self.atoms.get(atom.0 as usize)
    }
}
