//! Reading trees into documents, and the small spanned values documents are made of.
//!
//! `None` means "not of this shape"; the schema has said so already, so nothing is reported here.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::Node;

/// Something that can be read from a tree.
pub trait Read: Sized {
    /// Reads a value; `None` where the shape is wrong.
    fn read(node: &Node) -> Option<Self>;

    /// The value of a key that is not there; `None` where the key is required.
    fn missing() -> Option<Self> {
        None
    }
}

/// The key of a Rust field: a key that is also a word of Rust is a raw identifier there.
pub(super) const fn key_name(field: &str) -> &str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Reads the value under a key.
pub(super) fn field<T: Read>(node: &Node, key: &str) -> Option<T> {
    match node.get(key_name(key)) {
        Some(value) => T::read(value),
        None => T::missing(),
    }
}

/// Implements [`Read`] for a struct: every listed field is the key of the same name, and `span` is
/// the place of the mapping.
///
/// With `as name` it is a function of that name instead, and the type reads itself. A `part` is some of
/// the keys of a mapping, and has no `span` of its own.
macro_rules! document {
    (part $type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::document::Read for $type {
            fn read(node: &$crate::Node) -> Option<Self> {
                Some(Self { $($field: $crate::document::read::field(node, stringify!($field))?),* })
            }
        }
    };
    ($type:ident as $name:ident { $($field:ident),* $(,)? }) => {
        impl $type {
            fn $name(node: &$crate::Node) -> Option<Self> {
                node.mapping()?;
                Some(Self { span: node.span, $($field: $crate::document::read::field(node, stringify!($field))?),* })
            }
        }
    };
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::document::Read for $type {
            fn read(node: &$crate::Node) -> Option<Self> {
                node.mapping()?;
                Some(Self { span: node.span, $($field: $crate::document::read::field(node, stringify!($field))?),* })
            }
        }
    };
}
pub(super) use document;

/// The place of a value that was never read; only schema generation asks for it.
pub(super) fn no_span() -> Span {
    Span::new(medpol_diagnostics::SourceMap::default().add("", ""), 0, 0)
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node) -> Option<Self> {
        Some(T::read(node))
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(node: &Node) -> Option<Self> {
        T::read(node).map(Box::new)
    }

    fn missing() -> Option<Self> {
        T::missing().map(Box::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node) -> Option<Self> {
        Some(node.sequence().unwrap_or_default().iter().filter_map(T::read).collect())
    }

    fn missing() -> Option<Self> {
        Some(Vec::new())
    }
}

/// A scalar's text and place. Numbers and booleans keep the text they were written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: Box<str>,
    /// Its place in the text.
    pub span: Span,
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Read for Text {
    fn read(node: &Node) -> Option<Self> {
        Some(Self { text: node.text()?.into(), span: node.span })
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // A text without a letter would pass for one that says something.
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

/// `true` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Whether it says `true`.
    pub is_set: bool,
    /// Its place in the text.
    pub span: Span,
}

impl Read for Flag {
    fn read(node: &Node) -> Option<Self> {
        let is_set = match node.text()? {
            "true" => true,
            "false" => false,
            _ => return None,
        };
        Some(Self { is_set, span: node.span })
    }
}

impl JsonSchema for Flag {
    fn schema_name() -> Cow<'static, str> {
        "Flag".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// A whole number from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The number.
    pub number: u32,
    /// Its place in the text.
    pub span: Span,
}

impl Read for Whole {
    fn read(node: &Node) -> Option<Self> {
        Some(Self { number: node.text()?.parse().ok()?, span: node.span })
    }
}

impl JsonSchema for Whole {
    fn schema_name() -> Cow<'static, str> {
        "Whole".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
    }
}

/// A value whose shape only a vocabulary can check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw(pub Node);

impl Default for Raw {
    fn default() -> Self {
        Self(Node { span: no_span(), kind: crate::Kind::Mapping(Vec::new()) })
    }
}

impl Read for Raw {
    fn read(node: &Node) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

impl JsonSchema for Raw {
    fn schema_name() -> Cow<'static, str> {
        "Raw".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

/// A value of any shape, null included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anything(pub Node);

impl Read for Anything {
    fn read(node: &Node) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

impl JsonSchema for Anything {
    fn schema_name() -> Cow<'static, str> {
        "Anything".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::from(true)
    }
}

/// A mapping from names to values, in written order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<T>(pub Vec<(Text, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Read> Read for Map<T> {
    fn read(node: &Node) -> Option<Self> {
        let entries = node.mapping().unwrap_or_default().iter();
        let read = |entry: &crate::Entry| {
            Some((Text { text: entry.key.clone(), span: entry.key_span }, T::read(&entry.value)?))
        };
        Some(Self(entries.filter_map(read).collect()))
    }

    fn missing() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}
