//! The signs that compare, and the comparator that says the same.
//!
//! Authors write `>=` where the language has a word. `>` and `>=` are never taken for each other: whether a
//! limit itself counts is what a policy is about.

use crate::document::ComparatorKey;

/// The signs, those that begin with another one before it.
static SIGNS: [(&str, ComparatorKey); 27] = [
    (">==", ComparatorKey::AtLeast),
    (">=", ComparatorKey::AtLeast),
    ("=>", ComparatorKey::AtLeast),
    ("> =", ComparatorKey::AtLeast),
    ("\u{2265}", ComparatorKey::AtLeast),
    ("\u{2267}", ComparatorKey::AtLeast),
    ("\u{2a7e}", ComparatorKey::AtLeast),
    ("<==", ComparatorKey::AtMost),
    ("<>", ComparatorKey::IsNot),
    ("<=", ComparatorKey::AtMost),
    ("=<", ComparatorKey::AtMost),
    ("< =", ComparatorKey::AtMost),
    ("\u{2264}", ComparatorKey::AtMost),
    ("\u{2266}", ComparatorKey::AtMost),
    ("\u{2a7d}", ComparatorKey::AtMost),
    ("!==", ComparatorKey::IsNot),
    ("!=", ComparatorKey::IsNot),
    ("=/=", ComparatorKey::IsNot),
    ("\u{2260}", ComparatorKey::IsNot),
    ("===", ComparatorKey::Is),
    ("==", ComparatorKey::Is),
    ("=", ComparatorKey::Is),
    (">", ComparatorKey::MoreThan),
    ("\u{ff1e}", ComparatorKey::MoreThan),
    ("<", ComparatorKey::LessThan),
    ("\u{ff1c}", ComparatorKey::LessThan),
    ("\u{ff1d}", ComparatorKey::Is),
];

/// A sign and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// As it is written.
    pub written: &'static str,
    /// The comparator that says the same.
    pub comparator: ComparatorKey,
}

/// The sign that a text begins with.
pub fn leading_sign(text: &str) -> Option<Sign> {
    let known = SIGNS.iter().find(|(sign, _)| text.starts_with(sign));
    known.map(|(written, comparator)| Sign { written, comparator: *comparator })
}

/// The sign that a text consists of.
pub(crate) fn whole_sign(text: &str) -> Option<Sign> {
    leading_sign(text).filter(|sign| sign.written.len() == text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_signs_are_tried_first() {
        for (at, (sign, comparator)) in SIGNS.iter().enumerate() {
            assert!(SIGNS.iter().take(at).all(|(before, _)| !sign.starts_with(before)), "{sign}");
            assert_eq!(whole_sign(sign).map(|sign| sign.comparator), Some(*comparator));
        }
    }

    #[test]
    fn inclusive_and_exclusive_limits_are_never_confused() {
        let stands_for = |text| leading_sign(text).map(|sign| sign.comparator.key());
        assert_eq!(stands_for(">= 12 years"), Some("at_least"));
        assert_eq!(stands_for("> 12 years"), Some("more_than"));
        assert_eq!(stands_for("≤12"), Some("at_most"));
        assert_eq!(stands_for("<12"), Some("less_than"));
        assert_eq!(stands_for("12"), None);
    }
}
