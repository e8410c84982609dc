//! A line as it should be: the help that shows it, and the change that makes it.
//!
//! Knows the text; what is wrong with the line is said by others.

use std::ops::Range;

use medpol_diagnostics::{Code, Diagnostic};

use super::stop::Stop;

/// The longest line that is repeated in a help, in characters.
const LONGEST: usize = 160;

impl Stop<'_> {
    /// A diagnostic at a part of a line, with the line as it should be.
    pub(super) fn mended(
        &self,
        code: &'static Code,
        part: Range<usize>,
        message: impl Into<String>,
        instead: &str,
    ) -> Diagnostic {
        let span = self.span(part.start, part.end);
        let problem = Diagnostic::new(code, span, message);
        match self.with(&part, instead) {
            Some(line) => problem.help(format!("write `{line}`")).replace(span, instead),
            None => problem.replace(span, instead),
        }
    }

    /// The line of a part with something else in its place, without the blanks around it.
    pub(super) fn with(&self, part: &Range<usize>, instead: &str) -> Option<String> {
        let start = self.line_start(part.start);
        let line = self.line(start);
        let before = line.get(..part.start.checked_sub(start)?)?;
        let after = line.get(part.end.checked_sub(start)?..)?;
        let mended = format!("{before}{instead}{after}");
        let mended = mended.trim();
        (mended.chars().count() <= LONGEST && !mended.contains('`')).then(|| mended.to_owned())
    }
}
