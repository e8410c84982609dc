//! Line and column of many offsets of the same files, without counting from the start each time.
//!
//! Agrees with [`SourceMap::position`], which is simple and slow; does not clip or render.

use std::collections::BTreeMap;
use std::ops::Range;

use medpol_diagnostics::{FileId, Position, SourceMap, Span};

/// Bytes between two places where the number of characters is written down.
const BLOCK: usize = 4096;

/// The lines of one file.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    name: &'a str,
    text: &'a str,
    starts: Vec<usize>,
    characters: Vec<usize>,
}

/// The files looked at so far.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    map: &'a SourceMap,
    files: BTreeMap<FileId, Lines<'a>>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(map: &'a SourceMap) -> Self {
        Self { map, files: BTreeMap::new() }
    }

    /// The lines of a file; `None` only for a span made with another map.
    pub(crate) fn lines(&mut self, file: FileId) -> Option<&Lines<'a>> {
        if !self.files.contains_key(&file) {
            let source = self.map.file(file)?;
            self.files.insert(file, Lines::new(source.name(), source.text()));
        }
        self.files.get(&file)
    }

    /// The file name, the start and the end of a span.
    pub(crate) fn locate(&mut self, span: Span) -> (&'a str, Position, Position) {
        let nowhere = Position { line: 1, column: 1 };
        self.lines(span.file).map_or(("", nowhere, nowhere), |lines| {
            (lines.name, lines.position(span.start as usize), lines.position(span.end as usize))
        })
    }
}

/// Counts characters by their first bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

impl<'a> Lines<'a> {
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut total = 0;
        let characters = text
            .as_bytes()
            .chunks(BLOCK)
            .map(|block| {
                let before = total;
                total += count(block);
                before
            })
            .collect();
        Self { name, text, starts, characters }
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    /// The line number of an offset, from 0.
    pub(crate) fn number(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The bytes of a line, from 0, without its line end.
    pub(crate) fn range(&self, number: usize) -> Range<usize> {
        let start = self.starts.get(number).copied().unwrap_or(self.text.len());
        let end = self.starts.get(number + 1).map_or(self.text.len(), |next| next - 1);
        let ends_in_return = self.text.as_bytes().get(start..end).is_some_and(|line| line.last() == Some(&b'\r'));
        start..(if ends_in_return { end - 1 } else { end })
    }

    /// The text of a range of bytes.
    pub(crate) fn text(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// `offset`, moved back into the text and to the start of its character.
    pub(crate) fn settle(&self, offset: usize) -> usize {
        let mut settled = offset.min(self.text.len());
        while !self.text.is_char_boundary(settled) {
            settled -= 1;
        }
        settled
    }

    /// Line and column of an offset.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let settled = self.settle(offset);
        let number = self.number(settled);
        let start = self.starts.get(number).copied().unwrap_or_default();
        Position { line: number + 1, column: self.characters_before(settled) - self.characters_before(start) + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        let counted = self.characters.get(block).copied().unwrap_or_default();
        counted + self.text.as_bytes().get(block * BLOCK..offset).map_or(0, count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_the_source_map(text in "[a-zü腰\r\n]{0,40}", repeat in 1_usize..400, offset in 0_usize..30_000) {
            let mut map = SourceMap::default();
            let file = map.add("a.yaml", text.repeat(repeat));
            let span = Span::new(file, offset, offset);
            let expected = map.position(span);
            prop_assert_eq!(Places::new(&map).locate(span), ("a.yaml", expected, expected));
        }
    }
}
