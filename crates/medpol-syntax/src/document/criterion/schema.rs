//! The JSON Schema of a criterion, put together from the table of operators.
//!
//! All keys are properties of one object; for each operator it is said which of them do not go with it. The order of the
//! properties is the order in which a criterion is written: what describes it, what it is about, what is asked of that,
//! the criteria that it holds, and what modifies it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::comparator::Comparators;
use super::key::Keys;
use super::operator::{OPERATORS, OperatorKeys, Row};
use super::{CriterionDocument, Head, Modifiers};
use crate::document::read::key_name;

impl JsonSchema for CriterionDocument {
    fn schema_name() -> Cow<'static, str> {
        "Criterion".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let head = properties::<Head>(generator);
        let operators = properties::<OperatorKeys>(generator);
        let comparators = properties::<Comparators>(generator);
        let beside = properties::<Keys>(generator);
        let modifiers = properties::<Modifiers>(generator);
        let common: Vec<String> = head.keys().chain(modifiers.keys()).cloned().collect();
        let mut all = head;
        let (groups, others): (Vec<_>, Vec<_>) =
            OPERATORS.iter().zip(operators).partition(|(_, (_, schema))| holds_criteria(schema));
        let of_others: Vec<&str> = others.iter().flat_map(|(row, _)| row.takes).map(|key| key_name(key)).collect();
        all.extend(others.into_iter().map(|(_, own)| own));
        let (first, last): (Vec<_>, Vec<_>) = beside.into_iter().partition(|(key, _)| of_others.contains(&&**key));
        all.extend(first);
        all.extend(comparators);
        // How many members are asked for comes before the members, and what follows from a condition after it.
        let (counts, branches): (Vec<_>, Vec<_>) = last.into_iter().partition(|(_, schema)| !holds_criteria(schema));
        all.extend(counts);
        all.extend(groups.into_iter().map(|(_, own)| own));
        all.extend(branches);
        all.extend(modifiers);
        let one_of: Vec<Value> = OPERATORS.iter().map(|row| json!({ "required": [row.key] })).collect();
        let all_of: Vec<Value> = OPERATORS.iter().map(|row| row.branch(&all, &common)).collect();
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "properties": all,
            "description": description(),
            "oneOf": one_of,
            "allOf": all_of,
        })
    }
}

/// Whether criteria are written under a key: one, or a list of them.
fn holds_criteria(schema: &Value) -> bool {
    match schema {
        Value::Object(keywords) => keywords.iter().any(|(keyword, value)| match value {
            Value::String(name) => keyword == "$ref" && name.ends_with("/Criterion"),
            Value::Object(_) | Value::Array(_) => holds_criteria(value),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }),
        Value::Array(schemas) => schemas.iter().any(holds_criteria),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The properties of a part of a criterion.
fn properties<T: JsonSchema>(generator: &mut SchemaGenerator) -> Map<String, Value> {
    match T::json_schema(generator).get("properties") {
        Some(Value::Object(properties)) => properties.clone(),
        Some(_) | None => Map::new(),
    }
}

fn description() -> String {
    let conditions = OPERATORS.iter().filter(|row| row.standing.help().is_none());
    let keys: Vec<String> = conditions.map(|row| format!("`{}`", row.key)).collect();
    let (last, others) =
        keys.split_last().map_or((String::new(), String::new()), |(last, others)| (last.clone(), others.join(", ")));
    format!(
        "One condition of a policy. It has exactly one operator: {others} or {last}; or it is a `use`, which inserts the criteria of a set."
    )
}

impl Row {
    /// The keys that go with the operator alone, not with all of them.
    fn beside(&self) -> impl Iterator<Item = &'static str> {
        self.compares.iter().map(|comparator| comparator.key()).chain(self.takes.iter().map(|key| key_name(key)))
    }

    /// Says which keys do not go with the operator, and which it needs.
    fn branch(&self, all: &Map<String, Value>, common: &[String]) -> Value {
        let is_operator = |key: &str| OPERATORS.iter().any(|row| row.key == key);
        let goes = |key: &str| {
            if common.iter().any(|known| known == key) {
                self.standing.takes(key)
            } else {
                // That there is one operator is said once, for all of them.
                is_operator(key) || self.beside().any(|known| known == key)
            }
        };
        let misplaced: Map<String, Value> =
            all.keys().filter(|key| !goes(key)).map(|key| (key.clone(), Value::Bool(false))).collect();
        let mut then = Map::new();
        then.insert("properties".to_owned(), Value::Object(misplaced));
        if let Some(help) = self.standing.help() {
            then.insert("description".to_owned(), json!(help));
        }
        if !self.needs.is_empty() {
            then.insert("required".to_owned(), self.needs.iter().map(|key| key_name(key)).collect());
        }
        json!({ "if": { "required": [self.key] }, "then": then })
    }
}
