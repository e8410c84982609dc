//! The tree as the validator sees it.
//!
//! A plain scalar is of every type its text allows: `3` is a number where a number is asked for and
//! the text `3` where text is. Only `null` is nothing but null, and only quoted text is nothing but
//! text. Which errors come of it is not known here.

use std::borrow::Cow;
use std::cell::Cell;
use std::ptr;

use jsonschema::JsonType;
use jsonschema::json::{self, Json, NodeIdentity, cmp};
use serde_json::Value;

use super::number::Written;
use super::repetition::first_repetition;
use crate::{Entry, Kind, Node, Style};

/// The tree as a representation of JSON.
pub(super) struct Tree;

/// A value of the tree, or a key where keys are checked.
#[derive(Clone)]
pub(super) enum Instance<'a> {
    Value {
        node: &'a Node,
        /// How many more errors are wanted; at none, the values below are not visited any more.
        budget: &'a Cell<usize>,
    },
    Key(&'a str),
}

impl<'a> Instance<'a> {
    pub(super) fn new(node: &'a Node, budget: &'a Cell<usize>) -> Self {
        Self::Value { node, budget }
    }

    /// The text, and whether it may be read as a number or as a boolean.
    fn scalar(&self) -> Option<(&'a str, Style)> {
        match self {
            Self::Key(key) => Some((key, Style::Quoted)),
            Self::Value { node, .. } => match &node.kind {
                Kind::Scalar(scalar) if !node.is_null() => Some((&scalar.text, scalar.style)),
                _ => None,
            },
        }
    }

    fn plain(&self) -> Option<&'a str> {
        self.scalar().filter(|(_, style)| *style == Style::Plain).map(|(text, _)| text)
    }
}

impl Json for Tree {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = ();

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        f(Instance::Key(string))
    }
}

impl<'a> json::Node<'a, Tree> for Instance<'a> {
    type Object = Mapping<'a>;
    type Array = List<'a>;
    type Number = Written;

    fn as_object(&self) -> Option<Mapping<'a>> {
        let Self::Value { node, budget } = self else { return None };
        Some(Mapping { entries: node.mapping()?, budget })
    }

    fn as_array(&self) -> Option<List<'a>> {
        let Self::Value { node, budget } = self else { return None };
        Some(List { items: node.sequence()?, budget })
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.scalar().map(|(text, _)| Cow::Borrowed(text))
    }

    fn as_number(&self) -> Option<Written> {
        self.plain().and_then(Written::read)
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.plain()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Value { node, .. } if node.is_null())
    }

    fn is_string(&self) -> bool {
        self.scalar().is_some()
    }

    fn json_type(&self) -> JsonType {
        match self {
            Self::Value { node, .. } if node.mapping().is_some() => JsonType::Object,
            Self::Value { node, .. } if node.sequence().is_some() => JsonType::Array,
            _ if self.is_null() => JsonType::Null,
            _ if self.as_boolean().is_some() => JsonType::Boolean,
            _ if self.as_number().is_some() => JsonType::Number,
            _ => JsonType::String,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match expected {
            Value::Null => self.is_null(),
            Value::Bool(expected) => self.as_boolean() == Some(*expected),
            Value::Number(expected) => {
                self.as_number().is_some_and(|written| cmp::equal_numbers(&written.number, expected))
            }
            Value::String(expected) => self.scalar().is_some_and(|(text, _)| text == expected),
            Value::Array(expected) => self.as_array().is_some_and(|list| {
                let items = list.items.iter().map(|node| Self::Value { node, budget: list.budget });
                list.items.len() == expected.len() && items.zip(expected).all(|(item, value)| item.equals_value(value))
            }),
            Value::Object(expected) => self.as_object().is_some_and(|mapping| {
                let is_expected = |entry: &'a Entry| {
                    let value = Self::Value { node: &entry.value, budget: mapping.budget };
                    expected.get(&*entry.key).is_some_and(|expected| value.equals_value(expected))
                };
                mapping.entries.len() == expected.len() && mapping.entries.iter().all(is_expected)
            }),
        }
    }

    /// Called once for every error, and for nothing else that matters here: errors are explained
    /// from their paths. So this is where they are counted.
    fn to_value(&self) -> Cow<'a, Value> {
        if let Self::Value { budget, .. } = self {
            budget.set(budget.get().saturating_sub(1));
        }
        Cow::Owned(match self {
            Self::Key(key) => Value::String((*key).to_owned()),
            Self::Value { .. } => Value::Null,
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        match self {
            Self::Value { node, .. } => Some(NodeIdentity::new(ptr::from_ref::<Node>(node).addr())),
            Self::Key(_) => None,
        }
    }
}

/// The entries of a mapping.
pub(super) struct Mapping<'a> {
    entries: &'a [Entry],
    budget: &'a Cell<usize>,
}

impl<'a> json::Object<'a, Tree> for Mapping<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = Box<dyn Iterator<Item = (&'a str, Instance<'a>)> + 'a>;

    fn len(&self) -> usize {
        self.entries.len()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        let entry = self.entries.iter().find(|entry| &*entry.key == key)?;
        Some(Instance::Value { node: &entry.value, budget: self.budget })
    }

    fn members(&self) -> Self::MembersIter {
        let budget = self.budget;
        let members = self.entries.iter().take_while(|_| budget.get() > 0);
        Box::new(members.map(|entry| (&*entry.key, Instance::Value { node: &entry.value, budget })))
    }
}

/// The items of a list.
pub(super) struct List<'a> {
    items: &'a [Node],
    budget: &'a Cell<usize>,
}

impl<'a> json::Array<'a, Tree> for List<'a> {
    type Node = Instance<'a>;
    type ElementsIter = Box<dyn Iterator<Item = Instance<'a>> + 'a>;

    fn len(&self) -> usize {
        self.items.len()
    }

    fn elements(&self) -> Self::ElementsIter {
        let budget = self.budget;
        let items = self.items.iter().take_while(|_| budget.get() > 0);
        Box::new(items.map(|node| Instance::Value { node, budget }))
    }

    fn is_unique(&self) -> bool {
        first_repetition(self.items).is_none()
    }
}
