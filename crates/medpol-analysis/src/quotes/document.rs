//! The text of a document: its sections, sentences and words.

use medpol_diagnostics::{FileId, Span};

use super::words::{Places, Word, find, words};

/// The text of a document from which policies are written.
#[derive(Clone, Debug)]
pub struct DocumentText {
    /// The name of its file.
    pub name: String,
    pub(super) words: Vec<Word>,
    pub(super) sentences: Vec<Sentence>,
}

/// A sentence, an item of a list, or a cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    /// Its line, from 1.
    pub(super) line: usize,
    /// The heading above it.
    pub(super) section: String,
    /// Its first words, as they are written.
    pub(super) begins: String,
    /// The numbers of its first word and of the word after its last.
    pub(super) words: (usize, usize),
    /// Whether it introduces a list, of which the items are sentences.
    pub(super) is_lead_in: bool,
    /// Its place.
    pub(super) span: Span,
}

/// How far a text agrees with a quote.
pub(super) struct Agreement<'a> {
    pub(super) sentence: &'a Sentence,
    /// How many words are the same.
    pub(super) words: usize,
    /// What the text says where they end.
    pub(super) goes_on: String,
}

/// Fewer words that agree say nothing.
const LEAST_AGREEMENT: usize = 3;

/// Words of a sentence that are shown: enough to find it, too few to reprint the document.
const SHOWN: usize = 10;

/// A heading is no longer.
const LONGEST_HEADING: usize = 80;

impl DocumentText {
    /// Reads plain text or Markdown.
    pub fn read(file: FileId, name: &str, text: &str) -> Self {
        let mut document = Self { name: name.to_owned(), words: words(text), sentences: Vec::new() };
        let lines: Vec<&str> = text.lines().collect();
        let mut section = String::new();
        let mut start = 0;
        for (at, line) in lines.iter().enumerate() {
            // Lines end in one byte or two.
            let length = line.len() + line_end(text, start + line.len());
            let is_blank =
                |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.trim().is_empty());
            let next = lines.iter().skip(at + 1).find(|line| !line.trim().is_empty());
            let introduces = line.trim_end().ends_with(':') && next.is_some_and(|next| is_item(next));
            if is_blank(at.checked_sub(1)) && is_blank(Some(at + 1)) && !introduces && is_heading(line) {
                plain(line.trim().trim_matches('#')).trim_end_matches(':').clone_into(&mut section);
            } else {
                for (from, until) in sentences(line) {
                    document.add(at + 1, &section, text, Bytes { file, from: start + from, until: start + until });
                }
            }
            start += length;
        }
        document
    }

    fn add(&mut self, line: usize, section: &str, text: &str, bytes: Bytes) {
        let number = |byte: usize| self.words.partition_point(|word| word.start < byte);
        let words = (number(bytes.from), number(bytes.until));
        let Some(own) = text.get(bytes.from..bytes.until).filter(|_| words.0 < words.1) else { return };
        let (span, begins, is_lead_in) = (bytes.span(own), beginning(own), own.trim_end().ends_with(':'));
        self.sentences.push(Sentence { line, section: section.to_owned(), begins, words, is_lead_in, span });
    }

    /// Where the words of a quote are: in the section, if it has them, else where they come first.
    pub(super) fn places(&self, quote: &str, section: Option<&str>) -> Option<Places> {
        let mut found = find(&self.words, quote);
        let is_of_section = |places: &Places| {
            let sentence = places.first().and_then(|(first, _)| self.sentence(*first));
            sentence.zip(section).is_some_and(|(own, named)| own.section.eq_ignore_ascii_case(named))
        };
        let at = found.iter().position(is_of_section).unwrap_or(0);
        (at < found.len()).then(|| found.swap_remove(at))
    }

    /// The sentence that a word stands in.
    pub(super) fn sentence(&self, word: usize) -> Option<&Sentence> {
        self.sentences.iter().find(|sentence| (sentence.words.0..sentence.words.1).contains(&word))
    }

    /// The place that has most of a quote's first words in common with it.
    pub(super) fn agreement(&self, quote: &str) -> Option<Agreement<'_>> {
        let quote = words(quote);
        let common = |at: usize| {
            let here = self.words.iter().skip(at);
            here.zip(&quote).take_while(|(word, quoted)| word.text == quoted.text).count()
        };
        let best = (0..self.words.len()).rev().max_by_key(|at| common(*at))?;
        let length = common(best);
        let sentence = self.sentence(best)?;
        let rest = sentence.words.1.saturating_sub(best + length);
        let goes_on = self.words.iter().skip(best + length).take(rest.min(5));
        let goes_on: Vec<&str> = goes_on.map(|word| &*word.text).collect();
        (length >= LEAST_AGREEMENT).then(|| Agreement { sentence, words: length, goes_on: goes_on.join(" ") })
    }
}

/// A part of a file.
#[derive(Clone, Copy)]
struct Bytes {
    file: FileId,
    from: usize,
    until: usize,
}

impl Bytes {
    /// The part without blanks and marks of lists around `text`, which lies there.
    fn span(self, text: &str) -> Span {
        let lead = text.len() - text.trim_start_matches([' ', '\t', '-', '•', '*']).len();
        let end = self.from + text.trim_end().len();
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: number(self.from + lead), end: number(end) }
    }
}

/// The first words of a text.
fn beginning(text: &str) -> String {
    let all = plain(text);
    let mut first: Vec<&str> = all.split_whitespace().take(SHOWN + 1).collect();
    let is_whole = first.len() <= SHOWN;
    first.truncate(SHOWN);
    first.join(" ") + if is_whole { "" } else { " …" }
}

/// The bytes of the line end at this place.
fn line_end(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at..at + 2) {
        Some(b"\r\n") => 2,
        Some(_) | None => 1,
    }
}

/// A short line with blank lines around it that is no sentence and no item of a list.
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let ends = line.trim_end_matches('*').ends_with(['.', ',', ';']);
    !line.is_empty() && line.len() <= LONGEST_HEADING && !is_item(line) && !ends
}

/// An item of a list, or a row of a table.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['-', '*', '•', '|']) && !line.starts_with("**")
}

/// A text without footnotes and the marks of emphasis and of lists.
fn plain(text: &str) -> String {
    let mut plain = text.replace("**", "");
    while let Some(from) = plain.find("^{")
        && let Some(length) = plain.get(from..).and_then(|rest| rest.find('}'))
    {
        plain.replace_range(from..=from + length, "");
    }
    plain.trim_start_matches([' ', '-', '•', '*']).trim().to_owned()
}

/// The sentences of a line, by its bytes: a sentence ends at a point or another mark with a blank and a capital behind it.
fn sentences(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    for (number, (at, character)) in characters.iter().enumerate() {
        let next = |ahead: usize| characters.get(number + ahead).map(|(_, character)| *character);
        let is_end = matches!(character, '.' | '!' | '?')
            && next(1).is_some_and(char::is_whitespace)
            && next(2).is_some_and(|first| first.is_uppercase() || "[(".contains(first));
        if is_end {
            found.push((from, at + 1));
            from = at + 1;
        }
    }
    found.push((from, line.len()));
    found
}
