//! Values of the wrong shape or not among those allowed.
//!
//! Knows one place and one error; which of several errors is told is decided by `explain`.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Error;
use medpol_diagnostics::{Diagnostic, codes};
use serde_json::Value;

use super::place::Place;
use super::repetition::first_repetition;
use crate::problems::{excerpt, near};
use crate::{Kind, Node, Style};

/// How many names are listed in a help line.
pub(super) const MAX_LISTED: usize = 16;

/// The help for a key that arose from a comma inside braces.
pub(super) const COMMA: &str = "a comma inside { } starts a new key: put the text in quotes";

/// A key or a dash with nothing after it.
pub(super) fn no_value(place: Place<'_>) -> Diagnostic {
    let help = if place.has_no_colon() {
        COMMA
    } else if place.is_item {
        "write an item, or remove this one"
    } else {
        "write a value, or remove the key"
    };
    Diagnostic::new(&codes::P0103, place.head(), format!("{} has no value", place.name())).help(help)
}

/// A value of another shape than the schema wants.
///
/// `schema` is the one that wants it.
pub(super) fn wrong_shape(place: Place<'_>, expected: &[&str], schema: Option<&Value>) -> Diagnostic {
    let is_scalar_wanted = expected.iter().any(|wanted| !matches!(*wanted, "array" | "object"));
    let found = match place.node.text() {
        Some(text) if is_scalar_wanted && is_quoted(place.node) => format!("the text {}", excerpt(text)),
        Some(text) if is_scalar_wanted => excerpt(text),
        _ => place.node.describe().to_owned(),
    };
    let message = format!("{} must be {}, not {found}", place.name(), wanted(expected));
    // Only conditions have operators to choose from.
    let is_condition = schema.is_some_and(|schema| schema.get("oneOf").is_some());
    let problem = Diagnostic::new(&codes::P0103, place.culprit(), message);
    if let Some((text, around)) = bracketed(place, expected).filter(|_| !is_condition) {
        let whole = if place.is_item { text.clone() } else { format!("{}: {text}", place.key()) };
        return problem.help(format!("write `{whole}`, without the {around}")).replace(place.node.span, text);
    }
    if let Some(mapping) = with_its_key(place, expected, schema) {
        return problem.help(format!("write `{}: {mapping}`", place.key())).replace(place.node.span, mapping);
    }
    if let Some(keys) = needed_keys(place, expected, schema) {
        return problem.help(format!("write `{}: {{ {keys} }}`", place.key()));
    }
    if let Some(code) = divided(place.node, expected) {
        return problem.help(format!("write `{code}`, without a space after the colon")).replace(place.node.span, code);
    }
    shape_help(problem, place.node, expected, is_condition)
}

/// The single value that stands in brackets or braces where it should stand alone.
fn bracketed<'n>(place: Place<'n>, expected: &[&str]) -> Option<(String, &'static str)> {
    let wants = |wanted| expected.contains(&wanted);
    if !expected.iter().any(|wanted| matches!(*wanted, "string" | "number" | "integer" | "boolean")) {
        return None;
    }
    let is_plain = |text: &&'n str| text.chars().count() <= 80 && !text.contains(['`', '\n']);
    let shown = |text: &str, node: &Node| if is_quoted(node) { format!("\"{text}\"") } else { text.to_owned() };
    match &place.node.kind {
        Kind::Sequence(items) if !wants("array") => match items.as_slice() {
            [only] => only.text().filter(is_plain).map(|text| (shown(text, only), "brackets")),
            _ => None,
        },
        Kind::Mapping(entries) if !wants("object") => match entries.as_slice() {
            [only] if only.value.is_null() && only.key_span.end == only.value.span.start => {
                Some(&*only.key).filter(is_plain).map(|text| (text.to_owned(), "braces"))
            }
            _ => None,
        },
        Kind::Sequence(_) | Kind::Mapping(_) | Kind::Scalar(_) => None,
    }
}

/// A value in the mapping that is wanted, under the key that this cannot do without.
fn with_its_key(place: Place<'_>, expected: &[&str], schema: Option<&Value>) -> Option<String> {
    let text = place.node.text().filter(|text| text.chars().count() <= 60 && !text.contains([':', '`', '\n', ',']))?;
    let schema = schema.filter(|_| expected == ["object"] && !place.is_item)?;
    // Where several keys are needed, the value of one does not say those of the others.
    let required = schema.pointer("/required").and_then(Value::as_array).filter(|keys| keys.len() == 1);
    let required = required.and_then(|keys| keys.first()).and_then(Value::as_str);
    if schema.pointer("/required/1").is_some() {
        return None;
    }
    let label = schema.pointer("/properties/label").map(|_| "label");
    let key = required.or(label)?;
    Some(format!("{{ {key}: {text} }}"))
}

/// The keys that a mapping needs, where a single value was written in its place and it needs several.
fn needed_keys(place: Place<'_>, expected: &[&str], schema: Option<&Value>) -> Option<String> {
    place.node.text()?;
    let schema = schema.filter(|_| expected == ["object"] && !place.is_item)?;
    let keys = schema.pointer("/required").and_then(Value::as_array).filter(|keys| (2..=4).contains(&keys.len()))?;
    let keys: Vec<String> = keys.iter().filter_map(Value::as_str).map(|key| format!("{key}: …")).collect();
    Some(keys.join(", "))
}

/// `HCPCS: J3490` where one text is wanted.
fn divided(node: &Node, expected: &[&str]) -> Option<String> {
    let wants_text = expected.contains(&"string") && !expected.contains(&"object");
    match node.mapping()? {
        [only] if wants_text => {
            let value = only.value.text().filter(|text| !text.contains(' '))?;
            let is_name = !only.key.contains(' ') && only.key.starts_with(|first: char| first.is_ascii_uppercase());
            is_name.then(|| format!("\"{}:{value}\"", only.key))
        }
        _ => None,
    }
}

fn shape_help(problem: Diagnostic, node: &Node, expected: &[&str], is_condition: bool) -> Diagnostic {
    let wants = |wanted| expected.contains(&wanted);
    match (&node.kind, node.text()) {
        (Kind::Scalar(_), Some(text)) if is_condition && !text.contains([' ', ':']) => {
            let condition = format!("{{ fact: {text} }}");
            problem.help(format!("write a condition: `{condition}`")).replace(node.span, condition)
        }
        (Kind::Sequence(_), _) if is_condition => {
            problem.help("write one condition; several are joined by `all:` or `any:`")
        }
        (Kind::Scalar(_), Some(text)) => {
            let boolean = match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "y" => "true",
                "false" | "no" | "off" | "n" => "false",
                _ => "",
            };
            let is_quoted_number = is_quoted(node) && text.parse::<f64>().is_ok();
            let figures: String = text.chars().take_while(char::is_ascii_digit).collect();
            // A fraction or another base is not cut off: that would be another number.
            let is_followed_by_words =
                text.get(figures.len()..).is_some_and(|rest| rest.starts_with(' ') || rest.starts_with('%'));
            let wants_number = expected == ["integer"] || expected == ["number"];
            if wants_number && !is_quoted_number && !figures.is_empty() && is_followed_by_words {
                problem.help(format!("write the number alone: `{figures}`")).offer(node.span, figures)
            } else if wants_number && !is_quoted_number && wants("integer") {
                problem.help("write a whole number in figures, such as `4`")
            } else if wants_number && !is_quoted_number {
                problem.help("write a number in figures, such as `2.5`")
            } else if wants("boolean") && !boolean.is_empty() {
                problem.help(format!("write `{boolean}`, without quotes")).replace(node.span, boolean)
            } else if is_quoted_number && (wants("number") || wants("integer")) {
                problem.help("remove the quotes").replace(node.span, text)
            } else if wants("array") && text.len() <= 40 {
                problem.help(format!("write a list: `[{text}]`"))
            } else if wants("object") && !is_quoted(node) && text.contains([':', ' ']) {
                problem.help("write `key: value`, with a colon and a space")
            } else {
                problem
            }
        }
        (Kind::Mapping(_), _) if wants("array") => {
            problem.help("begin every item with `- `, or write the list in brackets: `[{ … }]`")
        }
        (Kind::Sequence(items), _) if wants("string") && items.len() > 1 => {
            problem.help("write one of them: this key takes a single value")
        }
        (Kind::Mapping(_) | Kind::Sequence(_), _) if wants("string") => {
            problem.help("a text that begins with `{` or `[` needs quotes")
        }
        _ => problem,
    }
}

fn is_quoted(node: &Node) -> bool {
    matches!(&node.kind, Kind::Scalar(scalar) if scalar.style == Style::Quoted)
}

fn wanted(expected: &[&str]) -> String {
    let wants = |wanted| expected.contains(&wanted);
    let mut words = Vec::new();
    let any_scalar = wants("string") && (wants("number") || wants("boolean"));
    if any_scalar {
        words.push("a single value");
    }
    for wanted in expected {
        words.push(match *wanted {
            "array" => "a list",
            "object" => "a mapping",
            "string" if !any_scalar => "text",
            "number" if !any_scalar => "a number",
            "integer" if !any_scalar => "a whole number",
            "boolean" if !any_scalar => "`true` or `false`",
            _ => continue,
        });
    }
    words.join(" or ")
}

/// A scalar that is of the right type but not allowed.
pub(super) fn refused_value(
    place: Place<'_>,
    pointer: &str,
    error: &ValidationError<'_>,
    annotation: Option<&Value>,
) -> Diagnostic {
    let text = place.node.scalar().unwrap_or_default();
    match error.kind() {
        Error::Constant { expected_value } => not_among(place, pointer, std::slice::from_ref(&**expected_value)),
        Error::Enum { options } => not_among(place, pointer, options.as_array().map_or(&[], Vec::as_slice)),
        Error::Pattern { pattern } if alternatives(pattern).is_some() => {
            let options: Vec<Value> = alternatives(pattern).into_iter().flatten().map(Value::from).collect();
            let problem = not_among(place, pointer, &options);
            let takes_list = annotation.and_then(|schema| schema.get("type")?.as_array());
            if takes_list.is_some_and(|types| types.contains(&"array".into())) && text.chars().count() <= 60 {
                problem.help(format!("a list is written in brackets: `{}: [{text}]`", place.key()))
            } else {
                problem
            }
        }
        Error::Pattern { pattern } => {
            let message = format!("{} is not a well-formed name", excerpt(text));
            let problem = Diagnostic::new(&codes::P0115, place.culprit(), message);
            match annotation.and_then(|schema| schema.pointer("/examples/0")).and_then(Value::as_str) {
                Some(example) => problem.help(format!("write it like `{example}`")),
                None => problem.help(format!("it must match `{pattern}`")),
            }
        }
        Error::MinLength { .. } if text.is_empty() => {
            refused(place, "must not be empty").help("write something, or remove the key")
        }
        Error::MinLength { limit } => refused(place, &format!("must have at least {limit} characters")),
        Error::MaxLength { limit } => refused(place, &format!("must have at most {limit} characters")),
        Error::Minimum { limit } => refused(place, &format!("must be at least {limit}")),
        Error::Maximum { limit } => refused(place, &format!("must be at most {limit}")),
        Error::ExclusiveMinimum { limit } => refused(place, &format!("must be more than {limit}")),
        Error::ExclusiveMaximum { limit } => refused(place, &format!("must be less than {limit}")),
        _ => refused(place, &format!("cannot be {}", excerpt(text))),
    }
}

/// The words of a pattern that is a choice between some, such as `^(all|unknown)$`.
fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let words: Vec<&str> = pattern.strip_prefix("^(")?.strip_suffix(")$")?.split('|').collect();
    let is_word = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    words.iter().all(is_word).then_some(words)
}

fn not_among(place: Place<'_>, pointer: &str, options: &[Value]) -> Diagnostic {
    let written = place.node.scalar().unwrap_or_default();
    let options: Vec<String> = options.iter().map(spoken).collect();
    let problem = if pointer == "/format" {
        let message = format!("unknown format {}", excerpt(written));
        Diagnostic::new(&codes::P0105, place.culprit(), message)
    } else {
        refused(place, &format!("cannot be {}", excerpt(written)))
    };
    let problem = match near(written, options.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")).offer(place.node.span, near),
        None => problem,
    };
    match options.as_slice() {
        [] => problem,
        [only] => problem.help(format!("write `{only}`")),
        several if several.len() <= MAX_LISTED => problem.help(format!("write one of {}", listed(several))),
        _ => problem,
    }
}

/// What is wrong with a list or mapping as a whole.
pub(super) fn refused_list(place: Place<'_>, error: &Error) -> Option<Diagnostic> {
    let count = place.node.sequence().map_or(0, <[Node]>::len);
    Some(match error {
        Error::MinItems { .. } if count == 0 => {
            Diagnostic::new(&codes::P0401, place.head(), format!("{} is empty", place.name()))
                .help("an empty list here would pass silently: fill it or remove the key")
        }
        Error::MinItems { limit } => refused(place, &format!("must have at least {limit} items")),
        Error::MaxItems { limit } => refused(place, &format!("must have at most {limit} items")),
        Error::UniqueItems => repeated(place),
        Error::Contains | Error::AdditionalItems { .. } | Error::AnyOf { .. } => {
            refused(place, "is not allowed as it is")
        }
        _ => return None,
    })
}

fn repeated(place: Place<'_>) -> Diagnostic {
    let message = format!("{} names the same thing twice", place.name());
    match place.node.sequence().and_then(first_repetition) {
        Some((first, again)) => Diagnostic::new(&codes::P0104, again.span, message)
            .label("here again")
            .also(first.span, "first here")
            .help("remove one of the two"),
        None => Diagnostic::new(&codes::P0104, place.culprit(), message),
    }
}

fn refused(place: Place<'_>, what: &str) -> Diagnostic {
    Diagnostic::new(&codes::P0104, place.culprit(), format!("{} {what}", place.name()))
}

/// An allowed value as the author would write it.
fn spoken(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Names in backticks with commas between them.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    quoted.join(", ")
}
