//! The keys and the fixed values that the schema of a document allows at a place.
//!
//! What a name means is not known here.

use std::sync::LazyLock;

use medpol_syntax::document::{DocumentKind, generate};
use serde_json::Value;

/// The schemas, each made once.
static SCHEMAS: LazyLock<Vec<(DocumentKind, Value)>> =
    LazyLock::new(|| DocumentKind::ALL.into_iter().map(|kind| (kind, generate(kind))).collect());

/// A part of the schema of a document.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    root: &'static Value,
    here: &'static Value,
}

impl Part {
    /// The part below some keys; lists count as their elements.
    pub(crate) fn below(kind: DocumentKind, keys: &[String]) -> Option<Self> {
        let root = SCHEMAS.iter().find(|(known, _)| *known == kind).map(|(_, schema)| schema)?;
        keys.iter().try_fold(Self { root, here: root }, |part, key| part.under(key))
    }

    /// The part of a key.
    pub(crate) fn under(self, key: &str) -> Option<Self> {
        let here = self.element();
        let named = here.here.get("properties").and_then(|properties| properties.get(key));
        let part = named.or_else(|| here.here.get("additionalProperties").filter(|part| part.is_object()))?;
        Some(Self { here: part, ..self }.followed())
    }

    /// The keys of a mapping here, with what they mean.
    pub(crate) fn keys(self) -> Vec<(&'static str, &'static str)> {
        let properties = self.element().here.get("properties").and_then(Value::as_object);
        let described = |schema: &'static Value| schema.get("description").and_then(Value::as_str).unwrap_or_default();
        properties.into_iter().flatten().map(|(key, schema)| (&**key, described(schema))).collect()
    }

    /// The values that alone are allowed here.
    pub(crate) fn values(self) -> Vec<&'static str> {
        let here = self.element().here;
        let listed = here.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let fixed = here.get("const").and_then(Value::as_str);
        let flags: &[&str] = if here.get("type") == Some(&Value::from("boolean")) { &["true", "false"] } else { &[] };
        listed.chain(fixed).chain(flags.iter().copied()).collect()
    }

    fn element(self) -> Self {
        match self.here.get("items") {
            Some(items) if self.here.get("properties").is_none() => Self { here: items, ..self }.followed(),
            _ => self,
        }
    }

    fn followed(self) -> Self {
        let name = self.here.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        Self { here: name.and_then(|name| self.root.pointer(name)).unwrap_or(self.here), ..self }
    }
}
