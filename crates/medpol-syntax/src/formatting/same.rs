//! Whether two trees say the same: all but the order of keys where it says nothing.

use super::order::Order;
use crate::{Entry, Kind, Node, Scalar};

/// Whether two documents say the same.
pub(super) fn is_same(left: &Node, right: &Node, order: Order) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Scalar(scalar), Kind::Scalar(other)) => {
            left.is_null() == right.is_null() && is_same_scalar(scalar, other)
        }
        (Kind::Sequence(items), Kind::Sequence(others)) => {
            let mut pairs = items.iter().zip(others);
            items.len() == others.len() && pairs.all(|(item, other)| is_same(item, other, order.element()))
        }
        (Kind::Mapping(entries), Kind::Mapping(others)) => {
            let is_same_entry =
                |entry: &Entry, other: &Entry| is_same(&entry.value, &other.value, order.under(&entry.key));
            let mut pairs = entries.iter().zip(others);
            entries.len() == others.len()
                && if order.is_of_schema() {
                    entries.iter().all(|entry| right.entry(&entry.key).is_some_and(|other| is_same_entry(entry, other)))
                } else {
                    pairs.all(|(entry, other)| entry.key == other.key && is_same_entry(entry, other))
                }
        }
        (Kind::Scalar(_) | Kind::Sequence(_) | Kind::Mapping(_), _) => false,
    }
}

/// Quotes keep a word from being read as a number, a boolean or nothing. A text with a blank in it is none of these.
fn is_same_scalar(left: &Scalar, right: &Scalar) -> bool {
    left.text == right.text && (left.style == right.style || left.text.contains(' '))
}
