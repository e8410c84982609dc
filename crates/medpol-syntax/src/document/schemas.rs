//! The JSON Schemas of the documents, generated from their types.
//!
//! Optional keys are plain (a key with nothing after it is a mistake), and there is no `anyOf`: its
//! errors name no branch. Which keys go with which operator comes from the operator table.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::criterion::OPERATORS;
use super::{
    CaseDocument, CodeSystemDocument, CriteriaDocument, LibraryDocument, PolicyDocument, ValueSetDocument,
    VocabularyDocument,
};

/// The kinds of document an author writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// `policies/library.yaml`.
    Library,
    /// A policy version.
    Policy,
    /// A set of criteria that several policies use.
    Criteria,
    /// A vocabulary.
    Vocabulary,
    /// A value set.
    ValueSet,
    /// A code system.
    CodeSystem,
    /// A case.
    Case,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Library, Self::Policy, Self::Criteria, Self::Vocabulary, Self::ValueSet, Self::CodeSystem, Self::Case];

    /// Its name: that of its schema file and of `medpol schema`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Library => "library",
            Self::Policy => "policy",
            Self::Criteria => "criteria",
            Self::Vocabulary => "vocabulary",
            Self::ValueSet => "value-set",
            Self::CodeSystem => "code-system",
            Self::Case => "case",
        }
    }

    /// What stands under `format`.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Library => "medpol/library/1",
            Self::Policy => "medpol/policy/1",
            Self::Criteria => "medpol/criteria/1",
            Self::Vocabulary => "medpol/vocabulary/1",
            Self::ValueSet => "medpol/value-set/1",
            Self::CodeSystem => "medpol/code-system/1",
            Self::Case => "medpol/case/1",
        }
    }

    /// The kind with this `format`.
    pub fn from_format(format: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.format() == format)
    }
}

/// The JSON Schema (draft 2020-12) of a kind of document.
pub fn generate(kind: DocumentKind) -> Value {
    match kind {
        DocumentKind::Library => schema_of::<LibraryDocument>(kind.name()),
        DocumentKind::Policy => schema_of::<PolicyDocument>(kind.name()),
        DocumentKind::Criteria => schema_of::<CriteriaDocument>(kind.name()),
        DocumentKind::Vocabulary => schema_of::<VocabularyDocument>(kind.name()),
        DocumentKind::ValueSet => schema_of::<ValueSetDocument>(kind.name()),
        DocumentKind::CodeSystem => schema_of::<CodeSystemDocument>(kind.name()),
        DocumentKind::Case => schema_of::<CaseDocument>(kind.name()),
    }
}

fn schema_of<T: JsonSchema>(name: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().with_transform(PlainOptions).into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    schema.insert("$id".to_owned(), json!(format!("https://medpol.dev/schemas/{name}.schema.json")));
    schema.to_value()
}

/// Optional keys may be left out; they may not be null.
#[derive(Clone, Debug)]
struct PlainOptions;

impl Transform for PlainOptions {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                object.insert("type".to_owned(), only);
            }
        }
        if let Some(Value::Array(options)) = object.get_mut("enum") {
            options.retain(|option| !option.is_null());
        }
        object.remove("default");
        let plain = match object.get("anyOf") {
            Some(Value::Array(branches)) => {
                branches.iter().find(|branch| branch.get("type") != Some(&json!("null"))).cloned()
            }
            _ => None,
        };
        if let Some(Value::Object(branch)) = plain {
            object.remove("anyOf");
            object.extend(branch);
        }
        // Nested lists and mappings have no default in the language, so nothing but these is required.
        if let (Some(Value::Array(required)), Some(Value::Object(properties))) =
            (object.get("required").cloned(), object.get("properties"))
        {
            let is_container = |key: &Value| {
                let property = key.as_str().and_then(|key| properties.get(key));
                property.is_some_and(|property| {
                    let free = property.get("minItems").is_none();
                    let map = property.get("type") == Some(&json!("object"))
                        && property.get("additionalProperties").is_some();
                    (property.get("type") == Some(&json!("array")) && free) || map
                })
            };
            let kept: Vec<Value> = required.into_iter().filter(|key| !is_container(key)).collect();
            if kept.is_empty() {
                object.remove("required");
            } else {
                object.insert("required".to_owned(), Value::Array(kept));
            }
        }
    }
}

/// Says which keys go with which operator.
pub(super) fn add_operators(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let keys: Vec<String> = match object.get("properties") {
        Some(Value::Object(properties)) => properties.keys().cloned().collect(),
        _ => return,
    };
    let one_of: Vec<Value> = OPERATORS.iter().map(|operator| json!({ "required": [operator.key] })).collect();
    let is_operator = |key: &str| OPERATORS.iter().any(|operator| operator.key == key);
    let branches: Vec<Value> = OPERATORS
        .iter()
        .map(|operator| {
            let mut misplaced = Map::new();
            for key in &keys {
                let goes = key == operator.key
                    || operator.with.contains(&key.as_str())
                    || operator.common.contains(&key.as_str());
                if !goes && !is_operator(key) {
                    misplaced.insert(key.clone(), Value::Bool(false));
                }
            }
            let mut then = Map::new();
            then.insert("properties".to_owned(), Value::Object(misplaced));
            if let Some(help) = operator.help {
                then.insert("description".to_owned(), json!(help));
            }
            if !operator.needs.is_empty() {
                then.insert("required".to_owned(), json!(operator.needs));
            }
            json!({ "if": { "required": [operator.key] }, "then": then })
        })
        .collect();
    object.insert("oneOf".to_owned(), Value::Array(one_of));
    object.insert("allOf".to_owned(), Value::Array(branches));
}
