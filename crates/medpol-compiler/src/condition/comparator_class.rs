//! How each comparator relates a fact to its right side.
//!
//! This is the one place that goes through all comparators; what comes after goes by the relation.

use medpol_model::policy::Comparator;
use medpol_model::program::{Inclusion, Order, Polarity};
use medpol_syntax::document::ComparatorKey;

/// What a comparator asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ComparatorClass {
    /// Whether the value is this one.
    Equal(Polarity),
    /// Whether the value is one of several.
    Among(Polarity),
    /// Whether the code is in a value set.
    ValueSet(Polarity),
    /// Where the value lies on a scale.
    Scale(Order),
    /// Where the date lies in time.
    Day(Order),
    /// Which values a list has.
    Includes(Inclusion),
    /// Whether the values of a list have a gap between them.
    Contiguous,
}

impl ComparatorClass {
    /// What the comparator asks.
    pub(super) const fn of(comparator: Comparator) -> Self {
        match comparator {
            Comparator::Is => Self::Equal(Polarity::In),
            Comparator::IsNot => Self::Equal(Polarity::NotIn),
            Comparator::In => Self::Among(Polarity::In),
            Comparator::NotIn => Self::Among(Polarity::NotIn),
            Comparator::InValueSet => Self::ValueSet(Polarity::In),
            Comparator::NotInValueSet => Self::ValueSet(Polarity::NotIn),
            Comparator::AtLeast => Self::Scale(Order::AtLeast),
            Comparator::MoreThan => Self::Scale(Order::MoreThan),
            Comparator::AtMost => Self::Scale(Order::AtMost),
            Comparator::LessThan => Self::Scale(Order::LessThan),
            Comparator::OnOrBefore => Self::Day(Order::AtMost),
            Comparator::OnOrAfter => Self::Day(Order::AtLeast),
            Comparator::Before => Self::Day(Order::LessThan),
            Comparator::After => Self::Day(Order::MoreThan),
            Comparator::Includes | Comparator::IncludesAny => Self::Includes(Inclusion::Any),
            Comparator::IncludesAll => Self::Includes(Inclusion::All),
            Comparator::IncludesOnly => Self::Includes(Inclusion::Only),
            Comparator::IncludesNone => Self::Includes(Inclusion::None),
            Comparator::Contiguous => Self::Contiguous,
        }
    }

    /// How a value compares with a single other one; `None` where the right side is no single value.
    pub(super) const fn order(self) -> Option<Order> {
        match self {
            Self::Equal(Polarity::In) => Some(Order::Is),
            Self::Equal(Polarity::NotIn) => Some(Order::IsNot),
            Self::Scale(order) | Self::Day(order) => Some(order),
            Self::Among(_) | Self::ValueSet(_) | Self::Includes(_) | Self::Contiguous => None,
        }
    }
}

/// The comparator that a key stands for.
pub(super) const fn comparator(key: ComparatorKey) -> Comparator {
    match key {
        ComparatorKey::Is => Comparator::Is,
        ComparatorKey::IsNot => Comparator::IsNot,
        ComparatorKey::In => Comparator::In,
        ComparatorKey::NotIn => Comparator::NotIn,
        ComparatorKey::InValueSet => Comparator::InValueSet,
        ComparatorKey::NotInValueSet => Comparator::NotInValueSet,
        ComparatorKey::AtLeast => Comparator::AtLeast,
        ComparatorKey::MoreThan => Comparator::MoreThan,
        ComparatorKey::AtMost => Comparator::AtMost,
        ComparatorKey::LessThan => Comparator::LessThan,
        ComparatorKey::OnOrBefore => Comparator::OnOrBefore,
        ComparatorKey::OnOrAfter => Comparator::OnOrAfter,
        ComparatorKey::Before => Comparator::Before,
        ComparatorKey::After => Comparator::After,
        ComparatorKey::Includes => Comparator::Includes,
        ComparatorKey::IncludesAny => Comparator::IncludesAny,
        ComparatorKey::IncludesAll => Comparator::IncludesAll,
        ComparatorKey::IncludesOnly => Comparator::IncludesOnly,
        ComparatorKey::IncludesNone => Comparator::IncludesNone,
        ComparatorKey::Contiguous => Comparator::Contiguous,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comparator_has_the_key_it_is_written_with() {
        let written: Vec<Comparator> = ComparatorKey::ALL.into_iter().map(comparator).collect();
        assert_eq!(written, Comparator::ALL);
        for key in ComparatorKey::ALL {
            assert_eq!(key.key(), comparator(key).key());
        }
    }
}
