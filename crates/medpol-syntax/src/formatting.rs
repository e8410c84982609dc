//! The form in which every document is written alike: the order of keys, indentation, quotes and line breaks.
//!
//! The order of keys is that of the schema. Where it says nothing, such as for the facts of a case, what was written
//! stays. What fits on a line stays as its author wrote it, in brackets or line by line; what does not fit is broken in
//! one way. Comments stay with what they are about.
//!
//! What comes out is read again: it has the same tree and the same comments, or it is not given out. What the keys and
//! values mean is not known here.

mod layout;
mod order;
mod pieces;
mod remarks;
mod same;
mod scalar;
#[cfg(test)]
mod tests;

use medpol_diagnostics::{Diagnostic, SourceMap};

use crate::document::DocumentKind;
use crate::reader::writing;
use crate::{Node, parse};

/// Why a text is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFormatted {
    /// It cannot be read.
    Unread(Vec<Diagnostic>),
    /// It is none of our documents: it has no `format` that is known.
    NoDocument,
    /// It is JSON, which programs write.
    Json,
    /// What came out would not say the same. It is our mistake and never the author's.
    Different,
}

/// A document in the one form; the places of diagnostics are in `sources`, where the text is added under `name`.
///
/// # Errors
///
/// Why the text is left as it is.
pub fn formatted(name: &str, bytes: &[u8], sources: &mut SourceMap) -> Result<String, NotFormatted> {
    let parsed = parse(sources, name, bytes);
    let (Some(root), [], Ok(text)) = (&parsed.root, parsed.diagnostics.as_slice(), str::from_utf8(bytes)) else {
        return Err(NotFormatted::Unread(parsed.diagnostics));
    };
    let Some(kind) = kind(root) else { return Err(NotFormatted::NoDocument) };
    if serde_json::from_str::<serde_json::Value>(text).is_ok() {
        return Err(NotFormatted::Json);
    }
    let new = written(text, root, kind).ok_or(NotFormatted::Different)?;
    if says_the_same(text, root, kind, &new) { Ok(new) } else { Err(NotFormatted::Different) }
}

fn kind(root: &Node) -> Option<DocumentKind> {
    DocumentKind::from_format(root.get("format")?.text()?)
}

/// The text of a tree with its comments.
fn written(text: &str, root: &Node, kind: DocumentKind) -> Option<String> {
    let writing = writing(text)?;
    let document = pieces::pieces(text, root, &writing, order::Order::of(kind));
    let new = layout::written(&document);
    // Whoever works with the line ends of Windows goes on doing so.
    let ends_lines_with_return =
        text.find('\n').is_some_and(|at| text.get(..at).is_some_and(|line| line.ends_with('\r')));
    Some(if ends_lines_with_return { new.replace('\n', "\r\n") } else { new })
}

/// Whether another text of a document has the same tree and the same comments.
fn says_the_same(text: &str, root: &Node, kind: DocumentKind, new: &str) -> bool {
    let again = parse(&mut SourceMap::default(), "", new.as_bytes());
    let has_same_tree = again.root.is_some_and(|again| same::is_same(root, &again, order::Order::of(kind)))
        && again.diagnostics.is_empty();
    has_same_tree && words_of_comments(text) == words_of_comments(new)
}

/// What the comments of a text say, whatever their order.
fn words_of_comments(text: &str) -> Option<Vec<&str>> {
    let comments = writing(text)?.comments.into_iter();
    let mut words: Vec<&str> = comments.map(|comment| text.get(comment.range).unwrap_or_default().trim_end()).collect();
    words.sort_unstable();
    Some(words)
}
