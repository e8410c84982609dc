//! The operators, each with the keys that go with it.
//!
//! The schema of a criterion is made from this table; what an operator means is not known here.

/// An operator key and the keys that go with it beside the descriptive ones and the modifiers.
pub(in crate::document) struct Operator {
    pub(in crate::document) key: &'static str,
    pub(in crate::document) with: &'static [&'static str],
    pub(in crate::document) needs: &'static [&'static str],
    /// The descriptive keys and the modifiers that it takes.
    pub(in crate::document) common: &'static [&'static str],
    /// What to tell an author who puts another key beside it.
    pub(in crate::document) help: Option<&'static str>,
}

const fn operator(key: &'static str, with: &'static [&'static str], needs: &'static [&'static str]) -> Operator {
    Operator { key, with, needs, common: COMMON, help: None }
}

const FACT: &[&str] = &[
    "is",
    "is_not",
    "in",
    "not_in",
    "in_value_set",
    "not_in_value_set",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "on_or_before",
    "on_or_after",
    "before",
    "after",
    "includes",
    "includes_any",
    "includes_all",
    "includes_only",
    "includes_none",
    "contiguous",
    "when_absent",
    "requires_evidence",
];

const ELEMENTS: &[&str] = &["as", "where", "when_absent", "requires_evidence"];

const EXTREME: &[&str] = &["by", "as", "where", "satisfies", "if_empty", "when_absent", "requires_evidence"];

/// Every operator.
pub(in crate::document) static OPERATORS: &[Operator] = &[
    operator("all", &["when_absent"], &[]),
    operator("any", &["when_absent"], &[]),
    operator("none", &["when_absent"], &[]),
    operator("not", &["when_absent"], &[]),
    operator("of", &["at_least", "at_most", "exactly", "waived", "not_applicable", "when_absent"], &[]),
    operator("fact", FACT, &[]),
    operator("known", &[], &[]),
    operator("some", ELEMENTS, &["where"]),
    operator("without", ELEMENTS, &["where"]),
    operator(
        "every",
        &["as", "where", "satisfies", "if_empty", "when_absent", "requires_evidence"],
        &["satisfies", "if_empty"],
    ),
    operator(
        "count",
        &[
            "as",
            "where",
            "distinct_by",
            "is",
            "at_least",
            "more_than",
            "at_most",
            "less_than",
            "when_absent",
            "requires_evidence",
        ],
        &[],
    ),
    operator(
        "sum",
        &[
            "as",
            "where",
            "field",
            "is",
            "at_least",
            "more_than",
            "at_most",
            "less_than",
            "when_absent",
            "requires_evidence",
        ],
        &["field"],
    ),
    operator("latest", EXTREME, &["by", "satisfies", "if_empty"]),
    operator("earliest", EXTREME, &["by", "satisfies", "if_empty"]),
    operator("each", &["as", "satisfies", "when_absent"], &["as", "satisfies"]),
    operator("each_group", &["by", "as", "satisfies", "when_absent", "requires_evidence"], &["by", "as", "satisfies"]),
    operator("if", &["then", "else", "when_absent"], &["then"]),
    operator("criterion", &[], &[]),
    Operator {
        common: &[],
        help: Some("criteria of a set keep their own ids, texts and conditions; write a different criterion out"),
        ..operator("use", &["criteria"], &[])
    },
];

/// Keys that go with every operator that is a condition.
const COMMON: &[&str] = &[
    "id",
    "text",
    "source",
    "note",
    "confidence",
    "member_text",
    "severity",
    "advisory",
    "message",
    "remedy",
    "list",
    "blame",
    "except_when",
    "waived_when",
    "because",
];
