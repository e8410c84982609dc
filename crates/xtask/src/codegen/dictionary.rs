//! The words of the language for the fuzzer: `crates/fuzz/language.dict`.
//!
//! Keys and fixed values, as the schemas name them.

use std::collections::BTreeSet;

use medpol_syntax::document::{DocumentKind, generate as document_schema};
use serde_json::Value;

use super::Generated;

/// The dictionary.
pub(super) fn generate() -> Generated {
    let mut words = BTreeSet::new();
    for kind in DocumentKind::ALL {
        collect(&document_schema(kind), &mut words);
    }
    let head = "# Generated from the schemas by `cargo xtask codegen`.\n".to_owned();
    let text = words.into_iter().fold(head, |text, word| text + &format!("\"{word}\"\n"));
    Generated { path: "crates/fuzz/language.dict".to_owned(), text }
}

fn collect(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords {
                match (keyword.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        words.extend(properties.keys().map(|key| format!("{key}: ")));
                    }
                    ("const", Value::String(word)) => words.extend([word.clone()]),
                    ("enum", Value::Array(options)) => {
                        words.extend(options.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ => {}
                }
                collect(value, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        _ => {}
    }
}
