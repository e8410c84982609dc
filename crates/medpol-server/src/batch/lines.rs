//! The lines of a stream that comes in pieces, each within a limit.
//!
//! What is in a line is not looked at.

use bytes::{Buf, Bytes, BytesMut};

/// A line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing but white space.
    Empty,
    /// Longer than the limit; its bytes are gone.
    TooLong,
    /// With its bytes.
    Whole(Bytes),
}

/// The lines of a stream, as far as it has come.
#[derive(Debug)]
pub(super) struct Lines {
    limit: usize,
    /// The piece that came last, as far as it is not taken yet.
    piece: Bytes,
    /// The line that is begun.
    begun: BytesMut,
    is_too_long: bool,
    is_ended: bool,
}

impl Lines {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, piece: Bytes::new(), begun: BytesMut::new(), is_too_long: false, is_ended: false }
    }

    /// Takes the next piece; the one before must have been used up.
    pub(super) fn add(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self) {
        self.is_ended = true;
    }

    /// The next whole line; `None` until more comes, or at the end.
    pub(super) fn next(&mut self) -> Option<Line> {
        if let Some(at) = self.piece.iter().position(|byte| *byte == b'\n') {
            let rest = self.piece.split_to(at);
            self.piece.advance(1);
            return Some(self.finish(rest));
        }
        let rest = std::mem::take(&mut self.piece);
        self.keep(&rest);
        let is_last = self.is_ended && (self.is_too_long || !self.begun.is_empty());
        is_last.then(|| self.finish(Bytes::new()))
    }

    /// The line that ends with `rest`.
    fn finish(&mut self, rest: Bytes) -> Line {
        let line = if self.begun.is_empty() && !self.is_too_long && rest.len() <= self.limit {
            rest
        } else {
            self.keep(&rest);
            self.begun.split().freeze()
        };
        match std::mem::take(&mut self.is_too_long) {
            true => Line::TooLong,
            false if line.iter().all(u8::is_ascii_whitespace) => Line::Empty,
            false => Line::Whole(line),
        }
    }

    /// Keeps more of a line that is begun, if it is not too long.
    fn keep(&mut self, more: &[u8]) {
        self.is_too_long |= self.begun.len() + more.len() > self.limit;
        if self.is_too_long {
            self.begun.clear();
        } else {
            self.begun.extend_from_slice(more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[&str], expected: &[Option<&str>]) {
        let mut lines = Lines::new(4);
        let mut found = Vec::new();
        for piece in pieces {
            lines.add(Bytes::copy_from_slice(piece.as_bytes()));
            found.extend(std::iter::from_fn(|| lines.next()));
        }
        lines.end();
        found.extend(std::iter::from_fn(|| lines.next()));
        let expected: Vec<Line> = expected
            .iter()
            .map(|line| match line {
                None => Line::TooLong,
                Some("") => Line::Empty,
                Some(text) => Line::Whole(Bytes::copy_from_slice(text.as_bytes())),
            })
            .collect();
        assert_eq!(found, expected, "{pieces:?}");
    }

    #[test]
    fn lines_are_whole_however_the_input_is_split() {
        check(&["ab\ncd\n"], &[Some("ab"), Some("cd")]);
        check(&["a", "b\nc", "d"], &[Some("ab"), Some("cd")]);
        check(&["ab\n\ncd"], &[Some("ab"), Some(""), Some("cd")]);
        check(&[], &[]);
        check(&["\n"], &[Some("")]);
        check(&["ab\r\n"], &[Some("ab\r")]);
    }

    #[test]
    fn a_line_over_the_limit_spoils_no_other() {
        check(&["abcd\nabcde\nef\n"], &[Some("abcd"), None, Some("ef")]);
        check(&["abc", "de", "fgh\nij"], &[None, Some("ij")]);
        check(&["abc", "de", "fgh"], &[None]);
    }
}
