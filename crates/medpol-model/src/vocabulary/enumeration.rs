//! Closed lists of values, kept as masks.

use std::sync::Arc;

/// A closed list of values, at most 64.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Its name; a fact's path where the fact lists its own values.
    pub name: Arc<str>,
    /// The values in order.
    pub values: Vec<EnumerationValue>,
    /// Whether the order means something.
    pub ordered: bool,
    /// Named groups of values, as masks.
    pub ranges: Vec<(Arc<str>, u64)>,
}

/// One value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumerationValue {
    /// Its name.
    pub name: Arc<str>,
    /// Its name to a reader.
    pub label: Arc<str>,
    /// Its name inside a sentence.
    pub in_text: Arc<str>,
    /// Its definition.
    pub help: Option<Arc<str>>,
}

impl Enumeration {
    /// The mask of the value with this name.
    pub fn mask(&self, name: &str) -> Option<u64> {
        self.values.iter().position(|value| &*value.name == name).map(|at| 1 << at)
    }

    /// The mask of all values.
    pub fn domain(&self) -> u64 {
        u64::MAX.checked_shr(64 - u32::try_from(self.values.len()).unwrap_or(64).clamp(1, 64)).unwrap_or(u64::MAX)
    }

    /// The values of a mask, in order.
    pub fn members(&self, mask: u64) -> impl Iterator<Item = &EnumerationValue> {
        self.values.iter().enumerate().filter(move |(at, _)| mask & (1 << at) != 0).map(|(_, value)| value)
    }
}
