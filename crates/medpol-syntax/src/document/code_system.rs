//! A code system as written.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::read::{Read, Text, document};
use crate::Node;

/// A code system: the form of its codes, and how each is written.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol code system", rename = "CodeSystem")]
pub struct CodeSystemDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/code-system/1`.
    #[schemars(extend("const" = "medpol/code-system/1"))]
    pub format: Text,
    /// Its id, which is written before the colon of a code: the file's name.
    pub id: Text,
    /// Its name.
    pub title: Text,
    /// How other standards name it, such as FHIR.
    pub uris: Vec<Text>,
    /// What each place of a code may have, after `fold` and `drop`: letters, digits, classes such as
    /// `[A-Z0-9]`, and `?`, `{4}` or `{2,4}` after each. A list where there are several forms.
    pub form: FormsDocument,
    /// `upper`: small letters are read as capitals.
    #[schemars(extend("enum" = ["upper"]))]
    pub fold: Option<Text>,
    /// Signs that may be written in a code and are no part of it.
    pub drop: Vec<Text>,
    /// Where a code has signs, with a `#` for each letter and digit: `###.####`.
    pub show: Option<Text>,
    /// The digit that fills up a part of `show` that was written too short, from the left.
    pub fill: Option<Text>,
    /// `luhn`: the last digit of a code follows from the others.
    #[schemars(extend("enum" = ["luhn"]))]
    pub check: Option<Text>,
    /// Codes of the system, as they are written; each has to be read.
    #[schemars(length(min = 1))]
    pub examples: Vec<Text>,
    /// Texts that are no codes of the system; each has to be refused.
    pub not: Vec<Text>,
    /// Where the form was read.
    pub source: Option<Text>,
}

document!(CodeSystemDocument { format, id, title, uris, form, fold, drop, show, fill, check, examples, not, source });

/// One form, or several.
#[derive(Clone, Debug)]
pub struct FormsDocument(pub Vec<Text>);

impl Read for FormsDocument {
    fn read(node: &Node) -> Option<Self> {
        match node.sequence() {
            Some(_) => Vec::read(node).map(Self),
            None => Text::read(node).map(|form| Self(vec![form])),
        }
    }
}

impl JsonSchema for FormsDocument {
    fn schema_name() -> Cow<'static, str> {
        "Forms".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "array"], "minLength": 1, "items": { "type": "string", "minLength": 1 }, "minItems": 1 })
    }
}
