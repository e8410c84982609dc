//! The tables of all keys of a criterion and of all derivations in the guide, from the schemas.
//!
//! The guide explains what belongs together; that nothing is missing in it is made sure of here.

use medpol_syntax::document::{DocumentKind, generate as schema};
use serde_json::Value;

use super::Generated;
use crate::failure::Failure;
use crate::markdown::with_part;
use crate::tree::Tree;

const OPERATORS: &str = "policies/guide/operators.md";
const VOCABULARY: &str = "policies/guide/vocabulary.md";

/// The pages of the guide with their tables of keys.
pub(super) fn generate(tree: &Tree) -> Result<Vec<Generated>, Failure> {
    let criterion = definition(DocumentKind::Policy, "Criterion");
    let derived = definition(DocumentKind::Vocabulary, "Derived");
    let operators = table("operator", &criterion, |key| operators(&criterion).any(|operator| operator == key));
    let derivations = table("derivation", &derived, |_| true);
    Ok(vec![
        page(tree, OPERATORS, &[("operators", operators), ("keys", keys(&criterion))])?,
        page(tree, VOCABULARY, &[("derivations", derivations)])?,
    ])
}

fn page(tree: &Tree, path: &str, parts: &[(&'static str, String)]) -> Result<Generated, Failure> {
    let page = tree.file(path).ok_or_else(|| Failure::Missing(path.to_owned()))?;
    let mut text = page.text.clone();
    for (name, part) in parts {
        text = with_part(&text, name, part).ok_or(Failure::Part { path: path.to_owned(), name })?;
    }
    Ok(Generated { path: path.to_owned(), text })
}

fn definition(kind: DocumentKind, name: &str) -> Value {
    schema(kind).pointer(&format!("/$defs/{name}")).cloned().unwrap_or_default()
}

/// The keys of a definition with what they mean.
fn meanings(definition: &Value) -> Vec<(&str, String)> {
    let properties = definition.get("properties").and_then(Value::as_object);
    let meaning = |value: &Value| {
        let words = value.get("description").and_then(Value::as_str).unwrap_or_default();
        words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    };
    properties.into_iter().flatten().map(|(key, value)| (key.as_str(), meaning(value))).collect()
}

/// What is said of each operator: which keys are wrong beside it.
fn branches(criterion: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let all = criterion.get("allOf").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|branch| Some((branch.pointer("/if/required/0")?.as_str()?, branch.pointer("/then/properties")?)))
}

fn operators(criterion: &Value) -> impl Iterator<Item = &str> {
    branches(criterion).map(|(operator, _)| operator)
}

fn table(heading: &str, definition: &Value, is_shown: impl Fn(&str) -> bool) -> String {
    let shown = meanings(definition).into_iter().filter(|(key, _)| is_shown(key));
    let rows: Vec<String> = shown.map(|(key, meaning)| format!("| `{key}` | {meaning} |")).collect();
    format!("| {heading} | what it means |\n|---|---|\n{}", rows.join("\n"))
}

/// The keys that are no operators, with the operators that take them.
fn keys(criterion: &Value) -> String {
    let conditions = || branches(criterion).filter(|(operator, _)| *operator != "use");
    let row = |(key, meaning): (&str, String)| {
        let takes = |wrong: &Value| wrong.get(key).is_none();
        let taking: Vec<String> = branches(criterion)
            .filter(|(_, wrong)| takes(wrong))
            .map(|(operator, _)| format!("`{operator}`"))
            .collect();
        let with = if conditions().all(|(_, wrong)| takes(wrong)) { "all".to_owned() } else { taking.join(", ") };
        format!("| `{key}` | {meaning} | {with} |\n")
    };
    let shown =
        meanings(criterion).into_iter().filter(|(key, _)| !operators(criterion).any(|operator| operator == *key));
    format!("| key | what it means | goes with |\n|---|---|---|\n{}", shown.map(row).collect::<String>())
}
