//! The words a vocabulary gives for sentences about its facts.
//!
//! They decide nothing. Where a vocabulary gives none, sentences are made of labels. Nothing here puts a sentence
//! together.

use std::sync::Arc;

use super::FactId;

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
