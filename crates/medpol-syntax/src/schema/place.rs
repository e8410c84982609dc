//! From the path of an error to the node and the words for it.
//!
//! Knows the tree; what is wrong at a place is said by others.

use medpol_diagnostics::Span;

use crate::{Entry, Kind, Node};

/// A value of the tree and its place.
#[derive(Clone, Copy)]
pub(super) struct Place<'n> {
    /// The value.
    pub(super) node: &'n Node,
    /// The nearest key above it.
    pub(super) entry: Option<&'n Entry>,
    /// Whether it is an item of a list under that key.
    pub(super) is_item: bool,
}

impl<'n> Place<'n> {
    /// The place of a JSON pointer.
    pub(super) fn find(root: &'n Node, pointer: &str) -> Option<Self> {
        let mut place = Self { node: root, entry: None, is_item: false };
        for segment in pointer.split('/').skip(1) {
            place = match &place.node.kind {
                Kind::Mapping(_) => place.child(&segment.replace("~1", "/").replace("~0", "~"))?,
                Kind::Sequence(items) => {
                    let node = items.get(segment.parse::<usize>().ok()?)?;
                    Self { node, entry: place.entry, is_item: true }
                }
                Kind::Scalar(_) => return None,
            };
        }
        Some(place)
    }

    /// The value under a key.
    pub(super) fn child(self, key: &str) -> Option<Self> {
        let entry = self.node.entry(key)?;
        Some(Self { node: &entry.value, entry: Some(entry), is_item: false })
    }

    /// What it is called in a sentence.
    pub(super) fn name(self) -> String {
        match (self.entry, self.is_item) {
            (Some(entry), false) => format!("`{}`", entry.key),
            (Some(entry), true) => format!("an item of `{}`", entry.key),
            (None, true) => "an item of this document".to_owned(),
            (None, false) => "this document".to_owned(),
        }
    }

    /// The nearest key above it; empty at the top.
    pub(super) fn key(self) -> &'n str {
        self.entry.map_or("", |entry| &entry.key)
    }

    /// Where to point when the whole value is meant: at its key, else at its first line.
    pub(super) fn head(self) -> Span {
        match self.entry {
            Some(entry) if !self.is_item => entry.key_span,
            _ => first(self.node),
        }
    }

    /// Where to point when a key is missing or a word of the value is wrong.
    pub(super) fn culprit(self) -> Span {
        match &self.node.kind {
            Kind::Scalar(_) if self.node.is_null() => self.head(),
            Kind::Scalar(_) => self.node.span,
            Kind::Sequence(_) | Kind::Mapping(_) => self.head(),
        }
    }

    /// Whether nothing, not even a colon, follows the key. Only inside braces is that possible.
    pub(super) fn has_no_colon(self) -> bool {
        self.entry
            .is_some_and(|entry| !self.is_item && self.node.is_null() && entry.key_span.end == self.node.span.start)
    }
}

/// The first key or scalar of a value: the part that can be underlined on one line.
fn first(node: &Node) -> Span {
    match &node.kind {
        Kind::Scalar(_) => node.span,
        Kind::Sequence(items) => items.first().map_or(node.span, first),
        Kind::Mapping(entries) => entries.first().map_or(node.span, |entry| entry.key_span),
    }
}
