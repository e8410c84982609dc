//! Every mistake a schema can refuse, as the author sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use medpol_diagnostics::{Diagnostic, SourceMap};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Schema;
use crate::parse;

/// A small policy language with everything the generated schemas use.
fn policy() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://medpol.dev/schemas/test.schema.json",
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "id"],
        "properties": {
            "format": { "type": "string", "const": "medpol/policy/1" },
            "id": { "type": "string", "pattern": "^[a-z0-9-]+$", "minLength": 1, "examples": ["bvn-ablation"] },
            "version": { "type": "string", "pattern": "^[0-9]+$" },
            "title": { "type": "string", "maxLength": 20 },
            "status": { "type": "string", "enum": ["draft", "active", "retired"] },
            "confirmed": { "type": "boolean" },
            "rank": { "type": "integer", "minimum": 1, "maximum": 9 },
            "weight": { "type": "number", "exclusiveMinimum": 0 },
            "effective": { "$ref": "#/$defs/Period" },
            "states": { "type": "array", "items": { "type": "string" }, "minItems": 1, "uniqueItems": true },
            "criteria": { "type": "array", "items": { "$ref": "#/$defs/Criterion" }, "minItems": 1 },
            "facts": { "type": "object", "additionalProperties": { "type": "string" }, "propertyNames": { "pattern": "^[a-z_]+$" } },
            "derived": { "$ref": "#/$defs/Derived" },
            "nothing": { "type": "object", "additionalProperties": false },
            "evidence": { "type": ["boolean", "array"], "items": { "type": "string" } }
        },
        "$defs": {
            "Period": {
                "type": "object",
                "additionalProperties": false,
                "required": ["from"],
                "properties": { "from": { "type": "string" }, "until": { "type": "string" } }
            },
            "Derived": {
                "type": "object",
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
                "properties": { "latest": { "type": "string" }, "earliest": { "type": "string" } }
            },
            "Operand": {
                "type": ["string", "number", "boolean", "array", "object"],
                "items": { "type": ["string", "number", "boolean"] },
                "minItems": 1,
                "properties": { "fact": { "type": "string" } },
                "additionalProperties": false
            },
            "Criterion": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "id": { "type": "string" },
                    "text": { "type": "string" },
                    "all": { "type": "array", "items": { "$ref": "#/$defs/Criterion" }, "minItems": 1 },
                    "any": { "type": "array", "items": { "$ref": "#/$defs/Criterion" }, "minItems": 1 },
                    "fact": { "type": "string" },
                    "is": { "$ref": "#/$defs/Operand" },
                    "some": { "type": "string" },
                    "where": { "$ref": "#/$defs/Criterion" }
                },
                "oneOf": [{ "required": ["all"] }, { "required": ["any"] }, { "required": ["fact"] }, { "required": ["some"] }],
                "allOf": [
                    { "if": { "required": ["all"] }, "then": { "properties": { "where": false, "is": false } } },
                    { "if": { "required": ["fact"] }, "then": {
                        "properties": { "where": false },
                        "description": "use `some` to look at the elements of a list"
                    } },
                    { "if": { "required": ["some"] }, "then": {
                        "properties": { "is": { "not": {}, "description": "put the comparison inside `where`" } },
                        "required": ["where"]
                    } }
                ]
            }
        }
    })
}

fn diagnose(schema: &Value, text: &str) -> (SourceMap, Vec<Diagnostic>) {
    let mut map = SourceMap::default();
    let parsed = parse(&mut map, "a.yaml", text.as_bytes());
    assert_eq!(parsed.diagnostics, [], "{text}");
    let schema = Schema::compile(schema).expect("a schema");
    let diagnostics = schema.check(&parsed.root.expect("a tree"));
    (map, diagnostics)
}

/// Each diagnostic as `code place message | text under the span | helps`.
#[track_caller]
fn check_with(schema: &Value, text: &str, expected: &[&str]) {
    let (map, diagnostics) = diagnose(schema, text);
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|problem| {
            let place = map.position(problem.primary.span);
            let (code, line, column) = (problem.code.number, place.line, place.column);
            let under = map.text(problem.primary.span);
            format!("{code} {line}:{column} {} | {under} | {}", problem.message, problem.help.join("; "))
        })
        .collect();
    assert_eq!(lines, expected, "{text}");
}

/// Checks what follows a head that has nothing wrong.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_with(&policy(), &format!("format: medpol/policy/1\nid: x\n{text}"), expected);
}

#[test]
fn nothing_wrong() {
    check("", &[]);
    check("criteria:\n  - { id: a, all: [{ fact: b, is: 3 }, { fact: c, is: { fact: d } }] }", &[]);
    check_with(&policy(), "{\"format\": \"medpol/policy/1\", \"id\": \"x\", \"rank\": 3}", &[]);
}

#[test]
fn unknown_keys() {
    check("criterai: []\ntitle: a", &["P0101 3:1 unknown key `criterai` | criterai | did you mean `criteria`?"]);
    check("effective: { from: a, to: b }", &["P0101 3:23 unknown key `to` | to | it is called `until` here"]);
    check("nothing: { a: b }", &["P0101 3:12 unknown key `a` | a | "]);
    let (_, diagnostics) = diagnose(&policy(), "format: medpol/policy/1\nid: x\ncriteria: [{ fact: a, x: b }]\ny: 1");
    let labels: Vec<&str> = diagnostics.iter().map(|problem| &*problem.primary.text).collect();
    assert_eq!(labels, ["not a key of an item of `criteria`", "not a key of this document"]);
    assert!(diagnostics.iter().all(|problem| problem.replacement.is_none()));
}

#[test]
fn a_key_that_is_there_already_is_not_suggested() {
    check(
        "effective: { from: a, form: b }",
        &["P0101 3:23 unknown key `form` | form | the keys of `effective` are `from`, `until`"],
    );
}

#[test]
fn a_comma_inside_braces() {
    check(
        "criteria: [{ fact: a, text: Skeletally mature, 18 years or older }]",
        &[
            "P0101 3:48 unknown key `18 years or older` | 18 years or older | a comma inside { } starts a new key: put the text in quotes",
        ],
    );
    check(
        "criteria: [{ fact: a, text }]",
        &["P0103 3:23 `text` has no value | text | a comma inside { } starts a new key: put the text in quotes"],
    );
    check(
        "criteria: [{ fact:a, id: x }]",
        &["P0101 3:14 unknown key `fact:a` | fact:a | a space is missing after the colon"],
    );
}

#[test]
fn a_key_that_swallowed_its_value() {
    check(
        "effective:{ from: x }",
        &["P0101 3:1 unknown key `effective:{ from` | effective:{ from | a space is missing after the colon"],
    );
    check(
        "effective { from: x }",
        &["P0101 3:1 unknown key `effective { from` | effective { from | a colon is missing after `effective`"],
    );
    check(
        "effective: { from x }",
        &[
            "P0101 3:14 unknown key `from x` | from x | a comma inside { } starts a new key: put the text in quotes; or a colon is missing after `from`",
        ],
    );
    check(
        "criteria:\n  - fact:a",
        &[
            "P0103 4:5 an item of `criteria` must be a mapping, not a single value | fact:a | write `key: value`, with a colon and a space",
        ],
    );
}

#[test]
fn missing_keys() {
    check("effective: { until: x }", &["P0102 3:1 `from` is missing | effective | add `from`"]);
    check_with(&policy(), "title: x\nformat: medpol/policy/1", &["P0102 1:1 `id` is missing | title | add `id`"]);
    check("criteria: [{ some: a }]", &["P0102 3:14 `where` is missing | some | add `where`"]);
    check("derived: {}", &["P0102 3:1 `derived` is empty | derived | add one of `latest`, `earliest`"]);
}

#[test]
fn a_misspelled_key_is_not_also_reported_as_missing() {
    check("effective: { form: x }", &["P0101 3:14 unknown key `form` | form | did you mean `from`?"]);
    check("criteria: [{ al: [] }]", &["P0101 3:14 unknown key `al` | al | did you mean `all`?"]);
    check("criteria: [{ some: a, whre: b }]", &["P0101 3:23 unknown key `whre` | whre | did you mean `where`?"]);
}

#[test]
fn no_value() {
    check(
        "status:\ntitle: ~",
        &[
            "P0103 3:1 `status` has no value | status | write a value, or remove the key",
            "P0103 4:1 `title` has no value | title | write a value, or remove the key",
        ],
    );
    check("criteria:\n  -", &["P0103 4:4 an item of `criteria` has no value |  | write an item, or remove this one"]);
    check("criteria:", &["P0103 3:1 `criteria` has no value | criteria | write a value, or remove the key"]);
    check("title: 'null'", &[]);
}

#[test]
fn wrong_shapes() {
    check("criteria: x", &["P0103 3:11 `criteria` must be a list, not a single value | x | write a list: `[x]`"]);
    check(
        "criteria: { a: b }",
        &[
            "P0103 3:1 `criteria` must be a list, not a mapping | criteria | begin every item with `- `, or write the list in brackets: `[{ … }]`",
        ],
    );
    check(
        "criteria:\n  - foo",
        &[
            "P0103 4:5 an item of `criteria` must be a mapping, not a single value | foo | write a condition: `{ fact: foo }`",
        ],
    );
    check("effective: [a]", &["P0103 3:1 `effective` must be a mapping, not a list | effective | "]);
    check(
        "title: [a]",
        &["P0103 3:1 `title` must be text, not a list | title | write `title: a`, without the brackets"],
    );
    check(
        "states: [1, [x]]",
        &["P0103 3:14 an item of `states` must be text, not a list | x | write `x`, without the brackets"],
    );
    check(
        "evidence: always",
        &[
            "P0103 3:11 `evidence` must be `true` or `false` or a list, not `always` | always | write a list: `[always]`",
        ],
    );
    check_with(&policy(), "- a", &["P0103 1:3 this document must be a mapping, not a list | a | "]);
}

#[test]
fn scalars_are_read_by_the_type_expected_of_them() {
    check("version: 3\ntitle: true\nstates: [1, 2.50, no, 0x1f]\nfacts: { a: 05 }", &[]);
    check("version: 3.5", &["P0115 3:10 `3.5` is not a well-formed name | 3.5 | it must match `^[0-9]+$`"]);
    check("status: 1", &["P0104 3:9 `status` cannot be `1` | 1 | write one of `draft`, `active`, `retired`"]);
    check("criteria: [{ fact: a, is: [1, true, x] }, { fact: a, is: 2.5 }]", &[]);
    check("confirmed: true\nrank: +5\nweight: .5e1\nevidence: [1, true]", &[]);
    check(
        "confirmed: yes",
        &["P0103 3:12 `confirmed` must be `true` or `false`, not `yes` | yes | write `true`, without quotes"],
    );
    check(
        "confirmed: 'true'",
        &[
            "P0103 3:12 `confirmed` must be `true` or `false`, not the text `true` | 'true' | write `true`, without quotes",
        ],
    );
    check("rank: '3'", &["P0103 3:7 `rank` must be a whole number, not the text `3` | '3' | remove the quotes"]);
    for rank in ["3.0", "3e0", "-0", "0x3", "1_0", "."] {
        check(
            &format!("rank: {rank}"),
            &[&format!(
                "P0103 3:7 `rank` must be a whole number, not `{rank}` | {rank} | write a whole number in figures, such as `4`"
            )],
        );
    }
    check(
        "weight: 1e999",
        &["P0103 3:9 `weight` must be a number, not `1e999` | 1e999 | write a number in figures, such as `2.5`"],
    );
}

#[test]
fn many_scalars_where_text_is_allowed_are_no_errors() {
    let schema = json!({ "type": "array", "items": { "type": ["string", "object"], "required": ["code"] } });
    let text = format!("[{}{{}}]", "64628,".repeat(10_000));
    check_with(&schema, &text, &["P0102 1:60002 `code` is missing | {} | add `code`"]);
}

#[test]
fn values_that_are_not_allowed() {
    check(
        "status: actve",
        &[
            "P0104 3:9 `status` cannot be `actve` | actve | did you mean `active`?; write one of `draft`, `active`, `retired`",
        ],
    );
    check("rank: 0", &["P0104 3:7 `rank` must be at least 1 | 0 | "]);
    check("rank: 10", &["P0104 3:7 `rank` must be at most 9 | 10 | "]);
    check("weight: 0", &["P0104 3:9 `weight` must be more than 0 | 0 | "]);
    check(
        "title: more than twenty characters",
        &["P0104 3:8 `title` must have at most 20 characters | more than twenty characters | "],
    );
    check("states: [a, b, a]", &["P0104 3:16 `states` names the same thing twice | a | remove one of the two"]);
    check(
        "derived: { latest: a, earliest: b }",
        &["P0104 3:23 `derived` may have only one key | earliest | write only one of `latest`, `earliest`"],
    );
    check_with(
        &policy(),
        "format: medpol/polcy/1\nid: x",
        &[
            "P0105 1:9 unknown format `medpol/polcy/1` | medpol/polcy/1 | did you mean `medpol/policy/1`?; write `medpol/policy/1`",
        ],
    );
    check_with(
        &policy(),
        "format: medpol/policy/1\nid: BVN Ablation",
        &["P0115 2:5 `BVN Ablation` is not a well-formed name | BVN Ablation | write it like `bvn-ablation`"],
    );
    check_with(
        &policy(),
        "format: medpol/policy/1\nid: ''",
        &["P0104 2:5 `id` must not be empty | '' | write something, or remove the key"],
    );
    check("facts: { Bad: x }", &["P0115 3:10 `Bad` is not a well-formed name | Bad | "]);
}

#[test]
fn empty_lists() {
    let help = "an empty list here would pass silently: fill it or remove the key";
    check("criteria: []", &[&format!("P0401 3:1 `criteria` is empty | criteria | {help}")]);
    check("criteria: [{ all: [] }]", &[&format!("P0401 3:14 `all` is empty | all | {help}")]);
}

#[test]
fn operators() {
    check(
        "criteria: [{ id: a }]",
        &["P0106 3:14 an item of `criteria` has no operator | id | add one of `all`, `any`, `fact`, `some`"],
    );
    check(
        "criteria: [{}]",
        &["P0106 3:12 an item of `criteria` has no operator | {} | add one of `all`, `any`, `fact`, `some`"],
    );
    check(
        "criteria: [{ some: a, where: { id: b } }]",
        &["P0106 3:23 `where` has no operator | where | add one of `all`, `any`, `fact`, `some`"],
    );
    let help = "a criterion has exactly one operator: make two criteria and join them with `all` or `any`";
    check(
        "criteria: [{ fact: a, id: x, some: b, is: 3 }]",
        &[&format!("P0107 3:30 `fact` and `some` are both operators | some | {help}")],
    );
    let (map, diagnostics) = diagnose(&policy(), "format: medpol/policy/1\nid: x\ncriteria: [{ fact: a, some: b }]");
    assert_eq!(map.text(diagnostics[0].secondary[0].span), "fact");
}

#[test]
fn misplaced_keys() {
    check(
        "criteria: [{ fact: a, where: { fact: b } }]",
        &["P0108 3:23 `where` does not go with `fact` | where | use `some` to look at the elements of a list"],
    );
    check(
        "criteria: [{ some: a, is: [], where: { fact: b } }]",
        &["P0108 3:23 `is` does not go with `some` | is | put the comparison inside `where`"],
    );
    check(
        "criteria: [{ is: [[]], all: [{ fact: b }] }]",
        &[
            "P0108 3:14 `is` does not go with `all` | is | remove it",
            "P0103 3:19 an item of `is` must be a single value, not a list | [] | a text that begins with `{` or `[` needs quotes",
        ],
    );
}

#[test]
fn deep_places_and_odd_keys() {
    check(
        "criteria:\n  - all:\n      - any:\n          - fact: a\n            is: { facts: b }",
        &["P0101 7:19 unknown key `facts` | facts | did you mean `fact`?"],
    );
    let schema = json!({ "type": "object", "additionalProperties": { "type": "array" } });
    check_with(
        &schema,
        "a/b: 1\nc~d: 2\n1: 3\n~0: 4",
        &[
            "P0103 1:6 `a/b` must be a list, not a single value | 1 | write a list: `[1]`",
            "P0103 2:6 `c~d` must be a list, not a single value | 2 | write a list: `[2]`",
            "P0103 3:4 `1` must be a list, not a single value | 3 | write a list: `[3]`",
            "P0103 4:5 `~0` must be a list, not a single value | 4 | write a list: `[4]`",
        ],
    );
}

#[test]
fn many_mistakes_are_counted() {
    let (_, diagnostics) =
        diagnose(&policy(), &format!("format: medpol/policy/1\nid: x\nstates: [{}]", "[],".repeat(9_000)));
    assert_eq!(diagnostics.len(), 51);
    assert_eq!(diagnostics[50].message, "at least 3950 more problems in this file not shown");
    let keys: Vec<String> = (0..1_000).map(|number| format!("k{number}: 1\n")).collect();
    let (_, diagnostics) = diagnose(&policy(), &format!("format: medpol/policy/1\nid: x\n{}", keys.concat()));
    assert_eq!(diagnostics[50].message, "950 more problems in this file not shown");
}

#[test]
fn a_broken_schema_is_told() {
    let error = Schema::compile(&json!({ "type": "words" })).expect_err("not a type");
    assert!(error.to_string().starts_with("not a JSON Schema: "), "{error}");
    assert!(Schema::compile(&json!({ "$ref": "https://example.org/elsewhere.json" })).is_err());
}

const PIECES: &[&str] = &[
    "format: medpol/policy/1\n",
    "id: x\n",
    "criteria: ",
    "criteria:\n  - ",
    "[",
    "]",
    "{ ",
    " }",
    ", ",
    "fact: a",
    "all: ",
    "any: ",
    "is: ",
    "some: b",
    "where: ",
    "x",
    "3",
    "~",
    "''",
    "states: ",
    "effective: ",
    "from: ",
    "facts: ",
    "derived: ",
    "\n",
    "rank: ",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_checked(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)) {
        let mut map = SourceMap::default();
        let parsed = parse(&mut map, "a.yaml", pieces.concat().as_bytes());
        let schema = Schema::compile(&policy()).unwrap();
        let text = map.file(parsed.file).unwrap().text();
        for problem in parsed.root.iter().flat_map(|root| schema.check(root)) {
            let labels = problem.secondary.iter().chain([&problem.primary]);
            for span in labels.map(|label| label.span) {
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{problem:?}");
            }
        }
    }
}
