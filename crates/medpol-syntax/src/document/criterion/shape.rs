//! The shapes of operators: what is under the operator's own key, and the keys that go with it.
//!
//! Several operators can have one shape. A key that an operator needs is optional here all the same: the
//! schema reports that it is missing, and the rest is still checked.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::part::{Part, Parts};
use super::{ComparatorKey, Comparisons, CriterionDocument, Each, key};
use crate::Node;
use crate::document::read::{Text, field};

/// What is written under an operator and beside it.
pub(super) trait Shape: Parts + Sized {
    /// The value of the operator's own key, for the schema.
    type Own: JsonSchema;
    /// The keys that may be written beside it, other than comparators.
    const TAKES: &'static [&'static str] = &[];
    /// The keys that must be written beside it.
    const NEEDS: &'static [&'static str] = &[];
    /// The comparators that may be written beside it.
    const COMPARES: &'static [ComparatorKey] = &[];

    /// Reads the operator of a criterion that has it under this key.
    fn read(node: &Node, own: &str) -> Option<Self>;
}

/// Declares a shape with keys beside its own.
macro_rules! shape {
    (
        $(#[$meta:meta])*
        $name:ident($own:ident: $type:ty) needs { $($needed:ident),* } takes { $($taken:ident),* }
        $(compares $comparators:expr)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// The value of the operator.
            pub $own: $type,
            $(
                #[doc = concat!("`", stringify!($needed), "`, which it needs.")]
                pub $needed: Option<key::$needed>,
            )*
            $(
                #[doc = concat!("`", stringify!($taken), "`.")]
                pub $taken: Option<key::$taken>,
            )*
            $(
                #[doc = concat!("The comparators: of `", stringify!($comparators), "`.")]
                pub comparisons: Comparisons,
            )?
        }

        impl Shape for $name {
            type Own = <$type as Shape>::Own;
            const TAKES: &'static [&'static str] = &[$(stringify!($needed),)* $(stringify!($taken),)*];
            const NEEDS: &'static [&'static str] = &[$(stringify!($needed),)*];
            $(const COMPARES: &'static [ComparatorKey] = $comparators;)?

            fn read(node: &Node, own: &str) -> Option<Self> {
                Some(Self {
                    $own: field(node, own)?,
                    $($needed: field(node, stringify!($needed))?,)*
                    $($taken: field(node, stringify!($taken))?,)*
                    $(comparisons: Comparisons::read(node, $comparators),)?
                })
            }
        }

        impl Parts for $name {
            fn parts<'a>(&'a mut self, parts: &mut Vec<Part<'a>>) {
                self.$own.parts(parts);
                $(self.$needed.parts(parts);)*
                $(self.$taken.parts(parts);)*
                $(shape!(@comparisons $comparators, self).parts(parts);)?
            }

            fn below<'a>(&'a self, below: &mut Vec<&'a CriterionDocument>) {
                self.$own.below(below);
                $(self.$needed.below(below);)*
                $(self.$taken.below(below);)*
                $(shape!(@comparisons $comparators, self).below(below);)?
            }
        }
    };
    (@comparisons $comparators:expr, $this:ident) => { $this.comparisons };
}

/// The comparators of a number of elements or of a total.
const OF_NUMBERS: &[ComparatorKey] = &[
    ComparatorKey::Is,
    ComparatorKey::AtLeast,
    ComparatorKey::MoreThan,
    ComparatorKey::AtMost,
    ComparatorKey::LessThan,
];

shape! {
    /// The members of which so many are met.
    TallyDocument(members: Members) needs {} takes { exactly, waived, not_applicable }
    compares &[ComparatorKey::AtLeast, ComparatorKey::AtMost]
}

shape! {
    /// A fact with its comparators.
    LeafDocument(fact: Text) needs {} takes {} compares &ComparatorKey::ALL
}

shape! {
    /// Whether the list has elements that pass `where`.
    FilteredDocument(list: Text) needs { r#where } takes { r#as }
}

shape! {
    /// What every element must meet.
    EveryDocument(list: Text) needs { satisfies, if_empty } takes { r#as, r#where }
}

shape! {
    /// How many elements there are.
    CountDocument(list: Text) needs {} takes { r#as, r#where, distinct_by } compares OF_NUMBERS
}

shape! {
    /// What a field of the elements adds up to.
    SumDocument(list: Text) needs { field } takes { r#as, r#where } compares OF_NUMBERS
}

shape! {
    /// What the elements with the latest or the earliest date must meet.
    ExtremeDocument(list: Text) needs { by, satisfies, if_empty } takes { r#as, r#where }
}

shape! {
    /// What must be met for every one of some values.
    EachDocument(values: Each) needs { r#as, satisfies } takes {}
}

shape! {
    /// What groups of elements with the same values must meet.
    GroupsDocument(list: Text) needs { by, r#as, satisfies } takes {}
}

shape! {
    /// A condition that chooses between two others.
    IfDocument(condition: Box<CriterionDocument>) needs { then } takes { r#else }
}

shape! {
    /// A set of criteria, used in place of its members.
    UseDocument(set: Text) needs {} takes { criteria }
}

/// The members of a group.
pub(super) type Members = Vec<CriterionDocument>;

/// The schema of members: there is at least one.
pub(super) struct SomeMembers;

impl JsonSchema for SomeMembers {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Members".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let member = generator.subschema_for::<CriterionDocument>();
        json_schema!({ "type": "array", "items": member, "minItems": 1 })
    }
}

impl Shape for Members {
    type Own = SomeMembers;

    fn read(node: &Node, own: &str) -> Option<Self> {
        field(node, own)
    }
}

/// Types that are a shape by themselves, without keys beside them.
macro_rules! alone {
    ($($type:ty),*) => {
        $(impl Shape for $type {
            type Own = Self;

            fn read(node: &Node, own: &str) -> Option<Self> {
                field(node, own)
            }
        })*
    };
}

alone!(Box<CriterionDocument>, Text, Each);
