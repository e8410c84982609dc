//! The order of keys at one place of a document, as its schema has it.
//!
//! What a key means is not known here.

use std::sync::LazyLock;

use serde_json::Value;

use crate::Entry;
use crate::document::{DocumentKind, generate};

/// The schemas of all kinds of document: making one takes milliseconds.
static SCHEMAS: LazyLock<Vec<(DocumentKind, Value)>> =
    LazyLock::new(|| DocumentKind::ALL.into_iter().map(|kind| (kind, generate(kind))).collect());

/// What the schema of a document says at one place of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    root: Option<&'static Value>,
    here: Option<&'static Value>,
}

impl Order {
    /// At the top of a kind of document.
    pub(super) fn of(kind: DocumentKind) -> Self {
        let root = SCHEMAS.iter().find(|(known, _)| *known == kind).map(|(_, schema)| schema);
        Self { root, here: root }
    }

    /// At the value of a key.
    pub(super) fn under(self, key: &str) -> Self {
        let properties = self.properties();
        let named = properties.and_then(|properties| properties.get(key));
        self.at(named.or_else(|| self.here?.get("additionalProperties")))
    }

    /// At an element of a list.
    pub(super) fn element(self) -> Self {
        self.at(self.here.and_then(|here| here.get("items")))
    }

    /// Where each of some entries belongs: the entries by number, in the order of the schema. As written where the
    /// schema names no keys here, or not one of these.
    pub(super) fn sorted(self, entries: &[Entry]) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..entries.len()).collect();
        let rank = |number: &usize| {
            let key = &entries.get(*number)?.key;
            self.properties()?.keys().position(|known| **known == **key)
        };
        if numbers.iter().all(|number| rank(number).is_some()) {
            numbers.sort_by_key(rank);
        }
        numbers
    }

    /// Whether the order of keys says nothing here.
    pub(super) fn is_of_schema(self) -> bool {
        self.properties().is_some()
    }

    fn properties(self) -> Option<&'static serde_json::Map<String, Value>> {
        self.here?.get("properties")?.as_object()
    }

    /// At a part of the schema, or what it refers to.
    fn at(self, part: Option<&'static Value>) -> Self {
        let name = part.and_then(|part| part.get("$ref")?.as_str()?.strip_prefix('#'));
        let here = name.map_or(part, |name| self.root.and_then(|root| root.pointer(name)));
        Self { here, ..self }
    }
}
