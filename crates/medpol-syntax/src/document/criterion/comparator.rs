//! The comparators, each with its key and what stands on its right side.
//!
//! What a comparator means, and which types it compares, is not known here.

use medpol_diagnostics::{Span, listed};
use schemars::JsonSchema;

use super::part::{Part, Parts};
use super::{CriterionDocument, Operand};
use crate::Node;
use crate::document::read::{Flag, Text, field, key_name};

/// Declares the comparators: the enum, the keys, their schema and their reading.
macro_rules! comparators {
    ($($(#[doc = $doc:expr])* $name:ident: $key:ident = $right:ident($type:ty),)*) => {
        listed! {
            /// The key of a comparator, in the order in which the language lists them.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum ComparatorKey {
                $($(#[doc = $doc])* $name,)*
            }
        }

        impl ComparatorKey {
            /// The key as it is written.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => key_name(stringify!($key)),)*
                }
            }

            /// Reads the right side under this key.
            fn read(self, node: &Node) -> Option<Right> {
                match self {
                    $(Self::$name => field::<Option<$type>>(node, stringify!($key))?.map(Right::$right),)*
                }
            }
        }

        /// The schema of every comparator; never read as a whole.
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is asked for")]
        pub(super) struct Comparators {
            $($(#[doc = $doc])* $key: Option<$type>,)*
        }
    };
}

comparators! {
    /// Equal to a value, `{ fact: path }`, or `true`/`false`.
    Is: is = Operand(Operand),
    /// Different from.
    IsNot: is_not = Operand(Operand),
    /// One of a list of values, a `{ range: name }`, or the elements of a list fact.
    In: r#in = Operand(Operand),
    /// None of a list of values.
    NotIn: not_in = Operand(Operand),
    /// A code of the named value set.
    InValueSet: in_value_set = ValueSet(Text),
    /// Not a code of the named value set.
    NotInValueSet: not_in_value_set = ValueSet(Text),
    /// Greater than or equal to: a quantity such as `5 mm`, a duration such as `6 months`, a number.
    AtLeast: at_least = Operand(Operand),
    /// Greater than.
    MoreThan: more_than = Operand(Operand),
    /// Less than or equal to.
    AtMost: at_most = Operand(Operand),
    /// Less than.
    LessThan: less_than = Operand(Operand),
    /// On that day or earlier.
    OnOrBefore: on_or_before = Operand(Operand),
    /// On that day or later.
    OnOrAfter: on_or_after = Operand(Operand),
    /// Earlier than that day.
    Before: before = Operand(Operand),
    /// Later than that day.
    After: after = Operand(Operand),
    /// The list has this value.
    Includes: includes = Operand(Operand),
    /// The list has at least one of these values.
    IncludesAny: includes_any = Operand(Operand),
    /// The list has all of these values.
    IncludesAll: includes_all = Operand(Operand),
    /// The list has nothing but these values.
    IncludesOnly: includes_only = Operand(Operand),
    /// The list has none of these values.
    IncludesNone: includes_none = Operand(Operand),
    /// `true`: the values of the list follow each other in the order of their enumeration, without a
    /// gap. `false`: there is a gap.
    Contiguous: contiguous = Flag(Flag),
}

/// The right side of a comparator.
#[derive(Clone, Debug)]
pub enum Right {
    /// Values or another fact.
    Operand(Operand),
    /// The name of a value set.
    ValueSet(Text),
    /// Yes or no.
    Flag(Flag),
}

impl Right {
    /// Its place in the text.
    pub const fn span(&self) -> Span {
        match self {
            Self::Operand(operand) => operand.span,
            Self::ValueSet(name) => name.span,
            Self::Flag(flag) => flag.span,
        }
    }
}

/// A comparator with its right side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Which comparator.
    pub comparator: ComparatorKey,
    /// Its right side.
    pub right: Right,
}

/// The comparators of a condition, in the order of the language.
#[derive(Clone, Debug, Default)]
pub struct Comparisons(pub Vec<Comparison>);

impl Comparisons {
    /// Reads those of these comparators that are there.
    pub(super) fn read(node: &Node, comparators: &[ComparatorKey]) -> Self {
        let read =
            |comparator: &ComparatorKey| Some(Comparison { comparator: *comparator, right: comparator.read(node)? });
        Self(comparators.iter().filter_map(read).collect())
    }
}

impl Parts for Comparisons {
    fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
        for comparison in &mut self.0 {
            match &mut comparison.right {
                Right::Operand(operand) => operand.parts(parts),
                Right::ValueSet(name) => name.parts(parts),
                Right::Flag(flag) => flag.parts(parts),
            }
        }
    }

    fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
        for comparison in &self.0 {
            match &comparison.right {
                Right::Operand(operand) => operand.below(below),
                Right::ValueSet(name) => name.below(below),
                Right::Flag(flag) => flag.below(below),
            }
        }
    }
}
