//! Whether two values of a list say the same.
//!
//! Compares what was written, not what it means: `5 mm` and `0.5 cm` differ here.

use std::collections::HashMap;
use std::fmt::Write;

use crate::{Entry, Kind, Node};

/// The first item that says the same as one before it, with that one.
pub(super) fn first_repetition(items: &[Node]) -> Option<(&Node, &Node)> {
    let mut seen = HashMap::new();
    for item in items {
        let mut spelling = String::new();
        spell(item, &mut spelling);
        if let Some(first) = seen.insert(spelling, item) {
            return Some((first, item));
        }
    }
    None
}

/// Writes a value so that values that say the same are spelled alike.
fn spell(node: &Node, spelling: &mut String) {
    match &node.kind {
        Kind::Scalar(_) if node.is_null() => spelling.push('~'),
        Kind::Scalar(scalar) => quote(&scalar.text, spelling),
        Kind::Sequence(items) => {
            spelling.push('[');
            for item in items {
                spell(item, spelling);
            }
            spelling.push(']');
        }
        Kind::Mapping(entries) => {
            let mut entries: Vec<&Entry> = entries.iter().collect();
            entries.sort_by(|left, right| left.key.cmp(&right.key));
            spelling.push('{');
            for entry in entries {
                quote(&entry.key, spelling);
                spell(&entry.value, spelling);
            }
            spelling.push('}');
        }
    }
}

fn quote(text: &str, spelling: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(spelling, "{text:?}");
}
