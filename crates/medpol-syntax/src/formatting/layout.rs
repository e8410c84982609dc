//! Lines: what fits on one stays on it, in brackets or as a text; what does not is broken.
//!
//! Which comments there are and in which order keys stand was settled before.

use super::pieces::{Collection, CollectionKind, Document, Layout, Member, Value};
use super::remarks::{Line, Remark};
use super::scalar::{Block, End, Lines, Written};

/// The longest line, in characters; a comment after something is not counted.
const WIDTH: usize = 120;

/// How much further in each level begins.
const STEP: usize = 2;

/// The text of a document.
pub(super) fn written(document: &Document<'_>) -> String {
    let mut page = Page::default();
    page.lines_before(&document.head, 0, First::OfAll);
    page.collection(&document.body, 0, Cursor::AtMargin);
    let mut text = page.text.trim_end().to_owned();
    text.push('\n');
    text
}

/// Where the next sign goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    /// At the beginning of a line.
    AtMargin,
    /// After a dash, where the first member of an element begins.
    AfterDash,
}

/// Whether something comes first in what it stands in: then no line is left empty before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    OfAll,
    No,
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn collection(&mut self, collection: &Collection<'_>, indent: usize, cursor: Cursor) {
        for (number, member) in collection.members.iter().enumerate() {
            let is_first = number == 0;
            if !(is_first && cursor == Cursor::AfterDash) {
                let first = if is_first { First::OfAll } else { First::No };
                self.lines_before(&member.before, indent, first);
                self.indented(indent);
            }
            match collection.kind {
                CollectionKind::Mapping => self.entry(member, indent),
                CollectionKind::List => self.element(member, indent),
            }
        }
        self.lines_before(&collection.tail, indent, First::No);
    }

    /// An entry, of which the line is begun.
    fn entry(&mut self, member: &Member<'_>, indent: usize) {
        let key = member.key.as_deref().unwrap_or_default();
        self.text.push_str(key);
        self.text.push(':');
        let column = indent + width(key) + 1;
        match &member.value {
            Value::Scalar(scalar) => self.scalar(scalar, member, indent, column),
            Value::Collection(collection) => {
                if let Some(line) = on_a_line(collection).filter(|line| fits(line, column + 1)) {
                    self.text.push(' ');
                    self.text.push_str(&line);
                    self.end(member.beside.as_ref());
                    return;
                }
                self.end(member.beside.as_ref());
                match in_brackets(collection, indent + STEP) {
                    Some(lines) => lines.iter().for_each(|line| self.line(line, indent + STEP)),
                    None => self.collection(collection, indent + STEP, Cursor::AtMargin),
                }
            }
        }
    }

    /// An element, of which the line is begun.
    fn element(&mut self, member: &Member<'_>, indent: usize) {
        self.text.push('-');
        match &member.value {
            Value::Scalar(scalar) => self.scalar(scalar, member, indent, indent + 1),
            Value::Collection(collection) => {
                self.text.push(' ');
                if let Some(line) = on_a_line(collection).filter(|line| fits(line, indent + STEP)) {
                    self.text.push_str(&line);
                    self.end(member.beside.as_ref());
                } else {
                    self.collection(collection, indent + STEP, Cursor::AfterDash);
                }
            }
        }
    }

    /// A scalar after a key or a dash that ends at a column.
    fn scalar(&mut self, scalar: &Written, member: &Member<'_>, indent: usize, column: usize) {
        match &scalar.lines {
            Some(lines) if scalar.is_in_lines || !fits(&scalar.inline, column + 1) => {
                self.in_lines(lines, member.beside.as_ref(), indent + STEP);
            }
            Some(_) | None => {
                if !scalar.inline.is_empty() {
                    self.text.push(' ');
                    self.text.push_str(&scalar.inline);
                }
                self.end(member.beside.as_ref());
            }
        }
    }

    fn in_lines(&mut self, lines: &Lines, beside: Option<&Remark<'_>>, indent: usize) {
        let (sign, Block { paragraphs, end }) = match lines {
            Lines::Literal(block) => ('|', block),
            Lines::Folded(block) => ('>', block),
        };
        self.text.push(' ');
        self.text.push(sign);
        if *end == End::WithoutLineEnd {
            self.text.push('-');
        }
        self.end(beside);
        for (number, paragraph) in paragraphs.iter().enumerate() {
            match lines {
                // Between two paragraphs one line end is written for the one that is read.
                Lines::Folded(_) if number > 0 => self.text.push('\n'),
                Lines::Folded(_) | Lines::Literal(_) => {}
            }
            match lines {
                Lines::Literal(_) => self.line(paragraph, indent),
                Lines::Folded(_) if paragraph.is_empty() => {}
                Lines::Folded(_) => filled(paragraph, indent).iter().for_each(|line| self.line(line, indent)),
            }
        }
    }

    fn line(&mut self, line: &str, indent: usize) {
        if !line.is_empty() {
            self.indented(indent);
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Comments and empty lines before something.
    fn lines_before(&mut self, lines: &[Line<'_>], indent: usize, first: First) {
        let mut is_first = first == First::OfAll;
        for line in lines {
            match line {
                Line::Blank if is_first => {}
                Line::Blank => {
                    if !self.text.ends_with("\n\n") {
                        self.text.push('\n');
                    }
                }
                Line::Comment(words) => {
                    self.line(words, indent);
                    is_first = false;
                }
            }
        }
    }

    /// The end of a line, with the comment beside it.
    fn end(&mut self, beside: Option<&Remark<'_>>) {
        if let Some(Remark { gap, text }) = beside {
            self.indented(*gap);
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    fn indented(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }
}

/// A collection on one line, if its author wrote it in brackets and nothing in it needs lines of its own.
fn on_a_line(collection: &Collection<'_>) -> Option<String> {
    if collection.layout == Layout::LineByLine || !collection.tail.is_empty() {
        return None;
    }
    let members: Vec<String> = collection.members.iter().map(member_on_a_line).collect::<Option<_>>()?;
    let all = members.join(", ");
    Some(match collection.kind {
        CollectionKind::List => format!("[{all}]"),
        CollectionKind::Mapping if members.is_empty() => "{}".to_owned(),
        CollectionKind::Mapping => format!("{{ {all} }}"),
    })
}

/// A list of scalars in brackets that does not fit on one line, on several that are as full as they can be.
fn in_brackets(collection: &Collection<'_>, indent: usize) -> Option<Vec<String>> {
    let is_scalar = |member: &Member<'_>| matches!(member.value, Value::Scalar(_));
    let is_list = collection.kind == CollectionKind::List && collection.members.iter().all(is_scalar);
    on_a_line(collection).filter(|_| is_list && !collection.members.is_empty())?;
    let mut lines = vec![String::new()];
    let mut members = collection.members.iter().filter_map(member_on_a_line).peekable();
    while let Some(mut member) = members.next() {
        member.push(if members.peek().is_some() { ',' } else { ']' });
        let line = lines.last_mut()?;
        if line.is_empty() {
            *line = format!("[{member}");
        } else if fits(&member, indent + width(line) + 1) {
            line.push(' ');
            line.push_str(&member);
        } else {
            lines.push(format!(" {member}"));
        }
    }
    Some(lines)
}

fn member_on_a_line(member: &Member<'_>) -> Option<String> {
    let has_comment = member.before.iter().any(|line| *line != Line::Blank) || member.beside.is_some();
    if has_comment {
        return None;
    }
    let value = match &member.value {
        Value::Scalar(scalar) => scalar.inline.clone(),
        Value::Collection(collection) => on_a_line(collection)?,
    };
    Some(match &member.key {
        Some(key) if value.is_empty() => format!("{key}:"),
        Some(key) => format!("{key}: {value}"),
        None => value,
    })
}

/// A paragraph in lines that are as full as they can be. A line ends only at a blank between two words.
fn filled(paragraph: &str, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = paragraph.split(' ').peekable();
    let mut line = String::new();
    // Of several blanks together none is the end of a line.
    let mut may_end = false;
    while let Some(word) = words.next() {
        let next_is_blank = words.peek().is_some_and(|next| next.is_empty());
        if line.is_empty() && lines.is_empty() {
            line.push_str(word);
        } else if may_end && !word.is_empty() && !fits(word, indent + width(&line) + 1) {
            lines.push(std::mem::take(&mut line));
            line.push_str(word);
        } else {
            line.push(' ');
            line.push_str(word);
        }
        may_end = !word.is_empty() && !next_is_blank;
    }
    lines.push(line);
    lines
}

fn fits(text: &str, column: usize) -> bool {
    column + width(text) <= WIDTH
}

fn width(text: &str) -> usize {
    text.chars().count()
}
