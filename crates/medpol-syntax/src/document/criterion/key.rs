//! The keys that go with operators, each with its type and what it means.
//!
//! A key means the same everywhere. Which operators take it is said in the shapes.

use schemars::JsonSchema;

use super::{CriterionDocument, Names};
use crate::document::read::{Text, Whole};

/// Declares the keys: a type for each, and all of them as one schema.
macro_rules! keys {
    ($($(#[$meta:meta])* $key:ident: $type:ty,)*) => {
        $(
            #[doc = concat!("The type of `", stringify!($key), "`.")]
            #[allow(non_camel_case_types, reason = "a key is named as in the file")]
            pub(super) type $key = $type;
        )*

        /// The schema of every key; never read as a whole.
        #[derive(JsonSchema)]
        #[expect(dead_code, reason = "only its schema is asked for")]
        pub(super) struct Keys {
            $($(#[$meta])* $key: Option<$type>,)*
        }
    };
}

keys! {
    /// With `use`: ids of the criteria to insert, in this order; all of the set where it is left out.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    criteria: Vec<Text>,
    /// With `sum`: the field that is added up.
    field: Text,
    /// With `latest` and `earliest`: the field with the date. With `each_group` and
    /// `some_group`: the fields in which the elements of a group are alike.
    by: Names,
    /// The name under which an element, a value or a group is spoken of inside.
    r#as: Text,
    /// What an element must be to be looked at.
    r#where: Box<CriterionDocument>,
    /// The condition that every element, value or group must meet; with `some_group`, one of them.
    satisfies: Box<CriterionDocument>,
    /// With `every`, `latest` and `earliest`: the status when there is no element.
    #[schemars(extend("enum" = ["met", "not_met"]))]
    if_empty: Text,
    /// With `count`: elements alike in these fields count once.
    #[schemars(length(min = 1))]
    distinct_by: Vec<Text>,
    /// With `of`: exactly so many members are met.
    exactly: Whole,
    /// With `of`, where members can be waived: a waived member `counts` as met, or the pool `shrinks`.
    #[schemars(extend("enum" = ["counts", "shrinks"]))]
    waived: Text,
    /// With `of`, where members can be not applicable: such a member `counts` as met, or the pool `shrinks`.
    #[schemars(extend("enum" = ["counts", "shrinks"]))]
    not_applicable: Text,
    /// What must be met if the condition is met.
    then: Box<CriterionDocument>,
    /// What must be met if the condition is not met; without `else` the criterion is then not applicable.
    r#else: Box<CriterionDocument>,
}
