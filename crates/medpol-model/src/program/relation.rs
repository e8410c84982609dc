//! How facts relate to one another: what cannot be said by a set of values of one of them.

use std::sync::Arc;

use super::FactRef;
use crate::value::{Date, Interval, number};

/// How a fact relates to other facts, or a list to wanted values.
#[derive(Clone, Debug, PartialEq)]
pub enum Relation {
    /// The value compares with another fact of the same type.
    Fact {
        /// What the values are.
        values: ValueKind,
        /// How.
        order: Order,
        /// The other fact.
        other: FactRef,
        /// What is added to the other fact.
        offset: Offset,
    },
    /// The value is, or is not, an element of a list of single values.
    Among {
        /// What the values are.
        values: ValueKind,
        /// The list.
        list: FactRef,
        /// Whether it must be or must not.
        polarity: Polarity,
    },
    /// A list of single values compares with wanted values.
    Includes {
        /// What the values are.
        values: ValueKind,
        /// How.
        inclusion: Inclusion,
        /// The wanted values.
        wanted: Wanted,
    },
    /// The value is the same as the other fact, or where neither was given, what they fall back on is.
    Alike(FactRef),
    /// The values of a list follow each other in the order of their enumeration, or there is a gap.
    Contiguous(Polarity),
}

/// A constant that is added to a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offset {
    /// Nothing.
    None,
    /// Days, to a date.
    Days(i64),
    /// A number in ticks, to a number.
    Number(i64),
}

impl Offset {
    /// How much is added, in ticks of a number or half days: above zero where it is more.
    pub const fn added(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Days(days) => days * 2,
            Self::Number(ticks) => ticks,
        }
    }

    /// Every value that a value in an interval becomes. What is open stays open.
    #[must_use]
    pub fn added_to(self, value: Interval) -> Interval {
        match self {
            Self::None => value,
            Self::Days(days) => {
                // An odd tick lies between two days: what comes after it begins on the later one.
                let shifted = |tick: i64, gap: i64| match tick {
                    i64::MIN | i64::MAX => tick,
                    tick => Date::at(tick).plus_days(days + gap * (tick & 1)).tick(),
                };
                Interval { low: shifted(value.low, 1), high: shifted(value.high, 0) }
            }
            Self::Number(tick) => {
                let mut total = number::Total::ZERO;
                total.add(value);
                total.add(Interval::point(tick));
                total.interval()
            }
        }
    }

    /// Every value that becomes one in an interval, and perhaps others beside.
    #[must_use]
    pub fn taken_from(self, value: Interval) -> Interval {
        match self {
            Self::None => value,
            Self::Days(days) => Self::Days(days.saturating_neg()).added_to(value),
            Self::Number(tick) => Self::Number(tick.saturating_neg()).added_to(value),
        }
    }
}

/// Whether a set membership is asked for or ruled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// In the set.
    In,
    /// Not in the set.
    NotIn,
}

/// How the values of a type are stored, and so how two of them compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueKind {
    /// Masks of possible values.
    Mask,
    /// Numbers of codes or texts.
    Symbol,
    /// Intervals of ticks.
    Ticks,
}

impl ValueKind {
    /// Whether a stored value is one value.
    pub const fn is_single(self, value: Interval) -> bool {
        match self {
            Self::Mask => value.low & value.low.wrapping_sub(1) == 0,
            Self::Symbol => true,
            Self::Ticks => value.is_point(),
        }
    }
}

/// An order comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Equal.
    Is,
    /// Not equal.
    IsNot,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    MoreThan,
    /// Less or equal.
    AtMost,
    /// Less.
    LessThan,
}

impl Order {
    /// Whether two values are compared by which comes first, rather than by whether they are the same.
    pub const fn is_by_ends(self) -> bool {
        match self {
            Self::Is | Self::IsNot => false,
            Self::AtLeast | Self::MoreThan | Self::AtMost | Self::LessThan => true,
        }
    }
}

/// How a list relates to wanted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Inclusion {
    /// At least one wanted value is in the list.
    Any,
    /// Every wanted value is in the list.
    All,
    /// Every element is a wanted value.
    Only,
    /// No wanted value is in the list.
    None,
}

/// The values a list is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// Boolean or enumerated values.
    Mask(u64),
    /// Numbers or dates, as ticks.
    Points(Arc<[i64]>),
    /// Codes or texts.
    Symbols(Arc<SymbolSet>),
    /// The elements of another list.
    List(FactRef),
    /// The value of another fact.
    Fact(FactRef),
}

/// A set of codes or texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SymbolSet {
    /// The value set it is, where it has a name. The name decides nothing.
    pub name: Option<Arc<str>>,
    /// Numbers of the members, sorted.
    pub numbers: Vec<i64>,
    /// The days on which a member belongs, for members that do not always; sorted.
    pub periods: Vec<(i64, Interval)>,
    /// Every code that starts with one of these is a member too.
    pub stems: Vec<Arc<str>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(days: i64, value: Interval, expected: Interval) {
        assert_eq!(Offset::Days(days).added_to(value), expected);
    }

    #[test]
    fn days_can_be_added_to_open_intervals() {
        let day = |text: &str| crate::value::PartialDate::parse(text).map_or(0, |date| date.interval().low);
        check(14, Interval::point(day("2025-02-20")), Interval::point(day("2025-03-06")));
        check(1, Interval::from(day("2025-02-28") + 1), Interval::from(day("2025-03-02")));
        check(1, Interval::up_to(day("2025-03-01") - 1), Interval::up_to(day("2025-03-01")));
        check(-1, Interval::ALL, Interval::ALL);
    }
}
