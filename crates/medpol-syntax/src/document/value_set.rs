//! A value set as written.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::policy::PeriodDocument;
use super::read::{Read, Text, document};
use crate::Node;

/// A named set of codes of one code system.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol value set", rename = "ValueSet")]
pub struct ValueSetDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/value-set/1`.
    #[schemars(extend("const" = "medpol/value-set/1"))]
    pub format: Text,
    /// Its id: the file's name.
    pub id: Text,
    /// Its codes.
    pub title: Option<Text>,
    /// The code system, such as `ICD-10-CM`.
    pub system: Text,
    /// Where the set comes from.
    pub source: Option<Text>,
    /// The codes, without the system.
    pub codes: Vec<CodeDocument>,
    /// Stems: every code that starts with one belongs to the set.
    pub codes_under: Vec<Text>,
}

document!(ValueSetDocument { format, id, title, system, source, codes, codes_under });

/// One code.
#[derive(Clone, Debug)]
pub struct CodeDocument {
    /// Its place in the text.
    pub span: Span,
    /// The code.
    pub code: Text,
    /// What it means, in your own words.
    pub label: Option<Text>,
    /// The days of service it is valid on.
    pub valid: Option<PeriodDocument>,
}

impl Read for CodeDocument {
    fn read(node: &Node) -> Option<Self> {
        if node.mapping().is_none() {
            return Some(Self { span: node.span, code: Text::read(node)?, label: None, valid: None });
        }
        Some(Self {
            span: node.span,
            code: Text::read(node.get("code")?)?,
            label: node.get("label").and_then(Text::read),
            valid: node.get("valid").and_then(PeriodDocument::read),
        })
    }
}

impl JsonSchema for CodeDocument {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let period = generator.subschema_for::<PeriodDocument>();
        json_schema!({
            "description": "A code, or a mapping with the code and the days it is valid.",
            "type": ["string", "object"],
            "properties": {
                "code": { "type": "string", "minLength": 1, "description": "The code." },
                "label": { "type": "string", "minLength": 1, "description": "What it means, in your own words." },
                "valid": period
            },
            "required": ["code"],
            "additionalProperties": false
        })
    }
}
