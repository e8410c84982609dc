//! How a fact follows from others.

use super::{FactRef, Program, ScopeId};

/// How a fact follows from others. A fact of its own record is one of the scope of its frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Derivation {
    /// From a date to the anchor.
    ElapsedSince(FactRef),
    /// Between two dates.
    ElapsedBetween {
        /// The earlier date.
        from: FactRef,
        /// The later date.
        to: FactRef,
    },
    /// The number of elements.
    Count(ScopeId),
    /// The total of a field.
    Sum {
        /// The elements that count.
        elements: ScopeId,
        /// The field.
        field: FactRef,
    },
    /// The latest date among elements.
    Latest {
        /// The elements that count.
        elements: ScopeId,
        /// The date.
        field: FactRef,
    },
    /// The earliest date among elements.
    Earliest {
        /// The elements that count.
        elements: ScopeId,
        /// The date.
        field: FactRef,
    },
    /// The change from one number to another, in percent of the first.
    PercentChange {
        /// The number before.
        from: FactRef,
        /// The number after.
        to: FactRef,
    },
    /// Weight in kilograms over height in metres squared.
    BodyMassIndex {
        /// Weight in kilograms.
        weight: FactRef,
        /// Height in metres.
        height: FactRef,
    },
}

impl Derivation {
    /// The elements it speaks of, where it is one of a list.
    pub const fn elements(&self) -> Option<ScopeId> {
        match self {
            Self::Count(elements)
            | Self::Sum { elements, .. }
            | Self::Latest { elements, .. }
            | Self::Earliest { elements, .. } => Some(*elements),
            Self::ElapsedSince(_)
            | Self::ElapsedBetween { .. }
            | Self::PercentChange { .. }
            | Self::BodyMassIndex { .. } => None,
        }
    }

    /// The facts that it reads: those it follows from, and of a list what its conditions read of the elements.
    pub fn facts(&self, program: &Program) -> Vec<FactRef> {
        let of_elements = |elements: ScopeId, field: Option<FactRef>| {
            let scope = program.scope(elements);
            let filter = scope.filter.map(|filter| program.facts_read(filter)).unwrap_or_default();
            std::iter::once(scope.list).chain(field).chain(filter).collect()
        };
        match self {
            Self::ElapsedSince(start) => vec![*start],
            Self::ElapsedBetween { from, to } | Self::PercentChange { from, to } => vec![*from, *to],
            Self::BodyMassIndex { weight, height } => vec![*weight, *height],
            Self::Count(elements) => of_elements(*elements, None),
            Self::Sum { elements, field } | Self::Latest { elements, field } | Self::Earliest { elements, field } => {
                of_elements(*elements, Some(*field))
            }
        }
    }
}
