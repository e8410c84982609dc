//! Scalars: on one line, in quotes if their author put them there, or in lines of their own.
//!
//! A text with a blank in it can be folded, and comes out the same when it is read. How wide a line is, is not known
//! here.

use crate::draft::scalar::{is_hidden, quoted as in_double_quotes};
use crate::reader::BlockSign;
use crate::{Scalar, Style};

/// A scalar as it can be written.
#[derive(Debug)]
pub(super) struct Written {
    /// On one line.
    pub(super) inline: String,
    /// In lines of its own, where it can be.
    pub(super) lines: Option<Lines>,
    /// Whether its author wrote it in lines of its own.
    pub(super) is_in_lines: bool,
}

/// A text in lines of its own.
#[derive(Debug)]
pub(super) enum Lines {
    /// Each line is one: `|`.
    Literal(Block),
    /// A paragraph is filled up: `>`. An empty one is an empty line.
    Folded(Block),
}

/// The lines or paragraphs of a text.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) paragraphs: Vec<String>,
    pub(super) end: End,
}

/// Whether a text ends with the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    WithoutLineEnd,
    WithLineEnd,
}

/// The ways in which a scalar can be written; `block` is the sign of one that its author wrote in lines of its own.
pub(super) fn written(scalar: &Scalar, block: Option<BlockSign>) -> Written {
    let text = &*scalar.text;
    let quoted = || quoted(text);
    match (block, scalar.style) {
        (Some(BlockSign::Literal), _) => Written { inline: quoted(), lines: literal(text), is_in_lines: true },
        (Some(BlockSign::Folded), _) => Written { inline: quoted(), lines: folded(text), is_in_lines: true },
        (None, Style::Quoted) => {
            let lines = if text.contains('\n') { None } else { folded(text) };
            Written { inline: quoted(), lines, is_in_lines: false }
        }
        (None, Style::Plain) if text.contains('\n') => {
            Written { inline: quoted(), lines: folded(text), is_in_lines: true }
        }
        (None, Style::Plain) => Written { inline: text.to_owned(), lines: folded(text), is_in_lines: false },
    }
}

/// A text in quotes: in single ones where that saves signs before quotes.
pub(super) fn quoted(text: &str) -> String {
    let needs_signs = text.contains(['"', '\\']);
    if needs_signs && !text.contains('\'') && !text.contains(is_hidden) {
        format!("'{text}'")
    } else {
        in_double_quotes(text)
    }
}

/// A text as lines, if they are read again as the same text.
fn literal(text: &str) -> Option<Lines> {
    let block = block(text)?;
    let is_safe = block.paragraphs.iter().all(|line| !line.contains(|sign| is_hidden(sign) && sign != '\t'));
    let begins_well =
        block.paragraphs.first().is_some_and(|first| !first.is_empty() && !first.starts_with([' ', '\t']));
    (is_safe && begins_well).then_some(Lines::Literal(block))
}

/// A text as paragraphs, if they are read again as the same text.
fn folded(text: &str) -> Option<Lines> {
    let block = block(text)?;
    let is_safe = block
        .paragraphs
        .iter()
        .all(|paragraph| !paragraph.starts_with(' ') && !paragraph.ends_with(' ') && !paragraph.contains(is_hidden));
    let begins_well = block.paragraphs.first().is_some_and(|first| !first.is_empty());
    (is_safe && begins_well && text.contains(' ')).then_some(Lines::Folded(block))
}

fn block(text: &str) -> Option<Block> {
    let (text, end) = match text.strip_suffix('\n') {
        Some(text) => (text, End::WithLineEnd),
        None => (text, End::WithoutLineEnd),
    };
    let paragraphs: Vec<String> = text.split('\n').map(str::to_owned).collect();
    // Empty lines at the end are not told from what follows.
    paragraphs.last().is_some_and(|last| !last.trim().is_empty()).then_some(Block { paragraphs, end })
}
