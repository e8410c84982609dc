//! The table of operators.
//!
//! A row gives an operator its key, its shape and what modifiers it takes. Everything that goes through
//! all operators is made from it: the enum, the reading, the schema and the walk over what lies below.

use schemars::JsonSchema;

use super::comparator::ComparatorKey;
use super::part::{Part, Parts};
use super::shape::{
    CountDocument, EachDocument, EveryDocument, ExtremeDocument, FilteredDocument, GroupsDocument, IfDocument,
    LeafDocument, Members, Shape, SumDocument, TallyDocument, UseDocument,
};
use super::{CriterionDocument, Modifiers};
use crate::Node;
use crate::document::read::{Text, key_name};

/// What an operator is to the criterion that has it; this decides which common keys and modifiers it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It has conditions of its own: it can assume that what they do not find on record is absent.
    Group,
    /// It reads facts itself: a policy can say what to assume without them, and can ask for evidence of them.
    Leaf,
    /// It has an outcome in every case, so it takes neither.
    Settled,
    /// It is no condition: criteria of a set take its place.
    Inserted,
}

impl Standing {
    /// Whether an operator of this standing takes a key that all or some of the operators have.
    pub(super) fn takes(self, common: &str) -> bool {
        match self {
            Self::Group => common != "requires_evidence",
            Self::Leaf => true,
            Self::Settled => !Modifiers::LIMITED.contains(&common),
            Self::Inserted => false,
        }
    }

    /// The help for an author who writes a key beside it that it does not take.
    pub(super) const fn help(self) -> Option<&'static str> {
        match self {
            Self::Group | Self::Leaf | Self::Settled => None,
            Self::Inserted => {
                Some("criteria of a set keep their own ids, texts and conditions; write a different criterion out")
            }
        }
    }
}

/// A row of the table, for the schema.
pub(super) struct Row {
    pub(super) key: &'static str,
    pub(super) takes: &'static [&'static str],
    pub(super) needs: &'static [&'static str],
    pub(super) compares: &'static [ComparatorKey],
    pub(super) standing: Standing,
}

/// Declares the operators.
macro_rules! operators {
    ($($(#[doc = $doc:expr])* $name:ident: $key:ident = $shape:ty, $standing:ident;)*) => {
        /// An operator with the keys that go with it.
        #[derive(Clone, Debug)]
        pub enum Operator {
            $($(#[doc = $doc])* $name($shape),)*
        }

        /// Every operator, in the order in which the language lists them.
        pub(super) static OPERATORS: &[Row] = &[$(Row {
            key: key_name(stringify!($key)),
            takes: <$shape as Shape>::TAKES,
            needs: <$shape as Shape>::NEEDS,
            compares: <$shape as Shape>::COMPARES,
            standing: Standing::$standing,
        },)*];

        impl Operator {
            /// Its key.
            pub const fn key(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => key_name(stringify!($key)),)*
                }
            }

            /// What it is to its criterion.
            pub const fn standing(&self) -> Standing {
                match self {
                    $(Self::$name(_) => Standing::$standing,)*
                }
            }

            /// Reads the operator of a criterion; the first of the table where there are several.
            pub(super) fn read(node: &Node) -> Option<Self> {
                $(
                    if node.get(key_name(stringify!($key))).is_some()
                        && let Some(shape) = <$shape as Shape>::read(node, stringify!($key))
                    {
                        return Some(Self::$name(shape));
                    }
                )*
                None
            }
        }

        impl Parts for Operator {
            fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
                match self {
                    $(Self::$name(shape) => shape.parts(parts),)*
                }
            }

            fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
                match self {
                    $(Self::$name(shape) => shape.below(below),)*
                }
            }
        }

        /// The schema of the value of each operator; never read as a whole.
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is asked for")]
        pub(super) struct OperatorKeys {
            $($(#[doc = $doc])* $key: Option<<$shape as Shape>::Own>,)*
        }
    };
}

operators! {
    /// Every member is met.
    All: all = Members, Group;
    /// At least one member is met.
    Any: any = Members, Group;
    /// No member is met.
    None: none = Members, Group;
    /// The condition is not met.
    Not: not = Box<CriterionDocument>, Group;
    /// The members of which `at_least`, `at_most` or `exactly` so many are met.
    Of: of = TallyDocument, Group;
    /// A fact of the vocabulary. Alone: the boolean fact is true. With comparators: every one is met.
    Fact: fact = LeafDocument, Leaf;
    /// The fact is on record, with any value. Never unknown.
    Known: known = Text, Settled;
    /// Some element of the list passes `where`.
    Some: some = FilteredDocument, Leaf;
    /// No element of the list passes `where`.
    Without: without = FilteredDocument, Leaf;
    /// Every element of the list that passes `where` satisfies `satisfies`.
    Every: every = EveryDocument, Leaf;
    /// The number of elements that pass `where` compares as the comparator says.
    Count: count = CountDocument, Leaf;
    /// The total of `field` over the elements that pass `where` compares as the comparator says.
    Sum: sum = SumDocument, Leaf;
    /// The elements of the list that pass `where` and of these have the latest date all satisfy.
    Latest: latest = ExtremeDocument, Leaf;
    /// The elements of the list that pass `where` and of these have the earliest date all satisfy.
    Earliest: earliest = ExtremeDocument, Leaf;
    /// The condition is met for every one of these values: a list of them, or `{ enum: type }`.
    Each: each = EachDocument, Group;
    /// The condition is met for every group of elements that have the same values in the fields under `by`.
    EachGroup: each_group = GroupsDocument, Leaf;
    /// The condition is met for some group of elements that have the same values in the fields under `by`.
    SomeGroup: some_group = GroupsDocument, Leaf;
    /// The condition that chooses between `then` and `else`.
    If: r#if = IfDocument, Group;
    /// The criterion of this policy with that id is met.
    Criterion: criterion = Text, Settled;
    /// A set of criteria with its version, such as `shared/conservative-care@1`. Stands in a list of
    /// criteria, and its criteria take its place.
    Use: r#use = UseDocument, Inserted;
}
