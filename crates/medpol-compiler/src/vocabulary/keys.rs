//! Keys that say nothing for the type they stand beside.
//!
//! Every key of a fact that would be read over in silence is refused here; what the keys mean is
//! known elsewhere.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_syntax::document::{FactDocument, Map, Text};

/// A key that only some types have.
struct Key {
    name: &'static str,
    /// Where it is written, if it is.
    span: Option<Span>,
    /// The types that have it.
    types: &'static [&'static str],
    /// These types, for a person.
    called: &'static str,
}

const NUMBERS: &[&str] = &["integer", "decimal"];
const BOUNDED: &[&str] = &["integer", "decimal", "date", "duration"];
const SCALARS: &[&str] = &["boolean", "integer", "decimal", "date", "duration", "enum", "code", "text"];
const TOLD: &[&str] = &["integer", "decimal", "date", "duration", "enum", "code", "text", "record"];
const COUNTED: &[&str] = &["integer", "decimal", "date", "enum", "code", "text", "list"];
const FACTS: &[&str] = &["boolean", "integer", "decimal", "date", "duration", "enum", "code", "text", "list"];

const EVERY: &[&str] = &["boolean", "integer", "decimal", "date", "duration", "enum", "code", "text", "list", "record"];

fn keys(document: &FactDocument) -> [Key; 30] {
    let key = |name, span, types, called| Key { name, span, types, called };
    let first = |document: &Map<FactDocument>| document.0.first().map(|(name, _)| name.span);
    let values = document.values.as_ref().and_then(|values| values.0.first()).map(|(name, _)| name.span);
    let systems = document.systems.as_ref().and_then(|names| names.first()).map(|name| name.span);
    let stand_ins = document.falls_back_on.as_ref().and_then(|names| names.first()).map(|name| name.span);
    let describe = document.describe.as_ref().and_then(|names| names.first()).map(|name| name.span);
    let words = document.counted_as.as_ref().map(|words| words.one.span);
    let allowed = document.allow.as_ref().and_then(|allowed| allowed.first()).map(|allowed| allowed.span);
    let span = |text: &Option<Text>| text.as_ref().map(|text| text.span);
    [
        key("in_text", span(&document.in_text), FACTS, "facts"),
        key("as_reason", span(&document.as_reason), TOLD, "single values other than yes/no, and for records"),
        key("as_yes", span(&document.as_yes), &["boolean"], "booleans"),
        key("as_no", span(&document.as_no), &["boolean"], "booleans"),
        key("fall_label", span(&document.fall_label), NUMBERS, "numbers"),
        key("counted_as", words, COUNTED, "lists and single values other than yes/no and durations"),
        key("joined_by", span(&document.joined_by), &["list"], "lists"),
        key("unit", document.unit.as_ref().map(|text| text.span), NUMBERS, "numbers"),
        key("system", document.system.as_ref().map(|text| text.span), &["code"], "codes"),
        key("systems", systems, &["code"], "codes"),
        key("values", values, &["enum"], "enumerations"),
        key("ordered", document.ordered.map(|flag| flag.span), &["enum"], "enumerations"),
        key("ranges", document.ranges.0.first().map(|(name, _)| name.span), &["enum"], "enumerations"),
        key("min", document.min.as_ref().map(|text| text.span), BOUNDED, "numbers, dates and durations"),
        key("max", document.max.as_ref().map(|text| text.span), BOUNDED, "numbers, dates and durations"),
        key("not_before", document.not_before.as_ref().map(|text| text.span), &["date"], "dates"),
        key("past", document.past.map(|flag| flag.span), &["date"], "dates"),
        key("falls_back_on", stand_ins, SCALARS, "single values"),
        key("of", document.of.as_ref().map(|of| of.r#type.span), &["list"], "lists"),
        key("min_items", document.min_items.map(|whole| whole.span), &["list"], "lists"),
        key("max_items", document.max_items.map(|whole| whole.span), &["list"], "lists"),
        key("unique", document.unique.map(|flag| flag.span), &["list"], "lists"),
        key("none_label", document.none_label.as_ref().map(|text| text.span), &["list"], "lists"),
        key("fields", first(&document.fields), &["record"], "records"),
        key("describe", describe, &["record"], "records"),
        key("derived", document.derived.as_ref().map(|derived| derived.span), SCALARS, "single values"),
        key("asked_when", document.asked_when.as_ref().map(|asked| asked.span), FACTS, "facts"),
        key("judgment", document.judgment.map(|flag| flag.span), FACTS, "facts"),
        key("immutable", document.immutable.map(|flag| flag.span), EVERY, "facts and records"),
        key("allow", allowed, FACTS, "facts"),
    ]
}

/// Refuses keys that a fact's type has no use for. `definition` is the named type, or the fact itself.
pub(super) fn check_fact(document: &FactDocument, definition: &FactDocument, diagnostics: &mut Vec<Diagnostic>) {
    let word = &*definition.r#type.text;
    let is_named = !std::ptr::eq(document, definition);
    for key in keys(document) {
        let Some(span) = key.span else { continue };
        if !key.types.contains(&word) {
            diagnostics.push(no_meaning(&key, span, &document.r#type.text));
        } else if is_named && matches!(key.name, "unit" | "system" | "systems" | "values" | "ordered" | "ranges") {
            let name = &document.r#type.text;
            diagnostics.push(
                Diagnostic::new(&codes::P0108, span, format!("`{}` is said by the type `{name}`", key.name))
                    .label("said a second time")
                    .also(definition.span, "the type")
                    .help(format!("remove `{}`, or give the fact another type", key.name)),
            );
        }
    }
}

/// Refuses keys of a named type that the facts of this type would not have from it.
pub(super) fn check_type(definition: &FactDocument, diagnostics: &mut Vec<Diagnostic>) {
    for key in keys(definition) {
        let Some(span) = key.span else { continue };
        if !key.types.contains(&&*definition.r#type.text) {
            diagnostics.push(no_meaning(&key, span, &definition.r#type.text));
        } else if is_of_single_facts(key.name) {
            diagnostics.push(
                Diagnostic::new(&codes::P0108, span, format!("`{}` does not belong to a named type", key.name))
                    .label("for single facts only")
                    .help("write it on each fact of this type"),
            );
        }
    }
}

/// Whether a key says something of one fact that other facts of its type would not share.
fn is_of_single_facts(key: &str) -> bool {
    let dated = ["past", "not_before", "falls_back_on", "derived", "asked_when", "judgment", "immutable", "allow"];
    let told = ["in_text", "as_reason", "as_yes", "as_no", "fall_label", "counted_as"];
    dated.contains(&key) || told.contains(&key)
}

fn no_meaning(key: &Key, span: Span, written: &str) -> Diagnostic {
    let message = format!("`{}` has no meaning for the type `{written}`", key.name);
    let problem = Diagnostic::new(&codes::P0108, span, message).label(format!("for {} only", key.called));
    match (key.name, written) {
        ("as_reason", "boolean") => problem.help("write `as_yes` and `as_no`: what each answer says"),
        ("as_yes" | "as_no", word) if TOLD.contains(&word) => {
            problem.help("write `as_reason`: what the value says, with the fact's name in braces")
        }
        _ => problem.help(format!("remove `{}`, or change the type", key.name)),
    }
}
