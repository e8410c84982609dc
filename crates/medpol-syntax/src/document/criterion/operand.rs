//! Keys of a criterion that can be written in several shapes.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::Node;
use crate::document::read::{Read, Text};

/// The right side of a comparator.
#[derive(Clone, Debug)]
pub struct Operand {
    /// Its place in the text.
    pub span: Span,
    /// What it is.
    pub kind: OperandKind,
}

/// The shapes of a right side.
#[derive(Clone, Debug)]
pub enum OperandKind {
    /// A value.
    Literal(Text),
    /// Several values.
    List(Vec<Text>),
    /// Another fact.
    Fact(Text),
    /// Another fact with a constant added or taken off.
    Shifted(Text, Offset),
    /// A named range of an enumeration.
    Range(Text),
}

/// What is added to another fact, or taken off it.
#[derive(Clone, Debug)]
pub struct Offset {
    /// Which of the two.
    pub direction: Direction,
    /// How much.
    pub amount: Text,
}

/// Whether an offset is added or taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `plus`.
    Plus,
    /// `minus`.
    Minus,
}

impl Direction {
    /// Its key in the language.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plus => "plus",
            Self::Minus => "minus",
        }
    }
}

impl Offset {
    fn read(node: &Node) -> Option<Self> {
        let offset = |direction: Direction| {
            let amount = node.get(direction.key()).and_then(Text::read)?;
            Some(Self { direction, amount })
        };
        offset(Direction::Plus).or_else(|| offset(Direction::Minus))
    }
}

impl Read for Operand {
    fn read(node: &Node) -> Option<Self> {
        let kind = if let Some(items) = node.sequence() {
            OperandKind::List(items.iter().filter_map(Text::read).collect())
        } else if node.mapping().is_some() {
            match (node.get("fact").and_then(Text::read), node.get("range").and_then(Text::read), Offset::read(node)) {
                (Some(fact), None, None) => OperandKind::Fact(fact),
                (Some(fact), None, Some(offset)) => OperandKind::Shifted(fact, offset),
                (None, Some(range), None) => OperandKind::Range(range),
                _ => return None,
            }
        } else {
            OperandKind::Literal(Text::read(node)?)
        };
        Some(Self { span: node.span, kind })
    }
}

impl JsonSchema for Operand {
    fn schema_name() -> Cow<'static, str> {
        "Operand".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A value, a list of values, `{ fact: path }` with or without an offset, or `{ range: name }`.",
            "type": ["string", "number", "boolean", "array", "object"],
            "items": { "type": ["string", "number", "boolean"] },
            "minItems": 1,
            "properties": {
                "fact": { "type": "string", "description": "Another fact of the vocabulary, or an element of an enclosing quantifier." },
                "range": { "type": "string", "description": "A named range of the fact's enumeration." },
                "plus": { "type": ["string", "number"], "description": "Added to the other fact: whole days or weeks to a date, a number to a number." },
                "minus": { "type": ["string", "number"], "description": "Taken off the other fact: whole days or weeks off a date, a number off a number." }
            },
            "minProperties": 1,
            "additionalProperties": false,
            "allOf": [
                { "if": { "required": ["fact"] }, "then": { "properties": { "range": false } } },
                { "if": { "required": ["plus"] }, "then": { "required": ["fact"], "properties": { "minus": false } } },
                { "if": { "required": ["minus"] }, "then": { "required": ["fact"] } }
            ]
        })
    }
}

/// The values for which a condition must be met.
#[derive(Clone, Debug)]
pub struct Each {
    /// Their place in the text.
    pub span: Span,
    /// The values as listed; none where a type is named.
    pub values: Vec<Text>,
    /// The enumeration whose values are meant.
    pub r#enum: Option<Text>,
}

impl Read for Each {
    fn read(node: &Node) -> Option<Self> {
        let values = node.sequence().unwrap_or_default().iter().filter_map(Text::read).collect();
        let r#enum = node.get("enum").and_then(Text::read);
        let each = Self { span: node.span, values, r#enum };
        (!each.values.is_empty() || each.r#enum.is_some()).then_some(each)
    }
}

impl JsonSchema for Each {
    fn schema_name() -> Cow<'static, str> {
        "Each".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["array", "object"],
            "items": { "type": ["string", "number", "boolean"] },
            "minItems": 1,
            "maxItems": 64,
            "uniqueItems": true,
            "properties": {
                "enum": { "type": "string", "description": "A named enumeration of the vocabulary: every one of its values." }
            },
            "required": ["enum"],
            "additionalProperties": false
        })
    }
}

/// A name or several.
#[derive(Clone, Debug)]
pub struct Names {
    /// Their place in the text.
    pub span: Span,
    /// The names.
    pub names: Vec<Text>,
}

impl Read for Names {
    fn read(node: &Node) -> Option<Self> {
        let names: Vec<Text> = match node.sequence() {
            Some(names) => names.iter().filter_map(Text::read).collect(),
            None => vec![Text::read(node)?],
        };
        (!names.is_empty()).then_some(Self { span: node.span, names })
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "array"],
            "items": { "type": "string" },
            "minItems": 1,
            "uniqueItems": true
        })
    }
}

/// Which evidence a fact needs: any, or of some kinds.
#[derive(Clone, Debug)]
pub struct EvidenceRequirement {
    /// Its place in the text.
    pub span: Span,
    /// Kinds of document; empty means any.
    pub kinds: Vec<Text>,
}

impl Read for EvidenceRequirement {
    fn read(node: &Node) -> Option<Self> {
        match node.sequence() {
            Some(kinds) => Some(Self { span: node.span, kinds: kinds.iter().filter_map(Text::read).collect() }),
            None => (node.text()? == "true").then(|| Self { span: node.span, kinds: Vec::new() }),
        }
    }
}

impl JsonSchema for EvidenceRequirement {
    fn schema_name() -> Cow<'static, str> {
        "EvidenceRequirement".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["boolean", "array"], "items": { "type": "string" }, "minItems": 1 })
    }
}
