//! What a leaf compares its fact with, in the words it was written in.
//!
//! The evaluator decides by the program; this is for sentences, distances and digests.

mod by_type;

pub use by_type::Comparable;

use std::sync::Arc;

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

use crate::program::{FactRef, Offset};
use crate::value::Duration;

listed! {
    /// A comparator of the language.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum Comparator {
        /// Equal to.
        Is,
        /// Different from.
        IsNot,
        /// One of.
        In,
        /// None of.
        NotIn,
        /// In a value set.
        InValueSet,
        /// Not in a value set.
        NotInValueSet,
        /// Greater than or equal to.
        AtLeast,
        /// Greater than.
        MoreThan,
        /// Less than or equal to.
        AtMost,
        /// Less than.
        LessThan,
        /// On that day or earlier.
        OnOrBefore,
        /// On that day or later.
        OnOrAfter,
        /// Earlier than that day.
        Before,
        /// Later than that day.
        After,
        /// The list has the value.
        Includes,
        /// The list has one of the values.
        IncludesAny,
        /// The list has all of the values.
        IncludesAll,
        /// The list has nothing but the values.
        IncludesOnly,
        /// The list has none of the values.
        IncludesNone,
        /// The values of the list have no gap between them.
        Contiguous,
    }
}

impl Comparator {
    /// Its key in the language.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is_not",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::InValueSet => "in_value_set",
            Self::NotInValueSet => "not_in_value_set",
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::AtMost => "at_most",
            Self::LessThan => "less_than",
            Self::OnOrBefore => "on_or_before",
            Self::OnOrAfter => "on_or_after",
            Self::Before => "before",
            Self::After => "after",
            Self::Includes => "includes",
            Self::IncludesAny => "includes_any",
            Self::IncludesAll => "includes_all",
            Self::IncludesOnly => "includes_only",
            Self::IncludesNone => "includes_none",
            Self::Contiguous => "contiguous",
        }
    }

    /// How a sentence says it: "at least", "more than".
    pub fn words(self) -> &'static str {
        match self {
            Self::Is | Self::Contiguous => "",
            Self::IsNot => "other than",
            Self::In => "one of",
            Self::NotIn | Self::IncludesNone => "none of",
            Self::InValueSet => "in the value set",
            Self::NotInValueSet => "not in the value set",
            Self::AtLeast => "at least",
            Self::MoreThan => "more than",
            Self::AtMost => "at most",
            Self::LessThan => "less than",
            Self::OnOrBefore => "on or before",
            Self::OnOrAfter => "on or after",
            Self::Before => "before",
            Self::After => "after",
            Self::Includes => "including",
            Self::IncludesAny => "including any of",
            Self::IncludesAll => "including all of",
            Self::IncludesOnly => "nothing but",
        }
    }

    /// The other one of the same direction, which differs in whether the threshold itself counts.
    pub const fn with_other_side(self) -> Option<Self> {
        match self {
            Self::AtLeast => Some(Self::MoreThan),
            Self::MoreThan => Some(Self::AtLeast),
            Self::AtMost => Some(Self::LessThan),
            Self::LessThan => Some(Self::AtMost),
            Self::Is
            | Self::IsNot
            | Self::In
            | Self::NotIn
            | Self::InValueSet
            | Self::NotInValueSet
            | Self::OnOrBefore
            | Self::OnOrAfter
            | Self::Before
            | Self::After
            | Self::Includes
            | Self::IncludesAny
            | Self::IncludesAll
            | Self::IncludesOnly
            | Self::IncludesNone
            | Self::Contiguous => None,
        }
    }

    /// Its words before a right side, such as "at least 18 years".
    pub fn with(self, right: &str) -> String {
        match (self.words(), right) {
            ("", right) => right.to_owned(),
            (words, "") => words.to_owned(),
            (words, right) => format!("{words} {right}"),
        }
    }
}

/// One comparator with its right side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The comparator.
    pub comparator: Comparator,
    /// The right side as a reader sees it.
    pub shown: Arc<str>,
    /// The right side where a distance can be told.
    pub threshold: Threshold,
}

/// A right side that a distance can be measured to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// None: a name, a set or a list.
    None,
    /// A number or date, in ticks of the fact.
    Tick(i64),
    /// A duration.
    Duration(Duration),
    /// Another fact.
    Fact(FactRef),
    /// Another fact with a constant added.
    Shifted(FactRef, Offset),
}
