//! What is written is what an author would write, and reads back as the same tree.

use medpol_diagnostics::SourceMap;
use proptest::prelude::*;

use super::Draft;
use crate::{Kind, Node, parse};

/// The tree that the YAML of a draft reads back as.
#[track_caller]
fn reread(draft: &Draft) -> Node {
    let text = draft.yaml();
    let parsed = parse(&mut SourceMap::default(), "draft.yaml", text.as_bytes());
    assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
    parsed.root.expect("a tree")
}

fn is_same(draft: &Draft, node: &Node) -> bool {
    match (draft, &node.kind) {
        (Draft::Null, _) => node.is_null(),
        (Draft::Value(text) | Draft::Text(text), Kind::Scalar(scalar)) => !node.is_null() && *scalar.text == **text,
        (Draft::List(elements), Kind::Sequence(items)) => {
            elements.len() == items.len() && elements.iter().zip(items).all(|(element, item)| is_same(element, item))
        }
        (Draft::Mapping(members), Kind::Mapping(entries)) => {
            members.len() == entries.len()
                && members
                    .iter()
                    .zip(entries)
                    .all(|((key, value), entry)| **key == *entry.key && is_same(value, &entry.value))
        }
        _ => false,
    }
}

#[track_caller]
fn check(draft: &Draft, expected: &str) {
    assert_eq!(draft.yaml(), expected);
    assert!(is_same(draft, &reread(draft)), "{expected}");
}

#[test]
fn a_document_reads_as_an_author_would_write_it() {
    let mut draft = Draft::mapping();
    draft.set(&["format"], Draft::value("medpol/case/1"));
    draft.set(&["title"], Draft::text("Disc over 5 mm: an exclusion"));
    draft.set(&["facts", "patient", "birth_date"], Draft::value("1968-03-02"));
    draft.set(&["facts", "patient", "bmi"], Draft::value("31.2 kg/m2"));
    draft.set(&["facts", "request", "services"], Draft::List(Vec::new()));
    let mut service = Draft::mapping();
    service.set(&["code"], Draft::text("CPT:64628"));
    service.set(&["units"], Draft::value("1"));
    draft.push(&["facts", "request", "services"], service);
    draft.set(&["facts", "request", "bodies"], Draft::List(vec![Draft::value("L4"), Draft::value("L5")]));
    draft.set(&["facts", "pain"], Draft::mapping());
    check(
        &draft,
        "format: medpol/case/1\ntitle: \"Disc over 5 mm: an exclusion\"\nfacts:\n  patient: { birth_date: 1968-03-02, \
         bmi: 31.2 kg/m2 }\n  request: { services: [{ code: \"CPT:64628\", units: 1 }], bodies: [L4, L5] }\n  pain: {}\n",
    );
}

#[test]
fn long_values_are_written_on_lines_of_their_own() {
    let long = "word ".repeat(30).trim_end().to_owned();
    let element = |number: usize| {
        let mut element = Draft::mapping();
        element.set(&["number"], Draft::value(number.to_string()));
        element.set(&["list"], Draft::List(vec![Draft::text(&*long)]));
        element
    };
    let mut draft = Draft::mapping();
    draft.set(&["a", "b"], Draft::List(vec![element(1), element(2)]));
    check(
        &draft,
        &format!(
            "a:\n  b:\n    - number: 1\n      list:\n        - {long}\n    - number: 2\n      list:\n        - {long}\n"
        ),
    );
}

#[test]
fn texts_that_look_like_something_else_are_quoted() {
    for text in
        ["", "~", "null", "yes", "No", "1", "-1.5", "1e3", "0x1f", "2025-06-15", "CPT:64628", "- a", "a: b", "a #b"]
    {
        assert_eq!(Draft::text(text).yaml(), format!("\"{text}\"\n"), "{text}");
    }
    for text in
        ["[a", "a, b", "a]", "{", "'a", "*a", "&a", "!a", "%a", "@a", "`a", "<<", "---", "...", " a", "a ", "a:"]
    {
        assert_eq!(Draft::value(text).yaml(), format!("\"{text}\"\n"), "{text}");
    }
    for value in ["1", "-2.5", "2025-06-15", "true", "31.2 kg/m2", "%", "5 %", "6 weeks", "a-b", "L4-L5", "p. 3", "a@3"]
    {
        let expected = if value == "%" { format!("\"{value}\"\n") } else { format!("{value}\n") };
        assert_eq!(Draft::value(value).yaml(), expected, "{value}");
    }
    assert_eq!(Draft::text("a\u{a0}b").yaml(), "\"a\\u00a0b\"\n");
    assert_eq!(Draft::text("a\nb\t\"c\\").yaml(), "\"a\\nb\\t\\\"c\\\\\"\n");
}

#[test]
fn existing_texts_are_replaced() {
    let mut draft = Draft::value("a");
    draft.set(&["b"], Draft::value("c"));
    draft.set(&["b", "d"], Draft::Null);
    draft.push(&["b", "d"], Draft::value("1"));
    draft.push(&["b", "d"], Draft::value("2"));
    draft.set(&["b", "e"], Draft::Null);
    check(&draft, "b:\n  d: [1, 2]\n  e: null\n");
}

/// Texts of the signs that mean something to YAML, and any others.
fn texts() -> impl Strategy<Value = String> {
    "[-?:,\\[\\]{}#&*!|>'\"%@` a0.\\\\\n\t~<=\u{a0}\u{2028}\u{85}é]{0,6}|\\PC{0,8}|(?s:.{0,8})"
        .prop_map(|text| text.replace(is_refused, ""))
}

/// Control characters have no place in a document, escaped or not.
fn is_refused(character: char) -> bool {
    let is_blank = matches!(character, '\t' | '\n' | '\r');
    !is_blank && (character.is_control() || matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}'))
}

/// Keys are not empty, and stand on one line.
fn names() -> impl Strategy<Value = String> {
    texts().prop_map(|text| format!("{text}k").replace(char::is_whitespace, " "))
}

fn drafts() -> impl Strategy<Value = Draft> {
    let leaf = prop_oneof![Just(Draft::Null), texts().prop_map(Draft::Value), texts().prop_map(Draft::Text)];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let entries = proptest::collection::btree_map(names(), inner.clone(), 0..6);
        prop_oneof![
            proptest::collection::vec(inner, 0..6).prop_map(Draft::List),
            entries.prop_map(|entries| Draft::Mapping(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back(draft in drafts()) {
        let node = reread(&draft);
        prop_assert!(is_same(&draft, &node), "{}\n{node:?}", draft.yaml());
    }
}
