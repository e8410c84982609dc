//! The facts of vocabularies, as an author looks for them: path, type, question and definition.
//!
//! Knows nothing of policies or cases.

use std::collections::BTreeSet;

use medpol_model::value::{Date, number};
use medpol_model::vocabulary::{Clock, Elements, Fact, FactId, FactKind, GivenWords, Vocabulary};
use serde::Serialize;

use crate::visible::one_line;

/// A fact as an author looks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactView {
    /// Its path; `[]` means an element of the list before it.
    pub fact: String,
    /// Its type in words, with the values it can have.
    pub r#type: String,
    /// What it cannot be beyond, and the dates before or after which it cannot lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
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
    /// The words that the vocabulary gives for sentences about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<GivenWords>,
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
        let mut in_order: Vec<(FactId, &Fact)> = (0..).map(FactId).zip(&vocabulary.facts).collect();
        // As they are written, so that a list comes before its fields.
        in_order.sort_by_key(|(_, fact)| fact.declared);
        for (id, fact) in in_order {
            // The element of a list of single values has no name of its own.
            if fact.path.ends_with("[]") {
                continue;
            }
            // A vocabulary has the facts of those that it uses; each is shown once.
            if !seen.insert((fact.declared, &fact.path)) {
                continue;
            }
            let view = FactView { vocabulary: owner(&vocabularies, fact).to_owned(), ..view(vocabulary, id, fact) };
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

fn view(vocabulary: &Vocabulary, id: FactId, fact: &Fact) -> FactView {
    let text = |text: &std::sync::Arc<str>| text.to_string();
    FactView {
        fact: fact.path.to_string(),
        r#type: kind(vocabulary, &fact.kind),
        limits: limits(vocabulary, id, fact),
        label: fact.label.to_string(),
        question: fact.question.as_ref().map(text),
        help: fact.help.as_ref().map(text),
        judgment: fact.judgment,
        derived: fact.derivation.is_some(),
        evidence: fact.evidence.iter().map(text).collect(),
        words: vocabulary.given_words(id),
        vocabulary: vocabulary.id.to_string(),
    }
}

/// A type in words.
fn kind(vocabulary: &Vocabulary, kind: &FactKind) -> String {
    match kind {
        FactKind::Boolean => "true or false".to_owned(),
        FactKind::Integer { unit: None } => "whole number".to_owned(),
        FactKind::Decimal { unit: None } => "number".to_owned(),
        FactKind::Integer { unit: Some(unit) } => unit.measured("whole number"),
        FactKind::Decimal { unit: Some(unit) } => unit.measured("number"),
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

/// What a fact cannot be beyond, in words.
fn limits(vocabulary: &Vocabulary, id: FactId, fact: &Fact) -> Option<String> {
    let value = |tick: i64| match fact.kind {
        FactKind::Date => Date::at(tick).to_string(),
        _ => fact
            .kind
            .unit()
            .map_or_else(|| number::decimal(tick).to_string(), |unit| unit.of(&number::decimal(tick).to_string())),
    };
    let is_bounded = matches!(fact.kind, FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date);
    let bounds = fact.bounds;
    let least = (is_bounded && bounds.low != i64::MIN).then(|| format!("at least {}", value(bounds.low)));
    let most = (is_bounded && bounds.high != i64::MAX).then(|| format!("at most {}", value(bounds.high)));
    let length = match fact.kind {
        FactKind::Duration(_) => fact.limits.of_time(),
        _ => fact.date_limits().of_date("the date of service").filter(|_| fact.kind == FactKind::Date),
    };
    let before = vocabulary.before(id).map(|first| format!("not before {}", first.path));
    let orders = before.chain(vocabulary.after(id).map(|second| format!("not after {}", second.path)));
    let all: Vec<String> = least.into_iter().chain(most).chain(length).chain(orders).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// The facts as text: name and vocabulary, label and type, question, definition and words for sentences.
pub fn text(facts: &[FactView]) -> String {
    facts.iter().map(lines).collect()
}

fn lines(fact: &FactView) -> String {
    let mut marks = fact.limits.as_ref().map_or_else(String::new, |limits| format!(" · {}", one_line(limits)));
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
    let told = match fact.words.as_slice() {
        [] => String::new(),
        words => format!("    in sentences: {}\n", one_line(&in_sentences(words))),
    };
    format!("{} (vocabulary {})\n    {label} · {kind}{marks}\n{question}{help}{told}", fact.fact, fact.vocabulary)
}

/// The words for sentences about a fact, each with its key.
pub(crate) fn in_sentences(words: &[GivenWords]) -> String {
    words.iter().map(|given| format!("{}: {}", given.key, given.words)).collect::<Vec<_>>().join(" · ")
}
