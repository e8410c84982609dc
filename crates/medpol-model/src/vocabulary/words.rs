//! The words a vocabulary gives for sentences about its facts.
//!
//! They decide nothing. Where a vocabulary gives none, sentences are made of labels. Nothing here puts a sentence
//! together.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Fact, FactId, FactKind, Vocabulary};

/// The words of one fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactWords {
    /// Its name inside a sentence; `None` where that is its label with a small first letter.
    pub in_text: Option<Arc<str>>,
    /// What its value says, as a statement.
    pub as_reason: Option<Template>,
    /// What yes and no say, as clauses.
    pub answers: Option<AnswerWords>,
    /// What a value below zero is called, where it is told as its amount: a change of -45 % as a relief of 45 %.
    pub fall_label: Option<Arc<str>>,
    /// What one and several are called: of its unit, of the elements of a list, or of different values.
    pub counted_as: Option<CountWords>,
}

/// What a yes/no fact says, each as a clause that can follow "that".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerWords {
    /// What yes says.
    pub yes: Arc<str>,
    /// What no says.
    pub no: Arc<str>,
}

/// The singular and the plural of a noun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountWords {
    /// The noun for one.
    pub one: Arc<str>,
    /// The noun for none and for several.
    pub many: Arc<str>,
}

impl CountWords {
    /// The noun for so many.
    pub fn of(&self, count: usize) -> &str {
        if count == 1 { &self.one } else { &self.many }
    }
}

/// A text with places for the values of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(Arc<str>),
    /// The value of a fact of the same record, or of the case.
    Value(FactId),
}

impl Template {
    /// The facts whose values it tells, in order.
    pub fn facts(&self) -> impl Iterator<Item = FactId> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value(fact) => Some(*fact),
        })
    }
}

/// What one key of a vocabulary says of a fact, for sentences about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GivenWords {
    /// The key, as it is written in the vocabulary.
    pub key: &'static str,
    /// What it says.
    pub words: String,
}

impl Vocabulary {
    /// The words that are given for sentences about a fact, in the order of the guide.
    pub fn given_words(&self, id: FactId) -> Vec<GivenWords> {
        let Some(fact) = self.fact(id) else { return Vec::new() };
        let FactWords { in_text, as_reason, answers, fall_label, counted_as } = &fact.words;
        let list = if let FactKind::List(list) = &fact.kind { Some(list) } else { None };
        let template = |template: &Template| self.written(template, fact);
        let counted = |words: &CountWords| format!("{{ one: {}, many: {} }}", words.one, words.many);
        let text = |text: &Arc<str>| text.to_string();
        let keys = [
            ("in_text", in_text.as_ref().map(text)),
            ("as_reason", as_reason.as_ref().map(template)),
            ("as_yes", answers.as_ref().map(|words| text(&words.yes))),
            ("as_no", answers.as_ref().map(|words| text(&words.no))),
            ("fall_label", fall_label.as_ref().map(text)),
            ("counted_as", counted_as.as_ref().map(counted)),
            ("none_label", list.and_then(|list| list.none_label.as_ref()).map(text)),
            ("of.as_reason", list.and_then(|list| list.as_reason.as_ref()).map(template)),
            ("joined_by", list.and_then(|list| list.joined_by.as_ref()).map(|joint| format!("“{joint}”"))),
        ];
        keys.into_iter().filter_map(|(key, words)| Some(GivenWords { key, words: words? })).collect()
    }

    /// A template as it is written for a fact: facts of the same record, or of the list's elements, by their names.
    fn written(&self, template: &Template, fact: &Fact) -> String {
        let record = fact.path.rsplit_once('.').map_or("", |(record, _)| record);
        let element = format!("{}[]", fact.path);
        let name = |path: &str| {
            let inside = |of: &str| path.strip_prefix(of)?.strip_prefix('.').map(str::to_owned);
            inside(&element).or_else(|| inside(record)).unwrap_or_else(|| path.to_owned())
        };
        let pieces = template.pieces.iter().map(|piece| match piece {
            Piece::Text(words) => words.to_string(),
            Piece::Value(id) => self.fact(*id).map_or_else(String::new, |fact| format!("{{{}}}", name(&fact.path))),
        });
        pieces.collect()
    }
}

/// A name inside a sentence: a small first letter, unless what follows shows an abbreviation.
pub fn in_text(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_their_capitals() {
        for (label, expected) in [
            ("Vertebral fracture", "vertebral fracture"),
            ("A change", "a change"),
            ("MRI with a report", "MRI with a report"),
            ("T-score", "T-score"),
            ("L4-L5", "L4-L5"),
            ("Ärztlich", "ärztlich"),
            ("", ""),
        ] {
            assert_eq!(in_text(label), expected);
        }
    }
}
