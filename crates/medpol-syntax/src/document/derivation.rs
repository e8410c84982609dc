//! How a fact follows from others, as written.
//!
//! A row of the table gives a derivation its key and what is under it; reading and schema are made
//! from it. What a derivation means is not known here.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::criterion::CriterionDocument;
use super::read::{Read, Text, document, key_name};
use crate::Node;

/// How a fact follows from others.
#[derive(Clone, Debug)]
pub struct DerivedDocument {
    /// Its place in the text.
    pub span: Span,
    /// Which derivation. `None` where none could be read, which the schema has reported.
    pub derivation: Option<DerivationDocument>,
}

/// Declares the derivations.
macro_rules! derivations {
    ($($(#[doc = $doc:expr])* $name:ident: $key:ident = $type:ty;)*) => {
        /// A derivation with what it is made of.
        #[derive(Clone, Debug)]
        pub enum DerivationDocument {
            $($(#[doc = $doc])* $name($type),)*
        }

        impl DerivationDocument {
            /// Reads the derivation that is written here; the first of the table where there are several.
            fn read(node: &Node) -> Option<Self> {
                $(
                    if let Some(read) = node.get(key_name(stringify!($key))).and_then(<$type as Read>::read) {
                        return Some(Self::$name(read));
                    }
                )*
                None
            }
        }

        /// How a fact follows from others: exactly one of the keys.
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
        #[expect(dead_code, reason = "only its schema is asked for")]
        struct Derivations {
            $($(#[doc = $doc])* $key: Option<$type>,)*
        }
    };
}

derivations! {
    /// Time from this date to the date of service.
    ElapsedSince: elapsed_since = Text;
    /// Time between two dates.
    ElapsedBetween: elapsed_between = BetweenDocument;
    /// Number of elements of a list.
    CountOf: count_of = WhichDocument;
    /// Total of a field of a list's elements.
    SumOf: sum_of = WhichDocument;
    /// Latest date of a list's elements.
    Latest: latest = WhichDocument;
    /// Earliest date of a list's elements.
    Earliest: earliest = WhichDocument;
    /// Change from one number to another, in percent of the first. A fall is below zero.
    PercentChange: percent_change = ChangeDocument;
    /// Weight over height squared.
    BodyMassIndex: body_mass_index = BodyDocument;
}

impl Read for DerivedDocument {
    fn read(node: &Node) -> Option<Self> {
        node.mapping()?;
        Some(Self { span: node.span, derivation: DerivationDocument::read(node) })
    }
}

impl JsonSchema for DerivedDocument {
    fn schema_name() -> Cow<'static, str> {
        "Derived".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Derivations::json_schema(generator)
    }
}

/// Two dates.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Between")]
pub struct BetweenDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The earlier date.
    pub from: Text,
    /// The later date.
    pub to: Text,
}

document!(BetweenDocument { from, to });

/// Two numbers in the same unit.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Change")]
pub struct ChangeDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The number before.
    pub from: Text,
    /// The number after.
    pub to: Text,
}

document!(ChangeDocument { from, to });

/// Which elements of which list.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Which")]
pub struct WhichDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The list.
    pub list: Text,
    /// The field that is added up or compared.
    pub field: Option<Text>,
    /// The name under which an element is spoken of in `where`.
    pub r#as: Option<Text>,
    /// What an element must be to be looked at.
    pub r#where: Option<Box<CriterionDocument>>,
}

document!(WhichDocument { list, field, r#as, r#where });

/// What a body mass index is derived from.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Body")]
pub struct BodyDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Weight.
    pub weight: Text,
    /// Height.
    pub height: Text,
}

document!(BodyDocument { weight, height });
