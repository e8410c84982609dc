//! Which comparators a fact of a type takes: the rule that the compiler checks and the guide shows.

use medpol_diagnostics::listed;

use super::Comparator;
use crate::vocabulary::{Elements, FactKind, Vocabulary};

listed! {
    /// Types of facts, as far as comparators tell them apart.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Comparable {
        /// True or false.
        YesNo,
        /// A number, whole or not.
        Number,
        /// A date.
        Date,
        /// A duration, of any kind.
        Duration,
        /// One of several names without an order.
        Name,
        /// One of several names in their order.
        OrderedName,
        /// A code.
        Code,
        /// A text.
        Text,
        /// A list of single values.
        Values,
        /// A list of single values whose type has an order.
        OrderedValues,
        /// A list of records.
        Records,
    }
}

use Comparator as C;

const EQUALITY: [C; 4] = [C::Is, C::IsNot, C::In, C::NotIn];
const NUMBER: [C; 8] = [C::Is, C::IsNot, C::In, C::NotIn, C::AtLeast, C::MoreThan, C::AtMost, C::LessThan];
const DATE: [C; 8] = [C::Is, C::IsNot, C::In, C::NotIn, C::OnOrBefore, C::OnOrAfter, C::Before, C::After];
const CODE: [C; 6] = [C::Is, C::IsNot, C::In, C::NotIn, C::InValueSet, C::NotInValueSet];
const DURATION: [C; 4] = [C::AtLeast, C::MoreThan, C::AtMost, C::LessThan];
const VALUES: [C; 5] = [C::Includes, C::IncludesAny, C::IncludesAll, C::IncludesOnly, C::IncludesNone];
const ORDERED_VALUES: [C; 6] =
    [C::Includes, C::IncludesAny, C::IncludesAll, C::IncludesOnly, C::IncludesNone, C::Contiguous];

impl Comparable {
    /// What a fact of a type is.
    pub fn of(kind: &FactKind, vocabulary: &Vocabulary) -> Self {
        let is_ordered = |kind: &FactKind| match kind {
            FactKind::Enumeration(id) => vocabulary.enumeration(*id).is_some_and(|known| known.ordered),
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => false,
        };
        match kind {
            FactKind::Boolean => Self::YesNo,
            FactKind::Integer { .. } | FactKind::Decimal { .. } => Self::Number,
            FactKind::Date => Self::Date,
            FactKind::Duration(_) => Self::Duration,
            FactKind::Enumeration(_) if is_ordered(kind) => Self::OrderedName,
            FactKind::Enumeration(_) => Self::Name,
            FactKind::Code { .. } => Self::Code,
            FactKind::Text => Self::Text,
            FactKind::List(list) if list.elements == Elements::Records => Self::Records,
            FactKind::List(list) => {
                let element = vocabulary.frame(list.frame).and_then(|frame| frame.facts.first().copied());
                let element = element.and_then(|id| vocabulary.fact(id)).map(|fact| &fact.kind);
                if element.is_some_and(is_ordered) { Self::OrderedValues } else { Self::Values }
            }
        }
    }

    /// What the guide calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::YesNo => "yes/no (`boolean`); also alone, which asks for yes",
            Self::Number => "number (`integer`, `decimal`)",
            Self::Date => "date",
            Self::Duration => "duration",
            Self::Name => "enumeration (`enum`)",
            Self::OrderedName => "enumeration with `ordered: true`",
            Self::Code => "code",
            Self::Text => "text",
            Self::Values => "list of single values",
            Self::OrderedValues => "list of values of an ordered enumeration",
            Self::Records => "list of records",
        }
    }

    /// The comparators that it takes; none where its elements are looked into instead.
    pub const fn comparators(self) -> &'static [Comparator] {
        match self {
            Self::YesNo => &[C::Is, C::IsNot],
            Self::Number | Self::OrderedName => &NUMBER,
            Self::Date => &DATE,
            Self::Duration => &DURATION,
            Self::Name | Self::Text => &EQUALITY,
            Self::Code => &CODE,
            Self::Values => &VALUES,
            Self::OrderedValues => &ORDERED_VALUES,
            Self::Records => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comparator_fits_some_type() {
        let is_taken =
            |comparator: &Comparator| Comparable::ALL.iter().any(|kind| kind.comparators().contains(comparator));
        let without: Vec<Comparator> = Comparator::ALL.into_iter().filter(|comparator| !is_taken(comparator)).collect();
        assert_eq!(without, []);
    }
}
