//! Words of other languages for keys of this one.
//!
//! `and` is one letter from `any`, which is its opposite: whoever writes it must not be sent there.
//! Whether a key is allowed in its place is not known here.

/// What authors write who come from programming or from a policy's English, with the keys they mean.
const SYNONYMS: &[(&[&str], &[&str])] = &[
    (&["and", "all_of", "&&"], &["all"]),
    (&["or", "any_of", "one_or_more", "||"], &["any"]),
    (&["nor", "none_of"], &["none"]),
    (&["equals", "equal", "equal_to", "eq", "=", "=="], &["is"]),
    (&["not_equal", "not_equals", "ne", "!="], &["is_not"]),
    (&["greater_than", "gt", "over", "above", "exceeds", ">"], &["more_than"]),
    (&["minimum", "min", "gte", "greater_or_equal", "no_less_than", ">="], &["at_least"]),
    (&["lt", "below", "under", "fewer_than", "<"], &["less_than"]),
    (&["maximum", "max", "lte", "less_or_equal", "no_more_than", "up_to", "<="], &["at_most"]),
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
    let known = SYNONYMS.iter().find(|(words, _)| words.contains(&word));
    let keys = known.map(|(_, keys)| *keys).unwrap_or_default();
    allowed.iter().copied().filter(|key| keys.contains(key)).collect()
}
