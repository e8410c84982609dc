//! Source texts and positions in them.
//!
//! A [`Span`] is a byte range of one file; the [`SourceMap`] owns the texts and turns a span into
//! line and column. It never reads a file: `medpol-library` hands the texts over.

use std::sync::Arc;

/// The number of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file, `start` inclusive and `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte of the range.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets over 4 GiB are clamped, which no accepted file reaches.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: narrow(start), end: narrow(end.max(start)) }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both; `other` must be of the same file.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place a person can go to: line and column from 1, the column counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text with the name under which it is shown.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
}

impl SourceFile {
    /// The name shown to the reader, usually the path as the user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; offsets past the end or inside a character are moved back.
    pub fn position(&self, offset: usize) -> Position {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(..end).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

/// All texts of one run.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// Texts that others read too; they come first.
    shared: Option<Arc<SourceMap>>,
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// A map that goes on where another ends, without copying it.
    pub fn over(shared: &Arc<SourceMap>) -> Self {
        Self { shared: Some(Arc::clone(shared)), files: Vec::new() }
    }

    /// Number of files in the shared base map.
    fn shared(&self) -> usize {
        self.shared.as_ref().map_or(0, |shared| shared.shared() + shared.files.len())
    }

    /// Adds a text and returns its number.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.shared() + self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        id
    }

    /// The file of a span; `None` only for a span made with another map.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        match ((id.0 as usize).checked_sub(self.shared()), &self.shared) {
            (Some(own), _) => self.files.get(own),
            (None, shared) => shared.as_ref()?.file(id),
        }
    }

    /// Every text with its name, in the order they were added.
    pub fn files(&self) -> Vec<&SourceFile> {
        let mut files = self.shared.as_ref().map(|shared| shared.files()).unwrap_or_default();
        files.extend(&self.files);
        files
    }

    /// The text under a span, empty where the span does not fit.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|file| file.text.get(span.start as usize..span.end as usize)).unwrap_or_default()
    }

    /// Where a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.file).map_or(Position { line: 1, column: 1 }, |file| file.position(span.start as usize))
    }

    /// The name of the file a span lies in.
    pub fn name(&self, span: Span) -> &str {
        self.file(span.file).map_or("", SourceFile::name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, line: usize, column: usize) {
        let mut map = SourceMap::default();
        let file = map.add("a.yaml", text);
        assert_eq!(map.position(Span::new(file, offset, offset)), Position { line, column });
    }

    #[test]
    fn a_map_over_another_reads_both() {
        let mut below = SourceMap::default();
        let first = below.add("a.yaml", "a");
        let below = Arc::new(below);
        let mut middle = SourceMap::over(&below);
        let second = middle.add("b.yaml", "b");
        let mut map = SourceMap::over(&Arc::new(middle));
        let third = map.add("c.yaml", "c");
        let texts = [first, second, third].map(|file| map.text(Span::new(file, 0, 1)));
        assert_eq!(texts, ["a", "b", "c"]);
        assert!(below.file(second).is_none() && map.file(FileId(3)).is_none());
    }

    #[test]
    fn positions_count_characters() {
        check("a: 1\nb: 2\n", 5, 2, 1);
        check("ü: 1", 3, 1, 3);
        check("ü: 1", 1, 1, 1);
        check("", 9, 1, 1);
    }
}
