//! How hard a text is to read: the Flesch–Kincaid grade of plain text or Markdown.
//!
//! Syllables are counted by groups of vowels, as tools for this do; a word is off by one now and then, a letter is not.

/// A text in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readability {
    /// How many sentences it has; headings and items of lists are some.
    pub sentences: u32,
    /// How many words.
    pub words: u32,
    /// How many syllables.
    pub syllables: u32,
}

impl Readability {
    /// Counts a text. Addresses of pages are passed over.
    pub fn of(text: &str) -> Self {
        let mut counted = Self::default();
        for line in text.lines() {
            let mut words_of_sentence = 0;
            for written in line.split_whitespace().filter(|word| !word.contains("://")) {
                let word: String =
                    written.chars().filter(|letter| letter.is_alphanumeric() || *letter == '\'').collect();
                if !word.is_empty() {
                    words_of_sentence += 1;
                    counted.words += 1;
                    counted.syllables += syllables(&word);
                }
                if written.trim_end_matches(['*', '"', '”', ')', '\\']).ends_with(['.', '!', '?', ':']) {
                    counted.sentences += u32::from(words_of_sentence > 0);
                    words_of_sentence = 0;
                }
            }
            counted.sentences += u32::from(words_of_sentence > 0);
        }
        counted
    }

    /// Its grade in tenths: 65 is the middle of the sixth year of school.
    pub fn tenths_of_grade(self) -> i64 {
        let [sentences, words, syllables] = [self.sentences, self.words, self.syllables].map(i64::from);
        // 0.39 words a sentence + 11.8 syllables a word - 15.59.
        let per_sentence = 390 * words / sentences.max(1);
        let per_word = 11_800 * syllables / words.max(1);
        (per_sentence + per_word - 15_590) / 100
    }
}

/// How many syllables a word has, at least one.
fn syllables(word: &str) -> u32 {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| "aeiouyäöü".contains(letter);
    let mut count = 0;
    let mut after_vowel = false;
    for letter in word.chars() {
        count += u32::from(is_vowel(letter) && !after_vowel);
        after_vowel = is_vowel(letter);
    }
    let is_silent = (word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"))
        || (word.ends_with("es")
            && !["ses", "zes", "ces", "ges", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)));
    count.saturating_sub(u32::from(is_silent && count > 1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Readability, syllables};

    #[test]
    fn syllables_are_groups_of_vowels() {
        let words = ["cat", "table", "made", "treated", "limited", "basivertebral", "months", "asked", "3", "changes"];
        assert_eq!(words.map(syllables), [1, 2, 1, 2, 3, 5, 1, 1, 1, 2]);
    }

    #[test]
    fn a_plain_text_is_easy_and_a_learned_one_is_not() {
        let easy = Readability::of("# A cat\n\nThe cat sat on the mat. It was warm.\n- It slept.\n");
        assert_eq!((easy.sentences, easy.words), (4, 13));
        assert!(easy.tenths_of_grade() < 20, "{easy:?}");
        let hard = Readability::of(
            "Radiofrequency denervation necessitates comprehensive multidisciplinary reassessment of predominant symptomatology.",
        );
        assert!(hard.tenths_of_grade() > 200, "{hard:?}");
    }
}
