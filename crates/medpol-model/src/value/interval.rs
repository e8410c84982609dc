//! Closed intervals of ticks: the one representation of exact, partial and constrained scalars.
//!
//! A tick is a whole number whose meaning the fact's type gives. An even tick is a value; an odd
//! tick is the gap between two neighbouring values, so that an open end is a closed one half a step
//! further in, and a number that no step holds still lies exactly between two steps. Comparing is
//! then plain integer comparison, and never approximate.

use crate::value::Status;

/// All values from `low` to `high`, both inclusive, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The least possible tick; `i64::MIN` is unbounded.
    pub low: i64,
    /// The greatest possible tick; `i64::MAX` is unbounded.
    pub high: i64,
}

impl Interval {
    /// Every value.
    pub const ALL: Self = Self { low: i64::MIN, high: i64::MAX };

    /// A single value.
    pub const fn point(tick: i64) -> Self {
        Self { low: tick, high: tick }
    }

    /// From `low` upwards.
    pub const fn from(low: i64) -> Self {
        Self { low, high: i64::MAX }
    }

    /// Up to `high`.
    pub const fn up_to(high: i64) -> Self {
        Self { low: i64::MIN, high }
    }

    /// Whether no value is left.
    pub const fn is_empty(self) -> bool {
        self.low > self.high
    }

    /// Whether exactly one value is left; a gap holds many.
    pub const fn is_point(self) -> bool {
        self.low == self.high && self.low & 1 == 0
    }

    /// What both allow.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// The smallest interval around both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What is left where only even ticks are values, as whole days are.
    #[must_use]
    pub const fn whole(self) -> Self {
        let (low, high) = (self.low, self.high);
        Self {
            low: if low == i64::MIN { low } else { low + (low & 1) },
            high: if high == i64::MAX { high } else { high - (high & 1) },
        }
    }

    /// Whether a value known to lie in `self` lies in `wanted`.
    #[inline]
    pub const fn within(self, wanted: Self) -> Status {
        Status::of(self.low <= wanted.high && self.high >= wanted.low, self.low < wanted.low || self.high > wanted.high)
    }

    /// Whether a value in `self` is less than one in `other`, each of them any.
    #[inline]
    pub const fn before(self, other: Self) -> Status {
        let same_gap = self.low == other.high && self.low & 1 == 1;
        Status::of(self.low < other.high || same_gap, self.high >= other.low)
    }

    /// Whether a value in `self` equals one in `other`, the two being unrelated.
    #[inline]
    pub const fn equals(self, other: Self) -> Status {
        let overlap = self.low <= other.high && other.low <= self.high;
        Status::of(overlap, !(self.is_point() && other.is_point() && self.low == other.low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: (i64, i64), wanted: (i64, i64), expected: Status) {
        let value = Interval { low: value.0, high: value.1 };
        assert_eq!(value.within(Interval { low: wanted.0, high: wanted.1 }), expected);
    }

    #[test]
    fn a_range_test_is_unknown_unless_every_value_agrees() {
        check((3, 3), (3, 9), Status::MET);
        check((2, 2), (3, 9), Status::NOT_MET);
        check((2, 3), (3, 9), Status::UNKNOWN);
        check((4, 5), (3, 9), Status::MET);
        check((i64::MIN, i64::MAX), (3, i64::MAX), Status::UNKNOWN);
    }

    #[test]
    fn order_and_equality() {
        let point = Interval::point;
        assert_eq!(point(2).before(point(4)), Status::MET);
        assert_eq!(point(4).before(point(4)), Status::NOT_MET);
        assert_eq!(Interval { low: 2, high: 6 }.before(point(4)), Status::UNKNOWN);
        assert_eq!(Interval { low: 2, high: 6 }.equals(point(4)), Status::UNKNOWN);
        assert_eq!(point(4).equals(point(4)), Status::MET);
        assert_eq!(point(4).equals(point(6)), Status::NOT_MET);
    }

    #[test]
    fn two_values_of_one_gap_are_not_known_to_be_equal_or_ordered() {
        let gap = Interval::point(3);
        assert_eq!(gap.before(gap), Status::UNKNOWN);
        assert_eq!(gap.equals(gap), Status::UNKNOWN);
    }
}
