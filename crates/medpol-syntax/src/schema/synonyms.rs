//! Words of other languages for keys of this one.
//!
//! `and` is one letter from `any`, which is its opposite: whoever writes it must not be sent there.
//! Whether a key is allowed in its place is not known here.

use crate::comparing::whole_sign;

/// What authors write who come from programming or from a policy's English, with the keys they mean.
const SYNONYMS: &[(&[&str], &[&str])] = &[
    (&["and", "all_of", "&&"], &["all"]),
    (&["or", "any_of", "one_or_more", "||"], &["any"]),
    (&["nor", "none_of"], &["none"]),
    (&["equals", "equal", "equal_to", "equals_to", "is_equal_to", "eq"], &["is"]),
    (&["not_equal", "not_equals", "not_equal_to", "is_not_equal_to", "neq", "ne", "different_from"], &["is_not"]),
    (
        &[
            "greater_than",
            "is_greater_than",
            "greater",
            "bigger_than",
            "larger_than",
            "higher_than",
            "older_than",
            "longer_than",
            "gt",
            "over",
            "above",
            "exceeds",
            "exceeding",
            "more",
            "exclusive_minimum",
        ],
        &["more_than"],
    ),
    (
        &[
            "minimum",
            "min",
            "gte",
            "ge",
            "greater_or_equal",
            "greater_than_or_equal",
            "greater_than_or_equal_to",
            "greater_or_equal_to",
            "equal_or_greater",
            "equal_or_greater_than",
            "more_than_or_equal",
            "more_than_or_equal_to",
            "more_or_equal",
            "no_less_than",
            "not_less_than",
            "not_below",
            "or_more",
            "atleast",
            "no_fewer_than",
        ],
        &["at_least"],
    ),
    (
        &[
            "lt",
            "below",
            "under",
            "fewer_than",
            "smaller_than",
            "lower_than",
            "younger_than",
            "shorter_than",
            "less",
            "is_less_than",
            "exclusive_maximum",
        ],
        &["less_than"],
    ),
    (
        &[
            "maximum",
            "max",
            "lte",
            "le",
            "less_or_equal",
            "less_than_or_equal",
            "less_than_or_equal_to",
            "less_or_equal_to",
            "equal_or_less",
            "equal_or_less_than",
            "fewer_than_or_equal_to",
            "no_more_than",
            "not_more_than",
            "not_above",
            "or_less",
            "up_to",
            "atmost",
        ],
        &["at_most"],
    ),
    (&["between", "range"], &["at_least", "at_most"]),
    (&["one_of", "is_one_of"], &["in"]),
    (&["contains", "has"], &["includes"]),
    (&["exists", "documented", "present"], &["known", "some"]),
    (&["unless", "except", "exception", "but_not"], &["except_when", "waived_when"]),
    (&["when"], &["if"]),
    (&["otherwise"], &["else"]),
    (&["no", "not_any"], &["without"]),
    (&["for_each", "for_all", "forall"], &["every"]),
    (&["description", "statement", "label"], &["text"]),
    (&["comment", "remark"], &["note"]),
    (&["citation", "reference", "sources"], &["source"]),
    (&["to", "end", "through"], &["until"]),
    (&["start", "begin", "since"], &["from"]),
];

/// The keys that are meant by a word, as far as they are among `allowed`.
pub(super) fn meant<'k>(word: &str, allowed: &[&'k str]) -> Vec<&'k str> {
    if let Some(sign) = whole_sign(word.trim()) {
        return allowed.iter().copied().filter(|key| *key == sign.comparator.key()).collect();
    }
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    let known = SYNONYMS.iter().find(|(words, _)| words.contains(&word.as_str()));
    let keys = known.map(|(_, keys)| *keys).unwrap_or_default();
    allowed.iter().copied().filter(|key| keys.contains(key)).collect()
}
