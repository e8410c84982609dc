//! Keys that are missing, in the wrong company or one too many; the unknown ones are in `unknown`.
//!
//! Knows the schema of the mapping they stand in. A criterion is a mapping whose schema has a
//! `oneOf` of required keys, its operators, and says by `if` and `then` what goes with which.

use std::collections::HashSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Error;
use medpol_diagnostics::{Diagnostic, codes};
use serde_json::{Map, Value};

use super::place::Place;
use super::shape::{MAX_LISTED, listed};
use super::unknown::unknown;
use crate::Entry;
use crate::document::ComparatorKey;
use crate::problems::{Problems, excerpt};

/// Explains the errors about the keys of a mapping.
pub(super) fn explain(schema: &Value, place: Place<'_>, errors: &[&ValidationError<'_>], problems: &mut Problems) {
    let Some(entries) = place.node.mapping() else { return };
    // Keys that were written, but misspelled.
    let mut meant: HashSet<String> = HashSet::new();
    for error in errors {
        match error.kind() {
            Error::AdditionalProperties { unexpected } => {
                let allowed = properties(schema, error);
                unknown(place, unexpected.iter().map(String::as_str), &allowed, &mut meant, problems);
            }
            Error::FalseSchema => {
                unknown(place, entries.iter().map(|entry| &*entry.key), &[], &mut meant, problems);
            }
            Error::PropertyNames { error } => {
                let key = error.instance().as_str().and_then(|name| place.node.entry(name));
                problems.extend(key.map(malformed_name));
            }
            _ => {}
        }
    }
    let has_several_operators = errors.iter().any(|error| matches!(error.kind(), Error::OneOfMultipleValid { .. }));
    let mut missed: Vec<Missed<'_>> = Vec::new();
    for error in errors {
        let path = error.schema_path().as_str();
        let operator = condition(schema, path);
        match error.kind() {
            Error::Required { property } => {
                let Some(key) = property.as_str() else { continue };
                let is_told = meant.contains(key) || (operator.is_some() && has_several_operators);
                if !is_told && missed.iter().all(|known| known.key != key) {
                    missed.push(Missed { key, operator });
                }
            }
            Error::OneOfNotValid { .. } => {
                let operators = operators(schema, path);
                if !operators.iter().any(|operator| meant.contains(*operator)) {
                    problems.push(no_operator(place, &operators));
                }
            }
            Error::OneOfMultipleValid { .. } => problems.extend(several_operators(place, &operators(schema, path))),
            Error::MinProperties { limit } => problems.push(too_few(place, *limit, &properties(schema, error))),
            Error::MaxProperties { limit } => problems.push(too_many(place, *limit, &properties(schema, error))),
            _ => {}
        }
    }
    // One mistake, such as a file that was only begun, is told once.
    while let Some(operator) = missed.first().map(|first| first.operator) {
        let keys: Vec<&str> = missed.iter().filter(|one| one.operator == operator).map(|one| one.key).collect();
        problems.push(missing(place, &keys, operator));
        missed.retain(|one| one.operator != operator);
    }
}

/// A key that is missing, and the operator that needs it, if one does.
struct Missed<'a> {
    key: &'a str,
    operator: Option<&'a str>,
}

fn malformed_name(entry: &Entry) -> Diagnostic {
    let message = format!("{} is not a well-formed name", excerpt(&entry.key));
    Diagnostic::new(&codes::P0115, entry.key_span, message)
}

fn missing(place: Place<'_>, keys: &[&str], operator: Option<&str>) -> Diagnostic {
    let key = listed(keys);
    let (word, it) = match keys {
        [_] => ("is", key.as_str()),
        _ => ("are", "them"),
    };
    let message = format!("{key} {word} missing");
    match operator.and_then(|operator| place.node.entry(operator)) {
        Some(beside) => Diagnostic::new(&codes::P0102, beside.key_span, message)
            .label(format!("`{}` needs {it} beside it", beside.key))
            .help(format!("add {key}")),
        None => Diagnostic::new(&codes::P0102, place.head(), message)
            .label(format!("{} needs {}", place.name(), if keys.len() == 1 { "it" } else { it }))
            .help(format!("add {key}")),
    }
}

fn no_operator(place: Place<'_>, operators: &[&str]) -> Diagnostic {
    let entries = place.node.mapping().unwrap_or_default();
    let comparator = entries.iter().find(|entry| ComparatorKey::ALL.iter().any(|known| known.key() == &*entry.key));
    if let (Some(comparator), true) = (comparator, operators.contains(&"fact")) {
        let message = format!("`{}` compares nothing", comparator.key);
        return Diagnostic::new(&codes::P0106, comparator.key_span, message)
            .label("which fact does it speak of?")
            .help("add `fact:` with the fact beside it; `medpol facts WORD` finds it");
    }
    Diagnostic::new(&codes::P0106, place.head(), format!("{} has no operator", place.name()))
        .help(format!("add one of {}", listed(operators)))
}

fn several_operators(place: Place<'_>, operators: &[&str]) -> Option<Diagnostic> {
    let entries = place.node.mapping()?;
    let mut written = entries.iter().filter(|entry| operators.contains(&&*entry.key));
    let (first, second) = (written.next()?, written.next()?);
    let message = format!("`{}` and `{}` are both operators", first.key, second.key);
    let problem = Diagnostic::new(&codes::P0107, second.key_span, message)
        .label("another operator")
        .also(first.key_span, "the first operator")
        .help("a criterion has exactly one operator: make two criteria and join them with `all` or `any`");
    Some(written.fold(problem, |problem, third| problem.also(third.key_span, "another operator")))
}

/// A key that does not go with the others. `path` is where the schema refuses it.
pub(super) fn misplaced(schema: &Value, mapping: Place<'_>, key: Place<'_>, path: &str) -> Diagnostic {
    let name = key.name();
    let operator = condition(schema, path).and_then(|operator| mapping.node.entry(operator));
    let message = match operator {
        Some(operator) => format!("{name} does not go with `{}`", operator.key),
        None => format!("{name} does not belong here"),
    };
    let problem = Diagnostic::new(&codes::P0108, key.head(), message);
    let problem = match operator {
        Some(operator) => problem.also(operator.key_span, "the operator here"),
        None => problem,
    };
    // A schema may say more: at the refused key, or for all keys at its `then`.
    let own = path.rsplit_once('/').map(|(own, _)| own);
    let then = path.rsplit_once("/then/").map(|(before, _)| format!("{before}/then"));
    let mut places = [Some(path), own, then.as_deref()].into_iter().flatten();
    let said = places.find_map(|place| schema.pointer(place)?.get("description")?.as_str());
    problem.help(said.unwrap_or("remove it"))
}

fn too_few(place: Place<'_>, limit: u64, allowed: &[&str]) -> Diagnostic {
    match (place.node.mapping().map_or(0, <[Entry]>::len), allowed) {
        (0, [_, ..]) if allowed.len() <= MAX_LISTED => {
            Diagnostic::new(&codes::P0102, place.head(), format!("{} is empty", place.name()))
                .help(format!("add one of {}", listed(allowed)))
        }
        (0, _) => Diagnostic::new(&codes::P0401, place.head(), format!("{} is empty", place.name()))
            .help("fill it or remove the key"),
        _ => Diagnostic::new(&codes::P0102, place.head(), format!("{} needs at least {limit} keys", place.name())),
    }
}

fn too_many(place: Place<'_>, limit: u64, allowed: &[&str]) -> Diagnostic {
    let message = match limit {
        1 => format!("{} may have only one key", place.name()),
        _ => format!("{} may have only {limit} keys", place.name()),
    };
    let surplus = usize::try_from(limit).unwrap_or(usize::MAX);
    let entries = place.node.mapping().unwrap_or_default();
    let span = entries.get(surplus).map_or(place.head(), |entry| entry.key_span);
    let problem = Diagnostic::new(&codes::P0104, span, message).label("one too many");
    let problem = match entries.first() {
        Some(first) if limit == 1 => problem.also(first.key_span, "the first one"),
        _ => problem,
    };
    match allowed {
        [_, ..] if allowed.len() <= MAX_LISTED && limit == 1 => {
            problem.help(format!("write only one of {}", listed(allowed)))
        }
        _ => problem,
    }
}

/// The keys that the schema with the failing keyword knows.
fn properties<'s>(schema: &'s Value, error: &ValidationError<'_>) -> Vec<&'s str> {
    let holder = error.schema_path().as_str().rsplit_once('/').and_then(|(holder, _)| schema.pointer(holder));
    let known = holder.and_then(|holder| holder.get("properties")).and_then(Value::as_object);
    known.map_or_else(Vec::new, |known: &Map<String, Value>| known.keys().map(String::as_str).collect())
}

/// The key under whose condition a `then` or `else` stands.
fn condition<'s>(schema: &'s Value, path: &str) -> Option<&'s str> {
    let (holder, _) = path.rsplit_once("/then/")?;
    schema.pointer(&format!("{holder}/if/required/0"))?.as_str()
}

/// The first required key of every branch of a `oneOf`.
fn operators<'s>(schema: &'s Value, path: &str) -> Vec<&'s str> {
    let branches = schema.pointer(path).and_then(Value::as_array);
    let keys = branches.into_iter().flatten().filter_map(|branch| branch.pointer("/required/0")?.as_str());
    keys.collect()
}
