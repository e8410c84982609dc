//! A tree against a JSON Schema (draft 2020-12), with a place and a mend for every mistake.
//!
//! The only module that knows `jsonschema`. Scalars are read by the type the schema expects of them,
//! so `version: 3` is the text `3`. What a key means beyond its schema is not known here.

mod explain;
mod instance;
mod keys;
mod number;
mod place;
mod repetition;
mod shape;
mod synonyms;
#[cfg(test)]
mod tests;
mod unknown;
mod wrong_level;

use std::cell::Cell;
use std::fmt;

use jsonschema::{Draft, Validator};
use medpol_diagnostics::Diagnostic;
use serde_json::Value;

use crate::Node;
use instance::{Instance, Tree};

/// How many errors the validator may find before it looks no further. One mistake can be several
/// errors to it, and every error holds the path of its place.
const MAX_ERRORS: usize = 4_000;

/// A compiled JSON Schema. Compiling takes milliseconds, so it is done once and kept.
pub struct Schema {
    validator: Validator<Tree>,
    source: Value,
}

/// A JSON Schema that is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenSchema {
    message: String,
}

impl fmt::Display for BrokenSchema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a JSON Schema: {}", self.message)
    }
}

impl std::error::Error for BrokenSchema {}

impl fmt::Debug for Schema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Schema").field("source", &self.source).finish_non_exhaustive()
    }
}

impl Schema {
    /// Compiles a schema that refers to nothing outside itself.
    ///
    /// # Errors
    ///
    /// If `schema` is not a JSON Schema or one of its references leads nowhere.
    pub fn compile(schema: &Value) -> Result<Self, BrokenSchema> {
        let validator = jsonschema::options_for::<Tree>()
            .with_draft(Draft::Draft202012)
            .build(&read_as_text(schema))
            .map_err(|error| BrokenSchema { message: error.to_string() })?;
        Ok(Self { validator, source: schema.clone() })
    }

    /// What the schema refuses in a tree, in the order of the text; at most a hundred diagnostics
    /// and one that counts the rest.
    ///
    /// A tree without diagnostics can be read into the document the schema was generated from.
    pub fn check(&self, root: &Node) -> Vec<Diagnostic> {
        let budget = Cell::new(MAX_ERRORS);
        let errors: Vec<_> = self.validator.iter_errors(Instance::new(root, &budget)).collect();
        explain::explain(&self.source, root, &errors, budget.get() == 0)
    }
}

/// Adds numbers and booleans to every list of types with text in it: every plain scalar can be read
/// as text, but of several types the validator asks for the first that a scalar could be.
fn read_as_text(schema: &Value) -> Value {
    match schema {
        Value::Object(keywords) => Value::Object(
            keywords
                .iter()
                .map(|(keyword, value)| {
                    let value = match value {
                        Value::Array(types) if keyword == "type" && types.contains(&"string".into()) => {
                            let readable = ["number", "boolean"].map(Value::from).into_iter();
                            let added = readable.filter(|readable| !types.contains(readable));
                            Value::Array(types.iter().cloned().chain(added).collect())
                        }
                        other => read_as_text(other),
                    };
                    (keyword.clone(), value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(read_as_text).collect()),
        other => other.clone(),
    }
}
