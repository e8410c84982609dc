//! Places as the protocol counts them: lines from 0, and in a line units of UTF-16.
//!
//! What is at a place is not known here.

use lsp_types::{Position, Range};
use medpol_diagnostics::Span;

/// The lines of a text.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The byte at a position; one past the end of its line is the end of the line.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return self.text.len() };
        let line = self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut units = 0;
        for (at, character) in line.char_indices() {
            if units >= position.character as usize {
                return start + at;
            }
            units += character.len_utf16();
        }
        start + line.len()
    }

    /// The position of a byte; one inside a character is the character's.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let units: usize = self.text.get(start..offset).unwrap_or_default().chars().map(char::len_utf16).sum();
        Position { line: narrow(line), character: narrow(units) }
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start as usize), end: self.position(span.end as usize) }
    }

    /// The whole text.
    pub(crate) fn whole(&self) -> Range {
        Range { start: Position::default(), end: self.position(self.text.len()) }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: u32, character: u32) {
        let lines = Lines::of(text);
        assert_eq!(lines.position(offset), Position { line, character });
        assert_eq!(lines.offset(Position { line, character }), offset);
    }

    #[test]
    fn positions_count_units_of_utf_16() {
        check("a: ü\nb: 🦴 c\n", 6, 1, 0);
        check("a: ü\nb: 🦴 c\n", 13, 1, 5);
        check("a: 1\r\nb: 2\r\n", 10, 1, 4);
        check("", 0, 0, 0);
        let lines = Lines::of("a\r\nb");
        assert_eq!(lines.offset(Position { line: 0, character: 99 }), 1);
        assert_eq!(lines.offset(Position { line: 99, character: 0 }), 4);
        assert_eq!(Lines::of("🦴").position(2), Position { line: 0, character: 0 });
    }
}
