//! What follows from the result of a policy, as written.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::criterion::CriterionDocument;
use super::read::{Read, Text, document};
use crate::Node;

/// What follows from the result: one determination, or a list with one for each group of services.
#[derive(Clone, Debug)]
pub struct DeterminationsDocument {
    /// Its place in the text.
    pub span: Span,
    /// The entries of the list, or the only one.
    pub entries: Vec<DeterminationDocument>,
}

impl Read for DeterminationsDocument {
    fn read(node: &Node) -> Option<Self> {
        let entries = match node.sequence() {
            Some(entries) => entries.iter().filter_map(DeterminationDocument::read).collect(),
            None => vec![DeterminationDocument::read(node)?],
        };
        Some(Self { span: node.span, entries })
    }
}

impl JsonSchema for DeterminationsDocument {
    fn schema_name() -> Cow<'static, str> {
        "Determinations".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut one = DeterminationDocument::json_schema(generator);
        let mut entry = one.clone();
        if let Some(properties) = one.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.remove("for");
        }
        entry.insert("required".to_owned(), serde_json::json!(["for"]));
        one.insert("type".to_owned(), serde_json::json!(["object", "array"]));
        one.insert("items".to_owned(), entry.to_value());
        one.insert("minItems".to_owned(), serde_json::json!(1));
        one
    }
}

/// What follows from the result.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Determination")]
pub struct DeterminationDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// In a list: the services of `applies_to` that this entry is about.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub r#for: Option<Vec<Text>>,
    /// When the policy is met, where it is not simply every criterion and no exclusion.
    pub met_when: Option<CriterionDocument>,
    /// What follows from each result.
    pub disposition: Option<DispositionDocument>,
}

document!(DeterminationDocument { r#for, met_when, disposition });

/// What follows from each result: `approve`, `clinician_review`, `request_information` or
/// `manual_policy_review`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Disposition")]
pub struct DispositionDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The policy is met.
    #[schemars(extend("enum" = ["approve", "clinician_review", "request_information", "manual_policy_review"]))]
    pub met: Option<Text>,
    /// The policy is not met. Never `approve`.
    #[schemars(extend("enum" = ["clinician_review", "request_information", "manual_policy_review"]))]
    pub not_met: Option<Text>,
    /// The policy is not met, while other facts are missing. Never `approve`.
    #[schemars(extend("enum" = ["clinician_review", "request_information", "manual_policy_review"]))]
    pub not_met_but_unknown: Option<Text>,
    /// The result depends on facts that are unknown: one word, or one by cause. Never `approve`.
    pub unknown: Option<UnknownDocument>,
}

document!(DispositionDocument { met, not_met, not_met_but_unknown, unknown });

/// What follows from an unknown result.
#[derive(Clone, Debug)]
pub enum UnknownDocument {
    /// The same for every cause.
    Word(Text),
    /// By cause.
    Causes {
        /// Facts are missing.
        facts: Option<Text>,
        /// Only clinical judgment is missing.
        judgment_only: Option<Text>,
        /// Records disagree.
        conflicting: Option<Text>,
    },
}

impl Read for UnknownDocument {
    fn read(node: &Node) -> Option<Self> {
        if node.mapping().is_none() {
            return Text::read(node).map(Self::Word);
        }
        let cause = |key| node.get(key).and_then(Text::read);
        Some(Self::Causes {
            facts: cause("facts"),
            judgment_only: cause("judgment_only"),
            conflicting: cause("conflicting"),
        })
    }
}

impl JsonSchema for UnknownDocument {
    fn schema_name() -> Cow<'static, str> {
        "Unknown".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let word = ["clinician_review", "request_information", "manual_policy_review"];
        json_schema!({
            "type": ["string", "object"],
            "pattern": "^(clinician_review|request_information|manual_policy_review)$",
            "properties": {
                "facts": { "type": "string", "enum": word, "description": "Facts are missing." },
                "judgment_only": { "type": "string", "enum": word, "description": "Only clinical judgment is missing." },
                "conflicting": { "type": "string", "enum": word, "description": "Records disagree." }
            },
            "additionalProperties": false
        })
    }
}
