//! Rust source as far as the checks need it: code without comments and literals, and which lines
//! are tests.
//!
//! Reads characters, not syntax: it relies on what the compiler and the formatter have accepted.

mod mask;

pub(crate) use mask::mask;

use crate::tree::TextFile;

/// A Rust file.
#[derive(Clone, Debug)]
pub(crate) struct RustFile<'a> {
    /// The file.
    pub(crate) file: &'a TextFile,
    /// Its lines, comments and literals blanked.
    pub(crate) code: Vec<String>,
    /// Which lines belong to a `#[cfg(test)]` item.
    pub(crate) is_test: Vec<bool>,
}

impl<'a> RustFile<'a> {
    /// Reads a file.
    pub(crate) fn of(file: &'a TextFile) -> Self {
        let masked = mask(&file.text);
        let is_test = test_lines(&masked);
        Self { file, code: masked.lines().map(str::to_owned).collect(), is_test }
    }

    /// Whether the whole file is there for tests or benches.
    pub(crate) fn is_test_file(&self) -> bool {
        let folders = ["/tests/", "/benches/", "/medpol-testing/", "/medpol-bench/"];
        self.file.name() == "tests.rs" || folders.iter().any(|folder| self.file.path.contains(folder))
    }

    /// Code that ships, with line numbers from 1.
    pub(crate) fn production(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test_file = self.is_test_file();
        let lines = self.code.iter().zip(&self.is_test).enumerate();
        lines
            .filter(move |(_, (_, is_test))| !is_test_file && !**is_test)
            .map(|(index, (line, _))| (index + 1, line.as_str()))
    }

    /// The crate it belongs to.
    pub(crate) fn package(&self) -> &str {
        self.file.path.split('/').nth(1).unwrap_or_default()
    }
}

/// Marks the lines of items under `#[cfg(test)]`, from the attribute to the closing brace.
fn test_lines(masked: &str) -> Vec<bool> {
    let mut marks = Vec::new();
    let mut item: Option<usize> = None;
    let mut depth = 0_usize;
    for line in masked.lines() {
        if item.is_none() && line.contains("#[cfg(test)]") {
            item = Some(depth);
        }
        let mut ends = false;
        marks.push(item.is_some());
        for character in line.chars() {
            match character {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    ends |= item == Some(depth);
                }
                ';' => ends |= item == Some(depth),
                _ => {}
            }
        }
        if ends {
            item = None;
        }
    }
    marks
}

/// The words and signs of masked code, with line numbers; `::` is one sign.
pub(crate) fn tokens<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let mut tokens: Vec<(usize, String)> = Vec::new();
    for (number, line) in lines {
        let mut word = String::new();
        for character in line.chars() {
            if character.is_alphanumeric() || character == '_' {
                word.push(character);
                continue;
            }
            if !word.is_empty() {
                tokens.push((number, std::mem::take(&mut word)));
            }
            match tokens.last_mut() {
                Some((_, last)) if character == ':' && last == ":" => last.push(':'),
                _ if character.is_whitespace() => {}
                _ => tokens.push((number, character.to_string())),
            }
        }
        if !word.is_empty() {
            tokens.push((number, word));
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_modules_are_not_production_code() {
        let text = "fn a() {\n}\n#[cfg(test)]\nmod tests;\nfn b() {}\n#[cfg(test)]\nmod more {\n  fn c() {\n  }\n}\nfn d() {}\n";
        let file = TextFile { path: "crates/medpol-model/src/a.rs".to_owned(), text: text.to_owned() };
        let file = RustFile::of(&file);
        let lines: Vec<usize> = file.production().map(|(number, _)| number).collect();
        assert_eq!(lines, [1, 2, 5, 11]);
        assert_eq!(file.package(), "medpol-model");
    }

    #[test]
    fn tokens_are_words_and_signs() {
        let found: Vec<String> =
            tokens([(1, "use std::{fs};")].into_iter()).into_iter().map(|(_, token)| token).collect();
        assert_eq!(found, ["use", "std", "::", "{", "fs", "}", ";"]);
    }
}
