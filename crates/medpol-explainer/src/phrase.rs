//! Nouns and clauses about facts, in the words of the vocabulary or made of labels.

use std::fmt::Write as _;

use medpol_evaluator::Evaluation;
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::{Elements, Fact, FactId, FactKind, FactWords, ListKind, Piece, Template};

use crate::binding::Binding;
use crate::value;

/// An answer to a question that can be answered with yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
}

impl Answer {
    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
        }
    }

    /// The answer that a value is; none where it is both or neither.
    pub(crate) fn read(value: &str) -> Option<Self> {
        match value {
            "yes" => Some(Self::Yes),
            "no" => Some(Self::No),
            _ => None,
        }
    }
}

/// What an answer says, as a clause that can follow "that".
pub(crate) fn clause(fact: &Fact, answer: Answer) -> String {
    match (&fact.words.answers, answer) {
        (Some(words), Answer::Yes) => words.yes.to_string(),
        (Some(words), Answer::No) => words.no.to_string(),
        (None, Answer::Yes) => format!("“{}” is answered yes", fact.label),
        (None, Answer::No) => format!("“{}” is answered no", fact.label),
    }
}

/// That a fact is not on record.
pub(crate) fn not_on_record(fact: &Fact) -> String {
    match &fact.words.answers {
        Some(words) => format!("it is not on record whether {}", words.yes),
        None => format!("{} {} not on record", subject(fact), be(fact)),
    }
}

/// A fact's name with its article.
pub(crate) fn the(fact: &Fact) -> String {
    let name = fact.in_text();
    if name.starts_with("the ") { name } else { format!("the {name}") }
}

/// What the answers to a yes/no question differ in.
pub(crate) fn whether(fact: &Fact) -> String {
    match &fact.words.answers {
        Some(words) => format!("whether {}", words.yes),
        None => format!("about {}", quoted_if_answer(fact)),
    }
}

/// A fact's name; that of a yes/no fact in quotes where no words are given, since its label need not be a noun.
pub(crate) fn quoted_if_answer(fact: &Fact) -> String {
    if fact.kind == FactKind::Boolean && fact.words == FactWords::default() {
        format!("“{}”", fact.label)
    } else {
        fact.in_text()
    }
}

/// A fact's name at the beginning of a statement about it.
pub(crate) fn subject(fact: &Fact) -> String {
    match fact.kind {
        FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date | FactKind::Duration(_) => the(fact),
        FactKind::List(_) => {
            fact.words.counted_as.as_ref().map_or_else(|| fact.in_text(), |words| words.many.to_string())
        }
        FactKind::Boolean | FactKind::Enumeration(_) | FactKind::Code { .. } | FactKind::Text => quoted_if_answer(fact),
    }
}

/// The verb that goes with a fact's name: a list that has a plural is named by it.
pub(crate) const fn be(fact: &Fact) -> &'static str {
    if matches!(fact.kind, FactKind::List(_)) && fact.words.counted_as.is_some() { "are" } else { "is" }
}

/// The same in the past.
pub(crate) fn was(fact: &Fact) -> &'static str {
    if be(fact) == "are" { "were" } else { "was" }
}

/// A number of elements with their noun: "2 blocks".
pub(crate) fn count(fact: &Fact, number: usize) -> String {
    format!("{number} {}", elements(fact, number))
}

/// The noun for so many elements of a list.
pub(crate) fn elements(fact: &Fact, number: usize) -> String {
    match &fact.words.counted_as {
        Some(words) => words.of(number).to_owned(),
        None if number == 1 => format!("entry of “{}”", fact.label),
        None => format!("entries of “{}”", fact.label),
    }
}

/// That a list has no element: as its elements are called, or as the vocabulary calls an empty list.
pub(crate) fn none(fact: &Fact, list: &ListKind) -> String {
    match (&fact.words.counted_as, &list.none_label) {
        (Some(words), _) => format!("no {} is on record", words.one),
        (None, Some(label)) => format!("{} is on record", medpol_model::vocabulary::in_text(label)),
        (None, None) => format!("no entry of “{}” is on record", fact.label),
    }
}

/// A text with the values of its facts in their places; none where one of them is unknown.
pub(crate) fn filled(
    scene: &Evaluation<'_>,
    template: &Template,
    scope: ScopeId,
    binding: &Binding,
    own: Option<(FactRef, &str)>,
) -> Option<String> {
    let mut text = String::new();
    for piece in &template.pieces {
        match piece {
            Piece::Text(words) => text.push_str(words),
            Piece::Value(id) if own.is_some_and(|(fact, _)| fact.fact == *id) => {
                text.push_str(own.map_or("", |(_, value)| value));
            }
            Piece::Value(id) => {
                let fact = scene.vocabulary.fact(*id)?;
                let of_case = fact.frame == medpol_model::vocabulary::FrameId::CASE;
                let reference = fact.reference(*id, if of_case { ScopeId::CASE } else { scope });
                write!(text, "{}", value::of_fact(scene, reference, binding)?).ok()?;
            }
        }
    }
    Some(text)
}

/// The list whose elements have a fact.
fn list_of<'s>(scene: &Evaluation<'s>, fact: &Fact) -> Option<&'s ListKind> {
    let list = scene.vocabulary.fact(scene.vocabulary.frame(fact.frame)?.list?)?;
    if let FactKind::List(kind) = &list.kind { Some(kind) } else { None }
}

/// Whether a text tells one of the facts by which an element of a list is named.
pub(crate) fn names_element(scene: &Evaluation<'_>, template: &Template, fact: &Fact) -> bool {
    list_of(scene, fact).is_some_and(|kind| template.facts().any(|told| kind.describe.contains(&told)))
}

/// Whether an element of a list is named by a fact, so that its value is told with the name.
pub(crate) fn is_name(scene: &Evaluation<'_>, id: FactId, fact: &Fact) -> bool {
    list_of(scene, fact).is_some_and(|kind| kind.elements == Elements::Values || kind.describe.contains(&id))
}
