//! The example library: which files it has, and where a file of a page belongs.
//!
//! Knows paths and texts; what is wrong with a file is not known here.

/// The library's files by their path below the folder of a test.
pub(crate) static LIBRARY: &[(&str, &str)] = &[
    ("policies/README.md", "Not a document of the library.\n"),
    ("policies/library.yaml", include_str!("../library/library.yaml")),
    ("policies/vocabulary/base.yaml", include_str!("../library/vocabulary/base.yaml")),
    (VOCABULARY, include_str!("../library/vocabulary/example.yaml")),
    (VALUE_SET, include_str!("../library/value-sets/back-pain.yaml")),
    (CODE_SYSTEM, include_str!("../library/code-systems/ICD-10-CM.yaml")),
    ("policies/code-systems/CPT.yaml", include_str!("../library/code-systems/CPT.yaml")),
    (CRITERIA, include_str!("../library/shared/example/1.yaml")),
    (POLICY, include_str!("../library/example/policy/1.yaml")),
    ("policies/example/edits/1.yaml", include_str!("../library/example/edits/1.yaml")),
];

/// The case that a page may write parts of; it is not checked unless a page does.
static CASE_TEXT: &str = include_str!("../case.yaml");

const VOCABULARY: &str = "policies/vocabulary/example.yaml";
const VALUE_SET: &str = "policies/value-sets/back-pain.yaml";
const CODE_SYSTEM: &str = "policies/code-systems/ICD-10-CM.yaml";
const CRITERIA: &str = "policies/shared/example/1.yaml";
const POLICY: &str = "policies/example/policy/1.yaml";
const CASE: &str = "cases/case.yaml";

/// Where a file belongs that a page calls `name`.
pub(crate) fn place(name: &str) -> &str {
    match name {
        "library.yaml" => "policies/library.yaml",
        "vocabulary.yaml" => VOCABULARY,
        "value-set.yaml" => VALUE_SET,
        "code-system.yaml" => CODE_SYSTEM,
        "criteria.yaml" => CRITERIA,
        "policy.yaml" => POLICY,
        "case.yaml" => CASE,
        path => path,
    }
}

/// Where a document belongs that stands by itself, by the kind that its `format` names.
pub(crate) fn place_of_document(text: &str) -> &'static str {
    let format = text.lines().find_map(|line| line.trim_start_matches(['{', ' ', '"']).strip_prefix("format"));
    let names = |kind: &str| format.is_some_and(|format| format.contains(kind));
    if names("library") {
        "policies/library.yaml"
    } else if names("vocabulary") {
        VOCABULARY
    } else if names("value-set") {
        VALUE_SET
    } else if names("code-system") {
        CODE_SYSTEM
    } else if names("criteria") {
        CRITERIA
    } else if names("case") || names("suite") {
        CASE
    } else {
        POLICY
    }
}

/// The document that a part at `path` completes.
pub(crate) fn document(path: &str) -> &'static str {
    let own = |path: &str| LIBRARY.iter().find(|(known, _)| *known == path).map(|(_, text)| *text);
    let of_kind = if path.starts_with("cases/") {
        return CASE_TEXT;
    } else if path.starts_with("policies/vocabulary/") {
        VOCABULARY
    } else if path.starts_with("policies/shared/") {
        CRITERIA
    } else if path.starts_with("policies/value-sets/") {
        VALUE_SET
    } else if path.starts_with("policies/code-systems/") {
        CODE_SYSTEM
    } else {
        POLICY
    };
    own(path).or(own(of_kind)).unwrap_or_default()
}
