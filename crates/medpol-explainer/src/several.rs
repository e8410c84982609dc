//! Several things in one sentence, and long texts in a short one.
//!
//! A sentence names no more things than a reader takes in, and quotes no more of a text, so that neither a
//! long list nor a long text of a case makes every sentence about it long.

use std::collections::HashSet;

/// How many things a sentence names before it counts the others.
pub(crate) const MOST_NAMED: usize = 40;

/// How many findings of one kind a sentence tells.
pub(crate) const MOST_TOLD: usize = 3;

/// How many names of one kind a sentence gives.
const FEW: usize = 8;

/// The first names in a row, and how many there are beside.
pub(crate) fn few(names: &[String], joint: &str) -> String {
    let shown = names.get(..FEW).unwrap_or(names).join(joint);
    match names.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown}{joint}and {more} more"),
    }
}

/// How many characters of a text from a case are quoted.
const MOST_QUOTED: usize = 300;

/// The names in a row; of many the first, and how many there are beside.
pub(crate) fn several(names: &[String], joint: &str) -> String {
    of_total(names, names.len(), joint)
}

/// The same where only the first of so many names were made.
pub(crate) fn of_total(names: &[String], total: usize, joint: &str) -> String {
    let shown = names.get(..MOST_NAMED).unwrap_or(names);
    match total.saturating_sub(shown.len()) {
        0 => shown.join(joint),
        more => format!("{}{joint}and {more} more", shown.join(joint)),
    }
}

/// A text of the case; of a long one the beginning.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", text.get(..end).unwrap_or_default(), text.chars().count()),
    }
}

/// How many warnings of one kind are told.
const MOST_WARNINGS: usize = 50;

/// Sentences of one kind; of many the first, and how many there are beside.
pub(crate) fn first_sentences(sentences: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut sentences = sentences.into_iter();
    let mut told: Vec<String> = sentences.by_ref().take(MOST_WARNINGS).collect();
    let more = sentences.count();
    told.extend((more > 0).then(|| format!("there are {more} more like these")));
    told
}

/// Texts in the order in which they came, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distinct {
    texts: Vec<String>,
    known: HashSet<String>,
}

impl Distinct {
    /// Adds a text, unless it came before.
    pub(crate) fn add(&mut self, text: String) {
        if self.known.insert(text.clone()) {
            self.texts.push(text);
        }
    }

    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }

    pub(crate) fn into_texts(self) -> Vec<String> {
        self.texts
    }
}

impl FromIterator<String> for Distinct {
    fn from_iter<T: IntoIterator<Item = String>>(texts: T) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.add(text));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_name_some_and_count_the_rest() {
        let names: Vec<String> = (1..=42).map(|number| number.to_string()).collect();
        assert!(several(&names, "; ").ends_with("39; 40; and 2 more"));
        assert_eq!(several(names.get(..2).unwrap_or_default(), ", "), "1, 2");
    }

    #[test]
    fn many_sentences_of_a_kind_are_told_in_part_and_counted() {
        let told = |count: usize| first_sentences((0..count).map(|number| number.to_string()));
        assert_eq!(told(50).last().map(String::as_str), Some("49"));
        assert_eq!(told(53).last().map(String::as_str), Some("there are 3 more like these"));
        assert_eq!(told(53).len(), 51);
    }

    #[test]
    fn a_long_text_is_shortened_in_quotes() {
        assert_eq!(quoted("ä"), "ä");
        assert_eq!(quoted(&"ä".repeat(MOST_QUOTED)), "ä".repeat(MOST_QUOTED));
        assert!(quoted(&"ä".repeat(MOST_QUOTED + 1)).ends_with("ä… (301 characters)"));
    }
}
