//! The JSON Schemas of the documents, generated from their types.
//!
//! Optional keys are plain (a key with nothing after it is a mistake), and there is no `anyOf`: its
//! errors name no branch.

use medpol_diagnostics::listed;
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::{
    CaseDocument, CodeSystemDocument, CriteriaDocument, LibraryDocument, PolicyDocument, SuiteDocument,
    ValueSetDocument, VocabularyDocument,
};

/// Declares the kinds of document: the enum, their names and formats, and their schemas.
macro_rules! kinds {
    ($($(#[doc = $doc:expr])* $kind:ident: $document:ty, $name:literal, $format:literal;)*) => {
        listed! {
            /// The kinds of document an author writes.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum DocumentKind {
                $($(#[doc = $doc])* $kind,)*
            }
        }

        impl DocumentKind {
            /// Its name: that of its schema file and of `medpol schema`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The value of `format`.
            pub const fn format(self) -> &'static str {
                match self {
                    $(Self::$kind => $format,)*
                }
            }
        }

        /// The JSON Schema (draft 2020-12) of a kind of document.
        pub fn generate(kind: DocumentKind) -> Value {
            match kind {
                $(DocumentKind::$kind => schema_of::<$document>($name),)*
            }
        }
    };
}

kinds! {
    /// `policies/library.yaml`.
    Library: LibraryDocument, "library", "medpol/library/1";
    /// A policy version.
    Policy: PolicyDocument, "policy", "medpol/policy/1";
    /// A set of criteria that several policies use.
    Criteria: CriteriaDocument, "criteria", "medpol/criteria/1";
    /// A vocabulary.
    Vocabulary: VocabularyDocument, "vocabulary", "medpol/vocabulary/1";
    /// A value set.
    ValueSet: ValueSetDocument, "value-set", "medpol/value-set/1";
    /// A code system.
    CodeSystem: CodeSystemDocument, "code-system", "medpol/code-system/1";
    /// A case.
    Case: CaseDocument, "case", "medpol/case/1";
    /// A base case with rows.
    Suite: SuiteDocument, "suite", "medpol/suite/1";
}

impl DocumentKind {
    /// Whether it is what policies are tried with: a case, or several.
    pub const fn holds_cases(self) -> bool {
        match self {
            Self::Case | Self::Suite => true,
            Self::Library | Self::Policy | Self::Criteria | Self::Vocabulary | Self::ValueSet | Self::CodeSystem => {
                false
            }
        }
    }

    /// The kind with this `format`.
    pub fn from_format(format: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.format() == format)
    }
}

pub(super) fn schema_of<T: JsonSchema>(name: &str) -> Value {
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
