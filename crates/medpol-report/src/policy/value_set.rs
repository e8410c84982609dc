//! A value set as a document that can be read: its codes, and what compares with it.

use medpol_model::answer::{DescribedCode, ValueSetDescription, ValueSetUse};

use super::entry;
use crate::Colour;
use crate::determination::outline::{Entry, Field, Outline, Section, Sign};
use crate::determination::{markdown as in_markdown, text as in_text};

const CLOSING: &str = "A set is part of what every policy that compares with it means: a code more or less changes \
    their digests.";

/// The value set as text for a person, ending in a line end.
pub fn text(set: &ValueSetDescription, colour: Colour) -> String {
    in_text::written(&outline(set), colour)
}

/// The value set as Markdown, ending in a line end.
pub fn markdown(set: &ValueSetDescription) -> String {
    in_markdown::written(&outline(set))
}

/// The canonical form: the description itself as indented JSON with a final line end.
///
/// # Errors
/// When it cannot be written as JSON, which no description is.
pub fn json(set: &ValueSetDescription) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(set)? + "\n")
}

fn outline(set: &ValueSetDescription) -> Outline {
    let field = |label, text: String| Field { label, text };
    let mut particulars = vec![field("Value set", set.id.to_string()), field("Code system", set.system.to_string())];
    particulars.extend(set.source.iter().map(|source| field("Source", source.to_string())));
    let stems = set.codes_under.iter().map(|stem| entry(format!("every code under {stem}"), "", Vec::new()));
    let mut uses: Vec<Entry> = set.uses.iter().map(used).collect();
    if uses.is_empty() {
        uses.push(entry("Nothing compares with it.".to_owned(), "", Vec::new()));
    }
    let sections = vec![
        Section { title: "Codes", entries: set.codes.iter().map(code).chain(stems).collect() },
        Section { title: "Uses", entries: uses },
    ];
    Outline {
        sign: Sign::Holds,
        headline: set.title.as_deref().unwrap_or(&set.id).to_owned(),
        alerts: Vec::new(),
        particulars,
        sections,
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

fn code(code: &DescribedCode) -> Entry {
    let days = match (&code.from, &code.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" (from {from})"),
        (None, Some(until)) => format!(" (until {until})"),
        (Some(from), Some(until)) => format!(" ({from} to {until})"),
    };
    let label = code.label.as_deref().unwrap_or_default();
    let text = if label.is_empty() { format!("{}{days}", code.code) } else { format!("{}{days}: {label}", code.code) };
    entry(text, "", Vec::new())
}

fn used(used: &ValueSetUse) -> Entry {
    let place = Field { label: "In", text: format!("{}, {}", used.user, used.path) };
    entry(used.says.clone(), "", vec![place])
}
