//! The spanned tree: what was written, where, and nothing else.
//!
//! Scalars keep their text; nothing here guesses a type. Which parser made the tree is known to
//! `reader` alone.

use medpol_diagnostics::{FileId, Span};

/// One value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The place of the value.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The three shapes a value can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A scalar with its text after escapes.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping in written order; keys are unique.
    Mapping(Vec<Entry>),
}

/// A scalar and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text after escapes and folding.
    pub text: Box<str>,
    /// Whether it was written without quotes and not as a block.
    pub style: Style,
}

/// Whether quotes or a block marker say that a scalar is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No quotes: the type that is expected decides what the text means.
    Plain,
    /// Quotes or a block scalar: never null.
    Quoted,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: Box<str>,
    /// The place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The text of a scalar, null included.
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            Kind::Sequence(_) | Kind::Mapping(_) => None,
        }
    }

    /// The text of a scalar that is not null.
    pub fn text(&self) -> Option<&str> {
        if self.is_null() { None } else { self.scalar() }
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        match &mut self.kind {
            Kind::Mapping(entries) => entries.iter_mut().find(|entry| *entry.key == *key).map(|entry| &mut entry.value),
            Kind::Scalar(_) | Kind::Sequence(_) => None,
        }
    }

    /// The members of a list, to be changed, whether it is written as a list or as its `items`.
    pub fn items_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.kind {
            Kind::Sequence(items) => Some(items),
            Kind::Mapping(entries) => {
                entries.iter_mut().find(|entry| *entry.key == *"items").and_then(|entry| entry.value.items_mut())
            }
            Kind::Scalar(_) => None,
        }
    }

    /// The members of a list.
    pub fn sequence(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::Sequence(items) => Some(items),
            Kind::Scalar(_) | Kind::Mapping(_) => None,
        }
    }

    /// The entries of a mapping.
    pub fn mapping(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Mapping(entries) => Some(entries),
            Kind::Scalar(_) | Kind::Sequence(_) => None,
        }
    }

    /// The entry of a mapping with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.mapping()?.iter().find(|entry| &*entry.key == key)
    }

    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Whether it is YAML's null: nothing, `~` or `null`, unquoted.
    pub fn is_null(&self) -> bool {
        match &self.kind {
            Kind::Scalar(scalar) => {
                scalar.style == Style::Plain && matches!(&*scalar.text, "" | "~" | "null" | "Null" | "NULL")
            }
            Kind::Sequence(_) | Kind::Mapping(_) => false,
        }
    }

    /// The same tree, written in another file.
    pub(crate) fn place_in(&mut self, file: FileId) {
        self.span.file = file;
        match &mut self.kind {
            Kind::Scalar(_) => {}
            Kind::Sequence(items) => items.iter_mut().for_each(|item| item.place_in(file)),
            Kind::Mapping(entries) => {
                for entry in entries {
                    entry.key_span.file = file;
                    entry.value.place_in(file);
                }
            }
        }
    }

    /// What a person would call it: `a list`, `a mapping`, `nothing` or `a value`.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Sequence(_) => "a list",
            Kind::Mapping(_) => "a mapping",
            Kind::Scalar(_) if self.is_null() => "nothing",
            Kind::Scalar(_) => "a single value",
        }
    }
}
