//! Texts that need quotes: the line with them.
//!
//! Knows the text at the stop of the parser, not what went wrong there.

use std::ops::Range;

use medpol_diagnostics::Diagnostic;

use super::stop::Stop;

/// A value of a line with its place.
struct Value<'t> {
    key: &'t str,
    part: Range<usize>,
    text: &'t str,
}

impl<'t> Stop<'t> {
    /// The problem with the line whose value stands in quotes, where that can be written.
    pub(super) fn in_quotes(&self, problem: Diagnostic) -> Diagnostic {
        let Some(value) = self.value() else { return problem };
        if let Some(code) = divided_code(value.text) {
            return self.shown(problem, &value.part, &code, "a code has no space after its system");
        }
        match quoted(value.text) {
            Some(quoted) => self.shown(problem, &value.part, &quoted, "put the whole text in quotes"),
            None => problem,
        }
    }

    fn shown(&self, problem: Diagnostic, part: &Range<usize>, instead: &str, why: &str) -> Diagnostic {
        let span = self.span(part.start, part.end);
        match self.with(part, instead) {
            Some(line) => Diagnostic { help: vec![format!("{why}: `{line}`")], ..problem }.replace(span, instead),
            None => problem,
        }
    }

    /// The value of the line of the stop.
    fn value(&self) -> Option<Value<'t>> {
        let start = self.line_start(self.at);
        let line = self.line(start);
        let colon = line.find(": ")?;
        let key = line.get(..colon)?.trim_start_matches([' ', '-']);
        let rest = line.get(colon + 2..)?;
        let text = rest.trim();
        let from = start + colon + 2 + rest.find(text)?;
        let is_bare = !text.is_empty() && !key.contains([' ', '{', '[', '"', '\'']);
        is_bare.then_some(Value { key, part: from..from + text.len(), text })
    }

    /// The quoted text that begins above the stop and is not closed: its line, as it should be.
    pub(super) fn unclosed(&self, problem: Diagnostic) -> Diagnostic {
        let mut start = self.line_start(self.at);
        for _ in 0..40 {
            let (above, line) = self.line_above(start);
            if above >= start {
                break;
            }
            start = above;
            let opening = Stop { file: self.file, text: self.text, at: above };
            let Some(value) = opening.value() else { continue };
            let Some(quote) = value.text.chars().next().filter(|sign| matches!(sign, '"' | '\'')) else { continue };
            if value.text.matches(quote).count() % 2 == 1 {
                let end = above + line.trim_end().len();
                let problem = problem.also(self.span(value.part.start, value.part.start + 1), "opened here");
                return match self.with(&(end..end), &quote.to_string()) {
                    Some(line) => {
                        Diagnostic { help: vec![format!("close the quote of `{}`: `{line}`", value.key)], ..problem }
                            .offer(self.span(end, end), quote.to_string())
                    }
                    None => problem,
                };
            }
        }
        problem
    }
}

/// A text in quotes of a kind that it does not hold itself.
fn quoted(text: &str) -> Option<String> {
    let between = |sign: char| text.strip_prefix(sign).and_then(|rest| rest.strip_suffix(sign));
    let inner = between('"').or_else(|| between('\'')).unwrap_or(text);
    if inner.contains('\\') || inner.contains(" #") {
        return None;
    }
    if !inner.contains('"') {
        Some(format!("\"{inner}\""))
    } else if inner.contains('\'') {
        None
    } else {
        Some(format!("'{inner}'"))
    }
}

/// `HCPCS: J3490`, which is one code.
fn divided_code(text: &str) -> Option<String> {
    let (system, code) = text.split_once(": ")?;
    let is_system = system.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let has_digit = code.bytes().any(|byte| byte.is_ascii_digit());
    (is_system && system.len() > 1 && is_code && has_digit).then(|| format!("{system}:{code}"))
}
