//! A bracket that is not closed in its line, where the next line is a key again.
//!
//! Brackets may go over several lines, indented; a line that begins where the line of the bracket does, or further
//! left, is no part of them.

use medpol_diagnostics::{Diagnostic, Span, codes};

use super::stop::{Stop, has_colon, indentation};

impl Stop<'_> {
    /// The bracket at `opened` and its line as it should be, if the stop lies in a line that cannot belong to it.
    pub(super) fn unclosed_bracket(&self, opened: Span) -> Option<Diagnostic> {
        let (of_bracket, here) = (self.line_start(opened.start as usize), self.line_start(self.at));
        let (line, below) = (self.line(of_bracket), self.line(here));
        let is_key = has_colon(below) && !below.trim_start().starts_with(['{', '[', '"', '\'']);
        if of_bracket >= here || !is_key || indentation(below) > first_key(line) {
            return None;
        }
        let written = line.split(" #").next().unwrap_or(line).trim_end();
        let closing = closing(written)?;
        let end = of_bracket + written.len();
        let sign = self.text.get(opened.start as usize..opened.end as usize).unwrap_or_default();
        let message = format!("`{sign}` is not closed in its line");
        let problem = Diagnostic::new(&codes::P0002, opened, message).label("opened here");
        let problem = match self.with(&(end..end), &closing) {
            Some(line) => problem.help(format!("write `{line}`")),
            None => problem.help(format!("add `{closing}` at the end of the line")),
        };
        Some(problem.offer(self.span(end, end), closing))
    }
}

impl Stop<'_> {
    /// `{ fact: a at_least: 5 }`: a key of the same braces without a comma before it.
    pub(super) fn no_comma(&self) -> Option<Diagnostic> {
        let start = self.line_start(self.at);
        let before = self.text.get(start..self.at)?;
        let is_letter = |sign: char| sign.is_ascii_lowercase() || sign == '_';
        let key = before.len() - before.trim_end_matches(is_letter).len();
        let blank = before.get(..before.len() - key)?;
        let value_end = blank.trim_end().len();
        let is_beside_a_value = blank.len() > value_end && !blank.trim_end().ends_with([',', '{', '[', ':']);
        let is_colon = self.text.get(self.at..)?.starts_with(": ");
        if key == 0 || !is_beside_a_value || !is_colon || !blank.contains(": ") {
            return None;
        }
        let at = start + value_end;
        Some(self.mended(&codes::P0002, at..at, "a comma is missing before the next key", ","))
    }
}

/// The column in which the first key of a line stands: after its hyphens.
fn first_key(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// What closes the brackets of a line that are open at its end, in order.
fn closing(line: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut quote = None;
    for sign in line.chars() {
        match (quote, sign) {
            (None, '"' | '\'') => quote = Some(sign),
            (Some(opened), _) if opened == sign => quote = None,
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') => {
                open.pop().filter(|expected| *expected == sign)?;
            }
            _ => {}
        }
    }
    let closing: String = open.iter().rev().collect();
    (quote.is_none() && !closing.is_empty()).then_some(closing)
}
