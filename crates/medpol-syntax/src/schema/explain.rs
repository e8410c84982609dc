//! Which of the validator's errors are mistakes of the author, and one diagnostic for each.
//!
//! Errors at one place are looked at together, because one mistake is often several errors: a list
//! where a mapping should be breaks every rule about its keys. The words are those of `keys` and
//! `shape`.

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Error;
use medpol_diagnostics::{Bearing, Diagnostic, codes};
use serde_json::Value;

use super::place::Place;
use super::{keys, shape, wrong_level};
use crate::Node;
use crate::problems::Problems;

/// Explains the errors of one tree. `is_cut` says that there may be more of them.
pub(super) fn explain(schema: &Value, root: &Node, errors: &[ValidationError<'_>], is_cut: bool) -> Vec<Diagnostic> {
    let mut problems = Problems::default();
    if is_cut {
        problems.cut();
    }
    let several_operators: HashSet<&str> = errors
        .iter()
        .filter(|error| matches!(error.kind(), Error::OneOfMultipleValid { .. }))
        .map(|error| error.instance_path().as_str())
        .collect();
    for (pointer, errors) in by_place(errors) {
        if problems.is_full() {
            problems.leave_out(1);
        } else if let Some(place) = Place::find(root, pointer) {
            let spot = Spot { schema, root, place, pointer, several_operators: &several_operators };
            spot.explain(&errors, &mut problems);
        }
    }
    if let (Some(error), true) = (errors.first(), problems.is_empty()) {
        // No error may go untold: whoever reads a tree without diagnostics trusts its shape.
        let message = format!("this document does not fit its schema at `{}`", error.schema_path());
        problems.push(Diagnostic::new(&codes::P0104, root.span, message));
    }
    wrong_level::fold(&mut problems);
    problems.finish(Bearing::Form)
}

/// The errors by the path of their place, in the order in which the places first appear.
fn by_place<'e>(errors: &'e [ValidationError<'e>]) -> Vec<(&'e str, Vec<&'e ValidationError<'e>>)> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut grouped: Vec<(&str, Vec<&ValidationError<'_>>)> = Vec::new();
    for error in errors {
        let pointer = error.instance_path().as_str();
        let index = *places.entry(pointer).or_insert(grouped.len());
        match grouped.get_mut(index) {
            Some((_, group)) => group.push(error),
            None => grouped.push((pointer, vec![error])),
        }
    }
    grouped
}

/// One place with errors.
struct Spot<'a> {
    schema: &'a Value,
    root: &'a Node,
    place: Place<'a>,
    pointer: &'a str,
    several_operators: &'a HashSet<&'a str>,
}

impl Spot<'_> {
    fn explain(&self, errors: &[&ValidationError<'_>], problems: &mut Problems) {
        let wrong_type = errors.iter().find(|error| matches!(error.kind(), Error::Type { .. }));
        let is_value_refused = |error: &&&ValidationError<'_>| {
            matches!(error.kind(), Error::Type { .. } | Error::Enum { .. } | Error::Constant { .. })
        };
        if let Some(error) = errors.iter().find(|error| is_misplaced(error)) {
            self.misplaced(error, problems);
        } else if self.place.node.is_null() && errors.iter().any(|error| is_value_refused(&error)) {
            problems.push(shape::no_value(self.place));
        } else if let Some(error) = wrong_type {
            let problem = shape::wrong_shape(self.place, &self.types(error), self.annotation(error));
            problems.push(match self.for_several(error) {
                Some(key) if self.place.node.sequence().is_some_and(|items| items.len() > 1) => Diagnostic {
                    help: vec![format!("several are under the key `{key}`")],
                    ..problem.replace(self.place.head(), key)
                },
                _ => match self.item_key(error).zip(self.place.node.text()) {
                    Some((key, text)) if text.chars().count() <= 40 && !text.contains([':', ',']) => {
                        Diagnostic { help: vec![format!("write a list: `[{{ {key}: {text} }}]`")], ..problem }
                    }
                    _ => problem,
                },
            });
        } else if self.place.node.scalar().is_some() {
            if let Some(error) = errors.iter().min_by_key(|error| rank(error.kind())) {
                problems.push(shape::refused_value(self.place, self.pointer, error, self.annotation(error)));
            }
        } else {
            keys::explain(self.schema, self.place, errors, problems);
            for error in errors {
                if let Some(problem) = shape::refused_list(self.place, error.kind()) {
                    problems.push(problem);
                }
            }
        }
    }

    fn misplaced(&self, error: &ValidationError<'_>, problems: &mut Problems) {
        let parent = self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        // With two operators nobody can say which of them a key belongs to.
        if self.several_operators.contains(parent) {
            return;
        }
        let Some(mapping) = Place::find(self.root, parent) else { return };
        problems.push(keys::misplaced(self.schema, mapping, self.place, error.schema_path().as_str()));
    }

    /// The key beside this one that takes several values, such as `systems` beside `system`.
    fn for_several(&self, error: &ValidationError<'_>) -> Option<String> {
        let path = error.schema_path().as_str();
        let key = self.place.key();
        let (holder, _) = path.rsplit_once(&format!("/properties/{key}/"))?;
        let plural = format!("{key}s");
        let known = self.schema.pointer(&format!("{holder}/properties/{plural}"))?;
        known.to_string().contains("array").then_some(plural)
    }

    /// The key that every item of the wanted list needs.
    fn item_key(&self, error: &ValidationError<'_>) -> Option<&str> {
        let mut items = self.annotation(error)?.get("items")?;
        if let Some(target) = items.get("$ref").and_then(Value::as_str) {
            items = self.schema.pointer(target.strip_prefix('#')?)?;
        }
        let is_mapping =
            items.get("type").is_some_and(|kind| kind == "object" || *kind == serde_json::json!(["object"]));
        items.pointer("/required/0").and_then(Value::as_str).filter(|_| is_mapping)
    }

    /// The types that the schema allows, as it names them.
    fn types(&self, error: &ValidationError<'_>) -> Vec<&str> {
        match self.schema.pointer(error.schema_path().as_str()) {
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            only => only.and_then(Value::as_str).into_iter().collect(),
        }
    }

    /// The schema that holds the keyword that refused.
    fn annotation(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (schema, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.pointer(schema)
    }
}

/// Whether the schema refuses the key itself, be it by `false` or by `not: {}`.
fn is_misplaced(error: &ValidationError<'_>) -> bool {
    match error.kind() {
        Error::FalseSchema => !error.schema_path().as_str().ends_with("/additionalProperties"),
        Error::Not { .. } => true,
        _ => false,
    }
}

/// Of several errors at one scalar, the one that says most comes first.
fn rank(kind: &Error) -> usize {
    match kind {
        Error::Constant { .. } => 0,
        Error::Enum { .. } => 1,
        Error::MinLength { .. } => 2,
        Error::Pattern { .. } => 3,
        _ => 4,
    }
}
