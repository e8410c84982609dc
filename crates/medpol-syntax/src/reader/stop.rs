//! Where the parser stopped: the character, the line and the lines above.
//!
//! Knows the text; what went wrong there is said by `malformed`.

use medpol_diagnostics::{Code, Diagnostic, FileId, Span, codes};

use crate::problems::excerpt;

/// Where the parser stopped.
pub(super) struct Stop<'t> {
    /// The file.
    pub(super) file: FileId,
    /// Its whole text.
    pub(super) text: &'t str,
    /// The byte at which it stopped.
    pub(super) at: usize,
}

impl<'t> Stop<'t> {
    /// A diagnostic at the stop.
    pub(super) fn malformed(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&codes::P0002, self.here(), message)
    }

    /// A diagnostic at the word that begins at the stop.
    pub(super) fn refused(&self, code: &'static Code, message: &str) -> Diagnostic {
        let line = self.text.get(self.at..).unwrap_or_default();
        let word = line.split(char::is_whitespace).next().unwrap_or_default();
        Diagnostic::new(code, self.span(self.at, self.at + word.len()), message)
    }

    /// The character at the stop, for a message.
    pub(super) fn character(&self) -> String {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(character) => excerpt(character.encode_utf8(&mut [0; 4])),
            None => "the end of the file".to_owned(),
        }
    }

    /// The character at the stop, without width at the end of a line.
    pub(super) fn here(&self) -> Span {
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let width = next.filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
        self.span(self.at, self.at + width)
    }

    /// A span of this file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Where the line begins that `at` lies in.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    /// What follows `start` on its line.
    pub(super) fn line(&self, start: usize) -> &'t str {
        self.text.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
    }

    /// The nearest line below that is not blank, with its start; this line again where there is none.
    pub(super) fn line_below(&self, start: usize) -> (usize, &'t str) {
        let mut at = start;
        while let Some(end) = self.text.get(at..).and_then(|rest| rest.find('\n')) {
            at += end + 1;
            let line = self.line(at);
            if !line.trim().is_empty() {
                return (at, line);
            }
        }
        (start, self.line(start))
    }

    /// The nearest line above that is not blank, with its start.
    pub(super) fn line_above(&self, start: usize) -> (usize, &'t str) {
        let mut below = start;
        while below > 0 {
            let above = self.line_start(below - 1);
            let line = self.line(above);
            if !line.trim().is_empty() {
                return (above, line);
            }
            below = above;
        }
        (0, "")
    }
}

/// How many blanks a line begins with.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line can be a key, with or without a value.
pub(super) fn has_colon(line: &str) -> bool {
    line.contains(": ") || line.trim_end().ends_with(':')
}

/// The colon of a `key:value` that lacks its space. A colon in a web address or in a code such as
/// `CPT:64628` is none, so what is before it must be written as keys are.
pub(super) fn colon_without_space(line: &str) -> Option<usize> {
    let written = line.trim_start().trim_start_matches("- ").trim_start();
    let (key, value) = written.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_value = !value.is_empty() && !value.starts_with([' ', '/', '\t']);
    (is_key && is_value).then(|| line.len() - written.len() + key.len())
}
