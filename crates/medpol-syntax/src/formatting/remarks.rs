//! The comments and blank lines of a text, handed out in the order in which they are written.
//!
//! What a comment is about follows from where it stands: after something on its line, or on lines of its own before
//! what follows. How they are written again is not known here.

use crate::reader::Comment;

/// A line that is no part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// Nothing; of several such lines one is kept.
    Blank,
    /// A comment, from its `#` on.
    Comment(&'t str),
}

/// A comment at the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark<'t> {
    /// How many blanks stand before it.
    pub(super) gap: usize,
    /// The comment, from its `#` on.
    pub(super) text: &'t str,
}

/// What has not been handed out yet.
pub(super) struct Remarks<'t, 'c> {
    text: &'t str,
    comments: &'c [Comment],
    /// Where what was last looked at ends.
    done: usize,
}

impl<'t, 'c> Remarks<'t, 'c> {
    pub(super) fn of(text: &'t str, comments: &'c [Comment]) -> Self {
        Self { text, comments, done: 0 }
    }

    /// Says that what ends here was looked at.
    pub(super) fn go_to(&mut self, end: usize) {
        self.done = self.done.max(end);
    }

    /// The lines before what starts here.
    pub(super) fn before(&mut self, start: usize) -> Vec<Line<'t>> {
        let mut lines = Vec::new();
        while self.comments.first().is_some_and(|comment| comment.range.start < start) {
            self.take_line(&mut lines);
        }
        if self.has_blank_line_to(start) {
            lines.push(Line::Blank);
        }
        self.go_to(start);
        lines
    }

    /// The lines of comments that follow and stand at this column or further to the right.
    pub(super) fn below(&mut self, column: usize) -> Vec<Line<'t>> {
        let mut lines = Vec::new();
        while let Some(comment) = self.comments.first() {
            let at = comment.range.start;
            if !self.is_alone(at) || self.column(at) < column || !self.is_next(at) {
                break;
            }
            self.take_line(&mut lines);
        }
        lines
    }

    /// The comment that follows on the same line what was last looked at, with nothing but these signs between.
    pub(super) fn beside(&mut self, signs: &[char]) -> Option<Remark<'t>> {
        let comment = self.comments.first()?;
        let between = self.text.get(self.done..comment.range.start)?;
        let is_beside = between.chars().all(|sign| matches!(sign, ' ' | '\t') || signs.contains(&sign));
        if !is_beside {
            return None;
        }
        let gap = between.len() - between.trim_end_matches([' ', '\t']).len();
        let text = self.words(comment);
        self.done = comment.range.end;
        self.comments = self.comments.get(1..).unwrap_or_default();
        Some(Remark { gap: gap.max(1), text })
    }

    /// The column of a place, counted in bytes from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
    }

    fn take_line(&mut self, lines: &mut Vec<Line<'t>>) {
        let Some((comment, rest)) = self.comments.split_first() else { return };
        if self.has_blank_line_to(comment.range.start) {
            lines.push(Line::Blank);
        }
        lines.push(Line::Comment(self.words(comment)));
        self.done = self.done.max(comment.range.end);
        self.comments = rest;
    }

    fn words(&self, comment: &Comment) -> &'t str {
        self.text.get(comment.range.clone()).unwrap_or_default().trim_end()
    }

    fn has_blank_line_to(&self, start: usize) -> bool {
        self.text.get(self.done..start).is_some_and(|between| between.matches('\n').count() > 1)
    }

    /// Whether nothing stands before it on its line.
    fn is_alone(&self, at: usize) -> bool {
        let line = at - self.column(at);
        self.text.get(line..at).is_some_and(|before| before.trim().is_empty())
    }

    /// Whether nothing but blanks stands between what was last looked at and a place.
    fn is_next(&self, at: usize) -> bool {
        self.text.get(self.done..at).is_some_and(|between| between.trim().is_empty())
    }
}
