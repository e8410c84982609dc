//! The facts of vocabularies, as an author looks for them: path, type, question and definition.
//!
//! Knows nothing of policies or cases.

use std::collections::BTreeSet;

use medpol_model::vocabulary::{Clock, Elements, Fact, FactKind, Vocabulary};
use serde::Serialize;

use crate::visible::one_line;

/// A fact as an author looks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// Its path; `[]` means an element of the list before it.
    pub fact: String,
    /// Its type in words, with the values it can have.
    pub r#type: String,
    /// Its name to a reader.
    pub label: String,
    /// How it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Its definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Only a clinician can assert it.
    pub judgment: bool,
    /// It is derived from other facts where it is not given.
    pub derived: bool,
    /// Documents that would prove it.
    pub evidence: Vec<String>,
    /// The vocabulary that defines it. Two vocabularies may define one name, each in its own way.
    pub vocabulary: String,
}

/// The facts of some vocabularies that have all the words in their path, label, question, values or
/// definition, in the order of the vocabularies. A name that two vocabularies define is there twice.
pub fn facts<'a>(vocabularies: impl IntoIterator<Item = &'a Vocabulary>, words: &[String]) -> Vec<FactView> {
    let wanted: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<FactView> = Vec::new();
    let vocabularies: Vec<&Vocabulary> = vocabularies.into_iter().collect();
    let mut seen = BTreeSet::new();
    for vocabulary in &vocabularies {
        let mut in_order: Vec<&Fact> = vocabulary.facts.iter().collect();
        // As they are written, so that a list comes before its fields.
        in_order.sort_by_key(|fact| fact.declared);
        for fact in in_order {
            // The element of a list of single values has no name of its own.
            if fact.path.ends_with("[]") {
                continue;
            }
            // A vocabulary has the facts of those that it uses; each is shown once.
            if !seen.insert((fact.declared, &fact.path)) {
                continue;
            }
            let view = FactView { vocabulary: owner(&vocabularies, fact).to_owned(), ..view(vocabulary, fact) };
            let text = format!(
                "{} {} {} {} {}",
                view.fact,
                view.label,
                view.r#type,
                view.question.as_deref().unwrap_or_default(),
                view.help.as_deref().unwrap_or_default()
            );
            let text = text.to_lowercase();
            if wanted.iter().all(|word| text.contains(word.as_str())) {
                found.push(view);
            }
        }
    }
    found
}

/// The vocabulary that a fact is written in: of those that have it, the one with the fewest facts of others.
fn owner<'a>(vocabularies: &[&'a Vocabulary], fact: &Fact) -> &'a str {
    let has = |vocabulary: &&&Vocabulary| {
        vocabulary.facts.iter().any(|other| other.declared == fact.declared && other.path == fact.path)
    };
    let smallest = vocabularies.iter().filter(has).min_by_key(|vocabulary| vocabulary.facts.len());
    smallest.map_or("", |vocabulary| &vocabulary.id)
}

fn view(vocabulary: &Vocabulary, fact: &Fact) -> FactView {
    let text = |text: &std::sync::Arc<str>| text.to_string();
    FactView {
        fact: fact.path.to_string(),
        r#type: kind(vocabulary, &fact.kind),
        label: fact.label.to_string(),
        question: fact.question.as_ref().map(text),
        help: fact.help.as_ref().map(text),
        judgment: fact.judgment,
        derived: fact.derivation.is_some(),
        evidence: fact.evidence.iter().map(text).collect(),
        vocabulary: vocabulary.id.to_string(),
    }
}

/// A type in words.
fn kind(vocabulary: &Vocabulary, kind: &FactKind) -> String {
    match kind {
        FactKind::Boolean => "true or false".to_owned(),
        FactKind::Integer { unit: None } => "whole number".to_owned(),
        FactKind::Decimal { unit: None } => "number".to_owned(),
        FactKind::Integer { unit: Some(unit) } => format!("whole number of {}", unit.symbol),
        FactKind::Decimal { unit: Some(unit) } => format!("number in {}", unit.symbol),
        FactKind::Date => "date".to_owned(),
        FactKind::Duration(Clock::Elapsed) => "time up to the date of service".to_owned(),
        FactKind::Duration(Clock::Between) => "time between two dates".to_owned(),
        FactKind::Duration(Clock::Length) => "length of time".to_owned(),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).map_or_else(String::new, |known| {
            let names: Vec<&str> = known.values.iter().map(|value| &*value.name).collect();
            let order = if known.ordered { ", in this order" } else { "" };
            match names.len() {
                0..=12 => format!("one of {}{order}", names.join(", ")),
                more => format!(
                    "one of {more} values, such as {}",
                    names.iter().take(3).copied().collect::<Vec<_>>().join(", ")
                ),
            }
        }),
        FactKind::Code { systems } => {
            let names: Vec<&str> = systems.iter().map(|system| &*system.id).collect();
            format!("{} code", names.join(" or "))
        }
        FactKind::Text => "text".to_owned(),
        FactKind::List(list) => {
            let element = vocabulary.frame(list.frame).and_then(|frame| frame.facts.first()).copied();
            match (list.elements, element.and_then(|id| vocabulary.fact(id))) {
                (Elements::Values, Some(element)) => format!("list; each {}", self::kind(vocabulary, &element.kind)),
                _ => "list; its fields follow with []".to_owned(),
            }
        }
    }
}

/// The facts as text: name and vocabulary, label and type, question and definition.
pub fn text(facts: &[FactView]) -> String {
    facts.iter().map(lines).collect()
}

fn lines(fact: &FactView) -> String {
    let mut marks = String::new();
    if fact.judgment {
        marks.push_str(" · a clinician's judgment");
    }
    if fact.derived {
        marks.push_str(" · derived where it is not given");
    }
    let line =
        |text: &Option<String>| text.as_ref().map_or_else(String::new, |text| format!("    {}\n", one_line(text)));
    let (question, help) = (line(&fact.question), line(&fact.help));
    let (label, kind) = (one_line(&fact.label), one_line(&fact.r#type));
    format!("{} (vocabulary {})\n    {label} · {kind}{marks}\n{question}{help}", fact.fact, fact.vocabulary)
}
